"""How sure a fit would be if the diary went on as it did: rated as often, run as much."""

import pandas as pd

from .exposures import day_numbers, time_terms, weekday_terms
from .reml import gls_error
from .results import LaggedFit

DAYS_A_MONTH = 365.25 / 12
WEEKS_A_YEAR = 52


def error_ahead(fit: LaggedFit, months: int) -> float:
    """Return by what factor the standard error shrinks in so many months more.

    The person's own days are repeated: the last whole years of them, or all whole weeks where
    there is no year yet. So whoever rates rarely, or runs much alike, waits longer. On the longer
    diary stand the trend and the season that its length asks for; the error model is held.

    Parameters
    ----------
    fit : LaggedFit
    months : int
        Of 365.25 / 12 days.

    Returns
    -------
    float
        The generalised least squares error then, over that of now.
    """
    more_days = round(months * DAYS_A_MONTH)
    now = _error(fit, fit.exposure_columns)
    then = _error(fit, _gone_on(fit.exposure_columns, more_days))
    return then / now


def _gone_on(columns: pd.DataFrame, more_days: int) -> pd.DataFrame:
    """Return the exposure's columns with the days repeated until so many more have passed."""
    first = columns.index[0]
    last = columns.index[-1]
    period = _period((last - first).days + 1)
    end = last + pd.Timedelta(days=more_days)
    repeated = columns[columns.index > last - period]
    parts = [columns]
    while parts[-1].index[-1] < end:
        repeated = repeated.set_axis(repeated.index + period)
        parts.append(repeated)
    longer = pd.concat(parts)
    return longer[longer.index <= end]


def _period(days: int) -> pd.Timedelta:
    """Return what is repeated: weekdays and seasons stay where they are."""
    weeks = days // 7
    if weeks > WEEKS_A_YEAR:
        weeks -= weeks % WEEKS_A_YEAR
    return pd.Timedelta(weeks=max(weeks, 1))


def _error(fit: LaggedFit, columns: pd.DataFrame) -> float:
    """Return the error of the first column in units of the innovations' standard deviation."""
    days = pd.DatetimeIndex(columns.index)
    parts = [columns]
    if fit.has_weekdays:
        parts.append(weekday_terms(days))
    parts.append(time_terms(days))
    design = pd.concat(parts, axis=1).to_numpy()
    return gls_error(day_numbers(days), design, fit.result.rho, fit.result.log_r)
