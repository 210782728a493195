"""One file, claimed by a source: its rows, and what the settings say of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..codes import Remark
from ..settings import FileSettings, Settings
from .inference import KINDS, RANGE, Marked, Numbers, decide_numbers, read_marks
from .rows import FileRows
from .source import Decision, Question, Source

_MEASURES = ("distance", "duration", "weight", "pain", "value")
_CELLS_SHOWN = 6  # of an example row
_WHOLE = ("calories", "steps")  # columns of whole numbers: they show how thousands are written


@dataclass(frozen=True)
class Claimed:
    """One file's rows beside all that tells how to read them."""

    source: Source
    rows: FileRows
    told: FileSettings
    settings: Settings

    @property
    def n(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def ask(self, remark: Remark, key: str, *options: str) -> Question:
        """Make a question about this file, answered by a key of the settings."""
        return Question(self.rows.file, remark, key, options, self._example())

    def _example(self) -> tuple[str, ...]:
        """Return the cells of the first row that say something, "column: cell" each."""
        if not self.n:
            return ()
        first = {name: column[0].strip() for name, column in self.rows.cells.items()}
        told = [f"{name}: {cell}" for name, cell in first.items() if name and cell]
        return tuple(told[:_CELLS_SHOWN])


@dataclass(frozen=True)
class Column:
    """The numbers of a column, with what was decided and what is asked about them."""

    numbers: Numbers
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def value(self) -> np.ndarray:
        """The numbers, NaN where there is none."""
        return self.numbers.value


def read_numbers(file: Claimed, cells: np.ndarray, what: str) -> Column:
    """Read number cells of a file; `what` names them where a mark is decided or asked about."""
    beside = [file.rows.first_of(name) for name in _WHOLE]
    whole = [cell for column in beside if column is not None for cell in column]
    numbers = decide_numbers(cells, file.told.decimal, whole)
    if numbers.question:
        name = Remark(f"import.measure.{what}") if what in _MEASURES else what
        fields = {"what": name, "why": numbers.question}
        remark = Remark("import.question.decimal", fields)
        return Column(numbers, questions=(file.ask(remark, "decimal", ",", "."),))
    if numbers.decision is None:
        return Column(numbers)
    decision = Decision(
        "decimal_mark", numbers.decision.value, numbers.decision.evidence, about=what
    )
    return Column(numbers, decisions=(decision,))


def read_marked_numbers(file: Claimed, cells: np.ndarray, what: str) -> Column:
    """Read numbers, also such as "3-4", "~5" and "<2": each kind of mark is said."""
    marked = read_marks(cells)
    low = read_numbers(file, marked.low, what)
    decisions = (*low.decisions, *_marks_said(marked, cells, what))
    if RANGE not in marked.kind:
        return replace(low, decisions=decisions)
    high = read_numbers(file, marked.high, what)
    middle = replace(low.numbers, value=(low.value + high.value) / 2)
    return replace(low, numbers=middle, decisions=decisions)


def _marks_said(marked: Marked, cells: np.ndarray, what: str) -> Iterator[Decision]:
    for kind, how in KINDS.items():
        written = cells[marked.kind == kind]
        if len(written):
            fields = {"n": len(written), "example": written[0].strip()}
            evidence = Remark(f"import.evidence.{kind}", fields)
            yield Decision(kind, Remark(f"import.value.{how}"), evidence, about=what)
