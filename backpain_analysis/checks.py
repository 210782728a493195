"""What each answer must also show: does the person run less because it hurts, ..."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import FitError
from .exposures import FREQUENCY, exposure_values, log_settled, time_terms, weekday_terms

EQUIVALENT_CHANCE = 0.03


@dataclass(frozen=True)
class ReverseTest:
    """Whether runs get rarer after bad days.

    `estimate` is the change in the chance of a run (a fraction) per NRS point the day before.
    `verdict`: "yes", "no", "unclear", or "more" (you run more after bad days).
    """

    verdict: str
    estimate: float
    std_error: float
    pvalue: float
    df: int
    nobs: int

    def conf_int(self, level: float = 0.90) -> tuple[float, float]:
        """Return the interval of `estimate` (fractions)."""
        return _interval(self.estimate, self.std_error, self.df, level)

    @property
    def sentence(self) -> str:
        """The answer in plain words."""
        low, high = self.conf_int()
        size = f"{abs(self.estimate) * 100:.0f}"
        band = f"90 % interval {low * 100:+.0f} to {high * 100:+.0f} percentage points"
        if self.verdict == "yes":
            return (
                f"You run less after bad days: for each point more pain, the chance of a run the "
                f"next day is about {size} percentage points lower ({band})."
            )
        if self.verdict == "more":
            return (
                f"You run more after bad days: for each point more pain, the chance of a run the "
                f"next day is about {size} percentage points higher ({band})."
            )
        if self.verdict == "no":
            return f"You run about as often after bad days as after good ones ({band})."
        return f"Whether you run less after bad days is unclear ({band})."

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded."""
        low, high = self.conf_int()
        row = {"verdict": self.verdict, "estimate": self.estimate, "std_error": self.std_error}
        row |= {"pvalue": self.pvalue, "lower": low, "upper": high, "nobs": self.nobs}
        return pd.DataFrame([row])


def _interval(estimate: float, std_error: float, df: int, level: float) -> tuple[float, float]:
    from scipy.special import stdtrit

    half = float(stdtrit(df, 0.5 + level / 2)) * std_error
    return estimate - half, estimate + half


def reverse_test(daily: pd.DataFrame) -> ReverseTest:
    """Ask whether the person runs less after bad days.

    Linear regression of ran / did not run on yesterday's pain, the running habit of the
    fortnight before, time and weekday; standard errors HC3 (MacKinnon and White 1985).

    Raises
    ------
    FitError
        Too few days, or pain or running never changes.
    """
    from statsmodels.regression.linear_model import OLS

    columns = pd.DataFrame(
        {
            "ran": (daily["runs"] > 0).astype(float).where(daily["runs"].notna()),
            "pain": daily["pain"].shift(1),
            "habit": exposure_values(daily, FREQUENCY),
        }
    )
    usable = columns[log_settled(daily)].dropna()
    if len(usable) < 30:
        raise FitError(f"only {len(usable)} days have a rating the day before and a run log.")
    if usable["pain"].nunique() < 2 or usable["ran"].nunique() < 2:
        raise FitError("pain or running never changes on these days.")
    days = pd.DatetimeIndex(usable.index)
    design = pd.concat([usable[["pain", "habit"]], weekday_terms(days), time_terms(days)], axis=1)
    if np.ptp(usable["habit"].to_numpy()) < 1e-9:
        design = design.drop(columns="habit")
    fit = OLS(usable["ran"], design).fit(cov_type="HC3", use_t=True)
    estimate, std_error = float(fit.params["pain"]), float(fit.bse["pain"])
    pvalue, df = float(fit.pvalues["pain"]), int(fit.df_resid)
    low, high = _interval(estimate, std_error, df, 0.90)
    verdict = "unclear"
    if pvalue < 0.05:
        verdict = "yes" if estimate < 0 else "more"
    elif low > -EQUIVALENT_CHANCE and high < EQUIVALENT_CHANCE:
        verdict = "no"
    return ReverseTest(verdict, estimate, std_error, pvalue, df, len(usable))
