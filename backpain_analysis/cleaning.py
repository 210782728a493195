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
    start, day, file, source = (frame[c].to_numpy() for c in (at, "day", "file", "source"))
    values = [frame[c].to_numpy() for c in _VALUES[name]]
    known = sum((~pd.isna(c)).astype(int) for c in values)

    def same(i: int, j: int) -> bool:
        both = clock[i] and clock[j]
        if not both and source[i] == source[j]:
            return False
        if name == "weight":
            return bool(file[i] != file[j] and abs(values[0][i] - values[0][j]) <= SAME_KG)
        km, minutes, activity = values
        lasts = np.timedelta64(int(np.nanmax(minutes[[i, j]], initial=0) * 30), "s")
        if activity[i] != activity[j] or (
            # the second starts when the first is as good as over
            both and start[j] - start[i] > max(np.timedelta64(60, "s"), lasts)
        ):
            return False
        if both and start[i] == start[j] and file[i] != file[j] and source[i] == source[j]:
            return True  # edited between two exports
        for (a, b), part, slack in ((km[[i, j]], SAME_DISTANCE, 0.1), (minutes[[i, j]], 0.1, 1.0)):
            if not np.isnan(a + b):
                return bool(abs(a - b) <= max(slack, part * max(a, b)))
        return True

    alone = np.flatnonzero(into < 0)
    days = day[alone]
    # only neighbours in time can be the same: close by the clock, or on one day without a clock
    close = np.diff(start[alone]) <= SAME_TIME
    close |= ~clock[alone][:-1] & (days[:-1] == days[1:])
    for k in np.flatnonzero(close).tolist():
        i = alone[k]
        for j in alone[k + 1 : np.searchsorted(days, day[i], side="right")]:
            if into[i] >= 0 or (clock[i] and clock[j] and start[j] - start[i] > SAME_TIME):
                break
            if into[j] < 0 and same(i, j):
                better = (clock[j], known[j]) > (clock[i], known[i])
                poor, good = (i, j) if better else (j, i)
                into[poor] = good
                into[into == poor] = good
