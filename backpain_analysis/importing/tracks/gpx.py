"""GPX 1.0 and 1.1: every track with its points, read as a stream."""

from dataclasses import dataclass, field
from datetime import timedelta

from ...codes import Remark
from ..bounded_xml import Attributes, BoundedXml
from .leaf_text import LeafText
from .session import Course, Session, place_of, stamp

_OF_TRACK = ("name", "type")
# Strava wrote numbers for a time
_STRAVA_TYPES = {"1": "ride", "4": "hike", "9": "run", "10": "walk", "16": "swim"}


@dataclass
class _Track:
    line: int
    name: str = ""
    type: str = ""
    offset: timedelta | None = None
    course: Course = field(default_factory=Course)


class GpxReader:
    """Takes the elements of one GPX file as they come."""

    def __init__(self, name: str) -> None:
        self.xml = BoundedXml(name, self._start, self._end)
        self.leaf = LeafText(self.xml)
        self.within: list[str] = []
        self.creator = ""
        self.tracks: list[_Track] = []
        self.routes = 0
        self.waypoints = 0
        self.place: tuple[float, float] | None = None
        self.time: float | None = None

    def sessions(self) -> list[Session]:
        """Return a session a track that has points."""
        return [self._session(track) for track in self.tracks if track.course.points]

    def nothing(self) -> Remark:
        """Say what a file without a track holds instead."""
        fields = {"routes": self.routes, "waypoints": self.waypoints}
        return Remark("tracks.problem.gpx_no_track", fields)

    def _start(self, tag: str, attributes: Attributes) -> None:
        name = tag.rpartition(":")[2]
        above = self._above()
        self.within.append(name)
        if name == "trkpt":
            self.place = place_of(attributes.get("lat", ""), attributes.get("lon", ""))
            self.time = None
        elif self._is_leaf(name, above):
            self.leaf.open()
        elif name == "trk":
            self.tracks.append(_Track(line=self._line()))
        elif name == "rte":
            self.routes += 1
        elif name == "wpt":
            self.waypoints += 1
        elif name == "gpx":
            self.creator = attributes.get("creator", "")[:200]

    def _above(self) -> str:
        """Name the element that the present one stands in."""
        if not self.within:
            return ""
        return self.within[-1]

    def _line(self) -> int:
        """Return the line of a track; no two have the same."""
        if not self.tracks:
            return self.xml.line
        return max(self.tracks[-1].line + 1, self.xml.line)

    def _is_leaf(self, name: str, above: str) -> bool:
        if name == "time":
            return above == "trkpt"
        return name in _OF_TRACK and above == "trk"

    def _end(self, tag: str) -> None:
        name = self.within.pop()
        above = self._above()
        if not self.tracks:
            return
        track = self.tracks[-1]
        if name == "trkpt":
            track.course.add(self.place, self.time)
        elif self._is_leaf(name, above):
            self._leaf(track, name, self.leaf.close())
        elif name == "trkseg":
            track.course.interrupt()

    def _leaf(self, track: _Track, name: str, text: str) -> None:
        if name == "name":
            track.name = text
        elif name == "type":
            track.type = text
        elif (moment := stamp(text)) is not None:
            self.time = moment.at
            if track.offset is None:
                track.offset = moment.offset

    def _session(self, track: _Track) -> Session:
        course = track.course
        problem = None
        if course.first is None:
            problem = Remark("tracks.reason.no_time")
        elapsed = course.elapsed_s
        return Session(
            line=track.line,
            start=course.first,
            sport=self._sport(track.type),
            title=track.name,
            distance_m=course.metres,
            timer_s=course.moving_s or elapsed,
            elapsed_s=elapsed,
            offset=track.offset,
            speeds=tuple(course.speeds),
            problem=problem,
        )

    def _sport(self, type_: str) -> str:
        if self.creator.casefold().startswith("strava"):
            return _STRAVA_TYPES.get(type_, type_)
        return type_
