"""Dates that leave out the year: "3.1.", "Sat 03 Jan"."""

import re

import numpy as np

from .cells import each
from .dates import decide_dates, month_number, weekday_number

_DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})\s*[./-]\s*(\d{1,2})\s*\.?\s*")
_WITH_NAME = re.compile(r"\s*(?:(\d{1,2})\.?\s+([^\W\d_]+)|([^\W\d_]+)\.?\s+(\d{1,2}))\.?\s*")
_HALF_A_YEAR = 6  # months


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
    counted = months.copy()
    since = 0
    before = None
    for row in np.flatnonzero(yearless & ~np.isnat(time)).tolist():
        month = int(months[row].astype(int)) % 12
        if before is not None and abs(month - before) > _HALF_A_YEAR:
            since += 12 if month < before else -12
        before = month
        counted[row] = months[row] + since
    within = time - months.astype(time.dtype)
    return counted.astype(time.dtype) + within


def weekdays_fit(cells: np.ndarray, year: int) -> bool:
    """Say whether the weekdays named in the cells are those of a year; not where none is."""
    yearless = np.ones(len(cells), dtype=bool)
    time = decide_dates(with_year(cells, yearless, year), "dmy").time
    day = time.astype("datetime64[D]").astype(int)
    named = [weekday_number(word) for word in each(cells, _first_word)]
    told = (np.array(named) >= 0) & ~np.isnat(time)
    # 1 January 1970 was a Thursday
    return bool(told.any() and ((day[told] + 3) % 7 == np.array(named)[told]).all())


def _first_word(cell: str) -> str:
    words = re.findall(r"[^\W\d_]+", cell)
    return words[0] if words else ""


def _day_and_month(cell: str) -> str:
    """Return a date without its weekday, ready for the year; "" if it is no such date."""
    words = re.findall(r"[^\W\d_]+", cell)
    text = cell
    if words and weekday_number(words[0]) >= 0 and month_number(words[0]) < 0:
        text = cell.replace(words[0], "", 1).lstrip(" .,")
    if m := _DAY_AND_MONTH.fullmatch(text):
        separator = "." if "." in text else "/"
        return f"{m[1]}{separator}{m[2]}{separator}"
    m = _WITH_NAME.fullmatch(text)
    if m and month_number(m[2] or m[3]) > 0:
        return f"{m[1] or m[4]} {m[2] or m[3]} "
    return ""
