"""Right once and plausible: duplicates merged across files, impossible rows set aside."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .tables import TABLES

VALUES = {
    "runs": ["activity"],
    "pain": ["region", "pain"],
    "weight": [],
    "other": ["variable", "value"],
}


def clean(
    tables: dict[str, pd.DataFrame], fates: Sequence[pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """Set implausible rows aside and merge duplicates.

    Parameters
    ----------
    tables : dict of str to DataFrame
        The tidy tables as read, all files together.
    fates : sequence of DataFrame
        The fates of the rows of each file.

    Returns
    -------
    tables, fates
        The same, with rows removed and their fate changed. A row that feeds two
        tables stays kept as long as one of them keeps it.
    """
    changed = []
    cleaned = {}
    for name, frame in tables.items():
        frame = frame.sort_values(["day", "start" if name == "runs" else "time"], kind="stable")
        frame, out = _plausible(name, frame.reset_index(drop=True))
        frame, merged = _once(name, frame)
        cleaned[name] = frame.reset_index(drop=True)
        changed += [out.assign(table=name), merged.assign(table=name)]
    news = pd.concat(changed, ignore_index=True)
    return cleaned, [_updated(f, news, cleaned) for f in fates]


def _updated(
    fates: pd.DataFrame, news: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Write the new fates over those of the file's rows."""
    if not len(fates):
        return fates
    file = fates["file"].iloc[0]
    fates = fates.set_index("line")
    for row in news[news["file"] == file].itertuples():
        left = [t for t in str(fates.at[row.line, "table"]).split(", ") if t != row.table]
        left = [t for t in left if t]
        fates.at[row.line, "table"] = ", ".join(left)
        fates.at[row.line, "reason"] = row.reason
        if not left:
            fates.at[row.line, "fate"] = row.fate
    return fates.reset_index()


def _plausible(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    reason = pd.Series("", index=frame.index, dtype=object)
    for c in TABLES[name]:
        if c.dtype != "number":
            continue
        bad = (frame[c.name] < (-np.inf if c.low is None else c.low)) | (
            frame[c.name] > (np.inf if c.high is None else c.high)
        )
        text = frame.loc[bad, c.name].map(lambda v, c=c: f"{c.name} {v:g} is not plausible")
        reason[bad] = text
    out = frame.loc[reason != "", ["file", "line"]].assign(
        fate="set aside", reason=reason[reason != ""]
    )
    return frame[reason == ""], out


def _once(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Merge identical entries of overlapping exports: same time, same values, another file."""
    start = "start" if name == "runs" else "time"
    values = [c.name for c in TABLES[name] if c.dtype == "number"] + VALUES[name]
    keys = [start, *dict.fromkeys(values)]
    # the n-th of equal entries in one file is the n-th of equal entries in another
    nth = frame.groupby([*keys, "file"], dropna=False, sort=False).cumcount()
    groups = frame.assign(nth=nth).groupby([*keys, "nth"], dropna=False, sort=False)
    first = groups["line"].transform("first"), groups["file"].transform("first")
    again = groups.cumcount() > 0
    merged = frame.loc[again, ["file", "line"]].assign(fate="merged")
    merged["reason"] = [
        f"same as {f}, line {n}" for n, f in zip(first[0][again], first[1][again], strict=True)
    ]
    return frame[~again], merged
