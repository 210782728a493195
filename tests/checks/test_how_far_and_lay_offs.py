"""The reverse question about amounts and breaks, and what the three questions come to together."""

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import Check
from backpain_analysis.checks.how_far import how_far
from backpain_analysis.checks.lay_offs import lay_offs
from backpain_analysis.language import Phrases, answer_caution, check_sentence
from backpain_analysis.simulation import simulate_many

REVERSE = "backpain_analysis.checks.reverse"


def table(runs, pain, km=5.0):
    days = pd.date_range("2024-01-01", periods=len(runs), name="day")
    runs = np.asarray(runs, dtype=float)
    columns = {"pain": pain, "runs": runs, "distance_km": runs * km}
    return pd.DataFrame(columns, days).assign(duration_min=np.nan, weight_kg=np.nan)


def test_a_tenth_shorter_per_point_is_found():
    """log km = log 8 - 0.1 x yesterday's pain, nearly exactly."""
    rng = np.random.default_rng(1)
    days = 200
    pain = rng.integers(0, 10, days).astype(float)
    runs = (rng.uniform(size=days) < 0.6).astype(float)
    before = np.append(np.nan, pain[:-1])
    km = 8 * np.exp(-0.1 * before + rng.normal(0, 0.01, days))
    found = how_far(table(runs, pain, km))
    assert found.estimate == pytest.approx(-0.1, abs=0.003)
    assert found.finding == "falls"
    reverse = bpa.reverse_test(table(runs, pain, km))
    assert reverse.finding == "shorter"
    assert reverse.values["length"] == pytest.approx(np.exp(-0.1) - 1, abs=0.003)
    told = check_sentence(Phrases(), reverse)
    assert "about 9 % shorter" in told
    assert "9 % kürzer" in check_sentence(Phrases("de"), reverse)


def test_without_distances_the_length_is_not_asked():
    daily = bpa.simulate_diary("a", n_days=300, seed=1).daily
    found = bpa.reverse_test(daily.assign(distance_km=np.nan))
    assert np.isnan(found.values["length"])
    with pytest.raises(bpa.FitError):
        how_far(daily.assign(distance_km=np.nan))


EVERY_OTHER_DAY = [1, 0] * 60


def with_breaks(*breaks):
    """Runs every other day for 120 days, none on the days of the breaks (first, length)."""
    runs = np.array(EVERY_OTHER_DAY, dtype=float)
    for first, length in breaks:
        runs[first : first + length] = 0
    return runs


@pytest.mark.parametrize(("length", "breaks"), [(12, 0), (13, 1), (20, 1)])
def test_a_break_is_two_weeks_without_a_run(length, breaks):
    """From day 40, a run day, the break has one day more: day 39 was without a run anyway."""
    found = lay_offs(table(with_breaks((40, length)), np.arange(120) % 3))
    assert found.values["breaks"] == breaks


def test_a_break_is_three_times_the_usual_days_between_runs():
    once_a_week = [1, 0, 0, 0, 0, 0, 0] * 20
    runs = np.array(once_a_week, dtype=float)
    runs[35:49] = 0  # 20 days without: the usual six, three times, are 18
    assert lay_offs(table(runs, np.ones(140))).values["breaks"] == 1
    runs[42] = 1.0  # 13 days without, twice the usual
    assert lay_offs(table(runs, np.ones(140))).values["breaks"] == 0


def test_days_that_the_log_does_not_cover_are_no_break():
    runs = with_breaks((40, 30))
    runs[41:70] = np.nan
    assert lay_offs(table(runs, np.ones(120))).values["breaks"] == 0
    before_the_first_run = np.append(np.zeros(30), EVERY_OTHER_DAY)
    assert lay_offs(table(before_the_first_run, np.ones(150))).values["breaks"] == 0


