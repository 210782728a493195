"""Pain regressed on what happened in the days before: `fit_lagged` and `fit_lag_curve`."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import FitError
from .exposures import Exposure, lag_basis, lag_design, log_settled, time_terms, weekday_terms
from .reml import RemlResults, fit_reml


@dataclass(frozen=True)
class LaggedFit:
    """One exposure's regression.

    `estimate` is in NRS points per `exposure.unit`; `days` are the rated days used;
    `outcome` and `design` are what was fitted (index `days`), `window_days` the window.
    """

    exposure: Exposure
    window_days: int
    design_name: str
    outcome: pd.Series
    design: pd.DataFrame
    result: RemlResults

    @property
    def days(self) -> pd.DatetimeIndex:
        """The rated days used."""
        return pd.DatetimeIndex(self.outcome.index)

    @property
    def estimate(self) -> float:
        """NRS points per unit of the exposure: the total over all lags."""
        return float(self.result.params[self.exposure.name])

    @property
    def std_error(self) -> float:
        """Standard error of the estimate, with the curvature term."""
        return float(self.result.bse[self.exposure.name])

    @property
    def pvalue(self) -> float:
        """Two-sided p-value, right for one planned look."""
        return float(self.result.pvalues[self.exposure.name])

    @property
    def df(self) -> int:
        """Degrees of freedom of the t reference."""
        return self.result.df_resid

    @property
    def nobs(self) -> int:
        """Rated days used."""
        return self.result.nobs

    @property
    def rho(self) -> float:
        """AR(1) coefficient of the pain that lasts, a day."""
        return self.result.rho

    @property
    def noise_ratio(self) -> float:
        """Share of report noise in the variance of the errors, 0 to 1."""
        return self.result.noise_ratio

    @property
    def converged(self) -> bool:
        """Whether the optimiser ended at an optimum."""
        return self.result.converged

    def conf_int(self, level: float = 0.95) -> tuple[float, float]:
        """Return the ordinary interval, right for one planned look."""
        row = self.result.conf_int(level).loc[self.exposure.name]
        return float(row["lower"]), float(row["upper"])

    def monthly_safe_int(self, level: float = 0.95, tau: float = 1.0) -> tuple[float, float]:
        """Return the interval that stays right however often it is looked at."""
        half = monthly_safe_half_width(self.std_error, 1 - level, tau)
        return self.estimate - half, self.estimate + half

    def monthly_safe_pvalue(self, tau: float = 1.0) -> float:
        """Return the p-value that is below alpha exactly when the interval excludes zero."""
        return monthly_safe_pvalue(self.estimate, self.std_error, tau)

    def summary(self) -> pd.DataFrame:
        """Return one row per coefficient of the regression, unrounded."""
        return self.result.summary()

    def _repr_html_(self) -> str:
        low, high = self.conf_int()
        return (
            f"<b>{self.exposure.label}</b>: {self.estimate:+.2f} points per {self.exposure.unit} "
            f"(95 % interval {low:+.2f} to {high:+.2f}; {self.nobs} rated days)"
        )


@dataclass(frozen=True)
class LagCurve:
    """The association spread over the days before.

    `lags` 1 .. window (days before the rating); `estimate` and `std_error` per lag, in NRS
    points: what that one day adds when the unit of the exposure is kept up. They sum to `total`.
    """

    exposure: Exposure
    fit: LaggedFit
    lags: np.ndarray
    estimate: np.ndarray
    std_error: np.ndarray

    @property
    def total(self) -> float:
        """Sum over the lags: NRS points per unit of the exposure."""
        return self.fit.estimate

    @property
    def total_std_error(self) -> float:
        """Standard error of the total."""
        return self.fit.std_error

    def conf_int(self, level: float = 0.95) -> pd.DataFrame:
        """Return the pointwise band: `lower` and `upper`, index `lag`."""
        from scipy.special import stdtrit

        half = stdtrit(self.fit.df, 0.5 + level / 2) * self.std_error
        band = {"lower": self.estimate - half, "upper": self.estimate + half}
        return pd.DataFrame(band, index=pd.Index(self.lags, name="lag"))

    def summary(self) -> pd.DataFrame:
        """Return estimate, standard error and band per lag, unrounded."""
        columns = {"estimate": self.estimate, "std_error": self.std_error}
        index = pd.Index(self.lags, name="lag")
        return pd.concat([pd.DataFrame(columns, index=index), self.conf_int()], axis=1)

    def _repr_html_(self) -> str:
        return str(self.summary().to_html(float_format="{:+.3f}".format))


def usable_days(
    daily: pd.DataFrame, exposure: Exposure, window_days: int = 14, design: str = "spline"
) -> pd.DataFrame:
    """Return the exposure's design on the rated days on which it is known.

    For a running exposure these start 28 days after the run log does.
    """
    columns = lag_design(daily, exposure, window_days, design)
    usable = daily["pain"].notna() & columns.notna().all(axis=1)
    if exposure.windowed:
        usable &= log_settled(daily)
    return columns[usable]


def fit_lagged(
    daily: pd.DataFrame,
    exposure: Exposure,
    window_days: int = 14,
    time_df: int | None = None,
    design: str | None = None,
    covariates: pd.DataFrame | None = None,
) -> LaggedFit:
    """Regress pain on an exposure of the days before it.

    Parameters
    ----------
    daily : DataFrame
        As of `build_daily`: one row per calendar day, NaN where nothing was recorded.
    exposure : {FREQUENCY, DISTANCE, WEIGHT_CHANGE}
    window_days : int
        Days before the rating that count (running exposures; weight change has its own).
    time_df : int, optional
        Columns of the trend; by default it follows the length of the diary.
    design : {"spline", "mean"}, optional
        The shape over the lags. By default "spline" for the running exposures (its total is the
        estimate, and it carries weekday terms), "mean" for weight change.
    covariates : DataFrame, optional
        Further columns, index as `daily`; days on which one is missing are left out.

    Returns
    -------
    LaggedFit

    Raises
    ------
    FitError
        The days do not allow an answer: too few, pain or exposure never changes.
    """
    design = design or ("spline" if exposure.windowed else "mean")
    if design not in ("spline", "mean"):
        raise ValueError(f"design must be 'spline' or 'mean', not {design!r}")
    columns = usable_days(daily, exposure, window_days, design)
    if covariates is not None:
        columns = columns.join(covariates, how="inner").dropna()
    if len(columns) < 10:
        raise FitError(f"only {len(columns)} rated days have a known {exposure.label} before them.")
    days = pd.DatetimeIndex(columns.index)
    if np.ptp(columns[exposure.name].to_numpy()) < 1e-9:
        raise FitError(f"{exposure.label} never changes on the rated days.")
    terms = [columns, time_terms(days, time_df)]
    if design == "spline" and exposure.windowed:
        terms.insert(1, weekday_terms(days))
    full = pd.concat(terms, axis=1)
    pain = daily.loc[days, "pain"]
    t = (days - days[0]).days.to_numpy(dtype=float)
    result = fit_reml(t, pain.to_numpy(), full)
    return LaggedFit(exposure, window_days, design, pain, full, result)


def fit_lag_curve(
    daily: pd.DataFrame, exposure: Exposure, window_days: int = 14, time_df: int | None = None
) -> LagCurve:
    """Spread the association over the days before, as a smooth curve.

    The same regression as `fit_lagged` with its spline design (natural spline, 3 df over the
    lags; Gasparrini 2011), read lag by lag.

    Raises
    ------
    FitError
        As `fit_lagged`.
    """
    if not exposure.windowed:
        raise ValueError(f"{exposure.label} has no lag curve: it is one change over four weeks")
    fit = fit_lagged(daily, exposure, window_days, time_df, design="spline")
    shapes = lag_basis(window_days) / window_days
    names = list(fit.design.columns[: shapes.shape[1]])
    theta = fit.result.params[names].to_numpy()
    cov = fit.result.cov_params().loc[names, names].to_numpy()
    std_error = np.sqrt(np.einsum("li,ij,lj->l", shapes, cov, shapes))
    return LagCurve(exposure, fit, np.arange(1, window_days + 1), shapes @ theta, std_error)


def monthly_safe_half_width(std_error: float, alpha: float, tau: float) -> float:
    """Return half the width of the normal-mixture confidence sequence.

    Robbins 1970; Howard et al. 2021; Waudby-Smith et al. 2024. `tau` in 1 / NRS points squared
    of the estimate's unit; frozen with the plan.
    """
    info = 1 / std_error**2
    return float(std_error * np.sqrt((info + tau) / info * np.log((info + tau) / (tau * alpha**2))))


def monthly_safe_pvalue(estimate: float, std_error: float, tau: float) -> float:
    """Return the always-valid p-value that belongs to `monthly_safe_half_width`."""
    info, z = 1 / std_error**2, estimate / std_error
    log_p = 0.5 * np.log((info + tau) / tau) - z**2 * info / (2 * (info + tau))
    return float(min(1.0, np.exp(log_p)))
