"""The fair test as assigned: by hand, by other engines, and where days or distances are missing."""

import datetime as dt
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made import HISTORY, diary, fair_test
from scipy.stats import permutation_test

import backpain_analysis as bpa
from backpain_analysis.codes import Interval
from backpain_analysis.trial import Rule, TrialVerdict, analyse, draw_order, every_order
from backpain_analysis.trial.analysis import randomised
from backpain_analysis.trial.design import days_done, habit_before, lay_out
from backpain_analysis.trial.drawing import OtherOrders, other_orders
from backpain_analysis.trial.randomisation import (
    Products,
    Statistics,
    invert,
    invert_all,
    products_of,
    statistics_of,
)
from backpain_analysis.trial.result import Effect


def with_order(test, order):
    """Return the test with another order."""
    schedule = replace(test.schedule, order=tuple(bool(is_high) for is_high in order))
    return replace(test, schedule=schedule)


def found(daily, test):
    """Return the randomisation test alone."""
    others = other_orders(test.rule, test.schedule.order, test.seed)
    return randomised(days_done(daily, test), test, others)


class DenseReferee:
    """The same test with whole matrices, every order's kilometres written out."""

    def __init__(self, daily, test):
        self.days = daily.loc[pd.Timestamp(test.schedule.start) :]
        rated = self.days["pain"].notna().to_numpy()
        used = pd.DatetimeIndex(self.days.index[rated])
        terms = bpa.model.time_terms(used, 1).to_numpy()
        t = (used - used[0]).days.to_numpy()
        self.pain = self.days["pain"].to_numpy()[rated]
        errors = bpa.fit_reml(t, self.pain, terms)
        lasting = errors.rho ** np.abs(t[:, None] - t) / (1 - errors.rho**2)
        precision = np.linalg.inv(lasting + np.exp(errors.log_r) * np.eye(len(t)))
        swept = np.linalg.inv(terms.T @ precision @ terms)
        self.weights = precision - precision @ terms @ swept @ terms.T @ precision
        self.run = self.habit(daily, daily["distance_km"], rated)
        self.orders = every_order(test.rule, len(test.schedule.order))
        habits = []
        for order in self.orders:
            schedule = with_order(test, order).schedule
            km = daily["distance_km"].copy()
            km.loc[schedule.days] = schedule.km_asked()  # the days before as they were run
            habits.append(self.habit(daily, km, rated))
        self.habits = np.array(habits) - np.mean(habits, axis=0)
        self.own = int((self.orders == np.array(test.schedule.order)).all(axis=1).argmax())

    def habit(self, daily, km, rated):
        """Return 10 km a week, mean of the 14 days before."""
        mean = km.rolling(14).mean().shift(1) * 7 / 10
        return mean.loc[self.days.index].to_numpy()[rated]

    def statistics(self, outcome):
        """Return Z'W outcome / sqrt(Z'WZ) of every order."""
        moments = self.habits @ self.weights @ outcome
        return moments / np.sqrt(((self.habits @ self.weights) * self.habits).sum(axis=1))

    def pvalue(self, beta=0.0):
        """Return the share of orders at least as extreme as the own one, itself included."""
        values = np.abs(self.statistics(self.pain - beta * self.run))
        return np.mean(values >= values[self.own] - 1e-9)


@pytest.fixture(scope="module")
def six():
    """Return six blocks of 14 days, all 26 orders of which the referee writes out."""
    test = fair_test("HLLHLH", block_days=14)
    daily = diary(test, effect=-1.5)
    return daily, test, DenseReferee(daily, test)


def test_six_blocks_as_with_every_order_written_out(six):
    daily, test, referee = six
    result = analyse(daily, test)
    assert len(referee.orders) == 26
    assert result.orders == 25
    assert result.all_orders
    assert result.pvalue == pytest.approx(referee.pvalue())
    a = referee.statistics(referee.pain)[referee.own]
    b = referee.statistics(referee.run)[referee.own]
    assert result.estimate == pytest.approx(a / b)


