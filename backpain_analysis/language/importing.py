"""Words for what was read: decisions, questions, the ledger's reasons, the problems of files."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from ..codes import Remark
from .phrases import Phrases
from .safe import plain_text

if TYPE_CHECKING:
    import pandas as pd

Words = Remark | str


class Decided(Protocol):
    """A decision of the importer about a file."""

    @property
    def decision(self) -> str:
        """Code of what was decided."""

    @property
    def about(self) -> str:
        """The column or measure that it is about."""

    @property
    def value(self) -> Words:
        """What was decided."""

    @property
    def evidence(self) -> Words:
        """What it rests on."""


class Asked(Protocol):
    """A question about a file, or about all files together."""

    @property
    def file(self) -> str:
        """The file asked about, or ""."""

    @property
    def remark(self) -> Remark:
        """The question."""

    @property
    def setting(self) -> str:
        """The lines that answer it."""

    @property
    def options(self) -> tuple[str, ...]:
        """Possible answers."""

    @property
    def example(self) -> tuple[str, ...]:
        """A row of the file."""


def decision_name(p: Phrases, decision: Decided) -> str:
    """Name what was decided: "date order", "unit, distance"."""
    name = p(f"import.decision.{decision.decision}")
    if not decision.about:
        return name
    measure = f"import.measure.{decision.about}"
    what = plain_text(decision.about)
    if p.has(measure):
        what = p(measure)
    return f"{name}, {what}"


def decision_words(p: Phrases, decision: Decided) -> str:
    """Tell a decision with what it rests on."""
    return p(
        "import.decision_line",
        name=decision_name(p, decision),
        value=_words(p, decision.value),
        evidence=_words(p, decision.evidence),
    )


def decision_shortly(p: Phrases, decision: Decided) -> str:
    """Tell a decision without what it rests on."""
    name = decision_name(p, decision)
    value = _words(p, decision.value)
    return p("import.decision_shortly", name=name, value=value)


def decisions_in_words(p: Phrases, decisions: "pd.DataFrame") -> "pd.DataFrame":
    """Return the decisions of all files as texts: `file, decision, value, evidence`."""
    names = [decision_name(p, decision) for decision in decisions.itertuples()]
    values = [_words(p, value) for value in decisions["value"]]
    evidence = [_words(p, why) for why in decisions["evidence"]]
    return decisions[["file"]].assign(decision=names, value=values, evidence=evidence)


def question_words(p: Phrases, question: Asked) -> str:
    """Put a question as a sentence, with a row of the file where there is one."""
    asked = p.remark(question.remark)
    if question.file:
        asked = p("import.asked_of", file=question.file, question=asked)
    if not question.example:
        return asked
    cells = "; ".join(question.example)
    example = p("import.example_row", row=cells)
    return f"{asked} {example}"


def setting_words(p: Phrases, question: Asked) -> str:
    """Return the lines that answer a question, the other answers in a comment behind them."""
    others = [f'"{option}"' for option in question.options[1:]]
    if not others:
        return question.setting
    comment = p("import.other_answers", others=", ".join(others))
    return f"{question.setting}{comment}"


def reason_words(p: Phrases, reasons: Iterable[Remark]) -> str:
    """Tell why a row was merged or set aside, or what is said of one that was kept."""
    return "; ".join(map(p.remark, reasons))


def problem_words(p: Phrases, problem: Remark | None) -> str:
    """Tell why a file was not read; "" where it was."""
    if problem is None:
        return ""
    return p.remark(problem)


def ledger_in_words(p: Phrases, rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return the ledger's rows as `ledger.csv` holds them: `file, line, fate, reason, table`."""
    told: dict[int, str] = {}  # rows share most of their reasons
    texts = []
    for reasons in rows["reasons"]:
        same = id(reasons)
        if same not in told:
            told[same] = reason_words(p, reasons)
        texts.append(told[same])
    named = rows.rename(columns={"status": "fate"}).assign(reason=texts)
    return named[["file", "line", "fate", "reason", "table"]].astype({"reason": "str"})


def _words(p: Phrases, said: Words) -> str:
    if isinstance(said, Remark):
        return p.remark(said)
    return plain_text(said)


def source_name(p: Phrases, source: str) -> str:
    """Name what wrote a file: an app by its own name, any other kind of table in words."""
    key = f"import.source.{source}"
    if p.has(key):
        return p(key)
    return source
