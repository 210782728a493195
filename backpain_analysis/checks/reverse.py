"""The reverse question: does the person run less, less far, or not at all after bad days?"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..diary import Diary, days_of
from ..errors import FitError
from ..model import FREQUENCY, exposure_values, lag_table, log_settled
from .after_pain import EQUIVALENT_CHANCE, FALLS, NO, RISES, UNCLEAR, chance_after_pain
from .how_far import how_far
from .lay_offs import lay_offs
from .result import Check, no_answer

FEWEST_DAYS = 30
LENGTH_LEVEL = 0.90


def reverse_test(diary: Diary | pd.DataFrame) -> Check:
    """Ask whether the person runs less after bad days.

    Linear regression of ran / did not run on yesterday's pain, the running habit of the
    fortnight before, time and weekday; standard errors HC3 (MacKinnon and White 1985). Beside it
    stand how far the runs went (`how_far`) and when breaks from running began (`lay_offs`): "no"
    takes all three.

    Returns
    -------
    Check
        `estimate`: change in the chance of a run (a fraction) per NRS point the day before.
        `finding`: "yes"; "probably", where the interval reaches into the 3 percentage points that
        are too little to matter; "shorter" (runs less far after bad days), "lays_off" (breaks
        began when it hurt); "more" (runs more after bad days); "no"; "unclear".
        `values`: `length`, `length_lower`, `length_upper` (change of a run's length per point, a
        fraction, 90 %; NaN where unknown), `breaks`, and `break_pain` (NRS points above the usual
        at their start).

    Raises
    ------
    FitError
        Too few days, or pain or running never changes.

    Examples
    --------
    >>> bpa.reverse_test(diary).finding  # this person runs less after bad days
    'yes'
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
    chance = chance_after_pain("reverse", usable)
    length = _length(days)
    breaks = lay_offs(days)
    return replace(
        chance,
        finding=_finding(chance, length, breaks),
        values=_values(length, breaks),
    )


def _length(days: pd.DataFrame) -> Check | None:
    """Return the question about distance; None where distances are not recorded."""
    if not (days["distance_km"] > 0).any():
        return None
    try:
        return how_far(days)
    except FitError:
        return Check("how_far", finding=UNCLEAR)


def _values(length: Check | None, breaks: Check) -> dict[str, Any]:
    known = length or Check("how_far")
    lower, upper = known.conf_int(LENGTH_LEVEL)
    return {
        "length": float(np.expm1(known.estimate)),
        "length_lower": float(np.expm1(lower)),
        "length_upper": float(np.expm1(upper)),
        "breaks": breaks.values["breaks"],
        "break_pain": breaks.estimate,
    }


def _finding(chance: Check, length: Check | None, breaks: Check) -> str:
    falls = chance.finding == FALLS
    if falls and chance.conf_int().upper <= -EQUIVALENT_CHANCE:
        return "yes"
    if length is not None and length.finding == FALLS:
        return "shorter"
    if breaks.finding == FALLS:
        return "lays_off"
    if falls:
        return "probably"
    if chance.finding == RISES:
        return "more"
    beside = [breaks] if length is None else [length, breaks]
    if all(check.finding == NO for check in (chance, *beside)):
        return NO
    return UNCLEAR
