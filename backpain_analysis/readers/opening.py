"""What a source declares, and how a text table is opened: encoding, delimiter, records."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath

from ..errors import DataError
from .languages import header_name

HEAD = 30  # records looked at to find the delimiter and the header
csv.field_size_limit(2**27)

Record = tuple[int, list[str]]  # physical line where it starts, fields
Row = tuple[int, list[str] | str]  # the same, or the reason why it holds no entry


@dataclass(frozen=True)
class Field:
    """Where a value stands: column names in order of preference, and its unit.

    `unit` is what the app always writes; "" means: look in the header, in
    `unit_from` (a column), in the cell, in the settings, for evidence, else ask.
    `nth` picks among columns of one name. `zero_missing`: 0 means not recorded.
    """

    names: tuple[str, ...]
    unit: str = ""
    nth: int = 1
    unit_from: str = ""
    zero_missing: bool = False


@dataclass(frozen=True)
class Source:
    """One app's export, declared. Names are canonical (`languages.header_name`).

    `header`: names that must be there to claim a file ("a|b": either); `without`:
    names that must not; `only`: the names there may be at all; `named`: a pattern in
    the file's name. A name that starts with "~" is a pattern.
    `when`: columns whose cells, joined, give date and time; `clock`: a time column
    beside a declared day. `rated_day`: the date is the rated day, whatever the time.
    `zone`: "local", or "UTC" where stamps without an offset are in UTC.
    `end`, `event`: the last day and the name of an event. `always`: activity or
    variable of every row. `needs`: columns that the settings name. `codes`: the
    app's numbers for sports. `ranks`: known word scales, worst first. `person`: a
    column of who it was. `tags`: words that each become a row with value 1.
    `headless`: the pattern of a row and the columns' names, where the header was lost.
    `absorbs`: the column whose text may hold bare delimiters.
    `rows(records, names)`: brings an odd shape into `columns` (its new header).
    """

    name: str
    header: tuple[str, ...]
    when: tuple[str, ...]
    without: tuple[str, ...] = ()
    named: str = ""
    exact: bool = False
    only: tuple[str, ...] = ()
    zone: str = "local"
    clock: str = ""
    offset_from: str = ""
    rated_day: bool = False
    date_order: str = ""
    distance: Field | None = None
    duration: Field | None = None
    activity: str = ""
    always: str = ""
    end: str = ""
    event: str = ""
    needs: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
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

    def claims(self, names: list[str], file: str = "") -> bool:
        """Say whether a header with these canonical names is this source's."""
        have = set(names)
        if not re.search(self.named, file.casefold()) or have.intersection(self.without):
            return False
        if self.only and not have <= {*self.only, ""}:
            return False
        if self.exact and len([n for n in names if n]) != len(self.header):
            return False
        return all(place_of(wanted, names) is not None for wanted in self.header)


def place_of(wanted: str, names: list[str], nth: int = 1) -> int | None:
    """Return where a column stands: "a|b" takes the first there is, "~" starts a pattern."""
    for one in [wanted] if wanted.startswith("~") else wanted.split("|"):
        pattern = re.compile(one[1:]) if one.startswith("~") else None
        places = [i for i, n in enumerate(names) if (pattern.search(n) if pattern else n == one)]
        if one and len(places) >= nth:
            return places[nth - 1]
    return None


