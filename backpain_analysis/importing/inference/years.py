"""Dates that leave out the year: "3.1.", "Sat 03 Jan"."""

import re

import numpy as np

from .cells import each
from .dates import decide_dates, month_number, weekday_number

_DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})\s*[./-]\s*(\d{1,2})\s*\.?\s*")
_WITH_NAME = re.compile(r"\s*(?:(\d{1,2})\.?\s+([^\W\d_]+)|([^\W\d_]+)\.?\s+(\d{1,2}))\.?\s*")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 24  # characters of a day, with its weekday and its month in words
_HALF_A_YEAR = 6  # months
_WEEKDAY_OF_1970 = 3  # 1 January was a Thursday


def without_year(cells: np.ndarray) -> np.ndarray:
    """Say which cells hold a day and a month, but no year."""
    return each(cells, lambda cell: _day_and_month(cell) != "", bool)


def with_year(cells: np.ndarray, yearless: np.ndarray, year: int) -> np.ndarray:
    """Write the year behind the dates that have none."""
    dated = each(cells, lambda cell: f"{_day_and_month(cell)}{year}")
    return np.where(yearless, dated, cells)


def years_counted_on(time: np.ndarray, yearless: np.ndarray) -> np.ndarray:
    """Count the years on, row by row, from the first: after December comes the next January.

    Rows may also go back in time.
    """
    months = time.astype("datetime64[M]")
    within_month = time - months.astype(time.dtype)
    counted = months.copy()
    since = 0  # months
    before = None
    for row in np.flatnonzero(yearless & ~np.isnat(time)).tolist():
        month = int(months[row].astype(int)) % 12
        if before is not None:
            since += _months_passed_over(before, month)
        before = month
        counted[row] = months[row] + since
    return counted.astype(time.dtype) + within_month


def _months_passed_over(before: int, month: int) -> int:
    """Return 12 where a new year began between two months, -12 where the one before did."""
    if abs(month - before) <= _HALF_A_YEAR:
        return 0
    return 12 if month < before else -12


def weekdays_fit(cells: np.ndarray, year: int) -> bool:
    """Say whether the weekdays named in the cells are those of a year; not where none is."""
    yearless = np.ones(len(cells), dtype=bool)
    dates = with_year(cells, yearless, year)
    day = decide_dates(dates, "dmy").time.astype("datetime64[D]")
    first_words = each(cells, _first_word)
    named = np.array(list(map(weekday_number, first_words)))
    is_told = (named >= 0) & ~np.isnat(day)
    since_monday = day.astype(int) + _WEEKDAY_OF_1970
    fits = since_monday % 7 == named
    return bool(is_told.any() and fits[is_told].all())


def _first_word(cell: str) -> str:
    words = _WORD.findall(cell)
    return words[0] if words else ""


def _day_and_month(cell: str) -> str:
    """Return a date without its weekday, ready for the year; "" if it is no such date."""
    if len(cell) > _LONGEST:
        return ""
    text = _without_weekday(cell)
    if found := _DAY_AND_MONTH.fullmatch(text):
        day, month = found.groups()
        separator = "." if "." in text else "/"
        return f"{day}{separator}{month}{separator}"
    found = _WITH_NAME.fullmatch(text)
    if found is None:
        return ""
    day = found[1] or found[4]
    name = found[2] or found[3]
    return f"{day} {name} " if month_number(name) > 0 else ""


def _without_weekday(cell: str) -> str:
    """Drop the name of a weekday before a date; a month's name stays."""
    word = _first_word(cell)
    is_weekday = weekday_number(word) >= 0 and month_number(word) < 0
    if not word or not is_weekday:
        return cell
    return cell.replace(word, "", 1).lstrip(" .,")
