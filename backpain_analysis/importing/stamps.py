"""Moments and lengths as accounts store them, written so that `times` and `measures` read them.

None of these raises: what cannot be read comes back as it is, and the ledger shows it.
"""

import datetime as dt
import math
import re

_SECONDS_UNTIL = 1e11  # a larger count since 1970 is of milliseconds, for it would be the year 5138
_MILLISECONDS_UNTIL = 1e14
_MICROSECONDS_UNTIL = 1e17
_EPOCH = dt.datetime(1970, 1, 1)
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?")
_LENGTH = re.compile(
    r"P(?:(?P<days>\d+)D)?T?(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)S)?",
    re.IGNORECASE,
)
_LARGEST_OFFSET = 15 * 3600  # seconds; zones lie between -12:00 and +14:00


def epoch_seconds(cell: str) -> float:
    """Return the seconds since 1970 that a count of seconds, ms, us or ns means, else NaN."""
    try:
        count = float(cell)
    except ValueError:
        return math.nan
    size = abs(count)
    if size < _SECONDS_UNTIL:
        return count
    if size < _MILLISECONDS_UNTIL:
        return count / 1e3
    return count / 1e6 if size < _MICROSECONDS_UNTIL else count / 1e9


def utc_stamp(cell: str) -> str:
    """Write a count since 1970, or a stamp without a zone, as one of UTC; other text comes back."""
    if _WITHOUT_ZONE.fullmatch(cell):
        return f"{cell}Z"
    clock = _clock(epoch_seconds(cell))
    return f"{clock}Z" if clock else cell


def clock_stamp(cell: str) -> str:
    """Write a local clock that is stored as if it were UTC; a text that is none comes back."""
    return _clock(epoch_seconds(cell)) or cell


def stamp_with_offset(cell: str, offset: str) -> str:
    """Write a count since 1970 as local time with its distance from UTC, in seconds or ms.

    Without such a distance it is a UTC stamp.
    """
    seconds = epoch_seconds(cell)
    away = _offset_seconds(offset)
    if math.isnan(away):
        return utc_stamp(cell)
    clock = _clock(seconds + away)
    if not clock:
        return cell
    sign = "-" if away < 0 else "+"
    minutes = round(abs(away) / 60)
    return f"{clock}{sign}{minutes // 60:02}:{minutes % 60:02}"


def _offset_seconds(offset: str) -> float:
    try:
        away = float(offset)
    except ValueError:
        return math.nan
    if abs(away) > _LARGEST_OFFSET:
        away /= 1000
    return away if abs(away) <= _LARGEST_OFFSET else math.nan


def _clock(seconds: float) -> str:
    """Write seconds since 1970 as date and time; "" where no calendar has them."""
    try:
        moment = _EPOCH + dt.timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return ""
    return moment.isoformat(" ", "seconds")


def seconds_between(start: str, end: str) -> str:
    """Return the seconds from one ISO stamp to another; "" where one of them is none."""
    try:
        length = dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(start)
    except (ValueError, TypeError):  # one with a zone, one without
        return ""
    return f"{length.total_seconds():.3f}"


def iso_seconds(cell: str) -> str:
    """Return the seconds of an ISO 8601 length, "PT40M3.5S"; another text comes back."""
    found = _LENGTH.fullmatch(cell.strip())
    if not found or not any(found.groups()):
        return cell
    days = float(found["days"] or 0)
    hours = float(found["hours"] or 0)
    minutes = float(found["minutes"] or 0)
    seconds = float(found["seconds"] or 0)
    return f"{days * 86_400 + hours * 3600 + minutes * 60 + seconds:.3f}"


def is_short(seconds: str, least_minutes: float) -> bool:
    """Say whether a length in seconds is known and shorter than so many minutes."""
    try:
        return 0 < float(seconds) < least_minutes * 60
    except ValueError:
        return False
