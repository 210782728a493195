"""Running by how it hurts, the lead placebo, the diary's gaps."""

import warnings

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import Check
from backpain_analysis.language import Phrases, check_sentence
from backpain_analysis.simulation.diaries import simulate_many


def said(check):
    return check_sentence(Phrases(), check)


@pytest.fixture(scope="module")
def diary():
    return bpa.simulate_diary("b", n_days=365, seed=3, missing="MCAR").daily


def test_an_estimate_has_the_interval_and_p_of_its_t_distribution():
    e = Check("any", estimate=1.0, std_error=0.5, df=10, nobs=12)
    assert e.conf_int() == pytest.approx((1 - 2.228139 * 0.5, 1 + 2.228139 * 0.5), abs=1e-6)
    assert e.pvalue == pytest.approx(0.0733880, abs=1e-6)


def test_the_lead_placebo_takes_the_seven_days_after(diary):
    """Pain that follows the coming week's kilometres, and nothing else, is found as such."""
    ahead = diary["distance_km"].rolling(7).mean().shift(-7) * 7 / 10
    rng = np.random.default_rng(0)
    planted = diary.assign(pain=(3 + ahead + rng.normal(0, 0.5, len(diary))).clip(0, 10))
    found = bpa.lead_placebo(planted)
    assert found.estimate == pytest.approx(1.0, abs=0.15)
    assert found.finding == "doubt"
    assert "Later runs cannot have acted on it" in said(found)
    off_by_one = diary.assign(pain=planted["pain"].shift(5))
    assert abs(bpa.lead_placebo(off_by_one).estimate) < 0.8


def test_passing_the_lead_placebo_is_no_reassurance(diary):
    passed = bpa.lead_placebo(bpa.simulate_diary("a", n_days=365, seed=1).daily)
    assert passed.pvalue > 0.05
    for one in (passed, bpa.lead_placebo(diary, bpa.FREQUENCY)):
        assert "10 to 41" in said(one)
        low, high = one.conf_int()
        assert low < one.estimate < high
        assert one.summary()["nobs"].item() == one.nobs


def test_a_notebook_shows_the_sentence(diary):
    check = bpa.diary_check(diary)
    assert check._repr_html_() == f"<p>{said(check)}</p>"


def test_weight_change_has_no_lead_placebo(diary):
    with pytest.raises(bpa.FitError, match="no week after"):
        bpa.lead_placebo(diary, bpa.WEIGHT_CHANGE)


def test_the_diary_check_counts_days_and_gaps_by_hand():
    days = pd.date_range("2025-01-01", periods=12, freq="D", name="day")
    pain = [np.nan, 3, 4, np.nan, 5, np.nan, np.nan, np.nan, 2, 2, 1, np.nan]
    check = bpa.diary_check(pd.DataFrame({"pain": pain}, index=days))
    assert check.values == {"days": 10, "rated": 6, "longest_gap": 3}
    assert check.finding == "too_few_missing"
    assert "6 of 10 days (60 %); the longest gap is 3 days" in said(check)


def test_a_share_is_not_rounded_to_all_or_none():
    days = pd.date_range("2025-01-01", periods=400, freq="D", name="day")
    pain = pd.Series(np.arange(400) % 5.0, days)
    nearly_all = pain.mask(np.arange(400) == 50)
    assert "399 of 400 days (99 %)" in said(bpa.diary_check(nearly_all.to_frame("pain")))
    rare = pain.where((np.arange(400) == 0) | (np.arange(400) == 399))
    assert "2 of 400 days (1 %)" in said(bpa.diary_check(rare.to_frame("pain")))


def missing_after(slope, seed=1, n=1500):
    """A diary in which days are left out by how the day before hurt."""
    rng = np.random.default_rng(seed)
    daily = bpa.simulate_diary("a", n_days=n, seed=seed, missing="none").daily
    before = daily["pain"].shift(1).fillna(4.5)
    out = rng.uniform(size=len(daily)) < 1 / (1 + np.exp(1.5 - slope * (before - 4.5)))
    return daily.assign(pain=daily["pain"].mask(out))


@pytest.mark.parametrize(
    ("slope", "finding", "words"),
    [
        (0.8, "yes", "more days after bad ones"),
        (-0.8, "good_days", "more days after good ones"),
        (0.0, "no", "about as often"),
    ],
)
def test_days_left_out_after_bad_ones_are_told(slope, finding, words):
    check = bpa.diary_check(missing_after(slope))
    assert check.finding == finding
    assert words in said(check)
    assert "nobody can know" in said(check)


def test_a_complete_diary_is_called_so():
    daily = bpa.simulate_diary("a", n_days=100, missing="none").daily
    check = bpa.diary_check(daily)
    assert check.finding == "complete"
    assert said(check) == "You rated 100 of 100 days (100 %): none is missing."
    assert np.isnan(check.summary()["estimate"].item())


ODD = {
    "no rating": {"pain": np.nan},
    "constant pain": {"pain": 3.0},
    "no run": {"runs": 0.0, "distance_km": 0.0},
    "no log": {"runs": np.nan, "distance_km": np.nan},
    "a run every day": {"runs": 1.0, "distance_km": 5.0},
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_odd_diaries_give_an_answer_or_say_why_not(diary, change):
    spoilt = diary.assign(**change)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for check in (bpa.reverse_test, bpa.lead_placebo, bpa.diary_check):
            try:
                words = said(check(spoilt))
            except bpa.FitError as error:
                words = str(error)
            assert words
            assert "nan" not in words


@pytest.mark.parametrize(
    ("lower", "upper", "finding"),
    [
        (-0.09, -0.0301, "yes"),
        (-0.09, -0.0299, "probably"),  # reaches into what is too little to matter
        (-0.02, 0.02, "no"),
    ],
)
def test_a_yes_that_may_be_too_little_is_probable(monkeypatch, diary, lower, upper, finding):
    """The 90 % interval of a normal reference: 1.6449 standard errors on either side."""
    error = (upper - lower) / 2 / 1.644854
    middle = (lower + upper) / 2
    falls = middle + 1.96 * error < 0
    found = Check(
        "reverse",
        finding="falls" if falls else "no",
        estimate=middle,
        std_error=error,
        df=np.inf,
        level=0.90,
    )
    monkeypatch.setattr("backpain_analysis.checks.reverse.chance_after_pain", lambda *_: found)
    as_far = Check("how_far", finding="no")
    monkeypatch.setattr("backpain_analysis.checks.reverse.how_far", lambda *_: as_far)
    assert bpa.reverse_test(diary).finding == finding


def test_one_weekday_rated_once_raises_no_warning():
    daily = bpa.simulate_diary("b", n_days=60, seed=2, missing="none").daily
    tuesdays = np.flatnonzero(daily.index.day_of_week == 1)
    runs = daily["runs"].copy()
    runs.iloc[tuesdays[:-1]] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = bpa.reverse_test(daily.assign(runs=runs))
    without = runs.copy()
    without.iloc[tuesdays] = np.nan  # the one Tuesday has a term of its own: it says nothing
    rest = bpa.reverse_test(daily.assign(runs=without))
    assert found.estimate == pytest.approx(rest.estimate, abs=0.002)
    assert np.isfinite(found.conf_int()).all()


@pytest.mark.slow
def test_the_lead_placebo_has_its_size():
    many = simulate_many("a", 365, 200, np.random.default_rng(7), "MCAR")
    found = [bpa.lead_placebo(many.daily(i)).pvalue < 0.05 for i in range(200)]
    assert np.mean(found) < 0.05 + 3 * 0.0154
