"""What else can be seen: spread, rhythm and flares of pain, days around a run, other ratings."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..errors import DataError, FitError
from . import look
from .course import GAP, shade
from .look import Picture, blank, days_below, figure, number

RECORDED = ("pain", "runs", "distance_km", "duration_min", "weight_kg")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = tuple("JFMAMJJASOND")
FLARE = 2  # points above the usual: what studies of back pain often call a flare
TOO_FEW = "too few days to say"


@figure("rhythm", 5.6, panels=True)
def draw_rhythm(daily: pd.DataFrame, *, picture: Picture) -> tuple[str, str]:
    """Draw how pain is spread, by weekday and month, and how long a bad day lasts."""
    import seaborn as sns

    pain, days = daily["pain"], pd.DatetimeIndex(daily.index)
    (spread, weekday), (month, lasting) = picture.subplots(2, 2)
    bars: Any = {"discrete": True, "binrange": (0, 10), "shrink": 0.8, "alpha": 1, "linewidth": 0}
    sns.histplot(x=pain.round(), color=look.BLUE, ax=spread, **bars)
    spread.set(xlim=(-0.6, 10.6), xticks=range(0, 11, 2), xlabel="Pain (0\u201310)", ylabel="Days")
    spread.set_title("How often each rating?")
    mean: Any = {"errorbar": ("se", 1.96), "linestyle": "none", "marker": "s", "color": look.BLUE}
    for ax, of, names, title in (
        (weekday, days.day_of_week, DAYS, "By weekday"),
        (month, days.month - 1, MONTHS, "By month of the year"),
    ):
        known = pain[pain.groupby(of).transform("count") >= 5].dropna()
        at = pd.Series(of, pain.index)[known.index]
        sns.pointplot(x=at, y=known, order=range(len(names)), ms=5, ax=ax, **mean)
        ax.set(**look.PAIN, xlabel="", ylabel="Mean pain", title=title)
        ax.set_xlim(-0.6, len(names) - 0.4)
        ax.set_xticks(range(len(names)), names)
        if known.empty:
            blank(ax, TOO_FEW)
    lags = np.arange(1, 29)
    with np.errstate(invalid="ignore"):  # where pain never varies
        alike = np.array([pain.corr(pain.shift(int(k)), min_periods=20) for k in lags])
    lasting.axhline(0, color="black", linewidth=1)
    lasting.vlines(lags, 0, alike, color=look.GREEN, linewidth=2)
    lasting.plot(lags, alike, "o", color=look.GREEN, markersize=4)
    lasting.set(ylim=(-0.4, 1), xticks=[1, 7, 14, 21, 28], xlabel="Days apart")
    lasting.set(ylabel="Likeness (1: the same)", title="How alike are days?")
    if np.isnan(alike).all():
        blank(lasting, TOO_FEW)
    one, seven = (TOO_FEW if np.isnan(r) else number(float(r), 2) for r in alike[[0, 6]])
    alt = (
        f"Four small pictures: how often each of {pain.count()} ratings was given; mean pain by "
        "weekday and by month of the year, each with its interval; ratings one day apart "
        f"correlate {one}, a week apart {seven}."
    )
    caption = (
        "Squares are means, bars 95 % intervals that treat days as independent, so they are "
        "somewhat too narrow. A month or weekday with fewer than five ratings is left out. "
        "Likeness is the correlation of ratings so many days apart. For looking, not for deciding."
    )
    return alt, caption


def flares(pain: pd.Series) -> pd.DataFrame:
    """Return each flare: two rated days or more in a row, 2 points or more above the median of all.

    Up to two days without a rating do not end one. Columns `first`, `last`, `days` (rated ones),
    `worst`.
    """
    rated = pain.dropna()
    high = rated >= rated.median() + FLARE
    days = rated.index.to_series()
    spell = ((high != high.shift()) | (days.diff().dt.days > 3)).cumsum()
    table = pd.DataFrame({"day": days, "pain": rated})[high].groupby(spell[high])
    columns = {"first": ("day", "min"), "last": ("day", "max"), "days": ("day", "size")}
    return table.agg(**columns, worst=("pain", "max")).query("days >= 2").reset_index(drop=True)


@figure("flares", 2.4)
def draw_flares(daily: pd.DataFrame, *, ax: Axes) -> tuple[str, str]:
    """Draw the flares: days in a row on which pain was well above the usual."""
    pain = daily["pain"]
    usual, found = pain.median(), flares(pain)
    first, thin = date2num(found["first"]), len(pain) / 300  # a line must be seen
    width = np.maximum(date2num(found["last"]) - first + 1, thin)
    ax.plot(pain.index, pain, ".", color="#ababab", markersize=max(1.0, 4 - len(pain) / 500))
    ax.bar(first, found["worst"] - usual, width, usual, align="edge", color=look.ORANGE)
    ax.axhline(usual, color="black", linewidth=1)
    shade(ax, pain, GAP)
    ax.set(**look.PAIN, ylabel="Pain (0\u201310)")
    days_below(ax, daily.index)
    title = "No flare so far"
    if len(found):
        title = f"Flares: {len(found)}, the longest of {found['days'].max()} days"
    ax.set_title(title)
    alt = f"{title}, on {int(pain.count())} rated days with a median of {usual:g}."
    caption = (
        f"A bar is a flare: two days or more in a row with pain at least {FLARE} points above the "
        f"usual (the median of all days, {usual:g}: the line), drawn from there to its worst day. "
        "Up to two days without a rating do not end one. Dots: single days. Grey: two weeks or "
        "more without a rating."
    )
    return alt, caption


@figure("around_runs", 3.2)
def draw_around_runs(daily: pd.DataFrame, *, ax: Axes) -> tuple[str, str]:
    """Draw mean pain in the days before and after a run, beside that around days without one.

    Raises
    ------
    FitError
        No rating lies near a day of which it is known whether there was a run.
    """
    import seaborn as sns

    lags, names = range(-7, 8), ("around a run", "around a day without")
    kind = daily["runs"].gt(0).map({True: names[0], False: names[1]}).where(daily["runs"].notna())
    near = pd.DataFrame({k: daily["pain"].shift(-k) for k in lags}).assign(kind=kind)
    long = near.melt("kind", var_name="lag", value_name="pain").dropna()
    if long.empty:
        raise FitError("no day near a run has a pain rating.")
    how: Any = {"hue_order": names, "style_order": names, "palette": [look.GREEN, look.ORANGE]}
    how |= {"markers": ["o", "s"], "dashes": ["", (4, 2)], "errorbar": ("se", 1.96)}
    sns.lineplot(long, x="lag", y="pain", hue="kind", style="kind", ax=ax, **how)
    ax.axvline(0, color=look.MID, linewidth=1, linestyle=":")
    ax.set(**look.PAIN, xticks=lags, ylabel="Mean pain (0\u201310)")
    ax.set(xlabel="Days before (\u2212) and after (+) the day itself")
    ax.legend(loc="upper right", ncols=2)
    ax.set_title("Which came first, the good day or the run?")
    means = long.groupby(["kind", "lag"])["pain"].mean()
    before = means.get((names[0], -1), np.nan) - means.get((names[1], -1), np.nan)
    told = TOO_FEW if np.isnan(before) else f"{number(before, sign=True)} points"
    alt = (
        "Mean pain from 7 days before to 7 days after a run, beside days without one; they differ "
        f"already on the day before: {told}."
    )
    caption = (
        "If the lines part already before the day itself, pain decides about running: a run "
        "cannot act on the days before it. A plain comparison of run days with other days would "
        "take that for the work of running. Bands: 95 % intervals, somewhat too narrow."
    )
    return alt, caption


@figure("together", 3.6)
def draw_together(
    x: pd.Series, y: pd.Series, *, ax: Axes, names: tuple[str, str]
) -> tuple[str, str]:
    """Draw whether two exposures (daily, as of `exposure_values`) go together: one dot a week.

    Raises
    ------
    FitError
        Fewer than ten weeks, or one of them never changes.
    """
    pairs = pd.concat([x, y], axis=1).iloc[::7].dropna().to_numpy()
    if len(pairs) < 10 or np.ptp(pairs, axis=0).min() == 0:
        raise FitError("too few weeks hold both.")
    ax.plot(pairs[:, 0], pairs[:, 1], "o", color=look.BLUE, alpha=0.7, markersize=5)
    ax.axhline(0, color=look.MID, linewidth=0.8)
    ax.set(xlabel=names[0], ylabel=names[1])
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
        kinds = "Stress, sleep, strength sessions or medication"
        todo = f"{kinds} from Bearable, Daylio or a table of your own would appear here."
        raise DataError("nothing else is recorded.", todo=todo)
    picture.set_figheight(1.3 * (len(names) + 1) + 0.4)
    panels = list(picture.subplots(len(names) + 1, sharex=True))
    for ax, name in zip(panels, ["pain", *names], strict=True):
        ax.plot(daily.index, daily[name], ".", color=look.MID, markersize=3)
        month = daily[name].rolling(28, center=True, min_periods=7).mean()
        ax.plot(month.index, month, color=look.BLUE)
        ax.set_ylabel(str(name).replace("_", " ").capitalize())
    panels[0].set(**look.PAIN | {"yticks": [0, 5, 10]})
    panels[0].set_title("What else was recorded, beside pain")
    days_below(panels[-1], daily.index)
    picture.align_ylabels(panels)
    told = "; ".join(f"{n}: {int(others[n].count())} days" for n in names)
    alt = f"Pain and, under it, {told}; dots are days, the line a mean of four weeks."
    return alt, "Dots are days, the line is the mean of 28 days. For looking, not for deciding."
