"""Clocks beside distances: which are durations, which paces, which times of day."""

import statistics
from itertools import product

from ..codes import Remark
from .marks import read_clock
from .own_columns import MOST, Column, read_duration
from .own_runs import (
    ENOUGH,
    LONGEST,
    SLOWEST,
    Fit,
    Found,
    Length,
    fit_together,
    may_be_minutes,
    numbers_of,
    possible_lengths,
    relative_spread,
    rows_with_both,
)

LIKELY_MINUTES = (8.0, 400.0)  # a session's duration, where no distance stands beside it


def find_duration(columns: list[Column], distance: Found | None) -> Found | None:
    """Return the column of durations, named by its header or told by the distances beside it.

    A column called "time" is one where its lengths fit the distances; with three parts that no
    time of day shows ("0:35:20" in every row) also without.
    """
    for column in columns:
        if _is_named(column):
            return _as_duration(column, distance, by_words=True)
    for column in columns:
        length = _length_of_clock(column, distance)
        if length is not None:
            return _clock_as_duration(column, length, distance)
    for column in columns:
        called_run = column.says("run") and not column.says("pain", "other", "date")
        if called_run and distance is None and column.is_numeric and may_be_minutes(column):
            question = Remark("own_table.ask_amount", {"column": column.name})
            return Found(column, "duration", "min", questions=(question,))
    return None


def _is_named(column: Column) -> bool:
    if column.says("pain", "other", "pace", "date", "weight", "rating", "weekday", "clock"):
        return False
    if column.says("other activity") and not column.says("run"):
        return False
    if column.says("distance") and column.unit not in ("min", "h", "s"):
        return False
    timed = column.says("duration") or (column.says("time") and column.unit in ("min", "h", "s"))
    timed = timed or (column.says("time") and column.says("run"))
    return timed and bool(possible_lengths(column))


def _as_duration(column: Column, distance: Found | None, *, by_words: bool) -> Found:
    length = best_length(column, distance)
    evidence: tuple[Remark, ...] = ()
    questions: tuple[Remark, ...] = ()
    told = _best_fit(column, distance)
    if told is not None:
        evidence = (_fits(column, distance),)
    elif column.unit not in ("min", "s", "h") and length.unit != "clock":
        fields = {"column": column.name, "unit": length.unit}
        questions = (Remark("own_table.ask_duration_unit", fields),)
    elif length.unit == "clock" and len(possible_lengths(column)) > 1:
        fields = {"column": column.name, "unit": "m:s"}
        questions = (Remark("own_table.ask_duration_unit", fields),)
    unit = length.unit
    return Found(column, "duration", unit, by_words, evidence=evidence, questions=questions)


def best_length(column: Column, distance: Found | None) -> Length:
    """Return the one way to read durations that fits the distances, else the likeliest."""
    told = _best_fit(column, distance)
    if told is not None:
        return told
    lengths = possible_lengths(column)
    for length in lengths:
        known = [minutes for minutes in length.minutes if minutes > 0]
        if known and LIKELY_MINUTES[0] <= statistics.median(known) <= LIKELY_MINUTES[1]:
            return length
    return lengths[0]


def _best_fit(column: Column, distance: Found | None) -> Length | None:
    if distance is None:
        return None
    numbers = _in_large_units(distance)
    good = []
    for length in possible_lengths(column):
        fit = fit_together(numbers, length.minutes)
        if fit.is_good:
            good.append((fit, length))
    if not good:
        return None
    return min(good, key=lambda item: item[0].spread)[1]


def _in_large_units(distance: Found) -> list[float]:
    """Return distances in kilometres or miles, so that a pace has its usual size."""
    numbers = numbers_of(distance.column)
    in_metres = distance.unit in ("m", "yd") or _are_metres(distance.column)
    return [number / 1000 for number in numbers] if in_metres else numbers


def _are_metres(column: Column) -> bool:
    return bool(column.positive) and statistics.median(column.positive) > LONGEST


def _fits(column: Column, distance: Found | None) -> Remark:
    beside = "" if distance is None else distance.column.name
    return Remark("own_table.fits_distance", {"column": column.name, "beside": beside})


def _length_of_clock(column: Column, distance: Found | None) -> Length | None:
    """Return the lengths of a column of clocks that its header does not call a duration."""
    if column.says("clock", "pace", "date", "other", "pain", "weekday"):
        return None
    is_clock = column.share(lambda c: read_clock(c) is not None or read_duration(c) is not None)
    if is_clock < column.needed:
        return None
    told = _best_fit(column, distance)
    if told is not None and not is_like_a_pace(column, told, distance):
        return told
    lengths = possible_lengths(column)
    is_length = bool(lengths) and distance is None and _no_time_of_day(column)
    return lengths[0] if is_length else None


