"""A look before the end: the bets are fair, and pay where running does something."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made import HIGH, HISTORY, LOW, diary, fair_test
from scipy.stats import multivariate_normal

from backpain_analysis.diary import days_of
from backpain_analysis.trial import analyse, early_look, every_order, look_early
from backpain_analysis.trial.design import SHAPES
from backpain_analysis.trial.early_look import pvalue_of, sequential_interval


def with_order(test, order):
    """Return the test with another order."""
    schedule = replace(test.schedule, order=tuple(bool(is_high) for is_high in order))
    return replace(test, schedule=schedule)


def test_the_bets_are_fair_over_all_orders_that_could_have_been_drawn():
    """The mean over every order is exactly 1 after each bet: a martingale, whatever the pain."""
    test = fair_test("HLLHLH", block_days=7)
    daily = diary(test, seed=3, effect=-3.0)
    products = []
    for order in every_order(test.rule, 6):
        products.append(look_early(daily, with_order(test, order)).bets["evalue"])
    mean = np.mean(products, axis=0)
    assert np.std(products, axis=0).min() > 0.01
    assert mean == pytest.approx(np.ones(2), abs=1e-9)


def test_a_bet_is_settled_when_its_blocks_are_done():
    test = fair_test("HLLHLHH", block_days=7)
    daily = diary(test)
    assert look_early(daily.iloc[: HISTORY + 41], test).bets["blocks"].tolist() == [3]
    six = look_early(daily.iloc[: HISTORY + 42], test)
    assert six.bets["blocks"].tolist() == [3, 6]
    assert six.last_day == dt.date(2026, 4, 12)
    assert look_early(daily, test).bets["blocks"].tolist() == [3, 6, 7]


def test_what_comes_later_does_not_change_a_bet():
    test = fair_test("HLLHLHH", block_days=7)
    daily = diary(test)
    so_far = look_early(daily.iloc[: HISTORY + 42], test).bets["evalue"].to_numpy()
    later = look_early(daily, test).bets["evalue"].to_numpy()
    assert later[:2] == pytest.approx(so_far, rel=1e-9)


def test_before_a_bet_is_settled_nothing_is_known():
    test = fair_test("HLLHLHH", block_days=7)
    look = look_early(diary(test).iloc[: HISTORY + 10], test)
    assert look.pvalue == 1.0
    assert look.bets.empty
    assert look.last_day == dt.date(2026, 3, 1)


def test_p_is_one_over_the_running_maximum():
    assert pvalue_of(np.array([0.5, 8.0, 2.0])) == pytest.approx(1 / 8)
    assert pvalue_of(np.array([0.5, 0.9])) == 1.0


def test_a_strong_effect_is_found_early():
    test = fair_test("HLLHLHHLLHHLHL", block_days=14)
    strong = diary(test, seed=2, effect=-2.5)
    assert look_early(strong, test).pvalue < 0.05
    low, high = sequential_interval(strong, test, level=0.95)
    assert low < -2.5 < high < 0


def test_the_ends_of_an_early_interval_are_per_ten_kilometres():
    """They are tried in fortieths of a point between the weeks, which are 16 km apart."""
    test = fair_test("HLLHLHHLLHHLHL", block_days=14)
    none = diary(test, seed=2, effect=0.0)
    ends = np.array(sequential_interval(none, test, level=0.95))
    assert test.schedule.high.km - test.schedule.low.km == 16
    assert ends[0] < 0 < ends[1]
    assert ends * 1.6 * 40 == pytest.approx(np.round(ends * 1.6 * 40), abs=1e-6)


def test_an_early_interval_leaves_out_what_the_bets_pay_twenty_fold():
    test = fair_test("HLLHLHHLLHHLHL", block_days=14)
    daily = days_of(diary(test, seed=2, effect=-2.5))
    bets = early_look._lay_out(daily, test, SHAPES[0])
    effects = np.linspace(-6, 6, 481)
    paid = bets.evalues(effects / bets.contrast).max(axis=0)
    assert ((paid > 10) & (paid < 20)).any()
    assert ((paid > 20) & (paid < 40)).any()
    assert bets.allow(effects, level=0.95).tolist() == (paid < 20).tolist()
    assert bets.allow(effects, level=0.9).tolist() == (paid < 10).tolist()


def test_whoever_looked_and_stopped_gets_the_sequential_answer():
    test = fair_test("HLLHLHHLLHHLHL", block_days=14)
    daily = diary(test, seed=2, effect=-2.5)
    looked = replace(test, looks=(dt.date(2026, 6, 1),))
    stopped_after = replace(looked, stopped_on=dt.date(2026, 7, 1))
    stopped_before = replace(looked, stopped_on=dt.date(2026, 5, 31))
    never = analyse(daily, test)
    assert never.early_look_pvalue is None
    to_the_end = analyse(daily, looked)
    assert to_the_end.pvalue == never.pvalue
    assert to_the_end.early_look_pvalue == pytest.approx(look_early(daily, looked).pvalue)
    after = analyse(daily, stopped_after)
    assert after.is_sequential
    assert after.pvalue == after.early_look_pvalue
    assert after.interval == sequential_interval(daily, stopped_after, level=0.95)
    assert not analyse(daily, stopped_before).is_sequential


def test_what_does_not_matter_is_told_by_the_narrower_of_two_sequential_intervals():
    test = fair_test("HLLHLHHLLHHLHL", block_days=14)
    daily = diary(test, seed=2, effect=-2.5)
    nearly_done = test.schedule.last_day - dt.timedelta(days=1)
    looked = replace(test, looks=(dt.date(2026, 6, 1),), stopped_on=nearly_done)
    effect = analyse(daily, looked).effect
    assert effect.narrower == sequential_interval(daily, looked, level=0.90)
    assert effect.interval.lower <= effect.narrower.lower
    assert effect.narrower.upper < effect.interval.upper < 0


def first_bet_by_densities(daily, test):
    """Return the e-value of the first three blocks from whole normal densities, order by order.

    Beliefs of -2.5, -1, 1 and 2.5 points between the weeks; the level of pain lies within 3 points
    of its mean so far; pain of a person of whom too little is known lasts with .8 from day to day,
    with shocks and reports of variance .6.
    """
    blocks = test.schedule.order[:3]
    days_of_block = test.schedule.block_days
    until = daily.index < pd.Timestamp(test.schedule.start) + pd.Timedelta(days=3 * days_of_block)
    shown = daily[until]
    is_rated = shown["pain"].notna().to_numpy()
    weekday = shown.index.day_of_week
    more = HIGH.on(weekday) - LOW.on(weekday)
    block = (np.arange(len(shown)) - HISTORY) // days_of_block
    habits = []
    for number in range(3):
        km = pd.Series(more * (block == number))
        habits.append(km.rolling(14, min_periods=1).sum().shift(1, fill_value=0.0) / 14 * 0.7)
    of_block = np.array(habits).T[is_rated]
    t = np.flatnonzero(is_rated)
    lasting = 0.8 ** np.abs(t[:, None] - t) / (1 - 0.8**2)
    covariance = 0.6 * (lasting + np.eye(len(t))) + 9.0
    pain = shown["pain"].to_numpy()[is_rated]
    pain = pain - pain.mean()
    before = block[is_rated] < 0

    def density_given_the_days_before(mean):
        whole = multivariate_normal(mean, covariance).logpdf(pain)
        start = multivariate_normal(mean[before], covariance[np.ix_(before, before)])
        return np.exp(whole - start.logpdf(pain[before]))

    every = every_order(test.rule, len(test.schedule.order))
    first, counts = np.unique(every[:, :3], axis=0, return_counts=True)
    found = []
    for belief in (-2.5, -1.0, 1.0, 2.5):
        densities = []
        for order in first:
            signal = of_block @ (order - 0.5) * belief / 1.6  # the weeks lie 16 km apart
            densities.append(density_given_the_days_before(signal))
        own = densities[[tuple(order) for order in first.tolist()].index(blocks)]
        found.append(own / np.average(densities, weights=counts))
    return np.mean(found)


def test_the_first_bet_as_by_whole_densities():
    test = fair_test("HLLHLH", block_days=7)
    daily = diary(test, seed=3, effect=-3.0)
    found = look_early(daily, test).bets["evalue"][0]
    assert found == pytest.approx(first_bet_by_densities(daily, test), rel=1e-9)


def test_whose_pain_was_rated_before_bets_by_their_own_course():
    """The same days of a test after more days before it: sixty rated ones tell how pain goes."""
    test = fair_test("HLLHLH", block_days=7)
    daily = diary(test, seed=3, effect=-3.0)
    first = daily.index[0]
    days = pd.date_range(first - pd.Timedelta(days=60), first - pd.Timedelta(days=1))
    pain = 5 + 2 * np.sin(np.arange(60.0) ** 2)
    earlier = pd.DataFrame({"pain": pain, "runs": 0.0, "distance_km": 0.0}, days)
    known = pd.concat([earlier, daily])
    own = look_early(known, test).bets["evalue"][0]
    usual = first_bet_by_densities(daily, test)
    assert abs(own / usual - 1) > 0.01


def test_an_interval_is_infinite_where_six_points_are_not_excluded():
    test = fair_test("HLLHLHH", block_days=7)
    none = diary(test, seed=2).iloc[: HISTORY + 21]
    assert sequential_interval(none, test, level=0.95) == (-np.inf, np.inf)
