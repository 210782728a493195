"""The history of the answers: each month's estimate so far, with its anytime-valid interval."""

import pandas as pd
from matplotlib.axes import Axes

from ..language import Phrases, upper_first
from .intervals import reach_of
from .look import BLUE, MID, PALE, write_numbers
from .picture import ENGLISH, NOTEBOOK, Picture, describe, in_house_style, new_picture

MARKERS = "osD"
MOST_MONTHS_NAMED = 12


@in_house_style
def history(
    history: pd.DataFrame,
    *,
    sesoi: float = 1.0,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Picture:
    """Draw each estimate over the months so far, a panel an exposure.

    Parameters
    ----------
    history : DataFrame
        Columns `month` ("2026-03"), `exposure`, `estimate`, `lower`, `upper`: NRS points between
        the person's low and high.
    sesoi : float
        NRS points; less is too small to matter.
    width : float
        Inches.
    words : Phrases

    Returns
    -------
    Picture
    """
    months = sorted(set(history["month"]))
    exposures = history.groupby("exposure", sort=False)
    reach = reach_of(history[["lower", "upper"]], sesoi)
    picture = new_picture(width, 1.5 * len(exposures) + 0.8)
    panels = picture.subplots(len(exposures), sharex=True, sharey=True, squeeze=False)[:, 0]
    newest = []
    for ax, marker, (exposure, estimates) in zip(panels, MARKERS, exposures, strict=False):
        label = words(f"figure.history.{exposure}")
        _shade_too_small(ax, sesoi)
        _draw_estimates(ax, estimates, months, marker, reach)
        ax.set_ylabel(upper_first(label))
        write_numbers(ax.yaxis, words)
        last = estimates["estimate"].iloc[-1]
        newest.append(words("figure.history.newest", label=label, estimate=last))

    panels[0].set_ylim(-reach, reach)
    panels[0].set_title(words("figure.history.title"))
    _name_months(panels[-1], months)
    facts = {
        "months": len(months),
        "newest": "; ".join(newest),
        "sesoi": words("figure.interval.points", n=sesoi),
    }
    describe(picture, "history", words, facts)
    return picture


def _shade_too_small(ax: Axes, sesoi: float) -> None:
    ax.axhspan(-sesoi, sesoi, color=PALE, linewidth=0)
    ax.axhline(-sesoi, color=MID, linewidth=0.7, linestyle=":")
    ax.axhline(sesoi, color=MID, linewidth=0.7, linestyle=":")
    ax.axhline(0, color="black", linewidth=1)


def _draw_estimates(
    ax: Axes, estimates: pd.DataFrame, months: list[str], marker: str, reach: float
) -> None:
    x = estimates["month"].map(months.index)
    seen = estimates[["lower", "upper", "estimate"]].clip(-reach, reach)
    ax.vlines(x, seen["lower"], seen["upper"], color=BLUE, linewidth=2)
    ax.plot(x, seen["estimate"], marker, color=BLUE, markeredgecolor="white", markersize=7)


def _name_months(ax: Axes, months: list[str]) -> None:
    """Name every month, or every second, third, ... where there are many."""
    every = max(1, len(months) // MOST_MONTHS_NAMED)
    places = range(0, len(months), every)
    ax.set_xticks(places, months[::every])
    ax.set_xlim(-0.6, len(months) - 0.4)
