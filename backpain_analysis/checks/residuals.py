"""Residuals one step ahead, and how much single weeks weigh in an estimate."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..codes import ALPHA, Remark, in_percent
from ..errors import FitError
from ..model import LaggedFit
from .result import Check

LAGS = 14
FITTED = 2  # rho and the noise ratio
FAR_OUT = 3.0
CLEAR_SHIFT = 1.0  # standard errors
MANY_AT_THE_ENDS = 0.2


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """Residuals of a fit, and its estimate without each single week.

    `residuals` (index: the days used) are whitened: what each rating was off the one expected
    from all before it, in standard deviations. `without` has one row a week (index: its Monday):
    `days`, `estimate` without it, `change` in NRS points per unit, `in_std_errors`; NaN where
    the rest gives no answer. Both are of the uncorrected regression, rho and the noise ratio
    kept as estimated.
    """

    fit: LaggedFit
    residuals: pd.Series
    without: pd.DataFrame

    @cached_property
    def autocorrelation(self) -> pd.DataFrame:
        """Correlation of residuals `lag` days apart (index, 1 to 14), `pairs`, 95 % `band`."""
        z = self.residuals - self.residuals.mean()
        every_day = pd.date_range(z.index[0], z.index[-1], freq="D")
        z = z.reindex(every_day)
        products = pd.DataFrame({lag: z * z.shift(lag) for lag in range(1, LAGS + 1)})
        pairs = products.count()
        columns = {
            "pairs": pairs,
            "correlation": products.mean() / z.var(ddof=0),
            "band": 1.96 / np.sqrt(pairs.where(pairs > 0)),
        }
        return pd.DataFrame(columns).rename_axis("lag")

    @property
    def autocorrelation_pvalue(self) -> float:
        """P-value of no correlation at lags 1 to 14 (Ljung and Box 1978, pairs for days)."""
        from scipy.special import chdtrc

        known = self.autocorrelation.dropna()
        statistic = (known["pairs"] * known["correlation"] ** 2).sum()
        df = max(len(known) - FITTED, 1)
        return float(chdtrc(df, statistic))

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded.

        `autocorrelation_pvalue`; skewness and excess kurtosis as of pandas; days beyond 3
        standard deviations; share of ratings at 0 or 10, where a straight line cannot follow;
        the Monday of the week whose absence changes the estimate most, and by how much.
        """
        z = self.residuals
        change = self.without["change"].abs()
        row = {
            "autocorrelation_pvalue": self.autocorrelation_pvalue,
            "skewness": z.skew(),
            "excess_kurtosis": z.kurt(),
            "far_out_days": int((z.abs() > FAR_OUT).sum()),
            "at_the_ends": self.fit.outcome.isin([0, 10]).mean(),
            "most_influential": change.idxmax() if change.notna().any() else None,
            "largest_change": change.max(),
        }
        return pd.DataFrame([row])

    @property
    def check(self) -> Check:
        """The diagnosis in the shape of every check.

        `finding`: "autocorrelated" (5 %) or "white"; `notes`: many ratings at 0 or 10, and the
        week that weighs most.
        """
        found = self.summary().iloc[0]
        pvalue = float(found["autocorrelation_pvalue"])
        finding = "autocorrelated" if pvalue < ALPHA else "white"
        notes = []
        if found["at_the_ends"] > MANY_AT_THE_ENDS:
            percent = in_percent(float(found["at_the_ends"]))
            notes.append(Remark("check.residuals.at_the_ends", {"percent": percent}))
        if found["most_influential"] is not None:
            notes.append(self._heaviest_week(found["most_influential"]))
        return Check(
            "residuals",
            finding=finding,
            nobs=len(self.residuals),
            unit=f"points_per.{self.fit.exposure.name}",
            values={"pvalue": pvalue, "far_out_days": int(found["far_out_days"])},
            notes=tuple(notes),
        )

    def _heaviest_week(self, monday: pd.Timestamp) -> Remark:
        week = self.without.loc[monday]
        code = "no_week_decides"
        if abs(week["in_std_errors"]) > CLEAR_SHIFT:
            code = "one_week_decides"
        fields = {
            "week": monday,
            "change": float(week["change"]),
            "each": Remark(f"exposure.unit.{self.fit.exposure.name}"),
        }
        return Remark(f"check.residuals.{code}", fields)

    def __str__(self) -> str:
        found = self.summary().iloc[0]
        return "Diagnosis\n" + "\n".join(f"  {name}: {value}" for name, value in found.items())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.check._repr_html_()


def diagnose(fit: LaggedFit) -> Diagnosis:
    """Look at the residuals of a fit, and at how much single weeks weigh in it.

    Where a correction is made to the fit, the uncorrected regression is judged.

    Examples
    --------
    >>> diagnosis = bpa.diagnose(bpa.fit_lagged(diary, bpa.DISTANCE))
    >>> diagnosis.check.name
    'residuals'
    """
    result = fit.result
    errors = fit.outcome.to_numpy() - fit.design.to_numpy() @ result.params
    noise = float(np.exp(result.log_r))
    white = one_step_ahead(fit.day_numbers, errors, result.rho, noise)
    residuals = pd.Series(white / np.sqrt(result.scale), fit.days, name="residual")
    return Diagnosis(fit, residuals, without_each_week(fit))


def without_each_week(fit: LaggedFit) -> pd.DataFrame:
    """Estimate again without each single week; rho and the noise ratio kept as estimated."""
    days = fit.days
    result = fit.result
    design = fit.design.to_numpy()
    monday = days - pd.to_timedelta(days.day_of_week, unit="D")
    week, mondays = pd.factorize(monday)
    estimates = np.full(len(mondays), np.nan)
    for number in range(len(mondays)):
        with suppress(FitError):
            estimates[number], _ = fit.refit_held(design, week != number)
    columns = {"days": np.bincount(week), "estimate": estimates}
    without = pd.DataFrame(columns, mondays.rename("week"))
    without["change"] = without["estimate"] - float(result.params.iloc[0])
    without["in_std_errors"] = without["change"] / float(result.bse.iloc[0])
    return without


def one_step_ahead(t: np.ndarray, e: np.ndarray, rho: float, r: float) -> np.ndarray:
    """Whiten errors: what each is off its expectation from all before (Kalman filter; Jones 1980).

    Independent, with the variance of the AR(1) innovations, if the error model holds. `r` is the
    variance of the report noise in that unit.
    """
    marginal = 1 / (1 - rho**2)
    kept_until_next = rho ** np.diff(t, append=t[-1] + 1)
    expected = 0.0
    variance = marginal
    surprises = np.empty(len(e))
    for i, (value, kept) in enumerate(zip(e.tolist(), kept_until_next.tolist(), strict=True)):
        total = variance + r
        surprise = value - expected
        surprises[i] = surprise / total**0.5
        expected = kept * (expected + variance / total * surprise)
        variance = kept**2 * variance * r / total + (1 - kept**2) * marginal
    return surprises
