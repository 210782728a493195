"""How much may come out of what is packed, and which archives no program writes."""

import os
import re
import zipfile
from typing import IO

from ..codes import Remark
from ..errors import DataError

LARGEST = 2**28  # bytes of one table, unpacked
LARGEST_XML = 2**33  # bytes of Apple Health's XML, which is read as a stream
MOST_IN_ZIP = 2**29  # bytes of all tables of one archive, unpacked
LARGEST_INNER = 2**32  # bytes of an archive within an archive; itself packed, it hardly shrinks
MOST_MEMBERS = 50_000
LARGEST_LIST = 2**23  # bytes of an archive's list of members
ALWAYS_ALLOWED = 2**21  # bytes that may come out, however small the packed file is
ALWAYS_ALLOWED_XML = 2**24
RATIO = 30  # unpacked to packed; a table of zeros, one a minute, reaches 13
RATIO_XML = 200
UNPACK = "If you trust it, unpack it and put its tables into the folder, each below 256 MB."


def allowed(packed: int, most: int = LARGEST) -> int:
    """Return how many bytes of tables may come out of so many packed ones; a bomb gives more."""
    return min(most, max(ALWAYS_ALLOWED, RATIO * packed))


def allowed_xml(packed: int) -> int:
    """Return how many bytes of Apple Health's XML may come out of so many packed ones."""
    return min(LARGEST_XML, max(ALWAYS_ALLOWED_XML, RATIO_XML * packed))


def check_list(stream: IO[bytes], name: str) -> None:
    """Refuse an archive whose list of members would fill the memory, before it is read."""
    stream.seek(0, os.SEEK_END)
    stream.seek(-min(stream.tell(), 2**16 + 98), os.SEEK_CUR)
    end = stream.read()
    stream.seek(0)
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        return  # damaged, as zipfile will say
    size = int.from_bytes(end[at + 12 : at + 16], "little")
    if size == 2**32 - 1:  # the number stands in the record of large archives
        at = end.rfind(b"PK\x06\x06")
        size = int.from_bytes(end[at + 40 : at + 48], "little")
    if size > LARGEST_LIST:
        raise _too_many(name)


def check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse an archive that no program writes: too many members, or one within another."""
    if len(members) > MOST_MEMBERS:
        raise _too_many(name)
    for member in members:
        path = member.filename.replace("\\", "/")
        if re.search(r"^(/|\w:)|(^|/)\.\.(/|$)", path):
            text = f"the file holds a path that leads out of it ({path}); refused."
            raise DataError(text, file=name, todo=UNPACK)
    end = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < end:
            text = f"two members lie in the same place ({member.filename}); refused."
            raise DataError(text, file=name, todo="No app writes such an archive.")
        header = 30 + len(member.filename)  # at least
        end = member.header_offset + header + member.compress_size


def _too_many(name: str) -> DataError:
    text = f"the archive lists more than {MOST_MEMBERS:,} members; refused."
    return DataError(text, file=name, todo=UNPACK)


def unfit(member: zipfile.ZipInfo, left: int, *, is_xml: bool) -> Remark | None:
    """Say why a member is not unpacked, or None; `left` is how much its archive may still give."""
    if member.flag_bits & 1:
        return Remark("import.problem.password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Remark("import.problem.method")
    if is_xml:
        return None  # read as a stream, which is bounded there
    if member.file_size > allowed(member.compress_size):
        return Remark("import.problem.too_large")
    if member.file_size > left:
        return Remark("import.problem.archive_full")
    return None


def unfit_archive(member: zipfile.ZipInfo) -> Remark | None:
    """Say why an archive within an archive is not unpacked, or None."""
    if member.flag_bits & 1:
        return Remark("import.problem.password")
    if member.file_size > min(LARGEST_INNER, ALWAYS_ALLOWED + 2 * member.compress_size):
        return Remark("import.problem.archive_within")
    return None
