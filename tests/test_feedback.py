"""The correction for running by how it hurts: against dense matrices, and on known truth."""

import numpy as np
import pytest

import backpain_analysis as bpa
from backpain_analysis.model import feedback
from backpain_analysis.model.exposures import lag_design
from backpain_analysis.model.lagged import _decisions, fit_lagged
from backpain_analysis.simulation.diaries import simulate_many

Q = np.array([0.9, 0.1, -0.11, -0.04, -0.8])


@pytest.fixture(scope="module")
def joint():
    daily = bpa.simulate_diary("b2", n_days=120, seed=5, missing="MNAR").daily
    daily.iloc[130:140, 1:3] = np.nan  # the run log has a gap too
    plain = fit_lagged(daily, bpa.DISTANCE, feedback=False)
    decisions = _decisions(daily, plain, lag_design(daily, bpa.DISTANCE), None)
    return feedback._Joint(decisions, plain.shape_params)


def dense(joint, q):
    """Covariance over sigma squared, design and response of ratings and decisions, stacked."""
    rho, r, g0, g1, s = feedback._natural(q)
    n = joint.n
    ar = rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / (1 - rho**2)
    pain, ran = np.eye(n)[joint.d.rated], np.eye(n) * g0 + np.eye(n, k=-1) * g1
    ran = ran[joint.d.decided]
    h = np.vstack([pain, ran])
    noise = np.append(np.full(len(pain), r), np.full(len(ran), s))
    k = joint.k
    columns = [joint.of_pain[joint.d.rated, :k], joint.of_ran[joint.d.decided, :k]]
    response = joint.of_ran[:, k] - joint.of_ran[:, k + 1 :] @ q[2:4]
    y = np.append(joint.pain[joint.d.rated], response[joint.d.decided])
    return h @ ar @ h.T + np.diag(noise), np.vstack(columns), y


def test_restricted_likelihood_as_with_a_dense_matrix(joint):
    def by_hand(q):
        v, x, y = dense(joint, q)
        inverse = np.linalg.inv(v)
        information = x.T @ inverse @ x
        e = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
        logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
        return 0.5 * (joint.free * np.log(e @ inverse @ e) + logs)

    other = Q + np.array([0.3, -0.5, 0.05, 0.02, 0.4])
    change = joint.reml(other)[0] - joint.reml(Q)[0]
    assert change == pytest.approx(by_hand(other) - by_hand(Q), abs=1e-7)


def test_its_gradient_as_by_differences(joint):
    steps = np.eye(5) * 1e-5
    numeric = [(joint.reml(Q + e)[0] - joint.reml(Q - e)[0]) / 2e-5 for e in steps]
    assert joint.reml(Q)[1] == pytest.approx(numeric, rel=1e-4, abs=1e-4)


def test_the_bias_as_with_a_dense_matrix(joint):
    """c(t - t') written out day by day: which runs follow which felt pain."""
    v, _, _ = dense(joint, Q)
    m = int(joint.rated.sum())
    precision = np.linalg.inv(v[:m, :m])
    shapes = joint.d.shapes.shape[1]
    design = joint.design[joint.d.rated]
    terms, own = design[:, shapes:], design[:, :shapes]
    swept = precision @ terms
    sweep = precision - swept @ np.linalg.solve(terms.T @ swept, swept.T)
    params, each, _ = joint.bias(Q)
    inverse = np.linalg.inv(own.T @ sweep @ own)
    y = joint.pain[joint.d.rated]
    gls = inverse @ own.T @ sweep @ y
    assert params == pytest.approx(gls, abs=1e-8)
    full = np.linalg.inv(design.T @ precision @ design) @ design.T @ precision @ y
    e = y - design @ full
    scale = e @ precision @ e / (m - design.shape[1])
    days = np.flatnonzero(joint.d.rated)
    _, _, g0, g1, _ = feedback._natural(Q)
    rho = feedback._natural(Q)[0]
    trace = np.zeros(shapes)
    for a, t in enumerate(days):
        for b, error_day in enumerate(days):
            follows = [
                g0 * rho ** abs(t - k - error_day) + g1 * rho ** abs(t - k - 1 - error_day)
                for k in range(1, 15)
            ]
            trace += sweep[a, b] * np.array(follows) @ joint.d.lag_weights
    assert each @ [g0, g1] == pytest.approx(inverse @ trace * scale / (1 - rho**2), abs=1e-6)


def test_without_a_decision_the_plain_fit_stands():
    daily = bpa.simulate_diary("a", n_days=200, seed=1).daily
    daily["runs"] = 1.0
    daily["distance_km"] = np.random.default_rng(0).gamma(4, 1.5, len(daily))
    fit = fit_lagged(daily, bpa.DISTANCE)
    assert fit.correction is None
    assert fit.estimate == fit_lagged(daily, bpa.DISTANCE, feedback=False).estimate


@pytest.mark.parametrize(("scenario", "today", "yesterday"), [("b", -0.09, -0.045), ("a", 0, 0)])
def test_the_decision_is_read_right(scenario, today, yesterday):
    """Scenario b has odds ratios of .67 and .82 a point, at a chance of a run of about .43."""
    many = simulate_many(scenario, 365, 16, np.random.default_rng(4))
    found = [fit_lagged(many.daily(i), bpa.DISTANCE).correction for i in range(16)]
    assert np.mean([c.today for c in found]) == pytest.approx(today, abs=0.03)
    assert np.mean([c.yesterday for c in found]) == pytest.approx(yesterday, abs=0.03)


@pytest.mark.slow
def test_the_bias_that_grows_with_the_diary_is_gone():
    many = simulate_many("b2", 1095, 40, np.random.default_rng(7))
    fits = [fit_lagged(many.daily(i), bpa.DISTANCE) for i in range(40)]
    plain = np.array([f.result.params["distance"] for f in fits])
    mean = np.mean([f.estimate for f in fits])
    error = np.std(plain) / np.sqrt(40)
    assert plain.mean() < -3 * error
    assert abs(mean) < abs(plain.mean()) / 2
