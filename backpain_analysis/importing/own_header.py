"""The header of a table kept by hand: one row, two, or none; and a row of units below it."""

import re
from dataclasses import dataclass

from ..codes import Remark
from .inference import unit_name
from .own_columns import Column, build_columns, header_unit, unique_names
from .own_dates import date_shape
from .own_ratings import stated_scale

MOST_ROWS = 2000  # looked at
FOR_THE_WIDTH = 50  # rows looked at
FEWEST_NAMES = 2  # in a second row of a header
_NO_UNIT = re.compile("[-–—/.*]*|nrs|vas|none|text|yes/no|n/?a")  # written where a column has none
_PATTERN_OF_DATES = re.compile("[dmyhsjat]{1,4}([-./: ,]+[dmyhsjat]{1,4})+")  # yyyy-mm-dd, tt.mm.jj


@dataclass(frozen=True)
class OwnTable:
    """A table's columns, and what stands above them."""

    columns: list[Column]
    has_header: bool = True
    header_rows: int = 1

    @property
    def is_plain(self) -> bool:
        """Whether one row of headers stands above the rows, as nearly always."""
        return self.has_header and self.header_rows == 1

    @classmethod
    def of(cls, header: list[str], rows: list[list[str]]) -> "OwnTable":
        """Tell how many rows of headers there are, and split the rest into columns."""
        rows = _spread(rows)
        width = _width(header, rows)
        header = _filled_up(header, width)
        if _holds_a_date(header):
            names = [f"column {position + 1}" for position in range(width)]
            no_words = [""] * width
            columns = build_columns(names, no_words, [header, *rows])
            return cls(columns, has_header=False)
        if rows and _is_second_header(header, rows[0]):
            second = _filled_up(rows[0], width)[:width]
            names = unique_names(second)
            words = _joined_headers(header, second)
            return cls(build_columns(names, words, rows[1:]), header_rows=2)
        names = unique_names(header)
        below = units_below(header, rows[0]) if rows else []
        if below:
            return cls(build_columns(names, _with_units(header, below), rows[1:]))
        return cls(build_columns(names, header, rows))


def units_below(header: list[str], fields: list[str] | Remark | None) -> list[str]:
    """Return the unit or scale below each name of a header, if the row there says only such.

    "" for a column without one; an empty list where the row holds anything else.
    """
    if not isinstance(fields, list) or len(fields) > len(header):
        return []
    units = []
    for field in fields:
        cell = field.strip(" ()[]")
        if unit_name(cell) or stated_scale(cell):
            units.append(cell)
        elif _says_no_unit(cell):
            units.append("")
        else:
            return []
    return units if any(units) else []


def _says_no_unit(cell: str) -> bool:
    word = cell.casefold()
    return bool(_NO_UNIT.fullmatch(word) or _PATTERN_OF_DATES.fullmatch(word))


def _with_units(header: list[str], below: list[str]) -> list[str]:
    """Add the units of the row below to the names that state none."""
    named = list(header)
    for position, unit in enumerate(below):
        if unit and not header_unit(header[position]):
            named[position] = f"{header[position]} ({unit})"
    return named


def _spread(rows: list[list[str]]) -> list[list[str]]:
    """Return at most about `MOST_ROWS` rows, spread over the table."""
    step = max(1, len(rows) // MOST_ROWS)
    return rows[::step]


def _width(header: list[str], rows: list[list[str]]) -> int:
    widest = len(header)
    for row in rows[:FOR_THE_WIDTH]:
        widest = max(widest, len(row))
    return widest


def _filled_up(row: list[str], width: int) -> list[str]:
    lacking = width - len(row)
    return row + [""] * lacking


def _holds_a_date(header: list[str]) -> bool:
    shapes = map(date_shape, header)
    return "full" in shapes


def _is_second_header(header: list[str], first_row: list[str]) -> bool:
    """Tell whether the row below the header is a header too: blanks above, words below."""
    named = list(filter(str.strip, header))
    filled = list(filter(str.strip, first_row))
    has_blanks_above = len(named) < len(header)
    has_digits = any(character.isdigit() for character in "".join(filled))
    fills_more = len(filled) >= FEWEST_NAMES and len(filled) > len(named)
    return has_blanks_above and fills_more and not has_digits


def _joined_headers(above: list[str], below: list[str]) -> list[str]:
    """Join two rows of headers; a blank above stands for the word at its left."""
    joined = []
    group = ""
    for top, bottom in zip(above, below, strict=False):
        group = top.strip() or group
        words = f"{group} {bottom.strip()}"
        joined.append(words.strip())
    return joined
