"""Readers, one per app: `READERS` is the one list, `find_source` finds who claims a file."""

import re

from ..errors import DataError
from .apple import (
    APPLE_MASS,
    APPLE_WORKOUTS,
    APPLE_XML,
    HEALTH_AUTO_EXPORT,
    HEALTH_AUTO_EXPORT_WEIGHT,
    HEALTHEXPORT,
    HEALTHEXPORT_MASS,
    QS_ACCESS,
)
from .bearable import BEARABLE
from .daylio import DAYLIO, DAYLIO_2017
from .events import EVENTS
from .fitbit import FITBIT
from .garmin import GARMIN, GARMIN_WEIGHT, GCEXPORT
from .google_fit import GOOGLE_FIT
from .habits import HABITS
from .mapmyrun import MAPMYRUN
from .opening import Opened, Record, Source, header_names
from .pain_lists import ATTACKS, FORM
from .polar import POLAR
from .runkeeper import RUNKEEPER, RUNKEEPER_MEASUREMENTS
from .samsung import SAMSUNG, SAMSUNG_WEIGHT
from .scales import EUFY, LIBRA, MYFITNESSPAL, OPENSCALE, RENPHO
from .strava import STRAVA, STRAVA_2019
from .tidy import TIDY, TIDY_RATINGS
from .trainingpeaks import TRAININGPEAKS
from .withings import WITHINGS
from .zepp import ZEPP, ZEPP_BODY

READERS: tuple[Source, ...] = (
    # runs
    *(STRAVA, STRAVA_2019, GARMIN, GCEXPORT, RUNKEEPER, MAPMYRUN, TRAININGPEAKS, ZEPP),
    *(APPLE_WORKOUTS, APPLE_XML, HEALTHEXPORT, GOOGLE_FIT, FITBIT, SAMSUNG, POLAR),
    # weight
    *(WITHINGS, GARMIN_WEIGHT, RUNKEEPER_MEASUREMENTS, ZEPP_BODY, APPLE_MASS, HEALTHEXPORT_MASS),
    *(HEALTH_AUTO_EXPORT, HEALTH_AUTO_EXPORT_WEIGHT, QS_ACCESS, SAMSUNG_WEIGHT),
    *(RENPHO, EUFY, OPENSCALE, LIBRA, MYFITNESSPAL),
    # pain and other ratings
    *(BEARABLE, DAYLIO, DAYLIO_2017, HABITS, ATTACKS, FORM, EVENTS),
)


class TwoClaimsError(DataError):
    """Two readers claim one file: a fault of their declarations."""


def find_source(opened: Opened) -> tuple[Source, Record] | None:
    """Return the one source that claims a file, and the header's record; None for none.

    The header need not be the first row. Only what no app's reader claims is
    looked at as a plain tidy table.

    Raises
    ------
    TwoClaimsError
        Two readers claim the file.
    """
    head = opened.head()
    named = [(record, [n for n, _ in header_names(record[1])]) for record in head]
    for readers in (READERS, (TIDY,), (TIDY_RATINGS,)):
        for record, names in named:
            claims = [s for s in readers if s.claims(names, opened.base)]
            if len(claims) > 1:
                raise TwoClaimsError(
                    f"two readers claim this file: {claims[0].name} and {claims[1].name}.",
                    file=opened.name,
                    line=record[0],
                    todo="This is a fault of the software: please report it.",
                )
            if claims:
                return claims[0], record
    for source in READERS if head else ():
        line, fields = head[0]
        pattern, *names = source.headless or ("",)
        if len(names) == len(fields) and re.match(pattern, ",".join(fields)):
            opened.facts.append(("header", "none", f"the first row is one of {source.name}'s"))
            return source, (line - 1, names)
    return None
