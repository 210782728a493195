"""Scales of ratings: numbers between two ends, and words in an order."""

import re
from dataclasses import dataclass

import numpy as np

from ...codes import Remark
from ...errors import SettingsError
from ..languages import WORDS
from .cells import MISSING, each

NO_PAIN = "none"  # a word for no pain, beside words for pain; elsewhere for no entry

NO_PLUS = "-"  # beside "+" and "++" it is the least; elsewhere no entry
_HIGHEST = 10
_LOW = 5
_MANY = 10  # ratings; so many without one above 5 may well be on a shorter scale
_FEW = 0.05  # the part of ratings that may lie above 10, as slips


@dataclass(frozen=True)
class Scale:
    """A scale such as "0-10" with its evidence, or "" and the question."""

    scale: str
    why: Remark


def _named_in_header(low: str, high: str, known: np.ndarray) -> Scale:
    """Take the scale that the header names, unless ratings lie below its lowest."""
    scale = f"{low}-{high}"
    below = int((known < float(low)).sum())
    if not below:
        return Scale(scale, Remark("import.evidence.declared"))
    fields = {"n": below, "scale": scale, "lowest": float(known.min())}
    return Scale("", Remark("import.question.below_scale", fields))


def scales_to_choose(value: np.ndarray, own: str) -> list[str]:
    """Return the scales that no rating exceeds, the likeliest first."""
    highest = float(np.nanmax(value))
    if highest > _HIGHEST:
        return ["0-100", "0-10"]
    if highest <= 1:
        return ["0-1", "0-10"]
    likely = own or "0-10"
    if highest > _LOW:
        return _once_each(likely, "0-10", "1-10", "0-100")
    if highest > _LOW - 1:
        return _once_each(likely, "0-10", "0-5", "0-100")
    return _once_each(likely, "0-10", "0-4", "0-100")


def _once_each(*scales: str) -> list[str]:
    return list(dict.fromkeys(scales))


def ends_of(scale: str, file: str) -> tuple[float, float]:
    """Return what is no pain and what is the worst on a scale like "0-10"; "10-0" falls."""
    m = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)\s*", scale)
    if m and float(m[1]) != float(m[2]):
        return float(m[1]), float(m[2])
    todo = 'Write it like "0-10", "0-100" or "none/mild/moderate/severe".'
    raise SettingsError(f"{scale!r} is not a scale.", file=file, column="scale", todo=todo)


def words_of(cells: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the cells as plain words, and the distinct ones that are not marks of nothing."""
    words = each(cells, lambda text: text.strip().casefold())
    distinct = []
    for word in dict.fromkeys(words):
        if word not in MISSING:
            distinct.append(word)
    if _are_plusses(distinct) and NO_PLUS in words:
        return words, [NO_PLUS, *sorted(distinct)]
    return words, distinct


def _are_plusses(words: list[str]) -> bool:
    """Tell whether words are "+", "++", "+++"."""
    return bool(words) and set("".join(words)) == {"+"}


def in_order_of_pain(words: list[str]) -> list[str]:
    """Put words for pain in their usual order; those that are not known stay where they are."""
    usual = WORDS["pain_order"]
    if set(words) <= set(usual):
        return sorted(words, key=usual.index)
    return words


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
    known = value[~np.isnan(value)]
    if m := re.search(r"(\d+)\s*(?:-|–|to|bis)\s*(\d+)", header):
        return _named_in_header(m[1], m[2], known)
    if not len(known):
        return Scale("0-10", Remark("import.evidence.no_rating"))
    highest = float(known.max())
    is_usual = own == "0-10"
    if is_usual and len(known) >= _MANY and highest <= _LOW:
        fields = {"n": len(known), "highest": highest}
        return Scale("", Remark("import.question.low_ratings", fields))
    is_within = _is_within_ten(known)
    is_tidy_name = re.search(r"(pain|nrs|10)$", column)  # not "pain level"
    if is_usual and is_within and is_tidy_name:
        return Scale("0-10", Remark("import.evidence.tidy_scale"))
    if own and not is_usual:
        return Scale("", Remark("import.question.own_scale", {"app": source, "scale": own}))
    if is_within and highest > _LOW:
        fields = {"highest": float(known[known <= _HIGHEST].max())}
        return Scale("0-10", Remark("import.evidence.highest_rating", fields))
    return Scale("", Remark("import.question.scale", {"highest": highest}))


def _is_within_ten(ratings: np.ndarray) -> bool:
    """Tell whether ratings lie within 0 to 10, but for a few slips."""
    above = int((ratings > _HIGHEST).sum())
    few = max(1, _FEW * len(ratings))
    return above <= few and bool(ratings.min() <= _HIGHEST)
