"""Ratings written with marks: "3-4", "~5", "7 (bad)", "8!"."""

import re
from dataclasses import dataclass

import numpy as np

from .cells import each

_NUMBER = r"\d+(?:[.,]\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*(?:-|–|—|to|bis|à|a)\s*({_NUMBER})\s*", re.IGNORECASE)
_MARKED = re.compile(
    rf"\s*(?:~|≈|ca\.?|circa|about|around|etwa|rund)?\s*({_NUMBER})\s*[+!*?]*\s*(?:[(\[].*[)\]])?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Marked:
    """The two ends of each rating as plain numbers: the same text twice but for a range.

    `ranges` and `marks` say which cells were written so.
    """

    low: np.ndarray
    high: np.ndarray
    ranges: np.ndarray
    marks: np.ndarray


def read_marks(cells: np.ndarray) -> Marked:
    """Take ranges and marks off ratings; other cells stay as they are."""
    ranges = each(cells, lambda cell: _RANGE.fullmatch(cell) is not None, bool)
    marks = each(cells, _is_marked, bool) & ~ranges
    low = each(cells, lambda cell: _end(cell, 1))
    high = each(cells, lambda cell: _end(cell, 2))
    return Marked(low, high, ranges, marks)


def _is_marked(cell: str) -> bool:
    m = _MARKED.fullmatch(cell)
    return m is not None and m[1] != cell.strip()


def _end(cell: str, which: int) -> str:
    if m := _RANGE.fullmatch(cell):
        return m[which]
    if m := _MARKED.fullmatch(cell):
        return m[1]
    return cell
