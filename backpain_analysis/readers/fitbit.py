"""Fitbit: the monthly export, several titled tables in one file; no unit for weight.

The Activities table holds the day's totals, not sessions: its steps go to `other`.
"""

from collections.abc import Iterator

from .languages import header_name
from .opening import Field, Record, Row, Source

_COLUMNS = ("date", "weight", "bmi", "steps", "minutes asleep")


def _tables(records: Iterator[Record], names: list[str]) -> Iterator[Row]:
    for line, fields in records:
        if len([f for f in fields if f.strip()]) == 1:
            yield line, f"a heading, not an entry: {''.join(fields)!r}"
        elif header_name(fields[0])[0] in ("date", "start time"):
            names = [header_name(h)[0] for h in fields]
            yield line, "the header of a further table"
        else:
            cells = dict(zip(names, fields, strict=False))
            cells.setdefault("date", cells.get("start time", ""))
            yield line, [cells.get(c, "") for c in _COLUMNS]


FITBIT = Source(
    "Fitbit",
    header=("date|start time", "calories burned|bmi|minutes asleep", "steps|fat|minutes awake"),
    without=("time", "activity type"),
    when=("date",),
    columns=_COLUMNS,
    weight=Field(("weight",), zero_missing=True),
    others=("steps", "minutes asleep"),
    rows=_tables,
)
