"""The promise of a test: as often as its own orders, its length and its contrast allow."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made import LOW, START, diary, fair_test

import backpain_analysis as bpa
from backpain_analysis.trial import (
    PainCourse,
    Rule,
    Schedule,
    WeekAsked,
    course_of,
    power,
    power_curve,
    power_of,
    smallest_difference,
    weeks_needed,
)
from backpain_analysis.trial.pain_course import skipping_of, usual_days_kept

MUCH = WeekAsked(weekdays=(1, 2, 4, 5, 6), km_a_run=5.5)
COURSE = PainCourse(rho=0.7, log_r=-3.0, scale=1.0, rated=0.8, adherence=0.9)


@pytest.fixture(autouse=True)
def quicker(monkeypatch):
    """Fit the error model to fewer simulated courses."""
    monkeypatch.setattr(power, "FITS", 3)


def schedule(blocks, high=MUCH, block_days=14):
    """Return a schedule of so many blocks."""
    return Schedule(START, block_days, (False,) * blocks, LOW, high)


def weekly(blocks):
    """Return a schedule of so many blocks of a week."""
    return schedule(blocks, block_days=7)


def test_without_a_difference_it_is_the_size_of_the_test():
    assert power_of(COURSE, weekly(10), Rule(), difference=0.0) == pytest.approx(0.05, abs=0.025)


def test_eight_blocks_are_the_fewest():
    """Seven have 36 orders, and with its opposite the most extreme one makes 2 of 36."""
    assert power_of(COURSE, weekly(7), Rule(), difference=30.0) == 0.0
    assert power_of(COURSE, weekly(8), Rule(), difference=30.0) > 0.1


def test_it_falls_with_what_hinders_a_test():
    whole = power_of(COURSE, weekly(12), Rule(), difference=4.0)
    assert 0.4 < whole < 0.95
    hindered = [
        (replace(COURSE, adherence=0.5), weekly(12)),
        (replace(COURSE, rated=0.3), weekly(12)),
        (replace(COURSE, scale=2.0), weekly(12)),
        (replace(COURSE, rho=0.9), weekly(12)),
        (COURSE, weekly(9)),
    ]
    for course, shorter in hindered:
        assert power_of(course, shorter, Rule(), difference=4.0) < whole - 0.05


def test_who_rests_in_pain_sees_harm_more_easily_than_help():
    resting = replace(COURSE, skipping=1.5, adherence=0.6)
    help_found = power_of(resting, weekly(12), Rule(), difference=5.0)
    harm_found = power_of(resting, weekly(12), Rule(), difference=-5.0)
    assert harm_found > help_found + 0.05
    unmoved = replace(resting, skipping=0.0)
    for difference in (5.0, -5.0):
        found = power_of(unmoved, weekly(12), Rule(), difference=difference)
        assert help_found < found < harm_found


def test_the_same_seed_promises_the_same():
    one = power_of(COURSE, weekly(9), Rule(), difference=3.0, seed=3)
    assert one == power_of(COURSE, weekly(9), Rule(), difference=3.0, seed=3)
    assert one != power_of(COURSE, weekly(9), Rule(), difference=3.0, seed=4)


def test_a_curve_has_every_length_and_difference():
    curve = power_curve(COURSE, LOW, MUCH, weeks=(12, 16), differences=(1.0, 3.0))
    assert curve["weeks"].tolist() == [12.0, 12.0, 16.0, 16.0]
    assert curve["difference"].tolist() == [1.0, 3.0, 1.0, 3.0]
    assert curve["power"].iloc[:2].tolist() == [0.0, 0.0]
    assert curve["power"].iloc[2] < curve["power"].iloc[3]


def curve_of(rows):
    return pd.DataFrame(rows, columns=["weeks", "difference", "power"])


def test_weeks_needed_by_hand():
    powers = [(12, 0.0), (20, 0.81), (28, 0.79), (36, 0.8), (44, 0.9)]
    curve = curve_of([(weeks, 1.0, power) for weeks, power in powers])
    assert weeks_needed(curve, 1.0) == 36  # from there on it stays
    assert weeks_needed(curve.iloc[:3], 1.0) == np.inf
    assert np.isnan(weeks_needed(curve, 2.0))


def test_the_smallest_difference_by_hand():
    curve = curve_of([(26, 1.0, 0.3), (26, 2.0, 0.7), (26, 3.0, 0.9), (52, 1.0, 0.9)])
    assert smallest_difference(curve, 26) == pytest.approx(2.5)
    assert smallest_difference(curve, 52) == pytest.approx(15 / 17)  # from 5 % at 0
    assert smallest_difference(curve.iloc[:2], 26) == np.inf
    assert smallest_difference(curve, 40) == np.inf


def test_the_course_of_a_diary():
    test = fair_test("HLLHLHHLLHHLHL", block_days=14)
    daily = diary(test, seed=4, rated=0.7)
    course = course_of(daily)
    assert course.rho == pytest.approx(0.6, abs=0.15)
    assert course.sd == pytest.approx(1.25, abs=0.25)
    assert course.rated == pytest.approx(0.7, abs=0.06)
    assert course_of(daily, adherence=0.4).adherence == 0.4


def test_too_few_rated_days_promise_nothing():
    daily = diary(fair_test("HLLHLH", block_days=7), rated=0.6)
    with pytest.raises(bpa.FitError, match="are too few to know") as caught:
        course_of(daily)
    assert caught.value.remark.code == "trial_lack.rated_days"


def test_skipping_is_the_slope_of_the_chance_of_a_run():
    pain = np.repeat([3.0, 5.0], 10)
    runs = np.repeat([1.0, 0.0, 1.0, 0.0], [8, 2, 4, 6])  # 8 of 10 at pain 3, 4 of 10 at 5
    daily = pd.DataFrame({"pain": pain, "runs": runs})
    assert skipping_of(daily) == pytest.approx(0.2 / 0.24)
    assert skipping_of(daily.assign(runs=1 - daily["runs"])) == 0.0
    assert skipping_of(daily.assign(runs=1.0)) == 0.0
    assert skipping_of(daily.assign(pain=3.0)) == 0.0
    assert skipping_of(daily.assign(runs=np.repeat([1.0, 0.0], 10))) == 1.5


def test_usual_days_are_those_run_on_more_often_than_not():
    days = pd.date_range("2026-01-05", periods=28, freq="D")  # four weeks from a Monday
    runs = pd.Series(0.0, days)
    runs.iloc[[1, 8, 15]] = 1.0  # three of four Tuesdays
    runs.iloc[[5, 12, 19, 26]] = 2.0  # every Saturday
    runs.iloc[[3, 10]] = 1.0  # two of four Thursdays: not usual
    assert usual_days_kept(pd.DataFrame({"runs": runs})) == pytest.approx(7 / 8)
    assert usual_days_kept(pd.DataFrame({"runs": 0 * runs})) == 0.8
