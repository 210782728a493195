"""Which column of a table kept by hand names what was done, and which hold paces."""

import re
import statistics
from collections.abc import Iterable

import numpy as np

from ..codes import Remark
from .activities import REST, classify_activity
from .folding import fold
from .inference import each
from .marks import read_clock, read_pace, read_quantity
from .own_columns import HALF, MOST, WORDS, Column
from .own_runs import Found

_YES = frozenset(map(fold, WORDS["ticks"]["yes"]))
_COUNTS = frozenset({"2", "3"})  # runs on one day
_TICKS = _YES.union(_COUNTS, map(fold, WORDS["ticks"]["no"]))
SOME = 0.3  # of the cells hold known activities, under a header that says so
LONGEST_WORDS = 40  # characters of a name; what is longer is a remark


def find_activity(columns: list[Column]) -> Found | None:
    """Return the column that names what was done: run types, sports, or rest.

    Marks under "Run" come first, then a header that says so above words that are known, then
    such words under any header, then the header alone.
    """
    own = list(filter(_may_be_activity, columns))
    texts = list(filter(_is_short_text, own))
    worded = list(filter(_is_named_activity, texts))
    ticked = list(filter(_is_ticked_run, own))
    named = list(filter(_names_some_activities, worded))
    alike = list(filter(_names_mostly_activities, texts))
    if ticked or named:
        return _activity(_best_of(ticked or named), by_words=True)
    if alike:
        return _activity(_best_of(alike), by_words=False)
    if worded:
        return _activity(_best_of(worded), by_words=True)
    return None


def _names_some_activities(column: Column) -> bool:
    return column.activity_share >= SOME


def _names_mostly_activities(column: Column) -> bool:
    return column.activity_share >= MOST


def _best_of(columns: list[Column]) -> Column:
    return max(columns, key=_activity_rank)


def _may_be_activity(column: Column) -> bool:
    return not column.says("notes", "pain", "date", "other")


def _is_named_activity(column: Column) -> bool:
    return column.says("activity", "run")


def _is_ticked_run(column: Column) -> bool:
    return column.says("run") and _holds_ticks(column)


def _activity_rank(column: Column) -> tuple[float, float]:
    return (column.activity_share, column.fill)


def _holds_ticks(column: Column) -> bool:
    """Tell whether all that stands in a column are marks such as "yes" and "x"."""
    return _are_ticks(column.cells, column.needed)


def _are_ticks(cells: Iterable[str], share: float) -> bool:
    """Tell whether so many of the filled cells are marks, a yes among them."""
    marks = list(map(fold, filter(str.strip, cells)))
    ticks = sum(mark in _TICKS for mark in marks)
    has_yes = not _YES.isdisjoint(marks)
    return has_yes and ticks >= share * len(marks)


def as_ticks(cells: np.ndarray) -> np.ndarray:
    """Return the cells of a column of marks as "run" and rest; others as they are."""
    if not _are_ticks(cells, MOST):
        return cells
    return each(cells, _named_tick)


def ticks_as_numbers(cells: np.ndarray) -> np.ndarray:
    """Return 1 for a yes and 0 for a no of a column of marks; NaN for blanks and other cells."""
    ticks = as_ticks(cells)
    if ticks is cells:
        return np.full(len(cells), np.nan)
    return np.select([ticks == "run", ticks == REST], [1.0, 0.0], np.nan)


def _named_tick(cell: str) -> str:
    if not cell.strip():
        return ""
    return "run" if is_yes(cell) else REST


def is_yes(cell: str) -> bool:
    """Tell whether a mark, or a count, says that there was a session."""
    count = read_quantity(cell)
    return fold(cell) in _YES or (count is not None and count.value > 0)


def _is_short_text(column: Column) -> bool:
    if not column.filled or column.is_numeric or column.share(read_clock) >= MOST:
        return False
    return statistics.median(map(len, column.filled)) <= LONGEST_WORDS


def _activity(column: Column, *, by_words: bool) -> Found:
    known = sum(classify_activity(cell).kind != "" for cell in column.filled)
    fields = {"column": column.name, "n": known, "of": len(column.filled)}
    evidence = Remark("own_table.names_activities", fields)
    if _holds_ticks(column):
        counts = not _COUNTS.isdisjoint(column.filled)
        code = "own_table.ask_counts" if counts else "own_table.ask_ticks"
        question = Remark(code, {"column": column.name})
        return Found(column, "activity", "ticks", by_words, questions=(question,))
    return Found(column, "activity", "", by_words, evidence=(evidence,))


def find_paces(columns: list[Column]) -> list[Found]:
    """Return the columns of paces and speeds: they are never durations."""
    found = []
    for column in columns:
        worded = column.says("pace") and not column.says("time")
        if _states_paces(column) or (worded and _may_hold_paces(column)):
            found.append(Found(column, "pace", unit=_pace_unit(column), by_words=worded))
    return found


def _states_paces(column: Column) -> bool:
    with_a_bar = column.share(lambda cell: "/" in cell)
    return column.share(read_pace) >= MOST and with_a_bar >= MOST


def _may_hold_paces(column: Column) -> bool:
    return column.is_numeric or column.share(_is_clock_like) >= HALF


def _is_clock_like(cell: str) -> bool:
    return read_clock(cell) is not None or read_pace(cell) is not None


def _pace_unit(column: Column) -> str:
    """Return the unit that a pace is for, from its header or its cells; "" for none."""
    header = column.header.casefold()
    if re.search(r"/\s*km|km/h|kmh|per km|kph", header):
        return "km"
    if re.search(r"/\s*mi|mph|per mile", header):
        return "mi"
    units = set()
    for cell in column.filled:
        pace = read_pace(cell)
        if pace is not None and pace.unit:
            units.add(pace.unit)
    return units.pop() if len(units) == 1 else ""
