"""How strong a hidden cause must be: by hand, against OLS on whitened data, and on `hid`."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import hidden_cause
from backpain_analysis.checks.hidden_cause import share_needed, share_of_pain_needed
from backpain_analysis.language import Phrases, check_sentence
from backpain_analysis.model import (
    day_numbers,
    partial_share,
    rest_of,
    weighed_products,
)
from backpain_analysis.simulation import LIVES, simulate_many


@pytest.fixture(scope="module")
def fit():
    return bpa.fit_lagged(bpa.simulate_diary("d", n_days=365, seed=1).daily, bpa.DISTANCE)


def whitened(fit, columns):
    """Whiten columns by the dense covariance of the fit's errors."""
    t = day_numbers(fit.days)
    apart = np.abs(t[:, None] - t)
    covariance = fit.rho**apart / (1 - fit.rho**2) + np.exp(fit.result.log_r) * np.eye(len(t))
    return np.linalg.solve(np.linalg.cholesky(covariance), columns)


def test_the_share_by_hand():
    """f = 1: (sqrt(5) - 1) / 2; the share of pain beside half the exposure: 1 x .5 / .5."""
    assert share_needed(1.0) == pytest.approx(0.6180340)
    assert share_needed(0.0) == 0
    assert share_of_pain_needed(1.0, np.array([0.5])) == pytest.approx([1.0])
    share = share_needed(0.3)
    assert share_of_pain_needed(0.3, np.array([share])) == pytest.approx([share])


def test_shares_are_those_of_ols_on_whitened_data(fit):
    from statsmodels.regression.linear_model import OLS

    design = fit.design.to_numpy()
    white = whitened(fit, np.column_stack([design, fit.outcome]))
    x = white[:, :-1]
    y = white[:, -1]
    season = np.flatnonzero(fit.design.columns.str.startswith("season"))
    without = np.setdiff1d(np.arange(x.shape[1]), season)
    found = hidden_cause(fit, (-1.5, -0.5))
    of_pain = 1 - OLS(y, x).fit().ssr / OLS(y, x[:, without]).fit().ssr
    assert found.values["season_of_pain"] == pytest.approx(of_pain)
    d = x[:, 0]
    of_exposure = 1 - OLS(d, x[:, 1:]).fit().ssr / OLS(d, x[:, without[1:]]).fit().ssr
    assert found.values["season_of_exposure"] == pytest.approx(of_exposure)
    ols = OLS(y, x).fit()
    t_value = 0.5 / ols.bse[0]  # f is a t-value over the root of the degrees of freedom
    assert found.values["f"] == pytest.approx(t_value / np.sqrt(ols.df_resid))
    assert found.estimate == pytest.approx(share_needed(found.values["f"]))


def test_what_a_known_cause_moves_is_what_the_formula_says(fit):
    """Taken out of the model under held weights, a term moves the estimate by the bias (1)."""
    t = day_numbers(fit.days)
    cause = np.cos(t / 40) + fit.design["distance"].to_numpy() / 3
    columns = np.column_stack([fit.design, cause, fit.outcome])
    products = weighed_products(t, columns, fit.result)
    k = fit.design.shape[1]
    terms = np.arange(k)
    of_exposure = partial_share(products, 0, np.array([k]), terms[1:])
    of_pain = partial_share(products, k + 1, np.array([k]), terms)
    scale = rest_of(products, k + 1, terms) / rest_of(products, 0, terms[1:])
    moved = np.sqrt(of_pain * of_exposure / (1 - of_exposure) * scale)
    without, _ = fit.refit_held(fit.design.to_numpy())
    with_it, _ = fit.refit_held(columns[:, :-1])
    assert abs(without - with_it) == pytest.approx(moved)


def strength_in_truth(found, cause):
    """The larger of the shares that a cause explains of exposure and of pain."""
    columns = np.column_stack([found.design, cause, found.outcome])
    products = weighed_products(day_numbers(found.days), columns, found.result)
    k = found.design.shape[1]
    terms = np.arange(k)
    of_exposure = partial_share(products, 0, np.array([k]), terms[1:])
    of_pain = partial_share(products, k + 1, np.array([k]), terms)
    return max(of_exposure, of_pain)


@pytest.mark.slow
def test_a_true_hidden_cause_is_hardly_ever_weaker_than_the_bound(monkeypatch):
    """In null diaries: where an ordinary interval excludes zero, the cause is as strong as said.

    Where it is not, 5 % of the intervals would be wrong even if the cause were known.
    """
    sized = weaker = 0
    kind = replace(LIVES["hid"], hidden_pain=1.5, hidden_run=-1.5)
    for rho in (0.95, 0.97, 0.985):
        monkeypatch.setattr("backpain_analysis.simulation.living.HIDDEN_RHO", rho)
        many = simulate_many(kind, 365, 12, np.random.default_rng(7))
        blind = simulate_many(replace(kind, hidden_pain=0.0), 365, 12, np.random.default_rng(7))
        for number in range(12):
            daily = many.daily(number)
            found = bpa.fit_lagged(daily, bpa.DISTANCE)
            bound = hidden_cause(found, found.conf_int())
            if bound.finding == "holds_zero":
                continue
            days = daily.index.get_indexer(found.days)
            cause = (many.latent - blind.latent)[days, number]
            sized += 1
            weaker += bound.estimate > strength_in_truth(found, cause)
    assert sized >= 10
    assert weaker <= 0.1 * sized


def test_an_interval_that_holds_zero_needs_nothing(fit):
    found = hidden_cause(fit, (-0.5, 0.1))
    assert (found.finding, found.estimate) == ("holds_zero", 0.0)
    assert "holds zero already" in check_sentence(Phrases(), found)
    above = hidden_cause(fit, (0.2, 1.0))
    below = hidden_cause(fit, (-1.0, -0.2))
    assert above.estimate == below.estimate > 0


def test_the_sentence_sizes_it_beside_what_is_known(fit):
    found = hidden_cause(fit, (-1.5, -0.5))
    told = check_sentence(Phrases(), found)
    assert f"{100 * found.estimate:.0f} %" in told
    assert "slow trend" in told
    assert "season" in told
    assert "weekdays" in told
    assert "Jahreszeit" in check_sentence(Phrases("de"), found)


def test_without_a_season_none_is_told():
    short = bpa.fit_lagged(bpa.simulate_diary("d", n_days=200, seed=1).daily, bpa.DISTANCE)
    found = hidden_cause(short, (-1.5, -0.5))
    assert "season_of_pain" not in found.values
    assert "season" not in check_sentence(Phrases(), found)


def test_an_answer_has_it_only_where_an_association_is_found():
    daily = bpa.simulate_diary("d", n_days=500, seed=1, missing="MNAR").daily
    answers = bpa.answer(daily.assign(weight_kg=np.nan))
    distance = answers["distance"]
    expected = hidden_cause(distance.fit, distance.interval())
    assert distance.hidden.estimate == expected.estimate
    assert check_sentence(Phrases(), distance.hidden) in str(answers)
    nothing = bpa.answer(bpa.simulate_diary("a", n_days=200, seed=1).daily)
    assert all(a.hidden is None for a in nothing)
    assert isinstance(nothing.summary(), pd.DataFrame)
