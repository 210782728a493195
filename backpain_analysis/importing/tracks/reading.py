"""One track file read: its sessions, or why there are none."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import IO

from ...codes import Remark
from ...errors import DataError
from ..bounded_xml import CHUNK, DAMAGE
from .fit import fit_sessions
from .gpx import GpxReader
from .kinds import FIT, GPX
from .session import Session
from .tcx import TcxReader

LARGEST_FIT = 2**25  # bytes; a day's recording has some megabytes
BLANK = b" \t\r\n\0\xef\xbb\xbf"  # Strava writes ten blanks before the XML
Start = Callable[[], AbstractContextManager[IO[bytes]]]


def read_track(kind: str, start: Start, name: str, most: int) -> tuple[list[Session], Remark]:
    """Read a track file; one that breaks off gives what was read until there, and says so.

    Parameters
    ----------
    kind : str
        FIT, GPX or TCX.
    start : callable
        Opens the file at its beginning.
    name : str
        The file's name: Google Fit writes the local clock into it, and messages need it.
    most : int
        How many bytes the file may give.

    Returns
    -------
    tuple of (list of Session, Remark)
        The remark says what a file without a session holds instead.

    Raises
    ------
    DataError
        The file outgrows a bound, or is damaged before its first session.
    """
    if kind == FIT:
        return fit_sessions(_whole(start, name, min(most, LARGEST_FIT)), name)
    reader = GpxReader(name) if kind == GPX else TcxReader(name)
    problem = None
    try:
        with start() as stream:
            _feed(reader, stream, most)
        reader.xml.close()
    except DAMAGE as error:
        problem = error
    sessions = reader.sessions()
    if problem is not None:
        sessions = _cut(sessions, problem, name, reader.xml.line)
    return sessions, reader.nothing()


def _feed(reader: GpxReader | TcxReader, stream: IO[bytes], most: int) -> None:
    for chunk in _chunks(stream):
        reader.xml.feed(chunk)
        if reader.xml.fed > most:
            raise reader.xml.refusal("the file unpacks to more than it may")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of an XML file without what stands before it."""
    begun = False
    for piece in pieces(stream):
        chunk = piece
        if not begun and not _is_utf_16(chunk):
            chunk = chunk.lstrip(BLANK)
        begun = begun or bool(chunk)
        if chunk:
            yield chunk


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a stream as they come: of one that breaks off, all before that."""
    read = getattr(stream, "read1", stream.read)
    while piece := read(CHUNK):
        yield piece


def first_bytes(start: Start) -> bytes:
    """Return the first bytes of a file, fewer where its packing is damaged."""
    top = b""
    try:
        with start() as stream:
            for piece in pieces(stream):
                top += piece
                if len(top) >= CHUNK:
                    break
    except DAMAGE:
        return top
    return top


def _is_utf_16(chunk: bytes) -> bool:
    return chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:2]


def _cut(sessions: list[Session], problem: Exception, name: str, line: int) -> list[Session]:
    """Say of the last session that the file breaks off in it, or is damaged there."""
    if not sessions:
        text = f"damaged or broken off ({problem})."
        raise DataError(text, file=name, line=line, todo="Export it again.") from problem
    last = sessions[-1]
    remarks = (*last.remarks, Remark("tracks.reason.cut"))
    return [*sessions[:-1], replace(last, remarks=remarks)]


def _whole(start: Start, name: str, most: int) -> bytes:
    """Return all bytes of a file; where its packing is damaged, those that come out."""
    parts: list[bytes] = []
    size = 0
    try:
        with start() as stream:
            for piece in pieces(stream):
                parts.append(piece)
                size += len(piece)
                if size > most:
                    break
    except DAMAGE:
        return b"".join(parts)  # shorter than its header says: it is told that it breaks off
    if size > most:
        text = "the file is larger than it may be, or unpacks to more; refused."
        raise DataError(text, file=name, todo="Export it again.")
    return b"".join(parts)
