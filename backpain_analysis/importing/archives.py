"""Files and archives below a folder: CSV, XLSX, gz, zip, Apple Health's XML, by their bytes.

Only regular files are opened, and no file gives more bytes than it may: a packed one at most so
many times its packed size, an archive so many in all. What is not read is named.
"""

import gzip
import io
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from ..codes import Remark
from ..errors import DataError
from ..language import plain_text
from .apple_xml import health_records
from .apps import DOCUMENTS
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
from .database import MAGIC, open_database
from .documents import DocumentTables, looks_like_json
from .health_connect import health_connect_tables, unknown_database
from .other_formats import other_format
from .source import Decision, Opened
from .text import open_text
from .tracks import ENDINGS as TRACK_ENDINGS
from .tracks import TrackTables, first_bytes, read_track, track_kind
from .workbook import read_workbook

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
TABLES_IN_ZIP = (".csv", ".tsv", ".xlsx", ".csv.gz", ".xml")
FOLDERS_NAMED = 6  # of an archive, with how many files in them are not read
RECORDS_IN_ZIP = (".json", ".ndjson", ".jsonl", ".db", ".sqlite")  # read as streams, like tracks
DOCUMENT_ENDINGS = (".json", ".ndjson", ".jsonl")
LONGEST_LINE = 2**20  # bytes
TRACKS_A_STEP = 20  # read between two remarks on how far it is
MOST_COLUMNS = 5_000
APPLE_ROUTES = "/workout-routes/"  # the ways of workouts that Apple Health's XML tells of
TOP = 2**16  # bytes looked at to know a file
ZIP = b"PK\x03\x04"
GZ = b"\x1f\x8b"
BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte-order marks among them
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_KINDS = (
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)
_IN_ICLOUD = re.compile(r"\.(.+)\.icloud")  # stands for a file that is not on this computer
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
    yield from opener.documents.tables()
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
    in_use: bool = False  # a database that had more to write
    in_archive: bool = False  # it is an archive within an archive

    @property
    def table_name(self) -> str:
        """The name without the ending of the packing."""
        return self.name.removesuffix(".gz")

    def whole(self, stream: IO[bytes], top: bytes = b"") -> bytes:
        """Return all bytes, of which `top` has been read from the stream already."""
        is_plain = not self.in_zip and not self.in_gz
        if is_plain and self.size > self.most:  # before it fills the memory
            raise _too_large(self.name)
        most = self.size if is_plain else self.most  # as much is laid out in memory to read into
        data = top + stream.read(max(0, most + 1 - len(top)))
        if len(data) > self.most:
            raise _too_large(self.name)
        return data


class _Opener:
    """Opens files one after the other and names what it does not open."""

    def __init__(self, base: Path, note: Note, say: Say | None) -> None:
        self.base = base
        self.documents = DocumentTables(DOCUMENTS)
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
                    self.note(self._name(path), Remark("import.problem.link_to_folder"))
            for name in names:
                path = Path(folder, name)
                if elsewhere := _IN_ICLOUD.fullmatch(name):
                    shown = self._name(path.with_name(elsewhere[1]))
                    self.note(shown, Remark("odd_file.problem.icloud"))
                elif not _is_hidden(name):
                    yield path

    def open(self, path: Path) -> Iterator[Opened]:
        """Open one file of a folder."""
        name = self._name(path)
        try:
            status = path.stat()
        except OSError as error:
            self.note(name, _unreadable(path, error))
            return
        if not stat.S_ISREG(status.st_mode):
            kinds = (kind for is_kind, kind in _KINDS if is_kind(status.st_mode))
            self.note(name, Remark(f"import.problem.{next(kinds, 'no_file')}"))
        elif not status.st_size:
            self.note(name, Remark("import.problem.empty"))
        elif path.parent.name == APPLE_ROUTES.strip("/") and any(path.parents[1].glob("*.xml")):
            self.note(name, Remark("tracks.problem.apple_route"))
        else:
            start = partial(_from_disk, path)
            content = _Content(name, start, status.st_size, LARGEST, LARGEST_XML)
            yield from self._open(replace(content, in_use=_has_more_to_write(path)))

    def note(self, name: str, problem: Remark | str) -> None:
        """Name a file or folder that is not read, and why."""
        if isinstance(problem, str):
            problem = plain_text(problem)
        self._note(plain_text(name), problem)

    def _unread(self, error: OSError) -> None:
        self.note(self._name(Path(error.filename)), Remark("import.problem.locked_folder"))

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
            self.note(content.name, _damaged(error))

    def _by_first_bytes(self, content: _Content, stream: IO[bytes]) -> Iterator[Opened]:
        top = stream.read(TOP)
        if top.startswith(ZIP):
            yield from self._zip(content, stream, top)
        elif top.startswith(GZ):
            yield from self._gz(content)
        elif b"<HealthData" in top:
            yield _health(content)
        elif top.startswith(MAGIC):
            yield from self._database(content)
        elif _is_document(content, top):
            self._document(content)
        elif kind := track_kind(top):
            self._track(kind, content)
        elif not _may_be_table(content, top):
            self.note(content.name, other_format(content.table_name))
        else:
            data = content.whole(stream, top)
            if data.strip(BLANK):
                yield _text(content, data)
            else:
                self.note(content.name, Remark("import.problem.empty"))

    def _database(self, content: _Content) -> Iterator[Opened]:
        """Open the tables of Health Connect's database; another app's is named."""
        if content.in_use:
            text = "the database was in use when it was copied (a -wal file stands beside it)."
            todo = "Export it from the app again, and put that file here."
            raise DataError(text, file=content.name, todo=todo)
        with open_database(content.start, content.table_name, content.most_xml) as database:
            tables = list(health_connect_tables(database))
            unknown = None if tables else unknown_database(database.tables)
        if unknown is not None:
            self.note(content.name, unknown)
        yield from tables

    def _document(self, content: _Content) -> None:
        """Take in the records of a JSON document: many small ones are one table."""
        name = content.table_name
        problem = self.documents.add(content.start, name, content.most_xml)
        if problem is not None:
            self.note(name, problem)

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
        if kind := track_kind(first_bytes(content.start)):
            self._track(kind, content)
            return
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
            self.note(content.name, Remark("import.problem.one_name"))
        has_health = any(name.lower().endswith(".xml") for name in members)
        left = allowed(content.size, MOST_IN_ZIP)
        left_of_records = allowed_xml(content.size)
        others: list[str] = []
        for name, member in sorted(members.items()):
            shown = plain_text(f"{content.name}/{name}")
            lower = name.lower()
            if has_health and APPLE_ROUTES in lower:
                self.note(shown, Remark("tracks.problem.apple_route"))
                continue
            is_track = lower.removesuffix(".gz").endswith(TRACK_ENDINGS)
            is_record = is_track or lower.endswith(RECORDS_IN_ZIP)
            is_stream = is_record or lower.endswith(".xml")
            if lower.endswith(".zip"):
                yield from self._archive_within(content, archive, member, shown)
            elif not is_record and not lower.endswith(TABLES_IN_ZIP):
                others += [name] if self._is_unnamed(shown) else []
            elif (problem := unfit(member, left, is_xml=is_stream)) is not None:
                self.note(shown, problem)
            elif is_record and member.file_size > left_of_records:
                self.note(shown, Remark("import.problem.archive_too_large"))
            else:
                left -= 0 if is_stream else member.file_size
                left_of_records -= member.file_size if is_record else 0
                log = members.get(f"{name}-wal")
                opened = _member(archive, member, shown)
                yield from self._open(replace(opened, in_use=bool(log and log.file_size)))
        if others:
            self.note(content.name, _members_left_out(others))

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
        problem = unfit_archive(member)
        if content.in_archive:  # deeper than any app packs: not even copied
            problem = Remark("import.problem.archive_within")
        if problem is not None:
            self.note(name, problem)
            return
        try:
            with tempfile.TemporaryFile() as copy, archive.open(member) as packed:
                shutil.copyfileobj(packed, copy)
                inner = _tracks_only(copy, name)
                if inner is None:
                    self.note(name, Remark("import.problem.archive_within"))
                    return
                within = replace(content, name=name, size=member.file_size, in_archive=True)
                yield from self._members(within, inner)
        except DataError as error:
            self.note(name, str(error))
        except _DAMAGE as error:
            self.note(name, _damaged(error))

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
            if sheet.without_result:
                evidence = Remark("odd_file.evidence.formulas", {"n": sheet.without_result})
                facts.append(Decision("formulas", Remark("odd_file.value.blank"), evidence))
            if sheet.records:
                yield Opened(name, partial(iter, sheet.records), facts)
            else:
                self.note(name, Remark("import.problem.empty"))


