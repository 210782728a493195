"""What each answer must also show: running by how it hurts, the lead placebo, the diary's gaps."""

import warnings
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar, Self

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
from .reml import t_interval, t_pvalue
from .wording import signed

EQUIVALENT_CHANCE = 0.03
LEAD_DAYS = 7
FEWEST_MISSING = 10


class Told:
    """Anything that has a sentence shows it in a notebook."""

    @property
    def sentence(self) -> str:
        """What it comes to, in plain words."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentence)}</p>"


@dataclass(frozen=True)
class Estimate:
    """One coefficient and its t reference; NaN where there is no answer, and `note` says why."""

    estimate: float = np.nan
    std_error: float = np.nan
    df: float = np.nan
    nobs: int = 0
    note: str = ""
    level: ClassVar[float] = 0.95

    @classmethod
    def of(cls, result: Any, term: str, **more: Any) -> Self:
        """Take one coefficient of a fit with statsmodels' names."""
        value, error = float(result.params[term]), float(result.bse[term])
        return cls(value, error, float(result.df_resid), int(result.nobs), **more)

    @property
    def pvalue(self) -> float:
        """Two-sided p-value."""
        known = self.std_error > 0
        return float(t_pvalue(self.estimate, self.std_error, self.df)) if known else np.nan

    def conf_int(self, level: float | None = None) -> tuple[float, float]:
        """Return the interval of `estimate`."""
        low, high = t_interval(self.estimate, self.std_error, self.df, level or self.level)
        return float(low), float(high)

    def summary(self) -> pd.DataFrame:
        """Return one row, unrounded."""
        low, high = self.conf_int()
        row = vars(self) | {"pvalue": self.pvalue, "lower": low, "upper": high}
        return pd.DataFrame([row])


@dataclass(frozen=True)
class ReverseTest(Told, Estimate):
    """Whether runs get rarer after bad days.

    `estimate` is the change in the chance of a run (a fraction) per NRS point the day before.
    `verdict`: "yes", "no", "unclear", or "more" (you run more after bad days).
    """

    verdict: str = "unclear"
    level: ClassVar[float] = 0.90

    @property
    def sentence(self) -> str:
        """The answer in plain words."""
        low, high = self.conf_int()
        size = f"{abs(self.estimate) * 100:.{0 if abs(self.estimate) >= 0.005 else 1}f}"
        band = f"90 % interval {signed((low * 100, high * 100), 0)} percentage points"
        if self.verdict in ("yes", "more"):
            much, side = ("less", "lower") if self.verdict == "yes" else ("more", "higher")
            return (
                f"You run {much} after bad days: for each point more pain, the chance of a run the "
                f"next day is about {size} percentage points {side} ({band})."
            )
        if self.verdict == "no":
            return f"You run about as often after bad days as after good ones ({band})."
        return f"Whether you run less after bad days is unclear ({band})."


def reverse_test(daily: pd.DataFrame) -> ReverseTest:
    """Ask whether the person runs less after bad days.

    Linear regression of ran / did not run on yesterday's pain, the running habit of the
    fortnight before, time and weekday; standard errors HC3 (MacKinnon and White 1985).

    Raises
    ------
    FitError
        Too few days, or pain or running never changes.
    """
    columns = {
        "outcome": (daily["runs"] > 0).astype(float).where(daily["runs"].notna()),
        "pain": lag_table(daily["pain"], [1])[1],
        "habit": exposure_values(daily, FREQUENCY),
    }
    usable = pd.DataFrame(columns)[log_settled(daily)].dropna()
    if len(usable) < 30:
        days = "days with a run log and a rating the day before"
        raise FitError(f"{days}: {len(usable)}; at least 30 are needed.")
    if usable["pain"].nunique() < 2 or usable["outcome"].nunique() < 2:
        raise FitError("pain or running never changes on these days.")
    result = _by_pain_before(usable)
    return ReverseTest.of(result, "pain", verdict=_verdict(result, ("yes", "more")))


def _by_pain_before(usable: pd.DataFrame) -> Any:
    """Regress a yes-or-no on yesterday's pain, time and weekday, with HC3 errors."""
    from statsmodels.regression.linear_model import OLS

    days = pd.DatetimeIndex(usable.index)
    if not np.isfinite(usable.to_numpy()).all():
        raise FitError("a value is infinite.")
    own = usable.drop(columns="outcome")
    own = own.loc[:, np.ptp(own.to_numpy(), axis=0) > 1e-9]
    design = pd.concat([own, weekday_terms(days), time_terms(days)], axis=1)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a day alone with its weekday: caught as not finite
        result = OLS(usable["outcome"], design).fit(cov_type="HC3", use_t=True)
        error = float(result.bse["pain"])
    if not np.isfinite(error) or error < 1e-9:
        raise FitError("these days are too alike to tell.")
    return result


def _verdict(result: Any, words: tuple[str, str]) -> str:
    """Return the word for "falls", the one for "rises", "no", or "unclear"."""
    found = Estimate.of(result, "pain")
    low, high = found.conf_int(0.90)
    if found.pvalue < 0.05:
        return words[0] if found.estimate < 0 else words[1]
    return "no" if low > -EQUIVALENT_CHANCE and high < EQUIVALENT_CHANCE else "unclear"


