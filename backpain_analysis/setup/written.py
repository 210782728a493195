"""An answer as lines of settings.toml: everything else in the file stays as it is."""

import copy
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import SettingsError
from ..held import write_whole
from ..importing import Question, read_one
from ..settings import settings_from, text_of_settings, toml_of_settings

Table = tuple[str, ...]  # the names of a table, one within the other
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_OWNER_MAY_WRITE = 0o200


class Written(NamedTuple):
    """What was written: the file, and the lines with their heading."""

    file: Path
    lines: str


def table_of(question: Question) -> Table:
    """Return the table of settings.toml where an answer belongs."""
    if question.key == "words":
        return ("words",)
    return ("files", question.file) if question.file else ("pain",)


def write_answer(person: Path, question: Question, values: Mapping[str, Any]) -> Written:
    """Write an answer into a person's settings.toml.

    The whole file is replaced in one step, so that nothing is lost by whatever goes wrong.

    Raises
    ------
    DataError
        The answer does not fit, or the file cannot be written; it is as it was then.
    """
    path = person / "settings.toml"
    table = table_of(question)
    text = with_answer(text_of_settings(path), table, values, path)
    answered = settings_from(text, person)
    if question.file:
        read_one(question.file, answered)  # raises where it cannot be read so
    lines = lines_of(table, values)
    _replace(path, text, lines)
    return Written(path, lines)


def lines_of(table: Table, values: Mapping[str, Any]) -> str:
    """Return settings with the heading of their table, as TOML."""
    return "\n".join([_heading(table), *_lines(values)])


def _heading(table: Table) -> str:
    first, *names = table
    return f"[{'.'.join([first, *map(_quoted, names)])}]"


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        name = key if _BARE_KEY.fullmatch(key) else _quoted(key)
        yield f"{name} = {_quoted(value)}"


def _quoted(value: Any) -> str:
    """Write a value as TOML, which is JSON but for one control character that JSON lets pass."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def with_answer(text: str, table: Table, values: Mapping[str, Any], path: Path) -> str:
    """Return the text of settings.toml with some settings of one table set.

    Raises
    ------
    SettingsError
        The file is written in a way that this would change something else.
    """
    wanted = _with_values(toml_of_settings(text, path), table, values)
    for candidate in (_in_its_table(text, table, values), _at_the_end(text, table, values)):
        try:
            if toml_of_settings(candidate, path) == wanted:
                return candidate
        except SettingsError:
            continue
    lines = lines_of(table, values)
    todo = f"Write it there yourself:\n{lines}"
    raise SettingsError("this answer cannot be added by itself.", file=path, todo=todo)


def _with_values(
    content: Mapping[str, Any], table: Table, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the content of the settings with only these values set."""
    changed = copy.deepcopy(dict(content))
    inner: Any = changed
    for name in table:
        inner = inner.setdefault(name, {})
    inner.update(values)
    return changed


def _in_its_table(text: str, table: Table, values: Mapping[str, Any]) -> str:
    """Set the values below the table's last heading; those that were set before go."""
    parts = re.split(r"(?m)^(?=[ \t]*\[)", text)
    own = [number for number, part in enumerate(parts) if _names(part) == table]
    if not own:
        return _at_the_end(text, table, values)
    for number in own:
        for key in values:
            parts[number] = re.sub(rf"(?m)^[ \t]*{re.escape(key)}[ \t]*=.*\n?", "", parts[number])
    body = parts[own[-1]].rstrip()
    blank = parts[own[-1]][len(body) :].lstrip("\n")
    lines = "\n".join(_lines(values))
    parts[own[-1]] = f"{body}\n{lines}\n"
    if own[-1] + 1 < len(parts):
        parts[own[-1]] += f"\n{blank}"
    return "".join(parts)


def _names(part: str) -> Table:
    """Return the names of the table that a part of the file begins with; none where none does."""
    heading = part.partition("\n")[0]
    try:
        inner: Any = tomllib.loads(heading)
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while isinstance(inner, dict) and len(inner) == 1:
        name, inner = next(iter(inner.items()))
        names.append(name)
    return tuple(names)


def _at_the_end(text: str, table: Table, values: Mapping[str, Any]) -> str:
    body = text.rstrip()
    gap = "\n\n" if body else ""
    return f"{body}{gap}{lines_of(table, values)}\n"


def _replace(path: Path, text: str, lines: str) -> None:
    """Write the file whole or not at all, with the line ends and the rights that it had."""
    place = path.resolve()
    todo = f"Make it writable, or write it there yourself:\n{lines}"
    try:
        before = place.read_bytes() if place.exists() else b""
        mode = place.stat().st_mode if before else None
        if mode is not None and not mode & _OWNER_MAY_WRITE:
            raise PermissionError(None, "it is read-only", str(place))
        if b"\r\n" in before:
            text = text.replace("\n", "\r\n")
        write_whole(place, text.encode("utf-8"), mode)
    except OSError as error:
        problem = f"this cannot be written ({error.strerror})."
        raise SettingsError(problem, file=path, todo=todo) from error
