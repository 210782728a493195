"""After how many months more a diary would tell, in 80 of 100 diaries like it.

At a standard error s, an interval of half width h(s) says

    (1)  nothing meaningful is there      |b| + h(s) < SESOI
    (2)  an association is there          |b| > h(s), at Holm's level

for the corrected estimate b and for the uncorrected one, which differs from b by what it does now.
If nothing is there b is normal around 0, if an association of the size that matters is there
around the SESOI, on the side of today's estimate. The standard error of later is the one of now,
shrunk as the diary goes on (`model.error_ahead`), but both are estimates themselves: in simulated
diaries the logarithm of their ratio varies around that with

    (3)  variance = 20 (1 / days now - 1 / days then)

The chances of (1) and (2) are taken over that, too.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..model import DAYS_A_MONTH, LaggedFit, anytime_valid_half_width, error_ahead

IN_80_OF_100 = 0.8
LONGEST_WAIT_MONTHS = 120
ALPHA_OF_NOTHING = 0.10
SPREAD_OF_ERROR = 20.0  # days (3)
POINTS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
CHANCES = _WEIGHTS / _WEIGHTS.sum()


class Wait(NamedTuple):
    """More months until a diary would tell; infinite: more than `LONGEST_WAIT_MONTHS`."""

    soonest: float
    latest: float


@dataclass(frozen=True)
class Outlook:
    """What decides how long a question waits; numbers are per unit of the exposure.

    Attributes
    ----------
    fit : LaggedFit
    tau : float
        Of the anytime-valid intervals.
    nothing_within : float
        The SESOI over the larger contrast.
    matters : float
        The SESOI over today's contrast.
    level : float
        Holm's level for this question.
    """

    fit: LaggedFit
    tau: float
    nothing_within: float
    matters: float
    level: float

    def chance_of_nothing(self, months: int) -> float:
        """Return the chance that the diary then says "no meaningful association", if so (1)."""
        return self._over_errors(self._nothing, months)

    def chance_of_association(self, months: int) -> float:
        """Return the chance that it then says an association of the size that matters (2)."""
        return self._over_errors(self._association, months)

    @property
    def offset(self) -> float:
        """How much higher the corrected estimate is than the uncorrected."""
        return self.fit.estimate - self.fit.uncorrected.estimate

    def _over_errors(self, chance: Callable[[float], float], months: int) -> float:
        """Return the mean of a chance over what the standard error may have shrunk to (3)."""
        now = (self.fit.days[-1] - self.fit.days[0]).days + 1
        then = now + months * DAYS_A_MONTH
        spread = math.sqrt(SPREAD_OF_ERROR * (1 / now - 1 / then))
        ratio = error_ahead(self.fit, months)
        ratios = ratio * np.exp(spread * POINTS)
        return float(sum(share * chance(r) for share, r in zip(CHANCES, ratios, strict=True)))

    def _errors(self, ratio: float) -> tuple[float, float]:
        """Return the standard errors of the corrected and the uncorrected estimate."""
        return ratio * self.fit.std_error, ratio * self.fit.uncorrected.std_error

    def _nothing(self, ratio: float) -> float:
        error, uncorrected = self._errors(ratio)
        room = self.nothing_within - self._half_width(error, ALPHA_OF_NOTHING)
        room_uncorrected = self.nothing_within - self._half_width(uncorrected, ALPHA_OF_NOTHING)
        lowest = max(-room, self.offset - room_uncorrected)
        highest = min(room, self.offset + room_uncorrected)
        if highest <= lowest:
            return 0.0
        return _below(highest / error) - _below(lowest / error)

    def _association(self, ratio: float) -> float:
        error, uncorrected = self._errors(ratio)
        offset = math.copysign(1.0, self.fit.estimate) * self.offset
        needed = self._half_width(error, self.level)
        needed_uncorrected = offset + self._half_width(uncorrected, self.level)
        return _below((self.matters - max(needed, needed_uncorrected)) / error)

    def _half_width(self, error: float, alpha: float) -> float:
        return anytime_valid_half_width(error, alpha, self.tau)


def months_until(chance: Callable[[int], float]) -> float:
    """Return the first month with a chance of 80 in 100, found by halving; infinite beyond 120."""
    too_early = 0
    late_enough = LONGEST_WAIT_MONTHS
    if chance(late_enough) < IN_80_OF_100:
        return math.inf
    while late_enough - too_early > 1:
        middle = (too_early + late_enough) // 2
        if chance(middle) < IN_80_OF_100:
            too_early = middle
        else:
            late_enough = middle
    return late_enough


def _below(z: float) -> float:
    """Return the chance that a standard normal number is below z."""
    return 0.5 * math.erfc(-z / math.sqrt(2))
