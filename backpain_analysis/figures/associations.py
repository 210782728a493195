"""What was estimated: lag curve, forest plot of the answers, reverse question, history."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from .look import BLACK, BLUE, MID, ORANGE, PALE, SKY, Picture, figure, number, say


@figure("lag_curve", 3.6)
def draw_lag_curve(curve: Any, *, ax: Axes) -> tuple[str, str]:
    """Draw how an association (a `LagCurve`) spreads over the days before a rating."""
    band = curve.conf_int()
    label, unit = say(curve.exposure.label), say(curve.exposure.unit)
    window = int(max(curve.lags))
    ax.axhline(0, color=BLACK, linewidth=1)
    ax.fill_between(curve.lags, band["lower"], band["upper"], color=SKY, alpha=0.3, linewidth=0)
    for edge in ("lower", "upper"):
        ax.plot(curve.lags, band[edge], color=BLUE, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.plot(curve.lags, curve.estimate, color=BLUE, marker="o", markersize=4)
    reach = 1.25 * float(np.nanmax(np.abs(band.to_numpy())))
    ax.set(xlim=(window + 0.5, 0.5), ylim=(-reach, reach))
    ax.set_xticks([1, *range(2, window + 1, 2 if window <= 14 else 4)])
    ax.yaxis.set_major_formatter(lambda y, _: number(y, 2))
    ax.set_xlabel(say("Days before the pain rating"))
    ax.set_ylabel(say("Pain points per {unit},\nthis day's share", unit=unit))
    for y, va, text in ((0.98, "top", say("pain higher")), (0.02, "bottom", say("pain lower"))):
        ax.text(0.01, y, text, transform=ax.transAxes, va=va, color=MID, style="italic")
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
    intervals = [a.contrast_int() for a in rows if a.fit is not None]
    reach = float(np.clip(1.15 * max([0, *map(abs, sum(intervals, ()))]), 2 * sesoi, 5))
    _no_difference(ax, sesoi, len(rows), -0.53, say("too small to matter"))
    words = []
    for y, (a, marker) in enumerate(zip(rows, "osD", strict=False)):
        if a.fit is None:
            box = {"facecolor": "white", "edgecolor": MID, "linewidth": 0.6, "pad": 3}
            none = say("not enough data yet")
            ax.text(0, y, none, ha="center", va="center", color=MID, bbox=box)
            words.append(f"{say(a.exposure.label)}: {none}")
            continue
        low, high = a.contrast_int()
        bar = np.clip([low, high], -reach, reach)
        ax.plot(bar, [y, y], color=BLUE, linewidth=2.4, solid_capstyle="butt")
        for end, beyond, arrow in zip(bar, (low < -reach, high > reach), "<>", strict=True):
            ax.plot(end, y, arrow if beyond else "|", color=BLUE, markersize=9, markeredgewidth=2)
        middle = np.clip(a.contrast_estimate, -reach, reach)
        ax.plot(middle, y, marker, color=BLUE, markersize=8, markeredgecolor="white")
        middle = number(a.contrast_estimate, sign=True)
        span = say("{x} ({low} to {high})", x=middle, low=number(low), high=number(high))
        place: Any = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
        ax.annotate(f"{span}\n{say(a.verdict)}", (1.02, y), va="center", linespacing=1.35, **place)
        words.append(f"{say(a.exposure.label)}: {span}, {say(a.verdict)}")
    ax.set_yticks(range(len(rows)), [_row_label(a) for a in rows])
    ax.set(ylim=(len(rows) - 0.4, -0.75), xlim=(-reach, reach))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    ax.xaxis.set_major_formatter(lambda x, _: number(x, 0 if x % 1 == 0 else 1))
    ax.set_xlabel(
        say("\u2190 pain lower      points on the 0\u201310 scale      pain higher \u2192")
    )
    ax.set_title(say("High against low: does pain differ?"))
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
    ax.axvspan(-half, half, color=PALE, linewidth=0)
    ax.vlines(0, top + 0.2, bottom, color=BLACK, linewidth=1)
    ax.text(0, top, text, ha="center", va="center", color=MID, style="italic")
    ax.spines["left"].set_visible(False)


def _row_label(answer: Any) -> str:
    c, name = answer.contrast, say(answer.exposure.label)
    name = name[0].upper() + name[1:]
    if c is None or not c.high > c.low:
        return name
    return f"{name}\n{number(c.low)} \u2192 {number(c.high)} {say(c.unit)}"


@figure("reverse", 2.3)
def draw_reverse(reverse: Any, *, ax: Axes) -> tuple[str, str]:
    """Draw whether a bad day is followed by fewer runs (a `ReverseTest`)."""
    low, high = (100 * e for e in reverse.conf_int())
    middle = 100 * reverse.estimate
    reach = 1.25 * max(6.0, abs(low), abs(high))
    _no_difference(ax, 3, 1, -0.8, "too little to matter")
    style: Any = {"color": ORANGE, "marker": "|", "markersize": 10, "markeredgewidth": 2}
    ax.plot([low, high], [0, 0], linewidth=2.4, **style)
    ax.plot(middle, 0, "o", color=ORANGE, markersize=8, markeredgecolor="white")
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
    names = list(dict.fromkeys(history["exposure"]))
    months = sorted(set(history["month"]))
    reach = float(np.clip(1.15 * history[["lower", "upper"]].abs().max().max(), 2 * sesoi, 5))
    picture.set_figheight(1.5 * len(names) + 0.8)
    panels = picture.subplots(len(names), sharex=True, sharey=True, squeeze=False)[:, 0]
    for ax, name, marker in zip(panels, names, "osD", strict=False):
        one = history[history["exposure"] == name]
        x = [months.index(m) for m in one["month"]]
        ax.axhspan(-sesoi, sesoi, color=PALE, linewidth=0)
        ax.axhline(0, color=BLACK, linewidth=1)
        low, high = one["lower"].clip(-reach, reach), one["upper"].clip(-reach, reach)
        ax.vlines(x, low, high, color=BLUE, linewidth=2)
        ax.plot(x, one["estimate"].clip(-reach, reach), marker, color=BLUE, mec="white", ms=7)
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
