"""The weigh-ins as a noisy track of the weight behind them: smoothed, and how sure it is.

A scale errs by some tenths of a kilogram from day to day (food, water, the floor). Differences of
raw weigh-ins are mostly that noise, and a regression on them is attenuated. So the weight is
taken to be a random walk, observed with noise on the days with a weigh-in (the local-level model,
Harvey 1989): the two variances by maximum likelihood, the weight of every day by smoothing.

With d the differences of successive weigh-ins, g their gaps in days, q the variance of the walk a
day and r the variance of the noise, d has a tridiagonal covariance:

    (1)  Var(d_i) = q g_i + 2 r,    Cov(d_i, d_(i+1)) = -r

With x the weight of every day, y the weigh-ins, W the indicator of their days and D the second
differences of a random walk, the smoothed weight solves

    (2)  M x = W y,    M = W + (r / q) D

and r M^-1 is its covariance. LAPACK's pttrf and pttrs do both in O(days). The smoothed weight is
the expected one given all weigh-ins, so its error is uncorrelated with it and attenuates nothing (a
Berkson error), but it adds to the variance of an association b. With A the change of a track in
four weeks, and c the weights with which the estimate takes the outcome:

    (3)  b^2 c' A (r M^-1) A' c
    (4)  ((b at log(q / r) + its error  -  b at log(q / r) - its error) / 2)^2
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from .tridiagonal import Factored, Tridiagonal

Array = np.ndarray
FEWEST_WEIGH_INS = 5
LOG_RATIO = (-12.0, 6.0)  # log(q / r): from a weight that stands still to one without noise
ON_THE_BOUND = 0.1  # nearer than this to the lower bound, the walk has vanished
FLATTEST = 0.1  # the least curvature of the likelihood that is believed
WIDEST_STEP = 1.5  # in log(q / r)
CURVATURE_STEP = 0.05
LOWERED = 0.5  # standard errors: too little smoothing attenuates, too much does not
LEAST_VARIANCE = 1e-12  # kg squared
WEEK = 7
LATE = 1  # the week t-1 .. t-7
EARLY = 29  # the week t-29 .. t-35
FARTHEST_WEIGH_IN = 14  # days from a week to the nearest weigh-in
DAYS_LOOKED_AT = 60
WELL_ENOUGH = 0.7


@dataclass(frozen=True)
class WeightTrack:
    """The weight behind the weigh-ins.

    Attributes
    ----------
    weigh_ins : Series
        Kg, NaN on days without one; one row per calendar day.
    log_ratio : float
        log(q / r): how fast the weight wanders beside how noisy the scale is.
    log_ratio_error : float
        Its standard error, from the curvature of the likelihood.
    noise_variance : float
        Variance of a weigh-in around the weight behind it, kg squared.
    """

    weigh_ins: pd.Series
    log_ratio: float
    log_ratio_error: float
    noise_variance: float

    def moved(self, step: float) -> "WeightTrack":
        """Return the track at another log(q / r)."""
        return replace(self, log_ratio=self.log_ratio + step)

    @property
    def stands_still(self) -> bool:
        """Whether the weigh-ins show no change of weight, only noise."""
        return self.log_ratio < LOG_RATIO[0] + ON_THE_BOUND

    @cached_property
    def level(self) -> pd.Series:
        """The smoothed weight of every day, kg (2)."""
        weights = self.weigh_ins.to_numpy()
        smoothed = self._solve(np.nan_to_num(weights))
        return pd.Series(smoothed, self.weigh_ins.index)

    @cached_property
    def change(self) -> pd.Series:
        """Kg gained in four weeks: the mean of t-7 .. t-1 less that of t-35 .. t-29.

        NaN where the nearest weigh-in is more than 14 days away from one of the two weeks.
        """
        week = self.level.rolling(WEEK).mean()
        change = week.shift(LATE) - week.shift(EARLY)
        weighed = self.weigh_ins.notna().to_numpy()
        known = _near(weighed, LATE) & _near(weighed, EARLY)
        return change.where(known)

    def variance_of(self, weights: Array) -> Array:
        """Return the posterior variance of a weighted sum of changes, kg squared.

        `weights` of every day, (days,) or one column a sum: A'c, and one more solve (3).
        """
        of_level = _back_to_levels(weights)
        spread = (of_level * self._solve(of_level)).sum(axis=0)
        return np.asarray(self.noise_variance * spread)

    def share_known(self, days: pd.DatetimeIndex) -> float:
        """Return the share of the change's variance over `days` that the weigh-ins tell, 0 to 1."""
        if days.empty:
            return 0.0
        values = self.change.loc[days]
        places = self.weigh_ins.index.get_indexer(days)
        some = places[np.linspace(0, len(places) - 1, DAYS_LOOKED_AT).astype(int)]
        each = np.zeros((len(self.weigh_ins), len(some)))
        each[some, np.arange(len(some))] = 1.0
        unknown = float(self.variance_of(each).mean())
        known = float(values.var(ddof=0))
        if not known > 0:
            return 0.0
        return known / (known + unknown)

    def _solve(self, right: Array) -> Array:
        """Return M^-1 times columns (2)."""
        weighed = self.weigh_ins.notna().to_numpy()
        stiffness = np.exp(-self.log_ratio)
        diagonal = weighed.astype(float)
        diagonal[:-1] += stiffness
        diagonal[1:] += stiffness
        beside = np.full(len(diagonal) - 1, -stiffness)
        return Tridiagonal(diagonal, beside).factored().solve(right)


