"""Android's Health Connect: sessions and weigh-ins of its exported database.

Any app may write into it, so that one run stands there once for each app. A session has no
distance: that is the sum of the distances which the same app recorded within it.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..codes import Remark
from ..errors import DataError
from .activities import classify_activity
from .database import Database
from .documents import PROBLEM
from .source import Decision, Opened
from .stamps import epoch_seconds, stamp_with_offset

SESSIONS = "exercise_session_record_table"
DISTANCES = "distance_record_table"
WEIGHTS = "weight_record_table"
SESSION_COLUMNS = ("health connect start", "activity", "distance", "duration", PROBLEM)
WEIGHT_COLUMNS = ("health connect time", "weight", PROBLEM)
MOST_RECORDS = 200_000
_SAME = 0.7  # of the longer one: two sessions that share so much time are one
_COUNTED_TWICE = 1.5  # recorded minutes to those of the session: then distances overlap
_WHOLE = 0.9  # of the session that a single distance covers
_MOST_TOGETHER = 50  # records looked at around one; no more lie within its time
_LONGEST_MS = 48 * 3_600_000  # a session that is longer is none whose distances are looked for
_BY_ITSELF = 2  # a method of recording: the phone noticed it
_LEAST_MS = 600_000  # of such a session
_SOON_MS = 300_000  # between two records of one weigh-in
_NEAR_G = 300
# The platform's numbers. Another library numbers otherwise, and apps mix them up: a title that
# names an activity comes first, and what is not in this list is shown by its number.
_ACTIVITIES = {
    4: "biking",
    5: "indoor biking",
    20: "interval training",
    21: "hiking",
    33: "running",
    34: "treadmill running",
    45: "strength training",
    48: "swimming",
    49: "swimming",
    53: "walking",
    57: "yoga",
    58: "other",
    60: "elliptical",
}
_RUNS = (33, 34)
_OPEN = ("", "other")


@dataclass
class _Session:
    """One app's record of a session, in ms since 1970; NaN metres where none are recorded."""

    app: Any
    start: int
    end: int
    offset: str
    word: str
    kind: str
    has_title: bool
    metres: float = 0.0
    minutes_measured: float = 0.0
    whole: float = 0.0  # metres of a single record that covers the session
    problem: str = ""

    @property
    def length(self) -> int:
        return max(self.end - self.start, 0)

    @property
    def distance(self) -> float:
        """Metres; of records that overlap, one that covers the session, else none."""
        if self.minutes_measured * 60_000 <= _COUNTED_TWICE * self.length:
            return self.metres
        return self.whole

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Of two records of one session, the higher one stays.

        The app that recorded it gives it a title; one that only noticed it does not.
        """
        is_known = self.kind not in _OPEN
        return is_known, self.distance > 0, self.has_title, self.length


def health_connect_tables(database: Database) -> Iterator[Opened]:
    """Yield the sessions and the weigh-ins as tables.

    Raises
    ------
    DataError
        The tables are not as Health Connect writes them.
    """
    tables = []
    if SESSIONS in database.tables:
        rows = [_session_cells(session) for session in _sessions(database)]
        tables.append(_table(f"{database.name}/exercises", SESSION_COLUMNS, rows))
    if WEIGHTS in database.tables:
        rows = list(_weight_cells(database))
        tables.append(_table(f"{database.name}/weight", WEIGHT_COLUMNS, rows))
    with_rows = [table for table in tables if len(list(table.records())) > 1]
    yield from with_rows or tables[:1]


def _table(name: str, columns: tuple[str, ...], rows: list[list[str]]) -> Opened:
    facts = Decision("format", "Health Connect", Remark("account.evidence.database"))
    records = [(0, list(columns)), *enumerate(rows, 1)]
    return Opened(name, partial(iter, records), [facts])


def _sessions(database: Database) -> list[_Session]:
    _require(database, SESSIONS, "start_time", "end_time", "exercise_type")
    columns = (
        "app_info_id", "start_time", "end_time", "start_zone_offset", "exercise_type", "title",
        "recording_method",
    )  # fmt: skip
    sessions = []
    for app, start, end, offset, number, title, method in database.rows(SESSIONS, columns):
        word, kind = _activity(_whole_number(number), str(title or ""))
        session = _Session(
            app=app,
            start=_milliseconds(start),
            end=_milliseconds(end),
            offset="" if offset is None else str(offset),
            word=word,
            kind=kind,
            has_title=bool(title),
        )
        if _whole_number(method) == _BY_ITSELF and session.length < _LEAST_MS:
            session.problem = "account.noticed"
        sessions.append(session)
        if len(sessions) > MOST_RECORDS:
            raise _too_many(database)
    if DISTANCES in database.tables:
        _add_distances(database, sessions)
    _name_mirrored(sessions)
    return sessions


def _require(database: Database, table: str, *columns: str) -> None:
    lacking = database.lacks(table, *columns)
    if lacking:
        text = f"the table {table} lacks {', '.join(lacking)}: a release that is not known yet."
        todo = "Please report it, with the names of the table's columns and without your data."
        raise DataError(text, file=database.name, todo=todo)


def _too_many(database: Database) -> DataError:
    text = f"there are more than {MOST_RECORDS:,} records; refused."
    return DataError(text, file=database.name, todo="Export it again.")


def _whole_number(value: Any) -> int:
    """Return a number, 0 for what is none."""
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return 0


def _milliseconds(value: Any) -> int:
    """Return a moment in ms since 1970, in whatever part of a second it is counted."""
    seconds = epoch_seconds(str(value))
    if not math.isfinite(seconds):
        return 0
    return round(seconds * 1000)


def _activity(number: int, title: str) -> tuple[str, str]:
    """Return the word that is shown for a session, and the kind of activity it names."""
    word = _ACTIVITIES.get(number, f"exercise type {number}")
    named = classify_activity(title).kind
    if named in ("", "rest", "other") or number in _RUNS:
        return word, classify_activity(word).kind
    return named, named


def _add_distances(database: Database, sessions: list[_Session]) -> None:
    """Add to each session the distances that its app recorded within it."""
    by_app: dict[Any, list[_Session]] = {}
    with_length = [session for session in sessions if 0 < session.length <= _LONGEST_MS]
    for session in sorted(with_length, key=lambda session: session.start):
        by_app.setdefault(session.app, []).append(session)
    starts = {app: [session.start for session in own] for app, own in by_app.items()}
    longest = {app: max(session.length for session in own) for app, own in by_app.items()}
    columns = ("app_info_id", "start_time", "end_time", "distance")
    for app, start, end, distance in database.rows(DISTANCES, columns):
        metres = _number(distance)
        if app not in by_app or metres <= 0:
            continue
        begins = _milliseconds(start)
        ends = _milliseconds(end)
        middle = (begins + ends) // 2
        last = bisect_right(starts[app], middle)
        for session in reversed(by_app[app][max(0, last - _MOST_TOGETHER) : last]):
            if session.start < middle - longest[app]:
                break
            _add_distance(session, begins, ends, metres)


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0.0
    return number if number < 1e9 else 0.0  # NaN and infinity are not


def _add_distance(session: _Session, begins: int, ends: int, metres: float) -> None:
    """Add a distance that lies within a session, by its middle, and is no longer."""
    middle = (begins + ends) / 2
    length = ends - begins
    if not session.start <= middle <= session.end or length > session.length / _WHOLE:
        return
    session.metres += metres
    session.minutes_measured += length / 60_000
    if length >= _WHOLE * session.length:
        session.whole = metres


def _name_mirrored(sessions: list[_Session]) -> None:
    """Mark all but one of the records that several apps made of one session."""
    in_time = sorted(sessions, key=lambda session: session.start)
    for place, one in enumerate(in_time):
        for other in in_time[place + 1 : place + 1 + _MOST_TOGETHER]:
            if other.start >= one.end:
                break
            if one.problem or other.problem or not _are_one(one, other):
                continue
            poorer = min(one, other, key=lambda session: session.rank)
            poorer.problem = "account.mirrored"


def _are_one(one: _Session, other: _Session) -> bool:
    if one.app == other.app:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    if shared < _SAME * max(one.length, other.length):
        return False
    return one.kind == other.kind or one.kind in _OPEN or other.kind in _OPEN


def _session_cells(session: _Session) -> list[str]:
    metres = session.distance
    return [
        stamp_with_offset(str(session.start), session.offset),
        session.word,
        f"{metres:.1f}" if metres > 0 else "",
        f"{session.length / 1000:.0f}" if session.length else "",
        session.problem,
    ]


def _weight_cells(database: Database) -> Iterator[list[str]]:
    """Yield the weigh-ins; one that another app wrote, too, stands there once."""
    _require(database, WEIGHTS, "time", "weight")
    columns = ("app_info_id", "time", "zone_offset", "weight")
    found = sorted(database.rows(WEIGHTS, columns), key=lambda row: _milliseconds(row[1]))
    if len(found) > MOST_RECORDS:
        raise _too_many(database)
    kept: list[tuple[Any, ...]] = []
    for row in found:
        _, moment, offset, grams = row
        problem = "account.mirrored_weight" if _is_mirrored(row, kept) else ""
        if not problem:
            kept = [*kept[-5:], row]
        away = "" if offset is None else str(offset)
        stamp = stamp_with_offset(str(_milliseconds(moment)), away)
        yield [stamp, "" if grams is None else str(grams), problem]


def _is_mirrored(row: tuple[Any, ...], kept: list[tuple[Any, ...]]) -> bool:
    app, moment, _, grams = row
    for other_app, other_moment, _, other_grams in kept:
        is_soon = abs(_milliseconds(moment) - _milliseconds(other_moment)) <= _SOON_MS
        is_near = abs(_number(grams) - _number(other_grams)) <= _NEAR_G
        if app != other_app and is_soon and is_near:
            return True
    return False


def unknown_database(tables: list[str]) -> Remark:
    """Say of a database of another app what it holds, and what to ask the app for."""
    return Remark("account.unknown_database", {"tables": ", ".join(tables[:12])})
