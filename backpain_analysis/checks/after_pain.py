"""Does something happen more or less often, or go less far, after bad days? One regression."""

import warnings
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..model import time_terms, weekday_terms
from .result import Check, no_answer

EQUIVALENT_CHANCE = 0.03
LEVEL = 0.90
UNCHANGING = 1e-9
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
    from statsmodels.regression.linear_model import OLS

    days = pd.DatetimeIndex(usable.index)
    if usable["pain"].nunique() < 2 or usable["outcome"].nunique() < 2:
        raise no_answer("never_changes")
    own = usable.drop(columns="outcome")
    varies = np.ptp(own.to_numpy(), axis=0) > UNCHANGING
    terms = [own.loc[:, varies], weekday_terms(days), time_terms(days)]
    design = pd.concat(terms, axis=1)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a day alone with its weekday: caught as not finite
        fit = OLS(usable["outcome"], design).fit(cov_type="HC3", use_t=True)
        found = Check.of(name, fit, "pain", unit=measure.unit, level=LEVEL)
    if not np.isfinite(found.std_error) or found.std_error < UNCHANGING:
        raise no_answer("too_alike")
    return replace(found, finding=_finding(found, measure))


def _finding(found: Check, measure: Measure) -> str:
    if found.pvalue < measure.alpha:
        return RISES if found.estimate > 0 else FALLS
    interval = found.conf_int()
    if interval.lower > -measure.too_small and interval.upper < measure.too_small:
        return NO
    return UNCLEAR