def _too_large(name: str) -> DataError:
    text = "the file is larger than it may be, or unpacks to more; refused."
    return DataError(text, file=name, todo=UNPACK)


def _unreadable(path: Path, error: OSError) -> Remark:
    """Say why a name in a folder leads to nothing that could be read."""
    with suppress(OSError):
        if path.is_symlink():
            return Remark("import.problem.link_to_nothing")
    return _damaged(error)


def _damaged(error: Exception) -> Remark:
    if isinstance(error, OSError) and error.errno is not None:
        return Remark("import.problem.unreadable", {"text": str(error.strerror)})
    return Remark("import.problem.damaged", {"text": str(error)})


def _members_left_out(names: list[str]) -> Remark:
    """Count what of an archive is not read, by folder, those with most first."""
    folders = Counter(name.rpartition("/")[0] or "." for name in names)
    counted = [f"{folder} {count}" for folder, count in folders.most_common(FOLDERS_NAMED)]
    rest = len(names) - sum(count for _, count in folders.most_common(FOLDERS_NAMED))
    fields = {"n": len(names), "folders": ", ".join(counted), "rest": rest}
    code = "members_and_more" if rest else "members"
    return Remark(f"import.problem.{code}", fields)


def _is_document(content: _Content, top: bytes) -> bool:
    return content.table_name.lower().endswith(DOCUMENT_ENDINGS) and looks_like_json(top)


def _may_be_table(content: _Content, top: bytes) -> bool:
    """Say whether a file may be a table or an empty one; of nothing but blanks none is so long."""
    if content.table_name.lower().endswith(TABLE_ENDINGS):
        return True
    return len(top) < TOP and not top.strip(BLANK)


def _is_hidden(name: str) -> bool:
    """Say whether a file or folder is the system's, or a program's own."""
    return name.startswith((".", "~$", "__MACOSX"))


def _has_more_to_write(path: Path) -> bool:
    log = Path(f"{path}-wal")
    with suppress(OSError):  # no name is so long
        return log.is_file() and log.stat().st_size > 0
    return False


def _from_disk(path: Path) -> IO[bytes]:
    return path.open("rb")


@contextmanager
def _gunzipped(start: Start) -> Iterator[IO[bytes]]:
    with start() as packed, gzip.GzipFile(fileobj=packed) as stream:
        yield stream  # type: ignore[misc]  # a GzipFile reads as any stream does


def _health(content: _Content) -> Opened:
    facts = [Decision("format", "Apple Health XML", "the file's name or root element")]
    left_out: Counter[str] = Counter()
    name = content.table_name
    records = partial(health_records, content.start, name, content.most_xml, left_out)
    return Opened(name, records, facts, left_out=left_out)


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
