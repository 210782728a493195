"""Simulated diaries with a known truth."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

HISTORY_DAYS = 60
LAGS = 14
USUAL_PAIN = 4.5  # at which the chance of a run is that of `LOGIT_OF_A_RUN`
LOGIT_OF_A_RUN = -0.3
YEAR = 365.25
MISSING = ("MCAR", "MNAR", "none")
MORE_MISSING_PER_POINT = 0.6  # logit, MNAR
WEIGH_INS_A_DAY = 2 / 7
Array = np.ndarray


@dataclass(frozen=True)
class Scenario:
    """How a diary comes about.

    Attributes
    ----------
    total : float
        The truth: NRS points per sustained +10 km a week.
    shape : {"even", "decay", "hump"}
        How the total is spread over the 14 days before.
    f0, f1 : float
        How much less likely a run gets (logit) per point of today's, and of yesterday's pain.
    season_pain, season_run : float
        Height of an annual wave, NRS points and logit.
    weekend_pain, weekend_run : (float, float)
        Shift at weekends and on other days, NRS points and logit.
    rho, sd : float
        AR(1) coefficient a day and standard deviation of pain's own course.
    noise_sd : float
        Standard deviation of the ratings around what is felt.
    mu : float
        Mean pain without any running.
    """

    total: float = 0.0
    shape: str = "even"
    f0: float = 0.0
    f1: float = 0.0
    season_pain: float = 0.0
    season_run: float = 0.0
    weekend_pain: tuple[float, float] = (0.0, 0.0)
    weekend_run: tuple[float, float] = (0.0, 0.0)
    rho: float = 0.7
    sd: float = 1.4
    noise_sd: float = 0.0
    mu: float = 4.5

    def lag_weights(self) -> Array:
        """Return beta_k of lags 1 .. 14, NRS points per km."""
        k = np.arange(1.0, LAGS + 1)
        shapes = {
            "even": np.ones(LAGS),
            "decay": np.exp(-(k - 1) / 3),
            "hump": np.exp(-(((k - 5) / 2.5) ** 2) / 2),
        }
        shape = shapes[self.shape]
        km_a_week = 0.7  # a km on each day, in units of 10 km a week
        return self.total * km_a_week * shape / shape.sum()


_B = Scenario(f0=0.4, f1=0.2)
_D = replace(_B, total=-1.0, mu=6.23)
SCENARIOS = {
    "a": Scenario(),
    "b": _B,
    "c": Scenario(season_pain=1.0, season_run=-1.0),
    "bc": replace(_B, season_pain=1.0, season_run=-1.0),
    "w": Scenario(weekend_pain=(1.0, -0.4), weekend_run=(4.0, -1.6)),
    "by": Scenario(f1=0.6),
    "b2": replace(_B, rho=0.85, sd=1.3, noise_sd=0.8),
    "d": _D,
    "d-decay": replace(_D, shape="decay"),
    "d-hump": replace(_D, shape="hump"),
}


@dataclass(frozen=True)
class Diaries:
    """Many simulated diaries; arrays are (days, replicates), the history's 60 days first.

    `rating` is NaN where nothing was rated (all of the history); `latent` is what was felt.
    `weight` (kg) wanders by itself, weighed about twice a week.
    """

    scenario: Scenario
    ran: Array
    km: Array
    rating: Array
    latent: Array
    weight: Array

    def daily(self, i: int = 0) -> pd.DataFrame:
        """Return diary `i` as a daily table; durations are not recorded."""
        index = pd.date_range("2024-01-01", periods=len(self.ran), freq="D", name="day")
        columns = {
            "pain": self.rating[:, i],
            "runs": self.ran[:, i],
            "distance_km": self.km[:, i],
            "duration_min": np.nan,
            "weight_kg": self.weight[:, i],
        }
        return pd.DataFrame(columns, index)


@dataclass(frozen=True)
class SimulatedDiary:
    """One diary and what is true of it (NRS points per +10 km a week)."""

    daily: pd.DataFrame
    truth: float


def simulate_many(
    scenario: Scenario | str,
    n_days: int,
    replicates: int,
    rng: np.random.Generator,
    missing: str = "MCAR",
    missing_share: float = 0.2,
) -> Diaries:
    """Simulate diaries side by side: 60 days of history, then `n_days` to be rated.

    Of these, `missing_share` is not rated: at random (MCAR), more on bad days (MNAR: logit +0.6
    per NRS point), or none.
    """
    kind = SCENARIOS[scenario] if isinstance(scenario, str) else scenario
    days = HISTORY_DAYS + n_days
    shape = (days, replicates)
    luck = _Luck.draw(kind, shape, rng)
    course = _live(kind, luck)
    noise = kind.noise_sd * rng.normal(size=shape) if kind.noise_sd else 0.0
    rating = np.clip(np.round(course.latent + noise), 0, 10)
    unrated = rng.uniform(size=shape) < _chance_unrated(course.latent, missing, missing_share)
    rating[unrated] = np.nan
    rating[:HISTORY_DAYS] = np.nan
    return Diaries(
        scenario=kind,
        ran=course.ran,
        km=course.km,
        rating=rating,
        latent=course.latent,
        weight=_weigh_ins(shape, rng.spawn(1)[0]),
    )


class _Luck(NamedTuple):
    """What chance holds for each day of each diary: (days, replicates)."""

    shock: Array  # of pain's own course
    length: Array  # of a run, if there is one, km
    run: Array  # uniform: below the chance of a run there is one
    season: Array  # an annual wave of random phase

    @classmethod
    def draw(cls, kind: Scenario, shape: tuple[int, int], rng: np.random.Generator) -> "_Luck":
        """Draw it; the order of the draws is part of every seed."""
        days, replicates = shape
        innovation = np.sqrt(1 - kind.rho**2)
        shock = rng.normal(size=shape) * kind.sd * innovation
        shock[0] /= innovation
        length = rng.lognormal(np.log(5.5), 0.3, size=shape)
        run = rng.uniform(size=shape)
        years = np.arange(days)[:, None] / YEAR
        season = np.cos(2 * np.pi * (years + rng.uniform(size=replicates)))
        return cls(shock, length, run, season)


class _Course(NamedTuple):
    """What happened: who ran, how far, and how it felt; (days, replicates)."""

    ran: Array
    km: Array
    latent: Array


def _live(kind: Scenario, luck: _Luck) -> _Course:
    """Let the days pass: pain follows the runs before, and a run follows pain."""
    days, replicates = luck.shock.shape
    weekend = (np.arange(days) % 7 >= 5)[:, None]
    pain_shift = kind.season_pain * luck.season + np.where(weekend, *kind.weekend_pain)
    run_shift = kind.season_run * luck.season + np.where(weekend, *kind.weekend_run)
    weights = kind.lag_weights()[::-1]
    course = _Course(*np.zeros((3, days, replicates)))
    u = np.zeros(replicates)
    felt_before = np.full(replicates, USUAL_PAIN)
    for t in range(days):
        u = kind.rho * u + luck.shock[t]
        past = course.km[max(t - LAGS, 0) : t]
        of_running = weights[LAGS - len(past) :] @ past
        felt = kind.mu + pain_shift[t] + of_running + u
        resting = kind.f0 * (felt - USUAL_PAIN)
        resting_late = kind.f1 * (felt_before - USUAL_PAIN)
        logit = LOGIT_OF_A_RUN + run_shift[t] - resting - resting_late
        course.ran[t] = luck.run[t] < 1 / (1 + np.exp(-logit))
        course.km[t] = course.ran[t] * luck.length[t]
        course.latent[t] = felt
        felt_before = felt
    return course


def _weigh_ins(shape: tuple[int, int], rng: np.random.Generator) -> Array:
    """Return weights that wander by themselves, NaN on days without a weigh-in."""
    track = np.cumsum(rng.normal(0, 0.09, shape), axis=0)
    weight = 80 + track + rng.normal(0, 0.3, shape)
    weight[rng.uniform(size=shape) > WEIGH_INS_A_DAY] = np.nan
    return weight


def _chance_unrated(latent: Array, missing: str, share: float) -> Array | float:
    """Return each day's chance of going unrated, `share` on average."""
    if missing not in MISSING:
        raise ValueError(f"missing must be 'MCAR', 'MNAR' or 'none', not {missing!r}")
    if missing == "none":
        return 0.0
    if missing == "MCAR":
        return share
    tilt = MORE_MISSING_PER_POINT * (latent - latent.mean(axis=0))
    low = np.full(latent.shape[1], -20.0)
    high = np.full(latent.shape[1], 20.0)
    for _ in range(40):  # halve the interval until the mean is the share
        middle = (low + high) / 2
        too_few = (1 / (1 + np.exp(-middle - tilt))).mean(axis=0) < share
        low = np.where(too_few, middle, low)
        high = np.where(too_few, high, middle)
    return 1 / (1 + np.exp(-low - tilt))


def simulate_diary(
    scenario: str = "b", n_days: int = 365, seed: int = 1, missing: str = "MCAR"
) -> SimulatedDiary:
    """Simulate one diary with a known truth.

    Parameters
    ----------
    scenario : str
        A name of `SCENARIOS`: a, b, c, bc, w, by, b2, d, d-decay, d-hump.
    n_days : int
        Days after the 60 unrated ones of history.
    missing : {"MCAR", "MNAR", "none"}
        How a fifth of their ratings goes missing: at random, or more on bad days.

    Returns
    -------
    SimulatedDiary
        `.daily` as `Diary.days`, `.truth` in NRS points per +10 km a week.
    """
    many = simulate_many(scenario, n_days, 1, np.random.default_rng(seed), missing)
    return SimulatedDiary(many.daily(), many.scenario.total)
