"""The pictures that docs/method.md and docs/reading_a_report.md explain with."""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

import backpain_analysis as bpa
from backpain_analysis.language import Phrases
from backpain_analysis.model import LaggedFit, exposure_values
from backpain_analysis.plots.intervals import draw_interval, shade_too_small
from backpain_analysis.plots.look import BLUE, DOT, MID, ORANGE, PAIN_AXIS, SKY
from backpain_analysis.plots.picture import Picture, house_style, new_picture

RATED = pd.Timestamp("2026-06-24")  # the day that is shown
WINDOW = 14
SHOWN_BEFORE, SHOWN_AFTER = 24, 6  # days around it
KM_PER_UNIT = bpa.DISTANCE.per


def draw_idea(days: pd.DataFrame, fit: LaggedFit, width: float) -> Picture:
    """Draw one rated day with its two weeks, and beside it every rated day as a dot."""
    km_a_week = exposure_values(days, bpa.DISTANCE) * KM_PER_UNIT
    with house_style(width):
        picture = new_picture(width, 3.4)
        axes = picture.subplot_mosaic([["pain", "all"], ["km", "all"]], width_ratios=[1.3, 1.0])
        begin = RATED - pd.Timedelta(days=SHOWN_BEFORE)
        end = RATED + pd.Timedelta(days=SHOWN_AFTER)
        _draw_pain(axes["pain"], days.loc[begin:end, "pain"])
        _draw_km(axes["km"], days.loc[begin:end, "distance_km"], float(km_a_week[RATED]))
        _draw_all(axes["all"], days["pain"], km_a_week, fit)
        picture.get_layout_engine().set(hspace=0.05)
    return picture


def _draw_pain(ax: Axes, pain: pd.Series) -> None:
    ax.set(**PAIN_AXIS, ylabel="Pain (0–10)")
    ax.set_title("One day, and the two weeks before")
    ax.plot(_places(pain), pain, "o", color=DOT, markersize=4)
    ax.plot(0, pain[RATED], "D", color=ORANGE, markersize=8)
    ax.tick_params(labelbottom=False)
    _shade_window(ax)


def _draw_km(ax: Axes, km: pd.Series, a_week: float) -> None:
    places = _places(km)
    counts = (places < 0) & (places >= -WINDOW)
    ax.bar(places[~counts], km[~counts], color=DOT)
    ax.bar(places[counts], km[counts], color=BLUE)
    ax.set(
        ylabel="km", ylim=(0, 12), yticks=(0, 5, 10), xlabel="days before (−) and after the rating"
    )
    middle = -(WINDOW + 1) / 2
    ax.text(middle, 10.1, f"{a_week:.0f} km a week", ha="center", color=BLUE)
    _shade_window(ax)


def _draw_all(ax: Axes, pain: pd.Series, km_a_week: pd.Series, fit: LaggedFit) -> None:
    ax.set(**PAIN_AXIS, xlabel="km a week in the two weeks before", ylabel="Pain (0–10)")
    ax.set_title("All rated days")
    dots = bpa.plots.jittered(pain[fit.days])
    ax.plot(km_a_week[fit.days], dots, "o", color=DOT, markersize=2.5)
    x = km_a_week[fit.days].sort_values()
    middle = x.mean()
    low, high = fit.conf_int()
    ends = (x - middle) / KM_PER_UNIT
    level = pain[fit.days].mean()
    ax.fill_between(x, level + low * ends, level + high * ends, color=SKY, alpha=0.5, linewidth=0)
    ax.plot(x, level + fit.estimate * ends, color=BLUE)
    ax.plot(km_a_week[RATED], pain[RATED], "D", color=ORANGE, markersize=8)


def _places(series: pd.Series) -> pd.Index:
    return (series.index - RATED).days


def _shade_window(ax: Axes) -> None:
    ax.set_xlim(-SHOWN_BEFORE - 1, SHOWN_AFTER + 1)
    ax.axvspan(-WINDOW - 0.5, -0.5, color=BLUE, alpha=0.12, linewidth=0)
    ax.axvline(0, color=MID, linewidth=0.6, linestyle=":")


class Shown(NamedTuple):
    """One verdict's bar: made-up ends, points of pain from low to high."""

    code: str
    lower: float
    estimate: float
    upper: float


VERDICTS = (
    Shown("nothing_meaningful", -0.6, -0.1, 0.4),
    Shown("meaningful", -3.0, -2.2, -1.4),
    Shown("size_uncertain", -2.1, -1.2, -0.3),
    Shown("cannot_tell", -2.0, -0.4, 1.2),
)


def draw_verdicts(width: float) -> Picture:
    """Draw a bar for each verdict that has one, over what is too small to matter."""
    words = Phrases()
    with house_style(width):
        picture = new_picture(width, 2.3)
        ax = picture.subplots()
        lowest = len(VERDICTS) - 0.5
        shade_too_small(ax, 1.0, text_at=-0.8, end=lowest, text=words("card.matters_not"))
        for row, shown in enumerate(VERDICTS):
            ends = {"lower": shown.lower, "upper": shown.upper}
            draw_interval(ax, row, estimate=shown.estimate, **ends)
        badges = [words(f"card.badge.{shown.code}") for shown in VERDICTS]
        ax.set_yticks(range(len(VERDICTS)), badges)
        ax.set(ylim=(lowest, -1.1), xlim=(-3.4, 2.4))
        ax.set_xlabel(words("figure.answers.xlabel"))
        ax.grid(visible=False)
    return picture
