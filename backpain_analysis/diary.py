"""The person's diary: one row per calendar day, unbroken, with what is known about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .codes import Remark
from .errors import DataError
from .settings import PainSettings, Settings

if TYPE_CHECKING:
    from .importing import Exports, Question

DAY_VALUE_OF_RATINGS: Mapping[str, str] = {"mean": "mean", "worst": "max", "last": "last"}
STRENGTH = re.compile("strength|kraft|weight ?training", re.IGNORECASE)
NO_LOG = Remark("coverage.no_activity")


@dataclass(frozen=True)
class Coverage:
    """From when to when a day without a session means none; None where there is no run log."""

    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    why: Remark = NO_LOG


@dataclass(frozen=True)
class Event:
    """Something that lasted from one day to another: an illness, a treatment."""

    name: str
    start: pd.Timestamp
    end: pd.Timestamp


@dataclass(frozen=True, repr=False)
class Diary:
    """One person's days, and what is known about them.

    Attributes
    ----------
    days : DataFrame
        Index `day` (DatetimeIndex, freq D, unbroken); columns `pain` (0-10), `runs` (sessions),
        `distance_km`, `duration_min`, `weight_kg`, and one per other variable. NaN is "not
        recorded"; a day inside the log's coverage without a session has 0 runs and 0 km.
    coverage : Coverage
        From when to when the run log counts, and why.
    events : tuple of Event
    region : str
        The body region that the pain column holds; "" where none is named.
    questions : tuple of Question
        What the person has yet to answer about the files.
    strength : Series or None
        Strength sessions a day, as `runs`; None where none is recorded, or they are what is asked
        about.

    Examples
    --------
    >>> diary.days.shape
    (610, 5)
    >>> str(diary.coverage.start.date())
    '2025-02-03'
    """

    days: pd.DataFrame
    coverage: Coverage = field(default_factory=Coverage)
    events: tuple[Event, ...] = ()
    region: str = ""
    questions: "tuple[Question, ...]" = ()
    strength: pd.Series | None = None

    def __repr__(self) -> str:
        n = len(self.days)
        first, last = self.days.index[[0, -1]]
        rated = int(self.days["pain"].count())
        return f"Diary({n} days, {first:%Y-%m-%d} to {last:%Y-%m-%d}, {rated} rated)"


def days_of(diary: Diary | pd.DataFrame) -> pd.DataFrame:
    """Return the frame of a diary; a plain daily frame stands for itself."""
    if isinstance(diary, Diary):
        return diary.days
    return diary


def as_diary(diary: Diary | pd.DataFrame) -> Diary:
    """Return a diary; a plain daily frame becomes one of which nothing else is known."""
    if isinstance(diary, Diary):
        return diary
    return Diary(diary)


def build_diary(exports: "Exports", settings: Settings | None = None) -> Diary:
    """Join the tidy tables into one row per calendar day.

    Parameters
    ----------
    exports : Exports
    settings : Settings, optional
        Names the activities, the body region, the day rule and the coverage of the log.

    Returns
    -------
    Diary

    Raises
    ------
    DataError
        No table holds a single row.

    Examples
    --------
    >>> diary = bpa.build_diary(exports, settings)
    >>> diary.days["pain"].loc["2026-03-02":"2026-03-03"].tolist()  # rated, not rated
    [6.0, nan]
    """
    settings = settings or Settings()
    grid = _grid(exports, settings)
    ratings, region = _ratings_of_one_region(exports, settings.pain.region)
    coverage = _coverage(exports.runs, grid, settings)
    days = pd.DataFrame(index=grid)
    days["pain"] = _pain(ratings, grid, exports, settings.pain)
    days = days.join(_sessions(exports.runs, grid, coverage, settings.activities))
    days["weight_kg"] = exports.weight.groupby("day")["weight_kg"].median()
    for name, rated in exports.other.groupby("variable"):
        column = str(name)
        if name in days:
            column = f"{name} (rated)"
        days[column] = rated.groupby("day")["value"].mean()
    return Diary(
        days,
        coverage,
        events=events_of(exports.events),
        region=region,
        questions=exports.questions,
        strength=_strength(exports.runs, grid, coverage, settings.activities),
    )


def _grid(exports: "Exports", settings: Settings) -> pd.DatetimeIndex:
    """Return every day from the first to the last in any table."""
    tables = [exports.runs, exports.pain, exports.weight, exports.other]
    days = pd.concat(tables)["day"]
    if days.empty and exports.questions:
        raise DataError(
            "there is nothing to analyse yet: the files wait for your answers.",
            file=settings.raw,
            todo="`backpain check` asks the questions, with the lines that answer them.",
        )
    if days.empty:
        raise DataError(
            "there is nothing to analyse: no file gave a single row.",
            file=settings.raw,
            todo="Put the exports of your apps into that folder; `backpain check` lists them.",
        )
    first = days.min().normalize()
    last = days.max().normalize()
    return pd.date_range(first, last, freq="D", name="day")


def _ratings_of_one_region(exports: "Exports", region: str) -> tuple[pd.DataFrame, str]:
    """Return the ratings that count and their region; no rating while it is asked which do."""
    pain = exports.pain
    named = set(pain["region"].dropna()) - {""}
    is_asked = any(question.key == "region" for question in exports.questions)
    if named and region:
        is_mine = pain["region"].fillna("").str.casefold() == region.casefold()
        return pain[is_mine], region
    if is_asked or len(named) > 1:
        return pain[:0], region
    # where no region is ever named, what is rated is the one that the settings name
    return pain, region or "".join(named)


def _pain(
    ratings: pd.DataFrame, grid: pd.DatetimeIndex, exports: "Exports", rules: PainSettings
) -> pd.Series:
    """Return one value a day; zeros only where the settings declare them."""
    in_order = ratings.sort_values("time", kind="stable")
    day_value = DAY_VALUE_OF_RATINGS[rules.per_day]
    pain = in_order.groupby("day")["pain"].agg(day_value).reindex(grid)
    if rules.unlogged_is_zero and len(ratings):
        is_zero = pain.isna() & _written_in(grid, exports)
        pain[is_zero] = 0.0
    return pain


def _written_in(grid: pd.DatetimeIndex, exports: "Exports") -> np.ndarray:
    """Say on which days a file that holds ratings was written in, for whatever else."""
    pain = exports.pain
    other = exports.other
    is_beside = other["file"].isin(pain["file"])
    written = pd.concat([pain["day"], other.loc[is_beside, "day"]])
    is_attack = pain["source"] == "attack list"  # complete from first to last
    attacks = pain.loc[is_attack, "day"]
    in_attack_list = (grid >= attacks.min()) & (grid <= attacks.max())
    return grid.isin(written) | in_attack_list


def _coverage(runs: pd.DataFrame, grid: pd.DatetimeIndex, settings: Settings) -> Coverage:
    """Decide from when to when a day without a session means none, not unknown."""
    start = runs["day"].min()
    end = grid[-1]
    why = "coverage.log"
    if settings.covered_from is not None:
        start = pd.Timestamp(settings.covered_from)
        why = "coverage.set_from"
    if settings.covered_to is not None:
        end = pd.Timestamp(settings.covered_to)
        why = f"{why}_and_to"
    if pd.isna(start):
        return Coverage()
    return Coverage(start, end, Remark(why))


def _sessions(
    runs: pd.DataFrame, grid: pd.DatetimeIndex, coverage: Coverage, activities: tuple[str, ...]
) -> pd.DataFrame:
    """Return sessions, kilometres and minutes a day: 0 without a session, NaN outside the log.

    A session without a distance makes that day's kilometres missing.
    """
    covered = np.zeros(len(grid), dtype=bool)
    if coverage.start is not None:
        covered = (grid >= coverage.start) & (grid <= coverage.end)
    wanted = {activity.casefold() for activity in activities}
    is_wanted = runs["activity"].str.casefold().isin(wanted)
    sessions = runs[is_wanted].groupby("day")
    totals = sessions[["distance_km", "duration_min"]].sum(skipna=False)
    totals.insert(0, "runs", sessions.size().astype(float))
    days = totals.reindex(grid, fill_value=0.0)
    days[~covered] = np.nan
    return days


def _strength(
    runs: pd.DataFrame, grid: pd.DatetimeIndex, coverage: Coverage, activities: tuple[str, ...]
) -> pd.Series | None:
    """Return strength sessions a day; None without any, or where the person asks about them."""
    named = runs["activity"].dropna().unique()
    kinds = tuple(str(name) for name in named if STRENGTH.search(str(name)))
    wanted = {activity.casefold() for activity in activities}
    if not kinds or wanted & {kind.casefold() for kind in kinds}:
        return None
    return _sessions(runs, grid, coverage, kinds)["runs"]


def events_of(table: pd.DataFrame) -> tuple[Event, ...]:
    """Return the events of a table, as of `exports.events`."""
    events = [Event(row.event, row.start, row.end) for row in table.itertuples()]
    return tuple(events)
