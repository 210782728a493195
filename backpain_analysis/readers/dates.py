"""Dates: parsed, the order of day and month decided once per file, with evidence or a question."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from .languages import WORDS, by_word, plain
from .opening import Decision

_FAST = ("%b %d, %Y, %I:%M:%S %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_TIME = re.compile(
    r"(?:^|[T\s,])\s*(?:at|à|um|kl\.?)?\s*(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([ap]\.?\s?m\b\.?)?\s*(Z\b|(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d{2})?|UTC|GMT)?\s*$",
    re.I,
)
_MONTHS, _WEEKDAYS = by_word(WORDS["months"]), by_word(WORDS["weekdays"])
_NAMES = {"d": "day", "m": "month", "y": "year"}


@dataclass(frozen=True)
class Dates:
    """Parsed stamps: `time` (datetime64, NaT where unusable), and what the cells held besides."""

    time: np.ndarray
    has_clock: np.ndarray
    offset_min: np.ndarray
    decision: Decision
    question: str = ""


@dataclass(frozen=True)
class _Parts:
    """What one cell holds: the numbers of a date and, where it tells, their order ("dmy")."""

    numbers: tuple[int, ...]
    order: str = ""
    clock: tuple[int, int, int] | None = None
    offset: float = np.nan
    dotted: bool = False
    weekday: int = -1

    def stamp(self, order: str) -> dt.datetime | None:
        """Read the numbers in an order, if the cell tells none; None where that is no date."""
        found = dict(zip(self.order or order, self.numbers, strict=True))
        year = found["y"] + (0 if found["y"] >= 100 else 2000 if found["y"] < 70 else 1900)
        try:
            stamp = dt.datetime(year, found["m"], found["d"], *(self.clock or (0, 0, 0)))
        except (ValueError, OverflowError):
            return None
        return stamp if 1900 <= year <= 2100 else None


@lru_cache(maxsize=512)
def _month(word: str) -> int:
    word = plain(word.casefold())
    return int(_MONTHS.get(word) or _MONTHS.get(word[:4]) or _MONTHS.get(word[:3]) or 0)


def _weekday(word: str) -> int:
    word = word.casefold()
    return int(_WEEKDAYS.get(word[:3]) or _WEEKDAYS.get(word[:2]) or -1)


def _parts(cell: str) -> _Parts | None:
    """Split a cell into its parts; None where it holds no date."""
    if len(cell) > 20 and " - " in cell:  # "start - end" in one cell
        cell = cell.partition(" - ")[0]
    if cell.isdecimal() and len(cell) in (10, 13):  # seconds or milliseconds since 1970, UTC
        t = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=int(cell[:10]))
        return _Parts((t.year, t.month, t.day), "ymd", (t.hour, t.minute, t.second), 0.0)
    clock, offset, text = None, np.nan, cell
    if m := _TIME.search(cell):
        hour, text = int(m[1]), cell[: m.start()]
        if m[4]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if m[4][0] in "pP" else 0)
        clock = (hour, int(m[2]), int(m[3] or 0))
        if m[5]:  # "Z", "+2", "-0330", "UTC+02:00"
            digits = re.sub(r"\D", "", m[5]).zfill(1)
            hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
            offset = (int(hours) * 60 + int(minutes)) * (-1 if "-" in m[5] else 1)
    numbers = tuple(int(n) for n in re.findall(r"\d{1,8}", text))
    if len(numbers) == 1 and 19000101 <= numbers[0] <= 21001231:
        numbers = (numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100)
    words = re.findall(r"[^\W\d_]+", text)
    named = [w for w in words if _month(w)] if len(numbers) == 2 else []
    if named:
        numbers = (numbers[0], _month(named[-1]), numbers[1])
    if len(numbers) != 3 or re.search(r"\b0\d{3}\b", text):  # 0001-01-01 stands for no date
        return None
    order = "ymd" if numbers[0] > 31 else "dmy" if named else ""
    weekday = next((d for w in words if w not in named and (d := _weekday(w)) >= 0), -1)
    return _Parts(numbers, order, clock, offset, bool(re.search(r"\d\.\s?\d", text)), weekday)


def decide_dates(cells: np.ndarray, order: str = "", weekdays: np.ndarray | None = None) -> Dates:
    """Parse date cells, deciding the order of day and month once for all of them.

    `order` is what the settings or the app declare ("ymd", "dmy", "mdy"); "" looks for evidence,
    such as the names of the `weekdays` beside the dates.
    """
    codes, texts = pd.factorize(cells)
    texts = np.array([t.replace("\u202f", " ") for t in texts], dtype=object)
    stamps = np.full(len(texts), np.datetime64("NaT", "us"), dtype="datetime64[us]")
    has_clock, offsets = np.zeros(len(texts), bool), np.full(len(texts), np.nan)
    sample = next((t for t in texts if t), "")
    for form in _FAST:
        if not pd.isna(pd.to_datetime(sample, format=form, errors="coerce")):
            fast = pd.to_datetime(pd.Series(texts, dtype=object), format=form, errors="coerce")
            fast = fast.where(fast.dt.year.between(1900, 2100))
            stamps[:] = fast.to_numpy("datetime64[us]")
            has_clock[:] = "%M" in form
            break
    unread = np.flatnonzero(np.isnat(stamps)).tolist()
    parsed = {i: parts for i in unread if (parts := _parts(texts[i])) is not None}
    open_order = {i: p for i, p in parsed.items() if not p.order}
    decision = Decision("date order", "year first or month by name", "no date is ambiguous")
    question = ""
    if open_order:
        if weekdays is not None:
            beside = dict(zip(codes.tolist(), weekdays, strict=True))
            open_order = {i: replace(p, weekday=_weekday(beside[i])) for i, p in open_order.items()}
        times = np.bincount(codes, minlength=len(texts))
        order, evidence = (order, "declared") if order else _order(open_order, times)
        question = "" if order else evidence
        decision = Decision("date order", "/".join(_NAMES[c] for c in order), evidence)
    for i, parts in parsed.items():
        stamps[i] = parts.stamp(order or "ymd") if order or i not in open_order else None
        has_clock[i], offsets[i] = bool(parts.clock), parts.offset
    has_clock &= ~np.isnat(stamps)
    midnight = stamps == stamps.astype("datetime64[D]")
    if midnight[has_clock].all() and has_clock.sum() > 1:
        has_clock[:] = False  # a clock that always shows 00:00 only fills a date's format
    return Dates(stamps[codes], has_clock[codes], offsets[codes], decision, question)


def _order(rows: dict[int, _Parts], times: np.ndarray) -> tuple[str, str]:
    """Return the order of numeric dates and its evidence, or "" and what is unclear."""
    parts = list(rows.values())
    first = sum(times[i] for i, p in rows.items() if p.numbers[0] > 12)
    second = sum(times[i] for i, p in rows.items() if p.numbers[1] > 12)
    if first and second:
        text = f"{first} dates have a first part over 12 and {second} a second part over 12"
        return "", f"{text}, so day and month stand in two orders"
    if first and max(p.numbers[2] for p in parts) <= 31:
        years, days = ({p.numbers[k] for p in parts} for k in (0, 2))
        if len(days) > len(years):
            return "", "the first or the last part of the dates may be the year"
    if first or second:
        place = "first" if first else "second"
        return ("dmy" if first else "mdy"), f"{first + second} dates have a {place} part over 12"
    if all(p.dotted for p in parts):
        return "dmy", "dates with dots are written day first"
    both = {order: [p.stamp(order) for p in parts] for order in ("dmy", "mdy")}
    if both["dmy"] == both["mdy"]:
        return "dmy", "day and month are the same number in every date"
    fits, sorts = [], []
    for order, stamps in both.items():
        told = [(s, p.weekday) for s, p in zip(stamps, parts, strict=True) if s and p.weekday >= 0]
        if told and all(s.weekday() == w for s, w in told):
            fits.append(order)
        steps = np.diff(np.array([s for s in stamps if s], dtype="datetime64[s]")).astype(float)
        if len(steps) >= 5 and ((steps >= 0).all() or (steps <= 0).all()):
            sorts.append(order)
    if len(fits) == 1:
        return fits[0], "only so do the weekdays fit"
    if len(sorts) == 1:
        return sorts[0], "only so do the rows stand in order of time"
    unlike = next(p for p in parts if p.stamp("dmy") != p.stamp("mdy"))
    example = "/".join(str(n) for n in unlike.numbers)
    return "", f"{example} may be day/month or month/day, and no date in the file tells"
