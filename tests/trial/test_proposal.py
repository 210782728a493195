"""What a test asks for: always within what the person has run; and why there can be none."""

import dataclasses
import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from people_who_plan import MONDAY, SATURDAY, begun, diary_of, usual_km

from backpain_analysis.diary import Diary
from backpain_analysis.errors import DataError, FitError
from backpain_analysis.language import LANGUAGES, Phrases, power_words
from backpain_analysis.settings import PlanSettings, Settings
from backpain_analysis.trial import (
    WEEKS,
    Confirmed,
    ProposedTest,
    StoppingRule,
    Wishes,
    propose_test,
    sesoi_of,
    usual_weeks,
    with_power,
)
from backpain_analysis.trial.refusals import low_power

YES = Confirmed(True, True, True)


def codes(proposed: ProposedTest) -> list[str]:
    return [remark.code.removeprefix("trial.refused.") for remark in proposed.refusals]


def test_usual_weeks_by_hand() -> None:
    usual = usual_weeks(diary_of(usual_km), SATURDAY)
    assert usual is not None
    # from Saturday, 29 November 2025: 51 whole weeks, Monday to Sunday
    assert usual.weeks == 51
    assert usual.low_km == 12
    assert usual.high_km == 30
    assert (usual.short_run, usual.usual_run, usual.long_run) == (6, 6, 6)
    assert usual.run_days == 5
    # the last eight weeks hold 2, 3, 4 and 5 runs twice, and parts of their neighbours
    assert usual.recent_km == pytest.approx(21, abs=1)


def test_a_week_that_is_not_over_is_left_out() -> None:
    diary = diary_of(lambda week, day: 6.0, last=dt.date(2026, 11, 25))
    usual = usual_weeks(diary, dt.date(2026, 11, 26))
    assert usual is not None
    assert usual.recent_km == 42
    assert usual.low_km == 42


def test_today_and_later_are_left_out() -> None:
    diary = diary_of(usual_km, last=dt.date(2026, 11, 29))
    on_sunday = usual_weeks(diary, dt.date(2026, 11, 29))
    on_monday = usual_weeks(diary, dt.date(2026, 11, 30))
    assert on_sunday is not None
    assert on_monday is not None
    assert on_monday.weeks == on_sunday.weeks + 1


def test_a_usual_person_by_hand() -> None:
    proposed = propose_test(diary_of(usual_km), SATURDAY)
    assert proposed.refusals == ()
    assert proposed.high is not None
    assert proposed.low is not None
    # 1.3 * 21 = 27.3 km lies below the own 30 km: four runs of 6 km fit
    assert proposed.most_km == pytest.approx(27.3, abs=1)
    assert (len(proposed.high.weekdays), proposed.high.km_a_run) == (4, 6.0)
    assert (len(proposed.low.weekdays), proposed.low.km_a_run) == (2, 6.0)
    assert set(proposed.low.weekdays) <= set(proposed.high.weekdays) <= {0, 1, 3, 5, 6}
    assert proposed.start == MONDAY
    assert proposed.last_day == dt.date(2027, 5, 30)


