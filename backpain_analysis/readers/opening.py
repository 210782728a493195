"""What a source declares, and how a file is opened: archive, encoding, delimiter, records."""

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from ..errors import DataError
from .languages import header_name

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
LARGEST = 2**30  # bytes of one table, unpacked; a member of an archive may not grow beyond
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
    names that must not; `named`: a part of the file's name. "~" starts a pattern.
    `when`: columns whose cells, joined, give date and time; `clock`: a time column
    beside a declared day. `rated_day`: the date is the rated day, whatever the time.
    `zone`: "local", or "UTC" where stamps without an offset are in UTC.
    `always`: activity or variable of every row. `codes`: the app's numbers for sports.
    `ranks`: known word scales, worst first. `person`: a column of who it was.
    `absorbs`: the column whose text may hold bare delimiters.
    `rows(records, header)`: brings an odd shape into `columns` (its new header).
    """

    name: str
    header: tuple[str, ...]
    when: tuple[str, ...]
    without: tuple[str, ...] = ()
    named: str = ""
    exact: bool = False
    zone: str = "local"
    clock: str = ""
    offset_from: str = ""
    rated_day: bool = False
    date_order: str = ""
    distance: Field | None = None
    duration: Field | None = None
    activity: str = ""
    always: str = ""
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
    rows: Callable[[Iterator[Record], list[str]], Iterator[Row]] | None = None

    def claims(self, names: list[str], file: str = "") -> bool:
        """Say whether a header with these canonical names is this source's."""
        have = set(names)
        if self.named not in file.casefold() or have.intersection(self.without):
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
        """Return the first records."""
        return list(islice(self.records(), HEAD))

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


def open_folder(raw: Path, note: Callable[[str, str], None]) -> Iterator[Opened]:
    """Open every table below a folder, archives included, in the order of their names.

    Parameters
    ----------
    raw : Path
    note : callable
        Called with (file, problem) for what is not opened.
    """
    if not raw.is_dir():
        raise DataError(
            "there is no such folder.", file=raw, todo="Make it and put the exports there."
        )
    for path in sorted(p for p in raw.rglob("*") if p.is_file()):
        name = path.relative_to(raw).as_posix()
        if any(part.startswith((".", "~$", "__MACOSX")) for part in name.split("/")):
            continue
        try:
            yield from _open_path(path, name, note)
        except DataError as error:
            note(name, str(error))
        except OSError as error:
            note(name, f"cannot be read ({error.strerror}).")


def _open_path(path: Path, name: str, note: Callable[[str, str], None]) -> Iterator[Opened]:
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(2**14)
    if start[:4] == b"PK\x03\x04":
        yield from _open_zip(path, name, note)
    elif b"<HealthData" in start or path.name == "export.xml":
        yield open_health(lambda: path.open("rb"), name)
    elif size > LARGEST:
        note(name, f"larger than {LARGEST >> 30} GB; not read.")
    else:
        yield from _open_bytes(path.read_bytes(), name, note)


def _open_bytes(data: bytes, name: str, note: Callable[[str, str], None]) -> Iterator[Opened]:
    """Open one file's bytes by what they are, whatever its name says."""
    if data[:2] == b"\x1f\x8b":
        yield from _open_bytes(_gunzip(data, name), name.removesuffix(".gz"), note)
    elif data[:4] == b"PK\x03\x04":
        yield from _open_zip(io.BytesIO(data), name, note)
    elif not data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        note(name, "the file is empty.")
    elif not name.lower().endswith(TABLE_ENDINGS):
        note(name, "not a table (CSV or XLSX); not read.")
    else:
        yield open_text(data, name)


