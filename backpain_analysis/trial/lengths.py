"""How long a test takes: for each length, what most tests would find."""

from collections.abc import Mapping

import pandas as pd

from ..codes import Remark
from ..diary import Diary
from ..errors import FitError
from .pain_course import course_of
from .power import power_curve, smallest_difference
from .proposal import ProposedTest
from .schedule import WeekAsked
from .wishes import WEEKS

MULTIPLES = (2.0, 3.0)  # of the difference that matters


def detectable_by_length(
    diary: Diary, low: WeekAsked, high: WeekAsked, sesoi: float, powers: Mapping[int, float]
) -> pd.DataFrame:
    """Return, for each length a test may have, its power and the difference that it would find.

    Parameters
    ----------
    diary : Diary
        The person's own, from which their pain's course is learnt.
    low, high : WeekAsked
    sesoi : float
        The difference that matters, NRS points between the two weeks.
    powers : mapping of int to float
        The share of tests that would find it, by weeks: as of `ProposedTest`.

    Returns
    -------
    DataFrame
        Columns `weeks`; `power`, the share of tests that would find `sesoi`; `detectable`, the
        difference that 80 of 100 would find, inf where that is more than three times as much.

    Raises
    ------
    FitError
        Too few ratings to know a person's pain by.
    """
    differences = [multiple * sesoi for multiple in MULTIPLES]
    beyond = power_curve(course_of(diary), low, high, weeks=WEEKS, differences=differences)
    weeks = list(powers)
    power = list(powers.values())
    of_sesoi = pd.DataFrame({"weeks": weeks, "difference": sesoi, "power": power})
    curve = pd.concat([of_sesoi, beyond])
    found = [smallest_difference(curve, length) for length in weeks]
    return pd.DataFrame({"weeks": weeks, "power": power, "detectable": found})


def lengths_of(proposed: ProposedTest, diary: Diary, sesoi: float) -> pd.DataFrame:
    """Return `detectable_by_length` of a proposed test.

    Raises
    ------
    FitError
        There is no week to test, or too few ratings to know a person's pain by.
    """
    if proposed.low is None or proposed.high is None or not proposed.powers:
        raise FitError("there is no week to test.", remark=Remark("notebook.test.no_weeks"))
    return detectable_by_length(diary, proposed.low, proposed.high, sesoi, proposed.powers)
