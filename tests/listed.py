"""List what a result holds: a line for each number, code and text."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

MOST_LISTED = 8  # of a longer array some values stand for all, with their sum
PLACES = (0.0, 0.13, 0.29, 0.5, 0.71, 0.87, 1.0)

Parts = Iterator[tuple[str, Any]]


def lines_of(thing: Any, name: str, *, without: tuple[str, ...] = ()) -> list[str]:
    """Return a line for each number, code and text that a result holds: `name.field = value`.

    Frozen dataclasses give their fields and properties, frames their columns, arrays their values.
    A property that raises an error gives the error's name. Fields named in `without` are left out.
    """
    return list(_leaves(thing, name, frozenset(without)))


def page_lines(html: str) -> list[str]:
    """Return a page without styles and scripts; an element that follows another begins a line."""
    plain = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r">\s*<(?!/)", ">\n<", plain).split("\n")


def _leaves(thing: Any, name: str, without: frozenset[str]) -> Iterator[str]:
    if isinstance(thing, np.ndarray):
        yield from _of_array(thing, name)
    elif isinstance(thing, pd.DataFrame):
        yield f"{name}: {len(thing)} rows, {_ends(thing.index)}"
        for column in thing.columns:
            yield from _of_array(thing[column].to_numpy(), f"{name}.{_text(column)}")
    elif isinstance(thing, pd.Series) and len(thing) > MOST_LISTED:
        yield f"{name}: {_ends(thing.index)}"
        yield from _of_array(thing.to_numpy(), name)
    elif isinstance(thing, pd.Index):
        yield from _of_array(thing.to_numpy(), name)
    elif _has_parts(thing):
        for part, value in _parts(thing):
            if part.lstrip(".") not in without:
                yield from _leaves(value, name + part, without)
    elif not callable(thing):
        yield f"{name} = {_text(thing)}"


def _has_parts(thing: Any) -> bool:
    if dataclasses.is_dataclass(thing):
        return not isinstance(thing, type)
    return isinstance(thing, Mapping | pd.Series | list | tuple) and len(thing) > 0


def _parts(thing: Any) -> Parts:
    """Yield the parts of a thing, each with how its place is written."""
    if dataclasses.is_dataclass(thing):
        yield from _fields(thing)
    elif isinstance(thing, Mapping | pd.Series):
        for key, value in thing.items():
            yield f".{_text(key)}", value
    elif hasattr(thing, "_fields"):
        for field in thing._fields:
            yield f".{field}", getattr(thing, field)
    else:
        for place, value in enumerate(thing):
            yield f"[{place}]", value


def _fields(thing: Any) -> Parts:
    fields = [field.name for field in dataclasses.fields(thing)]
    for field in [*fields, *_properties(type(thing))]:
        if field.startswith("_"):
            continue
        try:
            value = getattr(thing, field)
        except Exception as error:
            value = f"raises {type(error).__name__}"
        yield f".{field}", value


def _properties(kind: type) -> list[str]:
    """Return the names of what a class computes, in alphabetical order."""
    found = set()
    for base in kind.__mro__:
        for name, value in vars(base).items():
            if isinstance(value, property | cached_property):
                found.add(name)
    return sorted(found)


def _of_array(values: Any, name: str) -> Iterator[str]:
    flat = values.ravel()
    if len(flat) <= MOST_LISTED:
        yield f"{name} = [{', '.join(map(_text, flat))}]"
        return
    places = [round(part * (len(flat) - 1)) for part in PLACES]
    shown = ", ".join(_text(flat[place]) for place in places)
    yield f"{name} = {' x '.join(map(str, values.shape))} values: {shown}"
    if values.dtype.kind in "biuf":
        counted = flat[np.isfinite(flat)]
        yield f"{name}: {len(counted)} numbers, sum {_text(float(counted.sum()))}"


def _ends(index: pd.Index) -> str:
    if index.empty:
        return "none"
    return f"{_text(index[0])} to {_text(index[-1])}"


def _text(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, np.datetime64 | dt.datetime):
        return str(pd.Timestamp(value)).removesuffix(" 00:00:00")
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.8g}"
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(map(_text, value)))
    return str(value)
