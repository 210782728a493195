"""The randomisation test: the statistic under the order drawn against its value under others.

With Z the habit asked for less its mean over all orders, y pain, V the habit run, and W the
weights, time terms swept out,

    (1)  a = Z'Wy / sqrt(Z'WZ),    b = Z'WV / sqrt(Z'WZ)

Z is linear in the order: Z = C u, where u is +1/2 for a high and -1/2 for a low block, and C one
column a block. So all that the days have to say are

    (2)  G = C'WC,   p = C'Wy,   q = C'WV,    a = u'p / sqrt(u'Gu),    b = u'q / sqrt(u'Gu)

and thousands of orders take one product of small matrices. The null hypothesis that pain moves by
beta per unit of V is tested by |a - beta b| (Rosenbaum 2002, 5.4: the schedule as instrument): y
less beta V is then the same whatever had been asked for. An order counts against beta where

    (3)  (a' - beta b')^2 >= (a - beta b)^2

a quadratic in beta with the roots (a' - a) / (b' - b) and (a' + a) / (b' + b): every order gives
the stretch between them or all but that, and the interval is read from their ends, exactly.

How an effect is spread over the days after a run is not known, and V with it. An effect of the
first days, taken for one of 14, looks larger than it is: its amplitude is larger at the end of a
block. So b is taken with V of either shape, and the interval is the hull of both. At beta = 0 the
shape of V does not matter: the interval excludes zero exactly where p is at most alpha.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..codes import ROUNDING, Interval
from ..model import RemlResults, weighed_products
from .design import TrialDesign

Array = np.ndarray


class Products(NamedTuple):
    """What the days have to say, time terms swept out: G (blocks, blocks), p and q (blocks,).

    q for each shape over the lags: (blocks, shapes).
    """

    of_blocks: Array
    with_pain: Array
    with_run: Array


def products_of(design: TrialDesign, errors: RemlResults) -> Products:
    """Return the products (2) under the weights of an error model."""
    columns = np.column_stack([design.terms, design.of_blocks, design.run, design.pain])
    whole = weighed_products(design.t, columns, errors)
    k = design.terms.shape[1]
    among = whole[:k, :k]
    across = whole[:k, k:]
    rest = whole[k:, k:] - across.T @ np.linalg.solve(among, across)
    n = design.of_blocks.shape[1]
    return Products(of_blocks=rest[:n, :n], with_pain=rest[:n, -1], with_run=rest[:n, n:-1])


@dataclass(frozen=True)
class Statistics:
    """The statistics a and b under the test's own order, and under others.

    Attributes
    ----------
    own : array, (2,)
        a and b of the order that was drawn.
    others : array, (orders, 2)
        Of the orders drawn again.
    """

    own: Array
    others: Array

    def pvalue(self, beta: float = 0.0) -> float:
        """Return the p-value of the null that pain moves by beta per unit of running done."""
        a, b = self.own
        own = abs(a - beta * b)
        others = np.abs(self.others[:, 0] - beta * self.others[:, 1])
        size = abs(a) + abs(beta * b)
        at_least = others >= own - ROUNDING * size
        return float(1 + at_least.sum()) / (1 + len(others))

    @property
    def estimate(self) -> float:
        """Pain per unit of running done; NaN where the schedule moved no running."""
        a, b = self.own
        if abs(b) <= ROUNDING * np.abs(self.others[:, 1]).max(initial=ROUNDING):
            return float("nan")
        return float(a / b)


def statistics_of(products: Products, own: Array, others: Array) -> tuple[Statistics, ...]:
    """Return the statistics (1) of the own order, (blocks,), and of others, (orders, blocks).

    One for each shape over the lags; a is the same in all.
    """
    of_own = _statistics(products, own[None])[0]
    of_others = _statistics(products, others)
    found = []
    for shape in range(products.with_run.shape[1]):
        a_and_b = [0, 1 + shape]
        found.append(Statistics(own=of_own[a_and_b], others=of_others[:, a_and_b]))
    return tuple(found)


def _statistics(products: Products, orders: Array) -> Array:
    """Return a, and b of each shape, of each order: (orders, 1 + shapes)."""
    u = orders - 0.5
    squares = ((u @ products.of_blocks) * u).sum(axis=1)
    is_empty = squares <= ROUNDING * np.trace(products.of_blocks)  # only the first block is done
    scale = np.sqrt(np.where(is_empty, np.inf, squares))
    moments = np.column_stack([u @ products.with_pain, u @ products.with_run])
    return np.asarray(moments / scale[:, None])


class Inverted(NamedTuple):
    """The values that a test does not reject: the hull, and whether it is in several parts."""

    interval: Interval
    is_hull: bool


def invert(statistics: Statistics, alpha: float) -> Inverted:
    """Return the values beta whose p-value is above alpha."""
    n = len(statistics.others)
    needed = int(np.floor(alpha * (1 + n) - 1 + ROUNDING)) + 1
    counted = _counts(_stretches(statistics))
    has_width = counted.upper > counted.lower
    lower = counted.lower[has_width]
    upper = counted.upper[has_width]
    is_in = counted.orders[has_width] >= needed
    if not is_in.any():
        return Inverted(Interval(float("nan"), float("nan")), is_hull=False)
    begins = np.diff(is_in.astype(int), prepend=0) == 1
    interval = Interval(float(lower[is_in][0]), float(upper[is_in][-1]))
    return Inverted(interval, is_hull=int(begins.sum()) > 1)


def invert_all(each: Sequence[Statistics], alpha: float) -> Inverted:
    """Return the hull of what is not rejected under one shape over the lags or another."""
    inverted = [invert(statistics, alpha) for statistics in each]
    lower = min(found.interval.lower for found in inverted)
    upper = max(found.interval.upper for found in inverted)
    is_hull = any(found.is_hull for found in inverted)
    return Inverted(Interval(lower, upper), is_hull)


class _Stretches(NamedTuple):
    """Where orders count against beta: how many do at minus infinity, and where that changes."""

    at_minus_infinity: int
    starts: Array
    ends: Array


def _stretches(statistics: Statistics) -> _Stretches:
    """Return the stretches (3) of all orders."""
    a, b = statistics.own
    others_a = statistics.others[:, 0]
    others_b = statistics.others[:, 1]
    less_a = others_a - a
    less_b = others_b - b
    plus_a = others_a + a
    plus_b = others_b + b
    is_same = _is_zero(less_a, a) & _is_zero(less_b, b)
    is_opposite = _is_zero(plus_a, a) & _is_zero(plus_b, b)
    always = is_same | is_opposite
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.nan_to_num(less_a / less_b, nan=np.inf)
        other = np.nan_to_num(plus_a / plus_b, nan=np.inf)
    low = np.minimum(one, other)
    high = np.maximum(one, other)
    is_between = ~always & (np.abs(others_b) < abs(b))
    is_outside = ~always & ~is_between
    return _Stretches(
        at_minus_infinity=int(always.sum() + is_outside.sum()),
        starts=np.concatenate([low[is_between], high[is_outside]]),
        ends=np.concatenate([high[is_between], low[is_outside]]),
    )


class _Counts(NamedTuple):
    """From `lower` to `upper`, so many orders count against beta: (pieces,) each."""

    lower: Array
    upper: Array
    orders: Array


def _counts(stretches: _Stretches) -> _Counts:
    """Walk from minus infinity to infinity, and count the stretches begun and not yet ended."""
    begun = np.ones(len(stretches.starts))
    ended = -np.ones(len(stretches.ends))
    steps = np.concatenate([begun, ended])
    places = np.concatenate([stretches.starts, stretches.ends])
    in_order = np.lexsort([-steps, places])  # a stretch includes its ends: starts come first
    so_far = np.cumsum(steps[in_order])
    bounds = places[in_order]
    return _Counts(
        lower=np.concatenate([[-np.inf], bounds]),
        upper=np.concatenate([bounds, [np.inf]]),
        orders=stretches.at_minus_infinity + np.concatenate([[0], so_far]),
    )


def _is_zero(difference: Array, size: float) -> Array:
    return np.abs(difference) <= ROUNDING * max(abs(size), ROUNDING)
