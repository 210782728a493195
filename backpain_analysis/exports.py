"""`read_exports`: every file below raw/ read and cleaned into tidy tables, with a ledger."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from .cleaning import clean
from .errors import DataError, SettingsError
from .ledger import Ledger, make_ledger
from .readers import TwoClaimsError, find_source
from .readers.archives import open_folder, open_path
from .readers.decisions import Question
from .readers.languages import activity_name
from .readers.opening import Opened
from .readers.reading import Reading, mapped_source, read_file
from .settings import FileSettings, Settings, read_settings
from .tables import TABLES, check_table, empty_table

FILE_COLUMNS = ["file", "source", "table", "rows", "first", "last", "problem"]


@dataclass(frozen=True)
class Exports:
    """What a person's folder holds, as tidy tables.

    Attributes
    ----------
    runs, pain, weight, other, events : DataFrame
        The tidy tables (see `tables`).
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
    questions: tuple[Question, ...] = ()
    files: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FILE_COLUMNS))

    def calendar(self) -> pd.DataFrame:
        """Return what is recorded on which days, a row a month.

        Returns
        -------
        DataFrame
            Index `month` ("2026-01"); `days`: a letter a day, P pain, A an activity, B both,
            W only a weigh-in, a dot nothing; then the number of days with each.
        """
        kinds = {"pain": self.pain, "activity": self.runs, "weigh-in": self.weight}
        seen = {kind: pd.DatetimeIndex(frame["day"].unique()) for kind, frame in kinds.items()}
        every = seen["pain"].union(seen["activity"]).union(seen["weigh-in"])
        if not len(every):
            return pd.DataFrame(columns=["days", *kinds], index=pd.Index([], name="month"))
        first, last = every.min().replace(day=1), every.max() + pd.offsets.MonthEnd(0)
        days = pd.DataFrame(index=pd.date_range(first, last))
        for kind, found in seen.items():
            days[kind] = days.index.isin(found)
        both = days["pain"].astype(int) + 2 * days["activity"]
        letters = both.map(dict(enumerate(".PAB"))).mask((both == 0) & days["weigh-in"], "W")
        by_month = days.assign(days=letters).groupby(days.index.strftime("%Y-%m"))
        counts = by_month[list(kinds)].sum()
        return counts.assign(days=by_month["days"].agg("".join)).rename_axis("month")[
            ["days", *kinds]
        ]


