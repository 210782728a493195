"""The rows of one file, brought to the header's width, and its columns by their names."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from operator import itemgetter
from typing import Any

import numpy as np

from ..codes import Remark
from ..errors import DataError
from .inference import each, unit_name
from .languages import header_name
from .own_columns import header_roles, header_unit
from .own_header import units_below
from .source import Decision, Opened, Record, Records, Rows, Source, found, header_names, measured
from .text import END

# columns that tell something of others
EVIDENCE = {
    "weekday",
    "distance.1",
    "avg run cadence",
    "avg stride length",
    "bmi",
    "calories",
    "steps",
}
_NUMBER = re.compile(r"\s*-*[.,]*\d[\d.,]*\s*")
_DAY = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}")
_ROWS_OF_A_TABLE = 3  # with a date: fewer may tell when a file was written
_DIGIT = re.compile(r"\d")
_MEASURES = ("distance", "duration", "pain", "rating", "back", "weight", "run")  # of a header
_SHIFTED = "import.reason.shifted"
_COMMENT = "#"


@dataclass(frozen=True)
class FileRows:
    """One file's rows with an entry, column by column.

    Parameters
    ----------
    file : str
    names : list of str
        Canonical names of all columns, in the file's order.
    units : dict
        Units that the header states, by name.
    lines : ndarray of int
        Where each row starts in the file.
    cells : dict of ndarray of str
        The columns that the source speaks of; each as long as `lines`.
    aside : tuple of (int, Remark)
        Line and reason of rows without an entry, or not to be trusted.
    rows_read : int
        The data rows as they came from the file, counted while they came.
    above : str
        What stands above the header.
    decisions : tuple of Decision
    left_out : mapping of str to int
        How many records of a kind that is not read went by.
    """

    file: str
    names: list[str]
    units: dict[str, str]
    lines: np.ndarray
    cells: dict[str, np.ndarray]
    aside: tuple[tuple[int, Remark], ...]
    rows_read: int
    above: str
    decisions: tuple[Decision, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def columns_of(self, said: str) -> list[str]:
        """Return the columns of a measure that the file has, best first."""
        return found(measured(said)[0], self.names)

    def first_of(self, wanted: str) -> np.ndarray | None:
        """Return the cells of the first of "a|b" that there is, or None."""
        for name in found(wanted, self.names):
            return self.cells[name]
        return None

    def words(self, wanted: str, change: Callable[[str], Any] = str.strip) -> np.ndarray:
        """Return a column of words, each changed; blanks where there is no such column."""
        cells = self.first_of(wanted)
        if cells is None:
            return np.full(len(self), "", dtype=object)
        return each(cells, change)


@dataclass
class _Tally:
    """What is counted while the rows of a file go by."""

    rows_read: int = 0
    last: Record = (0, [""])
    shortest: int = 2**31  # fields in a row before the last
    short: int = 0
    long: int = 0
    remarks: int = 0  # extra fields that hold text
    joined: int = 0
    headings: int = 0
    units: list[str] = field(default_factory=list)  # in the row below the header
    aside: list[tuple[int, Remark]] = field(default_factory=list)


def read_rows(source: Source, header: Record, opened: Opened) -> FileRows:
    """Read the rows below a header by their source's declaration.

    Raises
    ------
    DataError
        A quotation mark is never closed.
    """
    own = header_names(header[1])
    own_names = [name for name, _ in own]
    names = source.columns.split(", ") if source.columns else own_names
    names = _named_by_folder(names, source, opened.name)
    tally = _Tally(last=header)
    at_least = len(own) if source.rows else 0
    counted = _counted(opened.records(), header[0], at_least, tally)
    records: Rows = source.rows(counted, own_names) if source.rows else counted

    wanted = _places(source, names)
    take = itemgetter(*wanted, *wanted[:1])  # twice the first: always a tuple
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    commented: set[int] = set()  # lines
    for line, fields in _data_rows(records, source, header[1], tally):
        fitted = _fitted(fields, names, source, tally)
        if fitted is None:
            tally.rows_read -= 1
        elif isinstance(fitted, Remark):
            tally.aside.append((line, fitted))
        else:
            if fitted[0].lstrip().startswith(_COMMENT):
                commented.add(line)
            lines.append(line)
            rows.append(take(fitted))

    if 2 * len(commented) <= len(rows):  # where most rows begin so, it is how they are numbered
        rows = [row for line, row in zip(lines, rows, strict=True) if line not in commented]
        lines = [line for line in lines if line not in commented]
        for line in sorted(commented):
            tally.aside.append((line, Remark("odd_file.reason.commented")))
    if _last_row_is_broken(opened, len(own), tally) and lines[-1:] == [tally.last[0]]:
        tally.aside.append((lines.pop(), Remark("import.reason.breaks_off")))
        rows.pop()
    return FileRows(
        file=opened.name,
        names=names,
        units=_units(own, header[1], source, tally.units),
        lines=np.array(lines, dtype=np.int64),
        cells=_columns([names[i] for i in wanted], rows),
        aside=tuple(tally.aside),
        rows_read=tally.rows_read,
        above=_text_above(opened, header[0]),
        decisions=(
            *opened.decisions,
            *_rows_above(opened, header[0]),
            *_decisions(tally, source),
        ),
        left_out=dict(opened.left_out),
    )


def _data_rows(records: Rows, source: Source, header: list[str], tally: _Tally) -> Rows:
    """Yield the rows of a table; of one kept by hand neither those of another nor of units."""
    if not source.by_hand:
        yield from records
        return
    other_table = 0  # the line of its header
    is_first = True
    for line, fields in records:
        if not other_table and _is_other_header(fields, header):
            other_table = line
        if is_first:
            tally.units = units_below(header, fields)
        if other_table:
            tally.aside.append((line, Remark("odd_file.reason.other_table", {"at": other_table})))
        elif is_first and tally.units:
            tally.aside.append((line, Remark("odd_file.reason.units")))
        else:
            yield line, fields
        is_first = False


def _is_other_header(fields: list[str] | Remark | None, header: list[str]) -> bool:
    """Say whether a row is the header of another table: below it the columns hold other things."""
    if not isinstance(fields, list) or any(map(_DIGIT.search, fields)):
        return False
    roles = [header_roles(cell) for cell in fields if cell.strip()]
    has_date = any("date" in role for role in roles)
    has_measure = any(not role.isdisjoint(_MEASURES) for role in roles)
    if not has_date or not has_measure:
        return False
    own = [header_name(cell) for cell in fields]
    return own != [header_name(cell) for cell in header][: len(own)]


def _units(
    own: list[tuple[str, str]], header: list[str], source: Source, below: list[str]
) -> dict[str, str]:
    """Return the units that the header states; in a table kept by hand also as "Km run".

    Where it states none, the row below it may.
    """
    units = dict(own)
    if source.by_hand:
        for (name, unit), cell in zip(own, header, strict=True):
            units[name] = unit if unit_name(unit) else header_unit(cell) or unit
        for (name, _), cell in zip(own, below, strict=False):
            units[name] = units[name] or cell
    return units


def _counted(records: Records, header_line: int, at_least: int, tally: _Tally) -> Records:
    """Yield the records below the header, counted, with blanks where fields are lacking."""
    for line, fields in records:
        if line <= header_line:
            continue
        if tally.rows_read:
            tally.shortest = min(tally.shortest, len(tally.last[1]))
        tally.rows_read += 1
        tally.last = line, fields
        lacking = at_least - len(fields)
        if lacking > 0:
            fields = fields + [""] * lacking
        yield line, fields


def _named_by_folder(names: list[str], source: Source, file: str) -> list[str]:
    """Give the column that the source says the name of the file's folder, "002 Run" being "run"."""
    folder = file.rpartition("/")[0].rpartition("/")[2]
    own, _ = header_name(re.sub(r"^\d+\s+", "", folder))
    if not own or source.folder_names not in names:
        return names
    return [own if name == source.folder_names else name for name in names]


