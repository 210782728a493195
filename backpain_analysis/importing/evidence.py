"""What the same sessions or weigh-ins in other files tell: unit, decimal mark and clock.

A file is compared with the records of all other files together, so that the cost grows with the
number of files and not with the number of their pairs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ..codes import Remark
from ..settings import FileSettings
from .build import FileTables
from .cleaning import SAME_DISTANCE, SAME_DURATION, SAME_KG, SAME_TIME
from .source import Decision
from .unused import Unused

ENOUGH = 3  # agreeing sessions, with none against, settle what a file does not tell
LARGEST_SHIFT = 14  # hours between two clocks
DEVICE_CLOCK = "tracks.evidence.device_clock"  # code: a recording tells its own local time
_WHEN = {"runs": "start", "weight": "time"}
_SHIFTS = [hours for hours in range(-LARGEST_SHIFT, LARGEST_SHIFT + 1) if hours]

Records = dict[str, pd.DataFrame]  # by table, those with a time of day, in its order


@dataclass(frozen=True)
class Match:
    """How many records of one file stand in others, alike and unlike, after so many hours.

    `file` is the one that holds most of those that agree; `at` holds when they began, by the
    file's own clock.
    """

    file: str = ""
    agree: int = 0
    contradict: int = 0
    hours: int = 0
    at: np.ndarray = field(default_factory=lambda: np.array([], dtype="datetime64[us]"))

    @property
    def settles(self) -> bool:
        """Whether enough records agree, and none contradicts."""
        return self.agree >= ENOUGH and self.contradict == 0

    def evidence(self, code: str) -> Remark:
        """Return the match as a remark that states both counts."""
        fields = {"agree": self.agree, "against": self.contradict, "file": self.file}
        return Remark(f"import.evidence.{code}", fields)


def settle(read: dict[str, FileTables]) -> dict[str, FileTables]:
    """Settle by other files what a file asks about, and whose clock is another one."""
    settled = dict(read)
    for name, file in read.items():
        if file.alternatives:
            others = [other for other in settled.values() if other.file != file.file]
            settled[name] = _settled_by(file, _records_of(others))
    surest = _records_to_set_clocks_by(list(settled.values()))
    for name, file in settled.items():
        kind = _kind_of_clock(_zone_code(file))
        settled[name] = _with_clock_of(file, surest[kind])
    return settled


def _records_of(files: Iterable[FileTables]) -> Records:
    """Return the records of several files that have a time of day."""
    by_table: dict[str, list[pd.DataFrame]] = {}
    for file in files:
        for name in _WHEN:
            if name in file.tables:
                by_table.setdefault(name, []).append(file.tables[name])
    records = {}
    for name, frames in by_table.items():
        records[name] = _timed(name, pd.concat(frames, ignore_index=True))
    return records


def _timed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the records with a time of day, in its order."""
    when = table[_WHEN[name]]
    return table[when != when.dt.normalize()].sort_values(_WHEN[name])


# ---- what a file asks about ---------------------------------------------------------------------


def _settled_by(file: FileTables, known: Records) -> FileTables:
    """Return the one way to read a file that other files prove; else the file as it is."""
    proven = []
    for told, way in file.alternatives:
        matches = list(_matches(way, known))
        if told.timezone:  # it is the clock that is in question
            matches = [match for match in matches if match.hours == 0]
        best = max(matches, key=lambda match: match.agree, default=Match())
        if best.settles:
            proven.append((told, way, best))
    if len(proven) != 1:
        return file
    [(told, way, match)] = proven
    return replace(way, decisions=tuple(_with_evidence(told, way.decisions, match)))


def _with_evidence(
    told: FileSettings, decisions: Iterable[Decision], match: Match
) -> Iterator[Decision]:
    """Say that another file settled a unit or a mark, not the settings."""
    evidence = match.evidence("other_file")
    for decision in decisions:
        is_open = decision.evidence == Remark("import.evidence.settings")
        yield replace(decision, evidence=evidence) if is_open else decision
    if told.decimal:
        mark = "comma" if told.decimal == "," else "dot"
        yield Decision("decimal_mark", Remark(f"import.value.{mark}"), evidence)


# ---- clocks -------------------------------------------------------------------------------------


def _zone_code(file: FileTables) -> str:
    """Return the code of what a file's time zone rests on; "" where it states none."""
    for decision in file.decisions:
        if decision.decision == "time_zone" and isinstance(decision.evidence, Remark):
            return decision.evidence.code
    return ""


def _kind_of_clock(zone_code: str) -> str:
    """Tell clocks apart: without a zone, the device's, with a stated zone, or this machine's."""
    if not zone_code:
        return "without zone"
    if zone_code == DEVICE_CLOCK:
        return "device"
    return "machine" if zone_code.endswith("_machine") else "stated"


