"""The axis of days: as many ticks as fit, each named no finer than it must be."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.ticker import Formatter

from ..language import Phrases

ONE_DAY = pd.Timedelta(days=1)
SHORT = 90  # days; a shorter axis has its ticks every so many days, not on the first of a month


class DayFormatter(Formatter):
    """Name days in the language's manner: "4 Mar"; "Mar" or "2026" where every tick begins one."""

    def __init__(self, words: Phrases) -> None:
        self.words = words

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Name one day."""
        return self.words.date(num2date(x), "axis_day")

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Name the days of all ticks."""
        moments = num2date(values)
        all_begin_a_month = all(moment.day == 1 for moment in moments)
        return [self._name(moment, all_begin_a_month) for moment in moments]

    def _name(self, moment: dt.datetime, all_begin_a_month: bool) -> str:
        if moment.hour or moment.minute:
            return ""
        form = "axis_day"
        if all_begin_a_month:
            form = "axis_year" if moment.month == 1 else "axis_month"
        return self.words.date(moment, form)


def show_days(ax: Axes, days: pd.Index, words: Phrases) -> None:
    """Give the lowest panel its calendar."""
    first = days[0]
    last = days[-1]
    ax.set_xlim(first - ONE_DAY, last + 2 * ONE_DAY)
    is_long = len(days) > SHORT
    locator = AutoDateLocator(minticks=3, maxticks=9, interval_multiples=is_long)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(DayFormatter(words))
    if first.year == last.year:  # no tick says which
        ax.set_xlabel(str(first.year))
