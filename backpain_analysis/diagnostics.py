"""What is left over after a fit: residuals one step ahead, and the weight of single weeks."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .checks import Told
from .errors import FitError
from .lagged import LaggedFit
from .reml import weighting

LAGS = 14
FAR_OUT = 3.0
CLEAR_SHIFT = 1.0  # standard errors
MANY_AT_THE_ENDS = 0.2


class Held:
    """A regression (t, y, x) at a held (rho, log r): what further columns change costs little."""

    def __init__(
        self, t: np.ndarray, y: np.ndarray, x: np.ndarray, rho: float, log_r: float
    ) -> None:
        self.x, self.free, self.weighted = x, len(t) - x.shape[1], weighting(t, rho, log_r)
        wx, wy = np.split(self.weighted(np.column_stack([x, y])), [-1], axis=1)
        self.inverse = _inverse(x.T @ wx, np.diag(x.T @ wx))
        self.beta = self.inverse @ (wx.T @ y)
        self.left = wy[:, 0] - wx @ self.beta
        self.rest = y @ self.left

    def with_columns(self, more: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return coefficients and GLS standard errors of further columns, and the others beside.

        Raises
        ------
        FitError
            The further columns, or the others beside them, cannot be told apart.
        """
        weighted = self.weighted(more)
        part, own = self.x.T @ weighted, more.T @ weighted
        swept = self.inverse @ part
        inverse = _inverse(own - part.T @ swept, np.diag(own))
        pull = more.T @ self.left
        added = inverse @ pull
        scale = max(float(self.rest - pull @ added), 0.0) / (self.free - len(added))
        return added, np.sqrt(scale * np.diag(inverse)), self.beta - swept @ added


def _inverse(cross: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Invert what is left of columns whose sums of squares were `squares`."""
    size = np.sqrt(np.maximum(squares, 1e-300))
    values, vectors = np.linalg.eigh(cross / np.outer(size, size))
    if values[0] < 1e-10:
        raise FitError("some terms cannot be told apart on the days used.")
    return (vectors / values) @ vectors.T / np.outer(size, size)


@dataclass(frozen=True)
class Diagnosis(Told):
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
        products = {k: (z * z.shift(k)).dropna() for k in range(1, LAGS + 1)}
        table = pd.DataFrame({"pairs": {k: len(p) for k, p in products.items()}}).rename_axis("lag")
        table["correlation"] = [p.mean() / z.var(ddof=0) for p in products.values()]
        return table.assign(band=1.96 / np.sqrt(table["pairs"].where(table["pairs"] > 0)))

    @property
    def autocorrelation_pvalue(self) -> float:
        """p of no correlation left at lags 1 to 14 (Ljung and Box 1978, pairs for days)."""
        from scipy.special import chdtrc

        known = self.autocorrelation.dropna()
        statistic = float((known["pairs"] * known["correlation"] ** 2).sum())
        return float(chdtrc(max(len(known) - 2, 1), statistic))  # rho and the noise were fitted

    @property
    def skewness(self) -> float:
        """As of pandas; positive: a tail of bad days."""
        return float(self.residuals.skew())

    @property
    def excess_kurtosis(self) -> float:
        """As of pandas; positive: more far-out days than a normal has."""
        return float(self.residuals.kurt())

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
    def far_out_days(self) -> int:
        """Days whose residual lies beyond 3 standard deviations."""
        return int((self.residuals.abs() > FAR_OUT).sum())

    @property
    def sentence(self) -> str:
        """What it comes to, in plain words."""
        p = self.autocorrelation_pvalue
        rhythm = "shows no rhythm from day to day"
        if p < 0.05:
            rhythm = "still has a rhythm from day to day, so its interval may be too narrow"
        chance = f"p = {p:.2f}" if p >= 0.01 else "p < 0.01"
        words = f"What the regression leaves over {rhythm} ({chance}); days that lie far out: "
        words += f"{self.far_out_days} of {len(self.residuals)}."
        if self.at_the_ends > MANY_AT_THE_ENDS:
            words += f" {self.at_the_ends * 100:.0f} % of the ratings are 0 or 10."
        monday = self.most_influential
        if monday is None:
            return words
        row = self.without.loc[monday]
        much = abs(row["in_std_errors"]) > CLEAR_SHIFT
        verdict = "much rests on this one week" if much else "no single week decides"
        return (
            f"{words} Without the week of {monday:%d %b %Y}, which weighs most, the estimate would "
            f"change by {row['change']:+z.2f} points per {self.fit.exposure.unit}: {verdict}."
        )

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded."""
        names = "autocorrelation_pvalue skewness excess_kurtosis far_out_days at_the_ends"
        row = {name: getattr(self, name) for name in [*names.split(), "most_influential"]}
        return pd.DataFrame([row | {"largest_change": self.without["change"].abs().max()}])


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
    result = fit.result
    held = Held(t, fit.outcome.to_numpy(), fit.design.to_numpy(), result.rho, result.log_r)
    mondays = fit.days - pd.to_timedelta(fit.days.day_of_week, unit="D")
    week, first = pd.factorize(mondays)
    estimates = []
    for number in range(len(first)):
        own = np.flatnonzero(week == number)
        each_day = np.zeros((len(t), len(own)))
        each_day[own, range(len(own))] = 1.0
        try:  # a day with a column of its own has no say in the rest
            estimates.append(held.with_columns(each_day)[2][0])
        except FitError:
            estimates.append(np.nan)
    table = pd.DataFrame({"days": np.bincount(week), "estimate": estimates}, first)
    table["change"] = table["estimate"] - float(result.params.iloc[0])
    table["in_std_errors"] = table["change"] / float(result.bse.iloc[0])
    return table.rename_axis("week")
