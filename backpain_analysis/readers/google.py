"""Google Fit's `Daily activity metrics.csv`, and Fitbit's monthly export."""

from collections.abc import Iterator

from .languages import header_name
from .opening import Field, Record, Row, Source

GOOGLE_FIT = Source(
    "Google Fit",  # one row a day: one session on a day with running; its distance counts walks too
    header=("date", "move minutes count|step count", "calories"),
    without=("start time",),
    always="run",
    duration=Field("running duration|jogging duration"),
    weight=Field("average weight"),
    others=("step count",),
)
_COLUMNS = ("date", "weight", "bmi", "steps", "minutes asleep")


def _tables(records: Iterator[Record], names: list[str]) -> Iterator[Row]:
    """Bring several titled tables into one; Activities holds the day's totals, not sessions."""
    for line, fields in records:
        if len([f for f in fields if f.strip()]) == 1:
            yield line, ""
        elif header_name(fields[0])[0] in ("date", "start time"):
            names = [header_name(h)[0] for h in fields]
            yield line, ""
        else:
            cells = dict(zip(names, fields, strict=False))
            cells.setdefault("date", cells.get("start time", ""))
            yield line, [cells.get(c, "") for c in _COLUMNS]


FITBIT = Source(
    "Fitbit",
    header=("date|start time", "calories burned|bmi|minutes asleep", "steps|fat|minutes awake"),
    without=("time", "activity type"),
    columns=_COLUMNS,
    weight=Field("weight"),
    others=("steps", "minutes asleep"),
    rows=_tables,
)