def read_exports(
    raw: str | Path | None = None,
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Exports:
    """Read every export in a folder; nothing is written and no row is lost.

    Parameters
    ----------
    raw : path, optional
        The folder of exports; None takes the settings'.
    settings : Settings, optional
        The person's settings; None takes the defaults. `<person>/diary/*.csv` and
        `<person>/events.csv` are read too.
    progress : callable, optional
        Called with the name of each file before it is read.

    Raises
    ------
    DataError
        The folder is missing; two readers claim one file; a setting names a column
        that the file does not have.
    """
    settings = settings or read_settings(None)
    folder = Path(raw) if raw is not None else settings.raw
    if folder is None:
        raise DataError("no folder of exports is named.", todo="Give one, or name a person.")
    readings: list[Reading] = []
    problems: dict[str, str] = {}
    questions: list[Question] = []
    for opened in _opened(folder, settings, problems):
        if any(r.file == opened.name for r in readings):  # raw/events.csv beside events.csv
            opened.name = f"../{opened.name}"
        if progress:
            progress(opened.name)
        told = settings.for_file(opened.name)
        if told.ignore:
            problems[opened.name] = "ignored, as the settings say."
            continue
        try:
            reading = _read(opened, told, settings, problems)
        except (SettingsError, TwoClaimsError):
            raise
        except DataError as error:  # one damaged file; the others go on
            problems[opened.name] = str(error)
            reading = None
        if reading is not None:
            readings.append(reading)
            questions += reading.questions
    seen = [r.file for r in readings] + list(problems)
    for name in settings.files:
        if not any(settings.matches(name, file) for file in seen):
            problems[name] = "named in the settings, but there is no such file."
    tables, fates = clean(_joined(readings), [r.fates for r in readings])
    tables["runs"] = _in_own_words(tables["runs"], settings)
    tables["other"] = _by_own_name(tables["other"], settings)
    ledger = make_ledger(fates, {r.file: r.rows_read for r in readings})
    decided = [(r.file, d.decision, d.value, d.evidence) for r in readings for d in r.decisions]
    return Exports(
        **{name: check_table(name, frame) for name, frame in tables.items()},
        ledger=ledger,
        decisions=pd.DataFrame(decided, columns=["file", "decision", "value", "evidence"]),
        questions=tuple(questions),
        files=_files(readings, problems),
    )


def _in_own_words(runs: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Call an activity what the settings call it: "swimming" there is "swim" here."""
    have = set(runs["activity"])
    own = {activity_name(a): a.casefold() for a in settings.activities if a.casefold() not in have}
    return runs.assign(activity=runs["activity"].replace(own))


def _by_own_name(other: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Call a rating what the settings call it."""
    own = {name.casefold(): wanted for name, wanted in settings.other.items()}
    return other.assign(variable=[own.get(v.casefold(), v) for v in other["variable"]])


def _opened(folder: Path, settings: Settings, problems: dict[str, str]) -> Iterator[Opened]:
    yield from open_folder(folder, problems.__setitem__)
    if settings.person is None or settings.person.resolve().is_relative_to(folder.resolve()):
        return  # all of it is below the folder that has just been read
    diary, events = settings.person / "diary", settings.person / "events.csv"
    if diary.is_dir():
        for opened in open_folder(diary, lambda f, p: problems.__setitem__(f"diary/{f}", p)):
            opened.name = f"diary/{opened.name}"
            yield opened
    if events.is_file():
        yield from open_path(events, "events.csv", problems.__setitem__)


def _read(
    opened: Opened, told: FileSettings, settings: Settings, problems: dict[str, str]
) -> Reading | None:
    """Read one file, or note why not."""
    if told.table:
        opened.skip_lines = told.skip_lines
        head = opened.head()
        if not head:
            problems[opened.name] = "the file is empty."
            return None
        source, header = mapped_source(told, opened.name), head[0]
    else:
        found = find_source(opened)
        if found is None:
            head = opened.head()[:1]
            shown = ", ".join(head[0][1])[:300] if head else ""
            problems[opened.name] = f"unknown: no reader knows this header: {shown}"
            return None
        source, header = found
    reading = read_file(source, opened, header, told, settings)
    if reading.rows_read == 0:
        problems[opened.name] = "a header without rows."
    return reading


def _joined(readings: list[Reading]) -> dict[str, pd.DataFrame]:
    tables = {}
    for name in TABLES:
        parts = [r.tables[name] for r in readings if name in r.tables]
        tables[name] = pd.concat(parts, ignore_index=True) if parts else empty_table(name)
    return tables


def _files(readings: list[Reading], problems: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for r in readings:
        days = [frame["day"] for frame in r.tables.values() if len(frame)]
        first = min((d.min() for d in days), default=pd.NaT)
        last = max((d.max() for d in days), default=pd.NaT)
        problem = problems.get(r.file, "")
        if r.questions:
            problem = "waits for an answer: " + r.questions[0].question
        rows.append((r.file, r.source, ", ".join(r.tables), r.rows_read, first, last, problem))
    read = {r.file for r in readings}
    alike: dict[tuple[str, str], list[str]] = {}
    for file, problem in problems.items():
        if file not in read:
            alike.setdefault((file.rpartition("/")[0], problem), []).append(file)
    for (folder, problem), names in alike.items():
        few = len(names) <= 5  # a Takeout holds a file a day that nobody reads
        shown = names if few else [f"{folder}/* ({len(names)} files)"]
        rows += [(name, "", "", 0, pd.NaT, pd.NaT, problem) for name in shown]
    return pd.DataFrame(rows, columns=FILE_COLUMNS).sort_values("file", ignore_index=True)
