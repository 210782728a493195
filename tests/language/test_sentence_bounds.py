"""Where a sentence turns into another one: just before, and just after."""

import dataclasses
import datetime as dt
import math
from types import SimpleNamespace
from typing import Any

import pytest
from made_tests import DURING, made_days, made_result, made_test, reported

from backpain_analysis.checks import Check
from backpain_analysis.codes import Interval, Remark, in_percent
from backpain_analysis.language import (
    Phrases,
    asked_week_words,
    card_line,
    check_sentence,
    difference_words,
    estimate_sentence,
    fair_details,
    fair_line,
    fair_sentence,
    fair_table,
    interval_words,
    is_far_off,
    percent_of,
    plan_sections,
    power_words,
    progress_words,
    pvalue_words,
    ruled_out,
    safety_sections,
    side_of,
    signed_interval,
    simulated_sentence,
    usual_week_words,
)
from backpain_analysis.model import DISTANCE
from backpain_analysis.trial import StoppingRule, WeekAsked

EN = Phrases()
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.049, "about the same"),
        (-0.049, "about the same"),
        (0.05, "0.1 points higher"),
        (-0.05, "0.1 points lower"),
    ],
)
def test_a_difference_below_a_twentieth_has_no_side(value: float, said: str) -> None:
    assert difference_words(EN, value) == said


def test_nothing_is_not_lower() -> None:
    assert [side_of(value) for value in (-0.1, 0.0, 0.1)] == ["lower", "higher", "higher"]


@pytest.mark.parametrize(
    ("interval", "places", "said"),
    [
        ((0.0049, 2.0), 1, "0.0 to +2.0"),
        ((0.0051, 2.0), 1, "+0.01 to +2.00"),
        ((0.049, 2.0), 1, "+0.05 to +2.00"),
        ((0.051, 2.0), 1, "+0.1 to +2.0"),
        ((0.049, 20.0), 0, "0 to +20"),
        ((0.051, 20.0), 0, "+0.1 to +20.0"),
        ((-20.0, -0.51), 0, f"{MINUS}20 to {MINUS}1"),
    ],
)
def test_one_place_more_where_an_end_would_be_shown_as_zero(
    interval: tuple[float, float], places: int, said: str
) -> None:
    assert signed_interval(EN, interval, places) == said


def test_an_end_that_is_shown_as_zero_has_no_side() -> None:
    assert interval_words(EN, (-0.004, 0.004)) == "0.0 to 0.0"
    assert interval_words(EN, (-0.006, 0.006)) == "0.01 lower to 0.01 higher"


@pytest.mark.parametrize(
    ("interval", "higher", "lower"),
    [
        ((-1.0, 1.0), "allowed", "allowed"),
        ((-0.99, 0.99), "excluded", "excluded"),
        ((-0.05, 0.05), "excluded", "excluded"),
        ((-0.049, 0.049), "none", "none"),
        ((0.3, 0.9), "excluded", "none"),
        ((-0.9, -0.3), "none", "excluded"),
    ],
)
def test_what_is_ruled_out_on_either_side(
    interval: tuple[float, float], higher: str, lower: str
) -> None:
    when = "then"
    harm = EN(f"answer.rules_out.{higher}_higher", bound=interval[1], when=when)
    benefit = EN(f"answer.rules_out.{lower}_lower", bound=-interval[0], when=when)
    assert ruled_out(EN, "distance", interval, 1.0, when) == f"{harm} {benefit}"


@pytest.mark.parametrize(("share", "said"), [(0.1, "10"), (0.0994, "9.9"), (0.004, "0.4")])
def test_a_share_below_ten_percent_keeps_a_decimal(share: float, said: str) -> None:
    assert percent_of(EN, share) == said


@pytest.mark.parametrize(("pvalue", "said"), [(0.001, "0.001"), (0.00099, "below 0.001")])
def test_no_p_is_written_as_zero(pvalue: float, said: str) -> None:
    assert pvalue_words(EN, pvalue) == said


