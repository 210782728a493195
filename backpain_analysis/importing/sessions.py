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
from .own_cells import (
    KNOWN_KINDS,
    amounts_in_words,
    named_kinds,
    session_kinds,
)
from .own_status import not_done
from .parts import Part, in_keep_list
from .source import Decision, Source, found, measured
from .unit_doubt import doubted_unit

_KINDS_OF_RUN = set(WORDS["kinds_of_run"])
_FASTEST = 40.0  # km/h, for a swim or on a track: beyond, the distance is in metres
_FEW = 0.5  # of the sessions may have an impossible duration
_SAID_IN_WORDS = {  # what is decided of an amount in words, and the unit that it comes in
    "distance": ("distance_in_words", "km"),
    "duration": ("duration_in_words", "min"),
}
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


@dataclass(frozen=True)
class _Recorded:
    """What each row records of a session.

    Attributes
    ----------
    words : ndarray of str
        The activity's name, "" where none is written.
    says_rest : ndarray of bool
        Where a word says that there was no session.
    distance, duration : Measure
        As they are written; below 0 and 0 too.
    km, minutes : ndarray of float
        NaN where none is recorded, or none that can be.
    zero_km, zero_minutes : ndarray of bool
        Where a 0 is written.
    replaced : mapping of int to Remark
        By row, what became of a duration that cannot be.
    decisions : tuple
    """

    words: np.ndarray
    says_rest: np.ndarray
    activity: np.ndarray
    distance: Measure
    duration: Measure
    km: np.ndarray
    minutes: np.ndarray
    zero_km: np.ndarray
    zero_minutes: np.ndarray
    replaced: Mapping[int, Remark]
    decisions: tuple[Decision, ...]

    @property
    def has_word_for_distance(self) -> np.ndarray:
        """Where "Rest" or "bike" stands in place of a distance: it tells of no run."""
        return each(self.distance.shown, _is_word, bool)

    @property
    def has_unclear_distance(self) -> np.ndarray:
        """Where "?" or the like stands: something was done."""
        is_written = self.distance.shown != ""
        is_lost = np.isnan(self.km) & ~self.zero_km
        return is_written & is_lost & ~self.has_word_for_distance

    @property
    def has_lost_duration(self) -> np.ndarray:
        """Where a duration is written that is no number."""
        return (self.duration.shown != "") & np.isnan(self.duration.value)

    @property
    def has_word_for_duration(self) -> np.ndarray:
        """Where "Rest" or "bike" stands in place of a duration: it tells of no run."""
        return self.has_lost_duration & each(self.duration.shown, _names_no_run, bool)

    @property
    def has_unclear_duration(self) -> np.ndarray:
        """Where "?" or the like stands: something was done."""
        return self.has_lost_duration & ~self.has_word_for_duration


def sessions(file: Claimed, usable: np.ndarray) -> Part:
    """Read sessions: one with a name, a distance or a duration, whatever its activity."""
    recorded = _recorded(file)
    activity = recorded.activity
    is_session = _is_session(recorded)
    if file.source.sessions:
        kinds = _kinds_by_hand(file, recorded.distance, recorded.duration)
        is_session = kinds != ""
        activity = named_kinds(kinds, recorded.words)

    says_none = _says_none(file, recorded)
    undone = not_done(file)
    is_done = np.ones(file.n, dtype=bool)
    is_done[list(undone)] = False
    is_total = _sums_of_rows_above(file, np.where(usable, recorded.km, np.nan))
    least = file.source.least_minutes
    is_short = (recorded.minutes >= 0) & (recorded.minutes < least)  # NaN is not
    kept, not_kept = in_keep_list(file, recorded.words)
    doubts = doubted_unit(file, activity, recorded.km, recorded.duration.value)
    return Part(
        table="runs",
        rows=usable & is_session & ~says_none & ~is_short & kept & ~is_total & is_done,
        columns={
            "distance_km": recorded.km,
            "duration_min": recorded.minutes,
            "activity": activity,
        },
        lack=_why_none(recorded, is_session, is_total, is_short) | not_kept | undone,
        note=_notes(recorded, is_session),
        decisions=recorded.decisions,
        questions=(*recorded.distance.questions, *recorded.duration.questions, *doubts),
    )


