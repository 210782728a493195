"""How often methods find something in simulated diaries in which there is nothing to find."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..language import Phrases
from .look import BLUE, DASHED, MID, ORANGE
from .picture import ENGLISH, NOTEBOOK, in_house_style, one_panel, put_into_words

OURS = "primary"
# the methods of the calibration, as its table names them, from top to bottom
METHODS = {
    "same-day correlation": "same_day",
    "OLS, any of 14 lags": "any_lag",
    "OLS, Newey-West": "newey_west",
    "ARDL(1,1), long run": "ardl",
    "AR(1) errors, no noise": "ar1",
    OURS: "ours",
}
KINDS = ("b", "c", "w", "b2")  # of simulated diaries that the caption names
DESIGN = 5  # per cent


@in_house_style
def false_alarms(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw how often conventional methods, and ours, find something where there is nothing.

    Parameters
    ----------
    table : DataFrame
        Of simulated diaries of one length and rate of rating, as of `nearest`.
    ax : Axes, optional
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes
    """
    ax = one_panel(ax, width, 4.0)
    nothing = _tried_by_all(table[table["truth"] == 0])
    shares = _shares_found(nothing)
    told = []
    for y, (method, found) in enumerate(shares.items()):
        label = words(f"figure.false_alarms.{METHODS[method]}")
        span = _span(found.min(), found.max(), words)
        one_line = label.replace("\n", " ")
        told.append(f"{one_line} {span}")
        is_ours = method == OURS
        _draw_dots(ax, label, found, is_ours)
        if is_ours:
            ax.text(found.max() + 2, y, span, va="center", color=BLUE)

    ax.axvline(DESIGN, color="black", linewidth=1, linestyle=DASHED)
    design = words("figure.false_alarms.design")
    ax.text(DESIGN + 1, -0.45, design, va="center", color=MID, style="italic")
    ax.set(xlim=(0, 102), ylim=(len(shares) - 0.4, -0.6))
    ax.grid(axis="x")
    simulated = set(nothing["scenario"])
    kinds = [words(f"figure.kinds.{kind}") for kind in KINDS if kind in simulated]
    facts = {
        "told": "; ".join(told),
        "kinds": ", ".join(kinds),
        "days": nothing["days"].iloc[0],
        "count": nothing["replicates"].min(),
    }
    put_into_words(ax, "false_alarms", words, facts)
    return ax


def _tried_by_all(nothing: pd.DataFrame) -> pd.DataFrame:
    """Return the kinds of diary on which each of the methods was tried: the others tell no tale."""
    compared = nothing[nothing["method"].isin(list(METHODS))]
    methods = compared.groupby("scenario")["method"].nunique()
    fewer = methods.index[methods < methods.max()]
    return nothing[~nothing["scenario"].isin(fewer)]


def _shares_found(nothing: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return, by method, in how many per cent of each kind of diary something is found."""
    share = 100 * nothing.groupby(["method", "scenario"], sort=False)["rejected"].mean()
    known = set(nothing["method"])
    return {method: np.sort(share[method]) for method in METHODS if method in known}


def _draw_dots(ax: Axes, label: str, found: np.ndarray, is_ours: bool) -> None:
    ax.plot(
        found,
        [label] * len(found),
        color=BLUE if is_ours else ORANGE,
        marker="o" if is_ours else "D",
        linewidth=1,
        markersize=5.5,
        alpha=0.85,
    )


def _span(low: float, high: float, words: Phrases) -> str:
    """Write from how many in 100 to how many; one number where both round to it."""
    key = "share" if round(low) == round(high) else "span"
    return words(f"figure.false_alarms.{key}", low=low, high=high)
