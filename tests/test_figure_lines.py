"""Figures of little, much or odd data beside what was approved, and what their lines notice."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from figure_lines import figure_lines
from made_tests import made_days, made_result, odd_results
from matplotlib.figure import Figure
from test_figure_images import alarms, answers, daily, events, lengths, models, read, sized

import backpain_analysis as bpa
from backpain_analysis import plots as figures
from backpain_analysis.language import Phrases

GERMAN = Phrases("de")
MANY_EVENTS = [
    ("2024-12-01", "2024-12-01", "a name that is so long that it is cut somewhere"),
    ("2024-12-05", "2024-12-20", "physiotherapy"),
    ("2024-12-10", "2024-12-10", "a new mattress"),
    ("2024-12-12", "2024-12-12", "a new chair"),
    ("2024-12-14", "2024-12-14", "has no room"),
    ("2025-11-30", "2025-12-09", "ends beyond the last day"),
]


@cache
def widely() -> pd.DataFrame:
    """Return a diary of halves whose pain goes from 0 to 10, lower on days with a run."""
    t = np.arange(400)
    pain = np.clip(5 + 5 * np.sin(t / 40) + np.sin(12.9898 * t) - 4 * daily()["runs"], 0, 10)
    return daily().assign(pain=(2 * pain).round() / 2)


def ten_years() -> pd.DataFrame:
    """Return a long diary without distances."""
    long = daily(1400).assign(distance_km=np.nan)
    long.loc[long.index[700:1000], "weight_kg"] = np.nan
    return long


def little() -> pd.DataFrame:
    """Return three weeks of the same pain, in which no weight and no run is known."""
    nothing = dict.fromkeys(("runs", "distance_km", "duration_min", "weight_kg", "stress"), np.nan)
    return daily().iloc[:21].assign(pain=2.5, **nothing)


def unrated_at_times() -> pd.DataFrame:
    frame = made_days()
    frame.loc["2026-03-20":"2026-03-23", "pain"] = np.nan  # type: ignore[misc]
    frame.loc["2026-05-01":"2026-05-12", "pain"] = np.nan  # type: ignore[misc]
    return frame


def unknown_kilometres() -> pd.DataFrame:
    many = pd.concat([made_result().blocks] * 3, ignore_index=True)
    known = many.index % 7 > 0
    return many.assign(number=range(1, 31), km_run=many["km_run"].where(known))


def one_answer() -> list[Any]:
    """Return one answer, and two for which there are too few days."""
    too_few = bpa.answer(daily().iloc[:60])
    return [*list(answers())[:1], *list(too_few)[1:]]


def of_two_years() -> pd.DataFrame:
    months = [str(month) for month in pd.period_range("2024-01", periods=25, freq="M")]
    columns = {"estimate": -0.5, "lower": -9.0, "upper": 0.5}
    return pd.DataFrame({"month": months, "exposure": "frequency"} | columns)


def alarms_of_all() -> pd.DataFrame:
    """Return a table in which one method was not tried on each kind, and something is to find."""
    table = alarms()
    other = table.assign(truth=-1.0, rejected=0.9)
    fewer = table[table["method"] == "primary"].assign(scenario="w", rejected=0.2)
    return pd.concat([table, other, fewer], ignore_index=True)


# what figures draw of a person who has little, much or odd data
SELDOM: dict[str, Callable[[], Any]] = {
    "adherence_unknown": lambda: figures.adherence(unknown_kilometres(), words=GERMAN),
    "fair_test_unknown": lambda: figures.fair_test(odd_results()["distances unknown"], little()),
    "fair_test_no_bound": lambda: figures.fair_test(
        odd_results()["no upper bound"], unrated_at_times(), words=GERMAN
    ),
    "power_of_none": lambda: figures.power(lengths().assign(detectable=np.inf), sesoi=2.0),
    "timeline_long": lambda: figures.timeline(ten_years(), width=figures.PRINT),
    "timeline_events": lambda: figures.timeline(daily(), events=events(MANY_EVENTS), words=GERMAN),
    "timeline_little": lambda: figures.timeline(little()),
    "timeline_nothing": lambda: figures.timeline(little().assign(pain=np.nan)),
    "calendar_little": lambda: figures.calendar(little(), words=GERMAN),
    "rhythm_little": lambda: figures.rhythm(little()),
    "rhythm_wide": lambda: figures.rhythm(widely()),
    "flares_none": lambda: figures.flares(little()),
    "flares_wide": lambda: figures.flares(widely()),
    "around_runs_apart": lambda: figures.around_runs(widely()),
    "answers_fewer": lambda: figures.answers(one_answer(), sesoi=0.5, title="Another"),
    "history_long": lambda: figures.history(of_two_years(), sesoi=1.5, words=GERMAN),
    "hidden_cause_zero": lambda: figures.hidden_cause(replace(sized(), estimate=0.0)),
    "sensitivity_named": lambda: figures.sensitivity(models()[:2], label="what *you* asked"),
    "false_alarms_all": lambda: figures.false_alarms(alarms_of_all(), words=GERMAN),
}


@pytest.mark.parametrize("name", SELDOM)
def test_a_figure_of_seldom_data_holds_what_was_approved(name: str) -> None:
    same_as_approved(f"figures/seldom_{name}", read(SELDOM[name]()).lines)


@cache
def plainly_drawn() -> list[str]:
    return drawn_with()


def drawn_with(**changes: Any) -> list[str]:
    """Return the lines of a figure of one line and one text."""
    look = {"color": "red", "linewidth": 1.0, "zorder": 2, "alpha": 1.0, "marker": "o"} | changes
    figure = Figure()
    ax = figure.add_subplot()
    ax.plot([0, 1, 2], look.pop("y", [1, 2, 3]), **look)
    return figure_lines(figure)


@pytest.mark.parametrize(
    "change",
    [
        {"y": [1, 2, 3.01]},
        {"color": "#fe0000"},
        {"linewidth": 1.1},
        {"linestyle": (0, (4, 2))},
        {"zorder": 3},
        {"alpha": 0.9},
        {"marker": "s"},
        {"markersize": 7},
        {"markeredgecolor": "white"},
        {"label": "a line"},
        {"clip_on": False},
        {"visible": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_lines_of_a_figure_notice(change: dict[str, Any]) -> None:
    before = plainly_drawn()
    after = drawn_with(**change)
    assert len(before) == len(after) or "y" in change
    assert before != after
