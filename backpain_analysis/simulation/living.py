"""The days of simulated diaries: pain follows the runs before, a run follows pain."""

from typing import NamedTuple

import numpy as np

from .scenarios import USUAL_PAIN, Scenario

HISTORY_DAYS = 60
YEAR = 365.25
HIDDEN_RHO = 0.97
SHORTEST_LAY_OFF, LONGEST_LAY_OFF = 21, 49
MEDICATED_ABOVE = 5.5
CHANCE_OF_MEDICATION = 0.6
RUNS_ON_MEDICATION = 0.8  # logit
BUILD_UP_DAYS = 270
MEDIAN_LENGTH = np.log(5.5)  # of a run, km
KM_A_WEEK = 18.0  # on average, where the chance of a run is the usual one
FIRST_WEIGHT = 80.0
DAYS_OF_A_SWING = 100
Array = np.ndarray


class Luck(NamedTuple):
    """What chance holds for each day of each diary: (days, replicates)."""

    shock: Array  # of pain's own course
    length: Array  # of a run, if there is one, km
    run: Array  # uniform: below the chance of a run there is one
    season: Array  # an annual wave of random phase
    more: "MoreLuck"

    @classmethod
    def draw(cls, kind: Scenario, shape: tuple[int, int], rng: np.random.Generator) -> "Luck":
        """Draw it; the order of the draws is part of every seed."""
        innovation = np.sqrt(1 - kind.rho**2)
        shock = rng.normal(size=shape) * kind.sd * innovation
        shock[0] /= innovation
        length = rng.lognormal(MEDIAN_LENGTH, 0.3, size=shape)
        run = rng.uniform(size=shape)
        season = np.cos(_angle(shape, YEAR, rng))
        beside = rng.spawn(1)[0]
        more = MoreLuck.draw(kind, shape, beside)
        return cls(shock, length, run, season, more)


class MoreLuck(NamedTuple):
    """What chance holds for the weight, and for lives beyond the first scenarios."""

    weight: Array  # the weight's own course, kg, waves included
    scale: Array  # what the scale errs by, kg
    weighed: Array  # whether one steps on it
    slow: Array  # the slower course of pain
    hidden: Array  # the hidden cause, standard deviation 1
    lay_off: Array  # its length in days, if one begins
    medication: Array  # uniform

    @classmethod
    def draw(cls, kind: Scenario, shape: tuple[int, int], rng: np.random.Generator) -> "MoreLuck":
        """Draw it from a generator of its own; here too the order is part of every seed."""
        track = np.cumsum(rng.normal(0, 0.09, shape), axis=0)
        scale = rng.normal(0, kind.scale_noise, shape)
        weighed = _weighed(kind.weigh_ins, rng.uniform(size=shape))
        swing = kind.swing * np.sin(_angle(shape, DAYS_OF_A_SWING, rng))
        slow_rho, slow_sd = kind.slow
        return cls(
            weight=FIRST_WEIGHT + track + swing,
            scale=scale,
            weighed=weighed,
            slow=slow_sd * _ar(slow_rho, rng.normal(size=shape)),
            hidden=_ar(HIDDEN_RHO, rng.normal(size=shape)),
            lay_off=rng.integers(SHORTEST_LAY_OFF, LONGEST_LAY_OFF + 1, size=shape),
            medication=rng.uniform(size=shape),
        )


def _angle(shape: tuple[int, int], period: float, rng: np.random.Generator) -> Array:
    """Return the angle of a wave of so many days on each day, from a random phase."""
    days, replicates = shape
    periods = np.arange(days)[:, None] / period
    return 2 * np.pi * (periods + rng.uniform(size=replicates))


def _weighed(a_week: int, luck: Array) -> Array:
    """Return who steps on the scale on which day."""
    if a_week == 7:
        return np.ones(luck.shape, dtype=bool)
    if a_week == 1:
        is_the_day = np.arange(len(luck)) % 7 == 3
        return np.broadcast_to(is_the_day[:, None], luck.shape)
    return luck <= a_week / 7


def _ar(rho: float, normal: Array) -> Array:
    """Return AR(1) courses of standard deviation 1."""
    course = normal.copy()
    shock = np.sqrt(1 - rho**2) * normal
    for t in range(1, len(course)):
        course[t] = rho * course[t - 1] + shock[t]
    return course


class Course(NamedTuple):
    """What happened: who ran, how far, how it felt, and the weight; (days, replicates)."""

    ran: Array
    km: Array
    latent: Array
    weight: Array


