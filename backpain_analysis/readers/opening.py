"""What a source declares, and how a text table is opened: encoding, delimiter, records."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from ..errors import DataError
from .languages import header_name

HEAD = 30  # records looked at to find the delimiter and the header
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
csv.field_size_limit(2**30)  # no cell is longer than a file may be

Record = tuple[int, list[str]]  # physical line where it starts, fields
Row = tuple[int, list[str] | str]  # the same, or why it holds no entry ("": it is a heading)


@dataclass(frozen=True)
class Decision:
    """What was decided for a whole file, and what the decision rests on."""

    decision: str
    value: str
    evidence: str


@dataclass(frozen=True)
class Field:
    """Where a value stands ("a|b": the best first), and the unit that the app always writes.

    Without one it is looked for in the header, in `unit_from` (a column), in the cells, in the
    settings, in the evidence of other columns; else it is asked for.
    """

    names: str
    unit: str = ""
    unit_from: str = ""


@dataclass(frozen=True)
class Source:
    """One app's export, declared: columns by their canonical names (`languages.header_name`).

    "a|b" means a or b, in this order; a name that starts with "~" is a pattern.
    """

    name: str
    header: tuple[str, ...]  # columns that must be there to claim a file
    without: tuple[str, ...] = ()  # columns that must not be there
    only: tuple[str, ...] = ()  # the columns that there may be at all
    named: str = ""  # a pattern in the file's name
    headless: tuple[str, ...] = ()  # if the header was lost: a row's pattern, the columns' names
    when: tuple[str, ...] = ()  # cells that joined give date and time; by default header[0]
    clock: str = ""  # a time beside a declared day
    date_order: str = ""  # "dmy", "mdy" or "ymd"
    rated_day: bool = False  # the date is the rated day, whatever the time
    zone: str = ""  # "UTC": that of stamps without an offset
    offset_from: str = ""  # how far local time is from UTC stamps
    distance: Field | None = None
    duration: Field | None = None
    activity: str = (
        "workoutactivitytype|activity type|activity|type|sport|workouttype|exercise_type"
    )
    codes: Mapping[str, str] = field(default_factory=dict)  # the app's numbers for activities
    always: str = ""  # activity or variable of every row
    weight: Field | None = None
    pain: Field | None = None
    scale: str = ""  # of pain: "0-4"
    region: str = ""
    value: Field | None = None  # of the table `other`
    variable: str = ""
    ranks: tuple[tuple[str, ...], ...] = ()  # known words for values, worst first
    tags: str = ""  # words that each become a row with value 1
    others: tuple[str, ...] = ()  # columns that become rows of `other`; ("*",): all that are left
    event: str = ""
    end: str = ""  # the last day of an event
    person: str = ""  # who it was, where a file may hold several people
    needs: tuple[str, ...] = ()  # columns that the settings name
    as_above: tuple[str, ...] = ()  # where a blank means: as in the row above
    by_hand: bool = False  # remarks may stand beside a row
    absorbs: str = ""  # text that may hold bare delimiters
    columns: tuple[str, ...] = ()  # the header of what `rows` makes
    rows: Callable[[Iterator[Record], list[str]], Iterator[Row]] | None = None  # mends an odd shape

    @property
    def dates(self) -> tuple[str, ...]:
        """The columns that give date and time."""
        return self.when or self.header[:1]

    def claims(self, names: list[str], file: str = "") -> bool:
        """Say whether a header with these canonical names is this source's."""
        have = {re.sub(r"\.\d$", "", name) for name in names} - {""}
        if have.intersection(self.without) or (self.only and not have <= {*self.only}):
            return False
        named = re.search(self.named, file.casefold())
        return bool(named) and all(places_of(wanted, names) for wanted in self.header)


def places_of(wanted: str, names: list[str]) -> list[int]:
    """Return where columns stand: "a|b" takes the first a, then the first b; "~" is a pattern."""
    if wanted.startswith("~"):
        return [i for i, n in enumerate(names) if re.search(wanted[1:], n)][:1]
    return [names.index(one) for one in wanted.split("|") if one and one in names]


