"""Whatever a person has run: no plan above it, no traceback, and a file that is read back."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people_who_plan import SATURDAY, begun, diary_of

from backpain_analysis.diary import Diary
from backpain_analysis.language import LANGUAGES, Phrases, plan_sections
from backpain_analysis.settings import Settings
from backpain_analysis.trial import (
    ProposedTest,
    StoppingRule,
    Wishes,
    begin_test,
    calendar_text,
    latest_test,
    propose_test,
)

KM = st.just(0.0) | st.floats(3, 12) | st.floats(0.01, 200) | st.just(float("nan"))
WISHES = st.builds(
    Wishes,
    start=st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
    weeks=st.none() | st.integers(-10, 200),
    high_km=st.none() | st.floats(),
    stopping=st.builds(StoppingRule, st.integers(-5, 15), st.integers(-5, 40)),
)
FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FEW
@given(
    kinds=st.lists(KM, min_size=1, max_size=12),
    weeks=st.integers(1, 60),
    wishes=WISHES,
)
def test_no_record_and_no_wish_ends_in_a_traceback(
    kinds: list[float], weeks: int, wishes: Wishes
) -> None:
    diary = diary_of(lambda week, day: kinds[(week * 5 + day) % len(kinds)], weeks=weeks)
    proposed = propose_test(diary, SATURDAY, wishes)
    for language in LANGUAGES:
        for section in plan_sections(Phrases(language), proposed, 1.0):
            assert not [line for line in section.lines if "{" in line or "nan" in line.split()]
    if not proposed.refusals:
        check_limits(proposed, diary)


@FEW
@given(
    km_a_run=st.floats(2.5, 21),
    spread=st.floats(0, 0.5),
    fewest=st.integers(1, 3),
    most=st.integers(4, 7),
    lately=st.floats(0.4, 1.8),
    high_km=st.none() | st.floats(10, 60),
)
def test_no_plan_is_above_what_was_run(
    km_a_run: float, spread: float, fewest: int, most: int, lately: float, high_km: float | None
) -> None:
    def km(week: int, day: int) -> float:
        runs = fewest + week % (most - fewest + 1)
        longer = 1 + spread * ((week + 3 * day) % 7) / 7
        return km_a_run * longer * (day in (1, 3, 5, 6, 0, 2, 4)[:runs]) * (lately ** (week > 44))

    diary = diary_of(km)
    proposed = propose_test(diary, SATURDAY, Wishes(high_km=high_km))
    if proposed.high is None:
        assert [remark.code for remark in proposed.refusals] == ["trial.refused.no_week"]
        return
    check_limits(proposed, diary)
    if high_km is not None and high_km <= proposed.most_km:
        assert proposed.high.km <= high_km


def check_limits(proposed: ProposedTest, diary: Diary) -> None:
    """Count anew, in weeks from Monday to Sunday, what the person has run."""
    assert proposed.low is not None
    assert proposed.high is not None
    assert proposed.start >= SATURDAY
    km = diary.days["distance_km"].resample("W-SUN").sum(min_count=7).iloc[1:-1]
    most = min(np.nanquantile(km, 0.9), 1.3 * np.nanmean(km[-8:]))
    assert 0 < proposed.low.km <= proposed.high.km <= most + 1e-6
    last_sunday = pd.Timestamp(SATURDAY) - pd.Timedelta(days=6)
    whole_weeks = diary.days[2:].loc[:last_sunday]
    run = whole_weeks["distance_km"][whole_weeks["runs"] > 0]
    longest = max(proposed.low.km_a_run, proposed.high.km_a_run)
    assert longest <= run.quantile(0.9) + 1e-6
    assert longest <= run.loc[last_sunday - pd.Timedelta(days=55) :].max() + 1e-6


@settings(FEW, max_examples=8)
@given(
    region=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200),
    pain=st.integers(1, 10),
    days=st.integers(1, 7),
    weeks=st.sampled_from([20, 26, 32, 40, 52]),
)
def test_what_is_begun_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, region: str, pain: int, days: int, weeks: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("person")
    test = begun(region=region, stopping=StoppingRule(pain, days), weeks=weeks)
    written = begin_test(Settings(person=folder), test, SATURDAY)
    assert latest_test(folder) == written
    assert all(len(line.encode()) <= 75 for line in calendar_text(test, Phrases()).split("\r\n"))
