"""Each bound of a fair test, with what lies just within it and just beyond."""

import dataclasses
import datetime as dt
import math
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made import HISTORY, diary, fair_test
from people_who_plan import MONDAY, SATURDAY, begun, diary_of, usual_km

from backpain_analysis.diary import Diary
from backpain_analysis.errors import FitError, SettingsError
from backpain_analysis.trial import (
    PainCourse,
    Rule,
    Schedule,
    StoppingRule,
    WeekAsked,
    Wishes,
    analyse,
    course_of,
    detectable_by_length,
    draw_order,
    every_order,
    latest_test,
    lengths,
    power,
    power_curve,
    progress_of,
    propose_test,
    read_tests,
    usual_weeks,
)
from backpain_analysis.trial.as_toml import test_from as read_back
from backpain_analysis.trial.as_toml import text_of
from backpain_analysis.trial.design import DaysDone
from backpain_analysis.trial.drawing import other_orders
from backpain_analysis.trial.pain_course import usual_days_kept
from backpain_analysis.trial.refusals import no_contrast
from backpain_analysis.trial.simulated_tests import Orders, PlannedDays, Said, orders_to_draw
from backpain_analysis.trial.usual import UsualWeeks
from backpain_analysis.trial.weeks import high_week, weekdays_for

SUNDAY = MONDAY - dt.timedelta(days=1)
NAN = math.nan


def refused(diary: Diary, wishes: Wishes | None = None) -> list[str]:
    found = propose_test(diary, SATURDAY, wishes).refusals
    return [remark.code.removeprefix("trial.refused.") for remark in found]


def run_on_the_last(n: int) -> Diary:
    """Return a year's diary with a run on its last n days only."""
    diary = diary_of(lambda week, day: 0.0)
    diary.days.loc[diary.days.index[-n:], ["runs", "distance_km"]] = [1.0, 5.0]
    return diary


def bad_days_until(days_ago: int) -> Diary:
    """Return a diary with three days of pain 9 in a row, the last of them so many days ago."""
    diary = diary_of(usual_km)
    last = pd.Timestamp(SATURDAY) - pd.Timedelta(days=days_ago)
    diary.days.loc[last - pd.Timedelta(days=2) : last, "pain"] = 9.0
    return diary


def rated_on_the_first(n: int) -> Diary:
    return diary_of(usual_km, pain=lambda day: float(day % 5) if day < n else NAN)


def unlike_the_others_on(n: int) -> Diary:
    return diary_of(usual_km, pain=lambda day: 4.0 if day < n else 0.0)


def log_that_ended(days_ago: int) -> Diary:
    return diary_of(usual_km, last=SATURDAY - dt.timedelta(days=days_ago))


def of_whole_weeks(n: int) -> Diary:
    """Return a log of so many whole weeks and a part of one."""
    return diary_of(usual_km, weeks=n + 1)


