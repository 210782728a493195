"""Lags, windows and time terms, by hand."""

import numpy as np
import pandas as pd
import pytest

from backpain_analysis import DISTANCE, FREQUENCY, WEIGHT_CHANGE
from backpain_analysis.diary import Diary, Event
from backpain_analysis.model.exposures import (
    event_terms,
    exposure_values,
    lag_basis,
    lag_design,
    lag_table,
    log_settled,
    natural_spline,
    time_terms,
    week_before,
    weekday_terms,
)


def days(n, start="2025-01-06"):
    return pd.date_range(start, periods=n, freq="D", name="day")


def table(n=60, **columns):
    blank = dict.fromkeys(("pain", "runs", "distance_km", "duration_min", "weight_kg"), np.nan)
    return pd.DataFrame(blank | columns, index=days(n), dtype=float)


def test_lag_one_is_yesterday_and_a_lead_is_negative():
    lags = lag_table(pd.Series([10.0, 20.0, 30.0, np.nan, 50.0], days(5)), [1, 2, -1])
    hand = pd.DataFrame(
        {
            1: [np.nan, 10, 20, 30, np.nan],
            2: [np.nan, np.nan, 10, 20, 30],
            -1: [20, 30, np.nan, 50, np.nan],
        },
        index=days(5),
    )
    pd.testing.assert_frame_equal(lags, hand, check_dtype=False)


def test_a_gap_in_the_calendar_is_refused_not_shifted_over():
    series = pd.Series([1.0, 2.0, 3.0], days(3)).iloc[[0, 2]]
    with pytest.raises(ValueError, match="one row per calendar day"):
        lag_table(series, [1])


def test_frequency_and_distance_by_hand():
    daily = table(runs=0.0, distance_km=0.0)
    daily.iloc[10, daily.columns.get_indexer(["runs", "distance_km"])] = [2, 21]
    runs, km = exposure_values(daily, FREQUENCY), exposure_values(daily, DISTANCE)
    assert km.iloc[:12].isna().all()  # twelve of the fourteen days must be known
    assert runs.iloc[20] == pytest.approx(7 * 2 / 14)
    assert km.iloc[24] == pytest.approx(7 * 21 / 14 / 10)
    assert km.iloc[25] == pytest.approx(0)
    later = table(runs=0.0, distance_km=0.0)
    later.iloc[30, 2] = 10.0
    assert exposure_values(later, DISTANCE).iloc[30] == pytest.approx(0)  # today does not count
    assert exposure_values(later, DISTANCE).iloc[31] == pytest.approx(0.5)


def test_a_window_takes_the_mean_over_its_known_days():
    daily = table(runs=1.0, distance_km=10.0)
    daily.iloc[[20, 22], 2] = np.nan
    assert exposure_values(daily, DISTANCE).iloc[25] == pytest.approx(7.0)
    daily.iloc[24, 2] = np.nan
    assert np.isnan(exposure_values(daily, DISTANCE).iloc[25])


@pytest.mark.parametrize(("window", "allowed"), [(7, 1), (14, 2), (28, 4)])
def test_a_window_bears_two_unknown_days_in_fourteen(window, allowed):
    daily = table(runs=1.0)
    daily.iloc[30 : 30 + allowed, 1] = np.nan
    assert exposure_values(daily, FREQUENCY, window).iloc[35] == pytest.approx(7)
    daily.iloc[30 + allowed, 1] = np.nan
    assert np.isnan(exposure_values(daily, FREQUENCY, window).iloc[35])


def test_a_week_before_needs_four_known_days():
    daily = table(n=10, sleep=[1.0, 2, 3, 4, np.nan, np.nan, np.nan, 100, 100, 100])
    mean = week_before(daily, "sleep")
    assert mean.iloc[:4].isna().all()
    assert mean.iloc[4:8].tolist() == [2.5, 2.5, 2.5, 2.5]  # today's 100 does not count
    assert mean.iloc[8] == pytest.approx((2 + 3 + 4 + 100) / 4)


def test_the_log_counts_28_days_after_its_first_day():
    daily = table(runs=0.0)
    daily.iloc[:5, 1] = np.nan
    settled = log_settled(daily)
    assert settled[[32, 33, 34]].tolist() == [False, True, True]  # day 5 is the first, 5 + 28 = 33
    daily.iloc[40, 1] = np.nan
    assert log_settled(daily)[40]
    assert not log_settled(table()).any()


def test_an_event_of_one_day_counts_for_four_weeks_a_longer_one_as_long_as_it_lasted():
    on = days(60)
    injection = Event("injection", on[10], on[10])
    again = Event("injection", on[50], on[50])
    flu = Event("flu", on[20], on[22])
    terms = event_terms(Diary(table(), events=(injection, flu, again)))
    assert np.flatnonzero(terms["injection"]).tolist() == [*range(10, 38), *range(50, 60)]
    assert np.flatnonzero(terms["flu"]).tolist() == [20, 21, 22]
    twice = event_terms(Diary(table(), events=(flu, Event("flu", on[21], on[24]))))
    assert twice["flu"].tolist() == [float(20 <= day <= 24) for day in range(60)]


