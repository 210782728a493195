"""The person's settings: read, checked by their kinds (a misspelt key names the nearest)."""

import datetime as dt
import fnmatch
import re
import typing
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ..errors import SettingsError
from ..plan import Plan, read_plan
from .kinds import (
    Date,
    Day,
    DayStart,
    Folder,
    Language,
    Sentence,
    Sesoi,
    Window,
    Year,
    Zone,
)
from .pasted import Contradiction, parse
from .typed_toml import NOT_WRITTEN, Misfit, typed

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("example", "example_test")  # the second has done a fair test
LARGEST_FILE = 2**20  # bytes of settings.toml
Exposure = Literal["frequency", "distance", "weight_change"]
Activity = Literal[
    "run", "walk", "hike", "ride", "swim", "row", "ski", "skate", "strength", "mobility", "other"
]


@dataclass(frozen=True)
class Who:
    """What the person typed for the clinician's pages; nothing is printed unless typed."""

    name: str = ""
    born: Date | None = None
    question: Sentence = ""


@dataclass(frozen=True)
class PainSettings:
    """Which rating is the outcome, and how several on one day become one."""

    region: str = ""
    wording: Sentence = ""
    recall: str = ""
    usual_time: str = ""
    per_day: Literal["mean", "worst", "last"] = "mean"
    unlogged_is_zero: bool = False


@dataclass(frozen=True)
class PlanSettings:
    """The planned analysis; frozen into plan.toml at the first look that counts."""

    exposures: tuple[Exposure, ...] = typing.get_args(Exposure)
    window_days: Window = 14
    sesoi: Sesoi = 1.0


@dataclass(frozen=True)
class FileSettings:
    """What a file itself cannot tell; for a table kept by hand, what each column is."""

    table: Literal["", "runs", "pain", "weight", "other"] = ""
    ignore: bool = False
    skip_lines: int = 0
    date: tuple[str, ...] = ()
    time: str = ""
    as_above: tuple[str, ...] = ()
    value: str = ""
    region: str = ""
    variable: str = ""
    keep: tuple[str, ...] = ()
    distance: tuple[str, ...] = ()  # several are added up, such as road and treadmill
    duration: str = ""
    activity: str = ""
    date_order: Literal["", "ymd", "dmy", "mdy"] = ""
    decimal: Literal["", ".", ","] = ""
    timezone: Zone = ""
    distance_unit: Literal["", "km", "mi", "m", "yd", "ft", "cm", "mm"] = ""
    duration_unit: Literal["", "min", "s", "h"] = ""
    weight_unit: Literal["", "kg", "lb", "st", "g"] = ""
    scale: str = ""
    year: Year = 0  # of the first date, where dates have none
    pain: tuple[str, ...] = ()  # beside runs in one table, or several columns of one pain
    weight: str = ""  # beside runs or pain in one table
    which: Literal["", "mean", "worst", "last"] = ""  # of several columns of one pain
    sport: str = ""  # of a track that names none
    no_header: bool = False  # columns are then "column 1", "column 2", ...

    def given(self) -> dict[str, Any]:
        """Return what the person wrote: the settings that are not the defaults."""
        default = vars(FileSettings())
        return {key: value for key, value in vars(self).items() if value != default[key]}

    def as_planned(self) -> dict[str, Any]:
        """Return what was given as plans hold it: one column of distances by its name alone."""
        told = self.given()
        if len(self.distance) == 1:
            told["distance"] = self.distance[0]
        return told


@dataclass(frozen=True)
class Settings:
    """One person's settings. `person` is their folder, `raw` the folder of exports."""

    person: Path | None = field(default=None, metadata=NOT_WRITTEN)
    raw: Folder | None = None
    timezone: Zone = ""
    language: Language = "en"
    day_starts: DayStart = dt.time(4, 0)
    covered_from: Date | None = None
    covered_to: Date | None = None
    activities: tuple[str, ...] = ("run",)
    print_events: bool | None = None  # None: not asked yet
    who: Who = field(default_factory=Who)
    pain: PainSettings = field(default_factory=PainSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)
    travel: dict[Day, Zone] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    words: dict[str, Activity] = field(default_factory=dict)  # what words for activities mean
    files: dict[Sentence, FileSettings] = field(default_factory=dict)
    frozen_plan: Plan | None = field(default=None, metadata=NOT_WRITTEN)

    @staticmethod
    def matches(name: str, file: str) -> bool:
        """Say whether a name or pattern in the settings means a file (with its folders)."""
        _, _, own_name = file.rpartition("/")
        if name in (file, own_name):
            return True
        return fnmatch.fnmatchcase(file, name) or fnmatch.fnmatchcase(own_name, name)

    def for_file(self, file: str) -> FileSettings:
        """Return what the settings say about a file: its own entry first, then the patterns'."""
        _, _, own_name = file.rpartition("/")
        fitting = [name for name in self.files if self.matches(name, file)]
        fitting.sort(key=lambda name: (name != file, name != own_name))
        told = FileSettings()
        for name in reversed(fitting):  # the more specific one overrides
            told = replace(told, **self.files[name].given())
        return told

    @property
    def zone(self) -> str:
        """Name of the person's time zone: the settings', else this machine's."""
        import tzlocal

        return self.timezone or tzlocal.get_localzone_name() or "UTC"


