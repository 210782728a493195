"""The weigh-ins as a noisy track: by hand, against dense matrices, on known truth."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal

import backpain_analysis as bpa
from backpain_analysis.model.lagged import usable_days
from backpain_analysis.model.weight import (
    WeightTrack,
    minus_log_likelihood,
    tells_enough,
    weight_track,
)
from backpain_analysis.simulation import LIVES, simulate_many

DAYS = 120


def on_days(values, first="2025-01-06"):
    return pd.Series(values, pd.date_range(first, periods=len(values), name="day"), dtype=float)


@pytest.fixture(scope="module")
def weigh_ins():
    rng = np.random.default_rng(4)
    weight = 80 + np.cumsum(rng.normal(0, 0.1, DAYS)) + rng.normal(0, 0.4, DAYS)
    weight[rng.uniform(size=DAYS) > 0.4] = np.nan
    return on_days(weight)


@pytest.fixture(scope="module")
def track(weigh_ins):
    return WeightTrack(weigh_ins, log_ratio=-2.5, log_ratio_error=0.4, noise_variance=0.16)


def test_three_weigh_ins_on_paper():
    """q = r: M = [[2, -1, 0], [-1, 3, -1], [0, -1, 2]], 8 M^-1 = [[5, 2, 1], [2, 4, 2], ...]."""
    three = WeightTrack(on_days([80.0, 83.0, 80.0]), 0.0, 0.5, 1.0)
    assert three.level.tolist() == pytest.approx([80.75, 81.5, 80.75])
    # the scale stands still on the second day: 8 M^-1 = 4 [[3, 1], ...] over three days
    gap = WeightTrack(on_days([80.0, np.nan, 82.0]), 0.0, 0.5, 1.0)
    assert gap.level.tolist() == pytest.approx([80.5, 81.0, 81.5])


def dense_posterior(track):
    """Mean and covariance of every day's weight, given the weigh-ins; a diffuse first day."""
    n = len(track.weigh_ins)
    q = track.noise_variance * np.exp(track.log_ratio)
    days = np.arange(n)
    prior = q * np.minimum.outer(days, days) + 1e6
    weighed = track.weigh_ins.notna().to_numpy()
    of_weigh_ins = prior[np.ix_(weighed, weighed)] + track.noise_variance * np.eye(weighed.sum())
    gain = np.linalg.solve(of_weigh_ins, prior[weighed]).T
    mean = 80 + gain @ (track.weigh_ins[weighed].to_numpy() - 80)
    return mean, prior - gain @ prior[weighed]


def dense_change(n):
    """The matrix that takes a track to its changes; rows of days without a change are zero."""
    change = np.zeros((n, n))
    for day in range(35, n):
        change[day, day - 7 : day] = 1 / 7
        change[day, day - 35 : day - 28] = -1 / 7
    return change


def test_the_track_is_the_posterior_of_a_random_walk(track):
    mean, covariance = dense_posterior(track)
    assert track.level.to_numpy() == pytest.approx(mean, abs=1e-6)
    change = dense_change(DAYS)
    assert track.change[35:].to_numpy() == pytest.approx((change @ mean)[35:], abs=1e-6)
    weights = np.zeros(DAYS)
    weights[35:] = np.random.default_rng(1).normal(size=DAYS - 35)
    along = change.T @ weights
    assert track.variance_of(weights) == pytest.approx(along @ covariance @ along, rel=1e-5)


def test_the_likelihood_is_that_of_the_differences(weigh_ins):
    place = np.flatnonzero(weigh_ins.notna())
    steps = np.diff(weigh_ins.to_numpy()[place])
    gaps = np.diff(place).astype(float)
    n = len(steps)

    def dense(log_ratio):
        covariance = np.diag(np.exp(log_ratio) * gaps + 2) - np.eye(n, k=1) - np.eye(n, k=-1)
        r = steps @ np.linalg.solve(covariance, steps) / n
        return -multivariate_normal(np.zeros(n), r * covariance).logpdf(steps)

    change = minus_log_likelihood(-1.0, steps, gaps) - minus_log_likelihood(-3.0, steps, gaps)
    assert change == pytest.approx(dense(-1.0) - dense(-3.0))
    grid = np.linspace(-8, 2, 2001)
    heights = np.array([dense(x) for x in grid])
    likely = grid[heights.argmin()]
    curvature = np.gradient(np.gradient(heights, grid), grid)[heights.argmin()]
    found = weight_track(weigh_ins)
    assert found.log_ratio_error == pytest.approx(1 / np.sqrt(curvature), rel=0.03)
    assert found.log_ratio == pytest.approx(likely - found.log_ratio_error / 2, abs=0.02)


@pytest.mark.parametrize(("weigh_ins", "ok"), [(4, False), (5, True), (6, True)])
def test_five_weigh_ins_are_needed(weigh_ins, ok):
    few = on_days([80.0, np.nan, 81.0, 80.5, 80.2, np.nan, 80.1, 80.4, 80.3])
    few = few.where(few.notna().cumsum() <= weigh_ins)
    assert (weight_track(few) is not None) == ok


