"""The account exports of Polar, adidas Running (Runtastic) and Nike: one file a session."""

from collections.abc import Iterator

from ..documents import Document, Found, without_problems
from ..source import Source
from ..stamps import iso_seconds, stamp_with_offset, utc_stamp


def _polar_exercises(found: Found) -> Iterator[list[str]]:
    """Yield the exercises of a session; its own figures count where it has just one, or none."""
    exercises = found.several("exercises") or [{}]
    whole = Found(found.values, {})
    for exercise in exercises:
        own = Found(exercise, {})
        is_alone = len(exercises) == 1
        yield [
            own.text("startTime") or (whole.text("startTime") if is_alone else ""),
            own.text("sport.name", "sport.id", "sport") or whole.text("sport", "name"),
            own.text("distance") or (whole.text("distance") if is_alone else ""),
            iso_seconds(own.text("duration") or (whole.text("duration") if is_alone else "")),
        ]


POLAR_ACCOUNT = Source(
    "Polar account",
    header="polar start, sport, distance, duration",
    distance="distance [m]",
    duration="duration [s]",
    rows=without_problems,
)
POLAR_SESSIONS = Document(
    source=POLAR_ACCOUNT,
    needs="exercises, startTime|exercises.startTime, duration|exercises.duration",
    keys="startTime, distance, duration, sport, name, exercises.startTime, exercises.distance, "
    "exercises.duration, exercises.sport.name, exercises.sport.id",
    cells=_polar_exercises,
)


_ADIDAS_SPORTS = {
    "1": "running",
    "2": "nordic walking",
    "3": "cycling",
    "4": "mountain biking",
    "7": "hiking",
    "14": "treadmill running",
    "15": "indoor cycling",
    "18": "swimming",
    "19": "walking",
    "22": "race cycling",
}


def _adidas_sport(number: str) -> str:
    """Name a sport by Runtastic's number; another one is shown as it is."""
    return _ADIDAS_SPORTS.get(number, f"sport type {number}" if number else "")


def _adidas_session(found: Found) -> Iterator[list[str]]:
    yield [
        stamp_with_offset(found.text("start_time"), found.text("start_time_timezone_offset")),
        _adidas_sport(found.text("sport_type_id", "sport_type.id").partition(".")[0]),
        found.text("distance"),
        found.text("duration"),
    ]


ADIDAS = Source(
    "adidas Running",
    header="adidas start, sport type, distance, duration",
    activity="sport type",
    distance="distance [m]",
    duration="duration [ms]",
    rows=without_problems,
)
ADIDAS_SESSIONS = Document(
    source=ADIDAS,
    needs="start_time, sport_type_id|sport_type.id",
    keys="start_time, start_time_timezone_offset, distance, duration, sport_type_id, sport_type.id",
    cells=_adidas_session,
)


# the points of a session, in a file beside it
ADIDAS_TRACKS = Document(
    source=Source("adidas Running", header="adidas point"),
    needs="longitude, latitude, timestamp, version",
)


def _nike_activity(found: Found) -> Iterator[list[str]]:
    kilometres = ""
    for summary in found.several("summaries"):
        is_total = summary.get("summary") in ("total", None)
        if summary.get("metric") == "distance" and is_total:
            kilometres = Found(summary, {}).text("value")
    is_deleted = found.text("delete_indicator") == "true"
    yield [
        utc_stamp(found.text("start_epoch_ms")),
        found.text("type"),
        kilometres,
        found.text("active_duration_ms"),
        "account.deleted" if is_deleted else "",
    ]


NIKE = Source(
    "Nike Run Club",
    header="nike start, activity, distance, duration",
    distance="distance [km]",
    duration="duration [ms]",
    rows=without_problems,
)
_NIKE_KEYS = (
    "type, start_epoch_ms, active_duration_ms, delete_indicator, summaries.metric, "
    "summaries.summary, summaries.value"
)
NIKE_ACTIVITIES = Document(
    source=NIKE,
    needs="start_epoch_ms, active_duration_ms|summaries.metric",
    keys=_NIKE_KEYS,
    cells=_nike_activity,
)
NIKE_LISTS = Document(
    source=NIKE,
    needs="activities.start_epoch_ms, activities.active_duration_ms|activities.summaries.metric",
    at="activities",
    keys=_NIKE_KEYS,
    cells=_nike_activity,
)
