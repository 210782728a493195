"""Simulated diaries with a known truth, and the example person."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

HISTORY_DAYS = 60
Array = np.ndarray


@dataclass(frozen=True)
class Scenario:
    """How a diary comes about. `total` is the truth: NRS points per sustained +10 km a week."""

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
        k = np.arange(1.0, 15)
        shape = {
            "even": np.ones(14),
            "decay": np.exp(-(k - 1) / 3),
            "hump": np.exp(-(((k - 5) / 2.5) ** 2) / 2),
        }[self.shape]
        return self.total * 0.7 * shape / shape.sum()


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
        columns = {"pain": self.rating[:, i], "runs": self.ran[:, i], "distance_km": self.km[:, i]}
        daily = pd.DataFrame(columns, index)
        return daily.assign(duration_min=np.nan, weight_kg=self.weight[:, i])


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
    s = SCENARIOS[scenario] if isinstance(scenario, str) else scenario
    days, shape = HISTORY_DAYS + n_days, (HISTORY_DAYS + n_days, replicates)
    shock = rng.normal(size=shape) * s.sd * np.sqrt(1 - s.rho**2)
    shock[0] /= np.sqrt(1 - s.rho**2)
    length = rng.lognormal(np.log(5.5), 0.3, size=shape)
    luck = rng.uniform(size=shape)
    season = np.cos(2 * np.pi * (np.arange(days)[:, None] / 365.25 + rng.uniform(size=replicates)))
    weekend = (np.arange(days) % 7 >= 5)[:, None]
    pain_shift = s.season_pain * season + np.where(weekend, *s.weekend_pain)
    run_shift = s.season_run * season + np.where(weekend, *s.weekend_run)
    weights = s.lag_weights()[::-1]

    ran, km, latent = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    u, before = np.zeros(replicates), np.full(replicates, 4.5)
    for t in range(days):
        u = s.rho * u + shock[t]
        past = km[max(t - 14, 0) : t]
        felt = s.mu + pain_shift[t] + weights[14 - len(past) :] @ past + u
        logit = -0.3 + run_shift[t] - s.f0 * (felt - 4.5) - s.f1 * (before - 4.5)
        ran[t] = luck[t] < 1 / (1 + np.exp(-logit))
        km[t] = ran[t] * length[t]
        latent[t] = before = felt
    noise = s.noise_sd * rng.normal(size=shape) if s.noise_sd else 0.0
    rating = np.clip(np.round(latent + noise), 0, 10)
    luck = rng.uniform(size=shape)
    rating[luck < _chance_unrated(latent, missing, missing_share)] = np.nan
    rating[:HISTORY_DAYS] = np.nan
    scales = rng.spawn(1)[0]
    weight = 80 + np.cumsum(scales.normal(0, 0.09, shape), axis=0) + scales.normal(0, 0.3, shape)
    weight[scales.uniform(size=shape) > 2 / 7] = np.nan
    return Diaries(s, ran, km, rating, latent, weight)


def _chance_unrated(latent: Array, missing: str, share: float) -> Array | float:
    """Return each day's chance of going unrated, `share` on average."""
    if missing in ("MCAR", "none"):
        return share if missing == "MCAR" else 0.0
    if missing != "MNAR":
        raise ValueError(f"missing must be 'MCAR', 'MNAR' or 'none', not {missing!r}")
    tilt = 0.6 * (latent - latent.mean(axis=0))
    low, high = np.full(latent.shape[1], -20.0), np.full(latent.shape[1], 20.0)
    for _ in range(40):
        middle = (low + high) / 2
        more = (1 / (1 + np.exp(-middle - tilt))).mean(axis=0) < share
        low, high = np.where(more, middle, low), np.where(more, high, middle)
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


_STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,"
    "Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed"
)
_WITHINGS = (
    'Date,"Weight (kg)","Fat mass (kg)","Bone mass (kg)","Muscle mass (kg)","Hydration (kg)",'
    "Comments"
)


def make_example(folder: str | Path, seed: int = 1) -> float:
    """Write the made-up person's exports: Strava, a pain diary, Withings.

    The person is a diary of scenario d (pain lower after weeks with more kilometres, and fewer
    runs when it hurts) with a fortnight's holiday and a flu without ratings, weigh-ins about
    twice a week, some bike rides, and an evening or two that is already tomorrow in UTC.

    Returns
    -------
    float
        The truth, NRS points per +10 km a week; the truth on the same day is zero.
    """
    rng = np.random.default_rng(seed)
    diary = simulate_many("d", 550, 1, rng, "MNAR", missing_share=0.12)
    days = pd.date_range("2025-02-03", periods=len(diary.ran), freq="D")
    rides = days[rng.uniform(size=len(days)) < 0.06]
    went = [(day, "Run", km) for day, km in zip(days, diary.km[:, 0], strict=True) if km]
    went += [(d, "Ride", km) for d, km in zip(rides, rng.uniform(8, 30, 99), strict=False)]
    activities = []
    for i, (day, kind, km) in enumerate(sorted(went, key=lambda a: a[0]), 9000000001):
        minute = int(rng.choice([400, 760, 1090, 1390])) + int(rng.integers(0, 45))
        local = day + pd.Timedelta(minutes=minute)
        utc = local.tz_localize("Europe/Berlin").tz_convert("UTC")
        stamp = f"{utc:%b} {utc.day}, {utc.year}, {utc.hour % 12 or 12}:{utc:%M:%S %p}"
        pace = rng.normal(5.9, 0.3) if kind == "Run" else rng.normal(2.8, 0.2)
        moving = round(km * pace * 60)
        elapsed = moving + int(rng.integers(0, 180))
        activities.append(
            f'{i},"{stamp}",{kind},{kind},,{elapsed},{km:.2f},,,false,,,,,,'
            f"{elapsed}.0,{moving}.0,{km * 1000:.1f},,"
        )
    rating = diary.rating[:, 0].copy()
    rating[200:214] = rating[395:401] = np.nan
    rated = [f"{d:%Y-%m-%d},{abs(r):.0f}" for d, r in zip(days, rating, strict=True) if r == r]
    level = 82 + np.cumsum(rng.normal(0, 0.09, len(days))) - 0.004 * np.arange(len(days))
    weighed, weights = rng.uniform(size=len(days)) < 2 / 7, []
    for day, kg in zip(days[weighed], level[weighed], strict=True):
        clock = day + pd.Timedelta(minutes=int(rng.integers(375, 450)))
        weights.append(f'"{clock:%Y-%m-%d %H:%M:%S}",{kg + rng.normal(0, 0.3):.2f},,,,,')
    raw = Path(folder) / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, header, rows in (
        ("activities.csv", _STRAVA, activities),
        ("pain_diary.csv", "date,pain", rated),
        ("weight.csv", _WITHINGS, weights[::-1]),
    ):
        (raw / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return diary.scenario.total
