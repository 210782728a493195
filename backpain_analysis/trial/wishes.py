"""What a person may choose of a test."""

import datetime as dt
from dataclasses import dataclass, field

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
