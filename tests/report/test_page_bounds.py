"""What the pages say and draw just before and just after each of their bounds."""

import datetime as dt
import math
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from made_tests import START, analysis_with, made_days, made_result, made_test, reported

import backpain_analysis as bpa
from backpain_analysis.codes import Interval, Verdict
from backpain_analysis.diary import Diary, Event
from backpain_analysis.language import Phrases
from backpain_analysis.report import by_month, clinician
from backpain_analysis.report.analysis import analyse
from backpain_analysis.report.changes import (
    Changes,
    DayChanges,
    Finding,
    Moved,
    PastValue,
    PastValues,
    PlanChange,
)
from backpain_analysis.report.changes_page import news
from backpain_analysis.report.course import course
from backpain_analysis.report.fair_test import end_words
from backpain_analysis.report.fair_test import test_news as news_of_test
from backpain_analysis.report.habits import usual_habits
from backpain_analysis.report.pages import notices
from backpain_analysis.report.recorded import recorded
from backpain_analysis.report.yours import lost_weight
from backpain_analysis.report.yours.around_events import around, before_and_after
from backpain_analysis.report.yours.bars import interval_bar, reach_for
from backpain_analysis.report.yours.cards import cards
from backpain_analysis.report.yours.days import every_day
from backpain_analysis.report.yours.fair_test import fair_test_section
from backpain_analysis.report.yours.far import Far, far_along
from backpain_analysis.report.yours.history import history_section
from backpain_analysis.report.yours.marks import bars, dots, line, on_axis, rule, spans
from backpain_analysis.report.yours.next_month import advice, costs
from backpain_analysis.report.yours.page import your_page
from backpain_analysis.report.yours.panel import Tick
from backpain_analysis.report.yours.panels import Panel, bad_days, others_left_out, panels
from backpain_analysis.report.yours.so_far import so_far, this_week
from backpain_analysis.report.yours.timeline import events_within, ticks, timeline
from backpain_analysis.settings import PlanSettings, Settings

EN = Phrases()
NAN = float("nan")


def days_of(pain: Any, first: str = "2026-01-05", **columns: Any) -> pd.DataFrame:
    """Return a daily table, from a Monday on; a column that is not given is not recorded."""
    index = pd.date_range(first, periods=len(pain), freq="D", name="day")
    frame = pd.DataFrame({"pain": pain}, index, dtype=float)
    for name in ("runs", "distance_km", "duration_min", "weight_kg"):
        frame[name] = columns.pop(name, NAN)
    return frame.assign(**columns)


def drawn(panel: Panel, mark: str) -> str:
    """Return what is drawn of a mark: the path of its class."""
    found = re.search(rf'class="{mark}" d="([^"]*)"', str(panel.drawn))
    return found[1] if found else ""


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


# the course, months and what else is recorded


@pytest.mark.parametrize(
    ("n", "weeks"), [(13, 0), (14, 1), (27, 1), (28, 2), (111, 7), (112, 8), (200, 8)]
)
def test_the_first_and_last_stretch_never_overlap(n: int, weeks: int) -> None:
    found = course(days_of(np.arange(n) % 10))
    assert found is not None
    assert found.weeks == weeks
    assert found.first.rated == found.last.rated == 7 * weeks


@pytest.mark.parametrize(("rated", "has_mean"), [(6, False), (7, True)])
def test_seven_ratings_make_a_mean(rated: int, has_mean: bool) -> None:
    found = course(days_of([3.0] * 28 + [4.0] * rated + [NAN] * (28 - rated)))
    assert found is not None
    assert np.isfinite(found.recent.mean) == has_mean
    assert found.before.mean == 3.0


@pytest.mark.parametrize(("pain", "severe"), [(6.9, 0), (7.0, 28)])
def test_a_severe_day_is_one_of_seven_or_more(pain: float, severe: int) -> None:
    frame = days_of([pain] * 28)
    found = course(frame)
    assert found is not None
    assert found.recent.severe == severe
    assert by_month(frame)["severe"].sum() == severe


def test_months_one_by_one_then_years_then_all_before() -> None:
    """To October 2026, two months one by one, and three years before them."""
    frame = days_of([3.0] * 2495, first="2020-01-01")
    assert frame.index[-1] == pd.Timestamp("2026-10-30")
    names = by_month(frame, months=2, years=3).index.tolist()
    assert names == ["before 2024", "2024", "2025", "until 2026-08", "2026-09", "2026-10"]
    in_january = frame.loc[:"2026-02-10"]
    assert by_month(in_january, months=2, years=2).index.tolist() == [
        "before 2024",
        "2024",
        "2025",
        "2026-01",
        "2026-02",
    ]


def handed_on(frame: pd.DataFrame) -> list[tuple[str, str]]:
    rows = recorded(EN, analysis_with(frame, None))
    return [row for row in rows if row[0] != EN("handed_on.not_recorded")]


def with_others(count: int) -> pd.DataFrame:
    frame = days_of([3.0] * 60, runs=0.0)
    for n in range(count):
        frame[f"stress {n:02d}"] = 1.0
    return frame


def test_twelve_other_things_are_handed_on_and_of_more_their_number_is_said() -> None:
    assert len(handed_on(with_others(12))) == 12
    rows = handed_on(with_others(14))
    assert len(rows) == 13
    assert rows[-1] == (EN("other.more", n=2), "")


