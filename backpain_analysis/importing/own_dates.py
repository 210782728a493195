"""Which column of a table kept by hand is the date, and what its dates lack."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from .folding import fold
from .languages import by_word
from .marks import read_quantity
from .own_columns import MOST, WORDS, Column

Shape = Literal["", "full", "no year", "weekday", "serial"]

_MONTHS = {fold(word): int(number) for word, number in by_word("months").items()}
_WEEKDAYS = {fold(word): int(number) for word, number in by_word("weekdays").items()}
_STARTS = "|".join(WORDS["date"]["weekday_starts"])
_WEEKDAY_START = re.compile(f"(?:{_STARTS})")
_WEEKDAY_ENDS = tuple(WORDS["date"]["weekday_ends"])
_JOINING = frozenset(WORDS["date"]["joining"])
_CLOCK_BEHIND = re.compile(r"[\s,t]+(?:at |um |kl\.? ?|as |a )?\d{1,2}[:h]\d{2}(?!\d).*$")
_NUMERIC = re.compile(r"(\d{1,4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,4})[.日]?")
_SHORT = re.compile(r"(\d{1,2})(?:\.\s?(\d{1,2})\.|\s?/\s?(\d{1,2})|-(\d{1,2})|月(\d{1,2})日)")
_DOTTED = re.compile(r"(0\d|[12]\d|3[01]|\d)\.(0\d|1[0-2])")
_TOTAL = re.compile(r"\b(total|sum|summe|gesamt|average|avg|mean|mittel|schnitt|totale?|suma)\b")
_OTHER_DATE = re.compile(r"\b(end|ende|until|bis|updated|modified|birth|born)")
FEW_BACK = 0.1  # of the steps between days may go the other way
ROUNDING = 0.05  # of a number that is added to others
FIRST_SERIAL = 32874  # 1 January 1990 in a spreadsheet
LAST_SERIAL = 54789  # 1 January 2050


@dataclass(frozen=True)
class DateColumns:
    """Where the date stands.

    Parameters
    ----------
    columns : tuple of Column
        One column, or those of year, month and day.
    shape : str
        "full", "no year", "serial" (days since 1899-12-30), or "parts".
    share : float
        The share of filled cells that are dates of this shape.
    runs_down : bool
        Whether a date stands once for several rows.
    """

    columns: tuple[Column, ...]
    shape: str
    share: float
    runs_down: bool = False


@lru_cache(maxsize=8192)
def date_shape(cell: str) -> Shape:
    """Return what a cell is as a date: "full", "no year" ("3.1.", "Sat 3 Jan"), "weekday", ""."""
    text = _CLOCK_BEHIND.sub("", fold(cell)).strip(" ,")
    if found := _NUMERIC.fullmatch(_without_weekday(text)):
        return "full" if _is_day(found[1], found[2], found[3]) else ""
    if re.fullmatch(r"(?:19|20)\d{6}|1[0-9]{9}(?:\d{3})?", text):
        return "full"
    if _is_short(_without_weekday(text)):
        return "no year"
    return _spelt_shape(text)


def _is_day(first: str, second: str, third: str) -> bool:
    """Tell whether three numbers can be a day, in one order or another."""
    numbers = (int(first), int(second), int(third))
    if len(first) > 2 or numbers[0] > 31:
        year, *rest = numbers
    else:
        *rest, year = numbers
    is_year = year < 100 or 1900 <= year <= 2100
    return is_year and _are_day_and_month(rest)


def _are_day_and_month(numbers: list[int]) -> bool:
    return 1 <= min(numbers) <= 12 and max(numbers) <= 31


def _is_short(text: str) -> bool:
    found = _SHORT.fullmatch(text)
    if not found:
        return False
    parts = [int(part) for part in found.groups() if part is not None]
    return _are_day_and_month(parts)


def _without_weekday(text: str) -> str:
    """Drop a weekday's name before or behind a date."""
    apart = re.match(r"([^\W\d_]+)\.?,?\s+(?=\d)", text)
    if apart and is_weekday(apart[1]):
        return text[apart.end() :].strip()
    behind = re.search(r"(?<=\d)[\s,]*\(?([^\W\d_]+)\)?\.?$", text)
    if behind and is_weekday(behind[1]) and behind[1] not in ("日", "月"):
        return text[: behind.start()].strip()
    return text


