"""Files and archives below a folder: CSV, XLSX, gz, zip, Apple Health's XML, by their bytes.

Only regular files are opened, and no file gives more bytes than it may: a packed one at most so
many times its packed size, an archive so many in all. What is not read is named.
"""

import gzip
import io
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from ..codes import Remark
from ..errors import DataError
from ..language import plain_text
from .apple_xml import health_records
from .budgets import (
    LARGEST,
    LARGEST_XML,
    MOST_IN_ZIP,
    UNPACK,
    allowed,
    allowed_xml,
    check_list,
    check_members,
    unfit,
    unfit_archive,
)
from .other_formats import other_format
from .source import Decision, Opened
from .text import open_text
from .tracks import ENDINGS as TRACK_ENDINGS
from .tracks import TrackTables, read_track, track_kind
from .workbook import read_workbook

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
TABLES_IN_ZIP = (".csv", ".tsv", ".xlsx", ".csv.gz", ".xml")
LONGEST_LINE = 2**20  # bytes
TRACKS_A_STEP = 20  # read between two remarks on how far it is
MOST_COLUMNS = 5_000
TOP = 2**16  # bytes looked at to know a file
ZIP = b"PK\x03\x04"
GZ = b"\x1f\x8b"
BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte-order marks among them
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
Start = Callable[[], AbstractContextManager[IO[bytes]]]
Note = Callable[[str, Remark | str], None]  # called with (file, problem) for what is not opened
Say = Callable[[Remark], None]


def open_files(
    tops: Collection[Path],
    base: Path,
    note: Note,
    say: Say | None = None,
    machine_zone: str = "",
) -> Iterator[Opened]:
    """Open every table in folders, archives included, in the order of their names below `base`.

    Parameters
    ----------
    tops : collection of path
        Folders and files; those that do not exist are passed over.
    base : path
        The folder that names are given from.
    note : callable
        Called with the name and the reason of each file or folder that is not read.
    say : callable, optional
        Called with a remark on how many tracks have been read.
    machine_zone : str
        This machine's zone, where no settings name the person's.
    """
    opener = _Opener(base, note, say)
    paths: list[Path] = []
    for top in tops:
        if top.is_dir():
            paths.extend(opener.walk(top))
        elif os.path.lexists(top):
            paths.append(top)
    for path in sorted(paths):
        yield from opener.open(path)
    yield from opener.tracks.tables(machine_zone)


@dataclass(frozen=True)
class _Content:
    """Bytes with a name, which can be read from the beginning as often as needed."""

    name: str
    start: Start
    size: int  # bytes, as they are stored
    most: int  # bytes that a table may give
    most_xml: int  # bytes that Apple Health's XML may give
    in_zip: bool = False
    in_gz: bool = False
    in_archive: bool = False  # it is an archive within an archive

    @property
    def table_name(self) -> str:
        """The name without the ending of the packing."""
        return self.name.removesuffix(".gz")

    def whole(self, stream: IO[bytes], top: bytes = b"") -> bytes:
        """Return all bytes, of which `top` has been read from the stream already."""
        data = top + stream.read(max(0, self.most + 1 - len(top)))
        if len(data) > self.most:
            text = "the file is larger than it may be, or unpacks to more; refused."
            raise DataError(text, file=self.name, todo=UNPACK)
        return data


