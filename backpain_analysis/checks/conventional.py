"""How such a diary is usually looked at: conventional methods, shown for comparison only."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from ..codes import Remark
from ..model import LaggedFit, fit_lagged, fit_reml, lag_table, log_settled, time_terms
from .alternatives import ardl, ols, unit_of
from .result import Check

NEWEY_WEST_LAGS = 14
LAGS_TRIED = list(range(1, 15))
CONVENTIONAL = Remark("note.conventional")


def plain_ols(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Regress pain on the plain mean of the days before by OLS, without time terms."""
    mean = _on_the_plain_mean(daily, fit)
    without_time = mean.design[[fit.exposure.name, "intercept"]]
    result = ols(mean.outcome, without_time)
    return _conventional("ols", result, fit)


def newey_west(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Regress pain on the plain mean and time terms by OLS with Newey-West errors."""
    mean = _on_the_plain_mean(daily, fit)
    result = ols(mean.outcome, mean.design, NEWEY_WEST_LAGS)
    return _conventional("newey_west", result, fit)


def _on_the_plain_mean(daily: pd.DataFrame, fit: LaggedFit) -> LaggedFit:
    if fit.design_name == "mean" and fit.correction is None:
        return fit
    return fit_lagged(daily, fit.exposure, fit.window_days, design="mean", feedback=False)


def _conventional(name: str, result: Any, fit: LaggedFit) -> Check:
    term = fit.exposure.name
    unit = unit_of(fit)
    return Check.of(name, result, term, unit=unit, notes=(CONVENTIONAL,))


def same_day(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Correlate pain with the exposure of the same day."""
    from scipy.stats import pearsonr

    column = fit.exposure.column
    both = daily[["pain", column]].dropna()
    found = pearsonr(both["pain"], both[column])
    values = {"pvalue": float(found.pvalue)}
    return Check("same_day", estimate=float(found.statistic), values=values)


def any_lag(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Regress on 14 lags; "significant" when any of them is."""
    lags = lag_table(daily[fit.exposure.column], LAGS_TRIED)
    settled = lags[log_settled(daily)]
    rows = settled.assign(pain=daily["pain"]).dropna()
    pain = rows.pop("pain")
    terms = time_terms(pd.DatetimeIndex(rows.index))
    result = ols(pain, rows.join(terms))
    total = float(result.params[LAGS_TRIED].sum())
    smallest = float(result.pvalues[LAGS_TRIED].min())
    return Check("any_lag", estimate=total, values={"pvalue": smallest})


def ar1_errors(_: pd.DataFrame, fit: LaggedFit) -> Check:
    """Take ratings as exact: the same design, AR(1) errors, no report noise."""
    result = fit_reml(fit.day_numbers, fit.outcome.to_numpy(), fit.design, noise=False)
    return Check.of("ar1_errors", result, fit.exposure.name, unit=unit_of(fit))


def day_to_day(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Correlate the day-to-day change of pain with that of the exposure a day before.

    The best of the simple ways: the weekdays' levels are out, so is whatever moves slowly, and
    the p-value allows for the autocorrelation of both series by an effective number of days
    (Bartlett 1935). It sees the day after a run and no further.
    """
    from scipy.special import stdtr

    pain = _change_of_a_day(daily["pain"])
    before = _change_of_a_day(daily[fit.exposure.column]).shift(1)
    both = pd.DataFrame({"pain": pain, "before": before}).dropna()
    correlation = float(both["pain"].corr(both["before"]))
    product = float(pain.autocorr(1) * before.autocorr(1))
    effective = len(both) * (1 - product) / (1 + product)
    df = effective - 2
    t = correlation * (df / (1 - correlation**2)) ** 0.5
    pvalue = float(2 * stdtr(df, -abs(t)))
    return Check("day_to_day", estimate=correlation, values={"pvalue": pvalue})


def _change_of_a_day(series: pd.Series) -> pd.Series:
    """Return each day's value less its weekday's mean, less that of the day before."""
    days = pd.DatetimeIndex(series.index)
    of_weekday = series.groupby(days.day_of_week).transform("mean")
    return (series - of_weekday).diff()


# by their names in calibration.csv; the fit given is of the plain mean, nothing corrected
USUAL_WAYS: dict[str, Callable[[pd.DataFrame, LaggedFit], Check]] = {
    "same-day correlation": same_day,
    "OLS, any of 14 lags": any_lag,
    "OLS, Newey-West": newey_west,
    "AR(1) errors, no noise": ar1_errors,
    "ARDL(1,1), long run": ardl,
    "day-to-day differences, one lag": day_to_day,
}