@pytest.mark.parametrize(
    ("made", "refused_at", "allowed_at", "code"),
    [
        (run_on_the_last, 19, 20, "few_runs"),
        (of_whole_weeks, 11, 12, "few_weeks"),
        (rated_on_the_first, 89, 90, "few_ratings"),
        (unlike_the_others_on, 9, 10, "pain_hardly_varied"),
        (log_that_ended, 15, 14, "log_ended"),
        (bad_days_until, 7, 8, "rule_met_now"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_record_must_hold(
    made: Callable[[int], Diary], refused_at: int, allowed_at: int, code: str
) -> None:
    assert code in refused(made(refused_at))
    assert code not in refused(made(allowed_at))


@pytest.mark.parametrize("rule", [(10, 7), (9, 1)])
def test_the_widest_stopping_rules_can_be_chosen(rule: tuple[int, int]) -> None:
    assert refused(diary_of(usual_km), Wishes(stopping=StoppingRule(*rule))) == []


def test_a_rule_of_any_pain_can_be_chosen_by_who_had_none() -> None:
    diary = diary_of(usual_km, pain=lambda n: float(n % 3 == 0 and n < 300))
    assert refused(diary, Wishes(stopping=StoppingRule(1, 1))) == []


def test_the_most_that_may_be_asked_may_be_wished_for() -> None:
    diary = diary_of(usual_km)
    most = propose_test(diary, SATURDAY).most_km
    assert refused(diary, Wishes(high_km=most)) == []
    assert refused(diary, Wishes(high_km=most + 0.01)) == ["high_above_limit"]
    # half a kilometre can be wished for, and is too little for a run of this person
    assert refused(diary, Wishes(high_km=0.5)) == ["no_week"]


@pytest.mark.parametrize(
    ("low", "high", "is_enough"),
    [(10.0, 15.0, True), (10.5, 15.0, False), (21.0, 30.0, True), (21.5, 30.0, False)],
)
def test_the_weeks_must_lie_five_kilometres_and_three_tenths_apart(
    low: float, high: float, is_enough: bool
) -> None:
    usual = usual_weeks(diary_of(usual_km), SATURDAY)
    assert usual is not None
    asked = [WeekAsked((1,), km) for km in (low, high)]
    assert (not list(no_contrast(*asked, usual, limit=50.0))) == is_enough


def whole_year(km: Callable[[int, int], float]) -> UsualWeeks:
    """Return the usual weeks of 52 whole ones, Monday to Sunday, 0 the first."""
    usual = usual_weeks(diary_of(km, last=SUNDAY), MONDAY)
    assert usual is not None
    return usual


@pytest.mark.parametrize(("first_of_more", "recent"), [(44, 20.0), (45, 18.75)])
def test_lately_is_the_last_eight_weeks(first_of_more: int, recent: float) -> None:
    found = whole_year(lambda week, day: (10.0 + 10 * (week >= first_of_more)) * (day == 6))
    assert found.recent_km == recent


@pytest.mark.parametrize(("unknown", "is_known"), [(4, True), (5, False)])
def test_four_of_the_last_eight_weeks_must_be_known(unknown: int, is_known: bool) -> None:
    found = whole_year(
        lambda week, day: NAN if week >= 52 - unknown and day == 6 else 10.0 * (day == 6)
    )
    assert math.isnan(found.recent_km) != is_known
    assert found.unknown_weeks == unknown


@pytest.mark.parametrize(("week_of_it", "longest"), [(44, 30.0), (43, 10.0)])
def test_the_longest_run_is_looked_for_in_eight_weeks(week_of_it: int, longest: float) -> None:
    found = whole_year(lambda week, day: (30.0 if week == week_of_it else 10.0) * (day == 0))
    assert found.longest_lately == longest


@pytest.mark.parametrize(("week_of_it", "share"), [(26, 1 / 26), (25, 0.0)])
def test_weekdays_are_those_of_half_a_year(week_of_it: int, share: float) -> None:
    found = whole_year(lambda week, day: 5.0 * (day == 6 or (day == 0 and week == week_of_it)))
    assert found.weekdays == (share, 0, 0, 0, 0, 0, 1)


def test_usual_runs_and_weeks_are_told_by_their_middle() -> None:
    """Runs of 3, 5 and 14 km a week; every fourth week none."""
    found = whole_year(lambda week, day: {1: 3.0, 3: 5.0, 6: 14.0}.get(day, 0.0) * (week % 4 > 0))
    assert (found.short_run, found.usual_run, found.long_run) == (3, 5, 14)
    assert (found.low_km, found.middle_km, found.high_km) == (0, 22, 22)


def test_a_session_of_no_kilometre_is_no_short_run() -> None:
    diary = diary_of(lambda week, day: 6.0 * (day == 6), last=SUNDAY)
    diary.days.loc[diary.days.index.day_of_week == 2, "runs"] = 1.0  # on a treadmill
    found = usual_weeks(diary, MONDAY)
    assert found is not None
    assert (found.short_run, found.long_run, found.run_days) == (6, 6, 2)


@pytest.mark.parametrize(
    ("shares", "runs", "days"),
    [
        # one week in eight makes a weekday that may be asked for, less does not
        ((0.125, 0.12, 0, 0, 0, 0, 1), 2, (0, 6)),
        ((0.12, 0.125, 0, 0, 0, 0, 1), 2, (1, 6)),
        # days further apart are taken where they are nine tenths as usual
        ((1, 1, 0, 0, 0.8, 0, 0), 2, (0, 4)),
        ((1, 1, 0, 0, 0.79, 0, 0), 2, (0, 1)),
    ],
)
def test_the_weekdays_asked_for(
    shares: tuple[float, ...], runs: int, days: tuple[int, ...]
) -> None:
    assert weekdays_for(shares, runs) == days


@pytest.mark.parametrize(("long_run", "week"), [(9.0, (2, 9.0)), (8.9, (3, 6.5))])
def test_runs_of_the_usual_length_are_taken_where_nine_tenths_of_the_most_fit(
    long_run: float, week: tuple[int, float]
) -> None:
    """Of at most 20 km: 4 of 5 km, 3 of 6.5, or 2 of the longest, where they make 18."""
    usual = dataclasses.replace(
        whole_year(lambda week, day: 5.0),
        long_run=long_run,
        longest_lately=12.0,
        usual_run=9.0,
        run_days=4,
    )
    found = high_week(usual, 20.0)
    assert found is not None
    assert (len(found.weekdays), found.km_a_run) == week


def rated_days(n: int) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=n, freq="D", name="day")
    pain = 5 + np.sin(np.arange(n) ** 2.0)
    frame = pd.DataFrame({"pain": pain, "runs": 0.0, "distance_km": 0.0}, days)
    return frame.assign(duration_min=NAN, weight_kg=NAN)


def test_sixty_rated_days_tell_how_pain_goes() -> None:
    assert course_of(rated_days(60)).rated == 1.0
    with pytest.raises(FitError, match="too few"):
        course_of(rated_days(59))


def test_usual_days_are_those_of_182_days() -> None:
    days = pd.date_range("2026-01-06", periods=183, freq="D")  # the first is a Tuesday
    every_seventh = np.arange(183) % 7
    skipped_first = pd.Series((every_seventh == 0) * 1.0, days)
    skipped_first.iloc[0] = 0.0
    assert usual_days_kept(pd.DataFrame({"runs": skipped_first})) == 1.0
    skipped_next = pd.Series((every_seventh == 1) * 1.0, days)
    skipped_next.iloc[1] = 0.0
    assert usual_days_kept(pd.DataFrame({"runs": skipped_next})) == pytest.approx(25 / 26)


def test_the_spread_of_a_course_by_hand() -> None:
    """What lasts: 1 / (1 - .6 * .6) = 1.5625; the noise of a report: as much as the shocks, 1."""
    course = PainCourse(rho=0.6, log_r=0.0, scale=4.0, rated=1.0, adherence=1.0)
    assert course.sd == pytest.approx(math.sqrt(4 * 2.5625))


def status(today: dt.date, days: pd.DataFrame) -> list[str]:
    found = progress_of(begun(), Diary(days), today).remarks
    return [remark.code.removeprefix("trial.status.") for remark in found]


def as_asked(today: dt.date) -> pd.DataFrame:
    """Return the diary of someone who runs as asked and rates 3 each day."""
    days = diary_of(lambda week, day: 0.0, last=today - dt.timedelta(days=1)).days
    asked = pd.Series(begun().schedule.km_asked(), begun().schedule.days)
    days["distance_km"] = asked.reindex(days.index, fill_value=0.0)
    days["runs"] = (days["distance_km"] > 0) * 1.0
    return days.assign(pain=3.0)


@pytest.mark.parametrize(("silent", "said"), [(6, []), (7, ["log_ends"])])
def test_a_log_may_be_six_days_late(silent: int, said: list[str]) -> None:
    today = MONDAY + dt.timedelta(days=40)
    days = as_asked(today)
    days.loc[days.index[-silent:], ["runs", "distance_km"]] = NAN
    assert status(today, days) == said


@pytest.mark.parametrize(
    ("today", "first_without", "said"),
    [
        # four runs a week; the last one was on Saturday, and three were asked for since
        (dt.date(2027, 1, 9), dt.date(2027, 1, 3), []),
        (dt.date(2027, 1, 10), dt.date(2027, 1, 3), ["no_run_since"]),
        # two runs a week, none since the first day: two, then three of them
        (dt.date(2026, 12, 8), MONDAY, []),
        (dt.date(2026, 12, 9), MONDAY, ["no_run_since"]),
    ],
)
def test_no_run_for_seven_days_and_three_asked_for(
    today: dt.date, first_without: dt.date, said: list[str]
) -> None:
    days = as_asked(today)
    days.loc[pd.Timestamp(first_without) :, ["runs", "distance_km"]] = 0.0
    assert status(today, days) == said


@pytest.mark.parametrize(("days_over", "said"), [(7, []), (8, ["block_unrated"])])
def test_a_block_without_a_rating_is_said_from_its_eighth_day_on(
    days_over: int, said: list[str]
) -> None:
    today = MONDAY + dt.timedelta(days=days_over)
    days = as_asked(today)
    days.loc[pd.Timestamp(MONDAY) :, "pain"] = NAN
    assert status(today, days) == said


@pytest.mark.parametrize(
    ("table", "key", "within", "beyond"),
    [
        (None, "block_days", 1, 0),
        (None, "block_days", 100, 101),
        (None, "seed", 0, -1),
        (None, "seed", 2**63 - 1, 2**63),
        ("stopping", "pain", 0, -1),
        ("stopping", "pain", 10, 11),
        ("stopping", "days", 1, 0),
        ("stopping", "days", 100, 101),
        ("rule", "most_alike", 0, -1),
        ("rule", "most_apart", 100, 101),
        ("low", "km_a_run", 0.5, 0.0),
        ("high", "km_a_run", 1000.0, 1000.5),
    ],
)
def test_numbers_that_no_test_can_have(
    table: str | None, key: str, within: float, beyond: float
) -> None:
    content: dict[str, Any] = tomllib.loads(text_of(begun()))
    place = content[table] if table else content
    place[key] = within
    read_back(content)
    place[key] = beyond
    with pytest.raises(ValueError, match=str(beyond)):
        read_back(content)


def test_a_test_has_one_to_a_hundred_blocks() -> None:
    content: dict[str, Any] = tomllib.loads(text_of(begun()))
    one = content["blocks"][0]
    for n in (1, 100):
        assert len(read_back({**content, "blocks": [one] * n}).schedule.order) == n
    for n in (0, 101):
        with pytest.raises(ValueError, match=f"{n} blocks"):
            read_back({**content, "blocks": [one] * n})


def test_a_test_may_be_as_large_as_is_said(tmp_path: Path) -> None:
    text = text_of(begun())
    padded = f"{text}#".ljust(256 * 1024, "x")
    (tmp_path / "test.toml").write_text(padded, encoding="utf-8")
    assert latest_test(tmp_path) == begun()
    (tmp_path / "test.toml").write_text(f"{padded}x", encoding="utf-8")
    with pytest.raises(SettingsError, match="256 KB"):
        latest_test(tmp_path)


def test_tests_of_one_day_are_read_in_their_order(tmp_path: Path) -> None:
    kept = ["test-2026-01-01-2", "test-2025-12-31-3", "test-2026-01-01-10", "test-2026-01-01"]
    written = {}
    for place, name in enumerate(kept):
        written[name] = begun(weeks=20 + 2 * place)
        (tmp_path / f"{name}.toml").write_text(text_of(written[name]), encoding="utf-8")
    in_order = ["test-2025-12-31-3", "test-2026-01-01", "test-2026-01-01-2", "test-2026-01-01-10"]
    assert read_tests(tmp_path) == tuple(written[name] for name in in_order)


@pytest.mark.parametrize(("unknown", "is_known"), [(10, True), (11, False)])
def test_a_quarter_of_the_distances_may_be_filled_in(unknown: int, is_known: bool) -> None:
    done = DaysDone(daily=pd.DataFrame(), km=np.zeros(40), unknown=unknown)
    assert done.km_is_known == is_known


def test_ten_rated_days_have_a_pvalue() -> None:
    test = fair_test("HLLHLH", block_days=14)
    daily = diary(test, rated=1.0)
    in_test = daily.index[HISTORY:]
    for n, has_none in ((9, True), (10, False)):
        few = daily.copy()
        few.loc[in_test.difference(in_test[::9][:n]), "pain"] = NAN
        assert np.isnan(analyse(few, test).pvalue) == has_none


def test_whoever_stops_on_the_last_day_has_not_stopped_early() -> None:
    test = fair_test("HLLHLH", block_days=14)
    daily = diary(test)
    last = test.schedule.last_day
    for stopped_on, is_early in ((last, False), (last - dt.timedelta(days=1), True)):
        result = analyse(daily, dataclasses.replace(test, stopped_on=stopped_on))
        assert result.stopped_early == is_early
        assert result.is_complete != is_early


def test_one_day_of_the_other_kind_has_a_share_rated() -> None:
    test = fair_test("HLLHLH", block_days=14)
    daily = diary(test, rated=1.1).iloc[: HISTORY + 15]
    daily.loc[daily.index[HISTORY + 1], "pain"] = NAN
    result = analyse(daily, test)
    assert (result.rated_high, result.rated_low) == (pytest.approx(13 / 14), 1.0)


def test_a_look_on_the_day_of_stopping_was_one_before_it() -> None:
    test = fair_test("HLLHLHH", block_days=7)
    day = dt.date(2026, 4, 13)
    stopped = dataclasses.replace(test, stopped_on=day)
    for look, is_sequential in ((day, True), (day + dt.timedelta(days=1), False)):
        looked = dataclasses.replace(stopped, looks=(look,))
        assert analyse(diary(test), looked).is_sequential == is_sequential


@pytest.mark.parametrize(("blocks", "are_all", "others"), [(24, True, 4095), (26, False, 9999)])
def test_up_to_4096_orders_are_all_compared_with(blocks: int, are_all: bool, others: int) -> None:
    """In pairs, 24 periods have 2^12 orders, and 26 twice as many."""
    rule = Rule(in_pairs=True)
    found = other_orders(rule, draw_order(rule, blocks, seed=1), seed=1)
    assert found.are_all == are_all
    assert len(found.orders) == others


@pytest.mark.parametrize(("blocks", "are_all", "n"), [(24, True, 4096), (26, False, 999)])
def test_a_simulated_test_compares_as_many_or_draws_999(blocks: int, are_all: bool, n: int) -> None:
    found = orders_to_draw(Rule(in_pairs=True), blocks, np.random.default_rng(1))
    assert (found.are_all, len(found.orders)) == (are_all, n)
    assert set(np.unique(found.orders)) == {-0.5, 0.5}


@pytest.mark.parametrize(("at_three", "detectable"), [(0.8, 3.0), (0.79, math.inf)])
def test_a_length_is_told_what_it_finds_up_to_three_times_what_matters(
    monkeypatch: pytest.MonkeyPatch, at_three: float, detectable: float
) -> None:
    def curve(*args: object, differences: list[float], **more: object) -> pd.DataFrame:
        power = [0.5, at_three]
        return pd.DataFrame({"weeks": 20, "difference": differences, "power": power})

    monkeypatch.setattr(lengths, "power_curve", curve)
    monkeypatch.setattr(lengths, "course_of", lambda diary: None)
    week = WeekAsked((1,), 5.0)
    found = detectable_by_length(Diary(pd.DataFrame()), week, week, 1.0, {20: 0.2})
    assert found["detectable"].tolist() == pytest.approx([detectable])


COURSE = PainCourse(rho=0.5, log_r=-1.0, scale=2.0, rated=0.8, adherence=0.75, skipping=0.4)
EVERY_TUESDAY = WeekAsked((1,), 4.0)
AND_SATURDAY = WeekAsked((1, 5), 6.0)


def test_every_second_number_of_blocks_from_12_to_52_weeks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(power, "FITS", 1)
    monkeypatch.setattr(power, "TESTS", 2)

    def weeks(**which: Any) -> list[float]:
        curve = power_curve(COURSE, EVERY_TUESDAY, AND_SATURDAY, differences=(1.0,), **which)
        return curve["weeks"].tolist()

    assert weeks() == list(range(12, 53, 4))
    assert weeks(block_days=42) == [12, 24, 36, 48]
    assert weeks(block_days=21, weeks=(32, 30)) == [30]


def variance_of_the_last_day(difference: float, course: PainCourse) -> float:
    schedule = Schedule(MONDAY, 14, (True, False), EVERY_TUESDAY, AND_SATURDAY)
    covariance = PlannedDays(course, schedule).covariance(difference)
    return float(covariance[-1, -1])


def test_how_skipped_and_shorter_runs_move_simulated_pain_by_hand() -> None:
    """One point of difference, runs kept three times in four, their length spread by 0.3.

    Before the 28th day lie two Tuesdays (4 or 6 km) and two Saturdays (0 or 6 km). A Tuesday's
    run varies by (16 + 36) / 2 * (.75 * .25 + .75 * .09) = 26 * .255 km squared, a Saturday's by
    18 * .255. Each km counts half in the mean week of the 14 days before; the weeks lie 8 apart.
    """
    unmoved = dataclasses.replace(COURSE, skipping=0.0)
    still = variance_of_the_last_day(0.0, unmoved)
    assert still == pytest.approx(unmoved.sd**2)
    moved = variance_of_the_last_day(1.0, unmoved)
    assert moved - still == pytest.approx(2 * (26 + 18) * 0.255 / 4 / 64)


def test_who_skips_in_pain_and_is_helped_by_runs_stays_in_pain_longer() -> None:
    """By hand for a small difference d: pain of day s gives d * c * km / 2 / 8 to day t, s < t.

    c is .75 * .25 * .4, km the mean of both weeks, 5 on Tuesdays and 3 on Saturdays. So the
    variance grows by twice the covariance with the days before.
    """
    d = 1e-5
    grown = variance_of_the_last_day(d, COURSE) - variance_of_the_last_day(0.0, COURSE)
    before = {5: 5.0, 1: 3.0, 12: 5.0, 8: 3.0}  # Tuesdays and Saturdays, before a Sunday
    lasting = 2.0 / (1 - 0.25)
    by_hand = 0.0
    for ago, km in before.items():
        by_hand += 2 * d * 0.075 * km / 16 * lasting * 0.5**ago
    assert grown == pytest.approx(by_hand, rel=1e-3)


@pytest.mark.parametrize(("are_all", "pvalue"), [(True, 2 / 26), (False, 1 / 25)])
def test_a_simulated_test_that_is_as_clear_as_can_be(are_all: bool, pvalue: float) -> None:
    """Six blocks have 26 orders: the own one and its mirror; or 24 others, of which it is none."""
    every = every_order(Rule(), 6) - 0.5
    own = every[0]
    others = every[np.abs(every @ own) < 1.5 - 1e-9]
    assert (len(every), len(others)) == (26, 24)
    said = Said(information=np.eye(6), noise=np.zeros((6, 6)))
    orders = Orders(every if are_all else others, are_all=are_all)
    found = said.pvalues(1.0, own[None], orders, np.zeros((1, 6)))
    assert found.tolist() == pytest.approx([pvalue])
