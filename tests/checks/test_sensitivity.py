"""The sensitivity table: against outside engines, by hand, and on diaries without an answer."""

import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from listed import lines_of
from listed_results import model_lines
from listed_words import ways_words
from statsmodels.datasets import danish_data
from statsmodels.regression.linear_model import GLSAR
from statsmodels.tsa.ardl import ARDL
from statsmodels.tsa.statespace.sarimax import SARIMAX

import backpain_analysis as bpa
from backpain_analysis.checks.alternatives import (
    consecutive,
    long_run,
    merge_rare,
    ols,
    shifted,
    with_yesterday,
)
from backpain_analysis.diary import Event
from backpain_analysis.language import Phrases, sensitivity_table
from backpain_analysis.model.exposures import event_terms, exposure_values
from backpain_analysis.simulation.diaries import simulate_many

REFERENCE = Path(__file__).parents[1] / "reference"
NUMBERS = ["estimate", "std_error", "lower", "upper", "pvalue"]


def summary(diary):
    return bpa.sensitivity(diary, bpa.DISTANCE).summary()


def one(found, name):
    return next(check for check in found if check.name == name)


@pytest.fixture(scope="module")
def diary():
    return bpa.simulate_diary("d", n_days=365, seed=3, missing="MCAR").daily


@pytest.fixture(scope="module")
def asked(diary):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return bpa.sensitivity(diary, bpa.DISTANCE)


@pytest.fixture(scope="module")
def table(asked):
    return asked.summary()


def test_every_model_is_as_approved(asked):
    """What a search of statsmodels ends in differs by processor, in the fourth digit."""
    found = []
    searched = []
    for check in asked:
        is_searched = check.name in ("ordered", "sarimax")
        (searched if is_searched else found).extend(model_lines(check))
    same_as_approved("results/models", found)
    searched += lines_of(asked.summary(), "summary") + ways_words(asked)
    same_as_approved("results/models_searched", searched, tolerance=2e-3)


def test_long_run_values_as_the_r_package_ardl_on_the_danish_data():
    data = danish_data.load().data
    model = ARDL(data["lrm"], 3, data[["lry", "ibo", "ide"]], {"lry": 1, "ibo": 3, "ide": 2})
    fit = model.fit()
    lagged = [f"lrm.L{k}" for k in (1, 2, 3)]
    expected = {
        "lry": (0.9964676, 0.1239310),
        "ibo": (-4.5381160, 0.5202961),
        "ide": (2.8915201, 0.9950853),
    }
    for name, (value, error) in expected.items():
        terms = [c for c in fit.params.index if c.startswith(f"{name}.L")]
        found = long_run(fit.params, fit.cov_params(), lagged, terms)
        assert found == pytest.approx((value, error), abs=1e-6)


def test_newey_west_as_the_r_package_sandwich_on_the_investment_data():
    data = pd.read_csv(REFERENCE / "investment.csv").dropna()
    x = data[["RealGNP", "RealInt"]].assign(intercept=1.0)[["intercept", "RealGNP", "RealInt"]]
    fit = ols(data["RealInv"], x, 4)
    assert fit.params.to_numpy() == pytest.approx([-12.5336, 0.16914, -1.00144], abs=1e-4)
    assert fit.bse.to_numpy() == pytest.approx([18.9583, 0.01675, 3.34238], abs=1e-4)


def test_every_way_is_there_in_order(table):
    assert table.index[0] == "planned"
    assert table.index[-1] == "ols"
    assert table.columns.tolist() == [*NUMBERS, "nobs", "unit", "note"]
    for model in ("window_7", "window_28", "more_time_terms", "fewer_time_terms", "total"):
        assert model in table.index
    asked = table.drop(index=["other_variables", "events", "shifted"])
    assert np.isfinite(asked[NUMBERS].to_numpy()).all()
    assert (asked["lower"] < asked["estimate"]).all()
    assert (asked["estimate"] < asked["upper"]).all()
    usual = ["newey_west", "ols"]
    assert (table.loc[usual, "note"] == "note.conventional").all()
    assert not table.drop(index=usual)["note"].str.contains("conventional").any()


def test_the_planned_analysis_is_the_fit_itself(diary, table):
    fit = bpa.fit_lagged(diary, bpa.DISTANCE)
    first = table.iloc[0]
    assert first["estimate"] == fit.estimate
    assert (first["lower"], first["upper"]) == fit.conf_int()
    assert first["nobs"] == fit.nobs


def test_a_way_without_an_answer_says_why(table):
    row = table.loc["other_variables"]
    assert np.isnan(row[NUMBERS].to_numpy(dtype=float)).all()
    assert row["nobs"] is pd.NA
    assert row["note"] == "lack.no_other_variable"


