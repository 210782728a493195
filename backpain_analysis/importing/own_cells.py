"""Cells that people write where a number is expected, read one by one."""

import math
import re

import numpy as np

from .activities import classify_activity
from .folding import fold
from .inference import FACTORS, each, unit_name
from .marks import read_amount, read_distance_in_words, read_duration_in_words, read_sum
from .own_activity import as_ticks
from .own_columns import WORDS, header_unit, read_duration
from .own_ratings import rating_of
from .own_sessions import session_kind

UNKNOWN = "unknown"  # a word for another activity: listed, and never counted as a run
_NUMBER_OF = re.compile(r"[~<>]?\s*\d+(?:[.,]\d+)?\s*([^\W\d_]+|%)")  # "4 laps"
_COUNTED = {what: frozenset(map(fold, words)) for what, words in WORDS["counted"].items()}
KNOWN_KINDS = ("run", "walk", "hike", "ride", "swim")


def amounts_of(cells: np.ndarray, what: str) -> np.ndarray:
    """Return the number in each cell: "5k" is 5, "35 min" 35; NaN where there is none."""
    if what == "duration":
        return each(cells, _minutes, float)
    return each(cells, _number, float)


def count_something_else(cells: np.ndarray, what: str) -> np.ndarray:
    """Say of each cell whether its number counts another thing: "4 laps" are no kilometres."""
    words = _COUNTED[what]

    def counts(cell: str) -> bool:
        found = _NUMBER_OF.fullmatch(fold(cell))
        return found is not None and found[1] in words

    return each(cells, counts, bool)


def units_of(cells: np.ndarray, what: str) -> np.ndarray:
    """Return the unit written in each cell, "" for none."""
    return each(cells, lambda cell: _unit(cell, what))


def is_sum(cell: str) -> bool:
    """Tell whether a cell adds up the parts of one day: "3+2"."""
    return read_sum(cell) is not None


def amounts_in_words(cells: np.ndarray, what: str) -> np.ndarray:
    """Return the amount that the name of an activity states: "5 km in 30 min"; NaN for none."""
    if what == "duration":
        return each(cells, _minutes_in_words, float)
    return each(cells, _kilometres_in_words, float)


def _minutes_in_words(cell: str) -> float:
    minutes = read_duration_in_words(cell)
    return math.nan if minutes is None else minutes


def _kilometres_in_words(cell: str) -> float:
    found = read_distance_in_words(cell)
    if found is None:
        return math.nan
    return found.value * FACTORS["distance"][found.unit]


def ratings_of(cells: np.ndarray) -> np.ndarray:
    """Return the rating in each cell, of a range its middle; NaN where there is none."""
    return each(cells, _rating, float)


def _rating(cell: str) -> float:
    rating = rating_of(cell.strip())
    if rating is None:
        return math.nan
    return rating.value


def _number(cell: str) -> float:
    quantity = read_amount(cell)
    if quantity is None:
        return math.nan
    return quantity.value


def _minutes(cell: str) -> float:
    minutes = read_duration(cell.strip())
    if minutes is None:
        return _number(cell)
    return minutes


def _unit(cell: str, what: str) -> str:
    if what == "duration" and read_duration(cell.strip()) is not None:
        return "min"
    quantity = read_amount(cell)
    if quantity is None or not quantity.unit:
        return ""
    return unit_name(quantity.unit) or header_unit(quantity.unit)


def session_kinds(distance: np.ndarray, duration: np.ndarray, activity: np.ndarray) -> np.ndarray:
    """Return what each row is a session of, "" for none; see `session_kind`.

    A word that is not known, beside no 0, names another activity.
    """
    words = as_ticks(activity)
    kinds = np.full(len(words), "", dtype=object)
    rows = zip(distance, duration, words, strict=True)
    for row, (km, length, word) in enumerate(rows):
        kinds[row] = session_kind(km.strip(), length.strip(), word.strip())
    is_named = (words != "") & each(words, _is_unknown, bool)
    has_zero = (distance == "0") | (duration == "0")
    is_other = is_named & ~has_zero & (kinds == "")
    return np.where(is_other, UNKNOWN, kinds)


def _is_unknown(word: str) -> bool:
    return classify_activity(word).kind == ""


def named_kinds(kinds: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Return the activity of each row: a known kind, else the word that stands there."""
    is_known = np.isin(kinds, KNOWN_KINDS)
    return np.where(is_known | (words == ""), kinds, words)
