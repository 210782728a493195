"""This month against the last one, in words: what is new, and what moved the answers."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..answers import Answers, answer
from ..daily import build_daily
from ..exports import Exports, read_exports
from ..exposures import EXPOSURES
from ..plan import Plan
from ..settings import PlanSettings, Settings
from ..tables import spreadsheet_safe
from ..wording import between, of_activity, points
from .history import Found, Month

SAME = 1e-6  # estimates closer than this, relative, are the same


def what_changed(
    earlier: list[Month],
    month: str,
    daily: pd.DataFrame,
    answers: Answers,
    results: Mapping[str, Any],
    settings: Settings,
    exports: Exports | None = None,
) -> tuple[str, ...]:
    """Return the lines of `changes.md`: this month against the last one, in words.

    `exports` are needed only where the plan's day rules have changed since.
    """
    title = f"# What changed: {month}"
    if not earlier:
        return title, "", "This is the first report; there is nothing to compare.", ""
    last, plan = earlier[-1], answers.plan
    changes = _plan_changes(last.plan, plan)
    before = _with_plan(settings, last.plan, plan)
    ruled = daily  # today's files by the rules of then: what differs now, the files changed
    if exports is not None and changes:
        again = before.day_starts != settings.day_starts
        ruled = build_daily(read_exports(before.raw, before) if again else exports, before)
    lines = [title, "", f"Against the report of {last.month}:", *_record(last.daily, ruled)]
    lines += [f"- The plan: {change}." for change in changes]
    lines += ["", "## The answers", ""]
    for a in answers:
        label = of_activity(a.exposure.label, plan.activities).capitalize()
        then, now = (m["answers"].get(a.exposure.name) for m in (last.results, results))
        lines.append(f"- **{label}**: {_verdict(then, now)}.")
        lines += [*_told("then", then), *_told("now", now)]
    lines += ["", "## What moved them", ""]
    if last.daily is None:
        lines.append("The last report's daily table cannot be read, so this cannot be told.")
    elif not last.found:
        lines.append("The last report showed no estimate, so nothing can have moved.")
    else:
        lines += _what_moved(last, ruled, answers, before, changes, results)
    seen = [m.month for m in (*earlier, Month(Path(month), results)) if m.found]
    if len(seen) > 1:
        lines += ["", f"Every answer since {seen[0]}, with its interval:", ""]
        lines.append("![Each month's estimates with their intervals](figures/history.png)")
    return (*lines, "")


def _record(old: pd.DataFrame | None, new: pd.DataFrame) -> list[str]:
    if old is None:
        return ["The last report's daily table cannot be read, so the days were not compared."]
    new = spreadsheet_safe(new)  # as the old one was written
    added, gone = new.index.difference(old.index), old.index.difference(new.index)
    lines = ["- No new day: your files end where they ended then."]
    if len(added):
        rated = int(new.loc[added, "pain"].count())
        lines = [f"- {_count(len(added), 'new day')}, {rated} of them rated."]
    if len(gone):
        are = "is" if len(gone) == 1 else "are"
        lines.append(f"- {_count(len(gone), 'day')} {are} no longer covered by your files.")
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
                told = [
                    f"{d:%Y-%m-%d}" + (f": {was[d]:.4g}, now {now[d]:.4g}" * (kind == "changed"))
                    for d in days[where][:3]
                ]
                more = "; ..." if where.sum() > 3 else ""
                name = str(column).replace("_", " ")
                number = _count(int(where.sum()), "past value")
                lines.append(f"- {name}: {number} {kind} ({'; '.join(told)}{more}).")
    if len(lines) == 1:
        lines.append("- Nothing changed in the days that were there before.")
    return lines


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _plan_changes(then: Plan, now: Plan) -> list[str]:
    """Say what the plan fixes otherwise now; a contrast that is added is no change."""
    was, new = ({**p.fixed, **p.contrasts} for p in (then, now))
    shown = {k: f"low and high of {e.label}" for k, e in EXPOSURES.items()}
    return [
        f"{shown.get(k, k)} was {_plainly(v)}, is {_plainly(new.get(k))}"
        for k, v in was.items()
        if new.get(k) != v
    ]


def _plainly(value: Any) -> str:
    if isinstance(value, tuple | list):
        return " and ".join(map(str, value))
    return "not set" if value in ("", None) else str(value)


def _verdict(then: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    if then is None:
        return f"not asked then; now *{now['verdict']}*"
    if then["verdict"] == now["verdict"]:
        return f"*{now['verdict']}*, as it was"
    return f"the verdict moved from *{then['verdict']}* to *{now['verdict']}*"


def _told(when: str, a: Mapping[str, Any] | None) -> list[str]:
    if a is None or a["estimate"] is None:
        return []
    unit = a["unit"].removeprefix("NRS points per ")
    safe, ordinary = between(a["monthly_safe_interval"]), between(a["interval"])
    return [
        f"  - {when}: {points(a['estimate'])} per {unit} (monthly-safe interval {safe}; "
        f"ordinary {ordinary})"
    ]


def _what_moved(
    last: Month,
    ruled: pd.DataFrame,
    answers: Answers,
    before: Settings,
    changes: list[str],
    results: Mapping[str, Any],
) -> list[str]:
    """Go from the last answers to today's one step at a time, and say what each step moved.

    First with today's software, then with the values that the old days have now, then with the
    new days, at last with today's plan. A step that cannot differ is not computed.
    """
    assert last.daily is not None
    steps = {"software": _redo(last.daily, before)}
    rewritten = ruled.reindex(index=last.daily.index)
    columns = ["pain", "runs", "distance_km", "weight_kg"]
    same = np.allclose(rewritten[columns], last.daily[columns], equal_nan=True)
    steps["rewritten"] = steps["software"] if same else _redo(rewritten, before)
    now = Month(Path(), results).found
    steps["new"] = _redo(ruled, before) if changes else now
    steps["plan"] = now
    versions, running = last.results["software"], results["software"]
    newer = [f"{p} {v}, now {running.get(p)}" for p, v in versions.items() if v != running.get(p)]
    openings = {
        "software": f"The software moved an answer ({'; '.join(newer) or 'of the same version'})",
        "rewritten": "The data moved an answer, by days that have other values now",
        "new": "The data moved an answer, by new days",
        "plan": "The plan moved an answer (read the answers as exploratory)",
    }
    lines, was = [], last.found
    for step, found in steps.items():
        moved = [
            f"{of_activity(exposure.label, answers.plan.activities)} {told}"
            for name, exposure in EXPOSURES.items()
            if (told := _moved(was.get(name), found.get(name)))
        ]
        if moved:
            lines.append(f"- {openings[step]}: {'; '.join(moved)}.")
        was = found
    if not lines:
        return ["Nothing moved: each answer is as it was."]
    return ["In points of pain between your low and your high:", "", *lines]


def _moved(was: tuple[float, str] | None, now: tuple[float, str] | None) -> str:
    if was is None or now is None:
        return "" if was == now else "has its first estimate" if now else "has no estimate left"
    (a, verdict), (b, verdict_now) = was, now
    told = []
    if abs(a - b) > SAME * max(1.0, abs(a), abs(b)):
        far = points(a) != points(b)
        told.append(f"from {points(a)} to {points(b)}" if far else "by less than 0.1 points")
    if verdict != verdict_now:
        told.append(f"its verdict from *{verdict}* to *{verdict_now}*")
    return ", ".join(told)


def _with_plan(settings: Settings, plan: Plan, now: Plan) -> Settings:
    """Return the settings with an earlier plan's rules in place of their own."""
    exposures: Any = plan.exposures
    rules: Any = {"per_day": plan.per_day, "unlogged_is_zero": plan.unlogged_is_zero}
    if plan.region != now.region:
        rules["region"] = plan.region
    return dataclasses.replace(
        settings,
        activities=plan.activities,
        day_starts=dt.time.fromisoformat(plan.day_starts),
        pain=dataclasses.replace(settings.pain, **rules),
        plan=PlanSettings(exposures, plan.window_days, plan.sesoi),
        frozen_plan=plan,
    )


def _redo(daily: pd.DataFrame, settings: Settings) -> Found:
    again = answer(daily, settings)
    return {a.exposure.name: (a.contrast_estimate, a.verdict) for a in again if a.fit}