def test_pain_around_the_start_by_hand():
    """Pain 3, but 7 on the days 38 to 41 around the start on day 39: 7 - mean of all windows."""
    pain = np.full(120, 3.0)
    pain[38:42] = 7.0
    found = lay_offs(table(with_breaks((40, 20)), pain))
    # four days wide, the windows hold 16 bad days among them: 3 + 16 / 4 x 4 / 120 on average
    assert found.estimate == pytest.approx(7 - (3 + 4 * 4 / 120), abs=0.01)
    assert found.finding == "falls"
    assert found.values["pvalue"] == pytest.approx(1 / 118)  # the last two days have no window
    calm = np.full(120, 3.0)
    calm[80:84] = 7.0
    assert lay_offs(table(with_breaks((40, 20)), calm)).finding == "no"


@pytest.mark.parametrize(
    ("chance", "length", "breaks", "finding"),
    [
        ("no", "no", "no", "no"),
        ("no", "unclear", "no", "unclear"),
        ("no", "no", "unclear", "unclear"),
        ("unclear", "no", "no", "unclear"),
        ("no", "falls", "no", "shorter"),
        ("no", "no", "falls", "lays_off"),
        ("rises", "falls", "no", "shorter"),
        ("rises", "no", "no", "more"),
        ("falls", "no", "no", "probably"),
        ("falls", "falls", "no", "shorter"),
    ],
)
def test_no_takes_all_three(monkeypatch, chance, length, breaks, finding):
    """The chance's interval reaches into what is too little to matter."""
    daily = bpa.simulate_diary("a", n_days=200, seed=1).daily
    asked = Check("reverse", finding=chance, estimate=-0.02, std_error=0.01, df=np.inf, level=0.9)
    values = {"breaks": 1, "pvalue": 0.2}
    answers = {
        "chance_after_pain": asked,
        "how_far": Check("how_far", finding=length),
        "lay_offs": Check("lay_offs", finding=breaks, values=values),
    }
    for name, check in answers.items():
        monkeypatch.setattr(f"{REVERSE}.{name}", lambda *_, check=check: check)
    assert bpa.reverse_test(daily).finding == finding


@pytest.mark.parametrize("name", ["fdist", "lay"])
def test_lives_in_which_pain_decides_are_never_told_no(name):
    many = simulate_many(name, 365, 8, np.random.default_rng(2))
    found = [bpa.reverse_test(many.daily(number)).finding for number in range(8)]
    assert "no" not in found
    assert len({"shorter", "lays_off"} & set(found)) == 1


def test_the_caution_is_told_wherever_pain_decides():
    daily = bpa.simulate_diary("fdist", n_days=365, seed=1).daily
    answers = bpa.answer(daily)
    assert answers.reverse.finding == "shorter"
    caution = answer_caution(Phrases(), answers["distance"])
    assert caution.startswith("You run less after bad days")


def test_a_break_at_the_usual_pain_is_no_sign_and_one_a_little_above_is_unclear():
    usual = lay_offs(table(with_breaks((40, 20)), np.full(120, 3.0)))
    assert (usual.estimate, usual.finding) == (0.0, "no")
    four_days_on_and_off = (np.arange(120) - 38) // 4 % 2 == 0  # on from 38 to 41, and so on
    a_little_above = lay_offs(table(with_breaks((40, 20)), 3.0 + four_days_on_and_off))
    assert 0 < a_little_above.estimate < 1
    assert a_little_above.finding == "unclear"


def test_one_break_in_a_month_of_ratings_is_too_little_to_tell():
    """Of 34 places in a month of ratings no other hurts as much: 1 in 34 is above .025."""
    days = pd.date_range("2025-01-01", periods=100)
    runs = pd.Series(np.arange(100) % 2, days)
    runs.iloc[60:80] = 0
    pain = pd.Series(np.nan, days)
    pain.iloc[50:81] = 4.0
    pain.iloc[59:63] = 9.0
    found = lay_offs(pd.DataFrame({"runs": runs, "pain": pain}))
    assert found.values["breaks"] == 1
    assert found.values["pvalue"] == pytest.approx(1 / 34)
    assert found.finding == "unclear"
