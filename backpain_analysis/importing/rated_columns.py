"""Ratings whose names the person chose: columns of pain, and several scales in one cell."""

import re
from dataclasses import replace
from itertools import chain

import numpy as np

from .claimed import Claimed
from .languages import names_pain
from .parts import Part, other_column, pain

MOST_SCALES = 50  # in one file; more are no scales but remarks
_SCALE = re.compile(r"\s*([^:|]+?)\s*:\s*([^|]*)")  # "Back pain:<blank>4"


def pains_by_name(file: Claimed, usable: np.ndarray) -> list[Part]:
    """Read each column whose name speaks of pain; the name tells which pain it is."""
    parts = []
    for column in columns_of_pain(file):
        parts.append(_pain_called(column, file, usable))
    return parts


def _pain_called(column: str, file: Claimed, usable: np.ndarray) -> Part:
    """Read a column of pain; a name that says no more than pain is no region."""
    part = pain(file, usable, column)
    name = "" if column == "pain" else column
    region = np.full(file.n, name, dtype=object)
    return replace(part, columns={**part.columns, "region": region})


def columns_of_pain(file: Claimed) -> list[str]:
    """Return the columns whose names speak of pain, where a source has such."""
    if not file.source.pains:
        return []
    return [name for name in file.rows.names if name and names_pain(name)]


def scales_in_cells(file: Claimed, usable: np.ndarray) -> list[Part]:
    """Read a column such as "Back pain: 4 | Stress: 2": each name is a column of its own."""
    written = file.rows.words(file.source.scales)
    rated = [_scales_of(cell) for cell in written]
    names = list(dict.fromkeys(chain.from_iterable(rated)))[:MOST_SCALES]
    cells = dict(file.rows.cells)
    for name in names:
        values = [scales.get(name, "") for scales in rated]
        cells[name] = np.array(values, dtype=object)
    rows = replace(file.rows, names=[*file.rows.names, *names], cells=cells)
    wide = replace(file, rows=rows, source=replace(file.source, pains=True))
    parts = []
    for name in names:
        if names_pain(name):
            parts.append(_pain_called(name, wide, usable))
        else:
            parts.append(other_column(wide, usable, name))
    return parts


def _scales_of(cell: str) -> dict[str, str]:
    """Return the values of one cell by the folded names of their scales."""
    found = _SCALE.findall(cell.replace("\u00a0", " "))
    return {name.casefold(): value.strip() for name, value in found}
