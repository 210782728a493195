"""What must not change a fair test, for any order, trend, unit, and missing day."""

import functools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import HISTORY, diary, fair_test

import backpain_analysis as bpa
from backpain_analysis.trial import every_order
from backpain_analysis.trial.analysis import randomised
from backpain_analysis.trial.design import days_done
from backpain_analysis.trial.drawing import other_orders

ORDERS = every_order(fair_test().rule, 8)
FEW = settings(max_examples=4, deadline=None, derandomize=True)
SMALL = st.floats(-3, 3).map(lambda number: round(number, 2))


@functools.cache
def made(number, seed):
    """Return a test with one of the orders, and a diary."""
    letters = "".join("H" if is_high else "L" for is_high in ORDERS[number])
    test = fair_test(letters, block_days=7)
    return test, diary(test, seed=seed, effect=-1.0)


def found(daily, test):
    """Return the randomisation test alone."""
    others = other_orders(test.rule, test.schedule.order, test.seed)
    return randomised(days_done(daily, test), test, others)


any_order = st.integers(0, len(ORDERS) - 1)
any_seed = st.integers(1, 5)


@FEW
@given(any_order, any_seed, SMALL, SMALL)
def test_a_trend_of_pain_changes_nothing(number, seed, level, slope):
    test, daily = made(number, seed)
    days = daily.index[HISTORY:][daily["pain"].notna()[HISTORY:]]
    drift = bpa.model.time_terms(days, 1) @ [level, slope]
    moved = daily.assign(pain=daily["pain"].add(drift, fill_value=0.0))
    before = found(daily, test)
    after = found(moved, test)
    assert after.pvalue == before.pvalue
    assert after.effect.estimate == pytest.approx(before.effect.estimate, rel=1e-3)


@FEW
@given(any_order, any_seed, SMALL, st.floats(0.1, 10))
def test_the_unit_of_pain_changes_the_effect_alone(number, seed, shift, scale):
    test, daily = made(number, seed)
    before = found(daily, test)
    after = found(daily.assign(pain=shift + scale * daily["pain"]), test)
    assert after.pvalue == before.pvalue
    assert after.effect.estimate == pytest.approx(scale * before.effect.estimate, rel=1e-3)


@FEW
@given(any_order, any_seed)
def test_high_for_low_and_low_for_high_is_the_same_test(number, seed):
    test, daily = made(number, seed)
    schedule = test.schedule
    turned = replace(
        schedule,
        order=tuple(not is_high for is_high in schedule.order),
        low=schedule.high,
        high=schedule.low,
    )
    before = found(daily, test)
    after = found(daily, replace(test, schedule=turned))
    assert after.pvalue == before.pvalue
    assert after.effect.estimate == pytest.approx(before.effect.estimate, rel=1e-6)
