"""How a person's pain goes by itself, as learnt from their diary."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary, days_of
from ..errors import FitError
from ..model import DISTANCE, RemlResults, day_numbers, fit_lagged, fit_reml, time_terms

FEWEST_RATED = 60  # days, to know a person's pain by
DAYS_OF_HABIT = 182
USUALLY = 0.5  # run on so many of a weekday's dates, it is a usual one
USUAL_ADHERENCE = 0.8  # of someone without usual days to run
MOST_SKIPPING = 1.5  # logit
Array = np.ndarray


@dataclass(frozen=True)
class PainCourse:
    """How a person's pain goes by itself, how often it is rated, how well a schedule is kept.

    Attributes
    ----------
    rho, log_r, scale : float
        The error model, as of `RemlResults`: of pain beside its trend and season.
    rated : float
        Share of the days that are rated, 0 to 1.
    adherence : float
        Share of the contrast asked for that will be run, 0 to 1.
    skipping : float
        By how much less likely (logit) a run gets per point of that day's pain.
    """

    rho: float
    log_r: float
    scale: float
    rated: float
    adherence: float
    skipping: float = 0.0

    @property
    def sd(self) -> float:
        """Standard deviation of a day's rating beside trend and season, NRS points."""
        return float(np.sqrt(self.scale * (1 / (1 - self.rho**2) + np.exp(self.log_r))))


def error_covariance(t: Array, rho: float) -> Array:
    """Return the covariance of what lasts of pain on days t, in innovations' variance: (m, m)."""
    return np.asarray(rho ** np.abs(t[:, None] - t) / (1 - rho**2))


def course_of(diary: Diary | pd.DataFrame, adherence: float | None = None) -> PainCourse:
    """Learn from a diary how a person's pain goes.

    Parameters
    ----------
    diary : Diary or DataFrame
    adherence : float, optional
        As known from an earlier test. By default the share of their usual days to run, of the
        last half year, on which the person did run.

    Raises
    ------
    FitError
        Fewer than 60 rated days, or pain that never changes.
    """
    daily = days_of(diary)
    pain = daily["pain"].dropna()
    if len(pain) < FEWEST_RATED:
        fields = {"n": len(pain), "needed": FEWEST_RATED}
        raise FitError(
            f"{len(pain)} rated days are too few to know a person's pain by: "
            f"at least {FEWEST_RATED} are needed.",
            remark=Remark("trial_lack.rated_days", fields),
        )
    fit = _error_model(daily, pain)
    span = (pain.index[-1] - pain.index[0]).days + 1
    return PainCourse(
        rho=fit.rho,
        log_r=fit.log_r,
        scale=fit.scale,
        rated=len(pain) / span,
        adherence=usual_days_kept(daily) if adherence is None else adherence,
        skipping=skipping_of(daily),
    )


def skipping_of(daily: pd.DataFrame) -> float:
    """Return by how much less likely (logit) a run gets per point of that day's pain, 0 to 1.5.

    A straight line through the days that are rated and within the run log. 0 where the person
    ran on all of them or on none.
    """
    known = daily[["pain", "runs"]].dropna()
    ran = (known["runs"] > 0).to_numpy(dtype=float)
    chance = ran.mean() if len(ran) else 0.0
    variance = known["pain"].var()
    if not 0 < chance < 1 or not variance > 0:
        return 0.0
    covariance = np.cov(known["pain"], ran)[0, 1]
    per_point = -covariance / variance
    return float(np.clip(per_point / (chance * (1 - chance)), 0.0, MOST_SKIPPING))


def _error_model(daily: pd.DataFrame, pain: pd.Series) -> RemlResults:
    """Return pain's own course beside what goes with running, where that can be told apart."""
    try:
        return fit_lagged(daily, DISTANCE, design="mean", feedback=False).result
    except FitError:
        days = pd.DatetimeIndex(pain.index)
        return fit_reml(day_numbers(days), pain.to_numpy(), time_terms(days))


def usual_days_kept(daily: pd.DataFrame) -> float:
    """Return how often the person ran on their usual days: weekdays with a run more often than not.

    Over the last half year of the run log; .8 where no weekday is usual.
    """
    runs = daily["runs"].dropna().iloc[-DAYS_OF_HABIT:]
    ran = runs > 0
    by_weekday = ran.groupby(pd.DatetimeIndex(runs.index).day_of_week).mean()
    usual = by_weekday[by_weekday > USUALLY]
    if usual.empty:
        return USUAL_ADHERENCE
    return float(usual.mean())
