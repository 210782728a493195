"""Holm, gates, verdicts and sentences; the example person."""

import dataclasses
import datetime as dt
import math
import re
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from listed_results import answers_lines
from listed_words import answers_words

import backpain_analysis as bpa
from backpain_analysis.answers import Contrast, behind_gate, holm, waiting
from backpain_analysis.answers.gate import follows_time, pain_hardly_varied, unclear_weight
from backpain_analysis.answers.waiting import Drift, OtherLook, Outlook, months_until
from backpain_analysis.codes import Remark, Verdict
from backpain_analysis.language import (
    Phrases,
    answer_caution,
    answer_numbers,
    answer_rules_out,
    answer_sentence,
    check_sentence,
    difference_words,
    interval_words,
    ruled_out,
    signed_interval,
    wait_words,
)
from backpain_analysis.model import (
    ahead,
    anytime_valid_half_width,
    error_ahead,
    time_terms,
    usable_days,
    weekday_terms,
)
from backpain_analysis.plan import freeze_plan
from backpain_analysis.settings import Settings

EN = Phrases()


def words(p, answer):
    """All that is said of an answer."""
    told = (answer_sentence(p, answer), answer_rules_out(p, answer), answer_caution(p, answer))
    return " ".join(told)


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([1.0, 0.5, 0.001]) == pytest.approx([1.0, 1.0, 0.003])


@pytest.fixture(scope="module")
def found():
    diary = bpa.simulate_diary("d", n_days=500, seed=1, missing="MNAR").daily
    diary["weight_kg"] = np.nan
    return bpa.answer(diary)


def test_the_answers_are_as_approved(found):
    same_as_approved("results/answers_d", answers_lines(found))
    same_as_approved("words/answers_d", answers_words(found))


def test_one_answer_per_exposure_of_the_plan(found):
    assert [x.exposure.name for x in found] == ["frequency", "distance", "weight_change"]
    assert found["distance"].verdict in (Verdict.MEANINGFUL, Verdict.SIZE_UNCERTAIN)
    weight = found["weight_change"]
    assert len(found) == 3
    assert weight is found[2]
    assert (weight.verdict, weight.fit, weight.holm_pvalue) == (Verdict.NOT_ENOUGH, None, 1.0)
    assert weight.lack == Remark("lack.no_weight")
    assert "not recorded" in answer_sentence(EN, weight)
    assert "You run less after bad days" in answer_caution(EN, found["distance"])
    assert found.summary().loc["weight_change", "verdict"] == "not_enough"


@pytest.mark.parametrize("days", [40, 85])
def test_too_few_days_say_how_many_are_missing(days):
    daily = bpa.simulate_diary("b", n_days=days, seed=2, missing="none").daily
    answer = bpa.answer(daily)["distance"]
    assert answer.verdict is Verdict.NOT_ENOUGH
    assert f"{90 - days} more" in answer_sentence(EN, answer)
    assert answer_rules_out(EN, answer) == "These data cannot rule anything out yet."


def test_words_never_hold_nan_or_claim_a_cause(found):
    for answer in found:
        text = words(EN, answer).lower()
        assert not any(w in text for w in ("nan", "cause", "trigger", "prove", "safe", "inf "))


def faked(found, estimate, std_error, holm_pvalue):
    """An answer whose regression gave these numbers over the contrast."""
    real = found["distance"]
    scale = 1 / real.per_contrast

    class Fit:
        nobs = real.fit.nobs
        days = real.fit.days
        window_days = real.fit.window_days
        lack_of_correction = None
        exposure_columns = real.fit.exposure_columns
        has_weekdays = real.fit.has_weekdays
        correction = None
        added_variance = 0.0

        @property
        def wider_error(self):
            return self.std_error

        @property
        def uncorrected(self):
            return self

        def anytime_valid_int(self, level, tau):
            half = anytime_valid_half_width(self.std_error, 1 - level, tau)
            return self.estimate - half, self.estimate + half

    fit = Fit()
    fit.estimate, fit.std_error = estimate * scale, std_error * scale
    as_usual = pd.Series([fit.std_error / waiting.USUAL_WIDENING])
    fit.result = dataclasses.replace(real.fit.result, bse_gls=as_usual)
    return dataclasses.replace(real, fit=fit, holm_pvalue=holm_pvalue, slower=None, steady=None)


