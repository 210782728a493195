"""How strong would something hidden have to be, to bring an association's interval to zero?

A hidden cause of both (stress, work, a treatment) cannot be removed by any diary. Its strength can
be sized (Cinelli and Hazlett 2020, omitted-variable bounds), here under the estimator's own
weights: generalised least squares is ordinary least squares on whitened data, so their identity
holds for it. With d the exposure, y pain, z what is hidden, x the other terms, and R2 the shares
explained in whitened data:

    (1)  |bias| = sqrt(R2(y~z | d, x) R2(d~z | x) / (1 - R2(d~z | x)) S(y | d, x) / S(d | x))

S is the sum of squares that is left. The strength at which a cause that explains the same share of
both moves the estimate by b is, with f = b / sqrt(S(y | d, x) / S(d | x)):

    (2)  share = (sqrt(f^4 + 4 f^2) - f^2) / 2

b is how far the interval's nearer end lies from zero. Its width stays as it is: where both shares
are alike, what the cause explains of pain and what it takes from the exposure cancel out.
"""

from typing import NamedTuple

import numpy as np

from ..model import (
    LaggedFit,
    day_numbers,
    partial_share,
    rest_of,
    weighed_products,
)
from .result import Check

HOLDS_ZERO = "holds_zero"
SIZED = "sized"
BENCHMARKS = ("trend", "season", "weekday")  # how the names of their columns begin
TERMS = "share"


class Strength(NamedTuple):
    """What a cause explains of what the other terms leave, 0 to 1."""

    of_exposure: float
    of_pain: float


def share_needed(f: float) -> float:
    """Return the share of both that moves an estimate by f times its scale (2)."""
    return float((np.sqrt(f**4 + 4 * f**2) - f**2) / 2)


def share_of_pain_needed(f: float, of_exposure: np.ndarray) -> np.ndarray:
    """Return the share of pain that does so beside a given share of the exposure (1)."""
    return np.asarray(f**2 * (1 - of_exposure) / of_exposure)


def hidden_cause(fit: LaggedFit, interval: tuple[float, float]) -> Check:
    """Size the hidden cause that would bring an interval to zero.

    Parameters
    ----------
    fit : LaggedFit
    interval : (float, float)
        The interval that the verdict rests on, NRS points per unit of the exposure.

    Returns
    -------
    Check
        `estimate`: the share (0 to 1) of what the model's terms leave over that it would have to
        explain, of the exposure and of pain alike. `finding`: "sized"; "holds_zero" (share 0)
        where the interval holds zero already. `values`: `f` of the module's equations, and for
        each of trend, season and weekday that the regression has, what it explains by itself:
        `season_of_exposure`, `season_of_pain`.

    Notes
    -----
    In diaries simulated with a hidden AR(.95 to .985) and no association, whenever the interval
    excluded zero the cause in truth explained at least this share of one of the two
    (docs/decisions.md).
    """
    lower, upper = interval
    distance = max(lower, -upper, 0.0)
    names = fit.design.columns.astype(str)
    columns = np.column_stack([fit.design, fit.outcome])
    products = weighed_products(day_numbers(fit.days), columns, fit.result)
    pain = len(names)
    terms = np.arange(pain)
    left_of_pain = rest_of(products, pain, terms)
    left_of_exposure = rest_of(products, 0, terms[1:])
    f = distance / np.sqrt(left_of_pain / left_of_exposure)
    values = {"f": float(f)}
    for benchmark in BENCHMARKS:
        group = np.flatnonzero(names.str.startswith(benchmark))
        if len(group):
            strength = _strength(products, group, terms)
            values[f"{benchmark}_of_exposure"] = strength.of_exposure
            values[f"{benchmark}_of_pain"] = strength.of_pain
    return Check(
        "hidden_cause",
        finding=SIZED if distance > 0 else HOLDS_ZERO,
        estimate=share_needed(float(f)),
        nobs=fit.nobs,
        unit=TERMS,
        subject=fit.exposure.name,
        values=values,
    )


def _strength(products: np.ndarray, group: np.ndarray, terms: np.ndarray) -> Strength:
    """Return what a group of the regression's own terms explains beside all others."""
    pain = len(terms)
    others = np.setdiff1d(terms, group)
    of_exposure = partial_share(products, 0, group, others[1:])
    of_pain = partial_share(products, pain, group, others)
    return Strength(of_exposure, of_pain)