def _spelt_shape(text: str) -> Shape:
    """Return the shape of a date whose month is a word, or of a weekday alone."""
    if not re.search(r"\d", text):
        return "weekday" if is_weekday(text.strip(" .")) else ""
    numbers = [int(number) for number in re.findall(r"\d{1,9}", text)]
    words = re.findall(r"[^\W\d_]+", text)
    months = [word for word in words if month_number(word)]
    strange = [word for word in words if not _belongs_to_date(word)]
    if not months or strange or len(numbers) > 2:
        return ""
    if len(numbers) == 1:
        return "no year" if 1 <= numbers[0] <= 31 else ""
    is_full = min(numbers) <= 31 and (max(numbers) >= 1900 or max(numbers) < 100)
    return "full" if is_full and max(numbers) <= 2100 else ""


def _belongs_to_date(word: str) -> bool:
    return bool(month_number(word)) or is_weekday(word) or word in _JOINING


@lru_cache(maxsize=2048)
def month_number(word: str) -> int:
    """Return the number of a month's name in any known language, or 0."""
    folded = fold(word).strip(".")
    for start in (folded, folded[:4], folded[:3]):
        if start in _MONTHS and len(folded) >= 3:
            return _MONTHS[start]
    return 0


@lru_cache(maxsize=2048)
def is_weekday(word: str) -> bool:
    """Tell whether a word is, or starts like, the name of a weekday."""
    folded = fold(word).strip(".")
    if not folded or len(folded) > 14:
        return False
    if folded in _WEEKDAYS or _WEEKDAY_START.fullmatch(folded):
        return True
    is_name = len(folded) >= 5 and folded.endswith(_WEEKDAY_ENDS)
    return is_name and _WEEKDAY_START.match(folded) is not None


def is_serial(cell: str) -> bool:
    """Tell whether a cell may be a spreadsheet's number of a day."""
    number = read_quantity(cell)
    if number is None or number.unit:
        return False
    return FIRST_SERIAL <= number.value <= LAST_SERIAL


def find_date(columns: list[Column]) -> DateColumns | None:
    """Return where the date stands; None where nothing looks like dates.

    A whole date is better than one without a year, which is better than a spreadsheet's number;
    among several of a kind the header's word decides, then how many rows hold one.
    """
    found = _parts_of_date(columns)
    for shape in ("full", "no year", "serial"):
        candidates = [(c, _share_of(c, shape)) for c in columns]
        likely = [(c, share) for c, share in candidates if share >= c.needed]
        if likely:
            best, share = max(likely, key=_rank)
            return DateColumns((best,), shape, share, runs_down=_runs_down(best, columns))
        if shape == "full" and found:
            return found
    return None


def keep_dated_rows(columns: list[Column], date: DateColumns) -> list[Column]:
    """Return the columns without the rows that have no date: totals, headings, blank lines."""
    if date.shape == "parts":
        return columns
    [dates] = date.columns
    kept = [row for row, cell in enumerate(dates.cells) if _is_dated(cell, date)]
    shorter = []
    for column in columns:
        cells = tuple(column.cells[row] for row in kept)
        shorter.append(replace(column, cells=cells))
    return shorter


def _is_dated(cell: str, date: DateColumns) -> bool:
    if not cell:
        return date.runs_down
    if date.shape == "full":
        return date_shape(cell) == "full"
    if date.shape == "serial":
        return is_serial(cell)
    return True


def _share_of(column: Column, shape: str) -> float:
    if shape == "serial":
        return _serial_share(column)
    if shape == "no year":
        return _yearless_share(column)
    return column.share(lambda cell: date_shape(cell) == "full")


def _rank(candidate: tuple[Column, float]) -> tuple[bool, bool, float, int]:
    column, share = candidate
    is_end = re.search(
        r"\b(end|ende|until|bis|updated|modified|birth|born)", column.header.casefold()
    )
    distinct = len(set(column.filled))
    return (not is_end, column.says("date"), round(share * column.fill, 2), distinct)


