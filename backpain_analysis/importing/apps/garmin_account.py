"""Garmin's account export: sessions in centimetres and milliseconds, weigh-ins in grams."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ...codes import Remark
from ..documents import Document, Found, without_problems
from ..source import Records, Rows, Source
from ..stamps import clock_stamp, utc_stamp

_OVERLAP = timedelta(minutes=5)  # a part may begin this much before the session that holds it


def _sessions(records: Records, names: list[str]) -> Rows:
    """Leave out a session that only holds others, as long as these are there."""
    rows = list(records)
    at = {name: names.index(name) for name in ("garmin start", "duration", "(parent)")}
    parts = []
    for _, fields in rows:
        if fields[at["(parent)"]] != "true":
            parts.append(_moment(fields[at["garmin start"]]))
    for line, fields in rows:
        is_whole = fields[at["(parent)"]] == "true"
        begins = _moment(fields[at["garmin start"]])
        length = _milliseconds(fields[at["duration"]])
        if is_whole and _holds_some(begins, length, parts):
            yield line, Remark("account.holds_others")
        else:
            yield line, fields


def _holds_some(
    begins: datetime | None, length: timedelta | None, parts: list[datetime | None]
) -> bool:
    if begins is None or length is None:
        return False
    ends = begins + length
    inside = [part for part in parts if part and begins - _OVERLAP <= part < ends]
    return bool(inside)


def _moment(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _milliseconds(cell: str) -> timedelta | None:
    try:
        return timedelta(milliseconds=float(cell))
    except (ValueError, OverflowError):
        return None


def _session(found: Found) -> Iterator[list[str]]:
    yield [
        clock_stamp(found.text("startTimeLocal"))
        or utc_stamp(found.text("startTimeGmt", "beginTimestamp")),
        found.text("activityType.typeKey", "activityType", "sportType"),
        found.text("distance"),
        found.text("duration", "elapsedDuration", "movingDuration"),
        found.text("parent"),
    ]


GARMIN_ACCOUNT = Source(
    "Garmin account",
    header="garmin start, activity type, distance, duration, (parent)",
    distance="distance [cm]",
    duration="duration [ms]",
    rows=_sessions,
)
GARMIN_ACCOUNT_SESSIONS = Document(
    source=GARMIN_ACCOUNT,
    needs="summarizedActivitiesExport",
    at="summarizedActivitiesExport",
    keys="startTimeLocal, startTimeGmt, beginTimestamp, activityType.typeKey, sportType, distance, "
    "duration, elapsedDuration, movingDuration, parent",
    cells=_session,
)


def _weigh_in(found: Found) -> Iterator[list[str]]:
    grams = found.text("weight.weight")
    day = found.text("metaData.calendarDate", "calendarDate")[:10]
    stamp = utc_stamp(found.text("weight.timestampGMT"))
    problem = "" if grams else "account.no_weight"
    yield [stamp or day, grams, problem]


GARMIN_ACCOUNT_WEIGHT = Source(
    "Garmin account",
    header="garmin time, weight",
    weight="weight [g]",
    rows=without_problems,
)
GARMIN_ACCOUNT_WEIGH_INS = Document(
    source=GARMIN_ACCOUNT_WEIGHT,
    needs="metaData.calendarDate|weight.timestampGMT, weight.weight|weight.timestampGMT",
    keys="metaData.calendarDate, calendarDate, weight.weight, weight.timestampGMT",
    cells=_weigh_in,
)
