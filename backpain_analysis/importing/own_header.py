"""The header of a table kept by hand: one row, two, or none."""

from dataclasses import dataclass

from .own_columns import Column, build_columns, unique_names
from .own_dates import date_shape

MOST_ROWS = 2000  # looked at
FOR_THE_WIDTH = 50  # rows looked at
FEWEST_NAMES = 2  # in a second row of a header


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
        return cls(build_columns(names, header, rows))


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
