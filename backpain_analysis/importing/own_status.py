"""A column that says of each session whether it was done: what was only planned is none."""

from ..codes import Remark
from .claimed import Claimed
from .folding import fold
from .own_columns import WORDS

_HEADERS = frozenset(map(fold, WORDS["status"]["headers"]))
_NOT_DONE = frozenset(map(fold, WORDS["status"]["not_done"]))


def status_columns(file: Claimed) -> list[str]:
    """Return the columns that say of sessions whether they were done."""
    return [name for name in file.rows.cells if fold(name) in _HEADERS]


def not_done(file: Claimed) -> dict[int, Remark]:
    """Say of rows which a column calls planned, skipped or the like, that they are no session."""
    found = {}
    for name in status_columns(file):
        for row, cell in enumerate(file.rows.cells[name]):
            if fold(cell).strip(" .!") in _NOT_DONE:
                found[row] = Remark("odd_file.reason.not_done", {"cell": cell})
    return found
