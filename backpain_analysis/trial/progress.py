"""How a test goes: days, kilometres, ratings missing; never how pain differs between the arms."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary
from ..settings import Settings
from .fair_test import FairTest
from .schedule import WeekAsked
from .stopping import days_rule_met

LOG_MAY_LAG = 7  # days until a log that ends is worth a word
FEWEST_ASKED = 3  # runs asked for and none done: perhaps the log was not exported
NOTHING = "\u2013"
OF_SETTINGS = ("timezone", "region", "activities")


@dataclass(frozen=True)
class BlockSoFar:
    """One block, as far as it has come.

    Attributes
    ----------
    number : int
        The first is 1.
    first, last : date
        Its planned first and last day.
    is_high : bool
    days : int
        Its days that are over; days after the test was stopped do not count.
    known_days : int
        Of these, days whose kilometres are known.
    km_asked, km_done : float
        Over the known days.
    runs_asked, runs_done : int
        Over the known days: days with a run.
    unrated : int
        Of the days that are over, those without a rating.
    """

    number: int
    first: dt.date
    last: dt.date
    is_high: bool
    days: int
    known_days: int
    km_asked: float
    km_done: float
    runs_asked: int
    runs_done: int
    unrated: int


@dataclass(frozen=True)
class Progress:
    """How a test goes. No number here depends on how pain differs between high and low blocks.

    Attributes
    ----------
    test : FairTest
    today : date
    days_done, days_left : int
        Days that are over, and days that are left; none is left once it was stopped.
    blocks : tuple of BlockSoFar
        Those that have begun.
    rule_met_on : date or None
        The first day of the test on which the person's own stopping rule was met.
    remarks : tuple of Remark
        What the person should know: a log that ends, blocks without a rating, changed settings.
    """

    test: FairTest
    today: dt.date
    days_done: int
    days_left: int
    blocks: tuple[BlockSoFar, ...]
    rule_met_on: dt.date | None
    remarks: tuple[Remark, ...]

    @property
    def changed_settings(self) -> tuple[Remark, ...]:
        """The remarks on settings that were others when the test was drawn."""
        codes = [f"trial.status.{name}" for name in OF_SETTINGS]
        return tuple(remark for remark in self.remarks if remark.code in codes)

    @property
    def is_over(self) -> bool:
        """Whether the test has come to its end, planned or not."""
        return self.test.is_over(self.today)

    @property
    def week_now(self) -> WeekAsked | None:
        """The week that is asked for today; None before and after the test."""
        schedule = self.test.schedule
        place = (self.today - schedule.start).days // schedule.block_days
        if self.is_over or place < 0:
            return None
        return schedule.high if schedule.order[place] else schedule.low


def progress_of(
    test: FairTest, diary: Diary, today: dt.date, settings: Settings | None = None
) -> Progress:
    """Return how a test goes.

    Parameters
    ----------
    test : FairTest
    diary : Diary
        Today and what lies ahead is left out.
    today : date
    settings : Settings, optional
        What has changed in them since the drawing is said.
    """
    days = _days_that_are_over(test, today)
    table = _table(test, diary.days, days)
    blocks = tuple(_blocks(test, table))
    remarks = [
        *_remarks_on_log(table),
        *_remarks_on_ratings(blocks),
        *(_remarks_on_settings(test, settings) if settings else ()),
    ]
    days_left = 0
    if not test.is_over(today):
        days_left = len(test.schedule.days) - len(days)
    return Progress(
        test=test,
        today=today,
        days_done=len(days),
        days_left=days_left,
        blocks=blocks,
        rule_met_on=_rule_met_on(test, diary.days["pain"], days),
        remarks=tuple(remarks),
    )


def _days_that_are_over(test: FairTest, today: dt.date) -> pd.DatetimeIndex:
    days = test.schedule.days
    is_over = (days < pd.Timestamp(today)) & (days <= pd.Timestamp(test.last_day))
    return days[is_over]


def _table(test: FairTest, diary: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return one row a day that is over: block, kilometres and runs, whether it was rated."""
    found = diary[["runs", "distance_km", "pain"]].reindex(days)
    return pd.DataFrame({
        "block": test.schedule.block_of(days),
        "km_asked": test.schedule.km_asked()[: len(days)],
        "km_done": found["distance_km"],
        "runs": found["runs"],
        "is_rated": found["pain"].notna(),
    })  # fmt: skip


