"""The records of JSON documents as tables: one for each folder and kind.

An account's export holds a file a session, or numbered files of a hundred. As one table they are
read at once, and listed in one line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from ...codes import Remark
from ..source import Decision, Member, Opened, Record, Records
from .bounded_json import JsonStream
from .document import Document, Found, tree_of

MOST_RECORDS = 200_000  # of one kind in a folder
MOST_TEXT = 2**26  # characters of all their cells
LOOKED_AT = 5_000  # keys in a row without a new one: what the document is shows before
LONGEST_CELL = 300  # characters
MOST_SHOWN = 12  # keys of a document that nobody knows
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]  # a record, and what stands around it
Cells = Callable[[Found], Iterator[list[str]]]
Start = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass
class _Group:
    """The rows of one kind in one folder, with the file and the number in it of each."""

    document: Document
    files: dict[str, None] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)
    size: int = 0  # characters


class DocumentTables:
    """Gathers the records of JSON documents.

    Parameters
    ----------
    documents : iterable of Document
        The kinds that are known.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = list(documents)
        self.groups: dict[tuple[str, int], _Group] = {}

    def add(self, start: Start, name: str, most: int) -> Remark | None:
        """Take in what one file holds, or say why nothing.

        Raises
        ------
        DataError
            The file is damaged, or outgrows a bound.
        """
        with start() as stream:
            known, keys = self._known(JsonStream(stream, name, most))
        if not known:
            shown = ", ".join(list(keys)[:MOST_SHOWN])
            return Remark("account.unknown", {"keys": shown})
        found = 0
        for document in known:
            if document.cells is None:
                continue
            with start() as stream:
                found += self._take_in(document, document.cells, JsonStream(stream, name, most))
        return None if found else Remark("account.no_record", {"app": known[0].source.name})

    def _known(self, stream: JsonStream) -> tuple[list[Document], dict[str, None]]:
        """Return the kinds of document that the first keys tell, and these keys."""
        keys: dict[str, None] = {}
        again = 0
        for key in stream.paths():
            again += 1
            if key not in keys:
                keys[key] = None
                again = 0
                known = self._with_family(set(keys))
                if known:
                    return known, keys
            if again > LOOKED_AT:
                break
        return [], keys

    def _with_family(self, keys: set[str]) -> list[Document]:
        for document in self.documents:
            if document.is_known_by(keys):
                if not document.family:
                    return [document]
                return [other for other in self.documents if other.family == document.family]
        return []

    def _take_in(self, document: Document, make: Cells, stream: JsonStream) -> int:
        """Add the records of one kind that a file holds; return how many there are."""
        folder = stream.name.rpartition("/")[0]
        read = stream.records(
            path=document.path,
            wanted=tree_of(document.keys),
            above=tree_of(document.above),
            skips=document.skips,
        )
        if document.above:  # what stands around a record may stand behind it
            read = iter(_bounded(read, stream))
        rows: list[list[str]] = []
        for values, around in read:
            for cells in make(Found(values, around)):
                rows.append(_fitted(cells, len(document.columns)))
            if len(rows) > MOST_RECORDS:
                raise stream.refusal(f"there are more than {MOST_RECORDS:,} records")
        if not rows:
            return 0
        key = (folder, self.documents.index(document))
        group = self.groups.setdefault(key, _Group(document))
        group.size += sum(len(cell) for row in rows for cell in row)
        if group.size > MOST_TEXT or len(group.rows) + len(rows) > MOST_RECORDS:
            raise stream.refusal("the records of this folder hold more than a table can")
        group.files[stream.name] = None
        group.unread.update(stream.unread)
        group.rows += rows
        group.places += [(stream.name, number) for number in range(1, len(rows) + 1)]
        return len(rows)

    def tables(self) -> Iterator[Opened]:
        """Yield a table for each folder and kind."""
        for group in self.groups.values():
            names = list(group.files)
            unread = [f".{name}" for name in group.unread]
            header = [*group.document.columns, *unread]
            evidence = Remark("account.evidence.records", {"n": len(names)})
            decisions = [Decision("format", "JSON", evidence)]
            records = partial(_records, header, group.rows)
            name = _name_of(names, group.document)
            members: dict[int, Member] = {}
            if len(names) > 1:
                places = enumerate(group.places, 1)
                members = {line: Member(file, number) for line, (file, number) in places}
            yield Opened(name, records, decisions, members=members)


def _bounded(read: Iterable[Pair], stream: JsonStream) -> list[Pair]:
    held = []
    for record in read:
        held.append(record)
        if len(held) > MOST_RECORDS:
            raise stream.refusal(f"there are more than {MOST_RECORDS:,} records")
    return held


def _fitted(cells: list[str], width: int) -> list[str]:
    short = [cell[:LONGEST_CELL] for cell in cells]
    return short + [""] * (width - len(short))


def _records(header: list[str], rows: list[list[str]]) -> Records:
    """Yield the rows below their header, with blanks for what was passed over."""
    yield 0, header
    blanks = [""] * (len(header) - len(rows[0]))
    for number, row in enumerate(rows, 1):
        record: Record = (number, row + blanks)
        yield record


def _name_of(files: list[str], document: Document) -> str:
    """Return a file's name, or what the names of several have in common: "exercise-*.json"."""
    part = f"/{document.path[-1]}" if document.family else ""
    if len(files) == 1:
        return files[0] + part
    first = re.sub(r"\d+$", "", _common_start(files))
    backwards = [name[len(first) :][::-1] for name in files]
    last = _common_start(backwards)[::-1]
    return f"{first}*{last}{part}"


def _common_start(names: list[str]) -> str:
    """Return the characters that all names begin with."""
    lowest = min(names)
    highest = max(names)
    for at, character in enumerate(lowest):
        if character != highest[at]:
            return lowest[:at]
    return lowest


def looks_like_json(top: bytes) -> bool:
    """Say whether a file's first bytes are those of a JSON document."""
    sign = top.lstrip(_BLANK)[:1]
    return sign in (b"{", b"[")
