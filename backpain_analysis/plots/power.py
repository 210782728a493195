"""How long a fair test takes: the difference that most tests of a length would find."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..codes import of_100
from ..language import Phrases
from .look import BLUE, MID, ORANGE, PALE, legend_above, write_numbers
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

ROOM = 1.2
TALLEST = 5.0  # NRS points; a test that can only find more is of no use


@in_house_style
def power(
    lengths: pd.DataFrame,
    *,
    sesoi: float,
    chosen: float | None = None,
    ax: Axes | None = None,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw, for each length of a test, the difference that 80 of 100 such tests would find.

    Parameters
    ----------
    lengths : DataFrame
        One row a length: `weeks`; `detectable`, the difference between the high and the low week
        that 80 of 100 tests would find, in NRS points, NaN or inf where none would; and `power`,
        the share of tests that would find a difference of `sesoi`.
    sesoi : float
        NRS points; less is too small to matter.
    chosen : float, optional
        The length in weeks that the person has chosen, which is marked.
    ax : Axes, optional
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes
    """
    ax = one_panel(ax, width, 3.2)
    lengths = lengths.sort_values("weeks")
    found = lengths["detectable"].replace(np.inf, np.nan)
    top = float(np.clip(ROOM * np.nanmax([2 * sesoi, found.max()]), 2 * sesoi, TALLEST))
    ax.axhspan(0, sesoi, color=PALE, linewidth=0)
    ax.axhline(sesoi, color=MID, linewidth=0.7, linestyle=":")
    ax.plot(
        lengths["weeks"],
        found,
        "o-",
        color=BLUE,
        linewidth=2,
        markeredgecolor="white",
        markersize=8,
        label=words("figure.power.curve"),
    )
    _write_shares(ax, lengths, top, words)
    weeks = lengths["weeks"]
    if chosen is not None:
        label = words("figure.power.chosen", weeks=round(chosen))
        ax.axvline(chosen, color=ORANGE, linewidth=1.6, linestyle="--", label=label)
    ax.set(ylim=(0, top), xticks=weeks, xlim=(weeks.min() - 3, weeks.max() + 7))
    band = words("figure.power.band")
    ax.text(
        0.99,
        sesoi / 2,
        band,
        transform=ax.get_yaxis_transform(),
        ha="right",
        va="center",
        color=MID,
        style="italic",
    )
    write_numbers(ax.yaxis, words)
    legend_above(ax, bbox_to_anchor=(0, 1.01), columnspacing=1.0, handletextpad=0.4)
    told = [_in_words(row, words) for row in lengths.itertuples()]
    size = words("figure.interval.points", n=sesoi)
    put_into_words(ax, "power", words, {"told": "; ".join(told), "sesoi": size})
    ax.set_title(ax.get_title(loc="left"), pad=24)
    return ax


def _write_shares(ax: Axes, lengths: pd.DataFrame, top: float, words: Phrases) -> None:
    """Write beside each length how many of 100 tests would find what matters."""
    beyond = words("figure.power.beyond")
    for row in lengths.itertuples():
        y = row.detectable
        above = 5
        if not np.isfinite(y) or y > top:
            y = 0.93 * top
            above = -4  # beside it: the legend is above
            ax.plot(
                row.weeks,
                y,
                "^",
                color=BLUE,
                markerfacecolor="white",
                markersize=8,
                label=beyond,
            )
            beyond = "_"  # the first stands in the legend for all
        text = words("figure.power.share", n=of_100(row.power))
        ax.annotate(text, (row.weeks, y), xytext=(8, above), textcoords="offset points")


def _in_words(row: object, words: Phrases) -> str:
    weeks = round(row.weeks)  # type: ignore[attr-defined]
    found = row.detectable  # type: ignore[attr-defined]
    n = of_100(row.power)  # type: ignore[attr-defined]
    if not np.isfinite(found):
        return words("figure.power.none_told", weeks=weeks, n=n)
    return words("figure.power.told", weeks=weeks, found=found, n=n)
