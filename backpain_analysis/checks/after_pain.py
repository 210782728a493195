"""Does something happen more or less often after bad days? The regression two checks share."""

import warnings
from dataclasses import replace

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


def chance_after_pain(name: str, usable: pd.DataFrame) -> Check:
    """Regress a yes-or-no on the pain of the day before, time and weekday.

    Linear probability model, standard errors HC3 (MacKinnon and White 1985).

    Parameters
    ----------
    usable : DataFrame
        One row a day: `outcome` (0 or 1), `pain` (of the day before), further covariates.

    Returns
    -------
    Check
        `estimate`: change in the chance (a fraction) per NRS point. `finding`: "falls", "rises",
        "no" (the 90 % interval lies within 3 percentage points of zero), "unclear".

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
        found = Check.of(name, fit, "pain", unit="chance", level=LEVEL)
    if not np.isfinite(found.std_error) or found.std_error < UNCHANGING:
        raise no_answer("too_alike")
    return replace(found, finding=_finding(found))


def _finding(found: Check) -> str:
    if found.pvalue < 0.05:
        return RISES if found.estimate > 0 else FALLS
    interval = found.conf_int()
    if interval.lower > -EQUIVALENT_CHANCE and interval.upper < EQUIVALENT_CHANCE:
        return NO
    return UNCLEAR