@pytest.mark.parametrize(
    ("estimate", "std_error", "pvalue", "verdict"),
    [
        (0.0, 0.2, 1.0, Verdict.NOTHING_MEANINGFUL),
        (-2.5, 0.3, 1e-6, Verdict.MEANINGFUL),
        (2.5, 0.3, 1e-6, Verdict.MEANINGFUL),
        (-1.2, 0.2, 1e-4, Verdict.SIZE_UNCERTAIN),
        (-0.6, 0.5, 0.8, Verdict.CANNOT_TELL),
        # Holm decides, not the interval alone
        (-2.5, 0.3, 0.2, Verdict.CANNOT_TELL),
    ],
)
def test_the_five_verdicts(found, estimate, std_error, pvalue, verdict):
    answer = faked(found, estimate, std_error, pvalue)
    assert answer.verdict == verdict
    low, high = answer.contrast_int()
    assert low < estimate < high
    if verdict == Verdict.CANNOT_TELL:
        told = answer_sentence(EN, answer)
        assert "month" in told or "unlikely to tell" in told
        assert answer.smallest_detectable > 0


@pytest.mark.parametrize(
    ("std_error", "half_90", "half_95", "verdict"),
    [
        (0.34, 0.94141, 1.03201, Verdict.NOTHING_MEANINGFUL),
        (0.37, 1.02285, 1.12338, Verdict.CANNOT_TELL),
    ],
)
def test_no_meaningful_association_rests_on_the_90_percent_interval(
    found, std_error, half_90, half_95, verdict
):
    """By hand: with I = 1 / .34^2 and tau = 1, over the contrast, where the SESOI is 1 point."""
    answer = faked(found, 0.0, std_error, 1.0)
    assert answer.contrast_int(0.90) == pytest.approx((-half_90, half_90), abs=1e-5)
    assert answer.contrast_int(0.95) == pytest.approx((-half_95, half_95), abs=1e-5)
    assert answer.verdict == verdict


@pytest.mark.parametrize(
    ("pvalue", "verdict"),
    [(0.049, Verdict.MEANINGFUL), (0.05, Verdict.CANNOT_TELL), (0.051, Verdict.CANNOT_TELL)],
)
def test_five_percent_itself_is_not_enough(found, pvalue, verdict):
    assert faked(found, -2.5, 0.3, pvalue).verdict == verdict


def test_tau_by_hand(found):
    """20 km a week more are 2 units of 10 km; (2 units / 0.5 points)^2 = 16."""
    contrast = Contrast(low=5.0, high=25.0, unit="km a week")
    answer = dataclasses.replace(found["distance"], contrast=contrast, sesoi=0.5)
    assert answer.per_contrast == 2.0
    assert answer.tau == 16.0


def test_each_p_is_adjusted_for_three_questions_one_of_them_without_an_answer(found):
    """By hand: the smaller p three times, the larger twice; weight, behind its gate, has p = 1."""
    pvalues = {}
    for name in ("frequency", "distance"):
        pvalues[name] = found[name].fit.anytime_valid_pvalue(found[name].tau)
    first, second = sorted(pvalues, key=pvalues.__getitem__)
    assert 0 < pvalues[first] < pvalues[second] < 1 / 3
    smaller = 3 * pvalues[first]
    larger = 2 * pvalues[second]
    assert found[first].holm_pvalue == pytest.approx(smaller)
    assert found[second].holm_pvalue == pytest.approx(max(smaller, larger))
    assert found["weight_change"].holm_pvalue == 1.0


def test_the_contrast_is_from_the_tenth_to_the_ninetieth_percentile(found):
    daily = bpa.simulate_diary("d", n_days=500, seed=1, missing="MNAR").daily
    tens_of_km = usable_days(daily, bpa.DISTANCE)["distance"]
    low, high = np.percentile(10 * tens_of_km, [10, 90])
    assert found.plan.contrasts["distance"] == pytest.approx((low, high), abs=0.005)
    assert found["distance"].contrast == Contrast(*found.plan.contrasts["distance"], "km a week")


def test_what_is_ruled_out_stands_harm_first():
    text = ruled_out(EN, "distance", (-2.0, 0.3), 1.0)
    harm, help_ = text.split(". ", 1)
    assert "more than 0.3 points higher" in harm
    assert "cannot rule out that pain is lower by enough to matter" in help_
    both = ruled_out(EN, "frequency", (-2.0, 1.5), 1.0)
    assert both.index("higher") < both.index("lower")
    assert "rule anything out" in ruled_out(EN, "distance", (math.nan, math.nan), 1.0)


def test_small_differences_are_not_given_a_sign():
    assert difference_words(EN, -0.04) == "about the same"
    assert interval_words(EN, (-0.001, 0.26)) == "0.0 to 0.3 higher"


