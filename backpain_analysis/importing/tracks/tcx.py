"""TCX: the laps of each `<Activity>`, read as a stream (Garmin's Training Center Database v2)."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby

from ...codes import Remark
from ..bounded_xml import Attributes, BoundedXml
from .leaf_text import LeafText
from .session import Course, Session, amount, place_of, stamp, summed

# `2022-05-13T17_29_28.468+02_00_PT13M6.296S_Biking.tcx`: the local clock and the length
_GOOGLE_FIT = re.compile(r"T\d\d_\d\d_\d\d(?:\.\d+)?(?:([+-])(\d\d)_(\d\d)|Z)_PT[\dHMS.]+_")
_LEAVES = {
    "Id", "Notes", "TotalTimeSeconds", "DistanceMeters", "Time", "LatitudeDegrees",
    "LongitudeDegrees",
}  # fmt: skip


@dataclass
class _Lap:
    """One lap: what it says itself, and what its points say."""

    start: float | None
    seconds: float | None = None
    metres: float | None = None
    course: Course = field(default_factory=Course)
    metres_at_last_point: float | None = None


@dataclass
class _Activity:
    line: int
    sport: str
    notes: str = ""
    id: float | None = None
    offset: timedelta | None = None
    laps: list[_Lap] = field(default_factory=list)


@dataclass
class _Point:
    time: float | None = None
    metres: float | None = None
    latitude: str = ""
    longitude: str = ""


class TcxReader:
    """Takes the elements of one TCX file as they come."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.xml = BoundedXml(name, self._start, self._end)
        self.leaf = LeafText(self.xml)
        self.within: list[str] = []
        self.activities: list[_Activity] = []
        self.others: set[str] = set()  # courses, planned workouts, the database's first version
        self.point: _Point | None = None

    def sessions(self) -> list[Session]:
        """Return the sessions read so far; the pieces of a Google Fit file are one a sport."""
        sessions = [_session(activity) for activity in self.activities]
        named = _GOOGLE_FIT.search(self.name)
        if named is None:
            return sessions
        return _joined(sessions, named)

    def nothing(self) -> Remark:
        """Say what a file without a session holds instead."""
        for other in ("Course", "Workout", "History"):
            if other in self.others:
                return Remark(f"tracks.problem.tcx_{other.lower()}")
        return Remark("tracks.problem.no_session")

    def _start(self, tag: str, attributes: Attributes) -> None:
        name = tag.rpartition(":")[2]
        above = self._above()
        self.within.append(name)
        if name == "Trackpoint":
            self.point = _Point()
        elif name in _LEAVES:
            self.leaf.open()
        elif name == "Activity":
            sport = attributes.get("Sport", "")
            self.activities.append(_Activity(line=self._line(), sport=sport[:100]))
        elif name == "Lap" and above == "Activity":
            self._lap(attributes.get("StartTime", ""))
        elif name in ("Course", "Workout", "History"):
            self.others.add(name)

    def _above(self) -> str:
        """Name the element that the present one stands in."""
        if not self.within:
            return ""
        return self.within[-1]

    def _line(self) -> int:
        """Return the line of an activity; no two have the same."""
        if not self.activities:
            return self.xml.line
        return max(self.activities[-1].line + 1, self.xml.line)

    def _lap(self, text: str) -> None:
        activity = self.activities[-1]
        lap = _Lap(start=None)
        activity.laps.append(lap)
        begun = stamp(text)
        if begun is not None:
            lap.start = begun.at
            activity.offset = activity.offset or begun.offset

    def _end(self, tag: str) -> None:
        name = self.within.pop()
        if name in _LEAVES:
            self._leaf(name, self.leaf.close())
        elif name == "Trackpoint" and self.point is not None:
            self._add(self.point)
            self.point = None
        elif name == "Track" and self._lap_now() is not None:
            self.activities[-1].laps[-1].course.interrupt()

    def _leaf(self, name: str, text: str) -> None:
        above = self._above()
        if self.point is not None:
            self._of_point(name, text)
        elif above == "Activity":
            self._of_activity(name, text)
        elif above == "Lap":
            self._of_lap(name, text)

    def _of_lap(self, name: str, text: str) -> None:
        lap = self._lap_now()
        if lap is None:
            return
        if name == "TotalTimeSeconds":
            lap.seconds = amount(text)
        elif name == "DistanceMeters":
            lap.metres = amount(text)

    def _of_activity(self, name: str, text: str) -> None:
        activity = self.activities[-1]
        if name == "Notes":
            activity.notes = text
        elif name == "Id":
            activity.id = _time(text)

    def _of_point(self, name: str, text: str) -> None:
        point = self.point or _Point()
        if name == "Time":
            point.time = _time(text)
        elif name == "DistanceMeters":
            point.metres = amount(text)
        elif name == "LatitudeDegrees":
            point.latitude = text
        elif name == "LongitudeDegrees":
            point.longitude = text

    def _lap_now(self) -> _Lap | None:
        """Return the lap of an activity that is being read: courses have laps, too."""
        if "Activity" not in self.within or not self.activities[-1].laps:
            return None
        return self.activities[-1].laps[-1]

    def _add(self, point: _Point) -> None:
        lap = self._lap_now()
        if lap is None:
            return
        if point.metres is not None:
            lap.metres_at_last_point = max(point.metres, lap.metres_at_last_point or 0.0)
        lap.course.add(place_of(point.latitude, point.longitude), point.time)


