"""What a person is asked to run on each day of the test."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from .drawing import Order


@dataclass(frozen=True)
class WeekAsked:
    """A week of the test.

    Attributes
    ----------
    weekdays : tuple of int
        Days with a run, Monday 0.
    km_a_run : float
        How far each of them is.
    """

    weekdays: tuple[int, ...]
    km_a_run: float

    @property
    def km(self) -> float:
        """Kilometres of the whole week."""
        return len(self.weekdays) * self.km_a_run

    def on(self, weekday: np.ndarray) -> np.ndarray:
        """Return the kilometres asked for on each of these weekdays (Monday 0)."""
        return np.isin(weekday, self.weekdays) * self.km_a_run


class Block(NamedTuple):
    """A block of the test: its first and last day, and whether it asks for the high week."""

    first: dt.date
    last: dt.date
    is_high: bool


@dataclass(frozen=True)
class Schedule:
    """Blocks of low and high weeks, in the order that chance drew.

    Attributes
    ----------
    start : date
        The first day of the first block.
    block_days : int
    order : tuple of bool
        One a block; True is high.
    low, high : WeekAsked
    """

    start: dt.date
    block_days: int
    order: Order
    low: WeekAsked
    high: WeekAsked

    @property
    def days(self) -> pd.DatetimeIndex:
        """The days of the test."""
        n = self.block_days * len(self.order)
        return pd.date_range(self.start, periods=n, freq="D", name="day")

    @property
    def blocks(self) -> list[Block]:
        """The blocks, in order."""
        blocks = []
        first = self.start
        for is_high in self.order:
            following = first + dt.timedelta(days=self.block_days)
            blocks.append(Block(first, following - dt.timedelta(days=1), is_high))
            first = following
        return blocks

    @property
    def last_day(self) -> dt.date:
        """The last day of the last block."""
        return self.start + dt.timedelta(days=self.block_days * len(self.order) - 1)

    @property
    def weeks(self) -> float:
        """How many weeks it takes."""
        return self.block_days * len(self.order) / 7

    def block_of(self, days: pd.DatetimeIndex) -> np.ndarray:
        """Return the number of each day's block, the first 0; -1 before and after the test."""
        number = (days - pd.Timestamp(self.start)).days.to_numpy() // self.block_days
        is_outside = (number < 0) | (number >= len(self.order))
        return np.where(is_outside, -1, number)

    def km_asked(self, orders: np.ndarray | None = None) -> np.ndarray:
        """Return the kilometres asked for: (days of the test,), or (orders, days) of re-drawn ones.

        `orders` are (orders, blocks), as of `drawing.draw_orders`.
        """
        if orders is None:
            return self.km_asked(np.array([self.order]))[0]
        weekday = self.days.day_of_week.to_numpy()
        is_high = np.repeat(orders, self.block_days, axis=1)
        return np.where(is_high, self.high.on(weekday), self.low.on(weekday))
