"""Apple Health's `export.xml`: its workouts, weigh-ins and symptoms, read as a stream."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import IO

from ..errors import DataError
from .bounded_xml import CHUNK, DAMAGE, Attributes, BoundedXml
from .languages import names_pain
from .severity import is_symptom, pain_of, symptom_name, symptom_value
from .source import Record, Records

# the columns of the table: attributes of its elements Workout and Record, and four of symptoms
COLUMNS = ("workoutActivityType", "startDate", "duration", "durationUnit", "totalDistance",
           "totalDistanceUnit", "value", "unit",
           "region", "pain", "symptom", "severity")  # fmt: skip
DISTANCE = COLUMNS.index("totalDistance")
DISTANCE_UNIT = COLUMNS.index("totalDistanceUnit")
ROOT = b"<HealthData"
ROOT_WITHIN = 2**20  # bytes; before it stands the document type
MOST_KINDS = 1_000  # of records; there are some 200
OTHER_RECORDS = frozenset(("ActivitySummary", "Audiogram", "ClinicalRecord", "Correlation"))
_PREFIX = re.compile(r"^HK\w+?TypeIdentifier")
MOST_RECORDS = 200_000  # workouts and weigh-ins: thirty a day for eighteen years
LONGEST_VALUE = 500  # characters


class _HealthTable:
    """The records that the elements so far have given."""

    def __init__(self, name: str, lines_before: int, left_out: Counter[str]) -> None:
        self.xml = BoundedXml(name, self._start, self._end)
        self.lines_before = lines_before
        self.left_out = left_out
        self.line = 0  # of the last record
        self.number = 0  # of records so far
        self.whole: list[Record] = []  # not yet handed on
        self.workout: list[str] | None = None  # the one that is being read
        self.workout_depth = 0

    def handed_on(self) -> list[Record]:
        """Return the records that have become whole since the last call."""
        records = self.whole
        self.whole = []
        return records

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "Record":
            kind = attributes.get("type", "")
            if kind == "HKQuantityTypeIdentifierBodyMass":
                self._add(self._fields(attributes))
            elif is_symptom(kind, attributes.get("value", "")):
                self._add(self._fields(_symptom(attributes)))
            else:
                self._leave_out(_PREFIX.sub("", kind))
        elif tag in OTHER_RECORDS:
            self._leave_out(tag)
        elif tag == "Workout":
            self.workout = self._fields(attributes)
            self.workout_depth = self.xml.depth
            self._add(self.workout)
        elif tag == "WorkoutStatistics":
            self._distance(attributes)

    def _leave_out(self, kind: str) -> None:
        """Count a record of a kind that is not read."""
        is_new = kind not in self.left_out
        if is_new and len(self.left_out) >= MOST_KINDS:
            kind = "..."
        self.left_out[kind[:LONGEST_VALUE]] += 1

    def _distance(self, statistics: Attributes) -> None:
        """Take the distance of a workout from its own element, where it stands since iOS 16."""
        workout = self.workout
        if workout is None or self.xml.depth != self.workout_depth + 1:
            return
        if "Distance" in statistics.get("type", "") and not workout[DISTANCE]:
            workout[DISTANCE], workout[DISTANCE_UNIT] = self._fields(statistics, ("sum", "unit"))

    def _end(self, tag: str) -> None:
        if tag == "Workout":
            self.workout = None

    def _fields(self, attributes: Attributes, columns: Sequence[str] = COLUMNS) -> list[str]:
        fields = [attributes.get(column, "") for column in columns]
        if max(map(len, fields)) > LONGEST_VALUE:
            raise self.xml.refusal(f"a value has more than {LONGEST_VALUE} characters")
        return fields

    def _add(self, fields: list[str]) -> None:
        self.number += 1
        if self.number > MOST_RECORDS:
            text = f"there are more than {MOST_RECORDS:,} workouts, weigh-ins and symptoms"
            raise self.xml.refusal(text)
        self.line = max(self.line + 1, self.xml.line + self.lines_before)
        self.whole.append((self.line, fields))


def _symptom(record: Attributes) -> Attributes:
    """Return a symptom's cells: what speaks of pain is a rating, all else another value."""
    name = symptom_name(record["type"])
    severity = record.get("value", "")
    start = record.get("startDate", "")
    if names_pain(name):
        return {"startDate": start, "region": name, "pain": pain_of(severity)}
    value = symptom_value(severity)
    return {"startDate": start, "symptom": name.casefold(), "severity": value}


def health_records(
    start: Callable[[], AbstractContextManager[IO[bytes]]],
    name: str,
    most: int,
    left_out: Counter[str],
) -> Records:
    """Yield the workouts, weigh-ins and symptoms of Apple Health's `export.xml`, in bounded memory.

    Parameters
    ----------
    start : callable
        Opens the file at its beginning.
    name : str
        The file's name, for messages.
    most : int
        How many bytes the file may give.
    left_out : Counter
        Filled anew with the kinds of records that are not read.

    Raises
    ------
    DataError
        The file is damaged, breaks off, or outgrows a bound.
    """
    yield 0, list(COLUMNS)
    table = None
    try:
        with start() as stream:
            # without its document type, which some releases wrote badly; so no entities either
            before, root, rest = stream.read(ROOT_WITHIN).partition(ROOT)
            left_out.clear()
            lines_before = before.count(b"\n")
            table = _HealthTable(name, lines_before, left_out)
            for chunk in _chunks(root + rest, stream):
                table.xml.feed(chunk)
                if table.xml.fed > most:
                    raise table.xml.refusal("the file unpacks to more than it may")
                # a workout's distance may stand in the next chunk
                if table.workout is None:
                    yield from table.handed_on()
            table.xml.close()
            yield from table.handed_on()
    except DAMAGE as error:
        line = table.line if table is not None else None
        text = f"damaged or broken off ({error})."
        raise DataError(text, file=name, line=line, todo="Export it again.") from error


def _chunks(first: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    for at in range(0, len(first), CHUNK):
        yield first[at : at + CHUNK]
    while chunk := stream.read(CHUNK):
        yield chunk
