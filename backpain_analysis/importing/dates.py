"""Dates: parsed, the order of day and month decided once per file, with evidence or a question."""

import datetime as dt
import re
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .languages import by_word, plain
from .source import Decision

_FAST = ("%b %d, %Y, %I:%M:%S %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_TIME = re.compile(
    r"(?:^|[T\s,])\s*(?:at|à|um|kl\.?)?\s*(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([ap]\.?\s?m\b\.?)?\s*(Z\b|(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?|UTC|GMT)?\s*$",
    re.I,
)
_MONTHS, _WEEKDAYS = by_word("months"), by_word("weekdays")
_ORDERS = {"dmy": "day/month/year", "mdy": "month/day/year", "ymd": "year/month/day"}
_READ = [*_ORDERS, "open", "clock", "offset", "weekday", "dotted", "shown"]  # of one cell


class Dates(NamedTuple):
    """Parsed stamps (NaT where unusable), what the cells held besides, and the order's decision."""

    time: np.ndarray
    has_clock: np.ndarray
    offset_min: np.ndarray
    decision: Decision
    question: str


@lru_cache(maxsize=512)
def _number(word: str, months: bool) -> int:
    """Return the number of a month or weekday (Monday is 0), or -1 for another word."""
    word, table = plain(word.casefold()), _MONTHS if months else _WEEKDAYS
    starts = (word, word[:4], word[:3]) if months else (word[:3], word[:2])
    return next((int(table[start]) for start in starts if start in table), -1)


def _stamp(numbers: dict[str, int], clock: tuple[int, int, int]) -> dt.datetime | None:
    year = numbers["y"] + (0 if numbers["y"] >= 100 else 2000 if numbers["y"] < 70 else 1900)
    with suppress(ValueError):
        if 1900 <= year <= 2100:
            return dt.datetime(year, numbers["m"], numbers["d"], *clock)
    return None


def _read(cell: str) -> tuple[Any, ...] | None:
    """Read a cell in each order of day and month, unless it tells its own; None without a date."""
    if len(cell) > 20:  # "start - end" in one cell
        cell = cell.partition(" - ")[0]
    if cell.isdecimal() and len(cell) in (10, 13):  # seconds or milliseconds since 1970, UTC
        cell = f"{dt.datetime.fromtimestamp(int(cell[:10]), dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    clock, offset, text = (0, 0, 0), np.nan, cell
    if m := _TIME.search(cell):
        hour, text = int(m[1]), cell[: m.start()]
        if m[4]:  # 13:07 PM is no time
            hour = hour % 12 + 12 * (m[4][0] in "pP") if 1 <= hour <= 12 else 24
        clock = (hour, int(m[2]), int(m[3] or 0))
        if m[5]:  # "Z", "+2", "-0330", "UTC+02:00"
            offset = (int(m[7] or 0) * 60 + int(m[8] or 0)) * (-1 if m[6] == "-" else 1)
    numbers = [int(n) for n in re.findall(r"\d{1,8}", text)]
    if len(numbers) == 1 and 19000101 <= numbers[0] <= 21001231:
        numbers = [numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100]
    words = re.findall(r"[^\W\d_]+", text)
    months = [w for w in words if _number(w, months=True) > 0] if len(numbers) == 2 else []
    if months:
        numbers.insert(1, _number(months[-1], months=True))
    if len(numbers) != 3 or re.search(r"\b0\d{3}\b", text):  # 0001-01-01 stands for no date
        return None
    own = "ymd" if numbers[0] > 31 else "dmy" if months else ""
    orders = [own] * 3 if own else _ORDERS
    stamps = [_stamp(dict(zip(order, numbers, strict=True)), clock) for order in orders]
    dotted, shown = re.search(r"\d\.\s?\d", text) is not None, "/".join(map(str, numbers))
    weekday = max((_number(w, months=False) for w in words if w not in months), default=-1)
    return (*stamps, not own, m is not None, offset, weekday, dotted, shown)


