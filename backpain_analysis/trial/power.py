"""How often a test would find a difference, by simulation from the person's own pain.

The test itself is run, by the same orders and the same statistic. What the days have to say is
p = C'Wy (`randomisation`); where pain is delta times the schedule plus errors with covariance V,

    p = G u delta + K^(1/2) z,        K = C'WVWC,    z standard normal, one a block

so that thousands of tests are one matrix product. W is that of the analysis: its error model is
fitted without the schedule, takes some of the difference for pain's own course, and is itself
uncertain. So it is fitted to simulated pain, again and again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary, days_of
from ..errors import FitError
from ..model import DISTANCE, RemlResults, day_numbers, fit_lagged, fit_reml, time_terms
from .design import LAGS, block_columns, habit_before, trial_terms
from .drawing import MOST_ORDERS, Rule, count_orders, draw_orders, every_order
from .result import LEVEL
from .schedule import Schedule, WeekAsked

WEEKS = (12, 52)
ENOUGH = 0.8
FEWEST_RATED = 60  # days, to know a person's pain by
DAYS_OF_HABIT = 182
USUALLY = 0.5  # run on so many of a weekday's dates, it is a usual one
USUAL_ADHERENCE = 0.8  # of someone without usual days to run
SPREAD_OF_A_RUN = 0.2  # of its length, around that asked for
LEAST_CONTRAST = 5.0  # km a week
FITS = 8  # draws of which days are rated, and of the pain that the error model is fitted to
TESTS = 250  # simulated for each of them
FEWEST_RATED_WITHIN = 10  # days, as in the analysis
ALIKE = 1e-9
ORDERS = 999  # drawn again in each of these
DIFFERENCES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
Array = np.ndarray


@dataclass(frozen=True)
class PainCourse:
    """How a person's pain goes by itself, how often it is rated, how well a schedule is kept.

    Attributes
    ----------
    rho, log_r, scale : float
        The error model, as of `RemlResults`: of pain beside its trend and season.
    rated : float
        Share of the days that are rated, 0 to 1.
    adherence : float
        Share of the contrast asked for that will be run, 0 to 1.
    """

    rho: float
    log_r: float
    scale: float
    rated: float
    adherence: float

    @property
    def sd(self) -> float:
        """Standard deviation of a day's rating beside trend and season, NRS points."""
        return float(np.sqrt(self.scale * (1 / (1 - self.rho**2) + np.exp(self.log_r))))


def course_of(diary: Diary | pd.DataFrame, adherence: float | None = None) -> PainCourse:
    """Learn from a diary how a person's pain goes.

    Parameters
    ----------
    diary : Diary or DataFrame
    adherence : float, optional
        As known from an earlier test. By default the share of their usual days to run, of the
        last half year, on which the person did run.

    Raises
    ------
    FitError
        Fewer than 60 rated days, or pain that never changes.
    """
    daily = days_of(diary)
    pain = daily["pain"].dropna()
    if len(pain) < FEWEST_RATED:
        fields = {"n": len(pain), "needed": FEWEST_RATED}
        raise FitError(
            f"{len(pain)} rated days are too few to know a person's pain by: "
            f"at least {FEWEST_RATED} are needed.",
            remark=Remark("trial_refusal.rated_days", fields),
        )
    fit = _error_model(daily, pain)
    span = (pain.index[-1] - pain.index[0]).days + 1
    return PainCourse(
        rho=fit.rho,
        log_r=fit.log_r,
        scale=fit.scale,
        rated=len(pain) / span,
        adherence=usual_days_kept(daily) if adherence is None else adherence,
    )


def _error_model(daily: pd.DataFrame, pain: pd.Series) -> RemlResults:
    """Return pain's own course beside what goes with running, where that can be told apart."""
    try:
        return fit_lagged(daily, DISTANCE, design="mean", feedback=False).result
    except FitError:
        days = pd.DatetimeIndex(pain.index)
        return fit_reml(day_numbers(days), pain.to_numpy(), time_terms(days))


def usual_days_kept(daily: pd.DataFrame) -> float:
    """Return how often the person ran on their usual days: weekdays with a run more often than not.

    Over the last half year of the run log; .8 where no weekday is usual.
    """
    runs = daily["runs"].dropna().iloc[-DAYS_OF_HABIT:]
    ran = runs > 0
    by_weekday = ran.groupby(pd.DatetimeIndex(runs.index).day_of_week).mean()
    usual = by_weekday[by_weekday > USUALLY]
    if usual.empty:
        return USUAL_ADHERENCE
    return float(usual.mean())


def power_of(
    course: PainCourse, schedule: Schedule, rule: Rule, difference: float = 1.0, seed: int = 0
) -> float:
    """Return the share of such tests, 0 to 1, that would find a difference.

    Parameters
    ----------
    course : PainCourse
    schedule : Schedule
        Whatever its order: each simulated test draws its own.
    rule : Rule
    difference : float
        NRS points between the high and the low week, if each is run as asked.
    seed : int
        Of the simulation: the same seed gives the same answer.
    """
    (power,) = _powers(course, schedule, rule, [difference], seed)
    return power


