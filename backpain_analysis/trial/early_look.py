"""A look before the end: bets against the drawing rule, right however often one looks.

Before three blocks are unveiled, a bettor who believes that pain moves by beta knows how likely
each of their orders would make the pain that was then rated. The bet pays, on the order drawn,

    e = L(own) / sum over their orders of P(order | blocks before) L(order)

L the density of their days' pain given the pain before. If running does nothing, pain is the same
whatever was asked for, P is the rule's own, and the bet is fair: its mean is exactly 1, whatever
L. So is the product of the bets (a martingale), and the mean over bettors of several beliefs. By
Ville's inequality the product exceeds 1 / alpha at any time with a chance of alpha at most: p is 1
over its running maximum (Vovk and Wang 2021; Malenica et al. 2023). L is normal, with the error
model of the days before the test.
"""

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..codes import Interval
from ..diary import Diary, days_of
from ..errors import FitError
from ..model import DISTANCE, day_numbers, exposure_values
from .design import SHAPES, block_columns, days_done, habit_before
from .drawing import Rule, chances_of_high
from .fair_test import FairTest
from .pain_course import PainCourse, course_of, error_covariance

BLOCKS_A_BET = 3
BELIEFS = (-2.5, -1.0, 1.0, 2.5)  # NRS points over the test's contrast
LEVEL_SD = 3.0  # NRS points: what is believed of the level beside the mean so far
USUAL_COURSE = PainCourse(rho=0.8, log_r=0.0, scale=0.6, rated=0.8, adherence=0.8)
STEP = 0.25  # NRS points over the contrast
TRIED = np.arange(-24, 25) * STEP  # for the interval
FINER = 10
Array = np.ndarray


@dataclass(frozen=True)
class EarlyLook:
    """What the bets have come to.

    Attributes
    ----------
    last_day : date
        Of the last bet settled; the day before the test where none is.
    bets : DataFrame
        One row a bet settled: `blocks` (how many are unveiled by then), `last_day`, `evalue` (the
        product so far, mean over the beliefs).
    pvalue : float
        1 over the running maximum of `evalue`, at most 1.
    """

    last_day: dt.date
    bets: pd.DataFrame
    pvalue: float


def look_early(diary: Diary | pd.DataFrame, test: FairTest) -> EarlyLook:
    """Look before the end: the p-value that stays right however often it is looked at.

    Raises
    ------
    FitError
        No day of the test lies in the diary.
    """
    bets = _lay_out(days_of(diary), test)
    evalues = bets.evalues(np.zeros(1))[:, 0]
    table = pd.DataFrame(
        {
            "blocks": [bet.stop for bet in bets.settled],
            "last_day": [bet.last_day for bet in bets.settled],
            "evalue": evalues,
        }
    )
    last_day = test.schedule.start - dt.timedelta(days=1)
    if bets.settled:
        last_day = bets.settled[-1].last_day
    return EarlyLook(last_day=last_day, bets=table, pvalue=pvalue_of(evalues))


def pvalue_of(evalues: Array) -> float:
    """Return 1 over the running maximum, at most 1."""
    return float(1 / max(1.0, *evalues)) if len(evalues) else 1.0


def sequential_interval(diary: Diary | pd.DataFrame, test: FairTest, level: float) -> Interval:
    """Return the values of the effect, per 10 km a week run, that the bets do not exclude.

    The hull of those tried: an end is the first value excluded, in steps of a fortieth of a point
    over the test's contrast, infinite where six points are not excluded. NaN where all are.
    """
    each_shape = [_sequential(diary, test, shape, level) for shape in SHAPES]
    lower = min(interval.lower for interval in each_shape)
    upper = max(interval.upper for interval in each_shape)
    return Interval(lower, upper)


def _sequential(
    diary: Diary | pd.DataFrame, test: FairTest, shape: Array, level: float
) -> Interval:
    """Return the interval if the effect has one shape over the lags."""
    bets = _lay_out(days_of(diary), test, shape)
    is_in = bets.allow(TRIED, level)
    if not is_in.any():
        return Interval(float("nan"), float("nan"))
    kept = TRIED[is_in]
    lower = bets.first_excluded(kept[0], -STEP, level)
    upper = bets.first_excluded(kept[-1], STEP, level)
    return Interval(lower / bets.contrast, upper / bets.contrast)


class _Bet(NamedTuple):
    """Blocks start .. stop - 1, and the last day of them."""

    start: int
    stop: int
    last_day: dt.date


