"""Ditto marks in tables kept by hand: a cell that means "as in the row above"."""

from collections.abc import Iterable

from .folding import fold

_MARKS = frozenset(('"', "''", "”", "“", "„", "″", "〃", "´´", "``", ",,", "↓", "|", "同上"))
_WORDS = frozenset(
    (
        *("ditto", "dito", "do.", "id.", "idem", "ibid", "ibid.", "same", "as above"),
        *("same as above", "s.o.", "s. o.", "siehe oben", "wie oben", "gleich", "come sopra"),
    )
)


def is_ditto(cell: str) -> bool:
    """Tell whether a cell only repeats the one above it."""
    text = cell.strip()
    return text in _MARKS or fold(text) in _WORDS


def without_dittos(cells: Iterable[str]) -> list[str]:
    """Return the cells of a column, a ditto mark replaced by what stands above it."""
    filled: list[str] = []
    above = ""
    for cell in cells:
        if not is_ditto(cell):
            above = cell
        filled.append(above if is_ditto(cell) else cell)
    return filled
