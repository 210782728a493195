"""Google Fit's `Daily activity metrics.csv`, Fitbit's monthly export, Google Health's tables."""

from ...codes import Remark
from ..source import Records, Rows, Source, header_names
from ..stamps import is_short, seconds_between

LEAST_MINUTES = 10.0  # of a day, or of what a tracker noticed by itself

GOOGLE_FIT = Source(
    "Google Fit",  # one row a day: one session on a day with running; its distance counts walks too
    header="date, move minutes count|step count, calories",
    without="start time",
    always="run",
    least_minutes=LEAST_MINUTES,
    duration="running duration|jogging duration",
    weight="average weight",
    others="step count",
)


def _tables(records: Records, names: list[str]) -> Rows:
    """Bring several titled tables into one; Activities holds the day's totals, not sessions."""
    for line, fields in records:
        header = [name for name, _ in header_names(fields)]
        if sum(map(bool, fields)) == 1 or header[0] in ("date", "start time"):
            names = header
            yield line, None
        else:
            cells = dict(zip(names, fields, strict=False))
            cells.setdefault("date", cells.get("start time", ""))
            yield line, [cells.get(name, "") for name in FITBIT.columns.split(", ")]


FITBIT = Source(
    "Fitbit",
    header="date|start time, calories burned|bmi|minutes asleep, steps|fat|minutes awake",
    without="time, activity type",
    columns="date, weight, bmi, steps, minutes asleep",
    weight="weight",
    others="steps, minutes asleep",
    rows=_tables,
)


def _exercises(records: Records, names: list[str]) -> Rows:
    """Take the distance that was logged by hand before the tracker's, and the length in seconds."""
    places = {name: names.index(name) for name in names if name}
    for line, fields in records:
        cell = {name: fields[at].strip() for name, at in places.items() if at < len(fields)}
        start = cell["exercise_start"]
        by_hand = cell.get("manually_logged_total_distance_mm", "").strip("0.")
        tracked = cell.get("tracker_total_distance_mm", "")
        distance = cell["manually_logged_total_distance_mm"] if by_hand else tracked
        seconds = seconds_between(start, cell["exercise_end"])
        by_itself = cell.get("log_type", "").casefold() == "auto_detected"
        if by_itself and is_short(seconds, LEAST_MINUTES):
            yield line, Remark("account.noticed")
        else:
            yield line, [start, cell["utc_offset"], cell["activity_name"], distance, seconds]


GOOGLE_HEALTH = Source(
    "Google Health",
    header="exercise_start, exercise_end, utc_offset, activity_name",
    columns="exercise_start, utc_offset, activity_name, distance, duration",
    zone="UTC",
    offset_from="utc_offset",
    activity="activity_name",
    distance="distance [mm]",
    duration="duration [s]",
    rows=_exercises,
)
GOOGLE_HEALTH_WEIGHT = Source(
    "Google Health",
    header="timestamp, weight grams",
    zone="UTC",
    weight="weight grams [g]",
)