@dataclass(frozen=True)
class _Bets:
    """The rated days, of before the test too, and the bets that are settled by now."""

    block: Array  # -1 before the test
    pain: Array
    run: Array
    of_blocks: Array
    covariance: Array
    own: tuple[bool, ...]
    rule: Rule
    contrast: float
    settled: tuple[_Bet, ...]

    def evalues(self, betas: Array) -> Array:
        """Return the product of the bets so far that pain moves by beta, after each: (bets, n).

        `betas` are (n,), NRS points per unit of running done.
        """
        n = len(betas)
        log_factors = np.zeros((len(self.settled), n, len(BELIEFS)))
        for number, bet in enumerate(self.settled):
            log_factors[number] = self._log_factors(betas, bet)
        products = np.exp(np.cumsum(log_factors, axis=0))
        return np.asarray(products.mean(axis=2))

    def allow(self, effects: Array, level: float) -> Array:
        """Tell which effects, NRS points over the contrast, the bets do not exclude: (n,)."""
        highest = self.evalues(effects / self.contrast).max(axis=0, initial=1.0)
        return np.asarray(1 / highest > 1 - level)

    def first_excluded(self, kept: float, step: float, level: float) -> float:
        """Return the first excluded effect beyond one that is kept; infinite beyond all tried."""
        if abs(kept) >= TRIED.max():
            return float(np.copysign(np.inf, step))
        finer = kept + step * np.arange(1, FINER + 1) / FINER
        is_out = ~self.allow(finer, level)
        return float(finer[is_out.argmax()])

    def _log_factors(self, betas: Array, bet: _Bet) -> Array:
        """Return the logarithm of what the bet pays: (betas, beliefs)."""
        until = self.block < bet.stop
        is_of_bet = self.block[until] >= bet.start
        orders = _orders_of(self.rule, self.own, bet)
        habits = self.of_blocks[until, : bet.stop] @ (orders.orders - 0.5).T
        observed = np.column_stack([self.pain[until], self.run[until]])
        columns = np.column_stack([observed - observed.mean(axis=0), habits])
        root = np.linalg.cholesky(self.covariance[np.ix_(until, until)])
        whitened = np.linalg.solve(root, columns)[is_of_bet]
        rest = whitened[:, :1] - whitened[:, 1:2] * betas  # (days, betas)
        beliefs = np.array(BELIEFS) / self.contrast
        expected = whitened[:, 2:, None] * beliefs  # (days, orders, beliefs)
        across = np.einsum("db,dok->bok", rest, expected)
        log_density = across - 0.5 * (expected**2).sum(axis=0)
        relative = log_density - log_density.max(axis=1, keepdims=True)
        fair = np.log(np.einsum("o,bok->bk", orders.chances, np.exp(relative)))
        return np.asarray(relative[:, orders.own] - fair)


def _covariance(t: Array, errors: PainCourse) -> Array:
    lasting = error_covariance(t, errors.rho)
    noise = np.exp(errors.log_r) * np.eye(len(t))
    return np.asarray(errors.scale * (lasting + noise) + LEVEL_SD**2)


class _Orders(NamedTuple):
    """How the blocks up to a bet's last may stand: orders (n, blocks), chances, which is own."""

    orders: Array
    chances: Array
    own: int


def _orders_of(rule: Rule, own: tuple[bool, ...], bet: _Bet) -> _Orders:
    """Return the orders of the bet's blocks after those before them, with the rule's chances."""
    before = own[: bet.start]
    left = len(own) - bet.stop
    orders = []
    chances = []
    for blocks in itertools.product((False, True), repeat=bet.stop - bet.start):
        begun = before + blocks
        chance = 1.0
        high = chances_of_high(rule, begun, blocks_left=left)[bet.start :]
        for is_high, chance_of_high in zip(blocks, high, strict=True):
            chance *= chance_of_high if is_high else 1 - chance_of_high
        orders.append(begun)
        chances.append(chance)
    return _Orders(np.array(orders), np.array(chances), own=orders.index(own[: bet.stop]))


def _lay_out(daily: pd.DataFrame, test: FairTest, shape: Array | None = None) -> _Bets:
    """Return the rated days up to the last that counts."""
    done = days_done(daily, test)
    schedule = test.schedule
    before = daily.loc[: done.days[0] - pd.Timedelta(days=1)]
    every_day = pd.concat([before["pain"], done.daily["pain"]])
    is_rated = every_day.notna().to_numpy()
    pain = every_day[is_rated]
    days = pd.DatetimeIndex(pain.index)
    t = day_numbers(days)
    earlier = exposure_values(before, DISTANCE)
    run = pd.concat([earlier, pd.Series(habit_before(done.km, shape), done.days)]).reindex(days)
    errors = _errors_before(before)
    return _Bets(
        block=schedule.block_of(days),
        pain=pain.to_numpy(dtype=float),
        run=run.fillna(run.mean()).to_numpy(),
        # a habit is of all days before, rated or not
        of_blocks=block_columns(schedule, pd.DatetimeIndex(every_day.index))[is_rated],
        covariance=_covariance(t, errors),
        own=schedule.order,
        rule=test.rule,
        contrast=(schedule.high.km - schedule.low.km) / DISTANCE.per,
        settled=tuple(_settled(test, done.days[-1])),
    )


def _errors_before(before: pd.DataFrame) -> PainCourse:
    """Return the error model of the days before the test; a usual one where they are too few."""
    try:
        return course_of(before)
    except FitError:
        return USUAL_COURSE


def _settled(test: FairTest, last: pd.Timestamp) -> list[_Bet]:
    """Return the bets whose last day has passed."""
    schedule = test.schedule
    bets = []
    for start in range(0, len(schedule.order), BLOCKS_A_BET):
        stop = min(start + BLOCKS_A_BET, len(schedule.order))
        end = schedule.start + dt.timedelta(days=stop * schedule.block_days - 1)
        if pd.Timestamp(end) <= last:
            bets.append(_Bet(start, stop, end))
    return bets
