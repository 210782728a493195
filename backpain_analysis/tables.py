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


def _dtypes(name: str) -> dict[str, str]:
    return dict(zip(TABLES[name]["name"], TABLES[name]["dtype"].map(_PANDAS), strict=True))


def empty_table(name: str) -> pd.DataFrame:
    """Return the table `name` with its columns and dtypes and no row."""
    return pd.DataFrame(columns=list(_dtypes(name))).astype(_dtypes(name))


def outside(frame: pd.DataFrame, column: Any) -> pd.Series:
    """Say for each row whether the value of a column of the codebook is out of its range."""
    return (frame[column.name] < column.low) | (frame[column.name] > column.high)


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
    dtypes = _dtypes(name)
    try:
        out = frame[list(dtypes)].astype(dtypes)
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"the table {name!r} is not as it should be: {error}.") from error
    for c in TABLES[name].query("dtype in ('number', 'count')").itertuples():
        for _, row in out[outside(out, c)].iterrows():
            text = f"{row[c.name]} lies outside {c.low:g} to {c.high:g} {c.unit}".rstrip()
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
    text = ""
    for name, columns in CODEBOOK.groupby("table", sort=False):
        text += f"### {name}\n\n| column | what | unit | range | blank means |\n{'|---' * 5}|\n"
        for c in columns.itertuples():
            high = f"to {c.high:g}" if c.high < np.inf else "or more"
            span = f"{c.low:g} {high}" if c.low > -np.inf else ""
            text += f"| `{c.name}` | {c.meaning} | {c.unit} | {span} | {c.missing} |\n"
        text += "\n"
    return text.removesuffix("\n")