def test_weight_change_of_a_smooth_track():
    """A straight line of 0.1 kg a day, weighed daily: 2.8 kg in four weeks."""
    daily = table(n=70, weight_kg=80 + 0.1 * np.arange(70.0))
    change = exposure_values(daily, WEIGHT_CHANGE)
    assert change.iloc[40] == pytest.approx(2.8, abs=0.01)
    assert np.isnan(change.iloc[34])  # the early week is not yet whole
    assert change.iloc[35:].notna().all()


def test_every_day_of_the_two_weeks_of_weight_counts():
    daily = table(n=60, weight_kg=np.arange(60.0) ** 2)
    change = exposure_values(daily, WEIGHT_CHANGE)
    late = np.mean([day**2 for day in range(43, 50)])
    early = np.mean([day**2 for day in range(15, 22)])
    assert change.iloc[50] == pytest.approx(late - early)


def test_the_total_of_the_spline_design_is_the_plain_window():
    rng = np.random.default_rng(0)
    daily = table(n=100, distance_km=rng.gamma(1, 5, 100), runs=1.0)
    design = lag_design(daily, DISTANCE)
    pd.testing.assert_series_equal(design["distance"], exposure_values(daily, DISTANCE))
    basis = lag_basis()
    assert basis.shape == (14, 3)
    assert basis[:, 1:].sum(axis=0) == pytest.approx([0, 0], abs=1e-12)
    by_hand = sum(basis[k - 1, 1] * daily["distance_km"].iloc[50 - k] for k in range(1, 15))
    assert design["lag shape 1"].iloc[50] == pytest.approx(by_hand * 7 / 14 / 10)


def test_unknown_days_of_a_usable_window_count_as_its_mean():
    rng = np.random.default_rng(1)
    daily = table(runs=1.0, distance_km=rng.gamma(1, 5, 60))
    daily.iloc[[33, 36], 2] = np.nan
    window = daily["distance_km"].iloc[26:40].to_numpy()
    filled = np.where(np.isnan(window), np.nanmean(window), window)
    expected = filled[::-1] @ lag_basis()[:, 2] * 7 / 14 / 10
    assert lag_design(daily, DISTANCE)["lag shape 2"].iloc[40] == pytest.approx(expected)


def test_natural_spline_by_hand():
    """Two columns: x itself, and Hastie's d0 - d1 with the knots 0, 1/2, 1."""
    basis = natural_spline(np.array([0.0, 5.0, 10.0]), 2, 0.0, 10.0)
    assert basis[:, 0].tolist() == [0.0, 0.5, 1.0]
    assert basis[:, 1] == pytest.approx([0, 0.5**3, 1 - 0.5**3 / 0.5])


def test_natural_spline_is_straight_beyond_its_ends():
    x = np.array([-3.0, -2.0, -1.0, 11.0, 12.0, 13.0])
    basis = natural_spline(x, 4, 0.0, 10.0)
    for side in (basis[:3], basis[3:]):
        assert np.diff(side, n=2, axis=0) == pytest.approx(np.zeros((1, 4)), abs=1e-9)


@pytest.mark.parametrize(
    ("n", "trend", "season"),
    [
        (120, 2, 0),
        (299, 2, 0),
        (300, 1, 2),
        (301, 1, 2),
        (449, 1, 2),
        (450, 1, 2),
        (451, 2, 2),
        (547, 2, 2),
        (548, 3, 2),
        (730, 3, 2),
    ],
)
def test_time_terms_follow_the_length_of_the_diary(n, trend, season):
    terms = time_terms(days(n))
    assert len(terms.columns) == 1 + trend + season
    assert time_terms(days(n), time_df=4).shape[1] == 1 + 4 + season
    few = days(n)[[*range(9), n - 1]]  # the span counts, not the number of rated days
    assert len(time_terms(few).columns) == len(terms.columns)


def test_the_season_is_a_year_from_the_first_day():
    terms = time_terms(days(400))
    assert terms["season sine"].iloc[30] == pytest.approx(np.sin(2 * np.pi * 30 / 365.25))
    assert terms["season cosine"].iloc[30] == pytest.approx(np.cos(2 * np.pi * 30 / 365.25))
    assert (terms["intercept"] == 1).all()


def test_weekday_terms_by_hand():
    terms = weekday_terms(days(3))  # Monday, Tuesday, Wednesday: Monday is the reference
    assert terms.columns.tolist() == ["weekday 1", "weekday 2"]
    assert terms.to_numpy().tolist() == [[0, 0], [1, 0], [0, 1]]


def test_weekdays_never_rated_have_no_column():
    every = weekday_terms(days(21))
    assert every.shape == (21, 6)
    working = days(21)[days(21).day_of_week < 5]
    assert weekday_terms(pd.DatetimeIndex(working)).shape[1] == 4
