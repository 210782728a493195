"""Cells of a column: each distinct text is looked at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

MISSING = frozenset({"", "-", "--", "---", "n/a", "na", "nan", "none", "null", "x"})


def each(cells: np.ndarray, change: Callable[[str], Any], kind: type = object) -> np.ndarray:
    """Return the cells, each distinct one changed once."""
    place, texts = pd.factorize(cells)
    changed: np.ndarray = np.empty(len(texts), dtype=kind)
    for i, text in enumerate(texts):  # one by one: a tuple is one value, and no row of several
        changed[i] = change(text)
    return changed[place]


def is_missing(cells: np.ndarray) -> np.ndarray:
    """Say for each cell whether it is a mark for "not recorded" ("", "--", "n/a", ...)."""
    return each(cells, _is_mark_for_missing, bool)


def _is_mark_for_missing(text: str) -> bool:
    return text.strip().casefold() in MISSING
