"""What each check needs and says just before and just after each of its bounds."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import Check, alternatives, hidden_cause, load_jumps, steady
from backpain_analysis.checks.exploration import separate
from backpain_analysis.checks.how_far import how_far
from backpain_analysis.checks.lay_offs import lay_offs
from backpain_analysis.checks.other_reasons import adjusted_one_by_one
from backpain_analysis.checks.slower import _found, _Look
from backpain_analysis.diary import Diary, Event
from backpain_analysis.errors import FitError
from backpain_analysis.model import LaggedFit

NAN = float("nan")


def days_of(n: int, seed: int = 1) -> pd.DataFrame:
    """Return n days from a Monday: pain of whole points, a run on half the days, 5 to 10 km."""
    rng = np.random.default_rng(seed)
    ran = rng.uniform(size=n) < 0.5
    frame = pd.DataFrame(
        {"pain": rng.integers(1, 9, n).astype(float), "runs": ran.astype(float)},
        pd.date_range("2025-01-06", periods=n, freq="D", name="day"),
    )
    frame["distance_km"] = np.where(ran, rng.uniform(5, 10, n), 0.0)
    frame["duration_min"] = 6 * frame["distance_km"]
    frame["weight_kg"] = NAN
    return frame


def lack_of(ask: Any) -> str:
    """Return the code of why there is no answer, "" where there is one."""
    try:
        found = ask()
    except FitError as error:
        return error.remark.code if error.remark else str(error)
    return found.lack.code if found.lack else ""


@pytest.mark.parametrize(("days", "lack"), [(29, "lack.reverse_days"), (30, "")])
def test_the_reverse_question_needs_thirty_days(days: int, lack: str) -> None:
    """The log counts from its 29th day on."""
    frame = days_of(28 + days)
    assert lack_of(lambda: bpa.reverse_test(frame)) == lack


@pytest.mark.parametrize(("runs", "lack"), [(29, "lack.reverse_days"), (30, "")])
def test_how_far_needs_thirty_runs_of_known_distance(runs: int, lack: str) -> None:
    frame = days_of(120)
    ran = frame.index[28:][frame["distance_km"].iloc[28:] > 0]
    frame.loc[ran[runs:], "distance_km"] = NAN
    frame.loc[ran[runs:], "duration_min"] = NAN
    used = frame.loc[: ran[runs - 1]]
    assert lack_of(lambda: how_far(used)) == lack


@pytest.mark.parametrize(("left_out", "finding"), [(9, True), (10, False)])
def test_ten_unrated_days_after_rated_ones_tell_when_ratings_are_missing(
    left_out: int, finding: bool
) -> None:
    frame = days_of(100)
    frame.loc[frame.index[5 : 5 + 3 * left_out : 3], "pain"] = NAN
    assert (bpa.diary_check(frame).finding == "too_few_missing") is finding


@pytest.mark.parametrize(("jumps", "lack"), [(9, "lack.week_jump_days"), (10, "")])
def test_ten_days_after_a_jump_are_needed(jumps: int, lack: str) -> None:
    frame = days_of(150)
    look = load_jumps(frame).looks[0]
    above = load_jumps_days(frame)
    frame.loc[above[jumps:], "pain"] = NAN
    found = load_jumps(frame).looks[0]
    assert look.name == found.name == "week_jump"
    assert (found.lack.code if found.lack else "") == lack


def load_jumps_days(frame: pd.DataFrame) -> pd.DatetimeIndex:
    """Return the days after a week above the habit, from when the log counts."""
    km = frame["distance_km"]
    week = 7 * km.rolling(7).mean().shift(1)
    habit = 7 * km.rolling(28, min_periods=24).mean().shift(8)
    above = (week - habit > 1e-9) & (np.arange(len(frame)) >= 28)
    return pd.DatetimeIndex(frame.index[above])


# other models


@pytest.fixture(scope="module")
def diary() -> pd.DataFrame:
    return days_of(150)


@pytest.fixture(scope="module")
def fit(diary: pd.DataFrame) -> LaggedFit:
    return bpa.fit_lagged(diary, bpa.DISTANCE)


@pytest.mark.parametrize(("known", "is_adjusted"), [(81, False), (82, True), (83, True)])
def test_what_is_known_for_two_days_in_three_is_adjusted_for(
    diary: pd.DataFrame, fit: LaggedFit, known: int, is_adjusted: bool
) -> None:
    """Of 122 days used, 82 are more than two thirds: their weeks before are known."""
    assert fit.nobs == 122
    stress = pd.Series(np.arange(150.0) % 7, diary.index)
    used = fit.days[-known:]
    stress[: used[0] - pd.Timedelta(days=5)] = NAN  # four days of a week are enough
    frame = diary.assign(stress=stress)
    found = lack_of(lambda: alternatives.with_other_variables(frame, fit))
    assert found == ("" if is_adjusted else "lack.no_other_variable")


@pytest.mark.parametrize(
    ("days", "lack"), [(6, "lack.no_event"), (7, ""), (115, ""), (116, "lack.no_event")]
)
def test_an_event_has_a_week_of_rated_days_and_leaves_one(
    diary: pd.DataFrame, fit: LaggedFit, days: int, lack: str
) -> None:
    last = fit.days[-1]
    event = Event("brace", last - pd.Timedelta(days=days - 1), last)
    with_event = Diary(diary, events=(event,))
    assert lack_of(lambda: alternatives.with_events(with_event, fit)) == lack


@pytest.mark.parametrize(("pairs", "lack"), [(59, "lack.pairs_of_days"), (60, "")])
def test_sixty_pairs_of_days_are_needed(
    diary: pd.DataFrame, fit: LaggedFit, pairs: int, lack: str
) -> None:
    frame = diary.copy()
    unpaired = fit.days[1:-pairs]
    frame.loc[unpaired - pd.Timedelta(days=1), "pain"] = NAN
    rows = frame["pain"].notna() & frame["pain"].shift(1).notna()
    assert rows.loc[fit.days].sum() == pairs
    assert lack_of(lambda: alternatives.ardl(frame, fit)) == lack


@pytest.mark.parametrize(("days", "lack"), [(111, "lack.too_few_to_shift"), (112, "")])
def test_four_times_four_weeks_can_be_shifted(days: int, lack: str) -> None:
    frame = days_of(28 + days)
    short = bpa.fit_lagged(frame, bpa.DISTANCE)
    assert (short.days[-1] - short.days[0]).days + 1 == days
    assert lack_of(lambda: alternatives.shifted(frame, short)) == lack


@pytest.mark.parametrize(("rare", "levels"), [(4, 2), (5, 3), (6, 3)])
def test_a_level_of_five_percent_is_not_merged(rare: int, levels: int) -> None:
    points = pd.Series([1.0] * 50 + [2.0] * (50 - rare) + [3.0] * rare)
    assert alternatives.merge_rare(points).nunique() == levels


@pytest.mark.parametrize(("others", "lack"), [(0, "lack.ratings_alike"), (20, "")])
def test_two_levels_are_enough_for_an_order(
    diary: pd.DataFrame, fit: LaggedFit, others: int, lack: str
) -> None:
    frame = diary.assign(pain=3.0)
    frame.loc[frame.index[30 : 30 + 5 * others : 5], "pain"] = 4.0
    assert lack_of(lambda: alternatives.ordered(frame, fit)) == lack


@pytest.mark.parametrize(("length", "shown"), [(59, 59), (60, 60), (61, 60)])
def test_sixty_letters_of_a_name_are_shown(
    diary: pd.DataFrame, fit: LaggedFit, length: int, shown: int
) -> None:
    frame = diary.assign(**{"x" * length: np.arange(150.0) % 7})
    [row] = adjusted_one_by_one(frame, fit)
    assert row.values["variable"] == "x" * shown


# what stands out


@pytest.mark.parametrize(("pvalue", "finding"), [(0.0499, "stands_out"), (0.05, "nothing")])
def test_five_percent_itself_does_not_stand_out(pvalue: float, finding: str) -> None:
    look = Check("variable", nobs=100, values={"pvalue": pvalue})
    assert separate("other_ratings", [look]).finding.startswith(finding)


@pytest.mark.parametrize(
    ("interval", "finding"), [((0.0, 1.0), "holds_zero"), ((0.01, 1.0), "sized")]
)
def test_an_interval_that_ends_at_zero_holds_it(
    fit: LaggedFit, interval: tuple[float, float], finding: str
) -> None:
    assert hidden_cause(fit, interval).finding == finding


@pytest.mark.parametrize("std_error", [0.0, NAN])
def test_without_a_standard_error_there_is_no_p(std_error: float) -> None:
    assert np.isnan(Check("any", estimate=1.0, std_error=std_error, df=10).pvalue)


def look_with(pvalue: float, half_width: float) -> _Look:
    result: Any = SimpleNamespace(
        params=pd.Series({"V": 0.5}),
        bse=pd.Series({"V": 0.1}),
        pvalues=pd.Series({"V": pvalue}),
        df_resid=100,
        nobs=120,
    )
    return _Look(result, contrast=1.0, half_width=half_width)


@pytest.mark.parametrize(
    ("later", "whole", "finding"),
    [
        ((0.05, 1.49), (0.05, 0.99), "nothing"),
        ((0.05, 1.5), (0.05, 0.99), "open"),
        ((0.05, 1.49), (0.05, 1.0), "open"),
        ((0.049, 1.49), (0.05, 0.99), "clear"),
        ((0.05, 1.5), (0.049, 0.99), "clear"),
    ],
)
def test_what_the_two_longer_windows_come_to(
    later: tuple[float, float], whole: tuple[float, float], finding: str
) -> None:
    """0.5 points and the half width reach 2 points (later days), or 1.5 (all days together)."""
    asked = Check("slower", subject="distance")
    assert _found(asked, look_with(*later), look_with(*whole), sesoi=1.0).finding == finding


@pytest.mark.parametrize(("pvalue", "finding"), [(0.0499, "changed"), (0.05, "steady")])
def test_an_association_changed_where_its_interval_excludes_zero(
    fit: LaggedFit, pvalue: float, finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Check, "pvalue", pvalue)
    assert steady(fit).finding == finding


@pytest.mark.parametrize(("pvalue", "finding"), [(0.0499, "doubt"), (0.05, "none")])
def test_the_lead_placebo_doubts_below_five_percent(
    diary: pd.DataFrame, pvalue: float, finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Check, "pvalue", pvalue)
    assert bpa.lead_placebo(diary).finding == finding


@pytest.mark.parametrize(("gap", "breaks"), [(29, 0), (30, 1), (31, 1)])
def test_a_break_is_three_times_as_long_as_the_usual_days_between_runs(
    gap: int, breaks: int
) -> None:
    """Usually ten days lie between two runs."""
    runs = ([1.0] + [0.0] * 10) * 8 + [1.0] + [0.0] * gap + [1.0]
    frame = pd.DataFrame({"runs": runs, "pain": np.arange(len(runs)) % 5.0})
    assert lay_offs(frame).values["breaks"] == breaks
