"""Track files: TCX, GPX and FIT, one session or more each."""

from .kinds import ENDINGS, track_kind
from .members import by_member, without_ignored
from .open_sports import settle_sports
from .reading import first_bytes, read_track
from .table import TrackTables

__all__ = [
    "ENDINGS",
    "TrackTables",
    "by_member",
    "first_bytes",
    "read_track",
    "settle_sports",
    "track_kind",
    "without_ignored",
]
