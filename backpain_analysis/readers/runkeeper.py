"""Runkeeper: `cardioActivities.csv` (the unit stands in the header) and `measurements.csv`."""

from .opening import Field, Source

RUNKEEPER = Source(
    "Runkeeper",
    header=("date", "type", "route name", "distance", "duration"),
    when=("date",),
    activity="type",
    distance=Field(("distance",)),
    duration=Field(("duration",), "min"),
)
