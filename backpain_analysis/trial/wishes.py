"""What a person may choose of a test."""

import datetime as dt
from dataclasses import dataclass, field

from ..errors import DataError
from .fair_test import StoppingRule

WEEKS = (20, 26, 32, 40, 52)  # of blocks of 14 days; shorter ones leave too few orders


@dataclass(frozen=True)
class Wishes:
    """What a person may choose.

    Attributes
    ----------
    start : date or None
        The first day; by default the next Monday.
    weeks : int or None
        How long it takes, one of `WEEKS`.
    high_km : float or None
        At most so many kilometres in a high week; no more than the person's own limit.
    stopping : StoppingRule
    """

    start: dt.date | None = None
    weeks: int | None = None
    high_km: float | None = None
    stopping: StoppingRule = field(default_factory=StoppingRule)


def wishes_from(
    start: dt.date | str | None = None,
    weeks: int | None = None,
    high_km: float | None = None,
    stop_pain: int = StoppingRule.pain,
    stop_days: int = StoppingRule.days,
) -> Wishes:
    """Return wishes as they are given in a notebook or a terminal.

    Raises
    ------
    DataError
        The start is no date.
    """
    if isinstance(start, str):
        try:
            start = dt.date.fromisoformat(start)
        except ValueError as error:
            todo = "Write it like 2026-01-31."
            raise DataError(f"{start!r} is no date.", todo=todo) from error
    return Wishes(start, weeks, high_km, StoppingRule(stop_pain, stop_days))
