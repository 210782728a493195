"""Every input row has exactly one fate: kept, merged into another, or set aside with a reason."""

from collections.abc import Mapping

import pandas as pd

from ..errors import DataError

FATES = ["kept", "merged", "set aside"]
COLUMNS = {"file": "str", "line": "int64", "fate": "str", "reason": "str", "table": "str"}


class Ledger(pd.DataFrame):
    """One row per data row read: `file`, `line` (where it starts), `fate`, `reason`, `table`.

    `reason` is empty for a plainly kept row; for a merged one it names the row that stays.
    `attrs["rows_read"]` holds the count per file made while opening it, independently of the
    fates, so that `totals` can fail.
    """

    def totals(self) -> pd.DataFrame:
        """Count per file the rows `read`, those of each fate, those `unaccounted` (0 if sound)."""
        read = pd.Series(self.attrs["rows_read"], dtype="int64", name="read")
        counts = pd.crosstab(self["file"], self["fate"]).reindex(columns=FATES)
        out = pd.concat([read, counts], axis=1).fillna(0).astype("int64").rename_axis("file")
        return out.assign(unaccounted=out["read"] - out[FATES].sum(axis=1))


def make_ledger(fates: pd.DataFrame, rows_read: Mapping[str, int]) -> Ledger:
    """Make the ledger from the fates of all rows and the rows counted; a row has just one fate."""
    ledger = Ledger(fates[list(COLUMNS)].astype(COLUMNS).reset_index(drop=True))
    ledger.attrs["rows_read"] = dict(rows_read)
    wrong = ledger.totals().query("unaccounted != 0").index
    for file in [*wrong, *ledger.loc[ledger.duplicated(["file", "line"]), "file"]]:
        raise DataError("the rows read and their fates do not add up.", file=file)
    return ledger
