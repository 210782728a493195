"""Strava's bulk export in a language without words of ours: known by its shape.

Whatever the language, a row has a number for the activity, a stamp in UTC, a file name under
`activities/`, and its distance twice under one header: as the app shows it, and in metres. The
metres tell the unit, the decimal mark, and which distances of pool swims are metres already.
"""

import math
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from ...codes import Remark
from ..activities import classify_activity
from ..folding import fold
from ..source import Decision, Opened, Record, Source, either, header_names

MOST_RECORDS = 20_000  # looked at
MOST = 0.8  # of the filled cells that must agree
FILE = re.compile(r"(?:activities/)?[^/\s]+\.(?:fit|gpx|tcx)(?:\.gz)?", re.IGNORECASE)
STAMP = re.compile(r"(?=.*\d{4})(?=.*\d{1,2}[:.]\d{2}).{12,40}", re.DOTALL)
METRES = {"km": 1000.0, "mi": 1609.344, "m": 1.0}  # in one of what the app shows
AGREES = 0.02  # relative: the shown distance has two places
HAIRSBREADTH = 12.0  # metres: a distance of 0.02 km has been rounded


@dataclass(frozen=True)
class StravaColumns:
    """Where the columns of Strava's bulk export are, counted from 0.

    Parameters
    ----------
    activity_id, date, activity, file : int
        The date holds UTC stamps.
    elapsed : int or None
        Seconds from start to end.
    moving : int or None
        Seconds in motion; the column behind the second elapsed time.
    shown_distance, metres : int
        The distance as shown, and in metres.
    unit : str
        Of the shown distance: "km" or "mi"; of pool swims it may be metres, so read `metres`.
    decimal : str
        The mark of the shown distance: "." or ",".
    in_metres : tuple of int
        The rows, counted from 0, whose shown distance is in metres: pool swims.
    """

    activity_id: int
    date: int
    activity: int
    file: int
    elapsed: int | None
    moving: int | None
    shown_distance: int
    metres: int
    unit: str
    decimal: str
    in_metres: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Twin:
    """Two columns of one header, the same distance as shown and in metres."""

    shown: int
    metres: int
    unit: str
    decimal: str
    in_metres: tuple[int, ...]


def find_strava(opened: Opened) -> tuple[Source, Record] | None:
    """Return Strava's declaration for a file of its shape, with the header's record."""
    records = list(islice(opened.records(), MOST_RECORDS))
    if not records or not _twins(records[0][1]):
        return None
    header = records[0]
    columns = strava_columns(header[1], [fields for _, fields in records[1:]])
    if columns is None:
        return None
    evidence = Remark("import.evidence.strava_shape", {"unit": columns.unit})
    opened.decisions.append(Decision("unit", "m", evidence, about="distance"))
    return _source_of(columns, [name for name, _ in header_names(header[1])]), header


def _source_of(columns: StravaColumns, names: list[str]) -> Source:
    places = (columns.moving, columns.elapsed)
    lengths = [names[place] for place in places if place is not None]
    return Source(
        "Strava",
        header="",
        when=(names[columns.date],),
        zone="UTC",
        distance=f"{names[columns.metres]} [m]",
        duration=f"{either(*lengths)} [s]" if lengths else "",
        activity=names[columns.activity],
    )


def strava_columns(header: list[str], rows: list[list[str]]) -> StravaColumns | None:
    """Return where Strava's columns are, told by their shape in whatever language.

    Parameters
    ----------
    header : list of str
        The header's cells; two of them the same, twice.
    rows : list of list of str
        The rows below it; short ones are filled up.

    Returns
    -------
    StravaColumns or None
        None for a table of another shape.
    """
    columns = _columns_of(header, rows)
    date = _first(columns, lambda cell: STAMP.fullmatch(cell) is not None)
    activity_id = _first(columns[:date], _is_activity_id)
    file = _first(columns, lambda cell: FILE.fullmatch(cell) is not None)
    twins = _twins(header)
    distance = _find_distance(columns, twins)
    if activity_id is None or date is None or file is None or distance is None:
        return None
    activity = _find_activity(columns, between=(date, distance.shown))
    if activity is None:
        return None
    elapsed = _find_elapsed(columns, twins, distance)
    return StravaColumns(
        activity_id=activity_id,
        date=date,
        activity=activity,
        file=file,
        elapsed=elapsed[1] if elapsed else None,
        moving=_find_moving(columns, elapsed, distance),
        shown_distance=distance.shown,
        metres=distance.metres,
        unit=distance.unit,
        decimal=distance.decimal,
        in_metres=distance.in_metres,
    )


def _columns_of(header: list[str], rows: list[list[str]]) -> list[list[str]]:
    columns: list[list[str]] = [[] for _ in header]
    for row in rows:
        for position, column in enumerate(columns):
            column.append(row[position].strip() if position < len(row) else "")
    return columns


