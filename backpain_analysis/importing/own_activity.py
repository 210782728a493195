"""Which column of a table kept by hand names what was done, and which hold paces."""

import re
import statistics

import numpy as np

from ..codes import Remark
from .activities import REST, classify_activity
from .folding import fold
from .marks import read_clock, read_pace
from .own_columns import HALF, MOST, WORDS, Column
from .own_runs import Found

_YES = frozenset(map(fold, WORDS["ticks"]["yes"]))
_TICKS = _YES.union(map(fold, WORDS["ticks"]["no"]))
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
    named = [column for column in worded if column.activity_share >= SOME]
    alike = [column for column in texts if column.activity_share >= MOST]
    ticked = list(filter(_is_ticked_run, own))
    for group, by_words in ((ticked, True), (named, True), (alike, False), (worded, True)):
        if group:
            best = max(group, key=_activity_rank)
            return _activity(best, by_words=by_words)
    return None


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
    marks = [fold(cell) for cell in column.cells if cell]
    ticks = [mark for mark in marks if mark in _TICKS]
    return bool(_YES.intersection(marks)) and len(ticks) >= column.needed * len(marks)


def as_ticks(cells: np.ndarray) -> np.ndarray:
    """Return the cells of a column of marks as "run" and rest; others as they are."""
    marks = [fold(cell) for cell in cells if cell.strip()]
    ticks = sum(mark in _TICKS for mark in marks)
    if _YES.isdisjoint(marks) or ticks < MOST * len(marks):
        return cells
    named = ["" if not cell.strip() else "run" if is_yes(cell) else REST for cell in cells]
    return np.array(named, dtype=object)


def is_yes(cell: str) -> bool:
    """Tell whether a mark says that there was a session."""
    return fold(cell) in _YES


def _is_short_text(column: Column) -> bool:
    if not column.filled or column.is_numeric or column.share(read_clock) >= MOST:
        return False
    return statistics.median(map(len, column.filled)) <= LONGEST_WORDS


def _activity(column: Column, *, by_words: bool) -> Found:
    known = sum(classify_activity(cell).kind != "" for cell in column.filled)
    fields = {"column": column.name, "n": known, "of": len(column.filled)}
    evidence = Remark("own_table.names_activities", fields)
    if _holds_ticks(column):
        question = Remark("own_table.ask_ticks", {"column": column.name})
        return Found(column, "activity", "ticks", by_words, questions=(question,))
    return Found(column, "activity", "", by_words, evidence=(evidence,))


def find_paces(columns: list[Column]) -> list[Found]:
    """Return the columns of paces and speeds: they are never durations."""
    found = []
    for column in columns:
        stated = column.share(read_pace) >= MOST and column.share(lambda c: "/" in c) >= MOST
        worded = column.says("pace") and not column.says("time")
        if stated or (worded and (column.is_numeric or column.share(_is_clock_like) >= HALF)):
            found.append(Found(column, "pace", unit=_pace_unit(column), by_words=worded))
    return found


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