PEOPLE = {
    "irregular": lambda week, day: [0, 0, 4, 9, 0, 3, 7.7][(week * 5 + day * 3) % 7],
    "on seven days": lambda week, day: 4.0 + (week % 3) * 2,
    "in miles": lambda week, day: 1.609344 * 3.1 * (day in (0, 2, 4, 6)[: 1 + week % 4]),
    "with a marathon": lambda week, day: 42.2 if (week, day) == (40, 6) else usual_km(week, day),
    "zero weeks": lambda week, day: usual_km(week, day) * (week % 3 > 0),
    "less lately": lambda week, day: usual_km(week, day) * (0.5 if week > 44 else 1),
    "more lately": lambda week, day: usual_km(week, day) * (2 if week > 44 else 1),
    "short and long": lambda week, day: {1: 3.0, 3: 5.0, 6: 14.0}.get(day, 0) * (1 + week % 2),
    "ten years": lambda week, day: usual_km(week, day) * (3 if week < 20 else 1),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_no_week_is_outside_what_was_run(name: str) -> None:
    diary = diary_of(PEOPLE[name])
    proposed = propose_test(diary, SATURDAY)
    assert proposed.high is not None, proposed.refusals
    assert proposed.low is not None
    # counted anew: whole weeks from Monday to Sunday
    km = diary.days["distance_km"].resample("W-SUN").sum().iloc[1:-1]
    assert proposed.high.km <= np.quantile(km, 0.9) + 1e-9
    assert proposed.high.km <= 1.3 * km[-8:].mean() + 1e-9
    run = diary.days["distance_km"][diary.days["runs"] > 0]
    for week in (proposed.low, proposed.high):
        assert week.km_a_run % 0.5 == 0
        assert week.km_a_run <= run.quantile(0.9)
        assert len(set(week.weekdays)) == len(week.weekdays) >= 1
        share = (diary.days["runs"] > 0).groupby(diary.days.index.day_of_week).mean()
        assert (share.loc[list(week.weekdays)] > 0).all()
    if not proposed.refusals:
        assert proposed.low.km >= np.quantile(km, 0.1) - 1e-9
        assert proposed.low.km < proposed.high.km


def test_someone_who_runs_more_lately_is_not_asked_for_more_than_their_90th_percentile() -> None:
    proposed = propose_test(diary_of(PEOPLE["more lately"]), SATURDAY)
    assert proposed.usual is not None
    assert proposed.most_km == proposed.usual.high_km < 1.3 * proposed.usual.recent_km


def test_someone_who_runs_less_lately_is_held_by_their_last_eight_weeks() -> None:
    proposed = propose_test(diary_of(PEOPLE["less lately"]), SATURDAY)
    assert proposed.usual is not None
    assert proposed.most_km == 1.3 * proposed.usual.recent_km < proposed.usual.high_km


def test_a_lower_high_week_may_be_chosen() -> None:
    proposed = propose_test(diary_of(usual_km), SATURDAY, Wishes(high_km=20.0))
    assert proposed.refusals == ()
    assert proposed.high is not None
    assert proposed.high.km == 18


@pytest.mark.parametrize("high_km", [28.5, 1000.0, math.inf, math.nan, 0.0, -5.0])
def test_another_high_week_may_not(high_km: float) -> None:
    proposed = propose_test(diary_of(usual_km), SATURDAY, Wishes(high_km=high_km))
    assert codes(proposed)[0] == "high_above_limit"
    assert proposed.high is None or proposed.high.km <= proposed.most_km


def test_a_double_session_is_two_runs() -> None:
    diary = diary_of(lambda week, day: usual_km(week, day) * 2)
    diary.days["runs"] *= 2
    usual = usual_weeks(diary, SATURDAY)
    assert usual is not None
    assert usual.usual_run == 6


@pytest.mark.parametrize(
    ("diary", "code"),
    [
        (diary_of(lambda week, day: 0.0), "never_ran"),
        (diary_of(lambda week, day: 5.0 * (week == 50)), "few_runs"),
        (diary_of(lambda week, day: 5.0 * (week > 49), weeks=52), "few_runs"),
        (diary_of(usual_km, weeks=10), "few_weeks"),
        (diary_of(lambda week, day: usual_km(week, day) * (week < 45)), "paused"),
        (diary_of(usual_km, last=dt.date(2026, 11, 13)), "log_ended"),
        (diary_of(lambda week, day: math.nan), "no_distance"),
        (
            diary_of(lambda week, day: math.nan if week > 44 else usual_km(week, day)),
            "recent_weeks_unknown",
        ),
        (diary_of(usual_km, pain=lambda n: 3.0 if n % 5 == 0 else math.nan), "few_ratings"),
        (diary_of(usual_km, pain=lambda n: math.nan), "few_ratings"),
        (diary_of(usual_km, pain=lambda n: 0.0 if n % 60 else 4.0), "pain_hardly_varied"),
        (diary_of(lambda week, day: 5.0 * (day in (1, 3, 5))), "small_contrast"),
        (diary_of(lambda week, day: (5.0 + week % 3) * (day == 6)), "small_contrast"),
        (diary_of(usual_km, pain=lambda n: 9.0 if n > 360 else n % 5), "rule_met_now"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_record_does_not_allow_is_refused_with_its_evidence(diary: Diary, code: str) -> None:
    proposed = propose_test(diary, SATURDAY)
    assert code in codes(proposed)
    for language in LANGUAGES:
        p = Phrases(language)
        for remark in proposed.refusals:
            said = p.remark(remark)
            assert "{" not in said
            assert p("number.none") not in said
    with pytest.raises(DataError, match="cannot be begun"):
        proposed.undrawn(Settings(), YES)


def test_whoever_starts_from_nothing_is_told_to_see_a_professional() -> None:
    for diary in (diary_of(lambda week, day: 0.0), diary_of(lambda w, d: 5.0 * (w == 50))):
        (remark,) = propose_test(diary, SATURDAY).refusals
        assert "physiotherapist first" in Phrases().remark(remark)
        assert "physiotherapeutischen Praxis" in Phrases("de").remark(remark)


def test_a_log_that_was_never_kept_is_refused() -> None:
    diary = diary_of(usual_km)
    diary.days[["runs", "distance_km"]] = math.nan
    assert codes(propose_test(diary, SATURDAY)) == ["never_ran"]


def test_an_open_question_is_answered_first() -> None:
    diary = dataclasses.replace(diary_of(usual_km), questions=(object(),))  # type: ignore[arg-type]
    assert codes(propose_test(diary, SATURDAY)) == ["open_question"]


def test_the_boundary_of_a_pause() -> None:
    def until(days_ago: int) -> list[str]:
        diary = diary_of(lambda week, day: 5.0)
        last = pd.Timestamp(SATURDAY) - pd.Timedelta(days=days_ago)
        diary.days.loc[diary.days.index > last, ["runs", "distance_km"]] = 0.0
        return codes(propose_test(diary, SATURDAY))

    assert "paused" not in until(28)
    assert until(29) == ["paused"]


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (Wishes(start=SATURDAY - dt.timedelta(days=1)), "past_start"),
        (Wishes(start=dt.date(1926, 11, 30)), "past_start"),
        (Wishes(start=SATURDAY + dt.timedelta(days=29)), "late_start"),
        (Wishes(weeks=12), "other_weeks"),
        (Wishes(weeks=0), "other_weeks"),
        (Wishes(weeks=1), "other_weeks"),
        (Wishes(weeks=53), "other_weeks"),
        (Wishes(stopping=StoppingRule(0, 3)), "stopping_rule"),
        (Wishes(stopping=StoppingRule(11, 3)), "stopping_rule"),
        (Wishes(stopping=StoppingRule(8, 0)), "stopping_rule"),
        (Wishes(stopping=StoppingRule(8, 8)), "stopping_rule"),
        (Wishes(high_km=6.0), "small_contrast"),
        (Wishes(high_km=3.0), "no_week"),
    ],
)
def test_wishes_that_cannot_be(wishes: Wishes, code: str) -> None:
    proposed = propose_test(diary_of(usual_km), SATURDAY, wishes)
    assert codes(proposed) == [code]
    for language in LANGUAGES:
        assert "{" not in Phrases(language).remark(proposed.refusals[0])


@pytest.mark.parametrize("days", [0, 1, 28])
def test_a_start_of_today_or_soon_can_be_chosen(days: int) -> None:
    start = SATURDAY + dt.timedelta(days=days)
    proposed = propose_test(diary_of(usual_km), SATURDAY, Wishes(start=start))
    assert proposed.refusals == ()
    assert proposed.start == start


def test_on_a_monday_the_next_monday_is_proposed() -> None:
    diary = diary_of(usual_km, last=MONDAY - dt.timedelta(days=1))
    assert propose_test(diary, MONDAY).start == MONDAY + dt.timedelta(days=7)


def test_while_a_test_runs_there_cannot_be_another() -> None:
    diary = diary_of(usual_km, last=dt.date(2027, 1, 31))
    running = begun()
    assert codes(propose_test(diary, dt.date(2027, 2, 1), running=running)) == ["running"]
    stopped = dataclasses.replace(running, stopped_on=dt.date(2027, 1, 2), stopped_for="other")
    assert propose_test(diary, dt.date(2027, 2, 1), running=stopped).refusals == ()


def test_a_test_that_has_ended_is_in_nobodys_way() -> None:
    last = begun().schedule.last_day
    assert codes(propose_test(diary_of(usual_km, last=last), last, running=begun())) == ["running"]
    after = last + dt.timedelta(days=1)
    assert propose_test(diary_of(usual_km, last=last), after, running=begun()).refusals == ()


def with_powers(
    monkeypatch: pytest.MonkeyPatch, powers: list[float], weeks: int | None = None
) -> ProposedTest:
    """Return a proposal whose power is as if it had been simulated so."""
    curve = pd.DataFrame({"weeks": WEEKS, "difference": 1.0, "power": powers})
    monkeypatch.setattr("backpain_analysis.trial.proposal.power_curve", lambda *_, **__: curve)
    monkeypatch.setattr("backpain_analysis.trial.proposal.course_of", lambda _: None)
    diary = diary_of(usual_km)
    return with_power(propose_test(diary, SATURDAY), diary, 1.0, weeks)


@pytest.mark.parametrize(
    ("powers", "weeks"),
    [
        ([0.8, 0.9, 0.9, 0.9, 1.0], 20),
        ([0.5, 0.799, 0.8, 0.9, 1.0], 32),
        ([0.1, 0.2, 0.3, 0.4, 0.8], 52),
    ],
)
def test_the_fewest_weeks_that_find_it_in_80_of_100_are_chosen(
    monkeypatch: pytest.MonkeyPatch, powers: list[float], weeks: int
) -> None:
    proposed = with_powers(monkeypatch, powers)
    assert proposed.refusals == ()
    assert proposed.weeks == weeks
    test = proposed.undrawn(Settings(), YES)
    assert test.power == powers[WEEKS.index(weeks)]
    assert test.schedule.weeks == weeks
    assert with_powers(monkeypatch, powers, weeks=26).weeks == 26


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, 0), (0.29, 29), (0.286, 28), (0.7999, 79), (0.8, 80), (1.0, 99)]
)
def test_a_share_is_told_as_whole_tests_and_never_as_more_than_were_found(
    share: float, told: int
) -> None:
    line = power_words(Phrases(), 52, share, 1.0)
    assert line.endswith(f"found in about {told} of 100 such tests.")
    refused = Phrases().remark(low_power(52, 1.0, share))
    assert f"only about {told} of 100" in refused