def find_person(start: str | Path | None = None) -> Path:
    """Return the folder to analyse: `data/` when `data/raw` holds files, else `data/example/`.

    Examples
    --------
    >>> bpa.find_person("somewhere").as_posix()  # no files there yet: the example
    'somewhere/data/example'
    """
    data = Path(start or ROOT) / "data"
    if data.is_dir() and _holds_files(data):
        return data
    return data / "example"


def _holds_files(person: Path) -> bool:
    """Tell whether there is a pain diary, or any file among the exports."""
    if (person / "diary" / "pain.csv").is_file():
        return True
    raw = read_settings(person).raw
    if raw is None:
        return False
    return any(_is_shown_file(path) for path in raw.rglob("*"))


def _is_shown_file(path: Path) -> bool:
    """Say whether a name is that of a file; one that cannot be looked at is none."""
    with suppress(OSError):
        return path.is_file() and not path.name.startswith(".")
    return False


def is_example(person: Path) -> bool:
    """Tell whether a folder is that of a made-up person who comes with the software."""
    folder = person.resolve()
    return folder.parent == ROOT / "data" and folder.name in EXAMPLES


def read_settings(person: str | Path | None = None) -> Settings:
    """Read a person's folder's `settings.toml`; without a file or folder, the defaults.

    Parameters
    ----------
    person : path, optional
        A folder of the shape of `data/`, or None for the defaults.

    Raises
    ------
    SettingsError
        The folder is missing; a key is misspelt; a value has the wrong type.

    Examples
    --------
    >>> settings = bpa.read_settings("data/example")
    >>> settings.timezone, settings.activities
    ('Europe/Berlin', ('run',))
    """
    if person is None:
        return Settings()
    folder = Path(person)
    if not folder.is_dir():
        todo = "Name a person's folder: one that holds raw/ and, if you like, settings.toml."
        raise SettingsError("there is no such folder.", file=folder, todo=todo)
    return settings_from(text_of_settings(folder / "settings.toml"), folder)


def settings_from(text: str, folder: Path) -> Settings:
    """Return the settings that the text of a person's `settings.toml` holds.

    Raises
    ------
    SettingsError
        A key is misspelt; a value has the wrong type.
    """
    path = folder / "settings.toml"
    content = toml_of_settings(text, path)
    try:
        made = typed(content, Settings)
        _check_coverage(made)
    except Misfit as misfit:
        line = _line_of(misfit.key, text)
        todo = misfit.todo
        if misfit.is_unknown:
            todo = _home_of(misfit.key) or todo
        raise SettingsError(misfit.problem, file=path, line=line, todo=todo) from misfit
    raw = (folder / (made.raw or "raw")).resolve()
    return replace(made, person=folder, raw=raw, frozen_plan=read_plan(folder))


def check_reports_folder(reports: str | Path, settings: Settings) -> None:
    """Refuse to write reports among the exports, where the next run would read them as such.

    Raises
    ------
    SettingsError
        The folder of the reports is the folder of the exports, or lies in it.
    """
    folder = Path(reports).resolve()
    if settings.raw is not None and folder.is_relative_to(settings.raw.resolve()):
        text = "the reports' folder lies in the folder of exports."
        raise SettingsError(text, file=reports, todo="Name one outside it with --out.")


def text_of_settings(path: Path) -> str:
    """Return the text of a settings file, "" where there is none."""
    if not path.exists():
        return ""
    if not path.is_file() or path.stat().st_size > LARGEST_FILE:
        todo = "Write a text file; data/settings.example.toml shows one."
        raise SettingsError("this is no file, or larger than 1 MB.", file=path, todo=todo)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"this is not valid TOML ({error})."
        raise SettingsError(problem, file=path, todo="Save it as UTF-8.") from error


def toml_of_settings(text: str, path: Path) -> dict[str, Any]:
    """Return what a settings file holds as plain tables, before it is checked."""
    try:
        return parse(text)
    except Contradiction as error:
        todo = "Keep one of them."
        raise SettingsError(str(error), file=path, line=error.line, todo=todo) from error
    except (ValueError, RecursionError) as error:  # tomllib's own error is a ValueError
        problem = f"this is not valid TOML ({error})."
        todo = "Mend that line."
        if "overwrite" in str(error):
            todo = "That key stands twice in one table: keep one of them."
        raise SettingsError(problem, file=path, todo=todo) from error


def _line_of(key: str, text: str) -> int | None:
    """Return the line where a key stands, if it stands in one line only."""
    start = re.compile(rf"""\s*\[*["']?{re.escape(key)}["']?\s*[]=]""")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if start.match(line)]
    return lines[0] if len(lines) == 1 else None


def _home_of(key: str) -> str:
    """Say where a key belongs that stands in another table: what was pasted above it parts them."""
    homes = {"above all tables": Settings, "under [plan]": PlanSettings, "under [who]": Who}
    homes["under [pain]"] = PainSettings
    for home, shape in homes.items():
        if key in typing.get_type_hints(shape):
            return f"{key} belongs {home}: move that line there."
    return ""


def _check_coverage(settings: Settings) -> None:
    first = settings.covered_from
    last = settings.covered_to
    if first is not None and last is not None and first > last:
        raise Misfit("covered_from", f"covered_from: {first} lies after covered_to, {last}.")
