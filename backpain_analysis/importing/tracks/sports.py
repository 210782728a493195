"""What a track was: as it says itself, by its title, or by how fast it was."""

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ..activities import classify_activity, names_a_run
from ..folding import fold
from .session import Session

# what writers put where they know no sport
_NO_SPORT = {
    "", "unknown", "unspecified", "generic", "default", "none", "null", "undefined", "n/a", "na",
    "track", "trk", "gpx", "gps", "activity", "workout", "sport", "all", "uncategorized", "trip",
}  # fmt: skip
_LONGEST_NAME = 3  # words of a sport's name
_LONGEST_TITLE = 6  # words that name a sport; more tell a story
_FEWEST_SPEEDS = 4  # stretches of half a minute


class Told(StrEnum):
    """What the sport of a track rests on."""

    BY_FILE = ""
    BY_TITLE = "title"
    BY_SPEED = "speed"
    BY_NOTHING = "nothing"
    ELSEWHERE = "elsewhere"
    BY_SETTINGS = "settings"


@dataclass(frozen=True)
class Sport:
    """The word for a session's sport, and what it rests on."""

    word: str
    told: Told


@dataclass(frozen=True)
class _Speeds:
    """How fast a session was: in the middle of its stretches, and in its fastest ones (km/h)."""

    usual: float
    fast: float


def sport_of(session: Session) -> Sport:
    """Name the sport of a session."""
    named = session.sport.strip()
    if fold(named) == "other":  # so TCX writes all but running and biking
        return Sport(_known_title(session.title) or named, Told.BY_FILE)
    if fold(named) not in _NO_SPORT and not named.isdigit():
        return Sport(named, Told.BY_FILE)
    speeds = _speeds(session)
    kind = _kind_in_title(session.title)
    if kind and _can_be(kind, speeds):
        return Sport(kind, Told.BY_TITLE)
    kind = _kind_by_speed(speeds)
    if kind:
        return Sport(kind, Told.BY_SPEED)
    if not session.distance_m:
        return Sport(named or "other", Told.BY_FILE)
    return Sport("", Told.BY_NOTHING)


def _known_title(title: str) -> str:
    """Return a title that is a sport's name and nothing else ("Walking"), or ""."""
    words = title.replace(".", " ").split()
    if len(words) > _LONGEST_NAME:
        return ""
    return title if _kind_named(" ".join(words)) else ""


def _kind_in_title(title: str) -> str:
    """Return the activity that a title names: "Morning Run", "Lauf am 3.5."; else ""."""
    words = re.findall(r"[^\W\d_]+", title)
    if len(words) > _LONGEST_TITLE:
        return ""
    kind = _kind_named(" ".join(words))
    return "" if kind == "other" else kind


def _kind_named(text: str) -> str:
    kind = classify_activity(text).kind
    if kind == "run" and not names_a_run(text):
        return ""  # a kind of run ("long", "commute") names other things, too
    return "" if kind == "rest" else kind


def _speeds(session: Session) -> _Speeds | None:
    if len(session.speeds) < _FEWEST_SPEEDS:
        return None
    usual, fast = np.percentile(session.speeds, [50, 95])
    return _Speeds(usual=float(usual), fast=float(fast))


def _can_be(kind: str, speeds: _Speeds | None) -> bool:
    """Say whether a session can have been what its title says."""
    if speeds is None:
        return True
    if kind == "run":
        return 5 <= speeds.usual <= 22 and speeds.fast <= 30
    if kind in ("walk", "hike"):
        return speeds.usual <= 9 and speeds.fast <= 14
    return True


def _kind_by_speed(speeds: _Speeds | None) -> str:
    """Return what only one activity's speeds fit: "walk", "run", "ride"; else ""."""
    if speeds is None:
        return ""
    if speeds.fast > 60:
        return "drive"
    if speeds.fast > 26 and speeds.usual > 14:
        return "ride"
    if speeds.usual < 6.3 and speeds.fast < 7.5:
        return "walk"
    if 7.5 <= speeds.usual <= 12.5 and speeds.fast <= min(16.0, 1.5 * speeds.usual):
        return "run"
    return ""
