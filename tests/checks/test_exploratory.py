"""Load jumps, both exposures at once, other ratings, ways through: by hand and planted."""

import re
import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import Check
from backpain_analysis.checks.exploration import FEWEST_DAYS, explore
from backpain_analysis.checks.exploratory import _steps
from backpain_analysis.checks.load_jumps import MEASURES, load_before
from backpain_analysis.language import Phrases, check_sentence
from backpain_analysis.model.exposures import exposure_values, time_terms

KM = MEASURES[0]
PACE = MEASURES[2]


def person(seed=1, n=400, scenario="a"):
    """A diary with everything recorded, where nothing but pain's own course matters."""
    daily = bpa.simulate_diary(scenario, n_days=n, seed=seed).daily
    rng, days = np.random.default_rng([seed, 9]), len(daily)  # not the diary's own draws
    weight = 80 + np.cumsum(rng.normal(0, 0.08, days)) + rng.normal(0, 0.3, days)
    return daily.assign(
        duration_min=daily["distance_km"] * rng.normal(6, 0.4, days),
        weight_kg=np.where(rng.uniform(size=days) < 0.4, weight, np.nan),
        stress=np.clip(np.round(rng.normal(5, 2, days)), 0, 10),
    )


def said(found):
    return check_sentence(Phrases(), found)


@pytest.fixture(scope="module")
def nothing():
    return person()


def test_the_week_and_its_biggest_day_stand_against_the_four_weeks_before_by_hand():
    days = pd.date_range("2025-01-01", periods=50, freq="D", name="day")
    km = pd.Series(np.where(np.arange(50) % 7 == 0, 7.0, 0.0), days)
    km.iloc[[30, 40]] = 12.0, 30.0
    daily = pd.DataFrame({"distance_km": km, "duration_min": 6 * km})
    week, habit, day, day_habit = (v.iloc[45] for v in load_before(daily, KM))
    # day 45: the week is days 38 to 44, the four weeks are days 10 to 37
    assert week == pytest.approx(30 + 7)
    assert habit == pytest.approx((7 * 4 + 12) / 4)
    assert (day, day_habit) == (30, 12)
    today = km.copy()
    today.iloc[45] = 99.0
    again = load_before(daily.assign(distance_km=today), KM)
    assert again[0].iloc[45] == week  # today does not count
    moved = km.copy()
    moved.iloc[[37, 44]] = 2.0, 5.0
    again = load_before(daily.assign(distance_km=moved), KM)
    assert again[0].iloc[45] == pytest.approx(week + 5)  # yesterday does, eight days ago not
    assert again[1].iloc[45] == pytest.approx(habit + 2 / 4)  # that is the habit's last day


def test_pace_is_faster_when_more_positive():
    days = pd.date_range("2025-01-01", periods=50, freq="D", name="day")
    km = pd.Series(np.where(np.arange(50) % 3 == 0, 5.0, 0.0), days)
    minutes = 6 * km
    minutes.iloc[39:46] = 5 * km.iloc[39:46]
    daily = pd.DataFrame({"distance_km": km, "duration_min": minutes})
    week, habit, day, day_habit = (v.iloc[46] for v in load_before(daily, PACE))
    assert week - habit == pytest.approx(1.0)  # min/km faster than the habit
    assert day - day_habit == pytest.approx(1.0)


def test_a_planted_jump_is_found_in_the_measure_it_was_planted_in(nothing):
    week, habit, *_ = load_before(nothing, KM)
    pain = nothing["pain"] - 1 + 2.0 * (week - habit).clip(lower=0).fillna(0) / 10
    found = bpa.load_jumps(nothing.assign(pain=pain.clip(0, 10))).summary()
    row = found.loc[("week_jump", "distance")]
    assert row["lower"] < 2.0 < row["upper"]
    assert row["pvalue"] < 0.001
    assert found.index.tolist() == [
        (kind, measure)
        for measure in ("distance", "duration", "pace")
        for kind in ("week_jump", "day_jump")
    ]


def test_load_jumps_say_what_was_seen_and_that_it_is_exploratory(nothing):
    found = bpa.load_jumps(nothing)
    assert "Load jumps (exploratory)" in said(found)
    look = found.looks[0]
    assert said(look).startswith("After weeks ")
    assert "km further than in the four weeks before, pain was" in said(look)
    assert look.values["contrast"] > 0
    assert "ratio" not in said(found)


def test_measures_that_are_not_recorded_are_left_out(nothing):
    found = bpa.load_jumps(nothing.assign(duration_min=np.nan))
    assert set(found.summary().index.get_level_values("subject")) == {"distance"}


def test_even_running_has_no_jump_to_look_at():
    daily = person()
    even = daily.assign(runs=1.0, distance_km=5.0, duration_min=30.0)
    found = bpa.load_jumps(even)
    assert not any(look.nobs for look in found.looks)
    assert "no answer: rated days after such weeks: 0;" in said(found)


