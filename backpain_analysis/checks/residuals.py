"""What is left over after a fit: residuals one step ahead, and the weight of single weeks."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
import pandas as pd

from ..errors import FitError
from ..model.lagged import LaggedFit
from ..model.reml import fit_held

LAGS = 14
FAR_OUT = 3.0
CLEAR_SHIFT = 1.0  # standard errors
MANY_AT_THE_ENDS = 0.2


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
        z = self.residuals - self.residuals.mean()
        z = z.reindex(pd.date_range(z.index[0], z.index[-1], freq="D"))
        products = pd.DataFrame({lag: z * z.shift(lag) for lag in range(1, LAGS + 1)})
        pairs = products.count()
        columns = {"pairs": pairs, "correlation": products.mean() / z.var(ddof=0)}
        columns["band"] = 1.96 / np.sqrt(pairs.where(pairs > 0))
        return pd.DataFrame(columns).rename_axis("lag")

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded.

        `autocorrelation_pvalue` of no correlation left at lags 1 to 14 (Ljung and Box 1978, pairs
        for days); skewness and excess kurtosis as of pandas; days beyond 3 standard deviations;
        share of ratings at 0 or 10, where a straight line cannot follow; the Monday of the week
        whose absence changes the estimate most, and by how much.
        """
        from scipy.special import chdtrc

        z, known = self.residuals, self.autocorrelation.dropna()
        left = float((known["pairs"] * known["correlation"] ** 2).sum())
        change = self.without["change"].abs()
        row = {
            "autocorrelation_pvalue": chdtrc(max(len(known) - 2, 1), left),  # rho, r were fitted
            "skewness": z.skew(),
            "excess_kurtosis": z.kurt(),
            "far_out_days": int((z.abs() > FAR_OUT).sum()),
            "at_the_ends": self.fit.outcome.isin([0, 10]).mean(),
            "most_influential": change.idxmax() if change.notna().any() else None,
            "largest_change": change.max(),
        }
        return pd.DataFrame([row])

    @property
    def sentence(self) -> str:
        """What it comes to, in plain words."""
        found = self.summary().iloc[0]
        p, rhythm = found["autocorrelation_pvalue"], "shows no rhythm from day to day"
        if p < 0.05:
            rhythm = "still has a rhythm from day to day, so its interval may be too narrow"
        words = (
            f"What the regression leaves over {rhythm} (chance alone leaves as much in "
            f"{f'{100 * p:.0f}' if p >= 0.01 else 'fewer than 1'} of 100 diaries); days that lie "
            f"far out: {found['far_out_days']} of {len(self.residuals)}."
        )
        if found["at_the_ends"] > MANY_AT_THE_ENDS:
            words += f" {found['at_the_ends'] * 100:.0f} % of the ratings are 0 or 10."
        monday = found["most_influential"]
        if monday is None:
            return words
        week = self.without.loc[monday]
        much = abs(week["in_std_errors"]) > CLEAR_SHIFT
        return (
            f"{words} Without the week of {monday.day} {monday:%B %Y}, which weighs most, the "
            f"estimate would change by {week['change']:+z.2f} points per {self.fit.exposure.unit}: "
            f"{'much rests on this one week' if much else 'no single week decides'}."
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentence)}</p>"


def diagnose(fit: LaggedFit) -> Diagnosis:
    """Look at what a fit leaves over, and at how much single weeks weigh in it.

    Where a correction is made to the fit, the regression by itself is judged.
    """
    days, result = fit.days, fit.result
    t = (days - days[0]).days.to_numpy(dtype=float)
    y, x = fit.outcome.to_numpy(), fit.design.to_numpy()
    white = one_step_ahead(t, y - x @ result.params, result.rho, float(np.exp(result.log_r)))
    residuals = pd.Series(white / np.sqrt(result.scale), days, name="residual")
    week, mondays = pd.factorize(days - pd.to_timedelta(days.day_of_week, unit="D"))
    estimates = np.full(len(mondays), np.nan)
    for number in range(len(mondays)):
        rest = week != number
        with suppress(FitError):
            held, _ = fit_held(t[rest], y[rest], x[rest], result.rho, result.log_r)
            estimates[number] = held[0]
    columns = {"days": np.bincount(week), "estimate": estimates}
    without = pd.DataFrame(columns, mondays.rename("week"))
    without["change"] = without["estimate"] - float(result.params.iloc[0])
    without["in_std_errors"] = without["change"] / float(result.bse.iloc[0])
    return Diagnosis(fit, residuals, without)


def one_step_ahead(t: np.ndarray, e: np.ndarray, rho: float, r: float) -> np.ndarray:
    """Whiten errors: what each is off its expectation from all before (Kalman filter; Jones 1980).

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