def test_the_interval_holds_what_the_test_does_not_reject(six):
    _, _, referee = six
    level = 0.2  # at .05 no interval of 26 orders has an end
    statistics = statistics_by_hand(referee, referee.run)
    low, high = invert(statistics, alpha=level).interval
    assert -np.inf < low < high < np.inf
    for beta in np.linspace(low - 3, high + 3, 301):
        is_in = low < beta < high
        assert not (referee.pvalue(beta) > level and not is_in)
    for end, outwards in ((low, -1e-6), (high, 1e-6)):
        assert referee.pvalue(end + outwards) <= level < referee.pvalue(end - outwards)


def statistics_by_hand(referee, run):
    """Return the statistics of pain and of a habit run, by whole matrices."""
    values = np.column_stack([referee.statistics(x) for x in (referee.pain, run)])
    return Statistics(own=values[referee.own], others=np.delete(values, referee.own, axis=0))


def test_the_interval_is_the_hull_of_an_even_and_of_a_decaying_effect(six, monkeypatch):
    daily, test, referee = six
    alpha = 0.2
    monkeypatch.setattr(
        "backpain_analysis.trial.analysis.invert_all", lambda each, alpha: invert_all(each, 0.2)
    )
    km = daily["distance_km"]
    weights = np.exp(-np.arange(14) / 3)  # lags 1, 2, ...
    decaying = (
        sum(w * km.shift(lag) for lag, w in enumerate(weights / weights.sum(), start=1)) * 0.7
    )
    rated = referee.days["pain"].notna().to_numpy()
    decaying = decaying.loc[referee.days.index].to_numpy()[rated]
    even = invert(statistics_by_hand(referee, referee.run), alpha).interval
    early = invert(statistics_by_hand(referee, decaying), alpha).interval
    interval = found(daily, test).effect.interval
    assert early != pytest.approx(even, rel=0.01)
    assert interval.lower == pytest.approx(min(even.lower, early.lower))
    assert interval.upper == pytest.approx(max(even.upper, early.upper))


def test_unweighted_block_means_as_by_scipy():
    means = np.array([5.1, 3.2, 4.4, 6.0, 3.9, 4.1, 5.5, 2.8])
    own = np.array([True, False, False, True, True, False, True, False])
    rule = Rule(most_alike=8, most_apart=0)  # any four of the eight
    every = every_order(rule, 8)
    others = every[~(every == own).all(axis=1)]
    products = Products(of_blocks=np.eye(8), with_pain=means, with_run=means[:, None])
    (ours,) = statistics_of(products, own, others)
    theirs = permutation_test(
        (means[own], means[~own]),
        lambda high, low: high.mean() - low.mean(),
        n_resamples=np.inf,
    )
    assert ours.pvalue() == pytest.approx(theirs.pvalue)


def test_exact_over_all_orders_where_running_does_nothing():
    """Whatever the pain: of all orders that could have been drawn, 5 % find an effect at 5 %."""
    test = fair_test("HLLHLH", block_days=7)
    daily = diary(test)
    pvalues = []
    for order in every_order(test.rule, 6):
        pvalues.append(found(daily, with_order(test, order)).pvalue)
    pvalues = np.array(pvalues)
    for alpha in np.unique(pvalues):
        assert np.mean(pvalues <= alpha + 1e-12) <= alpha + 1e-12
    assert pvalues.min() == pytest.approx(2 / 26)  # it is used up, too


def test_what_was_run_before_the_test_does_not_move_the_pvalue(six):
    daily, test, _ = six
    other = daily.copy()
    other.loc[other.index[:HISTORY], "distance_km"] = 9.0
    assert found(other, test).pvalue == found(daily, test).pvalue


def test_a_skipped_run_counts_for_the_effect_and_not_for_the_pvalue(six):
    daily, test, _ = six
    before = found(daily, test)
    half = found(daily.assign(distance_km=daily["distance_km"] / 2), test)
    assert half.pvalue == before.pvalue
    assert half.effect.estimate == pytest.approx(2 * before.effect.estimate)
    is_skipped = np.arange(len(daily)) % 5 == 0
    fewer = found(daily.assign(distance_km=daily["distance_km"].mask(is_skipped, 0.0)), test)
    assert fewer.pvalue == before.pvalue
    assert fewer.effect.estimate != pytest.approx(before.effect.estimate, rel=0.01)


