"""How often each way of looking cries wolf, over simulated diaries where running does nothing."""

import pandas as pd
from matplotlib.axes import Axes

from .look import BLACK, BLUE, MID, ORANGE, figure

USUAL = ("same-day correlation", "OLS, any of 14 lags", "OLS, Newey-West")


@figure("false_alarms", 3.4)
def draw_false_alarms(table: pd.DataFrame, *, ax: Axes, days: int = 365) -> tuple[str, str]:
    """Draw the false alarms of the usual ways beside ours.

    Parameters
    ----------
    table : DataFrame
        As of `read_calibration`.
    ax : Axes, optional
    days : int
        Length of the diaries.
    """
    here = table[(table["truth"] == 0) & (table["days"] == days)]
    share = 100 * here.groupby(["method", "scenario"], sort=False)["rejected"].mean()
    ways = [*USUAL, "primary"]
    names = {
        "OLS, any of 14 lags": "regression,\nany of 14 lags",
        "OLS, Newey-West": "regression,\nrobust errors",
        "primary": "this suite",
    }
    for row, way in enumerate(reversed(ways)):
        ours = way == "primary"
        values = share[way]
        colour, marker = (BLUE, "o") if ours else (ORANGE, "D")
        ax.plot([values.min(), values.max()], [row, row], color=colour, linewidth=1)
        ax.plot(values, [row] * len(values), marker, color=colour, markersize=5.5, alpha=0.85)
        if row == 0:
            ax.annotate(
                f"{values.min():.0f} to {values.max():.0f} %",
                (values.max(), row),
                (10, -3),
                textcoords="offset points",
                color=BLUE,
            )
    ax.axvline(5, color=BLACK, linewidth=1, linestyle=(0, (4, 2)))
    ax.annotate("5 %: by design", (5, len(ways) - 0.55), (4, 0), textcoords="offset points",
                color=MID, style="italic", va="center")  # fmt: skip
    ax.set_yticks(range(len(ways)), [names.get(w, w) for w in reversed(ways)])
    ax.set(xlim=(0, 102), ylim=(-0.6, len(ways) - 0.4))
    ax.set_xlabel("Diaries in which something is found although nothing is there (%)")
    ax.grid(axis="x")
    ax.set_title("Who cries wolf when running does nothing?")
    count = int(here["replicates"].min())
    usual = share[list(USUAL)]
    alt = (
        f"Dots for kinds of simulated diary: the usual ways find something in {usual.min():.0f} to "
        f"{usual.max():.0f} % of them, this suite in {share['primary'].min():.0f} to "
        f"{share['primary'].max():.0f} %."
    )
    caption = (
        f"Each dot is one kind of diary of {days} days (running less when it hurts, a shared "
        f"season, a weekend rhythm, noisy ratings, ...), at least {count} simulated ones each. "
        "Running does nothing in any of them."
    )
    return alt, caption
