"""The messages of a FIT file, the binary format of Garmin's devices.

Of all messages, only those are decoded that tell of a session; the others are stepped over, so
that a file takes milliseconds. The layout is that of the FIT protocol (Garmin, FIT SDK,
"FIT Protocol", 2024): a header, definitions, data messages, a checksum; files may be chained.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...codes import Remark
from ...errors import DataError

CUT = Remark("tracks.reason.cut")
MOST_MESSAGES = 400_000  # that are kept; four days with a point a second have fewer
# numbers of the messages that are read
FILE_ID = 0
SPORT = 12
SESSION = 18
LAP = 19
RECORD = 20
ACTIVITY = 34
_TIMESTAMP = 253
_FIELDS: Mapping[int, Mapping[int, str]] = {
    FILE_ID: {
        0: "type",
    },
    SPORT: {
        0: "sport",
        1: "sub_sport",
    },
    SESSION: {
        2: "start_time",
        5: "sport",
        6: "sub_sport",
        7: "elapsed",
        8: "timer",
        9: "distance",
        _TIMESTAMP: "timestamp",
    },
    LAP: {
        2: "start_time",
        7: "elapsed",
        8: "timer",
        9: "distance",
        25: "sport",
        39: "sub_sport",
        _TIMESTAMP: "timestamp",
    },
    RECORD: {
        0: "latitude",
        1: "longitude",
        5: "distance",
        _TIMESTAMP: "timestamp",
    },
    ACTIVITY: {
        5: "local_timestamp",
        _TIMESTAMP: "timestamp",
    },
}
EVERY = frozenset(_FIELDS)
WITHOUT_POINTS = EVERY - {RECORD}
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

Message = dict[str, float]


@dataclass
class Recording:
    """The messages of one FIT file that tell of its sessions.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    messages : dict
        By the number of their kind, in the file's order.
    remark : Remark or None
        What is wrong with the file.
    kept : int
        How many messages there are.
    """

    name: str
    messages: dict[int, list[Message]] = field(default_factory=dict)
    remark: Remark | None = None
    kept: int = 0

    def add(self, message: int, values: Message) -> None:
        """Keep a message.

        Raises
        ------
        DataError
            There are more than a recording can have.
        """
        self.kept += 1
        if self.kept > MOST_MESSAGES:
            text = f"there are more than {MOST_MESSAGES:,} messages; refused."
            todo = "No device writes such a recording. Export it again."
            raise DataError(text, file=self.name, todo=todo)
        self.messages.setdefault(message, []).append(values)

    def of(self, message: int) -> list[Message]:
        """Return all messages of a kind."""
        return self.messages.get(message, [])


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


def is_fit(top: bytes) -> bool:
    """Tell a FIT file by its header."""
    return top[8:12] == b".FIT"


def chained(data: memoryview) -> Iterator[memoryview]:
    """Yield the files that stand one after the other in one."""
    at = 0
    while data[at + 8 : at + 12] == b".FIT":
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + data[at] + size + 2
        if not size:  # a recording that was never finished
            end = len(data)
        yield data[at:end]
        at = end


def decode(data: memoryview, wanted: frozenset[int], name: str) -> Recording:
    """Decode the wanted messages of one file, as far as it goes."""
    recording = Recording(name)
    size = int.from_bytes(data[4:8], "little")
    end = data[0] + size
    if size and len(data) >= end + 2:
        is_whole = _go_through(data[:end], data[0], wanted, recording)
        if _crc(data[:end]) != int.from_bytes(data[end : end + 2], "little"):
            recording.remark = Remark("tracks.reason.checksum")
    else:
        is_whole = False
        _go_through(data, data[0], wanted, recording)
    if not is_whole:
        recording.remark = CUT
    return recording


def _go_through(data: memoryview, at: int, wanted: frozenset[int], recording: Recording) -> bool:
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