def _records_to_set_clocks_by(files: list[FileTables]) -> dict[str, Records]:
    """Return for each kind of clock the records of all files whose clock is surer.

    That of a file with a stated zone is surer than one without; but where this machine's zone
    stands in for the person's, a clock without a zone, which is local, is surer.
    """
    surer = {
        "machine": ("without zone", "device"),
        "without zone": ("stated", "device"),
        "device": (),
        "stated": (),
    }
    records = {}
    for kind, kinds_surer in surer.items():
        clocks = [file for file in files if _kind_of_clock(_zone_code(file)) in kinds_surer]
        records[kind] = _records_of(clocks)
    return records


def _with_clock_of(file: FileTables, surer: Records) -> FileTables:
    """Move a file's clock by whole hours where the records of a surer clock prove it.

    In summer it may be one hour more: a record is moved as its nearest agreeing one.
    """
    settling = [match for match in _matches(file, surer) if match.settles]
    hours = sorted({match.hours for match in settling})
    is_shifted = any(hours) and hours[-1] - hours[0] <= 1
    if not is_shifted:
        return file
    tables = dict(file.tables)
    for name in _WHEN.keys() & file.tables.keys():
        tables[name] = _moved(name, file.tables[name], settling)
    decision = _clock_moved(hours, settling)
    return replace(file, tables=tables, decisions=(*file.decisions, decision))


def _clock_moved(hours: list[int], settling: list[Match]) -> Decision:
    """Say by how many hours a clock was moved, and what proves it."""
    moves = " / ".join(f"{move:+d}" for move in hours)
    value = Remark("import.value.hours_moved", {"hours": moves})
    strongest = max(settling, key=lambda match: match.agree)
    agree = sum(match.agree for match in settling)
    total = Match(file=strongest.file, agree=agree)
    return Decision("time_zone", value, total.evidence("other_clock"))


def _moved(name: str, table: pd.DataFrame, settling: list[Match]) -> pd.DataFrame:
    """Move each record with a time of day by the hours of its nearest agreeing record."""
    at = np.concatenate([match.at for match in settling])
    hours = np.concatenate([np.full(len(match.at), match.hours) for match in settling])
    order = np.argsort(at)
    when = table[_WHEN[name]]
    nearest = _nearest(when.to_numpy(), at[order])
    shift = pd.to_timedelta(hours[order][nearest], unit="h")
    has_clock = when != when.dt.normalize()
    moved = when.where(~has_clock, when + shift)
    return table.assign(**{_WHEN[name]: moved, "day": moved.dt.normalize()})


# ---- the same records in two tables -------------------------------------------------------------


def _matches(file: FileTables, known: Records) -> Iterator[Match]:
    """Compare what a file holds with known records, with so many hours between them, or none."""
    for name in _WHEN:
        if name not in file.tables or name not in known:
            continue
        own = _timed(name, file.tables[name])
        if len(own) < ENOUGH or len(known[name]) < ENOUGH:
            continue
        yield _match(name, own, known[name], 0)
        for hours in _SHIFTS:
            match = _match(name, own, known[name], hours)
            if match.settles:
                yield match


def _match(name: str, own: pd.DataFrame, known: pd.DataFrame, hours: int) -> Match:
    first, second = _pairs(name, own, known, hours)
    if first.empty:
        return Match(hours=hours)
    alike = _are_alike(name, first, second)
    agree = int(alike.sum())
    if not agree:
        return Match(contradict=len(alike), hours=hours)
    return Match(
        file=second.loc[alike, "file"].mode().iloc[0],
        agree=agree,
        contradict=len(alike) - agree,
        hours=hours,
        at=first.loc[alike, _WHEN[name]].to_numpy(),
    )


