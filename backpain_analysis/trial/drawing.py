"""The rule by which chance orders the blocks: the same when the test is drawn and re-drawn."""

import random
from dataclasses import dataclass

import numpy as np

MOST_TRIES = 100_000  # a year of blocks of 14 days takes 170

Order = tuple[bool, ...]
MOST_ORDERS = 4096  # up to so many are all listed
MOST_LISTED = 20  # blocks
DRAWS = 9999


@dataclass(frozen=True)
class Rule:
    """Which orders of high (True) and low (False) blocks chance may draw; each is equally likely.

    Attributes
    ----------
    most_alike : int
        Blocks of one kind that may follow one another.
    most_apart : int
        By how many blocks one kind may outnumber the other over the whole test.
    """

    most_alike: int = 2
    most_apart: int = 2

    def allows(self, orders: np.ndarray) -> np.ndarray:
        """Tell which rows of (orders, blocks), of booleans, the rule allows."""
        blocks = orders.shape[1]
        high = orders.sum(axis=1)
        allowed = np.abs(2 * high - blocks) <= self.most_apart
        run = self.most_alike + 1
        for first in range(blocks - run + 1):
            stretch = orders[:, first : first + run]
            allowed &= stretch.any(axis=1) & ~stretch.all(axis=1)
        return allowed


def every_order(rule: Rule, blocks: int) -> np.ndarray:
    """Return every order that the rule allows: (orders, blocks) of booleans.

    For up to 20 blocks or so: all 2 ** blocks are looked at.
    """
    number = np.arange(2**blocks)
    place = np.arange(blocks)
    orders = (number[:, None] >> place) % 2 == 1
    return orders[rule.allows(orders)]


def draw_orders(rule: Rule, blocks: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw n orders, each block by coin and what the rule forbids drawn again: (n, blocks)."""
    drawn: list[np.ndarray] = []
    missing = n
    while missing > 0:
        coins = rng.random((max(8 * missing, 1000), blocks)) < 0.5
        allowed = coins[rule.allows(coins)]
        drawn.append(allowed[:missing])
        missing -= len(drawn[-1])
    return np.concatenate(drawn)


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

    orders: np.ndarray
    are_all: bool


def other_orders(rule: Rule, own: Order, seed: int, draws: int = DRAWS) -> OtherOrders:
    """Return all other orders where the rule allows at most 4,096, else `draws` drawn by it."""
    blocks = len(own)
    if blocks <= MOST_LISTED:
        every = every_order(rule, blocks)
        if len(every) <= MOST_ORDERS:
            is_own = (every == np.array(own)).all(axis=1)
            return OtherOrders(every[~is_own], are_all=True)
    rng = np.random.default_rng([seed, 1])
    return OtherOrders(draw_orders(rule, blocks, draws, rng), are_all=False)


def draw_order(rule: Rule, blocks: int, seed: int) -> Order:
    """Draw the one order of a test from its seed.

    By the random numbers of Python itself, which promises them to stay the same: whoever reads the
    test in ten years can draw it again, and see that nobody has chosen.

    Raises
    ------
    ValueError
        The rule allows hardly any order of so many blocks, or none.
    """
    coin = random.Random(seed)
    for _ in range(MOST_TRIES):
        order = [coin.random() < 0.5 for _ in range(blocks)]
        if rule.allows(np.array([order]))[0]:
            return tuple(order)
    raise ValueError("the rule allows hardly any order")
