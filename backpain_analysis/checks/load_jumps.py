"""Exploratory: does more pain follow a load far above the person's own habit?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from ..codes import Remark
from ..diary import Diary, days_of
from ..model import log_settled
from .exploration import Exploration, explore, separate
from .result import Check

FEWEST_JUMP_DAYS = 10
NO_JUMP = 1e-9
MARKED = 0.9  # the quantile of the person's own jumps that the sentence is about


@dataclass(frozen=True)
class Measure:
    """How load is measured: `column` of the diary, and `per` of its units in one unit."""

    name: str
    column: str
    per: float


MEASURES = (
    Measure("distance", "distance_km", per=10.0),
    Measure("duration", "duration_min", per=60.0),
    Measure("pace", "", per=0.5),  # min/km, of distance and duration
)


class Load(NamedTuple):
    """Load before each day, and what the four weeks before that would let one expect.

    `week`: days t-7 .. t-1, `habit`: a week's share of t-35 .. t-8; `day` and `usual_day`: the
    biggest day of the two. In the measure's own unit; NaN where too little is known.
    """

    week: pd.Series
    habit: pd.Series
    day: pd.Series
    usual_day: pd.Series


def load_jumps(diary: Diary | pd.DataFrame) -> Exploration:
    """Ask whether more pain follows a week, or a single day, far above the person's own habit.

    The week t-7 .. t-1 and its biggest day are compared with the four weeks before it
    (t-35 .. t-8): by how much they lie above, not as a ratio (Lolli 2019, Impellizzeri 2020).
    In distance, duration, and pace (min/km faster) where these are recorded. The habit, and how
    far a week lies below it, are adjusted for. A "single run" is a day's running.

    Returns
    -------
    Exploration
        Looks "week_jump" and "day_jump", subject the measure. `contrast` is the person's own
        marked jump (the 90th percentile of those above the habit). In 100 simulated diaries of a
        year without any association, each look stood out in 3 to 10 % (7 to 11 % with very noisy
        ratings).

    Examples
    --------
    >>> [look.name for look in bpa.load_jumps(diary).looks][:2]
    ['week_jump', 'day_jump']
    """
    daily = days_of(diary)
    pain = daily["pain"].where(log_settled(daily))
    looks: list[Check] = []
    for measure in MEASURES:
        load = load_before(daily, measure)
        if load.habit.any():
            looks += _jumps(pain, load, measure)
    return separate("load_jumps", looks)


def _jumps(pain: pd.Series, load: Load, measure: Measure) -> Iterator[Check]:
    """Yield the look at weeks, then at single days."""
    habit = load.habit.to_frame("habit")
    below = (load.habit - load.week).clip(lower=0)
    habit_and_below = habit.assign(below=below)
    yield _jump("week_jump", pain, load.week - load.habit, habit_and_below, measure)
    yield _jump("day_jump", pain, load.day - load.usual_day, habit, measure)


def _jump(
    name: str, pain: pd.Series, over: pd.Series, beside: pd.DataFrame, measure: Measure
) -> Check:
    above = over.clip(lower=0) / measure.per
    jumps = above[pain.notna() & (above > NO_JUMP)]
    contrast = float(jumps.quantile(MARKED))
    look = Check(
        name,
        subject=measure.name,
        unit=f"points_per_more.{measure.name}",
        values={"contrast": contrast, "size": contrast * measure.per},
    )
    lack = None
    if len(jumps) < FEWEST_JUMP_DAYS:
        counts = {"days": len(jumps), "needed": FEWEST_JUMP_DAYS}
        lack = Remark(f"lack.{name}_days", counts)
    return explore(look, pain, above.to_frame("jump").join(beside), lack)


def load_before(daily: pd.DataFrame, measure: Measure) -> Load:
    """Return the load before each day; pace is negative, so that more is faster."""
    if measure.column:
        a_day = daily[measure.column]
        week = _weekly_load(a_day, 7)
        four_weeks = _weekly_load(a_day, 28)
    else:
        both = daily[["distance_km", "duration_min"]]
        ran = both.where((both > 0).all(axis=1))
        a_day = -ran["duration_min"] / ran["distance_km"]
        week = _mean_pace(ran, 7)
        four_weeks = _mean_pace(ran, 28)
    biggest_of_week = a_day.rolling(7, min_periods=1).max().where(week.notna())
    biggest_of_four = a_day.rolling(28, min_periods=1).max().where(four_weeks.notna())
    return Load(
        week=week.shift(1),
        habit=four_weeks.shift(8),
        day=biggest_of_week.shift(1),
        usual_day=biggest_of_four.shift(8),
    )


def _weekly_load(a_day: pd.Series, days: int) -> pd.Series:
    """Return a week's load over so many days; one day in seven may be unknown."""
    known = days - days // 7
    return 7 * a_day.rolling(days, min_periods=known).mean()


def _mean_pace(ran: pd.DataFrame, days: int) -> pd.Series:
    """Return minus the minutes a km over so many days, weighted by distance."""
    total = ran.rolling(days, min_periods=1).sum()
    return -total["duration_min"] / total["distance_km"]
