"""What a fair test asked for, and what was run: no pain in it, so it may be seen while it lasts."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import Phrases
from .look import GREEN, MID, legend_above, write_numbers
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

BAR = 0.72  # of a block's room
MOST_NAMED = 26  # blocks whose number has room
HIGH = "▲"  # the marks of the result's picture
LOW = "▽"


@in_house_style
def adherence(
    blocks: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw the kilometres a week that each block asked for, and those that were run.

    Parameters
    ----------
    blocks : DataFrame
        One row a block begun: `number`, `is_high`, `km_asked` and `km_run`, both a week; NaN
        where nothing is known.
    ax : Axes, optional
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes
    """
    ax = one_panel(ax, width, 2.3)
    place = np.arange(len(blocks))
    ax.bar(
        place,
        blocks["km_run"],
        width=BAR,
        color=GREEN,
        label=words("figure.adherence.run"),
    )
    half = BAR / 2 + 0.06
    ax.hlines(
        blocks["km_asked"],
        place - half,
        place + half,
        color="black",
        linewidth=2.2,
        label=words("figure.adherence.asked"),
    )
    _mark_unknown(ax, place[blocks["km_run"].isna().to_numpy()], words)
    _name_blocks(ax, blocks, words)
    most = np.nanmax([blocks["km_asked"].max(), blocks["km_run"].max(), 1.0])
    ax.set(ylim=(0, 1.12 * most), xlim=(-0.6, max(len(blocks), 1) - 0.4))
    write_numbers(ax.yaxis, words)
    legend_above(ax)
    put_into_words(ax, "adherence", words, _facts(blocks, words))
    ax.set_title(ax.get_title(loc="left"), pad=24)
    return ax


def _mark_unknown(ax: Axes, place: np.ndarray, words: Phrases) -> None:
    """Mark blocks whose kilometres are not known; they are no zeros."""
    if len(place) == 0:
        return
    label = words("figure.adherence.unknown")
    ax.plot(place, np.full(len(place), 0.8), "x", color=MID, clip_on=False, label=label)


def _name_blocks(ax: Axes, blocks: pd.DataFrame, words: Phrases) -> None:
    """Name every block by its number and kind, or every second, third, ... where there are many."""
    every = 1 + (len(blocks) - 1) // MOST_NAMED
    names = []
    for block in blocks.iloc[::every].itertuples():
        mark = HIGH if block.is_high else LOW
        names.append(f"{block.number}\n{mark}")
    ax.set_xticks(range(0, len(blocks), every), names)
    ax.tick_params(axis="x", length=0)


def _facts(blocks: pd.DataFrame, words: Phrases) -> dict[str, Any]:
    known = blocks.dropna(subset=["km_run"])
    told = []
    for is_high, key in ((True, "high_told"), (False, "low_told")):
        kind = known[known["is_high"] == is_high]
        if len(kind):
            asked = kind["km_asked"].mean()
            run = kind["km_run"].mean()
            told.append(words(f"figure.adherence.{key}", asked=asked, run=run))
    if not told:
        told.append(words("figure.adherence.nothing"))
    return {"n": len(blocks), "told": "; ".join(told)}
