"""Right once and plausible: duplicates merged across files, impossible rows set aside."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import Remark
from ..tables import NUMBERS, TABLES, outside
from .ledger import KEPT, MERGED, SET_ASIDE

SAME_TIME = np.timedelta64(5, "m")  # two records of one session or weigh-in start within this
SAME_DISTANCE = 0.05  # and their distances differ by less than this part
SAME_DURATION = 0.1
TRACKS = ("FIT", "GPX", "TCX")
AT_ONCE = pd.Timedelta(minutes=1)  # a track and a record that start so close and last as long
SAME_TRACK = 0.15  # are one if their distances differ by less than this; a mile differs by 0.38
SAME_KG = 0.3
SPIKE_KG = 5.0  # from the weigh-ins before and after
SOON = 3  # days
NEAR = 14  # days, between the weigh-ins that tell a spike
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
    stays = _duplicates(name, frame, when).tolist()
    for row, into in enumerate(stays):
        if row == into:
            continue
        reasons[row] = _same_as(frame, row, into)
        status[row] = MERGED
    left = frame.drop(index=list(reasons))
    for row, reason in _implausible(name, left).items():
        reasons[row] = reason
        status[row] = SET_ASIDE
    changes: dict[tuple[str, int], Change] = {}
    for row in sorted(reasons):
        change = Change(
            file=file[row],
            line=line[row],
            table=name,
            status=status[row],
            reason=reasons[row],
        )
        place = (file[row], line[row])
        changes.setdefault(place, change)  # a line may give a table several rows
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
    places = [(change.file, change.line) for change in changes]
    changed = pd.MultiIndex.from_tuples(places)
    rows = all_rows.get_indexer(changed)
    for row, change in zip(rows, changes, strict=True):
        tables = table[row].split(", ")
        if change.table in tables:
            tables.remove(change.table)
        table[row] = ", ".join(tables)
        if change.reason not in reasons[row]:  # a row of two tables may lie in the future once
            reasons[row] = (*reasons[row], change.reason)
        still_feeds_one = any(tables)
        status[row] = KEPT if still_feeds_one else change.status
    return statuses.assign(status=status, table=table, reasons=reasons)


def _flagged_jumps(weight: pd.DataFrame) -> Iterator[Change]:
    """Flag weigh-ins far from the one before: they are kept."""
    change = weight["weight_kg"].diff()
    days = weight["day"].diff().dt.days
    is_jump = change.abs() >= SPIKE_KG
    is_soon = days <= SOON
    reason = Remark("import.reason.flagged", {"kg": SPIKE_KG})
    for row in weight[is_jump & is_soon].itertuples():
        yield Change(file=row.file, line=int(row.line), table="", status=KEPT, reason=reason)


def _implausible(name: str, frame: pd.DataFrame) -> dict[int, Remark]:
    """Return the rows whose values cannot be, each with the first reason."""
    reasons: dict[int, Remark] = {}
    for row, reason in _impossible_values(name, frame):
        reasons.setdefault(row, reason)
    return reasons


def _impossible_values(name: str, frame: pd.DataFrame) -> Iterator[tuple[int, Remark]]:
    today = pd.Timestamp.now().normalize()
    tomorrow = today + pd.Timedelta(days=1)  # in another zone it is today
    in_future = frame["day"] > tomorrow
    for row in frame.index[in_future]:
        yield row, Remark("import.reason.future")
    long_ago = frame["day"] < FIRST_DAY
    if name != "events":  # an injury may lie that far back
        for row in frame.index[long_ago]:
            yield row, Remark("import.reason.before_1990")
    yield from _outside_their_range(name, frame)
    if name == "runs":
        yield from _too_far(frame)
    if name == "weight" and len(frame) > 2:
        spikes = frame.loc[_spikes(frame), "weight_kg"]
        for row, kg in spikes.items():
            fields = {"value": kg, "unit": "kg"}
            yield row, Remark("import.reason.spike", fields)


def _outside_their_range(name: str, frame: pd.DataFrame) -> Iterator[tuple[int, Remark]]:
    for column in NUMBERS[name]:
        _, _, unit = column.unit.rpartition(" ")
        wrong = outside(frame, column)
        for row, value in frame.loc[wrong, column.name].items():
            fields = {
                "value": value,
                "unit": unit,
                "low": column.low,
                "high": column.high,
            }
            yield row, Remark("import.reason.outside", fields)


def _too_far(runs: pd.DataFrame) -> Iterator[tuple[int, Remark]]:
    """Find sessions too far for one session, or for their duration."""
    km = runs["distance_km"]
    minutes = runs["duration_min"]
    fast = is_too_fast(runs["activity"].to_numpy(), km.to_numpy(), minutes.to_numpy())
    for activity, farthest in FARTHEST.items():
        own = runs["activity"] == activity
        far = km > farthest
        for row, value in km[own & far].items():
            yield row, Remark("import.reason.too_far", {"value": value})
        for row, value in km[own & fast].items():
            yield row, Remark("import.reason.too_fast", {"value": value})


def is_too_fast(activity: np.ndarray, km: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Say which sessions, of more than half a kilometre, are faster than anyone is."""
    hours = np.where(minutes > 0, minutes, np.nan) / 60
    speed = km / hours
    limits = [FASTEST.get(name, np.inf) for name in activity]
    is_fast = speed > np.array(limits)
    is_long = km > 0.5
    return is_fast & is_long