@pytest.mark.parametrize(("days_ago", "recent"), [(27, 1), (28, 0)])
def test_a_medication_of_the_last_four_weeks_is_counted(days_ago: int, recent: int) -> None:
    taken = np.zeros(60)
    taken[[10, 59 - days_ago]] = 400.0
    (row,) = handed_on(days_of([3.0] * 60, runs=0.0, ibuprofen=taken))
    assert row == ("Ibuprofen", EN("other.counted", days=2, recent=recent))


@pytest.mark.parametrize("letters", [60, 61])
def test_a_long_name_is_cut_at_sixty_letters(letters: int) -> None:
    name = "stress" + "m" * (letters - 6)
    ((label, _),) = handed_on(days_of([3.0] * 60, runs=0.0, **{name: 1.0}))
    assert len(label) == 60
    assert label.endswith("…") == (letters > 60)


def test_a_questionnaire_is_told_by_its_first_and_last_score() -> None:
    once = np.full(60, NAN)
    once[3] = 40.0
    twice = once.copy()
    twice[50] = 22.0
    ((_, first),) = handed_on(days_of([3.0] * 60, runs=0.0, odi=once))
    ((_, both),) = handed_on(days_of([3.0] * 60, runs=0.0, odi=twice))
    assert first == "40 (8 January 2026)"
    assert both == EN("other.scores", first=first, last="22 (24 February 2026)", n=2)


def test_mostly_is_eight_ratings_in_ten() -> None:
    frame = days_of(np.arange(11.0), weight_kg=np.arange(70.0, 81.0))
    plan: Any = SimpleNamespace(contrasts={})
    found = usual_habits(Diary(frame), plan)
    assert (found.pain, found.weight) == ((1, 9), (71, 79))
    assert (found.rated, found.days) == (11, 11)


# the person's page


@pytest.mark.parametrize(("now", "lost"), [(76.0, True), (76.1, False)])
def test_a_twentieth_of_the_weight_is_a_loss(now: float, lost: bool) -> None:
    weight = pd.Series([80.0, now], pd.DatetimeIndex(["2026-01-01", "2026-03-01"]))
    assert lost_weight(weight) == lost


@pytest.mark.parametrize(("days_ago", "lost"), [(182, True), (183, False)])
def test_a_loss_is_one_of_half_a_year(days_ago: int, lost: bool) -> None:
    last = pd.Timestamp("2026-08-01")
    weight = pd.Series([80.0, 70.0], [last - pd.Timedelta(days=days_ago), last])
    assert lost_weight(weight) == lost


@pytest.mark.parametrize(("days_ago", "lost"), [(27, False), (28, True)])
def test_weight_now_is_the_median_of_four_weeks(days_ago: int, lost: bool) -> None:
    """A low weigh-in today beside two high ones: within four weeks these are the median."""
    last = pd.Timestamp("2026-08-01")
    before = last - pd.Timedelta(days=days_ago)
    weight = pd.Series([80.0, 80.0, 70.0], [before, before, last])
    assert lost_weight(weight) == lost


@pytest.mark.parametrize(
    ("n_severe", "n", "least", "is_own"),
    [
        (5, 100, 7.0, False),  # one in twenty
        (4, 100, 4.0, True),  # with fewer, the own worst tenth
        (2, 56, 4.0, True),
        (2, 55, None, None),  # of too few days there is no tenth
    ],
)
def test_bad_days_are_the_severe_ones_where_there_are_enough(
    n_severe: int, n: int, least: float | None, is_own: bool | None
) -> None:
    pain = np.full(n, 2.0)
    pain[:15] = 4.0
    pain[:n_severe] = 7.0
    found = bad_days(pd.Series(pain))
    if least is None:
        assert found is None
    else:
        assert found is not None
        assert (found.least, found.is_own) == (least, is_own)


def panel_of(frame: pd.DataFrame, name: str) -> Panel:
    return next(panel for panel in panels(EN, frame) if panel.name == name)


def test_pain_is_drawn_where_it_belongs() -> None:
    """From -1.3 to 10.5: 10 lies at 100 * .5 / 11.8 below the top, 0 at 100 * 10.5 / 11.8."""
    frame = days_of([0.0, 10.0, NAN, 5.0])
    panel = panel_of(frame, "pain")
    assert [tick.y for tick in panel.ticks] == pytest.approx([88.98, 46.61, 4.24], abs=0.01)
    assert [tick.text for tick in panel.ticks] == ["0", "5", "10"]
    x = numbers(drawn(panel, "dots"))[::3]
    assert x == [0.5, 1.5, 3.5]
    assert drawn(panel, "unrated") == "M2 95.5H3V99H2z"
    grid = re.findall(r'class="grid" d="M0 ([\d.]+)H4"', str(panel.drawn))
    assert len(grid) == 6


@pytest.mark.parametrize(("n", "is_slow"), [(1098, False), (1099, True)])
def test_three_years_have_a_slower_mean(n: int, is_slow: bool) -> None:
    frame = days_of(np.arange(n) % 5, runs=1.0)
    panel = panel_of(frame, "pain")
    assert bool(drawn(panel, "mean slow")) == is_slow
    key = "timeline.mean_long" if is_slow else "timeline.mean"
    assert panel.legend[0].text == EN(key)
    page = str(timeline(EN, Diary(frame)))
    assert (" long" in page.partition(">")[0]) == is_slow


