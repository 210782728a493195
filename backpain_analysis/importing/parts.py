"""What one file gives to the tables of pain, weight, other ratings and events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ..codes import Remark
from .claimed import Claimed, Column, read_numbers
from .inference import decide_dates, decide_numbers, each, is_missing
from .languages import header_name, names_another_reason, names_pain, names_time_of_day
from .measures import read_measure
from .own_activity import ticks_as_numbers
from .own_columns import names_another_part, speaks_of_another_day
from .own_runs import ANOTHER_DAY
from .ratings import Ratings, read_pain, read_words
from .source import Decision, Question, found
from .times import Times

_VALUE = {"pain": "pain", "weight": "weight_kg", "other": "value"}
MEAN = "mean"  # in the settings, in place of a column of pain
_MOST_PEOPLE = 6  # of a household
_BESIDE = ("weekday", "note", "notes")


@dataclass(frozen=True)
class Part:
    """The rows that one file gives to one table.

    Parameters
    ----------
    table : str
    rows : ndarray of bool
        Which of the file's rows.
    columns : mapping of ndarray or str
        The table's own columns; as long as the file has rows.
    lack, note : dict of int to Remark
        By row: why it gives nothing to this table; what is said of one that does.
    decisions, questions : tuple
    """

    table: str
    rows: np.ndarray
    columns: Mapping[str, Any]
    lack: Mapping[int, Remark] = field(default_factory=dict)
    note: Mapping[int, Remark] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()


def rows_of_one_person(file: Claimed) -> Part:
    """Tell whose rows they are where a file may hold several people; a part of no table."""
    people = file.rows.words(file.source.person)
    names = sorted(set(people) - {""})
    all_rows = Part(table="", rows=np.ones(file.n, dtype=bool), columns={})
    if not _holds_people(file):
        return all_rows
    if not file.told.keep:
        remark = Remark("import.question.person", {"names": ", ".join(names)})
        question = file.ask(remark, "keep", *names)
        return replace(all_rows, questions=(question,))
    kept, lack = _named(file.told.keep, people, file, "import.reason.another_person")
    return replace(all_rows, rows=kept, lack=lack)


def _holds_people(file: Claimed) -> bool:
    """Tell whether the rows are of several people.

    In a table kept by hand, a word such as "who" may name company on a run: there, every row has
    to name one of few people.
    """
    people = file.rows.words(file.source.person)
    names = set(people) - {""}
    if len(names) < 2:
        return False
    if not file.source.by_hand:
        return True
    return len(names) <= _MOST_PEOPLE and (people != "").all() and not _are_titles(file)


def _are_titles(file: Claimed) -> bool:
    """Tell whether a "name" is that of a run, not of a person."""
    source = file.source
    has_runs = file.rows.columns_of(source.distance) or file.rows.columns_of(source.duration)
    return bool(has_runs) and found(source.person, file.rows.names)[:1] == ["name"]


def in_keep_list(file: Claimed, words: np.ndarray) -> tuple[np.ndarray, dict[int, Remark]]:
    """Say which rows the settings' `keep` wants, and why not the others.

    Where the file holds several people, `keep` names them, and no words.
    """
    if _holds_people(file):
        return np.ones(file.n, dtype=bool), {}
    return _named(file.told.keep, words, file, "import.reason.not_in_keep_list")


def _named(
    keep: tuple[str, ...], words: np.ndarray, file: Claimed, why: str
) -> tuple[np.ndarray, dict[int, Remark]]:
    """Say which rows have one of some words, and why not the others."""
    wanted = set(map(str.casefold, keep))
    if not wanted:
        return np.ones(file.n, dtype=bool), {}
    kept = each(words, lambda word: word.casefold() in wanted, bool)
    out = ~kept
    if file.source.value:  # rows of another kind have no word here
        out &= words != ""
    lack = {}
    for row in np.flatnonzero(out).tolist():
        lack[row] = Remark(why, {"word": words[row]})
    return kept, lack


def _valued(table: str, rows: np.ndarray, cells: np.ndarray | None, **values: Any) -> Part:
    """Make a part of the rows that have a value; where it is missing, the cells tell why."""
    lost = np.isnan(values[_VALUE[table]])
    lack = {} if cells is None else _why_missing(table, cells, rows & lost)
    return Part(table, rows & ~lost, values, lack)


def _why_missing(table: str, cells: np.ndarray, lost: np.ndarray) -> dict[int, Remark]:
    """Say why a row has no value: nothing is recorded, or the cell is no number."""
    is_zero = each(cells, lambda text: not text.strip(" 0.,"), bool)
    empty = is_missing(cells) | is_zero
    nothing = Remark(f"import.reason.no_{table}")
    lack = {}
    for row in np.flatnonzero(lost).tolist():
        if empty[row]:
            lack[row] = nothing
        else:
            lack[row] = Remark("import.reason.no_number", {"cell": cells[row]})
    return lack


def weight(file: Claimed, usable: np.ndarray) -> Part:
    """Read weigh-ins."""
    kg = read_measure(file, "weight")
    part = _valued("weight", usable, kg.shown, weight_kg=kg.value)
    return replace(part, decisions=kg.decisions, questions=kg.questions)


def pain(file: Claimed, usable: np.ndarray, column: str) -> Part:
    """Read pain ratings, of the regions that the settings keep."""
    which = _ask_which_pain(file, column)
    ratings = _ratings(file, column)
    region = file.rows.words(file.source.region)
    if names_another_part(column) and not file.source.needs:
        region = np.where(region == "", column, region)
    kept, lack = in_keep_list(file, region)
    part = _valued("pain", usable & kept, ratings.cells, pain=ratings.value, region=region)
    return replace(
        part,
        lack={**part.lack, **lack},
        decisions=ratings.decisions,
        questions=(*which, *_ask_about_day(file, column), *ratings.questions),
    )


def _ask_about_day(file: Claimed, column: str) -> tuple[Question, ...]:
    """Ask whether "your pain yesterday" counts for the day of its row, once; `value` answers."""
    is_told = bool(file.source.needs) or header_name(file.told.value)[0] in (column, MEAN)
    if is_told or not speaks_of_another_day(column):
        return ()
    return (file.ask(Remark(ANOTHER_DAY, {"column": column}), "value", column),)


def _ratings(file: Claimed, column: str) -> Ratings:
    """Read the ratings of a column, or of several as one where the settings say so."""
    if file.told.value == MEAN:
        return _as_one(file, _rated_pains(file, column), MEAN)
    if file.source.together:
        names = file.rows.columns_of(file.source.pain)
        return _as_one(file, names, file.source.together)
    return read_pain(file, column)


def _rated_pains(file: Claimed, column: str) -> list[str]:
    """Return the columns that rate a pain in numbers."""
    rated = []
    for name in file.rows.names:
        if name == column or names_pain(name):
            value = decide_numbers(file.rows.cells[name]).value
            if not np.isnan(value).all():
                rated.append(name)
    return rated


def _as_one(file: Claimed, names: list[str], which: str) -> Ratings:
    """Return one rating a row, of those that there are: their mean, the worst or the last."""
    columns = [read_pain(file, name) for name in names]
    evidence = Remark("import.evidence.settings")
    decisions = [Decision("several_ratings", Remark(f"import.value.{which}"), evidence)]
    questions: list[Question] = []
    for column in columns:
        decisions += column.decisions
        questions += column.questions
    values = pd.DataFrame({place: column.value for place, column in enumerate(columns)})
    if which == "worst":
        value = values.max(axis=1)
    elif which == "last":
        value = values.ffill(axis=1).iloc[:, -1]
    else:
        value = values.mean(axis=1)
    return Ratings(
        value=value.to_numpy(float),
        cells=columns[0].cells,
        decisions=tuple(decisions),
        questions=tuple(questions),
    )


def _ask_which_pain(file: Claimed, column: str) -> tuple[Question, ...]:
    """Ask which column it is where a table kept by hand rates several pains.

    Ratings of one pain at several times of the day may also be averaged.
    """
    source = file.source
    is_chosen = header_name(file.told.value)[0] in (*file.rows.names, MEAN)
    if source.needs or not source.by_hand or is_chosen:
        return ()
    rated = _rated_pains(file, column)
    if len(rated) < 2:
        return ()
    if all(names_time_of_day(name) for name in rated):
        remark = Remark("import.question.time_of_day", {"columns": ", ".join(rated)})
        return (file.ask(remark, "value", *rated, MEAN),)
    remark = Remark("import.question.which_pain", {"columns": ", ".join(rated)})
    return (file.ask(remark, "value", *rated),)


def other_values(file: Claimed, usable: np.ndarray, column: str) -> Part:
    """Read values whose variable stands beside them, or moods in words."""
    source = file.source
    cells = file.rows.cells[column]
    what = np.full(file.n, source.always)
    if source.variable:
        what = file.rows.words(source.variable)
    kept = np.ones(file.n, dtype=bool)
    not_kept: dict[int, Remark] = {}
    if not source.pain:
        kept, not_kept = in_keep_list(file, what)
    read: Ratings | Column = read_numbers(file, cells, "value")
    if source.ranks:
        read = read_words(file, cells, worst_first=True)
    part = _valued("other", usable & kept, cells, variable=what, value=read.value)
    return replace(
        part,
        lack={**part.lack, **not_kept},
        decisions=read.decisions,
        questions=read.questions,
    )


def columns_of_others(file: Claimed) -> list[str]:
    """Return the columns that become rows of `other`."""
    source = file.source
    if source.others == "*":
        return _columns_left(file)
    listed = []
    for wanted in source.others.split(", "):
        listed += found(wanted, file.rows.names)
    return listed + _reasons_by_hand(file, listed)


def _columns_left(file: Claimed) -> list[str]:
    """Return all columns but those of the date, the pain, the weight, the region and remarks."""
    source = file.source
    used = set[str]()
    for wanted in (*source.stamps, source.region, *_BESIDE, source.pain, source.weight):
        used.update(found(wanted, file.rows.names))
    return [name for name in file.rows.names if name and name not in used]


def _reasons_by_hand(file: Claimed, listed: list[str]) -> list[str]:
    """Return further columns that a table kept by hand has of stress, sleep, medication, ..."""
    if not file.source.by_hand:
        return []
    taken = {*listed, *file.source.needs}
    reasons = []
    for name in file.rows.names:
        if name not in taken and names_another_reason(name):
            values = _numbers_or_ticks(file, name).value
            if 2 * np.isfinite(values).sum() > (~is_missing(file.rows.cells[name])).sum():
                reasons.append(name)
    return reasons


def _numbers_or_ticks(file: Claimed, column: str) -> Column:
    """Read numbers; of a column of marks a yes as 1 and a no as 0."""
    cells = file.rows.cells[column]
    read = read_numbers(file, cells, column)
    if not file.source.by_hand or np.isfinite(read.value).any():
        return read
    ticks = ticks_as_numbers(cells)
    return replace(read, numbers=replace(read.numbers, value=ticks))


def other_column(file: Claimed, usable: np.ndarray, column: str) -> Part:
    """Read a column whose name is the variable."""
    read = _numbers_or_ticks(file, column)
    cells = file.rows.cells[column]
    part = _valued("other", usable, cells, variable=column, value=read.value)
    return replace(part, decisions=read.decisions, questions=read.questions)


def tags(file: Claimed, usable: np.ndarray) -> list[Part]:
    """Read words that each become a row with value 1: "work | friends"."""
    if not file.source.tags:
        return []
    of_rows = file.rows.words(file.source.tags, _split_tags)
    yes = np.ones(file.n)
    parts = []
    for name in sorted(set().union(*of_rows)):
        is_tagged = np.array([name in names for names in of_rows], dtype=bool)
        columns = {"variable": name, "value": yes}
        parts.append(Part("other", usable & is_tagged, columns))
    return parts


def _split_tags(cell: str) -> set[str]:
    return {tag.strip() for tag in cell.split("|")} - {""}


def events(file: Claimed, times: Times, usable: np.ndarray) -> Part:
    """Read events with a first and a last day; a blank end is the same day."""
    [end_column] = file.rows.columns_of(file.source.end)[:1]
    cells = file.rows.cells[end_column]
    text = file.rows.words(file.source.event)
    starts = file.rows.words(file.source.stamps[0])
    in_one_order = np.concatenate([starts, cells])
    dates = decide_dates(in_one_order, file.told.date_order)
    last_day = dates.time[file.n :]
    is_unread = np.isnat(last_day) & ~is_missing(cells)
    end = np.where(np.isnat(last_day), times.time, last_day)
    ends_first = end < times.time
    has_end = (end >= times.time) & ~is_unread
    return Part(
        table="events",
        rows=usable & has_end & (text != ""),
        columns={"end": end, "event": text},
        lack={
            **_said_of(is_unread, "import.reason.no_end"),
            **_said_of(ends_first, "import.reason.end_first"),
        },
    )


def _said_of(rows: np.ndarray, code: str) -> dict[int, Remark]:
    return dict.fromkeys(np.flatnonzero(rows).tolist(), Remark(code))
