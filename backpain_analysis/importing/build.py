"""One file's tidy tables, composed of its parts, and a status for each of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from ..codes import Remark
from ..errors import SettingsError
from ..settings import FileSettings, Settings
from .claimed import Claimed
from .inference import each
from .languages import header_name
from .ledger import KEPT, SET_ASIDE, Reasons
from .parts import (
    Part,
    columns_of_others,
    events,
    other_column,
    other_values,
    pain,
    rows_of_one_person,
    tags,
    weight,
)
from .rated_columns import columns_of_pain, pains_by_name, scales_in_cells
from .rows import FileRows, read_rows
from .sessions import sessions
from .source import Decision, Opened, Question, Record, Source, found
from .times import Times, fill_as_above, read_times
from .unused import Unused, unused_of

RATED = ("pain", "other")  # tables whose rows are for a rated day
STARTING = ("runs", "events")  # tables whose time is a start
SETTLED_BY_OTHERS = ("distance_unit", "decimal", "weight_unit", "timezone")  # questions
OWN = Source("hand-kept", header="")
_NOT_UNDERSTOOD = "import.reason.no_number"


@dataclass(frozen=True)
class FileTables:
    """One file, read.

    Parameters
    ----------
    source : Source
    rows : FileRows
    tables : dict of DataFrame
        By table's name; none while a question is open.
    statuses : DataFrame
        `file, line, status, reasons, table`: a row for every data row of the file.
    decisions, questions : tuple
    unused : tuple of Unused
        What the file holds beyond what was read of it.
    alternatives : tuple of (FileSettings, FileTables)
        The ways to read it that other files may choose from: one for every answer to its questions
        about units and the decimal mark.
    rows_of_members : mapping of str to int
        Of a table that many files make up: how many rows each gave.
    """

    source: Source
    rows: FileRows
    tables: dict[str, pd.DataFrame]
    statuses: pd.DataFrame
    decisions: tuple[Decision, ...]
    questions: tuple[Question, ...]
    unused: tuple[Unused, ...] = ()
    alternatives: tuple[tuple[FileSettings, "FileTables"], ...] = ()
    rows_of_members: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows_read(self) -> dict[str, int]:
        """How many rows were read, by the file that holds them."""
        return dict(self.rows_of_members) or {self.file: self.rows.rows_read}

    @property
    def file(self) -> str:
        """The file's name, with its folders."""
        return self.rows.file


def read_tables(
    source: Source, header: Record, opened: Opened, told: FileSettings, settings: Settings
) -> FileTables:
    """Read one opened file by its source's declaration.

    Raises
    ------
    DataError
        The file is damaged.
    SettingsError
        The settings name a column that the file does not have.
    """
    file = fill_as_above(claim(source, header, opened, told, settings))
    times = read_times(file)
    usable = ~np.isnat(times.time)
    yours = rows_of_one_person(file)
    parts = _parts(file, times, usable & yours.rows)
    questions = (
        *times.questions,
        *yours.questions,
        *(question for part in parts for question in part.questions),
    )
    decisions = (
        *file.rows.decisions,
        *times.decisions,
        *(decision for part in parts for decision in part.decisions),
    )
    tables = {} if questions else _tables(file, times, parts)
    if file.source.scale == "0-4" and set(RATED) <= set(tables):
        decisions = (*decisions, _unlogged(tables))
    return FileTables(
        source=file.source,
        rows=file.rows,
        tables=tables,
        statuses=_statuses(file, times, [yours, *parts], questions),
        decisions=decisions,
        questions=questions,
        unused=() if questions else unused_of(file, parts),
    )


def read_in_each_way(
    source: Source, header: Record, opened: Opened, told: FileSettings, settings: Settings
) -> FileTables:
    """Read a file; where it asks only for a unit or the decimal mark, in each of these, too."""
    file = read_tables(source, header, opened, told, settings)
    options = {question.key: question.options for question in file.questions}
    if not options or not options.keys() <= set(SETTLED_BY_OTHERS):
        return file
    ways = []
    for answers in product(*options.values()):
        given: dict[str, Any] = dict(zip(options, answers, strict=True))
        answered = replace(told, **given)
        way = read_tables(source, header, opened, answered, settings)
        more = {q.key: q.options for q in way.questions if q.key in SETTLED_BY_OTHERS}
        for key, choices in more.items():  # the unit is asked for once the mark is known
            for choice in choices:
                one_more: dict[str, Any] = {key: choice}
                further = replace(answered, **one_more)
                ways.append((further, read_tables(source, header, opened, further, settings)))
        if not more:
            ways.append((answered, way))
    ways = [(answered, way) for answered, way in ways if not way.questions]
    return replace(file, alternatives=tuple(ways))


def asked_about(opened: Opened, header: Record, question: Question) -> FileTables:
    """Set a whole file aside until a question about it is answered."""
    lines = [line for line, _ in opened.records() if line > header[0]]
    waits = Remark("import.reason.waits", {"question": question.remark})
    statuses = pd.DataFrame(
        {
            "file": opened.name,
            "line": lines,
            "status": SET_ASIDE,
            "reasons": pd.Series([(waits,)] * len(lines), dtype=object),
            "table": "",
        }
    )
    rows = FileRows(
        file=opened.name,
        names=header[1],
        units={},
        lines=np.array(lines, dtype=np.int64),
        cells={},
        aside=(),
        rows_read=len(lines),
        above="",
        decisions=tuple(opened.decisions),
    )
    return FileTables(
        source=OWN,
        rows=rows,
        tables={},
        statuses=statuses,
        decisions=rows.decisions,
        questions=(question,),
    )


