"""A fair test proposed from a person's own record, or why there can be none."""

import datetime as dt
import math
from dataclasses import dataclass, replace

import pandas as pd

from ..codes import Remark
from ..diary import Diary
from ..settings import Settings
from .drawing import Rule
from .fair_test import Confirmed, FairTest, StoppingRule
from .refusals import no_contrast, reasons_against, unfit_wishes
from .schedule import Schedule, WeekAsked
from .stopping import days_rule_met
from .usual import UsualWeeks, usual_weeks
from .weeks import high_week, low_week, most_km
from .wishes import Wishes

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

    @property
    def last_day(self) -> dt.date:
        """The last day of the last block."""
        return self.start + dt.timedelta(weeks=self.weeks, days=-1)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return self.weeks * 7 // BLOCK_DAYS

    def undrawn(self, settings: Settings, confirmed: Confirmed, power: float) -> FairTest:
        """Return the test with all that is fixed before chance orders its blocks.

        Raises
        ------
        ValueError
            It is refused: there is nothing that could be drawn.
        """
        if self.refusals or self.low is None or self.high is None:
            raise ValueError("a test that is refused cannot be begun")
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
            power=round(float(power), 3),
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
    low, high = _weeks_asked(usual, _lower_of(limit, wishes.high_km))
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
            *no_contrast(low, high, usual, limit),
        ]
    return replace(proposed, refusals=tuple(found))


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
