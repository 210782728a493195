"""The reverse question: does the person run less after bad days?"""

from dataclasses import replace

import pandas as pd

from ..diary import Diary, days_of
from ..model import FREQUENCY, exposure_values, lag_table, log_settled
from .after_pain import EQUIVALENT_CHANCE, FALLS, RISES, chance_after_pain
from .result import Check, no_answer

FEWEST_DAYS = 30
FINDINGS = {RISES: "more"}


def reverse_test(diary: Diary | pd.DataFrame) -> Check:
    """Ask whether the person runs less after bad days.

    Linear regression of ran / did not run on yesterday's pain, the running habit of the
    fortnight before, time and weekday; standard errors HC3 (MacKinnon and White 1985).

    Returns
    -------
    Check
        `estimate`: change in the chance of a run (a fraction) per NRS point the day before.
        `finding`: "yes"; "probably", where the interval reaches into the 3 percentage points that
        are too little to matter; "no", "unclear", or "more" (runs more after bad days).

    Raises
    ------
    FitError
        Too few days, or pain or running never changes.
    """
    days = days_of(diary)
    ran = (days["runs"] > 0).astype(float).where(days["runs"].notna())
    columns = {
        "outcome": ran,
        "pain": lag_table(days["pain"], [1])[1],
        "habit": exposure_values(days, FREQUENCY),
    }
    usable = pd.DataFrame(columns)[log_settled(days)].dropna()
    if len(usable) < FEWEST_DAYS:
        raise no_answer("reverse_days", days=len(usable), needed=FEWEST_DAYS)
    found = chance_after_pain("reverse", usable)
    return replace(found, finding=_finding(found))


def _finding(found: Check) -> str:
    if found.finding != FALLS:
        return FINDINGS.get(found.finding, found.finding)
    if found.conf_int().upper <= -EQUIVALENT_CHANCE:
        return "yes"
    return "probably"
