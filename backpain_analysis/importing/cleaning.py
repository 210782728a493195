"""Right once and plausible: duplicates merged across files, impossible rows set aside."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import Remark
from ..tables import TABLES, outside
from .ledger import KEPT, MERGED, SET_ASIDE

SAME_TIME = np.timedelta64(5, "m")  # two records of one session or weigh-in start within this
SAME_DISTANCE = 0.05  # and their distances differ by less than this part
SAME_DURATION = 0.1
TRACKS = ("FIT", "GPX", "TCX")
AT_ONCE = pd.Timedelta(minutes=1)  # a track and a record that start so close and last as long
SAME_TRACK = 0.15  # are one if their distances differ by less than this; a mile differs by 0.38
SAME_KG = 0.3
SPIKE_KG = 5.0  # from the weigh-ins before and after
FARTHEST = {"run": 250.0, "walk": 150.0, "hike": 150.0, "swim": 60.0}  # km
FASTEST = {"run": 30.0, "walk": 15.0, "hike": 15.0, "swim": 9.0}  # km/h
TIMED = ("runs", "weight")  # tables in which a clock tells one record from another
FIRST_DAY = pd.Timestamp("1990")


@dataclass(frozen=True)
class Cleaned:
    """The tidy tables with rows removed, and the statuses of all rows changed with them."""

    tables: dict[str, pd.DataFrame]
    statuses: pd.DataFrame


@dataclass(frozen=True)
class Change:
    """What becomes of one row of a file: its status unless another table keeps it, and why."""

    file: str
    line: int
    table: str  # the one that the row leaves; "" for none
    status: str
    reason: Remark


def clean(tables: dict[str, pd.DataFrame], statuses: pd.DataFrame) -> Cleaned:
    """Set implausible rows aside, merge duplicates, flag what is unlikely; alter no value.

    A row that feeds two tables stays kept as long as one of them keeps it.

    Parameters
    ----------
    tables : dict of DataFrame
        The tidy tables of all files.
    statuses : DataFrame
        `file, line, status, reasons, table` of every data row.
    """
    cleaned = {}
    changes: list[Change] = []
    for name, frame in tables.items():
        cleaned[name], changed = clean_table(name, frame)
        changes += changed
        if name == "weight":
            changes += _flagged_jumps(cleaned[name])
    return Cleaned(cleaned, _with_changes(statuses, changes))


def clean_table(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Change]]:
    """Return a table without implausible rows and duplicates, and what became of these."""
    if frame.empty:  # most tables of most readings: the work below is many pandas calls
        return frame.reset_index(drop=True), []
    when = "start" if "start" in frame else "time"
    frame = frame.sort_values([when, "file", "line"], kind="stable", ignore_index=True)
    file = frame["file"].tolist()
    line = frame["line"].tolist()
    reasons: dict[int, Remark] = {}
    status: dict[int, str] = {}
    for row, into in enumerate(_duplicates(name, frame, when).tolist()):
        if row != into:
            reasons[row] = _same_as(frame, row, into)
            status[row] = MERGED
    for row, reason in _implausible(name, frame.drop(index=list(reasons))).items():
        reasons[row] = reason
        status[row] = SET_ASIDE
    changes: dict[tuple[str, int], Change] = {}
    for row in sorted(reasons):
        change = Change(file[row], line[row], name, status[row], reasons[row])
        changes.setdefault((file[row], line[row]), change)  # a line may give a table several rows
    kept = frame.drop(index=list(reasons)).reset_index(drop=True)
    return kept, list(changes.values())


def _same_as(frame: pd.DataFrame, row: int, into: int) -> Remark:
    """Say into which row another is merged; of a track also how alike the two are."""
    one = frame.loc[row]
    other = frame.loc[into]
    fields = {"file": other["file"], "line": int(other["line"])}
    if not {one["source"], other["source"]} & set(TRACKS):
        return Remark("import.reason.same_as", fields)
    apart = abs(one["start"] - other["start"]).total_seconds()
    measured = {
        "seconds": round(apart),
        "km": float(one["distance_km"]),
        "other_km": float(other["distance_km"]),
        "minutes": float(one["duration_min"]),
        "other_minutes": float(other["duration_min"]),
    }
    return Remark("tracks.reason.same_as", {**fields, **measured})


def _with_changes(statuses: pd.DataFrame, changes: list[Change]) -> pd.DataFrame:
    """Change the statuses of rows that a table gave up, or of which something is said."""
    if not changes:
        return statuses
    status = statuses["status"].to_numpy(object).copy()
    table = statuses["table"].to_numpy(object).copy()
    reasons = statuses["reasons"].to_numpy(object).copy()
    all_rows = pd.MultiIndex.from_frame(statuses[["file", "line"]])
    changed = pd.MultiIndex.from_tuples([(c.file, c.line) for c in changes])
    for i, change in zip(all_rows.get_indexer(changed), changes, strict=True):
        left = [name for name in table[i].split(", ") if name != change.table]
        table[i] = ", ".join(left)
        status[i] = KEPT if left else change.status
        reasons[i] = (*reasons[i], change.reason)
    return statuses.assign(status=status, table=table, reasons=reasons)


def _flagged_jumps(weight: pd.DataFrame) -> Iterator[Change]:
    """Flag weigh-ins far from the one before: they are kept."""
    jump = weight["weight_kg"].diff().abs() >= SPIKE_KG
    soon = weight["day"].diff().dt.days <= 3
    for row in weight[jump & soon].itertuples():
        reason = Remark("import.reason.flagged", {"kg": SPIKE_KG})
        yield Change(row.file, int(row.line), "", KEPT, reason)


def _implausible(name: str, frame: pd.DataFrame) -> dict[int, Remark]:
    """Return the rows whose values cannot be, each with the first reason."""
    reasons: dict[int, Remark] = {}
    for row, reason in _impossible_values(name, frame):
        reasons.setdefault(row, reason)
    return reasons


def _impossible_values(name: str, frame: pd.DataFrame) -> Iterator[tuple[int, Remark]]:
    tomorrow = pd.Timestamp.now().normalize() + pd.Timedelta(days=1)  # in another zone it is today
    for row in frame.index[frame["day"] > tomorrow]:
        yield row, Remark("import.reason.future")
    if name != "events":  # an injury may lie that far back
        for row in frame.index[frame["day"] < FIRST_DAY]:
            yield row, Remark("import.reason.before_1990")
    yield from _outside_their_range(name, frame)
    if name == "runs":
        yield from _too_far(frame)
    if name == "weight" and len(frame) > 2:
        for row, kg in frame.loc[_spikes(frame), "weight_kg"].items():
            yield row, Remark("import.reason.spike", {"value": kg, "unit": "kg"})


def _outside_their_range(name: str, frame: pd.DataFrame) -> Iterator[tuple[int, Remark]]:
    for column in TABLES[name].query("dtype == 'number'").itertuples():
        unit = column.unit.rpartition(" ")[2]
        for row, value in frame.loc[outside(frame, column), column.name].items():
            fields = {"value": value, "unit": unit, "low": column.low, "high": column.high}
            yield row, Remark("import.reason.outside", fields)


def _too_far(runs: pd.DataFrame) -> Iterator[tuple[int, Remark]]:
    """Find sessions too far for one session, or for their duration."""
    km = runs["distance_km"]
    minutes = runs["duration_min"]
    fast = is_too_fast(runs["activity"].to_numpy(), km.to_numpy(), minutes.to_numpy())
    for activity in FARTHEST:
        own = runs["activity"] == activity
        for row, value in km[own & (km > FARTHEST[activity])].items():
            yield row, Remark("import.reason.too_far", {"value": value})
        for row, value in km[own & fast].items():
            yield row, Remark("import.reason.too_fast", {"value": value})


def is_too_fast(activity: np.ndarray, km: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Say which sessions, of more than half a kilometre, are faster than anyone is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.where(minutes > 0, km / minutes * 60, np.nan)
    fastest = np.array([FASTEST.get(name, np.inf) for name in activity])
    return (speed > fastest) & (km > 0.5)


def _spikes(weight: pd.DataFrame) -> pd.Series:
    """Say which weigh-ins lie far from both the one before and the one after."""
    from_before = weight["weight_kg"].diff()
    from_after = -weight["weight_kg"].diff(-1)
    days_before = weight["day"].diff().dt.days
    days_after = -weight["day"].diff(-1).dt.days
    is_near = (days_before <= 14) & (days_after <= 14)
    comes_back = (from_before + from_after).abs() < SPIKE_KG / 2
    return (from_before.abs() >= SPIKE_KG) & comes_back & is_near


def _duplicates(name: str, frame: pd.DataFrame, when: str) -> np.ndarray:
    """Return for each row the row that records the same and stays: itself, but for duplicates."""
    keys = [c for c in TABLES[name]["name"] if c not in ("day", "source", "file", "line")]
    has_clock = np.zeros(len(frame), dtype=bool)
    if name in TIMED:
        has_clock = (frame[when] != frame["day"]).to_numpy()
    into = _exact_duplicates(frame, keys, has_clock)
    if name not in TIMED:
        return into
    known = frame[keys].notna().sum(axis=1).to_numpy()
    rows = frame.assign(clock=has_clock)[into == frame.index]
    for i, j in sorted(_pairs(rows, when)):
        if into[i] != i or into[j] != j:
            continue
        if (has_clock[j], known[j]) > (has_clock[i], known[i]):  # the poorer goes into the better
            into[i] = j
        else:
            into[j] = i
    while (into[into] != into).any():
        into = into[into]
    return into


def _exact_duplicates(frame: pd.DataFrame, keys: list[str], has_clock: np.ndarray) -> np.ndarray:
    """Return for each row the first that agrees in all keys.

    Entries without a clock may repeat within a file: the n-th there is the n-th elsewhere.
    """
    into = np.arange(len(frame))
    again = frame.duplicated(keys, keep=False).to_numpy()
    alike = frame[again]
    nth = alike.groupby([*keys, "file"], dropna=False).cumcount()
    nth = nth.where(~has_clock[again], 0)
    numbered = alike.assign(nth=nth, row=alike.index)
    groups = numbered.groupby([*keys, "nth"], dropna=False)
    into[again] = groups["row"].transform("first")
    return into


def _pairs(rows: pd.DataFrame, when: str) -> Iterator[tuple[int, int]]:
    """Yield the pairs of rows, close in time, that record one and the same."""
    day = rows["day"].to_numpy()
    start = rows[when].to_numpy()
    timed = rows["clock"].to_numpy()
    for ahead in range(1, len(rows)):  # each row beside the first, the second, ... after it
        untimed = ~timed[:-ahead] | ~timed[ahead:]
        soon = start[ahead:] - start[:-ahead] <= SAME_TIME
        near = (day[:-ahead] == day[ahead:]) & (untimed | soon)
        if not near.any():
            return
        first = rows[:-ahead][near]
        second = rows[ahead:][near]
        same = _same(first.reset_index(drop=True), second.reset_index(drop=True), when)
        yield from zip(first.index[same], second.index[same], strict=True)


def _same(a: pd.DataFrame, b: pd.DataFrame, when: str) -> pd.Series:
    """Say of records close in time, row by row, whether both frames hold one and the same."""
    both_timed = a["clock"] & b["clock"]
    one_app = a["source"] == b["source"]
    same = _same_weigh_in(a, b) if "weight_kg" in a else _same_session(a, b, when)
    return same & (both_timed | ~one_app)


def _same_weigh_in(a: pd.DataFrame, b: pd.DataFrame) -> pd.Series:
    near = (a["weight_kg"] - b["weight_kg"]).abs() <= SAME_KG
    return near & (a["file"] != b["file"])


def _same_session(a: pd.DataFrame, b: pd.DataFrame, when: str) -> pd.Series:
    both_timed = a["clock"] & b["clock"]
    gap = b[when] - a[when]
    # the second session may start when the first is as good as over
    half_seconds = np.fmax(a["duration_min"], b["duration_min"]) * 30
    overlaps = ~both_timed | (gap.dt.total_seconds() <= half_seconds.fillna(60))
    km = np.maximum(a["distance_km"], b["distance_km"])
    minutes = np.maximum(a["duration_min"], b["duration_min"])
    km_apart = (a["distance_km"] - b["distance_km"]).abs()
    minutes_apart = (a["duration_min"] - b["duration_min"]).abs()
    near_km = km_apart <= (SAME_DISTANCE * km).clip(0.1)
    near_minutes = minutes_apart <= (SAME_DURATION * minutes).clip(1)
    alike = np.select([km.notna(), minutes.notna()], [near_km, near_minutes], default=True)
    one_app = a["source"] == b["source"]
    # one app measures a session in one way; apps differ in whether they count the pauses
    alike &= near_minutes | minutes.isna() | ~one_app
    # ... and in how far it was: the points of a track cut corners that a watch counts
    is_track = a["source"].isin(TRACKS) | b["source"].isin(TRACKS)
    at_once = both_timed & (gap.abs() <= AT_ONCE) & (a["file"] != b["file"]) & near_minutes
    at_once &= is_track & (km_apart <= SAME_TRACK * km)
    edited = both_timed & one_app & (a["file"] != b["file"]) & (gap == pd.Timedelta(0))
    return (a["activity"] == b["activity"]) & overlaps & (edited | at_once | alike)
