"""Files and archives below a folder: CSV, XLSX, gz, zip, Apple Health's XML, by their bytes."""

import gzip
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

import pandas as pd

from ..errors import DataError
from .apps.apple import health_records
from .source import Decision, Opened
from .text import open_text

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
_IN_ZIP = (".csv", ".tsv", ".xlsx", ".csv.gz", ".xml")
LARGEST = 2**30  # bytes of one table, unpacked
TOP = 2**16  # bytes looked at to know a file
_REFUSED = "If you trust it, unpack it and put its tables into the folder, each below 1 GB."
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
Start = Callable[[], Any]  # opens a stream of bytes
Note = Callable[[str, str], None]  # called with (file, problem) for what is not opened


def open_files(tops: Collection[Path], base: Path, note: Note) -> Iterator[Opened]:
    """Open every table in folders, archives included, in the order of their names below `base`."""

    def unread(error: OSError) -> None:
        if isinstance(error, PermissionError):
            folder = Path(error.filename).relative_to(base).as_posix()
            note(folder, "this folder cannot be read. Give yourself the right to read it.")

    walked = (entry for top in tops for entry in os.walk(top, onerror=unread))
    paths = [Path(folder, name) for folder, _, names in walked for name in names]
    for path in sorted([*paths, *(top for top in tops if top.is_file())]):
        name = path.relative_to(base).as_posix()
        if not any(part.startswith((".", "~$", "__MACOSX")) for part in name.split("/")):
            yield from _open(partial(path.open, "rb"), LARGEST, name, note)


def _open(start: Start, most: int, name: str, note: Note) -> Iterator[Opened]:
    """Open one file of at most so many bytes by what they are, whatever its name says."""
    inner = name.removesuffix(".gz")
    try:
        with start() as stream:
            top = stream.read(TOP)
            is_zip, is_gz = top.startswith(b"PK\x03\x04"), top.startswith(b"\x1f\x8b")
            if is_zip:
                yield from _open_zip(stream, name, note)
            elif b"<HealthData" in top and not is_gz:
                facts = [Decision("format", "Apple Health XML", "the file's name or root element")]
                yield Opened(inner, partial(health_records, start, name), facts)
            elif not is_gz and not inner.lower().endswith(TABLE_ENDINGS):
                note(name, "not a table (CSV or XLSX); not read.")
            else:
                data = top + stream.read(max(0, most + 1 - len(top)))
                if len(data) > most:
                    text = "the file is larger than it may be, or unpacks to more; refused."
                    raise DataError(text, file=name, todo=_REFUSED)
                if is_gz:
                    unpacked = lambda: gzip.GzipFile(fileobj=io.BytesIO(data))  # noqa: E731
                    yield from _open(unpacked, _most(len(data)), name, note)
                elif data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
                    yield open_text(data, inner)
                else:
                    note(name, "the file is empty.")
    except DataError as error:
        note(name, str(error))
    except _DAMAGE as error:
        note(name, f"damaged, or it cannot be unpacked ({error}). Export it again.")


def _most(packed: int) -> int:
    """Return how many bytes may come out of so many packed ones; a bomb gives more."""
    return min(LARGEST, max(LARGEST >> 4, 200 * packed))


def _open_zip(stream: IO[bytes], name: str, note: Note) -> Iterator[Opened]:
    archive = zipfile.ZipFile(stream)
    files = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
    members = {m.filename: m for m in files}
    for f in members:
        if re.search(r"^(/|\w:)|(^|/)\.\.(/|$)", f.replace("\\", "/")):
            text = f"the file holds a path that leads out of it ({f}); refused."
            raise DataError(text, file=name, todo=_REFUSED)
    if len(members) < len(files):
        note(name, "several members have one name; only the last of them is read.")
    if "xl/workbook.xml" in members:
        yield from _open_workbook(stream, name, note)
        return
    tables = [f for f in sorted(members) if f.lower().endswith(_IN_ZIP)]
    for f in tables:
        most = _most(members[f].compress_size)
        yield from _open(partial(archive.open, f), most, f"{name}/{f}", note)
    if len(tables) < len(members):
        note(name, f"members that are not tables, not read: {len(members) - len(tables)}.")


def _open_workbook(stream: IO[bytes], name: str, note: Note) -> Iterator[Opened]:
    try:
        sheets = pd.read_excel(stream, sheet_name=None, header=None, dtype=str, na_filter=False)
    except (*_DAMAGE, KeyError, TypeError, SyntaxError) as error:
        text = f"the workbook cannot be read ({error})."
        raise DataError(text, file=name, todo="Save it as CSV.") from error
    for title, sheet in sheets.items():
        rows = enumerate(sheet.to_numpy().tolist(), 1)
        records = [(n, cells) for n, cells in rows if any(map(str.strip, cells))]
        shown = name if len(sheets) == 1 else f"{name}/{title}"
        facts = [Decision("format", "XLSX", "the first bytes are those of a workbook")]
        if records:
            yield Opened(shown, partial(iter, records), facts)
        else:
            note(shown, "the file is empty.")
