"""A test as a calendar file: one all-day entry a block, one a run; no alarm (RFC 5545)."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from ..held import write_whole
from ..language import Phrases, asked_week_words, plain_text, stopping_rule_words
from .fair_test import FairTest
from .register import CALENDAR, OWNER_ALONE

LONGEST_LINE = 75  # octets, the line's end aside (RFC 5545, 3.1)
LINE_END = "\r\n"
PRODUCT = "-//backpain_analysis//fair test//EN"
DOMAIN = "backpain-analysis.invalid"  # of identifiers; a name that nobody can own (RFC 2606)
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


def write_calendar(person: str | Path, test: FairTest, p: Phrases) -> Path:
    """Write `fair_test.ics` beside `test.toml`, whole or not at all, and return its path."""
    path = Path(person) / CALENDAR
    write_whole(path, calendar_text(test, p).encode(), OWNER_ALONE)
    return path


def calendar_text(test: FairTest, p: Phrases) -> str:
    """Return the calendar of a test, in the language of the phrases.

    The same test gives the same text, and each entry keeps its identifier: imported again, it
    replaces itself. After the test was stopped, the entries of the days since are cancelled, and
    the block of that day ends with it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        *_blocks(test, p),
        *_runs(test, p),
        "END:VCALENDAR",
    ]
    folded = [fold(line) for line in lines]
    return LINE_END.join(folded) + LINE_END


def _blocks(test: FairTest, p: Phrases) -> Iterator[str]:
    schedule = test.schedule
    count = len(schedule.order)
    for number, block in enumerate(schedule.blocks, 1):
        kind = "high" if block.is_high else "low"
        week = schedule.high if block.is_high else schedule.low
        about = " ".join([
            p("trial.calendar.week", week=asked_week_words(p, week)),
            stopping_rule_words(p, test.stopping),
        ])  # fmt: skip
        yield from _event(
            test,
            name=f"block-{number:02}",
            first=block.first,
            last=block.last,
            title=p(f"trial.calendar.{kind}", number=number, count=count),
            about=about,
        )


def _runs(test: FairTest, p: Phrases) -> Iterator[str]:
    about = stopping_rule_words(p, test.stopping)
    for day, km in zip(test.schedule.days, test.schedule.km_asked(), strict=True):
        if km:
            yield from _event(
                test,
                name=f"run-{day:%Y%m%d}",
                first=day.date(),
                last=day.date(),
                title=p("trial.calendar.run", km=float(km)),
                about=about,
            )


def _event(
    test: FairTest, *, name: str, first: dt.date, last: dt.date, title: str, about: str
) -> Iterator[str]:
    """Yield the lines of an all-day entry; its end is the day after the last (RFC 5545, 3.6.1)."""
    is_cancelled = first > test.last_day
    is_changed = last > test.last_day
    revised = test.drawn_on
    if is_changed:
        revised = test.stopped_on
    if is_changed and not is_cancelled:
        last = test.last_day
    yield "BEGIN:VEVENT"
    yield f"UID:{test.hash}-{name}@{DOMAIN}"
    yield f"DTSTAMP:{revised:%Y%m%d}T000000Z"
    yield f"SEQUENCE:{int(is_changed)}"
    yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{last + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape(title)}"
    yield f"DESCRIPTION:{escape(about)}"
    if is_cancelled:
        yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escape(text: str) -> str:
    """Return a text as a calendar holds it (RFC 5545, 3.3.11): on one line, its marks escaped."""
    return plain_text(text).translate(ESCAPED)


def fold(line: str) -> str:
    """Fold a line at 75 octets, never within a character; what follows begins with a space."""
    parts = []
    part = ""
    for character in line:
        if len((part + character).encode()) > LONGEST_LINE:
            parts.append(part)
            part = " "
        part += character
    return LINE_END.join([*parts, part])
