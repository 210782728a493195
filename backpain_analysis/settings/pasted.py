"""Settings in which answers were pasted: a table may stand there several times.

An answer to a question brings its own heading, and a person pastes it wherever there is room.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_HEADING = re.compile(r"(?m)^(?=[ \t]*\[[^\[])")


class Contradiction(Exception):
    """A key that stands in two tables of one name with two values; the line of the second."""

    def __init__(self, key: str, first: Any, second: Any, line: int) -> None:
        super().__init__(f"{key} stands there twice, as {first!r} and as {second!r}.")
        self.line = line


@dataclass(frozen=True)
class _Part:
    """One heading with its lines, parsed, and the line where it stands."""

    content: dict[str, Any]
    line: int


def parse(text: str) -> dict[str, Any]:
    """Return what a settings file holds; tables of one name are joined.

    Raises
    ------
    Contradiction
        A key stands in two tables of one name with two values.
    ValueError, RecursionError
        It is no TOML.
    """
    try:
        return tomllib.loads(text)
    except ValueError as error:
        parts = _parts(text)
        if parts is None:
            raise error
    joined: dict[str, Any] = {}
    for part in parts:
        _join(joined, part.content, part.line, "")
    return joined


def _parts(text: str) -> list[_Part] | None:
    """Parse each heading with its lines by itself; None where one is no TOML."""
    try:
        return list(_parsed_parts(text))
    except ValueError:
        return None


def _parsed_parts(text: str) -> Iterator[_Part]:
    line = 1
    for lines in _HEADING.split(text):
        yield _Part(tomllib.loads(lines), line)
        line += lines.count("\n")


def _join(joined: dict[str, Any], more: dict[str, Any], line: int, where: str) -> None:
    """Add what one part holds to what the parts before it hold."""
    for key, value in more.items():
        name = f"{where}.{key}".lstrip(".")
        before = joined.setdefault(key, value)
        if before is value or before == value:
            continue
        if not isinstance(before, dict) or not isinstance(value, dict):
            raise Contradiction(name, before, value, line)
        _join(before, value, line, name)
