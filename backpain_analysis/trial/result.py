"""What a fair test found: numbers and codes."""

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import pandas as pd

from ..codes import Interval, Remark
from ..model import LagCurve, LaggedFit

LEVEL = 0.05


class TrialVerdict(StrEnum):
    """The three verdicts of a fair test; the values stand in `results.json`."""

    EFFECT = "effect found"
    NO_LARGE_EFFECT = "no effect as large as matters"
    CANNOT_TELL = "cannot tell"


class Effect(NamedTuple):
    """An estimate with its intervals, all in one unit.

    NaN where it could not be estimated; an end is -inf or inf where the interval has no bound.
    """

    estimate: float
    interval: Interval  # 95 %
    narrower: Interval  # 90 %, by which equivalence is judged

    def times(self, factor: float) -> "Effect":
        """Return the effect over another, positive, number of units."""
        return Effect(
            estimate=self.estimate * factor,
            interval=Interval(self.interval.lower * factor, self.interval.upper * factor),
            narrower=Interval(self.narrower.lower * factor, self.narrower.upper * factor),
        )


@dataclass(frozen=True)
class TrialResult:
    """A fair test, analysed as assigned, over the days that were done.

    Attributes
    ----------
    first_day, last_day : date
        The first and last day analysed: of the test, until its planned end, the day of stopping
        or the end of the diary, whichever comes first.
    is_complete : bool
        Whether the planned end was reached.
    stopped_early : bool
        Whether the person stopped before it.
    effect : Effect
        NRS points per +10 km a week of running done, the schedule as instrument.
    contrast : float
        The high week less the low one as asked for, in units of 10 km a week.
    sesoi : float
        The smallest difference that matters, NRS points over that contrast.
    pvalue : float
        Of the sharp null, that running does nothing to pain on any day; the one that may be said:
        where the test was stopped after a look it is the sequential one. NaN where nothing could
        be computed.
    is_sequential : bool
        Whether `pvalue` and the intervals are those that stay right after looking.
    orders : int
        How many orders of the blocks were drawn again.
    all_orders : bool
        Whether these are all that the rule allows.
    smallest_pvalue : float
        The smallest that these orders allow, whatever the pain.
    is_hull : bool
        Whether a part within an interval was excluded as well, the interval being its hull.
    blocks : DataFrame
        One row a block begun: `number` (from 1), `first_day`, `is_high`, `km_asked` and `km_run`
        (a week; NaN where unknown), `days` done, `rated` days, `mean_pain` (NaN without a rating).
    rated_high, rated_low : float
        Shares of the high and of the low days that were rated; NaN without such a day.
    missing_pvalue : float
        Randomisation p that ratings are missing alike in high and low blocks; NaN where all or
        none are rated.
    adherence : float
        The contrast between high and low blocks as run, over that asked for: 1 is all of it. NaN
        where only one kind was done, or distances are unknown.
    lag_curve : LagCurve or None
        Exploratory: spread over the days before, by the kilometres asked for.
    observational : LaggedFit or None
        What the usual analysis makes of the kilometres run over the same days.
    agrees : bool or None
        Whether its estimate lies in the test's interval; None without either.
    verdict : TrialVerdict
    early_look_pvalue : float or None
        The sequential p-value over the blocks done; None where nobody looked early.
    lack : Remark or None
        Why there is no p-value.
    remarks : tuple of Remark
        What else could not be computed, or was filled in.
    """

    first_day: dt.date
    last_day: dt.date
    is_complete: bool
    stopped_early: bool
    effect: Effect
    contrast: float
    sesoi: float
    pvalue: float
    is_sequential: bool
    orders: int
    all_orders: bool
    smallest_pvalue: float
    is_hull: bool
    blocks: pd.DataFrame
    rated_high: float
    rated_low: float
    missing_pvalue: float
    adherence: float
    lag_curve: LagCurve | None = None
    observational: LaggedFit | None = None
    early_look_pvalue: float | None = None
    lack: Remark | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def estimate(self) -> float:
        """NRS points per +10 km a week."""
        return self.effect.estimate

    @property
    def interval(self) -> Interval:
        """The 95 % randomisation interval of `estimate`."""
        return self.effect.interval

    @property
    def over_contrast(self) -> Effect:
        """The effect of the high week less the low one, as asked for: NRS points."""
        return self.effect.times(self.contrast)

    @property
    def agrees(self) -> bool | None:
        """Whether the observational estimate lies in the test's interval."""
        if self.observational is None or math.isnan(self.interval.lower):
            return None
        return self.interval.lower <= self.observational.estimate <= self.interval.upper

    @property
    def verdict(self) -> TrialVerdict:
        """The verdict; as elsewhere, what is too small to matter comes before what is there."""
        low, high = self.over_contrast.narrower
        if low > -self.sesoi and high < self.sesoi:
            return TrialVerdict.NO_LARGE_EFFECT
        if self.pvalue <= LEVEL:
            return TrialVerdict.EFFECT
        return TrialVerdict.CANNOT_TELL
