"""The tidy tables and the daily table: columns, units, ranges (`codebook.csv`), one check."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .errors import DataError

CODEBOOK_FILE = Path(__file__).with_name("codebook.csv")
PANDAS_TYPES = {"time": "datetime64[us]", "number": "float64", "text": "str", "count": "int64"}
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def _read_codebook() -> pd.DataFrame:
    """Return one row per column of every table; an open end of a range is infinite."""
    codebook = pd.read_csv(
        CODEBOOK_FILE,
        keep_default_na=False,
        na_values={"low": [""], "high": [""]},
    )
    return codebook.fillna({"low": -np.inf, "high": np.inf})


def _types(columns: pd.DataFrame) -> dict[str, str]:
    """Return the pandas type of each column of one table."""
    types = columns["dtype"].map(PANDAS_TYPES)
    return dict(zip(columns["name"], types, strict=True))


def _numbers(columns: pd.DataFrame) -> tuple[Any, ...]:
    """Return the rows of the codebook for the columns of numbers of one table."""
    is_number = columns["dtype"].isin(["number", "count"])
    return tuple(columns[is_number].itertuples())


CODEBOOK = _read_codebook()
# of each table a frame, a row per column: name, dtype, unit, low, high, missing, meaning
TABLES = {str(name): columns for name, columns in CODEBOOK.groupby("table", sort=False)}
DAILY = TABLES.pop("daily")
TYPES = {name: _types(columns) for name, columns in TABLES.items()}
# of each table the columns of numbers, as rows of the codebook
NUMBERS = {name: _numbers(columns) for name, columns in TABLES.items()}
_EMPTY = {name: pd.DataFrame(columns=list(types)).astype(types) for name, types in TYPES.items()}


def empty_table(name: str) -> pd.DataFrame:
    """Return the table `name` with its columns and dtypes and no row."""
    return _EMPTY[name].copy()


def outside(frame: pd.DataFrame, column: Any) -> pd.Series:
    """Say for each row whether the value of a column of the codebook is out of its range."""
    values = frame[column.name]
    return (values < column.low) | (values > column.high)


def check_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of table `name` in order, with their types; an error where they cannot be.

    This is the one check at the border: a DataError here is a fault of the software.
    """
    types = TYPES[name]
    try:
        table = frame[list(types)].astype(types)
    except (KeyError, ValueError, TypeError) as error:
        raise DataError(f"the table {name!r} is not as it should be: {error}.") from error
    if table.empty:
        return table
    for column in NUMBERS[name]:
        _check_range(table, column)
    return table.reset_index(drop=True)


def _check_range(table: pd.DataFrame, column: Any) -> None:
    """Raise a DataError about the first value of a column that is out of its range."""
    wrong = table[outside(table, column)]
    if wrong.empty:
        return
    row = wrong.iloc[0]
    span = f"{column.low:g} to {column.high:g} {column.unit}".rstrip()
    raise DataError(
        f"{row[column.name]} lies outside {span}.",
        file=row["file"],
        line=row["line"],
        column=column.name,
    )


def plain_cell(cell: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula: an apostrophe before =, +, -, @."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA_BEGINS):
        return cell
    is_signed = cell[0] in "+-"
    is_number = cell[1:].replace(".", "", 1).isdecimal()
    if is_signed and is_number:
        return cell
    return f"'{cell}"


def spreadsheet_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for a CSV file, its texts and column names neutralised by `plain_cell`."""
    return frame.map(plain_cell).rename(columns=plain_cell)


def codebook() -> str:
    """Return the codebook of all tables as Markdown (data/README.md carries it)."""
    lines = []
    for name, columns in CODEBOOK.groupby("table", sort=False):
        lines += ["", f"### {name}", ""]
        lines += ["| column | what | unit | range | blank means |", "|---" * 5 + "|"]
        for column in columns.itertuples():
            span = _range(column.low, column.high)
            cells = [f"`{column.name}`", column.meaning, column.unit, span, column.missing]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines[1:]) + "\n"


def _range(low: float, high: float) -> str:
    """Write a range: "0 to 10", "0 or more", or nothing where all values are allowed."""
    if low == -np.inf:
        return ""
    if high == np.inf:
        return f"{low:g} or more"
    return f"{low:g} to {high:g}"
