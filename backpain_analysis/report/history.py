"""Earlier months: how often one has looked, whether the plan moved, what changed and why."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..answers import Answers, answer
from ..plan import Plan, plan_from
from ..settings import PlanSettings, Settings
from ..wording import between, points

SAME = 1e-6  # estimates closer than this, relative, are the same


@dataclasses.dataclass(frozen=True)
class Month:
    """An earlier report: its folder, and what its `results.json` held."""

    folder: Path
    results: Mapping[str, Any]

    @property
    def month(self) -> str:
        """The month it is named by."""
        return self.folder.name

    @cached_property
    def daily(self) -> pd.DataFrame | None:
        """Its daily table; None where that was damaged."""
        try:
            table = pd.read_csv(self.folder / "daily.csv", index_col="day", parse_dates=["day"])
            return table.asfreq("D").astype(float)
        except (OSError, ValueError, TypeError):
            return None

    @cached_property
    def plan(self) -> Plan:
        """Its plan."""
        held = self.results["plan"]
        frozen = held["frozen"] and dt.date.fromisoformat(held["frozen"])
        known = {"contrasts": held["contrasts"], "changes": held["changes"], "frozen_on": frozen}
        return plan_from(held["fixed"] | known)

    @property
    def looked(self) -> bool:
        """Whether it showed an estimate."""
        return any(a["estimate"] is not None for a in self.results["answers"].values())


def months_so_far(reports: Path) -> list[Month]:
    """Read the reports in a folder, oldest first; one that was damaged later is left out."""
    found = []
    for path in sorted(reports.glob("[0-9]*/results.json")):
        try:
            one = Month(path.parent, json.loads(path.read_text(encoding="utf-8")))
            _ = one.looked, one.plan, one.results["software"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        found.append(one)
    return found


def looks(months: list[Month]) -> int:
    """Count the months in which an estimate was seen."""
    return sum(m.looked for m in months)


def estimates_by_month(
    earlier: list[Month], month: str, results: Mapping[str, Any]
) -> pd.DataFrame:
    """Return every estimate over the contrast so far, with its 95 % monthly-safe interval.

    Returns
    -------
    DataFrame
        Columns `month`, `exposure`, `estimate`, `lower`, `upper` (NRS points from low to high);
        months without an estimate are left out.
    """
    rows = []
    for name, found in [*((m.month, m.results) for m in earlier), (month, results)]:
        for exposure, a in found["answers"].items():
            if a["estimate"] is not None and "estimate" in (a["contrast"] or {}):
                low, high = a["contrast"]["monthly_safe_interval"]
                rows.append((name, exposure, a["contrast"]["estimate"], low, high))
    return pd.DataFrame(rows, columns=["month", "exposure", "estimate", "lower", "upper"])


def what_changed(
    earlier: list[Month],
    month: str,
    daily: pd.DataFrame,
    answers: Answers,
    results: Mapping[str, Any],
    settings: Settings,
) -> tuple[str, ...]:
    """Return the lines of `changes.md`: this month against the last one, in words."""
    title = f"# What changed: {month}"
    if not earlier:
        return title, "", "This is the first report; there is nothing to compare.", ""
    last = earlier[-1]
    lines = [title, "", f"Against the report of {last.month}:", *_record(last.daily, daily), ""]
    lines += ["## The answers", ""]
    for a in answers:
        then = last.results["answers"].get(a.exposure.name)
        lines.append(f"- **{a.exposure.label.capitalize()}**: {_then_and_now(then, results, a)}")
    return (*lines, "", "## What moved them", "", *_what_moved(last, daily, answers, settings), "")


def _record(old: pd.DataFrame | None, new: pd.DataFrame) -> list[str]:
    if old is None:
        return ["The last report's daily table cannot be read, so the days were not compared."]
    added = new.index.difference(old.index)
    lines = [f"- {len(added)} new days, {int(new.loc[added, 'pain'].count())} of them rated."]
    if added.empty:
        lines = ["- No new day: your files end where they ended then."]
    gone = old.index.difference(new.index)
    if len(gone):
        lines.append(f"- {len(gone)} days are no longer covered by your files.")
    days = old.index.intersection(new.index)
    for column in old.columns.union(new.columns, sort=False):
        was, now = (t.reindex(index=days, columns=[column])[column] for t in (old, new))
        kinds = {
            "appeared": was.isna() & now.notna(),
            "vanished": was.notna() & now.isna(),
            "changed": was.notna() & now.notna() & ~np.isclose(was, now, equal_nan=True),
        }
        for kind, where in kinds.items():
            if where.any():
                some = ", ".join(f"{d:%Y-%m-%d}" for d in days[where][:3])
                more = ", ..." if where.sum() > 3 else ""
                name = str(column).replace("_", " ")
                lines.append(f"- {name}: {int(where.sum())} past values {kind} ({some}{more}).")
    if len(lines) == 1:
        lines.append("- Nothing changed in the days that were there before.")
    return lines


def _then_and_now(then: Mapping[str, Any] | None, results: Mapping[str, Any], a: Any) -> str:
    now = results["answers"][a.exposure.name]
    if then is None:
        return f"not asked then; now {_told(now)}."
    moved = "the verdict stays" if then["verdict"] == now["verdict"] else "the verdict moved"
    return f"then {_told(then)}; now {_told(now)}: {moved}."


def _told(a: Mapping[str, Any]) -> str:
    if a["estimate"] is None:
        return f"*{a['verdict']}*"
    unit = a["unit"].removeprefix("NRS points per ")
    return (
        f"*{a['verdict']}*, {points(a['estimate'])} per {unit} (monthly-safe interval "
        f"{between(a['monthly_safe_interval'])}; ordinary {between(a['interval'])})"
    )


def _what_moved(
    last: Month, daily: pd.DataFrame, answers: Answers, settings: Settings
) -> list[str]:
    """Redo the last report's answers with today's software, then with today's plan.

    What differs after the first step was moved by the software, after the second by the plan;
    the rest by the data.
    """
    stored = _estimates(last.results)
    if last.daily is None or not stored:
        return ["The last report showed no estimate, so nothing can have moved."]
    redone = _redo(last.daily, settings, last.plan)
    replanned = _redo(last.daily, settings, answers.plan)
    now = {a.exposure.name: a.contrast_estimate for a in answers if a.fit}
    steps = {"software": (stored, redone), "plan": (redone, replanned), "data": (replanned, now)}
    moved = [name for name, (a, b) in steps.items() if _differ(a, b)]
    versions = last.results["software"]
    lines = []
    if "software" in moved:
        own = versions.get("backpain_analysis", "?")
        lines.append(f"- The software moved an estimate (the last report was made by {own}).")
    if "plan" in moved:
        lines.append("- The plan moved an estimate: read the answers as exploratory.")
    if "data" in moved:
        lines.append("- The data moved an estimate: new days, or past days that changed.")
    return lines or ["Nothing moved: the same data, the same plan, the same answers."]


def _estimates(results: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: a["contrast"]["estimate"]
        for name, a in results["answers"].items()
        if a["estimate"] is not None and "estimate" in (a["contrast"] or {})
    }


def _redo(daily: pd.DataFrame, settings: Settings, plan: Plan) -> dict[str, float]:
    exposures: Any = plan.exposures
    planned = PlanSettings(exposures, plan.window_days, plan.sesoi)
    settings = dataclasses.replace(
        settings, activities=plan.activities, plan=planned, frozen_plan=plan
    )
    again = answer(daily, settings)
    return {a.exposure.name: a.contrast_estimate for a in again if a.fit}


def _differ(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    return set(a) != set(b) or any(
        abs(a[k] - b[k]) > SAME * max(1.0, abs(a[k]), abs(b[k])) for k in a
    )
