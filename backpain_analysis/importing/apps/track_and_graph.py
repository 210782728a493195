"""Track & Graph: a long table of trackers that the person named."""

import re

from ..activities import names_a_run
from ..languages import header_name, names_pain
from ..source import Records, Rows, Source

_LENGTH = re.compile(r"-?\d+:\d\d:\d\d")
_LABELLED = re.compile(r"(-?\d+(?:[.,]\d+)?):(.*)", re.DOTALL)  # "3:severe", before labels
_UNITS_OF_WEIGHT = ("kg", "lb", "lbs", "st")
_UNITS_OF_DISTANCE = ("km", "mi", "miles", "m")
_PLACES = ("timestamp", "featurename", "value")


def _entries(records: Records, names: list[str]) -> Rows:
    at = [names.index(name) for name in _PLACES]
    for line, fields in records:
        when, tracker, value = (fields[i].strip() for i in at)
        yield line, [when, *_entry(tracker, value)]


def _entry(tracker: str, value: str) -> list[str]:
    """Return the cells of one entry below `columns`, by what its tracker's name speaks of."""
    cells = dict.fromkeys(_COLUMNS[1:], "")
    name, unit = header_name(tracker)
    is_length = _LENGTH.fullmatch(value) is not None
    number = value if is_length else _without_label(value)
    if names_pain(tracker):
        cells["region"] = tracker
        cells["pain"] = number
    elif name == "weight" or name.endswith(" weight"):
        cells["weight"] = f"{number} {unit}" if unit in _UNITS_OF_WEIGHT else number
    elif names_a_run(tracker) and (is_length or unit in _UNITS_OF_DISTANCE):
        cells["activity"] = tracker
        cells["duration" if is_length else "distance"] = f"{number} {unit}".strip()
    else:
        cells["variable"] = tracker.casefold()
        cells["value"] = number
    return list(cells.values())


def _without_label(value: str) -> str:
    labelled = _LABELLED.fullmatch(value)
    return labelled[1] if labelled else value


_COLUMNS = ("timestamp", "region", "pain", "weight", "activity", "distance", "duration",
            "variable", "value")  # fmt: skip
TRACK_AND_GRAPH = Source(
    "Track & Graph",
    header="timestamp, featurename, value",
    columns=", ".join(_COLUMNS),
    region="region",
    pain="pain",
    weight="weight",
    distance="distance",
    duration="duration [min]",
    variable="variable",
    value="value",
    rows=_entries,
)
