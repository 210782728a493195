"""The planned analysis: fixed before the first answer is seen, with its date and hash."""

import dataclasses
import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import SettingsError
from .held import write_whole

LARGEST_FILE = 2**20  # bytes of plan.toml
METHOD = 2  # of estimates and verdicts; 1: until November 2026
READING = ("covered_from", "covered_to", "timezone", "travel", "other", "words", "files")
_BY_FILE = "files"
NEW_METHODS = "new_methods"
_NOT_FIXED = {
    "contrasts",
    "frozen_on",
    "changes",
    "drawn_to",
    "redrawn",
    "drafts_seen",
    NEW_METHODS,
}
DRAWN_TO = "[drawn_to]  # the last day that a contrast was drawn from"
_SURROGATES = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}")
REDRAWN = "[redrawn]  # when the files said otherwise of those days"


@dataclass(frozen=True)
class Plan:
    """What the three answers rest on; a draft until it is frozen.

    `contrasts` holds per exposure the person's own low and high (10th and 90th percentile, in
    km a week, runs a week, kg in four weeks): frozen, or the yardstick would drift every month.
    An exposure gets its contrast at the first look that passes its gate. `sesoi` is the smallest
    difference that matters, NRS points over that contrast. `changes` holds the day of each later
    change, and how often one had looked before it. `drawn_to` holds per exposure the last day of
    the data that its contrast was drawn from: where the files now say otherwise of those days, it
    is drawn from them again, and `redrawn` holds per exposure the day when that was done.
    `drafts_seen` counts the reports that showed answers before the plan was fixed.

    `covered_from`, `covered_to` (a day, or ""), `timezone`, `travel`, `other`, `words` and `files`
    are the settings by which files are read: the last by name or pattern, each with what the
    person said of it. `method` is the software's. All of these are None in a plan from before they
    were held: it gains them without a change. `new_methods` holds the day of each later method.
    """

    contrasts: dict[str, tuple[float, float]]
    exposures: tuple[str, ...] = ("frequency", "distance", "weight_change")
    window_days: int = 14
    sesoi: float = 1.0
    region: str = ""
    activities: tuple[str, ...] = ("run",)
    outcome: str = "pain, 0 to 10"
    per_day: str = "mean"
    day_starts: str = "04:00"
    unlogged_is_zero: bool = False
    covered_from: str | None = None
    covered_to: str | None = None
    timezone: str | None = None
    travel: Mapping[str, str] | None = None
    other: Mapping[str, str] | None = None
    words: Mapping[str, str] | None = None
    files: Mapping[str, Mapping[str, Any]] | None = None
    method: int | None = None
    frozen_on: dt.date | None = None
    changes: tuple[tuple[dt.date, int], ...] = ()
    drawn_to: dict[str, dt.date] = dataclasses.field(default_factory=dict, compare=False)
    redrawn: dict[str, dt.date] = dataclasses.field(default_factory=dict)
    drafts_seen: int = 0
    new_methods: tuple[tuple[dt.date, int], ...] = ()

    @property
    def fixed(self) -> dict[str, Any]:
        """All that the plan fixes for every exposure, as JSON has it; what it holds only."""
        content: dict[str, Any] = {}
        for key, value in dataclasses.asdict(self).items():
            if key not in _NOT_FIXED and value is not None:
                content[key] = json.loads(json.dumps(value))
        return content

    def changed_since(self, then: "Plan", new_files: Collection[str] = ()) -> list[str]:
        """Name what this plan fixes otherwise than one before, the software's method aside.

        What the plan before did not hold yet is no change, nor is what is said of `new_files`:
        names of settings that mean files which were not there before.
        """
        now = self.fixed
        changed = []
        for name, value in then.fixed.items():
            today = now.get(name)
            if name == _BY_FILE and today is not None:
                today = {k: v for k, v in today.items() if k in value or k not in new_files}
            if name != "method" and today != value:
                changed.append(name)
        return changed

    def asks_as(self, then: "Plan") -> bool:
        """Tell whether this plan asks the same questions, however files are read."""
        return set(self.changed_since(then)) <= set(READING)

    @property
    def hash(self) -> str:
        """Short SHA-256 of the plan, the day it was frozen aside."""
        content = self.fixed
        content["contrasts"] = self.contrasts
        content["changes"] = self.changes
        if self.redrawn:  # a plan of version 0.1 has none
            content["redrawn"] = self.redrawn
        if self.new_methods:
            content[NEW_METHODS] = self.new_methods
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def after(
        self, then: "Plan", today: dt.date, looks: int, new_files: Collection[str] = ()
    ) -> "Plan":
        """Return this plan; what changed since the one before, but for new contrasts, is noted.

        Parameters
        ----------
        then : Plan
            The plan before.
        today : date
            The day of the change.
        looks : int
            How often one had looked at the answers by then.
        new_files : collection of str
            Names in `files` that mean files which were not there before.
        """
        keeps_rules = not self.changed_since(then, new_files)
        keeps_contrasts = then.contrasts.items() <= self.contrasts.items()
        changes = then.changes
        redrawn = dict(then.redrawn)
        new_methods = then.new_methods
        if not (keeps_rules and keeps_contrasts):
            changes = (*changes, (today, looks))
        if self.asks_as(then):
            redrawn |= dict.fromkeys(self.contrasts_moved(then), today)
        if then.method is not None and self.method is not None and then.method != self.method:
            new_methods = (*new_methods, (today, self.method))
        return dataclasses.replace(self, changes=changes, redrawn=redrawn, new_methods=new_methods)

    def contrasts_moved(self, then: "Plan") -> list[str]:
        """Name the exposures whose contrast is another one than in the plan before."""
        moved = []
        for name, contrast in then.contrasts.items():
            if self.contrasts.get(name, contrast) != contrast:
                moved.append(name)
        return moved


