"""Google Fit's `Daily activity metrics.csv`, and Fitbit's monthly export."""

from ..source import Records, Rows, Source, header_names

GOOGLE_FIT = Source(
    "Google Fit",  # one row a day: one session on a day with running; its distance counts walks too
    header="date, move minutes count|step count, calories",
    without="start time",
    always="run",
    least_minutes=10.0,
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
