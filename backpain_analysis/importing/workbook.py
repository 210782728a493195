"""XLSX workbooks: looked through in bounded memory first, then read by openpyxl.

openpyxl keeps styles, names and shared texts in full, and makes a row of every row up to the
last filled cell; a workbook of 5 KB can have that cell in the last row and column there is. So
each part is counted as a stream before openpyxl sees it. (calamine allots the whole rectangle
at once, and ends the process where that fails.)
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, NamedTuple
from xml.parsers.expat import ExpatError

from ..errors import DataError
from .bounded_xml import CHUNK, Attributes, BoundedXml
from .source import Record

LAST_ROW = 2**20  # that a sheet may have
MOST_SHEETS = 100
MOST_PLACES = 100_000_000  # for cells, filled or not: rows of all sheets times columns
MOST_COLUMNS = 1_000
MOST_CELLS = 10_000_000  # of a sheet: filled rows times columns
MOST_ELEMENTS = 30_000_000  # of a part
MOST_TEXTS = 3_000_000  # elements of the shared texts
MOST_ASIDE = 100_000  # elements of any other part, and of a sheet outside its rows
MOST_IN_ROW = 100_000  # elements
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_SAVE = "Save the table alone as CSV."


@dataclass(frozen=True)
class Sheet:
    """One sheet's title, and its rows that are not blank with their numbers in the sheet.

    `without_result` counts the workbook's formulas whose results are not kept in it.
    """

    title: str
    records: list[Record]
    without_result: int = 0


class _Part:
    """What a part of a workbook holds: how many elements, and how far the filled cells reach.

    Cells that are only formatted do not count as filled.
    """

    def __init__(self, name: str) -> None:
        self.xml = BoundedXml(name, self._start, self._end, MOST_ELEMENTS)
        self.is_texts = False  # the table of shared texts
        self.row = 0
        self.column = 0
        self.rows = 0  # the last row, filled or not
        self.filled_rows = 0
        self.filled_columns = 0
        self.row_is_filled = False
        self.inside_row = False
        self.in_row = 0  # elements of the row that is being read
        self.aside = 0  # elements outside the rows
        self.without_result = 0  # formulas
        self.is_formula = False
        self.is_text = False  # what a formula gives, which may be blank

    def look_through(self, stream: IO[bytes]) -> None:
        """Count all that the part holds, if it is XML."""
        chunk = stream.read(CHUNK)
        if not chunk.lstrip(_BEFORE_XML).startswith(b"<"):
            return
        while chunk:
            self.xml.feed(chunk)
            chunk = stream.read(CHUNK)
        self.xml.close()

    def _start(self, name: str, attributes: Attributes) -> None:
        tag = name.rpartition(":")[2]
        if self.xml.depth == 1:
            self.is_texts = tag == "sst"
        if tag == "row":
            self._start_row(attributes)
        elif self.inside_row:
            self._inside_row(tag, attributes)
        else:
            self.aside += 1
            most = MOST_TEXTS if self.is_texts else MOST_ASIDE
            if self.aside > most:
                raise self.xml.refusal("the workbook holds more beside its cells than it may")

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number else self.row + 1
        if self.row > LAST_ROW:
            raise self.xml.refusal(f"there is no row {self.row:,} in a sheet")
        self.rows = max(self.rows, self.row)
        self.column = 0
        self.row_is_filled = False
        self.inside_row = True
        self.in_row = 0

    def _inside_row(self, tag: str, attributes: Attributes) -> None:
        self.in_row += 1
        if self.in_row > MOST_IN_ROW:
            raise self.xml.refusal("a row holds more elements than it may")
        if tag == "c":
            self.column = _column(attributes.get("r", "")) or self.column + 1
            self.is_formula = False
            self.is_text = attributes.get("t") == "str"
        elif tag == "f" and not self.is_text:
            self.is_formula = True
            self.without_result += 1
        elif tag in ("v", "is"):
            self.row_is_filled = True
            self.filled_columns = max(self.filled_columns, self.column)
            if self.is_formula:
                self.xml.parser.CharacterDataHandler = self._result

    def _result(self, _: str) -> None:
        """Count a formula's result once, however many pieces its text comes in."""
        self.without_result -= 1
        self.xml.parser.CharacterDataHandler = None

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v":
            self.xml.parser.CharacterDataHandler = None
        if tag == "row":
            self.filled_rows += self.row_is_filled
            self.inside_row = False


