"""How long a test takes: for each length, what most tests would find."""

import pandas as pd

from ..diary import Diary
from .pain_course import course_of
from .power import power_curve, smallest_difference
from .schedule import WeekAsked
from .wishes import WEEKS

MULTIPLES = (1.0, 2.0, 3.0)  # of the difference that matters


def test_lengths(diary: Diary, low: WeekAsked, high: WeekAsked, sesoi: float) -> pd.DataFrame:
    """Return, for each length a test may have, its power and the difference that it would find.

    Parameters
    ----------
    diary : Diary
        The person's own, from which their pain's course is learnt.
    low, high : WeekAsked
    sesoi : float
        The difference that matters, NRS points between the two weeks.

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
    curve = power_curve(course_of(diary), low, high, weeks=WEEKS, differences=differences)
    of_sesoi = curve[curve["difference"] == sesoi]
    found = [smallest_difference(curve, weeks) for weeks in of_sesoi["weeks"]]
    return of_sesoi[["weeks", "power"]].assign(detectable=found).reset_index(drop=True)
