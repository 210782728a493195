"""Files and archives below a folder: CSV, XLSX, gz, zip, Apple Health's XML, by their bytes."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from ..errors import DataError
from .opening import Opened, Record, open_text

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
LARGEST = 2**30  # bytes of one table, unpacked; a member of an archive may not grow beyond
TOP = 2**16  # bytes looked at to know a file
Note = Callable[[str, str], None]  # called with (file, problem) for what is not opened


def open_folder(raw: Path, note: Note) -> Iterator[Opened]:
    """Open every table below a folder, archives included, in the order of their names.

    Parameters
    ----------
    raw : Path
    note : callable
        Called with (file, problem) for what is not opened.

    Raises
    ------
    DataError
        The folder is missing.
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
            yield from open_path(path, name, note)
        except DataError as error:
            note(name, str(error))
        except OSError as error:
            note(name, f"cannot be read ({error.strerror}).")


def open_path(path: Path, name: str, note: Note) -> Iterator[Opened]:
    """Open one file by what its bytes are, whatever its name says."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(TOP)
    if start[:4] == b"PK\x03\x04":
        yield from _open_zip(path, name, note)
    elif b"<HealthData" in start:
        yield open_health(lambda: path.open("rb"), name)
    elif size > LARGEST:
        note(name, f"larger than {LARGEST >> 30} GB; not read.")
    else:
        yield from _open_bytes(path.read_bytes(), name, note)


def _open_bytes(data: bytes, name: str, note: Note) -> Iterator[Opened]:
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


def _most(packed: int) -> int:
    """Return how many bytes may come out of so many packed ones; a bomb gives more."""
    return min(LARGEST, max(LARGEST >> 4, 200 * packed))


def _gunzip(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(_most(len(data)) + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("the archive is damaged.", file=name, todo="Export it again.") from error
    if len(content) > _most(len(data)):
        raise DataError("the archive unpacks to more than it may; refused.", file=name)
    return content


def _open_zip(where: Path | io.BytesIO, name: str, note: Note) -> Iterator[Opened]:
    try:
        archive = zipfile.ZipFile(where)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DataError("the archive is damaged.", file=name, todo="Export it again.") from error
    with archive:
        members = {m.filename: m for m in archive.infolist() if not m.is_dir()}
        parts = {f: PurePosixPath(f.replace("\\", "/")).parts or ("",) for f in members}
        out = [f for f, p in parts.items() if ".." in p or p[0].endswith(("/", ":"))]
        if out:
            text = f"the archive holds a path that leads out of it ({out[0]}); refused."
            raise DataError(text, file=name)
        packed = (m for f, m in members.items() if not f.lower().endswith(".xml"))
        if any(m.file_size > _most(m.compress_size) for m in packed):
            raise DataError("the archive unpacks to more than it may; refused.", file=name)
        if len(members) < sum(not m.is_dir() for m in archive.infolist()):
            note(name, "several members have one name; only the last of them is read.")
        if "xl/workbook.xml" in members:
            yield from _open_workbook(where, name, note)
            return
        unread = 0
        for f in sorted(members):
            if parts[f][0] == "__MACOSX":
                continue
            try:
                if f.lower().endswith(".xml") and b"<HealthData" in archive.open(f).read(TOP):
                    yield open_health(partial(archive.open, f), f"{name}/{f}")
                elif f.lower().endswith((".csv", ".tsv", ".xlsx", ".csv.gz")):
                    # its size is checked above, and a false one is an error in zipfile
                    yield from _open_bytes(archive.read(f), f"{name}/{f}", note)
                else:
                    unread += 1
            except DataError as error:
                note(f"{name}/{f}", str(error))
            except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
                note(f"{name}/{f}", f"cannot be unpacked ({error}).")
        if unread:
            note(name, f"members that are not tables, not read: {unread}.")


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


def _open_workbook(where: Path | io.BytesIO, name: str, note: Note) -> Iterator[Opened]:
    import openpyxl

    stream = io.BytesIO(where.read_bytes()) if isinstance(where, Path) else where
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        empty = True
        for sheet in book.worksheets:
            records = [
                (line, ["" if c is None else str(c) for c in cells])
                for line, cells in enumerate(sheet.iter_rows(values_only=True), 1)
                if any(c is not None and str(c).strip() for c in cells)
            ]
            if records:
                empty = False
                shown = name if len(book.worksheets) == 1 else f"{name}/{sheet.title}"
                fact = ("format", "XLSX", "the first bytes are those of a workbook")
                yield Opened(shown, records, facts=[fact])
        if empty:
            note(name, "the file is empty.")
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError, SyntaxError) as error:
        raise DataError(
            f"the workbook cannot be read ({error}).", file=name, todo="Save it as CSV."
        ) from error
