"""After how many months more a diary would tell, in 80 of 100 diaries like it.

At a standard error s, an interval of half width h(s) says

    (1)  nothing meaningful is there      |b| + h(s) < SESOI
    (2)  an association is there          |b| > h(s), at Holm's level

for the corrected estimate b and for the uncorrected one, which differs from b by what it does now.
The estimate of later holds the days of now. With k = 0.5 s later / s now (less than the ratio,
for the weights of the days change with the error model) and B what is expected,

    (3)  b later is normal around B later + k^2 (b now - B now), with variance (1 - k^2) (s later)^2

B is 0 if nothing is there. If an association of the size that matters is there, on the side of
today's estimate, it is the SESOI less what a fitted trend takes of it, the share 40 / days.

The generalised least squares error shrinks as the diary goes on (`model.error_ahead`). Error model
and correction widen it; by how much is mostly chance while a diary is short, so that this fades
to what is usual,

    (4)  log(widening later / usual) = log(widening now / usual) (days now / days later)^2

All this is foreseen with an error. In simulated diaries the logarithm of the standard error of
later over the one foreseen, and that of the contrast over the one of now, have with
g = 1 / days now - 1 / days later

    (5)  mean = LATE g,    variance = JUMP + SPREAD g

and the chances of (1) and (2) are taken over that, too. For (1) the larger contrast counts, and
what else can hold the verdict back must not: a look beyond the planned window that stands out or
is too wide, an association that changed along the diary. Their z follow (3), over s.
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
STANDS_OUT = float(ndtri(0.975))  # the z beyond which an ordinary 95 % interval excludes zero
STAYS = 0.5  # of the correlation of an estimate with that of later: its weights change
TAKEN_BY_TREND = 40.0  # days: of an association, in a diary of so many
USUAL_WIDENING = 1.05  # of the standard error, by the error model; by the correction once more
POINTS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
CHANCES = _WEIGHTS / _WEIGHTS.sum()


class Wait(NamedTuple):
    """More months until a diary would tell; infinite: more than `LONGEST_WAIT_MONTHS`."""

    soonest: float
    latest: float


class Drift(NamedTuple):
    """How something turns out beside what is foreseen (5); `late` and `spread` in days."""

    late: float
    spread: float
    jump: float = 0.0

    def factors(self, gap: float) -> np.ndarray:
        """Return the factors that have the chances `CHANCES`; `gap` is g."""
        variance = self.jump + self.spread * gap
        logs = self.late * gap + math.sqrt(variance) * POINTS
        return np.exp(logs)


OF_ERROR = Drift(late=15.0, spread=10.0, jump=0.02)
OF_CONTRAST = Drift(late=25.0, spread=10.0)


class Later(NamedTuple):
    """What a diary has come to after some months more.

    Attributes
    ----------
    days_now, days : float
        From the first day used to the last one, now and later.
    ratio : float
        Of the generalised least squares error, later over now.
    """

    days_now: float
    days: float
    ratio: float

    @property
    def gap(self) -> float:
        """The g of (5)."""
        return 1 / self.days_now - 1 / self.days

    @property
    def fading(self) -> float:
        """How much is left of what widens this diary's errors unusually, 0 to 1 (4)."""
        return (self.days_now / self.days) ** 2


