"""Intervals drawn as bars, beside zero and the band around it that is too small to matter."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ..language import Phrases
from .look import BLUE, MID, PALE

WIDEST = 5.0  # NRS points either way; an interval that goes beyond is cut off
ROOM = 1.15  # how far the axis goes beyond the farthest end


def reach_of(ends: ArrayLike, sesoi: float) -> float:
    """Return how far an axis goes either way, so that the intervals and the band fit."""
    known = np.asarray(ends, dtype=float)
    farthest = np.nanmax(np.abs(known), initial=0.0)
    return float(np.clip(ROOM * farthest, 2 * sesoi, WIDEST))


def draw_interval(
    ax: Axes,
    y: float,
    *,
    lower: float,
    estimate: float,
    upper: float,
    marker: str = "o",
    linestyle: str = "-",
    colour: str = BLUE,
    reach: float = np.inf,
) -> None:
    """Draw a bar from the lower to the upper end, with an arrow where it goes on beyond `reach`."""
    left, middle, right = np.clip([lower, estimate, upper], -reach, reach)
    ax.plot(
        [left, right],
        [y, y],
        color=colour,
        linestyle=linestyle,
        linewidth=2.4,
        solid_capstyle="butt",
    )
    left_end = "|" if left == lower else "<"
    right_end = "|" if right == upper else ">"
    ax.plot(left, y, left_end, color=colour, markersize=9, markeredgewidth=2)
    ax.plot(right, y, right_end, color=colour, markersize=9, markeredgewidth=2)
    ax.plot(middle, y, marker, color=colour, markersize=8, markeredgecolor="white")


def shade_too_small(ax: Axes, half: float, *, text_at: float, end: float, text: str) -> None:
    """Draw zero, and the band around it that is too small to matter, from its text to `end`."""
    ax.axvspan(-half, half, color=PALE, linewidth=0)
    beside_text = text_at + 0.2
    ax.vlines([-half, half], beside_text, end, color=MID, linewidth=0.7, linestyle=":")
    ax.vlines(0, beside_text, end, color="black", linewidth=1)
    ax.text(0, text_at, text, ha="center", va="center", color=MID, style="italic")
    ax.spines["left"].set_visible(False)


def interval_in_words(words: Phrases, lower: float, estimate: float, upper: float) -> str:
    """Write an estimate with its interval: "+0.4 (-0.1 to 0.9)"."""
    return words("figure.interval.span", lower=lower, estimate=estimate, upper=upper)
