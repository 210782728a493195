"""TOML made into frozen dataclasses by their annotations, or a word on what does not fit."""

import dataclasses
import datetime as dt
import difflib
import re
import typing
from collections.abc import Iterable, Sized
from dataclasses import is_dataclass
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from .kinds import BOOL, COUNT, TEXT, ZONE, Kind, place_of_zone

MOST_ENTRIES = 1_000  # of a list or a table
SHOWN = 80  # characters of a wrong value that an error shows
PLAIN = {str: TEXT, bool: BOOL, int: COUNT}  # kinds of fields that name none
NOT_WRITTEN = {"written": False}  # metadata of a field that no file holds


class Misfit(Exception):
    """A setting that cannot be: its key, what is wrong, what to do."""

    is_unknown = False  # there is no such key in that table

    def __init__(self, key: str, problem: str, todo: str = "") -> None:
        super().__init__(problem)
        self.key = key
        self.problem = problem
        self.todo = todo or "Mend it."


def typed(content: dict[str, Any], shape: Any) -> Any:
    """Return a dataclass of this shape, filled with what TOML holds.

    Raises
    ------
    Misfit
        A key is unknown; a value is of another kind, or out of its range.
    """
    return _fields(content, shape, "")


def _convert(value: Any, hint: Any, where: str) -> Any:
    """Turn a TOML value into what a field's annotation asks for; `where` names the field."""
    origin = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if type(None) in arguments:  # one kind, or None where nothing is written
        return _convert(value, arguments[0], where)
    if origin is Annotated:
        return _single(value, arguments[1], where)
    if origin is Literal:
        return _one_of(value, arguments, where)
    if origin is tuple:
        return _several(value, arguments[0], where)
    if origin is dict:
        key_hint, value_hint = arguments
        return _by_name(value, key_hint, value_hint, where)
    if is_dataclass(hint):
        return _fields(value, hint, where)
    return _single(value, PLAIN[hint], where)


def _single(value: Any, kind: Kind, where: str) -> Any:
    if type(value) not in kind.types:
        raise _unwanted(value, kind.wanted, where)
    try:
        return kind.make(value)
    except ValueError as error:
        todo = _zone_meant(value) if kind is ZONE else ""
        raise _unwanted(value, kind.wanted, where, todo) from error


def _one_of(value: Any, choices: tuple[Any, ...], where: str) -> Any:
    if value in choices:
        return value
    named = ", ".join(repr(choice) for choice in choices if choice != "")
    raise _unwanted(value, f"one of {named}", where)


def _several(value: Any, hint: Any, where: str) -> tuple[Any, ...]:
    """Convert a list, or a single value that stands for a list of one."""
    if not isinstance(value, list):
        value = [value]
    _check_size(value, where)
    made = []
    seen = set()
    for each in value:
        converted = _convert(each, hint, where)
        folded = converted.casefold()
        if folded in seen:
            problem = f"{where}: {converted!r} stands there twice."
            raise Misfit(_last(where), problem, "Name it once.")
        seen.add(folded)
        made.append(converted)
    return tuple(made)


def _check_size(entries: Sized, where: str) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Misfit(_last(where), f"{where}: more than {MOST_ENTRIES:,} entries.")


def _by_name(value: Any, key_hint: Any, hint: Any, where: str) -> dict[Any, Any]:
    """Convert a table whose keys the person chooses."""
    table = _table(value, where)
    made = {}
    for key, each in table.items():
        name = _convert(key, key_hint, where)
        made[name] = _convert(each, hint, f"{where}.{name}")
    return made


def _fields(value: Any, hint: Any, where: str) -> Any:
    """Convert a table whose keys are the fields of a dataclass."""
    table = _table(value, where)
    hints = typing.get_type_hints(hint, include_extras=True)
    known = {f.name: f for f in dataclasses.fields(hint) if f.metadata != NOT_WRITTEN}
    made = {}
    for key, each in table.items():
        if key not in known:
            raise _unknown(key, each, sorted(known), where)
        name = f"{where}.{key}".lstrip(".")
        made[key] = _convert(each, hints[key], name)
        if made[key] == () and known[key].default != ():
            raise Misfit(key, f"{name}: there is nothing in the list.", "Name at least one.")
    return hint(**made)


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unwanted(value, "a table of settings", where)
    _check_size(value, where)
    return value


def _unknown(key: str, value: Any, known: list[str], where: str) -> Misfit:
    """Return the error for a key that there is not, with the nearest that there is."""
    inside = f"{where}.".lstrip(".")
    if inside.startswith("files.") and isinstance(value, dict):
        file = inside.removeprefix("files.") + key
        problem = f"the file's name needs quotes: {inside}{key}."
        todo = f'Write [files."{file}"].'
    else:
        problem = f"there is no setting {_shown(inside + key)}."
        todo = _nearest(key, known, inside)
    listed = ", ".join(known)
    misfit = Misfit(key, problem, f"{todo} Known here: {listed}.".lstrip())
    misfit.is_unknown = True
    return misfit


def _unwanted(value: Any, wanted: str, where: str, todo: str = "") -> Misfit:
    return Misfit(_last(where), f"{where}: {_shown(value)} is not {wanted}.", todo)


def _shown(value: Any) -> str:
    """Return a wrong value as an error shows it: never long."""
    if isinstance(value, int) and abs(value) >= 10**SHOWN:
        return "a number of more digits than that"
    text = str(value) if isinstance(value, dt.date | dt.time) else repr(value)
    if len(text) <= SHOWN:
        return text
    return f"{text[:SHOWN]}..."


def _last(where: str) -> str:
    return where.rpartition(".")[2]


def _zone_meant(name: str) -> str:
    """Suggest the zone that a wrong name may mean."""
    place = place_of_zone(name)
    if place:
        return f"Did you mean {place!r}?"
    if re.search(r"\d", name):
        return "Write the zone of a place near you, for summer time's sake: 'Europe/Berlin'."
    return _nearest(name[:SHOWN], available_timezones())


def _nearest(name: str, known: Iterable[str], where: str = "") -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if not near:
        return ""
    return f"Did you mean {where + near[0]!r}?"
