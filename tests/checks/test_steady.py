"""An association that turns round along the diary is no "nothing meaningful"."""

import dataclasses

import numpy as np
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import steady
from backpain_analysis.codes import Verdict
from backpain_analysis.language import Phrases, answer_sentence
from backpain_analysis.settings import Settings
from backpain_analysis.settings.person import PlanSettings

ONLY_DISTANCE = Settings(plan=PlanSettings(exposures=("distance",)))


def planted(early, late, days=500):
    """Pain that goes with the kilometres of the fortnight before, in proportion to time."""
    daily = bpa.simulate_diary("a", n_days=days, seed=2, missing="none").daily
    km = 0.7 * daily["distance_km"].rolling(14).mean().shift(1).fillna(0)
    along = np.linspace(1.5 * early - 0.5 * late, 1.5 * late - 0.5 * early, len(daily))
    noise = np.random.default_rng(1).normal(0, 0.2, len(daily))
    return daily.assign(pain=5 + along * (km - km.mean()) + noise)


def test_the_two_halves_by_hand():
    found = steady(bpa.fit_lagged(planted(-1.2, 1.2), bpa.DISTANCE))
    assert found.finding == "changed"
    assert found.values["early"] == pytest.approx(-1.2, abs=0.2)
    assert found.values["late"] == pytest.approx(1.2, abs=0.2)
    assert found.estimate == pytest.approx(2 * 2.4, abs=0.5)


def test_what_stays_the_same_is_steady():
    assert steady(bpa.fit_lagged(planted(-1.2, -1.2), bpa.DISTANCE)).finding == "steady"


def test_no_meaningful_association_is_held_back_where_it_turned_round():
    daily = bpa.simulate_diary("flip", n_days=1095, seed=1).daily
    answer = bpa.answer(daily, ONLY_DISTANCE)["distance"]
    changed = dataclasses.replace(answer.steady, finding="changed")
    small = dataclasses.replace(answer, slower=None, steady=changed, sesoi=5.0)
    assert small.verdict is Verdict.CANNOT_TELL
    assert small.held_back.code == "answer.unsteady.distance"
    told = answer_sentence(Phrases(), small)
    assert "It was not the same all along" in told
    assert "nicht durchweg gleich" in answer_sentence(Phrases("de"), small)
    same = dataclasses.replace(answer.steady, finding="steady")
    as_before = dataclasses.replace(small, steady=same)
    assert as_before.verdict is Verdict.NOTHING_MEANINGFUL
    assert answer.steady.finding == "changed"
