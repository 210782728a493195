"""What is left over after a fit: residuals one step ahead, and the weight of single weeks."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .errors import FitError
from .lagged import LaggedFit
from .reml import held_gls

LAGS = 14
FAR_OUT = 3.0
CLEAR_SHIFT = 1.0  # standard errors


@dataclass(frozen=True)
class Diagnosis:
    """What a fit leaves over.

    `residuals` (index: the days used) are whitened: what each rating was off the one expected
    from all before it, in standard deviations. `without` has one row a week (index: its Monday):
    `days`, `estimate` without it, `change` in NRS points per unit, `in_std_errors`; NaN where
    the rest gives no answer. Both are of the regression by itself, rho and the noise held.
    """

    fit: LaggedFit
    residuals: pd.Series
    without: pd.DataFrame

    @cached_property
    def autocorrelation(self) -> pd.DataFrame:
        """Correlation of residuals `lag` days apart (index, 1 to 14), `pairs`, 95 % `band`."""
        z = self.residuals
        z = (z - z.mean()).reindex(pd.date_range(z.index[0], z.index[-1], freq="D")).to_numpy()
        rows = []
        for k in range(1, LAGS + 1):
            products = (z[k:] * z[:-k])[np.isfinite(z[k:] * z[:-k])]
            n = len(products)
            r = products.mean() / np.nanvar(z) if n and np.nanvar(z) > 0 else np.nan
            rows.append({"lag": k, "correlation": r, "pairs": n, "band": 1.96 / max(n, 1) ** 0.5})
        return pd.DataFrame(rows).set_index("lag")

    @property
    def autocorrelation_pvalue(self) -> float:
        """p of no correlation left at lags 1 to 14 (Ljung and Box 1978, pairs for days)."""
        from scipy.special import chdtrc

        known = self.autocorrelation.dropna()
        statistic = float((known["pairs"] * known["correlation"] ** 2).sum())
        return float(chdtrc(max(len(known) - 2, 1), statistic))  # rho and the noise were fitted

    @property
    def skewness(self) -> float:
        """Third standardised moment; positive: a tail of bad days."""
        return self._moment(3)

    @property
    def excess_kurtosis(self) -> float:
        """Fourth standardised moment less 3; positive: more far-out days than a normal has."""
        return self._moment(4) - 3

    def _moment(self, power: int) -> float:
        z = self.residuals - self.residuals.mean()
        return float((z**power).mean() / (z**2).mean() ** (power / 2))

    @property
    def quantiles(self) -> pd.DataFrame:
        """Residuals in order beside the quantiles of a normal (columns `normal`, `residual`)."""
        from scipy.special import ndtri

        z = np.sort(self.residuals.to_numpy())
        return pd.DataFrame({"normal": ndtri((np.arange(len(z)) + 0.5) / len(z)), "residual": z})

    @property
    def at_the_ends(self) -> float:
        """Share of ratings at 0 or 10, where a straight line cannot follow."""
        return float(self.fit.outcome.isin([0, 10]).mean())

    @property
    def most_influential(self) -> pd.Timestamp | None:
        """Monday of the week whose absence changes the estimate most."""
        change = self.without["change"].abs().dropna()
        return pd.Timestamp(change.idxmax()) if len(change) else None

    @property
    def sentence(self) -> str:
        """What it comes to, in plain words."""
        p, far = self.autocorrelation_pvalue, int((self.residuals.abs() > FAR_OUT).sum())
        words = "What the regression leaves over shows no rhythm from day to day"
        if p < 0.05:
            words = (
                "What the regression leaves over still has a rhythm from day to day, so its "
                "interval may be too narrow"
            )
        words += f" (p = {p:.2f}), and {far} of {len(self.residuals)} days lie far out."
        if self.at_the_ends > 0.2:
            words += f" {self.at_the_ends * 100:.0f} % of the ratings are 0 or 10."
        monday = self.most_influential
        if monday is None:
            return words
        row = self.without.loc[monday]
        much = abs(row["in_std_errors"]) > CLEAR_SHIFT
        verdict = "much rests on this one week" if much else "no single week decides"
        return (
            f"{words} Without the week of {monday:%d %b %Y}, which weighs most, the estimate would "
            f"change by {row['change']:+.2f} points per {self.fit.exposure.unit}: {verdict}."
        )

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded."""
        monday = self.most_influential
        row = {
            "autocorrelation_pvalue": self.autocorrelation_pvalue,
            "skewness": self.skewness,
            "excess_kurtosis": self.excess_kurtosis,
            "far_out_days": int((self.residuals.abs() > FAR_OUT).sum()),
            "at_the_ends": self.at_the_ends,
            "most_influential_week": monday,
            "change_without_it": np.nan if monday is None else self.without["change"][monday],
        }
        return pd.DataFrame([row])


def diagnose(fit: LaggedFit) -> Diagnosis:
    """Look at what a fit leaves over, and at how much single weeks weigh in it.

    Parameters
    ----------
    fit : LaggedFit
        As of `fit_lagged`; where a correction is made to it, the regression by itself is judged.

    Returns
    -------
    Diagnosis
    """
    days, result = fit.days, fit.result
    t = (days - days[0]).days.to_numpy(dtype=float)
    errors = (fit.outcome - fit.design @ result.params).to_numpy()
    white = one_step_ahead(t, errors, result.rho, float(np.exp(result.log_r)))
    residuals = pd.Series(white / np.sqrt(result.scale), days, name="residual")
    return Diagnosis(fit, residuals, _without_weeks(fit, t))


def one_step_ahead(t: np.ndarray, e: np.ndarray, rho: float, r: float) -> np.ndarray:
    """Whiten errors: what each is off its expectation from all before (Kalman filter; Jones 1980).

    Returns
    -------
    ndarray, (m,)
        Independent, with the variance of the AR(1) innovations, if the error model holds.
    """
    marginal = 1 / (1 - rho**2)
    level, spread, out = 0.0, marginal, np.empty(len(e))
    steps = rho ** np.diff(t, append=t[-1] + 1)
    for i, (value, step) in enumerate(zip(e.tolist(), steps.tolist(), strict=True)):
        total = spread + r
        off = value - level
        out[i] = off / total**0.5
        level = step * (level + spread / total * off)
        spread = step**2 * spread * r / total + (1 - step**2) * marginal
    return out


def _without_weeks(fit: LaggedFit, t: np.ndarray) -> pd.DataFrame:
    result, x, y = fit.result, fit.design.to_numpy(), fit.outcome.to_numpy()
    mondays = fit.days - pd.to_timedelta(fit.days.day_of_week, unit="D")
    full = float(result.params.iloc[0])
    rows = []
    for monday in mondays.unique():
        kept = np.asarray(mondays != monday)
        try:
            estimate, _ = held_gls(t[kept], y[kept], x[kept], result.rho, result.log_r)
            value = float(estimate[0])
        except FitError:
            value = np.nan
        rows.append({"week": monday, "days": int((~kept).sum()), "estimate": value})
    table = pd.DataFrame(rows).set_index("week")
    table["change"] = table["estimate"] - full
    return table.assign(in_std_errors=table["change"] / float(result.bse.iloc[0]))
