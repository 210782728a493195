"""The columns of a table kept by hand: what their headers say and what their cells look like."""

import math
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from .activities import classify_activity, names_a_run
from .dittos import without_dittos
from .folding import fold, word_pattern
from .marks import (
    Clock,
    Quantity,
    read_amount,
    read_clock,
    read_pace,
    read_quantity,
    read_spoken_duration,
)

WORDS = tomllib.loads(Path(__file__).with_name("own_words.toml").read_text(encoding="utf-8"))
SAMPLE = 400  # cells looked at
MOST = 0.8  # of the cells that must agree before a column is taken for something
HALF = 0.5  # of the cells, where the header says what they are
FEWEST = 0.15  # of the cells are numbers, in a column of numbers and words for rest
MISSING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "nan", "null", "x", "?", "."})

_MEASURES = ("date", "distance", "duration", "time", "pain", "rating", "back", "weight", "run")
_HEADER = {role: word_pattern(words) for role, words in WORDS["header"].items()}
_UNITS = {fold(word): unit for unit, words in WORDS["unit"].items() for word in words}
_NUMBER_BEFORE = re.compile(r"(\d+)\D*$")
# "0 = worst", "10: none"; "0 = none" and "10 = worst" are the usual way
_WORST = r"(?:worst|severe|unbearable|terrible|extreme|max\w*|schlimm\w*|stark\w*|unertraglich)"
_NONE = r"(?:none|nothing|no|kein\w*|nichts|aucun\w*|ninguno|nessuno|geen|ingen)"
_LOW_IS_WORST = re.compile(
    rf"(?<!\d)[01]\s*[=:]\s*{_WORST}|(?<!\d)(?:[5-9]|10+)\s*[=:]\s*{_NONE}\b"
)
_FALLING = re.compile(r"(?<![\d.])10\s*(?:-|–|to|bis)\s*0(?![\d.])")
_BRACKET = re.compile(r"[(\[{]\s*([^)\]}]*?)\s*[)\]}]?\s*$")
_NAME_AND_UNIT = re.compile(r"^(.*?)[\s_,/.-]+(?:in[\s_]+)?([^\W\d]+)$")


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    position : int
        Counted from 0.
    name : str
        The header as written; a second "Pain" is "Pain.1", a blank header "column 3".
    header : str
        The text that tells what it holds: the header, or those of two rows joined.
    cells : tuple of str
        One for every row, without blanks around them.
    """

    position: int
    name: str
    header: str
    cells: tuple[str, ...]

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something, at most `SAMPLE` of them, spread over the table."""
        cells = [cell for cell in self.cells if not is_blank(cell)]
        step = max(1, math.ceil(len(cells) / SAMPLE))
        return tuple(cells[::step])

    @cached_property
    def words(self) -> frozenset[str]:
        """The roles whose words stand in the header."""
        return header_roles(self.header)

    @cached_property
    def unit(self) -> str:
        """The unit in the header, "km" or "" for none."""
        return header_unit(self.header)

    def says(self, *roles: str) -> bool:
        """Tell whether the header holds a word of one of these roles."""
        return not self.words.isdisjoint(roles)

    @cached_property
    def needed(self) -> float:
        """The share of cells that must agree: fewer where the header names a measure."""
        names_measure = self.says(*_MEASURES) and not self.says("other")
        return HALF if names_measure else MOST

    def share(self, fits: Callable[[str], object]) -> float:
        """Return the share of filled cells that fit; 0 for an empty column."""
        if not self.filled:
            return 0.0
        fitting = sum(bool(fits(cell)) for cell in self.filled)
        return fitting / len(self.filled)

    @cached_property
    def quantities(self) -> tuple[Quantity | None, ...]:
        """The number in every row, or None."""
        return tuple(map(read_amount, self.cells))

    @cached_property
    def clocks(self) -> tuple[Clock | None, ...]:
        """The clock in every row, or None."""
        return tuple(map(read_clock, self.cells))

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers alone, without the rows that hold none."""
        return tuple(number.value for number in self.quantities if number is not None)

    @cached_property
    def positive(self) -> tuple[float, ...]:
        """The numbers above 0."""
        return tuple(number for number in self.numbers if number > 0)

    @cached_property
    def fill(self) -> float:
        """The share of rows that hold something."""
        held = sum(not is_blank(cell) for cell in self.cells)
        return held / max(1, len(self.cells))

    @cached_property
    def is_numeric(self) -> bool:
        """Whether most cells that name no activity, or rest, are numbers."""
        numbers = sum(read_amount(cell) is not None for cell in self.filled)
        words = sum(map(_names_activity, self.filled))
        if numbers == 0 or numbers < FEWEST * len(self.filled):
            return False
        return numbers >= self.needed * (len(self.filled) - words)

    @cached_property
    def has_decimals(self) -> bool:
        """Whether at least a fifth of the numbers is no whole number."""
        broken = sum(number % 1 != 0 for number in self.numbers)
        return broken >= 0.2 * max(1, len(self.numbers))

    @cached_property
    def activity_share(self) -> float:
        """The share of cells that name an activity, or rest, in words."""
        return self.share(_names_activity)


def is_blank(cell: str) -> bool:
    """Tell whether a cell holds nothing, or a mark for nothing."""
    return cell.casefold() in MISSING


def is_rest(cell: str) -> bool:
    """Tell whether a cell says in words that there was no session."""
    return classify_activity(cell).kind == "rest"


def _names_activity(cell: str) -> bool:
    if not re.search(r"[^\W\d]", cell) or read_quantity(cell) is not None:
        return False
    return len(cell) <= 60 and classify_activity(cell).kind != ""


@lru_cache(maxsize=4096)
def header_roles(header: str) -> frozenset[str]:
    """Return the roles whose words stand in a header."""
    text = _spaced(header).replace("no pain", "none pain")  # "no" alone is a number's
    found = {role for role, pattern in _HEADER.items() if pattern.search(text)}
    if names_a_run(header):
        found.add("run")
    elif classify_activity(header).kind not in ("", "run", "rest", "other"):
        found.add("other activity")
    if "another day" in found:
        found.discard("date")  # of "pain next day"
    return frozenset(found)


def speaks_of_another_day(text: str) -> bool:
    """Tell whether a header speaks of another day than that of its row, or of several."""
    return "another day" in header_roles(text)


def names_another_part(text: str) -> bool:
    """Tell whether a header or a region names a part of the body, and not the back."""
    roles = header_roles(text)
    return "other part" in roles and "back" not in roles


@lru_cache(maxsize=4096)
def best_is_high(header: str) -> bool:
    """Tell whether a header says that a high rating is good: "Back (10 = good)", "10-0".

    "0 = no pain" says the contrary.
    """
    text = _spaced(header)
    if _LOW_IS_WORST.search(text) or _FALLING.search(text):
        return True
    for found in _HEADER["best"].finditer(text):
        before = _NUMBER_BEFORE.search(text[: found.start()])
        if before is None or int(before[1]) > 1:
            return True
    return False


@lru_cache(maxsize=4096)
def header_unit(header: str) -> str:
    """Return the unit in a header: "Run (km)", "distance_mi", "Minutes"; "" for none."""
    text = _spaced(header)
    bracket = _BRACKET.search(text)
    if bracket and bracket[1] in _UNITS:
        return _UNITS[bracket[1]]
    behind = _NAME_AND_UNIT.match(text)
    if behind and behind[2] in _UNITS:
        return _UNITS[behind[2]]
    if text in _UNITS:
        return _UNITS[text]
    first_word = text.split(" ")[0]
    return _UNITS.get(first_word, "") if len(first_word) > 1 else ""


def _spaced(header: str) -> str:
    """Return a header folded, "startTime" and "start_time" as "start time"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", header).replace("_", " ")
    return fold(apart).strip(" :*#?!\ufeff\"'")