class _Opener:
    """Opens files one after the other and names what it does not open."""

    def __init__(self, base: Path, note: Note, say: Say | None) -> None:
        self.base = base
        self.tracks = TrackTables()
        self._note = note
        self._say = say
        self._tracks: set[str] = set()  # read so far
        self._names: set[str] = set()  # of files, as they are shown

    def walk(self, top: Path) -> Iterator[Path]:
        """Yield the files below a folder; folders that are links are named, not entered."""
        for folder, folders, names in os.walk(top, onerror=self._unread):
            folders[:] = [name for name in folders if not _is_hidden(name)]
            for name in folders:
                path = Path(folder, name)
                if path.is_symlink():
                    todo = "Move its files here, or name that folder as raw in settings.toml."
                    self.note(self._name(path), f"a link to another folder; not followed. {todo}")
            yield from (Path(folder, name) for name in names if not _is_hidden(name))

    def open(self, path: Path) -> Iterator[Opened]:
        """Open one file of a folder."""
        name = self._name(path)
        try:
            status = path.stat()
        except OSError:
            self.note(name, "a link that leads to no file; not read.")
            return
        if not stat.S_ISREG(status.st_mode):
            kinds = (kind for is_kind, kind in _KINDS if is_kind(status.st_mode))
            self.note(name, f"{next(kinds, 'something else')}, not a file; not opened.")
        elif not status.st_size:
            self.note(name, "the file is empty.")
        else:
            start = partial(_from_disk, path)
            yield from self._open(_Content(name, start, status.st_size, LARGEST, LARGEST_XML))

    def note(self, name: str, problem: Remark | str) -> None:
        """Name a file or folder that is not read, and why."""
        if isinstance(problem, str):
            problem = plain_text(problem)
        self._note(plain_text(name), problem)

    def _unread(self, error: OSError) -> None:
        todo = "Give yourself the right to read it."
        self.note(self._name(Path(error.filename)), f"this folder cannot be read. {todo}")

    def _name(self, path: Path) -> str:
        """Return the name that a file is shown by; no two have the same."""
        shown = plain_text(path.relative_to(self.base).as_posix())
        while shown in self._names:  # they differ in bytes that cannot be shown
            folder, slash, last = shown.rpartition("/")
            shown = f"{folder}{slash}(2) {last}"
        self._names.add(shown)
        return shown

    def _open(self, content: _Content) -> Iterator[Opened]:
        """Open a file by what it is, whatever its name says; name it where that fails."""
        try:
            with content.start() as stream:
                yield from self._by_first_bytes(content, stream)
        except DataError as error:
            self.note(content.name, str(error))
        except _DAMAGE as error:
            problem = f"damaged, or it cannot be unpacked ({error}). Export it again."
            self.note(content.name, problem)

    def _by_first_bytes(self, content: _Content, stream: IO[bytes]) -> Iterator[Opened]:
        top = stream.read(TOP)
        if top.startswith(ZIP):
            yield from self._zip(content, stream, top)
        elif top.startswith(GZ):
            yield from self._gz(content)
        elif b"<HealthData" in top:
            yield _health(content)
        elif kind := track_kind(top):
            self._track(kind, content)
        elif not content.table_name.lower().endswith(TABLE_ENDINGS):
            self.note(content.name, other_format(content.table_name))
        else:
            data = content.whole(stream, top)
            if data.strip(BLANK):
                yield _text(content, data)
            else:
                self.note(content.name, "the file is empty.")

    def _track(self, kind: str, content: _Content) -> None:
        """Read a track at once: of its points nothing is kept."""
        name = content.table_name
        if name in self._tracks:  # it lies there packed and unpacked
            name = content.name
        self._tracks.add(name)
        sessions, lacking = read_track(kind, content.start, name, content.most_xml)
        if sessions:
            self.tracks.add(name, kind, sessions)
        else:
            self.note(name, lacking)
        count = len(self._tracks)
        if self._say is not None and count % TRACKS_A_STEP == 0:
            folder = name.rpartition("/")[0] or name
            self._say(Remark("tracks.progress", {"n": count, "folder": folder}))

    def _gz(self, packed: _Content) -> Iterator[Opened]:
        if packed.in_gz:
            text = "packed more than once; not read."
            raise DataError(text, file=packed.name, todo=UNPACK)
        content = replace(
            packed,
            start=partial(_gunzipped, packed.start),
            most=allowed(packed.size),
            most_xml=allowed_xml(packed.size),
            in_gz=True,
        )
        with content.start() as stream:
            yield from self._by_first_bytes(content, stream)

    def _zip(self, content: _Content, stream: IO[bytes], top: bytes) -> Iterator[Opened]:
        if content.in_zip or content.in_gz:
            stream = io.BytesIO(content.whole(stream, top))
        check_list(stream, content.name)
        archive = zipfile.ZipFile(stream)
        check_members(archive.infolist(), content.name)
        if "xl/workbook.xml" in archive.namelist():
            yield from self._workbook(content, stream, archive)
        elif content.in_zip or content.in_gz:
            text = "an archive within an archive; not read."
            raise DataError(text, file=content.name, todo=UNPACK)
        else:
            yield from self._members(content, archive)

    def _members(self, content: _Content, archive: zipfile.ZipFile) -> Iterator[Opened]:
        """Open the tables and tracks of an archive, within what all of them may give."""
        files = [m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename]
        members = {m.filename: m for m in files}
        if len(members) < len(files):
            problem = "several members have one name; only the last of them is read."
            self.note(content.name, problem)
        left = allowed(content.size, MOST_IN_ZIP)
        left_of_tracks = allowed_xml(content.size)
        others = 0
        for name, member in sorted(members.items()):
            shown = plain_text(f"{content.name}/{name}")
            lower = name.lower()
            is_track = lower.removesuffix(".gz").endswith(TRACK_ENDINGS)
            is_stream = is_track or lower.endswith(".xml")
            if lower.endswith(".zip"):
                yield from self._archive_within(content, archive, member, shown)
            elif not is_track and not lower.endswith(TABLES_IN_ZIP):
                others += self._is_unnamed(shown)
            elif problem := unfit(member, left, is_xml=is_stream):
                self.note(shown, problem)
            elif is_track and member.file_size > left_of_tracks:
                self.note(shown, f"the archive unpacks to more than it may; refused. {UNPACK}")
            else:
                left -= 0 if is_stream else member.file_size
                left_of_tracks -= member.file_size if is_track else 0
                yield from self._open(_member(archive, member, shown))
        if others:
            self.note(content.name, f"members that are not tables, not read: {others}.")

    def _is_unnamed(self, shown: str) -> bool:
        """Name a member of a format that apps offer beside one that is read."""
        problem = other_format(shown, in_archive=True)
        if isinstance(problem, str):
            return True
        self.note(shown, problem)
        return False

    def _archive_within(
        self, content: _Content, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str
    ) -> Iterator[Opened]:
        """Open the tracks of an archive within an archive: Garmin packs its recordings so."""
        if problem := "" if content.in_archive else unfit_archive(member):
            self.note(name, problem)
            return
        try:
            with tempfile.TemporaryFile() as copy, archive.open(member) as packed:
                shutil.copyfileobj(packed, copy)
                inner = _tracks_only(copy, name) if not content.in_archive else None
                if inner is None:
                    self.note(name, f"an archive within an archive; not read. {UNPACK}")
                    return
                within = replace(content, name=name, size=member.file_size, in_archive=True)
                yield from self._members(within, inner)
        except DataError as error:
            self.note(name, str(error))
        except _DAMAGE as error:
            self.note(name, f"damaged, or it cannot be unpacked ({error}). Export it again.")

    def _workbook(
        self, content: _Content, stream: IO[bytes], archive: zipfile.ZipFile
    ) -> Iterator[Opened]:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > allowed(content.size):
            text = "the workbook unpacks to more than it may; refused."
            raise DataError(text, file=content.name, todo="Save its table as CSV.")
        sheets = list(read_workbook(stream, content.name))
        for sheet in sheets:
            name = content.name
            if len(sheets) > 1:
                name = plain_text(f"{content.name}/{sheet.title}")
            facts = [Decision("format", "XLSX", "the first bytes are those of a workbook")]
            if sheet.records:
                yield Opened(name, partial(iter, sheet.records), facts)
            else:
                self.note(name, "the file is empty.")


