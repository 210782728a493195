"""Right once and plausible: duplicates merged across files, impossible rows set aside."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .tables import TABLES, outside

SAME_TIME = np.timedelta64(5, "m")  # two records of one session or weigh-in start within this
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
    tables: dict[str, pd.DataFrame], fates: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Set implausible rows aside and merge duplicates; no value is altered.

    Returns
    -------
    tables, fates
        The tidy tables of all files with rows removed, and the fates of all rows changed with
        them. A row that feeds two tables stays kept as long as one of them keeps it.
    """
    cleaned, news = {}, []

    def tell(name: str, rows: pd.DataFrame, fate: str, reason: Sequence[str] | str) -> None:
        told = rows[["file", "line"]].assign(table=name, fate=fate, reason=reason)
        news.append(told.drop_duplicates(["file", "line"]))

    for name, frame in tables.items():
        at = "start" if "start" in frame else "time"
        frame = frame.sort_values([at, "file", "line"], kind="stable", ignore_index=True)
        reason = _implausible(name, frame)
        tell(name, frame[reason != ""], "set aside", reason[reason != ""])
        frame = frame[reason == ""].reset_index(drop=True)
        into = _duplicates(name, frame, at)
        stays = frame.iloc[into[into >= 0]]
        text = "same as " + stays["file"] + ", line " + stays["line"].astype(str)
        tell(name, frame[into >= 0], "merged", text.to_list())
        cleaned[name] = kept = frame[into < 0].reset_index(drop=True)
        if name == "weight":
            jump = (kept["weight_kg"].diff().abs() >= JUMP_KG) & (kept["day"].diff().dt.days <= 3)
            text = f"flagged: {JUMP_KG:g} kg or more from the weigh-in before"
            tell(name, kept[jump], "kept", text)
    return cleaned, _updated(fates, pd.concat(news))


def _updated(fates: pd.DataFrame, news: pd.DataFrame) -> pd.DataFrame:
    """Write the new fates over the old; a row kept in another table stays kept there."""
    if news.empty:
        return fates
    fate, table, reason = (fates[c].to_numpy(object).copy() for c in ("fate", "table", "reason"))
    rows, changed = (pd.MultiIndex.from_frame(f[["file", "line"]]) for f in (fates, news))
    for i, new in zip(rows.get_indexer(changed), news.itertuples(), strict=True):
        if new.fate != "kept":
            left = [t for t in table[i].split(", ") if t != new.table]
            table[i] = ", ".join(left)
            fate[i] = "kept" if left else new.fate
        reason[i] = f"{reason[i]}; {new.reason}".removeprefix("; ")
    return fates.assign(fate=fate, table=table, reason=reason)


def _implausible(name: str, frame: pd.DataFrame) -> pd.Series:
    """Return for each row why its values cannot be, or ""."""
    reason = pd.Series("", index=frame.index, dtype=object)
    tomorrow = pd.Timestamp.now().normalize() + pd.Timedelta(days=1)  # in another zone it is today
    reason[frame["day"] > tomorrow] = "its day lies in the future"

    def say(bad: pd.Series, column: str, unit: str, why: str) -> None:
        bad &= reason == ""
        reason[bad] = [f"{v:g} {unit} {why}" for v in frame.loc[bad, column]]

    for c in TABLES[name].query("dtype == 'number'").itertuples():
        why = f"lies outside {c.low:g} to {c.high:g}"
        say(outside(frame, c), c.name, c.unit.rpartition(" ")[2], why)
    if name == "runs":
        km, minutes, kind = (frame[c] for c in _VALUES[name])
        say(km > kind.map(LONGEST_KM), "distance_km", "km", "is too far for one session")
        fast = km / minutes.where(minutes > 0) * 60 > kind.map(FASTEST_KMH)
        say(fast & (km > 0.5), "distance_km", "km", "is too far for its duration")
    if name == "weight" and len(frame) > 2:
        kg, day = frame["weight_kg"], frame["day"]
        before, after = kg.diff(), -kg.diff(-1)
        near = (day.diff().dt.days <= 14) & (-day.diff(-1).dt.days <= 14)
        spike = (before.abs() >= JUMP_KG) & ((before + after).abs() < JUMP_KG / 2) & near
        say(spike, "weight_kg", "kg", "is far from the weigh-ins before and after")
    return reason


