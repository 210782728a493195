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
from .look import (
    BLUE,
    DASHED,
    DOT,
    MID,
    ORANGE,
    PAIN_AXIS,
    legend_above,
    say_in_empty_panel,
    write_numbers,
)
from .picture import (
    ENGLISH,
    NOTEBOOK,
    Picture,
    describe,
    height_at,
    in_house_style,
    new_picture,
)

HEIGHT = 3.0  # inches in a notebook
WIDTHS = (2.4, 1.0)  # the blocks, and beside them the answer
UNRATED_DAYS = 4  # in a row, that are hatched
BAND_TEXT_AT = -0.95  # above the interval, which lies at 0
NUMBERS_AT = 0.55
TOP, BOTTOM = -1.25, 1.0
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
    picture = new_picture(width, height_at(width, HEIGHT))
    left, right = picture.subplots(1, 2, width_ratios=WIDTHS)
    _draw_blocks(left, result.blocks, pain, words)
    _draw_answer(right, result, words)
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
    legend = legend_above(ax, columnspacing=1.2, handletextpad=0.5)
    legend.set_in_layout(False)  # it may reach above the panel beside it
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
    ends = [end for end in (lower, effect.estimate, upper) if np.isfinite(end)]
    reach = reach_of(ends, result.sesoi)
    text = words("figure.fair_test.band")
    shade_too_small(ax, result.sesoi, text_at=BAND_TEXT_AT, end=BOTTOM, text=text)
    if np.isfinite(effect.estimate):
        draw_interval(
            ax,
            0,
            lower=lower,
            estimate=effect.estimate,
            upper=upper,
            reach=reach,
        )
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2}
    numbers = _span(result, words).replace(" (", "\n(", 1)
    written = ax.text(0, NUMBERS_AT, numbers, ha="center", va="center", bbox=box)
    written.set_in_layout(False)
    ax.set(ylim=(BOTTOM, TOP), xlim=(-reach, reach), yticks=[])
    ax.set_xlabel(words("figure.fair_test.xlabel"))
    ax.grid(visible=False)
    write_numbers(ax.xaxis, words)
    ax.set_title(words("figure.fair_test.answer"), pad=24).set_in_layout(False)


def _span(result: Any, words: Phrases) -> str:
    """Write the estimate over the contrast with its interval, and which end has no bound."""
    effect = result.over_contrast
    lower, upper = effect.interval
    if not np.isfinite(effect.estimate):
        return words("figure.fair_test.no_estimate")
    if np.isfinite(lower) and np.isfinite(upper):
        return words("figure.fair_test.span", estimate=effect.estimate, lower=lower, upper=upper)
    if np.isfinite(upper):
        return words("figure.fair_test.no_lower", estimate=effect.estimate, upper=upper)
    if np.isfinite(lower):
        return words("figure.fair_test.no_upper", estimate=effect.estimate, lower=lower)
    return words("figure.fair_test.no_bounds", estimate=effect.estimate)


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
