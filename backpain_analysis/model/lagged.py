"""Pain regressed on what happened in the days before: `fit_lagged` and `fit_lag_curve`."""

from dataclasses import replace

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary, days_of
from ..errors import FitError
from .decisions import lay_out
from .exposures import (
    Exposure,
    day_numbers,
    lag_basis,
    lag_design,
    log_settled,
    time_terms,
    weekday_terms,
)
from .feedback import correct
from .reml import RemlResults, fit_reml, held_weights
from .results import LagCurve, LaggedFit
from .weight import berkson_variance, weight_track

FEWEST_DAYS = 10
UNCHANGING = 1e-9


def usable_days(
    daily: pd.DataFrame, exposure: Exposure, window_days: int = 14, design: str = "spline"
) -> pd.DataFrame:
    """Return the exposure's design on the rated days on which it is known.

    For a running exposure these start 28 days after the run log does.
    """
    columns = lag_design(daily, exposure, window_days, design)
    return columns[_usable(daily, exposure, columns)]


def _usable(daily: pd.DataFrame, exposure: Exposure, columns: pd.DataFrame) -> np.ndarray:
    rated = daily["pain"].notna().to_numpy()
    known = np.isfinite(columns.to_numpy()).all(axis=1)
    usable = rated & known
    if exposure.windowed:
        usable &= log_settled(daily)
    return usable


def fit_lagged(
    diary: Diary | pd.DataFrame,
    exposure: Exposure,
    window_days: int = 14,
    time_df: int | None = None,
    design: str | None = None,
    covariates: pd.DataFrame | None = None,
    feedback: bool = True,
    near: RemlResults | None = None,
) -> LaggedFit:
    """Regress pain on an exposure of the days before it.

    Parameters
    ----------
    diary : Diary or DataFrame
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
        Further columns, index as the diary; days on which one is missing are left out.
    feedback : bool
        Subtract the bias that arises where running depends on pain (running exposures; see
        `model.feedback`). Where there is no decision to learn from, the plain fit stands.
    near : RemlResults, optional
        A fit of the same pain on something else: where the search begins (see `fit_reml`).

    Returns
    -------
    LaggedFit

    Raises
    ------
    FitError
        The days do not allow an answer: too few, pain or exposure never changes.

    Examples
    --------
    >>> fit = bpa.fit_lagged(diary, bpa.DISTANCE)
    >>> round(fit.estimate, 1)  # NRS points for 10 km a week more
    -0.8
    >>> fit.nobs
    465
    """
    days = days_of(diary)
    design = _design_of(exposure, design)
    shapes = lag_design(days, exposure, window_days, design)
    columns = shapes[_usable(days, exposure, shapes)]
    if covariates is not None:
        columns = columns.join(covariates, how="inner").dropna()
    _check_exposure(columns, exposure)
    has_weekdays = design == "spline" and exposure.windowed
    regressors = _with_terms(columns, time_df, has_weekdays=has_weekdays)
    plain = _fit_plain(days, exposure, window_days, design, regressors, near)
    if not exposure.windowed:
        return replace(plain, added_variance=_variance_of_track(plain, days))
    if not feedback:
        return plain
    return _corrected(plain, days, shapes, time_df)


def _design_of(exposure: Exposure, design: str | None) -> str:
    """Return the design over the lags; weight change has nothing to spread over them."""
    if design not in ("spline", "mean", None):
        raise ValueError(f"design must be 'spline' or 'mean', not {design!r}")
    if design is not None:
        return design
    if exposure.windowed:
        return "spline"
    return "mean"


def _check_exposure(columns: pd.DataFrame, exposure: Exposure) -> None:
    """Raise a FitError where too few days are usable, or the exposure never changes on them."""
    if len(columns) < FEWEST_DAYS:
        raise FitError(
            f"rated days with a known {exposure.label} before them: {len(columns)}; "
            f"at least {FEWEST_DAYS} are needed.",
            remark=Remark("fit_lack.usable_days", {"n": len(columns), "needed": FEWEST_DAYS}),
        )
    if np.ptp(columns[exposure.name].to_numpy()) < UNCHANGING:
        raise FitError(
            f"{exposure.label} never changes on the rated days.",
            remark=Remark("fit_lack.exposure_constant"),
        )


