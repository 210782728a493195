"""A person's tests: `test.toml`, the one that was begun last, and those before it, all kept."""

import dataclasses
import datetime as dt
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from ..errors import DataError, SettingsError
from ..held import write_whole
from ..settings import Settings, is_example
from .as_toml import NO_TEST, test_from, text_of
from .fair_test import FairTest, drawn, is_as_drawn

REGISTER = "test.toml"
CALENDAR = "fair_test.ics"
OWNER_ALONE = 0o600  # the rights of both files
LARGEST_FILE = 2**18  # bytes: a year is 3,000
STOPPED_FOR = ("rule", "urgent_sign", "injury", "other")
KEPT = "Put the file back as it was, or move it elsewhere: the test then counts as none."
_EARLIER = re.compile(r"test-\d{4}-\d\d-\d\d(?:-(\d+))?\.toml")


def latest_test(person: str | Path) -> FairTest | None:
    """Return the test that the person has begun last, running or over; None where there is none.

    Raises
    ------
    SettingsError
        `test.toml` holds no test, or was changed by hand.
    """
    path = Path(person) / REGISTER
    return _read(path) if path.exists() else None


def read_tests(person: str | Path) -> tuple[FairTest, ...]:
    """Return all tests that a person has begun, the first one first.

    Raises
    ------
    SettingsError
        One of the files holds no test, or was changed by hand.
    """
    tests = [_read(path) for path in _earlier_files(Path(person))]
    latest = latest_test(person)
    if latest is not None and latest not in tests:
        tests.append(latest)
    return tuple(tests)


def _earlier_files(person: Path) -> list[Path]:
    """Return the files of earlier tests in the order in which they were begun."""
    found = []
    for path in person.glob("test-*.toml"):
        name = _EARLIER.fullmatch(path.name)
        if name:
            found.append((path.stem[:15], int(name[1] or 1), path))
    return [path for _, _, path in sorted(found)]


def _read(path: Path) -> FairTest:
    content = _content_of(path)
    try:
        test = test_from(content)
        again = tomllib.loads(text_of(test))
    except NO_TEST as error:
        problem = f"this is not a test ({error})."
        raise SettingsError(problem, file=path, todo=KEPT) from error
    changed = _different(content, again)
    if changed:
        problem = f"the test was changed by hand: {', '.join(changed)} does not fit the rest."
        raise SettingsError(problem, file=path, todo=KEPT)
    if not is_as_drawn(test):
        problem = "the order of the blocks is not the one that the seed draws."
        raise SettingsError(problem, file=path, todo=KEPT)
    return test


def _content_of(path: Path) -> dict[str, Any]:
    if not path.is_file() or path.stat().st_size > LARGEST_FILE:
        problem = f"this is no file, or larger than {LARGEST_FILE // 1024} KB."
        raise SettingsError(problem, file=path, todo=KEPT)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        problem = f"this is not valid TOML ({error})."
        raise SettingsError(problem, file=path, todo=KEPT) from error


def _different(content: dict[str, Any], again: dict[str, Any], inside: str = "") -> list[str]:
    """Name the keys that stand in one only, or with another value."""
    different = []
    for key in sorted(content.keys() | again.keys()):
        one = content.get(key)
        other = again.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            different += _different(one, other, f"{inside}{key}.")
        elif one != other or type(one) is not type(other):
            different.append(f"{inside}{key}")
    return different


def begin_test(settings: Settings, test: FairTest, today: dt.date) -> FairTest:
    """Draw the order of a test by chance and write it down; it is never drawn again.

    Parameters
    ----------
    settings : Settings
        They name the person's folder.
    test : FairTest
        As of `ProposedTest.undrawn`: all but the order is fixed.
    today : date
        The day of the drawing.

    Raises
    ------
    DataError
        Something is not confirmed; the first day is past; another test is running; the person is
        the made-up example. Nothing is drawn then.
    """
    person = settings.person
    if person is None or is_example(person):
        raise DataError(
            "the made-up example begins no test.",
            todo="Put your own exports into data/raw, or name your folder with --person.",
        )
    if not test.confirmed.everything:
        raise DataError(
            "a test needs all three confirmations.",
            todo="Confirm that a professional agrees, that there is no urgent sign, and that you "
            "will stop by your rule.",
        )
    if test.schedule.start < today:
        todo = "Choose today or a later day."
        raise DataError(f"the first day, {test.schedule.start}, is past.", todo=todo)
    _check_that_none_is_running(person, today)
    begun = drawn(test, today)
    part = _written_beside(person / REGISTER, text_of(begun))
    try:
        _set_earlier_aside(person)
        _put_in_place(part, person / REGISTER)
    finally:
        part.unlink(missing_ok=True)
    return begun


