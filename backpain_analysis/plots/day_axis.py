"""The axis of days: as many ticks as fit, each named no finer than it must be."""

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

    def _name(self, moment: pd.Timestamp, all_begin_a_month: bool) -> str:
        if moment.hour or moment.minute:
            return ""
        if not all_begin_a_month:
            return self.words.date(moment, "axis_day")
        if moment.month == 1:
            return self.words.date(moment, "axis_year")
        return self.words.date(moment, "axis_month")


def show_days(ax: Axes, days: pd.Index, words: Phrases) -> None:
    """Give the lowest panel its calendar."""
    ax.set_xlim(days[0] - ONE_DAY, days[-1] + 2 * ONE_DAY)
    locator = AutoDateLocator(minticks=3, maxticks=9, interval_multiples=len(days) > SHORT)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(DayFormatter(words))
    if days[0].year == days[-1].year:  # no tick says which
        ax.set_xlabel(str(days[0].year))