def test_a_mean_needs_three_of_seven_days() -> None:
    pain = np.full(30, NAN)
    pain[[10, 12, 13]] = [2.0, 4.0, 6.0]
    mean = drawn(panel_of(days_of(pain), "pain"), "mean fast")
    places = numbers(mean)
    assert places[::2] == [10.5, 11.5, 12.5, 13.5]
    assert places[1] == pytest.approx(100 * 6.5 / 11.8, abs=0.01)


@pytest.mark.parametrize(("bad_in_20", "top"), [(10, 50), (11, 100)])
def test_bad_days_are_drawn_up_to_half_or_all(bad_in_20: int, top: int) -> None:
    pain = [7.0] * bad_in_20 + [2.0] * (20 - bad_in_20)
    frame = days_of(pain, first="2026-02-01")
    panel = panel_of(frame, "bad-days")
    assert panel.ticks[1] == Tick(0.0, EN("timeline.percent", n=top))
    left, bottom, height, right, _ = numbers(drawn(panel, "bad"))
    assert (left, bottom, right) == (0, 100, 20 - 0.08)
    assert height == pytest.approx(100 * (1 - 100 * bad_in_20 / 20 / top))


def test_weeks_of_running_are_bars_from_monday_on_with_a_gap_between() -> None:
    km = np.zeros(20)
    km[[1, 8]] = [10.0, 20.0]
    frame = days_of([3.0] * 20, runs=(km > 0) * 1.0, distance_km=km)
    panel = panel_of(frame, "sessions")
    of_bars = np.array(numbers(drawn(panel, "sessions"))).reshape(2, 5)
    assert of_bars[:, 0].tolist() == [0, 7]
    assert of_bars[:, 3].tolist() == [6.2, 13.2]
    assert of_bars[:, 2] == pytest.approx([100 * (1 - 10 / 22.4), 100 * (1 - 20 / 22.4)], abs=0.01)
    assert panel.ticks[1].text == "20"
    assert drawn(panel, "grid") == "M0 100H20"
    rare = days_of([3.0] * 20, runs=(km == 10) * 1.0)
    assert panel_of(rare, "sessions").title == EN("timeline.sessions")


def test_weight_has_half_a_kilogram_of_room_or_a_tenth() -> None:
    frame = days_of([3.0] * 40, weight_kg=[80.0] * 20 + [81.0] * 20)
    low, high = panel_of(frame, "weight").ticks
    assert (low.y, high.y) == (pytest.approx(75), pytest.approx(25))  # 79.5 to 81.5
    frame["weight_kg"] = [80.0] * 20 + [90.0] * 20
    assert panel_of(frame, "weight").ticks[0].y == pytest.approx(100 * 11 / 12)
    alike = panel_of(frame.assign(weight_kg=80.0), "weight")
    assert [tick.text for tick in alike.ticks] == ["80"]


def test_a_mean_of_weight_is_of_four_weeks_and_two_weigh_ins() -> None:
    weight = np.full(100, NAN)
    weight[[40, 41]] = [80.0, 81.0]
    mean = numbers(
        drawn(panel_of(days_of([3.0] * 100, weight_kg=weight), "weight"), "mean of-weight")
    )
    assert len(mean) == 2 * 27  # 28 days hold both on 27 days
    weight[41] = NAN
    alone = panel_of(days_of([3.0] * 100, weight_kg=weight), "weight")
    assert drawn(alone, "mean of-weight") == ""


def test_four_other_things_of_seven_days_have_a_panel() -> None:
    frame = days_of([3.0] * 40)
    for n in range(6):
        frame[f"thing {n}"] = np.where(np.arange(40) < 6 + n, 1.0, NAN)
    titles = [panel.title for panel in panels(EN, frame) if panel.name == "other"]
    assert titles == ["Thing 5", "Thing 4", "Thing 3", "Thing 2"]
    assert others_left_out(frame) == ["thing 0", "thing 1"]
    few = frame.drop(columns=["thing 2", "thing 3", "thing 4", "thing 5"])
    assert [p.title for p in panels(EN, few) if p.name == "other"] == ["Thing 1"]
    (long,) = [p for p in panels(EN, days_of([3.0] * 9, **{"m" * 41: 1.0})) if p.name == "other"]
    assert long.title == "M" + "m" * 39


@pytest.mark.parametrize(
    ("n", "step"),
    [(5, 1), (6, 2), (10, 2), (11, 3), (15, 3), (16, 7), (35, 7), (36, 14), (70, 14)],
)
def test_a_short_axis_names_every_so_many_days(n: int, step: int) -> None:
    named = ticks(EN, pd.date_range("2026-01-02", periods=n, freq="D"))
    assert [x for x, _ in named] == list(range(0, n, step))


@pytest.mark.parametrize(
    ("n", "months"),
    [
        (71, [2, 3]),
        (151, [2, 3, 4, 5, 6]),
        (181, [3, 5, 7]),  # a sixth would not fit: every second month
        (400, [4, 7, 10, 1]),
        (520, [4, 7, 10, 1, 4]),
        (700, [5, 9, 1, 5, 9]),
    ],
)
def test_a_longer_axis_names_months(n: int, months: list[int]) -> None:
    days = pd.date_range("2026-01-02", periods=n, freq="D")
    named = ticks(EN, days)
    assert [days[x].month for x, _ in named] == months
    assert {days[x].day for x, _ in named} == {1}


