"""Dashboards: the activities of Withings (figures as JSON in a cell) and of intervals.icu."""

import json

from ..source import Records, Rows, Source
from ..stamps import seconds_between

LONGEST_CELL = 20_000  # characters of JSON

INTERVALS = Source(
    "intervals.icu",
    header="start_date_local, type, moving_time, distance",
    without="activity id",
    distance="distance [m]",
    duration="moving_time|elapsed_time [s]",
)


def _activities(records: Records, names: list[str]) -> Rows:
    """Take what was corrected by hand before what was measured, and the distance out of Data."""
    places = {name: names.index(name) for name in names if name}
    for line, fields in records:
        cell = {name: fields[at].strip() for name, at in places.items() if at < len(fields)}
        start = cell.get("from by hand") or cell["from"]
        end = cell.get("to by hand") or cell["to"]
        seconds = seconds_between(start, end)
        yield line, [start, cell["activity type"], _distance(cell["date"]), seconds]


def _distance(data: str) -> str:
    """Return the distance in metres that the cell of figures holds, or ""."""
    if len(data) > LONGEST_CELL:
        return ""
    try:
        figures = json.loads(data or "{}", parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(figures, dict):
        return ""
    for name in ("manual_distance", "distance"):
        metres = figures.get(name)
        if isinstance(metres, str) and metres.strip("0."):
            return metres
    return ""


WITHINGS_ACTIVITIES = Source(
    "Withings",
    header="from, to, timezone, activity type, date",  # "Data": in Italian a date
    columns="from, activity type, distance, duration",
    distance="distance [m]",
    duration="duration [s]",
    rows=_activities,
)
