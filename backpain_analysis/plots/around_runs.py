"""Pain in the days around a run: which came first, the good day or the run?"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..codes import Remark
from ..diary import Diary, days_of
from ..language import Phrases
from .look import DASHED, GREEN, MID, ORANGE, PAIN_AXIS
from .magnified import panel_within
from .means import means_with_intervals
from .picture import (
    ENGLISH,
    NOTEBOOK,
    in_house_style,
    nothing_to_draw,
    one_panel,
    put_into_words,
)

LAGS = range(-7, 8)  # days before and after
WITH = "with"
WITHOUT = "without"
LOOKS: dict[str, dict[str, Any]] = {
    WITH: {"color": GREEN, "marker": "o", "linestyle": "-"},
    WITHOUT: {"color": ORANGE, "marker": "s", "linestyle": DASHED},
}


@in_house_style
def around_runs(
    diary: Diary | pd.DataFrame,
    *,
    ax: Axes | None = None,
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw mean pain in the days before and after a run, beside that around days without one.

    Raises
    ------
    FitError
        No rating lies near a day of which it is known whether there was a run.
    """
    near = pain_near_runs(days_of(diary))
    if near.empty:
        raise nothing_to_draw(Remark("figure.around_runs.lack"))
    ax = one_panel(ax, width, 3.2)
    _draw_lines(ax, near, words)
    ax.axvline(0, color=MID, linewidth=1, linestyle=":")
    ax.set(**PAIN_AXIS, xticks=LAGS)
    ax.legend(loc="upper right", ncols=2, frameon=True, framealpha=1, edgecolor="none")
    _magnify(ax, near, words)
    apart = _apart_the_day_before(near, words)
    put_into_words(ax, "around_runs", words, {"apart": apart})
    return ax


def pain_near_runs(days: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings up to a week before and after each day.

    Columns `kind` ("with" or "without" a run on the day), `lag` (days after it), `pain`.
    """
    is_known = days["runs"].notna()
    kind = np.where(days["runs"] > 0, WITH, WITHOUT)
    around = pd.DataFrame({lag: days["pain"].shift(-lag) for lag in LAGS})
    around["kind"] = pd.Series(kind, days.index).where(is_known)
    return around.melt("kind", var_name="lag", value_name="pain").dropna()


def _draw_lines(ax: Axes, near: pd.DataFrame, words: Phrases) -> None:
    labels = {WITH: words("figure.around_runs.run"), WITHOUT: words("figure.around_runs.none")}
    for kind, means in _means_of(near).items():
        half = means["half"].fillna(0.0)
        low = means["mean"] - half
        high = means["mean"] + half
        ax.fill_between(means.index, low, high, color=LOOKS[kind]["color"], alpha=0.2, linewidth=0)
        ax.plot(
            means.index,
            means["mean"],
            **LOOKS[kind],
            markersize=6,
            markeredgecolor="white",
            label=labels[kind],
        )
    ax.set(xlabel="", ylabel="")


def _means_of(near: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the means and half widths by lag, around days with a run and around those without."""
    found = {}
    for kind in LOOKS:
        of_kind = near[near["kind"] == kind]
        if not of_kind.empty:
            found[kind] = means_with_intervals(of_kind["pain"], of_kind["lag"].astype(int))
    return found


def _magnify(ax: Axes, near: pd.DataFrame, words: Phrases) -> None:
    """Draw the two lines once more, larger, where they lie close together on the whole scale."""
    means = _means_of(near)
    lowest = min(float(line["mean"].min()) for line in means.values())
    highest = max(float(line["mean"].max()) for line in means.values())
    inset = panel_within(ax, lowest, highest, words)
    if inset is None:
        return
    for kind, line in means.items():
        inset.plot(line.index, line["mean"], **LOOKS[kind], markersize=3)
    inset.set_xticks([-7, 0, 7])
    inset.axvline(0, color=MID, linewidth=0.8, linestyle=":")


def _apart_the_day_before(near: pd.DataFrame, words: Phrases) -> str:
    """Write how far the two means lie apart on the day before."""
    day_before = near[near["lag"] == -1]
    means = day_before.groupby("kind")["pain"].mean()
    apart = means.get(WITH, np.nan) - means.get(WITHOUT, np.nan)
    if np.isnan(apart):
        return words("figure.rhythm.few")
    return words("figure.around_runs.points", x=apart)