# statistics small enough to invert by hand


def by_hand(own, others, alpha):
    statistics = Statistics(own=np.array(own), others=np.array(others))
    return invert(statistics, alpha)


def test_an_interval_by_hand():
    # |2 - 2 beta| against |1 - beta|: counts at beta = 1 alone; |0 - beta|: between 2/3 and 2
    inverted = by_hand((2.0, 2.0), [(1.0, 1.0), (0.0, 1.0)], alpha=0.5)
    assert inverted.interval == pytest.approx(Interval(2 / 3, 2.0))
    assert not inverted.is_hull


def test_without_a_bound_where_another_order_moves_running_more():
    # |1 - beta| against |0 - 2 beta|: counts below -1 and above 1/3
    inverted = by_hand((1.0, 1.0), [(0.0, 2.0)], alpha=0.5)
    assert inverted.interval == Interval(-np.inf, np.inf)
    assert inverted.is_hull


def test_an_order_alike_always_counts():
    inverted = by_hand((1.0, 1.0), [(-1.0, -1.0)], alpha=0.6)
    assert inverted.interval == Interval(-np.inf, np.inf)
    assert not inverted.is_hull


def test_a_tie_counts_as_at_least_as_large():
    statistics = Statistics(own=np.array([0.3, 1.0]), others=np.array([[-0.1 * 3, 1.0], [0.2, 1]]))
    assert statistics.pvalue() == pytest.approx(2 / 3)


# days and distances that are missing


def test_the_habit_is_the_mean_of_the_14_days_before():
    km = np.zeros(14 + 16)
    km[13] = 10.0  # the day before the first
    habit = habit_before(km)
    assert habit[:14] == pytest.approx(np.full(14, 0.5))
    assert habit[14:] == pytest.approx([0.0, 0.0])


def test_a_log_that_ends_mid_test_is_analysed_to_its_end(six):
    daily, test, _ = six
    until = daily.iloc[: HISTORY + 40]
    result = analyse(until, test)
    assert not result.is_complete
    assert not result.stopped_early
    assert result.last_day == until.index[-1].date()
    assert result.blocks["days"].tolist() == [14, 14, 12]
    assert result.orders == 25  # of the whole plan


def test_days_after_stopping_do_not_count(six):
    daily, test, _ = six
    stopped = replace(test, stopped_on=dt.date(2026, 4, 20), stopped_for="injury")
    result = analyse(daily, stopped)
    assert result.stopped_early
    assert not result.is_complete
    assert result.last_day == dt.date(2026, 4, 20)
    assert result.pvalue == analyse(daily.loc[:"2026-04-20"], test).pvalue


def test_what_the_orders_of_the_days_done_can_show_at_most():
    test = fair_test("HLLHLH", block_days=14)
    daily = diary(test)
    # of 26 orders 16 begin HL or LH; on the first day of the second block all begin H or L
    assert analyse(daily.iloc[: HISTORY + 14 + 2], test).smallest_pvalue == pytest.approx(16 / 26)
    assert analyse(daily.iloc[: HISTORY + 14 + 1], test).smallest_pvalue == 1.0


def test_a_block_without_a_rating_is_told_and_borne(six):
    daily, test, _ = six
    silent = daily.copy()
    silent.loc["2026-03-16":"2026-03-29", "pain"] = np.nan
    result = analyse(silent, test)
    assert result.blocks["rated"].tolist()[1] == 0
    assert np.isnan(result.blocks["mean_pain"][1])
    assert 0 < result.pvalue <= 1


def test_too_few_ratings_have_no_pvalue(six):
    daily, test, _ = six
    silent = daily.copy()
    silent.loc[silent["pain"].dropna().index[35:], "pain"] = np.nan
    result = analyse(silent, test)
    assert np.isnan(result.pvalue)
    assert result.lack.code == "trial_lack.rated_days"
    assert result.verdict is TrialVerdict.CANNOT_TELL
    assert result.agrees is None


