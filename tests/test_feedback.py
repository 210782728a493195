"""The correction for running by how it hurts: by hand, against dense matrices, on known truth."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

import backpain_analysis as bpa
from backpain_analysis.codes import Remark
from backpain_analysis.model import lag_basis, lag_design, weekday_terms
from backpain_analysis.model.bias import expected_bias
from backpain_analysis.model.decisions import Decisions, lay_out, running_habit
from backpain_analysis.model.feedback import correct
from backpain_analysis.model.joint import JointLikelihood, natural
from backpain_analysis.simulation.diaries import simulate_many

Q = np.array([0.9, 0.1, -0.11, -0.04, -0.8])
FIVE = pd.date_range("2025-01-06", periods=5, freq="D", name="day")  # Monday to Friday


def laid_out(daily: pd.DataFrame):
    """Return the plain fit and the decisions beside it."""
    plain = bpa.fit_lagged(daily, bpa.DISTANCE, feedback=False)
    shapes = lag_design(daily, bpa.DISTANCE)
    return plain, lay_out(daily, bpa.DISTANCE, shapes, plain.design)


@pytest.fixture(scope="module")
def case():
    daily = bpa.simulate_diary("b2", n_days=120, seed=5, missing="MNAR").daily
    daily.iloc[130:140, 1:3] = np.nan  # the run log has a gap too
    plain, decisions = laid_out(daily)
    return decisions, plain.shape_params


def five_days(exposure, shape_names):
    """Five days: rated on Monday, Wednesday and Friday, three runs, one day without a log.

    A fortnight of rest lies before them.
    """
    daily = pd.DataFrame(
        {
            "pain": [4.0, np.nan, 6.0, np.nan, 2.0],
            "runs": [1.0, 0.0, 2.0, np.nan, 1.0],
            "distance_km": [4.0, 0.0, 12.0, np.nan, 8.0],
        },
        index=FIVE,
    )
    shapes = pd.DataFrame({name: [1.0, 2.0, 3.0, 4.0, np.nan] for name in shape_names}, index=FIVE)
    with_history = pd.date_range(end=FIVE[-1], periods=14 + 5, freq="D", name="day")
    daily = daily.reindex(with_history)
    daily.loc[: FIVE[0] - pd.Timedelta(days=1), ["runs", "distance_km"]] = 0.0
    shapes = shapes.reindex(with_history)
    rated = FIVE[[0, 2, 4]]
    design = pd.DataFrame({"exposure": [1.0, 3.0, 5.0], "intercept": 1.0}, index=rated)
    return lay_out(daily, exposure, shapes, design, window_days=14)


def test_five_days_laid_out_by_hand():
    d = five_days(bpa.DISTANCE, ["distance"])
    assert d.rated.tolist() == [True, False, True, False, True]
    # Monday has no day before; Thursday has no log, so Friday has no habit the day before either
    assert d.decided.tolist() == [False, True, True, False, False]
    assert d.design.tolist() == [[1, 1], [0, 0], [3, 1], [0, 0], [5, 1]]
    assert five_days(bpa.FREQUENCY, ["frequency"]).ran.tolist() == [1, 0, 1, 0, 1]
    assert d.ran.tolist() == [0.5, 0, 1.5, 0, 1]  # 4, 12 and 8 km
    assert d.shapes.tolist() == [[1], [2], [3], [4], [0]]
    assert d.pain[d.rated].tolist() == [4, 6, 2]
    assert d.terms.shape == (5, 1 + 2)  # intercept and trend; no weekdays beside a plain mean


def test_the_running_habit_by_hand():
    """Two runs in 16 days, two days without a log: shares of the last 1, 7 and 14 days."""
    runs = pd.Series(0.0, pd.date_range("2025-01-06", periods=16, name="day"))
    runs.iloc[[3, 14]] = [2.0, 1.0]
    runs.iloc[[5, 6]] = np.nan
    habit = running_habit(runs)
    assert habit[15] == pytest.approx([1, 1 / 7, 2 / 12])
    assert habit[14] == pytest.approx([0, 0, 1 / 12])
    assert np.isnan(habit[6]).tolist() == [True, True, True]  # yesterday has no log
    assert np.isnan(habit[12]).tolist() == [False, True, True]  # five known of seven are too few
    assert np.isnan(habit[13]).tolist() == [False, False, True]
    assert habit[13, 1] == 0


def test_the_habit_is_centred_over_the_decisions(case):
    d, _ = case
    habit = d.terms[:, -3:]
    assert habit[d.decided].mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-12)
    assert (habit[~d.decided] == 0).all()


def test_a_habit_that_weekdays_tell_is_left_out():
    """Who runs on the same days each week has a mean of seven days that never changes."""
    daily = bpa.simulate_diary("a", n_days=120, seed=1).daily
    runs = daily.index.day_of_week.isin([0, 2, 5]).astype(float)
    runs[100] = 0.0  # one lapse, or yesterday's run would tell nothing either
    daily["runs"] = runs
    daily["distance_km"] = runs * np.random.default_rng(0).gamma(4, 1.5, len(daily))
    _, d = laid_out(daily)
    assert np.linalg.matrix_rank(d.terms[d.decided]) == d.terms.shape[1]
    daily["runs"] = daily.index.day_of_week.isin([0, 2, 5]).astype(float)
    _, d = laid_out(daily)
    assert d.terms.shape[1] == 1 + 2 + 6


def test_a_run_adds_the_mean_of_the_run_days_to_the_habit():
    """(4 + 12 + 8) / 3 = 8 km on a day with a run: 8 x 7 / 14 / 10 = 0.4 units a day."""
    km = five_days(bpa.DISTANCE, ["distance"])
    assert km.lag_weights == pytest.approx(np.full((14, 1), 0.4))
    runs = five_days(bpa.FREQUENCY, ["frequency"])  # (1 + 2 + 1) / 3 x 7 / 14
    assert runs.lag_weights == pytest.approx(np.full((14, 1), 2 / 3))
    spline = five_days(bpa.DISTANCE, ["distance", "lag shape 1", "lag shape 2"])
    assert spline.lag_weights == pytest.approx(0.4 * lag_basis())


def test_the_decision_has_weekday_terms_where_the_regression_has_them():
    d = five_days(bpa.DISTANCE, ["distance", "lag shape 1", "lag shape 2"])
    assert d.terms.shape == (5, 1 + 2 + 4)
    assert d.terms[:, 3:].tolist() == weekday_terms(FIVE).to_numpy().tolist()


def test_a_fit_hands_its_own_decisions_over():
    """Days before the first rating and after the last have no say; the trend may be chosen."""
    daily = bpa.simulate_diary("d", n_days=150, seed=2).daily
    plain, d = laid_out(daily)
    assert len(d.rated) == (plain.days[-1] - plain.days[0]).days + 1
    assert d.rated.sum() == plain.nobs
    assert d.terms.shape[1] == 1 + 2 + 6 + 3
    shapes = lag_design(daily, bpa.DISTANCE)
    finer = lay_out(daily, bpa.DISTANCE, shapes, plain.design, time_df=5)
    assert finer.terms.shape[1] == 1 + 5 + 6 + 3


def dense_joint(d: Decisions, held, q):
    """Covariance over sigma squared, design and response of ratings and decisions, stacked."""
    rho, r, g0, g1, s = natural(q)
    n = len(d.rated)
    distance = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    ar = rho**distance / (1 - rho**2)
    of_pain = np.eye(n)[d.rated]
    of_ran = (np.eye(n) * g0 + np.eye(n, k=-1) * g1)[d.decided]
    h = np.vstack([of_pain, of_ran])
    noise = np.append(np.full(len(of_pain), r), np.full(len(of_ran), s))
    design = np.zeros((len(h), d.design.shape[1] + d.terms.shape[1]))
    design[: len(of_pain), : d.design.shape[1]] = d.design[d.rated]
    design[len(of_pain) :, d.design.shape[1] :] = d.terms[d.decided]
    added = d.shapes @ held
    explained = g0 * added + g1 * np.append(0.0, added[:-1])
    y = np.append(d.pain[d.rated], (d.ran - explained)[d.decided])
    return h @ ar @ h.T + np.diag(noise), design, y


def dense_likelihood(d: Decisions, held, q):
    """Return minus the restricted log-likelihood of both equations."""
    v, x, y = dense_joint(d, held, q)
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    e = y - x @ np.linalg.solve(information, x.T @ inverse @ y)
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    return 0.5 * ((len(y) - x.shape[1]) * np.log(e @ inverse @ e) + logs)


def dense_bias(d: Decisions, q):
    """Coefficients of the shapes, their bias, their covariance: c(t - t') written out by day."""
    rho, r, g0, g1, _ = natural(q)
    days = np.flatnonzero(d.rated)
    design = d.design[d.rated]
    y = d.pain[d.rated]
    distance = np.subtract.outer(days, days)
    v = rho ** np.abs(distance) / (1 - rho**2) + r * np.eye(len(days))
    precision = np.linalg.inv(v)
    every = np.linalg.inv(design.T @ precision @ design)
    beta = every @ design.T @ precision @ y
    e = y - design @ beta
    scale = e @ precision @ e / (len(y) - design.shape[1])
    shapes = d.shapes.shape[1]
    others = precision @ design[:, shapes:]
    sweep = precision - others @ np.linalg.solve(design[:, shapes:].T @ others, others.T)
    inverse = np.linalg.inv(design[:, :shapes].T @ sweep @ design[:, :shapes])
    trace = np.zeros(shapes)
    for k, weight in enumerate(d.lag_weights, start=1):
        follows = g0 * rho ** np.abs(distance - k) + g1 * rho ** np.abs(distance - k - 1)
        trace += (sweep * follows).sum() * weight
    bias = inverse @ trace * scale / (1 - rho**2)
    return beta[:shapes], bias, inverse * scale


def test_restricted_likelihood_as_with_a_dense_matrix(case):
    joint = JointLikelihood(*case)
    other = Q + np.array([0.3, -0.5, 0.05, 0.02, 0.4])
    change = joint.evaluate(other)[0] - joint.evaluate(Q)[0]
    by_hand = dense_likelihood(*case, other) - dense_likelihood(*case, Q)
    assert change == pytest.approx(by_hand, abs=1e-7)


def test_its_gradient_as_by_differences(case):
    joint = JointLikelihood(*case)
    rises = []
    for step in np.eye(5) * 1e-5:
        rises.append((joint.evaluate(Q + step)[0] - joint.evaluate(Q - step)[0]) / 2e-5)
    assert joint.evaluate(Q)[1] == pytest.approx(rises, rel=1e-4, abs=1e-4)
    assert joint.gradient(Q) == pytest.approx(joint.evaluate(Q)[1])


def test_the_bias_as_with_a_dense_matrix(case):
    d, _ = case
    params, bias, covariance = dense_bias(d, Q)
    found = expected_bias(d, natural(Q).rho, natural(Q).r)
    assert found.params == pytest.approx(params, abs=1e-8)
    assert found.of(Q[2:4]) == pytest.approx(bias, abs=1e-8)
    assert found.covariance == pytest.approx(covariance, rel=1e-7, abs=1e-9)


def dense_correction(d: Decisions, held, start):
    """The corrected coefficients and their covariance: every derivative by differences."""
    bounds = [(-0.01, 3), (-6, 5), (-3, 3), (-3, 3), (start[4] - 5, start[4] + 3)]

    def likelihood(q):
        return dense_likelihood(d, held, q)

    def corrected(q):
        params, bias, _ = dense_bias(d, q)
        return params - bias

    options = {"ftol": 1e-13}
    q = minimize(likelihood, start, jac="3-point", method="SLSQP", bounds=bounds, options=options).x
    steps = 1e-3 * np.eye(5)
    slopes = [(corrected(q + step) - corrected(q - step)) / 2e-3 for step in steps]
    curvature = np.zeros((5, 5))
    for i, a in enumerate(steps):
        for j, b in enumerate(steps):
            above = likelihood(q + a + b) - likelihood(q + a - b)
            below = likelihood(q - a + b) - likelihood(q - a - b)
            curvature[i, j] = (above - below) / 4e-6
    vanished = q[1] < -5
    keep = [0, 2, 3, 4] if vanished else [0, 1, 2, 3, 4]
    values, vectors = np.linalg.eigh(curvature[np.ix_(keep, keep)])
    along = np.array(slopes)[keep].T @ vectors
    covariance = dense_bias(d, q)[2] + along / np.maximum(values, 0.05) @ along.T
    return q, corrected(q), covariance, values.min(), vanished


@pytest.mark.parametrize(
    ("scenario", "seed", "kind"),
    [("b2", 0, "regular"), ("b2", 5, "flat in one direction"), ("b2", 11, "noise vanished")],
)
def test_the_corrected_covariance_as_by_a_dense_delta_method(scenario, seed, kind):
    plain, d = laid_out(bpa.simulate_diary(scenario, 70, seed, "MNAR").daily)
    held = plain.shape_params
    found = correct(d, held, plain.rho, plain.result.log_r, plain.result.scale)
    start_r = np.clip(plain.result.log_r, -6, 4)
    start = [np.arctanh(plain.rho / 0.99), start_r, found.today, found.yesterday, -1.0]
    q, params, covariance, flattest, vanished = dense_correction(d, held, np.array(start))
    assert (flattest < 0.05) == (kind == "flat in one direction")
    assert vanished == (kind == "noise vanished")
    assert [found.today, found.yesterday] == pytest.approx(q[2:4], abs=2e-3)
    assert found.params == pytest.approx(params, abs=2e-3)
    assert found.covariance == pytest.approx(covariance, rel=5e-3, abs=1e-3)


def test_the_start_of_the_search_has_no_say(case):
    d, held = case
    found = correct(d, held, rho=0.7, log_r=0.0, scale=1.0)
    again = correct(d, held, rho=0.5, log_r=-1.0, scale=1.5)
    assert again.params == pytest.approx(found.params, abs=1e-3)
    assert abs(found.bias[0]) > 0.01


@pytest.mark.parametrize(("decisions", "ok"), [(29, False), (30, True), (31, True)])
def test_thirty_decisions_are_needed(case, decisions, ok):
    d, held = case
    last = np.flatnonzero(d.decided)[decisions - 1]
    few = Decisions(**(vars(d) | {"decided": d.decided & (np.arange(len(d.rated)) <= last)}))
    try:
        correct(few, held, rho=0.7, log_r=0.0, scale=1.0)
        lack = ""
    except bpa.FitError as error:  # thirty may still be too few for the search
        lack = error.remark.code
    assert (lack == "fit_lack.no_decision") != ok


@pytest.mark.parametrize("ran", [0.0, 1.0])
def test_who_runs_always_or_never_decides_nothing(case, ran):
    d, held = case
    steady = Decisions(**(vars(d) | {"ran": np.full(len(d.ran), ran)}))
    with pytest.raises(bpa.FitError, match="no decision to learn from"):
        correct(steady, held, rho=0.7, log_r=0.0, scale=1.0)


def test_who_runs_every_day_decides_how_far():
    daily = bpa.simulate_diary("a", n_days=200, seed=1).daily
    daily["runs"] = 1.0
    daily["distance_km"] = np.random.default_rng(0).gamma(4, 1.5, len(daily))
    assert bpa.fit_lagged(daily, bpa.DISTANCE).correction is not None


@pytest.mark.parametrize("total", [0.0, -3.0])
def test_without_a_correction_no_verdict_is_given(monkeypatch, total):
    """Whether the interval by itself would say that nothing is there, or that something is."""
    from backpain_analysis.language import Phrases, answer_sentence
    from backpain_analysis.settings import Settings
    from backpain_analysis.settings.person import PlanSettings

    def never(*_, **__):
        raise bpa.FitError("no", remark=Remark("fit_lack.no_convergence"))

    monkeypatch.setattr("backpain_analysis.model.lagged.correct", never)
    daily = bpa.simulate_diary("a", n_days=365, seed=1).daily
    km = 0.7 * daily["distance_km"].rolling(14).mean().shift(1).fillna(0)
    planted = daily.assign(pain=(daily["pain"] + total * km).clip(0, 10))
    only_distance = Settings(plan=PlanSettings(exposures=("distance",)))
    answer = bpa.answer(planted, only_distance)["distance"]
    assert answer.fit.correction is None
    assert answer.held_back.code == "answer.uncorrected"
    assert answer.verdict is bpa.Verdict.CANNOT_TELL
    told = answer_sentence(Phrases(), answer)
    assert "no verdict can rest on this interval" in told
    assert "did not converge" in told
    plain = bpa.fit_lagged(planted, bpa.DISTANCE, feedback=False)
    assert answer.fit.estimate == plain.estimate


@pytest.mark.parametrize(("scenario", "today", "yesterday"), [("b", -0.09, -0.045), ("a", 0, 0)])
def test_the_decision_is_read_right(scenario, today, yesterday):
    """Scenario b has odds ratios of .67 and .82 a point, at a chance of a run of about .43."""
    many = simulate_many(scenario, 365, 16, np.random.default_rng(4))
    found = [bpa.fit_lagged(many.daily(i), bpa.DISTANCE).correction for i in range(16)]
    assert np.mean([c.today for c in found]) == pytest.approx(today, abs=0.03)
    assert np.mean([c.yesterday for c in found]) == pytest.approx(yesterday, abs=0.03)


@pytest.mark.slow
def test_the_bias_that_grows_with_the_diary_is_gone():
    many = simulate_many("b2", 1095, 40, np.random.default_rng(7))
    fits = [bpa.fit_lagged(many.daily(i), bpa.DISTANCE) for i in range(40)]
    plain = np.array([f.result.params["distance"] for f in fits])
    mean = np.mean([f.estimate for f in fits])
    error = np.std(plain) / np.sqrt(40)
    assert plain.mean() < -3 * error
    assert abs(mean) < abs(plain.mean()) / 2
