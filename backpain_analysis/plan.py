"""The planned analysis: fixed before the first answer is seen, with its date and hash."""

import dataclasses
import datetime as dt
import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .errors import SettingsError


@dataclass(frozen=True)
class Plan:
    """What the three answers rest on.

    `contrasts` holds per exposure the person's own low and high (10th and 90th percentile, in
    km a week, runs a week, kg in four weeks): frozen, or the yardstick would drift every month.
    An exposure behind its gate has none yet; it gets one at the first look that passes the gate.
    `sesoi` is the smallest difference that matters, NRS points over that contrast. `frozen_on`
    is None while the plan is a draft.
    """

    contrasts: dict[str, tuple[float, float]]
    exposures: tuple[str, ...] = ("frequency", "distance", "weight_change")
    window_days: int = 14
    sesoi: float = 1.0
    region: str = ""
    activities: tuple[str, ...] = ("run",)
    per_day: str = "mean"
    frozen_on: dt.date | None = None

    @property
    def hash(self) -> str:
        """Short SHA-256 of all that the plan fixes, its date aside."""
        content = dataclasses.asdict(self) | {"frozen_on": None}
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_plan(person: str | Path) -> Plan | None:
    """Read `plan.toml` of a person's folder; None where no plan is frozen yet.

    Raises
    ------
    SettingsError
        The file was edited into something that is not a plan, or its hash does not fit.
    """
    path = Path(person) / "plan.toml"
    if not path.exists():
        return None
    todo = "Put the earlier plan back, or remove the file to plan anew (the report will say so)."
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        written = content.pop("hash")
        contrasts = {
            str(k): (float(low), float(high)) for k, (low, high) in content["contrasts"].items()
        }
        content |= {"contrasts": contrasts}
        for key in ("exposures", "activities"):
            content[key] = tuple(str(v) for v in content[key])
        plan = Plan(**content)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"this is not a plan ({error}).", file=path, todo=todo) from error
    if plan.hash != written or not isinstance(plan.frozen_on, dt.date):
        raise SettingsError("the plan was changed by hand.", file=path, todo=todo)
    return plan


def freeze_plan(person: str | Path, plan: Plan, today: dt.date) -> Plan:
    """Write the plan with its date and hash into the person's `plan.toml`.

    A plan that is frozen already keeps its date: what is written then is the same plan with the
    contrast of an exposure that has now passed its gate, or a plan that the settings changed.
    """
    path = Path(person) / "plan.toml"
    frozen = dataclasses.replace(plan, frozen_on=plan.frozen_on or today)
    lines = [
        "# The planned analysis, fixed before the first answer was seen. Do not edit.",
        f"frozen_on = {frozen.frozen_on}",
        f'hash = "{frozen.hash}"',
        f"exposures = {json.dumps(list(plan.exposures))}",
        f"window_days = {plan.window_days}",
        f"sesoi = {plan.sesoi!r}",
        f"region = {json.dumps(plan.region)}",
        f"activities = {json.dumps(list(plan.activities))}",
        f"per_day = {json.dumps(plan.per_day)}",
        "",
        "[contrasts]",
        *(f"{name} = [{low!r}, {high!r}]" for name, (low, high) in plan.contrasts.items()),
    ]
    part = path.with_suffix(".part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.chmod(0o600)
    part.replace(path)
    return frozen
