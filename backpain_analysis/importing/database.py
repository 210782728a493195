"""SQLite databases, read from a copy, without a write and within bounds of size and time.

Only plain tables are read, by the names of their columns: views, virtual tables and computed
columns could make a small file endless.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from ..errors import DataError
from ..held import own_folder

MAGIC = b"SQLite format 3\0"
LARGEST = 2**31  # bytes
LONGEST_READ = 60.0  # seconds for one file
LONGEST_VALUE = 2**20  # bytes of one cell
_CHUNK = 2**20
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_AGAIN = "Export it again."
Start = Callable[[], AbstractContextManager[IO[bytes]]]


class Database:
    """An open database: the names of its tables and columns, and their rows."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.name = name
        self._connection = connection
        sql = "select name, sql from sqlite_master where type = 'table'"
        self._columns: dict[str, list[str]] = {}
        for table, statement in connection.execute(sql).fetchall():
            if not str(statement).casefold().startswith("create virtual"):
                info = connection.execute(f"pragma table_info({_quoted(table)})").fetchall()
                self._columns[table] = [str(column[1]) for column in info]
        connection.set_authorizer(_allow_reading)

    @property
    def tables(self) -> list[str]:
        """The names of the plain tables."""
        return list(self._columns)

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table; None for a column that this release does not have."""
        have = self._columns.get(table, [])
        wanted = [_quoted(name) if name in have else "null" for name in columns]
        yield from self._connection.execute(f"select {', '.join(wanted)} from {_quoted(table)}")

    def lacks(self, table: str, *columns: str) -> list[str]:
        """Return which of these columns a table does not have."""
        have = self._columns.get(table, [])
        return [name for name in columns if name not in have]


@contextmanager
def open_database(start: Start, name: str, most: int) -> Iterator[Database]:
    """Copy a database and open the copy, read-only.

    Parameters
    ----------
    start : callable
        Opens the file at its beginning.
    name : str
        For messages.
    most : int
        How many bytes it may have.

    Raises
    ------
    DataError
        The file is damaged, too large, or takes too long.
    """
    with own_folder() as folder:
        path = folder / "copy.db"
        _copy(start, path, name, min(most, LARGEST))
        address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                _restrict(connection)
                yield Database(connection, name)
        except sqlite3.OperationalError as error:
            text = f"the database cannot be read within {LONGEST_READ:.0f} s ({error})."
            if "interrupted" not in str(error):
                text = f"the database is damaged or not as its app writes it ({error})."
            raise DataError(text, file=name, todo=_AGAIN) from error
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            text = f"the database is damaged or broken off ({error})."
            raise DataError(text, file=name, todo=_AGAIN) from error


def _copy(start: Start, path: Path, name: str, most: int) -> None:
    size = 0
    with start() as stream, path.open("wb") as copy:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                text = "the database is larger than it may be, or unpacks to more; refused."
                raise DataError(text, file=name, todo="If you trust it, unpack it first.")
            copy.write(chunk)


def _restrict(connection: sqlite3.Connection) -> None:
    ends = time.monotonic() + LONGEST_READ
    connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma cell_size_check = on")


def _allow_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
