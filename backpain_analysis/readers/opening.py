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
ACTIVITY = "workoutactivitytype|workouttype|exercise_type|activity type|activity|type|sport"
csv.field_size_limit(2**30)  # no cell is longer than a file may be

Record = tuple[int, list[str]]  # physical line where it starts, fields
Row = tuple[int, list[str] | str]  # the same, or the reason why it holds no entry


@dataclass(frozen=True)
class Decision:
    """What was decided for a whole file, and what the decision rests on."""

    decision: str
    value: str
    evidence: str


@dataclass(frozen=True)
class Field:
    """Where a value stands: "a|b" in order of preference, "~" starts a pattern; and its unit.

    `unit` is what the app always writes; "" means: look in the header, in
    `unit_from` (a column), in the cell, in the settings, for evidence, else ask.
    """

    names: str
    unit: str = ""
    unit_from: str = ""


@dataclass(frozen=True)
class Source:
    """One app's export, declared. Names are canonical (`languages.header_name`), "a|b": either.

    `header`: names that must be there to claim a file; `without`: that must not; `only`:
    that there may be at all; `named`: a pattern in the file's name.
    `when`: columns whose cells, joined, give date and time, by default the header's first;
    `clock`: a time column beside a declared day. `rated_day`: the date is the rated day,
    whatever the time. `zone`: "UTC" where stamps without an offset are in UTC;
    `offset_from`: a column with the offset of UTC stamps.
    `codes`: the app's numbers for sports. `always`: activity or variable of every row.
    `end`, `event`: the last day and the name of an event. `ranks`: known word scales, worst
    first. `tags`: words that each become a row with value 1. `others`: columns that become
    rows of `other`, `("*",)` for all. `person`: a column of who it was.
    `needs`: columns that the settings name. `by_hand`: remarks may stand beside a row.
    `headless`: the pattern of a row and the columns' names, where the header was lost.
    `absorbs`: the column whose text may hold bare delimiters.
    `rows(records, names)`: brings an odd shape into `columns` (its new header).
    """

    name: str
    header: tuple[str, ...]
    when: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    named: str = ""
    zone: str = "local"
    clock: str = ""
    offset_from: str = ""
    rated_day: bool = False
    date_order: str = ""
    distance: Field | None = None
    duration: Field | None = None
    activity: str = (
        "workoutactivitytype|activity type|activity|type|sport|workouttype|exercise_type"
    )
    always: str = ""
    end: str = ""
    event: str = ""
    needs: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    weight: Field | None = None
    pain: Field | None = None
    scale: str = ""
    region: str = ""
    value: Field | None = None
    variable: str = ""
    ranks: tuple[tuple[str, ...], ...] = ()
    tags: str = ""
    others: tuple[str, ...] = ()
    person: str = ""
    absorbs: str = ""
    as_above: tuple[str, ...] = ()
    by_hand: bool = False
    columns: tuple[str, ...] = ()
    headless: tuple[str, ...] = ()
    rows: Callable[[Iterator[Record], list[str]], Iterator[Row]] | None = None

    @property
    def dates(self) -> tuple[str, ...]:
        """The columns that give date and time."""
        return self.when or self.header[:1]

    def claims(self, names: list[str], file: str = "") -> bool:
        """Say whether a header with these canonical names is this source's."""
        have = set(names) - {""}
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
            if "unexpected end" in str(error):
                if len(tail) == 1:
                    return True
                text = "a quotation mark opened in this row is never closed, so"
                text += f" {len(tail) - 1} further lines ran into it."
                todo = "Close the quotation mark, or export the file again."
                raise DataError(text, file=self.name, line=last, todo=todo) from error
        return not (self.stream or self.text.endswith((b"\n", b"\r")))


def open_text(data: bytes, name: str) -> Opened:
    """Find encoding and delimiter of a text table, with the evidence."""
    text, encoding, evidence = _decoded(data)
    text = text.replace(b"\r\r\n", b"\n")
    opened, most, widths = Opened(name, text), (0, 0), Counter[int]()
    for delimiter in ",;\t|":
        trial = Opened(name, text, delimiter)
        head = [fields for _, fields in trial.head()]
        inner = [_unwrapped(fields, delimiter) for fields in head]
        counted = Counter(map(len, inner))
        width, often = max(counted.items(), key=lambda c: (c[0] > 1, c[1]), default=(0, 0))
        if width > 1 and (often * (width - 1), often) > most:
            opened, most, widths = trial, (often * (width - 1), often), counted
            opened.unwrap = inner != head
    called = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[opened.delimiter]
    width = max(widths, key=lambda w: widths[w], default=1)
    rests = f"{widths[width]} of the first {widths.total()} rows have {width} fields"
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
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE}
    for encoding, mark in {**marks, "utf-16-be": codecs.BOM_UTF16_BE}.items():
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return text.encode(), encoding, "the file starts with its byte-order mark"
    zeros = data[:4000:2].count(0), data[1:4000:2].count(0)
    if max(zeros) > 0.4 * len(data[:4000]) / 2:
        encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        return data.decode(encoding, "replace").encode(), encoding, "every second byte is zero"
    try:
        data.decode()
        return data, "utf-8", "every byte fits"
    except UnicodeDecodeError as error:
        at = error.start
    if at >= len(data) - 3:
        return data[:at], "utf-8", "every byte fits, but the last character is cut"
    try:
        text, encoding = data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    return text.encode(), encoding, f"byte {at + 1} is not UTF-8"


def header_names(fields: list[str]) -> list[tuple[str, str]]:
    """Return (canonical name, unit or "") of each header cell."""
    names = [header_name(f) for f in fields]
    known = {n for n, _ in names}
    # pandas writes a second column of one name as `Distance.1`
    bare = [(n[:-2] if re.fullmatch(r".+\.\d", n) else n, n, u) for n, u in names]
    return [(first if first in known else name, unit) for first, name, unit in bare]
