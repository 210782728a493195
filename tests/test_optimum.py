"""The climb to the top of a likelihood, on surfaces whose top is known."""

import numpy as np
import pytest
from approved import same_as_approved
from listed import lines_of
from scipy.optimize import minimize

from backpain_analysis.model.optimum import climb, variance_at

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


# Surfaces on which a climb turns, overshoots, meets a bound, and learns how it is bent


def curved_valley(q):
    across, along = q[1] - q[0] ** 2, 1 - q[0]
    value = 10 * across**2 + 0.5 * along**2
    return value, np.array([-40 * across * q[0] - along, 20 * across])


def of_curved_valley(q):
    return np.array([[40 * q[0] ** 2 + 1, -20 * q[0]], [-20 * q[0], 10.0]])


def tent(q):
    """Rises ever more slowly: steps by a curvature that is too small lead far over the top."""
    away = q - np.array([1.0, -0.5])
    size = np.sqrt(0.01 + away**2)
    return 8 * float(size.sum()), 8 * away / size


def waves(q):
    """Is bent the wrong way on the way down; the second parameter says nothing."""
    return 3 - 3 * float(np.cos(q[0])), np.array([3 * np.sin(q[0]), 0.0])


def narrow_ridge(q):
    """Has its top beyond the bounds."""
    away = q - np.array([6.0, 7.0])
    curvature = np.array([[3.0, -2.5], [-2.5, 3.0]])
    return 0.5 * float(away @ curvature @ away), curvature @ away


CLIMBS = {
    "curved valley": (curved_valley, of_curved_valley, (0.2, 2.0)),
    "curved valley, foot": (curved_valley, of_curved_valley, (3.0, -4.0)),
    "tent": (tent, lambda q: np.diag([2.0, 1.0]), (3.0, 3.0)),
    "tent, very steep": (tent, lambda q: np.diag([40.0, 20.0]), (0.2, 0.0)),
    "waves": (waves, lambda q: np.diag([0.4, 0.0]), (2.9, 1.0)),
    "waves, near the top": (waves, lambda q: np.diag([9.0, 0.0]), (0.4, -1.0)),
    "narrow ridge": (narrow_ridge, lambda q: np.array([[3.0, -2.0], [-2.0, 2.0]]), (0.5, -3.0)),
}


@pytest.mark.parametrize("name", CLIMBS)
def test_each_step_of_a_climb_is_as_approved(name):
    """So that what bounds, shortens and betters a step is held, not its end alone."""
    surface, information, start = CLIMBS[name]
    lines = []

    def looked_at(q):
        value, slope = surface(q)
        lines.append(f"at {q[0]:.7g}, {q[1]:.7g}: {value:.7g}")
        return value, slope

    top = climb(looked_at, information, np.array(start), BOUNDS)
    lines += lines_of(top, "top")
    same_as_approved(f"climbs/{name.replace(', ', ' ').replace(' ', '_')}", lines)


@pytest.mark.parametrize(
    ("log_r", "curvature", "variance"),
    [
        (-4.99, (4.0, 2.0), (0.25, 0.5)),
        (-5.0, (4.0, 2.0), (0.25, 0.5)),
        (-5.01, (4.0, 2.0), (0.25, 0.0)),
        (1.0, (4.0, 0.051), (0.25, 1 / 0.051)),
        (1.0, (4.0, 0.049), (0.25, 20.0)),
    ],
)
def test_how_uncertain_a_top_is(log_r, curvature, variance):
    """By hand: the inverse curvature, of 0.05 at least; of noise that has vanished none."""
    bent = np.diag(curvature)
    found = variance_at(np.array([1.0, log_r]), lambda q: bent @ q)
    assert found == pytest.approx(np.diag(variance), rel=1e-6, abs=1e-9)
