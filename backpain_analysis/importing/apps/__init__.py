"""Readers, one per app: `READERS` is the one list, `find_source` finds who claims a file."""

import json
import re

from ...errors import DataError
from ..source import Decision, Opened, Record, Source, header_names
from .apple import APPLE, APPLE_MASS, HEALTH_AUTO_EXPORT, HEALTHEXPORT
from .bands import SAMSUNG, SAMSUNG_WEIGHT, ZEPP, ZEPP_BODY
from .bearable import BEARABLE
from .daylio import DAYLIO, DAYLIO_2017
from .garmin import GARMIN, GARMIN_WEIGHT, GCEXPORT
from .google import FITBIT, GOOGLE_FIT
from .habits import HABITS
from .scales import SCALES
from .strava import STRAVA, STRAVA_2019
from .tidy import ATTACKS, EVENTS, FORM, TIDY, TIDY_RATINGS
from .training import MAPMYRUN, POLAR, RUNKEEPER, RUNKEEPER_MEASUREMENTS, TRAININGPEAKS

READERS: tuple[Source, ...] = (
    # runs
    *(STRAVA, STRAVA_2019, GARMIN, GCEXPORT, RUNKEEPER, MAPMYRUN, TRAININGPEAKS, ZEPP),
    *(APPLE, HEALTHEXPORT, GOOGLE_FIT, FITBIT, SAMSUNG, POLAR),
    # weight
    *(GARMIN_WEIGHT, RUNKEEPER_MEASUREMENTS, ZEPP_BODY, APPLE_MASS, HEALTH_AUTO_EXPORT),
    *(SAMSUNG_WEIGHT, *SCALES),
    # pain and other ratings
    *(BEARABLE, DAYLIO, DAYLIO_2017, HABITS, ATTACKS, FORM, EVENTS),
)


def find_source(opened: Opened) -> tuple[Source, Record] | None:
    """Return the one source that claims a file, and the header's record; None for none.

    The header need not be the first row. What no app's reader claims may be a plain tidy table.
    """
    file = opened.name.rpartition("/")[2]
    for readers in (READERS, (TIDY,), (TIDY_RATINGS,)):
        for line, fields in opened.head():
            names = [n for n, _ in header_names(fields)]
            claims = [s for s in readers if s.claims(names, file)]
            if len(claims) > 1:
                text = f"two readers claim this file, {claims[0].name} and {claims[1].name}."
                told = f'[files.{json.dumps(opened.name, ensure_ascii=False)}]\ntable = "..."'
                todo = f"Give it another name, or say in settings.toml what it holds:\n{told}"
                raise DataError(text, file=opened.name, line=line, todo=todo)
            if claims:
                return claims[0], (line, fields)
    line, fields = next(opened.head())
    for source in READERS:
        pattern, header = source.headless
        if header.count(", ") == len(fields) - 1 > 0 and re.match(pattern, ",".join(fields)):
            said = Decision("header", "none", f"the first row is one of {source.name}'s")
            opened.decisions.append(said)
            return source, (line - 1, header.split(", "))
    return None
