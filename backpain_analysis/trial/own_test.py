"""A person's own test: proposed from their record, begun, and where both are written."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from ..diary import Diary
from ..language import Phrases
from ..settings import Settings, is_example
from .calendar_file import write_calendar
from .fair_test import Confirmed, FairTest
from .proposal import ProposedTest, propose_test, sesoi_of, with_power
from .register import REGISTER, begin_test, latest_test, stop_test
from .wishes import Wishes


class Begun(NamedTuple):
    """A test that was begun, and its files."""

    test: FairTest
    register: Path
    calendar: Path


def today_for(settings: Settings, diary: Diary) -> dt.date:
    """Return today; for the made-up example, the day after the last in its files."""
    if settings.person is not None and is_example(settings.person):
        after: dt.date = diary.days.index[-1].date() + dt.timedelta(days=1)
        return after
    return dt.date.today()


def propose_own_test(
    diary: Diary, settings: Settings, wishes: Wishes | None = None
) -> ProposedTest:
    """Propose a test to a person, and work out how likely it is to find a difference.

    Raises
    ------
    SettingsError
        `test.toml` holds no test, or was changed by hand.
    """
    wishes = wishes or Wishes()
    running = latest_test(settings.person) if settings.person is not None else None
    proposed = propose_test(diary, today_for(settings, diary), wishes, running)
    return with_power(proposed, diary, sesoi_of(settings), wishes.weeks)


def begin_own_test(
    settings: Settings, proposed: ProposedTest, confirmed: Confirmed, p: Phrases
) -> Begun:
    """Draw the order of a proposed test, and write it down with its calendar.

    Raises
    ------
    DataError
        The test is refused, something is not confirmed, or another test is running. Nothing is
        drawn then.
    """
    test = begin_test(settings, proposed.undrawn(settings, confirmed), dt.date.today())
    folder = settings.person or Path()
    return Begun(test, folder / REGISTER, write_calendar(folder, test, p))


def stop_own_test(settings: Settings, day: dt.date, reason: str, p: Phrases) -> Begun:
    """Note that the test was stopped, in its file and in its calendar.

    Raises
    ------
    DataError
        There is no test, or it is over; the day or the reason cannot be.
    """
    folder = settings.person or Path()
    test = stop_test(folder, day, reason, dt.date.today())
    return Begun(test, folder / REGISTER, write_calendar(folder, test, p))
