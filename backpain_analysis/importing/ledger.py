"""Every input row has exactly one status: kept, merged into another, or set aside with a reason."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from ..codes import Remark
from ..errors import DataError
from ..language import Phrases, ledger_in_words

KEPT = "kept"
MERGED = "merged"
SET_ASIDE = "set aside"
STATUSES = [KEPT, MERGED, SET_ASIDE]
COLUMNS = {
    "file": "str",
    "line": "int64",
    "status": "str",
    "reasons": "object",
    "table": "str",
}

Reasons = tuple[Remark, ...]


@dataclass(frozen=True)
class Ledger:
    """One row per data row read.

    Parameters
    ----------
    rows : DataFrame
        `file`, `line` (where it starts), `status`, `reasons` (a tuple of remarks, empty for a
        plainly kept row), `table` (the tables that it gives to, "" for none).
    rows_read : mapping of str to int
        The count per file made while opening it, independently of the statuses, so that `totals`
        can fail.
    listed_as : mapping of str to str
        The name in the list of files of those that are listed together.
    """

    rows: pd.DataFrame
    rows_read: Mapping[str, int]
    listed_as: Mapping[str, str] = field(default_factory=dict)

    def as_listed(self) -> "Ledger":
        """Return the ledger by the names in the list of files: many tracks have one there."""
        rows_read: Counter[str] = Counter()
        for file, count in self.rows_read.items():
            listed = self.listed_as.get(file, file)
            rows_read[listed] += count
        files = self.rows["file"].replace(dict(self.listed_as))
        rows = self.rows.assign(file=files)
        return Ledger(rows, rows_read)

    def __len__(self) -> int:
        return len(self.rows)

    def in_words(self, p: Phrases | None = None) -> pd.DataFrame:
        """Return the rows as `ledger.csv` holds them: `file, line, fate, reason, table`."""
        return ledger_in_words(p or Phrases(), self.rows)

    def totals(self) -> pd.DataFrame:
        """Count per file the rows `read`, of each status, and `unaccounted` (0 if sound)."""
        read = pd.Series(dict(self.rows_read), dtype="int64", name="read")
        by_status = pd.crosstab(self.rows["file"], self.rows["status"])
        by_status = by_status.reindex(columns=STATUSES)
        totals = pd.concat([read, by_status], axis=1)
        totals = totals.fillna(0).astype("int64").rename_axis("file")
        accounted = totals[STATUSES].sum(axis=1)
        return totals.assign(unaccounted=totals["read"] - accounted)


def make_ledger(statuses: pd.DataFrame, rows_read: Mapping[str, int]) -> Ledger:
    """Make the ledger of all rows and the rows counted; a row has just one status."""
    rows = statuses[list(COLUMNS)].astype(COLUMNS).reset_index(drop=True)
    ledger = Ledger(rows, dict(rows_read))
    totals = ledger.totals()
    wrong = totals.index[totals["unaccounted"] != 0]
    has_two = rows.duplicated(["file", "line"])
    twice = rows.loc[has_two, "file"]
    for file in [*wrong, *twice]:
        raise DataError("the rows read and their statuses do not add up.", file=file)
    return ledger
