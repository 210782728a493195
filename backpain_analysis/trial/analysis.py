"""A fair test analysed as assigned: the exact p-value, the effect, and what stands beside them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..codes import Interval, Remark
from ..diary import Diary, days_of
from ..errors import FitError
from ..model import DISTANCE, LagCurve, LaggedFit, fit_lagged, fit_reml, lag_curve
from .by_block import adherence_of, block_table, missing_of
from .design import DaysDone, days_done, lay_out
from .drawing import OtherOrders, other_orders
from .early_look import look_early, sequential_interval
from .fair_test import FairTest
from .randomisation import invert_all, products_of, statistics_of
from .result import Effect, TrialResult

NAN = float("nan")
NO_INTERVAL = Interval(NAN, NAN)
NO_EFFECT = Effect(NAN, NO_INTERVAL, NO_INTERVAL)
FEWEST_RATED = 10


@dataclass(frozen=True)
class Randomised:
    """What chance alone has to say; the fields are those of `TrialResult`.

    `no_effect` is why there is a p-value and no estimate.
    """

    effect: Effect = NO_EFFECT
    pvalue: float = NAN
    is_hull: bool = False
    is_sequential: bool = False
    lack: Remark | None = None
    no_effect: Remark | None = None


def analyse(diary: Diary | pd.DataFrame, test: FairTest) -> TrialResult:
    """Analyse a fair test over the days that were done.

    For a test that is over: at its planned end, or stopped. Before that, `look_early`.

    Parameters
    ----------
    diary : Diary or DataFrame
        One row per calendar day, NaN where nothing was recorded.
    test : FairTest

    Returns
    -------
    TrialResult

    Raises
    ------
    FitError
        No day of the test lies in the diary.

    Notes
    -----
    The p-value is exact for the sharp null, whatever pain's own course and whoever skips runs when
    it hurts, for chance alone decided what was asked for (Edgington and Onghena 2007). The error
    model is fitted without the schedule, so that the weights are the same in every order. What
    stopped the test early cannot depend on the schedule either, if running does nothing: orders
    are drawn again for the whole plan, and the days done are analysed.
    """
    daily = days_of(diary)
    done = days_done(daily, test)
    others = other_orders(test.rule, test.schedule.order, test.seed)
    found = randomised(done, test, others)
    early_pvalue = None
    if test.looks:
        early_pvalue = look_early(daily, test).pvalue
    if early_pvalue is not None and _looked_before_stopping(test):
        found = _sequential(found, daily, test, early_pvalue)
    blocks = block_table(done, test)
    adherence = adherence_of(done, test)
    missing = missing_of(done, test, others)
    last_day = done.days[-1].date()
    masked = _only_rated_within(daily, done)
    return TrialResult(
        first_day=test.schedule.start,
        last_day=last_day,
        is_complete=last_day == test.schedule.last_day,
        stopped_early=is_stopped(test),
        effect=found.effect,
        contrast=(test.schedule.high.km - test.schedule.low.km) / DISTANCE.per,
        sesoi=test.sesoi,
        pvalue=found.pvalue,
        is_sequential=found.is_sequential,
        orders=len(others.orders),
        all_orders=others.are_all,
        smallest_pvalue=smallest_pvalue(others, test, last_day),
        is_hull=found.is_hull,
        blocks=blocks,
        rated_high=missing.rated_high,
        rated_low=missing.rated_low,
        missing_pvalue=missing.pvalue,
        adherence=adherence,
        lag_curve=_curve_as_asked(masked, done, test),
        observational=_observational(masked),
        early_look_pvalue=early_pvalue,
        lack=found.lack,
        remarks=tuple(_remarks(done, found)),
    )


def randomised(done: DaysDone, test: FairTest, others: OtherOrders) -> Randomised:
    """Return the randomisation test and the effect."""
    if done.rated.sum() < FEWEST_RATED:
        fields = {"n": int(done.rated.sum()), "needed": FEWEST_RATED}
        return Randomised(lack=Remark("trial_lack.rated_days", fields))
    own = np.array(test.schedule.order)
    if not test.rule.allows(own[None])[0]:
        return Randomised(lack=Remark("trial_lack.order_not_allowed"))
    design = lay_out(done, test)
    try:
        errors = fit_reml(design.t, design.pain, design.terms)
    except FitError as error:
        return Randomised(lack=error.remark)
    products = products_of(design, errors)
    each_shape = statistics_of(products, own, others.orders)
    evenly = each_shape[0]
    pvalue = evenly.pvalue()
    if not done.km_is_known:
        return Randomised(pvalue=pvalue, no_effect=Remark("trial_lack.km_unknown", _filled(done)))
    if np.isnan(evenly.estimate):
        return Randomised(pvalue=pvalue, no_effect=Remark("trial_lack.running_not_moved"))
    wider = invert_all(each_shape, alpha=0.05)
    narrower = invert_all(each_shape, alpha=0.10)
    effect = Effect(evenly.estimate, wider.interval, narrower.interval)
    return Randomised(effect=effect, pvalue=pvalue, is_hull=wider.is_hull)


def is_stopped(test: FairTest) -> bool:
    """Tell whether the person stopped before the planned end."""
    return test.stopped_on is not None and test.stopped_on < test.schedule.last_day


def _looked_before_stopping(test: FairTest) -> bool:
    """Tell whether a look may have led to stopping: then the exact p-value does not hold."""
    if test.stopped_on is None or not is_stopped(test):
        return False
    return min(test.looks) <= test.stopped_on


def _sequential(
    found: Randomised, daily: pd.DataFrame, test: FairTest, pvalue: float
) -> Randomised:
    """Return the test and the intervals that stay right after looking."""
    if found.lack is not None:
        return found
    effect = found.effect
    if np.isfinite(effect.estimate):
        wider = sequential_interval(daily, test, level=0.95)
        narrower = sequential_interval(daily, test, level=0.90)
        effect = Effect(effect.estimate, wider, narrower)
    return replace(found, effect=effect, pvalue=pvalue, is_sequential=True)


def smallest_pvalue(others: OtherOrders, test: FairTest, last_day: dt.date) -> float:
    """Return the smallest p-value: orders that ask the same, or the opposite, always count.

    What is asked for on the last day comes too late for its rating.
    """
    day_before = pd.DatetimeIndex([last_day]) - pd.Timedelta(days=1)
    of_last = test.schedule.block_of(day_before)[0]
    done = slice(0, of_last + 1)
    own = np.array(test.schedule.order)[done]
    differs = others.orders[:, done] != own
    always = (~differs).all(axis=1) | differs.all(axis=1)
    return float(1 + always.sum()) / (1 + len(others.orders))


def _remarks(done: DaysDone, found: Randomised) -> Iterator[Remark]:
    """Yield why there is no estimate, or what was filled in for it."""
    if found.no_effect is not None:
        yield found.no_effect
    elif done.unknown:
        yield Remark("trial_note.km_filled", _filled(done))


def _filled(done: DaysDone) -> dict[str, int]:
    return {"n": done.unknown, "days": len(done.km)}


def _only_rated_within(daily: pd.DataFrame, done: DaysDone) -> pd.DataFrame:
    """Return the diary without the ratings before and after the test."""
    is_within = daily.index.isin(done.days)
    return daily.assign(pain=daily["pain"].where(is_within))


def _observational(masked: pd.DataFrame) -> LaggedFit | None:
    try:
        return fit_lagged(masked, DISTANCE)
    except FitError:
        return None


def _curve_as_asked(masked: pd.DataFrame, done: DaysDone, test: FairTest) -> LagCurve | None:
    """Return the lag curve of the kilometres asked for, of those run before the test."""
    asked = pd.Series(test.schedule.km_asked(), test.schedule.days)
    km = asked.reindex(masked.index).fillna(masked["distance_km"])
    try:
        fit = fit_lagged(masked.assign(distance_km=km), DISTANCE, feedback=False)
    except FitError:
        return None
    return lag_curve(fit)
