"""Runkeeper: `cardioActivities.csv` (the unit stands in the header) and `measurements.csv`."""

from collections.abc import Iterator

from .opening import Field, Record, Row, Source

RUNKEEPER = Source(
    "Runkeeper",
    header=("date", "type", "route name", "distance", "duration"),
    when=("date",),
    activity="type",
    distance=Field(("distance",)),
    duration=Field(("duration",), "min"),
)


def _split(records: Iterator[Record], names: list[str]) -> Iterator[Row]:
    for line, (date, kind, value, *_) in ((n, [*f, "", ""]) for n, f in records):
        is_weight = kind.strip().casefold() == "weight"
        yield line, [date, value, "", ""] if is_weight else [date, "", kind, value]


RUNKEEPER_MEASUREMENTS = Source(
    "Runkeeper",
    header=("date", "type", "value"),
    exact=True,
    when=("date",),
    columns=("date", "weight", "variable", "value"),
    weight=Field(("weight",), zero_missing=True),
    variable="variable",
    value=Field(("value",)),
    rows=_split,
)
