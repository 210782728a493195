"""The planned analysis: fixed before the first answer is seen, with its date and hash."""

import dataclasses
import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import SettingsError

LARGEST_FILE = 2**20  # bytes of plan.toml
DRAWN_TO = "[drawn_to]  # the last day that a contrast was drawn from"
REDRAWN = "[redrawn]  # when the files said otherwise of those days"
_NOT_FIXED = ("contrasts", "frozen_on", "changes", "drawn_to", "redrawn", "drafts_seen")


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
    frozen_on: dt.date | None = None
    changes: tuple[tuple[dt.date, int], ...] = ()
    drawn_to: dict[str, dt.date] = dataclasses.field(default_factory=dict, compare=False)
    redrawn: dict[str, dt.date] = dataclasses.field(default_factory=dict)
    drafts_seen: int = 0

    @property
    def fixed(self) -> dict[str, object]:
        """All that the plan fixes for every exposure, tuples as lists, as JSON has them."""
        content: dict[str, object] = {}
        for key, value in dataclasses.asdict(self).items():
            if key not in _NOT_FIXED:
                content[key] = list(value) if isinstance(value, tuple) else value
        return content

    @property
    def hash(self) -> str:
        """Short SHA-256 of the plan, the day it was frozen aside."""
        content = self.fixed
        content["contrasts"] = self.contrasts
        content["changes"] = self.changes
        if self.redrawn:  # a plan of version 0.1 has none
            content["redrawn"] = self.redrawn
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def after(self, then: "Plan", today: dt.date, looks: int) -> "Plan":
        """Return this plan; what changed since the one before, but for new contrasts, is noted.

        Parameters
        ----------
        then : Plan
            The plan before.
        today : date
            The day of the change.
        looks : int
            How often one had looked at the answers by then.
        """
        keeps_rules = self.fixed == then.fixed
        keeps_contrasts = then.contrasts.items() <= self.contrasts.items()
        changes = then.changes
        redrawn = dict(then.redrawn)
        if not (keeps_rules and keeps_contrasts):
            changes = (*changes, (today, looks))
        if keeps_rules:
            redrawn |= dict.fromkeys(self.contrasts_moved(then), today)
        return dataclasses.replace(self, changes=changes, redrawn=redrawn)

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
    changes = []
    for day, looks in content.get("changes", ()):
        changes.append((dt.date.fromisoformat(day), int(looks)))
    for table in ("drawn_to", "redrawn"):
        fields[table] = {name: _day(day) for name, day in content.get(table, {}).items()}
    fields["contrasts"] = contrasts
    fields["changes"] = tuple(changes)
    return Plan(**fields)


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
    part = path.with_suffix(".part")
    part.write_text(_as_toml(frozen), encoding="utf-8")
    part.chmod(0o600)
    part.replace(path)  # whole or not at all
    return frozen


def _as_toml(plan: Plan) -> str:
    """Return the text of `plan.toml`."""
    changes = [[str(day), looks] for day, looks in plan.changes]
    seen = "before the first answer was seen"
    if plan.drafts_seen:
        seen = "after drafts had shown answers"
    lines = [
        f"# The planned analysis, fixed {seen}. Do not edit.",
        f"frozen_on = {plan.frozen_on}",
        f'hash = "{plan.hash}"',
    ]
    content = plan.fixed | {"changes": changes}
    for key, value in content.items():
        lines.append(f"{key} = {json.dumps(value)}")
    if plan.drafts_seen:
        lines.append(f"drafts_seen = {plan.drafts_seen}")
    lines += ["", "[contrasts]"]
    for name, (low, high) in plan.contrasts.items():
        lines.append(f"{name} = [{low!r}, {high!r}]")
    lines += _days_as_toml(DRAWN_TO, plan.drawn_to)
    lines += _days_as_toml(REDRAWN, plan.redrawn)
    return "\n".join(lines) + "\n"


def _days_as_toml(heading: str, days: dict[str, dt.date]) -> list[str]:
    """Return a table of days by exposure; none where there are none, as in version 0.1."""
    if not days:
        return []
    return ["", heading, *(f"{name} = {day}" for name, day in days.items())]