@dataclass
class Opened:
    """One table file, ready to be read: `records()` streams, `rows_read` counts."""

    name: str
    content: bytes | list[Record] | Callable[[], Iterator[Record]]
    delimiter: str = ","
    facts: list[tuple[str, str, str]] = field(default_factory=list)
    skip_lines: int = 0
    unwrap: bool = False

    @property
    def base(self) -> str:
        """The file's own name, without folders and archives."""
        return PurePosixPath(self.name).name

    def records(self) -> Iterator[Record]:
        """Yield (physical line, fields) of every record that is not blank."""
        if not isinstance(self.content, bytes):
            yield from self.content if isinstance(self.content, list) else self.content()
            return
        stream = io.TextIOWrapper(io.BytesIO(self.content), encoding="utf-8", newline="")
        for _ in islice(stream, self.skip_lines):
            pass
        reader = csv.reader(stream, delimiter=self.delimiter)
        line = self.skip_lines + 1
        try:
            for fields in reader:
                if self.unwrap and len(fields) == 1:
                    fields = _unwrapped(fields, self.delimiter)
                if fields and (fields[0] or any(f and not f.isspace() for f in fields)):
                    yield line, fields
                line = self.skip_lines + reader.line_num + 1
        except csv.Error as error:
            raise DataError(
                f"this is not a readable table ({error}).",
                file=self.name,
                line=line,
                todo="Mend that line, or export the file again.",
            ) from error

    def head(self) -> list[Record]:
        """Return the first records; of a stream only its header, as more may be far down."""
        return list(islice(self.records(), 1 if callable(self.content) else HEAD))

    def cut_off(self, last: int) -> bool:
        """Say whether the record that starts at line `last` breaks off: no line end behind it.

        Raises
        ------
        DataError
            A quote opened there is never closed and has swallowed further lines.
        """
        if not isinstance(self.content, bytes):
            return False
        stream = io.TextIOWrapper(io.BytesIO(self.content), encoding="utf-8", newline="")
        tail = list(islice(stream, last - 1, None))
        try:
            list(csv.reader(tail, delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                if len(tail) > 1:
                    raise DataError(
                        f"a quotation mark opened in this row is never closed, so "
                        f"{len(tail) - 1} further lines ran into it.",
                        file=self.name,
                        line=last,
                        todo="Close the quotation mark, or export the file again.",
                    ) from error
                return True
        return not self.content.endswith((b"\n", b"\r"))


def open_text(data: bytes, name: str, skip_lines: int = 0) -> Opened:
    """Find encoding and delimiter of a text table, with the evidence."""
    text, encoding, evidence = _decoded(data)
    if b"\r\r\n" in text:
        text = text.replace(b"\r\r\n", b"\n")
    opened = Opened(name, text, skip_lines=skip_lines)
    opened.facts.append(("encoding", encoding, evidence))
    best = (0, 0)
    widths: Counter[int] = Counter()
    for delimiter in ",;\t|":
        trial = Opened(name, text, delimiter, skip_lines=skip_lines)
        try:
            head = trial.head()
        except DataError:
            continue
        inner = [_unwrapped(f, delimiter) if len(f) == 1 else f for _, f in head]
        counted = Counter(map(len, inner))
        width, often = max(counted.items(), key=lambda c: (c[0] > 1, c[1]), default=(0, 0))
        if width > 1 and (often * (width - 1), often) > best:
            best = (often * (width - 1), often)
            opened.delimiter, widths = delimiter, counted
            opened.unwrap = any(len(f) == 1 < len(u) for (_, f), u in zip(head, inner, strict=True))
    named = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[opened.delimiter]
    width = max(widths, key=lambda w: widths[w], default=1)
    rests = f"{widths[width]} of the first {widths.total()} rows have {width} fields"
    opened.facts.append(("delimiter", named, rests))
    if opened.unwrap:
        opened.facts.append(("quotes", "unwrapped", "whole rows stand in quotation marks"))
    return opened


def _unwrapped(fields: list[str], delimiter: str) -> list[str]:
    """Split a row that was quoted as one cell (a double-encoded file)."""
    if delimiter not in fields[0]:
        return fields
    inner = list(csv.reader(io.StringIO(fields[0], newline=""), delimiter=delimiter))
    return inner[0] if len(inner) == 1 and len(inner[0]) > 2 else fields


def _decoded(data: bytes) -> tuple[bytes, str, str]:
    """Return the text as UTF-8 bytes without a byte-order mark, the encoding, the evidence."""
    marks = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"))
    for mark, encoding in (*marks, (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            rest = data[len(mark) :]
            text = rest.decode(encoding, "replace").encode()
            return text, encoding, "the file starts with its byte-order mark"
    zeros = data[:4000:2].count(0), data[1:4000:2].count(0)
    if max(zeros) > 0.4 * len(data[:4000]) / 2:
        encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        return data.decode(encoding, "replace").encode(), encoding, "every second byte is zero"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            return data[: error.start], "utf-8", "every byte fits, but the last character is cut"
        for encoding in ("cp1252", "latin-1"):
            try:
                text = data.decode(encoding).encode()
            except UnicodeDecodeError:
                continue
            return text, encoding, f"byte {error.start + 1} is not UTF-8"
    return data, "utf-8", "every byte fits"


def header_names(fields: list[str]) -> list[tuple[str, str]]:
    """Return (canonical name, unit or "") of each header cell."""
    names = [header_name(f) for f in fields]
    known = {n for n, _ in names}
    # pandas writes a second column of one name as `Distance.1`
    return [
        (m[1], u) if (m := re.fullmatch(r"(.+)\.\d", n)) and m[1] in known else (n, u)
        for n, u in names
    ]