def _time(text: str) -> float | None:
    moment = stamp(text)
    if moment is None:
        return None
    return moment.at


def _session(activity: _Activity) -> Session:
    laps = activity.laps
    start = _start_of(activity)
    last = max((lap.course.last for lap in laps if lap.course.last is not None), default=None)
    timer = summed([lap.seconds for lap in laps])
    elapsed = timer
    if start is not None and last is not None and last > start:
        elapsed = last - start
    speeds = [speed for lap in laps for speed in lap.course.speeds]
    problem = None
    if start is None:
        problem = Remark("tracks.reason.no_time")
    return Session(
        line=activity.line,
        start=start,
        sport=activity.sport,
        title=activity.notes,
        distance_m=_metres(laps),
        timer_s=timer or elapsed,
        elapsed_s=elapsed,
        offset=activity.offset,
        speeds=tuple(speeds),
        problem=problem,
    )


def _start_of(activity: _Activity) -> float | None:
    """Return the first lap's start, else the first point's time, else the activity's own."""
    starts = [lap.start for lap in activity.laps if lap.start is not None]
    if starts:
        return min(starts)
    firsts = [lap.course.first for lap in activity.laps if lap.course.first is not None]
    return min(firsts, default=activity.id)


def _metres(laps: list[_Lap]) -> float | None:
    """Return the distance: that of the laps; where they tell none, that of the points."""
    stated = summed([lap.metres for lap in laps])
    if stated and all(lap.metres is not None for lap in laps):
        return stated
    parts: list[float | None] = []
    before = 0.0  # trackpoints count from the start of the activity
    for lap in laps:
        parts.append(_lap_metres(lap, before))
        before = max(before, lap.metres_at_last_point or 0.0)
    return summed(parts) or stated


def _lap_metres(lap: _Lap, before: float) -> float | None:
    if lap.metres:
        return lap.metres
    if lap.metres_at_last_point is not None:
        at_end = lap.metres_at_last_point
        if at_end < before:  # it counts anew in each lap
            return at_end
        return at_end - before
    if lap.course.points:
        return lap.course.metres
    return lap.metres


def _joined(sessions: list[Session], named: re.Match[str]) -> list[Session]:
    """Add up the pieces of one sport: Google Fit cuts a session wherever it lost sight of it."""
    offset = _offset(named)
    joined = []
    by_sport = sorted(sessions, key=_sport_named)
    for _, pieces_of_sport in groupby(by_sport, key=_sport_named):
        pieces = list(pieces_of_sport)
        joined.append(_sum(pieces, offset))
    return sorted(joined, key=lambda session: session.line)


def _sport_named(session: Session) -> tuple[str, str]:
    return session.sport, session.title


def _sum(pieces: list[Session], offset: timedelta | None) -> Session:
    starts = [piece.start for piece in pieces if piece.start is not None]
    remarks: tuple[Remark, ...] = ()
    if len(pieces) > 1:
        remarks = (Remark("tracks.reason.pieces", {"n": len(pieces)}),)
    speeds = [speed for piece in pieces for speed in piece.speeds]
    problem = pieces[0].problem
    if starts:
        problem = None
    return replace(
        pieces[0],
        start=min(starts, default=None),
        distance_m=summed([piece.distance_m for piece in pieces]),
        timer_s=summed([piece.timer_s for piece in pieces]),
        elapsed_s=summed([piece.elapsed_s for piece in pieces]),
        offset=offset,
        speeds=tuple(speeds),
        problem=problem,
        remarks=remarks,
    )


def _offset(named: re.Match[str]) -> timedelta | None:
    sign, hours, minutes = named.groups()
    if sign is None:
        return None
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if sign == "-":
        return -offset
    return offset
