"""How a test goes, by hand; and that nothing of it tells how pain differs between the arms."""

import dataclasses
import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from people_who_plan import MONDAY, begun, diary_of

from backpain_analysis.diary import Diary
from backpain_analysis.language import LANGUAGES, Phrases, block_so_far_words, progress_words
from backpain_analysis.settings import PainSettings, Settings
from backpain_analysis.trial import (
    FairTest,
    Progress,
    StoppingRule,
    days_rule_met,
    progress_of,
    times_met,
)

DAY_40 = MONDAY + dt.timedelta(days=40)
LAST_DAY = dt.date(2027, 5, 30)
AS_DRAWN = Settings(timezone="Europe/Berlin")


def as_asked(test: FairTest, last: dt.date) -> Diary:
    """Return the diary of someone who runs as asked and rates 3 and 4 in turn."""
    diary = diary_of(lambda week, day: 5.0 * (day == 2), last=last, pain=lambda n: 3.0 + n % 2)
    asked = pd.Series(test.schedule.km_asked(), test.schedule.days)
    days = diary.days
    days["distance_km"] = asked.reindex(days.index).fillna(days["distance_km"])
    days["runs"] = (days["distance_km"] > 0) * 1.0
    return diary


def at(today: dt.date, test: FairTest | None = None, diary: Diary | None = None) -> Progress:
    test = test or begun()
    diary = diary or as_asked(test, today - dt.timedelta(days=1))
    return progress_of(test, diary, today, AS_DRAWN)


def codes(progress: Progress) -> list[str]:
    return [remark.code.removeprefix("trial.status.") for remark in progress.remarks]


def test_day_40_by_hand() -> None:
    progress = at(DAY_40)
    assert (progress.days_done, progress.days_left) == (40, 142)
    assert [block.days for block in progress.blocks] == [14, 14, 12]
    first, second, third = progress.blocks
    # low, high, high: two or four runs of 5.5 km a week; the 41st day is a Saturday
    assert [block.is_high for block in progress.blocks] == [False, True, True]
    assert (first.km_asked, first.km_done, first.runs_asked, first.runs_done) == (22, 22, 4, 4)
    assert (second.km_asked, second.km_done, second.runs_asked) == (44, 44, 8)
    assert (third.runs_asked, third.runs_done, third.km_asked) == (6, 6, 33)
    assert (second.first, second.last) == (dt.date(2026, 12, 14), dt.date(2026, 12, 27))
    assert sum(block.unrated for block in progress.blocks) == 0
    assert progress.week_now == progress.test.schedule.high
    assert progress.rule_met_on is None
    assert progress.remarks == ()
    assert not progress.is_over


@pytest.mark.parametrize(
    ("today", "done", "left", "blocks"),
    [
        (MONDAY - dt.timedelta(days=2), 0, 182, 0),
        (MONDAY, 0, 182, 0),
        (MONDAY + dt.timedelta(days=1), 1, 181, 1),
        (MONDAY + dt.timedelta(days=14), 14, 168, 1),
        (MONDAY + dt.timedelta(days=15), 15, 167, 2),
        (LAST_DAY, 181, 1, 13),
        (LAST_DAY + dt.timedelta(days=1), 182, 0, 13),
        (LAST_DAY + dt.timedelta(days=400), 182, 0, 13),
    ],
)
def test_days_at_the_edges(today: dt.date, done: int, left: int, blocks: int) -> None:
    progress = at(today, diary=as_asked(begun(), min(today, LAST_DAY) - dt.timedelta(days=0)))
    assert (progress.days_done, progress.days_left) == (done, left)
    assert len(progress.blocks) == blocks
    assert (progress.week_now is None) == (today < MONDAY or today > LAST_DAY)


def test_after_stopping_no_day_counts() -> None:
    stopped_on = dt.date(2026, 12, 20)
    test = dataclasses.replace(begun(), stopped_on=stopped_on, stopped_for="injury")
    progress = at(DAY_40, test)
    assert (progress.days_done, progress.days_left) == (21, 0)
    assert [block.days for block in progress.blocks] == [14, 7]
    assert progress.is_over
    assert progress.week_now is None


def test_skipped_runs_and_missing_ratings_are_counted() -> None:
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    days = diary.days
    days.loc["2026-12-01", ["runs", "distance_km"]] = 0.0
    days.loc["2026-12-02":"2026-12-06", "pain"] = math.nan
    days.loc["2026-12-15", "distance_km"] = 3.0
    first, second, _ = at(DAY_40, diary=diary).blocks
    assert (first.km_done, first.runs_done, first.unrated) == (16.5, 3, 5)
    assert (second.km_done, second.runs_done, second.unrated) == (41.5, 8, 0)


def test_a_log_that_ends_midway_is_said() -> None:
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    diary.days.loc["2026-12-20":, ["runs", "distance_km"]] = math.nan
    progress = at(DAY_40, diary=diary)
    assert codes(progress) == ["log_ends"]
    assert progress.remarks[0].fields == {"day": dt.date(2026, 12, 20), "n": 20}
    _, second, third = progress.blocks
    assert (second.known_days, third.known_days) == (6, 0)
    said = block_so_far_words(Phrases(), third)
    assert said == "Block 3, more, from 28 Dec: nothing is known of runs; 0 of 12 days not rated"


def test_files_that_end_before_the_test_does_are_said() -> None:
    """Nothing at all was exported since: no run, no rating."""
    diary = as_asked(begun(), dt.date(2026, 12, 13))
    progress = at(LAST_DAY + dt.timedelta(days=1), diary=diary)
    assert codes(progress) == ["log_ends", "block_unrated"]
    assert progress.remarks[1].fields == {"n": 12, "listed": ", ".join(map(str, range(2, 14)))}


