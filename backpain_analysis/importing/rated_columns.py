"""Ratings whose names the person chose: columns of pain, and several scales in one cell."""

import re
from dataclasses import replace

import numpy as np

from .claimed import Claimed
from .languages import names_pain
from .parts import Part, other_column, pain

MOST_SCALES = 50  # in one file; more are no scales but remarks
_SCALE = re.compile(r"\s*([^:|]+?)\s*:\s*([^|]*)")  # "Back pain: 4"
_NO_BREAK_SPACE = "\u00a0"  # stands behind the colon
_NO_REGION = "pain"  # a name that says no more


def pains_by_name(file: Claimed, usable: np.ndarray) -> list[Part]:
    """Read each column whose name speaks of pain; the name tells which pain it is."""
    return [_pain_called(column, file, usable) for column in columns_of_pain(file)]


def columns_of_pain(file: Claimed) -> list[str]:
    """Return the columns whose names speak of pain, where a source has such."""
    if not file.source.pains:
        return []
    return [name for name in file.rows.names if name and names_pain(name)]


def scales_in_cells(file: Claimed, usable: np.ndarray) -> list[Part]:
    """Read a column such as "Back pain: 4 | Stress: 2": each name is a column of its own."""
    columns = _columns_in(file.rows.words(file.source.scales))
    wide = _with_columns(file, columns)
    parts = []
    for name in columns:
        if names_pain(name):
            parts.append(_pain_called(name, wide, usable))
        else:
            parts.append(other_column(wide, usable, name))
    return parts


def _pain_called(column: str, file: Claimed, usable: np.ndarray) -> Part:
    part = pain(file, usable, column)
    name = "" if column == _NO_REGION else column
    region = np.full(file.n, name, dtype=object)
    return replace(part, columns={**part.columns, "region": region})


def _columns_in(cells: np.ndarray) -> dict[str, np.ndarray]:
    """Return the values of each scale by its folded name, "" where a cell lacks it."""
    columns: dict[str, np.ndarray] = {}
    for row, cell in enumerate(cells):
        for name, value in _SCALE.findall(cell.replace(_NO_BREAK_SPACE, " ")):
            folded = name.casefold()
            if folded not in columns and len(columns) < MOST_SCALES:
                columns[folded] = np.full(len(cells), "", dtype=object)
            if folded in columns:
                columns[folded][row] = value.strip()
    return columns


def _with_columns(file: Claimed, columns: dict[str, np.ndarray]) -> Claimed:
    rows = replace(
        file.rows,
        names=[*file.rows.names, *columns],
        cells={**file.rows.cells, **columns},
    )
    return replace(file, rows=rows)