def _pairs(
    name: str, own: pd.DataFrame, known: pd.DataFrame, hours: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records that begin together and last as long, row by row."""
    if own.empty or known.empty:
        return own.iloc[:0], known.iloc[:0]
    start = own[_WHEN[name]].to_numpy() + np.timedelta64(hours, "h")
    at = known[_WHEN[name]].to_numpy()
    nearest = _nearest(start, at)
    together = np.abs(at[nearest] - start) <= SAME_TIME
    if not together.any():
        return own.iloc[:0], known.iloc[:0]
    first = own[together].reset_index(drop=True)
    second = known.iloc[nearest[together]].reset_index(drop=True)
    if name == "weight":
        return first, second
    same = _are_as_long(first, second) & (first["activity"] == second["activity"])
    return first[same], second[same]


def _are_as_long(first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """Say of sessions that begin together whether they last as long, and both have a distance."""
    longest = np.maximum(first["duration_min"], second["duration_min"])
    difference = (first["duration_min"] - second["duration_min"]).abs()
    as_long = difference <= (SAME_DURATION * longest).clip(1)
    return as_long & first["distance_km"].notna() & second["distance_km"].notna()


def _nearest(times: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Return for each time the place of the nearest among sorted ones."""
    after = np.searchsorted(among, times).clip(0, len(among) - 1)
    before = (after - 1).clip(0)
    is_before = np.abs(among[before] - times) < np.abs(among[after] - times)
    return np.where(is_before, before, after)


def _are_alike(name: str, first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """Say of records that begin together whether their distances, or weights, are one."""
    if name == "weight":
        return (first["weight_kg"] - second["weight_kg"]).abs() <= SAME_KG
    km = np.maximum(first["distance_km"], second["distance_km"])
    difference = (first["distance_km"] - second["distance_km"]).abs()
    return difference <= (SAME_DISTANCE * km).clip(0.1)


def compare_records(
    name: str, own: pd.DataFrame, known: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return the records of two tables that begin together, row by row, and which are alike."""
    first, second = _pairs(name, _timed(name, own), _timed(name, known), 0)
    return first, second, _are_alike(name, first, second)


# ---- sessions that still disagree ---------------------------------------------------------------


def disagreements(runs: pd.DataFrame) -> Iterator[Unused]:
    """Warn of sessions that two files hold with the same start and duration, but another distance.

    Both are counted, for nothing tells which is right.
    """
    timed = _timed("runs", runs)
    by_file = dict(list(timed.groupby("file")))
    for one, other in _files_side_by_side(timed):
        first, second = _pairs("runs", by_file[one], by_file[other], 0)
        if first.empty:
            continue
        apart = ~_are_alike("runs", first, second)
        if apart.any():
            yield _disagreement(first[apart], second[apart])


def other_values_of_a_day(tables: dict[str, pd.DataFrame]) -> Iterator[Unused]:
    """Warn of days of which two files hold different ratings or runs, if a clock is lacking.

    It may be a copy that was changed, a rounded distance, or another person: all are counted.
    """
    for name, value in (("pain", "pain"), ("runs", "distance_km")):
        table = tables[name].dropna(subset=[value])
        if table["file"].nunique() < 2:
            continue
        when = table["start" if name == "runs" else "time"]
        kind = table["activity" if name == "runs" else "region"].fillna("")
        days = table.assign(kind=kind, has_clock=when != when.dt.normalize())
        by_file = dict(list(days.groupby("file")))
        for one, other in _files_of_the_same_days(days):
            first = by_file[one]
            second = by_file[other]
            both = first.merge(second, on=["day", "kind"], suffixes=("", "_other"))
            both = both[~(both["has_clock"] & both["has_clock_other"])]
            if not both.empty:
                yield _other_values(both, name, value)


def _files_of_the_same_days(days: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of files that hold a value of the same kind and day."""
    held = days[["day", "kind", "file"]].drop_duplicates()
    shared = held.merge(held, on=["day", "kind"], suffixes=("", "_other"))
    shared = shared[shared["file"] < shared["file_other"]]
    return sorted(set(zip(shared["file"], shared["file_other"], strict=True)))


def _other_values(both: pd.DataFrame, name: str, value: str) -> Unused:
    last = both.iloc[-1]
    fields = {
        "n": both["day"].nunique(),
        "other": last["file_other"],
        "day": last["day"].date(),
        "value": float(last[value]),
        "other_value": float(last[f"{value}_other"]),
    }
    return Unused(last["file"], Remark(f"odd_file.unused.other_{name}", fields))


def _files_side_by_side(timed: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of files that hold sessions of the same time."""
    start = timed["start"].to_numpy()
    file = timed["file"].to_numpy()
    soon = start[1:] - start[:-1] <= SAME_TIME
    from_two = file[1:] != file[:-1]
    pairs = set()
    for place in np.flatnonzero(soon & from_two).tolist():
        one, other = sorted((file[place], file[place + 1]))
        pairs.add((one, other))
    return sorted(pairs)


def _disagreement(first: pd.DataFrame, second: pd.DataFrame) -> Unused:
    one = first.iloc[0]
    other = second.iloc[0]
    fields = {
        "n": len(first),
        "other": other["file"],
        "day": one["day"].date(),
        "km": float(one["distance_km"]),
        "other_km": float(other["distance_km"]),
    }
    return Unused(one["file"], Remark("import.unused.disagrees", fields))
