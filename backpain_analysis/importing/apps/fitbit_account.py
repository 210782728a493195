"""Fitbit's account export, by itself or in Google Takeout: exercises and weigh-ins as JSON."""

from collections.abc import Iterator

from ..documents import Document, Found, without_problems
from ..source import OPEN_ZONE, Source
from ..stamps import is_short

LEAST_MINUTES = 10.0  # of what the tracker noticed by itself: a dash for the bus is no run
RUN = "90009"  # Fitbit's number, where the name is in the person's words


def _exercise(found: Found) -> Iterator[list[str]]:
    kind = found.text("activityTypeId").partition(".")[0]
    name = found.text("activityName")
    duration = found.text("activeDuration", "duration")
    by_itself = found.text("logType") == "auto_detected"
    is_too_short = by_itself and is_short(_seconds(duration), LEAST_MINUTES)
    yield [
        found.text("startTime", "originalStartTime"),
        "Run" if kind == RUN else name,
        found.text("distance"),
        found.text("distanceUnit"),
        duration,
        "account.noticed" if is_too_short else "",
    ]


def _seconds(milliseconds: str) -> str:
    return f"{milliseconds}e-3"


FITBIT_EXERCISES = Source(
    "Fitbit account",
    header="fitbit start, activity, distance, distance unit, duration",
    zone=OPEN_ZONE,  # readers disagree
    date_order="mdy",
    distance="distance [distance unit]",
    duration="duration [ms]",
    rows=without_problems,
)
FITBIT_EXERCISE_FILES = Document(
    source=FITBIT_EXERCISES,
    needs="logId, startTime, activityName|activityTypeId, duration|activeDuration",
    keys="startTime, originalStartTime, activityName, activityTypeId, distance, distanceUnit, "
    "activeDuration, duration, logType",
    cells=_exercise,
)


def _weigh_in(found: Found) -> Iterator[list[str]]:
    yield [found.text("date"), found.text("time"), found.text("weight"), found.text("bmi")]


# In pounds whatever the app shows, as one reader says: the body mass index tells, or it is asked.
FITBIT_WEIGH_INS = Source(
    "Fitbit account",
    header="fitbit date, fitbit time, weight, bmi",
    when=("fitbit date", "fitbit time"),
    date_order="mdy",
    weight="weight",
    rows=without_problems,
)
FITBIT_WEIGHT_FILES = Document(
    source=FITBIT_WEIGH_INS,
    needs="logId, weight, date, time",
    keys="weight, bmi, date, time",
    cells=_weigh_in,
)


# heart rate, steps, calories, distance by the minute: hundreds of files
FITBIT_SAMPLES = Document(
    source=Source("Fitbit account", header="fitbit sample"),
    needs="dateTime, value",
)
