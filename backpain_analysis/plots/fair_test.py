"""The result of a fair test: the blocks as chance drew them, and what they tell."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..diary import Diary, days_of
from ..language import Phrases
from .day_axis import show_days
from .gaps import shade_gaps
from .intervals import draw_interval, reach_of, shade_too_small
from .look import BLUE, DASHED, DOT, MID, ORANGE, PAIN_AXIS, say_in_empty_panel, write_numbers
from .picture import (
    ENGLISH,
    NOTEBOOK,
    Picture,
    describe,
    height_at,
    in_house_style,
    new_picture,
)

HEIGHTS = (3.0, 1.35)  # inches in a notebook: the blocks, the answer
UNRATED_DAYS = 4  # in a row, that are hatched
BAND_TEXT_AT = -0.62
HIGH: Any = {"color": BLUE, "linestyle": "-", "marker": "^", "markerfacecolor": BLUE}
LOW: Any = {"color": ORANGE, "linestyle": DASHED, "marker": "v", "markerfacecolor": "white"}


@in_house_style
def fair_test(
    result: Any,
    diary: Diary | pd.DataFrame,
    *,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Picture:
    """Draw a fair test that has ended: every block with its ratings and its mean, and the answer.

    Parameters
    ----------
    result : TrialResult
    diary : Diary or DataFrame
        The days; those of the test are drawn. NaN is a gap and is drawn as one.
    width : float
        Inches.
    words : Phrases

    Returns
    -------
    Picture
    """
    pain = days_of(diary)["pain"].loc[str(result.first_day) : str(result.last_day)]
    picture = new_picture(width, height_at(width, sum(HEIGHTS)))
    above, below = picture.subplots(2, height_ratios=HEIGHTS)
    _draw_blocks(above, result.blocks, pain, words)
    _draw_answer(below, result, words)
    describe(picture, "fair_test", words, _facts(result, pain, words))
    return picture


def _draw_blocks(ax: Axes, blocks: pd.DataFrame, pain: pd.Series, words: Phrases) -> None:
    """Draw ratings as dots and block means as bars, high and low told apart by mark and dash."""
    ax.set(**PAIN_AXIS, ylabel=words("figure.timeline.pain"))
    ax.set_title(words("figure.fair_test.title"), pad=24)
    if pain.empty:
        say_in_empty_panel(ax, words("figure.timeline.nothing"))
        return
    shade_gaps(ax, pain, UNRATED_DAYS)
    label = words("figure.timeline.rating")
    ax.scatter(pain.index, pain, s=9, color=DOT, linewidth=0, label=label)
    _draw_means(ax, blocks[blocks["is_high"]], HIGH, words("figure.fair_test.high"))
    _draw_means(ax, blocks[~blocks["is_high"]], LOW, words("figure.fair_test.low"))
    for day in blocks["first_day"].iloc[1:]:
        ax.axvline(date2num(day) - 0.5, color=MID, linewidth=0.6, linestyle=":", zorder=0)
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles,
        labels,
        ncols=3,
        loc="lower left",
        bbox_to_anchor=(0, 0.99),
        borderaxespad=0,
    )
    show_days(ax, pain.index, words)


def _draw_means(ax: Axes, blocks: pd.DataFrame, look: dict[str, Any], label: str) -> None:
    """Draw a bar over the days of each block at the height of its mean, its mark in the middle."""
    for block in blocks.itertuples():
        if not np.isfinite(block.mean_pain):
            continue
        first = date2num(block.first_day)
        middle = first + (block.days - 1) / 2
        last = first + block.days - 1
        ax.plot(
            [first, middle, last],
            [block.mean_pain] * 3,
            **look,
            linewidth=2.6,
            markersize=7,
            markevery=[1],
            label=label,
        )
        label = "_"  # stands in the legend once


def _draw_answer(ax: Axes, result: Any, words: Phrases) -> None:
    """Draw the interval of the difference, high less low, on the band that is too small."""
    effect = result.over_contrast
    lower, upper = effect.interval
    reach = reach_of([end for end in (lower, upper) if np.isfinite(end)], result.sesoi)
    text = words("figure.answers.band")
    shade_too_small(ax, result.sesoi, text_at=BAND_TEXT_AT, end=0.5, text=text)
    if np.isfinite(effect.estimate):
        draw_interval(
            ax,
            0,
            lower=lower,
            estimate=effect.estimate,
            upper=upper,
            reach=reach,
        )
    else:
        box = {"facecolor": "white", "edgecolor": MID, "linewidth": 0.6, "pad": 3}
        nothing = words("figure.fair_test.no_estimate")
        ax.text(0, 0, nothing, ha="center", va="center", color=MID, bbox=box)
    ax.set(ylim=(0.6, -0.85), xlim=(-reach, reach), yticks=[])
    ax.set_xlabel(words("figure.fair_test.xlabel"))
    ax.grid(visible=False)
    write_numbers(ax.xaxis, words)
    ax.set_title(words("figure.fair_test.answer", span=_span(result, words)))


def _span(result: Any, words: Phrases) -> str:
    """Write the estimate over the contrast with its interval, one end open where it has none."""
    effect = result.over_contrast
    if not np.isfinite(effect.estimate):
        return words("figure.fair_test.no_estimate")
    ends = [_end(end, words) for end in effect.interval]
    return words("figure.fair_test.span", estimate=effect.estimate, lower=ends[0], upper=ends[1])


def _end(end: float, words: Phrases) -> str:
    if np.isfinite(end):
        return words.number(end)
    return words("figure.fair_test.no_bound")


def _facts(result: Any, pain: pd.Series, words: Phrases) -> dict[str, object]:
    blocks = result.blocks
    return {
        "n": len(blocks),
        "high": int(blocks["is_high"].sum()),
        "first": result.first_day,
        "last": result.last_day,
        "rated": int(pain.count()),
        "days": len(pain),
        "span": _span(result, words),
        "gap": UNRATED_DAYS,
        "sesoi": words("figure.interval.points", n=result.sesoi),
        "means": words.listed(_means(blocks, words)),
    }


def _means(blocks: pd.DataFrame, words: Phrases) -> list[str]:
    """Return each kind's mean over its blocks, in words."""
    told = []
    for is_high, key in ((True, "high"), (False, "low")):
        means = blocks.loc[blocks["is_high"] == is_high, "mean_pain"].dropna()
        if len(means):
            name = words(f"figure.fair_test.{key}")
            told.append(words("figure.fair_test.mean", name=name, mean=means.mean()))
    return told
