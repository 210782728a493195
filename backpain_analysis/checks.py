"""What each answer must also show: running by how it hurts, the lead placebo, the diary's gaps."""

import dataclasses
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .errors import FitError
from .exposures import (
    DISTANCE,
    FREQUENCY,
    Exposure,
    exposure_values,
    lag_table,
    log_settled,
    time_terms,
    weekday_terms,
)
from .lagged import fit_lagged

EQUIVALENT_CHANCE = 0.03
LEAD_DAYS = 7
FEWEST_MISSING = 10


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
    columns = pd.DataFrame(
        {
            "outcome": (daily["runs"] > 0).astype(float).where(daily["runs"].notna()),
            "pain": lag_table(daily["pain"], [1])[1],
            "habit": exposure_values(daily, FREQUENCY),
        }
    )
    usable = columns[log_settled(daily)].dropna()
    if len(usable) < 30:
        raise FitError(f"only {len(usable)} days have a rating the day before and a run log.")
    if usable["pain"].nunique() < 2 or usable["outcome"].nunique() < 2:
        raise FitError("pain or running never changes on these days.")
    estimate, std_error, pvalue, df = _by_pain_before(usable)
    verdict = _verdict(estimate, std_error, pvalue, df, ("yes", "more"))
    return ReverseTest(verdict, estimate, std_error, pvalue, df, len(usable))


def _by_pain_before(usable: pd.DataFrame) -> tuple[float, float, float, int]:
    """Regress a yes-or-no on yesterday's pain, time and weekday: estimate, error, p, df."""
    from statsmodels.regression.linear_model import OLS

    days = pd.DatetimeIndex(usable.index)
    own = usable.drop(columns="outcome")
    own = own.loc[:, np.ptp(own.to_numpy(), axis=0) > 1e-9]
    design = pd.concat([own, weekday_terms(days), time_terms(days)], axis=1)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a day alone with its weekday: caught as not finite
        fit = OLS(usable["outcome"], design).fit(cov_type="HC3", use_t=True)
        estimate, std_error = float(fit.params["pain"]), float(fit.bse["pain"])
        pvalue = float(fit.pvalues["pain"])
    if not np.isfinite([estimate, std_error, pvalue]).all() or std_error < 1e-9:
        raise FitError("these days are too alike to tell.")
    return estimate, std_error, pvalue, int(fit.df_resid)


def _verdict(
    estimate: float, std_error: float, pvalue: float, df: int, words: tuple[str, str]
) -> str:
    """Return the word for "falls", the one for "rises", "no", or "unclear"."""
    low, high = _interval(estimate, std_error, df, 0.90)
    if pvalue < 0.05:
        return words[0] if estimate < 0 else words[1]
    return "no" if low > -EQUIVALENT_CHANCE and high < EQUIVALENT_CHANCE else "unclear"


