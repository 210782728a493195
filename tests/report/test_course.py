"""The course of pain in three lines, by hand."""

import numpy as np
import pandas as pd

from backpain_analysis.language import Phrases
from backpain_analysis.report.course import course, course_lines


def days_of(pain: list[float]) -> pd.DataFrame:
    index = pd.date_range("2026-01-01", periods=len(pain), freq="D", name="day")
    return pd.DataFrame({"pain": pain}, index, dtype=float)


def test_the_first_and_last_weeks_and_the_last_four() -> None:
    days = days_of([6.0] * 56 + [4.0] * 28 + [3.0] * 28 + [2.0] * 28)
    found = course(days)
    assert found is not None
    assert (found.weeks, found.first.mean, found.last.mean) == (8, 6.0, 2.5)
    assert (found.recent.mean, found.before.mean) == (2.0, 3.0)


def test_days_at_seven_or_more_and_flares_are_counted() -> None:
    days = days_of([3.0] * 40 + [7.0, 8.0, 7.0] + [3.0] * 13)
    found = course(days)
    assert found is not None
    assert (found.recent.severe, found.before.severe) == (3, 0)
    assert len(found.flares) == 1
    (_, _, flares) = course_lines(Phrases("en"), days)
    assert "one, of 3 rated days, from 10 February 2026 to 12 February 2026" in flares


def test_a_short_diary_is_halved_and_a_stretch_with_few_ratings_has_no_mean() -> None:
    pain = [2.0] * 14 + [4.0] * 14
    found = course(days_of(pain))
    assert found is not None
    assert (found.weeks, found.first.mean, found.last.mean) == (2, 2.0, 4.0)
    assert np.isnan(found.before.mean)


def test_nothing_rated_is_one_line() -> None:
    assert course_lines(Phrases("en"), days_of([np.nan] * 30)) == ["No pain is rated yet."]
