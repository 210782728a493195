"""The usual ways of looking at such a diary, beside ours: none of them is to be trusted here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .checks import Estimate
from .exposures import DISTANCE, lag_table, log_settled, time_terms
from .lagged import LaggedFit, fit_lagged
from .reml import RemlResults, fit_reml
from .robustness import ardl, newey_west

Outcome = tuple[float, float, float, float, float]  # estimate, std_error, p, lower, upper


@dataclass(frozen=True)
class Diary:
    """One simulated diary; its fits are made once, when they are first asked for."""

    daily: pd.DataFrame

    @cached_property
    def primary(self) -> LaggedFit:
        """What the verdicts rest on."""
        return fit_lagged(self.daily, DISTANCE)

    @cached_property
    def mean(self) -> LaggedFit:
        """The plain 14-day mean, without the correction for running by how it hurts."""
        return fit_lagged(self.daily, DISTANCE, design="mean", feedback=False)


def of_fit(fit: LaggedFit) -> Outcome:
    """Return the outcome of one of our fits."""
    return fit.estimate, fit.std_error, fit.pvalue, *fit.conf_int()


def _of_regression(result: RemlResults) -> Outcome:
    one = result.summary().iloc[0]
    return (*one[["estimate", "std_error", "pvalue", "lower", "upper"]],)


def same_day(d: Diary) -> Outcome:
    """Pearson's correlation of pain with the same day's distance."""
    from scipy.stats import pearsonr

    both = d.daily[["pain", "distance_km"]].dropna()
    result = pearsonr(both["pain"], both["distance_km"])
    return float(result.statistic), np.nan, float(result.pvalue), np.nan, np.nan


def ols_any_lag(d: Diary) -> Outcome:
    """OLS on 14 lags of distance, "significant" when any lag is."""
    from scipy.special import stdtr

    lags = lag_table(d.daily["distance_km"], range(1, 15))
    use = d.daily["pain"].notna() & lags.notna().all(axis=1) & log_settled(d.daily)
    days = pd.DatetimeIndex(d.daily.index[use])
    y, x = d.daily.loc[use, "pain"].to_numpy(), pd.concat([lags[use], time_terms(days)], axis=1)
    x = x.to_numpy()
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    e = y - x @ beta
    df = len(y) - x.shape[1]
    se = np.sqrt(np.diag(inverse) * (e @ e) / df)
    p = 2 * stdtr(df, -np.abs(beta / se)[:14])
    return float(beta[:14].sum()), np.nan, float(p.min()), np.nan, np.nan


def robust_errors(d: Diary) -> Outcome:
    """OLS on the 14-day mean with Newey-West (14 lags) standard errors."""
    found = Estimate.of(newey_west(d.mean.outcome, d.mean.design, 14), DISTANCE.name)
    return found.estimate, found.std_error, found.pvalue, *found.conf_int()


def ar1_errors(d: Diary) -> Outcome:
    """AR(1) errors on the 14-day mean, the ratings taken as free of noise."""
    t = (d.mean.days - d.mean.days[0]).days.to_numpy(dtype=float)
    return _of_regression(fit_reml(t, d.mean.outcome.to_numpy(), d.mean.design, noise=False))


def long_run(d: Diary) -> Outcome:
    """ARDL(1,1): pain of the day before among the predictors, read as its long-run value."""
    row = ardl(d.daily, d.mean)
    return row["estimate"], row["std_error"], row["pvalue"], row["lower"], row["upper"]


USUAL_WAYS: dict[str, Callable[[Diary], Outcome]] = {
    "same-day correlation": same_day,
    "OLS, any of 14 lags": ols_any_lag,
    "OLS, Newey-West": robust_errors,
    "AR(1) errors, no noise": ar1_errors,
    "ARDL(1,1), long run": long_run,
}
