"""How it went, in three lines: over the whole time, in the last four weeks, the flares."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..language import Phrases

EIGHT_WEEKS = 56
FOUR_WEEKS = 28
FEWEST_RATED = 7  # days of a stretch, for its mean to be told
SEVERE = 7


@dataclass(frozen=True)
class Stretch:
    """Some days of pain: mean rating (NaN with fewer than 7), days rated, days at 7 or more."""

    mean: float
    rated: int
    severe: int


@dataclass(frozen=True)
class Course:
    """How pain went: its first and last weeks, the last four weeks and the four before.

    Attributes
    ----------
    weeks : int
        How many weeks the first and the last stretch hold: eight, or half of a shorter diary.
    first, last : Stretch
    recent, before : Stretch
        Four weeks each, to the last day of the diary.
    flares : DataFrame
        As of `plots.find_flares`.
    """

    weeks: int
    first: Stretch
    last: Stretch
    recent: Stretch
    before: Stretch
    flares: pd.DataFrame


def course(days: pd.DataFrame) -> Course | None:
    """Return how pain went, from the first rating on; None where nothing is rated."""
    from ..plots import find_flares

    pain = days["pain"]
    first = pain.first_valid_index()
    if first is None:
        return None
    pain = pain.loc[first:]
    stretch = min(EIGHT_WEEKS, len(pain) // 14 * 7)
    return Course(
        weeks=stretch // 7,
        first=_stretch(pain.iloc[:stretch]),
        last=_stretch(pain.iloc[len(pain) - stretch :]),
        recent=_stretch(pain.iloc[-FOUR_WEEKS:]),
        before=_stretch(pain.iloc[-2 * FOUR_WEEKS : -FOUR_WEEKS]),
        flares=find_flares(pain),
    )


def _stretch(pain: pd.Series) -> Stretch:
    rated = pain.dropna()
    mean = np.nan
    if len(rated) >= FEWEST_RATED:
        mean = float(rated.mean())
    return Stretch(mean, len(rated), int((rated >= SEVERE).sum()))


def course_lines(p: Phrases, days: pd.DataFrame) -> list[str]:
    """Return three lines in words; one where nothing is rated."""
    found = course(days)
    if found is None:
        return [p("course.nothing")]
    return list(_lines(p, found))


def _lines(p: Phrases, found: Course) -> Iterator[str]:
    if found.weeks:
        first = found.first.mean
        last = found.last.mean
        yield p("course.whole", n=found.weeks, first_mean=first, last_mean=last)
    yield p(
        "course.recent",
        now=found.recent.mean,
        then=found.before.mean,
        severe_now=found.recent.severe,
        severe_then=found.before.severe,
        rated_now=found.recent.rated,
        rated_then=found.before.rated,
    )
    yield _flares(p, found.flares)


def _flares(p: Phrases, flares: pd.DataFrame) -> str:
    if flares.empty:
        return p("course.no_flare")
    newest = flares.iloc[-1]
    return p(
        "course.flares",
        n=len(flares),
        longest=int(flares["days"].max()),
        first=newest["first"],
        last=newest["last"],
        worst=newest["worst"],
    )