@dataclass
class Opened:
    """One table, ready to be read: `records()` streams its text, or what `stream` gives."""

    name: str
    text: bytes = b""
    delimiter: str = ","
    stream: Callable[[], Iterator[Record]] | None = None
    decisions: list[Decision] = field(default_factory=list)
    skip_lines: int = 0
    unwrap: bool = False

    def _lines(self, first: int) -> Iterator[str]:
        stream = io.TextIOWrapper(io.BytesIO(self.text), encoding="utf-8", newline="")
        return islice(stream, first, None)

    def records(self) -> Iterator[Record]:
        """Yield (physical line, fields) of every record that is not blank."""
        if self.stream:
            yield from self.stream()
            return
        reader = csv.reader(self._lines(self.skip_lines), delimiter=self.delimiter)
        line = self.skip_lines + 1
        for fields in reader:
            if self.unwrap:
                fields = _unwrapped(fields, self.delimiter)
            if fields and (fields[0] or any(f and not f.isspace() for f in fields)):
                yield line, fields
            line = self.skip_lines + reader.line_num + 1

    def head(self) -> Iterator[Record]:
        """Return the first records, one by one: in a stream the second may be far down."""
        return islice(self.records(), HEAD)

    def cut_off(self, last: int) -> bool:
        """Say whether the record that starts at line `last` breaks off: no line end behind it.

        Raises
        ------
        DataError
            A quote opened there is never closed and has swallowed further lines.
        """
        tail = list(self._lines(last - 1))
        try:
            list(csv.reader(tail, delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error) and len(tail) > 1:
                text = "a quotation mark opened in this row is never closed, so"
                text += f" {len(tail) - 1} further lines ran into it."
                todo = "Close the quotation mark, or export the file again."
                raise DataError(text, file=self.name, line=last, todo=todo) from error
            if "unexpected end" in str(error):
                return True
        return not (self.stream or self.text.endswith((b"\n", b"\r")))


def open_text(data: bytes, name: str) -> Opened:
    """Find encoding and delimiter of a text table, with the evidence."""
    text, encoding, evidence = _decoded(data)
    text = text.replace(b"\r\r\n", b"\n")
    opened, most, rests = Opened(name, text), (False, 0, 0), "none splits the rows"
    for delimiter in ",;\t|":
        trial = Opened(name, text, delimiter)
        head = [fields for _, fields in trial.head()]
        inner = [_unwrapped(fields, delimiter) for fields in head]
        widths = Counter(map(len, inner))
        width, often = max(widths.items(), key=lambda w: (w[0] > 1, w[1]), default=(0, 0))
        rank = (width > 1 and len(inner[0]) == width, often * (width - 1), often)
        if width > 1 and rank > most:
            opened, most = trial, rank
            opened.unwrap = inner != head
            rests = f"{often} of the first {len(head)} rows have {width} fields"
    called = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[opened.delimiter]
    opened.decisions = [
        Decision("encoding", encoding, evidence),
        Decision("delimiter", called, rests),
        *[Decision("quotes", "unwrapped", "whole rows stand in quotation marks")][: opened.unwrap],
    ]
    return opened


def _unwrapped(fields: list[str], delimiter: str) -> list[str]:
    """Split a row that was quoted as one cell (a double-encoded file)."""
    if len(fields) != 1 or delimiter not in fields[0]:
        return fields
    inner = list(csv.reader(io.StringIO(fields[0], newline=""), delimiter=delimiter))
    return inner[0] if len(inner) == 1 and len(inner[0]) > 2 else fields


def _decoded(data: bytes) -> tuple[bytes, str, str]:
    """Return the text as UTF-8 bytes without a byte-order mark, the encoding, the evidence."""
    zeros = [data[i:4000:2].count(0) for i in (0, 1)]
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    if mark:
        encoding, evidence = _MARKS[mark], "the file starts with its byte-order mark"
    elif max(zeros) > 0.4 * len(data[:4000]) / 2:
        encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        evidence = "every second byte is zero"
    else:
        try:
            data.decode()
            return data, "utf-8", "every byte fits"
        except UnicodeDecodeError as error:
            at = error.start
        if at >= len(data) - 3:
            return data[:at], "utf-8", "every byte fits, but the last character is cut"
        encoding, evidence = "cp1252", f"byte {at + 1} is not UTF-8"
    text = data.removeprefix(mark).decode(encoding, "replace")
    return text.encode(), encoding, evidence


def header_names(fields: list[str]) -> list[tuple[str, str]]:
    """Return (canonical name, unit or "") of each header cell; a second `a` is `a.1`."""
    seen, named = Counter[str](), []
    for name, unit in map(header_name, fields):
        named.append((f"{name}.{seen[name]}" if name and seen[name] else name, unit))
        seen[name] += 1
    return named