def decide_dates(cells: np.ndarray, order: str = "", weekdays: np.ndarray | None = None) -> Dates:
    """Parse date cells, deciding the order of day and month once for all of them.

    "" as the order looks for evidence, such as the names of the weekdays beside the dates.
    """
    codes, texts = pd.factorize(cells)
    texts = pd.Series(texts, dtype=object).str.replace("\u202f", " ")
    stamps = np.full(len(texts), "NaT", dtype="datetime64[us]")
    has_clock, offsets = np.zeros(len(texts), bool), np.full(len(texts), np.nan)
    sample = next(filter(None, texts), "")
    for form in _FAST:
        if not pd.isna(pd.to_datetime(sample, format=form, errors="coerce")):
            fast = pd.to_datetime(texts, format=form, errors="coerce")
            stamps[:] = fast.where(fast.dt.year.between(1900, 2100)).to_numpy("datetime64[us]")
            has_clock[:] = "%M" in form
            break
    unread = np.flatnonzero(np.isnat(stamps)).tolist()
    cells_read = {i: r for i in unread if (r := _read(texts[i]))}
    read = pd.DataFrame(list(cells_read.values()), list(cells_read), _READ)
    read = read.astype({**dict.fromkeys(_ORDERS, "datetime64[us]"), "open": bool})
    unclear = read[read["open"] & read[[*_ORDERS]].notna().any(axis=1)]
    decision, evidence = "year first or month by name", "no date is ambiguous"
    if len(unclear):
        if weekdays is not None:
            beside = dict(zip(codes.tolist(), weekdays, strict=True))
            unclear = unclear.assign(weekday=[_number(beside[i], False) for i in unclear.index])
        times = np.bincount(codes)[unclear.index]
        order, evidence = (order, "declared") if order else _order(unclear, times)
        decision = _ORDERS.get(order, "")
    at = list(cells_read)
    stamps[at] = read[order or "ymd"].where((order != "") | ~read["open"])
    has_clock[at], offsets[at] = read["clock"], read["offset"]
    has_clock &= ~np.isnat(stamps)
    midnight = stamps == stamps.astype("datetime64[D]")
    if midnight[has_clock].all() and has_clock.sum() > 1:
        has_clock[:] = False  # a clock that always shows 00:00 only fills a date's format
    decided = Decision("date order", decision, evidence)
    question = "" if decision else evidence
    return Dates(stamps[codes], has_clock[codes], offsets[codes], decided, question)


def _order(read: pd.DataFrame, times: np.ndarray) -> tuple[str, str]:
    """Return the order of numeric dates and its evidence, or "" and what is unclear."""
    dmy, mdy, ymd = (read[order] for order in _ORDERS)
    first, second = times[mdy.isna() & dmy.notna()].sum(), times[dmy.isna() & mdy.notna()].sum()
    if first and second:
        text = f"{first} dates have a first part over 12 and {second} a second part over 12"
        return "", f"{text}, so day and month stand in two orders"
    if first and ymd.notna().all() and ymd.dt.day.nunique() > ymd.dt.year.nunique():
        return "", "the first or the last part of the dates may be the year"
    if first or second:
        order, place = ("dmy", "first") if first else ("mdy", "second")
        return order, f"{first + second} dates have a {place} part over 12"
    if read["dotted"].all():
        return "dmy", "dates with dots are written day first"
    if dmy.equals(mdy):
        return "dmy", "day and month are the same number in every date"
    both, told = ("dmy", "mdy"), read[read["weekday"] >= 0]
    fits = [o for o in both if len(told) and (told[o].dt.day_of_week == told["weekday"]).all()]
    rows = {o: read[o] for o in both if len(read) > 5}
    sorts = [o for o, r in rows.items() if r.is_monotonic_increasing or r.is_monotonic_decreasing]
    for orders, evidence in ((fits, "weekdays fit"), (sorts, "rows stand in order of time")):
        if len(orders) == 1:
            return orders[0], f"only so do the {evidence}"
    example = read.loc[dmy != mdy, "shown"].iloc[0]
    return "", f"{example} may be day/month or month/day, and no date in the file tells"