def power_curve(
    course: PainCourse,
    low: WeekAsked,
    high: WeekAsked,
    rule: Rule | None = None,
    block_days: int = 14,
    weeks: Sequence[int] | None = None,
    differences: Sequence[float] = DIFFERENCES,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the power of tests of every length: columns `weeks`, `difference`, `power` (0 to 1).

    Parameters
    ----------
    course : PainCourse
    low, high : WeekAsked
    rule : Rule, optional
    block_days : int
    weeks : sequence of int, optional
        By default every second number of blocks from 12 to 52 weeks. Others count down to whole
        blocks.
    differences : sequence of float
        NRS points between the high and the low week.
    seed : int
    """
    rows = []
    for blocks in _block_numbers(weeks, block_days):
        schedule = _any_schedule(low, high, block_days, blocks)
        powers = _powers(course, schedule, rule or Rule(), differences, seed)
        for difference, power in zip(differences, powers, strict=True):
            rows.append((schedule.weeks, difference, power))
    return pd.DataFrame(rows, columns=["weeks", "difference", "power"])


def weeks_needed(curve: pd.DataFrame, difference: float) -> float:
    """Return the weeks from which on 80 of 100 tests find a difference; inf where none suffices.

    `curve` as of `power_curve`; NaN where it does not hold that difference.
    """
    of_it = curve[np.isclose(curve["difference"], difference)].sort_values("weeks")
    if of_it.empty:
        return float("nan")
    is_short = of_it["power"].to_numpy() < ENOUGH
    if is_short[-1]:
        return float("inf")
    longer = of_it["weeks"].to_numpy()[~np.logical_or.accumulate(is_short[::-1])[::-1]]
    return float(longer[0])


def smallest_difference(curve: pd.DataFrame, weeks: float) -> float:
    """Return the difference that 80 of 100 tests of so many weeks find.

    Interpolated between those of the curve; inf beyond the largest.
    """
    of_it = curve[np.isclose(curve["weeks"], weeks)].sort_values("difference")
    if of_it.empty or of_it["power"].max() < ENOUGH:
        return float("inf")
    power = np.maximum.accumulate(np.append(LEVEL, of_it["power"]))
    return float(np.interp(ENOUGH, power, np.append(0.0, of_it["difference"])))


def refusal(
    course: PainCourse, schedule: Schedule, rule: Rule, sesoi: float = 1.0, seed: int = 0
) -> Remark | None:
    """Return why a test cannot work, or None.

    It must be able to reach p = .05, ask for enough of a contrast, and be of a length at which
    it would find the difference that matters in 80 of 100 tests, if it lasted 52 weeks.
    """
    contrast = schedule.high.km - schedule.low.km
    if contrast < LEAST_CONTRAST:
        fields = {"km": contrast, "needed": LEAST_CONTRAST}
        return Remark("trial_refusal.contrast", fields)
    smallest = 2 / max(count_orders(rule, len(schedule.order)), 1)
    if smallest > LEVEL:
        fields = {"blocks": len(schedule.order), "smallest": smallest}
        return Remark("trial_refusal.orders", fields)
    most = WEEKS[1] * 7 // schedule.block_days
    longest = _any_schedule(schedule.low, schedule.high, schedule.block_days, most)
    power = power_of(course, longest, rule, sesoi, seed)
    if power < ENOUGH:
        fields = {"weeks": WEEKS[1], "power": power, "difference": sesoi}
        return Remark("trial_refusal.power", fields)
    return None


def _block_numbers(weeks: Sequence[int] | None, block_days: int) -> list[int]:
    if weeks is None:
        fewest, most = WEEKS
        return list(range(-(-fewest * 7 // block_days), most * 7 // block_days + 1, 2))
    return sorted({number * 7 // block_days for number in weeks})


def _any_schedule(low: WeekAsked, high: WeekAsked, block_days: int, blocks: int) -> Schedule:
    """Return a schedule of that length; where only the contrast matters, its start does not."""
    start = pd.Timestamp("2024-01-01").date()
    return Schedule(start, block_days, (False,) * blocks, low, high)


def _powers(
    course: PainCourse, schedule: Schedule, rule: Rule, differences: Sequence[float], seed: int
) -> list[float]:
    """Return the power for each difference."""
    blocks = len(schedule.order)
    if not count_orders(rule, blocks):
        return [0.0 for _ in differences]
    rng = np.random.default_rng(seed)
    orders = _orders(rule, blocks, rng)
    found = np.zeros((FITS, len(differences)))
    for number in range(FITS):
        is_rated = rng.random(len(schedule.days)) < course.rated
        if is_rated.sum() < FEWEST_RATED_WITHIN:
            continue
        days = _RatedDays(course, schedule, is_rated)
        own = draw_orders(rule, blocks, TESTS, rng) - 0.5
        normal = rng.normal(size=(TESTS, blocks))
        errors = rng.normal(size=len(days.t))
        for place, difference in enumerate(differences):
            said = days.say(difference, own[0], errors)
            pvalues = said.pvalues(difference * course.adherence, own, orders, normal)
            found[number, place] = (pvalues <= LEVEL).mean()
    return [float(share) for share in found.mean(axis=0)]


class _Orders(NamedTuple):
    """Orders, of +1/2 and -1/2: all (the own one is among them), or as many as were drawn."""

    orders: Array
    are_all: bool


def _orders(rule: Rule, blocks: int, rng: np.random.Generator) -> _Orders:
    if count_orders(rule, blocks) <= MOST_ORDERS:
        return _Orders(every_order(rule, blocks) - 0.5, are_all=True)
    return _Orders(draw_orders(rule, blocks, ORDERS, rng) - 0.5, are_all=False)


class _RatedDays:
    """The rated days of one simulated test."""

    def __init__(self, course: PainCourse, schedule: Schedule, is_rated: Array) -> None:
        days = schedule.days[is_rated]
        self.adherence = course.adherence
        self.t = day_numbers(days)
        self.terms = trial_terms(days).to_numpy()
        # in units of the contrast: 0 to 1
        contrast = schedule.high.km - schedule.low.km
        self.habit = block_columns(schedule, schedule.days)[is_rated] * DISTANCE.per / contrast
        lasting = _covariance(self.t, course.rho, course.log_r)
        self.of_pain = course.scale * lasting
        self.of_skipping = _of_skipping(course, schedule)[np.ix_(is_rated, is_rated)] / contrast**2

    def say(self, difference: float, own: Array, errors: Array) -> "_Said":
        """Return what the days say under the error model fitted to pain with such a difference.

        `own` is the order of that pain, `errors` (m,) its noise, standard normal.
        """
        root = np.linalg.cholesky(self.of_pain + difference**2 * self.of_skipping)
        delta = difference * self.adherence
        pain = delta * self.habit @ own + root @ errors
        fit = fit_reml(self.t, pain, self.terms)
        fitted_root = np.linalg.cholesky(_covariance(self.t, fit.rho, fit.log_r))
        columns = np.column_stack([self.terms, self.habit, root])
        whitened = np.linalg.solve(fitted_root, columns)
        k = self.terms.shape[1]
        blocks = self.habit.shape[1]
        basis, _ = np.linalg.qr(whitened[:, :k])
        habit = whitened[:, k : k + blocks]
        habit = habit - basis @ (basis.T @ habit)
        of_errors = habit.T @ whitened[:, k + blocks :]
        return _Said(information=habit.T @ habit, noise=of_errors @ of_errors.T)


def _of_skipping(course: PainCourse, schedule: Schedule) -> Array:
    """Return the covariance of the habit run beside that asked for, (km a week) squared.

    Of runs that are skipped by chance, and longer or shorter than asked: (days, days).
    """
    weekday = schedule.days.day_of_week.to_numpy()
    squares = (schedule.low.on(weekday) ** 2 + schedule.high.on(weekday) ** 2) / 2
    kept = np.clip(course.adherence, 0.0, 1.0)
    variance = squares * (kept * (1 - kept) + kept * SPREAD_OF_A_RUN**2)
    each_day = np.diag(np.sqrt(variance))
    history = np.zeros((LAGS, len(weekday)))
    habit = habit_before(np.concatenate([history, each_day])) * DISTANCE.per
    return habit @ habit.T


def _covariance(t: Array, rho: float, log_r: float) -> Array:
    """Return the errors' covariance, the innovations' variance being 1."""
    lasting = rho ** np.abs(t[:, None] - t) / (1 - rho**2)
    return np.asarray(lasting + np.exp(log_r) * np.eye(len(t)))


class _Said(NamedTuple):
    """What the days say of each block: G, and the covariance K; both (blocks, blocks)."""

    information: Array
    noise: Array

    def pvalues(self, delta: float, own: Array, orders: _Orders, normal: Array) -> Array:
        """Return the p-values of tests: an own order, +-1/2, and a noise (tests, blocks) each."""
        moments = delta * own @ self.information + normal @ _root(self.noise)
        own_values = np.abs((own * moments).sum(axis=1)) / self._size(own)
        values = np.abs(moments @ orders.orders.T) / self._size(orders.orders)
        at_least = (values >= own_values[:, None] - ALIKE).sum(axis=1)
        if orders.are_all:
            return np.asarray(at_least / len(orders.orders))
        return np.asarray((1 + at_least) / (1 + len(orders.orders)))

    def _size(self, orders: Array) -> Array:
        return np.asarray(np.sqrt(((orders @ self.information) * orders).sum(axis=1)))


def _root(covariance: Array) -> Array:
    """Return the symmetric root of a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T)
