"""A made-up person who has done a fair test: their exports, and `test.toml` as it was drawn."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..diary import Diary
from ..settings import PlanSettings, Settings
from ..trial import (
    REGISTER,
    Confirmed,
    FairTest,
    drawn,
    propose_test,
    text_of,
    with_power,
)
from .diaries import Diaries, simulate_many
from .example import TIMEZONE, write_exports
from .living import HISTORY_DAYS
from .scenarios import SCENARIOS
from .trials import WHEN_ASKED, WHEN_NOT_ASKED

FIRST_DAY = pd.Timestamp("2024-09-02")
PLANNED_ON = pd.Timestamp("2025-05-02")
LAST_DAY = pd.Timestamp("2026-05-31")
UNRATED = 0.1
WEEKS = 40
PROMISED = 0.85  # the power that was said; fixed, so that a sharper simulation draws no other order
SESOI = 1.5  # points between the high and the low week
# calmer than most: whoever has much pain of its own course is refused, and rightly so
CALM = replace(SCENARIOS["d"], rho=0.5, sd=0.8, noise_sd=0.3, f0=0.2, f1=0.1)
EVERYTHING = Confirmed(professional_agrees=True, no_urgent_sign=True, will_stop=True)


def make_tested_example(folder: str | Path, seed: int = 49) -> FairTest:
    """Write the exports of a made-up person who did a fair test, and its `test.toml`.

    The test is proposed from the days before it, as to anyone, and drawn by the same rule; then
    the same luck is lived through once more, with the schedule. Runs are skipped the more it
    hurts. The truth is that of scenario d: 1 point lower with 10 km a week more.

    Returns
    -------
    FairTest
        The test as it was drawn.
    """
    days = pd.date_range(FIRST_DAY, LAST_DAY, freq="D", name="day")
    test = _drawn_from(_lived(days, seed), days)
    asked = pd.Series(test.schedule.km_asked(), test.schedule.days)
    urge = pd.Series(np.where(asked > 0, WHEN_ASKED, WHEN_NOT_ASKED), asked.index)
    diary = _lived(days, seed, urge.reindex(days, fill_value=0.0))
    ratings = pd.Series(diary.rating[:, 0], days)
    write_exports(Path(folder), diary, ratings, np.random.default_rng(seed))
    (Path(folder) / REGISTER).write_text(text_of(test), encoding="utf-8")
    return test


def _lived(days: pd.DatetimeIndex, seed: int, urge: pd.Series | None = None) -> Diaries:
    """Live through the days: with the same seed the same luck, whatever a schedule asks for."""
    rng = np.random.default_rng(seed)
    urges = None if urge is None else urge.to_numpy()[:, None]
    n_days = len(days) - HISTORY_DAYS
    return simulate_many(CALM, n_days, 1, rng, "MCAR", UNRATED, urge=urges)


def _drawn_from(diary: Diaries, days: pd.DatetimeIndex) -> FairTest:
    """Propose a test from the days before the planning, and draw it."""
    daily = diary.daily().set_axis(days)
    before = Diary(daily.loc[: PLANNED_ON - pd.Timedelta(days=1)])
    today: dt.date = PLANNED_ON.date()
    proposed = with_power(propose_test(before, today), before, SESOI, WEEKS)
    settings = Settings(timezone=TIMEZONE, plan=PlanSettings(sesoi=SESOI))
    undrawn = proposed.undrawn(settings, EVERYTHING)
    return drawn(replace(undrawn, power=PROMISED), today)
