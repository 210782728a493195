"""The other reasons of the story: each before the day, with its reverse question, among several."""

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import adjusted_one_by_one, holm, other_reasons
from backpain_analysis.checks.other_reasons import STRENGTH
from backpain_analysis.language import Phrases, check_sentence, sensitivity_name

EN = Phrases()


@pytest.fixture(scope="module")
def daily():
    days = bpa.simulate_diary("a", n_days=300, seed=3, missing="none").daily
    rng = np.random.default_rng(4)
    return days.assign(
        stress=rng.normal(5, 2, len(days)).round(),
        sleep=rng.normal(7, 1, len(days)),
        ibuprofen=(rng.uniform(size=len(days)) < 0.3).astype(float),
    )


def after(daily, name, weight):
    """Pain that follows a variable's week before."""
    week = daily[name].rolling(7).mean().shift(1)
    centred = (week - week.mean()).fillna(0)
    return daily.assign(pain=(daily["pain"] + weight * centred).clip(0, 10))


def look_at(found, subject):
    [look] = [look for look in found.looks if look.subject == subject]
    return look


def test_what_goes_with_pain_stands_out_among_several(daily):
    found = bpa.other_ratings(after(daily, "stress", 2.0))
    assert [look.subject for look in found.looks] == ["stress", "sleep", "ibuprofen"]
    stress = look_at(found, "stress")
    assert stress.conf_int().lower < 2.0 < stress.conf_int().upper
    assert found.finding == "stands_out"
    told = check_sentence(EN, found)
    assert "stress higher by" in told
    assert "How many comparisons were made is allowed for" in told


def test_each_p_is_adjusted_for_the_others_by_hand(daily):
    found = bpa.other_ratings(daily)
    raw = [look.pvalue for look in found.looks]
    assert [look.values["holm_pvalue"] for look in found.looks] == pytest.approx(holm(raw))
    smallest = min(raw)
    least = min(found.looks, key=lambda look: look.pvalue)
    assert least.values["holm_pvalue"] == pytest.approx(min(1.0, 3 * smallest))


def test_one_in_three_at_four_percent_does_not_stand_out():
    """By hand: .04 among three is .12."""
    from backpain_analysis.checks import Check
    from backpain_analysis.checks.exploration import separate

    def look(pvalue):
        values = {"contrast": 1.0, "pvalue": pvalue}
        return Check("variable", estimate=0.1, std_error=0.1, df=99, nobs=99, values=values)

    assert separate("any", [look(0.04), look(0.5), look(0.9)]).finding == "nothing_stands_out"
    assert separate("any", [look(0.016), look(0.5), look(0.9)]).finding == "stands_out"
    assert separate("any", [look(0.04)]).finding == "stands_out"


def test_what_follows_pain_is_told_so(daily):
    stressed = after(daily, "stress", 2.0)
    follows = stressed["stress"] + 1.5 * (stressed["pain"].shift(1).fillna(5) - 5)
    found = bpa.other_ratings(after(stressed.assign(stress=follows), "stress", 0.5))
    stress = look_at(found, "stress")
    assert 0.8 < stress.values["follows"] < 1.8  # what stress does to pain comes back
    assert "also higher the day after more pain" in check_sentence(EN, found)
    assert "nach mehr Schmerz höher" in check_sentence(Phrases("de"), found)


def test_only_days_before_the_rating_count(daily):
    today = daily["stress"].copy()
    today.iloc[-1] = 1000.0
    was = look_at(bpa.other_ratings(daily), "stress")
    assert look_at(bpa.other_ratings(daily.assign(stress=today)), "stress").estimate == was.estimate


def test_strength_sessions_are_among_the_reasons(daily):
    strength = pd.Series(np.arange(len(daily)) % 3 == 0, daily.index).astype(float)
    diary = bpa.Diary(daily, strength=strength)
    assert list(other_reasons(diary)) == ["stress", "sleep", "ibuprofen", STRENGTH]
    assert look_at(bpa.other_ratings(diary), STRENGTH).subject == STRENGTH
    assert STRENGTH not in other_reasons(bpa.Diary(daily))


def test_medication_that_lets_one_run_is_found():
    many = bpa.simulate_diary("a", n_days=400, seed=6, missing="none").daily
    rng = np.random.default_rng(1)
    taken = (rng.uniform(size=len(many)) < 0.4).astype(float)
    ran = (rng.uniform(size=len(many)) < 0.3 + 0.3 * taken).astype(float)
    daily = many.assign(runs=ran, distance_km=5 * ran, naproxen=taken, mood=taken)
    found = bpa.medication(daily)
    [look] = found.looks
    assert (found.finding, look.subject) == ("stands_out", "naproxen")
    assert look.estimate == pytest.approx(0.3, abs=0.1)
    told = check_sentence(EN, found)
    assert "percentage points more likely" in told
    assert "may be what lets you run" in told
    assert "Prozentpunkte höher" in check_sentence(Phrases("de"), found)


def test_without_medication_there_is_nothing_to_ask(daily):
    found = bpa.medication(daily.drop(columns="ibuprofen"))
    assert found.looks == ()
    assert "nothing is recorded" in check_sentence(EN, found)


def test_the_planned_answer_is_adjusted_for_each_by_name(daily):
    fit = bpa.fit_lagged(daily, bpa.DISTANCE)
    rows = adjusted_one_by_one(daily, fit)
    assert [row.values["variable"] for row in rows] == ["stress", "sleep", "ibuprofen"]
    assert sensitivity_name(EN, rows[0].name, **rows[0].values) == "adjusted for stress"
    week = daily["sleep"].rolling(7, min_periods=4).mean().shift(1).rename("sleep")
    by_hand = bpa.fit_lagged(daily, bpa.DISTANCE, covariates=week.to_frame())
    assert rows[1].estimate == by_hand.estimate
    rare = daily.assign(stress=daily["stress"].where(np.arange(len(daily)) > 355))
    lacking = adjusted_one_by_one(rare, fit)[0]
    assert lacking.lack is not None
    assert lacking.nobs == 0
