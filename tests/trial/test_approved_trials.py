"""Fair tests as they are drawn, planned and analysed, beside what was approved."""

import datetime as dt
from dataclasses import replace

import made
import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from listed import lines_of

from backpain_analysis.diary import Diary
from backpain_analysis.language import Phrases
from backpain_analysis.trial import (
    PainCourse,
    Rule,
    Schedule,
    WeekAsked,
    Wishes,
    analyse,
    calendar_text,
    course_of,
    draw_order,
    draw_orders,
    drawing,
    look_early,
    power,
    power_of,
    progress_of,
    propose_test,
    simulated_tests,
    text_of,
    usual_weeks,
)
from backpain_analysis.trial.drawing import chances_of_high, count_orders, other_orders
from backpain_analysis.trial.early_look import sequential_interval
from backpain_analysis.trial.simulated_tests import PlannedDays, RatedDays, orders_to_draw

RULES = {"usual": Rule(), "in pairs": Rule(in_pairs=True), "free": Rule(4, 6)}
COURSE = PainCourse(rho=0.8, log_r=-1.0, scale=1.2, rated=0.8, skipping=0.3, adherence=0.9)
THREE = WeekAsked(weekdays=(0, 2, 4), km_a_run=5.0)
TWO = WeekAsked(weekdays=(1, 5), km_a_run=4.0)
TODAY = dt.date(2026, 3, 2)


def letters(order) -> str:
    return "".join("H" if is_high else "L" for is_high in order)


def test_orders_are_drawn_as_approved() -> None:
    lines = []
    for name, rule in RULES.items():
        for blocks in (4, 8, 13, 20):
            for seed in (1, 7, 2026):
                lines.append(f"{name}, {blocks} blocks, seed {seed}: ")
                lines[-1] += letters(draw_order(rule, blocks, seed))
            order = draw_order(rule, blocks, 1)
            lines.append(f"{name}, {blocks} blocks: {count_orders(rule, blocks)} orders")
            lines += lines_of(chances_of_high(rule, order, blocks_left=2), "chances")
            others = other_orders(rule, order, seed=1, draws=50)
            lines.append(f"others: {len(others.orders)}, all: {others.are_all}")
            lines += lines_of(others.orders.sum(axis=0), "high ones")
        some = draw_orders(rule, 9, 5, np.random.default_rng(3))
        lines += [f"{name}: {letters(order)}" for order in some]
    same_as_approved("trial/orders", lines)


@pytest.mark.parametrize(("most", "are_all"), [(9, False), (10, True), (11, True)])
def test_so_many_orders_are_all_compared(most, are_all, monkeypatch) -> None:
    """Of four blocks, ten orders are allowed."""
    for module in (drawing, simulated_tests):
        monkeypatch.setattr(module, "MOST_ORDERS", most)
    assert count_orders(Rule(), 4) == 10
    drawn = simulated_tests.orders_to_draw(Rule(), 4, np.random.default_rng(1))
    others = other_orders(Rule(), (True, False, False, True), seed=1)
    assert drawn.are_all is are_all
    assert others.are_all is are_all
    assert len(drawn.orders) == (10 if are_all else 999)
    assert len(others.orders) == (9 if are_all else 9999)
    assert set(drawn.orders.ravel()) == {-0.5, 0.5}


def analysed() -> dict:
    usual = made.fair_test("HLLHLHHLHLLHHL")
    looked = replace(usual, looks=(dt.date(2026, 3, 25),), stopped_on=dt.date(2026, 4, 20))
    unknown = made.diary(usual).assign(distance_km=np.nan)
    return {
        "usual": analyse(made.diary(usual, effect=-6.0), usual),
        "looked_and_stopped": analyse(made.diary(usual, effect=-6.0), looked),
        "in_pairs": analyse(made.diary(usual, seed=3), replace(usual, rule=Rule(in_pairs=True))),
        "unknown_kilometres": analyse(unknown, usual),
        "few_ratings": analyse(made.diary(usual, rated=0.08), usual),
    }


def test_tests_are_analysed_as_approved() -> None:
    lines = []
    for name, result in analysed().items():
        lines += lines_of(result, name, without=("lag_curve", "observational"))
        if result.lag_curve is not None:
            lines += lines_of(result.lag_curve.total, f"{name}.lag_curve.total")
        if result.observational is not None:
            lines += lines_of(result.observational.estimate, f"{name}.observational.estimate")
    same_as_approved("trial/results", lines)


def test_early_looks_are_as_approved() -> None:
    test = made.fair_test("HLLHLHHLHL")
    lines = []
    for name, effect in (("nothing", 0.0), ("much", -8.0)):
        diary = made.diary(test, effect=effect)
        for last in ("2026-03-07", "2026-03-22", "2026-05-10"):
            looked = look_early(diary.loc[:last], test)
            lines += lines_of(looked, f"{name}, until {last}")
        for level in (0.9, 0.95):
            interval = sequential_interval(diary, test, level=level)
            lines += lines_of(interval, f"{name}, interval at {level}")
    same_as_approved("trial/early_looks", lines)


