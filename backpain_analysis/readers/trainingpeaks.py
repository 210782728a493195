"""TrainingPeaks: `workouts.csv`; metres and decimal hours; planned sessions are not done ones."""

from collections.abc import Iterator

from .opening import Field, Record, Row, Source


def _done(records: Iterator[Record], names: list[str]) -> Iterator[Row]:
    at = [names.index("distanceinmeters"), names.index("timetotalinhours")]
    for line, fields in records:
        done = any(fields[i].strip() not in ("", "0") for i in at if i < len(fields))
        yield line, fields if done else "planned, not done"


TRAININGPEAKS = Source(
    "TrainingPeaks",
    header=("workouttype", "workoutday", "distanceinmeters", "timetotalinhours"),
    when=("workoutday",),
    activity="workouttype",
    distance=Field(("distanceinmeters",), "m"),
    duration=Field(("timetotalinhours",), "h"),
    rows=_done,
)
