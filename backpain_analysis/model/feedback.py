"""Running by how it hurts: the bias this leaves in the regression, estimated and taken away.

Pain is rated with noise and by whole points; the person runs by what they feel. So runs of the
days before are correlated with the errors that the regression cannot see, and a fitted trend adds
a bias of its own (Nickell 1981). Both follow from how strongly runs follow pain: the running
decision is modelled beside pain (`joint`), and the expected bias (`bias`) is subtracted from the
coefficients.
"""

from dataclasses import dataclass

import numpy as np

from ..codes import Remark
from ..errors import FitError
from .bias import Bias, expected_bias
from .decisions import Decisions
from .joint import JointLikelihood, natural
from .likelihood import BOUNDS, q_of, with_floor
from .optimum import climb, variance_at

MIN_DECISIONS = 30
NO_SPREAD = 1e-6
RESPONSES_TRIED = (-0.05, 0.0, 0.05)
BOUND_OF_RESPONSE = (-3, 3)
HIGHEST_RHO_TO_START = 0.985
STEP = 1e-5  # of the slopes: their error is about 1e-5 of them
Array = np.ndarray


@dataclass(frozen=True)
class Correction:
    """The exposure's coefficients without the bias.

    Attributes
    ----------
    params : array, (shapes,)
        The coefficients, `bias` subtracted.
    covariance : array, (shapes, shapes)
        With the uncertainty of all five parameters of the joint model.
    bias : array, (shapes,)
    today, yesterday : float
        Change in the chance of a run per NRS point of felt pain.
    """

    params: Array
    covariance: Array
    bias: Array
    today: float
    yesterday: float


def correct(d: Decisions, held: Array, rho: float, log_r: float, scale: float) -> Correction:
    """Subtract the bias that running by how it hurts leaves.

    Parameters
    ----------
    d : Decisions
    held : array, (shapes,)
        The plain fit's coefficients: what they add to pain is held fixed in the decision.
    rho, log_r, scale : float
        The plain fit's error model: where the search starts.

    Returns
    -------
    Correction

    Raises
    ------
    FitError
        Too few decisions, the person ran on all of the days or on none, or no convergence.

    Notes
    -----
    The parameters q of the joint model maximise its restricted likelihood. The standard error
    adds G Var(q) G', G the derivative of the corrected coefficients by q (delta method).
    """
    spread = _spread_of_decisions(d)
    likelihood = JointLikelihood(d, held)
    start_s = float(np.log(spread**2 / scale))
    q = _maximise(likelihood, rho, log_r, start_s)
    response = q[2:4]
    found = _bias_at(d, q)
    bias = found.of(response)
    slopes = _slopes(d, q, found)
    return Correction(
        params=found.params - bias,
        covariance=found.covariance + slopes @ variance_at(q, likelihood.gradient) @ slopes.T,
        bias=bias,
        today=float(q[2]),
        yesterday=float(q[3]),
    )


def _spread_of_decisions(d: Decisions) -> float:
    """Return the standard deviation of what was run; a FitError where nothing was decided."""
    decisions = int(d.decided.sum())
    spread = float(d.ran[d.decided].std()) if decisions else 0.0
    if decisions < MIN_DECISIONS or spread < NO_SPREAD:
        raise FitError(
            "runs on all or none of the days: no decision to learn from",
            remark=Remark("fit_lack.no_decision"),
        )
    return spread


def _maximise(likelihood: JointLikelihood, rho: float, log_r: float, start_s: float) -> Array:
    """Climb from the plain fit's error model; the response starts at one of three strengths."""
    start = q_of(min(rho, HIGHEST_RHO_TO_START), np.clip(log_r, -4, 4))
    bounds = [
        (BOUNDS[0][0], 3.0),
        (-6.0, BOUNDS[1][1]),
        BOUND_OF_RESPONSE,
        BOUND_OF_RESPONSE,
        (start_s - 5, start_s + 3),
    ]
    for response in RESPONSES_TRIED:
        begin = np.append(start, [response, response, start_s])
        top = climb(likelihood.evaluate, likelihood.information, begin, bounds)
        if top.converged:
            return with_floor(top.q)
    raise FitError(
        "the search for the running decision did not converge",
        remark=Remark("fit_lack.no_convergence"),
    )


def _bias_at(d: Decisions, q: Array) -> Bias:
    parameters = natural(q)
    return expected_bias(d, parameters.rho, parameters.r)


def _slopes(d: Decisions, q: Array, found: Bias) -> Array:
    """Return the derivative of the corrected coefficients by q: (shapes, 5)."""
    response = q[2:4]
    here = found.params - found.of(response)
    slopes = np.zeros((len(found.params), 5))
    for place in (0, 1):
        moved = q.copy()
        moved[place] += STEP
        there = _bias_at(d, moved)
        slopes[:, place] = (there.params - there.of(response) - here) / STEP
    slopes[:, 2:4] = -found.per_response  # the bias is linear in g0 and g1; s has no say in it
    return slopes
