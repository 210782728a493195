"""What else can be seen: weekday, season and spread of pain, days around a run, other ways."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..errors import DataError
from .look import (
    BLACK,
    BLUE,
    GREEN,
    MID,
    ORANGE,
    PAIN,
    PALE,
    Picture,
    blank,
    days_below,
    figure,
    number,
)

RECORDED = ("pain", "runs", "distance_km", "duration_min", "weight_kg")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = tuple("JFMAMJJASOND")
TOO_FEW = "too few days to say"
OTHERS = (
    "Stress, sleep, strength sessions or medication from Bearable, Daylio or a table of your own "
    "would appear here."
)


@figure("rhythm", 5.6, panels=True)
def draw_rhythm(daily: pd.DataFrame, *, picture: Picture) -> tuple[str, str]:
    """Draw how pain is spread, by weekday and month, and how long a bad day lasts."""
    pain, days = daily["pain"], pd.DatetimeIndex(daily.index)
    (spread, weekday), (month, lasting) = picture.subplots(2, 2)
    counts = pain.dropna().round().value_counts().reindex(range(11), fill_value=0)
    spread.bar(counts.index, counts, color=BLUE, width=0.8)
    spread.set(xticks=range(0, 11, 2), xlabel="Pain (0\u201310)", ylabel="Days")
    spread.set_title("How often each rating?")
    _means(weekday, pain, days.day_of_week, range(7), DAYS, "By weekday")
    _means(month, pain, days.month, range(1, 13), MONTHS, "By month of the year")
    lags = np.arange(1, 29)
    alike = np.array([_alike(pain, int(k)) for k in lags])
    lasting.axhline(0, color=BLACK, linewidth=1)
    lasting.vlines(lags, 0, alike, color=GREEN, linewidth=2)
    lasting.plot(lags, alike, "o", color=GREEN, markersize=4)
    lasting.set(ylim=(-0.4, 1), xticks=[1, 7, 14, 21, 28], xlabel="Days apart")
    lasting.set_ylabel("Correlation")
    lasting.set_title("How alike are days?")
    if np.isnan(alike).all():
        blank(lasting, TOO_FEW)
    median = pain.median()
    told = "No rating yet" if np.isnan(median) else f"Median rating {median:g}"
    one, seven = (TOO_FEW if np.isnan(r) else number(float(r), 2) for r in alike[[0, 6]])
    alt = (
        f"Four small pictures. {told}; mean pain by weekday and by month of the year, each with "
        f"its interval; ratings one day apart correlate {one}, a week apart {seven}."
    )
    caption = (
        "Dots are means, bars 95 % intervals that treat days as independent, so they are somewhat "
        "too narrow. A month or weekday with fewer than five ratings is left out. These are for "
        "looking, not for deciding."
    )
    return alt, caption


def _alike(pain: pd.Series, lag: int) -> float:
    pairs = pd.concat([pain, pain.shift(lag)], axis=1).dropna().to_numpy()
    if len(pairs) < 20 or np.ptp(pairs, axis=0).min() == 0:
        return float("nan")
    return float(np.corrcoef(pairs.T)[0, 1])


def _means(ax: Axes, pain: pd.Series, of: Any, at: range, names: Any, title: str) -> None:
    stats = pain.groupby(of).agg(["mean", "sem", "count"]).query("count >= 5")
    half = 1.96 * stats["sem"]
    ax.vlines(stats.index, stats["mean"] - half, stats["mean"] + half, color=BLUE, linewidth=2)
    ax.plot(stats.index, stats["mean"], "s", color=BLUE, markersize=5)
    ax.set(**PAIN, ylabel="Mean pain", xlim=(at[0] - 0.6, at[-1] + 0.6))
    ax.set_xticks(list(at), names)
    ax.set_title(title)
    if stats.empty:
        blank(ax, TOO_FEW)


@figure("around_runs", 3.2)
def draw_around_runs(daily: pd.DataFrame, *, ax: Axes) -> tuple[str, str]:
    """Draw mean pain in the days before and after a run, beside that around days without one."""
    pain, lags, means = daily["pain"], np.arange(-7, 8), []
    styles = (("around a run", GREEN, "o-"), ("around a day without", ORANGE, "s--"))
    for chosen, (name, colour, style) in zip(
        (daily["runs"] > 0, daily["runs"] == 0), styles, strict=True
    ):
        means.append([pain.shift(-int(k))[chosen].mean() for k in lags])
        ax.plot(lags, means[-1], style, color=colour, markersize=5, label=name)
    ax.axvline(0, color=MID, linewidth=1, linestyle=":")
    ax.set(**PAIN, xticks=lags, ylabel="Mean pain (0\u201310)")
    ax.set_xlabel("Days before (\u2212) and after (+) the day itself")
    ax.legend(loc="upper right", ncols=2)
    ax.set_title("Which came first, the good day or the run?")
    before = means[0][6] - means[1][6]
    told = TOO_FEW if np.isnan(before) else f"{number(before, sign=True)} points"
    if np.isnan(means).all():
        blank(ax, TOO_FEW)
    alt = (
        "Mean pain from 7 days before to 7 days after a run, beside days without one; they differ "
        f"already on the day before: {told}."
    )
    caption = (
        "If the lines part already before the day itself, pain decides about running: a run "
        "cannot act on the days before it. A plain comparison of run days with other days would "
        "take that for the work of running."
    )
    return alt, caption


@figure("sensitivity", 5.4)
def draw_sensitivity(table: pd.DataFrame, *, ax: Axes, label: str = "") -> tuple[str, str]:
    """Draw the same question asked in other ways, each with its interval.

    Parameters
    ----------
    table : DataFrame
        Of `sensitivity`: index the way; `estimate`, `lower`, `upper`, `unit`, `note`. Ways in
        another unit than the first, or without an estimate, are left out.
    label : str
        What is asked about, for the title.
    """
    unit = table["unit"].iloc[0]
    shown = table[(table["unit"] == unit) & table["estimate"].notna()]
    usual = shown["note"].str.contains("not to be trusted")
    ax.axvline(0, color=BLACK, linewidth=1)
    if len(shown):
        ax.axvspan(shown["lower"].iloc[0], shown["upper"].iloc[0], color=PALE, linewidth=0)
    for y, (row, odd) in enumerate(zip(shown.itertuples(), usual, strict=True)):
        style: Any = {"color": ORANGE if odd else BLUE, "linewidth": 2}
        ax.plot([row.lower, row.upper], [y, y], "--" if odd else "-", **style)
        marker = "D" if y == 0 else "x" if odd else "o"
        ax.plot(row.estimate, y, marker, markersize=8 if y == 0 else 5, **style)
    names = shown.index + usual.map({True: " (not to be trusted here)", False: ""})
    ax.set_yticks(range(len(shown)), list(names))
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.grid(visible=False)
    ax.set_xlabel(f"{unit.removeprefix('NRS ')}, with 95 % intervals")
    ax.set_title(f"The same question in other ways{': ' + label if label else ''}")
    if shown.empty:
        blank(ax, "not enough data yet")
        return "No way gives an answer yet: there are not enough data.", "Nothing to compare yet."
    trusted = shown[~usual]["estimate"]
    low, high = (number(float(v), 2, sign=True) for v in (trusted.min(), trusted.max()))
    alt = (
        f"{len(shown)} ways of asking, {int(usual.sum())} of them not to be trusted; the others "
        f"lie between {low} and {high}."
    )
    caption = (
        "The diamond is the planned analysis, the grey stretch its interval. Other ways that land "
        "near it add confidence; none of them may be chosen after looking. Dashed: the usual ways, "
        "which raise false alarms."
    )
    return alt, caption


@figure("together", 3.6)
def draw_together(
    x: pd.Series, y: pd.Series, *, ax: Axes, names: tuple[str, str]
) -> tuple[str, str]:
    """Draw whether two exposures (daily, as of `exposure_values`) go together: one dot a week."""
    pairs = pd.concat([x, y], axis=1).iloc[::7].dropna().to_numpy()
    ax.plot(pairs[:, 0], pairs[:, 1], "o", color=BLUE, alpha=0.7, markersize=5)
    ax.axhline(0, color=MID, linewidth=0.8)
    ax.set(xlabel=names[0], ylabel=names[1])
    if len(pairs) < 10 or np.ptp(pairs, axis=0).min() == 0:
        ax.set_title("Do they go together? Too few weeks to say")
        return "Scatter plot with too few weeks to say anything.", "One dot a week."
    r = float(np.corrcoef(pairs.T)[0, 1])
    strength = "hardly" if abs(r) < 0.2 else "somewhat" if abs(r) < 0.5 else "clearly"
    ax.set_title(f"They {strength} go together (correlation {number(r, 2)})")
    alt = f"Scatter plot of {len(pairs)} weeks, {names[1]} against {names[0]}: {number(r, 2)}."
    caption = (
        "One dot a week. Where two things go together clearly, their answers cannot be told "
        "apart: each may borrow from the other."
    )
    return alt, caption


@figure("others", 1.3, panels=True)
def draw_others(daily: pd.DataFrame, *, picture: Picture, at_most: int = 6) -> tuple[str, str]:
    """Draw what else was rated, each under pain on the same time axis, the most often rated first.

    Raises
    ------
    DataError
        Nothing else was rated.
    """
    others = daily.drop(columns=list(RECORDED), errors="ignore").select_dtypes("number")
    names = list(others.count().sort_values(ascending=False, kind="stable").index[:at_most])
    if not names:
        raise DataError("nothing else is recorded.", todo=OTHERS)
    picture.set_figheight(1.3 * (len(names) + 1) + 0.4)
    panels = list(picture.subplots(len(names) + 1, sharex=True))
    for ax, name in zip(panels, ["pain", *names], strict=True):
        ax.plot(daily.index, daily[name], ".", color=MID, markersize=3)
        month = daily[name].rolling(28, center=True, min_periods=7).mean()
        ax.plot(month.index, month, color=BLUE)
        ax.set_ylabel(str(name).replace("_", " ").capitalize())
    panels[0].set(**PAIN | {"yticks": [0, 5, 10]})
    panels[0].set_title("What else was recorded, beside pain")
    days_below(panels[-1], daily.index)
    picture.align_ylabels(panels)
    told = "; ".join(f"{n}: {int(others[n].count())} days" for n in names)
    alt = f"Pain and, under it, {told}; dots are days, the line a mean of four weeks."
    return alt, "Dots are days, the line is the mean of 28 days. For looking, not for deciding."