def test_a_week_far_from_any_weigh_in_is_unknown():
    """Weigh-ins on days 0 to 60 and from 120 on: a week may lie 14 days from the nearest."""
    weights = 80 + np.random.default_rng(2).normal(0, 0.3, 200)
    weights[61:120] = np.nan
    change = WeightTrack(on_days(weights), -3.0, 0.5, 0.09).change
    known = np.flatnonzero(change.notna())
    by_hand = [
        *range(35, 82),  # the last week that counts for day 81 begins at 74, and 74 - 60 = 14
        *range(107, 110),  # that of day 107 ends at 106, 120 - 106 = 14; day 109's early one at 74
        *range(135, 200),  # the early week of day 135 ends at 106
    ]
    assert known.tolist() == by_hand


def test_what_the_track_adds_to_the_variance_as_by_dense_matrices():
    many = simulate_many(replace(LIVES["wt+"], scale_noise=0.6), 150, 1, np.random.default_rng(6))
    daily = many.daily()
    fit = bpa.fit_lagged(daily, bpa.WEIGHT_CHANGE)
    track = weight_track(daily["weight_kg"])
    places = daily.index.get_indexer(fit.days)
    t = places.astype(float)
    rho, r = fit.rho, np.exp(fit.result.log_r)
    apart = np.abs(np.subtract.outer(t, t))
    precision = np.linalg.inv(rho**apart / (1 - rho**2) + r * np.eye(len(t)))

    def weights_of(design):
        return np.linalg.solve(design.T @ precision @ design, design.T @ precision)[0]

    design = fit.design.to_numpy()
    weights = weights_of(design)
    y = fit.outcome.to_numpy()
    assert weights @ y == pytest.approx(fit.estimate)
    _, covariance = dense_posterior(track)
    along = dense_change(len(daily))[places].T @ weights
    berkson = fit.estimate**2 * along @ covariance @ along
    moved = []
    for step in (1, -1):
        other = design.copy()
        other[:, 0] = track.moved(step * track.log_ratio_error).change.loc[fit.days]
        moved.append(weights_of(other) @ y)
    by_ratio = ((moved[0] - moved[1]) / 2) ** 2
    assert berkson > 0.3 * by_ratio
    assert fit.added_variance == pytest.approx(berkson + by_ratio, rel=1e-4)
    plain = fit.result.bse["weight_change"]
    assert fit.std_error == pytest.approx(np.sqrt(plain**2 + fit.added_variance))


def test_a_diary_without_an_association_is_hardly_widened():
    many = simulate_many("wt0", 365, 12, np.random.default_rng(1))
    for number in range(12):
        fit = bpa.fit_lagged(many.daily(number), bpa.WEIGHT_CHANGE)
        assert fit.std_error < 1.06 * fit.result.bse["weight_change"]


@pytest.mark.parametrize(("noise", "weigh_ins"), [(0.3, 2), (0.6, 1), (0.6, 2), (0.9, 7)])
def test_an_association_with_weight_is_not_attenuated(noise, weigh_ins):
    kind = replace(LIVES["wt+"], scale_noise=noise, weigh_ins=weigh_ins)
    many = simulate_many(kind, 365, 30, np.random.default_rng(9))
    fits = [bpa.fit_lagged(many.daily(i), bpa.WEIGHT_CHANGE) for i in range(30)]
    assert np.mean([fit.estimate for fit in fits]) == pytest.approx(1.0, abs=0.13)
    covered = [fit.conf_int().lower < 1.0 < fit.conf_int().upper for fit in fits]
    assert np.mean(covered) >= 0.8


def test_weigh_ins_that_tell_noise_alone_are_not_asked():
    def told(noise, weigh_ins, **changed):
        kind = replace(LIVES["wt+"], scale_noise=noise, weigh_ins=weigh_ins, **changed)
        daily = simulate_many(kind, 180, 1, np.random.default_rng(2)).daily()
        days = pd.DatetimeIndex(usable_days(daily, bpa.WEIGHT_CHANGE).index)
        return tells_enough(weight_track(daily["weight_kg"]), days)

    assert told(0.3, 2)
    assert told(0.9, 7)
    assert not told(3.0, 1)
    assert not told(3.0, 1, swing=0.0)


def test_a_weight_that_never_changes():
    steady = weight_track(on_days(np.full(100, 80.0)))
    assert steady.stands_still
    assert steady.level.to_numpy() == pytest.approx(np.full(100, 80.0))
    assert not tells_enough(steady, pd.DatetimeIndex(steady.level.index[40:]))


def test_of_no_day_weigh_ins_tell_nothing(track):
    assert track.share_known(pd.DatetimeIndex([])) == 0
    assert not tells_enough(track, pd.DatetimeIndex([]))