def test_only_another_window_than_two_weeks_is_counted_in_days() -> None:
    said = [
        estimate_sentence(EN, "distance", -0.4, (-0.9, 0.1), 0.95, window_days=days)
        for days in (13, 14)
    ]
    assert "13 days" in said[0]
    assert "two weeks" in said[1]
    assert "(95 % interval: 0.9 lower to 0.1 higher)" in said[1]


@pytest.mark.parametrize(("wait", "is_far"), [((24, 99), False), ((25, 99), True), (None, True)])
def test_two_years_are_too_long_a_wait(wait: tuple[float, float] | None, is_far: bool) -> None:
    assert is_far_off(wait) == is_far


@pytest.mark.parametrize("code", ["rated_days", "session_days", "weigh_ins"])
def test_a_card_counts_down_what_is_still_needed(code: str) -> None:
    lack = Remark(f"lack.{code}", {"days": 61, "needed": 90})
    answer: Any = SimpleNamespace(exposure=DISTANCE, verdict=None, fit=None, lack=lack)
    assert card_line(EN, answer) == EN(f"card.lack.{code}", n=29)


@pytest.mark.parametrize(
    ("shares", "said"), [((0.044, 0.036), "in 4 of 100"), ((0.044, 0.046), "in 4 to 5 of 100")]
)
def test_false_alarms_of_simulated_diaries(shares: tuple[float, float], said: str) -> None:
    found = SimpleNamespace(
        days=365,
        rated=0.8,
        found_nothing_there=Interval(*shares),
        found_with_hidden_cause=math.nan,
        found=0.62,
        found_anytime_valid=0.41,
        covered=0.94,
    )
    told = simulated_sentence(EN, found)
    alarms = said.removeprefix("in ").removesuffix(" of 100")
    by_hand = {"days": 365, "rated": 80.0, "false_alarms": alarms, "found": 62.0}
    assert told == EN("answer.simulated", found_monthly=41.0, covered=94.0, **by_hand)


def numbers(pvalue: float) -> dict[str, Any]:
    return {"pvalue": pvalue, "far_out_days": 2}


@pytest.mark.parametrize(("pvalue", "chance"), [(0.01, "1"), (0.0099, "fewer than 1")])
def test_how_rarely_such_residuals_are_seen(pvalue: float, chance: str) -> None:
    found = Check("residuals", "more", nobs=300, values=numbers(pvalue))
    findings = EN.look_up("check.residuals")
    named = next(name for name, phrase in findings.items() if "{chance}" in str(phrase))
    said = check_sentence(EN, dataclasses.replace(found, finding=named))
    assert EN(f"check.residuals.{named}", chance=chance) in said


def look(name: str, **more: Any) -> Check:
    values = {"contrast": 2.0, "holm_pvalue": 0.5} | more.pop("values", {})
    found = {"estimate": -0.25, "std_error": 0.05, "df": 1e6, "nobs": 300, "subject": "stress"}
    return Check(name, values=values, **(found | more))


def group(finding: str, *looks: Check) -> SimpleNamespace:
    return SimpleNamespace(
        name="other_ratings", finding=finding, subject="", values={}, lack=None, looks=looks
    )


@pytest.mark.parametrize(("holm", "is_told"), [(0.049, True), (0.05, False)])
def test_what_stands_out_from_chance_is_told_one_by_one(holm: float, is_told: bool) -> None:
    findings = [key for key in EN.look_up("look.group") if key.startswith("stand")]
    (stands_out,) = findings
    one = look("variable", values={"holm_pvalue": holm})
    said = check_sentence(EN, group(stands_out, one))
    assert ("0.5 points lower (95 % interval" in said) == is_told


