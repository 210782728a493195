"""Beyond the two weeks: does running of the six weeks before go with pain?

The planned regression looks at the days 1 to 14 before a rating. What acts more slowly is not
among them, and "no meaningful association" would be read as if it were. So two longer windows are
looked at before that is said: the days that follow the planned ones (15 to 42), and all of them
together (1 to 42). They do not answer the question anew: they can only hold a verdict back.
"""

from dataclasses import dataclass, replace

import pandas as pd

from ..codes import ALPHA
from ..diary import Diary, days_of
from ..errors import FitError
from ..model import (
    UNCHANGING,
    Exposure,
    RemlResults,
    anytime_valid_half_width,
    day_numbers,
    exposure_values,
    fit_reml,
    log_settled,
    time_terms,
    weekday_terms,
)
from .exploration import FEWEST_DAYS, spread
from .result import Check, lack_of, no_answer

LATER_DAYS = 28
WITH_A_HISTORY = 14  # days of the log before the first full window, as in the planned regression
LEVEL = 0.90  # of the anytime-valid interval, as for the planned verdict
LATER_LIMIT = 2.0  # times the smallest difference that matters
WHOLE_LIMIT = 1.5
CLEAR = "clear"
OPEN = "open"
NOTHING = "nothing"
SOMETHING_SLOWER = (CLEAR, OPEN)  # findings that hold "no meaningful association" back


@dataclass(frozen=True)
class _Look:
    """One longer window's regression, over the person's own contrast.

    `estimate` and `half_width` (anytime-valid, 90 %) are NRS points over the contrast.
    """

    result: RemlResults
    contrast: float
    half_width: float

    @property
    def estimate(self) -> float:
        return float(self.result.params.iloc[0]) * self.contrast

    @property
    def stands_out(self) -> bool:
        """Whether the ordinary 95 % interval excludes zero."""
        return bool(self.result.pvalues.iloc[0] < ALPHA)

    def over_contrast(self, prefix: str) -> dict[str, float]:
        """Return estimate and anytime-valid interval, NRS points over the contrast."""
        return {
            f"{prefix}contrast": self.contrast,
            f"{prefix}std_error": float(self.result.bse.iloc[0]),
            f"{prefix}difference": self.estimate,
            f"{prefix}lower": self.estimate - self.half_width,
            f"{prefix}upper": self.estimate + self.half_width,
        }

    def reaches(self, points: float) -> bool:
        """Tell whether the anytime-valid interval reaches so many NRS points either way."""
        return abs(self.estimate) + self.half_width >= points


def slower_look(
    diary: Diary | pd.DataFrame,
    exposure: Exposure,
    *,
    sesoi: float,
    tau: float,
    window_days: int = 14,
    near: RemlResults | None = None,
) -> Check:
    """Ask whether the days before the planned window go with pain.

    The mean of the 28 days before the planned window, and that of all days together, each by
    itself with the planned error model and time terms; days count from that long after the log's
    start on.

    Parameters
    ----------
    diary : Diary or DataFrame
    exposure : {FREQUENCY, DISTANCE}
    sesoi : float
        The smallest difference that matters, NRS points.
    tau : float
        The plan's, in units of the estimate.
    window_days : int
        Days of the planned window.
    near : RemlResults, optional
        The planned regression: where the search for the error model begins (see `fit_reml`).

    Returns
    -------
    Check
        Of the later days: NRS points per unit of the exposure. `finding`: "clear", where one of
        the two ordinary 95 % intervals excludes zero; "open", where the anytime-valid 90 %
        interval over its own contrast reaches 2 SESOI (all days together: 1.5), or there is no
        answer; else "nothing". `values`: `first` and `last` day of the window, `contrast` (units
        of the estimate), `std_error` (per unit), and over the contrast `difference`, `lower`,
        `upper` (NRS points; anytime-valid, 90 %); the same with `whole_` before the name of all
        days together.
    """
    last = window_days + LATER_DAYS
    asked = Check(
        "slower",
        finding=OPEN,
        unit=f"points_per.{exposure.name}",
        subject=exposure.name,
        values={"first": window_days + 1, "last": last},
    )
    daily = days_of(diary)
    of_later_days = exposure_values(daily, exposure, LATER_DAYS).shift(window_days)
    of_all_days = exposure_values(daily, exposure, last)
    settled = log_settled(daily, needed=last + WITH_A_HISTORY)
    try:
        later = _look(daily, of_later_days.where(settled), tau, near)
        whole = _look(daily, of_all_days.where(settled), tau, later.result)
    except FitError as error:
        return replace(asked, lack=lack_of(error))
    return _found(asked, later, whole, sesoi)


def _look(daily: pd.DataFrame, values: pd.Series, tau: float, near: RemlResults | None) -> _Look:
    """Regress pain on the mean of one longer window."""
    usable = daily["pain"].notna() & values.notna()
    days = pd.DatetimeIndex(daily.index[usable])
    if len(days) < FEWEST_DAYS:
        raise no_answer("usable_days", days=len(days), needed=FEWEST_DAYS)
    used = values.loc[days]
    contrast = spread(used)
    if contrast < UNCHANGING:
        raise no_answer("always_the_same")
    design = pd.concat([used, weekday_terms(days), time_terms(days)], axis=1)
    pain = daily.loc[days, "pain"].to_numpy()
    result = fit_reml(day_numbers(days), pain, design, near=near)
    half_width = anytime_valid_half_width(float(result.bse.iloc[0]), 1 - LEVEL, tau)
    return _Look(result, contrast, half_width * contrast)


def _found(asked: Check, later: _Look, whole: _Look, sesoi: float) -> Check:
    """Return the later days' numbers, and what the two looks come to."""
    finding = NOTHING
    if later.reaches(LATER_LIMIT * sesoi) or whole.reaches(WHOLE_LIMIT * sesoi):
        finding = OPEN
    if later.stands_out or whole.stands_out:
        finding = CLEAR
    found = Check.of(asked.name, later.result, str(later.result.params.index[0]))
    values = {
        **asked.values,
        **later.over_contrast(""),
        **whole.over_contrast("whole_"),
    }
    return replace(
        asked,
        finding=finding,
        estimate=found.estimate,
        std_error=found.std_error,
        df=found.df,
        nobs=found.nobs,
        values=values,
    )
