"""Right once and plausible: duplicates merged across files, impossible rows set aside."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .tables import TABLES

SAME_MINUTES = 5.0  # two records of one session or weigh-in start within this
SAME_DISTANCE = 0.05  # and their distances differ by less than this part
SAME_KG = 0.3
LONGEST_KM = {"run": 250.0, "walk": 150.0, "hike": 150.0, "swim": 60.0}
FASTEST_KMH = {"run": 30.0, "walk": 15.0, "hike": 15.0, "swim": 9.0}
JUMP_KG = 5.0  # from one day to the next

_VALUES = {
    "runs": ["distance_km", "duration_min", "activity"],
    "pain": ["pain", "region"],
    "weight": ["weight_kg"],
    "other": ["variable", "value"],
    "events": ["end", "event"],
}


def clean(
    tables: dict[str, pd.DataFrame], fates: Sequence[pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """Set implausible rows aside and merge duplicates; no value is altered.

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
    cleaned, news = dict(tables), []
    for name, frame in tables.items():
        if frame.empty:
            continue
        at = "start" if name in ("runs", "events") else "time"
        frame = frame.sort_values([at, "file", "line"], kind="stable", ignore_index=True)
        reason = _implausible(name, frame)
        news.append(_told(name, frame[reason != ""], "set aside", reason[reason != ""]))
        frame = frame[reason == ""].reset_index(drop=True)
        into = _duplicates(name, frame, at)
        merged = frame[into >= 0]
        stays = frame.iloc[into[into >= 0]]
        text = [f"same as {f}, line {n}" for f, n in zip(stays["file"], stays["line"], strict=True)]
        news.append(_told(name, merged, "merged", text))
        cleaned[name] = frame[into < 0].reset_index(drop=True)
        if name == "weight":
            jump = cleaned[name][_jumps(cleaned[name])]
            text = [f"flagged: {JUMP_KG:g} kg or more from the weigh-in before"] * len(jump)
            news.append(_told(name, jump, "kept", text))
    return cleaned, _updated(fates, pd.concat(news, ignore_index=True)) if news else list(fates)


def _told(table: str, rows: pd.DataFrame, fate: str, reason: Sequence[str]) -> pd.DataFrame:
    told = rows[["file", "line"]].assign(table=table, fate=fate, reason=list(reason))
    return told.drop_duplicates(["file", "line"])


def _updated(fates: Sequence[pd.DataFrame], news: pd.DataFrame) -> list[pd.DataFrame]:
    """Write the new fates over the old; a row kept in another table stays kept there."""
    by_file = dict(list(news.groupby("file")))
    out = []
    for frame in fates:
        changes = by_file.get(frame["file"].iloc[0]) if len(frame) else None
        if changes is not None:
            frame = frame.copy()
            fate, table, reason = (frame[c].to_numpy(object) for c in ("fate", "table", "reason"))
            at = pd.Index(frame["line"]).get_indexer(pd.Index(changes["line"]))
            for i, row in zip(at, changes.itertuples(), strict=True):
                if row.fate != "kept":
                    left = [t for t in table[i].split(", ") if t and t != row.table]
                    table[i] = ", ".join(left)
                    fate[i] = "kept" if left else row.fate
                reason[i] = f"{reason[i]}; {row.reason}" if reason[i] else row.reason
            frame = frame.assign(fate=fate, table=table, reason=reason)
        out.append(frame)
    return out


def _implausible(name: str, frame: pd.DataFrame) -> pd.Series:
    """Return for each row why its values cannot be, or ""."""
    reason = pd.Series("", index=frame.index, dtype=object)

    def say(bad: pd.Series, column: str, unit: str, why: str) -> None:
        bad &= reason == ""
        reason[bad] = [f"{v:g} {unit} {why}" for v in frame.loc[bad, column]]

    for c in TABLES[name]:
        if c.dtype == "number":
            low = -np.inf if c.low is None else c.low
            high = np.inf if c.high is None else c.high
            outside = (frame[c.name] < low) | (frame[c.name] > high)
            say(outside, c.name, c.unit.split(" ")[-1], f"lies outside {low:g} to {high:g}")
    if name == "runs":
        longest = frame["activity"].map(LONGEST_KM).fillna(np.inf)
        say(frame["distance_km"] > longest, "distance_km", "km", "is too far for one session")
        fastest = frame["activity"].map(FASTEST_KMH).fillna(np.inf)
        speed = frame["distance_km"] / frame["duration_min"].where(frame["duration_min"] > 0) * 60
        fast = (speed > fastest) & (frame["distance_km"] > 0.5)
        say(fast, "distance_km", "km", "is too far for its duration")
    if name == "weight" and len(frame) > 2:
        kg, day = frame["weight_kg"], frame["day"]
        before, after = kg.diff(), -kg.diff(-1)
        near = (day.diff().dt.days <= 14) & (-day.diff(-1).dt.days <= 14)
        spike = (before.abs() >= JUMP_KG) & ((before + after).abs() < JUMP_KG / 2) & near
        say(spike, "weight_kg", "kg", "is far from the weigh-ins before and after")
    return reason


