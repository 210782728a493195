"""Where an app's JSON holds its records, and which of their values are read: a declaration."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from ...codes import Remark
from ..source import Records, Rows, Source
from .bounded_json import Tree

PROBLEM = "(problem)"  # the last column: the code of why a record is no entry, or ""


@dataclass(frozen=True)
class Found:
    """One record: the values asked for, as texts, and those of the objects around it."""

    values: Mapping[str, Any]
    around: Mapping[str, Any]

    def text(self, *paths: str) -> str:
        """Return the first value at one of these paths ("weight.weight"), or ""."""
        for path in paths:
            for values in (self.values, self.around):
                text = _text_at(values, path.split("."))
                if text:
                    return text
        return ""

    def several(self, key: str) -> list[Mapping[str, Any]]:
        """Return the objects of a list, or the one object that stands there."""
        value = self.values.get(key)
        return [one for one in _flattened(value) if isinstance(one, Mapping)]


def _text_at(value: Any, path: list[str]) -> str:
    """Return the text at a path; of a list its first."""
    if isinstance(value, list):
        texts = [_text_at(one, path) for one in value]
        return next(filter(None, texts), "")
    if not path:
        return value if isinstance(value, str) else ""
    if not isinstance(value, Mapping) or path[0] not in value:
        return ""
    return _text_at(value[path[0]], path[1:])


def _flattened(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for one in value:
            yield from _flattened(one)
    else:
        yield value


@dataclass(frozen=True)
class Document:
    """One kind of record in the JSON of an app, declared.

    Parameters
    ----------
    source : Source
        Reads the table that is made of it. Its `header` lists the columns in the order of `cells`.
    needs : str
        The paths of keys by which a document is known: "data.workouts, data.metrics"; "a|b" is one
        of them.
    cells : callable, optional
        Makes the rows of one record, without the problem; or with it, as one cell more. Without
        it the document is known, and holds nothing that is needed.
    at : str
        The path of the records, "" for the outermost objects.
    keys : str
        The paths that are read of each record.
    above : str
        The keys that are read of the objects around it.
    skips : callable, optional
        Says by what stands around them that records are not wanted.
    family : str
        Documents of one family stand in one file: if one is known, the others are looked for.
    """

    source: Source
    needs: str
    cells: Callable[[Found], Iterator[list[str]]] | None = None
    keys: str = ""
    at: str = ""
    above: str = ""
    skips: Callable[[Mapping[str, Any]], bool] | None = None
    family: str = ""

    @property
    def columns(self) -> list[str]:
        """The columns of the table."""
        return [*self.source.header.split(", "), PROBLEM]

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to the records."""
        return tuple(filter(None, self.at.split(".")))

    @property
    def part(self) -> str:
        """What stands behind a file's name where the file holds several tables: "/workouts"."""
        if not self.family:
            return ""
        return f"/{self.path[-1]}"

    def is_known_by(self, keys: Set[str]) -> bool:
        """Say whether a document with these paths of keys is of this kind."""
        for need in self.needs.split(", "):
            either = need.split("|")
            if not any(key in keys for key in either):
                return False
        return True


def tree_of(paths: str) -> Tree:
    """Return dotted paths as nested keys."""
    tree: Tree = {}
    for path in filter(None, paths.split(", ")):
        below = tree
        for key in path.split("."):
            below = below.setdefault(key, {})
    return tree


def without_problems(records: Records, names: list[str]) -> Rows:
    """Yield the rows; where a problem stands in its column, that in place of the cells.

    A table that somebody wrote under the same header has no such column.
    """
    if PROBLEM not in names:
        yield from records
        return
    at = names.index(PROBLEM)
    for line, fields in records:
        code = fields[at]
        yield line, Remark(code) if code else fields
