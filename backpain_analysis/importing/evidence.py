"""What the same sessions or weigh-ins in two files tell: unit, decimal mark and clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

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
UTC = "UTC"
_WHEN = {"runs": "start", "weight": "time"}


@dataclass(frozen=True)
class Match:
    """How many records of one file stand in another, alike and unlike, after so many hours."""

    file: str = ""
    agree: int = 0
    contradict: int = 0
    hours: int = 0

    @property
    def settles(self) -> bool:
        """Whether enough records agree, and none contradicts."""
        return self.agree >= ENOUGH and self.contradict == 0

    def evidence(self, code: str) -> Remark:
        """Return the match as a remark that states both counts."""
        fields = {"agree": self.agree, "against": self.contradict, "file": self.file}
        return Remark(f"import.evidence.{code}", fields)


def settle(read: dict[str, FileTables], zone: str) -> dict[str, FileTables]:
    """Settle by other files what a file asks about, and whose clock is another one."""
    settled = dict(read)
    for name, file in read.items():
        if file.alternatives:
            known = [other for other in settled.values() if other.tables]
            settled[name] = _settled_by(file, known)
    for name, file in settled.items():
        known = [other for other in settled.values() if other is not file and _states_zone(other)]
        if file.tables.keys() & _WHEN and not _states_zone(file):
            settled[name] = _with_clock_of(file, known, zone)
    return settled


def _settled_by(file: FileTables, known: list[FileTables]) -> FileTables:
    """Return the one way to read a file that another file proves; else the file as it is."""
    proven = []
    for told, way in file.alternatives:
        matches = [match for other in known for match in _matches(way, other)]
        best = max(matches, key=lambda match: match.agree, default=Match())
        against = sum(match.contradict for match in matches if match.hours == best.hours)
        if best.settles and against == 0:
            proven.append((told, way, best))
    if len(proven) != 1:
        return file
    told, way, match = proven[0]
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


def _states_zone(file: FileTables) -> bool:
    return any(decision.decision == "time_zone" for decision in file.decisions)


def _with_clock_of(file: FileTables, known: list[FileTables], zone: str) -> FileTables:
    """Move a file's clock by whole hours where those of a file with a stated zone prove it."""
    settling = [m for other in known for m in _matches(file, other) if m.settles]
    best = max(settling, key=lambda match: match.agree, default=Match())
    if not best.hours:
        return file
    is_utc = len({match.hours for match in settling}) > 1  # in summer one hour more
    tables = {}
    for name, table in file.tables.items():
        tables[name] = _from_utc(name, table, zone) if is_utc else _moved(name, table, best.hours)
    value = Remark("import.value.hours_moved", {"hours": best.hours})
    if is_utc:
        value = Remark("import.value.zone", {"zone": UTC, "local": zone})
    decision = Decision("time_zone", value, best.evidence("other_clock"))
    return replace(file, tables=tables, decisions=(*file.decisions, decision))


def _from_utc(name: str, table: pd.DataFrame, zone: str) -> pd.DataFrame:
    if name not in _WHEN:
        return table
    when = table[_WHEN[name]]
    local = when.dt.tz_localize(UTC).dt.tz_convert(zone).dt.tz_localize(None)
    return _with_time(name, table, local)


def _with_time(name: str, table: pd.DataFrame, time: pd.Series) -> pd.DataFrame:
    """Return a table with other times, but for the records without a time of day."""
    when = table[_WHEN[name]]
    moved = when.where(when == when.dt.normalize(), time)
    return table.assign(**{_WHEN[name]: moved, "day": moved.dt.normalize()})


def _moved(name: str, table: pd.DataFrame, hours: int) -> pd.DataFrame:
    if name not in _WHEN:
        return table
    return _with_time(name, table, table[_WHEN[name]] + pd.Timedelta(hours=hours))


def _matches(file: FileTables, other: FileTables) -> Iterator[Match]:
    """Compare what two files hold; where nothing agrees, also with so many hours between them."""
    for name in _WHEN:
        if file.file == other.file or name not in file.tables or name not in other.tables:
            continue
        own = _timed(name, file.tables[name])
        known = _timed(name, other.tables[name])
        match = _match(name, own, known, 0)
        yield replace(match, file=other.file)
        if match.agree:
            continue
        for hours in filter(None, range(-LARGEST_SHIFT, LARGEST_SHIFT + 1)):
            match = _match(name, own, known, hours)
            if match.settles:
                yield replace(match, file=other.file)


def _timed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the records with a time of day, in its order."""
    when = table[_WHEN[name]]
    return table[when != when.dt.normalize()].sort_values(_WHEN[name])


def _match(name: str, own: pd.DataFrame, known: pd.DataFrame, hours: int) -> Match:
    pairs = _pairs(name, own, known, hours)
    alike = _are_alike(name, *pairs)
    agree = int(alike.sum())
    return Match(agree=agree, contradict=len(alike) - agree, hours=hours)


def _pairs(
    name: str, own: pd.DataFrame, known: pd.DataFrame, hours: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records that begin together and last as long, row by row."""
    if own.empty or known.empty:
        return own.iloc[:0], known.iloc[:0]
    start = own[_WHEN[name]].to_numpy() + np.timedelta64(hours, "h")
    at = known[_WHEN[name]].to_numpy()
    after = np.searchsorted(at, start).clip(0, len(at) - 1)
    before = (after - 1).clip(0)
    nearer = np.where(np.abs(at[before] - start) < np.abs(at[after] - start), before, after)
    together = np.abs(at[nearer] - start) <= SAME_TIME
    first = own[together].reset_index(drop=True)
    second = known.iloc[nearer[together]].reset_index(drop=True)
    if name == "weight":
        return first, second
    longest = np.maximum(first["duration_min"], second["duration_min"])
    difference = (first["duration_min"] - second["duration_min"]).abs()
    as_long = difference <= (SAME_DURATION * longest).clip(1)
    measured = first["distance_km"].notna() & second["distance_km"].notna()
    same = as_long & measured & (first["activity"] == second["activity"])
    return first[same], second[same]


def _are_alike(name: str, first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """Say of records that begin together whether their distances, or weights, are one."""
    if name == "weight":
        return (first["weight_kg"] - second["weight_kg"]).abs() <= SAME_KG
    km = np.maximum(first["distance_km"], second["distance_km"])
    difference = (first["distance_km"] - second["distance_km"]).abs()
    return difference <= (SAME_DISTANCE * km).clip(0.1)


def disagreements(runs: pd.DataFrame) -> Iterator[Unused]:
    """Warn of sessions that two files hold with the same start and duration, but another distance.

    Both are counted, for nothing tells which is right.
    """
    timed = _timed("runs", runs)
    by_file = dict(list(timed.groupby("file")))
    for one, other in combinations(by_file, 2):
        first, second = _pairs("runs", by_file[one], by_file[other], 0)
        apart = ~_are_alike("runs", first, second)
        if not apart.any():
            continue
        a = first[apart].iloc[0]
        b = second[apart].iloc[0]
        fields = {"n": int(apart.sum()), "other": other, "day": a["day"].date()}
        km = {"km": float(a["distance_km"]), "other_km": float(b["distance_km"])}
        yield Unused(one, Remark("import.unused.disagrees", {**fields, **km}))