def weight_track(weigh_ins: pd.Series) -> WeightTrack | None:
    """Learn how noisy the weigh-ins are and how fast the weight wanders; None with fewer than 5.

    Parameters
    ----------
    weigh_ins : Series
        Kg, one row per calendar day, NaN on days without a weigh-in.

    Returns
    -------
    WeightTrack or None
        At log(q / r) half a standard error below the most likely: where few weigh-ins leave it
        open, too noisy a track would attenuate an association.
    """
    weights = weigh_ins.to_numpy(dtype=float)
    place = np.flatnonzero(np.isfinite(weights))
    if len(place) < FEWEST_WEIGH_INS:
        return None
    steps = np.diff(weights[place])
    gaps = np.diff(place).astype(float)
    most_likely = _most_likely(steps, gaps)
    error = _error_of_ratio(most_likely, steps, gaps)
    log_ratio = max(most_likely - LOWERED * error, LOG_RATIO[0])
    covariance = _covariance(log_ratio, gaps)
    return WeightTrack(
        weigh_ins=weigh_ins,
        log_ratio=log_ratio,
        log_ratio_error=error,
        noise_variance=_noise_variance(covariance, steps),
    )


def _most_likely(steps: Array, gaps: Array) -> float:
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log_ratio: minus_log_likelihood(log_ratio, steps, gaps),
        bounds=LOG_RATIO,
        method="bounded",
        options={"xatol": 1e-4},
    )
    return float(found.x)


def minus_log_likelihood(log_ratio: float, steps: Array, gaps: Array) -> float:
    """Return minus the log-likelihood of log(q / r), the noise's variance profiled out (1)."""
    covariance = _covariance(log_ratio, gaps)
    variance = _noise_variance(covariance, steps)
    return 0.5 * (len(steps) * float(np.log(variance)) + covariance.log_det)


def _covariance(log_ratio: float, gaps: Array) -> Factored:
    """Return the covariance of the differences over r (1)."""
    diagonal = np.exp(log_ratio) * gaps + 2
    beside = np.full(len(gaps) - 1, -1.0)
    return Tridiagonal(diagonal, beside).factored()


def _noise_variance(covariance: Factored, steps: Array) -> float:
    """Return the most likely variance of the noise."""
    mean_square = float(steps @ covariance.solve(steps)) / len(steps)
    return max(mean_square, LEAST_VARIANCE)


def _error_of_ratio(log_ratio: float, steps: Array, gaps: Array) -> float:
    """Return the standard error of log(q / r): inverse curvature, floored; at most 1.5."""
    here = minus_log_likelihood(log_ratio, steps, gaps)
    above = minus_log_likelihood(log_ratio + CURVATURE_STEP, steps, gaps)
    below = minus_log_likelihood(log_ratio - CURVATURE_STEP, steps, gaps)
    curvature = (above - 2 * here + below) / CURVATURE_STEP**2
    error = 1 / np.sqrt(max(curvature, FLATTEST))
    return float(min(error, WIDEST_STEP))


def _near(weighed: Array, nearest_lag: int) -> Array:
    """Tell, per day, whether a weigh-in lies within 14 days of the week that many days before."""
    span = FARTHEST_WEIGH_IN + WEEK + FARTHEST_WEIGH_IN
    some_in_span = np.convolve(weighed, np.ones(span)) > 0  # by the span's last day
    last_day = np.arange(len(weighed)) - nearest_lag + FARTHEST_WEIGH_IN
    return np.asarray((last_day >= 0) & some_in_span[np.maximum(last_day, 0)])


def _back_to_levels(of_change: Array) -> Array:
    """Return A'c: what a weighted sum of changes weighs each day's level with."""
    return (_weeks_ahead(of_change, LATE) - _weeks_ahead(of_change, EARLY)) / WEEK


def _weeks_ahead(of_change: Array, nearest_lag: int) -> Array:
    """Return, per day, the sum over the changes whose later or earlier week holds it."""
    n = len(of_change)
    nothing = np.zeros_like(of_change[:1])
    before = np.concatenate([nothing, np.cumsum(of_change, axis=0)])
    first = np.minimum(np.arange(n) + nearest_lag, n)
    last = np.minimum(first + WEEK, n)
    return np.asarray(before[last] - before[first])


def berkson_variance(track: WeightTrack, estimate: float, weights: Array) -> float:
    """Return what the unknown part of the track adds to the variance of an association (3).

    `weights`, of every day: those with which the estimate takes the outcome.
    """
    return float(estimate**2 * track.variance_of(weights))


def tells_enough(track: WeightTrack, days: pd.DatetimeIndex) -> bool:
    """Tell whether the weigh-ins tell changes of weight from noise well enough to ask."""
    return not track.stands_still and track.share_known(days) >= WELL_ENOUGH