@pytest.mark.parametrize(
    ("pvalue", "follows", "side"),
    [(0.049, 0.3, "higher"), (0.049, -0.3, "lower"), (0.05, 0.3, None), (None, 0.3, None)],
)
def test_what_follows_pain_in_turn_is_said(
    pvalue: float | None, follows: float, side: str | None
) -> None:
    (stands_out,) = [key for key in EN.look_up("look.group") if key.startswith("stand")]
    values = {"holm_pvalue": 0.01, "follows": follows}
    if pvalue is not None:
        values["follows_pvalue"] = pvalue
    said = check_sentence(EN, group(stands_out, look("variable", values=values)))
    for one in ("higher", "lower"):
        assert (EN(f"look.follows_{one}", name="stress") in said) == (one == side)


@pytest.mark.parametrize(("estimate", "side"), [(0.15, "more"), (-0.15, "less")])
def test_whether_it_lets_one_run_more_or_less(estimate: float, side: str) -> None:
    said = check_sentence(EN, look("lets_run", estimate=estimate))
    assert f"15 percentage points {side} likely" in said


@pytest.mark.parametrize(("pvalue", "line"), [(0.05, "small_lower"), (0.051, "no_large_effect")])
def test_little_is_told_from_nothing_by_the_level(pvalue: float, line: str) -> None:
    result = made_result(-0.2, -0.3, -0.1, pvalue)
    assert fair_line(EN, result) == EN(f"fair.line.{line}")


def details(**changes: Any) -> str:
    return " ".join(fair_details(EN, made_result(**changes)))


@pytest.mark.parametrize(("pvalue", "code"), [(0.05, "by_schedule"), (0.051, "alike")])
def test_ratings_that_are_missing_by_schedule_are_said_so(pvalue: float, code: str) -> None:
    assert EN(f"fair.missing_{code}", high=86, low=85) in details(missing_pvalue=pvalue)


@pytest.mark.parametrize(("smallest", "is_said"), [(0.05, False), (0.051, True)])
def test_too_few_orders_for_the_level_are_said(smallest: float, is_said: bool) -> None:
    assert (EN("fair.too_few_orders") in details(smallest_pvalue=smallest)) == is_said


@pytest.mark.parametrize(
    ("adherence", "said"),
    [
        (0.006, EN("fair.adherence", percent=1)),
        (0.004, EN("fair.adherence_none")),
        (-0.3, EN("fair.adherence_none")),
    ],
)
def test_a_contrast_that_was_not_run_is_said(adherence: float, said: str) -> None:
    assert said in details(adherence=adherence)


@pytest.mark.parametrize(("days", "weeks"), [(137, "20 weeks"), (136, "19 weeks")])
def test_days_are_told_in_the_nearest_number_of_weeks(days: int, weeks: str) -> None:
    result = made_result()
    last = result.first_day + dt.timedelta(days=days - 1)
    said = fair_sentence(EN, dataclasses.replace(result, last_day=last))
    assert f"over these {weeks}" in said


def test_the_table_counts_each_kind_of_block() -> None:
    _, blocks, _, _, rated, pain = fair_table(EN, made_result())
    assert blocks[1:] == ("5", "5")
    assert rated[1:] == ("60 of 70", "60 of 70")
    assert pain[1:] == ("4.0", "5.0")


def test_one_run_a_week_and_several() -> None:
    one = asked_week_words(EN, WeekAsked((1,), 5.5))
    two = asked_week_words(EN, WeekAsked((1, 6), 5.5))
    assert one == EN("trial.week.one", days="Tue", km_a_run=5.5, km=5.5)
    assert two == EN("trial.week.some", days="Tue, Sun", km_a_run=5.5, km=11.0)


@pytest.mark.parametrize(("power", "percent"), [(1.0, 99), (0.985, 98), (0.8, 80)])
def test_no_test_is_said_to_find_everything(power: float, percent: int) -> None:
    said = EN("trial.plan.power_line", n=26, points=EN("trial.points", n=1.0), percent=percent)
    assert power_words(EN, 26, power, 1.0) == said