def _blocks(test: FairTest, table: pd.DataFrame) -> list[BlockSoFar]:
    schedule = test.schedule
    blocks = []
    for place, days in table.groupby("block"):
        number = int(str(place))
        planned = schedule.blocks[number]
        known = days[days["km_done"].notna()]
        blocks.append(
            BlockSoFar(
                number=number + 1,
                first=planned.first,
                last=planned.last,
                is_high=planned.is_high,
                days=len(days),
                known_days=len(known),
                km_asked=float(known["km_asked"].sum()),
                km_done=float(known["km_done"].sum()),
                runs_asked=int((known["km_asked"] > 0).sum()),
                runs_done=int((known["runs"] > 0).sum()),
                unrated=int((~days["is_rated"]).sum()),
            )
        )
    return blocks


def _rule_met_on(test: FairTest, pain: pd.Series, days: pd.DatetimeIndex) -> dt.date | None:
    """Return the first day of the test that ends a row of bad days; it may have begun before."""
    if days.empty:
        return None
    until = pain[pain.index <= days[-1]]
    met = days_rule_met(until, test.stopping)
    in_test = met[met >= days[0]]
    return in_test[0].date() if len(in_test) else None


def _remarks_on_log(table: pd.DataFrame) -> list[Remark]:
    """Say since when nothing is known of runs, or none is in the files; and what lacks a distance.

    A log that was not exported looks like days without a run: the person must tell.
    """
    remarks = []
    is_logged = table["runs"].notna()
    silent = _after_the_last(table, is_logged)
    pause = _after_the_last(table, table["runs"] > 0)
    asked = int((pause["km_asked"] > 0).sum())
    if len(silent) >= LOG_MAY_LAG:
        remarks.append(_status("log_ends", day=silent.index[0].date(), n=len(silent)))
    elif len(pause) >= LOG_MAY_LAG and asked >= FEWEST_ASKED:
        remarks.append(_status("no_run_since", day=pause.index[0].date(), n=asked))
    without = int((is_logged & table["km_done"].isna()).sum())
    if without:
        remarks.append(_status("no_distance", n=without))
    return remarks


def _after_the_last(table: pd.DataFrame, holds: pd.Series) -> pd.DataFrame:
    """Return the rows after the last one of which something holds; all where it never does."""
    places = np.flatnonzero(holds.to_numpy())
    after = int(places[-1]) + 1 if len(places) else 0
    return table.iloc[after:]


def _remarks_on_ratings(blocks: tuple[BlockSoFar, ...]) -> list[Remark]:
    unrated = []
    for block in blocks:
        is_well_under_way = block.days > LOG_MAY_LAG
        if is_well_under_way and block.unrated == block.days:
            unrated.append(str(block.number))
    if not unrated:
        return []
    return [_status("block_unrated", n=len(unrated), listed=", ".join(unrated))]


def _remarks_on_settings(test: FairTest, settings: Settings) -> list[Remark]:
    """Say which settings were others when the test was drawn."""
    remarks = []
    if test.timezone and settings.zone != test.timezone:
        remarks.append(_status("timezone", then=test.timezone, now=settings.zone))
    if settings.pain.region.casefold() != test.region.casefold():
        now = settings.pain.region or NOTHING
        remarks.append(_status("region", then=test.region or NOTHING, now=now))
    if sorted(settings.activities) != sorted(test.activities):
        now = ", ".join(settings.activities)
        remarks.append(_status("activities", then=", ".join(test.activities), now=now))
    return remarks


def _status(code: str, **fields: object) -> Remark:
    return Remark(f"trial.status.{code}", fields)
