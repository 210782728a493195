"""The person's settings: read, checked by their types (a misspelt key names the nearest)."""

import datetime as dt
import difflib
import fnmatch
import re
import tomllib
import typing
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from .errors import SettingsError
from .plan import Plan, read_plan

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = sorted(f.stem for f in Path(__file__).parent.glob("language/*.toml"))
Language = Annotated[str, "of the pages"]
Zone = Annotated[str, "a time zone"]
Size = Annotated[float, "above zero"]
Window = Annotated[int, "a week of days or more"]
Year = Annotated[int, "of a date that leaves it out"]
Day = Annotated[str, "a day"]
Exposure = Literal["frequency", "distance", "weight_change"]


@dataclass(frozen=True)
class Who:
    """What the person typed for the clinician's pages; nothing is printed unless typed."""

    name: str = ""
    born: dt.date | None = None
    question: str = ""


@dataclass(frozen=True)
class PainSettings:
    """Which rating is the outcome, and how several on one day become one."""

    region: str = ""
    wording: str = ""
    recall: str = ""
    usual_time: str = ""
    per_day: Literal["mean", "worst", "last"] = "mean"
    unlogged_is_zero: bool = False


@dataclass(frozen=True)
class PlanSettings:
    """The planned analysis; frozen into plan.toml at the first look that counts."""

    exposures: tuple[Exposure, ...] = typing.get_args(Exposure)
    window_days: Window = 14
    sesoi: Size = 1.0


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
    distance: str = ""
    duration: str = ""
    activity: str = ""
    year: Year = 0
    date_order: Literal["", "ymd", "dmy", "mdy"] = ""
    decimal: Literal["", ".", ","] = ""
    timezone: Zone = ""
    distance_unit: Literal["", "km", "mi", "m", "yd"] = ""
    duration_unit: Literal["", "min", "s", "h"] = ""
    weight_unit: Literal["", "kg", "lb", "st"] = ""
    scale: str = ""

    def given(self) -> dict[str, Any]:
        """Return what the person wrote: the settings that are not the defaults."""
        default = vars(FileSettings())
        return {key: value for key, value in vars(self).items() if value != default[key]}


@dataclass(frozen=True)
class Settings:
    """One person's settings. `person` is their folder, `raw` the folder of exports."""

    person: Path | None = None
    raw: Path | None = None
    timezone: Zone = ""
    language: Language = "en"
    day_starts: dt.time = dt.time(4, 0)
    covered_from: dt.date | None = None
    covered_to: dt.date | None = None
    activities: tuple[str, ...] = ("run",)
    print_events: bool = False
    who: Who = field(default_factory=Who)
    pain: PainSettings = field(default_factory=PainSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)
    travel: dict[Day, Zone] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    files: dict[str, FileSettings] = field(default_factory=dict)
    frozen_plan: Plan | None = None

    @staticmethod
    def matches(name: str, file: str) -> bool:
        """Say whether a name or pattern in the settings means a file (with its folders)."""
        names = (file, file.rpartition("/")[2])
        return name in names or any(fnmatch.fnmatchcase(f, name) for f in names)

    def for_file(self, file: str) -> FileSettings:
        """Return what the settings say about a file: its own entry first, then the patterns'."""
        patterns = [name for name in self.files if self.matches(name, file)]
        names = dict.fromkeys([file, file.rpartition("/")[2], *patterns])
        entries = [self.files[name] for name in names if name in self.files]
        told = FileSettings()
        for entry in reversed(entries):  # the more specific one overrides
            told = replace(told, **entry.given())
        return told

    @property
    def zone(self) -> str:
        """Name of the person's time zone: the settings', else this machine's."""
        import tzlocal

        return self.timezone or tzlocal.get_localzone_name() or "UTC"


class _Misfit(Exception):
    """A key, what is wrong with it or its value, what to do."""