def test_an_interval_shows_on_which_side_of_zero_it_ends():
    """Or it would contradict a verdict that rests on it."""
    assert interval_words(EN, (-0.44, -0.03)) == "0.44 lower to 0.03 lower"
    assert interval_words(EN, (-0.04, 0.26)) == "0.04 lower to 0.26 higher"
    assert interval_words(EN, (-0.44, 0.06)) == "0.4 lower to 0.1 higher"
    assert signed_interval(EN, (-3.0, -0.2), 0) == "\u22123.0 to \u22120.2"
    assert signed_interval(EN, (-0.0001, 0.5), 2) == "0.00 to +0.50"


def test_an_interval_without_zero_that_holm_does_not_let_pass_is_explained(found):
    answer = faked(found, -2.5, 0.3, 0.2)
    assert answer.verdict == Verdict.CANNOT_TELL
    assert "several questions asked at once" in answer_sentence(EN, answer)
    assert "several questions" not in answer_sentence(EN, faked(found, -0.6, 0.5, 0.8))


def test_a_frozen_plan_holds_the_yardstick(found, tmp_path):
    daily = bpa.simulate_diary("d", n_days=500, seed=1).daily
    plan = freeze_plan(tmp_path, found.plan, dt.date(2026, 1, 31))
    settings = bpa.read_settings(tmp_path)
    assert settings.frozen_plan == plan
    assert settings.frozen_plan.hash == found.plan.hash
    later = bpa.answer(daily.iloc[:300], settings)
    # the contrast follows the data, what the evidence is measured by does not
    assert found.plan.contrasts.items() <= later.plan.contrasts.items()
    assert later["distance"].frozen == found["distance"].contrast
    assert later["distance"].tau == found["distance"].tau
    fresh = bpa.answer(daily.iloc[:300], Settings())
    assert fresh["distance"].contrast == later["distance"].contrast != found["distance"].contrast
    assert fresh["distance"].frozen is None
    assert fresh["distance"].tau != later["distance"].tau


def with_contrast(answer, factor):
    """The answer of a person whose habits are so many times as far apart as the plan has them."""
    planned = answer.contrast
    today = dataclasses.replace(planned, high=planned.low + factor * (planned.high - planned.low))
    return dataclasses.replace(answer, contrast=today, frozen=planned)


def test_nothing_meaningful_must_hold_over_the_larger_contrast(found):
    """Half width .62 over the plan's contrast: 1.24 over one twice as wide, in slope the same."""
    planned = faked(found, 0.0, 0.2, 1.0)
    assert planned.verdict == Verdict.NOTHING_MEANINGFUL
    grown = with_contrast(planned, 2.0)
    assert grown.interval(0.9) == planned.interval(0.9)
    assert grown.verdict == Verdict.CANNOT_TELL
    shrunk = with_contrast(planned, 0.5)
    assert shrunk.verdict == Verdict.NOTHING_MEANINGFUL
    wide = faked(found, 0.0, 0.5, 1.0)
    assert wide.verdict == Verdict.CANNOT_TELL
    assert with_contrast(wide, 0.5).verdict == Verdict.CANNOT_TELL  # as over the plan's


def test_size_is_judged_over_todays_contrast(found):
    planned = faked(found, -1.2, 0.2, 1e-4)
    assert planned.verdict == Verdict.SIZE_UNCERTAIN
    grown = with_contrast(planned, 2.0)
    assert grown.verdict == Verdict.MEANINGFUL
    assert grown.contrast_estimate == pytest.approx(-2.4)
    assert grown.tau == planned.tau


def test_a_contrast_that_moved_is_told(found):
    planned = faked(found, 0.0, 0.5, 1.0)
    assert "the plan was drawn up with" not in answer_sentence(EN, planned)
    assert with_contrast(planned, 1.09).moved_from is None
    assert with_contrast(planned, 0.89).moved_from == planned.contrast
    grown = with_contrast(planned, 2.0)
    assert "Your low and high are now" in answer_sentence(EN, grown)
    assert f"{planned.contrast.high:.1f}"[:4] in answer_sentence(EN, grown).split("drawn up")[1]


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
    assert answers["distance"].lack == Remark("lack.open_question")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("activity", ["walk", "hike", "swim", "ride", "rowing"])
def test_what_is_said_of_running_is_said_of_another_activity(found, language, activity):
    p = Phrases(language, (activity,))
    daily = bpa.simulate_diary("d", n_days=300, seed=1).daily
    told = [words(p, answer) for answer in found]
    for look in (bpa.reverse_test, bpa.lead_placebo, bpa.load_jumps, bpa.joint_model):
        told.append(check_sentence(p, look(daily)))
    told += [check_sentence(p, look) for look in bpa.load_jumps(daily).looks]
    told += [check_sentence(p, path) for path in bpa.ways_through(daily)]
    for text in told:
        assert not re.search(r"\brun|\blauf|\bläuf|nan\b|[{}]", text, re.IGNORECASE), text