def _with_terms(columns: pd.DataFrame, time_df: int | None, *, has_weekdays: bool) -> pd.DataFrame:
    """Return the regressors: the exposure and covariates, then weekdays, trend and season."""
    days = pd.DatetimeIndex(columns.index)
    parts = [columns]
    if has_weekdays:
        parts.append(weekday_terms(days))
    parts.append(time_terms(days, time_df))
    names = [name for part in parts for name in part.columns]
    # laid out at once: pandas takes longer to put frames beside each other
    values = np.column_stack([part.to_numpy(dtype=float) for part in parts])
    return pd.DataFrame(values, days, names)


def _fit_plain(
    daily: pd.DataFrame,
    exposure: Exposure,
    window_days: int,
    design: str,
    regressors: pd.DataFrame,
    near: RemlResults | None,
) -> LaggedFit:
    """Return the regression by itself."""
    days = pd.DatetimeIndex(regressors.index)
    pain = daily.loc[days, "pain"]
    return LaggedFit(
        exposure=exposure,
        window_days=window_days,
        design_name=design,
        outcome=pain,
        design=regressors,
        result=fit_reml(day_numbers(days), pain.to_numpy(), regressors, near=near),
    )


def _variance_of_track(plain: LaggedFit, daily: pd.DataFrame) -> float:
    """Return what the uncertainty of the weight's track adds to the estimate's variance."""
    track = weight_track(daily[plain.exposure.column])
    if track is None:
        return 0.0
    design = plain.design.to_numpy()
    weights = held_weights(
        plain.day_numbers,
        plain.outcome.to_numpy(),
        design,
        rho=plain.result.rho,
        log_r=plain.result.log_r,
    )
    of_every_day = np.zeros(len(daily))
    of_every_day[daily.index.get_indexer(plain.days)] = weights

    def estimate_at(step: float) -> float:
        moved = design.copy()
        moved[:, 0] = track.moved(step).change.loc[plain.days]
        estimate, _ = plain.refit_held(moved)
        return estimate

    error = track.log_ratio_error
    by_ratio = (estimate_at(error) - estimate_at(-error)) / 2
    return berkson_variance(track, plain.estimate, of_every_day) + by_ratio**2


def _corrected(
    plain: LaggedFit, daily: pd.DataFrame, shapes: pd.DataFrame, time_df: int | None
) -> LaggedFit:
    """Return the fit with its correction; where none can be learnt, with the reason."""
    decisions = lay_out(
        daily,
        exposure=plain.exposure,
        shapes=shapes,
        design=plain.design,
        window_days=plain.window_days,
        time_df=time_df,
    )
    result = plain.result
    try:
        correction = correct(
            decisions,
            held=plain.shape_params,
            rho=result.rho,
            log_r=result.log_r,
            scale=result.scale,
        )
    except FitError as error:
        return replace(plain, lack_of_correction=error.remark or Remark("fit_lack.no_convergence"))
    return replace(plain, correction=correction)


def fit_lag_curve(
    diary: Diary | pd.DataFrame,
    exposure: Exposure,
    window_days: int = 14,
    time_df: int | None = None,
) -> LagCurve:
    """Spread the association over the days before, as a smooth curve.

    The same regression as `fit_lagged` with its spline design (natural spline, 3 df over the
    lags; Gasparrini 2011), read lag by lag; raises FitError as that does.

    Examples
    --------
    >>> curve = bpa.fit_lag_curve(diary, bpa.DISTANCE)
    >>> curve.lags[:3].tolist()
    [1, 2, 3]
    """
    return lag_curve(fit_lagged(diary, exposure, window_days, time_df, design="spline"))


def lag_curve(fit: LaggedFit) -> LagCurve:
    """Read a fit of the spline design lag by lag."""
    if not fit.exposure.windowed:
        raise ValueError(f"{fit.exposure.label} has no lag curve: it is one change over four weeks")
    shapes = lag_basis(fit.window_days) / fit.window_days
    variance = np.einsum("li,ij,lj->l", shapes, fit.shape_covariance, shapes)
    return LagCurve(
        exposure=fit.exposure,
        fit=fit,
        lags=np.arange(1, fit.window_days + 1),
        estimate=shapes @ fit.shape_params,
        std_error=np.sqrt(variance),
    )
