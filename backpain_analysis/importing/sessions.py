"""What one file gives to the table of sessions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..codes import Remark
from .activities import classify_activity
from .claimed import Claimed
from .cleaning import is_too_fast
from .inference import each
from .languages import WORDS, activity_name
from .measures import Measure, read_measure
from .own_cells import KNOWN_KINDS, distances_in_words, named_kinds, session_kinds
from .parts import Part, in_keep_list
from .source import Decision, Source, found, measured
from .unit_doubt import doubted_unit

_KINDS_OF_RUN = set(WORDS["kinds_of_run"])
_FASTEST = 40.0  # km/h, for a swim or on a track: beyond, the distance is in metres
_FEW = 0.5  # of the sessions may have an impossible duration
_TWO_PARTS = re.compile(r"\s*\d{1,2}:\d{2}\s*")
_ENOUGH_CLOCKS = 3  # beside distances, to tell hours from minutes
_NEARLY_ALL = 0.9
_FEWEST_IN_A_SUM = 3
_ROUNDING = 0.05  # km
_FARTHEST = 90.0  # km, for one without a duration


@dataclass(frozen=True)
class _Distances:
    """Kilometres, pool swims and track runs corrected, and the decision about these."""

    km: np.ndarray
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class _Durations:
    """Minutes, NaN where none is recorded or none can be, with a remark on some rows."""

    minutes: np.ndarray
    note: dict[int, Remark]


def sessions(file: Claimed, usable: np.ndarray) -> Part:
    """Read sessions: one with a name, a distance or a duration, whatever its activity."""
    source = file.source
    told = {word.casefold(): name for word, name in file.settings.words.items()}
    words = file.rows.words(source.activity, lambda word: _activity(word, source, told))
    distance = _with_distances_in_words(file, read_measure(file, "distance"))
    duration = read_measure(file, "duration")
    activity = np.where(words == "", source.always, words)
    duration = _with_hours_first(file, activity, distance, duration)
    pool = _in_metres(file, words, distance, duration)

    zero_km = pool.km == 0
    zero_minutes = duration.value == 0
    km = np.where(zero_km, np.nan, pool.km)
    possible = _possible_durations(file, activity, km, duration)
    minutes = np.where(zero_minutes, np.nan, possible.minutes)
    # "Rest" or "bike" in place of a distance tells of no run; "?" or "~7" do
    is_word = each(distance.shown, _is_word, bool)
    no_distance = np.isnan(km) & ~zero_km & (distance.shown != "") & ~is_word
    no_duration = np.isnan(duration.value) & (duration.shown != "")
    entered = (words != "") | (km > 0) | (minutes > 0)
    entered |= no_distance | no_duration
    if source.sessions:
        kinds = _kinds_by_hand(file, distance, duration)
        entered = kinds != ""
        activity = named_kinds(kinds, words)
    none = _no_session(file, words, distance, duration, zero_km, zero_minutes)
    totals = _sums_of_rows_above(file, np.where(usable, km, np.nan))
    short = (minutes >= 0) & (minutes < source.least_minutes)  # NaN is not
    kept, lack = in_keep_list(file, words)
    for i in np.flatnonzero(is_word & ~entered).tolist():
        lack.setdefault(i, Remark("import.reason.no_number", {"cell": distance.shown[i]}))
    for measure in (distance, duration):
        for i in np.flatnonzero((measure.value < 0) & ~entered).tolist():
            lack.setdefault(i, Remark("odd_file.reason.negative", {"cell": measure.shown[i]}))
    for i in np.flatnonzero(totals).tolist():
        lack.setdefault(i, Remark("import.reason.total", {"km": float(km[i])}))
    for i in np.flatnonzero(short).tolist():
        fields = {"minutes": float(minutes[i])}
        lack.setdefault(i, Remark("import.reason.too_short", fields))
    return Part(
        "runs",
        usable & entered & ~none & ~short & kept & ~totals,
        {"distance_km": km, "duration_min": minutes, "activity": activity},
        lack,
        {
            **possible.note,
            **_remarks("import.reason.duration_zero", zero_minutes),
            **_cells_named("import.reason.duration_no_number", duration.shown, no_duration),
            **_cells_named("import.reason.distance_no_number", distance.shown, no_distance),
            **_remarks("import.reason.distance_zero", zero_km & entered),
            **_cells_named("import.reason.distance_negative", distance.shown, km < 0),
            **_cells_named("import.reason.duration_negative", duration.shown, minutes < 0),
        },
        decisions=(*distance.decisions, *duration.decisions, *pool.decisions),
        questions=(
            *distance.questions,
            *duration.questions,
            *doubted_unit(file, activity, km, duration.value),
        ),
    )


def _kinds_by_hand(file: Claimed, distance: Measure, duration: Measure) -> np.ndarray:
    """Return what each row of a mapped table is a session of.

    Where the settings name only the date, every dated row is one.
    """
    source = file.source
    cells = file.rows.words(source.activity)
    if not (source.distance or source.duration or source.activity):
        return np.full(file.n, source.always)
    return session_kinds(_as_amounts(distance), _as_amounts(duration), cells)


def _as_amounts(measure: Measure) -> np.ndarray:
    """Return the cells of a measure; what is above 0, or of unknown size ("?"), as 1."""
    unclear = each(measure.shown, lambda cell: any(c.isdigit() or c == "?" for c in cell), bool)
    is_some = (measure.value > 0) | (np.isnan(measure.value) & unclear)
    return np.select([is_some, measure.value == 0], ["1", "0"], measure.shown)


def _no_session(
    file: Claimed,
    words: np.ndarray,
    distance: Measure,
    duration: Measure,
    zero_km: np.ndarray,
    zero_minutes: np.ndarray,
) -> np.ndarray:
    """Say which rows tell that there was no session: all that is recorded of it is 0."""
    no_km = zero_km | (distance.shown == "")
    no_minutes = zero_minutes | (duration.shown == "")
    all_zero = no_km & no_minutes & (zero_km | zero_minutes)
    unnamed = (words == "") & (zero_km | (zero_minutes & np.isnan(distance.value)))
    both_zero = zero_km & zero_minutes
    return unnamed | both_zero | (all_zero & file.source.by_hand)


def _sums_of_rows_above(file: Claimed, km: np.ndarray) -> np.ndarray:
    """Say whether the last distance of a table kept by hand is the sum of all above it."""
    totals = np.zeros(file.n, dtype=bool)
    recorded = np.flatnonzero(km > 0)
    if not file.source.by_hand or len(recorded) <= _FEWEST_IN_A_SUM:
        return totals
    *above, last = km[recorded].tolist()
    is_sum = abs(sum(above) - last) <= _ROUNDING * len(above)
    totals[recorded[-1]] = is_sum and last > 2 * max(above)
    return totals


def _possible_durations(
    file: Claimed, activity: np.ndarray, km: np.ndarray, duration: Measure
) -> _Durations:
    """Replace durations too short for their distance by those of a further column, or by none.

    Where most sessions are so, it is the unit that is wrong: then they stay as they are.
    """
    too_fast = is_too_fast(activity, km, duration.value)
    if not too_fast.any() or too_fast.sum() > _FEW * (km > 0).sum():
        return _Durations(duration.value, {})
    minutes = np.where(too_fast, np.nan, duration.value)
    names, unit = measured(file.source.duration)
    for name in found(names, file.rows.names)[1:]:
        other = replace(file, source=replace(file.source, duration=f"{name} [{unit}]"))
        value = read_measure(other, "duration").value
        fits = np.isnan(minutes) & too_fast & (value > 0) & ~is_too_fast(activity, km, value)
        minutes = np.where(fits, value, minutes)
    note = {}
    for i in np.flatnonzero(too_fast).tolist():
        key = "left_out" if np.isnan(minutes[i]) else "replaced"
        fields = {"cell": duration.shown[i], "km": float(km[i])}
        note[i] = Remark(f"import.reason.duration_{key}", fields)
    return _Durations(minutes, note)


def _with_distances_in_words(file: Claimed, distance: Measure) -> Measure:
    """Take the distance from the activity's name, "5k easy", where a table has no column of it."""
    source = file.source
    if not source.by_hand or source.distance or not source.activity:
        return distance
    cells = file.rows.words(source.activity)
    km = distances_in_words(cells)
    told = np.isfinite(km)
    if not told.any():
        return distance
    evidence = Remark("import.evidence.in_words", {"n": int(told.sum()), "example": cells[told][0]})
    decision = Decision("distance_in_words", "km", evidence)
    shown = np.where(told, cells, distance.shown)
    return replace(distance, value=km, plain=km, shown=shown, decisions=(decision,))