def _gunzip(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("the archive is damaged.", file=name, todo="Export it again.") from error
    if len(content) > LARGEST:
        raise DataError("the archive unpacks to more than it may; refused.", file=name)
    return content


def _open_zip(
    where: Path | io.BytesIO, name: str, note: Callable[[str, str], None]
) -> Iterator[Opened]:
    try:
        archive = zipfile.ZipFile(where)
        members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DataError("the archive is damaged.", file=name, todo="Export it again.") from error
    if any(m.filename == "xl/workbook.xml" for m in members):
        yield from _open_workbook(where, name)
        return
    unread = 0
    for m in sorted(members, key=lambda m: m.filename):
        parts = PurePosixPath(m.filename.replace("\\", "/")).parts
        if ".." in parts or parts[0].endswith(("/", ":")):
            raise DataError(
                f"the archive holds a path that leads out of it ({m.filename}); refused.",
                file=name,
            )
        inner = f"{name}/{m.filename}"
        if parts[-1] == "export.xml":
            yield open_health(partial(archive.open, m), inner)
        elif m.filename.lower().endswith((".csv", ".tsv", ".xlsx", ".csv.gz")):
            content = _unpacked(archive, m, name)
            yield from _open_bytes(content, inner, note)
        else:
            unread += 1
    if unread:
        note(name, f"{unread} members are not tables; not read.")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Unpack one member, refusing what grows beyond all measure (a bomb)."""
    if member.file_size > max(LARGEST >> 4, 200 * member.compress_size):
        raise DataError("the archive unpacks to more than it may; refused.", file=name)
    try:
        with archive.open(member) as stream:
            content = stream.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise DataError(
            f"{member.filename} cannot be unpacked ({error}).", file=name, todo="Export it again."
        ) from error
    if len(content) > LARGEST:
        raise DataError("the archive unpacks to more than it may; refused.", file=name)
    return content


def open_health(start: Callable[[], IO[bytes]], name: str) -> Opened:
    """Open an Apple Health `export.xml`: its workouts and weigh-ins, streamed in bounded memory."""
    fact = ("format", "Apple Health XML", "the file's name or root element")
    return Opened(name, lambda: _health_records(start, name), facts=[fact])


HEALTH_COLUMNS = ["element", "type", "startDate", "duration", "durationUnit", "distance",
                  "distanceUnit", "value", "unit"]  # fmt: skip


def _health_records(start: Callable[[], IO[bytes]], name: str) -> Iterator[Record]:
    from lxml import etree

    yield 0, HEALTH_COLUMNS
    line = 0
    try:
        with start() as stream:
            # without its document type, which some releases wrote badly; so no entities either
            top = stream.read(2**20)
            root = top.find(b"<HealthData")
            if root < 0:
                raise DataError("no Apple Health data in this XML file.", file=name)
            skipped = top[:root].count(b"\n")
            parser = etree.XMLPullParser(
                events=("end",), tag=("Record", "Workout"), resolve_entities=False
            )
            chunk = top[root:]
            while chunk:
                parser.feed(chunk)
                for _, element in parser.read_events():
                    kind = element.get("type", "")
                    if element.tag == "Workout" or kind == "HKQuantityTypeIdentifierBodyMass":
                        line = max(line + 1, (element.sourceline or 0) + skipped)
                        yield line, _health_fields(element)
                    parent = element.getparent()
                    element.clear(keep_tail=False)
                    while parent is not None and parent[0] is not element:
                        del parent[0]
                chunk = stream.read(2**16)
            parser.close()
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise DataError(
            f"damaged or broken off ({error}).", file=name, line=line, todo="Export it again."
        ) from error


def _health_fields(element: Any) -> list[str]:
    a = element.attrib
    if element.tag == "Record":
        return ["Record", "", a.get("startDate", ""), *[""] * 4, a.get("value", ""),
                a.get("unit", "")]  # fmt: skip
    distance, unit = a.get("totalDistance", ""), a.get("totalDistanceUnit", "")
    for child in element.iterchildren("WorkoutStatistics"):  # since iOS 16
        if "Distance" in child.get("type", "") and not distance:
            distance, unit = child.get("sum", ""), child.get("unit", "")
    return ["Workout", a.get("workoutActivityType", ""), a.get("startDate", ""),
            a.get("duration", ""), a.get("durationUnit", ""), distance, unit, "", ""]  # fmt: skip


def _open_workbook(where: Path | io.BytesIO, name: str) -> Iterator[Opened]:
    import openpyxl

    stream = io.BytesIO(where.read_bytes()) if isinstance(where, Path) else where
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        for sheet in book.worksheets:
            records = [
                (line, ["" if c is None else str(c) for c in cells])
                for line, cells in enumerate(sheet.iter_rows(values_only=True), 1)
                if any(c is not None and str(c).strip() for c in cells)
            ]
            if records:
                shown = name if len(book.worksheets) == 1 else f"{name}/{sheet.title}"
                fact = ("format", "XLSX", "the first bytes are those of a workbook")
                yield Opened(shown, records, facts=[fact])
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError, SyntaxError) as error:
        raise DataError(
            f"the workbook cannot be read ({error}).", file=name, todo="Save it as CSV."
        ) from error


def open_text(data: bytes, name: str, skip_lines: int = 0) -> Opened:
    """Find encoding and delimiter of a text table, with the evidence."""
    text, encoding, evidence = _decoded(data)
    if b"\r\r\n" in text:
        text = text.replace(b"\r\r\n", b"\n")
    opened = Opened(name, text, skip_lines=skip_lines)
    opened.facts.append(("encoding", encoding, evidence))
    best = (0, 0.0)
    widths: Counter[int] = Counter()
    for delimiter in ",;\t|":
        trial = Opened(name, text, delimiter, skip_lines=skip_lines)
        try:
            counted = Counter(len(fields) for _, fields in trial.head())
        except DataError:
            continue
        width, often = max(counted.items(), key=lambda c: (c[0] > 1, c[1]), default=(0, 0))
        if width > 1 and (often * (width - 1), often) > best:
            best = (often * (width - 1), often)
            opened.delimiter, widths = delimiter, counted
    singles = [f[0] for _, f in opened.head() if len(f) == 1]
    opened.unwrap = any(len(_unwrapped([s], opened.delimiter)) > 2 for s in singles)
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
    inner = next(csv.reader([fields[0]], delimiter=delimiter), fields)
    return inner if len(inner) > 2 else fields


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