def test_the_joint_model_has_the_variance_inflation_of_its_columns(nothing):
    found = bpa.joint_model(nothing)
    both = pd.concat([exposure_values(nothing, e) for e in (bpa.FREQUENCY, bpa.DISTANCE)], axis=1)
    used = both[nothing["pain"].notna()].dropna()
    terms = time_terms(pd.DatetimeIndex(used.index)).to_numpy()
    left = used - terms @ np.linalg.lstsq(terms, used.to_numpy(), rcond=None)[0]
    by_hand = 1 / (1 - np.corrcoef(left.T)[0, 1] ** 2)
    for vif, column in zip(found.summary()["vif"], used, strict=True):
        centred = used[column].to_numpy() - used[column].mean()
        share = (left[column] ** 2).sum() / (centred**2).sum()  # what the time terms leave
        assert vif == pytest.approx(by_hand / share, rel=1e-6)
    assert found.values["vif"] == found.summary()["vif"].max()
    assert found.finding == "hardly_apart"
    assert "times as wide as" in said(found)
    assert "can hardly be told apart" in said(found)


def test_runs_of_one_length_cannot_be_told_from_their_number(nothing):
    same = nothing.assign(distance_km=8 * nothing["runs"])
    found = bpa.joint_model(same)
    assert "vif" not in found.summary()
    assert "cannot be told apart" in said(found)
    assert found.summary()["estimate"].isna().all()


