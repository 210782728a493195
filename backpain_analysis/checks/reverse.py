"""What each answer must also show: running by how it hurts, the lead placebo, the diary's gaps."""

import warnings
from dataclasses import dataclass, replace
from html import escape
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from ..diary import Diary, days_of
from ..errors import FitError
from ..language.wording import signed
from ..model.exposures import (
    DISTANCE,
    FREQUENCY,
    Exposure,
    exposure_values,
    lag_table,
    log_settled,
    time_terms,
    weekday_terms,
)
from ..model.lagged import fit_lagged
from ..model.reml import t_interval, t_pvalue

EQUIVALENT_CHANCE = 0.03
LEAD_DAYS = 7
FEWEST_MISSING = 10


class Told:
    """Anything that has a sentence shows it in a notebook."""

    sentence: str

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentence)}</p>"


@dataclass(frozen=True)
class Estimate(Told):
    """One coefficient and its t reference, and what it comes to in plain words.

    NaN where there is no answer, and `note` says why.
    """

    estimate: float = np.nan
    std_error: float = np.nan
    df: float = np.nan
    nobs: int = 0
    note: str = ""
    sentence: str = ""
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
        return pd.DataFrame([row]).drop(columns="sentence")


@dataclass(frozen=True)
class AfterPain(Estimate):
    """Whether something happens more or less often after bad days.

    `estimate` is the change in its chance (a fraction) per NRS point the day before; `verdict` is
    "no", "unclear", or a word of the check's own.
    """

    verdict: str = ""
    level: ClassVar[float] = 0.90

    @property
    def interval(self) -> str:
        """The interval in words."""
        low, high = (100 * end for end in self.conf_int())
        return f"90 % interval {signed((low, high), 0)} percentage points"


def _by_pain_before(usable: pd.DataFrame, falls: str, rises: str) -> dict[str, Any]:
    """Regress a yes-or-no on yesterday's pain, time and weekday; HC3 errors.

    Returns what an `Estimate` holds, and as verdict `falls`, `rises`, "no" or "unclear".
    """
    from statsmodels.regression.linear_model import OLS

    days = pd.DatetimeIndex(usable.index)
    if usable["pain"].nunique() < 2 or usable["outcome"].nunique() < 2:
        raise FitError("pain or running never changes on these days.")
    own = usable.drop(columns="outcome")
    own = own.loc[:, np.ptp(own.to_numpy(), axis=0) > 1e-9]
    design = pd.concat([own, weekday_terms(days), time_terms(days)], axis=1)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a day alone with its weekday: caught as not finite
        found = Estimate.of(OLS(usable["outcome"], design).fit(cov_type="HC3", use_t=True), "pain")
    if not np.isfinite(found.std_error) or found.std_error < 1e-9:
        raise FitError("these days are too alike to tell.")
    low, high = found.conf_int(0.90)
    verdict = "no" if low > -EQUIVALENT_CHANCE and high < EQUIVALENT_CHANCE else "unclear"
    if found.pvalue < 0.05:
        verdict = falls if found.estimate < 0 else rises
    return vars(found) | {"verdict": verdict}


def reverse_test(daily: Diary | pd.DataFrame) -> AfterPain:
    """Ask whether the person runs less after bad days.

    Linear regression of ran / did not run on yesterday's pain, the running habit of the
    fortnight before, time and weekday; standard errors HC3 (MacKinnon and White 1985).
    `verdict`: "yes", "no", "unclear", or "more" (you run more after bad days).

    Raises
    ------
    FitError
        Too few days, or pain or running never changes.
    """
    daily = days_of(daily)
    columns = {
        "outcome": (daily["runs"] > 0).astype(float).where(daily["runs"].notna()),
        "pain": lag_table(daily["pain"], [1])[1],
        "habit": exposure_values(daily, FREQUENCY),
    }
    usable = pd.DataFrame(columns)[log_settled(daily)].dropna()
    if len(usable) < 30:
        days = "days with a run log and a rating the day before"
        raise FitError(f"{days}: {len(usable)}; at least 30 are needed.")
    found = AfterPain(**_by_pain_before(usable, falls="yes", rises="more"))
    percent = abs(100 * found.estimate)
    size = f"about {percent:.{0 if percent >= 0.5 else 1}f} percentage points"
    each = f"for each point more pain, the chance of a run the next day is {size}"
    said = {
        "yes": f"You run less after bad days: {each} lower",
        "more": f"You run more after bad days: {each} higher",
        "no": "You run about as often after bad days as after good ones",
        "unclear": "Whether you run less after bad days is unclear",
    }[found.verdict]
    return replace(found, sentence=f"{said} ({found.interval}).")