@pytest.mark.parametrize(
    ("years", "named"),
    [
        (5, [2018, 2019, 2020, 2021, 2022]),
        (8, [2018, 2020, 2022, 2024]),
        (14, [2019, 2022, 2025, 2028, 2031]),
        (60, [2020, 2040, 2060]),
    ],
)
def test_years_are_named_where_months_would_be_too_many(years: int, named: list[int]) -> None:
    days = pd.date_range("2017-03-01", periods=365 * years, freq="D")
    assert [days[x].year for x, _ in ticks(EN, days)] == named


def event(name: str, first: pd.Timestamp, last: pd.Timestamp | None = None) -> Event:
    return Event(name, first, first if last is None else last)


def test_sixty_events_are_shown_the_newest() -> None:
    frame = days_of([3.0] * 70)
    events = tuple(event(f"e{n}", day) for n, day in enumerate(frame.index[:61]))
    shown = events_within(Diary(frame, events=events))
    assert [one.name for one in shown] == [f"e{n}" for n in range(1, 61)]


def test_events_that_touch_the_first_or_the_last_day_are_within() -> None:
    frame = days_of([3.0] * 30)
    day = pd.Timedelta(days=1)
    first, last = frame.index[[0, -1]]
    events = (
        event("before", first - 9 * day, first - day),
        event("to the first", first - 9 * day, first),
        event("from the last", last, last + 9 * day),
        event("after", last + day),
    )
    diary = Diary(frame, events=events)
    assert [one.name for one in events_within(diary)] == ["to the first", "from the last"]
    page = str(timeline(EN, diary))
    assert 'style="left:0.000%;width:3.333%" data-from="0" data-to="1"' in page
    assert 'style="left:96.667%;width:3.333%" data-from="29" data-to="30"' in page


def test_the_buttons_show_four_weeks_a_quarter_a_year_and_all() -> None:
    page = str(timeline(EN, Diary(days_of([3.0] * 30))))
    assert re.findall(r'data-last="(\d+)"', page) == ["28", "91", "365", "0"]


@pytest.mark.parametrize(("lasts", "has_column"), [(6, False), (7, True)])
def test_an_event_of_a_week_has_a_column_of_its_own(lasts: int, has_column: bool) -> None:
    frame = days_of([3.0] * 100)
    first = frame.index[50]
    one = event("course", first, first + pd.Timedelta(days=lasts - 1))
    found = around(Diary(frame, events=(one,)), one)
    assert (found.during is not None) == has_column
    assert len(found.days) == 28 + lasts + 28
    assert (found.start, found.end) == (28, 28 + lasts)
    assert found.before.rated == found.after.rated == 28


@pytest.mark.parametrize(("rated", "is_peak"), [(2, False), (3, True)])
def test_a_peak_needs_three_ratings_in_the_week(rated: int, is_peak: bool) -> None:
    pain = np.full(100, 2.0)
    pain[44:51] = NAN
    pain[44 : 44 + rated] = 9.0
    frame = days_of(pain)
    found = around(Diary(frame), event("x", frame.index[50]))
    assert found.began_at_a_peak == is_peak


def test_six_events_are_shown_and_more_unfold() -> None:
    frame = days_of([3.0] * 100)
    events = [event(f"e{n}", frame.index[10 * n]) for n in range(8)]
    six = str(before_and_after(EN, Diary(frame, events=tuple(events[:6]))))
    assert six.count("<article>") == 6
    assert "<details>" not in six
    eight = str(before_and_after(EN, Diary(frame, events=tuple(events))))
    shown, _, folded = eight.partition("<details>")
    assert (shown.count("<article>"), folded.count("<article>")) == (6, 2)
    assert EN("around.more", n=2) in folded


def test_what_is_drawn_around_an_event() -> None:
    frame = days_of([2.0] * 50 + [6.0] * 50)
    drawn_at = str(before_and_after(EN, Diary(frame, events=(event("x", frame.index[50]),))))
    assert 'class="lasted" d="M28 100V0H29V100z"' in drawn_at
    # from -0.6 to 10.6: 2 points lie at 100 * 8.6 / 11.2, and so on
    assert 'class="mean" d="M0 76.79H28"' in drawn_at
    assert 'class="mean" d="M29 41.07H57"' in drawn_at
    assert re.findall(r"top:([\d.]+)%", drawn_at) == ["94.6", "5.4"]
    assert re.findall(r'class="grid" d="([^"]*)"', drawn_at) == ["M0 94.64H57", "M0 5.36H57"]


@pytest.mark.parametrize(
    ("farthest", "sesoi", "reach"),
    [(0.5, 1.0, 2.0), (3.0, 1.0, 3.45), (9.0, 1.0, 5.0), (9.0, 3.0, 6.0), (1.0, 3.0, 6.0)],
)
def test_how_far_a_bar_goes(farthest: float, sesoi: float, reach: float) -> None:
    assert reach_for(farthest, sesoi) == pytest.approx(reach)


def test_an_interval_beyond_its_bar_ends_at_the_edge() -> None:
    bar = str(interval_bar(-7.0, (-9.0, 0.5), reach=5.0, sesoi=1.0))
    assert 'class="interval" d="M-5.000 50H0.500"' in bar
    assert 'class="estimate" d="M-5 50h0"' in bar
    assert 'class="band" d="M-1.0 0H1.0V100H-1.0z"' in bar
    assert 'viewBox="-5 0 10 100"' in bar


def undecided(months: tuple[float, float] | None, days: int) -> Any:
    index = pd.date_range("2026-01-01", periods=days, freq="D")
    wait = None if months is None else Wait(*months)
    return SimpleNamespace(
        lack=None,
        fit=SimpleNamespace(days=index),
        verdict=Verdict.CANNOT_TELL,
        months_needed=wait,
    )