def test_the_activity_has_its_own_words(found):
    reverse = bpa.reverse_test(bpa.simulate_diary("d", n_days=300, seed=1).daily)
    walks = Phrases("en", ("walk",))
    assert "You walk less after bad days" in answer_caution(walks, found["distance"])
    assert check_sentence(walks, reverse).startswith("You walk less after bad days")
    rows = Phrases("en", ("rowing",))
    assert check_sentence(rows, reverse).startswith("You are less active after bad days")


def test_the_sentences_are_there_in_german(found):
    german = Phrases("de")
    meaningful = faked(found, -2.5, 0.3, 1e-6)
    assert "Ein bedeutsamer Zusammenhang: Niedrigerer Schmerz" in words(german, meaningful)
    unclear = faked(found, -0.6, 0.5, 0.8)
    detectable = r"nur Unterschiede von mehr als \d,\d Punkten erkennen"
    assert re.search(detectable, words(german, unclear))


def test_printing_gives_the_sentences_and_repr_the_numbers(found):
    assert answer_numbers(EN, found["distance"]) in str(found)
    assert len(repr(found["distance"]).splitlines()) == 3
    assert "NRS points, anytime-valid 95 % interval [" in repr(found["distance"])
    assert "lack.no_weight" in repr(found["weight_change"])
    widest = found.summary().to_string().splitlines()
    assert max(len(line) for line in widest) <= 80


def with_error(found, std_error):
    return faked(found, -0.5, std_error, 0.8)


def outlook(found, std_error, estimate=0.0, **changed):
    """What decides the wait; tau is 1, the SESOI 1 per unit, the corrected fit the only one."""
    scale = found["distance"].per_contrast
    fit = faked(found, estimate * scale, std_error * scale, 0.8).fit
    ends = {"tau": 1.0, "nothing_within": 1.0, "matters": 1.0, "level": 0.05 / 3}
    return Outlook(fit=fit, **ends | changed)


AS_FORESEEN = Drift(late=0.0, spread=0.0)


def shrinks_to(monkeypatch, std_error, of_error=AS_FORESEEN, of_contrast=AS_FORESEEN):
    """Let the standard error be this, whatever the month."""
    monkeypatch.setattr(waiting, "OF_ERROR", of_error)
    monkeypatch.setattr(waiting, "OF_CONTRAST", of_contrast)
    monkeypatch.setattr(waiting, "TAKEN_BY_TREND", 0.0)
    monkeypatch.setattr(waiting, "STAYS", 1.0)
    monkeypatch.setattr(waiting, "error_ahead", lambda fit, months: std_error / fit.std_error)


NEW = 0.25 * math.sqrt(1 - 0.25**2)  # what an error of .25 owes to days that one of 1 lacks


def test_the_chances_of_a_wait_by_hand(found, monkeypatch):
    """At .25 per unit the half widths are .702 (90 %) and .928 (Holm).

    Of today's estimate, -.4 with an error of 1, a sixteenth is left: k is .25.
    """
    shrinks_to(monkeypatch, 0.25)
    told = outlook(found, 1.0, estimate=-0.4)
    room = 1 - anytime_valid_half_width(0.25, 0.10, 1.0)
    new = NormalDist(0.4 / 16, NEW)
    assert told.chance_of_nothing(6) == pytest.approx(new.cdf(room) - new.cdf(-room))
    needed = anytime_valid_half_width(0.25, 0.05 / 3, 1.0)
    new = NormalDist(1 - 0.6 / 16, NEW)
    assert told.chance_of_association(6) == pytest.approx(1 - new.cdf(needed))


def later(days=100.0, ratio=1.0):
    return waiting.Later(days_now=100.0, days=days, ratio=ratio)


def test_holm_counts_where_the_uncorrected_interval_is_the_narrower(found):
    """At .25 the corrected half width decides, .928; one of .125 uncorrected asks for less."""
    told = outlook(found, 0.25)
    narrower = SimpleNamespace(**vars(told.fit) | {"std_error": 0.125})
    fit = SimpleNamespace(
        **vars(told.fit),
        uncorrected=narrower,
        correction=None,
        added_variance=0.0,
    )
    needed = dataclasses.replace(told, fit=fit)._says_association(later(), 1.0)
    assert needed.lower == pytest.approx(anytime_valid_half_width(0.25, 0.05 / 3, 1.0))