def test_sarimax_agrees_with_our_estimator_by_maximum_likelihood(diary, table):
    fit = bpa.fit_lagged(diary, bpa.DISTANCE)
    t = (fit.days - fit.days[0]).days.to_numpy(dtype=float)
    ours = bpa.fit_reml(t, fit.outcome.to_numpy(), fit.design, method="ml")
    row = table.loc["sarimax"]
    assert row["estimate"] == pytest.approx(ours.params["distance"], abs=0.01)
    assert row["std_error"] == pytest.approx(ours.bse["distance"], rel=0.05)


def test_the_sarimax_row_is_what_anyone_gets_from_statsmodels(diary, table):
    """Its own start, its own search, all its parameters' curvature."""
    fit = bpa.fit_lagged(diary, bpa.DISTANCE)
    days = pd.date_range(fit.days[0], fit.days[-1], freq="D")
    x = fit.design.reindex(days).fillna(0.0)
    model = SARIMAX(fit.outcome.reindex(days), exog=x, order=(1, 0, 0), measurement_error=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = model.fit(disp=False, maxiter=500, cov_type="approx")
    row = table.loc["sarimax"]
    assert row["estimate"] == pytest.approx(plain.params["distance"], abs=1e-3)
    assert row["std_error"] == pytest.approx(plain.bse["distance"], rel=0.01)


def test_a_lagged_row_has_a_yesterday_that_was_rated(diary):
    holes = diary.copy()
    holes.iloc[200:230, 0] = np.nan
    fit = bpa.fit_lagged(holes, bpa.DISTANCE)
    rows = with_yesterday(holes, fit)
    by_hand = [
        d for d in fit.days
        if not np.isnan(holes["pain"].get(d - pd.Timedelta(days=1), np.nan))
    ]  # fmt: skip
    assert rows.index.tolist() == by_hand
    for day in by_hand:
        assert rows.loc[day, "pain before"] == holes.loc[day - pd.Timedelta(days=1), "pain"]
    assert summary(holes).loc["ardl", "nobs"] == len(by_hand)


def test_ar1_on_consecutive_days_is_cochrane_orcutt_where_no_day_is_missing():
    daily = bpa.simulate_diary("d", n_days=400, seed=5, missing="none").daily
    fit = bpa.fit_lagged(daily, bpa.DISTANCE, design="mean")
    row = consecutive(daily, fit)
    theirs = GLSAR(fit.outcome, fit.design, rho=1).iterative_fit(50)
    assert row.nobs == 399
    assert row.estimate == pytest.approx(theirs.params["distance"], abs=0.03)
    assert row.std_error == pytest.approx(theirs.bse["distance"], rel=0.05)


def test_rare_levels_are_merged_into_the_rarer_neighbour():
    points = pd.Series([0] * 2 + [1] * 40 + [2] * 30 + [3] * 25 + [7] * 2 + [9] * 1)
    assert merge_rare(points).value_counts().sort_index().tolist() == [42, 30, 28]
    between = pd.Series([0] * 40 + [1] * 2 + [2] * 58)
    assert merge_rare(between).value_counts().sort_index().tolist() == [42, 58]
    assert merge_rare(pd.Series([4] * 99 + [5])).max() == 0


def test_the_shift_test_tells_an_association_from_none(table):
    assert table.loc["shifted", "pvalue"] <= 0.02
    assert table.loc["shifted", "note"] == "note.shifts"
    none = bpa.simulate_diary("a", n_days=365, seed=1).daily
    fit = bpa.fit_lagged(none, bpa.DISTANCE)
    assert shifted(none, fit).pvalue > 0.1


def test_other_ratings_stand_beside_the_exposure(diary):
    rng = np.random.default_rng(1)
    n = len(diary)
    more = diary.assign(
        stress=rng.normal(4, 1, n), sleep=7.0, rare=np.where(np.arange(n) % 9, np.nan, 1.0)
    )
    row = one(bpa.sensitivity(more, bpa.DISTANCE), "other_variables")
    assert [note.fields for note in row.notes] == [{"names": "stress"}]
    assert row.estimate == pytest.approx(bpa.fit_lagged(diary, bpa.DISTANCE).estimate, abs=0.1)


def test_weight_change_has_the_rows_that_fit_it(diary):
    rng = np.random.default_rng(2)
    kg = 80 + np.cumsum(rng.normal(0, 0.1, len(diary)))
    weighed = diary.assign(weight_kg=np.where(rng.uniform(size=len(diary)) < 0.3, kg, np.nan))
    table = bpa.sensitivity(weighed, bpa.WEIGHT_CHANGE).summary()
    assert not table.index.str.contains("window|total").any()
    assert table["estimate"].notna().sum() >= 8
    assert table["unit"].iloc[0] == "points_per.weight_change"


ODD = {
    "no rating": ({"pain": np.nan}, "rated days"),
    "constant pain": ({"pain": 3.0}, "never changes"),
    "infinite pain": ({"pain": np.inf}, "infinite"),
    "no run": ({"runs": 0.0, "distance_km": 0.0}, "never changes"),
    "no log": ({"runs": np.nan, "distance_km": np.nan}, "rated days"),
}


@pytest.mark.parametrize(("change", "words"), ODD.values(), ids=ODD)
def test_without_a_planned_answer_the_table_says_why_and_shows_none(diary, change, words):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = bpa.sensitivity(diary.assign(**change), bpa.DISTANCE)
    table = found.summary()
    assert table.index.tolist() == ["planned"]
    assert words in sensitivity_table(Phrases(), found)["note"].item()
    assert table[NUMBERS].isna().all(axis=None)


def one_run(daily):
    runs = np.where(np.arange(len(daily)) == 150, 1.0, 0.0)
    return daily.assign(runs=runs, distance_km=8 * runs)


def two_levels(daily):
    return daily.assign(pain=(daily["pain"] > 8).astype(float).where(daily["pain"].notna()))


def short(daily):
    return daily.iloc[:115]


def follows_the_exposure(daily):
    value = exposure_values(daily, bpa.DISTANCE)
    return daily.assign(pain=2 + value)


@pytest.mark.parametrize("spoil", [one_run, two_levels, short, follows_the_exposure])
def test_hard_diaries_raise_no_warning_and_show_nothing_that_is_not_finite(diary, spoil):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = summary(spoil(diary))
    shown = table[table["estimate"].notna()]
    assert np.isfinite(shown[NUMBERS].to_numpy()).all()
    assert (table["note"].ne("") | table["pvalue"].notna()).all()


def test_no_row_speaks_of_causes(diary):
    table = sensitivity_table(Phrases(), bpa.sensitivity(diary, bpa.DISTANCE))
    words = " ".join([*table.index, *table["note"], *table["unit"]]).lower()
    assert not [w for w in ("cause", "trigger", "prove", "safe", "effect") if w in words]


@pytest.mark.slow
def test_a_year_and_a_half_takes_two_or_three_seconds():
    daily = bpa.simulate_diary("b", n_days=550, seed=1, missing="MNAR").daily
    bpa.sensitivity(daily, bpa.DISTANCE)
    start = time.process_time()
    bpa.sensitivity(daily, bpa.DISTANCE)
    assert time.process_time() - start < 5


@pytest.mark.slow
def test_the_shift_test_has_its_size():
    many = simulate_many("a", 365, 100, np.random.default_rng(3), "MCAR")
    found = []
    for i in range(100):
        daily = many.daily(i)
        fit = bpa.fit_lagged(daily, bpa.DISTANCE, feedback=False)
        found.append(shifted(daily, fit).pvalue <= 0.05)
    assert np.mean(found) <= 0.05 + 3 * 0.022


def test_events_are_adjusted_for_where_they_lasted(diary: pd.DataFrame) -> None:
    day = diary.index[200]
    long = Event("physiotherapy", day, day + pd.Timedelta(days=60))
    short = Event("cold", diary.index[300], diary.index[301])
    told = bpa.Diary(diary, events=(long, short))
    row = one(bpa.sensitivity(told, bpa.DISTANCE), "events")
    assert [note.fields for note in row.notes] == [{"names": "physiotherapy"}]
    assert np.isfinite(row.estimate)
    terms = event_terms(told)
    assert terms["physiotherapy"].sum() == 61
    told = bpa.Diary(diary, events=(Event("injection", day, day),))
    assert event_terms(told)["injection"].sum() == 28


def test_what_none_of_199_shifts_reaches_has_the_smallest_p_there_is(table):
    assert table.loc["shifted", "pvalue"] == pytest.approx(1 / 200)


def test_newey_west_errors_of_the_diary_by_hand_with_fourteen_lags(diary, table):
    mean = bpa.fit_lagged(diary, bpa.DISTANCE, design="mean", feedback=False)
    x = mean.design.to_numpy()
    bread = np.linalg.inv(x.T @ x)
    scores = x * (mean.outcome.to_numpy() - x @ bread @ x.T @ mean.outcome.to_numpy())[:, None]
    meat = scores.T @ scores
    for lag in range(1, 15):
        both = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / 15) * (both + both.T)
    error = np.sqrt((bread @ meat @ bread)[0, 0])
    assert table.loc["newey_west", "std_error"] == pytest.approx(error, rel=1e-6)