def claim(
    source: Source, header: Record, opened: Opened, told: FileSettings, settings: Settings
) -> Claimed:
    """Read the file's rows, after looking whether the columns that the settings name are there."""
    rows = read_rows(source, header, opened)
    for name in source.needs:
        if not found(name, rows.names):
            known = ", ".join(filter(None, rows.names))
            raise SettingsError(
                "the settings name a column that this file does not have.",
                file=opened.name,
                line=header[0],
                column=name,
                todo=f"Its columns are: {known}.",
            )
    chosen = header_name(told.value)[0]  # one of several pains in a table kept by hand
    if source.by_hand and not source.needs and chosen and chosen in rows.names:
        source = replace(source, pain=chosen)
    return Claimed(source, rows, told, settings)


def _parts(file: Claimed, times: Times, usable: np.ndarray) -> list[Part]:
    """Read what the file gives to each table."""
    source = file.source
    parts = []
    if source.event:
        parts.append(events(file, times, usable))
    has_runs = file.rows.columns_of(source.distance) or file.rows.columns_of(source.duration)
    if has_runs or source.sessions:
        parts.append(sessions(file, usable))
    if file.rows.columns_of(source.weight):
        parts.append(weight(file, usable))
    for column in file.rows.columns_of(source.pain)[:1]:
        parts.append(pain(file, usable, column))
    for column in file.rows.columns_of(source.value)[:1]:
        parts.append(other_values(file, usable, column))
    parts += pains_by_name(file, usable)
    for column in columns_of_others(file):
        if column not in columns_of_pain(file):
            parts.append(other_column(file, usable, column))
    parts += tags(file, usable)
    parts += scales_in_cells(file, usable)
    return parts


def _tables(file: Claimed, times: Times, parts: list[Part]) -> dict[str, pd.DataFrame]:
    """Put the parts into tables, each row with its time, its day and where it was read."""
    rated = times.day
    if not file.source.rated_day and "day" not in times.columns:
        rated = times.rated_day(pd.Timedelta(str(file.settings.day_starts)))
    frames: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        if not part.rows.any():
            continue
        day = rated if part.table in RATED else times.day
        when = "start" if part.table in STARTING else "time"
        columns = {when: times.time, "day": day, "line": file.rows.lines, **part.columns}
        where = {"source": file.source.name, "file": file.rows.file}
        frame = pd.DataFrame(columns | where, copy=False)
        frames.setdefault(part.table, []).append(_rows_of(frame, part.rows))
    return {table: _one_below_another(several) for table, several in frames.items()}


def _rows_of(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    return frame if rows.all() else frame[rows].reset_index(drop=True)


def _one_below_another(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _unlogged(tables: dict[str, pd.DataFrame]) -> Decision:
    """Say how many days have entries but no rating of pain, where only symptoms are logged."""
    rated = set(tables["pain"]["day"])
    other = set(tables["other"]["day"])
    evidence = Remark("import.evidence.unlogged", {"n": len(other - rated)})
    return Decision("pain_not_logged", Remark("import.value.missing"), evidence)


def _statuses(
    file: Claimed, times: Times, parts: list[Part], questions: tuple[Question, ...]
) -> pd.DataFrame:
    """Tell for every row of the file which tables it fed, or why none."""
    fed = np.full(file.n, "", dtype=object)
    if not questions:
        fed = _tables_fed(file, parts)
    lines = file.rows.lines.tolist() + [line for line, _ in file.rows.aside]
    reasons = _reasons(file, times, parts, questions, fed)
    reasons += [(reason,) for _, reason in file.rows.aside]
    table = np.concatenate([fed, [""] * len(file.rows.aside)])
    return pd.DataFrame(
        {
            "file": file.rows.file,
            "line": lines,
            "status": np.where(table == "", SET_ASIDE, KEPT),
            "reasons": pd.Series(reasons, dtype=object),
            "table": table,
        }
    )


def _tables_fed(file: Claimed, parts: list[Part]) -> np.ndarray:
    """Return for each row the names of the tables that it gives to, "" for none."""
    fed = np.full(file.n, "", dtype=object)
    for table in dict.fromkeys(part.table for part in parts if part.table):
        rows = np.logical_or.reduce([part.rows for part in parts if part.table == table])
        # called at once, before the loop has another table
        fed[rows] = each(fed[rows], lambda names: f"{names}, {table}".removeprefix(", "))  # noqa: B023
    return fed


def _reasons(
    file: Claimed,
    times: Times,
    parts: list[Part],
    questions: tuple[Question, ...],
    fed: np.ndarray,
) -> list[Reasons]:
    """Return for each row what is said of it: nothing of most that are kept."""
    if questions:
        waits = Remark("import.reason.waits", {"question": questions[0].remark})
        return [(waits,)] * file.n
    note: dict[int, Remark] = {}
    lack: dict[int, Remark] = {}
    for part in reversed(parts):  # what the first part says counts
        note.update(part.note)
        lack.update(part.lack)
    for part in reversed(parts):  # but a cell that was not understood before one that is blank
        unread = {i: why for i, why in part.lack.items() if why.code == _NOT_UNDERSTOOD}
        lack.update(unread)
    for i in np.flatnonzero(np.isnat(times.time)).tolist():
        lack[i] = Remark("import.reason.no_date", {"cell": times.cells[i]})
    nothing = Remark("import.reason.nothing")
    reasons: list[Reasons] = []
    for i, tables in enumerate(fed):
        if not tables:
            reasons.append((lack.get(i, nothing),))
        elif i in note:
            reasons.append((note[i],))
        else:
            reasons.append(())
    return reasons
