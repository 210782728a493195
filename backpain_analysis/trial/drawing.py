"""The rule by which chance orders the blocks: the same when the test is drawn and re-drawn.

Every order that the rule allows is equally likely. They are drawn block by block: the chance that
the next block is high is the share of high ones among the allowed orders that begin alike. How
many these are is counted from the last block back.
"""

import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

Order = tuple[bool, ...]
MOST_ORDERS = 4096  # up to so many are all listed
DRAWS = 9999
Array = np.ndarray


@dataclass(frozen=True)
class Rule:
    """Which orders of high (True) and low (False) blocks chance may draw; each is equally likely.

    Attributes
    ----------
    most_alike : int
        Blocks of one kind that may follow one another.
    most_apart : int
        By how many blocks one kind may outnumber the other over the whole test.
    in_pairs : bool
        Whether the first and second block are one of each kind, the third and fourth, ...
    """

    most_alike: int = 2
    most_apart: int = 2
    in_pairs: bool = False

    def allows(self, orders: Array) -> Array:
        """Tell which rows of (orders, blocks), of booleans, the rule allows."""
        blocks = orders.shape[1]
        high = orders.sum(axis=1)
        allowed = np.abs(2 * high - blocks) <= self.most_apart
        run = self.most_alike + 1
        for first in range(blocks - run + 1):
            stretch = orders[:, first : first + run]
            allowed &= stretch.any(axis=1) & ~stretch.all(axis=1)
        if self.in_pairs:
            firsts = orders[:, 0 : blocks - 1 : 2]
            seconds = orders[:, 1::2]
            allowed &= (firsts != seconds).all(axis=1)
        return allowed


class _Begun:
    """Orders of which some blocks are set, and in how many ways the rule lets each go on."""

    def __init__(self, rule: Rule, blocks: int, n: int) -> None:
        self.rule = rule
        self.ways = _ways(rule, blocks)
        self.orders = np.zeros((n, 0), dtype=bool)
        self.alike = np.zeros(n, dtype=int)
        self.more_high = np.zeros(n, dtype=int)

    @property
    def is_done(self) -> bool:
        """Whether every block is set."""
        return self.orders.shape[1] == len(self.ways) - 1

    def ways_on(self, is_high: bool) -> Array:
        """Return in how many ways each order can go on after such a block: (n,)."""
        after = self.ways[self.orders.shape[1] + 1]
        alike = np.minimum(self._alike_after(is_high), after.shape[1] - 1)
        step = 1 if is_high else -1
        return after[int(is_high), alike, self.more_high + step]

    def _alike_after(self, is_high: bool | Array) -> Array:
        """Return how many blocks alike each order would end with."""
        placed = self.orders.shape[1]
        if not placed:
            return np.ones(len(self.orders), dtype=int)
        goes_on = self.orders[:, -1] == is_high
        alike = np.where(goes_on, self.alike + 1, 1)
        if self.rule.in_pairs and placed % 2 == 1:
            alike[goes_on] = self.rule.most_alike + 1
        return alike

    def chance_of_high(self) -> Array:
        """Return each order's chance that the next block is high: (n,)."""
        high = self.ways_on(True)
        both = high + self.ways_on(False)
        return np.asarray(high / np.maximum(both, 1.0))

    def set_next(self, is_high: Array) -> None:
        """Set the next block of each order."""
        self.alike = self._alike_after(is_high)
        self.more_high = self.more_high + np.where(is_high, 1, -1)
        self.orders = np.column_stack([self.orders, is_high])

    def branch(self) -> None:
        """Follow every way that each order can go on."""
        low = np.flatnonzero(self.ways_on(False))
        high = np.flatnonzero(self.ways_on(True))
        begun = np.concatenate([low, high])
        is_high = np.arange(len(begun)) >= len(low)
        self.orders = self.orders[begun]
        self.alike = self.alike[begun]
        self.more_high = self.more_high[begun]
        self.set_next(is_high)


