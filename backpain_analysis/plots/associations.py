"""What was estimated: lag curve, forest plots, the reverse question, history, false alarms."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..errors import FitError
from . import look
from .look import DASHED, Picture, Values, figure, number, say, short, tall, words


@figure("lag_curve", 3.6)
def draw_lag_curve(curve: Any, *, ax: Axes) -> Values:
    """Draw how an association (a `LagCurve`) spreads over the days before a rating."""
    band, window = curve.conf_int(), int(max(curve.lags))
    low, high = band["lower"], band["upper"]
    ax.axhline(0, color="black", linewidth=1)
    ax.fill_between(curve.lags, low, high, color=look.SKY, alpha=0.3, linewidth=0)
    ax.plot(curve.lags, band, color=look.BLUE, linewidth=0.8, linestyle=DASHED)
    ax.plot(curve.lags, curve.estimate, color=look.BLUE, marker="o", markersize=4)
    reach = 1.25 * float(np.nanmax(np.abs(band.to_numpy())))
    ax.set(xlim=(window + 0.5, 0.5), ylim=(-reach, reach))
    ax.set_xticks([1, *range(2, window + 1, 2 if window <= 14 else 4)])
    ax.yaxis.set_major_formatter(lambda y, _: number(y, 2))
    for y, va, side in ((0.98, "top", "higher"), (0.02, "bottom", "lower")):
        place: Any = {"transform": ax.transAxes, "va": va, "color": look.MID, "style": "italic"}
        ax.text(0.01, y, say(f"lag_curve.{side}"), **place)
    asked = {"label": curve.exposure.label, "unit": curve.exposure.unit}
    values: Values = {name: say(f"terms.{text}") for name, text in asked.items()}
    values["clear"] = int(((low > 0) | (high < 0)).sum())
    return values | {"window": window, "total": number(float(curve.total), 2, sign=True)}


@figure("answers", 2.9)
def draw_answers(answers: Any, *, ax: Axes, sesoi: float = 1.0) -> Values:
    """Draw the answers as a forest plot on the person's own low-to-high contrast.

    A row shows the monthly-safe interval on which its verdict rests; the grey band is less than
    `sesoi` NRS points, the smallest difference that matters, either way.
    """
    rows, names, told = list(answers), [], []
    tall(ax, 0.95 + 0.65 * len(rows))
    ends = [end for a in rows if a.fit for end in a.contrast_int()]
    reach = float(np.clip(1.15 * np.abs([0, *ends]).max(), 2 * sesoi, 5))
    _no_difference(ax, sesoi, len(rows), -0.53, say("answers.band"))
    for y, (a, marker) in enumerate(zip(rows, "osD", strict=False)):
        name, c = say(f"terms.{a.exposure.label}"), a.contrast
        if a.fit is None:
            box = {"facecolor": "white", "edgecolor": look.MID, "linewidth": 0.6, "pad": 3}
            span = say("answers.nothing")
            ax.text(0, y, span, ha="center", va="center", color=look.MID, bbox=box)
        else:
            low, high = a.contrast_int()
            _interval(ax, y, (low, a.contrast_estimate, high), f"{marker}-", reach=reach)
            span = _span(low, a.contrast_estimate, high)
            verdict = say(f"terms.{a.verdict}")
            beside: Any = {"transform": ax.get_yaxis_transform(), "va": "center"}
            ax.text(1.02, y, f"{span}\n{verdict}", linespacing=1.35, **beside)
            span += f", {verdict}"
        told.append(f"{name}: {span}")
        names.append(name[0].upper() + name[1:])
        if c is not None and c.high > c.low:
            names[-1] += f"\n{number(c.low)} \u2192 {number(c.high)} {say(f'terms.{c.unit}')}"
    ax.set_yticks(range(len(rows)), names)
    ax.set(ylim=(len(rows) - 0.4, -0.75), xlim=(-reach, reach))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    ax.xaxis.set_major_formatter(lambda x, _: short(x))
    return {"told": "; ".join(told), "sesoi": short(sesoi)}


def _span(low: float, middle: float, high: float) -> str:
    x = number(middle, sign=True)
    return say("answers.span", middle=x, low=number(low), high=number(high))


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


@figure("reverse", 2.3)
def draw_reverse(reverse: Any, *, ax: Axes) -> Values:
    """Draw whether a bad day is followed by fewer runs (a `ReverseTest`)."""
    low, middle, high = 100 * np.sort([*reverse.conf_int(), reverse.estimate])
    reach, span = 1.25 * max(6.0, abs(low), abs(high)), _span(low, middle, high)
    _no_difference(ax, 3, 1, -0.8, say("reverse.band"))
    _interval(ax, 0, (low, middle, high), colour=look.ORANGE)
    ax.annotate(span, (middle, 0), (0, 11), textcoords="offset points", ha="center")
    ax.set(ylim=(-1, 1), xlim=(-reach, reach), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    return {"span": span, "title": say(f"reverse.{reverse.verdict}")}


@figure("history", 1.5, panels=True)
def draw_history(history: pd.DataFrame, *, picture: Picture, sesoi: float = 1.0) -> Values:
    """Draw each estimate over the months so far, with its monthly-safe interval.

    `history` has the columns `month` ("2026-03"), `exposure`, `estimate`, `lower`, `upper`: NRS
    points between the person's low and high. Less than `sesoi` of them is too small to matter.
    """
    months, groups = sorted(set(history["month"])), history.groupby("exposure", sort=False)
    reach = float(np.clip(1.15 * history[["lower", "upper"]].abs().max().max(), 2 * sesoi, 5))
    picture.set_figheight(1.5 * len(groups) + 0.8)
    panels = picture.subplots(len(groups), sharex=True, sharey=True, squeeze=False)[:, 0]
    newest = []
    for ax, (name, one), marker in zip(panels, groups, "osD", strict=False):
        label, x = say(f"history.{name}"), one["month"].map(months.index)
        ax.axhspan(-sesoi, sesoi, color=look.PALE, linewidth=0)
        ax.axhline(0, color="black", linewidth=1)
        seen = one[["lower", "upper", "estimate"]].clip(-reach, reach)
        ax.vlines(x, seen["lower"], seen["upper"], color=look.BLUE, linewidth=2)
        ax.plot(x, seen["estimate"], marker, color=look.BLUE, mec="white", ms=7)
        ax.set(ylim=(-reach, reach), ylabel=label.capitalize())
        newest.append(f"{label} {number(one['estimate'].iloc[-1], sign=True)}")
    every = max(1, len(months) // 12)
    panels[-1].set_xticks(range(0, len(months), every), months[::every])
    panels[-1].set_xlim(-0.6, len(months) - 0.4)
    panels[0].set_title(say("history.title"))
    return {"months": len(months), "newest": "; ".join(newest), "sesoi": short(sesoi)}


@figure("sensitivity", 1.0)
def draw_sensitivity(table: pd.DataFrame, *, ax: Axes, label: str = "") -> Values:
    """Draw the same question, about `label`, asked in other ways (of `sensitivity`).

    Ways in another unit than the first, or without an estimate, are left out; a FitError where
    none is left.
    """
    unit = table["unit"].iloc[0]
    shown = table[(table["unit"] == unit) & table["estimate"].notna()]
    if shown.empty:
        raise FitError(table["note"].iloc[0].removeprefix("no answer: "))
    tall(ax, 1.0 + 0.34 * len(shown))
    usual = shown["note"].str.contains("not to be trusted")
    ax.axvline(0, color="black", linewidth=1)
    ax.axvspan(shown["lower"].iloc[0], shown["upper"].iloc[0], color=look.PALE, linewidth=0)
    names = []
    for y, (row, odd) in enumerate(zip(shown.itertuples(), usual, strict=True)):
        how = ("X--", look.ORANGE) if odd else ("o-" if y else "D-", look.BLUE)
        _interval(ax, y, (row.lower, row.estimate, row.upper), *how)
        way = say(f"ways.{row.Index}")
        names.append(say("sensitivity.usual", way=way) if odd else way)
    ax.set_yticks(range(len(shown)), names)
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.grid(visible=False)
    low, high = (number(x, 2, sign=True) for x in shown["estimate"][~usual].agg(["min", "max"]))
    counts = {"ways": len(shown), "usual": usual.sum(), "low": low, "high": high}
    counts |= {"dashed": say("sensitivity.dashed") if usual.any() else ""}
    return counts | {"unit": unit.removeprefix("NRS "), "label": label.capitalize()}


@figure("false_alarms", 4.0)
def draw_false_alarms(table: pd.DataFrame, *, ax: Axes) -> Values:
    """Draw how often the usual ways, and ours, find something where running does nothing.

    `table` is of simulated diaries of one length and rate of rating, as of `nearest`.
    """
    here = table[table["truth"] == 0]
    share = 100 * here.groupby(["method", "scenario"], sort=False)["rejected"].mean()
    ways = {way: name for way, name in words("en")["usual"].items() if way in share}
    told = []
    for y, (way, name) in enumerate(ways.items()):
        values = share[way].sort_values()
        colour, marker = (look.BLUE, "o") if way == "primary" else (look.ORANGE, "D")
        dots: Any = {"color": colour, "marker": marker, "markersize": 5.5, "alpha": 0.85}
        ax.plot(values, [name] * len(values), linewidth=1, **dots)
        span = f"{values.min():.0f} to {values.max():.0f} %"
        told.append(f"{name} {span}".replace("\n", " "))
        if way == "primary":
            ax.text(values.max() + 2, y, span, va="center", color=colour)
    ax.axvline(5, color="black", linewidth=1, linestyle=DASHED)
    ax.text(6, -0.45, say("false_alarms.design"), va="center", color=look.MID, style="italic")
    ax.set(xlim=(0, 102), ylim=(len(ways) - 0.4, -0.6))
    ax.grid(axis="x")
    kinds = [kind for name, kind in words("en")["kinds"].items() if name in set(here["scenario"])]
    numbers = {"days": here["days"].iloc[0], "count": here["replicates"].min()}
    return numbers | {"told": "; ".join(told), "kinds": ", ".join(kinds)}
