"""Strava: `activities.csv` of the bulk export (en, de, es, fr, nl), since 2019-07 and before."""

from ..source import Source

STRAVA = Source(
    "Strava",
    header="activity date, activity id, activity type, elapsed time, distance",
    zone="UTC",
    distance="distance [km]",  # the first of two; the second holds metres
    duration="moving time|elapsed time [s]",
)
STRAVA_2019 = Source(
    "Strava",
    header="date, id, name, type, elapsed_time, distance, filename",
    zone="UTC",
    distance="distance [m]",
    duration="elapsed_time [s]",
)
