"""Readers, one per app: `READERS` is the one list, `find_source` finds who claims a file."""

import re

from ...codes import Remark
from ...errors import DataError
from ..documents import Document
from ..source import Decision, Opened, Record, Source, found, header_names, quoted
from .apple import APPLE, APPLE_MASS, HEALTH_AUTO_EXPORT, HEALTHEXPORT
from .bands import SAMSUNG, SAMSUNG_WEIGHT, ZEPP, ZEPP_BODY
from .bearable import BEARABLE
from .dashboards import INTERVALS, WITHINGS_ACTIVITIES
from .daylio import DAYLIO, DAYLIO_2017
from .fitbit_account import (
    FITBIT_EXERCISE_FILES,
    FITBIT_EXERCISES,
    FITBIT_SAMPLES,
    FITBIT_WEIGH_INS,
    FITBIT_WEIGHT_FILES,
)
from .garmin import GARMIN, GARMIN_WEIGHT, GCEXPORT
from .garmin_account import (
    GARMIN_ACCOUNT,
    GARMIN_ACCOUNT_SESSIONS,
    GARMIN_ACCOUNT_WEIGH_INS,
    GARMIN_ACCOUNT_WEIGHT,
)
from .google import FITBIT, GOOGLE_FIT, GOOGLE_HEALTH, GOOGLE_HEALTH_WEIGHT
from .habits import HABITS, NOT_NEEDED
from .health_auto_export import (
    JSON_SYMPTOMS,
    JSON_WEIGHT,
    JSON_WORKOUTS,
    SYMPTOM_DOCUMENT,
    WEIGHT_DOCUMENT,
    WORKOUT_DOCUMENT,
)
from .health_auto_export import SYMPTOMS as HEALTH_AUTO_EXPORT_SYMPTOMS
from .health_auto_export import WORKOUTS as HEALTH_AUTO_EXPORT_WORKOUTS
from .health_connect import HEALTH_CONNECT, HEALTH_CONNECT_WEIGHT
from .running_accounts import (
    ADIDAS,
    ADIDAS_SESSIONS,
    ADIDAS_TRACKS,
    NIKE,
    NIKE_ACTIVITIES,
    NIKE_LISTS,
    POLAR_ACCOUNT,
    POLAR_SESSIONS,
)
from .scales import SCALES
from .simple_health import SYMPTOMS as SIMPLE_HEALTH_SYMPTOMS
from .simple_health import WORKOUTS as SIMPLE_HEALTH_WORKOUTS
from .strava import STRAVA, STRAVA_2019
from .strava_by_shape import find_strava
from .tidy import ATTACKS, EVENTS, FORM, SEVERAL_PAINS, TIDY, TIDY_RATINGS
from .track_and_graph import TRACK_AND_GRAPH
from .tracks import FIT, GPX, TCX
from .training import MAPMYRUN, POLAR, RUNKEEPER, RUNKEEPER_MEASUREMENTS, TRAININGPEAKS

READERS: list[Source] = [
    # runs
    STRAVA,
    STRAVA_2019,
    GARMIN,
    GCEXPORT,
    RUNKEEPER,
    MAPMYRUN,
    TRAININGPEAKS,
    ZEPP,
    APPLE,
    HEALTHEXPORT,
    GOOGLE_FIT,
    FITBIT,
    SAMSUNG,
    POLAR,
    TCX,
    GPX,
    FIT,
    GOOGLE_HEALTH,
    HEALTH_AUTO_EXPORT_WORKOUTS,
    SIMPLE_HEALTH_WORKOUTS,
    WITHINGS_ACTIVITIES,
    INTERVALS,
    GARMIN_ACCOUNT,
    FITBIT_EXERCISES,
    POLAR_ACCOUNT,
    ADIDAS,
    NIKE,
    JSON_WORKOUTS,
    HEALTH_CONNECT,
    # weight
    GARMIN_WEIGHT,
    RUNKEEPER_MEASUREMENTS,
    ZEPP_BODY,
    APPLE_MASS,
    HEALTH_AUTO_EXPORT,
    SAMSUNG_WEIGHT,
    GOOGLE_HEALTH_WEIGHT,
    GARMIN_ACCOUNT_WEIGHT,
    FITBIT_WEIGH_INS,
    JSON_WEIGHT,
    HEALTH_CONNECT_WEIGHT,
    *SCALES,
    # pain and other ratings
    BEARABLE,
    DAYLIO,
    DAYLIO_2017,
    HABITS,
    TRACK_AND_GRAPH,
    HEALTH_AUTO_EXPORT_SYMPTOMS,
    SIMPLE_HEALTH_SYMPTOMS,
    JSON_SYMPTOMS,
    ATTACKS,
    FORM,
    EVENTS,
]
DOCUMENTS: list[Document] = [  # what of the readers' tables is made of JSON
    GARMIN_ACCOUNT_SESSIONS,
    GARMIN_ACCOUNT_WEIGH_INS,
    FITBIT_EXERCISE_FILES,
    FITBIT_WEIGHT_FILES,
    FITBIT_SAMPLES,
    POLAR_SESSIONS,
    ADIDAS_SESSIONS,
    ADIDAS_TRACKS,
    NIKE_ACTIVITIES,
    NIKE_LISTS,
    WORKOUT_DOCUMENT,
    WEIGHT_DOCUMENT,
    SYMPTOM_DOCUMENT,
]


