"""The fast search for an error model against a slow one: every peak climbed, to the last digit."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

import backpain_analysis as bpa
from backpain_analysis.model import feedback, reml
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
        slowly.setattr(reml, "climb", climb_slowly)
        slowly.setattr(feedback, "climb", climb_slowly)
        slowly.setattr(reml, "_is_one_hill", lambda *_: False)
        slow = numbers(bpa.fit_lagged(daily, bpa.DISTANCE))
    return float(np.abs(fast - slow).max())


@pytest.mark.slow
def test_the_fast_search_finds_what_the_slow_one_finds():
    """On 500 diaries: `python benchmarks/fast_path.py --diaries 500`."""
    assert max(largest_difference(number) for number in range(24)) < AS_FAST


def test_one_diary_by_the_fast_and_the_slow_search():
    assert largest_difference(2) < AS_FAST
