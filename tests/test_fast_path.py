"""The fast search for an error model against a slow one: every peak climbed, to the last digit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

import backpain_analysis as bpa
from backpain_analysis.checks import slower_look
from backpain_analysis.model import feedback, hills
from backpain_analysis.model.optimum import Top

KINDS = ("a", "b2", "d", "lay", "two", "vn", "sparse", "zeros")
LENGTHS = (180, 365, 730)
AS_FAST = 1e-6


def climb_slowly(negative: Any, information: Any, start: Any, bounds: Any) -> Top:
    """Minimise without the information, by two methods, until nothing is gained."""
    options = {"ftol": 1e-14, "maxiter": 500}
    found = minimize(negative, start, jac=True, method="SLSQP", bounds=bounds, options=options)
    options = {"ftol": 1e-15, "gtol": 1e-9}
    found = minimize(negative, found.x, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return Top(found.x, float(found.fun), converged=True)


def numbers(fit: Any) -> np.ndarray:
    """Return what rests on the search."""
    plain = fit.uncorrected
    return np.array([fit.estimate, fit.std_error, plain.estimate, plain.std_error])


def largest_difference(number: int) -> float:
    """Fit one diary both ways; return the largest difference of its numbers."""
    kind = KINDS[number % len(KINDS)]
    days = LENGTHS[number % len(LENGTHS)]
    daily = bpa.simulate_diary(kind, n_days=days, seed=number, missing="MNAR").daily
    fast = numbers(bpa.fit_lagged(daily, bpa.DISTANCE))
    with pytest.MonkeyPatch.context() as slowly:
        slowly.setattr(hills, "climb", climb_slowly)
        slowly.setattr(feedback, "climb", climb_slowly)
        slowly.setattr(hills, "_is_one_hill", lambda *_: False)
        slow = numbers(bpa.fit_lagged(daily, bpa.DISTANCE))
    return float(np.abs(fast - slow).max())


@pytest.mark.slow
def test_the_fast_search_finds_what_the_slow_one_finds():
    """On 500 diaries: `python benchmarks/fast_path.py --diaries 500`."""
    assert max(largest_difference(number) for number in range(24)) < AS_FAST


def test_one_diary_by_the_fast_and_the_slow_search():
    assert largest_difference(2) < AS_FAST


def design_of(kind: str, days: int, seed: int) -> tuple[Any, Any, pd.DataFrame]:
    """Return days, pain and design of a planned regression."""
    daily = bpa.simulate_diary(kind, n_days=days, seed=seed).daily
    fit = bpa.fit_lagged(daily, bpa.DISTANCE, feedback=False)
    return fit.day_numbers, fit.outcome.to_numpy(), fit.design


def test_a_search_near_a_fit_of_other_columns_finds_the_same_top():
    t, pain, design = design_of("b", 200, seed=3)
    first = bpa.fit_reml(t, pain, design.iloc[:, 3:])
    near = bpa.fit_reml(t, pain, design, near=first)
    alone = bpa.fit_reml(t, pain, design)
    assert near.llf == pytest.approx(alone.llf, abs=1e-8)
    assert near.bse.to_numpy() == pytest.approx(alone.bse.to_numpy(), rel=1e-5)


def test_a_search_near_a_fit_leaves_its_hill_for_a_higher_one():
    """The hill that is known is the lower of two, by 0.4 in log-likelihood, in this noisy diary."""
    t, pain, design = design_of("vn", 150, seed=19)
    alone = bpa.fit_reml(t, pain, design)
    assert len(alone.hills.tops) > 1
    lower = replace(alone.hills, tops=alone.hills.tops[1:])
    near = bpa.fit_reml(t, pain, design, near=replace(alone, hills=lower))
    assert near.llf == pytest.approx(alone.llf, abs=1e-8)
    assert near.rho == pytest.approx(alone.rho, abs=1e-5)


def test_a_top_beyond_the_grid_is_no_place_to_begin():
    """It ends a flat ridge; on that of the longer window lies another top, 0.3 higher."""
    daily = bpa.simulate_diary("med", n_days=240, seed=50023).daily
    planned = bpa.fit_lagged(daily, bpa.DISTANCE, feedback=False).result
    assert planned.rho > 0.985
    near = slower_look(daily, bpa.DISTANCE, sesoi=1.0, tau=1.0, near=planned)
    alone = slower_look(daily, bpa.DISTANCE, sesoi=1.0, tau=1.0)
    assert near.values == pytest.approx(alone.values, rel=1e-5)