def find_source(opened: Opened) -> tuple[Source, Record] | None:
    """Return the one app that claims a file, and the header's record; None for none.

    The header need not be the first row.

    Raises
    ------
    DataError
        Two apps' readers claim the file.
    """
    return _first_claim(READERS, opened) or _without_header(opened) or find_strava(opened)


def find_not_needed(opened: Opened) -> Remark | None:
    """Say of a file, known by its name and header, that its app keeps in it what is not needed."""
    file = opened.name.rpartition("/")[2].casefold()
    for name, header, app in NOT_NEEDED:
        if file != name:
            continue
        _, fields = next(opened.head())
        names = [own for own, _ in header_names(fields)]
        if all(column in names for column in header.split(", ")):
            return Remark("account.not_needed", {"app": app})
    return None


# a tidy table without distance and duration may still say when there was a session
_TELLS_OF_SESSIONS = frozenset({"runs", "activity", "type", "sport"})


def find_tidy(opened: Opened) -> tuple[Source, Record] | None:
    """Return the form of a plain tidy table that a file has, and the header's record."""
    for form in (TIDY, TIDY_RATINGS, SEVERAL_PAINS):
        claim = _first_claim([form], opened)
        if claim:
            return claim
    return None


def reads_all(source: Source, header: Record) -> bool:
    """Say whether a tidy table's form knows every column of a file, each for one thing only."""
    names = {name for name, _ in header_names(header[1])}
    has_distance = bool(found(source.distance, names))
    has_duration = bool(found(source.duration, names))
    time_may_be_duration = "time" in names and has_distance and not has_duration
    is_told_otherwise = not (has_distance or has_duration or names.isdisjoint(_TELLS_OF_SESSIONS))
    return bool(source.only) and not time_may_be_duration and not is_told_otherwise


def _first_claim(readers: list[Source], opened: Opened) -> tuple[Source, Record] | None:
    for record in opened.head():
        claims = _who_claims(readers, record, opened)
        if claims:
            return claims, record
    return None


def _who_claims(readers: list[Source], record: Record, opened: Opened) -> Source | None:
    """Return the reader that takes a record for its header."""
    line, fields = record
    names = [name for name, _ in header_names(fields)]
    file = opened.name.rpartition("/")[2]
    claims = [source for source in readers if source.claims(names, file)]
    if len(claims) > 1:
        told = f'[files.{quoted(opened.name)}]\ntable = "..."'
        raise DataError(
            f"two readers claim this file, {claims[0].name} and {claims[1].name}.",
            file=opened.name,
            line=line,
            todo=f"Give it another name, or say in settings.toml what it holds:\n{told}",
        )
    return claims[0] if claims else None


def _without_header(opened: Opened) -> tuple[Source, Record] | None:
    """Find the source of a file that lost its header, by its first row."""
    _, fields = next(opened.head())
    row = ",".join(fields)
    for source in READERS:
        pattern, header = source.headless
        names = header.split(", ")
        if len(names) == len(fields) > 1 and re.match(pattern, row):
            evidence = Remark("import.evidence.first_row", {"app": source.name})
            opened.decisions.append(Decision("header", Remark("import.value.none"), evidence))
            return source, (0, names)
    return None
