"""MapMyRun: `workout_history.csv`; a day without a time, the unit in the header."""

from .opening import Field, Source

MAPMYRUN = Source(
    "MapMyRun",
    header=("workout date", "activity type", "distance", "workout time"),
    when=("workout date",),
    activity="activity type",
    distance=Field(("distance",)),
    duration=Field(("workout time",)),
)
