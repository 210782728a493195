"""What a setting may hold: each kind with its range, and what an error says about it."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..language import LANGUAGES, plain_text

LONGEST_NAME = 200  # characters
LONGEST_SENTENCE = 1_000
LARGEST_COUNT = 10_000  # lines to skip, a year
WINDOWS = (7, 14, 21, 28, 35, 42)  # days: whole weeks
SMALLEST_SESOI = 0.1  # points of 0 to 10
LARGEST_SESOI = 5.0
YEARS = range(1900, 2101)
RATED_YEARS = range(1990, 2101)
NOON = dt.time(12)
# an offset knows no summer time, and the sign of some is the other way round
_OFFSET = re.compile(r"\d|^(EST|MST|HST|Factory|localtime)$|^(posix|right)/")


@dataclass(frozen=True)
class Kind:
    """One kind of value: the TOML types it may be written as, what it becomes, what is wanted.

    `make` raises a ValueError for a value that is out of range.
    """

    types: tuple[type, ...]
    make: Callable[[Any], Any]
    wanted: str


def _text_of(most: int) -> Callable[[str], str]:
    """Return what makes a text safe, and refuses one of more than so many characters."""

    def make(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"longer than {most}")
        return plain_text(text)

    return make


def _window(days: int) -> int:
    if days not in WINDOWS:
        raise ValueError("not in whole weeks")
    return days


def _sesoi(points: float) -> float:
    if not SMALLEST_SESOI <= points <= LARGEST_SESOI:  # nan, too
        raise ValueError("out of range")
    return float(points)


def _count(number: int) -> int:
    if not 0 <= number <= LARGEST_COUNT:
        raise ValueError("out of range")
    return number


def _date(day: dt.date) -> dt.date:
    if day.year not in YEARS:
        raise ValueError("out of range")
    return day


def _year(written: int | str) -> int:
    """Return a year; an answer to a question writes it as a text."""
    year = int(written)
    if year not in RATED_YEARS:
        raise ValueError("out of range")
    return year


def _day(text: str) -> str:
    day = dt.date.fromisoformat(text)
    if str(day) != text:
        raise ValueError("written otherwise")
    return str(_date(day))


def _day_start(written: str | dt.time) -> dt.time:
    time = dt.time.fromisoformat(str(written))
    if time.tzinfo is not None or time.second or time.microsecond or time >= NOON:
        raise ValueError("no whole minute before noon")
    return time


def _zone(name: str) -> str:
    if not name:
        return ""
    if _OFFSET.search(name):
        raise ValueError("an offset")
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("unknown") from error


def _language(name: str) -> str:
    if name not in LANGUAGES:
        raise ValueError("unknown")
    return name


TEXT = Kind((str,), _text_of(LONGEST_NAME), f"text in quotes, up to {LONGEST_NAME} characters")
SENTENCE = Kind(
    (str,), _text_of(LONGEST_SENTENCE), f"text in quotes, up to {LONGEST_SENTENCE:,} characters"
)
BOOL = Kind((bool,), bool, "true or false")
COUNT = Kind((int,), _count, f"a whole number from 0 to {LARGEST_COUNT:,}")
ZONE = Kind((str,), _zone, 'a time zone like "Europe/Berlin"')

Sentence = Annotated[str, SENTENCE]
Zone = Annotated[str, ZONE]
Language = Annotated[str, Kind((str,), _language, "one of " + ", ".join(LANGUAGES))]
Window = Annotated[int, Kind((int,), _window, f"one of {', '.join(map(str, WINDOWS))} days")]
Sesoi = Annotated[
    float,
    Kind((int, float), _sesoi, f"a number from {SMALLEST_SESOI} to {LARGEST_SESOI:g} points"),
]
Date = Annotated[dt.date, Kind((dt.date,), _date, "a date like 2026-01-31, from 1900 to 2100")]
Day = Annotated[str, Kind((str,), _day, 'a day like "2026-01-31", from 1900 to 2100')]
DayStart = Annotated[
    dt.time,
    Kind((str, dt.time), _day_start, 'a time like "04:00", from 00:00 to 11:59, in whole minutes'),
]
Year = Annotated[int, Kind((int, str), _year, "a year like 2026, from 1990 to 2100")]
Folder = Annotated[Path, Kind((str,), Path, "the name of a folder in quotes")]

# places where people mean these abbreviations
PLACES = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "HST": "Pacific/Honolulu",
    "BST": "Europe/London",
    "WEST": "Europe/Lisbon",
    "CEST": "Europe/Berlin",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "EEST": "Europe/Helsinki",
    "MSK": "Europe/Moscow",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
}


def place_of_zone(name: str) -> str:
    """Return the zone of a place that an abbreviation or an offset may mean, or "".

    "EST5EDT" is New York's; "UTC+2" may be many places' and is none's here.
    """
    letters = re.match(r"[A-Za-z]*", name)
    return PLACES.get(letters.group().upper(), "") if letters else ""
