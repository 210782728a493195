"""FIT: the sessions of a recording, in the binary format of Garmin's devices.

Of all messages, only those are decoded that tell of a session; the others are stepped over, so
that a file takes milliseconds. The layout is that of the FIT protocol (Garmin, FIT SDK,
"FIT Protocol", 2024): a header, definitions, data messages, a checksum; files may be chained.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from ...codes import Remark
from ...errors import DataError
from .fit_names import FILE_KINDS, SPORTS, SUB_SPORTS
from .session import Course, Session, summed

EPOCH = 631_065_600  # 1989-12-31, in seconds since 1970
CLOCK_WAS_SET = 0x10000000  # smaller stamps count from when the device was switched on
ACTIVITY_FILE = 4
MOST_MESSAGES = 400_000  # that are kept; four days with a point a second have fewer
LARGEST_OFFSET_S = 15 * 3600
_FILE_ID = 0
_SPORT = 12
_SESSION = 18
_LAP = 19
_RECORD = 20
_ACTIVITY = 34
_TIMESTAMP = 253
# the fields that are read: message to field number to name
_FIELDS: Mapping[int, Mapping[int, str]] = {
    _FILE_ID: {0: "type"},
    _SPORT: {0: "sport", 1: "sub_sport"},
    _SESSION: {
        2: "start_time", 5: "sport", 6: "sub_sport", 7: "elapsed", 8: "timer", 9: "distance",
        _TIMESTAMP: "timestamp",
    },
    _LAP: {
        2: "start_time", 7: "elapsed", 8: "timer", 9: "distance", 25: "sport", 39: "sub_sport",
        _TIMESTAMP: "timestamp",
    },
    _RECORD: {0: "latitude", 1: "longitude", 5: "distance", _TIMESTAMP: "timestamp"},
    _ACTIVITY: {5: "local_timestamp", _TIMESTAMP: "timestamp"},
}  # fmt: skip
_EVERY = frozenset(_FIELDS)
_FEW = _EVERY - {_RECORD}
# number of a base type: how struct writes it, and the value that means: none
_BASE_TYPES: Mapping[int, tuple[str, float]] = {
    0: ("B", 0xFF),
    1: ("b", 0x7F),
    2: ("B", 0xFF),
    3: ("h", 0x7FFF),
    4: ("H", 0xFFFF),
    5: ("i", 0x7FFFFFFF),
    6: ("I", 0xFFFFFFFF),
    10: ("B", 0),
    11: ("H", 0),
    12: ("I", 0),
}
_SEMICIRCLES = 180 / 2**31  # degrees

Message = dict[str, float]


@dataclass(frozen=True)
class _Field:
    name: str
    at: int  # bytes from the start of the message
    layout: struct.Struct
    none: float


@dataclass(frozen=True)
class _Definition:
    """How the data messages of one local number are laid out."""

    message: int
    size: int
    fields: tuple[_Field, ...]


@dataclass
class _Recording:
    """The messages of one FIT file that tell of its sessions."""

    name: str
    messages: dict[int, list[Message]] = field(default_factory=dict)
    remark: Remark | None = None  # what is wrong with the file
    kept: int = 0

    def add(self, message: int, values: Message) -> None:
        """Keep a message."""
        self.kept += 1
        if self.kept > MOST_MESSAGES:
            text = f"there are more than {MOST_MESSAGES:,} messages; refused."
            todo = "No device writes such a recording. Export it again."
            raise DataError(text, file=self.name, todo=todo)
        self.messages.setdefault(message, []).append(values)

    def of(self, message: int) -> list[Message]:
        """Return all messages of a kind."""
        return self.messages.get(message, [])


def is_fit(top: bytes) -> bool:
    """Tell a FIT file by its header."""
    return top[8:12] == b".FIT"


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
    for recording_bytes in _chained(memoryview(data)):
        recording = _read(recording_bytes, _FEW, name)
        if _needs_records(recording):
            recording = _read(recording_bytes, _EVERY, name)
        kind = _kind_of_file(recording)
        if kind:
            why = Remark("tracks.problem.fit_kind", {"kind": Remark(f"tracks.fit_kind.{kind}")})
            continue
        sessions += _sessions(recording)
        if not sessions and recording.remark is not None:
            why = Remark("tracks.problem.fit_damaged")
    numbered = [replace(session, line=n) for n, session in enumerate(sessions, 1)]
    return numbered, why or Remark("tracks.problem.no_session")


def _chained(data: memoryview) -> Iterator[memoryview]:
    """Yield the files that stand one after the other in one."""
    at = 0
    while data[at + 8 : at + 12] == b".FIT":
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + data[at] + size + 2
        if not size:  # a recording that was never finished
            end = len(data)
        yield data[at:end]
        at = end


def _read(data: memoryview, wanted: frozenset[int], name: str) -> _Recording:
    """Decode the wanted messages of one file, as far as it goes."""
    recording = _Recording(name)
    size = int.from_bytes(data[4:8], "little")
    end = data[0] + size
    if size and len(data) >= end + 2:
        is_whole = _decode(data[:end], data[0], wanted, recording)
        if _crc(data[:end]) != int.from_bytes(data[end : end + 2], "little"):
            recording.remark = Remark("tracks.reason.checksum")
    else:
        is_whole = False
        _decode(data, data[0], wanted, recording)
    if not is_whole:
        recording.remark = Remark("tracks.reason.cut")
    return recording


def _decode(data: memoryview, at: int, wanted: frozenset[int], recording: _Recording) -> bool:
    """Go through the messages to the end; return False where that cannot be reached."""
    definitions: dict[int, _Definition] = {}
    end = len(data)
    last_stamp = 0
    while at < end:
        head = data[at]
        is_compressed = bool(head & 0x80)
        if head & 0x40 and not is_compressed:
            defined = _defined(data, at, wanted)
            if defined is None:
                return False
            definitions[head & 0x0F], at = defined
            continue
        local = (head >> 5) & 0x03 if is_compressed else head & 0x0F
        definition = definitions.get(local)
        if definition is None or at + 1 + definition.size > end:
            return False
        if definition.fields:
            values = _values(data, at + 1, definition.fields)
            if is_compressed:
                values["timestamp"] = _expanded(last_stamp, head & 0x1F)
            last_stamp = int(values.get("timestamp", last_stamp))
            if definition.message in wanted:
                recording.add(definition.message, values)
        at += 1 + definition.size
    return True


def _expanded(last_stamp: int, low_bits: int) -> int:
    """Return the full stamp of a message whose header holds its five lowest bits."""
    return last_stamp + ((low_bits - last_stamp) & 0x1F)


def _values(data: memoryview, at: int, fields: tuple[_Field, ...]) -> Message:
    values: Message = {}
    for one in fields:
        (value,) = one.layout.unpack_from(data, at + one.at)
        if value != one.none:
            values[one.name] = value
    return values


def _defined(data: memoryview, at: int, wanted: frozenset[int]) -> tuple[_Definition, int] | None:
    """Read a definition message; return it and where the next message starts."""
    has_developer_fields = bool(data[at] & 0x20)
    order = ">" if data[at + 2 : at + 3] == b"\1" else "<"
    fixed = data[at + 1 : at + 6]
    if len(fixed) < 5:
        return None
    message, count = struct.unpack(f"{order}2xHB", fixed)
    at += 6
    names = _FIELDS[message] if message in wanted else {_TIMESTAMP: "timestamp"}
    fields = []
    size = 0
    for field_at in range(at, at + 3 * count, 3):
        described = data[field_at : field_at + 3]
        if len(described) < 3:
            return None
        number, length, base_type = described
        if number in names and (one := _field(names[number], size, length, base_type, order)):
            fields.append(one)
        size += length
    at += 3 * count
    if has_developer_fields:
        if at >= len(data):
            return None
        developer = data[at + 1 : at + 1 + 3 * data[at]]
        if len(developer) < 3 * data[at]:
            return None
        size += sum(developer[1::3])
        at += 1 + len(developer)
    return _Definition(message, size, tuple(fields)), at


def _field(name: str, at: int, length: int, base_type: int, order: str) -> _Field | None:
    """Describe one number in a message; None for text and for what the protocol forbids."""
    code, none = _BASE_TYPES.get(base_type & 0x1F, ("", 0))
    if not code or struct.calcsize(code) != length:
        return None
    return _Field(name, at, struct.Struct(order + code), none)


def _crc(data: memoryview) -> int:
    """Return the checksum of the FIT protocol."""
    crc = 0
    table = _CRC_OF_BYTE
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0xA001 if byte & 1 else 0)
    return byte


_CRC_OF_BYTE = tuple(map(_crc_of_byte, range(256)))


def _kind_of_file(recording: _Recording) -> str:
    """Name what a file is that is no recording of sessions; "" for one that is."""
    kinds = [int(message["type"]) for message in recording.of(_FILE_ID) if "type" in message]
    if not kinds or kinds[0] == ACTIVITY_FILE:
        return ""
    return FILE_KINDS.get(kinds[0], "other")


def _needs_records(recording: _Recording) -> bool:
    """Say whether the single points are needed: nothing else tells distance, time or sport."""
    if _kind_of_file(recording):
        return False
    sessions = recording.of(_SESSION)
    if not sessions or recording.remark is not None:
        return True
    return any(not one.get("distance") or not _names_sport(one) for one in sessions)


def _names_sport(message: Message) -> bool:
    return bool(message.get("sport")) or bool(message.get("sub_sport"))


def _sessions(recording: _Recording) -> list[Session]:
    offset = _offset(recording)
    sessions = [_session(one, recording, offset) for one in recording.of(_SESSION)]
    ends = [one["timestamp"] for one in recording.of(_SESSION) if "timestamp" in one]
    rest = _rest(recording, max(ends, default=0), offset)
    return [*sessions, *rest]


def _session(one: Message, recording: _Recording, offset: timedelta | None) -> Session:
    """Return the session that a session message tells of."""
    elapsed = _seconds(one, "elapsed")
    timer = _seconds(one, "timer")
    end = one.get("timestamp")
    start = one.get("start_time")
    if start is None and end is not None:
        start = end - (elapsed or 0)
    course = _course(recording, start or 0, end or 2**32)
    metres = _metres(one)
    if not metres:
        laps = _within(recording.of(_LAP), start or 0, end or 2**32)
        metres = summed([_metres(lap) for lap in laps]) or course.metres or metres
    return _made(
        start,
        recording,
        sport=_sport(one, recording),
        distance_m=metres,
        timer_s=timer if timer else elapsed,
        elapsed_s=elapsed,
        offset=offset,
        speeds=tuple(course.speeds),
    )


def _rest(recording: _Recording, after: float, offset: timedelta | None) -> list[Session]:
    """Return what was recorded after the last session: of a file that breaks off, all."""
    if recording.remark is None and recording.of(_SESSION):
        return []
    course = _course(recording, after + 1, 2**32)
    laps = _within(recording.of(_LAP), after + 1, 2**32)
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
        sport=_sport(laps[0] if laps else {}, recording),
        distance_m=max(course.metres, lap_metres),
        timer_s=elapsed,
        elapsed_s=elapsed,
        offset=offset,
        speeds=tuple(course.speeds),
    )
    return [session]


def _made(start: float | None, recording: _Recording, **values: Any) -> Session:
    problem = None
    if start is None or start < CLOCK_WAS_SET:
        problem = Remark("tracks.reason.clock_never_set")
    remarks = () if recording.remark is None else (recording.remark,)
    at = None if start is None else start + EPOCH
    return Session(line=0, start=at, problem=problem, remarks=remarks, **values)


def _within(messages: list[Message], start: float, end: float) -> list[Message]:
    return [one for one in messages if start <= one.get("start_time", -1) <= end]


def _course(recording: _Recording, start: float, end: float) -> Course:
    """Add up the points of a span; a distance that the device wrote counts before positions."""
    course = Course()
    written = []
    for point in recording.of(_RECORD):
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
    return (latitude, longitude) if abs(latitude) <= 90 else None


def _seconds(message: Message, name: str) -> float | None:
    return message[name] / 1000 if name in message else None


def _metres(message: Message) -> float | None:
    return message["distance"] / 100 if "distance" in message else None


def _sport(message: Message, recording: _Recording) -> str:
    """Name the sport: of the session, else of the recording; "" for the number of none."""
    for told in (message, *recording.of(_SPORT)):
        sport = SPORTS.get(int(told.get("sport", 0)), "")
        sub_sport = SUB_SPORTS.get(int(told.get("sub_sport", 0)), "")
        if sport in ("", "fitness_equipment", "training") and sub_sport:
            return sub_sport
        if sport:
            return sport
        if told.get("sport"):
            return f"sport {int(told['sport'])}"
    return ""


def _offset(recording: _Recording) -> timedelta | None:
    """Return how far the device's local clock was from UTC, to a quarter of an hour."""
    for one in recording.of(_ACTIVITY):
        if "local_timestamp" in one and "timestamp" in one:
            seconds = one["local_timestamp"] - one["timestamp"]
            if abs(seconds) <= LARGEST_OFFSET_S:
                return timedelta(minutes=15 * round(seconds / 900))
    return None
