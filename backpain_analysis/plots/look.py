"""The one look of all figures: colours, the axis of pain, numbers on an axis, an empty panel.

Colours are Okabe and Ito's (2008); whatever must be told apart differs in marker or line as well,
so that a grey print can be read, and has a contrast of 3 : 1 or more against white.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.legend import Legend
from matplotlib.ticker import Formatter

from ..language import Phrases

BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
SKY = "#56B4E9"  # the band of an interval, under a blue line
DARK = "#333333"  # a thin line beside the one that counts
MID = "#6b6b6b"  # words and thin lines
DOT = "#8c8c8c"  # one day's rating
PALE = "#e9e9e9"  # too small to matter, and nothing else
DASHED = (0, (4, 2))
PAIN_AXIS: Any = {"ylim": (-0.4, 10.4), "yticks": range(0, 11, 2)}  # always the whole scale
MOST_PLACES = 6


class NumberFormatter(Formatter):
    """Write an axis' numbers as the language does, all with as many places as they need."""

    def __init__(self, words: Phrases) -> None:
        self.words = words

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write one number."""
        return self.words.short(x)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Write the numbers of all ticks."""
        places = places_needed(values)
        return [self.words.number(value, places) for value in values]


def write_numbers(axis: Axis, words: Phrases) -> None:
    """Write an axis' numbers as the language does."""
    axis.set_major_formatter(NumberFormatter(words))


def places_needed(values: Sequence[float]) -> int:
    """Return how many places it takes to write all of these numbers."""
    array = np.asarray(values, dtype=float)
    for places in range(MOST_PLACES):
        if np.allclose(array, array.round(places), rtol=0, atol=1e-9):
            return places
    return MOST_PLACES


def say_in_empty_panel(ax: Axes, text: str) -> None:
    """Say in an empty panel why it is empty."""
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=MID)


def legend_above(ax: Axes, **look: Any) -> Legend:
    """Write the legend in a row between the panel and its title, which needs room for it."""
    usual: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 0.99), "borderaxespad": 0}
    return ax.legend(ncols=3, **usual | look)