def _is_hidden(name: str) -> bool:
    """Say whether a file or folder is the system's, or a program's own."""
    return name.startswith((".", "~$", "__MACOSX"))


def _from_disk(path: Path) -> IO[bytes]:
    return path.open("rb")


@contextmanager
def _gunzipped(start: Start) -> Iterator[IO[bytes]]:
    with start() as packed, gzip.GzipFile(fileobj=packed) as stream:
        yield stream  # type: ignore[misc]  # a GzipFile reads as any stream does


def _health(content: _Content) -> Opened:
    facts = [Decision("format", "Apple Health XML", "the file's name or root element")]
    records = partial(health_records, content.start, content.table_name, content.most_xml)
    return Opened(content.table_name, records, facts)


def _text(content: _Content, data: bytes) -> Opened:
    """Open a text table; what has no lines, or rows without end, is none."""
    at = 0
    while len(data) - at > LONGEST_LINE:
        window = (at, at + LONGEST_LINE)
        end = max(data.rfind(b"\n", *window), data.rfind(b"\r", *window))
        if end < 0:
            text = "a line is longer than 1 MB: not a table; refused."
            raise DataError(text, file=content.name, todo="Export it again.")
        at = end + 1
    opened = open_text(data, content.table_name)
    if any(len(fields) > MOST_COLUMNS for _, fields in opened.head()):
        text = f"a row has more than {MOST_COLUMNS:,} cells: not a table; refused."
        raise DataError(text, file=content.name, todo="Export it again.")
    return opened


def _tracks_only(copy: IO[bytes], name: str) -> zipfile.ZipFile | None:
    """Open an archive within an archive if it holds tracks."""
    copy.seek(0)
    check_list(copy, name)
    archive = zipfile.ZipFile(copy)
    check_members(archive.infolist(), name)
    names = [member.lower().removesuffix(".gz") for member in archive.namelist()]
    return archive if any(name.endswith(TRACK_ENDINGS) for name in names) else None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> _Content:
    return _Content(
        name=name,
        start=partial(archive.open, member),
        size=member.compress_size,
        most=allowed(member.compress_size),
        most_xml=allowed_xml(member.compress_size),
        in_zip=True,
    )
