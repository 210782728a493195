"""How much of the diary is there, and whether gaps begin after bad days."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..diary import Diary, days_of
from ..errors import FitError
from ..model import lag_table
from .after_pain import FALLS, RISES, chance_after_pain
from .result import Check, no_answer

FEWEST_MISSING = 10
FINDINGS = {FALLS: "good_days", RISES: "yes"}


def diary_check(diary: Diary | pd.DataFrame) -> Check:
    """Count the rated days, and ask whether days are left out after bad ones.

    Linear regression of left out / rated on the pain of a rated day before, time and weekday,
    HC3. Later days of a gap have no rating before them and do not count.

    Returns
    -------
    Check
        `values`: `days` from the first to the last rating, `rated` of them, `longest_gap` in
        days. `estimate`: change in the chance (a fraction) that a day is left out, per NRS point
        the day before. `finding`: "complete", "too_few_missing" (to tell; NaN), "yes" (after bad
        days), "good_days", "no", "unclear".

    Raises
    ------
    FitError
        No day is rated.

    Examples
    --------
    >>> bpa.diary_check(diary).name
    'missing'
    """
    pain = days_of(diary)["pain"]
    rated = np.flatnonzero(pain.notna())
    if not len(rated):
        raise no_answer("no_rating")
    known = lag_table(pain, [0, 1]).iloc[rated[0] : rated[-1] + 1]
    values: dict[str, Any] = {
        "days": len(known),
        "rated": len(rated),
        "longest_gap": int(np.diff(rated).max(initial=1)) - 1,
    }
    if not values["longest_gap"]:
        return Check("missing", finding="complete", values=values)
    left_out = known[0].isna().astype(float)
    usable = pd.DataFrame({"outcome": left_out, "pain": known[1]}).dropna()
    too_few = Check("missing", finding="too_few_missing", values=values)
    if usable["outcome"].sum() < FEWEST_MISSING:
        return too_few
    try:
        found = chance_after_pain("missing", usable)
    except FitError:
        return too_few
    return replace(found, finding=FINDINGS.get(found.finding, found.finding), values=values)
