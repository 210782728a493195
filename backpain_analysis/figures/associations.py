"""What was estimated: lag curve, forest plots, reverse question, history."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..errors import FitError
from . import look
from .look import Picture, figure, number, say, tall

PLAIN = {
    "without the running decision": "resting when it hurts not allowed for",
    "lag curve, its total": "the sum of the day-by-day curve",
    "one time term fewer": "season and trend drawn more coarsely",
    "one time term more": "season and trend drawn more finely",
    "ARDL(1,1), long-run value": "beside yesterday's pain, in the long run",
    "AR(1) on consecutive rated days": "only days rated one after the other",
    "ordered ratings, beside yesterday's": "ratings as steps, not as amounts",
    "exposure shifted against pain": "running moved to other dates, many times",
    "same design by statsmodels SARIMAX": "the same by another program",
    "lagged OLS, Newey-West errors": "plain regression, robust errors",
    "plain lagged OLS": "plain regression",
}


@figure("lag_curve", 3.6)
def draw_lag_curve(curve: Any, *, ax: Axes) -> tuple[str, str]:
    """Draw how an association (a `LagCurve`) spreads over the days before a rating."""
    band = curve.conf_int()
    label, unit = say(curve.exposure.label), say(curve.exposure.unit)
    window = int(max(curve.lags))
    ax.axhline(0, color="black", linewidth=1)
    edges = band["lower"], band["upper"]
    ax.fill_between(curve.lags, *edges, color=look.SKY, alpha=0.3, linewidth=0)
    for edge in edges:
        ax.plot(curve.lags, edge, color=look.BLUE, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.plot(curve.lags, curve.estimate, color=look.BLUE, marker="o", markersize=4)
    reach = 1.25 * float(np.nanmax(np.abs(band.to_numpy())))
    ax.set(xlim=(window + 0.5, 0.5), ylim=(-reach, reach))
    ax.set_xticks([1, *range(2, window + 1, 2 if window <= 14 else 4)])
    ax.yaxis.set_major_formatter(lambda y, _: number(y, 2))
    ax.set_xlabel(say("Days before the pain rating"))
    ax.set_ylabel(say("Pain points per {unit},\nthis day's share", unit=unit))
    for y, va, text in ((0.98, "top", say("pain higher")), (0.02, "bottom", say("pain lower"))):
        ax.text(0.01, y, text, transform=ax.transAxes, va=va, color=look.MID, style="italic")
    ax.set_title(say("How long after? Pain and {label}, day by day", label=label))
    values: Any = {
        "label": label,
        "window": window,
        "clear": int(((band["lower"] > 0) | (band["upper"] < 0)).sum()),
        "total": number(float(curve.total), 2, sign=True),
        "unit": unit,
    }
    alt = say(
        "Curve over the {window} days before a rating, {label}: summed over the days {total} "
        "points per {unit}; its band leaves out zero on {clear} of {window} days.",
        **values,
    )
    caption = say(
        "Each point is one day's share of the association of {label} with pain; the band is its "
        "95 % interval, day by day. Summed over the {window} days: {total} points per {unit}. The "
        "shape is exploratory; the planned answer is about the sum.",
        **values,
    )
    return alt, caption


@figure("answers", 2.9)
def draw_answers(answers: Any, *, ax: Axes, sesoi: float = 1.0) -> tuple[str, str]:
    """Draw the answers as a forest plot on the person's own low-to-high contrast.

    A row shows the monthly-safe interval on which its verdict rests; the grey band is less than
    `sesoi` NRS points, the smallest difference that matters, either way.
    """
    rows = list(answers)
    tall(ax, 0.95 + 0.65 * len(rows))
    intervals = [a.contrast_int() for a in rows if a.fit is not None]
    reach = float(np.clip(1.15 * max([0, *map(abs, sum(intervals, ()))]), 2 * sesoi, 5))
    _no_difference(ax, sesoi, len(rows), -0.53, say("too small to matter"))
    words = []
    for y, (a, marker) in enumerate(zip(rows, "osD", strict=False)):
        if a.fit is None:
            box = {"facecolor": "white", "edgecolor": look.MID, "linewidth": 0.6, "pad": 3}
            span = say("not enough data yet")
            ax.text(0, y, span, ha="center", va="center", color=look.MID, bbox=box)
        else:
            low, high = a.contrast_int()
            _interval(ax, y, (low, a.contrast_estimate, high), f"{marker}-", reach=reach)
            middle = number(a.contrast_estimate, sign=True)
            span = say("{x} ({low} to {high})", x=middle, low=number(low), high=number(high))
            place: Any = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
            text = f"{span}\n{say(a.verdict)}"
            ax.annotate(text, (1.02, y), va="center", linespacing=1.35, **place)
            span = f"{span}, {say(a.verdict)}"
        words.append(f"{say(a.exposure.label)}: {span}")
    ax.set_yticks(range(len(rows)), [_row_label(a) for a in rows])
    ax.set(ylim=(len(rows) - 0.4, -0.75), xlim=(-reach, reach))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    ax.xaxis.set_major_formatter(lambda x, _: number(x, 0 if x % 1 == 0 else 1))
    axis = "\u2190 pain lower      points on the 0\u201310 scale      pain higher \u2192"
    ax.set(xlabel=say(axis), title=say("High against low: does pain differ?"))
    told = "; ".join(words)
    alt = say("Forest plot of the difference in pain points, high against low: {told}.", told=told)
    caption = say(
        "Difference in pain between this person's own high (90th percentile) and low (10th "
        "percentile). Grey: less than {sesoi} point either way, too small to matter by the plan. "
        "Bars: the monthly-safe intervals on which the verdicts rest (95 %; 90 % where the verdict "
        "is that nothing meaningful is there).",
        sesoi=number(sesoi),
    )
    return alt, caption


def _no_difference(ax: Axes, half: float, bottom: float, top: float, text: str) -> None:
    """Draw zero, and the band around it that is too small to matter."""
    ax.axvspan(-half, half, color=look.PALE, linewidth=0)
    ax.vlines(0, top + 0.2, bottom, color="black", linewidth=1)
    ax.text(0, top, text, ha="center", va="center", color=look.MID, style="italic")
    ax.spines["left"].set_visible(False)


def _interval(
    ax: Axes, y: float, ends: Any, fmt: str = "o-", colour: str = look.BLUE, reach: float = np.inf
) -> None:
    """Draw lower end, estimate and upper end, with an arrow where it goes on beyond `reach`."""
    low, middle, high = np.clip(ends, -reach, reach)
    ax.plot([low, high], [y, y], fmt[1:], color=colour, linewidth=2.4, solid_capstyle="butt")
    for end, beyond, arrow in ((low, low > ends[0], "<"), (high, high < ends[2], ">")):
        ax.plot(end, y, arrow if beyond else "|", color=colour, markersize=9, markeredgewidth=2)
    ax.plot(middle, y, fmt[0], color=colour, markersize=8, markeredgecolor="white")


def _row_label(answer: Any) -> str:
    c, name = answer.contrast, say(answer.exposure.label)
    known = c is not None and c.high > c.low
    between = f"\n{number(c.low)} \u2192 {number(c.high)} {say(c.unit)}" if known else ""
    return f"{name[0].upper()}{name[1:]}{between}"


@figure("reverse", 2.3)
def draw_reverse(reverse: Any, *, ax: Axes) -> tuple[str, str]:
    """Draw whether a bad day is followed by fewer runs (a `ReverseTest`)."""
    low, middle, high = 100 * np.sort([*reverse.conf_int(), reverse.estimate])
    reach = 1.25 * max(6.0, abs(low), abs(high))
    _no_difference(ax, 3, 1, -0.8, "too little to matter")
    _interval(ax, 0, (low, middle, high), colour=look.ORANGE)
    span = f"{number(middle, sign=True)} ({number(low)} to {number(high)})"
    ax.annotate(span, (middle, 0), (0, 11), textcoords="offset points", ha="center")
    ax.set(ylim=(-1, 1), xlim=(-reach, reach), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    unit = "percentage points per pain point the day before"
    ax.set_xlabel(f"\u2190 runs less likely      {unit}      more likely \u2192")
    titles = {
        "yes": "I run less after bad days",
        "no": "Bad days hardly change whether I run",
        "more": "I run more after bad days",
        "unclear": "Do I run less after bad days? Unclear",
    }
    ax.set_title(titles[reverse.verdict])
    alt = f"Change in the chance of a run per pain point the day before: {span} percentage points."
    caption = (
        "The reverse question: does yesterday's pain go with whether I run today? Grey: within 3 "
        "percentage points, too little to matter here. If I run less because it hurts, pain and "
        "running go together even if running does nothing to pain."
    )
    return alt, caption


@figure("history", 1.5, panels=True)
def draw_history(history: pd.DataFrame, *, picture: Picture, sesoi: float = 1.0) -> tuple[str, str]:
    """Draw each estimate over the months so far, with its monthly-safe interval.

    Parameters
    ----------
    history : DataFrame
        Columns `month` ("2026-03"), `exposure`, `estimate`, `lower`, `upper` (NRS points between
        the person's low and high).
    sesoi : float
        The smallest difference that matters: the band's half-width.
    """
    names, months = history["exposure"].unique(), sorted(set(history["month"]))
    reach = float(np.clip(1.15 * history[["lower", "upper"]].abs().max().max(), 2 * sesoi, 5))
    picture.set_figheight(1.5 * len(names) + 0.8)
    panels = picture.subplots(len(names), sharex=True, sharey=True, squeeze=False)[:, 0]
    for ax, name, marker in zip(panels, names, "osD", strict=False):
        one = history[history["exposure"] == name]
        x = [months.index(m) for m in one["month"]]
        ax.axhspan(-sesoi, sesoi, color=look.PALE, linewidth=0)
        ax.axhline(0, color="black", linewidth=1)
        seen = one[["lower", "upper", "estimate"]].clip(-reach, reach)
        ax.vlines(x, seen["lower"], seen["upper"], color=look.BLUE, linewidth=2)
        ax.plot(x, seen["estimate"], marker, color=look.BLUE, mec="white", ms=7)
        ax.set(ylim=(-reach, reach), ylabel=str(name).replace("_", " ").capitalize())
    every = max(1, len(months) // 12)
    panels[-1].set_xticks(range(0, len(months), every), months[::every])
    panels[-1].set_xlim(-0.6, len(months) - 0.4)
    panels[0].set_title("Every month's answer so far, in points of pain from low to high")
    ends = history.groupby("exposure", sort=False)["estimate"].last()
    told = "; ".join(f"{str(k).replace('_', ' ')} {number(v, sign=True)}" for k, v in ends.items())
    alt = f"Estimates of {len(months)} months with their intervals; newest: {told} points."
    caption = (
        "One mark a month: the difference in pain between low and high, with its 95 % monthly-safe "
        f"interval. Grey: less than {sesoi:g} point, too small to matter. The intervals narrow as "
        "days are added; together they stay right however often one looks."
    )
    return alt, caption


@figure("sensitivity", 1.0)
def draw_sensitivity(table: pd.DataFrame, *, ax: Axes, label: str = "") -> tuple[str, str]:
    """Draw the same question asked in other ways, each with its interval.

    Parameters
    ----------
    table : DataFrame
        Of `sensitivity`: index the way; `estimate`, `lower`, `upper`, `unit`, `note`. Ways in
        another unit than the first, or without an estimate, are left out.
    label : str
        What is asked about, for the title.

    Raises
    ------
    FitError
        No way gives an answer.
    """
    unit = table["unit"].iloc[0]
    shown = table[(table["unit"] == unit) & table["estimate"].notna()]
    if shown.empty:
        raise FitError(table["note"].iloc[0].removeprefix("no answer: "))
    tall(ax, 1.0 + 0.34 * len(shown))
    usual = shown["note"].str.contains("not to be trusted")
    ax.axvline(0, color="black", linewidth=1)
    ax.axvspan(shown["lower"].iloc[0], shown["upper"].iloc[0], color=look.PALE, linewidth=0)
    for y, (row, odd) in enumerate(zip(shown.itertuples(), usual, strict=True)):
        how = ("X--", look.ORANGE) if odd else ("o-" if y else "D-", look.BLUE)
        _interval(ax, y, (row.lower, row.estimate, row.upper), *how)
    names = shown.index.map(lambda way: PLAIN.get(way, way))
    trust = usual.map({True: " (not to be trusted here)", False: ""})
    ax.set_yticks(range(len(shown)), list(names + trust))
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.grid(visible=False)
    ax.set_xlabel(f"{unit.removeprefix('NRS ')}, with 95 % intervals")
    ax.set_title(f"{label}, asked in other ways".lstrip(", ").capitalize())
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
