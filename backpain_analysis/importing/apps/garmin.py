"""Garmin Connect: `Activities.csv` in the account's language, `Weight.csv`, the gcexport script."""

from ..source import Records, Rows, Source

GARMIN = Source(
    "Garmin Connect",
    header="date, activity type, distance, calories, time",
    distance="distance",
    duration="time [min]",
)
GCEXPORT = Source(
    "Garmin gcexport",
    header="start time, activity id, activity type, distance, duration|moving duration",
    distance="distance",
    duration="duration|moving duration|elapsed duration [min]",
)


def _dated(records: Records, names: list[str]) -> Rows:
    """Write the date of each heading before the weigh-ins below it."""
    date = ""
    for line, fields in records:
        if any(f.strip() for f in fields[1:]):
            yield line, [date, *fields[:2], *fields[3:4]]
        else:
            date = fields[0]
            yield line, None


GARMIN_WEIGHT = Source(
    "Garmin Connect",
    header="time, weight, change, bmi",
    when=("date", "time"),
    columns="date, time, weight, bmi",
    weight="weight",
    rows=_dated,
)