def _yearless_share(column: Column) -> float:
    """Return the share of days without a year; ratings such as "3/10" and ranges are none."""
    if not column.says("date") and column.says("pain", "rating", "other"):
        return 0.0
    share = column.share(lambda cell: date_shape(cell) == "no year")
    if share < MOST and column.says("date"):
        share = column.share(lambda cell: _DOTTED.fullmatch(cell) is not None)
    distinct = len(set(column.filled))
    second_parts = {re.split(r"[/.-]", cell)[-1] for cell in column.filled if "/" in cell}
    if second_parts and second_parts <= {"5", "10"} and not column.says("date"):
        return 0.0
    return share if distinct > 0.4 * len(column.filled) else 0.0


def _serial_share(column: Column) -> float:
    """Return the share of days as numbers; they must go one way, and hardly repeat."""
    if column.says("other", "weight", "distance", "duration"):
        return 0.0
    share = column.share(is_serial)
    if share < MOST:
        return 0.0
    numbers = column.numbers
    rises = sum(later >= earlier for earlier, later in pairwise(numbers))
    steps = len(numbers) - 1
    against = min(rises, steps - rises)
    goes_one_way = against <= FEW_BACK * steps
    span = max(numbers) - min(numbers)
    is_dense = span <= 30 * len(numbers)
    return share if is_dense and (goes_one_way or column.says("date")) else 0.0


def _runs_down(column: Column, columns: list[Column]) -> bool:
    """Tell whether rows below a date, without one of their own, hold a number."""
    beneath = 0
    totals = _rows_of_sums(column, columns)
    for row, cell in enumerate(column.cells):
        if cell or row == 0 or row in totals:
            continue
        others = [c.cells[row] for c in columns if c is not column and c.cells[row]]
        if any(map(_TOTAL.search, map(str.casefold, others))):
            continue
        beneath += any(read_quantity(other) is not None for other in others)
    return beneath > 0


def _rows_of_sums(dates: Column, columns: list[Column]) -> set[int]:
    """Return the rows without a date that hold the sum of the rows since the one before."""
    totals: set[int] = set()
    for column in columns:
        sums = _sums_in(dates, column)
        if any(added > 1 for added in sums.values()):  # of one row alone it may be a run
            totals.update(sums)
    return totals


def _sums_in(dates: Column, column: Column) -> dict[int, int]:
    """Return the rows without a date that hold a sum, and how many rows were added up."""
    sums = {}
    total = 0.0
    added = 0
    for row, (date, quantity) in enumerate(zip(dates.cells, column.quantities, strict=True)):
        number = quantity.value if quantity is not None else 0.0
        if date:
            total += number
            added += number > 0
            continue
        if quantity is not None and abs(number - total) <= ROUNDING * max(added, 1):
            sums[row] = added
        total = 0.0
        added = 0
    return sums


def _parts_of_date(columns: list[Column]) -> DateColumns | None:
    """Find year, month and day in columns of their own, by their words or their numbers."""
    year = _part(columns, "year", 1990, 2100)
    month = _part(columns, "month", 1, 12)
    if month is None:
        month = _named_months(columns)
    if year is None or month is None:
        return None
    days = [c for c in columns if c not in (year, month) and _whole_within(c, 1, 31)]
    named = [c for c in days if c.says("date")]
    if len(days) > 1 and len(named) != 1:
        return None
    if not days:
        return None
    day = named[0] if named else days[0]
    return DateColumns(columns=(year, month, day), shape="parts", share=1.0)


def _part(columns: list[Column], role: str, lowest: int, highest: int) -> Column | None:
    named = [c for c in columns if c.says(role) and _whole_within(c, lowest, highest)]
    if named:
        return named[0]
    if role != "year":
        return None
    alike = [c for c in columns if _whole_within(c, lowest, highest)]
    return alike[0] if len(alike) == 1 else None


def _named_months(columns: list[Column]) -> Column | None:
    for column in columns:
        if column.share(month_number) >= MOST:
            return column
    return None


def _whole_within(column: Column, lowest: int, highest: int) -> bool:
    numbers = column.numbers
    if not numbers or len(numbers) < MOST * len(column.filled):
        return False
    return all(number % 1 == 0 and lowest <= number <= highest for number in numbers)