def test_another_rating_that_goes_with_pain_is_found(nothing):
    rng = np.random.default_rng(500)
    level = np.repeat(rng.normal(5, 1.5, len(nothing) // 10 + 1), 10)[: len(nothing)]
    stressed = nothing.assign(stress=level, sleep=7.0, medication=np.nan)
    before = stressed["stress"].rolling(7).mean().shift(1).bfill()
    pain = (nothing["pain"] + 0.8 * (before - 5)).clip(0, 10)
    table = bpa.other_ratings(stressed.assign(pain=pain)).summary()
    row = table.loc[("variable", "stress")]
    assert row["estimate"] == pytest.approx(0.8, abs=3.3 * row["std_error"])
    assert row["pvalue"] < 0.01
    assert table.loc[("variable", "sleep"), "lack"] == "lack.always_the_same"
    assert table.loc[("variable", "medication"), "nobs"] == 0
    assert np.isnan(table.loc[("variable", "medication"), "estimate"])


def test_what_does_not_stand_out_is_no_reassurance(nothing):
    found = bpa.other_ratings(nothing)
    assert found.looks[0].pvalue >= 0.05
    assert "too short to show it" in said(found)


def test_nothing_else_recorded_is_said(nothing):
    found = bpa.other_ratings(nothing.drop(columns="stress"))
    assert found.looks == ()
    assert "no answer" in said(found)
    assert found.summary().empty


def test_a_way_through_stress_that_is_there_shows_in_both_steps():
    daily = person(seed=3, n=700)
    rng = np.random.default_rng(300)
    habit = exposure_values(daily, bpa.DISTANCE).bfill()
    slow = np.convolve(rng.normal(0, 1.5, len(daily)), np.ones(10) / 10, mode="same") * 3
    stress = 8 - 2.0 * habit + slow
    before = stress.rolling(7).mean().shift(1).bfill()
    pain = (daily["pain"] + 0.7 * (before - before.mean())).clip(0, 10)
    (way,) = bpa.ways_through(daily.assign(stress=stress, pain=pain), ["stress"])
    first, second = way.looks
    assert first.conf_int()[0] < -2.0 < first.conf_int()[1]
    assert second.conf_int()[0] < 0.7 < second.conf_int()[1]
    assert "Both steps stand out" in said(way)
    assert way.summary().index.tolist() == [("to_variable", "stress"), ("to_pain", "stress")]


def test_the_first_step_through_weight_is_in_kg_in_four_weeks():
    daily = person(seed=4, n=700)
    rng = np.random.default_rng(400)
    so_far = daily["distance_km"].cumsum().shift(1).fillna(0) / 40
    weight = 90 - 1.5 * so_far + 0.06 * np.arange(len(daily))
    weight = weight + np.cumsum(rng.normal(0, 0.03, len(daily))) + rng.normal(0, 0.2, len(daily))
    (way,) = bpa.ways_through(daily.assign(weight_kg=weight), ["weight_kg"])
    low, high = way.looks[0].conf_int()
    assert low < -1.5 < high < 0
    assert "weight differed by \u22121." in said(way)
    assert "kg in four weeks" in said(way)


def test_what_hardly_changed_cannot_show_a_way(nothing):
    rng = np.random.default_rng(600)
    steady = 80 + rng.normal(0, 0.2, len(nothing))
    rare = (rng.uniform(size=len(nothing)) < 0.003).astype(float)
    ways = bpa.ways_through(nothing.assign(weight_kg=steady, pills=rare).drop(columns="stress"))
    assert [way.subject for way in ways] == ["weight_kg", "pills"]
    for way in ways:
        assert "hardly changed" in said(way)
        assert "cannot show such a path" in said(way)


ODD = {
    "no rating": {"pain": np.nan},
    "constant pain": {"pain": 3.0},
    "no run": {"runs": 0.0, "distance_km": 0.0, "duration_min": 0.0},
    "no log": {"runs": np.nan, "distance_km": np.nan, "duration_min": np.nan},
    "constant stress and weight": {"stress": 4.0, "weight_kg": 80.0},
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_odd_diaries_give_an_answer_or_say_why_not(nothing, change):
    spoilt = nothing.assign(**change)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [bpa.load_jumps(spoilt), bpa.joint_model(spoilt), bpa.other_ratings(spoilt)]
        found += bpa.ways_through(spoilt)
        for one in found:
            table = one.summary()
            assert "exploratory" in said(one)
            assert "nan" not in said(one)
            told = table[table["nobs"] > 0]
            assert np.isfinite(told[["estimate", "lower", "upper"]].to_numpy(dtype=float)).all()
            assert (table["nobs"].gt(0) | table["lack"].ne("")).all()


def test_what_is_the_same_on_nearly_all_days_has_no_sentence_about_nothing(nothing):
    once = nothing.assign(stress=(np.arange(len(nothing)) == 200).astype(float))
    found = bpa.other_ratings(once)
    assert "it was the same on all or nearly all days" in said(found)
    assert "pain was" not in said(found.looks[0])


def test_a_large_scale_is_written_without_an_exponent(nothing):
    steps = nothing["stress"] * 2345
    look = bpa.other_ratings(nothing.drop(columns="stress").assign(steps=steps)).looks[0]
    assert re.match(r"After weeks with steps higher by \d,\d00, pain was", said(look))


@pytest.mark.parametrize("spoil", ["twice", "missing", "mixed"])
def test_days_that_are_not_one_row_each_in_order_are_refused_everywhere(nothing, spoil):
    days = {
        "twice": [*range(200), *range(199, len(nothing))],
        "missing": [*range(100), *range(110, len(nothing))],
        "mixed": [1, 0, *range(2, len(nothing))],
    }[spoil]
    broken = nothing.iloc[days]
    looks = [bpa.answer, bpa.reverse_test, bpa.diary_check, bpa.load_jumps, bpa.joint_model]
    looks += [bpa.other_ratings, bpa.ways_through, lambda d: bpa.fit_lagged(d, bpa.WEIGHT_CHANGE)]
    for look in looks:
        with pytest.raises(ValueError, match="one row per calendar day"):
            look(broken)


@pytest.mark.parametrize(("days", "is_told"), [(FEWEST_DAYS - 1, False), (FEWEST_DAYS, True)])
def test_an_exploratory_look_needs_sixty_days(days, is_told):
    index = pd.date_range("2025-01-01", periods=days)
    rng = np.random.default_rng(3)
    column = pd.DataFrame({"x": rng.normal(size=days)}, index)
    pain = pd.Series(rng.normal(4, 1, days), index)
    asked = Check("variable", values={"contrast": 1.0})
    found = explore(asked, pain, column)
    assert FEWEST_DAYS == 60
    assert (found.lack is None) == is_told


def test_too_short_a_diary_is_told_so():
    short = person(n=FEWEST_DAYS - 5)
    assert bpa.joint_model(short).looks[0].lack.code == "lack.usable_days"
    assert "days on which everything needed is known" in said(bpa.joint_model(short))


def test_no_sentence_speaks_of_causes(nothing):
    found = [bpa.load_jumps(nothing), bpa.joint_model(nothing), bpa.other_ratings(nothing)]
    words = " ".join(said(f) for f in [*found, *bpa.ways_through(nothing)])
    words += " ".join(said(look) for f in found for look in f.looks)
    assert not [w for w in ("cause", "trigger", "prove", "safe", "effect") if w in words.lower()]


def test_one_run_a_week_is_the_weeks_fastest():
    """5 km in 30 minutes each Wednesday: a pace of 6 minutes, of the week and of its one run."""
    days = pd.date_range("2026-01-05", periods=60, freq="D", name="day")
    is_run = days.day_of_week == 2
    daily = pd.DataFrame({"distance_km": 5.0 * is_run, "duration_min": 30.0 * is_run}, days)
    load = load_before(daily, PACE)
    assert [series.iloc[50] for series in load] == [-6, -6, -6, -6]


@pytest.mark.parametrize(("second", "finding"), [(0.04, "both_steps"), (0.06, "not_both_steps")])
def test_a_way_through_takes_both_of_its_steps(second, finding):
    """One step that stands out, beside one that does not, is no way through."""
    steps = [SimpleNamespace(pvalue=pvalue, nobs=100) for pvalue in (0.01, second)]
    assert _steps(*steps) == finding
    assert _steps(*reversed(steps)) == finding