def a_year() -> pd.DataFrame:
    """Return a year of a runner, the same for ever."""
    t = np.arange(365)
    jitter = np.sin(12.9898 * t) * 43758.5453 % 1
    runs = np.isin(t % 7, (1, 3, 5)) & (jitter < 0.9)
    pain = np.clip(4 + 2 * np.sin(t / 31) + 3 * (jitter - 0.5), 0, 10).round()
    pain[(t % 11) == 0] = np.nan
    km = runs * (6 + 1.5 * np.sin(t / 9)).round(1)
    return pd.DataFrame(
        {
            "pain": pain,
            "runs": runs * 1.0,
            "distance_km": km,
            "duration_min": 6.1 * km,
            "weight_kg": np.nan,
        },
        pd.date_range("2025-03-01", periods=365, name="day"),
    )


def test_a_test_is_proposed_as_approved() -> None:
    diary = Diary(a_year())
    wishes = Wishes(start=dt.date(2026, 4, 6), weeks=26, high_km=20.0)
    lines = lines_of(usual_weeks(diary, TODAY), "usual")
    course = course_of(diary)
    lines += lines_of(course, "course", without=("rho", "log_r", "scale"))  # the optimum is flat
    lines += lines_of(propose_test(diary, TODAY), "proposed")
    lines += lines_of(propose_test(diary, TODAY, wishes), "as wished")
    little = Diary(a_year().iloc[-40:])
    steady = Diary(a_year().assign(pain=3.0))
    rests = Diary(a_year().assign(runs=0.0, distance_km=0.0))
    for name, of in (("little", little), ("steady", steady), ("no runs", rests)):
        lines += lines_of(propose_test(of, TODAY), name)
    same_as_approved("trial/proposals", lines)


def test_what_simulated_tests_say_is_as_approved() -> None:
    """The covariances hold what counts of pain, of skipped runs and of the schedule."""
    order = (True, False, False, True, True, False)
    schedule = Schedule(TODAY, 7, order, TWO, THREE)
    lines = []
    planned = PlannedDays(COURSE, schedule)
    for difference in (0.0, 1.0, -2.0):
        lines += lines_of(planned.covariance(difference), f"covariance at {difference}")
    rng = np.random.default_rng(4)
    is_rated = rng.random(42) < 0.8
    rated = RatedDays(schedule, is_rated)
    lines += lines_of(rated.habit, "habit")
    errors = rng.normal(size=is_rated.sum())
    own = np.array(order) - 0.5
    said = rated.say(-1.5 * own, planned.covariance(1.5), errors)
    lines += lines_of(said.information, "information") + lines_of(said.noise, "noise")
    orders = orders_to_draw(Rule(), 6, rng)
    normal = np.linspace(-1, 1, 18).reshape(3, 6)
    some = draw_orders(Rule(), 6, 3, rng) - 0.5
    for delta in (0.0, -3.0):
        lines += lines_of(said.pvalues(delta, some, orders, normal), f"p of {delta}")
        drawn = orders._replace(are_all=False)
        lines += lines_of(said.pvalues(delta, some, drawn, normal), f"p of {delta}, drawn")
    same_as_approved("trial/simulated", lines)


def test_how_often_a_test_finds_a_difference(monkeypatch) -> None:
    """Within a test of 240: another version of numpy may turn one near the bound."""
    monkeypatch.setattr(power, "FITS", 3)
    monkeypatch.setattr(power, "TESTS", 80)
    schedule = Schedule(TODAY, 14, (True, False) * 5, TWO, THREE)
    found = [power_of(COURSE, schedule, Rule(), difference) for difference in (0.0, 2.0, 6.0)]
    assert found == pytest.approx([8 / 240, 143 / 240, 237 / 240], abs=0.005)


def test_what_is_kept_of_a_test_is_as_approved() -> None:
    test = made.fair_test(
        "HLLHLHHLHL",
        drawn_on=dt.date(2026, 2, 27),
        power=0.81,
        looks=(dt.date(2026, 3, 25),),
        stopped_on=dt.date(2026, 4, 20),
    )
    lines = text_of(test).split("\n")
    short = made.fair_test("HLLH", drawn_on=dt.date(2026, 2, 27), stopped_on=dt.date(2026, 3, 12))
    for language in ("en", "de"):
        lines += calendar_text(short, Phrases(language)).replace("\r\n", "\n").split("\n")
    diary = Diary(made.diary(test, rated=0.7))
    for today in (dt.date(2026, 2, 28), dt.date(2026, 3, 20), dt.date(2026, 5, 20)):
        lines += lines_of(progress_of(test, diary, today), f"{today}", without=("test",))
    same_as_approved("trial/kept", lines)
