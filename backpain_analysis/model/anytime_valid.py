"""Inference that stays right however often it is looked at: a normal-mixture sequence.

Robbins 1970; Howard et al. 2021; Waudby-Smith et al. 2024. With I = 1 / std_error^2 and the
mixture's precision tau, both in 1 / (unit of the estimate)^2:

    half width  std_error sqrt((I + tau) / I  log((I + tau) / (tau alpha^2)))
    p           sqrt((I + tau) / tau) exp(-z^2 I / (2 (I + tau))),  z = estimate / std_error
"""

import numpy as np


def anytime_valid_half_width(std_error: float, alpha: float, tau: float) -> float:
    """Return half the width of the interval of level 1 - alpha.

    Parameters
    ----------
    std_error : float
        In the unit of the estimate.
    alpha : float
        Chance that the interval misses the truth at any look.
    tau : float
        1 / (unit of the estimate) squared; frozen with the plan.
    """
    information = 1 / std_error**2
    with_prior = information + tau
    widened = with_prior / information
    evidence = np.log(with_prior / (tau * alpha**2))
    return float(std_error * np.sqrt(widened * evidence))


def anytime_valid_pvalue(estimate: float, std_error: float, tau: float) -> float:
    """Return the p-value that is below alpha exactly when the interval excludes zero."""
    information = 1 / std_error**2
    with_prior = information + tau
    z = estimate / std_error
    without_evidence = 0.5 * np.log(with_prior / tau)
    evidence = z**2 * information / (2 * with_prior)
    pvalue = np.exp(without_evidence - evidence)
    return float(min(1.0, pvalue))
