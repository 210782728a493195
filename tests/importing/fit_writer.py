"""A writer of small FIT files, message by message, for tests."""

import datetime as dt
import struct

EPOCH = dt.datetime(1989, 12, 31, tzinfo=dt.UTC)
NONE_32 = 0xFFFFFFFF
FILE_ID = 0
SPORT = 12
SESSION = 18
LAP = 19
RECORD = 20
ACTIVITY = 34
ENUM = ("B", 0x00)
UINT16 = ("H", 0x84)
UINT32 = ("I", 0x86)
SINT32 = ("i", 0x85)
# field numbers of each message, with their types
LAYOUTS = {
    FILE_ID: {"type": (0, ENUM), "manufacturer": (1, UINT16), "time_created": (4, UINT32)},
    SPORT: {"sport": (0, ENUM), "sub_sport": (1, ENUM)},
    SESSION: {
        "timestamp": (253, UINT32),
        "start_time": (2, UINT32),
        "sport": (5, ENUM),
        "sub_sport": (6, ENUM),
        "elapsed": (7, UINT32),
        "timer": (8, UINT32),
        "distance": (9, UINT32),
    },
    LAP: {
        "timestamp": (253, UINT32),
        "start_time": (2, UINT32),
        "elapsed": (7, UINT32),
        "timer": (8, UINT32),
        "distance": (9, UINT32),
        "sport": (25, ENUM),
    },
    RECORD: {
        "timestamp": (253, UINT32),
        "latitude": (0, SINT32),
        "longitude": (1, SINT32),
        "distance": (5, UINT32),
    },
    ACTIVITY: {"timestamp": (253, UINT32), "local_timestamp": (5, UINT32)},
}


def seconds(text):
    """Return a moment in UTC as FIT counts it."""
    return int((dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) - EPOCH).total_seconds())


def message(number, order="<", **fields):
    """Return a definition and one data message."""
    layout = LAYOUTS[number]
    described = b"".join(
        struct.pack("3B", layout[name][0], struct.calcsize(layout[name][1][0]), layout[name][1][1])
        for name in fields
    )
    byte = 1 if order == ">" else 0
    definition = struct.pack(f"{order}BBBHB", 0x40, 0, byte, number, len(fields)) + described
    values = b"".join(
        struct.pack(order + layout[name][1][0], value) for name, value in fields.items()
    )
    return definition + b"\0" + values


def session(start, sport=1, minutes=30.0, km=5.0, **more):
    """Return a session message; `pause` minutes are part of its elapsed time."""
    begun = seconds(start)
    elapsed = minutes + more.pop("pause", 0)
    return message(
        SESSION,
        timestamp=begun + int(60 * elapsed),
        start_time=begun,
        sport=sport,
        elapsed=int(60_000 * elapsed),
        timer=int(60_000 * minutes),
        distance=NONE_32 if km is None else int(km * 100_000),
        **more,
    )


def checksum(data):
    """Return the checksum of the FIT protocol, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    return crc


def fit(*messages, kind=4):
    """Return a whole FIT file of a kind (4: a recording)."""
    body = message(FILE_ID, type=kind, manufacturer=1, time_created=0) + b"".join(messages)
    header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    data = header + struct.pack("<H", checksum(header)) + body
    return data + struct.pack("<H", checksum(data))