def _spikes(weight: pd.DataFrame) -> pd.Series:
    """Say which weigh-ins lie far from both the one before and the one after."""
    kg = weight["weight_kg"]
    day = weight["day"]
    from_before = kg.diff()
    to_after = -kg.diff(-1)
    days_before = day.diff().dt.days
    days_after = -day.diff(-1).dt.days
    is_far = from_before.abs() >= SPIKE_KG
    over_both = from_before + to_after
    comes_back = over_both.abs() < SPIKE_KG / 2
    is_near_before = days_before <= NEAR
    is_near_after = days_after <= NEAR
    return is_far & comes_back & is_near_before & is_near_after


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
    stays = into == frame.index
    rows = frame.assign(clock=has_clock)[stays]
    for first, second in sorted(_pairs(rows, when)):
        is_merged = into[first] != first or into[second] != second
        if is_merged:
            continue
        worth = (has_clock[first], known[first])
        worth_of_second = (has_clock[second], known[second])
        if worth_of_second > worth:  # the poorer goes into the better
            into[first] = second
        else:
            into[second] = first
    while (into[into] != into).any():
        into = into[into]
    return into


def _exact_duplicates(frame: pd.DataFrame, keys: list[str], has_clock: np.ndarray) -> np.ndarray:
    """Return for each row the first that agrees in all keys.

    Entries without a clock may repeat within a file: the n-th there is the n-th elsewhere.
    """
    into = np.arange(len(frame))
    again = frame.duplicated(keys, keep=False).to_numpy()
    if not again.any():
        return into
    alike = frame[again]
    within_file = alike.groupby([*keys, "file"], dropna=False)
    untimed = ~has_clock[again]
    nth = within_file.cumcount().where(untimed, 0)
    numbered = alike.assign(nth=nth, row=alike.index)
    across_files = numbered.groupby([*keys, "nth"], dropna=False)
    into[again] = across_files["row"].transform("first")
    return into


def _pairs(rows: pd.DataFrame, when: str) -> Iterator[tuple[int, int]]:
    """Yield the pairs of rows, close in time, that record one and the same."""
    day = rows["day"].to_numpy()
    start = rows[when].to_numpy()
    timed = rows["clock"].to_numpy()
    for ahead in range(1, len(rows)):  # each row beside the first, the second, ... after it
        both_timed = timed[:-ahead] & timed[ahead:]
        gap = start[ahead:] - start[:-ahead]
        is_soon = gap <= SAME_TIME
        same_day = day[:-ahead] == day[ahead:]
        near = same_day & (~both_timed | is_soon)
        if not near.any():
            return
        first = rows[:-ahead][near]
        second = rows[ahead:][near]
        own = first.reset_index(drop=True)
        other = second.reset_index(drop=True)
        same = _same(own, other, when)
        yield from zip(first.index[same], second.index[same], strict=True)


def _same(a: pd.DataFrame, b: pd.DataFrame, when: str) -> pd.Series:
    """Say of records close in time, row by row, whether both frames hold one and the same."""
    both_timed = a["clock"] & b["clock"]
    one_app = a["source"] == b["source"]
    same = _same_weigh_in(a, b) if "weight_kg" in a else _same_session(a, b, when)
    return same & (both_timed | ~one_app)


def _same_weigh_in(a: pd.DataFrame, b: pd.DataFrame) -> pd.Series:
    apart = a["weight_kg"] - b["weight_kg"]
    is_near = apart.abs() <= SAME_KG
    from_two_files = a["file"] != b["file"]
    return is_near & from_two_files


def _same_session(a: pd.DataFrame, b: pd.DataFrame, when: str) -> pd.Series:
    gap = b[when] - a[when]
    km = np.maximum(a["distance_km"], b["distance_km"])
    minutes = np.maximum(a["duration_min"], b["duration_min"])
    km_apart = (a["distance_km"] - b["distance_km"]).abs()
    minutes_apart = (a["duration_min"] - b["duration_min"]).abs()
    km_allowed = SAME_DISTANCE * km
    minutes_allowed = SAME_DURATION * minutes
    near_km = km_apart <= km_allowed.clip(0.1)
    near_minutes = minutes_apart <= minutes_allowed.clip(1)
    alike = np.select([km.notna(), minutes.notna()], [near_km, near_minutes], default=True)
    one_app = a["source"] == b["source"]
    # one app measures a session in one way; apps differ in whether they count the pauses
    alike &= near_minutes | minutes.isna() | ~one_app
    both_timed = a["clock"] & b["clock"]
    in_two_files = both_timed & (a["file"] != b["file"])
    is_edited = in_two_files & one_app & (gap == pd.Timedelta(0))
    # ... and in how far it was: the points of a track cut corners that a watch counts
    is_track = a["source"].isin(TRACKS) | b["source"].isin(TRACKS)
    at_once = gap.abs() <= AT_ONCE
    near_track = km_apart <= SAME_TRACK * km
    is_recorded_twice = in_two_files & is_track & at_once & near_minutes & near_track
    same_activity = a["activity"] == b["activity"]
    is_one = is_edited | is_recorded_twice | alike
    return same_activity & _overlap(a, b, gap) & is_one


def _overlap(a: pd.DataFrame, b: pd.DataFrame, gap: pd.Series) -> pd.Series:
    """Say whether the second session starts before the first is as good as over."""
    both_timed = a["clock"] & b["clock"]
    longest = np.fmax(a["duration_min"], b["duration_min"])
    half_seconds = longest * 30
    seconds = gap.dt.total_seconds()
    is_within = seconds <= half_seconds.fillna(60)
    return ~both_timed | is_within
