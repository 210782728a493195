"""Made-up people with a running log, for tests of planning and of following a test."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from backpain_analysis.diary import Diary
from backpain_analysis.trial import (
    Confirmed,
    FairTest,
    Rule,
    Schedule,
    StoppingRule,
    WeekAsked,
    drawn,
)

MONDAY = dt.date(2026, 11, 30)
SATURDAY = dt.date(2026, 11, 28)
TODAY = dt.date.today()


def diary_of(
    km: Callable[[int, int], float],
    weeks: int = 52,
    last: dt.date = SATURDAY - dt.timedelta(days=1),
    pain: Callable[[int], float] | None = None,
) -> Diary:
    """Return a diary: `km` of (week, weekday), week 0 the first, and `pain` of the day counted."""
    end = pd.Timestamp(last)
    start = end - pd.Timedelta(days=weeks * 7 - 1)
    days = pd.DataFrame(index=pd.date_range(start, end, freq="D", name="day"))
    place = np.arange(len(days))
    weekday = days.index.day_of_week
    week = (place + int(weekday[0])) // 7
    ran = [km(int(n), int(day)) for n, day in zip(week, weekday, strict=True)]
    days["pain"] = [pain(int(n)) if pain else 3.0 + (n * 7 % 5) / 2 for n in place]
    days["distance_km"] = np.array(ran, dtype=float)
    days["runs"] = np.where(days["distance_km"].isna(), 1.0, (days["distance_km"] > 0) * 1.0)
    days["duration_min"] = 6 * days["distance_km"]
    days["weight_kg"] = np.nan
    return Diary(days)


def usual_km(week: int, weekday: int) -> float:
    """Run 6 km on two to five days a week, in turn: 12 to 30 km."""
    runs = 2 + week % 4
    return 6.0 * (weekday in (1, 3, 5, 6, 0)[:runs])


def begun(
    start: dt.date = MONDAY,
    weeks: int = 26,
    day: dt.date = SATURDAY,
    region: str = "",
    stopping: StoppingRule | None = None,
) -> FairTest:
    """Return a test that was drawn."""
    undrawn = FairTest(
        schedule=Schedule(
            start=start,
            block_days=14,
            order=(False,) * (weeks // 2),
            low=WeekAsked((1, 5), 5.5),
            high=WeekAsked((1, 3, 5, 6), 5.5),
        ),
        rule=Rule(),
        stopping=stopping or StoppingRule(),
        confirmed=Confirmed(True, True, True),
        region=region,
        timezone="Europe/Berlin",
        power=0.8,
    )
    return drawn(undrawn, day)


def make_person(folder: Path, language: str = "en", last: dt.date | None = None) -> Path:
    """Write the files of someone who runs 12 to 30 km a week, 300 days until yesterday."""
    rng = np.random.default_rng(3)
    end = last or TODAY - dt.timedelta(days=1)
    days = pd.date_range(end - dt.timedelta(days=299), end, freq="D")
    pain = ["date,pain"]
    runs = ["date,distance_km,duration_min,activity"]
    for place, day in enumerate(days):
        week = (place + days[0].weekday()) // 7
        if day.weekday() in (1, 3, 5, 6, 0)[: 2 + week % 4]:
            runs.append(f"{day:%Y-%m-%d},6,36,run")
        pain.append(f"{day:%Y-%m-%d},{np.clip(rng.normal(4, 1), 0, 10):.1f}")
    raw = folder / "raw"
    raw.mkdir(parents=True)
    (raw / "pain.csv").write_text("\n".join(pain) + "\n", encoding="utf-8")
    (raw / "runs.csv").write_text("\n".join(runs) + "\n", encoding="utf-8")
    settings = f'language = "{language}"\ntimezone = "Europe/Berlin"\n'
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    return folder
