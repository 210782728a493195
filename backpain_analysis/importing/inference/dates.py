"""Dates: parsed, the order of day and month decided once per file, with evidence or a question."""

import datetime as dt
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ...codes import Remark
from ..languages import by_word, plain
from ..source import Decision

ORDERS = ("dmy", "mdy", "ymd")
_FAST_FORMS = ("%b %d, %Y, %I:%M:%S %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_CLOCK = re.compile(
    r"(?:^|[T\s,])\s*(?:at|à|um|kl\.?)?\s*(?P<hour>\d{1,2})[:h](?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"\s*(?P<zone>Z\b|(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?|UTC|GMT)?"
    r"\s*$",
    re.IGNORECASE,
)
_WEEK_DATE = re.compile(r"\s*(\d{4})-?W(\d{2})-?(\d)(?!\d)")
_MONTHS = by_word("months")
_WEEKDAYS = by_word("weekdays")
_FIRST_YEAR = 1900
_LAST_YEAR = 2100
_FIRST_STAMP = np.datetime64(f"{_FIRST_YEAR}-01-01")
_AFTER_LAST_STAMP = np.datetime64(f"{_LAST_YEAR + 1}-01-01")
_RANGE = 20  # a cell longer than this may hold "start - end"
_SORTED = 6  # so many dates or more may show that the rows stand in order of time


@dataclass(frozen=True)
class Dates:
    """The stamps of one column.

    Parameters
    ----------
    time : ndarray of datetime64
        As the cells say, without a zone; NaT where there is no usable date.
    has_clock : ndarray of bool
        Whether the cell told a time of day.
    offset_min : ndarray of float
        Stated distance from UTC in minutes; NaN where none is stated.
    is_utc : ndarray of bool
        Whether the cell is a UTC stamp (Z, or a count since 1970), not a clock somewhere.
    decision : Decision
        The order of day and month.
    question : Remark or None
        What is unclear; then the dates that depend on it are NaT.
    """

    time: np.ndarray
    has_clock: np.ndarray
    offset_min: np.ndarray
    is_utc: np.ndarray
    decision: Decision
    question: Remark | None


@dataclass(frozen=True)
class Clock:
    """The time of day that a cell ends with, and the text before it."""

    before: str
    stated: bool = False
    time: tuple[int, int, int] = (0, 0, 0)
    offset_min: float = math.nan
    is_utc: bool = False


@dataclass(frozen=True)
class DateCell:
    """One cell, read in each order of day, month and year; None where that gives no date."""

    dmy: dt.datetime | None
    mdy: dt.datetime | None
    ymd: dt.datetime | None
    is_open: bool  # whether the cell leaves the order open
    has_clock: bool
    offset_min: float
    is_utc: bool
    weekday: int  # named in the cell, Monday is 0; -1 where there is none
    dotted: bool
    shown: str


@dataclass(frozen=True)
class Order:
    """An order of day and month with its evidence, or "" and what is unclear."""

    order: str
    why: Remark


def decide_dates(cells: np.ndarray, order: str = "", weekdays: np.ndarray | None = None) -> Dates:
    """Parse date cells, deciding the order of day and month once for all of them.

    Parameters
    ----------
    cells : ndarray of str
    order : {"", "dmy", "mdy", "ymd"}
        "" looks for evidence, such as the names of the weekdays beside the dates.
    weekdays : ndarray of str, optional
        The cells of a column of weekdays.
    """
    codes, distinct = pd.factorize(cells)
    texts = pd.Series(distinct, dtype=object).str.replace("\u202f", " ")
    stamps, has_clock = _read_fast(texts)
    offsets = np.full(len(texts), np.nan)
    is_utc = np.zeros(len(texts), dtype=bool)
    decided = Order("year_first", Remark("import.evidence.no_date_ambiguous"))
    if not np.isnat(stamps).any():
        has_clock = _without_constant_midnight(stamps, has_clock)
        decision = Decision("date_order", Remark("import.value.year_first"), decided.why)
        return Dates(
            time=stamps[codes],
            has_clock=has_clock[codes],
            offset_min=offsets[codes],
            is_utc=is_utc[codes],
            decision=decision,
            question=None,
        )

    read = _read_slowly(texts, np.flatnonzero(np.isnat(stamps)))
    unclear = read[read["is_open"] & read[list(ORDERS)].notna().any(axis=1)]
    if len(unclear):
        if weekdays is not None:
            unclear = _with_weekdays(unclear, codes, weekdays)
        times = np.bincount(codes)[unclear.index]
        decided = Order(order, Remark("import.evidence.declared"))
        if not order:
            decided = _order_of(unclear, times)

    at = read.index.to_numpy(dtype=np.intp)
    closed = read["ymd"].where(~read["is_open"])
    stamps[at] = read[decided.order] if decided.order in ORDERS else closed
    has_clock[at] = read["has_clock"]
    offsets[at] = read["offset_min"]
    is_utc[at] = read["is_utc"]
    has_clock &= ~np.isnat(stamps)
    has_clock = _without_constant_midnight(stamps, has_clock)
    value = Remark(f"import.value.{decided.order or 'unclear'}")
    decision = Decision("date_order", value, decided.why)
    question = None if decided.order else decided.why
    return Dates(
        time=stamps[codes],
        has_clock=has_clock[codes],
        offset_min=offsets[codes],
        is_utc=is_utc[codes],
        decision=decision,
        question=question,
    )


def _without_constant_midnight(stamps: np.ndarray, has_clock: np.ndarray) -> np.ndarray:
    """Say where a time of day is told: one that always shows 00:00 only fills a date's format."""
    midnight = stamps == stamps.astype("datetime64[D]")
    if midnight[has_clock].all() and has_clock.sum() > 1:
        return np.zeros(len(has_clock), dtype=bool)
    return has_clock


def _read_fast(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Read the commonest forms as a whole: the stamps (NaT for others), and where a clock is."""
    stamps = np.full(len(texts), "NaT", dtype="datetime64[us]")
    has_clock = np.zeros(len(texts), dtype=bool)
    sample = next(filter(None, texts), "")
    for form in _FAST_FORMS:
        if pd.isna(pd.to_datetime(sample, format=form, errors="coerce")):
            continue
        times = pd.to_datetime(texts, format=form, errors="coerce")
        stamps[:] = times.to_numpy("datetime64[us]")
        is_far = (stamps < _FIRST_STAMP) | (stamps >= _AFTER_LAST_STAMP)
        stamps[is_far] = np.datetime64("NaT", "us")  # numpy 2.5 wants the unit
        has_clock[:] = "%M" in form
        break
    return stamps, has_clock


def _read_slowly(texts: pd.Series, places: np.ndarray) -> pd.DataFrame:
    """Read cells one by one: a frame of `DateCell`s by their places, without those of no date."""
    cells = {}
    for i in places.tolist():
        cell = read_date(texts[i])
        if cell is not None:
            cells[i] = cell
    names = list(DateCell.__dataclass_fields__)
    rows = [[getattr(cell, name) for name in names] for cell in cells.values()]
    read = pd.DataFrame(rows, index=list(cells), columns=names)
    return read.astype({**dict.fromkeys(ORDERS, "datetime64[us]"), "is_open": bool})


def _with_weekdays(read: pd.DataFrame, codes: np.ndarray, weekdays: np.ndarray) -> pd.DataFrame:
    """Take the weekdays from a column of their own."""
    beside = dict(zip(codes.tolist(), weekdays, strict=True))
    numbers = [weekday_number(beside[i]) for i in read.index]
    return read.assign(weekday=numbers)


def read_date(cell: str) -> DateCell | None:
    """Read a cell in each order of day and month, unless it tells its own; None without a date."""
    if len(cell) > _RANGE:
        cell, _, end = cell.partition(" - ")
        if end and _is_days_later(cell, end):  # one row for several days is the row of none
            return None
    if cell.isdecimal() and len(cell) in (10, 13):  # seconds or milliseconds since 1970, UTC
        seconds = dt.datetime.fromtimestamp(int(cell[:10]), dt.UTC)
        cell = f"{seconds:%Y-%m-%dT%H:%M:%SZ}"
    if week := _WEEK_DATE.match(cell):
        cell = f"{_day_of_week(week)}{cell[week.end() :]}"
    clock = read_clock(cell)
    text = clock.before
    words = re.findall(r"[^\W\d_]+", text)
    numbers = _numbers_in(text)
    months = []
    if len(numbers) == 2:
        months = [word for word in words if month_number(word) > 0]
    if months:
        numbers.insert(1, month_number(months[-1]))
    if len(numbers) != 3 or re.search(r"\b0\d{3}\b", text):  # 0001-01-01 stands for no date
        return None
    own = "ymd" if numbers[0] > 31 else "dmy" if months else ""
    dmy, mdy, ymd = (_stamp(own or order, numbers, clock.time) for order in ORDERS)
    weekday = max((weekday_number(word) for word in words if word not in months), default=-1)
    return DateCell(
        dmy=dmy,
        mdy=mdy,
        ymd=ymd,
        is_open=not own,
        has_clock=clock.stated,
        offset_min=clock.offset_min,
        is_utc=clock.is_utc,
        weekday=weekday,
        dotted=re.search(r"\d\.\s?\d", text) is not None,
        shown="/".join(map(str, numbers)),
    )


def _is_days_later(start: str, end: str) -> bool:
    """Tell whether "start - end" spans days, and not just midnight."""
    first = read_date(start)
    last = read_date(end)
    if first is None or last is None:
        return False
    spans = [_days_between(getattr(first, order), getattr(last, order)) for order in ORDERS]
    return all(span is None or span > 1 for span in spans)


def _days_between(first: dt.datetime | None, last: dt.datetime | None) -> int | None:
    if first is None or last is None:
        return None
    return (last.date() - first.date()).days


def _day_of_week(found: re.Match[str]) -> str:
    """Return the day of "2026-W01-6" as ISO 8601 counts weeks, "" for one that there is not."""
    with suppress(ValueError):
        year, week, day = map(int, found.groups())
        return dt.date.fromisocalendar(year, week, day).isoformat()
    return ""


def is_date(cell: str) -> bool:
    """Say whether a cell holds a date."""
    return read_date(cell) is not None


def read_clock(cell: str) -> Clock:
    """Read the time of day and the distance from UTC at a cell's end."""
    m = _CLOCK.search(cell)
    if m is None:
        return Clock(cell)
    hour = int(m["hour"])
    if m["half"]:
        afternoon = m["half"][0] in "pP"
        is_on_a_dial = 1 <= hour <= 12  # 13:07 PM is no time
        hour = hour % 12 + 12 * afternoon if is_on_a_dial else 24
    offset = math.nan
    if m["zone"]:  # "Z", "+2", "-0330", "UTC+02:00"
        offset = int(m["hours"] or 0) * 60 + int(m["minutes"] or 0)
        offset = -offset if m["sign"] == "-" else offset
    time = (hour, int(m["minute"]), int(m["second"] or 0))
    is_utc = bool(m["zone"]) and not m["sign"]
    return Clock(cell[: m.start()], stated=True, time=time, offset_min=offset, is_utc=is_utc)


def _numbers_in(text: str) -> list[int]:
    numbers = [int(digits) for digits in re.findall(r"\d{1,8}", text)]
    if len(numbers) == 1 and 19000101 <= numbers[0] <= 21001231:
        whole = numbers[0]
        return [whole // 10000, whole // 100 % 100, whole % 100]
    return numbers


def _stamp(order: str, numbers: list[int], clock: tuple[int, int, int]) -> dt.datetime | None:
    """Return the stamp that three numbers give in an order such as "dmy", or None."""
    year, month, day = (numbers[order.index(part)] for part in "ymd")
    if year < 100:
        year += 2000 if year < 70 else 1900
    with suppress(ValueError):
        if _FIRST_YEAR <= year <= _LAST_YEAR:
            return dt.datetime(year, month, day, *clock)
    return None


@lru_cache(maxsize=512)
def month_number(word: str) -> int:
    """Return the number of a month's name, or -1 for another word."""
    name = plain(word.casefold())
    for start in (name, name[:4], name[:3]):
        if start in _MONTHS:
            return int(_MONTHS[start])
    return -1


@lru_cache(maxsize=512)
def weekday_number(word: str) -> int:
    """Return the number of a weekday's name, Monday is 0, or -1 for another word."""
    name = plain(word.casefold())
    for start in (name[:3], name[:2]):
        if start in _WEEKDAYS:
            return int(_WEEKDAYS[start])
    return -1


def _order_of(read: pd.DataFrame, times: np.ndarray) -> Order:
    """Decide the order of numeric dates; `times` tells how often each stands in the file."""
    dmy = read["dmy"]
    mdy = read["mdy"]
    day_first = int(times[mdy.isna() & dmy.notna()].sum())
    month_first = int(times[dmy.isna() & mdy.notna()].sum())
    if day_first and month_first:
        fields = {"first": day_first, "second": month_first}
        return Order("", Remark("import.question.two_orders", fields))
    years = read["ymd"].dt
    if day_first and read["ymd"].notna().all() and years.day.nunique() > years.year.nunique():
        return Order("", Remark("import.question.year_first_or_last"))
    if day_first:
        return Order("dmy", Remark("import.evidence.first_part", {"n": day_first}))
    if month_first:
        return Order("mdy", Remark("import.evidence.second_part", {"n": month_first}))
    if read["dotted"].all():
        return Order("dmy", Remark("import.evidence.dotted"))
    if dmy.equals(mdy):
        return Order("dmy", Remark("import.evidence.same_number"))
    return _order_by_weekday(read) or _order_by_rows(read) or _unclear(read)


def _order_by_weekday(read: pd.DataFrame) -> Order | None:
    told = read[read["weekday"] >= 0]
    if told.empty:
        return None
    fits = [o for o in ("dmy", "mdy") if (told[o].dt.day_of_week == told["weekday"]).all()]
    return Order(fits[0], Remark("import.evidence.weekdays_fit")) if len(fits) == 1 else None


def _order_by_rows(read: pd.DataFrame) -> Order | None:
    if len(read) < _SORTED:
        return None
    sorts = [o for o in ("dmy", "mdy") if _is_sorted(read[o])]
    return Order(sorts[0], Remark("import.evidence.rows_in_order")) if len(sorts) == 1 else None


def _is_sorted(times: pd.Series) -> bool:
    return bool(times.is_monotonic_increasing or times.is_monotonic_decreasing)


def _unclear(read: pd.DataFrame) -> Order:
    example = read.loc[read["dmy"] != read["mdy"], "shown"].iloc[0]
    return Order("", Remark("import.question.day_or_month", {"example": example}))
