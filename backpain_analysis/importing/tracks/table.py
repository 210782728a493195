"""The sessions of many track files as tables, one for each folder and format.

An archive may hold thousands of tracks: as one table they are read at once and listed in one
line, while the ledger names the file of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from ...codes import Remark
from ..source import Decision, Member, Opened, Record
from .session import CLOCK_WAS_SET, Session
from .sports import sport_of

COLUMNS = ("start", "sport", "distance (m)", "timer (s)", "elapsed (s)", "problem")
ENOUGH_CLOCKS = 3  # tracks that tell their local clock, to doubt this machine's zone


@dataclass(frozen=True)
class _Found:
    """A session and the file that holds it."""

    file: str
    session: Session


@dataclass
class TrackTables:
    """Gathers the sessions of track files."""

    groups: dict[tuple[str, str], list[_Found]] = field(default_factory=dict)

    def add(self, file: str, kind: str, sessions: list[Session]) -> None:
        """Take in what one file holds."""
        folder = file.rpartition("/")[0]
        group = self.groups.setdefault((folder, kind), [])
        group.extend(_Found(file, session) for session in sessions)

    def tables(self, machine_zone: str = "") -> Iterator[Opened]:
        """Yield a table for each folder and format.

        Parameters
        ----------
        machine_zone : str
            This machine's zone where it stands in for the person's; "" where the settings name
            one, which is then obeyed.
        """
        own_clock = bool(machine_zone) and self._contradict(ZoneInfo(machine_zone))
        for (folder, kind), found in self.groups.items():
            files = list(dict.fromkeys(one.file for one in found))
            name = f"{folder}/*.{kind.lower()}".removeprefix("/")
            if len(files) == 1:
                name = files[0]
            by_device: list[_Found] = []
            by_zone: list[_Found] = []
            for one in found:
                if own_clock and one.session.offset is not None:
                    by_device.append(one)
                else:
                    by_zone.append(one)
            if by_zone:
                yield _table(name, kind, by_zone, by_device=False)
                name += " (2)"
            if by_device:
                yield _table(name, kind, by_device, by_device=True)

    def _contradict(self, zone: ZoneInfo) -> bool:
        """Say whether most of the clocks that tracks tell of are not this machine's."""
        told = [
            one.session
            for group in self.groups.values()
            for one in group
            if one.session.offset is not None
        ]
        others = [session for session in told if session.offset != _offset_in(zone, session)]
        return len(others) >= ENOUGH_CLOCKS and 2 * len(others) > len(told)


def _offset_in(zone: ZoneInfo, session: Session) -> timedelta | None:
    if session.moment is None:
        return None
    return session.moment.astimezone(zone).utcoffset()


def _table(name: str, kind: str, found: list[_Found], *, by_device: bool) -> Opened:
    members: dict[int, Member] = {}
    rows: list[Record] = [(0, [f"{kind.lower()} {column}" for column in COLUMNS])]
    for line, one in enumerate(found, 1):
        session = one.session
        sport = sport_of(session)
        members[line] = Member(
            file=one.file,
            line=session.line,
            remarks=session.remarks,
            told=sport.told,
            kmh=session.kmh,
            start=session.moment,
            offset=session.offset,
        )
        rows.append((line, _cells(session, sport.word, by_device=by_device)))
    decisions = [Decision("format", kind, Remark("tracks.evidence.format"))]
    if by_device:
        evidence = Remark("tracks.evidence.device_clock", {"n": len(found)})
        decisions.append(Decision("time_zone", Remark("import.value.as_written"), evidence))
    return Opened(name, partial(iter, rows), decisions, members=members)


def _cells(session: Session, sport: str, *, by_device: bool) -> list[str]:
    return [
        _start(session, by_device=by_device),
        sport,
        _number(session.distance_m),
        _number(session.timer_s),
        _number(session.elapsed_s),
        _problem(session),
    ]


def _start(session: Session, *, by_device: bool) -> str:
    """Write the start: in UTC, or by the clock of the device."""
    if session.moment is None:
        return ""
    utc = session.moment.replace(tzinfo=None)
    if by_device and session.offset is not None:
        return (utc + session.offset).isoformat(" ", "seconds")
    return utc.isoformat(" ", "seconds") + "Z"


def _problem(session: Session) -> str:
    """Return the code of why a session cannot count, or ""."""
    if session.problem is not None:
        return session.problem.code
    if session.start is not None and session.start < CLOCK_WAS_SET:
        return "tracks.reason.clock_never_set"
    return ""


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}"
