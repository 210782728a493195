"""Strava: `activities.csv` of the bulk export, since 2019-07 and before."""

from .opening import Field, Source

STRAVA = Source(
    "Strava",
    header=("activity id", "activity date", "activity type", "elapsed time", "distance"),
    when=("activity date",),
    zone="UTC",
    activity="activity type",
    distance=Field("distance", "km"),  # the first of two; the second holds metres
    duration=Field("moving time|elapsed time", "s"),
)
STRAVA_2019 = Source(
    "Strava",
    header=("id", "date", "name", "type", "elapsed_time", "distance", "filename"),
    when=("date",),
    zone="UTC",
    activity="type",
    distance=Field("distance", "m"),
    duration=Field("elapsed_time", "s"),
)