def find_person(start: str | Path | None = None) -> Path:
    """Return the folder to analyse: `data/` when `data/raw` holds files, else `data/example/`."""
    data = Path(start or ROOT) / "data"
    raw = read_settings(data).raw if data.is_dir() else None
    files = [data / "diary" / "pain.csv", *(raw.rglob("*") if raw is not None else ())]
    own = any(f.is_file() and not f.name.startswith(".") for f in files)
    return data if own else data / "example"


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
    """
    if person is None:
        return Settings()
    folder = Path(person)
    if not folder.is_dir():
        todo = "Name a person's folder: one that holds raw/ and, if you like, settings.toml."
        raise SettingsError("there is no such folder.", file=folder, todo=todo)
    path, text = folder / "settings.toml", ""
    try:
        if path.exists():
            text = path.read_text(encoding="utf-8-sig")
        made = _convert(tomllib.loads(_with_tables_joined(text)), Settings, "")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = f"this is not valid TOML ({error})."
        raise SettingsError(problem, file=path, todo="Mend that line.") from error
    except _Misfit as misfit:
        key, problem, todo = misfit.args
        starts = re.compile(rf"""\s*\[*["']?{re.escape(key)}["']?\s*[]=]""")
        lines = [n for n, line in enumerate(text.splitlines(), 1) if starts.match(line)]
        line = lines[0] if len(lines) == 1 else None
        raise SettingsError(problem, file=path, line=line, todo=todo) from misfit
    raw = (folder / (made.raw or "raw")).resolve()
    return replace(made, person=folder, raw=raw, frozen_plan=read_plan(folder))


def _with_tables_joined(text: str) -> str:
    """Put what stands under a repeated heading below its first.

    An answer to a question brings its own heading, and a person pastes it at the end.
    """
    parts = re.split(r"(?m)^(?=[ \t]*\[(?:files\.|pain\]))", text)
    tables: dict[str, str] = {parts[0]: ""}
    for part in parts[1:]:
        heading, _, lines = part.partition("\n")
        tables[heading.strip()] = tables.get(heading.strip(), "") + lines.rstrip("\n") + "\n"
    if len(tables) == len(parts):
        return text
    return "\n".join(f"{heading}\n{lines}" for heading, lines in tables.items())


def _year(year: int | str) -> int | None:
    return int(year) if 1990 <= int(year) <= 2100 else None


# annotation: the TOML types that may stand for it, what makes it of them (or None), what to write
_WRITTEN: dict[Any, tuple[tuple[type, ...], Any, str]] = {
    str: ((str,), str, "text in quotes"),
    bool: ((bool,), bool, "true or false"),
    int: ((int,), int, "a whole number"),
    Window: ((int,), lambda n: n if n >= 7 else None, "a whole number of days, 7 or more"),
    Size: ((int, float), lambda x: float(x) if 0 < x < float("inf") else None, "a number above 0"),
    Year: ((int, str), _year, "a year like 2026"),
    Path: ((str,), Path, "the name of a folder in quotes"),
    dt.date: ((dt.date,), lambda day: day, "a date like 2026-01-31"),
    dt.time: ((str, dt.time), lambda t: dt.time.fromisoformat(str(t)), 'a time like "04:00"'),
    Zone: ((str,), lambda name: name and ZoneInfo(name).key, 'a time zone like "Europe/Berlin"'),
    Language: ((str,), lambda n: n if n in LANGUAGES else None, "one of " + ", ".join(LANGUAGES)),
    Day: ((str,), lambda day: str(dt.date.fromisoformat(day)), 'a day like "2026-01-31"'),
}


def _convert(value: Any, hint: Any, where: str) -> Any:
    """Turn a TOML value into what a field's annotation asks for; `where` names the field."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if type(None) in args:  # one kind, or None where nothing is written
        return _convert(value, args[0], where)
    if origin is tuple:
        values = value if isinstance(value, list) else [value]
        return tuple(_convert(v, args[0], where) for v in values)
    inside = f"{where}.".lstrip(".")
    if isinstance(value, dict) and origin is dict:
        keys = {_convert(key, args[0], where): key for key in value}
        return {k: _convert(value[key], args[1], inside + key) for k, key in keys.items()}
    if isinstance(value, dict) and isinstance(hint, type) and is_dataclass(hint):
        hints = typing.get_type_hints(hint, include_extras=True)
        known = sorted(hints.keys() - {"person", "frozen_plan"})
        for key in (k for k in value if k not in known):
            problem, todo = f"there is no setting {inside + key!r}.", _nearest(key, known, inside)
            if inside.startswith("files.") and isinstance(value[key], dict):
                problem = f"the file's name needs quotes: {inside}{key}."
                todo = f'Write [files."{inside[6:]}{key}"].'
            raise _Misfit(key, problem, f"{todo} Known here: {', '.join(known)}.".lstrip())
        return hint(**{k: _convert(v, hints[k], inside + k) for k, v in value.items()})
    kinds, convert, wanted = _WRITTEN.get(hint, ((), str, "a table of settings"))
    if origin is Literal:
        if value in args:
            return value
        wanted = "one of " + ", ".join(repr(a) for a in args if a != "")
    with suppress(ValueError, KeyError, OSError):  # what ZoneInfo raises, too
        if type(value) in kinds and (made := convert(value)) is not None:
            return made
    todo = _nearest(value, available_timezones()) if hint is Zone and isinstance(value, str) else ""
    problem = f"{where}: {value!r} is not {wanted}."
    raise _Misfit(where.rpartition(".")[2], problem, todo or "Mend it.")


def _nearest(name: str, known: Iterable[str], where: str = "") -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {where + near[0]!r}?" if near else ""
