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


@dataclass(frozen=True)
class Plan:
    """What the three answers rest on; a draft until it is frozen.

    `contrasts` holds per exposure the person's own low and high (10th and 90th percentile, in
    km a week, runs a week, kg in four weeks): frozen, or the yardstick would drift every month.
    An exposure gets its contrast at the first look that passes its gate. `sesoi` is the smallest
    difference that matters, NRS points over that contrast. `changes` holds the day of each later
    change, and how often one had looked before it.
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

    @property
    def fixed(self) -> dict[str, object]:
        """All that the plan fixes for every exposure; JSON knows the types."""
        fields = dataclasses.asdict(self)
        for own in ("contrasts", "frozen_on", "changes"):
            del fields[own]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}

    @property
    def hash(self) -> str:
        """Short SHA-256 of the plan, the day it was frozen aside."""
        content = self.fixed | {"contrasts": self.contrasts, "changes": self.changes}
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def after(self, then: "Plan", today: dt.date, looks: int) -> "Plan":
        """Return this plan; what changed since the one before, but for new contrasts, is noted."""
        same = self.fixed == then.fixed and then.contrasts.items() <= self.contrasts.items()
        new = () if same else ((today, looks),)
        return dataclasses.replace(self, changes=then.changes + new)


def plan_from(content: Mapping[str, Any]) -> Plan:
    """Build a plan from what TOML or JSON hold of it; raise what the first misfit raises."""
    pairs = {k: (float(low), float(high)) for k, (low, high) in content["contrasts"].items()}
    changes = tuple((dt.date.fromisoformat(on), int(n)) for on, n in content.get("changes", ()))
    fixed = {k: tuple(v) if isinstance(v, list) else v for k, v in content.items()}
    return Plan(**fixed | {"contrasts": pairs, "changes": changes})


def read_plan(person: str | Path) -> Plan | None:
    """Read `plan.toml` of a person's folder; None where no plan is frozen yet."""
    path = Path(person) / "plan.toml"
    if not path.exists():
        return None
    todo = "Put the earlier plan back, or remove the file to plan anew (the report will say so)."
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        written = content.pop("hash")
        plan = plan_from(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"this is not a plan ({error}).", file=path, todo=todo) from error
    if plan.hash != written or not isinstance(plan.frozen_on, dt.date):
        raise SettingsError("the plan was changed by hand.", file=path, todo=todo)
    return plan


def freeze_plan(person: str | Path, plan: Plan, today: dt.date) -> Plan:
    """Write the plan with its date (today's, if it has none) and hash into `plan.toml`."""
    plan = dataclasses.replace(plan, frozen_on=plan.frozen_on or today)
    fixed = plan.fixed | {"changes": [[str(day), looks] for day, looks in plan.changes]}
    lines = [
        "# The planned analysis, fixed before the first answer was seen. Do not edit.",
        f"frozen_on = {plan.frozen_on}",
        f'hash = "{plan.hash}"',
        *(f"{key} = {json.dumps(value)}" for key, value in fixed.items()),
        "",
        "[contrasts]",
        *(f"{name} = [{low!r}, {high!r}]" for name, (low, high) in plan.contrasts.items()),
    ]
    path = Path(person) / "plan.toml"
    part = path.with_suffix(".part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.chmod(0o600)
    part.replace(path)
    return plan
