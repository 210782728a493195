"""What a source declares, and how a text table is opened: encoding, delimiter, records."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from .languages import header_name

HEAD = 30  # records looked at to find the delimiter and the header
END = "\x03"  # stands behind the last line, where a quote that is never closed takes it in
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
csv.field_size_limit(2**30)  # no cell is longer than a file may be

Record = tuple[int, list[str]]  # physical line where it starts, fields
Records = Iterator[Record]
Rows = Iterator[tuple[int, list[str] | str]]  # or why one holds no entry ("": it is a heading)


class Decision(NamedTuple):
    """What was decided for a whole file, and what the decision rests on."""

    decision: str
    value: str
    evidence: str


@dataclass(frozen=True)
class Source:
    """One app's export, declared: columns by their canonical names (`languages.header_name`).

    "a, b" lists columns, "a|b" means the first that is there, "~a" is a pattern. A measure may
    be followed by its unit, as the app always writes it, or by the column that holds it: "a [km]".
    Else it is looked for in the header, in the cells, in the settings, in the evidence of other
    columns, or asked for.
    """

    name: str
    header: str  # the columns that must be there to claim a file
    without: str = ""  # columns that must not be there
    only: str = ""  # the columns that there may be at all
    named: str = ""  # a pattern in the file's name
    headless: tuple[str, str] = ("", "")  # if the header was lost: a row's pattern, the header
    when: tuple[str, ...] = ()  # cells that joined give date and time; by default header's first
    clock: str = ""  # a time beside a declared day
    date_order: str = ""  # "dmy", "mdy" or "ymd"
    rated_day: bool = False  # the date is the rated day, whatever the time
    zone: str = ""  # "UTC": that of stamps without an offset
    offset_from: str = ""  # how far local time is from UTC stamps
    distance: str = ""
    duration: str = ""
    activity: str = (
        "workoutactivitytype|activity type|activity|type|sport|workouttype|exercise_type"
    )
    codes: Mapping[str, str] = field(default_factory=dict)  # the app's numbers for activities
    always: str = ""  # activity or variable of every row
    weight: str = ""
    pain: str = ""
    scale: str = ""  # of pain: "0-4"
    region: str = ""
    value: str = ""  # of the table `other`
    variable: str = ""
    ranks: tuple[str, ...] = ()  # known words for values, worst first: "bad/good"
    tags: str = ""  # words that each become a row with value 1
    others: str = ""  # columns that become rows of `other`; "*": all that are left
    event: str = ""
    end: str = ""  # the last day of an event
    person: str = ""  # who it was, where a file may hold several people
    needs: tuple[str, ...] = ()  # columns that the settings name
    as_above: tuple[str, ...] = ()  # where a blank means: as in the row above
    by_hand: bool = False  # remarks may stand beside a row
    absorbs: str = ""  # text that may hold bare delimiters
    columns: str = ""  # the header of what `rows` makes
    rows: Callable[[Records, list[str]], Rows] | None = None  # mends an odd shape

    def claims(self, names: list[str], file: str) -> bool:
        """Say whether a file whose header has these canonical names is this source's."""
        have = {re.sub(r"\.\d$", "", name) for name in names} - {""}
        may = set(re.split(r", |\|", self.only)) if self.only else have
        if not have <= may or have & set(self.without.split(", ")):
            return False
        named = re.search(self.named, file.casefold()) is not None
        return named and all(found(column, names) for column in self.header.split(", "))


def found(wanted: str, names: Iterable[str]) -> list[str]:
    """Return which columns there are of "a|b", in this order; "~" starts a pattern."""
    if wanted.startswith("~"):
        return [name for name in names if re.search(wanted[1:], name)][:1]
    return [name for name in wanted.split("|") if name and name in names]


def measured(said: str) -> tuple[str, str]:
    """Split a measure into its columns and its unit (or the column that holds it), or ""."""
    names, _, unit = said.removesuffix("]").partition(" [")
    return names, unit


def header_names(fields: list[str]) -> list[tuple[str, str]]:
    """Return (canonical name, unit or "") of each header cell; a second `a` is `a.1`."""
    seen, named = Counter[str](), []
    for name, unit in map(header_name, fields):
        named.append((f"{name}.{seen[name]}" if name and seen[name] else name, unit))
        seen[name] += 1
    return named


@dataclass
class Opened:
    """One table, ready to be read: `records()` streams those that are not blank."""

    name: str
    records: Callable[[], Records]
    decisions: list[Decision]
    cut: bool = False  # no line end stands behind the last row

    def head(self) -> Records:
        """Return the first records, one by one: in a stream the second may be far down."""
        return islice(self.records(), HEAD)


def open_text(data: bytes, name: str) -> Opened:
    """Find encoding and delimiter of a text table, with the evidence."""
    text, encoding, evidence = _decoded(data)
    text = text.replace(b"\r\r\n", b"\n")
    chosen, most, rests = ",", (False, 0, 0), "none splits the rows"
    for delimiter in _DELIMITERS:
        widths = [len(fields) for _, fields in islice(_records(text, delimiter), HEAD)]
        width, often = max(Counter(widths).items(), key=lambda w: (w[0] > 1, w[1]), default=(0, 0))
        rank = (width > 1 and widths[0] == width, often * (width - 1), often)
        if width > 1 and rank > most:
            chosen, most = delimiter, rank
            rests = f"{often} of the first {len(widths)} rows have {width} fields"
    decisions = [
        Decision("encoding", encoding, evidence),
        Decision("delimiter", _DELIMITERS[chosen], rests),
    ]
    return Opened(name, partial(_records, text, chosen), decisions, text[-1:] not in b"\r\n")


def _records(text: bytes, delimiter: str) -> Records:
    lines = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    reader, line = csv.reader(chain(lines, [END]), delimiter=delimiter), 1
    for fields in reader:
        if len(fields) == 1:
            fields = _unwrapped(fields, delimiter)
        filled = fields and (fields[0] or any(f and not f.isspace() for f in fields))
        if filled and fields[0] != END:
            yield line, fields
        line = reader.line_num + 1


def _unwrapped(fields: list[str], delimiter: str) -> list[str]:
    """Split a row that was quoted as one cell (a double-encoded file)."""
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
