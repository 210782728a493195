"""What the same sessions or weigh-ins in two files tell: unit, decimal mark and clock."""

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


@dataclass(frozen=True)
class Match:
    """How many records of one file stand in another, alike and unlike, after so many hours.

    `at` holds when those that agree began, by the file's own clock.
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
            known = [other for other in settled.values() if other.tables]
            settled[name] = _settled_by(file, known)
    for name, file in settled.items():
        clocks = [other for other in settled.values() if _tells_clock_of(other, file)]
        if file.tables.keys() & _WHEN and clocks:
            settled[name] = _with_clock_of(file, clocks)
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


def _zone_code(file: FileTables) -> str:
    """Return the code of what a file's time zone rests on; "" where it states none."""
    for decision in file.decisions:
        if decision.decision == "time_zone" and isinstance(decision.evidence, Remark):
            return decision.evidence.code
    return ""


def _tells_clock_of(other: FileTables, file: FileTables) -> bool:
    """Say whether a file's clock is surer than another's.

    That of a file with a stated zone is surer than one without; but where this machine's zone
    stands in for the person's, a clock without a zone, which is local, is surer.
    """
    if other.file == file.file or not other.tables.keys() & file.tables.keys():
        return False
    own = _zone_code(file)
    theirs = _zone_code(other)
    if own.endswith("_machine"):
        return theirs in ("", DEVICE_CLOCK)
    return own == "" and theirs != "" and not theirs.endswith("_machine")


def _with_clock_of(file: FileTables, clocks: list[FileTables]) -> FileTables:
    """Move a file's clock by whole hours where the records of a surer clock prove it.

    In summer it may be one hour more: a record is moved as its nearest agreeing one.
    """
    proven = []
    for other in clocks:
        settling = [match for match in _matches(file, other) if match.settles]
        hours = {match.hours for match in settling}
        if hours - {0} and max(hours) - min(hours) <= 1:
            proven.append((sum(match.agree for match in settling), settling, other))
    if not proven:
        return file
    _, settling, other = max(proven, key=lambda found: found[0])
    tables = dict(file.tables)
    for name in _WHEN.keys() & file.tables.keys():
        tables[name] = _moved(name, file.tables[name], settling)
    moves = [f"{hours:+d}" for hours in sorted({match.hours for match in settling})]
    value = Remark("import.value.hours_moved", {"hours": " / ".join(moves)})
    total = Match(other.file, sum(m.agree for m in settling), 0)
    decision = Decision("time_zone", value, total.evidence("other_clock"))
    return replace(file, tables=tables, decisions=(*file.decisions, decision))


def _moved(name: str, table: pd.DataFrame, settling: list[Match]) -> pd.DataFrame:
    """Move each record with a time of day by the hours of its nearest agreeing record."""
    at = np.concatenate([match.at for match in settling])
    hours = np.concatenate([np.full(len(match.at), match.hours) for match in settling])
    order = np.argsort(at)
    when = table[_WHEN[name]]
    shift = pd.to_timedelta(hours[order][_nearest(when.to_numpy(), at[order])], unit="h")
    moved = when.where(when == when.dt.normalize(), when + shift)
    return table.assign(**{_WHEN[name]: moved, "day": moved.dt.normalize()})


def _matches(file: FileTables, other: FileTables) -> Iterator[Match]:
    """Compare what two files hold, with so many hours between their clocks, or none."""
    for name in _WHEN:
        if file.file == other.file or name not in file.tables or name not in other.tables:
            continue
        own = _timed(name, file.tables[name])
        known = _timed(name, other.tables[name])
        yield replace(_match(name, own, known, 0), file=other.file)
        for hours in filter(None, range(-LARGEST_SHIFT, LARGEST_SHIFT + 1)):
            match = _match(name, own, known, hours)
            if match.settles:
                yield replace(match, file=other.file)


def _timed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the records with a time of day, in its order."""
    when = table[_WHEN[name]]
    return table[when != when.dt.normalize()].sort_values(_WHEN[name])


def _match(name: str, own: pd.DataFrame, known: pd.DataFrame, hours: int) -> Match:
    first, second = _pairs(name, own, known, hours)
    alike = _are_alike(name, first, second)
    agree = int(alike.sum())
    at = first.loc[alike, _WHEN[name]].to_numpy()
    return Match(agree=agree, contradict=len(alike) - agree, hours=hours, at=at)


def _pairs(
    name: str, own: pd.DataFrame, known: pd.DataFrame, hours: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records that begin together and last as long, row by row."""
    if own.empty or known.empty:
        return own.iloc[:0], known.iloc[:0]
    start = own[_WHEN[name]].to_numpy() + np.timedelta64(hours, "h")
    at = known[_WHEN[name]].to_numpy()
    nearer = _nearest(start, at)
    together = np.abs(at[nearer] - start) <= SAME_TIME
    if not together.any():
        return own.iloc[:0], known.iloc[:0]
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


def _files_side_by_side(timed: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of files that hold sessions of the same time."""
    start = timed["start"].to_numpy()
    file = timed["file"].to_numpy()
    soon = (start[1:] - start[:-1] <= SAME_TIME) & (file[1:] != file[:-1])
    pairs = {tuple(sorted(pair)) for pair in zip(file[:-1][soon], file[1:][soon], strict=True)}
    return sorted(pairs)


def disagreements(runs: pd.DataFrame) -> Iterator[Unused]:
    """Warn of sessions that two files hold with the same start and duration, but another distance.

    Both are counted, for nothing tells which is right.
    """
    timed = _timed("runs", runs)
    by_file = dict(list(timed.groupby("file")))
    for one, other in _files_side_by_side(timed):
        first, second = _pairs("runs", by_file[one], by_file[other], 0)
        apart = ~_are_alike("runs", first, second)
        if not apart.any():
            continue
        a = first[apart].iloc[0]
        b = second[apart].iloc[0]
        fields = {"n": int(apart.sum()), "other": other, "day": a["day"].date()}
        km = {"km": float(a["distance_km"]), "other_km": float(b["distance_km"])}
        yield Unused(one, Remark("import.unused.disagrees", {**fields, **km}))
