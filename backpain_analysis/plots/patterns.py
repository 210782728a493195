"""What else can be seen: spread, rhythm and flares of pain, days around a run, other ratings."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..errors import DataError, FitError
from ..model.exposures import other_columns
from . import look
from .course import GAP, shade
from .look import Picture, Values, blank, days_below, figure, number, say

FLARE = 2  # points above the usual: what studies of back pain often call a flare


@figure("rhythm", 5.6, panels=True)
def draw_rhythm(daily: pd.DataFrame, *, picture: Picture) -> Values:
    """Draw how pain is spread, by weekday and month, and how long a bad day lasts."""
    import seaborn as sns

    pain, days, few = daily["pain"], pd.DatetimeIndex(daily.index), say("rhythm.few")
    (spread, weekday), (month, lasting) = picture.subplots(2, 2)
    bars: Any = {"discrete": True, "binrange": (0, 10), "shrink": 0.8, "alpha": 1, "linewidth": 0}
    sns.histplot(x=pain.round(), color=look.BLUE, ax=spread, **bars)
    spread.set(xlim=(-0.6, 10.6), xticks=range(0, 11, 2), title=say("rhythm.ratings"))
    spread.set(xlabel=say("rhythm.ratings_pain"), ylabel=say("rhythm.ratings_days"))
    mean: Any = {"errorbar": ("se", 1.96), "linestyle": "none", "marker": "s", "color": look.BLUE}
    months = [name[0] for name in say("form.months").split()]
    for ax, of, names, title in (
        (weekday, days.day_of_week, say("form.weekdays").split(), "rhythm.weekdays"),
        (month, days.month - 1, months, "rhythm.months"),
    ):
        known = pain.where(pain.groupby(of).transform("count") >= 5).to_numpy()
        sns.pointplot(x=of, y=known, order=range(len(names)), ms=5, ax=ax, **mean)
        ax.set(**look.PAIN, xlabel="", ylabel=say("rhythm.mean"), title=say(title))
        ax.set_xlim(-0.6, len(names) - 0.4)
        ax.set_xticks(range(len(names)), names)
        if np.isnan(known).all():
            blank(ax, few)
    lags = np.arange(1, 29)
    with np.errstate(invalid="ignore"):  # where pain never varies
        alike = np.array([pain.corr(pain.shift(int(k)), min_periods=20) for k in lags])
    lasting.axhline(0, color="black", linewidth=1)
    lasting.vlines(lags, 0, alike, color=look.GREEN, linewidth=2)
    lasting.plot(lags, alike, "o", color=look.GREEN, markersize=4)
    lasting.set(ylim=(-0.4, 1), xticks=[1, 7, 14, 21, 28], xlabel=say("rhythm.alike_days"))
    lasting.set(ylabel=say("rhythm.alike_ylabel"), title=say("rhythm.alike"))
    if np.isnan(alike).all():
        blank(lasting, few)
    one, seven = (few if np.isnan(r) else number(r, 2) for r in alike[[0, 6]])
    return {"n": pain.count(), "one": one, "seven": seven}


def flares(pain: pd.Series) -> pd.DataFrame:
    """Return each flare: `first` day, `last`, rated `days`, the `worst` rating.

    Two rated days or more in a row, 2 points or more above the median of all; up to two days
    without a rating do not end one.
    """
    rated = pain.dropna()
    high, days = rated >= rated.median() + FLARE, rated.index.to_series()
    spell = ((high != high.shift()) | (days.diff().dt.days > 3)).cumsum()
    found = pd.DataFrame({"day": days, "pain": rated})[high].groupby(spell[high])
    columns = {"first": ("day", "min"), "last": ("day", "max"), "days": ("day", "size")}
    return found.agg(**columns, worst=("pain", "max")).query("days >= 2").reset_index(drop=True)


@figure("flares", 2.4)
def draw_flares(daily: pd.DataFrame, *, ax: Axes) -> Values:
    """Draw the flares: days in a row on which pain was well above the usual."""
    pain = daily["pain"]
    usual, found = pain.median(), flares(pain)
    first, thin = date2num(found["first"]), len(pain) / 300  # a line must be seen
    width = np.maximum(date2num(found["last"]) - first + 1, thin)
    ax.plot(pain.index, pain, ".", color="#ababab", markersize=max(1.0, 4 - len(pain) / 500))
    ax.bar(first, found["worst"] - usual, width, usual, align="edge", color=look.ORANGE)
    ax.axhline(usual, color="black", linewidth=1)
    shade(ax, pain, GAP)
    ax.set(**look.PAIN)
    days_below(ax, daily.index)
    kind = "some" if len(found) else "none"
    title = say(f"flares.{kind}", n=len(found), longest=found["days"].max())
    return {"title": title, "rated": pain.count(), "usual": f"{usual:g}", "points": FLARE}


@figure("around_runs", 3.2)
def draw_around_runs(daily: pd.DataFrame, *, ax: Axes) -> Values:
    """Draw mean pain in the days before and after a run, beside that around days without one.

    A FitError where no rating lies near a day of which it is known whether there was a run.
    """
    import seaborn as sns

    lags, names = range(-7, 8), [say("around_runs.run"), say("around_runs.none")]
    kind = daily["runs"].gt(0).map({True: names[0], False: names[1]}).where(daily["runs"].notna())
    near = pd.DataFrame({k: daily["pain"].shift(-k) for k in lags}).assign(kind=kind)
    long = near.melt("kind", var_name="lag", value_name="pain").dropna()
    if long.empty:
        raise FitError("no day near a run has a pain rating.")
    how: Any = {"hue_order": names, "style_order": names, "palette": [look.GREEN, look.ORANGE]}
    how |= {"markers": ["o", "s"], "dashes": ["", (4, 2)], "errorbar": ("se", 1.96)}
    sns.lineplot(long, x="lag", y="pain", hue="kind", style="kind", ax=ax, **how)
    ax.axvline(0, color=look.MID, linewidth=1, linestyle=":")
    ax.set(**look.PAIN, xticks=lags)
    ax.legend(loc="upper right", ncols=2)
    run, none = long[long["lag"] == -1].groupby("kind")["pain"].mean().reindex(names)
    apart = say("around_runs.points", x=number(run - none, sign=True))
    return {"apart": say("rhythm.few") if np.isnan(run - none) else apart}


@figure("together", 3.6)
def draw_together(x: pd.Series, y: pd.Series, *, ax: Axes, names: tuple[str, str]) -> Values:
    """Draw whether two exposures (daily, as of `exposure_values`) go together: one dot a week.

    A FitError where there are fewer than ten weeks, or one of them never changes.
    """
    pairs = pd.concat([x, y], axis=1).iloc[::7].dropna().to_numpy()
    if len(pairs) < 10 or np.ptp(pairs, axis=0).min() == 0:
        raise FitError("too few weeks hold both.")
    ax.plot(*pairs.T, "o", color=look.BLUE, alpha=0.7, markersize=5)
    ax.axhline(0, color=look.MID, linewidth=0.8)
    r = np.corrcoef(pairs.T)[0, 1]
    strength = "hardly" if abs(r) < 0.2 else "somewhat" if abs(r) < 0.5 else "clearly"
    values = {"strength": strength, "r": number(r, 2), "n": len(pairs)}
    return values | {"x": names[0], "y": names[1]}


@figure("others", 1.3, panels=True)
def draw_others(daily: pd.DataFrame, *, picture: Picture, at_most: int = 6) -> Values:
    """Draw what else was rated, each under pain on the same time axis, the most often rated first.

    A DataError where nothing else was rated.
    """
    counts = daily[other_columns(daily)].count().nlargest(at_most)
    if counts.empty:
        kinds = "Stress, sleep, strength sessions or medication"
        todo = f"{kinds} from Bearable, Daylio or a table of your own would appear here."
        raise DataError("nothing else is recorded.", todo=todo)
    picture.set_figheight(1.3 * (len(counts) + 1) + 0.4)
    panels = list(picture.subplots(len(counts) + 1, sharex=True))
    for ax, name in zip(panels, ["pain", *counts.index], strict=True):
        ax.plot(daily.index, daily[name], ".", color=look.MID, markersize=3)
        month = daily[name].rolling(28, center=True, min_periods=7).mean()
        ax.plot(month.index, month, color=look.BLUE)
        ax.set_ylabel(name.replace("_", " ").capitalize())
    panels[0].set(**look.PAIN | {"yticks": [0, 5, 10]}, title=say("others.title"))
    days_below(panels[-1], daily.index)
    picture.align_ylabels(panels)
    return {"told": "; ".join(say("others.days", name=k, n=n) for k, n in counts.items())}
