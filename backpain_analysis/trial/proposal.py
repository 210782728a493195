"""A fair test proposed from a person's own record, or why there can be none."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from ..codes import Remark
from ..diary import Diary
from ..errors import DataError, FitError
from ..settings import Settings
from .drawing import Rule
from .fair_test import Confirmed, FairTest, StoppingRule
from .pain_course import course_of
from .power import ENOUGH, power_curve
from .refusals import low_power, no_contrast, reasons_against, unfit_wishes
from .schedule import Schedule, WeekAsked
from .stopping import days_rule_met, times_met
from .usual import UsualWeeks, usual_weeks
from .weeks import high_week, low_week, most_km
from .wishes import WEEKS, Wishes

BLOCK_DAYS = 14
USUAL_LENGTH = 26


@dataclass(frozen=True)
class ProposedTest:
    """A test that could be begun; not drawn, not written, not confirmed.

    Attributes
    ----------
    usual : UsualWeeks or None
        What the person runs; None where no week is known.
    most_km : float
        What no week may exceed; NaN where it is not known.
    low, high : WeekAsked or None
        None where there can be no such week.
    start : date
    weeks : int
    stopping : StoppingRule
    rule_met : DatetimeIndex
        The days of the record on which this stopping rule would have been met.
    refusals : tuple of Remark
        Why the test cannot be begun, with the evidence; none where it can.
    powers : mapping of int to float
        In what share of such tests the difference that matters would be found, by the weeks that
        a test takes; none until that is worked out (`with_power`).
    """

    usual: UsualWeeks | None
    most_km: float
    low: WeekAsked | None
    high: WeekAsked | None
    start: dt.date
    weeks: int
    stopping: StoppingRule
    rule_met: pd.DatetimeIndex
    refusals: tuple[Remark, ...]
    powers: Mapping[int, float] = field(default_factory=dict)

    @property
    def last_day(self) -> dt.date:
        """The last day of the last block."""
        return self.start + dt.timedelta(weeks=self.weeks, days=-1)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return self.weeks * 7 // BLOCK_DAYS

    @property
    def times_met(self) -> int:
        """How often the stopping rule would have been met."""
        return times_met(self.rule_met)

    @property
    def power(self) -> float:
        """In what share of such tests the difference would be found; NaN until worked out."""
        return self.powers.get(self.weeks, math.nan)

    def undrawn(self, settings: Settings, confirmed: Confirmed) -> FairTest:
        """Return the test with all that is fixed before chance orders its blocks.

        Raises
        ------
        DataError
            It is refused, or its power is not worked out: there is nothing that could be drawn.
        """
        if self.refusals or self.low is None or self.high is None or not self.powers:
            todo = "`backpain test plan` says why, and what would be possible."
            raise DataError("this test cannot be begun.", todo=todo)
        schedule = Schedule(
            start=self.start,
            block_days=BLOCK_DAYS,
            order=(False,) * self.blocks,
            low=self.low,
            high=self.high,
        )
        return FairTest(
            schedule=schedule,
            rule=Rule(),
            stopping=self.stopping,
            confirmed=confirmed,
            sesoi=sesoi_of(settings),
            region=settings.pain.region,
            activities=settings.activities,
            timezone=settings.zone,
            power=round(self.power, 3),
        )


def sesoi_of(settings: Settings) -> float:
    """Return the smallest difference that matters: the fixed plan's, else the settings'."""
    plan = settings.frozen_plan or settings.plan
    return float(plan.sesoi)


def propose_test(
    diary: Diary,
    today: dt.date,
    wishes: Wishes | None = None,
    running: FairTest | None = None,
) -> ProposedTest:
    """Propose a low and a high week within what the person has run, and a first day.

    Parameters
    ----------
    diary : Diary
    today : date
    wishes : Wishes, optional
    running : FairTest, optional
        The person's latest test; while it runs there cannot be another.

    Returns
    -------
    ProposedTest
        With every reason why it cannot be begun. How likely it is to find a difference is another
        question (`trial.power`).
    """
    wishes = wishes or Wishes()
    usual = usual_weeks(diary, today)
    limit = most_km(usual) if usual else math.nan
    most = _lower_of(limit, wishes.high_km)
    low, high = _weeks_asked(usual, most)
    proposed = ProposedTest(
        usual=usual,
        most_km=limit,
        low=low,
        high=high,
        start=wishes.start or _next_monday(today),
        weeks=wishes.weeks or USUAL_LENGTH,
        stopping=wishes.stopping,
        rule_met=days_rule_met(diary.days["pain"], wishes.stopping),
        refusals=(),
    )
    found = reasons_against(diary, usual, running, today)
    if usual is not None and not found:
        found = [
            *unfit_wishes(wishes, limit, diary.days["pain"], today),
            *no_contrast(low, high, usual, most),
        ]
    return replace(proposed, refusals=tuple(found))


def with_power(
    proposed: ProposedTest, diary: Diary, sesoi: float, weeks: int | None = None
) -> ProposedTest:
    """Work out how likely each length of the test is to find the difference that matters.

    Parameters
    ----------
    proposed : ProposedTest
        One that is refused is returned as it is.
    diary : Diary
    sesoi : float
        The difference that matters, NRS points between the two weeks.
    weeks : int, optional
        As the person wishes; by default the fewest that find it in 80 of 100 tests.

    Returns
    -------
    ProposedTest
        Refused where even the longest would not find it in 80 of 100.
    """
    if proposed.refusals or proposed.low is None or proposed.high is None:
        return proposed
    try:
        course = course_of(diary)
    except FitError as error:
        why = error.remark or Remark("trial.refused.no_course")
        return replace(proposed, refusals=(why,))
    curve = power_curve(course, proposed.low, proposed.high, weeks=WEEKS, differences=(sesoi,))
    powers = {int(row.weeks): float(row.power) for row in curve.itertuples()}
    longest = WEEKS[-1]
    if powers[longest] < ENOUGH:
        refusals = (low_power(longest, sesoi, powers[longest]),)
        return replace(proposed, powers=powers, weeks=longest, refusals=refusals)
    enough = [length for length, power in powers.items() if power >= ENOUGH]
    return replace(proposed, powers=powers, weeks=weeks or min(enough))


def _weeks_asked(
    usual: UsualWeeks | None, limit: float
) -> tuple[WeekAsked | None, WeekAsked | None]:
    if usual is None:
        return None, None
    high = high_week(usual, limit)
    if high is None:
        return None, None
    return low_week(usual, high), high


def _lower_of(limit: float, chosen: float | None) -> float:
    if chosen is None or math.isnan(chosen):
        return limit
    return min(limit, chosen)


def _next_monday(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=7 - today.weekday())