def _with_hours_first(
    file: Claimed, activity: np.ndarray, distance: Measure, duration: Measure
) -> Measure:
    """Read clocks of two parts as hours and minutes where as minutes nearly all are impossible."""
    clocks = each(duration.shown, lambda cell: _TWO_PARTS.fullmatch(cell) is not None, bool)
    compared = clocks & (distance.value > 0) & (duration.value > 0)
    if file.told.duration_unit or compared.sum() < _ENOUGH_CLOCKS:
        return duration
    in_hours = np.where(clocks, duration.value * 60, duration.value)
    too_fast = is_too_fast(activity, distance.value, duration.value)[compared]
    is_possible = ~is_too_fast(activity, distance.value, in_hours)[compared]
    if too_fast.mean() < _NEARLY_ALL or is_possible.mean() < _NEARLY_ALL:
        return duration
    evidence = Remark("import.evidence.paces", {"n": int(too_fast.sum())})
    decision = Decision("unit", "h:min", evidence, about="duration")
    return replace(duration, value=in_hours, decisions=(decision,))


def _remarks(code: str, rows: np.ndarray) -> dict[int, Remark]:
    remark = Remark(code)
    return dict.fromkeys(np.flatnonzero(rows).tolist(), remark)


def _is_word(cell: str) -> bool:
    return any(c.isalpha() for c in cell) and not any(c.isdigit() for c in cell)


def _activity(word: str, source: Source, told: Mapping[str, str]) -> str:
    """Name an activity, as the settings do; in a table kept by hand, a kind of run is a run."""
    if word.strip().casefold() in told:
        return told[word.strip().casefold()]
    known = source.codes.get(word.strip())
    if source.by_hand and word.strip().casefold() in _KINDS_OF_RUN:
        known = "run"
    return known or _activity_in_words(word)


def _activity_in_words(word: str) -> str:
    """Name an activity by the words of apps, else by those of more languages."""
    name = activity_name(word)
    if name != word.strip().casefold():
        return name
    kind = classify_activity(word).kind
    return kind if kind in KNOWN_KINDS else name


def _cells_named(code: str, shown: np.ndarray, rows: np.ndarray) -> dict[int, Remark]:
    return {i: Remark(code, {"cell": shown[i]}) for i in np.flatnonzero(rows).tolist()}


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
