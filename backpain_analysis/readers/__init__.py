"""Readers, one per app: `READERS` is the one list, `find_source` finds who claims a file."""

from ..errors import DataError
from .garmin import GARMIN, GARMIN_WEIGHT
from .opening import Opened, Record, Source, header_names
from .runkeeper import RUNKEEPER
from .strava import STRAVA, STRAVA_2019
from .tidy import TIDY
from .withings import WITHINGS

READERS: tuple[Source, ...] = (
    STRAVA,
    STRAVA_2019,
    GARMIN,
    GARMIN_WEIGHT,
    RUNKEEPER,
    WITHINGS,
)


def find_source(opened: Opened) -> tuple[Source, Record] | None:
    """Return the one source that claims a file, and the header's record; None for none.

    The header need not be the first row. Only what no app's reader claims is
    looked at as a plain tidy table.

    Raises
    ------
    DataError
        Two readers claim the file.
    """
    head = opened.head()
    named = [(record, [n for n, _ in header_names(record[1])]) for record in head]
    for readers in (READERS, (TIDY,)):
        for record, names in named:
            claims = [s for s in readers if s.claims(names)]
            if len(claims) > 1:
                raise DataError(
                    f"two readers claim this file: {claims[0].name} and {claims[1].name}.",
                    file=opened.name,
                    line=record[0],
                    todo="This is a fault of the software: please report it.",
                )
            if claims:
                return claims[0], record
    return None
