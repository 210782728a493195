"""`read_exports`: every file below raw/ read and cleaned into tidy tables, with a ledger."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from ..codes import Remark
from ..errors import DataError, SettingsError
from ..settings import FileSettings, Settings
from ..tables import TABLES, check_table, empty_table
from .apps import find_not_needed, find_source, find_tidy, reads_all
from .apps.tidy import mapped_source
from .archives import open_files
from .build import FileTables, asked_about, read_in_each_way
from .cleaning import clean
from .evidence import disagreements, other_values_of_a_day, settle
from .languages import activity_name
from .ledger import COLUMNS, Ledger, make_ledger
from .marks import read_clock
from .own_columns import names_another_part, speaks_of_another_day
from .own_reading import (
    Proposed,
    canonical_name,
    is_mapped,
    mapped_header,
    misses,
    propose_mapping,
)
from .source import Opened, Question, Record, Source, header_names
from .tracks import by_member, settle_sports, without_ignored
from .unknown_words import ask_unknown_words
from .unused import Unused, merged_rows, rows_with_remarks, sessions_twice, weights_in_two_units

MANY_ALIKE = 5  # more files of one folder with one problem are shown as one line
_FILES = ["file", "source", "table", "rows", "first", "last", "problem"]
_DECISIONS = ["file", "decision", "about", "value", "evidence"]


@dataclass(frozen=True, repr=False)
class Exports:
    """What a person's folder holds, as tidy tables (see `tables`) with a ledger.

    Attributes
    ----------
    runs, pain, weight, other, events : DataFrame
    ledger : Ledger
        The status of every data row.
    decisions : DataFrame
        `file, decision, about, value, evidence`, in codes (`language.decisions_in_words`).
    questions : tuple of Question
        What the person must answer before a file can be read.
    files : DataFrame
        `file, source, table, rows, first, last, problem`: every file found; `problem` is a remark
        that says why one was not read (for an unknown one it shows the header), or None.
    unused : tuple of Unused
        What was not used, by file: columns, words for activities, values not understood, merged
        rows.

    Examples
    --------
    >>> exports.pain["file"].unique().tolist()
    ['pain_diary.csv']
    >>> exports.questions  # nothing is left open
    ()
    """

    runs: pd.DataFrame
    pain: pd.DataFrame
    weight: pd.DataFrame
    other: pd.DataFrame
    events: pd.DataFrame
    ledger: Ledger
    decisions: pd.DataFrame
    questions: tuple[Question, ...]
    files: pd.DataFrame
    unused: tuple[Unused, ...] = ()

    def __repr__(self) -> str:
        counts = [
            f"{len(self.files)} files",
            f"{len(self.runs)} activities",
            f"{len(self.pain)} ratings",
            f"{len(self.weight)} weigh-ins",
            f"{len(self.other)} other values",
            f"{len(self.events)} events",
            f"{len(self.questions)} questions",
        ]
        return f"Exports({', '.join(counts)})"

    def calendar(self) -> pd.DataFrame:
        """Return per month (index "2026-01") what is recorded on which days.

        `days` holds a letter a day, P pain, A an activity, B both, W only a weigh-in, a dot
        nothing; then come the numbers of days with each.
        """
        kinds = {"pain": self.pain, "activity": self.runs, "weigh-in": self.weight}
        counts = {kind: table.groupby("day").size() for kind, table in kinds.items()}
        seen = pd.DataFrame(counts)
        if len(seen):
            first = seen.index[0].replace(day=1)
            last = seen.index[-1] + pd.offsets.MonthEnd(0)
            seen = seen.reindex(pd.date_range(first, last))
        pain = seen["pain"].notna()
        activity = seen["activity"].notna()
        weighed = seen["weigh-in"].notna()
        letters = np.select([pain & activity, pain, activity, weighed], list("BPAW"), ".")
        month = pd.DatetimeIndex(seen.index).strftime("%Y-%m").rename("month")
        by_month = seen.assign(days=letters).groupby(month)
        return by_month.agg({"days": "".join, **dict.fromkeys(kinds, "count")})


def read_exports(
    raw: str | Path | None = None,
    settings: Settings | None = None,
    say: Callable[[Remark], None] | None = None,
) -> Exports:
    """Read every export in a folder; nothing is written and no row is lost.

    Parameters
    ----------
    raw : path, optional
        The folder of exports; None takes the settings'.
    settings : Settings, optional
        The person's settings; None takes the defaults. `<person>/diary/*.csv` and
        `<person>/events.csv` are read too.
    say : callable, optional
        Called with a remark while many files are read.

    Raises
    ------
    DataError
        The folder is missing; a setting names a column that the file does not have.

    Examples
    --------
    >>> exports = bpa.read_exports(settings.raw, settings)
    >>> len(exports.runs), len(exports.pain), len(exports.weight)
    (336, 465, 170)
    """
    settings = settings or Settings()
    folder = Path(raw) if raw is not None else settings.raw
    if folder is None:
        raise DataError("no folder of exports is named.", todo="Give one, or name a person.")
    _require_readable(folder)
    problems: dict[str, Remark] = {}

    def note(file: str, problem: Remark | str) -> None:
        said = _as_remark(problem, file)
        before = problems.get(file)
        if before is not None:
            said = Remark("own_table.then", {"first": before, "next": said})
        problems[file] = said

    machine_zone = "" if settings.timezone else settings.zone
    files = open_files([folder], folder, note, say, machine_zone)
    person = settings.person
    if person is not None and not person.resolve().is_relative_to(folder.resolve()):
        own = [person / "diary", person / "events.csv"]
        files = chain(files, open_files(own, person, note, say, machine_zone))
    read = _read_all(files, settings, problems)
    members = chain.from_iterable(file.rows_of_members for file in read.values())
    there = [*read, *problems, *members]
    for name in settings.files:
        if not any(settings.matches(name, file) for file in there):
            problems[name] = Remark("import.problem.no_such_file")
    return _joined(list(settle(read).values()), problems, settings)


def _read_all(
    files: Iterable[Opened], settings: Settings, problems: dict[str, Remark]
) -> dict[str, FileTables]:
    """Read every file by its name; those that cannot be read are added to the problems."""
    read: dict[str, FileTables] = {}
    for opened in files:
        while opened.name in read:  # raw/events.csv beside events.csv
            opened.name = f"../{opened.name}"
        try:
            if opened.members:
                opened, ignored = without_ignored(opened, settings)
                problems.update(dict.fromkeys(ignored, Remark("import.problem.ignored")))
            found = _read(opened, settings)
        except SettingsError:
            raise
        except DataError as error:  # one damaged file; the others go on
            found = _as_remark(str(error), opened.name)
        except OSError as error:  # it went, or its disk did, while it was read
            found = Remark("import.problem.unreadable", {"text": str(error.strerror or error)})
        if isinstance(found, Remark):
            problems[opened.name] = found
        elif opened.members:
            read[opened.name] = by_member(found, opened.members, settings)
        else:
            read[opened.name] = found
    return read


def read_one(file: str, settings: Settings) -> FileTables | None:
    """Read one file of the person's by its name; None where it is not there, or not read.

    Raises
    ------
    DataError
        The file is damaged, or the settings do not fit it.
    """
    folder = settings.raw
    if folder is None:
        return None
    for opened in open_files([folder], folder, lambda file, problem: None):
        if opened.name == file:
            found = _read(opened, settings)
            return None if isinstance(found, Remark) else found
    return None


def _require_readable(folder: Path) -> None:
    if not folder.is_dir():
        todo = "Make it and put the exports there."
        raise DataError("there is no such folder.", file=folder, todo=todo)
    if not os.access(folder, os.R_OK | os.X_OK):
        todo = "Give yourself the right to read it, and what is in it."
        raise DataError("this folder cannot be read.", file=folder, todo=todo)


def _as_remark(problem: Remark | str, file: str) -> Remark:
    """Turn an error's message into a remark, without the file's name at its beginning."""
    if isinstance(problem, Remark):
        return problem
    return Remark("import.problem.error", {"text": problem.removeprefix(file).lstrip(":, ")})


def _read(opened: Opened, settings: Settings) -> FileTables | Remark:
    """Read one file, or say why not."""
    told = settings.for_file(opened.name)
    if told.ignore:
        return Remark("import.problem.ignored")
    if is_mapped(told):
        header = mapped_header(opened, told)
        if header is None:
            return Remark("import.problem.empty")
        return _read_mapped(header, opened, told, settings)
    if next(opened.records(), None) is None:
        return Remark("import.problem.empty")
    if (not_needed := find_not_needed(opened)) is not None:
        return not_needed
    claimed = find_source(opened)
    if claimed is not None:
        source, header = claimed
        return read_in_each_way(source, header, opened, told, settings)
    return _read_own(opened, told, settings)


def _read_mapped(
    header: Record,
    opened: Opened,
    told: FileSettings,
    settings: Settings,
    evidence: Mapping[str, Remark] | None = None,
) -> FileTables:
    """Read a table whose columns the settings name."""
    source = mapped_source(told, opened.name, lambda name: canonical_name(name, header[1]))
    source = replace(source, evidence=evidence or {})
    return read_in_each_way(source, header, opened, told, settings)


def _read_own(opened: Opened, told: FileSettings, settings: Settings) -> FileTables | Remark:
    """Read a table that no app claims: plain, or as it is proposed, or ask about it."""
    tidy = find_tidy(opened)
    is_plain = tidy is not None and reads_all(*tidy) and not _is_of_other_days(tidy[1])
    if tidy is not None and is_plain and not _time_is_a_length(opened, *tidy):
        return read_in_each_way(*tidy, opened, told, settings)
    proposed = propose_mapping(opened, told)
    holds = proposed is not None and proposed.is_of_use
    if tidy is not None and not (holds and proposed and misses(*tidy, proposed.proposal)):
        return read_in_each_way(*tidy, opened, told, settings)
    if proposed is None or not holds:
        return _unknown(opened, proposed)
    if proposed.proposal.certain:
        opened.decisions.append(proposed.decision())
        header = proposed.header
        with suppress(SettingsError):  # the person's own settings may not fit: then it is asked
            return _read_mapped(header, opened, proposed.settings, settings, proposed.evidence())
    return asked_about(opened, proposed.header, proposed.question())


def _is_of_other_days(header: Record) -> bool:
    """Say whether a column may hold what was done or felt on another day than that of its row."""
    return any(map(speaks_of_another_day, header[1]))


def _time_is_a_length(opened: Opened, source: Source, header: Record) -> bool:
    """Say whether a column that would be the time of day holds lengths instead."""
    names = [name for name, _ in header_names(header[1])]
    if source.clock not in names:
        return False
    place = names.index(source.clock)
    rows = [fields for line, fields in opened.head() if line > header[0]]
    cells = [fields[place].strip() for fields in rows if len(fields) > place]
    clocks = [clock for clock in map(read_clock, filter(None, cells)) if clock is not None]
    shown = [clock for clock in clocks if clock.is_time_of_day]
    return len(shown) < len(clocks) / 2


def _unknown(opened: Opened, proposed: Proposed | None) -> Remark:
    """Say why a file is not read: what it lacks, or its header."""
    if proposed is not None and not proposed.proposal.kinds and proposed.proposal.questions:
        return proposed.proposal.questions[0]
    first = next(opened.records())
    return Remark("import.problem.unknown", {"header": ", ".join(first[1])[:300]})


def _joined(read: list[FileTables], problems: dict[str, Remark], settings: Settings) -> Exports:
    """Clean the tables of all files together, and list the files."""
    tables = {}
    for name in TABLES:
        found = [file.tables[name] for file in read if name in file.tables]
        tables[name] = pd.concat([empty_table(name), *found])
    tables["pain"]["region"] = _regions_as_one(tables["pain"]["region"])
    no_row = pd.DataFrame(columns=list(COLUMNS))
    statuses = pd.concat([no_row, *(file.statuses for file in read)])
    listed_as = {name: file.file for file in read for name in file.rows_of_members}
    settled = settle_sports(tables["runs"], statuses, settings, listed_as)
    tables["runs"] = settled.runs
    cleaned = clean(tables, settled.statuses)
    tables = cleaned.tables
    tables["runs"]["activity"] = _activities_as_set(tables["runs"]["activity"], settings)
    tables["other"]["variable"] = _variables_as_set(tables["other"]["variable"], settings)
    questions = [question for file in read for question in file.questions]
    questions += settled.questions
    questions += _ask_region(tables["pain"]["region"], settings)
    questions += ask_unknown_words(tables["runs"], settings)
    ledger = make_ledger(cleaned.statuses, _rows_read(read))
    runs_as_listed = tables["runs"].assign(file=tables["runs"]["file"].replace(listed_as))
    return Exports(
        **{name: check_table(name, frame) for name, frame in tables.items()},
        ledger=replace(ledger, listed_as=listed_as),
        decisions=_decisions(read),
        questions=tuple(questions),
        files=_files(read, problems),
        unused=(
            *(unused for file in read for unused in file.unused),
            *settled.unused,
            *merged_rows(cleaned.statuses, listed_as),
            *rows_with_remarks(cleaned.statuses, listed_as),
            *disagreements(runs_as_listed),
            *other_values_of_a_day({**tables, "runs": runs_as_listed}),
            *sessions_twice(runs_as_listed),
            *weights_in_two_units(tables["weight"]),
        ),
    )


def _rows_read(read: list[FileTables]) -> dict[str, int]:
    """Count the rows read by file; a file with sessions of two clocks stands in two tables."""
    counts: Counter[str] = Counter()
    for file in read:
        counts.update(file.rows_read)
    return dict(counts)


def _regions_as_one(region: pd.Series) -> pd.Series:
    """Write a region as it was written first: "Low back" and "low back" are one."""
    folded = region.str.casefold().to_numpy()
    return region.groupby(folded, dropna=False).transform("first")


def _activities_as_set(activity: pd.Series, settings: Settings) -> pd.Series:
    """Call an activity as the settings do: "swimming" there is "swim" here."""
    seen = set(activity.unique())
    names = {}
    for own in settings.activities:
        if own.casefold() not in seen:
            names[activity_name(own)] = own.casefold()
    return activity.replace(names)


def _variables_as_set(variable: pd.Series, settings: Settings) -> list[str]:
    """Give other ratings the names that the settings wish."""
    wanted = {name.casefold(): new for name, new in settings.other.items()}
    return [wanted.get(name.casefold(), name) for name in variable]


def _ask_region(region: pd.Series, settings: Settings) -> list[Question]:
    """Ask which of several rated pains the question is about, or whether it is one elsewhere."""
    regions = sorted(set(region.dropna()) - {""})
    if not regions or settings.pain.region:
        return []
    if len(regions) > 1:
        remark = Remark("import.question.region", {"regions": ", ".join(regions)})
    elif names_another_part(regions[0]):
        remark = Remark("import.question.other_part", {"region": regions[0]})
    else:
        return []
    return [Question("", remark, "region", tuple(regions))]


def _decisions(read: list[FileTables]) -> pd.DataFrame:
    rows = []
    for file in read:
        for d in file.decisions:
            rows.append((file.file, d.decision, d.about, d.value, d.evidence))
    return pd.DataFrame(rows, columns=_DECISIONS)


def _files(read: list[FileTables], problems: dict[str, Remark]) -> pd.DataFrame:
    """List every file found: what it gave, or why it was not read."""
    rows = [_file_read(file) for file in read]
    rows += [(name, "", "", 0, pd.NaT, pd.NaT, problem) for name, problem in _alike(problems)]
    files = pd.DataFrame(rows, columns=_FILES).astype({"problem": object})
    files["problem"] = files["problem"].where(files["problem"].notna(), None)
    return files.sort_values("file", ignore_index=True)


def _file_read(file: FileTables) -> tuple[object, ...]:
    days = [table["day"] for table in file.tables.values() if len(table)]
    first = min((day.min() for day in days), default=pd.NaT)
    last = max((day.max() for day in days), default=pd.NaT)
    problem = None
    if not file.rows.rows_read:
        problem = Remark("import.problem.no_rows")
    if file.questions:
        problem = Remark("import.reason.waits", {"question": file.questions[0].remark})
    tables = ", ".join(file.tables)
    count = file.rows.rows_read
    return (file.file, file.source.name, tables, count, first, last, problem)


def _alike(problems: dict[str, Remark]) -> Iterator[tuple[str, Remark]]:
    """Name the files with problems; many of one folder with the same one are one name."""
    groups: dict[tuple[str, str], list[str]] = {}
    for file, problem in problems.items():
        folder = file.rpartition("/")[0]
        groups.setdefault((folder, repr(problem)), []).append(file)
    for (folder, _), files in groups.items():
        problem = problems[files[0]]
        if len(files) > MANY_ALIKE:  # a Takeout holds a file a day that nobody reads
            yield f"{folder}/* ({len(files)} files)", problem
        else:
            yield from ((file, problem) for file in files)
