"""Scales of ratings: numbers between two ends, and words in an order."""

import re
from dataclasses import dataclass

import numpy as np

from ...codes import Remark
from ...errors import SettingsError
from .cells import MISSING, each

_HIGHEST = 10
_FEW = 0.05  # the part of ratings that may lie above 10, as slips


@dataclass(frozen=True)
class Scale:
    """A scale such as "0-10" with its evidence, or "" and the question."""

    scale: str
    why: Remark


def ends_of(scale: str, file: str) -> tuple[float, float]:
    """Return the lowest and highest rating of a scale like "0-10"."""
    m = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)\s*", scale)
    if m and float(m[1]) < float(m[2]):
        return float(m[1]), float(m[2])
    todo = 'Write it like "0-10", "0-100" or "none/mild/moderate/severe".'
    raise SettingsError(f"{scale!r} is not a scale.", file=file, column="scale", todo=todo)


def words_of(cells: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the cells as plain words, and the distinct ones that are not marks of nothing."""
    words = each(cells, lambda text: text.strip().casefold())
    distinct = list(dict.fromkeys(word for word in words if word not in MISSING))
    return words, distinct


def ranked(words: np.ndarray, order: list[str]) -> np.ndarray:
    """Return each word's rank in an order from 0, NaN for a word that is not in it."""
    rank = {word: float(i) for i, word in enumerate(order)}
    return each(words, lambda word: rank.get(word, np.nan), float)


def scale_of_pain(value: np.ndarray, column: str, header: str, source: str, own: str) -> Scale:
    """Find the scale of pain ratings: named in the header, else by the ratings themselves.

    Parameters
    ----------
    value : ndarray of float
        The ratings, NaN where there is none.
    column, header : str
        The column's canonical name, and all that its header says.
    source, own : str
        The source's name and the scale that it declares.
    """
    if m := re.search(r"(\d+)\s*(?:-|–|to|bis)\s*(\d+)", header):
        return Scale(f"{m[1]}-{m[2]}", Remark("import.evidence.declared"))
    known = value[~np.isnan(value)]
    if not len(known):
        return Scale("0-10", Remark("import.evidence.no_rating"))
    few_above = (known > _HIGHEST).sum() <= max(1, _FEW * len(known))
    is_within = few_above and known.min() <= _HIGHEST
    is_tidy_name = re.search(r"(pain|nrs|10)$", column)  # not "pain level"
    if own == "0-10" and is_within and is_tidy_name:
        return Scale("0-10", Remark("import.evidence.tidy_scale"))
    if own not in ("", "0-10"):
        return Scale("", Remark("import.question.own_scale", {"app": source, "scale": own}))
    if is_within and (known > 5).any():
        highest = float(known[known <= _HIGHEST].max())
        return Scale("0-10", Remark("import.evidence.highest_rating", {"highest": highest}))
    return Scale("", Remark("import.question.scale", {"highest": float(known.max())}))