def read_duration(cell: str) -> float | None:
    """Return the minutes of a length that only a length can be: "0:35:20", "1h 5m", "35 min"."""
    if read_quantity(cell) is not None and not re.search(r"[^\W\d]|'", cell):
        return None
    spoken = read_spoken_duration(cell)
    if spoken is not None:
        return spoken
    clock = read_clock(cell)
    if clock is None or not clock.has_three or clock.twelve_hour:
        return None
    return clock.minutes_if_hours_first


def is_pace(cell: str) -> bool:
    """Tell whether a cell is a pace with its unit."""
    return read_pace(cell) is not None


def build_columns(
    names: Iterable[str], headers: Iterable[str], rows: Iterable[list[str]]
) -> list[Column]:
    """Return the columns of a table; short rows are filled up with blanks."""
    named = list(zip(names, headers, strict=True))
    padded = [row[: len(named)] + [""] * (len(named) - len(row)) for row in rows]
    columns = []
    for position, (name, header) in enumerate(named):
        cells = tuple(without_dittos(row[position].strip() for row in padded))
        columns.append(Column(position=position, name=name, header=header, cells=cells))
    return columns


def unique_names(header: Iterable[str]) -> list[str]:
    """Name every column once: a second "Pain" is "Pain.1", a blank header "column 3"."""
    seen: dict[str, int] = {}
    names = []
    for position, cell in enumerate(header):
        name = cell.strip(" \t\r\n\ufeff") or f"column {position + 1}"
        again = seen.get(name, 0)
        seen[name] = again + 1
        names.append(f"{name}.{again}" if again else name)
    return names