def _first(columns: list[list[str]], fits: Callable[[str], bool]) -> int | None:
    """Return the first column of which nearly all filled cells fit."""
    for position, column in enumerate(columns):
        filled = [cell for cell in column if cell]
        if filled and sum(map(fits, filled)) >= MOST * len(filled):
            return position
    return None


def _is_activity_id(cell: str) -> bool:
    return re.fullmatch(r"\d{1,20}", cell) is not None


def _twins(header: list[str]) -> list[tuple[int, int]]:
    """Return the pairs of columns that share a header; pandas writes the second "Distance.1"."""
    first_places: dict[str, int] = {}
    pairs = []
    for position, cell in enumerate(header):
        name = re.sub(r"\.1$", "", fold(cell))
        if name and name in first_places:
            pairs.append((first_places[name], position))
        first_places.setdefault(name, position)
    return pairs


def _find_distance(columns: list[list[str]], twins: list[tuple[int, int]]) -> _Twin | None:
    for shown, metres in twins:
        for decimal in (".", ","):
            twin = _as_distance(columns, shown, metres, decimal)
            if twin is not None:
                return twin
    return None


def _as_distance(columns: list[list[str]], shown: int, metres: int, decimal: str) -> _Twin | None:
    """Return a pair of columns as distances if one unit explains nearly every row."""
    pairs = []
    filled = 0
    for row, cell in enumerate(columns[shown]):
        value = _number(cell, decimal)
        length = _number(columns[metres][row], ".")
        filled += length > 0
        if value > 0 and length > 0:
            pairs.append((row, value, length))
    for unit in ("km", "mi"):
        in_unit = [row for row, value, length in pairs if _agree(value, length, METRES[unit])]
        in_metres = [row for row, value, length in pairs if _agree(value, length, METRES["m"])]
        explained = len(in_unit) + len(in_metres)
        if in_unit and explained >= MOST * filled:
            return _Twin(shown, metres, unit, decimal, tuple(in_metres))
    return None


def _agree(shown: float, metres: float, factor: float) -> bool:
    difference = abs(shown * factor - metres)
    return difference <= max(AGREES * metres, HAIRSBREADTH if factor > 1 else 1.0)


def _number(cell: str, decimal: str) -> float:
    """Return a number with this decimal mark, the other one between thousands; NaN for none."""
    other = "," if decimal == "." else "."
    grouped = re.fullmatch(rf"\d{{1,3}}(?:[{other}'\s]\d{{3}})+(?:[{decimal}]\d+)?", cell)
    plain = re.fullmatch(rf"\d{{1,12}}(?:[{decimal}]\d+)?", cell)
    if grouped is None and plain is None:
        return math.nan
    digits = re.sub(rf"[{other}'\s]", "", cell)
    return float(digits.replace(decimal, "."))


def _find_activity(columns: list[list[str]], between: tuple[int, int]) -> int | None:
    """Return the column of activity words: the most known to us, then the fewest different.

    Where two are alike, it is the later one: the title that a person gave stands before it.
    """
    date, distance = between
    candidates = []
    for position in range(date + 1, distance):
        cells = columns[position]
        if not all(cells) or _are_numbers(cells):
            continue
        sessions = sum(classify_activity(cell).is_session for cell in cells)
        candidates.append((sessions / len(cells), -len(set(cells)), position))
    return max(candidates)[2] if candidates else None


def _are_numbers(cells: list[str]) -> bool:
    return all(re.fullmatch(r"[\d.,:]+", cell) for cell in cells)


def _find_elapsed(
    columns: list[list[str]], twins: list[tuple[int, int]], distance: _Twin
) -> tuple[int, int] | None:
    """Return the pair of the same whole seconds: "3100" and "3100.0"."""
    for first, second in twins:
        if first == distance.shown:
            continue
        seconds = [_number(cell, ".") for cell in columns[first]]
        again = [_number(cell, ".") for cell in columns[second]]
        both = [(a, b) for a, b in zip(seconds, again, strict=True) if a > 0 and b > 0]
        same = [a for a, b in both if a == b and a % 1 == 0]
        if both and len(same) >= MOST * len(both) and statistics.median(same) >= 120:
            return first, second
    return None


def _find_moving(
    columns: list[list[str]], elapsed: tuple[int, int] | None, distance: _Twin
) -> int | None:
    """Return the column between the second elapsed time and the metres, never longer than it."""
    if elapsed is None or elapsed[1] + 1 >= distance.metres:
        return None
    position = elapsed[1] + 1
    total = [_number(cell, ".") for cell in columns[elapsed[1]]]
    moving = [_number(cell, ".") for cell in columns[position]]
    both = [(a, b) for a, b in zip(total, moving, strict=True) if a > 0 and b > 0]
    shorter = [b for a, b in both if b <= a]
    return position if both and len(shorter) >= MOST * len(both) else None
