"""What the lagged regressions found: one exposure's fit, and its curve over the days before."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ..codes import Interval, Remark
from .anytime_valid import anytime_valid_half_width, anytime_valid_pvalue
from .exposures import LAG_SHAPE, WEEKDAY, Exposure, day_numbers
from .feedback import Correction
from .reml import RemlResults, fit_held, t_interval, t_pvalue

DF_OF_THE_CORRECTION = 2  # the response to today's and to yesterday's pain


@dataclass(frozen=True, repr=False)
class LaggedFit:
    """One exposure's regression.

    Attributes
    ----------
    exposure : Exposure
    window_days : int
    design_name : {"spline", "mean"}
    outcome : Series
        Pain (NRS points) on the rated days used.
    design : DataFrame
        What it was regressed on; the first column carries the total.
    result : RemlResults
        The regression by itself.
    correction : Correction or None
        What takes away the bias that running by how it hurts leaves in it; where there is one,
        the estimate is the corrected one.
    added_variance : float
        What the uncertainty of the exposure itself adds to the estimate's variance: weight
        change is read from noisy weigh-ins (`weight`).
    lack_of_correction : Remark or None
        Why there is no correction although one was to be made; then no verdict rests on the fit.

    Notes
    -----
    A correction is as good as its model of the decision to run. So intervals are the hull of the
    corrected and the uncorrected one, and a p-value is the larger of the two: an association is
    there only where both agree.
    """

    exposure: Exposure
    window_days: int
    design_name: str
    outcome: pd.Series
    design: pd.DataFrame
    result: RemlResults
    correction: Correction | None = None
    added_variance: float = 0.0
    lack_of_correction: Remark | None = None

    @property
    def days(self) -> pd.DatetimeIndex:
        """The rated days used."""
        return pd.DatetimeIndex(self.outcome.index)

    @property
    def day_numbers(self) -> np.ndarray:
        """Their numbers, counted from the first, which is 0."""
        return day_numbers(self.days)

    @cached_property
    def estimate(self) -> float:
        """NRS points per unit of the exposure: the total over all lags."""
        return float(self.shape_params[0])

    @cached_property
    def std_error(self) -> float:
        """Standard error of the estimate, the uncertainty of error model and exposure included."""
        return float(np.sqrt(self.shape_covariance[0, 0] + self.added_variance))

    @cached_property
    def uncorrected(self) -> "LaggedFit":
        """The regression without its correction."""
        return replace(self, correction=None)

    @property
    def wider_error(self) -> float:
        """The larger standard error of the corrected and the uncorrected estimate."""
        return max(self.std_error, self.uncorrected.std_error)

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
    def exposure_columns(self) -> pd.DataFrame:
        """The exposure's columns of the design: the total, and what spreads it over the lags."""
        return self.design.iloc[:, : self._n_shapes]

    @property
    def has_weekdays(self) -> bool:
        """Whether the design tells the weekdays apart."""
        return bool(self.design.columns.astype(str).str.startswith(WEEKDAY).any())

    @cached_property
    def _n_shapes(self) -> int:
        """The total, and what spreads it over the lags."""
        of_shapes = [str(name).startswith(LAG_SHAPE) for name in self.design.columns]
        return 1 + sum(of_shapes)

    @property
    def pvalue(self) -> float:
        """Two-sided p-value, right for one planned look."""
        own = float(t_pvalue(self.estimate, self.std_error, self.df))
        if self.correction is None:
            return own
        return self._agreed(own, self.uncorrected.pvalue)

    @property
    def df(self) -> int:
        """Degrees of freedom of the t reference: m - k - 1, two fewer with the correction."""
        if self.correction is None:
            return self.result.df_resid
        return self.result.df_resid - DF_OF_THE_CORRECTION

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

    def conf_int(self, level: float = 0.95) -> Interval:
        """Return the ordinary interval, right for one planned look."""
        low, high = t_interval(self.estimate, self.std_error, self.df, level)
        own = Interval(float(low), float(high))
        if self.correction is None:
            return own
        return _hull(own, self.uncorrected.conf_int(level))

    def anytime_valid_int(self, level: float = 0.95, tau: float = 1.0) -> Interval:
        """Return the interval that stays right however often it is looked at."""
        half = anytime_valid_half_width(self.std_error, 1 - level, tau)
        own = Interval(self.estimate - half, self.estimate + half)
        if self.correction is None:
            return own
        return _hull(own, self.uncorrected.anytime_valid_int(level, tau))

    def anytime_valid_pvalue(self, tau: float = 1.0) -> float:
        """Return the p-value that is below alpha exactly when that interval excludes zero."""
        own = anytime_valid_pvalue(self.estimate, self.std_error, tau)
        if self.correction is None:
            return own
        return self._agreed(own, self.uncorrected.anytime_valid_pvalue(tau))

    def refit_held(
        self, design: np.ndarray, used: np.ndarray | slice = slice(None)
    ) -> tuple[float, float]:
        """Regress again, uncorrected, on another design or on some of the days.

        rho and the noise ratio stay as estimated. Returns the first coefficient and its error;
        raises FitError as `fit_reml` does.
        """
        params, errors = fit_held(
            self.day_numbers[used],
            self.outcome.to_numpy()[used],
            design[used],
            rho=self.result.rho,
            log_r=self.result.log_r,
        )
        return float(params[0]), float(errors[0])

    def _agreed(self, corrected: float, uncorrected: float) -> float:
        """Return the larger p-value; 1 where the two estimates lie on different sides of zero."""
        if self.estimate * self.uncorrected.estimate < 0:
            return 1.0
        return max(corrected, uncorrected)

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded: the estimate, what belongs to it, and the error model."""
        low, high = self.conf_int()
        row = {
            "estimate": self.estimate,
            "std_error": self.std_error,
            "df": self.df,
            "pvalue": self.pvalue,
            "lower": low,
            "upper": high,
            "nobs": self.nobs,
            "rho": self.rho,
            "noise_ratio": self.noise_ratio,
        }
        return pd.DataFrame(row, index=pd.Index([self.exposure.name], name="exposure"))

    def __str__(self) -> str:
        low, high = self.conf_int()
        days = self.days
        corrected = "corrected" if self.correction is not None else "not corrected"
        return (
            f"{self.exposure.name}, {self.design_name} over {self.window_days} days, {corrected}\n"
            f"{self.estimate:+.3f} NRS points per {self.exposure.unit}, "
            f"95 % [{low:+.3f}, {high:+.3f}], p {self.pvalue:.3g}\n"
            f"{self.nobs} rated days, {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}; "
            f"rho {self.rho:.2f}, noise ratio {self.noise_ratio:.2f}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return str(self.summary().to_html(float_format="{:.3f}".format))


def _hull(one: Interval, other: Interval) -> Interval:
    return Interval(min(one.lower, other.lower), max(one.upper, other.upper))


@dataclass(frozen=True, repr=False)
class LagCurve:
    """The association spread over the days before.

    Attributes
    ----------
    exposure : Exposure
    fit : LaggedFit
        The regression that the curve reads.
    lags : array, (window_days,)
        Days before the rating, 1 .. window_days.
    estimate, std_error : array, (window_days,)
        NRS points: what that one day adds when the unit of the exposure is kept up. The
        estimates sum to `total`.
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
        """Return the pointwise intervals, one row per lag: `lower` and `upper`."""
        low, high = t_interval(self.estimate, self.std_error, self.fit.df, level)
        return pd.DataFrame({"lower": low, "upper": high}, index=pd.Index(self.lags, name="lag"))

    def summary(self) -> pd.DataFrame:
        """Return estimate, standard error and interval per lag, unrounded."""
        columns = {"estimate": self.estimate, "std_error": self.std_error}
        index = pd.Index(self.lags, name="lag")
        return pd.concat([pd.DataFrame(columns, index=index), self.conf_int()], axis=1)

    def __str__(self) -> str:
        table = self.summary().to_string(float_format="{:+.3f}".format)
        return f"{self.exposure.name}, total {self.total:+.3f} per {self.exposure.unit}\n{table}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return str(self.summary().to_html(float_format="{:+.3f}".format))