def live(kind: Scenario, luck: Luck, urge: Array | None = None) -> Course:
    """Let the days pass: pain follows the runs and the weight before, and a run follows pain.

    `urge` (days, replicates) is what a schedule adds to the logit of a run.
    """
    days, replicates = luck.shock.shape
    shift = _shifts(kind, luck, urge)
    sign = _sign(kind, days)
    habit = _build_up(kind, days)
    weights = kind.lag_weights()[::-1]
    course = Course(
        ran=np.zeros((days, replicates)),
        km=np.zeros((days, replicates)),
        latent=np.zeros((days, replicates)),
        weight=luck.more.weight.copy(),
    )
    u = np.zeros(replicates)
    gained = np.zeros(replicates)
    felt_before = np.full(replicates, USUAL_PAIN)
    days_to_rest = np.zeros(replicates)
    for t in range(days):
        u = kind.rho * u + luck.shock[t]
        gained = gained + kind.weight_follows * (felt_before - USUAL_PAIN)
        course.weight[t] += gained

        of_running = sign[t] * _of_running(weights, course.km, t)
        felt = kind.mu + shift.pain[t] + of_running + u
        felt = felt + kind.weight_total * _change_of_weight(course.weight, t)
        medicated = _medicated(kind, felt_before, luck.more.medication[t])
        felt = felt - kind.relief * medicated

        resting = kind.f0 * (felt - USUAL_PAIN)
        resting_late = kind.f1 * (felt_before - USUAL_PAIN)
        logit = kind.logit + shift.run[t] - resting - resting_late
        logit = logit - kind.f7 * _pain_of_a_week(course.latent, t)
        logit = logit + RUNS_ON_MEDICATION * medicated
        chance = habit.chance(t, usual=1 / (1 + np.exp(-logit)))
        starts_to_rest = (felt > kind.lays_off) & (days_to_rest <= 0)
        days_to_rest = np.where(starts_to_rest, luck.more.lay_off[t], days_to_rest - 1)

        course.ran[t] = (luck.run[t] < chance) & (days_to_rest <= 0)
        shorter = np.exp(-kind.f_length * (felt - USUAL_PAIN))
        course.km[t] = course.ran[t] * luck.length[t] * shorter * habit.length[t]
        course.latent[t] = felt
        felt_before = felt
    return course


def _of_running(weights: Array, km: Array, t: int) -> Array:
    """Return what the runs of the days before add to pain; the last weight is yesterday's."""
    lags = len(weights)
    past = km[max(t - lags, 0) : t]
    added: Array = weights[lags - len(past) :] @ past
    return added


class _Shifts(NamedTuple):
    """What a day adds to pain, and to the logit of a run: (days, replicates)."""

    pain: Array
    run: Array


def _shifts(kind: Scenario, luck: Luck, urge: Array | None) -> _Shifts:
    """Return what season, weekend, the slow course, a hidden cause and a schedule add."""
    days = len(luck.shock)
    weekend = (np.arange(days) % 7 >= 5)[:, None]
    pain = kind.season_pain * luck.season + np.where(weekend, *kind.weekend_pain)
    pain = pain + luck.more.slow + kind.hidden_pain * luck.more.hidden
    if kind.flips:  # keeps mean pain where it is
        pain = pain - _sign(kind, days)[:, None] * kind.total * KM_A_WEEK / 10
    run = kind.season_run * luck.season + np.where(weekend, *kind.weekend_run)
    run = run + kind.hidden_run * luck.more.hidden
    if urge is not None:
        run = run + urge
    return _Shifts(pain, run)


def _sign(kind: Scenario, days: int) -> Array:
    """Return 1, and -1 in the second half of a diary whose total flips."""
    sign = np.ones(days)
    if kind.flips:
        sign[(HISTORY_DAYS + days) // 2 :] = -1.0
    return sign


class _BuildUp(NamedTuple):
    """How a novice's running grows: chance of a run (NaN: as usual), factor on its length."""

    chances: Array
    length: Array

    def chance(self, t: int, usual: Array) -> Array:
        """Return the chance of a run on day t."""
        if np.isnan(self.chances[t]):
            return usual
        return np.full(len(usual), self.chances[t])


def _build_up(kind: Scenario, days: int) -> _BuildUp:
    if not kind.builds_up:
        return _BuildUp(np.full(days, np.nan), np.ones(days))
    progress = (np.arange(days) - HISTORY_DAYS) / BUILD_UP_DAYS
    grown = np.clip(progress, 0, 1)
    chances = np.where(progress < 0, 0.0, 0.1 + 0.5 * grown)
    return _BuildUp(chances, 0.4 + 0.9 * grown)


def _change_of_weight(weight: Array, t: int) -> Array | float:
    """Return the kg gained in four weeks: mean of t-7 .. t-1 less that of t-35 .. t-29."""
    if t < 35:
        return 0.0
    late: Array = weight[t - 7 : t].mean(axis=0)
    early: Array = weight[t - 35 : t - 28].mean(axis=0)
    return late - early


def _medicated(kind: Scenario, felt_before: Array, luck: Array) -> Array:
    if not kind.relief:
        return np.zeros(len(luck))
    wants = felt_before > MEDICATED_ABOVE
    return wants & (luck < CHANCE_OF_MEDICATION)


def _pain_of_a_week(latent: Array, t: int) -> Array | float:
    """Return the mean pain of the last 7 days beside the usual pain."""
    if t == 0:
        return 0.0
    week: Array = latent[max(t - 7, 0) : t].mean(axis=0)
    return week - USUAL_PAIN
