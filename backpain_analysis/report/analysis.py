"""Everything that one report rests on: the files, the diary, the answers."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ..answers import Answers, answer
from ..checks import Sensitivity, sensitivity
from ..codes import Remark
from ..diary import Diary, build_diary
from ..errors import DataError
from ..importing import Exports, read_exports
from ..language import Phrases
from ..model import DISTANCE
from ..settings import Settings
from .draft import Before, in_force, why_not_fixed
from .fair_test import ReportedTest, reported_test
from .habits import Habits, usual_habits
from .progress import Say, say_nothing


@dataclass(frozen=True)
class Analysis:
    """One reading of a person's files, and what was computed from it.

    Attributes
    ----------
    settings : Settings
    exports : Exports
    diary : Diary
    shown : DataFrame
        The days that the pages show; the answers rest on all of them.
    answers : Answers
    looks : int
        How often estimates have been seen, this time included.
    example : bool
        Whether this is the made-up person.
    fair_test : ReportedTest or None
        The person's latest fair test; None where they have begun none.
    """

    settings: Settings
    exports: Exports
    diary: Diary
    shown: pd.DataFrame
    answers: Answers
    looks: int
    example: bool = False
    fair_test: ReportedTest | None = None

    @property
    def daily(self) -> pd.DataFrame:
        """One row a day."""
        return self.diary.days

    @property
    def not_fixed(self) -> str:
        """Why the plan is not fixed, one of `draft.NOT_FIXED`; "" where it is."""
        return why_not_fixed(self.answers, self.diary, example=self.example)

    @property
    def habits(self) -> Habits:
        """The usual week that the plan rests on."""
        return usual_habits(self.diary, self.answers.plan)

    @cached_property
    def sensitivity(self) -> Mapping[str, Sensitivity]:
        """For an exposure by name, its question asked by other methods; they take a while."""
        return _sensitivity(self.diary, self.answers)

    @cached_property
    def phrases(self) -> Phrases:
        """The phrases of the person's language, activities and body region."""
        return Phrases(self.settings.language, self.settings.activities, self.diary.region)


def analyse(
    settings: Settings,
    *,
    today: dt.date,
    before: Before | None = None,
    confirmed: bool = False,
    example: bool = False,
    since: dt.date | None = None,
    until: dt.date | None = None,
    say: Say = say_nothing,
) -> Analysis:
    """Read a person's files and answer the plan's questions.

    Parameters
    ----------
    settings : Settings
    today : date
        The plan is frozen as of this day, if it is not yet frozen, there is an answer, and the
        person has confirmed the habits that it rests on.
    before : Before, optional
        The plan in force before, where today's differs, the plan notes the change; and how often
        estimates were seen before.
    confirmed : bool
        Whether the person has confirmed their habits. A plan that is frozen needs no more of it.
    example : bool
        The made-up person's plan is never frozen.
    since, until : date, optional
        First and last day that the pages show.
    say : callable
        Told what is being done, a phrase of `[progress]`.

    Raises
    ------
    DataError
        Nothing at all can be read, or no day lies between `since` and `until`.
    """
    say(Remark("progress.reading"))
    exports = read_exports(settings.raw, settings, say)
    diary = build_diary(exports, settings)
    shown = _between(diary.days, since, until)
    say(Remark("progress.answering"))
    answers = answer(diary, settings)
    is_answered = any(a.fit for a in answers)
    before = before or Before()
    is_fixed = answers.plan.frozen_on is not None
    if not example and (is_fixed or (is_answered and confirmed)):
        plan = in_force(answers.plan, before, today)
        answers = dataclasses.replace(answers, plan=plan)
    return Analysis(
        settings=settings,
        exports=exports,
        diary=diary,
        shown=shown,
        answers=answers,
        looks=before.looks + 1 if is_answered else before.looks,
        example=example,
        fair_test=reported_test(settings, diary, today),
    )


def _between(days: pd.DataFrame, since: dt.date | None, until: dt.date | None) -> pd.DataFrame:
    first = pd.Timestamp(since) if since else None
    last = pd.Timestamp(until) if until else None
    shown = days.loc[first:last]
    if shown.empty:
        raise DataError("no day lies between --since and --until.", todo="Choose others.")
    return shown


def _sensitivity(diary: Diary, answers: Answers) -> dict[str, Sensitivity]:
    """Ask the question about distance by other methods, where it has an answer."""
    for a in answers:
        if a.exposure is DISTANCE and a.fit is not None:
            found = sensitivity(diary, DISTANCE, answers.plan.window_days, a.fit)
            return {DISTANCE.name: found}
    return {}
