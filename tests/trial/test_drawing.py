"""The rule of the drawing, against every order looked at by hand or by brute force."""

import numpy as np
import pytest

from backpain_analysis.trial import Rule, draw_order, draw_orders, every_order
from backpain_analysis.trial.drawing import chances_of_high, count_orders, other_orders

RULES = [Rule(), Rule(most_apart=0), Rule(most_alike=3, most_apart=4), Rule(in_pairs=True)]


def by_brute_force(rule, blocks):
    number = np.arange(2**blocks)
    orders = (number[:, None] >> np.arange(blocks)) % 2 == 1
    return orders[rule.allows(orders)]


def as_set(orders):
    return {tuple(order) for order in orders.tolist()}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("blocks", [1, 2, 5, 8])
def test_every_order_as_by_brute_force(rule, blocks):
    expected = by_brute_force(rule, blocks)
    every = every_order(rule, blocks)
    assert as_set(every) == as_set(expected)
    assert len(every) == len(expected) == count_orders(rule, blocks)


def test_four_blocks_by_hand():
    written = ["HHLH", "HHLL", "HLHH", "HLHL", "HLLH", "HLHL", "LHHL", "HLLH"]
    written += ["LLHL", "LLHH", "LHLL", "LHLH", "LHHL"]
    orders = {"".join("H" if high else "L" for high in o) for o in every_order(Rule(), 4).tolist()}
    assert orders == set(written)


def test_twenty_periods_in_pairs_have_1024_orders():
    rule = Rule(in_pairs=True)
    assert count_orders(rule, 20) == 1024
    assert len(every_order(rule, 20)) == 1024


def test_every_order_is_drawn_as_often():
    orders = draw_orders(Rule(), 6, 26_000, np.random.default_rng(1))
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == 26
    # 26 counts of 1,000 each: chi-squared with 25 degrees of freedom, 99.9 % at 52.6
    assert ((counts - 1000) ** 2 / 1000).sum() < 52.6


def test_the_chances_multiply_to_that_of_the_order():
    rule = Rule()
    for order in every_order(rule, 6).tolist():
        high = chances_of_high(rule, tuple(order))
        of_each = np.where(order, high, 1 - high)
        assert of_each.prod() == pytest.approx(1 / 26)


def test_a_year_of_weeks_is_drawn_at_once():
    order = draw_order(Rule(), 52, seed=3)
    assert order == draw_order(Rule(), 52, seed=3)
    assert Rule().allows(np.array([order]))[0]


def test_a_rule_without_an_order_says_so():
    with pytest.raises(ValueError, match="no order of 3 blocks"):
        draw_orders(Rule(most_apart=0), 3, 1, np.random.default_rng(1))


def test_all_other_orders_where_there_are_few():
    own = (True, False, True, False, True, False)
    others = other_orders(Rule(), own, seed=1)
    assert others.are_all
    assert len(others.orders) == 25
    assert own not in as_set(others.orders)


def test_as_many_as_asked_where_there_are_more():
    own = draw_order(Rule(), 26, seed=1)
    others = other_orders(Rule(), own, seed=1, draws=99)
    assert not others.are_all
    assert others.orders.shape == (99, 26)
    assert Rule().allows(others.orders).all()