def plan(power: float, times_met: int = 0) -> str:
    proposed = SimpleNamespace(
        usual=None,
        low=None,
        high=None,
        powers={20: 0.5, 26: power},
        weeks=26,
        refusals=(),
        stopping=StoppingRule(),
        times_met=times_met,
    )
    sections = plan_sections(EN, proposed, 1.0)
    return "\n".join(line for section in sections for line in section.lines)


@pytest.mark.parametrize(("power", "is_said"), [(0.8, False), (0.79, True)])
def test_a_test_that_may_miss_it_is_said_so(power: float, is_said: bool) -> None:
    assert (EN("trial.plan.may_miss", n=26) in plan(power)) == is_said


def test_the_length_that_is_proposed_is_marked() -> None:
    shorter = power_words(EN, 20, 0.5, 1.0)
    chosen = power_words(EN, 26, 0.9, 1.0)
    lines = plan(0.9).splitlines()
    assert shorter in lines
    assert EN("trial.plan.chosen", line=chosen) in lines


@pytest.mark.parametrize(
    ("times_met", "said"),
    [(None, None), (0, EN("trial.plan.rule_never_met")), (2, EN("trial.plan.rule_met", n=2))],
)
def test_how_often_the_rule_was_met_before(times_met: int | None, said: str | None) -> None:
    stop, _ = safety_sections(EN, StoppingRule(), times_met)
    assert stop.lines[1:] == ([said] if said else [])


@pytest.mark.parametrize(
    ("short", "long", "lines"), [(6.04, 5.96, 2), (6.1, 5.9, 2), (math.nan, math.nan, 2)]
)
def test_runs_that_are_all_alike_are_told_as_one(short: float, long: float, lines: int) -> None:
    usual = SimpleNamespace(
        weeks=50,
        low_km=10.0,
        middle_km=20.0,
        high_km=30.0,
        recent_km=21.0,
        short_run=short,
        usual_run=6.0,
        long_run=long,
        unknown_weeks=0,
    )
    said = list(usual_week_words(EN, usual))
    assert len(said) == lines
    is_alike = EN("trial.usual.runs_alike", usual=6.0) == said[1]
    assert is_alike == (EN.short(short) == EN.short(long))


def test_on_its_first_day_a_test_is_under_way() -> None:
    first = made_test().schedule.start
    on_it = reported(made_days(until=DURING), first).progress
    begins = "0 of 140 days are over; 140 days are left"
    assert next(progress_words(EN, on_it)).startswith(begins)
    before = reported(made_days(until=DURING), first - dt.timedelta(days=1)).progress
    assert next(progress_words(EN, before)) == EN("trial.status.before", start=first)


@pytest.mark.parametrize(
    ("value", "said"),
    [(5.04, "5"), (5.06, "5.1"), (-5.06, f"{MINUS}5.1"), (math.nan, EN("number.none"))],
)
def test_a_short_number_has_a_place_where_it_needs_one(value: float, said: str) -> None:
    assert EN.short(value) == said


def test_numbers_of_sixteen_digits_are_not_written_out() -> None:
    assert EN.number(1e15 - 1, 0) == "999999999999999"
    assert EN.number(1e15, 0) == "1e+15"
    assert EN.number(-1e15, 0) == "-1e+15"
    assert EN.number(-0.04, 1, sign=True) == "0.0"
    assert EN.number(0.05001, 1, sign=True) == "+0.1"


def test_one_and_many() -> None:
    for n, number in ((0, "other"), (1, "one"), (2, "other")):
        phrase = EN.look_up("trial.plan.rule_met")[number]
        assert EN("trial.plan.rule_met", n=n) == EN.vformat(phrase, (), EN.forms | {"n": n})


def test_a_share_in_percent() -> None:
    assert in_percent(0.5) == 50
    assert in_percent(-1.0) == -100