class Wait(NamedTuple):
    """Months, as `answers` has them."""

    soonest: float
    latest: float


@pytest.mark.parametrize(
    ("months", "percent"),
    [
        ((2, 4), 76),  # 304 days are ten months, and three are to come: 10 / 13
        ((24, 24), 29),
        ((25, 25), None),
        ((2, 48), 28),  # 10 / 35
        ((2, 200), 14),  # a later end counts as ten years, 120 months: 10 / 71
        ((2, math.inf), 14),
        (None, None),
    ],
)
def test_how_far_along_an_answer_is(
    months: tuple[float, float] | None, percent: int | None
) -> None:
    assert far_along(undecided(months, 304)).percent == percent


def test_no_answer_that_is_still_open_is_a_hundred_percent_there() -> None:
    assert far_along(undecided((0.01, 0.01), 3040)).percent == 99


@pytest.mark.parametrize(("unrated", "is_told"), [(2, False), (3, True)])
def test_what_widens_intervals_by_two_percent_is_told(unrated: int, is_told: bool) -> None:
    """Of 84 days: sqrt(84 / 82) is 1.2 % more, sqrt(84 / 81) 1.8 %, which rounds to 2."""
    found = costs(days_of([3.0] * (84 - unrated) + [NAN] * unrated))
    assert [cost.wider for cost in found] == ([2] if is_told else [])


def test_costs_are_those_of_twelve_weeks() -> None:
    pain = [3.0] * 10 + [NAN] * 20 + [3.0] * 64
    (cost,) = costs(days_of(pain))
    assert cost.fields == {"n": 20, "of": 84}
    assert costs(days_of([*pain, *[3.0] * 20])) == []


@pytest.mark.parametrize(
    ("n", "step", "is_coarse"), [(20, 1.5, True), (19, 1.5, False), (20, 1.4, False)]
)
def test_ratings_in_wide_steps_cost(n: int, step: float, is_coarse: bool) -> None:
    found = costs(days_of(np.arange(n) % 2 * step))
    assert [cost.code for cost in found] == (["coarse"] if is_coarse else [])


def test_the_cost_of_wide_steps_by_hand() -> None:
    """Ratings of 0 and 2.5 in turn vary by 1.58, of which 2.5^2 / 12 = .52 are rounding."""
    (cost,) = costs(days_of(np.tile([0.0, 2.5], 42)))
    rounding = 0.5208
    felt = 1.5813 - rounding
    assert cost.wider == round(100 * (math.sqrt(1 + rounding / felt) - 1)) == 22


def test_a_log_and_weigh_ins_that_lack_cost_too() -> None:
    runs = [1.0] * 70 + [NAN] * 14
    found = costs(days_of([3.0, 4.0] * 42, runs=runs, distance_km=np.multiply(runs, 5.0)))
    assert [(cost.code, cost.wider, cost.fields["n"]) for cost in found] == [("log", 10, 14)]
    found = costs(days_of([3.0, 4.0] * 42, runs=runs))
    assert [(cost.code, cost.wider) for cost in found] == [("log", 10)]
    weighed = ([80.0] + [NAN] * 6) * 12
    (cost,) = costs(days_of([3.0, 4.0] * 42, weight_kg=weighed))
    assert (cost.code, cost.wider, cost.fields["rate"]) == ("weigh", 41, 1.0)
    long_ago = [80.0] + [NAN] * 99
    (cost,) = costs(days_of([3.0, 4.0] * 50, weight_kg=long_ago))
    assert cost.wider == round(100 * (math.sqrt(24) - 1))  # as if one in twelve weeks


@pytest.mark.parametrize(("days_ago", "is_asked"), [(28, False), (29, True)])
def test_runs_are_asked_for_after_four_weeks(days_ago: int, is_asked: bool) -> None:
    runs = np.zeros(60)
    runs[59 - days_ago] = 1.0
    frame = days_of([3.0] * 60, runs=runs, distance_km=5 * runs)
    told = list(advice(EN, analysis_with(frame, None)))
    asked = EN("advice.export", day=frame.index[59 - days_ago])
    assert (asked in told) == is_asked


def test_a_run_without_a_distance_in_twelve_weeks_is_asked_about() -> None:
    for place, is_asked in ((99, True), (16, True), (15, False)):
        runs = np.zeros(100)
        runs[place] = 1.0
        frame = days_of([3.0] * 100, runs=runs, distance_km=np.where(runs > 0, NAN, 0.0))
        told = list(advice(EN, analysis_with(frame, None)))
        assert (EN("advice.distance") in told) == is_asked


def week_of(runs: list[float]) -> pd.DataFrame:
    return days_of([NAN] * len(runs), runs=runs)


def test_a_week_is_the_most_only_where_no_other_was_as_much() -> None:
    as_much = this_week(week_of([1.0, *[0.0] * 6] * 5))
    assert as_much is not None
    assert (as_much.amount, as_much.usual, as_much.is_most) == (1, 1, False)
    more = this_week(week_of([1.0, *[0.0] * 6] * 4 + [2.0, *[0.0] * 6]))
    assert more is not None
    assert more.is_most
    assert this_week(week_of([NAN, *[0.0] * 34])) is None
    assert this_week(week_of([NAN, *[0.0] * 35])) is not None


