"""Beyond the two weeks: which days count, and when "no meaningful association" is held back."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import slower_look
from backpain_analysis.checks.slower import _Look
from backpain_analysis.codes import Verdict
from backpain_analysis.language import Phrases, answer_sentence, check_sentence, detectable_sentence
from backpain_analysis.settings import Settings
from backpain_analysis.settings.person import PlanSettings

EN = Phrases()


def look(daily, sesoi=1.0, **options):
    return slower_look(daily, bpa.DISTANCE, sesoi=sesoi, tau=1.0, **options)


@pytest.fixture(scope="module")
def habits():
    """Runs of two years with a known pain: half a point per 10 km a week of days 15 to 42."""
    daily = bpa.simulate_diary("a", n_days=730, seed=3, missing="none").daily
    km = daily["distance_km"].to_numpy()
    late = np.full(len(km), np.nan)
    for day in range(42, len(km)):
        late[day] = 7 * km[day - 42 : day - 14].mean() / 10
    noise = np.random.default_rng(1).normal(0, 0.05, len(km))
    return daily.assign(pain=5 - 0.5 * late + noise)


def test_the_days_15_to_42_count(habits):
    found = look(habits)
    assert found.estimate == pytest.approx(-0.5, abs=0.01)
    assert found.finding == "clear"
    assert (found.values["first"], found.values["last"]) == (15, 42)
    shifted = habits.assign(pain=habits["pain"].shift(20))
    assert abs(look(shifted).estimate + 0.5) > 0.05


def test_days_enter_from_the_56th_of_the_log_on(habits):
    assert look(habits).nobs == len(habits) - 56
    late_log = habits.copy()
    late_log.loc[late_log.index[:30], ["runs", "distance_km"]] = np.nan
    assert look(late_log).nobs == len(habits) - 30 - 56


def test_the_numbers_over_the_contrast_by_hand(habits):
    found = look(habits)
    values = found.values
    assert values["difference"] == pytest.approx(found.estimate * values["contrast"])
    middle = (values["lower"] + values["upper"]) / 2
    assert middle == pytest.approx(values["difference"])


def test_another_planned_window_moves_the_later_one(habits):
    found = look(habits, window_days=7)
    assert (found.values["first"], found.values["last"]) == (8, 35)


def test_what_is_wide_stays_open_and_nothing_takes_a_narrow_interval():
    daily = bpa.simulate_diary("a", n_days=1095, seed=4).daily
    found = look(daily)
    assert found.finding == "nothing"
    reach = max(-found.values["lower"], found.values["upper"])
    assert reach < 2.0
    assert look(daily, sesoi=0.49 * reach).finding == "open"
    short = look(daily.iloc[:120])
    assert short.finding == "open"
    assert short.lack.code == "lack.usable_days"
    assert "Nothing can be said yet of the days 15 to 42" in check_sentence(EN, short)


def test_all_days_together_may_stand_out_where_the_later_ones_do_not():
    daily = bpa.simulate_diary("build", n_days=1095, seed=1).daily
    found = look(daily)
    assert found.pvalue > 0.05
    assert found.values["whole_difference"] < 0
    assert found.finding == "clear"


def said(verdict_of):
    return answer_sentence(EN, verdict_of)


@pytest.fixture(scope="module")
def held():
    """The answer of a diary in which only the days 15 to 40 go with pain."""
    daily = bpa.simulate_diary("slow-", n_days=1095, seed=1).daily
    return bpa.answer(daily, Settings(plan=PlanSettings(exposures=("distance",))))["distance"]


def test_no_meaningful_association_is_held_back_by_something_slower(held):
    assert held.slower.finding == "clear"
    assert held.verdict is Verdict.CANNOT_TELL
    assert held.held_back.code == "answer.slower.clear"
    assert "Cannot tell yet. Something slower may be there" in said(held)
    assert detectable_sentence(EN, held) in said(held)
    without = dataclasses.replace(held, slower=None)
    assert without.verdict is Verdict.NOTHING_MEANINGFUL
    told = answer_sentence(Phrases("de"), held)
    assert "Etwas Langsameres" in told


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        ("nothing", Verdict.NOTHING_MEANINGFUL),
        ("open", Verdict.CANNOT_TELL),
        ("clear", Verdict.CANNOT_TELL),
    ],
)
def test_each_finding_and_the_verdict(held, finding, verdict):
    slower = dataclasses.replace(held.slower, finding=finding)
    assert dataclasses.replace(held, slower=slower).verdict is verdict


def test_weight_change_has_no_look_beyond_its_four_weeks():
    daily = bpa.simulate_diary("a", n_days=365, seed=4).daily
    assert bpa.answer(daily)["weight_change"].slower is None


def test_an_interval_that_is_wide_anyway_holds_nothing_back():
    answer = bpa.answer(bpa.simulate_diary("a", n_days=200, seed=4).daily)["distance"]
    assert answer.verdict is Verdict.CANNOT_TELL
    assert answer.held_back is None
    assert "slower" not in said(answer)


def test_a_window_by_hand():
    """Of a regression the exposure stands first; an interval that ends at a limit reaches it."""
    result = SimpleNamespace(params=pd.Series([0.25, 9.0]), bse=pd.Series([0.125, 7.0]))
    window = _Look(result=result, contrast=2.0, half_width=1.5)
    found = window.over_contrast("late_")
    assert found["late_std_error"] == 0.125
    assert (found["late_difference"], found["late_lower"], found["late_upper"]) == (0.5, -1.0, 2.0)
    assert window.reaches(2.0)
    assert not window.reaches(2.01)
