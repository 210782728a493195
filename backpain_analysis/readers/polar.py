"""Polar Flow: one session, then a second table with its samples."""

from collections.abc import Iterator

from .opening import Field, Record, Row, Source


def _session(records: Iterator[Record], names: list[str]) -> Iterator[Row]:
    samples = False
    for line, fields in records:
        samples = samples or fields[0].strip().casefold() == "sample rate"
        yield line, "a sample within the session" if samples else fields


POLAR = Source(
    "Polar Flow",
    header=("name", "sport", "date", "start time", "duration", "total distance"),
    when=("date", "start time"),
    date_order="dmy",
    activity="sport",
    distance=Field(("total distance",)),
    duration=Field(("duration",), "min"),
    rows=_session,
)
