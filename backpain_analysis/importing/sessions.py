"""What one file gives to the table of sessions."""

from dataclasses import dataclass

import numpy as np

from ..codes import Remark
from .claimed import Claimed
from .languages import activity_name
from .measures import Measure, read_measure
from .parts import Part, in_keep_list
from .source import Decision, Source

_FASTEST = 40.0  # km/h, for a swim or on a track: beyond, the distance is in metres
_FARTHEST = 90.0  # km, for one without a duration


@dataclass(frozen=True)
class _Distances:
    """Kilometres, pool swims and track runs corrected, and the decision about these."""

    km: np.ndarray
    decisions: tuple[Decision, ...] = ()


def sessions(file: Claimed, usable: np.ndarray) -> Part:
    """Read sessions: one with a name, a distance or a duration, whatever its activity."""
    source = file.source
    words = file.rows.words(source.activity, lambda word: _activity(word, source))
    distance = read_measure(file, "distance")
    duration = read_measure(file, "duration")
    pool = _in_metres(file, words, distance, duration)
    minutes = duration.value

    # a 0 beside no activity's name says that there was none
    is_zero = pool.km == 0
    nothing = is_zero | ((minutes == 0) & np.isnan(pool.km))
    entered = (words != "") | bool(source.needs) | (pool.km > 0) | (minutes > 0)
    km = np.where(is_zero, np.nan, pool.km)
    no_distance = np.isnan(km) & ~is_zero & (distance.shown != "")
    no_duration = np.isnan(minutes) & (duration.shown != "")
    zero = Remark("import.reason.distance_zero")
    note = {
        **_notes("duration", duration.shown, no_duration),
        **_notes("distance", distance.shown, no_distance),
        **dict.fromkeys(np.flatnonzero(is_zero).tolist(), zero),
    }
    kept, lack = in_keep_list(file, words)
    rows = (entered | no_distance | no_duration) & ~((words == "") & nothing) & kept
    activity = np.where(words == "", source.always, words)
    return Part(
        "runs",
        usable & rows,
        {"distance_km": km, "duration_min": minutes, "activity": activity},
        lack,
        note,
        decisions=(*distance.decisions, *duration.decisions, *pool.decisions),
        questions=(*distance.questions, *duration.questions),
    )


def _activity(word: str, source: Source) -> str:
    return source.codes.get(word.strip()) or activity_name(word)


def _notes(what: str, shown: np.ndarray, lost: np.ndarray) -> dict[int, Remark]:
    key = f"import.reason.{what}_no_number"
    return {i: Remark(key, {"cell": shown[i]}) for i in np.flatnonzero(lost).tolist()}


def _in_metres(
    file: Claimed, words: np.ndarray, distance: Measure, duration: Measure
) -> _Distances:
    """Take distances of pool and track for metres where they would be absurd otherwise."""
    track = file.rows.words(file.source.activity, lambda word: "track" in word.casefold())
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = distance.value / duration.value * 60
    absurd = (speed > _FASTEST) | (np.isnan(speed) & (distance.value > _FARTHEST))
    metres = ((words == "swim") | track.astype(bool)) & absurd
    if not metres.any():
        return _Distances(distance.value)
    km = np.where(metres, distance.plain / 1000, distance.value)
    evidence = Remark("import.evidence.pool", {"n": int(metres.sum())})
    return _Distances(km, (Decision("pool_unit", "m", evidence),))