def _duplicates(name: str, frame: pd.DataFrame, at: str) -> np.ndarray:
    """Return for each row the row it is a duplicate of, or -1."""
    into = np.full(len(frame), -1)
    clock = (frame[at] != frame["day"]).to_numpy() & (name in ("runs", "weight"))
    keys = [at, *_VALUES[name]]
    again = frame.duplicated(keys, keep=False).to_numpy()
    alike = frame[again]
    # entries without a clock may repeat within a file: the n-th there is the n-th elsewhere
    nth = alike.groupby([*keys, "file"], dropna=False).cumcount().where(~clock[again], 0)
    groups = alike.assign(nth=nth, row=alike.index).groupby([*keys, "nth"], dropna=False)
    first = groups["row"].transform("first")
    into[again] = first.where(first < alike.index, -1)
    if name in ("runs", "weight"):
        _merge_near(name, frame, at, clock, into)
    return into


def _merge_near(
    name: str, frame: pd.DataFrame, at: str, clock: np.ndarray, into: np.ndarray
) -> None:
    """Mark records of one session or weigh-in that differ a little, the poorer into the better."""
    known = frame[_VALUES[name]].notna().sum(axis=1)
    rows = frame.assign(clock=clock, known=known, row=frame.index)[into < 0]
    days, start, timed = (rows[c].to_numpy() for c in ("day", at, "clock"))
    pairs: list[tuple[int, int]] = []
    for ahead in range(1, len(rows)):  # each row beside the first, the second, ... after it
        together = ~timed[:-ahead] | ~timed[ahead:] | (start[ahead:] - start[:-ahead] <= SAME_TIME)
        together &= days[:-ahead] == days[ahead:]
        if not together.any():
            break
        a, b = (r[together].reset_index(drop=True) for r in (rows[:-ahead], rows[ahead:]))
        same = _same(name, at, a, b)
        pairs += zip(a["row"][same], b["row"][same], strict=True)
    for i, j in sorted(pairs):
        if into[i] < 0 and into[j] < 0:
            better = (clock[j], known[j]) > (clock[i], known[i])
            poor, good = (i, j) if better else (j, i)
            into[[poor, *np.flatnonzero(into == poor)]] = good


def _same(name: str, at: str, a: pd.DataFrame, b: pd.DataFrame) -> pd.Series:
    """Say of two frames of the same days, row by row, whether both record one and the same."""
    both, gap, another = a["clock"] & b["clock"], b[at] - a[at], a["file"] != b["file"]
    near = (gap <= SAME_TIME).where(both, a["source"] != b["source"])

    def alike(column: str, part: float, least: float) -> pd.Series:
        x, y = a[column], b[column]
        within = (x - y).abs() <= (part * np.maximum(x, y)).clip(lower=least)
        return within.astype("boolean").where((x + y).notna())

    if name == "weight":
        return near & another & alike("weight_kg", 0, SAME_KG)
    # the second session may start when the first is as good as over
    half = np.fmax(a["duration_min"], b["duration_min"]).fillna(0) * 30 // 1
    one = (a["activity"] == b["activity"]) & (~both | (gap.dt.total_seconds() <= half.clip(60)))
    values = alike("distance_km", SAME_DISTANCE, 0.1).fillna(alike("duration_min", 0.1, 1))
    edited = both & another & (gap == SAME_TIME * 0) & (a["source"] == b["source"])
    return near & one & (edited | values.fillna(True))
