"""This month against the last one: what is new, and what moved the answers.

Codes and numbers; `changes_page` has the words.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..answers import answer
from ..codes import Remark
from ..diary import Diary, build_diary
from ..importing import read_exports
from ..model import EXPOSURES
from ..plan import READING, Plan
from ..settings import FileSettings, PlanSettings, Settings
from ..tables import spreadsheet_safe
from .analysis import Analysis
from .fair_test import test_news
from .results import Finding, Found, Month

SAME = 1e-6  # estimates closer than this, relative, are the same
EXAMPLES = 3
RESTS_ON = ["pain", "runs", "distance_km", "weight_kg"]
DAY_RULES = ("region", "activities", "per_day", "day_starts", "unlogged_is_zero")


@dataclass(frozen=True)
class PastValue:
    """A value of one day, then and now; NaN where there was or is none."""

    day: pd.Timestamp
    was: float
    now: float


@dataclass(frozen=True)
class PastValues:
    """The values of one column that "appeared", "vanished" or "changed"; the first few of them."""

    column: str
    kind: str
    count: int
    examples: tuple[PastValue, ...]


@dataclass(frozen=True)
class DayChanges:
    """How many days are new, how many of them rated, how many gone; and the past rewritten."""

    added: int
    added_rated: int
    gone: int
    values: tuple[PastValues, ...]


@dataclass(frozen=True)
class PlanChange:
    """One thing that the plan fixes otherwise now; a contrast has its exposure for a name.

    `is_corrected` tells of a contrast that it was drawn again, as past days were corrected.
    """

    name: str
    was: Any
    now: Any
    is_corrected: bool = False


@dataclass(frozen=True)
class AnswerChange:
    """An exposure's answer as `results.json` held it then (None: not asked) and holds it now."""

    exposure: str
    then: Mapping[str, Any] | None
    now: Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """An exposure's finding before and after one step; None where there is no estimate."""

    exposure: str
    was: Finding | None
    now: Finding | None

    @property
    def by_estimate(self) -> bool:
        """Whether there are two estimates, and they differ."""
        if self.was is None or self.now is None:
            return False
        size = max(1.0, abs(self.was.estimate), abs(self.now.estimate))
        return abs(self.was.estimate - self.now.estimate) > SAME * size

    @property
    def by_verdict(self) -> bool:
        """Whether there are two verdicts, and they differ."""
        if self.was is None or self.now is None:
            return False
        return self.was.verdict != self.now.verdict

    @property
    def at_all(self) -> bool:
        """Whether anything differs."""
        if self.was is None or self.now is None:
            return self.was is not self.now
        return self.by_estimate or self.by_verdict


@dataclass(frozen=True)
class Step:
    """What one cause moved: "software", "rewritten" days, "new_days", or the "plan"."""

    cause: str
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Version:
    """A package whose version is another now; "" where it is not used any more."""

    package: str
    was: str
    now: str