def plan_from(content: Mapping[str, Any]) -> Plan:
    """Build a plan from what TOML or JSON hold of it.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        Whatever the first misfit raises: a key that is missing or unknown, a value of another kind.
    """
    fields: dict[str, Any] = {}
    for key, value in content.items():
        fields[key] = tuple(value) if isinstance(value, list) else value
    contrasts = {}
    for exposure, (low, high) in content["contrasts"].items():
        contrasts[exposure] = (float(low), float(high))
    changes = _dated(content.get("changes", ()))
    fields[NEW_METHODS] = tuple(_dated(content.get(NEW_METHODS, ())))
    for table in ("drawn_to", "redrawn"):
        fields[table] = {name: _day(day) for name, day in content.get(table, {}).items()}
    fields["contrasts"] = contrasts
    fields["changes"] = tuple(changes)
    return Plan(**fields)


def _dated(pairs: Iterable[Any]) -> list[tuple[dt.date, int]]:
    dated = []
    for day, number in pairs:
        dated.append((dt.date.fromisoformat(day), int(number)))
    return dated


def _day(day: dt.date) -> dt.date:
    if not isinstance(day, dt.date):
        raise TypeError(f"{day!r} is no day")
    return day


def read_plan(person: str | Path) -> Plan | None:
    """Read `plan.toml` of a person's folder; None where no plan is frozen yet.

    Raises
    ------
    SettingsError
        The file holds no plan, or another than the one that was frozen.
    """
    path = Path(person) / "plan.toml"
    if not path.exists():
        return None
    todo = "Put the earlier plan back, or remove the file to plan anew (the report will say so)."
    if not path.is_file() or path.stat().st_size > LARGEST_FILE:
        raise SettingsError("this is not a plan.", file=path, todo=todo)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        written = content.pop("hash")
        plan = plan_from(content)
        changed = plan.hash != written or not isinstance(plan.frozen_on, dt.date)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise SettingsError(f"this is not a plan ({error}).", file=path, todo=todo) from error
    if changed:
        raise SettingsError("the plan was changed by hand.", file=path, todo=todo)
    return plan


def freeze_plan(person: str | Path, plan: Plan, today: dt.date) -> Plan:
    """Write the plan with its date (today's, if it has none) and hash into `plan.toml`."""
    frozen = dataclasses.replace(plan, frozen_on=plan.frozen_on or today)
    path = Path(person) / "plan.toml"
    write_whole(path, _as_toml(frozen).encode("utf-8"), mode=0o600)
    return frozen


def _as_toml(plan: Plan) -> str:
    """Return the text of `plan.toml`."""
    seen = "before the first answer was seen"
    if plan.drafts_seen:
        seen = "after drafts had shown answers"
    lines = [
        f"# The planned analysis, fixed {seen}. Do not edit.",
        f"frozen_on = {plan.frozen_on}",
        f'hash = "{plan.hash}"',
    ]
    content = plan.fixed
    of_files = content.pop(_BY_FILE, None)
    content["changes"] = [[str(day), looks] for day, looks in plan.changes]
    if plan.new_methods:
        content[NEW_METHODS] = [[str(day), method] for day, method in plan.new_methods]
    for key, value in content.items():
        lines.append(f"{key} = {_as_value(value)}")
    if plan.drafts_seen:
        lines.append(f"drafts_seen = {plan.drafts_seen}")
    lines += ["", "[contrasts]"]
    for name, (low, high) in plan.contrasts.items():
        lines.append(f"{name} = [{low!r}, {high!r}]")
    lines += _days_as_toml(DRAWN_TO, plan.drawn_to)
    lines += _days_as_toml(REDRAWN, plan.redrawn)
    if of_files is not None:
        lines += ["", f"[{_BY_FILE}]"]
        lines += [f"{_as_value(name)} = {_as_value(told)}" for name, told in of_files.items()]
    return "\n".join(lines) + "\n"


def _as_value(value: Any) -> str:
    """Write a value as TOML has it: as JSON, but for tables and for signs beyond 16 bits."""
    if isinstance(value, dict):
        pairs = [f"{_as_value(key)} = {_as_value(held)}" for key, held in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_as_value(held) for held in value) + "]"
    return _SURROGATES.sub(_one_sign, json.dumps(value))


def _one_sign(pair: re.Match[str]) -> str:
    """Write the two halves that JSON makes of a sign as the one that TOML wants."""
    sign = json.loads(f'"{pair.group()}"')
    return f"\\U{ord(sign):08x}"


def _days_as_toml(heading: str, days: dict[str, dt.date]) -> list[str]:
    """Return a table of days by exposure; none where there are none, as in version 0.1."""
    if not days:
        return []
    return ["", heading, *(f"{name} = {day}" for name, day in days.items())]