class OtherLook(NamedTuple):
    """A look that may hold "no meaningful association" back, by its z of now.

    Of a longer window also its error per unit, its contrast, and what it may not reach.
    """

    z: float
    std_error: float = 0.0
    contrast: float = 1.0
    limit: float = math.inf

    @classmethod
    def beyond(cls, check: Check, sesoi: float) -> "tuple[OtherLook, ...]":
        """Return the two windows of the look beyond the planned one; none without an answer."""
        if "whole_contrast" not in check.values:
            return ()
        later = cls._window(check, "", LATER_LIMIT * sesoi)
        whole = cls._window(check, "whole_", WHOLE_LIMIT * sesoi)
        return later, whole

    @classmethod
    def _window(cls, check: Check, prefix: str, limit: float) -> "OtherLook":
        std_error = check.values[f"{prefix}std_error"]
        contrast = check.values[f"{prefix}contrast"]
        difference = check.values[f"{prefix}difference"]
        return cls(difference / (contrast * std_error), std_error, contrast, limit)

    def chance_of_nothing(self, ratio: float, tau: float) -> float:
        """Return the chance that it does not hold the verdict back, where nothing is."""
        bound = STANDS_OUT
        if math.isfinite(self.limit):
            error = ratio * self.std_error
            half_width = anytime_valid_half_width(error, ALPHA_OF_NOTHING, tau)
            room = (self.limit / self.contrast - half_width) / error
            bound = min(bound, room)
        return _chance_between(Interval(-bound, bound), expected=0.0, surprise=self.z, ratio=ratio)


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
    longer : tuple of OtherLook
        The windows beyond the planned one.
    steady : OtherLook or None
        Whether the association changed along the diary.
    """

    fit: LaggedFit
    tau: float
    nothing_within: float
    matters: float
    level: float
    longer: tuple[OtherLook, ...] = ()
    steady: OtherLook | None = None

    def chance_of_nothing(self, months: int) -> float:
        """Return the chance that the diary then says "no meaningful association", if so (1)."""
        later = self._later(months)
        growths = np.maximum(OF_CONTRAST.factors(later.gap), 1.0)

        def chance(factor: float) -> float:
            within = [self._says_nothing(later, factor, growth) for growth in growths]
            told = [self._chance(0.0, then, later, factor) for then in within]
            return float(CHANCES @ told) * self._not_held_back(factor * later.ratio)

        return self._over_errors(chance, later)

    def chance_of_association(self, months: int) -> float:
        """Return the chance that it then says an association of the size that matters (2)."""
        later = self._later(months)

        def chance(factor: float) -> float:
            then = self._says_association(later, factor)
            return self._chance(self.matters, then, later, factor)

        return self._over_errors(chance, later)

    @property
    def offset(self) -> float:
        """How much higher the corrected estimate is than the uncorrected, on today's side."""
        return self._side * (self.fit.estimate - self.fit.uncorrected.estimate)

    @property
    def _side(self) -> float:
        return math.copysign(1.0, self.fit.estimate)

    @property
    def _usual_error(self) -> float:
        """The standard error of now, if error model and correction widened it as usual."""
        return self._widened(USUAL_WIDENING * self._usual_correction)

    @property
    def _usual_correction(self) -> float:
        return 1.0 if self.fit.correction is None else USUAL_WIDENING

    @property
    def _gls_error(self) -> float:
        return float(self.fit.result.bse_gls.iloc[0])

    def _widened(self, widening: float) -> float:
        """Return the generalised least squares error widened, that of the exposure beside it."""
        return math.hypot(widening * self._gls_error, math.sqrt(self.fit.added_variance))

    def _later(self, months: int) -> Later:
        days_now = (self.fit.days[-1] - self.fit.days[0]).days + 1
        return Later(
            days_now=days_now,
            days=days_now + months * DAYS_A_MONTH,
            ratio=error_ahead(self.fit, months),
        )

    def _over_errors(self, chance: Callable[[float], float], later: Later) -> float:
        """Return the mean of a chance over what the standard error may turn out to be (5)."""
        chances = [chance(factor) for factor in OF_ERROR.factors(later.gap)]
        return float(CHANCES @ chances)

    def _chance(self, truth: float, then: Interval, later: Later, factor: float) -> float:
        """Return the chance that the estimate, on today's side, then lies where it tells (3)."""
        error = self._usual_error
        expected_now = truth * (1 - TAKEN_BY_TREND / later.days_now)
        expected = truth * (1 - TAKEN_BY_TREND / later.days)
        return _chance_between(
            Interval(then.lower / error, then.upper / error),
            expected=expected / error,
            surprise=(abs(self.fit.estimate) - expected_now) / error,
            ratio=factor * later.ratio,
            scale=factor * later.ratio,
        )

    def _not_held_back(self, ratio: float) -> float:
        """Return the chance that no other look holds "no meaningful association" back."""
        looks = list(self.longer)
        if self.steady is not None:
            looks.append(self.steady)
        return math.prod(look.chance_of_nothing(ratio, self.tau) for look in looks)

    def _errors(self, later: Later, factor: float) -> tuple[float, float]:
        """Return the standard errors of later, of the corrected and uncorrected estimate (4)."""
        usual = self._usual_error
        usual_uncorrected = self._widened(USUAL_WIDENING)
        own = self.fit.std_error / usual
        own_uncorrected = self.fit.uncorrected.std_error / usual_uncorrected
        shrunk = factor * later.ratio
        return (
            shrunk * usual * own**later.fading,
            shrunk * usual_uncorrected * own_uncorrected**later.fading,
        )

    def _says_nothing(self, later: Later, factor: float, growth: float) -> Interval:
        """Return the corrected estimates with which both intervals are small enough (1)."""
        error, uncorrected = self._errors(later, factor)
        within = self.nothing_within / growth
        room = within - self._half_width(error, ALPHA_OF_NOTHING)
        room_uncorrected = within - self._half_width(uncorrected, ALPHA_OF_NOTHING)
        lowest = max(-room, self.offset - room_uncorrected)
        highest = min(room, self.offset + room_uncorrected)
        return Interval(lowest, highest)

    def _says_association(self, later: Later, factor: float) -> Interval:
        """Return the corrected estimates, on today's side, with which both exclude zero (2)."""
        error, uncorrected = self._errors(later, factor)
        needed = self._half_width(error, self.level)
        needed_uncorrected = self.offset + self._half_width(uncorrected, self.level)
        return Interval(max(needed, needed_uncorrected), math.inf)

    def _half_width(self, error: float, alpha: float) -> float:
        return anytime_valid_half_width(error, alpha, self.tau)


def _chance_between(
    ends: Interval, expected: float, surprise: float, ratio: float, scale: float = 1.0
) -> float:
    """Return the chance that something lies between the ends later (3).

    `surprise` is by how much it is beside what is expected now. In standard errors of now; `ratio`
    is k, and `scale` the standard error of later. A z, which is in standard errors of its own
    time, has scale 1 and keeps k of its surprise instead of k squared.
    """
    k = STAYS * min(ratio, 1.0)
    mean = expected + k * scale * surprise
    spread = scale * math.sqrt(1 - k**2)
    chance = ndtr((ends.upper - mean) / spread) - ndtr((ends.lower - mean) / spread)
    return max(0.0, float(chance))


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
