"""Training logs: Runkeeper, MapMyRun, TrainingPeaks, Polar Flow."""

from ...codes import Remark
from ..source import Records, Rows, Source

RUNKEEPER = Source(
    "Runkeeper",
    header="date, type, route name, distance, duration",
    distance="distance",
    duration="duration [min]",
)


def _split(records: Records, names: list[str]) -> Rows:
    for line, fields in records:
        date, kind, value = (fields[names.index(name)] for name in ("date", "type", "value"))
        is_weight = kind.strip().casefold() == "weight"
        yield line, [date, value, "", ""] if is_weight else [date, "", kind, value]


RUNKEEPER_MEASUREMENTS = Source(
    "Runkeeper",
    header="date, type, value",
    only="date, type, value",
    columns="date, weight, variable, value",
    weight="weight",
    variable="variable",
    value="value",
    rows=_split,
)
MAPMYRUN = Source(
    "MapMyRun",
    header="workout date, activity type, distance, workout time",
    distance="distance",
    duration="workout time",
)


def _done(records: Records, names: list[str]) -> Rows:
    at = [names.index(name) for name in ("distanceinmeters", "timetotalinhours")]
    for line, fields in records:
        done = any(fields[i].strip() not in ("", "0") for i in at)
        yield line, fields if done else Remark("import.reason.planned")


TRAININGPEAKS = Source(
    "TrainingPeaks",
    header="workoutday, workouttype, distanceinmeters, timetotalinhours",
    distance="distanceinmeters [m]",
    duration="timetotalinhours [h]",
    rows=_done,
)


def _session(records: Records, names: list[str]) -> Rows:
    samples = False  # the second table of the file
    for line, fields in records:
        samples = samples or fields[0].strip().casefold() == "sample rate"
        yield line, Remark("import.reason.sample") if samples else fields


POLAR = Source(
    "Polar Flow",
    header="name, sport, date, start time, duration, total distance",
    when=("date", "start time"),
    date_order="dmy",
    distance="total distance",
    duration="duration [min]",
    rows=_session,
)
