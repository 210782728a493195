"""The lag curve: how an association spreads over the days before a rating."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from ..language import Phrases, exposure_label, exposure_unit
from .look import BLUE, DASHED, MID, SKY, write_numbers
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

ROOM = 1.25  # how far the axis goes beyond the widest interval


class Shown(NamedTuple):
    """What is drawn of a `LagCurve`."""

    exposure: str
    lags: np.ndarray
    estimate: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    total: float


def _read(curve: Any) -> Shown:
    from ..model import LaggedFit
    from ..model import lag_curve as curve_of

    if isinstance(curve, LaggedFit):
        curve = curve_of(curve)
    band = curve.conf_int()
    return Shown(
        exposure=curve.exposure.name,
        lags=np.asarray(curve.lags),
        estimate=np.asarray(curve.estimate),
        lower=band["lower"].to_numpy(),
        upper=band["upper"].to_numpy(),
        total=float(curve.total),
    )


@in_house_style
def lag_curve(
    curve: Any, *, ax: Axes | None = None, width: float = NOTEBOOK, words: Phrases = ENGLISH
) -> Axes:
    """Draw how an association spreads over the days before a rating.

    Parameters
    ----------
    curve : LagCurve or LaggedFit
        NRS points that each day before adds, with their pointwise interval.
    ax : Axes, optional
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes
    """
    shown = _read(curve)
    ax = one_panel(ax, width, 3.6)
    window = int(shown.lags.max())
    ax.axhline(0, color="black", linewidth=1)
    _draw_band(ax, shown)
    ax.plot(shown.lags, shown.estimate, color=BLUE, marker="o", markersize=4)
    _name_the_sides(ax, words)

    farthest = np.nanmax(np.abs([shown.lower, shown.upper]))
    reach = ROOM * farthest
    every = 2 if window <= 14 else 4
    ax.set_xlim(window + 0.5, 0.5)  # the day before the rating stands next to it, on the right
    ax.set_xticks([1, *range(2, window + 1, every)])
    ax.set_ylim(-reach, reach)
    write_numbers(ax.yaxis, words)

    leaves_out_zero = (shown.lower > 0) | (shown.upper < 0)
    facts = {
        "label": exposure_label(words, shown.exposure),
        "unit": exposure_unit(words, shown.exposure),
        "clear": int(leaves_out_zero.sum()),
        "window": window,
        "total": shown.total,
    }
    put_into_words(ax, "lag_curve", words, facts)
    return ax


def _draw_band(ax: Axes, shown: Shown) -> None:
    ax.fill_between(shown.lags, shown.lower, shown.upper, color=SKY, alpha=0.3, linewidth=0)
    ax.plot(shown.lags, shown.lower, color=BLUE, linewidth=0.8, linestyle=DASHED)
    ax.plot(shown.lags, shown.upper, color=BLUE, linewidth=0.8, linestyle=DASHED)


def _name_the_sides(ax: Axes, words: Phrases) -> None:
    """Say above and below zero what being there means."""
    style: Any = {"transform": ax.transAxes, "color": MID, "style": "italic"}
    ax.text(0.01, 0.98, words("figure.lag_curve.higher"), va="top", **style)
    ax.text(0.01, 0.02, words("figure.lag_curve.lower"), va="bottom", **style)
