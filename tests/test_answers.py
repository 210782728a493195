"""Holm, gates, verdicts and sentences; the example person."""

import dataclasses
import datetime as dt
import math
import re

import numpy as np
import pytest

import backpain_analysis as bpa
from backpain_analysis import answers as a
from backpain_analysis.answers import holm
from backpain_analysis.language import wording
from backpain_analysis.model.lagged import monthly_safe_half_width
from backpain_analysis.plan import freeze_plan
from backpain_analysis.settings import Settings


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([1.0, 0.5, 0.001]) == pytest.approx([1.0, 1.0, 0.003])


@pytest.fixture(scope="module")
def found():
    diary = bpa.simulate_diary("d", n_days=500, seed=1, missing="MNAR").daily
    diary["weight_kg"] = np.nan
    return bpa.answer(diary)


def test_one_answer_per_exposure_of_the_plan(found):
    assert [x.exposure.name for x in found] == ["frequency", "distance", "weight_change"]
    assert found["distance"].verdict in (a.MEANINGFUL, a.SIZE_UNCERTAIN)
    weight = found["weight_change"]
    assert len(found) == 3
    assert weight is found[2]
    assert (weight.verdict, weight.fit, weight.holm_pvalue) == (a.NOT_ENOUGH, None, 1.0)
    assert "not recorded" in weight.sentence
    assert "You also run less after bad days" in found["distance"].caution
    assert found.summary().loc["weight change", "verdict"] == a.NOT_ENOUGH


@pytest.mark.parametrize("days", [40, 85])
def test_too_few_days_say_how_many_are_missing(days):
    daily = bpa.simulate_diary("b", n_days=days, seed=2, missing="none").daily
    answer = bpa.answer(daily)["distance"]
    assert answer.verdict == a.NOT_ENOUGH
    assert f"{90 - days} more" in answer.sentence
    assert answer.rules_out == "These data cannot rule anything out yet."


def test_words_never_hold_nan_or_claim_a_cause(found):
    for answer in found:
        text = " ".join((answer.sentence, answer.rules_out, answer.caution)).lower()
        assert not any(w in text for w in ("nan", "cause", "trigger", "prove", "safe", "inf "))


def faked(found, estimate, std_error, holm_pvalue):
    """An answer whose regression gave these numbers over the contrast."""
    real = found["distance"]
    scale = 1 / real.per_contrast

    class Fit:
        nobs = real.fit.nobs
        days = real.fit.days

        def monthly_safe_int(self, level, tau):
            half = monthly_safe_half_width(self.std_error, 1 - level, tau)
            return self.estimate - half, self.estimate + half

    fit = Fit()
    fit.estimate, fit.std_error = estimate * scale, std_error * scale
    return dataclasses.replace(real, fit=fit, holm_pvalue=holm_pvalue)


@pytest.mark.parametrize(
    ("estimate", "std_error", "pvalue", "verdict"),
    [
        (0.0, 0.2, 1.0, a.NOTHING_MEANINGFUL),
        (-2.5, 0.3, 1e-6, a.MEANINGFUL),
        (2.5, 0.3, 1e-6, a.MEANINGFUL),
        (-1.2, 0.2, 1e-4, a.SIZE_UNCERTAIN),
        (-0.6, 0.5, 0.8, a.CANNOT_TELL),
        # Holm decides, not the interval alone
        (-2.5, 0.3, 0.2, a.CANNOT_TELL),
    ],
)
def test_the_five_verdicts(found, estimate, std_error, pvalue, verdict):
    answer = faked(found, estimate, std_error, pvalue)
    assert answer.verdict == verdict
    low, high = answer.contrast_int()
    assert low < estimate < high
    if verdict == a.CANNOT_TELL:
        assert "month" in answer.sentence or "unlikely to tell" in answer.sentence
        assert answer.smallest_detectable > 0


def test_what_is_ruled_out_stands_harm_first():
    text = wording.rules_out("distance", (-2.0, 0.3), 1.0)
    harm, help_ = text.split(". ", 1)
    assert "more than 0.3 points higher" in harm
    assert "cannot rule out that pain is lower by enough to matter" in help_
    both = wording.rules_out("frequency", (-2.0, 1.5), 1.0)
    assert both.index("higher") < both.index("lower")
    assert "rule anything out" in wording.rules_out("distance", (math.nan, math.nan), 1.0)


def test_small_differences_are_not_given_a_sign():
    assert wording.points(-0.04) == "about the same"
    assert wording.between((-0.001, 0.26)) == "0.0 to 0.3 higher"


def test_an_interval_shows_on_which_side_of_zero_it_ends():
    """Or it would contradict a verdict that rests on it."""
    assert wording.between((-0.44, -0.03)) == "0.44 lower to 0.03 lower"
    assert wording.between((-0.04, 0.26)) == "0.04 lower to 0.26 higher"
    assert wording.between((-0.44, 0.06)) == "0.4 lower to 0.1 higher"
    assert wording.signed((-3.0, -0.2), 0) == "-3.0 to -0.2"
    assert wording.signed((-0.0001, 0.5), 2) == "+0.00 to +0.50"