def test_no_day_of_the_test_is_an_error():
    test = fair_test()
    before = diary(test).iloc[:HISTORY]
    with pytest.raises(bpa.FitError, match="no day of the test") as caught:
        analyse(before, test)
    assert caught.value.remark.code == "trial_lack.not_begun"


def test_an_order_that_the_rule_does_not_allow_has_no_pvalue():
    test = fair_test("HHHLLL")
    assert analyse(diary(test), test).lack.code == "trial_lack.order_not_allowed"


def test_a_run_without_a_distance_counts_as_a_usual_one(six):
    daily, test, _ = six
    lost = daily.copy()
    day = lost.index[lost["runs"] > 0][10]
    lost.loc[day, "distance_km"] = np.nan
    done = days_done(lost, test)
    begin = pd.Timestamp(test.schedule.start) - pd.Timedelta(days=14)
    sessions = lost.loc[begin:]
    mean = sessions.loc[sessions["runs"] > 0, "distance_km"].mean()
    assert done.km[(day - begin).days] == pytest.approx(mean)
    assert done.unknown == 1
    (remark,) = analyse(lost, test).remarks
    assert remark.code == "trial_note.km_filled"
    assert found(lost, test).pvalue == found(daily, test).pvalue


def test_without_distances_there_is_a_pvalue_and_no_estimate(six):
    daily, test, _ = six
    lost = daily.assign(distance_km=np.nan, runs=np.nan)
    result = analyse(lost, test)
    assert result.pvalue == found(daily, test).pvalue
    assert np.isnan(result.estimate)
    assert np.isnan(result.adherence)
    assert [remark.code for remark in result.remarks] == ["trial_lack.km_unknown"]


def test_without_any_running_there_is_a_pvalue_and_no_estimate(six):
    daily, test, _ = six
    result = analyse(daily.assign(distance_km=0.0, runs=0.0), test)
    assert result.pvalue == found(daily, test).pvalue
    assert np.isnan(result.estimate)
    assert result.adherence == 0.0
    assert [remark.code for remark in result.remarks] == ["trial_lack.running_not_moved"]


# what stands beside


def test_adherence_is_the_share_of_the_contrast_that_was_run():
    test = fair_test("HLLHLH", block_days=7)
    daily = diary(test, kept=1.1)
    assert analyse(daily, test).adherence == pytest.approx(1.0)
    high = test.schedule.days[np.repeat(test.schedule.order, 7)]
    daily.loc[high, "distance_km"] *= 0.75  # 18 of 24 km, and 8 of 8: 10 of 16
    assert analyse(daily, test).adherence == pytest.approx(10 / 16)


def test_ratings_missing_by_schedule_are_found():
    test = fair_test("HLLHLHHLHL", block_days=7)
    daily = diary(test, rated=1.1)
    high = test.schedule.days[np.repeat(test.schedule.order, 7)]
    daily.loc[high[::2], "pain"] = np.nan
    result = analyse(daily, test)
    assert (result.rated_high, result.rated_low) == pytest.approx((17 / 35, 1.0))
    assert result.missing_pvalue == pytest.approx(2 / (result.orders + 1))


def test_missing_ratings_as_with_every_order_written_out(six):
    daily, test, _ = six
    rated = days_done(daily, test).rated.reshape(6, 14).mean(axis=1)
    every = every_order(test.rule, 6)
    high = np.array([rated[order].mean() for order in every])
    low = np.array([rated[~order].mean() for order in every])
    own = (every == np.array(test.schedule.order)).all(axis=1)
    at_least = np.abs(high - low) >= np.abs(high - low)[own] - 1e-9
    result = analyse(daily, test)
    assert (result.rated_high, result.rated_low) == pytest.approx((high[own][0], low[own][0]))
    assert result.missing_pvalue == pytest.approx(at_least.mean())


def test_with_every_day_rated_none_is_missing_by_schedule():
    test = fair_test()
    result = analyse(diary(test, rated=1.1), test)
    assert np.isnan(result.missing_pvalue)
    assert (result.rated_high, result.rated_low) == (1.0, 1.0)


