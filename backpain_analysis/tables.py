"""The tidy tables and the daily table: columns, units, ranges (`codebook.csv`), one check."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .errors import DataError


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its unit, its plausible range, and what a blank means."""

    table: str
    name: str
    dtype: str  # "time", "number", "text" or "count"
    unit: str
    low: float
    high: float
    missing: str
    meaning: str


def _read_codebook() -> dict[str, tuple[Column, ...]]:
    path, ends = Path(__file__).with_name("codebook.csv"), {"low": -np.inf, "high": np.inf}
    book = pd.read_csv(path, keep_default_na=False, na_values={end: [""] for end in ends})
    tables = book.fillna(ends).groupby("table", sort=False)
    return {
        str(t): tuple(Column(*c) for c in rows.itertuples(index=False, name=None))
        for t, rows in tables
    }


TABLES = _read_codebook()
DAILY = TABLES.pop("daily")
_PANDAS = {"time": "datetime64[us]", "number": "float64", "text": "str", "count": "int64"}


def empty_table(name: str) -> pd.DataFrame:
    """Return the table `name` with its columns and dtypes and no row."""
    return pd.DataFrame({c.name: pd.Series(dtype=_PANDAS[c.dtype]) for c in TABLES[name]})


def outside(frame: pd.DataFrame, c: Column) -> pd.Series:
    """Say for each row whether a column's value lies outside its plausible range."""
    return (frame[c.name] < c.low) | (frame[c.name] > c.high)


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
        if c.dtype in ("number", "count") and (bad := outside(out, c)).any():
            row = out[bad].iloc[0]
            text = f"{row[c.name]} lies outside {c.low:g} to {c.high:g} {c.unit}".rstrip()
            raise DataError(f"{text}.", file=row["file"], line=int(row["line"]), column=c.name)
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
            high = f"{c.high:g}" if c.high < np.inf else ""
            span = f"{c.low:g} to {high}" if c.low > -np.inf else ""
            lines.append(f"| `{c.name}` | {c.meaning} | {c.unit} | {span} | {c.missing} |")
        lines.append("")
    return "\n".join(lines)