@lru_cache(maxsize=32)
def _ways(rule: Rule, blocks: int) -> tuple[Array, ...]:
    """Return in how many ways an order can go on, by the number of blocks set.

    Each (2, most_alike + 2, 2 blocks + 2): by the kind of the last block, how many alike it ends
    with, and how many more high blocks than low ones there are (negative ones from the end).
    Exact up to 52 blocks.
    """
    more_high = np.fft.fftfreq(2 * blocks + 2, 1 / (2 * blocks + 2))
    last = np.zeros((2, rule.most_alike + 2, 2 * blocks + 2))
    last[:, 1:-1] = np.abs(more_high) <= rule.most_apart
    ways = [last]
    for placed in range(blocks - 1, -1, -1):
        after = ways[0]
        before = np.zeros_like(after)
        for kind, step in ((0, -1), (1, 1)):
            same = np.roll(after[kind], -step, axis=1)
            other = np.roll(after[1 - kind], step, axis=1)
            before[kind, 1:-1] = other[1]
            if not (rule.in_pairs and placed % 2 == 1):
                before[kind, 1:-1] += same[2:]
        ways.insert(0, before)
    return tuple(ways)


def count_orders(rule: Rule, blocks: int) -> int:
    """Return how many orders the rule allows."""
    begun = _Begun(rule, blocks, 1)
    return int(begun.ways_on(True)[0] + begun.ways_on(False)[0])


@lru_cache(maxsize=8)
def every_order(rule: Rule, blocks: int) -> Array:
    """Return every order that the rule allows: (orders, blocks) of booleans, read-only."""
    begun = _Begun(rule, blocks, 1)
    while not begun.is_done:
        begun.branch()
    begun.orders.flags.writeable = False
    return begun.orders


def draw_orders(rule: Rule, blocks: int, n: int, rng: np.random.Generator) -> Array:
    """Draw n orders, with replacement: (n, blocks) of booleans.

    Raises
    ------
    ValueError
        The rule allows no order of so many blocks.
    """
    if not count_orders(rule, blocks):
        raise ValueError(f"no order of {blocks} blocks is allowed by {rule}")
    begun = _Begun(rule, blocks, n)
    while not begun.is_done:
        begun.set_next(rng.random(n) < begun.chance_of_high())
    return begun.orders


def draw_order(rule: Rule, blocks: int, seed: int) -> Order:
    """Draw the one order of a test from its seed.

    By the random numbers of Python itself, which promises them to stay the same: whoever reads the
    test in ten years can draw it again, and see that nobody has chosen.
    """
    coin = random.Random(seed)
    begun = _Begun(rule, blocks, 1)
    while not begun.is_done:
        is_high = coin.random() < begun.chance_of_high()[0]
        begun.set_next(np.array([is_high]))
    return tuple(begun.orders[0].tolist())


def chances_of_high(rule: Rule, order: Order, blocks_left: int = 0) -> Array:
    """Return, of each block, the chance that it is high given the blocks before it: (blocks,).

    So many blocks are still to follow. Of a block after others that the rule does not allow, 0.
    """
    begun = _Begun(rule, len(order) + blocks_left, 1)
    chances = []
    for is_high in order:
        chances.append(float(begun.chance_of_high()[0]))
        begun.set_next(np.array([is_high]))
    return np.array(chances)


@dataclass(frozen=True)
class OtherOrders:
    """Orders beside the one that was drawn.

    Attributes
    ----------
    orders : array, (orders, blocks)
        Booleans; True is high.
    are_all : bool
        Whether these are all others that the rule allows, or as many drawn by chance.
    """

    orders: Array
    are_all: bool


def other_orders(rule: Rule, own: Order, seed: int, draws: int = DRAWS) -> OtherOrders:
    """Return all other orders where the rule allows at most 4,096, else `draws` drawn by it."""
    blocks = len(own)
    if count_orders(rule, blocks) <= MOST_ORDERS:
        every = every_order(rule, blocks)
        is_own = (every == np.array(own)).all(axis=1)
        return OtherOrders(every[~is_own], are_all=True)
    rng = np.random.default_rng([seed, 1])
    return OtherOrders(draw_orders(rule, blocks, draws, rng), are_all=False)