def _places(source: Source, names: list[str]) -> list[int]:
    """Return the places of the columns that are held in memory."""
    if source.by_hand or source.others == "*":
        return list(range(len(names)))
    said = source.names() | EVIDENCE
    for measure in (source.distance, source.duration, source.weight):
        said.update(found(measured(measure)[0], names))  # a pattern names no column
    return [i for i, name in enumerate(names) if name in said]


def _columns(names: list[str], rows: list[tuple[str, ...]]) -> dict[str, np.ndarray]:
    """Turn rows into columns; of two that have one name the first counts."""
    columns: dict[str, np.ndarray] = {}
    for at, name in enumerate(names):
        if name not in columns:
            columns[name] = np.array([row[at] for row in rows], dtype=object)
    return columns


def _text_above(opened: Opened, header_line: int) -> str:
    above = takewhile(lambda record: record[0] < header_line, opened.head())
    return " ".join(cell for _, cells in above for cell in cells)


def _rows_above(opened: Opened, header_line: int) -> Iterator[Decision]:
    """Name the rows above the header that look like those of another table."""
    above = takewhile(lambda record: record[0] < header_line, opened.head())
    dated = [cells for _, cells in above if len(cells) > 1 and any(map(_DAY.search, cells))]
    if len(dated) >= _ROWS_OF_A_TABLE:
        value = Remark("odd_file.value.in_line", {"line": header_line})
        evidence = Remark("odd_file.evidence.rows_above", {"n": len(dated)})
        yield Decision("header", value, evidence)