@pytest.mark.parametrize(("rated", "is_told"), [(6, False), (7, True)])
def test_usual_pain_is_told_from_seven_ratings_on(rated: int, is_told: bool) -> None:
    pain = [float(n) for n in range(rated)] + [NAN] * 20
    said = EN("so_far.usual_pain", low=1.5, high=4.5, median=3.0)
    assert (said in str(so_far(EN, days_of(pain, runs=0.0)))) == is_told


@pytest.mark.parametrize(("weeks", "is_told"), [(2, False), (3, True)])
def test_a_usual_week_is_one_of_three_full_ones(weeks: int, is_told: bool) -> None:
    runs = [1.0] * 7 * weeks + [1.0] * 6
    said = EN("so_far.usual_sessions", low=7.0, high=7.0)
    assert (said in str(so_far(EN, days_of([NAN] * len(runs), runs=runs)))) == is_told
    none = days_of([NAN] * 40, runs=[0.0] * 40)
    assert EN("so_far.usual_sessions", low=0.0, high=0.0) not in str(so_far(EN, none))


def history(months: int) -> pd.DataFrame:
    names = [str(month) for month in pd.period_range("2024-01", periods=months, freq="M")]
    columns = {"estimate": -0.5, "lower": -1.0, "upper": 0.2}
    return pd.DataFrame({"month": names, "exposure": "distance"} | columns)


@pytest.mark.parametrize(("months", "rows"), [(1, 0), (2, 2), (24, 24), (25, 24)])
def test_the_history_has_a_row_a_month_up_to_two_years(months: int, rows: int) -> None:
    page = str(history_section(EN, history(months), 1.0))
    assert page.count('scope="row"') == rows


def test_each_day_in_words() -> None:
    frame = days_of(
        [NAN, 3.0, 4.0, 5.0],
        runs=[NAN, 0.0, 1.0, 2.0],
        distance_km=[NAN, 0.0, 5.0, 0.0],
        duration_min=[NAN, 0.0, 30.0, NAN],
        weight_kg=[NAN, 80.0, NAN, NAN],
    )
    flu = event("flu", frame.index[1], frame.index[2])
    told = every_day(EN, Diary(frame, events=(flu,)))
    assert EN("day.not_rated") in told[0]
    assert EN("day.no_log") in told[0]
    assert EN("day.no_session") in told[1]
    one = ", ".join(
        [EN("day.sessions", n=1), EN("day.km", km=5.0), EN("day.minutes", minutes=30.0)]
    )
    assert one in told[2]
    assert EN("day.sessions", n=2) in told[3]
    assert EN("day.km", km=0.0) not in told[3]
    assert ["flu" in line for line in told] == [False, True, True, False]


# the marks of which every picture is made


def test_marks_by_hand() -> None:
    x = np.array([0.5, 1.5, 2.5, 3.5])
    y = np.array([10.0, NAN, 30.125, 40.0])
    assert dots(x, y) == "M0.5 10h0M2.5 30.12h0M3.5 40h0"
    assert line(x, y) == "M0.5 10M2.5 30.12L3.5 40"
    edges = np.array([0.0, 7.0, 14.0])
    assert bars(edges, edges + 6.2, np.array([50.0, NAN, 100.0])) == "M0 100V50H6.2V100z"
    assert spans(np.array([True, False, True, True]), 93, 99) == "M0 93H1V99H0zM2 93H4V99H2z"
    assert rule(1 / 3, 0, 4) == "M0 0.33H4"
    assert on_axis(np.array([0.0, 2.5, 10.0]), 0, 10).tolist() == [100, 75, 0]


def test_the_picture_of_a_fair_test_on_the_page() -> None:
    days = made_days(until=dt.date(2026, 8, 3))
    test = reported(days, dt.date(2026, 8, 3), made_result())
    page = str(fair_test_section(EN, test, days))
    high = numbers(re.findall(r'class="high" d="([^"]*)"', page)[0])
    low = numbers(re.findall(r'class="low" d="([^"]*)"', page)[0])
    # 4 of 10 points in the high blocks, 5 in the low ones; blocks of 14 days, the first is high
    assert high[:3] == [0, pytest.approx(100 * 6.5 / 11.8, abs=0.01), 14]
    assert low[:3] == [14, pytest.approx(100 * 5.5 / 11.8, abs=0.01), 28]
    first_dot = re.findall(r'class="dots" d="M([\d.]+)', page)[0]
    assert float(first_dot) == (0.5 if np.isfinite(days.loc[str(START), "pain"]) else 1.5)
    assert re.findall(r'class="number" style="top:([\d.]+)%"', page) == ["89.0", "46.6", "4.2"]
    # the longest end of the bar, -2.56 points, and some room
    assert f'viewBox="{-2.94:.2f} 0 5.89 100"' in page


def test_how_a_test_goes_counts_rated_days() -> None:
    days = made_days(until=dt.date(2026, 5, 19))
    page = str(fair_test_section(EN, reported(days, dt.date(2026, 5, 20)), days))
    unrated = int(days.loc["2026-03-02":"2026-03-15", "pain"].isna().sum())
    assert EN("fair.table.rated_of", rated=14 - unrated, days=14) in page


# the clinician's pages


@pytest.mark.parametrize(("step", "is_said"), [(1.0, False), (1.5, True)])
def test_wide_steps_between_ratings_are_handed_on(step: float, is_said: bool) -> None:
    frame = days_of(np.arange(60) % 2 * step, runs=0.0)
    content = clinician.clinician_content(analysis_with(frame, None))
    assert (EN("handed_on.steps", step=step) in str(content["who"])) == is_said


