"""The tidy tables and the daily table: columns, units, ranges, one contract check, the codebook."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .errors import DataError


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its unit, its plausible range, and what a blank means."""

    name: str
    dtype: str  # "time", "number", "text" or "count"
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    missing: str = "not recorded"


_ORIGIN = (
    Column("source", "text", "the app that wrote the file"),
    Column("file", "text", "the file, below raw/"),
    Column("line", "count", "the physical line where the record starts", low=1),
)
_TIME = Column("time", "time", "local time of the entry; midnight where only a date is known")
_DAY = Column("day", "time", "the person's local day that the row counts for")

TABLES: dict[str, tuple[Column, ...]] = {
    "runs": (
        Column("start", "time", "local start; midnight where only a date is known"),
        _DAY,
        Column("distance_km", "number", "distance", "km", 0, 1000),
        Column("duration_min", "number", "moving time, else elapsed time", "min", 0, 2880),
        Column("activity", "text", "run, walk, swim, ride, ... or the app's own word"),
        *_ORIGIN,
    ),
    "pain": (
        _TIME,
        _DAY,
        Column("pain", "number", "rating; 0 is a recorded zero", "0-10 NRS", 0, 10),
        Column("region", "text", "body region as recorded", missing="not named"),
        *_ORIGIN,
    ),
    "weight": (_TIME, _DAY, Column("weight_kg", "number", "body weight", "kg", 20, 400), *_ORIGIN),
    "events": (
        Column("start", "time", "first day"),
        Column("end", "time", "last day; the first where the file leaves it blank"),
        Column("event", "text", "physiotherapy, injection, illness, a new job, ..."),
        _DAY,
        *_ORIGIN,
    ),
    "other": (
        _TIME,
        _DAY,
        Column("variable", "text", "what was rated: stress, sleep, mood, ..."),
        Column("value", "number", "the rating, in the app's own scale"),
        *_ORIGIN,
    ),
}

DAILY: tuple[Column, ...] = (
    Column("pain", "number", "the day's rating (mean unless set otherwise)", "0-10 NRS", 0, 10),
    Column("runs", "number", "sessions; 0 on days the run log covers without one", "sessions", 0),
    Column("distance_km", "number", "sum; missing when a session has no distance", "km", 0),
    Column("duration_min", "number", "sum; missing when a session has no duration", "min", 0),
    Column("weight_kg", "number", "median of the day's weigh-ins", "kg", 20, 400),
)

_PANDAS = {"time": "datetime64[us]", "number": "float64", "text": "str", "count": "int64"}


def empty_table(name: str) -> pd.DataFrame:
    """Return the table `name` with its columns and dtypes and no row."""
    return pd.DataFrame({c.name: pd.Series(dtype=_PANDAS[c.dtype]) for c in TABLES[name]})


def outside(frame: pd.DataFrame, c: Column) -> pd.Series:
    """Say for each row whether a column's value lies outside its plausible range."""
    low, high = -np.inf if c.low is None else c.low, np.inf if c.high is None else c.high
    return (frame[c.name] < low) | (frame[c.name] > high)


def check_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Hold a frame against the contract of table `name`: the one check at the border.

    Returns
    -------
    DataFrame
        The table's columns in order, with its dtypes; further columns are dropped.

    Raises
    ------
    DataError
        A column is missing, has another type, or holds a value outside its range.
    """
    columns = {c.name: c for c in TABLES[name]}
    try:
        out = frame[list(columns)].astype({c.name: _PANDAS[c.dtype] for c in columns.values()})
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"the table {name!r} is not as it should be: {error}.") from error
    for c in columns.values():
        bad = out[outside(out, c)] if c.dtype in ("number", "count") else out[:0]
        for row in bad.head(1).to_dict("records"):
            text = f"{row[c.name]} lies outside {c.low} to {c.high} {c.unit}".rstrip()
            raise DataError(f"{text}.", file=row["file"], line=row["line"], column=c.name)
    return out.reset_index(drop=True)


def plain_cell(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: an apostrophe before =, +, -, @."""
    number = text[:1] in ("+", "-") and text[1:].replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not number else text


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for a CSV file, its texts and column names neutralised by `plain_cell`."""

    def safe(value: Any) -> Any:
        return plain_cell(value) if isinstance(value, str) else value

    return frame.map(safe).rename(columns=safe)


def codebook() -> str:
    """Return the codebook of all tables as Markdown (data/README.md carries it)."""
    lines: list[str] = []
    for name, columns in [*TABLES.items(), ("daily", DAILY)]:
        lines += [
            f"### {name}",
            "",
            "| column | what | unit | range | blank means |",
            "|---" * 5 + "|",
        ]
        for c in columns:
            ends = ("" if e is None else f"{e:g}" for e in (c.low, c.high))
            span = " to ".join(ends) if c.low is not None else ""
            lines.append(f"| `{c.name}` | {c.meaning} | {c.unit} | {span} | {c.missing} |")
        lines.append("")
    return "\n".join(lines)