def _jumps(frame: pd.DataFrame) -> pd.Series:
    return (frame["weight_kg"].diff().abs() >= JUMP_KG) & (frame["day"].diff().dt.days <= 3)


def _duplicates(name: str, frame: pd.DataFrame, at: str) -> np.ndarray:
    """Return for each row the row it is a duplicate of, or -1."""
    into = np.full(len(frame), -1)
    clock = (frame[at] != frame["day"]).to_numpy()
    # entries without a clock may repeat within a file: the n-th there is the n-th elsewhere
    keys = [at, *_VALUES[name]]
    nth = np.zeros(len(frame), dtype=int)
    bare = ~clock if name in ("runs", "weight") else np.ones(len(frame), bool)
    if bare.any():
        nth[bare] = frame[bare].groupby([*keys, "file"], dropna=False, sort=False).cumcount()
    again = frame.assign(nth=nth).duplicated([*keys, "nth"]).to_numpy()
    if again.any():
        groups = frame.assign(nth=nth, row=np.arange(len(frame)))
        first = groups.groupby([*keys, "nth"], dropna=False)["row"].transform("first").to_numpy()
        into[again] = first[again]
    if name in ("runs", "weight"):
        _near(name, frame, at, clock, into)
    return into


def _near(name: str, frame: pd.DataFrame, at: str, clock: np.ndarray, into: np.ndarray) -> None:
    """Mark records of one session or weigh-in that differ a little, the poorer into the better."""
    start = frame[at].to_numpy()
    file, source = frame["file"].to_numpy(), frame["source"].to_numpy()
    day = frame["day"].to_numpy()
    columns = [frame[c].to_numpy() for c in _VALUES[name]]
    known = sum((~pd.isna(c)).astype(int) for c in columns)
    wait = np.timedelta64(int(SAME_MINUTES * 60), "s")
    alone = np.flatnonzero(into < 0)
    days = day[alone]
    # only neighbours in time can be the same: close by the clock, or on one day without a clock
    close = np.diff(start[alone]) <= wait
    close |= ~clock[alone][:-1] & (days[:-1] == days[1:])
    for k in np.flatnonzero(close).tolist():
        i = alone[k]
        if into[i] >= 0:
            continue
        for j in alone[k + 1 : np.searchsorted(days, day[i], side="right")]:
            both = clock[i] and clock[j]
            if both and start[j] - start[i] > wait:
                break
            if into[j] >= 0 or (not both and source[i] == source[j]):
                continue
            if name == "weight" and file[i] == file[j]:
                continue
            edited = name == "runs" and both and start[i] == start[j] and file[i] != file[j]
            edited = edited and source[i] == source[j] and columns[2][i] == columns[2][j]
            if not edited and not _same(name, columns, i, j):
                continue
            if name == "runs" and both and _apart(start[j] - start[i], columns[1][[i, j]]):
                continue
            better = (clock[j], known[j]) > (clock[i], known[i])
            poor, good = (i, j) if better else (j, i)
            into[poor] = good
            into[into == poor] = good
            if better:
                break


def _apart(between: np.timedelta64, minutes: np.ndarray) -> bool:
    """Say whether the second session starts when the first is as good as over."""
    lasts = np.nan_to_num(np.nanmax(minutes, initial=0), nan=0)
    return bool(between > max(np.timedelta64(60, "s"), np.timedelta64(int(lasts * 30), "s")))


def _same(name: str, columns: list[np.ndarray], i: int, j: int) -> bool:
    if name == "weight":
        return bool(abs(columns[0][i] - columns[0][j]) <= SAME_KG)
    distance, duration, activity = columns
    if activity[i] != activity[j]:
        return False
    for values, allowed, slack in ((distance, SAME_DISTANCE, 0.1), (duration, 0.1, 1.0)):
        a, b = values[i], values[j]
        if not np.isnan(a) and not np.isnan(b):
            return bool(abs(a - b) <= max(slack, allowed * max(a, b)))
    return True
