"""The records of JSON documents as tables: one for each folder and kind.

An account's export holds a file a session, or numbered files of a hundred. As one table they are
read at once, and listed in one line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from ...codes import Remark
from ..source import Decision, Member, Opened, Records
from .bounded_json import JsonStream
from .document import Document, Found, tree_of

MOST_RECORDS = 200_000  # of one kind in a folder
MOST_TEXT = 2**26  # characters of all their cells
LOOKED_AT = 5_000  # keys in a row without a new one: what the document is shows before
LONGEST_CELL = 300  # characters
MOST_KEYS = 1_000  # different ones looked at
MOST_SHOWN = 12  # keys of a document that nobody knows
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]  # a record, and what stands around it
Cells = Callable[[Found], Iterator[list[str]]]
Start = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass
class _Group:
    """The rows of one kind in one folder, with the file and the number in it of each."""

    document: Document
    files: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    unread: dict[str, None] = field(default_factory=dict)
    size: int = 0  # characters

    def add(self, file: str, rows: list[list[str]], unread: Iterable[str]) -> None:
        """Take in the rows of one more file."""
        name = file + self.document.part
        for number, row in enumerate(rows, 1):
            self.rows.append(row)
            self.members[len(self.rows)] = Member(name, number)
            self.size += _size(row)
        self.files.append(name)
        self.unread.update(dict.fromkeys(unread))

    def table(self) -> Opened:
        """Return all rows as one table, by whose lines the files are known."""
        unread = [f".{name}" for name in self.unread]
        header = [*self.document.columns, *unread]
        evidence = Remark("account.evidence.records", {"n": len(self.files)})
        return Opened(
            name=_name_of(self.files),
            records=partial(_records, header, self.rows),
            decisions=[Decision("format", "JSON", evidence)],
            members=self.members if len(self.files) > 1 else {},
        )


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
        if not keys:
            return Remark("import.problem.empty")
        if not known:
            return Remark("account.unknown", {"keys": ", ".join(keys[:MOST_SHOWN])})
        has_records = False
        for document in known:
            if document.cells is None:
                continue
            with start() as stream:
                if self._take_in(document, document.cells, JsonStream(stream, name, most)):
                    has_records = True
        if has_records:
            return None
        return Remark("account.no_record", {"app": known[0].source.name})

    def tables(self) -> Iterator[Opened]:
        """Yield a table for each folder and kind."""
        for group in self.groups.values():
            yield group.table()

    def _known(self, stream: JsonStream) -> tuple[list[Document], list[str]]:
        """Return the kinds of document that the first keys tell, and these keys."""
        keys: dict[str, None] = {}
        again = 0
        for key in stream.paths():
            again += 1
            if key not in keys:
                keys[key] = None
                again = 0
                known = self._with_family(keys.keys())
                if known:
                    return known, list(keys)
            if again > LOOKED_AT or len(keys) > MOST_KEYS:
                break
        return [], list(keys)

    def _with_family(self, keys: Set[str]) -> list[Document]:
        for document in self.documents:
            if not document.is_known_by(keys):
                continue
            if not document.family:
                return [document]
            return [other for other in self.documents if other.family == document.family]
        return []

    def _take_in(self, document: Document, make: Cells, stream: JsonStream) -> bool:
        """Add the records of one kind that a file holds; say whether there are any."""
        folder = stream.name.rpartition("/")[0]
        key = (folder, self.documents.index(document))
        group = self.groups.get(key, _Group(document))
        rows: list[list[str]] = []
        size = group.size
        for values, around in _records_of(document, stream):
            for cells in make(Found(values, around)):
                row = _fitted(cells, len(document.columns))
                rows.append(row)
                size += _size(row)
            if size > MOST_TEXT or len(group.rows) + len(rows) > MOST_RECORDS:
                raise stream.refusal("the records of this folder are more than a table can hold")
        if not rows:
            return False
        group.add(stream.name, rows, stream.unread)
        self.groups[key] = group
        return True


def _records_of(document: Document, stream: JsonStream) -> Iterable[Pair]:
    records = stream.records(
        path=document.path,
        wanted=tree_of(document.keys),
        above=tree_of(document.above),
        skips=document.skips,
    )
    if not document.above:
        return records
    held = []  # what stands around a record may stand behind it
    for record in records:
        held.append(record)
        if len(held) > MOST_RECORDS:
            raise stream.refusal(f"there are more than {MOST_RECORDS:,} records")
    return held


def _fitted(cells: list[str], width: int) -> list[str]:
    short = [cell[:LONGEST_CELL] for cell in cells]
    blanks = [""] * (width - len(short))
    return short + blanks


def _size(row: list[str]) -> int:
    return sum(map(len, row))


def _records(header: list[str], rows: list[list[str]]) -> Records:
    """Yield the rows below their header, with blanks for what was passed over."""
    yield 0, header
    blanks = [""] * (len(header) - len(rows[0]))
    for number, row in enumerate(rows, 1):
        yield number, row + blanks


def _name_of(files: list[str]) -> str:
    """Return a file's name, or what the names of several have in common: "exercise-*.json"."""
    if len(files) == 1:
        return files[0]
    first = re.sub(r"\d+$", "", _common_start(files))
    backwards = [name[len(first) :][::-1] for name in files]
    last = re.sub(r"^\d+", "", _common_start(backwards)[::-1])
    return f"{first}*{last}"


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
