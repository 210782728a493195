"""Files and archives below a folder: CSV, XLSX, gz, zip, Apple Health's XML, by their bytes."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from ..errors import DataError
from .apple import health_records
from .opening import Decision, Opened, open_text

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
LARGEST = 2**30  # bytes of one table, unpacked; a member of an archive may not grow beyond
TOP = 2**16  # bytes looked at to know a file
AGAIN = "Export it again."
Note = Callable[[str, str], None]  # called with (file, problem) for what is not opened


def open_files(paths: Iterable[Path], base: Path, note: Note) -> Iterator[Opened]:
    """Open every table among files, archives included, in the order of their names below `base`."""
    for path in sorted(p for p in paths if p.is_file()):
        name = path.relative_to(base).as_posix()
        if any(part.startswith((".", "~$", "__MACOSX")) for part in name.split("/")):
            continue
        try:
            start = partial(path.open, "rb")
            yield from _open(start, path.stat().st_size, name, note)  # type: ignore[arg-type]
        except DataError as error:
            note(name, str(error))
        except OSError as error:
            note(name, f"cannot be read ({error.strerror}).")


def _open(start: Callable[[], IO[bytes]], size: int, name: str, note: Note) -> Iterator[Opened]:
    """Open one file by what its bytes are, whatever its name says."""
    with start() as stream:
        top = stream.read(TOP)
    if b"<HealthData" in top and not top.startswith((b"PK", b"\x1f\x8b")):
        facts = [Decision("format", "Apple Health XML", "the file's name or root element")]
        yield Opened(name, stream=partial(health_records, start, name), decisions=facts)
        return
    if top.startswith(b"PK\x03\x04"):
        with start() as stream:
            yield from _open_zip(stream, name, note)
        return
    if size > LARGEST:
        note(name, f"larger than {LARGEST >> 30} GB; not read.")
        return
    with start() as stream:
        data = stream.read()
    if data.startswith(b"\x1f\x8b"):
        data = _gunzip(data, name)
        yield from _open(partial(io.BytesIO, data), len(data), name.removesuffix(".gz"), note)
    elif not data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        note(name, "the file is empty.")
    elif not name.lower().endswith(TABLE_ENDINGS):
        note(name, "not a table (CSV or XLSX); not read.")
    else:
        yield open_text(data, name)


def _refuse(name: str, why: str = "unpacks to more than it may") -> DataError:
    todo = "If you trust it, unpack it and put its tables into the folder."
    return DataError(f"the archive {why}; refused.", file=name, todo=todo)


def _most(packed: int) -> int:
    """Return how many bytes may come out of so many packed ones; a bomb gives more."""
    return min(LARGEST, max(LARGEST >> 4, 200 * packed))


def _gunzip(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(_most(len(data)) + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("the archive is damaged.", file=name, todo=AGAIN) from error
    if len(content) > _most(len(data)):
        raise _refuse(name)
    return content


def _open_zip(stream: IO[bytes], name: str, note: Note) -> Iterator[Opened]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DataError("the archive is damaged.", file=name, todo=AGAIN) from error
    files = [m for m in archive.infolist() if not m.is_dir()]
    members = {m.filename: m for m in files}
    parts = {f: PurePosixPath(f.replace("\\", "/")).parts or ("",) for f in members}
    for f, p in parts.items():
        if ".." in p or p[0].endswith(("/", ":")):
            raise _refuse(name, f"holds a path that leads out of it ({f})")
    packed = (m for f, m in members.items() if not f.lower().endswith(".xml"))
    if any(m.file_size > _most(m.compress_size) for m in packed):
        raise _refuse(name)
    if len(members) < len(files):
        note(name, "several members have one name; only the last of them is read.")
    if "xl/workbook.xml" in members:
        yield from _open_workbook(stream, name, note)
        return
    unread = 0
    for f in sorted(f for f in members if parts[f][0] != "__MACOSX"):
        start: Callable[[], IO[bytes]] = partial(archive.open, f)
        try:
            if f.lower().endswith((".csv", ".tsv", ".xlsx", ".csv.gz")):
                # its size is checked above, and a false one is an error in zipfile
                start = partial(io.BytesIO, archive.read(f))
            elif not f.lower().endswith(".xml") or b"<HealthData" not in start().read(TOP):
                unread += 1
                continue
            yield from _open(start, 0, f"{name}/{f}", note)
        except DataError as error:
            note(f"{name}/{f}", str(error))
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
            note(f"{name}/{f}", f"cannot be unpacked ({error}).")
    if unread:
        note(name, f"members that are not tables, not read: {unread}.")


def _open_workbook(stream: IO[bytes], name: str, note: Note) -> Iterator[Opened]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        empty = True
        for sheet in book.worksheets:
            rows = enumerate(sheet.iter_rows(values_only=True), 1)
            texts = [(n, ["" if c is None else str(c) for c in cells]) for n, cells in rows]
            records = [(n, cells) for n, cells in texts if any(c.strip() for c in cells)]
            if records:
                empty = False
                shown = name if len(book.worksheets) == 1 else f"{name}/{sheet.title}"
                facts = [Decision("format", "XLSX", "the first bytes are those of a workbook")]
                yield Opened(shown, stream=partial(iter, records), decisions=facts)
        if empty:
            note(name, "the file is empty.")
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError, SyntaxError) as error:
        text = f"the workbook cannot be read ({error})."
        raise DataError(text, file=name, todo="Save it as CSV.") from error