def _check_that_none_is_running(person: Path, today: dt.date) -> None:
    before = latest_test(person)
    if before is not None and not before.is_over(today):
        raise DataError(
            f"a test is running until {before.schedule.last_day}; what is drawn stays drawn.",
            file=person / REGISTER,
            todo="To begin another one, stop it first (`backpain test stop`); both are kept.",
        )
    calendar = person / CALENDAR
    if before is None and calendar.exists():
        raise DataError(
            f"this calendar is of a test whose {REGISTER} is gone.",
            file=calendar,
            todo=f"Put {REGISTER} back; or, to begin another test, move the calendar elsewhere.",
        )


def _set_earlier_aside(person: Path) -> None:
    """Keep the test before, and its calendar, under the day on which it was drawn."""
    before = latest_test(person)
    if before is None:
        return
    number = 1
    name = str(before.drawn_on)
    while (person / f"test-{name}.toml").exists():
        number += 1
        name = f"{before.drawn_on}-{number}"
    (person / REGISTER).rename(person / f"test-{name}.toml")
    calendar = person / CALENDAR
    if calendar.exists():
        calendar.rename(person / f"fair_test-{name}.ics")


def note_look(person: str | Path, today: dt.date) -> FairTest:
    """Count a look at the difference before the end, in the file, and return the test."""
    test = _latest_or_error(person)
    looked = dataclasses.replace(test, looks=(*test.looks, today))
    _write_over(Path(person) / REGISTER, looked)
    return looked


def stop_test(person: str | Path, day: dt.date, reason: str, today: dt.date) -> FairTest:
    """Note that the test was stopped, and return it.

    Parameters
    ----------
    person : path
    day : date
        The last day that counts.
    reason : str
        One of `STOPPED_FOR`.
    today : date

    Raises
    ------
    DataError
        There is no test, or it is over; the day is ahead, or before the drawing; the reason is
        none of those.
    """
    test = _latest_or_error(person)
    if test.is_over(today):
        ended = f"the test is over since {test.last_day}."
        raise DataError(ended, todo="`backpain test result` shows it.")
    if reason not in STOPPED_FOR:
        todo = f"It is one of {', '.join(STOPPED_FOR)}."
        raise DataError(f"there is no reason {reason!r}.", todo=todo)
    if test.drawn_on is None or not test.drawn_on <= day <= today:
        todo = f"Name a day from {test.drawn_on} to {today}."
        raise DataError(f"the test cannot have been stopped on {day}.", todo=todo)
    stopped = dataclasses.replace(test, stopped_on=day, stopped_for=reason)
    _write_over(Path(person) / REGISTER, stopped)
    return stopped


def _latest_or_error(person: str | Path) -> FairTest:
    test = latest_test(person)
    if test is None:
        todo = "`backpain test plan` proposes one."
        raise DataError("no test has been begun.", file=Path(person) / REGISTER, todo=todo)
    return test


def _write_over(path: Path, test: FairTest) -> None:
    write_whole(path, text_of(test).encode(), OWNER_ALONE)


def _written_beside(path: Path, text: str) -> Path:
    """Write a text, for its owner alone, beside the place where it belongs."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    write_whole(part, text.encode(), OWNER_ALONE)
    return part


def _put_in_place(part: Path, path: Path) -> None:
    """Move a file to a place where there is none; whoever comes second is refused."""
    try:
        os.link(part, path)
    except FileExistsError as error:
        todo = "`backpain test status` shows it; nothing was drawn now."
        raise DataError("another test was begun just now.", file=path, todo=todo) from error
    except OSError:  # a file system without links
        part.replace(path)
