"""How often each way of looking cries wolf, over simulated diaries where running does nothing."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from . import look
from .look import figure

KINDS = {
    "b": "running less when it hurts",
    "c": "a shared season",
    "w": "a weekend rhythm",
    "b2": "noisy ratings",
}
NAMES = {
    "same-day correlation": "same-day correlation",
    "OLS, any of 14 lags": "regression,\nany of 14 lags",
    "OLS, Newey-West": "regression,\nrobust errors",
    "ARDL(1,1), long run": "with yesterday's pain,\nlong run",
    "AR(1) errors, no noise": "errors that last,\nratings without noise",
    "primary": "this suite",
}


@figure("false_alarms", 4.0)
def draw_false_alarms(table: pd.DataFrame, *, ax: Axes) -> tuple[str, str]:
    """Draw the false alarms of the usual ways beside ours.

    Parameters
    ----------
    table : DataFrame
        As of `read_calibration`, of one length and rate of rating (`nearest`).
    """
    here = table[table["truth"] == 0]
    days = here["days"].iloc[0]
    share = 100 * here.groupby(["method", "scenario"], sort=False)["rejected"].mean()
    ways = [way for way in NAMES if way in share]
    for way in ways:
        values = share[way].sort_values()
        colour, marker = (look.BLUE, "o") if way == "primary" else (look.ORANGE, "D")
        dots: Any = {"color": colour, "marker": marker, "markersize": 5.5, "alpha": 0.85}
        ax.plot(values, [NAMES[way]] * len(values), linewidth=1, **dots)
        if way == "primary":
            span = f"{values.min():.0f} to {values.max():.0f} %"
            ax.text(values.max() + 2, ways.index(way), span, va="center", color=colour)
    ax.axvline(5, color="black", linewidth=1, linestyle=(0, (4, 2)))
    ax.text(6, -0.45, "5 %: by design", va="center", color=look.MID, style="italic")
    ax.set(xlim=(0, 102), ylim=(len(ways) - 0.4, -0.6))
    ax.set_xlabel("Diaries in which something is found although nothing is there (%)")
    ax.grid(axis="x")
    ax.set_title("Who cries wolf when running does nothing?")
    count = int(here["replicates"].min())
    each = [f"{way} {share[way].min():.0f} to {share[way].max():.0f} %" for way in ways]
    alt = f"Dots for kinds of simulated diary in which something is found: {'; '.join(each)}."
    kinds = ", ".join(text for name, text in KINDS.items() if name in set(here["scenario"]))
    caption = (
        f"Each dot is one kind of diary of {days} days ({kinds}, ...), at least {count} simulated "
        "ones each. Running does nothing in any of them."
    )
    return alt, caption