def test_runs_that_were_not_exported_are_asked_about() -> None:
    """To the software they are days without a run; the person knows better."""
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    diary.days.loc["2026-12-20":, ["runs", "distance_km"]] = 0.0
    progress = at(DAY_40, diary=diary)
    assert codes(progress) == ["no_run_since"]
    assert progress.remarks[0].fields == {"day": dt.date(2026, 12, 20), "n": 11}


def test_a_run_without_a_distance_leaves_its_day_out() -> None:
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    diary.days.loc["2026-12-01", "distance_km"] = math.nan
    progress = at(DAY_40, diary=diary)
    assert codes(progress) == ["no_distance"]
    assert progress.blocks[0].known_days == 13
    assert progress.blocks[0].km_asked == progress.blocks[0].km_done == 16.5


def test_a_block_without_a_rating_is_said() -> None:
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    diary.days.loc["2026-12-14":"2026-12-27", "pain"] = math.nan
    progress = at(DAY_40, diary=diary)
    assert codes(progress) == ["block_unrated"]
    assert progress.remarks[0].fields == {"n": 1, "listed": "2"}


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (Settings(timezone="Asia/Tokyo"), "timezone"),
        (Settings(timezone="Europe/Berlin", pain=PainSettings(region="knee")), "region"),
        (Settings(timezone="Europe/Berlin", activities=("run", "walk")), "activities"),
    ],
)
def test_settings_changed_midway_are_said(settings: Settings, code: str) -> None:
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    progress = progress_of(begun(), diary, DAY_40, settings)
    assert codes(progress) == [code]
    for language in LANGUAGES:
        assert "{" not in Phrases(language).remark(progress.remarks[0])


def test_a_journey_that_the_settings_name_is_no_change_of_zone() -> None:
    settings = Settings(timezone="Europe/Berlin", travel={"2026-12-20": "Asia/Tokyo"})
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    assert progress_of(begun(), diary, DAY_40, settings).remarks == ()


@pytest.mark.parametrize(
    ("ratings", "met"),
    [
        ([8, 8, 8], [2]),
        ([8, 8, 7, 8, 8], []),
        ([8, 9, 10, 8], [2, 3]),
        ([8, 8, math.nan, 8, 8], []),
        ([7.9, 8, 8, 8], [3]),
        ([], []),
    ],
)
def test_the_stopping_rule_by_hand(ratings: list[float], met: list[int]) -> None:
    days = pd.date_range("2026-12-01", periods=len(ratings), freq="D")
    found = days_rule_met(pd.Series(ratings, days, dtype=float), StoppingRule(8, 3))
    assert list(found) == [days[place] for place in met]
    assert times_met(found) == min(len(met), 1)


def test_a_row_that_goes_on_counts_once_and_another_one_again() -> None:
    days = pd.date_range("2026-12-01", periods=12, freq="D")
    pain = pd.Series([8, 8, 8, 8, 1, 8, 8, 8, 1, 1, 1, 1], days, dtype=float)
    assert times_met(days_rule_met(pain, StoppingRule(8, 3))) == 2


@pytest.mark.parametrize(("apart", "times"), [(1, 1), (2, 2)])
def test_a_day_between_makes_it_another_time(apart, times):
    days = pd.DatetimeIndex(["2026-01-05", pd.Timestamp("2026-01-05") + pd.Timedelta(days=apart)])
    assert times_met(days) == times


def test_the_day_on_which_the_rule_was_met() -> None:
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    diary.days.loc["2026-12-08":"2026-12-10", "pain"] = 8.0
    progress = at(DAY_40, diary=diary)
    assert progress.rule_met_on == dt.date(2026, 12, 10)
    said = " ".join(progress_words(Phrases(), progress))
    assert "Your stopping rule was met on Thu, 10 December 2026. By your own rule" in said


def test_a_row_that_began_before_the_test_counts() -> None:
    diary = as_asked(begun(), DAY_40 - dt.timedelta(days=1))
    diary.days.loc["2026-11-28":"2026-11-30", "pain"] = 9.0
    assert at(DAY_40, diary=diary).rule_met_on == MONDAY
    diary.days.loc["2026-11-30", "pain"] = 3.0
    assert at(DAY_40, diary=diary).rule_met_on is None


@pytest.mark.parametrize("today", [DAY_40, LAST_DAY])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_depends_on_pain_by_arm(today: dt.date, language: str) -> None:
    """Ratings far below the rule, alike or far apart between the arms: the same to the letter."""
    test = begun()
    days = test.schedule.days
    is_high = np.repeat(test.schedule.order, 14)
    shown = []
    for high, low in ((3.0, 3.0), (7.9, 0.0), (0.0, 7.9)):
        diary = as_asked(test, today - dt.timedelta(days=1))
        pain = pd.Series(np.where(is_high, high, low), days)
        known = diary.days.index.intersection(days)
        diary.days.loc[known, "pain"] = pain[known]
        progress = at(today, test, diary)
        p = Phrases(language)
        words = [
            *progress_words(p, progress),
            *(block_so_far_words(p, block) for block in progress.blocks),
            *(p.remark(remark) for remark in progress.remarks),
        ]
        shown.append((repr(progress), words))
    assert shown[0] == shown[1] == shown[2]


def test_looks_are_said() -> None:
    test = dataclasses.replace(begun(), looks=(MONDAY, MONDAY))
    said = list(progress_words(Phrases(), at(DAY_40, test)))
    assert said[0] == "40 of 182 days are over; 142 days are left, until Sun, 30 May 2027."
    assert said[-1] == "It was looked at 2 times before the end."
    assert "hidden until the end" in said[2]