def _last_row_is_broken(opened: Opened, width: int, tally: _Tally) -> bool:
    """Say whether the file ends within its last row: the last cell may be half a number."""
    line, fields = tally.last
    text, unclosed, _ = fields[-1].partition(END)
    swallowed = len(text.splitlines()) - 1
    if unclosed and swallowed > 0:
        raise DataError(
            "a quotation mark opened in this row is never closed, so "
            f"{swallowed} further lines ran into it.",
            file=opened.name,
            line=line,
            todo="Close the quotation mark, or export the file again.",
        )
    is_shorter = len(fields) < min(width, tally.shortest)
    return bool(unclosed) or (opened.cut and is_shorter)


def _fitted(
    fields: list[str] | Remark | None, names: list[str], source: Source, tally: _Tally
) -> list[str] | Remark | None:
    """Bring a row to the header's width, or say why it cannot be trusted."""
    if fields is None:
        tally.headings += 1
        return None
    if isinstance(fields, Remark) or len(fields) == len(names):
        return fields
    width = len(names)
    if len(fields) < width:
        tally.short += 1
        return fields + [""] * (width - len(fields))
    return _shortened(fields, names, source, tally)


def _shortened(
    fields: list[str], names: list[str], source: Source, tally: _Tally
) -> list[str] | Remark:
    """Bring a row that has more fields than the header to its width."""
    width = len(names)
    more = len(fields) - width
    extra = [text for text in fields[width:] if text.strip()]
    absorbing = found(source.absorbs, names)
    if extra and absorbing:
        tally.joined += 1
        first = names.index(absorbing[0])
        after = first + more + 1
        return [*fields[:first], ",".join(fields[first:after]), *fields[after:]]
    is_remark = source.by_hand and not any(map(_NUMBER.fullmatch, extra))
    if extra and not is_remark:
        return Remark(_SHIFTED, {"n": more})
    tally.long += 1
    tally.remarks += bool(extra)
    return fields


def _decisions(tally: _Tally, source: Source) -> Iterator[Decision]:
    if tally.headings:
        value = Remark("import.value.no_data_rows")
        yield Decision("headings", value, Remark("import.evidence.headings", {"n": tally.headings}))
    if tally.short:
        value = Remark("import.value.rest_blank")
        yield Decision("short_rows", value, Remark("import.evidence.fewer", {"n": tally.short}))
    if tally.joined:
        value = Remark("import.value.text_of", {"column": source.absorbs})
        evidence = Remark("import.evidence.more", {"n": tally.joined})
        yield Decision("bare_delimiters", value, evidence)
    if tally.long:
        value = Remark("import.value.extra_not_read")
        fields = {"n": tally.long, "with_text": tally.remarks}
        yield Decision("extra_fields", value, Remark("import.evidence.more_with_text", fields))
