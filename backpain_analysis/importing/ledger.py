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
COLUMNS = {"file": "str", "line": "int64", "status": "str", "reasons": "object", "table": "str"}

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
            rows_read[self.listed_as.get(file, file)] += count
        file = self.rows["file"].replace(dict(self.listed_as))
        return Ledger(self.rows.assign(file=file), rows_read)

    def __len__(self) -> int:
        return len(self.rows)

    def in_words(self, p: Phrases | None = None) -> pd.DataFrame:
        """Return the rows as `ledger.csv` holds them: `file, line, fate, reason, table`."""
        return ledger_in_words(p or Phrases(), self.rows)

    def totals(self) -> pd.DataFrame:
        """Count per file the rows `read`, of each status, and `unaccounted` (0 if sound)."""
        read = pd.Series(dict(self.rows_read), dtype="int64", name="read")
        counts = pd.crosstab(self.rows["file"], self.rows["status"]).reindex(columns=STATUSES)
        both = pd.concat([read, counts], axis=1).fillna(0).astype("int64").rename_axis("file")
        accounted = both[STATUSES].sum(axis=1)
        return both.assign(unaccounted=both["read"] - accounted)


def make_ledger(statuses: pd.DataFrame, rows_read: Mapping[str, int]) -> Ledger:
    """Make the ledger of all rows and the rows counted; a row has just one status."""
    rows = statuses[list(COLUMNS)].astype(COLUMNS).reset_index(drop=True)
    ledger = Ledger(rows, dict(rows_read))
    wrong = ledger.totals().query("unaccounted != 0").index
    twice = rows.loc[rows.duplicated(["file", "line"]), "file"]
    for file in [*wrong, *twice]:
        raise DataError("the rows read and their statuses do not add up.", file=file)
    return ledger
