"""The climb to the top of a likelihood, on surfaces whose top is known."""

import numpy as np
import pytest
from scipy.optimize import minimize

from backpain_analysis.model.optimum import climb

BOUNDS = [(0.0, 4.0), (-7.0, 5.0)]


def parabola(top, curvature):
    """Return minus a log-likelihood, and its information, that are a parabola."""

    def negative(q):
        away = q - top
        return 0.5 * float(away @ curvature @ away), curvature @ away

    return negative, lambda q: curvature


def test_a_parameter_at_its_bound_does_not_carry_another_away():
    # by hand: with q0 held at 4, the slope of q1 is 9 (q1 - 3) - 0.16 (4 - 30): 0 at 3 - 0.4622
    curvature = np.array([[0.004, -0.16], [-0.16, 9.0]])
    negative, information = parabola(np.array([30.0, 3.0]), curvature)
    top = climb(negative, information, np.array([2.4, 2.0]), BOUNDS)
    assert top.converged
    assert top.q == pytest.approx([4.0, 3.0 - 0.16 * 26 / 9], abs=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_the_top_within_bounds_is_that_of_an_outside_engine(seed):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(4, 4))
    curvature = root @ root.T + 0.01 * np.eye(4)
    negative, information = parabola(rng.normal(scale=4, size=4), curvature)
    bounds = [(-2.0, 2.0)] * 4
    found = climb(negative, information, rng.uniform(-2, 2, 4), bounds)
    other = minimize(
        negative, np.zeros(4), jac=True, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-14}
    )
    assert negative(found.q)[0] <= other.fun + 1e-7
    assert found.converged
