"""What a reading says to the person, all of it: for tests that look for a word in it."""

from collections.abc import Iterator

import pandas as pd

from backpain_analysis.importing import Exports
from backpain_analysis.language import Phrases, decision_words, problem_words, question_words


def said(exports: Exports, language: str = "en") -> str:
    """Return a line for each remark, problem, question, decision and reason."""
    p = Phrases(language)
    return "\n".join([*_told(exports, p), *exports.ledger.in_words(p)["reason"]])


def _told(exports: Exports, p: Phrases) -> list[str]:
    lines = [p.remark(unused.remark) for unused in exports.unused]
    lines += [problem_words(p, problem) for problem in exports.files["problem"]]
    lines += [question_words(p, question) for question in exports.questions]
    lines += [decision_words(p, decided) for decided in exports.decisions.itertuples()]
    return lines


def whole_reading(exports: Exports) -> list[str]:
    """Return all that a reading gives, in lines: tables, fates of rows, and what is said."""
    p = Phrases()
    lines = []
    for name in ("runs", "pain", "weight", "other", "events"):
        lines += _lines_of(name, getattr(exports, name))
    lines += _lines_of("ledger", exports.ledger.in_words(p))
    lines += _lines_of("files", exports.files.drop(columns="problem"))
    lines += filter(None, _told(exports, p))
    for question in exports.questions:
        lines += ["", f"asked: {' or '.join(question.options)}", *question.example]
        lines += [question.setting, *map(str, question.others)]
    return lines


def reading_by_file(exports: Exports) -> dict[str, list[str]]:
    """Return for each file what it gives and what is said of it, in lines."""
    p = Phrases()
    lines: dict[str, list[str]] = {}
    for file in exports.files.itertuples():
        said_of_file = problem_words(p, file.problem)
        what = f"{file.source}: {file.rows} rows to {file.table or 'no table'}"
        lines[file.file] = [what, *filter(None, [said_of_file])]
    for name in ("runs", "pain", "weight", "other", "events"):
        table = getattr(exports, name)
        for file, rows in table.drop(columns="source").groupby("file", sort=False):
            shown = rows.drop(columns="file")
            lines[str(file)] += list(_lines_of(name, shown))[:-1]
    for row in exports.ledger.in_words(p).itertuples():
        if row.fate != "kept" or row.reason:
            lines[row.file].append(f"line {row.line} {row.fate}: {row.reason}")
    for decided in exports.decisions.itertuples():
        if decided.decision not in ("encoding", "delimiter"):
            lines[decided.file].append(decision_words(p, decided))
    for unused in exports.unused:
        lines[unused.file].append(p.remark(unused.remark))
    for question in exports.questions:
        lines.setdefault(question.file, []).append(
            f"asks for {question.key}: {' or '.join(question.options)}"
        )
        lines[question.file] += question.lines.splitlines()
    return lines


def _lines_of(name: str, table: pd.DataFrame) -> Iterator[str]:
    """Yield a table's rows, bars between the cells, below its name and its header."""
    if table.empty:
        return
    yield f"{name}: {' | '.join(table.columns)}"
    for row in table.itertuples(index=False):
        yield " | ".join(map(_cell, row))
    yield ""


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.7g}"
    return str(value).removesuffix(" 00:00:00")
