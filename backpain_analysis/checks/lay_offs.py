"""Breaks from running: do they begin when it hurts more than usual?

A runner who stops for weeks after a flare answers to pain, but the day-to-day question does not
show it: on all but one of these days, yesterday's pain decides nothing.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from ..codes import Remark
from .after_pain import FALLS, NO, UNCLEAR
from .result import Check

SHORTEST = 14  # days without a run
TIMES_THE_USUAL = 3  # the median of the person's days between runs
DAYS_BEFORE, DAYS_INTO = 1, 3  # the days around the start whose pain counts
ALPHA = 0.025
Array = np.ndarray


class _Gap(NamedTuple):
    """Days without a run: the first, counted from the diary's first day, and how many."""

    start: int
    days: int


def lay_offs(daily: pd.DataFrame) -> Check:
    """Ask whether breaks from running begin at higher pain than is usual.

    A break is at least 14 days without a run in the period that the log covers, and three times
    the person's usual days between runs. The mean pain of the days around the starts (the day
    before to the third day) is compared with that at the same starts shifted along the diary,
    around its end.

    Returns
    -------
    Check
        `estimate`: NRS points above the mean of all days. `values`: `breaks`, their number, and
        `pvalue` (one-sided, from the shifts). `finding`: "falls" (running stops when it hurts;
        p < .025), "no" (no break, or none above the usual pain), "unclear".
    """
    starts = [gap.start for gap in _breaks(daily["runs"].to_numpy(dtype=float))]
    pain = _pain_around(daily["pain"])
    if not starts:
        return Check("lay_offs", finding=NO, values={"breaks": 0, "pvalue": 1.0})
    at_starts = _mean_at(pain, np.array(starts))
    if np.isnan(at_starts):
        lack = Remark("lack.no_rating")
        return Check("lay_offs", finding=UNCLEAR, values={"breaks": len(starts)}, lack=lack)
    shifted = _at_every_shift(pain, np.array(starts))
    above = at_starts - float(np.nanmean(pain))
    pvalue = float((1 + np.sum(shifted >= at_starts)) / (1 + len(shifted)))
    return Check(
        "lay_offs",
        finding=_finding(above, pvalue),
        estimate=above,
        nobs=int(daily["pain"].count()),
        unit="points",
        values={"breaks": len(starts), "pvalue": pvalue},
    )


def _finding(above: float, pvalue: float) -> str:
    if pvalue < ALPHA:
        return FALLS
    return NO if above <= 0 else UNCLEAR


def _breaks(runs: Array) -> list[_Gap]:
    """Return the gaps after a run that are long for this person."""
    gaps = _gaps(runs)
    if not gaps:
        return []
    usual = float(np.median([gap.days for gap in gaps]))
    needed = max(SHORTEST, TIMES_THE_USUAL * usual)
    return [gap for gap in gaps if gap.days >= needed]


def _gaps(runs: Array) -> list[_Gap]:
    """Return the unbroken stretches of known days without a run, each after a day with one."""
    gaps: list[_Gap] = []
    is_after_a_run = False
    for day, count in enumerate(runs):
        if np.isnan(count):
            is_after_a_run = False
        elif count > 0:
            is_after_a_run = True
        elif is_after_a_run:
            gaps.append(_Gap(day, 1))
            is_after_a_run = False
        elif gaps and gaps[-1].start + gaps[-1].days == day:
            gaps[-1] = _Gap(gaps[-1].start, gaps[-1].days + 1)
    return gaps


def _pain_around(pain: pd.Series) -> Array:
    """Return, per day, the mean rating from the day before to the third day from it on."""
    width = DAYS_BEFORE + DAYS_INTO
    mean = pain.rolling(width, min_periods=1).mean()
    return mean.shift(1 - DAYS_INTO).to_numpy()


def _mean_at(pain: Array, places: Array) -> float:
    known = pain[places]
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else np.nan


def _at_every_shift(pain: Array, starts: Array) -> Array:
    """Return the mean at the starts, moved on by every number of days around the diary's end."""
    rated = np.flatnonzero(np.isfinite(pain))
    within = pain[rated[0] : rated[-1] + 1]
    places = starts - rated[0]
    days = len(within)
    moved = [_mean_at(within, (places + shift) % days) for shift in range(1, days)]
    found = np.array(moved)
    return found[np.isfinite(found)]