def exposure_row(lower: float, upper: float, verdict: Verdict = Verdict.CANNOT_TELL) -> str:
    answer: Any = SimpleNamespace(
        exposure=bpa.DISTANCE,
        verdict=Verdict.NOTHING_MEANINGFUL,
        lack=None,
        fit=SimpleNamespace(estimate=-0.2, window_days=14),
        interval=lambda: Interval(-0.5, 0.1),
        level=0.95,
        contrast=SimpleNamespace(low=5.0, high=20.0),
        contrast_int=lambda: Interval(lower, upper),
        sesoi=1.0,
    )
    return clinician.answer_row(EN, answer)["rules_out"]


@pytest.mark.parametrize(
    ("lower", "upper", "code"),
    [(-1.0, 1.0, "may_be"), (-0.99, 0.99, "hardly"), (-0.05, 0.05, "hardly"), (-0.04, 0.04, "not")],
)
def test_how_far_pain_may_differ(lower: float, upper: float, code: str) -> None:
    told = exposure_row(lower, upper)
    for side, bound in (("higher", upper), ("lower", -lower)):
        assert EN(f"between.{code}_{side}", bound=bound) in told


# months and changes


def finding(estimate: float, verdict: Verdict = Verdict.CANNOT_TELL) -> Finding:
    return Finding(estimate=estimate, verdict=verdict)


@pytest.mark.parametrize(
    ("was", "now", "differs"),
    [(0.5, 0.5 + 0.9e-6, False), (0.5, 0.5 + 1.1e-6, True), (100.0, 100.0 + 9e-5, False)],
)
def test_what_differs_in_the_seventh_place_has_not_moved(
    was: float, now: float, differs: bool
) -> None:
    moved = Moved("distance", finding(was), finding(now))
    assert moved.by_estimate == moved.at_all == differs
    assert not moved.by_verdict


def test_an_answer_that_is_new_or_gone_has_moved() -> None:
    one = finding(0.5)
    assert Moved("distance", None, one).at_all
    assert Moved("distance", one, None).at_all
    assert not Moved("distance", None, None).at_all
    assert not Moved("distance", None, one).by_estimate
    assert Moved("distance", one, finding(0.5, Verdict.MEANINGFUL)).by_verdict


def test_a_name_of_sixty_letters_is_whole_in_the_title() -> None:
    from backpain_analysis.settings.person import Who

    frame = days_of([3.0] * 30, runs=0.0)
    for letters, shown in ((60, "N" * 60), (61, "N" * 59 + "…")):
        made = analysis_with(frame, None, who=Who(name="N" * letters))
        (title,) = re.findall("<title>(.*)</title>", your_page(made))
        assert title.startswith(EN("yours.title_of", name=shown))


@pytest.mark.parametrize("nothing", ["", None])
def test_what_a_plan_did_not_hold_is_said_to_be_not_set(nothing: str | None) -> None:
    first = PlanChange("covered_from", was=nothing, now="2026-01-05")
    changes = Changes("2026-02", last="2026-01", days=None, plan=(first,))
    told = news(EN, changes)[-1]
    assert EN("changes.not_set") in told
    assert "None" not in told


@pytest.mark.parametrize(("count", "goes_on"), [(3, False), (4, True)])
def test_more_than_three_past_values_are_not_all_named(count: int, goes_on: bool) -> None:
    first = pd.Timestamp("2026-01-05")
    shown = tuple(PastValue(first + pd.Timedelta(days=n), 3.0, 4.5) for n in range(3))
    values = PastValues("pain", "changed", count, shown)
    days = DayChanges(added=0, added_rated=0, gone=0, values=(values,))
    told = "\n".join(news(EN, Changes("2026-02", last="2026-01", days=days)))
    assert told.count("2026") == 4  # three days, and the month before
    assert ("..." in told) == goes_on
    assert EN("changes.nothing_changed") not in told
    for gone, is_untouched in ((0, True), (1, False)):
        no_value = DayChanges(added=0, added_rated=0, gone=gone, values=())
        told = "\n".join(news(EN, Changes("2026-02", last="2026-01", days=no_value)))
        assert (EN("changes.nothing_changed") in told) == is_untouched


@pytest.mark.parametrize(
    ("exposure", "verdict", "soonest", "is_pointed_to"),
    [
        (bpa.DISTANCE, Verdict.CANNOT_TELL, 25, True),
        (bpa.DISTANCE, Verdict.CANNOT_TELL, 24, False),
        (bpa.DISTANCE, Verdict.NOT_ENOUGH, 25, False),
        (bpa.WEIGHT_CHANGE, Verdict.CANNOT_TELL, 25, False),
    ],
)
def test_a_fair_test_is_pointed_to_where_days_alone_will_not_tell(
    exposure: Any, verdict: Verdict, soonest: int, is_pointed_to: bool
) -> None:
    answer = SimpleNamespace(
        exposure=exposure,
        verdict=verdict,
        fit=None,
        lack=None,
        months_needed=(soonest, 99),
        sesoi=1.0,
    )
    answers: Any = [answer]
    page = str(cards(EN, answers, {exposure.name: Far()}))
    assert (EN("fair.pointer") in page) == is_pointed_to