@dataclass(frozen=True)
class Changes:
    """What changed between two reports.

    Attributes
    ----------
    month, last : str
        "2026-11"; `last` is "" where this is the first report, and the rest is empty.
    days : DayChanges or None
        None where the last daily table cannot be read.
    plan : tuple of PlanChange
    answers : tuple of AnswerChange
    steps : tuple of Step
        What moved an answer, in the order in which it was looked for; those that moved one only.
    lack : Remark or None
        Why it cannot be told what moved the answers.
    software : tuple of Version
    new_method : (int, int) or None
        The software's method then and now, where it is another.
    shown_since : str
        The first of several months with an estimate, or "".
    fair_test : tuple of Remark
        What is new of a fair test.
    """

    month: str
    last: str = ""
    days: DayChanges | None = None
    plan: tuple[PlanChange, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    steps: tuple[Step, ...] = ()
    lack: Remark | None = None
    software: tuple[Version, ...] = ()
    new_method: tuple[int, int] | None = None
    shown_since: str = ""
    fair_test: tuple[Remark, ...] = ()


def what_changed(earlier: list[Month], now: Month, analysis: Analysis) -> Changes:
    """Compare a month with the report before it.

    Parameters
    ----------
    earlier : list of Month
        The reports before, oldest first.
    now : Month
        This month's results.
    analysis : Analysis
        What they rest on.
    """
    if not earlier:
        return Changes(now.month)
    last = earlier[-1]
    by_last_rules = _with_plan(analysis.settings, last.plan, now.plan)
    # today's files by the rules of then: what differs now, the files changed
    ruled = _by_rules_of(last.plan, now.plan, by_last_rules, analysis)
    lack = _cannot_tell_what_moved(last)
    steps: tuple[Step, ...] = ()
    if lack is None:
        steps = _steps(last, now, ruled, by_last_rules)
    return Changes(
        month=now.month,
        last=last.month,
        days=_days(last.daily, ruled.days),
        plan=_plan_changes(last.plan, now.plan),
        answers=_answers(last, now),
        steps=steps,
        lack=lack,
        software=_versions(last, now),
        new_method=_new_method(last.plan, now.plan),
        shown_since=_shown_since([*earlier, now]),
        fair_test=tuple(test_news(last.fair_test, now.fair_test)),
    )


def _shown_since(months: list[Month]) -> str:
    answered = [month.month for month in months if month.found]
    if len(answered) < 2:
        return ""
    return answered[0]


def _plan_changes(then: Plan, now: Plan) -> tuple[PlanChange, ...]:
    """Return what the plan fixes otherwise now; a contrast that is added is no change."""
    changes = []
    for name in now.changed_since(then):
        was, is_now = _what_differs(then.fixed[name], now.fixed.get(name))
        changes.append(PlanChange(name, was, is_now))
    # a draft has fixed no contrast that could have moved
    moved = now.contrasts_moved(then) if then.frozen_on else ()
    for name in moved:
        is_corrected = now.asks_as(then)
        change = PlanChange(name, then.contrasts[name], now.contrasts[name], is_corrected)
        changes.append(change)
    return tuple(changes)


def _what_differs(was: Any, now: Any) -> tuple[Any, Any]:
    """Return both values; of tables what differs only."""
    if not isinstance(was, dict) or not isinstance(now, dict):
        return was, now
    then_alone = {key: value for key, value in was.items() if now.get(key) != value}
    now_alone = {key: value for key, value in now.items() if was.get(key) != value}
    return then_alone, now_alone


def _new_method(then: Plan, now: Plan) -> tuple[int, int] | None:
    """Return the method of then and of now, where the software has another one."""
    if then.method is None or now.method is None or then.method == now.method:
        return None
    return then.method, now.method


def _with_plan(settings: Settings, plan: Plan, now: Plan) -> Settings:
    """Return the settings with an earlier plan's rules in place of their own."""
    exposures: Any = plan.exposures
    rules: dict[str, Any] = {
        "per_day": plan.per_day,
        "unlogged_is_zero": plan.unlogged_is_zero,
    }
    if plan.region != now.region:
        rules["region"] = plan.region
    return dataclasses.replace(
        settings,
        activities=plan.activities,
        day_starts=dt.time.fromisoformat(plan.day_starts),
        pain=dataclasses.replace(settings.pain, **rules),
        plan=PlanSettings(exposures, plan.window_days, plan.sesoi),
        frozen_plan=plan,
        **_reading_rules(plan),
    )


def _reading_rules(plan: Plan) -> dict[str, Any]:
    """Return the settings by which an earlier plan had files read; those that it held."""
    rules: dict[str, Any] = {}
    for name in ("covered_from", "covered_to"):
        day = getattr(plan, name)
        if day is not None:
            rules[name] = dt.date.fromisoformat(day) if day else None
    for name in ("timezone", "travel", "other", "words"):
        if getattr(plan, name) is not None:
            rules[name] = getattr(plan, name)
    if plan.files is not None:
        rules["files"] = {name: _file_settings(told) for name, told in plan.files.items()}
    return rules


def _file_settings(told: Mapping[str, Any]) -> FileSettings:
    values: dict[str, Any] = {}
    for key, value in told.items():
        values[key] = tuple(value) if isinstance(value, list) else value
    return FileSettings(**values)


def _by_rules_of(then: Plan, now: Plan, settings: Settings, analysis: Analysis) -> Diary:
    """Return today's diary by the day rules of an earlier plan, which `settings` carry."""
    changed = set(now.changed_since(then))
    if not changed & {*DAY_RULES, *READING}:
        return analysis.diary
    exports = analysis.exports
    if changed & {"day_starts", *READING}:
        exports = read_exports(settings.raw, settings)
    return build_diary(exports, settings)


def _days(old: pd.DataFrame | None, new: pd.DataFrame) -> DayChanges | None:
    """Return which days are new or gone, and which values of the days before are others now."""
    if old is None:
        return None
    new = spreadsheet_safe(new)  # as the old one was written
    added = new.index.difference(old.index)
    gone = old.index.difference(new.index)
    return DayChanges(
        added=len(added),
        added_rated=int(new.loc[added, "pain"].count()),
        gone=len(gone),
        values=_past_values(old, new),
    )


def _past_values(old: pd.DataFrame, new: pd.DataFrame) -> tuple[PastValues, ...]:
    days = old.index.intersection(new.index)
    found = []
    for column in old.columns.union(new.columns, sort=False):
        was = _column(old, column).reindex(days)
        now = _column(new, column).reindex(days)
        is_other = ~np.isclose(was, now, equal_nan=True)
        both = was.notna() & now.notna()
        kinds = {
            "appeared": is_other & was.isna(),
            "vanished": is_other & now.isna(),
            "changed": is_other & both,
        }
        for kind, where in kinds.items():
            when = days[where]
            if when.empty:
                continue
            examples = [PastValue(day, was[day], now[day]) for day in when[:EXAMPLES]]
            found.append(
                PastValues(
                    column=str(column),
                    kind=kind,
                    count=len(when),
                    examples=tuple(examples),
                )
            )
    return tuple(found)


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    if name in table:
        return table[name]
    return pd.Series(np.nan, table.index)


def _answers(last: Month, now: Month) -> tuple[AnswerChange, ...]:
    before = last.results["answers"]
    today = now.results["answers"]
    return tuple(AnswerChange(name, before.get(name), found) for name, found in today.items())


def _versions(last: Month, now: Month) -> tuple[Version, ...]:
    before = last.results["software"]
    today = now.results["software"]
    others = [name for name, number in before.items() if today.get(name) != number]
    return tuple(Version(name, before[name], today.get(name, "")) for name in others)


def _cannot_tell_what_moved(last: Month) -> Remark | None:
    if last.daily is None:
        return Remark("changes.no_daily_to_answer")
    if not last.found:
        return Remark("changes.no_estimate_then")
    return None


def _steps(last: Month, now: Month, ruled: Diary, settings: Settings) -> tuple[Step, ...]:
    """Go from the last answers to today's one step at a time, and return what each step moved.

    First with today's software, then with the values that the old days have now, then with the
    new days, at last with today's plan. A step that cannot differ is not computed.
    """
    old_days = last.daily
    assert old_days is not None
    rewritten_days = ruled.days.reindex(index=old_days.index)

    by_software = _answered(ruled, old_days, settings)
    by_rewritten = by_software
    if not np.allclose(rewritten_days[RESTS_ON], old_days[RESTS_ON], equal_nan=True):
        by_rewritten = _answered(ruled, rewritten_days, settings)
    by_new_days = now.found
    if _plan_changes(last.plan, now.plan):
        by_new_days = _answered(ruled, ruled.days, settings)

    stages = [
        ("software", last.found, by_software),
        ("rewritten", by_software, by_rewritten),
        ("new_days", by_rewritten, by_new_days),
        ("plan", by_new_days, now.found),
    ]
    steps = []
    for cause, was, found in stages:
        moved = _moved(was, found)
        if moved:
            steps.append(Step(cause, moved))
    return tuple(steps)


def _answered(diary: Diary, days: pd.DataFrame, settings: Settings) -> Found:
    """Answer anew with other days of a diary."""
    found = {}
    other = dataclasses.replace(diary, days=days)
    for a in answer(other, settings):
        if a.fit is not None:
            found[a.exposure.name] = Finding(a.contrast_estimate, a.verdict)
    return found


def _moved(was: Found, now: Found) -> tuple[Moved, ...]:
    pairs = [Moved(name, was.get(name), now.get(name)) for name in EXPOSURES]
    return tuple(pair for pair in pairs if pair.at_all)