def test_an_uncorrected_estimate_nearer_to_zero_asks_for_more(found):
    """It lies .2 nearer to zero on today's side, so the corrected one has to lie .2 farther."""
    told = outlook(found, 0.25, estimate=-0.6)
    nearer = SimpleNamespace(**vars(told.fit) | {"estimate": -0.4})
    fit = SimpleNamespace(
        **vars(told.fit),
        uncorrected=nearer,
        correction=None,
        added_variance=0.0,
    )
    told = dataclasses.replace(told, fit=fit)
    needed = anytime_valid_half_width(0.25, 0.05 / 3, 1.0)
    assert told._says_association(later(), 1.0).lower == pytest.approx(needed + 0.2)
    room = 2 - anytime_valid_half_width(0.25, 0.10, 1.0)
    ends = dataclasses.replace(told, nothing_within=2.0)._says_nothing(later(), 1.0, growth=1.0)
    assert ends == pytest.approx((-room + 0.2, room))


def test_what_widens_an_error_unusually_fades(found):
    """Twice as wide as usual today, by the square root of two when half of that has faded."""
    told = outlook(found, 0.5)
    usual = told.fit.result.bse_gls * waiting.USUAL_WIDENING
    told.fit.std_error = 2 * float(usual.iloc[0])
    now, _ = told._errors(later(), 1.0)
    half_faded, _ = told._errors(later(days=100 * math.sqrt(2), ratio=0.8), 1.0)
    assert now == pytest.approx(1.0)
    assert half_faded == pytest.approx(0.8 * 0.5 * math.sqrt(2))


def test_error_model_and_correction_widen_an_error_as_usual(found):
    fit = found["distance"].fit
    gls = fit.result.bse_gls.iloc[0]
    told = dataclasses.replace(outlook(found, 1.0), fit=fit)
    assert fit.correction is not None
    assert told._usual_error == pytest.approx(1.05 * 1.05 * gls)
    _, uncorrected = told._errors(later(days=1e6), 1.0)  # all that is unusual has faded
    assert uncorrected == pytest.approx(1.05 * gls)
    uncertain = dataclasses.replace(fit, added_variance=gls**2)
    told = dataclasses.replace(told, fit=uncertain)
    assert told._usual_error == pytest.approx(math.hypot(1.05 * 1.05, 1.0) * gls)


def test_equivalence_in_80_of_100_needs_room_for_1_28_errors(found, monkeypatch):
    shrinks_to(monkeypatch, 0.25)
    within = anytime_valid_half_width(0.25, 0.10, 1.0) + 1.2816 * NEW
    told = outlook(found, 1.0, nothing_within=within)
    assert told.chance_of_nothing(6) == pytest.approx(0.8, abs=1e-4)


def test_an_estimate_far_from_the_truth_takes_longer(found, monkeypatch):
    """By simulation: of diaries whose estimate is .8 today though nothing is there."""
    shrinks_to(monkeypatch, 0.25)
    rng = np.random.default_rng(1)
    now = rng.normal(0, 0.5, size=400_000)
    then = 0.25 * rng.normal(size=400_000)
    then = 0.25 * now + math.sqrt(1 - 0.25) * then  # k is a half: k squared of now stays
    tells = abs(then) + anytime_valid_half_width(0.25, 0.10, 1.0) < 1
    far = abs(now - 0.8) < 0.02
    told = outlook(found, 0.5, estimate=0.8).chance_of_nothing(6)
    assert told == pytest.approx(tells[far].mean(), abs=0.015)
    assert told < outlook(found, 0.5).chance_of_nothing(6) - 0.05


def test_a_trend_takes_a_part_of_an_association(found, monkeypatch):
    """Of 1 point a fifth in 200 days and a tenth in 400: .8 today is what .9 then looks like."""
    monkeypatch.setattr(waiting, "TAKEN_BY_TREND", 40.0)
    told = outlook(found, 0.5, estimate=0.8)
    then = waiting.Later(days_now=200.0, days=400.0, ratio=0.7)
    above = waiting.Interval(0.9, math.inf)
    assert told._chance(1.0, above, then, factor=1.0) == pytest.approx(0.5)


def test_a_contrast_that_may_grow_leaves_less_room(found, monkeypatch):
    grows = Drift(late=0.0, spread=30.0)
    shrinks_to(monkeypatch, 0.25, of_contrast=grows)
    may_grow = outlook(found, 1.0, nothing_within=1.2).chance_of_nothing(12)
    shrinks_to(monkeypatch, 0.25)
    stays = outlook(found, 1.0, nothing_within=1.2).chance_of_nothing(12)
    assert may_grow < stays - 0.01


def test_a_drift_has_the_mean_and_variance_that_it_names():
    logs = np.log(Drift(late=20.0, spread=12.0, jump=0.02).factors(gap=0.01))
    mean = waiting.CHANCES @ logs
    assert mean == pytest.approx(20 * 0.01)
    assert waiting.CHANCES @ (logs - mean) ** 2 == pytest.approx(0.02 + 12 * 0.01)