def _clock_as_duration(column: Column, length: Length, distance: Found | None) -> Found:
    """Return clocks as durations; asked where they might show the time of day as well."""
    return Found(
        column=column,
        role="duration",
        unit=length.unit,
        by_words=column.says("time"),
        evidence=(_fits(column, distance),),
        questions=_ask_clock(column, length, distance),
    )


def _ask_clock(column: Column, length: Length, distance: Found | None) -> tuple[Remark, ...]:
    clocks = [clock for clock in column.clocks if clock is not None]
    may_be_time_of_day = all(clock.is_time_of_day and not clock.has_three for clock in clocks)
    if not clocks or not may_be_time_of_day or distance is None:
        return ()
    both = rows_with_both(numbers_of(distance.column), length.minutes)
    if _rise_together(both):
        return ()
    return (Remark("own_table.ask_clock", {"column": column.name, "example": column.filled[0]}),)


def is_like_a_pace(column: Column, length: Length, distance: Found | None) -> bool:
    """Tell whether lengths are paces: they stay the same however long the distance is."""
    if distance is None or length.unit == "h":
        return False
    both = rows_with_both(_in_large_units(distance), length.minutes)
    minutes = [length_of_row for _, length_of_row in both]
    if len(both) < 2 or max(minutes) > SLOWEST:
        return False
    paces = [length_of_row / distance_of_row for distance_of_row, length_of_row in both]
    return relative_spread(minutes) < relative_spread(paces)


def _no_time_of_day(column: Column) -> bool:
    """Tell whether clocks can only be lengths: short, down to the second, or written so."""
    clocks = [clock for clock in column.clocks if clock is not None]
    if not clocks:
        return column.share(read_duration) >= MOST
    if not all(clock.is_time_of_day for clock in clocks):
        return True
    exact = [clock for clock in clocks if clock.has_three and clock.third]
    all_short = all(clock.first < 5 for clock in clocks)
    return all_short and len(exact) >= 0.5 * len(clocks)


def find_pair(columns: list[Column]) -> tuple[Found, Found] | None:
    """Return the distance and the duration among columns whose headers say nothing.

    Of all pairs, the one whose paces vary least, if nearly every row has both or neither and the
    pace is one at which people run.
    """
    candidates = []
    lengths = [(c, length) for c in columns for length in possible_lengths(c) if c.filled]
    distances = [c for c in columns if c.is_numeric and len(set(c.numbers)) > 2]
    for distance, (duration, length) in product(distances, lengths):
        if distance is duration or not _side_by_side(distance, length):
            continue
        found = Found(distance, "distance", by_words=False)
        fit = fit_together(_in_large_units(found), length.minutes)
        if fit.is_good and not is_like_a_pace(duration, length, found):
            candidates.append((fit, distance, duration, length))
    if not candidates:
        return None
    fit, distance, duration, length = min(candidates, key=lambda c: _worse(c[0], c[1], c[3]))
    as_distance = Found(distance, "distance", by_words=False)
    evidence = (_fits(duration, as_distance),)
    as_duration = Found(duration, "duration", length.unit, by_words=False, evidence=evidence)
    return as_distance, as_duration


def _worse(fit: Fit, distance: Column, length: Length) -> tuple[bool, bool, float]:
    return (length.unit not in ("clock", "min"), not distance.has_decimals, fit.spread)


def _side_by_side(distance: Column, length: Length) -> bool:
    """Tell whether the same rows hold both, and longer distances take longer."""
    both = rows_with_both(numbers_of(distance), length.minutes)
    with_length = sum(minutes > 0 for minutes in length.minutes)
    either = len(distance.positive) + with_length - len(both)
    if len(both) < ENOUGH or len(both) < MOST * either:
        return False
    return _rise_together(both)


def _rise_together(pairs: list[tuple[float, float]]) -> bool:
    distances, minutes = zip(*pairs, strict=True)
    if len(set(distances)) < 2 or len(set(minutes)) < 2:
        return False
    return statistics.correlation(distances, minutes) > 0.5


def find_clock(columns: list[Column]) -> Found | None:
    """Return the column with the time of day, among those that are no durations or paces."""
    candidates = [c for c in columns if _shows_time_of_day(c)]
    if not candidates:
        return None
    best = max(candidates, key=lambda c: (c.says("clock"), c.says("time"), c.fill))
    return Found(best, "time", by_words=best.says("clock", "time", "date"))


def _shows_time_of_day(column: Column) -> bool:
    if column.says("duration", "pace", "other", "distance"):
        return False
    clocks = [read_clock(cell) for cell in column.filled]
    shown = [clock for clock in clocks if clock is not None and clock.is_time_of_day]
    return bool(clocks) and len(shown) >= column.needed * len(clocks)