def lead_placebo(daily: Diary | pd.DataFrame, exposure: Exposure = DISTANCE) -> Estimate:
    """Ask whether running of the week *after* goes with pain, on which it cannot have acted.

    The running of days t+1 .. t+7, in NRS points per `exposure.unit`, is added to the planned
    regression (Flanders 2011). Size 5 %, power 10 to 41 %: it can raise a doubt, not settle one.

    Raises
    ------
    FitError
        As `fit_lagged`; or the exposure is not DISTANCE or FREQUENCY.
    """
    daily = days_of(daily)
    if not exposure.windowed:
        raise FitError(f"{exposure.label} has no week after that could be looked at.")
    week = daily[exposure.column].rolling(LEAD_DAYS, min_periods=LEAD_DAYS - 1).mean()
    lead = lag_table(7 * week / exposure.per, [-LEAD_DAYS]).set_axis(["week after"], axis=1)
    fit = fit_lagged(daily, exposure, covariates=lead, feedback=False)
    found = Estimate.of(fit.result, "week after")
    band = f"95 % interval {signed(found.conf_int(), 2)}"
    size = f"({found.estimate:+z.2f} points per {exposure.unit}, {band})"
    said = (
        f"Running in the week after a rating does not clearly go with it {size}. That says "
        "little: of 100 diaries with such a problem, this check notices 10 to 41."
    )
    if found.pvalue < 0.05:
        said = (
            f"Running in the week after a rating goes with the rating {size}. Later runs "
            "cannot have acted on it: pain decides about the runs that follow, or something "
            "else moves both, and either may stand behind the earlier runs' association too. "
            "The check misses most such problems: of 100 diaries with one, it notices 10 to 41."
        )
    return replace(found, sentence=said)


@dataclass(frozen=True)
class DiaryCheck(AfterPain):
    """How much of the diary is there, and whether gaps begin after bad days.

    `days` from the first to the last rating, `rated` of them, `longest_gap` in days. The estimate
    is of days left out; its own verdicts are "complete", "too few missing" (to tell; NaN), "yes"
    (after bad days), "good days".
    """

    days: int = 0
    rated: int = 0
    longest_gap: int = 0


def diary_check(daily: Diary | pd.DataFrame) -> DiaryCheck:
    """Count the rated days, and ask whether days are left out after bad ones.

    Linear regression of left out / rated on the pain of a rated day before, time and weekday,
    HC3. Later days of a gap have no rating before them and do not count.

    Raises
    ------
    FitError
        No day is rated.
    """
    daily = days_of(daily)
    on = np.flatnonzero(daily["pain"].notna())
    if not len(on):
        raise FitError("no day is rated.")
    known = lag_table(daily["pain"], [0, 1]).iloc[on[0] : on[-1] + 1]
    days, rated, longest = len(known), len(on), int(np.diff(on).max(initial=1)) - 1
    check = DiaryCheck(days=days, rated=rated, longest_gap=longest)
    words = f"You rated {rated} of {days} days"
    if not longest:
        return replace(check, verdict="complete", sentence=f"{words} (100 %): none is missing.")
    percent = min(max(round(100 * rated / days), 1), 99)
    words += f" ({percent} %); the longest gap is {longest} day{'s' if longest > 1 else ''}."
    usable = pd.DataFrame({"outcome": known[0].isna().astype(float), "pain": known[1]}).dropna()
    try:
        if usable["outcome"].sum() < FEWEST_MISSING:
            raise FitError("too few days are missing.")
        asked = _by_pain_before(usable, falls="good days", rises="yes")
    except FitError:
        words += " Too few are missing to say after which days."
        return replace(check, verdict="too few missing", sentence=words)
    found = replace(check, **asked)
    said = {
        "yes": "You leave out more days after bad ones",
        "good days": "You leave out more days after good ones",
        "no": "You leave out days about as often after bad ones as after good ones",
        "unclear": "Whether you leave out more days after bad ones is unclear",
    }[found.verdict]
    words += f" {said} (per point of pain, {found.interval}). How it hurt on the days left out, "
    return replace(found, sentence=f"{words}nobody can know.")
