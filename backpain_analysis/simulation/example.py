"""The example person's exports: a simulated diary written as three apps would write it."""

from pathlib import Path

import numpy as np
import pandas as pd

from .diaries import Diaries, simulate_many

FIRST_DAY = "2025-02-03"
RATED_DAYS = 550
TIMEZONE = "Europe/Berlin"
FIRST_ACTIVITY_ID = 9_000_000_001
MINUTES_OF_DAY = [400, 760, 1090, 1390]  # about when sessions begin; the last is near midnight
SHARE_OF_RIDES = 0.06
MINUTES_A_KM = {"Run": (5.9, 0.3), "Ride": (2.8, 0.2)}  # mean and standard deviation
HOLIDAY = slice(200, 214)
FLU = slice(395, 401)
WEIGH_INS_A_DAY = 2 / 7
STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,"
    "Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed"
)
PAIN_DIARY = "date,pain"
WITHINGS = (
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

    Examples
    --------
    >>> bpa.make_example("a new folder")  # doctest: +SKIP
    """
    # the order of the draws is part of the seed
    rng = np.random.default_rng(seed)
    diary = simulate_many("d", RATED_DAYS, 1, rng, "MNAR", missing_share=0.12)
    days = pd.date_range(FIRST_DAY, periods=len(diary.ran), freq="D")
    ratings = pd.Series(diary.rating[:, 0], days)
    ratings.iloc[HOLIDAY] = np.nan
    ratings.iloc[FLU] = np.nan
    write_exports(Path(folder), diary, ratings, rng)
    return diary.scenario.total


def write_exports(
    person: Path, diary: Diaries, ratings: pd.Series, rng: np.random.Generator
) -> None:
    """Write a diary into a person's folder as Strava, a pain diary and Withings would."""
    days = pd.DatetimeIndex(ratings.index)
    sessions = _sessions(diary, days, rng)
    activities = _activities(sessions, rng)
    weights = _weights(days, rng)
    raw = person / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    _write(raw / "activities.csv", STRAVA, activities)
    _write(raw / "pain_diary.csv", PAIN_DIARY, _rated(ratings))
    _write(raw / "weight.csv", WITHINGS, weights)


def _sessions(
    diary: Diaries, days: pd.DatetimeIndex, rng: np.random.Generator
) -> list[tuple[pd.Timestamp, str, float]]:
    """Return day, kind and km of the diary's runs and of some rides, in order of days."""
    rides = days[rng.uniform(size=len(days)) < SHARE_OF_RIDES]
    km_of_rides = rng.uniform(8, 30, 99)
    sessions = []
    for day, km in zip(days, diary.km[:, 0], strict=True):
        if km:
            sessions.append((day, "Run", km))
    for day, km in zip(rides, km_of_rides, strict=False):
        sessions.append((day, "Ride", km))
    return sorted(sessions, key=lambda session: session[0])


def _activities(
    sessions: list[tuple[pd.Timestamp, str, float]], rng: np.random.Generator
) -> list[str]:
    """Return the rows of Strava's file."""
    rows = []
    for number, (day, kind, km) in enumerate(sessions, start=FIRST_ACTIVITY_ID):
        minute = int(rng.choice(MINUTES_OF_DAY)) + int(rng.integers(0, 45))
        stamp = _strava_stamp(day + pd.Timedelta(minutes=minute))
        usual, varies = MINUTES_A_KM[kind]
        pace = rng.normal(usual, varies)
        moving = round(km * pace * 60)
        elapsed = moving + int(rng.integers(0, 180))
        metres = km * 1000
        rows.append(
            f'{number},"{stamp}",{kind},{kind},,{elapsed},{km:.2f},,,false,,,,,,'
            f"{elapsed}.0,{moving}.0,{metres:.1f},,"
        )
    return rows


def _strava_stamp(local: pd.Timestamp) -> str:
    """Write a local time as Strava does, in UTC: "Feb 3, 2025, 5:40:00 PM"."""
    utc = local.tz_localize(TIMEZONE).tz_convert("UTC")
    hour = utc.hour % 12 or 12
    return f"{utc:%b} {utc.day}, {utc.year}, {hour}:{utc:%M:%S %p}"


def _rated(ratings: pd.Series) -> list[str]:
    """Return the rows of the pain diary."""
    rows = []
    for day, rating in ratings.dropna().items():
        rows.append(f"{day:%Y-%m-%d},{abs(rating):.0f}")
    return rows


def _weights(days: pd.DatetimeIndex, rng: np.random.Generator) -> list[str]:
    """Return the rows of Withings' file, the latest weigh-in first."""
    n = len(days)
    drift = 0.004 * np.arange(n)
    level = 82 + np.cumsum(rng.normal(0, 0.09, n)) - drift
    weighed = rng.uniform(size=n) < WEIGH_INS_A_DAY
    rows = []
    for day, kg in zip(days[weighed], level[weighed], strict=True):
        minute = int(rng.integers(375, 450))
        clock = day + pd.Timedelta(minutes=minute)
        shown = kg + rng.normal(0, 0.3)
        rows.append(f'"{clock:%Y-%m-%d %H:%M:%S}",{shown:.2f},,,,,')
    return rows[::-1]


def _write(path: Path, header: str, rows: list[str]) -> None:
    text = "\n".join([header, *rows])
    path.write_text(f"{text}\n", encoding="utf-8")
