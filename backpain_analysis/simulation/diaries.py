"""Simulated diaries with a known truth."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .living import HISTORY_DAYS, Luck, live
from .scenarios import LIVES as LIVES
from .scenarios import SCENARIOS as SCENARIOS
from .scenarios import Scenario as Scenario

MISSING = ("MCAR", "MNAR", "none")
MORE_MISSING_PER_POINT = 0.6  # logit, MNAR
Array = np.ndarray


@dataclass(frozen=True)
class Diaries:
    """Many simulated diaries; arrays are (days, replicates), the history's 60 days first.

    `rating` is NaN where nothing was rated (all of the history); `latent` is what was felt.
    `weight` (kg) holds the weigh-ins, NaN on days without one; `true_weight` what lies behind.
    """

    scenario: Scenario
    ran: Array
    km: Array
    rating: Array
    latent: Array
    weight: Array
    true_weight: Array

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
    missing_share: float | None = None,
    urge: Array | None = None,
) -> Diaries:
    """Simulate diaries side by side: 60 days of history, then `n_days` to be rated.

    Of these, `missing_share` (by default the scenario's) is not rated: at random (MCAR), more on
    bad days (MNAR: logit +0.6 per NRS point), or none. `urge` as in `living.live`.
    """
    kind = _kind(scenario)
    if missing_share is None:
        missing_share = kind.unrated
    shape = (HISTORY_DAYS + n_days, replicates)
    luck = Luck.draw(kind, shape, rng)
    course = live(kind, luck, urge)
    felt = course.latent
    if kind.noise_sd:
        felt = felt + kind.noise_sd * rng.normal(size=shape)
    rating = np.clip(np.round(felt), 0, 10)
    chance = _chance_unrated(course.latent, missing, missing_share)
    unrated = rng.uniform(size=shape) < chance
    rating[unrated] = np.nan
    rating[:HISTORY_DAYS] = np.nan
    weigh_ins = course.weight + luck.more.scale
    return Diaries(
        scenario=kind,
        ran=course.ran,
        km=course.km,
        rating=rating,
        latent=course.latent,
        weight=np.where(luck.more.weighed, weigh_ins, np.nan),
        true_weight=course.weight,
    )


def _kind(scenario: Scenario | str) -> Scenario:
    if isinstance(scenario, Scenario):
        return scenario
    by_name = SCENARIOS | LIVES
    return by_name[scenario]


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
        A name of `SCENARIOS` (a, b, c, bc, w, by, b2, d, d-decay, d-hump) or of `LIVES`.
    n_days : int
        Days after the 60 unrated ones of history.
    missing : {"MCAR", "MNAR", "none"}
        How a fifth of their ratings goes missing: at random, or more on bad days.

    Returns
    -------
    SimulatedDiary
        `.daily` as `Diary.days`, `.truth` in NRS points per +10 km a week.

    Examples
    --------
    >>> made = bpa.simulate_diary("a", n_days=100, seed=1)
    >>> len(made.daily)  # 60 days of history come first
    160
    """
    many = simulate_many(scenario, n_days, 1, np.random.default_rng(seed), missing)
    return SimulatedDiary(many.daily(), many.scenario.total)
