"""The usual week of a record, for the person to say whether that is them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from ..diary import Diary
from ..language import Phrases, percent_rated
from ..plan import Plan

LOW, HIGH = 0.1, 0.9  # "mostly": eight ratings in ten lie between


class Range(NamedTuple):
    """From low to high."""

    low: float
    high: float


@dataclass(frozen=True)
class Habits:
    """What a record says of its person.

    Parameters
    ----------
    sessions, km : Range or None
        A week, as the plan would fix them; None where there is no answer about them yet.
    pain : Range or None
        Where eight ratings in ten lie.
    weight : Range or None
        Kilograms, likewise.
    rated, days : int
        Days with a rating, and all days from the first rating to the last.
    """

    sessions: Range | None
    km: Range | None
    pain: Range | None
    weight: Range | None
    rated: int
    days: int


def usual_habits(diary: Diary, plan: Plan) -> Habits:
    """Return the habits that a plan would be fixed with."""
    rated = diary.days["pain"].dropna()
    days = 0
    if len(rated):
        days = (rated.index[-1] - rated.index[0]).days + 1
    return Habits(
        sessions=_contrast(plan, "frequency"),
        km=_contrast(plan, "distance"),
        pain=_mostly(rated),
        weight=_mostly(diary.days["weight_kg"].dropna()),
        rated=len(rated),
        days=days,
    )


def _contrast(plan: Plan, exposure: str) -> Range | None:
    found = plan.contrasts.get(exposure)
    return Range(*found) if found else None


def _mostly(values: pd.Series) -> Range | None:
    if values.empty:
        return None
    low, high = values.quantile([LOW, HIGH]).tolist()
    return Range(low, high)


def habits_words(p: Phrases, habits: Habits) -> str:
    """Say what the record says of its person, as a statement to be confirmed."""
    told = list(_told(p, habits))
    return p("setup.habits.told", told="; ".join(told))


def _told(p: Phrases, habits: Habits) -> Iterator[str]:
    if habits.sessions and habits.km:
        yield p(
            "setup.habits.both",
            low=habits.sessions.low,
            high=habits.sessions.high,
            low_km=habits.km.low,
            high_km=habits.km.high,
        )
    elif habits.sessions:
        yield p("setup.habits.sessions", low=habits.sessions.low, high=habits.sessions.high)
    elif habits.km:
        yield p("setup.habits.km", low=habits.km.low, high=habits.km.high)
    if habits.pain:
        yield p("setup.habits.pain", low=habits.pain.low, high=habits.pain.high)
        percent = percent_rated(habits.rated, habits.days)
        yield p("setup.habits.rated", percent=percent)
    if habits.weight:
        yield p("setup.habits.weight", low=habits.weight.low, high=habits.weight.high)
