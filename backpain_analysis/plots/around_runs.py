"""Pain in the days around a run: which came first, the good day or the run?"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..codes import Remark
from ..diary import Diary, days_of
from ..language import Phrases
from .look import GREEN, MID, ORANGE, PAIN_AXIS
from .magnified import panel_within
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
NORMAL_95 = 1.96


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
    import seaborn as sns

    with_a_run = words("figure.around_runs.run")
    without = words("figure.around_runs.none")
    kind = near["kind"].map({WITH: with_a_run, WITHOUT: without})
    order = [with_a_run, without]
    sns.lineplot(
        near.assign(kind=kind),
        x="lag",
        y="pain",
        hue="kind",
        style="kind",
        hue_order=order,
        style_order=order,
        palette=[GREEN, ORANGE],
        markers=["o", "s"],
        dashes=["", (4, 2)],
        errorbar=("se", NORMAL_95),
        ax=ax,
    )


def _magnify(ax: Axes, near: pd.DataFrame, words: Phrases) -> None:
    """Draw the two lines once more, larger, where they lie close together on the whole scale."""
    means = near.pivot_table(index="lag", columns="kind", values="pain", aggfunc="mean")
    lowest = float(means.min().min())
    highest = float(means.max().max())
    inset = panel_within(ax, lowest, highest, words)
    if inset is None:
        return
    looks = {WITH: (GREEN, "o", "-"), WITHOUT: (ORANGE, "s", "--")}
    for kind, (colour, marker, dashes) in looks.items():
        if kind in means:
            line = means[kind]
            inset.plot(
                line.index, line, color=colour, marker=marker, linestyle=dashes, markersize=3
            )
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