def test_a_difference_that_a_year_would_not_find_is_advised_against(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proposed = with_powers(monkeypatch, [0.1, 0.2, 0.3, 0.4, 0.799], weeks=26)
    assert codes(proposed) == ["low_power"]
    said = Phrases().remark(proposed.refusals[0])
    assert "difference of 1 point in only about 79 of 100" in said
    with pytest.raises(DataError, match="cannot be begun"):
        proposed.undrawn(Settings(), YES)


def test_a_course_of_pain_that_cannot_be_learnt_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Diary) -> None:
        raise FitError("there is no maximum.")

    monkeypatch.setattr("backpain_analysis.trial.proposal.course_of", fail)
    diary = diary_of(usual_km)
    proposed = with_power(propose_test(diary, SATURDAY), diary, 1.0)
    assert codes(proposed) == ["no_course"]


def test_without_its_power_nothing_can_be_begun() -> None:
    proposed = propose_test(diary_of(usual_km), SATURDAY)
    assert math.isnan(proposed.power)
    with pytest.raises(DataError, match="cannot be begun"):
        proposed.undrawn(Settings(), YES)


@pytest.mark.slow
def test_power_as_simulated_grows_with_the_weeks() -> None:
    noise = np.random.default_rng(5).normal(5, 1.0, 1000).clip(0, 10)
    diary = diary_of(usual_km, pain=lambda n: float(noise[n]))
    proposed = with_power(propose_test(diary, SATURDAY), diary, 1.0)
    powers = list(proposed.powers.values())
    assert list(proposed.powers) == list(WEEKS)
    assert powers == sorted(powers)
    assert powers[-1] > 0.95
    assert powers[0] < powers[-1]


def test_what_matters_is_what_the_fixed_plan_says() -> None:
    assert sesoi_of(Settings(plan=PlanSettings(sesoi=2.0))) == 2.0
