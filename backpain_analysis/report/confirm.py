"""The plan that would be fixed, for its person to confirm, and what came before it."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..answers import Answers
from ..diary import Diary
from ..plan import Plan, freeze_plan
from ..settings import Settings, is_example
from .draft import Before, in_force, why_not_fixed
from .folder import held_reports
from .habits import Habits, usual_habits
from .results import Month, months_so_far


@dataclass(frozen=True)
class Proposed:
    """The plan that would be fixed now.

    Parameters
    ----------
    lack : str
        One of `draft.NOT_FIXED`; "" where a plan is fixed already.
    plan : Plan
    habits : Habits
    """

    lack: str
    plan: Plan
    habits: Habits


def before_report(settings: Settings, so_far: Sequence[Month], month: str) -> Before:
    """Return what came before the report of a month."""
    earlier = [report for report in so_far if report.month < month]
    drafts = [report for report in so_far if report.found and not report.plan.frozen_on]
    return Before(
        plan=_plan_before(settings, so_far),
        looks=len([report for report in earlier if report.found]),
        drafts=len(drafts),
        seen=len([report for report in so_far if report.found]),
        files=so_far[-1].files if so_far else None,
    )


def _plan_before(settings: Settings, so_far: Sequence[Month]) -> Plan | None:
    """Return the plan in force: a plan.toml that was taken away is remembered by the reports.

    Of a draft, the rules count: its contrasts were drawn from the days that there were.
    """
    if settings.frozen_plan is not None:
        return settings.frozen_plan
    for report in reversed(so_far):
        if report.plan.frozen_on:
            return report.plan
    for report in reversed(so_far):
        if report.found:
            return dataclasses.replace(report.plan, contrasts={})
    return None


def propose_plan(diary: Diary, answers: Answers, settings: Settings) -> Proposed:
    """Return the plan that would be fixed now, and the habits to confirm."""
    example = settings.person is not None and is_example(settings.person)
    return Proposed(
        lack=why_not_fixed(answers, diary, example=example),
        plan=answers.plan,
        habits=usual_habits(diary, answers.plan),
    )


def fix_plan(plan: Plan, settings: Settings, reports: str | Path, today: dt.date) -> Plan:
    """Write the plan that the person has confirmed, and return it.

    Parameters
    ----------
    plan : Plan
        As `propose_plan` gives it.
    settings : Settings
    reports : path
        The folder of the person's reports, where drafts may have shown answers already.
    today : date
    """
    so_far = _reports_in(Path(reports))
    before = before_report(settings, so_far, f"{today:%Y-%m}")
    return freeze_plan(settings.person or Path(), in_force(plan, before, today), today)


def _reports_in(folder: Path) -> list[Month]:
    """Return the reports in a folder, after putting back what a broken run had moved aside."""
    if not folder.is_dir():
        return []
    with held_reports(folder):
        return months_so_far(folder)
