"""Whether a report is a draft: why its plan is not fixed, and what is noted when it is.

A plan is fixed at the first look that counts after its person has confirmed the habits that it
rests on: a file in the wrong unit, or of another person, would be fixed with it. Until then a
report is a draft. Its answers have been seen, so the drafts are counted, and a rule that changes
after one is noted as every later change is.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from ..answers import Answers
from ..diary import Diary
from ..plan import Plan
from ..settings import Settings

NOT_FIXED = ("example", "questions", "too_early", "unconfirmed")  # why there is no fixed plan


@dataclass(frozen=True)
class Before:
    """What came before a report: the plan in force, and how often answers were seen.

    Parameters
    ----------
    plan : Plan or None
        The fixed plan, or that of the last draft with an answer.
    looks : int
        In how many earlier months estimates were seen.
    drafts : int
        How many reports showed answers before a plan was fixed.
    seen : int
        How many reports showed answers, the one of the same month included.
    files : tuple of str or None
        The files that the last report read; None where that is not known.
    """

    plan: Plan | None = None
    looks: int = 0
    drafts: int = 0
    seen: int = 0
    files: tuple[str, ...] | None = None


def why_not_fixed(answers: Answers, diary: Diary, *, example: bool) -> str:
    """Return why a plan is not fixed, one of `NOT_FIXED`; "" where one is."""
    if answers.plan.frozen_on is not None:
        return ""
    if example:
        return "example"
    if diary.questions:
        return "questions"
    if not any(a.fit for a in answers):
        return "too_early"
    return "unconfirmed"


def in_force(plan: Plan, before: Before, today: dt.date) -> Plan:
    """Return the plan with its date, and with a note of what differs from the one before."""
    if before.plan is not None:
        plan = plan.after(before.plan, today, before.seen, _of_new_files(plan, before))
    if plan.frozen_on is not None:
        return plan
    return dataclasses.replace(plan, frozen_on=today, drafts_seen=before.drafts)


def _of_new_files(plan: Plan, before: Before) -> list[str]:
    """Name the settings of files that mean none of those which the last report read.

    A file that is new has to be asked about; that is no other plan.
    """
    if before.files is None:
        return []
    new = []
    for name in plan.files or {}:
        if not any(Settings.matches(name, file) for file in before.files):
            new.append(name)
    return new