def test_an_interval_without_zero_that_holm_does_not_let_pass_is_explained(found):
    answer = faked(found, -2.5, 0.3, 0.2)
    assert answer.verdict == a.CANNOT_TELL
    assert "several questions asked at once" in answer.sentence
    assert "several questions" not in faked(found, -0.6, 0.5, 0.8).sentence


def test_a_frozen_plan_holds_the_yardstick(found, tmp_path):
    daily = bpa.simulate_diary("d", n_days=500, seed=1).daily
    plan = freeze_plan(tmp_path, found.plan, dt.date(2026, 1, 31))
    settings = bpa.read_settings(tmp_path)
    assert settings.frozen_plan == plan
    assert settings.frozen_plan.hash == found.plan.hash
    later = bpa.answer(daily.iloc[:300], settings)
    assert later["distance"].contrast == found["distance"].contrast
    fresh = bpa.answer(daily.iloc[:300], Settings())
    assert fresh["distance"].contrast != found["distance"].contrast


@pytest.mark.parametrize(
    "edit", [("sesoi = 1.0", "sesoi = 0.1"), ("[contrasts]", "[contrast"), ("hash", "hush")]
)
def test_a_plan_edited_by_hand_is_refused(found, tmp_path, edit):
    freeze_plan(tmp_path, found.plan, dt.date(2026, 1, 31))
    path = tmp_path / "plan.toml"
    path.write_text(path.read_text().replace(*edit))
    with pytest.raises(bpa.SettingsError, match="plan"):
        bpa.read_settings(tmp_path)


def test_no_estimate_while_a_question_about_the_files_is_open() -> None:
    days = bpa.simulate_diary("d", n_days=300, seed=1).daily
    question = bpa.Question("a.csv", "which unit?", "")
    answers = bpa.answer(bpa.Diary(days, questions=(question,)), bpa.read_settings(None))
    assert all(a.fit is None for a in answers)
    assert "question" in answers["distance"].sentence


def test_another_activity_is_called_by_its_name(found):
    swims = dataclasses.replace(found["frequency"], activities=("swimming",))
    for text in (swims.sentence, swims.rules_out, swims.caution):
        assert "run" not in text.lower()
        assert "session" in text or "activ" in text


def test_what_is_said_of_running_is_said_of_another_activity():
    daily = bpa.simulate_diary("d", n_days=300, seed=1).daily
    looks = [bpa.reverse_test, bpa.lead_placebo, bpa.load_jumps, bpa.joint_model]
    told = [look(daily).sentence for look in looks]
    for look in (*bpa.load_jumps(daily).looks, *bpa.ways_through(daily)):
        told.append(look.sentence)
    for text in told:
        assert not re.search(r"\brun", wording.of_activity(text, ("walk",)), re.IGNORECASE)
    assert "You are less active after bad days" in wording.of_activity(told[0], ("walk",))
    assert wording.of_activity(told[0], ("run",)) == told[0]


def test_a_notebook_shows_the_caution_once(found):
    shown = found._repr_html_()
    assert shown.count("More days narrow") == 1
    assert shown.count("You also run less") == 1
    assert all(answer.sentence in shown for answer in found)


def test_an_exposure_gets_its_contrast_when_it_passes_its_gate(found, tmp_path):
    assert set(found.plan.contrasts) == {"frequency", "distance"}
    freeze_plan(tmp_path, found.plan, dt.date(2026, 1, 31))
    daily = bpa.simulate_diary("d", n_days=500, seed=1, missing="MNAR").daily
    later = bpa.answer(daily, bpa.read_settings(tmp_path))
    assert later["weight_change"].fit is not None
    assert later["distance"].contrast == found["distance"].contrast
    assert later.plan.frozen_on == dt.date(2026, 1, 31)
    completed = freeze_plan(tmp_path, later.plan, dt.date(2026, 3, 31))
    assert bpa.read_settings(tmp_path).frozen_plan == completed == later.plan


def test_other_activities_are_a_changed_plan(found, tmp_path):
    contrasts = found.plan.contrasts | {"weight_change": (-0.5, 0.4)}
    plan = dataclasses.replace(found.plan, contrasts=contrasts)
    freeze_plan(tmp_path, plan, dt.date(2026, 1, 31))
    settings = dataclasses.replace(bpa.read_settings(tmp_path), activities=("walk",))
    daily = bpa.simulate_diary("d", n_days=400, seed=2).daily
    changed = bpa.answer(daily, settings).plan
    assert changed.hash != found.plan.hash
    assert changed.activities == ("walk",)
    assert changed.contrasts["distance"] != found.plan.contrasts["distance"]
    assert changed.contrasts["weight_change"] == (-0.5, 0.4)


def test_an_infinite_value_is_refused_by_name():
    daily = bpa.simulate_diary("b", n_days=200, seed=2).daily
    daily.loc["2024-05-01", "distance_km"] = float("inf")
    with pytest.raises(bpa.DataError, match="distance_km of 2024-05-01 is infinite"):
        bpa.answer(daily)