@dataclass(frozen=True)
class LeadPlacebo(Told, Estimate):
    """Whether running of the week after a rating goes with it, which running cannot bring about.

    `estimate` in NRS points per `exposure.unit` of the days t+1 .. t+7, beside the exposure.
    """

    exposure: Exposure = DISTANCE

    @property
    def sentence(self) -> str:
        """The answer in plain words; passing is no reassurance, and it says so."""
        size = f"({self.estimate:+z.2f} points per {self.exposure.unit}, 95 % interval "
        size += f"{signed(self.conf_int(), 2)})"
        if self.pvalue < 0.05:
            return (
                f"Running in the week after a rating goes with the rating {size}. Later runs "
                "cannot have acted on it: pain decides about the runs that follow, or something "
                "else moves both, and either may stand behind the earlier runs' association too. "
                "The check misses most such problems: of 100 diaries with one, it notices 10 to 41."
            )
        return (
            f"Running in the week after a rating does not clearly go with it {size}. That says "
            "little: of 100 diaries with such a problem, this check notices 10 to 41."
        )


def lead_placebo(daily: pd.DataFrame, exposure: Exposure = DISTANCE) -> LeadPlacebo:
    """Ask whether running of the week *after* goes with pain (Flanders 2011).

    The running of days t+1 .. t+7 is added to the planned regression. Size 5 %, power 10 to
    41 %: it can raise a doubt, it cannot settle one.

    Raises
    ------
    FitError
        As `fit_lagged`; or the exposure is not DISTANCE or FREQUENCY.
    """
    if not exposure.windowed:
        raise FitError(f"{exposure.label} has no week after that could be looked at.")
    week = daily[exposure.column].rolling(LEAD_DAYS, min_periods=LEAD_DAYS - 1).mean()
    lead = lag_table(7 * week / exposure.per, [-LEAD_DAYS]).set_axis(["week after"], axis=1)
    fit = fit_lagged(daily, exposure, covariates=lead, feedback=False)
    return LeadPlacebo.of(fit.result, "week after", exposure=exposure)


@dataclass(frozen=True)
class DiaryCheck(Told, Estimate):
    """How much of the diary is there, and whether gaps begin after bad days.

    `days` from the first to the last rating, `rated` of them, `longest_gap` in days. `estimate`
    is the change in the chance that a day is left out (a fraction) per NRS point the day before;
    NaN where too few are missing to tell. `verdict`: "complete", "too few missing", "yes" (after
    bad days), "good days", "no", "unclear".
    """

    days: int = 0
    rated: int = 0
    longest_gap: int = 0
    verdict: str = "complete"
    level: ClassVar[float] = 0.90

    @property
    def share(self) -> float:
        """Share of days rated, 0 to 1."""
        return self.rated / self.days

    @property
    def sentence(self) -> str:
        """The answer in plain words."""
        if self.verdict == "complete":
            return f"You rated {self.rated} of {self.days} days (100 %): none is missing."
        percent = min(max(round(100 * self.share), 1), 99)
        plural = "s" if self.longest_gap > 1 else ""
        words = f"You rated {self.rated} of {self.days} days ({percent} %); "
        words += f"the longest gap is {self.longest_gap} day{plural}."
        if self.verdict == "too few missing":
            return f"{words} Too few are missing to say after which days."
        low, high = (100 * v for v in self.conf_int())
        band = f"per point of pain, 90 % interval {signed((low, high), 0)} percentage points"
        said = {
            "yes": "You leave out more days after bad ones",
            "good days": "You leave out more days after good ones",
            "no": "You leave out days about as often after bad ones as after good ones",
            "unclear": "Whether you leave out more days after bad ones is unclear",
        }[self.verdict]
        return f"{words} {said} ({band}). How it hurt on the days left out, nobody can know."


def diary_check(daily: pd.DataFrame) -> DiaryCheck:
    """Count the rated days, and ask whether days are left out after bad ones.

    Linear regression of left out / rated on the pain of a rated day before, time and weekday,
    HC3. Later days of a gap have no rating before them and do not count.

    Raises
    ------
    FitError
        No day is rated.
    """
    on = np.flatnonzero(daily["pain"].notna())
    if not len(on):
        raise FitError("no day is rated.")
    known = lag_table(daily["pain"], [0, 1]).iloc[on[0] : on[-1] + 1]
    pain, before = known[0], known[1]
    if np.isinf(pain).any():
        raise FitError("a value is infinite.")
    longest = int(np.diff(on).max(initial=1)) - 1
    counts: dict[str, Any] = {"days": len(pain), "rated": len(on), "longest_gap": longest}
    if not longest:
        return DiaryCheck(**counts)
    columns = {"outcome": pain.isna().astype(float), "pain": before}
    usable = pd.DataFrame(columns).dropna()
    try:
        if usable["outcome"].sum() < FEWEST_MISSING or usable["pain"].nunique() < 2:
            raise FitError("too few days are missing.")
        result = _by_pain_before(usable)
    except FitError:
        return DiaryCheck(**counts, verdict="too few missing")
    return DiaryCheck.of(result, "pain", **counts, verdict=_verdict(result, ("good days", "yes")))
