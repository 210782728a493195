"""The lead placebo: does running of the week after a rating go with the rating?"""

import pandas as pd

from ..codes import ALPHA
from ..diary import Diary, days_of
from ..model import DISTANCE, Exposure, fit_lagged, lag_table
from .result import Check, no_answer

LEAD_DAYS = 7
TERM = "week after"


def lead_placebo(diary: Diary | pd.DataFrame, exposure: Exposure = DISTANCE) -> Check:
    """Ask whether running of the week *after* goes with pain, on which it cannot have acted.

    The running of days t+1 .. t+7, in NRS points per `exposure.unit`, is added to the planned
    regression (Flanders 2011). Size 5 %, power 10 to 41 %: it can raise a doubt, not settle one.

    Returns
    -------
    Check
        `finding`: "doubt" where the coefficient differs from zero (5 %), else "none".

    Raises
    ------
    FitError
        As `fit_lagged`; or the exposure is not DISTANCE or FREQUENCY.

    Examples
    --------
    >>> bpa.lead_placebo(diary, bpa.DISTANCE).name
    'placebo'
    """
    days = days_of(diary)
    if not exposure.windowed:
        raise no_answer("no_week_after")
    a_day = days[exposure.column].rolling(LEAD_DAYS, min_periods=LEAD_DAYS - 1).mean()
    a_week = 7 * a_day / exposure.per
    lead = lag_table(a_week, [-LEAD_DAYS]).set_axis([TERM], axis=1)
    fit = fit_lagged(days, exposure, covariates=lead, feedback=False)
    pvalue = Check.of("placebo", fit.result, TERM).pvalue
    return Check.of(
        "placebo",
        fit.result,
        TERM,
        finding="doubt" if pvalue < ALPHA else "none",
        unit=f"points_per.{exposure.name}",
        subject=exposure.name,
    )
