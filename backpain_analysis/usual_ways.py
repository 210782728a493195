"""The usual ways of looking at such a diary, beside ours: none of them is to be trusted here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .checks import Estimate
from .exposures import DISTANCE, lag_table, log_settled, time_terms
from .lagged import LaggedFit, fit_lagged
from .reml import fit_reml
from .robustness import NEWEY_WEST_LAGS, Row, ardl, ols, plain_ols

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


def of_fit(fit: LaggedFit | Estimate) -> Outcome:
    """Return the outcome of one fit."""
    return fit.estimate, fit.std_error, fit.pvalue, *fit.conf_int()


def _of_row(row: Row) -> Outcome:
    return row["estimate"], row["std_error"], row["pvalue"], row["lower"], row["upper"]


def _same_day(d: Diary) -> Outcome:
    from scipy.stats import pearsonr

    found = pearsonr(*d.daily[["pain", "distance_km"]].dropna().to_numpy().T)
    return float(found.statistic), np.nan, float(found.pvalue), np.nan, np.nan


def _any_lag(d: Diary) -> Outcome:
    """Regress on 14 lags of distance; "significant" when any of them is."""
    lags = lag_table(d.daily["distance_km"], range(1, 15))[log_settled(d.daily)]
    rows = lags.assign(pain=d.daily["pain"]).dropna()
    found = ols(rows.pop("pain"), rows.join(time_terms(pd.DatetimeIndex(rows.index))))
    total, p = found.params.iloc[:14].sum(), found.pvalues.iloc[:14].min()
    return float(total), np.nan, float(p), np.nan, np.nan


def _ar1_errors(d: Diary) -> Outcome:
    t = (d.mean.days - d.mean.days[0]).days.to_numpy(dtype=float)
    found = fit_reml(t, d.mean.outcome.to_numpy(), d.mean.design, noise=False)
    return of_fit(Estimate.of(found, DISTANCE.name))


USUAL_WAYS: dict[str, Callable[[Diary], Outcome]] = {
    "same-day correlation": _same_day,
    "OLS, any of 14 lags": _any_lag,
    "OLS, Newey-West": lambda d: _of_row(plain_ols(d.daily, d.mean, NEWEY_WEST_LAGS)),
    "AR(1) errors, no noise": _ar1_errors,
    "ARDL(1,1), long run": lambda d: _of_row(ardl(d.daily, d.mean)),
}
