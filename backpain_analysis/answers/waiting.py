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

The chances of (1) and (2) are taken over that, too, and among the diaries that do not tell yet:
these are the ones that are promised something. For (1) the look beyond the planned window has
to be narrow enough as well, and in some diaries it finds something where nothing is.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from ..checks import LATER_LIMIT, WHOLE_LIMIT, Check
from ..codes import Interval
from ..model import DAYS_A_MONTH, LaggedFit, anytime_valid_half_width, error_ahead

IN_80_OF_100 = 0.8
LONGEST_WAIT_MONTHS = 120
ALPHA_OF_NOTHING = 0.10
NOTHING_STANDS_OUT = 0.93  # chance that neither of two looks at 5 % excludes zero, if nothing is
SPREAD_OF_ERROR = 20.0  # days (3)
NO_DAY_MORE = 0.999  # ratio of errors
DEVIATES = ndtri((np.arange(200) + 0.5) / 200)  # of a normal estimate, equally likely
POINTS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
CHANCES = _WEIGHTS / _WEIGHTS.sum()


class Wait(NamedTuple):
    """More months until a diary would tell; infinite: more than `LONGEST_WAIT_MONTHS`."""

    soonest: float
    latest: float


class LongerWindow(NamedTuple):
    """A look beyond the planned window: error per unit, contrast, and what it may not reach."""

    std_error: float
    contrast: float
    limit: float

    @classmethod
    def of(cls, check: Check, sesoi: float) -> "tuple[LongerWindow, ...]":
        """Return the look's two windows; none where it has no answer."""
        values = check.values
        if "whole_contrast" not in values:
            return ()
        later = cls(values["std_error"], values["contrast"], LATER_LIMIT * sesoi)
        whole = cls(values["whole_std_error"], values["whole_contrast"], WHOLE_LIMIT * sesoi)
        return later, whole

    def chance_of_nothing(self, ratio: float, tau: float) -> float:
        """Return the chance that it stays within its limit where nothing is."""
        error = ratio * self.std_error
        half_width = anytime_valid_half_width(error, ALPHA_OF_NOTHING, tau)
        room = (self.limit / self.contrast - half_width) / error
        return max(0.0, float(ndtr(room) - ndtr(-room)))


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
    longer : tuple of LongerWindow
        The looks that may hold "no meaningful association" back.
    """

    fit: LaggedFit
    tau: float
    nothing_within: float
    matters: float
    level: float
    longer: tuple[LongerWindow, ...] = ()

    def chance_of_nothing(self, months: int) -> float:
        """Return the chance that the diary then says "no meaningful association", if so (1)."""

        def chance(ratio: float) -> float:
            then = self._says_nothing(ratio)
            told = self._chance(0.0, now=self._says_nothing(1.0), then=then, ratio=ratio)
            if not self.longer:
                return told
            of_longer = [window.chance_of_nothing(ratio, self.tau) for window in self.longer]
            return NOTHING_STANDS_OUT * min(told, *of_longer)

        return self._over_errors(chance, months)

    def chance_of_association(self, months: int) -> float:
        """Return the chance that it then says an association of the size that matters (2)."""

        def chance(ratio: float) -> float:
            then = self._says_association(ratio)
            now = self._says_association(1.0)
            return self._chance(self.matters, now=now, then=then, ratio=ratio)

        return self._over_errors(chance, months)

    @property
    def offset(self) -> float:
        """How much higher the corrected estimate is than the uncorrected."""
        return self.fit.estimate - self.fit.uncorrected.estimate

    def _over_errors(self, chance: Callable[[float], float], months: int) -> float:
        """Return the mean of a chance over what the standard error may have shrunk to (3)."""
        now = (self.fit.days[-1] - self.fit.days[0]).days + 1
        then = now + months * DAYS_A_MONTH
        spread = math.sqrt(SPREAD_OF_ERROR * (1 / now - 1 / then))
        ratios = error_ahead(self.fit, months) * np.exp(spread * POINTS)
        return float(sum(share * chance(r) for share, r in zip(CHANCES, ratios, strict=True)))

    def _chance(self, truth: float, now: Interval, then: Interval, ratio: float) -> float:
        """Return the chance that the estimate then lies where the diary tells, not so now.

        The estimate of then holds the days of now: their correlation is the ratio of the errors.
        """
        error = self.fit.std_error
        estimates = truth + error * DEVIATES
        still_open = estimates[(estimates <= now.lower) | (estimates >= now.upper)]
        if not len(still_open):
            return 1.0
        ratio_squared = min(ratio, NO_DAY_MORE) ** 2
        expected = truth + ratio_squared * (still_open - truth)
        spread = ratio * error * math.sqrt(1 - ratio_squared)
        told = ndtr((then.upper - expected) / spread) - ndtr((then.lower - expected) / spread)
        return float(told.clip(0.0).mean())

    def _errors(self, ratio: float) -> tuple[float, float]:
        """Return the standard errors of the corrected and the uncorrected estimate."""
        return ratio * self.fit.std_error, ratio * self.fit.uncorrected.std_error

    def _says_nothing(self, ratio: float) -> Interval:
        """Return the corrected estimates with which both intervals are small enough (1)."""
        error, uncorrected = self._errors(ratio)
        room = self.nothing_within - self._half_width(error, ALPHA_OF_NOTHING)
        room_uncorrected = self.nothing_within - self._half_width(uncorrected, ALPHA_OF_NOTHING)
        lowest = max(-room, self.offset - room_uncorrected)
        highest = min(room, self.offset + room_uncorrected)
        return Interval(lowest, highest)

    def _says_association(self, ratio: float) -> Interval:
        """Return the corrected estimates, on today's side, with which both exclude zero (2)."""
        error, uncorrected = self._errors(ratio)
        offset = math.copysign(1.0, self.fit.estimate) * self.offset
        needed = self._half_width(error, self.level)
        needed_uncorrected = offset + self._half_width(uncorrected, self.level)
        return Interval(max(needed, needed_uncorrected), math.inf)

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