def test_a_diary_that_goes_on_by_hand(found):
    """Ten weeks of ratings go on for two months: their first 61 days again, 70 days later."""
    days = pd.date_range("2025-01-06", periods=70)
    rng = np.random.default_rng(2)
    columns = pd.DataFrame({"distance": rng.normal(size=70)}, days)
    result = SimpleNamespace(rho=0.6, log_r=np.log(0.5))
    fit = SimpleNamespace(exposure_columns=columns, has_weekdays=True, result=result)

    def error(values, length):
        on = pd.date_range("2025-01-06", periods=length)
        design = pd.concat([weekday_terms(on), time_terms(on)], axis=1).to_numpy()
        x = np.column_stack([values, design])
        t = np.arange(length)
        v = 0.6 ** np.abs(t[:, None] - t) / (1 - 0.6**2) + 0.5 * np.eye(length)
        return np.sqrt(np.linalg.inv(x.T @ np.linalg.solve(v, x))[0, 0])

    now = columns["distance"].to_numpy()
    then = np.append(now, now[:61])
    ratio = error(then, 131) / error(now, 70)
    assert error_ahead(fit, 2) == pytest.approx(ratio)
    assert error_ahead(fit, 0) == pytest.approx(1)


def test_a_diary_of_years_goes_on_by_whole_years(found):
    """What is repeated keeps its weekday and its season."""
    days = pd.date_range("2024-01-01", periods=400)
    season = np.cos(2 * np.pi * np.arange(400) / 364)
    columns = pd.DataFrame({"distance": season}, days)
    longer = ahead._gone_on(columns, 300)["distance"]
    assert len(longer) == 700
    expected = np.cos(2 * np.pi * np.arange(700) / 364)
    assert longer.to_numpy() == pytest.approx(expected)


def test_an_uncertain_error_lowers_a_good_chance(found, monkeypatch):
    shrinks_to(monkeypatch, 0.2, of_error=Drift(late=0.0, spread=20.0))
    unsure = outlook(found, 1.0).chance_of_nothing(6)
    shrinks_to(monkeypatch, 0.2)
    assert unsure < outlook(found, 1.0).chance_of_nothing(6) - 0.01


def test_the_looks_beyond_two_weeks_have_to_be_narrow_enough_too(found, monkeypatch):
    """A window of half width .702 + 1.2816 x .25 x sqrt(15 / 16) within its limit: 80 in 100."""
    shrinks_to(monkeypatch, 0.25)
    limit = anytime_valid_half_width(0.25, 0.10, 1.0) + 1.2816 * NEW
    window = OtherLook(z=0.0, std_error=1.0, contrast=1.0, limit=limit)
    told = outlook(found, 1.0, nothing_within=2.0, longer=(window,))
    assert told.chance_of_nothing(6) == pytest.approx(0.8, abs=1e-3)
    twice = OtherLook(z=0.0, std_error=1.0, contrast=2.0, limit=2 * limit)
    told = outlook(found, 1.0, nothing_within=2.0, longer=(window, twice))
    assert told.chance_of_nothing(6) == pytest.approx(0.8 * 0.8, abs=1e-3)


def test_a_look_that_stands_out_today_is_likely_to_stand_out_still(found, monkeypatch):
    """A z of 3 is one of 1.5 at half the error, give or take sqrt(3 / 4)."""
    shrinks_to(monkeypatch, 0.1)
    told = outlook(found, 0.2, nothing_within=2.0, steady=OtherLook(z=3.0))
    new = NormalDist(1.5, math.sqrt(0.75))
    assert told.chance_of_nothing(6) == pytest.approx(new.cdf(1.96) - new.cdf(-1.96), abs=1e-3)
    of_none = dataclasses.replace(told, steady=None)
    assert of_none.chance_of_nothing(6) == pytest.approx(1.0, abs=1e-3)


def test_the_windows_beyond_are_those_of_the_look(found):
    answer = found["distance"]
    values = answer.slower.values
    later_days, all_days = OtherLook.beyond(answer.slower, sesoi=2.0)
    assert later_days.z == pytest.approx(answer.slower.estimate / answer.slower.std_error)
    assert later_days[1:] == (values["std_error"], values["contrast"], 4.0)
    assert all_days[1:] == (values["whole_std_error"], values["whole_contrast"], 3.0)
    unasked = dataclasses.replace(answer.slower, values={"first": 15, "last": 42})
    assert OtherLook.beyond(unasked, sesoi=2.0) == ()


@pytest.mark.parametrize("first", [1, 2, 17, 119, 120])
def test_the_first_month_is_found_by_halving(first):
    assert months_until(lambda months: 0.8 if months >= first else 0.79) == first