@dataclass(frozen=True)
class LeadPlacebo:
    """Whether running of the week after a rating goes with it, which running cannot bring about.

    `estimate` in NRS points per `exposure.unit` of the days t+1 .. t+7, beside the exposure.
    """

    exposure: Exposure
    estimate: float
    std_error: float
    pvalue: float
    df: int
    nobs: int

    def conf_int(self, level: float = 0.95) -> tuple[float, float]:
        """Return the interval of `estimate`."""
        return _interval(self.estimate, self.std_error, self.df, level)

    @property
    def sentence(self) -> str:
        """The answer in plain words; passing is no reassurance, and it says so."""
        low, high = self.conf_int()
        size = f"({self.estimate:+.2f} points per {self.exposure.unit}, 95 % interval "
        size += f"{low:+.2f} to {high:+.2f})"
        if self.pvalue < 0.05:
            return (
                f"Running in the week after a rating goes with the rating {size}. Later runs "
                "cannot have acted on it: pain decides about the runs that follow, or something "
                "else moves both, and either may stand behind the earlier runs' association too."
            )
        return (
            f"Running in the week after a rating does not clearly go with it {size}. That says "
            "little: of 100 diaries with such a problem, this check notices 10 to 41."
        )

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded."""
        low, high = self.conf_int()
        row = {"estimate": self.estimate, "std_error": self.std_error, "lower": low, "upper": high}
        return pd.DataFrame([row | {"pvalue": self.pvalue, "nobs": self.nobs}])


def lead_placebo(daily: pd.DataFrame, exposure: Exposure = DISTANCE) -> LeadPlacebo:
    """Ask whether running of the week *after* goes with pain (Flanders 2011).

    The running of days t+1 .. t+7 is added to the planned regression. Size 5 %, power 10 to
    41 %: it can raise a doubt, it cannot settle one.

    Parameters
    ----------
    daily : DataFrame
        As of `build_daily`.
    exposure : {DISTANCE, FREQUENCY}

    Raises
    ------
    FitError
        As `fit_lagged`.
    """
    if not exposure.windowed:
        raise ValueError(f"{exposure.label} has no week after: take DISTANCE or FREQUENCY")
    week = daily[exposure.column].rolling(LEAD_DAYS, min_periods=LEAD_DAYS - 1).mean()
    lead = lag_table(7 * week / exposure.per, [-LEAD_DAYS]).set_axis(["week after"], axis=1)
    fit = fit_lagged(daily, exposure, covariates=lead, feedback=False).result
    estimate, error, p = (float(v["week after"]) for v in (fit.params, fit.bse, fit.pvalues))
    return LeadPlacebo(exposure, estimate, error, p, fit.df_resid, fit.nobs)


@dataclass(frozen=True)
class DiaryCheck:
    """How much of the diary is there, and whether gaps begin after bad days.

    `days` from the first to the last rating, `rated` of them, `longest_gap` in days. `estimate`
    is the change in the chance that a day is left out (a fraction) per NRS point the day before;
    NaN where too few are missing to tell. `verdict`: "complete", "too few missing", "yes" (after
    bad days), "good days", "no", "unclear".
    """

    days: int
    rated: int
    longest_gap: int
    verdict: str
    estimate: float = np.nan
    std_error: float = np.nan
    pvalue: float = np.nan
    df: int = 0

    @property
    def share(self) -> float:
        """Share of days rated, 0 to 1."""
        return self.rated / self.days

    def conf_int(self, level: float = 0.90) -> tuple[float, float]:
        """Return the interval of `estimate` (fractions)."""
        return _interval(self.estimate, self.std_error, self.df, level)

    @property
    def sentence(self) -> str:
        """The answer in plain words."""
        words = f"You rated {self.rated} of {self.days} days ({self.share * 100:.0f} %)"
        if self.verdict == "complete":
            return f"{words}: none is missing."
        words += (
            f"; the longest gap is {self.longest_gap} day{'' if self.longest_gap == 1 else 's'}."
        )
        if self.verdict == "too few missing":
            return f"{words} Too few are missing to say after which days."
        low, high = (100 * v for v in self.conf_int())
        band = f"per point of pain, 90 % interval {low:+.0f} to {high:+.0f} percentage points"
        said = {
            "yes": "You leave out more days after bad ones",
            "good days": "You leave out more days after good ones",
            "no": "You leave out days about as often after bad ones as after good ones",
            "unclear": "Whether you leave out more days after bad ones is unclear",
        }[self.verdict]
        return f"{words} {said} ({band}). How it hurt on the days left out, nobody can know."

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded."""
        return pd.DataFrame([dataclasses.asdict(self) | {"share": self.share}])


def diary_check(daily: pd.DataFrame) -> DiaryCheck:
    """Count the rated days, and ask whether days are left out after bad ones.

    Linear regression of left out / rated on the pain of a rated day before, time and weekday,
    HC3. Later days of a gap have no rating before them and do not count.

    Raises
    ------
    FitError
        No day is rated.
    """
    rated = daily["pain"].notna().to_numpy()
    if not rated.any():
        raise FitError("no day is rated.")
    first, last = np.flatnonzero(rated)[[0, -1]]
    pain = daily["pain"].iloc[first : last + 1]
    gaps = np.diff(np.flatnonzero(rated)) - 1
    check = DiaryCheck(len(pain), int(rated.sum()), int(gaps.max(initial=0)), "complete")
    if not check.longest_gap:
        return check
    too_few = dataclasses.replace(check, verdict="too few missing")
    columns = {"outcome": pain.isna().astype(float), "pain": lag_table(pain, [1])[1]}
    usable = pd.DataFrame(columns).dropna()
    if usable["outcome"].sum() < FEWEST_MISSING or np.ptp(usable["pain"].to_numpy()) < 1e-9:
        return too_few
    try:
        estimate, error, p, df = _by_pain_before(usable)
    except FitError:
        return too_few
    verdict = _verdict(estimate, error, p, df, ("good days", "yes"))
    return DiaryCheck(check.days, check.rated, check.longest_gap, verdict, estimate, error, p, df)
