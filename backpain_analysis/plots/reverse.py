"""The reverse question: is a bad day followed by fewer runs?"""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..language import Phrases
from .intervals import draw_interval, interval_in_words, shade_too_small
from .look import ORANGE, write_numbers
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

TOO_SMALL = 3.0  # percentage points
NARROWEST = 6.0  # percentage points that the axis shows at least, either way
ROOM = 1.25


class Shown(NamedTuple):
    """What is drawn of the check, in percentage points per NRS point the day before."""

    lower: float
    estimate: float
    upper: float
    finding: str


def _read(reverse: Any) -> Shown:
    lower, upper = reverse.conf_int()
    return Shown(
        lower=100 * lower,
        estimate=100 * reverse.estimate,
        upper=100 * upper,
        finding=reverse.finding,
    )


@in_house_style
def reverse(
    reverse: Any, *, ax: Axes | None = None, width: float = NOTEBOOK, words: Phrases = ENGLISH
) -> Axes:
    """Draw whether a bad day is followed by fewer runs (the result of `reverse_test`)."""
    shown = _read(reverse)
    ax = one_panel(ax, width, 2.3)
    shade_too_small(ax, TOO_SMALL, text_at=-0.8, end=1, text=words("figure.reverse.band"))
    draw_interval(
        ax,
        0,
        lower=shown.lower,
        estimate=shown.estimate,
        upper=shown.upper,
        colour=ORANGE,
    )
    span = interval_in_words(words, shown.lower, shown.estimate, shown.upper)
    ax.annotate(
        span,
        (shown.estimate, 0),
        xytext=(0, 11),
        textcoords="offset points",
        ha="center",
    )

    farthest = max(NARROWEST, abs(shown.lower), abs(shown.upper))
    reach = ROOM * farthest
    ax.set(ylim=(-1, 1), xlim=(-reach, reach), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    write_numbers(ax.xaxis, words)
    ax.set_title(words(f"figure.reverse.{shown.finding}"))
    put_into_words(ax, "reverse", words, {"span": span})
    return ax