def test_blocks_by_hand():
    test = fair_test("HLLHLH", block_days=7)
    table = analyse(diary(test, kept=1.1), test).blocks
    assert table["number"].tolist() == [1, 2, 3, 4, 5, 6]
    assert table["is_high"].tolist() == [True, False, False, True, False, True]
    assert table["km_asked"].tolist() == [24.0, 8.0, 8.0, 24.0, 8.0, 24.0]
    assert table["km_run"].tolist() == [24.0, 8.0, 8.0, 24.0, 8.0, 24.0]
    assert table["first_day"].iloc[1] == pd.Timestamp("2026-03-09")


def test_the_observational_answer_is_of_the_same_days(six):
    daily, test, _ = six
    result = analyse(daily, test)
    assert result.observational.days[0] >= pd.Timestamp(test.schedule.start)
    assert result.observational.exposure is bpa.DISTANCE
    assert result.lag_curve.lags.tolist() == list(range(1, 15))


@pytest.mark.parametrize(
    ("low", "high", "pvalue", "verdict"),
    [
        (-0.4, 0.3, 0.4, TrialVerdict.NO_LARGE_EFFECT),
        (-0.6, -0.2, 0.01, TrialVerdict.NO_LARGE_EFFECT),
        (-1.6, -0.7, 0.01, TrialVerdict.EFFECT),
        (-1.6, -0.7, 0.05, TrialVerdict.EFFECT),
        (-1.6, 0.2, 0.051, TrialVerdict.CANNOT_TELL),
        (-np.inf, np.inf, 0.2, TrialVerdict.CANNOT_TELL),
        (np.nan, np.nan, np.nan, TrialVerdict.CANNOT_TELL),
    ],
)
def test_verdicts(six, low, high, pvalue, verdict):
    """The contrast is 1.6 times 10 km a week: a point that matters is .625 per 10 km."""
    daily, test, _ = six
    result = analyse(daily, test)
    effect = result.effect._replace(narrower=Interval(low, high))
    assert result.contrast == pytest.approx(1.6)
    assert replace(result, effect=effect, pvalue=pvalue).verdict is verdict


def test_an_effect_over_other_units_takes_its_intervals_along():
    effect = Effect(-0.5, interval=Interval(-1.0, 0.25), narrower=Interval(-0.75, 0.125))
    over_two = effect.times(2)
    assert over_two == Effect(-1.0, interval=Interval(-2.0, 0.5), narrower=Interval(-1.5, 0.25))


def test_orders_drawn_by_another_rule_would_give_another_pvalue(six):
    daily, test, _ = six
    free = Rule(most_alike=6, most_apart=6)
    others = OtherOrders(every_order(free, 6), are_all=True)
    done = days_done(daily, test)
    assert randomised(done, test, others).pvalue != found(daily, test).pvalue


@pytest.mark.slow
def test_a_year_is_drawn_again_9999_times_in_half_a_second():
    order = "".join("H" if is_high else "L" for is_high in draw_order(Rule(), 26, seed=1))
    test = fair_test(order, block_days=14)
    daily = diary(test)
    done = days_done(daily, test)
    began = time.process_time()
    others = other_orders(test.rule, test.schedule.order, test.seed)
    randomised(done, test, others)
    assert len(others.orders) == 9999
    assert time.process_time() - began < 0.5


def test_the_two_intervals_end_where_p_is_a_twentieth_and_a_tenth():
    test = fair_test("HLLHLHHLHLLH", block_days=14)
    daily = diary(test, effect=-1.5)
    done = days_done(daily, test)
    design = lay_out(done, test)
    errors = bpa.fit_reml(design.t, design.pain, design.terms)
    others = other_orders(test.rule, test.schedule.order, test.seed)
    own = np.array(test.schedule.order, dtype=float)
    each_shape = statistics_of(products_of(design, errors), own, others.orders.astype(float))
    effect = randomised(done, test, others).effect
    for interval, level in ((effect.interval, 0.05), (effect.narrower, 0.10)):
        for end, outwards in ((interval.lower, -1e-6), (interval.upper, 1e-6)):
            beyond = max(shape.pvalue(end + outwards) for shape in each_shape)
            within = max(shape.pvalue(end - outwards) for shape in each_shape)
            assert beyond <= level < within
    assert effect.interval.lower < effect.narrower.lower
