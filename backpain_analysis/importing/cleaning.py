"""Right once and plausible: duplicates merged across files, impossible rows set aside."""

import numpy as np
import pandas as pd

from ..tables import TABLES, outside

SAME_TIME = np.timedelta64(5, "m")  # two records of one session or weigh-in start within this
SAME_DISTANCE = 0.05  # and their distances differ by less than this part
SAME_KG = 0.3
SPIKE_KG = 5.0  # from the weigh-ins before and after
FARTHEST = {"run": 250.0, "walk": 150.0, "hike": 150.0, "swim": 60.0}  # km
FASTEST = {"run": 30.0, "walk": 15.0, "hike": 15.0, "swim": 9.0}  # km/h


def clean(
    tables: dict[str, pd.DataFrame], fates: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Set implausible rows aside, merge duplicates, flag what is unlikely; alter no value.

    The tidy tables of all files come back with rows removed, the fates of all rows changed with
    them. A row that feeds two tables stays kept as long as one of them keeps it.
    """
    cleaned, news = {}, []
    for name, frame in tables.items():
        at = "start" if "start" in frame else "time"
        frame = frame.sort_values([at, "file", "line"], kind="stable", ignore_index=True)
        reason = _implausible(name, frame)
        fate, sound = np.where(reason == "", "merged", "set aside"), frame[reason == ""]
        stays = sound.iloc[_duplicates(name, sound.reset_index(drop=True), at)]
        again = sound.index != stays.index
        into = stays[again]
        reason[sound.index[again]] = "same as " + into["file"] + ", line " + into["line"].map(str)
        cleaned[name] = kept = frame[reason == ""].reset_index(drop=True)
        told = frame[["file", "line"]].assign(table=name, fate=fate, reason=reason)
        news.append(told[reason != ""].drop_duplicates(["file", "line"]))
        if name == "weight":
            jump = (kept["weight_kg"].diff().abs() >= SPIKE_KG) & (kept["day"].diff().dt.days <= 3)
            text = f"flagged: {SPIKE_KG:g} kg or more from the weigh-in before"
            flagged = kept.loc[jump, ["file", "line"]]
            news.append(flagged.assign(table="", fate="kept", reason=text))  # from no table
    gone = pd.concat(news)
    if gone.empty:
        return cleaned, fates
    fate, table, reason = (fates[c].to_numpy(object).copy() for c in ("fate", "table", "reason"))
    all_rows, changed = (pd.MultiIndex.from_frame(f[["file", "line"]]) for f in (fates, gone))
    for i, row in zip(all_rows.get_indexer(changed), gone.itertuples(), strict=True):
        left = [t for t in table[i].split(", ") if t != row.table]
        table[i] = ", ".join(left)
        fate[i] = "kept" if left else row.fate
        reason[i] = f"{reason[i]}; {row.reason}".removeprefix("; ")
    return cleaned, fates.assign(fate=fate, table=table, reason=reason)


def _implausible(name: str, frame: pd.DataFrame) -> np.ndarray:
    """Return for each row why its values cannot be, or ""."""
    tomorrow = pd.Timestamp.now().normalize() + pd.Timedelta(days=1)  # in another zone it is today
    reason = np.where(frame["day"] > tomorrow, "its day lies in the future", "").astype(object)
    if name != "events":  # an injury may lie that far back
        reason[frame["day"] < pd.Timestamp("1990")] = "its day lies before 1990: a clock never set"

    def say(bad: pd.Series, column: str, unit: str, why: str) -> None:
        for row, value in frame.loc[bad, column].items():
            reason[row] = reason[row] or f"{value:g} {unit} {why}"

    for c in TABLES[name].query("dtype == 'number'").itertuples():
        why = f"lies outside {c.low:g} to {c.high:g}"
        say(outside(frame, c), c.name, c.unit.rpartition(" ")[2], why)
    if name == "runs":
        km, minutes = frame["distance_km"], frame["duration_min"]
        speed = km / minutes.where(minutes > 0) * 60
        for activity in FARTHEST:
            it = frame["activity"] == activity
            far, fast = km > FARTHEST[activity], (speed > FASTEST[activity]) & (km > 0.5)
            say(it & far, "distance_km", "km", "is too far for one session")
            say(it & fast, "distance_km", "km", "is too far for its duration")
    if name == "weight" and len(frame) > 2:
        kg, day = frame["weight_kg"], frame["day"]
        before, after = kg.diff(), -kg.diff(-1)
        near = (day.diff().dt.days <= 14) & (-day.diff(-1).dt.days <= 14)
        spike = (before.abs() >= SPIKE_KG) & ((before + after).abs() < SPIKE_KG / 2) & near
        say(spike, "weight_kg", "kg", "is far from the weigh-ins before and after")
    return reason


def _duplicates(name: str, frame: pd.DataFrame, at: str) -> np.ndarray:
    """Return for each row the row that records the same and stays: itself, but for duplicates."""
    keys = [c for c in TABLES[name]["name"] if c not in ("day", "source", "file", "line")]
    has_clock = name in ("runs", "weight")
    clock = has_clock & (frame[at] != frame["day"]).to_numpy()
    into, again = np.arange(len(frame)), frame.duplicated(keys, keep=False).to_numpy()
    alike = frame[again]
    # entries without a clock may repeat within a file: the n-th there is the n-th elsewhere
    nth = alike.groupby([*keys, "file"], dropna=False).cumcount().where(~clock[again], 0)
    groups = alike.assign(nth=nth, row=alike.index).groupby([*keys, "nth"], dropna=False)
    into[again] = groups["row"].transform("first")
    if not has_clock:
        return into
    known = frame[keys].notna().sum(axis=1).to_numpy()
    rows = frame.assign(clock=clock)[into == frame.index]
    days, start, timed = (rows[c].to_numpy() for c in ("day", at, "clock"))
    pairs: list[tuple[int, int]] = []
    for ahead in range(1, len(rows)):  # each row beside the first, the second, ... after it
        near = ~timed[:-ahead] | ~timed[ahead:] | (start[ahead:] - start[:-ahead] <= SAME_TIME)
        near &= days[:-ahead] == days[ahead:]
        if not near.any():
            break
        a, b = rows[:-ahead][near], rows[ahead:][near]
        same = _same(a.reset_index(drop=True), b.reset_index(drop=True), at)
        pairs += zip(a.index[same], b.index[same], strict=True)
    for i, j in sorted(pairs):
        if into[i] == i and into[j] == j:  # the poorer record goes into the better
            better = (clock[j], known[j]) > (clock[i], known[i])
            into[i if better else j] = j if better else i
    while (into[into] != into).any():
        into = into[into]
    return into


def _same(a: pd.DataFrame, b: pd.DataFrame, at: str) -> pd.Series:
    """Say of records close in time, row by row, whether both frames hold one and the same."""
    both, gap = a["clock"] & b["clock"], b[at] - a[at]
    elsewhere, one_app = a["file"] != b["file"], a["source"] == b["source"]
    if "weight_kg" in a:
        same = elsewhere & ((a["weight_kg"] - b["weight_kg"]).abs() <= SAME_KG)
    else:
        # the second session may start when the first is as good as over
        half = np.fmax(a["duration_min"], b["duration_min"]).fillna(0) * 30
        over = ~both | (gap.dt.total_seconds() <= half.clip(60))
        km, minutes = (np.maximum(a[c], b[c]) for c in ("distance_km", "duration_min"))
        near_km = (a["distance_km"] - b["distance_km"]).abs() <= (SAME_DISTANCE * km).clip(0.1)
        near_minutes = (a["duration_min"] - b["duration_min"]).abs() <= (0.1 * minutes).clip(1)
        edited = both & elsewhere & one_app & (gap == SAME_TIME * 0)
        alike = edited | np.select([km.notna(), minutes.notna()], [near_km, near_minutes], True)
        same = (a["activity"] == b["activity"]) & over & alike
    return same & (both | ~one_app)
