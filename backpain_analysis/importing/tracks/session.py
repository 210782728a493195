"""One session as a track file gives it, and what its points add up to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ...codes import Remark

EARTH_RADIUS_M = 6_371_008.8  # mean radius
WINDOW_S = 30.0  # speeds are means over at least so long: single points jump about
LARGEST = 1e12
STANDING_KMH = 1.0  # slower is not moving, as gpxpy has it
_FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_WAS_SET = 631_152_000.0  # 1990-01-01: a device's clock before that was never set


class Stamp(NamedTuple):
    """A moment in seconds since 1970 UTC, and how far its clock was from UTC, if it says so."""

    at: float
    offset: timedelta | None


@dataclass(frozen=True)
class Session:
    """One session of a track file.

    Parameters
    ----------
    line : int
        Where it starts: the line of an XML file, the number of the session in a FIT file.
    start : float or None
        Seconds since 1970 UTC; None where nothing has a time.
    sport : str
        As the file names it; "" where it names none.
    title : str
        The name that the person or the app gave it.
    distance_m, timer_s, elapsed_s : float or None
        Metres; seconds without and with the pauses; None where the file does not tell.
    offset : timedelta or None
        How far the local clock was from UTC, where the file tells.
    speeds : tuple of float
        Mean speeds in km/h of stretches of about half a minute while moving.
    problem : Remark or None
        Why it is no session that counts.
    remarks : tuple of Remark
        What is said of one that counts.
    """

    line: int
    start: float | None
    sport: str = ""
    title: str = ""
    distance_m: float | None = None
    timer_s: float | None = None
    elapsed_s: float | None = None
    offset: timedelta | None = None
    speeds: tuple[float, ...] = ()
    problem: Remark | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def moment(self) -> datetime | None:
        """The start in UTC; None where there is none, or beyond the years that there are."""
        if self.start is None:
            return None
        try:
            return _FIRST_MOMENT + timedelta(seconds=self.start)
        except OverflowError:
            return None

    @property
    def kmh(self) -> float:
        """The mean speed without pauses; NaN where it is not known."""
        if not self.distance_m or not self.timer_s:
            return float("nan")
        return self.distance_m / self.timer_s * 3.6


@dataclass
class Course:
    """Points one after the other: how far, how long, how fast.

    Distances are great circles (haversine) within segments. Time counts as moving where the speed
    between two points is above 1 km/h; between segments nothing counts.
    """

    metres: float = 0.0
    moving_s: float = 0.0
    points: int = 0
    first: float | None = None
    last: float | None = None
    speeds: list[float] = field(default_factory=list)
    _place: tuple[float, float] | None = None
    _time: float | None = None
    _window_m: float = 0.0
    _window_s: float = 0.0

    def add(self, place: tuple[float, float] | None, time: float | None) -> None:
        """Go on to a point: latitude and longitude in degrees, seconds since 1970 UTC."""
        self.points += 1
        if time is not None:
            self.see(time)
        if place is None:
            return
        if self._place is not None:
            self._step(metres_between(self._place, place), time)
        self._place = place
        self._time = time

    def see(self, time: float) -> None:
        """Take a moment into the span from the first to the last."""
        if time < CLOCK_WAS_SET <= (self.last or 0.0):
            return
        if self.first is None or self.first < CLOCK_WAS_SET <= time:
            self.first = time
            self.last = time
        self.first = min(self.first, time)
        self.last = max(self.last or time, time)

    def interrupt(self) -> None:
        """End a segment: the way to the next point does not count."""
        self._place = None
        self._time = None
        self._window_m = 0.0
        self._window_s = 0.0

    @property
    def elapsed_s(self) -> float | None:
        """Seconds from the first to the last moment."""
        if self.first is None or self.last is None:
            return None
        return self.last - self.first

    def _step(self, metres: float, time: float | None) -> None:
        self.metres += metres
        if time is None or self._time is None:
            return
        seconds = time - self._time
        if seconds <= 0 or metres * 3.6 < STANDING_KMH * seconds:
            return
        self.moving_s += seconds
        self._window_m += metres
        self._window_s += seconds
        if self._window_s >= WINDOW_S:
            self.speeds.append(self._window_m / self._window_s * 3.6)
            self._window_m = 0.0
            self._window_s = 0.0


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two places in degrees (haversine)."""
    latitude = math.radians(a[0])
    other_latitude = math.radians(b[0])
    north = math.sin((other_latitude - latitude) / 2)
    east = math.sin(math.radians(b[1] - a[1]) / 2)
    chord = north * north + math.cos(latitude) * math.cos(other_latitude) * east * east
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def place_of(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Read a place in degrees; None for what cannot be one."""
    north = number(latitude)
    east = number(longitude)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    return north, east


def number(text: str) -> float | None:
    """Read a number; None for what is none, infinite or absurd."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    if not abs(value) < LARGEST:  # NaN compares false
        return None
    return value


def amount(text: str) -> float | None:
    """Read a number that cannot be negative."""
    value = number(text)
    if value is None or value < 0:
        return None
    return value


def stamp(text: str) -> Stamp | None:
    """Read a moment as ISO 8601 writes it; one without a zone is UTC, as both formats demand."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            return Stamp(moment.replace(tzinfo=UTC).timestamp(), None)
        offset = moment.utcoffset()
        return Stamp(moment.timestamp(), offset or None)
    except (ValueError, OverflowError):
        return None


def summed(amounts: Sequence[float | None]) -> float | None:
    """Add up what is known; None where nothing is."""
    known = [value for value in amounts if value is not None]
    if not known:
        return None
    return sum(known)