def test_a_wait_beyond_ten_years_is_not_cut():
    assert months_until(lambda months: 0.5) == math.inf


def test_holms_level_is_that_of_the_questions_still_open(found):
    assert found["distance"].holm_level == pytest.approx(0.05 / found["distance"].open_questions)
    assert found["distance"].open_questions == 3 - sum(
        a.holm_pvalue < 0.05 for a in found if a is not found["distance"]
    )


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        ((1, 1), "about 1 more month may tell"),
        ((12, 24), "about 12 to 24 more months may tell"),
        ((12, 25), "12 more months may tell, but it may also take more than 2 years"),
        ((24, 37), "24 more months may tell, but it may also take more than 3 years"),
        ((25, 25), "more than 2 more years would be needed"),
        ((1, math.inf), "1 more month may tell, but it may also take more than 10 years"),
        (None, "more than 10 more years would be needed"),
    ],
)
def test_a_wait_is_never_cut_in_silence(wait, told):
    assert wait_words(EN, wait).startswith(told)


def test_a_fit_that_can_never_tell_waits_beyond_all_months(found):
    assert with_error(found, 50.0).months_needed == (math.inf, math.inf)
    soonest, latest = with_error(found, 0.35).months_needed
    assert 1 <= soonest <= latest < math.inf


@pytest.mark.parametrize(("run_days", "code"), [(19, "lack.session_days"), (20, None), (21, None)])
def test_the_gate_of_run_days(run_days, code):
    daily = bpa.simulate_diary("b", n_days=300, seed=2).daily
    ran = np.cumsum(daily["runs"].fillna(0) > 0)
    few = daily.assign(runs=daily["runs"].where((ran <= run_days) | daily["runs"].isna(), 0.0))
    lack = behind_gate(bpa.Diary(few), bpa.FREQUENCY, usable=200)
    assert (lack and lack.code) == code


@pytest.mark.parametrize(("usable", "more"), [(89, 1), (90, None), (91, None)])
def test_the_gate_of_rated_days(usable, more):
    daily = bpa.simulate_diary("b", n_days=300, seed=2).daily
    lack = behind_gate(bpa.Diary(daily), bpa.FREQUENCY, usable)
    assert (lack and lack.fields["more"]) == more


@pytest.mark.parametrize(
    ("weigh_ins", "code"), [(0, "no_weight"), (19, "weigh_ins"), (20, None), (21, None)]
)
def test_the_gate_of_weigh_ins(weigh_ins, code):
    daily = bpa.simulate_diary("b", n_days=300, seed=2).daily
    weight = np.where(np.arange(len(daily)) < weigh_ins, 80.0, np.nan)
    lack = behind_gate(bpa.Diary(daily.assign(weight_kg=weight)), bpa.WEIGHT_CHANGE, usable=200)
    assert (lack and lack.code) == (code and f"lack.{code}")


def test_a_notebook_shows_the_caution_once(found):
    shown = found._repr_html_()
    assert shown.count("More days narrow") == 1
    assert shown.count("You run less") == 1
    assert all(answer_numbers(EN, answer) in shown for answer in found)


def test_weigh_ins_that_tell_only_noise_are_no_answer():
    daily = bpa.simulate_diary("a", n_days=200, seed=1).daily
    daily["weight_kg"] = 80 + np.random.default_rng(2).normal(0, 1.5, len(daily))
    weight = bpa.answer(daily)["weight_change"]
    assert (weight.verdict, weight.fit) == (Verdict.NOT_ENOUGH, None)
    assert weight.lack.code == "lack.weight_unclear"
    assert weight.lack.fields["noise"] == pytest.approx(1.5, abs=0.15)
    assert "Not enough weigh-ins yet" in answer_sentence(EN, weight)
    assert "(about 1.5 kg)" in answer_sentence(EN, weight)


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


# ---- contrasts drawn from days that were corrected --------------------------------------------


def frozen_settings(folder, plan):
    freeze_plan(folder, plan, dt.date(2026, 1, 31))
    return bpa.read_settings(folder)


def in_miles(daily, until):
    """Return a daily table whose kilometres were taken for miles, up to a day."""
    taken = daily["distance_km"].where(daily.index > until, daily["distance_km"] * 1.609344)
    return daily.assign(distance_km=taken)


