"""`read_exports`: every file below raw/ read and cleaned into tidy tables, with a ledger."""

import json
import os
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import DataError, SettingsError
from ..settings import Settings
from ..tables import TABLES, check_table, empty_table
from .apps import find_source
from .apps.tidy import mapped_source
from .archives import open_files
from .cleaning import clean
from .decisions import Question
from .languages import activity_name
from .ledger import COLUMNS, Ledger, make_ledger
from .reading import Reading
from .source import Opened


@dataclass(frozen=True)
class Exports:
    """What a person's folder holds, as tidy tables (see `tables`) with a ledger.

    Attributes
    ----------
    runs, pain, weight, other, events : DataFrame
    ledger : Ledger
        The fate of every data row.
    decisions : DataFrame
        `file, decision, value, evidence`.
    questions : tuple of Question
        What the person must answer before a file can be read.
    files : DataFrame
        `file, source, table, rows, first, last, problem`: every file found; `problem`
        says why one was not read (for an unknown one it shows the header).
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

    def calendar(self) -> pd.DataFrame:
        """Return per month (index "2026-01") what is recorded on which days.

        `days` holds a letter a day, P pain, A an activity, B both, W only a weigh-in, a dot
        nothing; then come the numbers of days with each.
        """
        kinds = {"pain": self.pain, "activity": self.runs, "weigh-in": self.weight}
        seen = pd.DataFrame({kind: table.groupby("day").size() for kind, table in kinds.items()})
        if len(seen):
            first, last = seen.index[0].replace(day=1), seen.index[-1] + pd.offsets.MonthEnd(0)
            seen = seen.reindex(pd.date_range(first, last))
        pain, activity, weighed = (seen[kind].notna() for kind in kinds)
        letters = np.select([pain & activity, pain, activity, weighed], list("BPAW"), ".")
        month = pd.DatetimeIndex(seen.index).strftime("%Y-%m").rename("month")
        by_month = seen.assign(days=letters).groupby(month)
        return by_month.agg({"days": "".join, **dict.fromkeys(kinds, "count")})


def read_exports(raw: str | Path | None = None, settings: Settings | None = None) -> Exports:
    """Read every export in a folder; nothing is written and no row is lost.

    Parameters
    ----------
    raw : path, optional
        The folder of exports; None takes the settings'.
    settings : Settings, optional
        The person's settings; None takes the defaults. `<person>/diary/*.csv` and
        `<person>/events.csv` are read too.

    Raises
    ------
    DataError
        The folder is missing; a setting names a column that the file does not have.
    """
    settings = settings or Settings()
    folder, person = Path(raw) if raw is not None else settings.raw, settings.person
    if folder is None:
        raise DataError("no folder of exports is named.", todo="Give one, or name a person.")
    if not folder.is_dir():
        todo = "Make it and put the exports there."
        raise DataError("there is no such folder.", file=folder, todo=todo)
    if not os.access(folder, os.R_OK | os.X_OK):
        todo = "Give yourself the right to read it, and what is in it."
        raise DataError("this folder cannot be read.", file=folder, todo=todo)
    readings: dict[str, Reading] = {}
    problems: dict[str, str] = {}
    files = open_files([folder], folder, problems.__setitem__)
    if person is not None and not person.resolve().is_relative_to(folder.resolve()):
        own = [person / "diary", person / "events.csv"]
        files = chain(files, open_files(own, person, problems.__setitem__))
    for opened in files:
        while opened.name in readings:  # raw/events.csv beside events.csv
            opened.name = f"../{opened.name}"
        try:
            readings[opened.name] = _read(opened, settings)
        except SettingsError:
            raise
        except DataError as error:  # one damaged or unknown file; the others go on
            problems[opened.name] = str(error)
    for name in settings.files:
        if not any(settings.matches(name, file) for file in (*readings, *problems)):
            problems[name] = "named in the settings, but there is no such file."
    return _joined(list(readings.values()), problems, settings)


def _read(opened: Opened, settings: Settings) -> Reading:
    """Read one file, or raise why not."""
    told = settings.for_file(opened.name)
    if told.ignore:
        raise DataError("ignored, as the settings say.", todo="")
    above = told.skip_lines if told.table else 0
    first = next((record for record in opened.records() if record[0] > above), None)
    if first is None:
        raise DataError("the file is empty.", todo="")
    found = (mapped_source(told, opened.name), first) if told.table else find_source(opened)
    if found is None:
        shown = ", ".join(first[1])[:300]
        raise DataError(f"unknown: no reader knows this header: {shown}", todo="")
    return Reading(*found, opened, told, settings).read()


def _joined(readings: list[Reading], problems: dict[str, str], settings: Settings) -> Exports:
    """Clean the tables of all files together, and list the files."""
    tables = {}
    for name in TABLES:
        found = [r.tables[name] for r in readings if name in r.tables]
        tables[name] = pd.concat([empty_table(name), *found])
    region = tables["pain"]["region"]  # "Low back" and "low back" are one
    same = region.groupby(region.str.casefold().to_numpy(), dropna=False)
    tables["pain"]["region"] = same.transform("first")
    fates = pd.concat([pd.DataFrame(columns=list(COLUMNS)), *(r.fates for r in readings)])
    tables, fates = clean(tables, fates)
    # what the settings call "swimming" is "swim" here, and a rating may have another name there
    activity, rated = tables["runs"]["activity"], tables["other"]["variable"]
    seen = set(activity.unique())
    own = {activity_name(a): a.casefold() for a in settings.activities if a.casefold() not in seen}
    named = {name.casefold(): wanted for name, wanted in settings.other.items()}
    tables["runs"]["activity"] = activity.replace(own)
    tables["other"]["variable"] = [named.get(v.casefold(), v) for v in rated]
    questions = [q for r in readings for q in r.questions]
    regions = sorted(set(tables["pain"]["region"].dropna()) - {""})
    if len(regions) > 1 and not settings.pain.region:
        first, *others = (json.dumps(name, ensure_ascii=False) for name in regions)
        question = f"which of the rated pains is your question about: {', '.join(regions)}?"
        setting = f"[pain]\nregion = {first}  # or {', '.join(others)}"
        questions.append(Question("[pain]", question, setting))
    decided = [(r.file, d.decision, d.value, d.evidence) for r in readings for d in r.decisions]
    return Exports(
        **{name: check_table(name, frame) for name, frame in tables.items()},
        ledger=make_ledger(fates, {r.file: r.rows_read for r in readings}),
        decisions=pd.DataFrame(decided, columns=["file", "decision", "value", "evidence"]),
        questions=tuple(questions),
        files=_files(readings, problems),
    )


def _files(readings: list[Reading], problems: dict[str, str]) -> pd.DataFrame:
    rows = []
    for r in readings:
        days = pd.concat([frame["day"] for frame in [empty_table("pain"), *r.tables.values()]])
        problem = "" if r.rows_read else "a header without rows."
        if r.questions:
            problem = "waits for an answer: " + r.questions[0].question
        kinds = ", ".join(r.tables)
        rows.append((r.file, r.source.name, kinds, r.rows_read, days.min(), days.max(), problem))
    alike: dict[tuple[str, str], list[str]] = {}
    for file, problem in problems.items():
        problem = problem.removeprefix(file).lstrip(":, ")
        alike.setdefault((file.rpartition("/")[0], problem), []).append(file)
    for (folder, problem), names in alike.items():
        if len(names) > 5:  # a Takeout holds a file a day that nobody reads
            names = [f"{folder}/* ({len(names)} files)"]
        rows += [(name, "", "", 0, pd.NaT, pd.NaT, problem) for name in names]
    columns = ["file", "source", "table", "rows", "first", "last", "problem"]
    return pd.DataFrame(rows, columns=columns).sort_values("file", ignore_index=True)
