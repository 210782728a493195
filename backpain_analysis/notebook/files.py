"""What the notebooks show of the files: what was read, set aside and decided, and which days."""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from ..importing import STATUSES
from ..language import (
    Phrases,
    days_as_dots,
    decisions_in_words,
    plain_text,
    problem_words,
    question_words,
    setting_words,
    source_name,
)
from .note import Note, table
from .session import Record

REASONS_SHOWN = 30
MONTHS_SHOWN = 24
DAYS_OF_THE_LONGEST_MONTH = 31


def show_files(record: Record) -> Note:
    """Show what each file gave, what is wrong with one, and the open questions."""
    if record.exports.files.empty:
        return Note(record.words("notebook.lacking.files"))
    files = table(record.words, _files(record))
    return Note(files, *_problems(record), *_unused(record), *_questions(record))


def _files(record: Record) -> pd.DataFrame:
    """Return a row a file: what it is, from when to when, and what became of its rows."""
    p = record.words
    files = record.exports.files
    not_read = p("notebook.files.not_read")
    shown = pd.DataFrame({"file": files["file"]})
    shown["source"] = [source_name(p, source) or not_read for source in files["source"]]
    shown["first"] = files["first"].map(partial(_day, p))
    shown["last"] = files["last"].map(partial(_day, p))
    totals = record.exports.ledger.as_listed().totals()
    of_file = totals.reindex(files["file"], fill_value=0)
    for count in ("read", *STATUSES):
        shown[f"rows {count}"] = of_file[count].to_numpy()
    return shown


def _day(p: Phrases, day: pd.Timestamp) -> str:
    """Write a day on one line of a table; nothing where a file has none."""
    if pd.isna(day):
        return ""
    return p.date(day).replace(" ", "\N{NO-BREAK SPACE}")


def _problems(record: Record) -> Iterator[str]:
    """Say what is wrong with a file; that one waits for an answer, its question says."""
    p = record.words
    waiting = {question.file for question in record.exports.questions}
    for file in record.exports.files.itertuples():
        if file.problem and file.file not in waiting:
            problem = problem_words(p, file.problem)
            yield p("notebook.files.problem", file=file.file, problem=problem)


def _unused(record: Record) -> Iterator[str]:
    """Say what of a file is not used: columns, words, values, rows merged."""
    p = record.words
    for unused in record.exports.unused:
        told = p.remark(unused.remark)
        yield p("notebook.files.problem", file=unused.file, problem=told)


def _questions(record: Record) -> Iterator[str]:
    """Yield each open question, and the lines that answer it."""
    p = record.words
    for asked in record.exports.questions:
        yield p("notebook.files.question", question=question_words(p, asked))
        lines = setting_words(p, asked).splitlines()
        yield "\n".join(plain_text(line) for line in lines)


def show_set_aside(record: Record, at_most: int = REASONS_SHOWN) -> Note:
    """Show why rows were merged or set aside; `record.exports.ledger` holds every row."""
    p = record.words
    ledger = record.exports.ledger.as_listed().in_words(p)
    if ledger.empty:
        return Note(p("notebook.nothing_yet"))
    rows = ledger.query("fate != 'kept'")
    if rows.empty:
        return Note(p("notebook.files.all_kept"))
    counts = rows.value_counts(["file", "fate", "reason"]).reset_index(name="rows")
    counts["fate"] = [p(f"notebook.fate.{fate}") for fate in counts["fate"]]
    parts = [table(p, counts.head(at_most))]
    more = len(counts) - at_most
    if more > 0:
        parts.append(p("notebook.files.more_reasons", n=more))
    return Note(*parts)


def show_decisions(record: Record) -> Note:
    """Show what was decided about each file, and the evidence it rests on."""
    p = record.words
    decisions = decisions_in_words(p, record.exports.decisions)
    return Note(table(p, decisions))


def show_days(record: Record, months: int = MONTHS_SHOWN) -> Note:
    """Show on which days of the last months something is recorded, a dot a day."""
    p = record.words
    recorded = record.exports.calendar().tail(months)
    dots = recorded["days"].map(days_as_dots)
    days = dots.str.ljust(DAYS_OF_THE_LONGEST_MONTH)
    shown = table(p, recorded.assign(days=days).rename_axis(None))
    if isinstance(shown, pd.DataFrame):
        return Note(shown.to_string())
    return Note(shown)


def show_coverage(record: Record) -> Note:
    """Say from when to when a day without a session counts as none."""
    p = record.words
    coverage = record.diary.coverage
    if coverage.start is None:
        return Note(p("notebook.coverage.never", why=coverage.why))
    from_to = p(
        "notebook.coverage.from_to",
        first=coverage.start,
        last=coverage.end,
        why=coverage.why,
    )
    return Note(from_to)
