"""The tidy tables and the daily table: columns, units, ranges (`codebook.csv`), one check."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .errors import DataError

_OPEN = {"low": -np.inf, "high": np.inf}
_PANDAS = {"time": "datetime64[us]", "number": "float64", "text": "str", "count": "int64"}
CODEBOOK = pd.read_csv(
    Path(__file__).with_name("codebook.csv"),
    keep_default_na=False,
    na_values={end: [""] for end in _OPEN},
).fillna(_OPEN)
# of each table a frame, a row per column: name, dtype, unit, low, high, missing, meaning
TABLES = {str(name): columns for name, columns in CODEBOOK.groupby("table", sort=False)}
DAILY = TABLES.pop("daily")
_DTYPES = {name: t.set_index("name")["dtype"].map(_PANDAS).to_dict() for name, t in TABLES.items()}


def empty_table(name: str) -> pd.DataFrame:
    """Return the table `name` with its columns and dtypes and no row."""
    return pd.DataFrame(columns=list(_DTYPES[name])).astype(_DTYPES[name])


def outside(frame: pd.DataFrame, column: Any) -> pd.Series:
    """Say for each row whether the value of a column of the codebook is out of its range."""
    return (frame[column.name] < column.low) | (frame[column.name] > column.high)


def check_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of table `name` in order, with their types; an error where they cannot be.

    This is the one check at the border: a DataError here is a fault of the software.
    """
    try:
        out = frame[list(_DTYPES[name])].astype(_DTYPES[name])
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"the table {name!r} is not as it should be: {error}.") from error
    for c in TABLES[name].query("dtype in ('number', 'count')").itertuples():
        for _, row in out[outside(out, c)].iterrows():
            text = f"{row[c.name]} lies outside {c.low:g} to {c.high:g} {c.unit}".rstrip()
            raise DataError(f"{text}.", file=row["file"], line=row["line"], column=c.name)
    return out.reset_index(drop=True)


def plain_cell(cell: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe before =, +, -, @."""
    if not isinstance(cell, str) or not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return cell
    is_number = cell[0] in "+-" and cell[1:].replace(".", "", 1).isdecimal()
    return cell if is_number else f"'{cell}"


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for a CSV file, its texts and column names neutralised by `plain_cell`."""
    return frame.map(plain_cell).rename(columns=plain_cell)


def codebook() -> str:
    """Return the codebook of all tables as Markdown (data/README.md carries it)."""
    text = ""
    for name, columns in CODEBOOK.groupby("table", sort=False):
        text += f"\n### {name}\n\n| column | what | unit | range | blank means |\n{'|---' * 5}|\n"
        for c in columns.itertuples():
            high = f"to {c.high:g}" if c.high < np.inf else "or more"
            span = f"{c.low:g} {high}" if c.low > -np.inf else ""
            text += f"| `{c.name}` | {c.meaning} | {c.unit} | {span} | {c.missing} |\n"
    return text.removeprefix("\n")
