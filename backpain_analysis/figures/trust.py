"""How often each way of looking cries wolf, over simulated diaries where running does nothing."""

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
    ax : Axes, optional
    """
    here = table[table["truth"] == 0]
    days = here["days"].iloc[0]
    share = 100 * here.groupby(["method", "scenario"], sort=False)["rejected"].mean()
    ways = [way for way in NAMES if way in share]
    for row, way in enumerate(reversed(ways)):
        ours = way == "primary"
        values = share[way]
        colour, marker = (look.BLUE, "o") if ours else (look.ORANGE, "D")
        ax.plot([values.min(), values.max()], [row, row], color=colour, linewidth=1)
        ax.plot(values, [row] * len(values), marker, color=colour, markersize=5.5, alpha=0.85)
        if row == 0:
            ax.annotate(
                f"{values.min():.0f} to {values.max():.0f} %",
                (values.max(), row),
                (10, -3),
                textcoords="offset points",
                color=look.BLUE,
            )
    ax.axvline(5, color="black", linewidth=1, linestyle=(0, (4, 2)))
    ax.annotate("5 %: by design", (5, len(ways) - 0.55), (4, 0), textcoords="offset points",
                color=look.MID, style="italic", va="center")  # fmt: skip
    ax.set_yticks(range(len(ways)), [NAMES[w] for w in reversed(ways)])
    ax.set(xlim=(0, 102), ylim=(-0.6, len(ways) - 0.4))
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