@pytest.mark.parametrize(("missing_days", "is_said"), [(0, False), (1, True)])
def test_days_of_a_test_that_the_files_do_not_hold_are_said(
    missing_days: int, is_said: bool
) -> None:
    test = made_test()
    last = test.last_day - dt.timedelta(days=missing_days)
    told = list(end_words(EN, test, made_result(last_day=last)))
    assert told[0] == EN("fair.ended", n=10, days=14, day=test.schedule.last_day)
    assert (EN("fair.cut", day=last, last=test.last_day) in told) == is_said
    assert not is_said or len(list(end_words(EN, test, made_result(last_day=last), "person"))) == 1


def test_a_stopped_test_lasted_to_its_last_day() -> None:
    stopped = made_test(stopped_on=dt.date(2026, 3, 15), stopped_for="rule")
    result = made_result(last_day=dt.date(2026, 3, 15))
    assert list(end_words(EN, stopped, result)) == [
        EN("fair.stopped", n=14, day=stopped.stopped_on)
    ]


def as_held(**changes: Any) -> dict[str, Any]:
    test = {"hash": "1", "state": "running", "looks": [], "result": None}
    days = {"start": "2026-03-02", "planned_end": "2026-07-19", "stopped_on": "2026-05-01"}
    return test | days | changes


@pytest.mark.parametrize(
    ("then", "now", "codes"),
    [
        (None, None, []),
        (None, as_held(), ["begun"]),
        (as_held(), as_held(), []),
        (as_held(hash="0"), as_held(), ["begun"]),
        (as_held(), as_held(state="stopped"), ["stopped"]),
        (as_held(state="stopped"), as_held(state="stopped"), []),
        (as_held(), as_held(state="ended"), ["ended"]),
        (as_held(looks=["a"]), as_held(looks=["a"]), []),
        (as_held(looks=["a"]), as_held(looks=["a", "b", "c"]), ["looked"]),
    ],
)
def test_what_is_new_of_a_test(then: Any, now: Any, codes: list[str]) -> None:
    told = list(news_of_test(then, now))
    assert [remark.code.removeprefix("changes_test.") for remark in told] == codes
    if codes == ["looked"]:
        assert told[0].fields == {"n": 2}


@pytest.mark.parametrize(("by", "is_moved"), [(0.9e-6, False), (1.1e-6, True)])
def test_a_result_that_moved_in_the_seventh_place_has_not_moved(by: float, is_moved: bool) -> None:
    then = as_held(result={"estimate": 0.5})
    now = as_held(result={"estimate": 0.5 + by})
    assert bool(list(news_of_test(then, now))) == is_moved


def test_who_has_rated_one_day_has_looked_at_no_estimate(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "pain.csv").write_text("date,pain\n2026-03-01,3\n", encoding="utf-8")
    made = analyse(bpa.read_settings(tmp_path), today=dt.date(2026, 3, 2))
    assert made.looks == 0
    assert made.answers.plan.frozen_on is None


@pytest.mark.parametrize(
    ("exposures", "heading"),
    [
        (("frequency", "distance", "weight_change"), "Three questions, three answers"),
        (("frequency", "distance"), "The questions and their answers"),
    ],
)
def test_the_clinicians_heading_counts_the_questions(
    exposures: tuple[str, ...], heading: str
) -> None:
    analysis = analysis_with(days_of([3.0, 4.0] * 40), None)
    answers = bpa.answer(analysis.diary.days, Settings(plan=PlanSettings(exposures=exposures)))
    content = clinician.clinician_content(replace(analysis, answers=answers))
    assert content["answers_heading"] == heading


def clock_said(*times: str) -> str:
    """Return what the clinician reads of the times of day of the ratings, "" where nothing."""
    stamps = pd.to_datetime(pd.Series([f"2026-01-{n + 5:02} {t}" for n, t in enumerate(times)]))
    analysis = analysis_with(days_of([3.0] * 30), None)
    pain = pd.DataFrame({"time": stamps.astype("datetime64[us]"), "region": ""})
    exports = replace(analysis.exports, pain=pain)
    content = clinician.clinician_content(replace(analysis, exports=exports))
    return str(content["who"])


NIGHT = "00:00"  # how a day without a time of day is stamped


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ((), ""),
        ((NIGHT, NIGHT), ""),
        ((NIGHT, NIGHT, "21:00"), ""),
        ((NIGHT, "21:00"), "21:00"),
        (("20:00", "20:10", "20:20", "20:30", "20:40"), "20:10"),
        (("23:00", "23:30", "00:30", "01:00", "01:30"), "23:30"),
    ],
)
def test_half_the_ratings_with_a_time_tell_the_middle_half_of_them(
    times: tuple[str, ...], said: str
) -> None:
    """The quarters of five times are the second and the fourth; a day starts at four."""
    told = clock_said(*times)
    assert ("half of the entries" in told) == bool(said)
    assert said in told
    if len(times) == 5:
        assert times[3] in told


@pytest.mark.parametrize(("regions", "is_asked"), [(["back"], False), (["back", "neck"], True)])
def test_several_regions_without_a_rating_that_counts_are_asked_about(
    regions: list[str], is_asked: bool
) -> None:
    analysis = analysis_with(days_of([NAN] * 60), None)
    pain = pd.DataFrame({"region": [*regions, ""]})
    pain["time"] = pd.Timestamp("2026-01-05")
    shown = replace(analysis, exports=replace(analysis.exports, pain=pain))
    told = notices(shown, EN)
    asked = EN("words.regions", regions=EN.listed(regions))
    assert (asked in told) == is_asked
    assert len([line for line in told if "back" in line]) == is_asked
