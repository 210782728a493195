"""Does something happen more or less often, or go less far, after bad days? One regression."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..model import UNCHANGING, time_terms, weekday_terms
from .result import Check, no_answer

EQUIVALENT_CHANCE = 0.03
LEVEL = 0.90
ALONE = 1e-9  # a leverage so near to 1 is that of a day with a coefficient of its own
FALLS = "falls"
RISES = "rises"
NO = "no"
UNCLEAR = "unclear"


@dataclass(frozen=True)
class Measure:
    """What follows a day: its unit, what is too little to matter, and when it is told.

    `too_small` is per NRS point and in the unit; `alpha` the p-value below which it falls or
    rises.
    """

    unit: str
    too_small: float
    alpha: float = 0.05


CHANCE = Measure(unit="chance", too_small=EQUIVALENT_CHANCE)


def chance_after_pain(name: str, usable: pd.DataFrame) -> Check:
    """Regress a yes-or-no on the pain of the day before, as `change_after_pain`."""
    return change_after_pain(name, usable, CHANCE)


def change_after_pain(name: str, usable: pd.DataFrame, measure: Measure) -> Check:
    """Regress what happens on the pain of the day before, time and weekday.

    Ordinary least squares (of a yes-or-no: the linear probability model), standard errors HC3
    (MacKinnon and White 1985).

    Parameters
    ----------
    usable : DataFrame
        One row a day: `outcome`, `pain` (of the day before), further covariates.
    measure : Measure

    Returns
    -------
    Check
        `estimate`: change of the outcome per NRS point. `finding`: "falls", "rises", "no" (the
        90 % interval lies within what is too little to matter), "unclear".

    Raises
    ------
    FitError
        Pain or the outcome never changes, or the days are too alike.
    """
    days = pd.DatetimeIndex(usable.index)
    if usable["pain"].nunique() < 2 or usable["outcome"].nunique() < 2:
        raise no_answer("never_changes")
    own = usable.drop(columns="outcome")
    varies = np.ptp(own.to_numpy(), axis=0) > UNCHANGING
    terms = [own.loc[:, varies], weekday_terms(days), time_terms(days)]
    design = pd.concat(terms, axis=1)
    fit = _least_squares(usable["outcome"].to_numpy(), design.to_numpy(dtype=float))
    of_pain = design.columns.get_loc("pain")
    found = Check(
        name,
        estimate=float(fit.params[of_pain]),
        std_error=float(fit.std_errors[of_pain]),
        df=fit.df,
        nobs=len(usable),
        unit=measure.unit,
        level=LEVEL,
    )
    if not np.isfinite(found.std_error) or found.std_error < UNCHANGING:
        raise no_answer("too_alike")
    return replace(found, finding=_finding(found, measure))


class LeastSquares(NamedTuple):
    """Coefficients, their HC3 standard errors, the residual degrees of freedom."""

    params: np.ndarray
    std_errors: np.ndarray
    df: float


def _least_squares(outcome: np.ndarray, design: np.ndarray) -> LeastSquares:
    """Fit by least squares, with the standard errors HC3 of MacKinnon and White (1985).

    A day that alone decides about one coefficient, such as the only Tuesday, tells nothing about
    the others and adds nothing to their errors. In numpy: statsmodels would take longer to import
    than all else to compute.
    """
    left, size, right = np.linalg.svd(design, full_matrices=False)
    told_apart = size > size[0] * max(design.shape) * np.finfo(float).eps
    inverse = right[told_apart].T @ (left[:, told_apart] / size[told_apart]).T
    params = inverse @ outcome
    residuals = outcome - design @ params
    leverage = (design * inverse.T).sum(axis=1)
    is_alone = leverage > 1 - ALONE
    without_the_day = residuals / np.where(is_alone, np.inf, 1 - leverage)
    variances = (inverse**2 * without_the_day**2).sum(axis=1)
    df = len(outcome) - told_apart.sum()
    return LeastSquares(params, np.sqrt(variances), float(df))


def _finding(found: Check, measure: Measure) -> str:
    if found.pvalue < measure.alpha:
        return RISES if found.estimate > 0 else FALLS
    interval = found.conf_int()
    if interval.lower > -measure.too_small and interval.upper < measure.too_small:
        return NO
    return UNCLEAR