def test_a_contrast_drawn_from_a_wrong_unit_is_drawn_again_dated_and_with_the_reason(tmp_path):
    daily = bpa.simulate_diary("d", n_days=500, seed=1).daily
    early = daily.iloc[:400]
    wrong = bpa.answer(in_miles(early, early.index[-1])).plan
    right = bpa.answer(early).plan
    settings = frozen_settings(tmp_path, wrong)
    assert settings.frozen_plan.drawn_to == wrong.drawn_to
    corrected = bpa.answer(daily, settings).plan.after(settings.frozen_plan, dt.date(2026, 3, 1), 2)
    assert corrected.contrasts["distance"] == right.contrasts["distance"]
    assert corrected.contrasts["frequency"] == wrong.contrasts["frequency"]
    assert corrected.changes == ((dt.date(2026, 3, 1), 2),)
    assert corrected.redrawn == {"distance": dt.date(2026, 3, 1)}
    again = frozen_settings(tmp_path, corrected)  # written and read
    assert again.frozen_plan == corrected
    assert again.frozen_plan.hash == corrected.hash
    # the next look draws nothing anew
    assert bpa.answer(daily, again).plan.contrasts == corrected.contrasts


def test_new_days_and_missing_files_draw_no_contrast_again(tmp_path):
    daily = bpa.simulate_diary("d", n_days=500, seed=1).daily
    settings = frozen_settings(tmp_path, bpa.answer(daily.iloc[:350]).plan)
    assert in_force_is_kept(settings, in_miles(daily, daily.index[0]))  # later days differ
    assert in_force_is_kept(settings, daily.iloc[:250])


def in_force_is_kept(settings, daily):
    frozen = settings.frozen_plan.contrasts
    return frozen.items() <= bpa.answer(daily, settings).plan.contrasts.items()


def test_what_only_follows_trend_and_season_is_not_asked():
    """Weight as a yearly wave: nothing of its change is left beside the season's terms."""
    daily = bpa.simulate_diary("a", n_days=365, seed=1, missing="none").daily
    t = np.arange(len(daily))
    wave = 80 + 2 * np.sin(2 * np.pi * t / 365.25)
    rest = np.random.default_rng(1).normal(0, 0.005, len(daily))
    alike = bpa.answer(daily.assign(weight_kg=wave + rest))["weight_change"]
    assert (alike.verdict, alike.fit) == (Verdict.NOT_ENOUGH, None)
    assert alike.lack == Remark(
        "lack.follows_time", {"exposure": Remark("exposure.label.weight_change")}
    )
    assert "trend and season so closely" in answer_sentence(EN, alike)
    own = wave + np.sin(2 * np.pi * t / 90)
    apart = bpa.answer(daily.assign(weight_kg=own + rest))["weight_change"]
    assert apart.fit is not None


def test_ratings_that_are_nearly_all_alike_are_not_asked():
    """Five years of zeros with nine other ratings tell nothing; with ten the question is asked."""
    daily = bpa.simulate_diary("a", n_days=1826, seed=1, missing="none").daily
    nine = daily.assign(pain=0.0)
    nine.iloc[200:1100:100, nine.columns.get_loc("pain")] = 3.0
    flat = bpa.answer(nine)["distance"]
    assert (flat.verdict, flat.fit) == (Verdict.NOT_ENOUGH, None)
    assert flat.lack == Remark("lack.pain_hardly_varied", {"rating": 0.0, "n": 9})
    assert "Nearly all ratings are 0, and 9 are not" in answer_sentence(EN, flat)
    ten = nine.copy()
    ten.iloc[1200, ten.columns.get_loc("pain")] = 3.0
    assert pain_hardly_varied(ten["pain"]) is None


def test_weigh_ins_too_few_for_a_track_claim_no_noise():
    daily = bpa.simulate_diary("a", n_days=200, seed=1).daily
    daily["weight_kg"] = np.nan
    daily.loc[daily.index[[5, 90]], "weight_kg"] = 80.0
    days = pd.DatetimeIndex(daily.index)
    lack = unclear_weight(bpa.Diary(daily), bpa.WEIGHT_CHANGE, days)
    assert (lack.code, lack.fields["noise"]) == ("lack.weight_unclear", 0.0)


@pytest.mark.parametrize(("share", "is_asked"), [(0.0199, False), (0.0201, True)])
def test_a_fiftieth_of_its_variance_beside_time_is_enough_of_an_exposure(share, is_asked):
    days = pd.date_range("2025-01-06", periods=120)
    terms = time_terms(days).to_numpy()
    course = terms @ np.arange(1.0, terms.shape[1] + 1)
    own = np.sin(np.arange(120) ** 2)
    own -= terms @ np.linalg.lstsq(terms, own, rcond=None)[0]
    own *= np.sqrt(share / (1 - share) * course.var() / np.mean(own**2))
    lack = follows_time(bpa.DISTANCE, pd.Series(course + own, days))
    assert (lack is None) == is_asked


def test_what_never_changes_is_not_said_to_follow_time():
    days = pd.date_range("2025-01-06", periods=120)
    assert follows_time(bpa.DISTANCE, pd.Series(2.0, days)) is None