def _recorded(file: Claimed) -> _Recorded:
    """Read what the rows record, in kilometres and minutes."""
    source = file.source
    told = {word.casefold(): name for word, name in file.settings.words.items()}
    words = file.rows.words(source.activity, lambda word: _activity(word, source, told))
    is_named = file.rows.words(source.activity) != ""
    activity = np.where(words == "", source.always, words)
    distance = _with_amounts_in_words(file, "distance", read_measure(file, "distance"))
    duration = _with_amounts_in_words(file, "duration", read_measure(file, "duration"))
    duration = _with_hours_first(file, activity, distance, duration)
    corrected = _in_metres(file, words, distance, duration)

    zero_km = corrected.km == 0
    zero_minutes = duration.value == 0
    km = np.where(zero_km, np.nan, corrected.km)
    possible = _possible_durations(file, activity, km, duration)
    return _Recorded(
        words=words,
        says_rest=is_named & (words == ""),
        activity=activity,
        distance=distance,
        duration=duration,
        km=km,
        minutes=np.where(zero_minutes, np.nan, possible.minutes),
        zero_km=zero_km,
        zero_minutes=zero_minutes,
        replaced=possible.note,
        decisions=(*distance.decisions, *duration.decisions, *corrected.decisions),
    )


def _is_session(recorded: _Recorded) -> np.ndarray:
    """Say which rows tell that something was done: by a name, an amount, or an unclear one."""
    is_named = recorded.words != ""
    has_amount = (recorded.km > 0) | (recorded.minutes > 0)
    is_unclear = recorded.has_unclear_distance | recorded.has_unclear_duration
    return is_named | has_amount | (is_unclear & ~recorded.says_rest)


def _why_none(
    recorded: _Recorded, is_session: np.ndarray, is_total: np.ndarray, is_short: np.ndarray
) -> dict[int, Remark]:
    """Say why a row gives no session."""
    lack = {}
    for row in np.flatnonzero(is_short).tolist():
        fields = {"minutes": float(recorded.minutes[row])}
        lack[row] = Remark("import.reason.too_short", fields)
    for row in np.flatnonzero(is_total).tolist():
        lack[row] = Remark("import.reason.total", {"km": float(recorded.km[row])})
    lack |= _negatives(recorded, is_session)
    for measure, is_word in (
        (recorded.duration, recorded.has_word_for_duration),
        (recorded.distance, recorded.has_word_for_distance),
    ):
        lack |= _cells_named("import.reason.no_number", measure.shown, is_word & ~is_session)
    return lack


def _notes(recorded: _Recorded, is_session: np.ndarray) -> dict[int, Remark]:
    """Say of a row that gives something, if only a rating, what of its session is not taken."""
    return {
        **recorded.replaced,
        **_remarks("import.reason.duration_zero", recorded.zero_minutes),
        **_cells_named(
            "import.reason.duration_no_number",
            recorded.duration.shown,
            recorded.has_lost_duration,
        ),
        **_cells_named(
            "import.reason.distance_no_number",
            recorded.distance.shown,
            recorded.has_unclear_distance,
        ),
        **_remarks("import.reason.distance_zero", recorded.zero_km & is_session),
        **_negatives(recorded, is_session),
    }


def _negatives(recorded: _Recorded, is_session: np.ndarray) -> dict[int, Remark]:
    """Name amounts below 0 without a session; of one that has a name its range is checked."""
    found: dict[int, Remark] = {}
    for measure in (recorded.duration, recorded.distance):
        is_negative = (measure.value < 0) & ~is_session
        found |= _cells_named("odd_file.reason.negative", measure.shown, is_negative)
    return found


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


def _says_none(file: Claimed, recorded: _Recorded) -> np.ndarray:
    """Say which rows tell that there was no session: all that is recorded of it is 0."""
    zero_km = recorded.zero_km
    zero_minutes = recorded.zero_minutes
    both_zero = zero_km & zero_minutes
    only_zero_minutes = zero_minutes & np.isnan(recorded.distance.value)
    is_unnamed = recorded.words == ""
    unnamed_zero = is_unnamed & (zero_km | only_zero_minutes)
    if not file.source.by_hand:
        return both_zero | unnamed_zero
    no_km = zero_km | (recorded.distance.shown == "")
    no_minutes = zero_minutes | (recorded.duration.shown == "")
    all_zero = no_km & no_minutes & (zero_km | zero_minutes)
    return both_zero | unnamed_zero | all_zero


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


def _with_amounts_in_words(file: Claimed, what: str, measure: Measure) -> Measure:
    """Take from the activity's name, "5k easy in 30 min", what a table has no column of."""
    source = file.source
    if not source.by_hand or getattr(source, what) or not source.activity:
        return measure
    cells = file.rows.words(source.activity)
    value = amounts_in_words(cells, what)
    told = np.isfinite(value)
    if not told.any():
        return measure
    evidence = Remark("import.evidence.in_words", {"n": int(told.sum()), "example": cells[told][0]})
    decision = Decision(*_SAID_IN_WORDS[what], evidence)
    shown = np.where(told, cells, measure.shown)
    return replace(measure, value=value, plain=value, shown=shown, decisions=(decision,))


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


def _names_no_run(cell: str) -> bool:
    """Say whether a cell names rest or another activity; "an hour" names none."""
    return classify_activity(cell).kind not in ("", "run")


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
