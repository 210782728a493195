"""Numbers written with marks: "3-4", "~5", "<2", "6+", "7 (bad)", "~8 km!"."""

import re
from dataclasses import dataclass

import numpy as np

from .cells import each

RANGE = "ranges"
MARK = "marks"
BOUND = "bounds"
KINDS = {RANGE: "middle", MARK: "number_alone", BOUND: "number_itself"}  # and how they are read
_NUMBER = r"\d+(?::\d{2}){0,2}(?:[.,]\d+)?"  # or a clock
_UNIT = r"(?P<unit>\s*[^\W\d_]+\.?)?"
_ABOUT_WORDS = r"ca?\.|ca|circa|about|approx\.?|around|etwa|rund|env\.?|ungefähr"
_LIMIT_WORDS = (
    r"under|over|below|above|up to|at least|at most|less than|more than|max\.?|min\.|mind\."
    r"|unter|über|weniger als|mehr als|mindestens|höchstens"
)
_ABOUT = rf"~|≈|±|约|約|(?:{_ABOUT_WORDS})(?=[\s\d])"
_LIMIT = rf"<=|>=|=<|=>|[<>≤≥]|(?:{_LIMIT_WORDS})(?=[\s\d])"
_REMARK = r"\s*(?:[(\[].*[)\]])?\s*"
_RANGE = re.compile(
    rf"\s*(?P<low>{_NUMBER})\s*(?:-|–|—|to|bis|à|a)\s*(?P<high>{_NUMBER}){_UNIT}{_REMARK}",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"\s*(?:(?P<about>{_ABOUT})|(?P<limit>{_LIMIT}))?\s*(?P<number>{_NUMBER})"
    rf"(?P<plus>\s*\+(?!\s*\d))?{_UNIT}(?P<behind>\s*(?:[!*?]+|\+))?{_REMARK}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Marked:
    """The two ends of each number without its marks: the same text twice but for a range.

    `kind` is "ranges", "marks" or "bounds" where a cell is written so, else "".
    """

    low: np.ndarray
    high: np.ndarray
    kind: np.ndarray


@dataclass(frozen=True)
class MarkedCell:
    """One cell: its ends, each with the unit behind the number, and the kind of its mark."""

    low: str
    high: str
    kind: str = ""


def read_marks(cells: np.ndarray) -> Marked:
    """Take ranges and marks off numbers; other cells stay as they are."""
    return Marked(
        low=each(cells, lambda cell: read_mark(cell).low),
        high=each(cells, lambda cell: read_mark(cell).high),
        kind=each(cells, lambda cell: read_mark(cell).kind),
    )


def read_mark(cell: str) -> MarkedCell:
    """Read one cell; where it is no number with a mark, it is both ends itself."""
    if found := _RANGE.fullmatch(cell):
        unit = found["unit"] or ""
        return MarkedCell(low=found["low"] + unit, high=found["high"] + unit, kind=RANGE)
    found = _MARKED.fullmatch(cell)
    if not found:
        return MarkedCell(low=cell, high=cell)
    number = found["number"] + (found["unit"] or "")
    if number == cell.strip():
        return MarkedCell(low=cell, high=cell)
    is_bound = found["limit"] or found["plus"] or (found["behind"] or "").strip() == "+"
    return MarkedCell(low=number, high=number, kind=BOUND if is_bound else MARK)
