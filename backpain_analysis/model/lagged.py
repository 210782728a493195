"""Pain regressed on what happened in the days before: `fit_lagged` and `fit_lag_curve`."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..diary import Diary, days_of
from ..errors import FitError
from .exposures import Exposure, lag_basis, lag_design, log_settled, time_terms, weekday_terms
from .feedback import Correction, Decisions, correct
from .reml import RemlResults, fit_reml, t_interval, t_pvalue


@dataclass(frozen=True)
class LaggedFit:
    """One exposure's regression.

    `estimate` is in NRS points per `exposure.unit`; `days` are the rated days used;
    `outcome` and `design` are what was fitted (index `days`), `window_days` the window.
    `result` is the regression by itself; `correction`, where there is one, takes away the bias
    that running by how it hurts leaves in it, and the estimate is the corrected one.
    """

    exposure: Exposure
    window_days: int
    design_name: str
    outcome: pd.Series
    design: pd.DataFrame
    result: RemlResults
    correction: Correction | None = None

    @property
    def days(self) -> pd.DatetimeIndex:
        """The rated days used."""
        return pd.DatetimeIndex(self.outcome.index)

    @property
    def estimate(self) -> float:
        """NRS points per unit of the exposure: the total over all lags."""
        return float(self.shape_params[0])

    @property
    def std_error(self) -> float:
        """Standard error of the estimate, the error model's uncertainty included."""
        return float(np.sqrt(self.shape_covariance[0, 0]))

    @property
    def shape_params(self) -> np.ndarray:
        """Coefficients of the exposure's columns; the first is the total."""
        if self.correction is not None:
            return self.correction.params
        return self.result.params.to_numpy()[: self._n_shapes]

    @property
    def shape_covariance(self) -> np.ndarray:
        """Covariance of `shape_params`."""
        if self.correction is not None:
            return self.correction.covariance
        return self.result.cov_params().to_numpy()[: self._n_shapes, : self._n_shapes]

    @property
    def _n_shapes(self) -> int:
        return 1 + sum(str(c).startswith("lag shape") for c in self.design)

    @property
    def pvalue(self) -> float:
        """Two-sided p-value, right for one planned look."""
        return float(t_pvalue(self.estimate, self.std_error, self.df))

    @property
    def df(self) -> int:
        """Degrees of freedom of the t reference."""
        return self.result.df_resid - (2 if self.correction is not None else 0)

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
        low, high = t_interval(self.estimate, self.std_error, self.df, level)
        return float(low), float(high)

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

    def conf_int(self, level: float = 0.95) -> pd.DataFrame:
        """Return the pointwise band: `lower` and `upper`, index `lag`."""
        low, high = t_interval(self.estimate, self.std_error, self.fit.df, level)
        return pd.DataFrame({"lower": low, "upper": high}, index=pd.Index(self.lags, name="lag"))

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
    return columns[_usable(daily, exposure, columns)]


def _usable(daily: pd.DataFrame, exposure: Exposure, columns: pd.DataFrame) -> np.ndarray:
    usable = daily["pain"].notna().to_numpy() & np.isfinite(columns.to_numpy()).all(axis=1)
    return usable & log_settled(daily) if exposure.windowed else usable


def fit_lagged(
    daily: Diary | pd.DataFrame,
    exposure: Exposure,
    window_days: int = 14,
    time_df: int | None = None,
    design: str | None = None,
    covariates: pd.DataFrame | None = None,
    feedback: bool = True,
) -> LaggedFit:
    """Regress pain on an exposure of the days before it.

    Parameters
    ----------
    daily : Diary or DataFrame
        One row per calendar day, NaN where nothing was recorded.
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
    feedback : bool
        Take away the bias that running by how it hurts leaves (running exposures; see
        `feedback.correct`). Where there is no decision to learn from, the plain fit stands.

    Returns
    -------
    LaggedFit

    Raises
    ------
    FitError
        The days do not allow an answer: too few, pain or exposure never changes.
    """
    daily = days_of(daily)
    design = design or ("spline" if exposure.windowed else "mean")
    if design not in ("spline", "mean"):
        raise ValueError(f"design must be 'spline' or 'mean', not {design!r}")
    shapes = lag_design(daily, exposure, window_days, design)
    columns = shapes[_usable(daily, exposure, shapes)]
    if covariates is not None:
        columns = columns.join(covariates, how="inner").dropna()
    if len(columns) < 10:
        before = f"rated days with a known {exposure.label} before them"
        raise FitError(f"{before}: {len(columns)}; at least 10 are needed.")
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
    plain = LaggedFit(exposure, window_days, design, pain, full, result)
    if not (feedback and exposure.windowed):
        return plain
    decisions = _decisions(daily, plain, shapes, time_df)
    try:
        correction = correct(decisions, plain.shape_params, result.rho, result.log_r, result.scale)
    except FitError:
        return plain
    return replace(plain, correction=correction)


def _decisions(
    daily: pd.DataFrame, fit: LaggedFit, shapes: pd.DataFrame, time_df: int | None
) -> Decisions:
    """Lay a fit out on every calendar day, with the running decisions beside it."""
    first, last = daily.index.get_indexer(fit.days[[0, -1]])
    days, on = daily.index[first : last + 1], daily.iloc[first : last + 1]
    values, runs = shapes.to_numpy()[first : last + 1], on["runs"].to_numpy(dtype=float)
    known = np.isfinite(values).all(axis=1) & ~np.isnan(runs)
    rated = days.isin(fit.days)
    design = np.zeros((len(days), fit.design.shape[1]))
    design[rated] = fit.design.to_numpy()
    lags, terms = np.ones((fit.window_days, 1)), time_terms(days, time_df).to_numpy()
    if fit.design_name == "spline":
        lags = lag_basis(fit.window_days)
        terms = np.column_stack([terms, weekday_terms(days)])
    # what a day with a run adds: sessions or km, in the unit of the estimate
    added = 7 / fit.window_days / fit.exposure.per * on[fit.exposure.column][runs > 0].mean()
    return Decisions(
        rated=rated,
        decided=known & np.append(False, known[:-1]),
        pain=on["pain"].to_numpy(),
        design=design,
        ran=(runs > 0).astype(float),
        terms=terms,
        shapes=np.nan_to_num(values),
        lag_weights=lags * added,
    )


def fit_lag_curve(
    daily: Diary | pd.DataFrame,
    exposure: Exposure,
    window_days: int = 14,
    time_df: int | None = None,
) -> LagCurve:
    """Spread the association over the days before, as a smooth curve.

    The same regression as `fit_lagged` with its spline design (natural spline, 3 df over the
    lags; Gasparrini 2011), read lag by lag; raises FitError as that does.
    """
    return lag_curve(fit_lagged(daily, exposure, window_days, time_df, design="spline"))


def lag_curve(fit: LaggedFit) -> LagCurve:
    """Read a fit of the spline design lag by lag."""
    if not fit.exposure.windowed:
        raise ValueError(f"{fit.exposure.label} has no lag curve: it is one change over four weeks")
    shapes = lag_basis(fit.window_days) / fit.window_days
    std_error = np.sqrt(np.einsum("li,ij,lj->l", shapes, fit.shape_covariance, shapes))
    lags = np.arange(1, fit.window_days + 1)
    return LagCurve(fit.exposure, fit, lags, shapes @ fit.shape_params, std_error)


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