def _column(reference: str) -> int:
    """Return the number of a cell's column, from 1: "AB12" is 28; 0 where it has no letters."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = 26 * number + ord(letter.upper()) - ord("A") + 1
    return number


def read_workbook(stream: IO[bytes], name: str) -> Iterator[Sheet]:
    """Yield the sheets of a workbook, their cells as texts.

    Parameters
    ----------
    stream : binary stream
        The workbook; its members are within their budgets (see `archives`).
    name : str
        The file's name, for messages.

    Raises
    ------
    DataError
        The workbook is damaged, or its filled cells reach further than a table's do.
    """
    damage = (zipfile.BadZipFile, ExpatError, KeyError, TypeError, SyntaxError, AttributeError,
              IndexError, EOFError, OSError, ValueError)  # fmt: skip
    try:
        seen = _look_through(stream, name)
        yield from _sheets(stream, name, seen)
    except DataError:
        raise
    except damage as error:
        text = f"the workbook cannot be read ({error})."
        raise DataError(text, file=name, todo=_SAVE) from error


class _Seen(NamedTuple):
    """The column of the last filled cell, and how many formulas have no result."""

    widest: int
    without_result: int


def _look_through(stream: IO[bytes], name: str) -> _Seen:
    """Refuse what would make openpyxl take memory or time without end."""
    archive = zipfile.ZipFile(stream)
    rows = 0
    widest = 0
    without_result = 0
    for member in archive.namelist():
        part = _Part(name)
        with archive.open(member) as content:
            part.look_through(content)
        rows += part.rows
        without_result += part.without_result
        widest = max(widest, part.filled_columns)
        if widest > MOST_COLUMNS:
            text = f"a sheet has a filled cell in column {widest:,}; refused."
            raise DataError(text, file=name, todo=_SAVE)
        cells = part.filled_rows * part.filled_columns
        if cells > MOST_CELLS or rows * max(widest, 1) > MOST_PLACES:
            raise DataError("the sheets are too large; refused.", file=name, todo=_SAVE)
    return _Seen(widest, without_result)


def _sheets(stream: IO[bytes], name: str, seen: _Seen) -> Iterator[Sheet]:
    import openpyxl

    stream.seek(0)
    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        text = f"the workbook has more than {MOST_SHEETS} sheets; refused."
        raise DataError(text, file=name, todo=_SAVE)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what is written there need not be true
        rows = sheet.iter_rows(max_col=max(seen.widest, 1), values_only=True)
        yield Sheet(sheet.title, _records(rows), seen.without_result)


def _records(rows: Iterator[tuple[Any, ...]]) -> list[Record]:
    """Return the rows that are not blank, all as wide as the widest."""
    records: list[Record] = []
    widest = 0
    for number, values in enumerate(rows, 1):
        if values.count(None) == len(values):
            continue
        cells = _trimmed(values)
        if cells:
            widest = max(widest, len(cells))
            records.append((number, cells))
    for _, cells in records:
        cells.extend([""] * (widest - len(cells)))
    return records


def _trimmed(values: tuple[Any, ...]) -> list[str]:
    """Return the texts of a row's cells up to the last that is filled."""
    last = len(values)
    while last and (values[last - 1] is None or values[last - 1] == ""):
        last -= 1
    return [_text(value) for value in values[:last]]


def _text(value: object) -> str:
    """Write a cell's value as a CSV file would: a whole number without its ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
