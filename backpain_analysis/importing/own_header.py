"""The header of a table kept by hand: one row, two, or none."""

from dataclasses import dataclass

from .own_columns import Column, build_columns, unique_names
from .own_dates import date_shape

MOST_ROWS = 2000  # looked at


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
        rows = rows[:: max(1, len(rows) // MOST_ROWS)]
        width = max([len(header), *map(len, rows[:50])], default=0)
        header = header + [""] * (width - len(header))
        if any(date_shape(cell) == "full" for cell in header):
            names = [f"column {position + 1}" for position in range(width)]
            columns = build_columns(names, [""] * width, [header, *rows])
            return cls(columns, has_header=False)
        if rows and _is_second_header(header, rows[0]):
            second = rows[0] + [""] * (width - len(rows[0]))
            joined = _joined_headers(header, second)
            columns = build_columns(unique_names(second[:width]), joined, rows[1:])
            return cls(columns, header_rows=2)
        return cls(build_columns(unique_names(header), header, rows))


def _is_second_header(header: list[str], first_row: list[str]) -> bool:
    """Tell whether the row below the header is a header too: blanks above, words below."""
    blanks = sum(not cell.strip() for cell in header)
    filled = [cell for cell in first_row if cell.strip()]
    has_values = any(any(map(str.isdigit, cell)) for cell in filled)
    return blanks > 0 and len(filled) >= 2 and not has_values and len(filled) > len(header) - blanks


def _joined_headers(above: list[str], below: list[str]) -> list[str]:
    """Join two rows of headers; a blank above stands for the word at its left."""
    joined = []
    group = ""
    for top, bottom in zip(above, below, strict=False):
        group = top.strip() or group
        joined.append(f"{group} {bottom.strip()}".strip())
    return joined
