"""This month against the last one, in words: what is new, and what moved the answers."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..answers import answer
from ..diary import Diary, build_diary
from ..importing import Exports, read_exports
from ..language.wording import between, of_activity, points
from ..model.exposures import EXPOSURES
from ..plan import Plan
from ..settings import PlanSettings, Settings
from ..tables import spreadsheet_safe
from .results import Found, Month

SAME = 1e-6  # estimates closer than this, relative, are the same


def what_changed(
    earlier: list[Month],
    now: Month,
    diary: Diary,
    settings: Settings,
    exports: Exports | None = None,
) -> list[str]:
    """Return the lines of `changes.md`; `exports` serve where the plan's day rules have changed."""
    title = f"# What changed: {now.month}"
    if not earlier:
        return [title, "", "This is the first report; there is nothing to compare.", ""]
    last = earlier[-1]
    plan_changes = _plan_changes(last.plan, now.plan)
    before = _with_plan(settings, last.plan, now.plan)
    ruled = diary  # today's files by the rules of then: what differs now, the files changed
    if exports is not None and plan_changes:
        again = before.day_starts != settings.day_starts
        ruled = build_diary(read_exports(before.raw, before) if again else exports, before)
    lines = [title, "", f"Against the report of {last.month}:", *_record(last.daily, ruled.days)]
    lines += [*plan_changes, "", "## The answers", ""]
    for name, found in now.results["answers"].items():
        label = of_activity(EXPOSURES[name].label, now.plan.activities).capitalize()
        lines += _then_and_now(label, last.results["answers"].get(name), found)
    lines += ["", "## What moved them", "", *_what_moved(last, now, ruled, before)]
    seen = [m.month for m in (*earlier, now) if m.found]
    if len(seen) > 1:
        lines += ["", f"Every answer since {seen[0]}, with its interval:", ""]
        lines.append("![Each month's estimates with their intervals](figures/history.png)")
    return [*lines, ""]


def _plan_changes(then: Plan, now: Plan) -> list[str]:
    """Say what the plan fixes otherwise now; a contrast that is added is no change."""

    def plainly(value: Any) -> str:
        if isinstance(value, tuple | list):
            return " and ".join(map(str, value))
        return "not set" if value in ("", None) else str(value)

    was, new = ({**p.fixed, **p.contrasts} for p in (then, now))
    shown = {name: f"low and high of {e.label}" for name, e in EXPOSURES.items()}
    return [
        f"- The plan: {shown.get(k, k)} was {plainly(v)}, is {plainly(new.get(k))}."
        for k, v in was.items()
        if new.get(k) != v
    ]


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


def _record(old: pd.DataFrame | None, new: pd.DataFrame) -> list[str]:
    """Say which days are new or gone, and which values of the days before are others now."""
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
    columns = old.columns.union(new.columns, sort=False)
    was, now = (table.reindex(index=days, columns=columns) for table in (old, new))
    kinds = {
        "appeared": was.isna() & now.notna(),
        "vanished": was.notna() & now.isna(),
        "changed": was.notna() & now.notna() & ~np.isclose(was, now),
    }
    for column in columns:
        for kind, where in kinds.items():
            when = days[where[column]]
            told = [f"{day:%Y-%m-%d}" for day in when[:3]]
            if kind == "changed":
                values = zip(when, was[column][when], now[column][when], strict=True)
                told = [f"{day:%Y-%m-%d}: {a:.4g}, now {b:.4g}" for day, a, b in values][:3]
            if told:
                text = "; ".join([*told, "..."] if len(when) > 3 else told)
                number = f"{_count(len(when), 'past value')} {kind}"
                lines.append(f"- {str(column).replace('_', ' ')}: {number} ({text}).")
    if len(lines) == 1:
        lines.append("- Nothing changed in the days that were there before.")
    return lines


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _then_and_now(label: str, then: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[str]:
    told = f"*{now['verdict']}*, as it was"
    if then is None:
        told = f"not asked then; now *{now['verdict']}*"
    elif then["verdict"] != now["verdict"]:
        told = f"the verdict moved from *{then['verdict']}* to *{now['verdict']}*"
    lines = [f"- **{label}**: {told}."]
    for when, a in (("then", then), ("now", now)):
        if a and a["estimate"] is not None:
            unit = a["unit"].removeprefix("NRS points per ")
            safe, ordinary = between(a["monthly_safe_interval"]), between(a["interval"])
            text = f"(monthly-safe interval {safe}; ordinary {ordinary})"
            lines.append(f"  - {when}: {points(a['estimate'])} per {unit} {text}")
    return lines


def _what_moved(last: Month, now: Month, ruled: Diary, before: Settings) -> list[str]:
    """Go from the last answers to today's one step at a time, and say what each step moved.

    First with today's software, then with the values that the old days have now, then with the
    new days, at last with today's plan. A step that cannot differ is not computed.
    """
    if last.daily is None:
        return ["The last report's daily table cannot be read, so this cannot be told."]
    if not last.found:
        return ["The last report showed no estimate, so nothing can have moved."]

    def answered(days: pd.DataFrame) -> Found:
        again = answer(dataclasses.replace(ruled, days=days), before)
        return {a.exposure.name: (a.contrast_estimate, a.verdict) for a in again if a.fit}

    then, today = last.results["software"], now.results["software"]
    newer = [f"{p} {v}, now {today.get(p)}" for p, v in then.items() if v != today.get(p)]
    columns = ["pain", "runs", "distance_km", "weight_kg"]
    rewritten = ruled.days.reindex(index=last.daily.index)
    same = np.allclose(rewritten[columns], last.daily[columns], equal_nan=True)
    software = answered(last.daily)
    steps = {
        f"The software moved an answer ({'; '.join(newer) or 'of the same version'})": software,
        "The data moved an answer, by days that have other values now": (
            software if same else answered(rewritten)
        ),
        "The data moved an answer, by new days": (
            answered(ruled.days) if _plan_changes(last.plan, now.plan) else now.found
        ),
        "The plan moved an answer (read the answers as exploratory)": now.found,
    }
    lines, was = [], last.found
    for opening, found in steps.items():
        moved = [
            f"{of_activity(exposure.label, now.plan.activities)} {told}"
            for name, exposure in EXPOSURES.items()
            if (told := _moved(was.get(name), found.get(name)))
        ]
        if moved:
            lines.append(f"- {opening}: {'; '.join(moved)}.")
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
