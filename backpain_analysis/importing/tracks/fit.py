"""FIT: the sessions of a recording, by the totals that the device wrote."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from ...codes import Remark
from .fit_messages import (
    ACTIVITY,
    CUT,
    EVERY,
    FILE_ID,
    LAP,
    RECORD,
    SESSION,
    SPORT,
    WITHOUT_POINTS,
    Message,
    Recording,
    chained,
    decode,
)
from .fit_names import FILE_KINDS, SPORTS, SUB_SPORTS
from .session import Course, Session, summed

EPOCH = 631_065_600  # 1989-12-31, in seconds since 1970
CLOCK_WAS_SET = 0x10000000  # smaller stamps count from when the device was switched on
ACTIVITY_FILE = 4
END_OF_TIME = 2**32
LARGEST_OFFSET_S = 15 * 3600
SHORTEST_REST_S = 60.0
_SEMICIRCLES = 180 / 2**31  # degrees


def fit_sessions(data: bytes, name: str) -> tuple[list[Session], Remark]:
    """Return the sessions of a FIT file; where there are none, why.

    Parameters
    ----------
    data : bytes
        The whole file. One that breaks off gives what was read until there, with a remark.
    name : str
        The file's name, for messages.

    Raises
    ------
    DataError
        There are more messages than a recording can have.
    """
    sessions: list[Session] = []
    why = None
    for one in chained(memoryview(data)):
        recording = decode(one, WITHOUT_POINTS, name)
        if _needs_records(recording):
            recording = decode(one, EVERY, name)
        kind = _kind_of_file(recording)
        if kind:
            why = Remark("tracks.problem.fit_kind", {"kind": Remark(f"tracks.fit_kind.{kind}")})
            continue
        sessions += _sessions(recording)
        if not sessions and recording.remark is not None:
            why = Remark("tracks.problem.fit_damaged")
    numbered = [replace(session, line=n) for n, session in enumerate(sessions, 1)]
    return numbered, why or Remark("tracks.problem.no_session")


def _kind_of_file(recording: Recording) -> str:
    """Name what a file is that is no recording of sessions; "" for one that is."""
    kinds = [int(message["type"]) for message in recording.of(FILE_ID) if "type" in message]
    if not kinds or kinds[0] == ACTIVITY_FILE:
        return ""
    return FILE_KINDS.get(kinds[0], "other")


def _needs_records(recording: Recording) -> bool:
    """Say whether the single points are needed: nothing else tells distance, time or sport."""
    if _kind_of_file(recording):
        return False
    sessions = recording.of(SESSION)
    if not sessions or recording.remark is not None:
        return True
    return any(not one.get("distance") or not _names_sport(one) for one in sessions)


def _names_sport(message: Message) -> bool:
    return bool(message.get("sport")) or bool(message.get("sub_sport"))


def _sessions(recording: Recording) -> list[Session]:
    offset = _offset(recording)
    sessions = [_session(one, recording, offset) for one in recording.of(SESSION)]
    ends = [one["timestamp"] for one in recording.of(SESSION) if "timestamp" in one]
    rest = _rest(recording, max(ends, default=0), offset)
    return [*sessions, *rest]


def _session(one: Message, recording: Recording, offset: timedelta | None) -> Session:
    """Return the session that a session message tells of."""
    elapsed = _seconds(one, "elapsed")
    timer = _seconds(one, "timer")
    end = one.get("timestamp")
    start = one.get("start_time")
    if start is None and end is not None:
        start = end - (elapsed or 0)
    course = _course(recording, start or 0, end or END_OF_TIME)
    metres = _metres(one)
    if not metres:
        laps = _within(recording.of(LAP), start or 0, end or END_OF_TIME)
        metres = summed([_metres(lap) for lap in laps]) or course.metres or metres
    return _made(
        start,
        recording,
        sport=_sport(one, recording),
        distance_m=metres,
        timer_s=timer or elapsed,
        elapsed_s=elapsed,
        offset=offset,
        speeds=tuple(course.speeds),
    )


def _rest(recording: Recording, after: float, offset: timedelta | None) -> list[Session]:
    """Return what was recorded after the last session: of a file that breaks off, all."""
    is_cut = recording.remark == CUT
    if recording.of(SESSION) and not is_cut:
        return []
    course = _course(recording, after + 1, END_OF_TIME)
    if recording.of(SESSION) and (course.elapsed_s or 0.0) < SHORTEST_REST_S:
        return []  # devices go on for some seconds after the last session
    laps = _within(recording.of(LAP), after + 1, END_OF_TIME)
    starts = [lap["start_time"] for lap in laps if "start_time" in lap]
    if course.first is not None:
        starts.append(course.first - EPOCH)
    if not starts:
        return []
    elapsed = course.elapsed_s or summed([_seconds(lap, "elapsed") for lap in laps])
    lap_metres = summed([_metres(lap) for lap in laps]) or 0.0
    session = _made(
        min(starts),
        recording,
        sport=_sport(next(iter(laps), {}), recording),
        distance_m=max(course.metres, lap_metres),
        timer_s=elapsed,
        elapsed_s=elapsed,
        offset=offset,
        speeds=tuple(course.speeds),
    )
    return [session]


def _made(start: float | None, recording: Recording, **values: Any) -> Session:
    remarks = tuple(filter(None, [recording.remark]))
    if start is None or start < CLOCK_WAS_SET:
        problem = Remark("tracks.reason.clock_never_set")
        return Session(line=0, start=None, problem=problem, remarks=remarks, **values)
    return Session(line=0, start=start + EPOCH, remarks=remarks, **values)


def _within(messages: list[Message], start: float, end: float) -> list[Message]:
    return [one for one in messages if start <= one.get("start_time", -1) <= end]


def _course(recording: Recording, start: float, end: float) -> Course:
    """Add up the points of a span; a distance that the device wrote counts before positions."""
    course = Course()
    written = []
    for point in recording.of(RECORD):
        at = point.get("timestamp")
        if at is None or not start <= at <= end:
            continue
        if "distance" in point:
            written.append(point["distance"] / 100)
        course.add(_place(point), at + EPOCH)
    if written and max(written) > 0:
        course.metres = max(written) - min(written)
    return course


def _place(point: Message) -> tuple[float, float] | None:
    if "latitude" not in point or "longitude" not in point:
        return None
    latitude = point["latitude"] * _SEMICIRCLES
    longitude = point["longitude"] * _SEMICIRCLES
    if abs(latitude) > 90:
        return None
    return latitude, longitude


def _seconds(message: Message, name: str) -> float | None:
    if name not in message:
        return None
    return message[name] / 1000


def _metres(message: Message) -> float | None:
    if "distance" not in message:
        return None
    return message["distance"] / 100


def _sport(message: Message, recording: Recording) -> str:
    """Name the sport: of the session, else of the recording; "" for the number of none."""
    for told in (message, *recording.of(SPORT)):
        sport = SPORTS.get(int(told.get("sport", 0)), "")
        sub_sport = SUB_SPORTS.get(int(told.get("sub_sport", 0)), "")
        if sport in ("", "fitness_equipment", "training") and sub_sport:
            return sub_sport
        if sport:
            return sport
        if told.get("sport"):
            return f"sport {int(told['sport'])}"
    return ""


def _offset(recording: Recording) -> timedelta | None:
    """Return how far the device's local clock was from UTC, to a quarter of an hour."""
    for one in recording.of(ACTIVITY):
        if "local_timestamp" in one and "timestamp" in one:
            seconds = one["local_timestamp"] - one["timestamp"]
            if abs(seconds) <= LARGEST_OFFSET_S:
                return timedelta(minutes=15 * round(seconds / 900))
    return None
