"""Which columns of a table kept by hand are sessions: distance, duration, pace, activity."""

import math
import re
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from ..codes import Remark
from .activities import classify_activity
from .folding import fold
from .marks import Clock, read_clock, read_pace, read_quantity
from .own_columns import MOST, WORDS, Column, header_unit, is_rest, read_duration

FASTEST = 2.4  # minutes for a kilometre or a mile
SLOWEST = 22.0
ENOUGH = 3  # rows with both before a pace says anything
STEADY = 0.45  # spread of a person's paces, relative to their mean
NO_MILE_SO_FAST = 4.3  # minutes; the record is 3.7
LONGEST = 250.0  # kilometres or miles in one session
_RATIOS = (1.0, 1.609344, 1 / 1.609344, 1000.0, 0.001)  # of a distance in two units
LONG_FOR_A_DISTANCE = 15  # a whole number under "Run" from here on may be minutes
_YES = frozenset(map(fold, WORDS["ticks"]["yes"]))
_TICKS = _YES.union(map(fold, WORDS["ticks"]["no"]))


@dataclass(frozen=True)
class Found:
    """One column and the role it seems to have.

    Parameters
    ----------
    column : Column
    role : str
        "distance", "duration", "pace", "activity", "time", "pain", "weight", ...
    unit : str
        "" where none is needed or none is told.
    by_words : bool
        Whether its header says so; else only its values do.
    evidence : tuple of Remark
        What speaks for it.
    questions : tuple of Remark
        What only the person can tell about it.
    """

    column: Column
    role: str
    unit: str = ""
    by_words: bool = True
    evidence: tuple[Remark, ...] = ()
    questions: tuple[Remark, ...] = ()


class Length(NamedTuple):
    """One way to read a column as durations: the unit's name, and the minutes in every row."""

    unit: str
    minutes: list[float]


class Fit(NamedTuple):
    """How well distances and durations go together: a pace's median and relative spread."""

    rows: int
    plausible: float
    pace: float
    spread: float

    @property
    def is_good(self) -> bool:
        """Whether nearly all rows give a pace at which people move, and much the same one."""
        return self.rows >= ENOUGH and self.plausible >= MOST and self.spread <= STEADY


def numbers_of(column: Column) -> list[float]:
    """Return the number in every row, NaN where there is none."""
    values = []
    for quantity in column.quantities:
        values.append(math.nan if quantity is None else quantity.value)
    return values


def possible_lengths(column: Column) -> list[Length]:
    """Return every way in which a column could hold durations, the likeliest first."""
    if column.share(lambda cell: read_pace(cell) is not None and "/" in cell) >= MOST:
        return []
    counted = [cell for cell in column.filled if not is_rest(cell)]
    if _mostly(counted, lambda cell: read_duration(cell) is not None):
        return [Length("clock", [_length(cell) for cell in column.cells])]
    if _mostly(counted, lambda cell: read_clock(cell) is not None):
        return _two_part_lengths(column)
    if not column.is_numeric:
        return []
    numbers = numbers_of(column)
    by_unit = {"min": 1.0, "s": 1 / 60, "h": 60.0}
    if column.unit in by_unit:
        return [_scaled(numbers, column.unit, by_unit[column.unit])]
    return [_scaled(numbers, unit, factor) for unit, factor in by_unit.items()]


def _mostly(cells: list[str], fits: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(fits, cells)) >= MOST * len(cells)


def _length(cell: str) -> float:
    minutes = read_duration(cell)
    if minutes is not None:
        return minutes
    clock = read_clock(cell)
    return math.nan if clock is None else clock.minutes_if_minutes_first


def _scaled(numbers: list[float], unit: str, factor: float) -> Length:
    return Length(unit, [number * factor for number in numbers])


def _two_part_lengths(column: Column) -> list[Length]:
    """Read "35:20" as minutes and seconds, and as hours and minutes."""
    clocks = [clock for clock in column.clocks if clock is not None]
    if any(clock.twelve_hour for clock in clocks):
        return []
    short = [_minutes(clock, hours_first=False) for clock in column.clocks]
    long = [_minutes(clock, hours_first=True) for clock in column.clocks]
    if any(clock.has_three for clock in clocks):  # 59:10 and 1:02:30 in one column
        return [Length("clock", short)]
    return [Length("clock", short), Length("h", long)]


def _minutes(clock: Clock | None, *, hours_first: bool) -> float:
    if clock is None:
        return math.nan
    return clock.minutes_if_hours_first if hours_first else clock.minutes_if_minutes_first


def fit_together(distances: Iterable[float], minutes: Iterable[float]) -> Fit:
    """Tell whether two columns are the distance and the duration of the same sessions."""
    pairs = zip(distances, minutes, strict=True)
    paces = [m / d for d, m in pairs if d > 0 and m > 0 and math.isfinite(m)]
    if len(paces) < ENOUGH:
        return Fit(rows=len(paces), plausible=0.0, pace=math.nan, spread=math.inf)
    plausible = [pace for pace in paces if FASTEST <= pace <= SLOWEST]
    share = len(plausible) / len(paces)
    spread = statistics.pstdev(plausible) / statistics.fmean(plausible) if plausible else math.inf
    return Fit(rows=len(paces), plausible=share, pace=statistics.median(paces), spread=spread)


def find_activity(columns: list[Column]) -> Found | None:
    """Return the column that names what was done: run types, sports, or rest."""
    own = [c for c in columns if not c.says("notes", "pain", "date", "other")]
    ticked = [c for c in own if c.says("run") and _holds_ticks(c)]
    texts = [c for c in own if c.filled and not c.is_numeric and _is_short_text(c)]
    worded = [c for c in texts if c.says("activity", "run")]
    named = [c for c in worded if c.activity_share >= 0.3]
    alike = [c for c in texts if c.activity_share >= MOST]
    for group, by_words in ((ticked, True), (named, True), (alike, False), (worded, True)):
        if group:
            best = max(group, key=lambda c: (c.activity_share, c.fill))
            return _activity(best, by_words=by_words)
    return None


def _holds_ticks(column: Column) -> bool:
    """Tell whether all that stands in a column are marks such as "yes" and "x"."""
    marks = [fold(cell) for cell in column.cells if cell]
    ticks = [mark for mark in marks if mark in _TICKS]
    return bool(_YES.intersection(marks)) and len(ticks) >= MOST * len(marks)


def is_yes(cell: str) -> bool:
    """Tell whether a mark says that there was a session."""
    return fold(cell) in _YES


def _is_short_text(column: Column) -> bool:
    return statistics.median(map(len, column.filled)) <= 40 and column.share(read_clock) < MOST


def _activity(column: Column, *, by_words: bool) -> Found:
    known = sum(classify_activity(cell).kind != "" for cell in column.filled)
    fields = {"column": column.name, "n": known, "of": len(column.filled)}
    evidence = Remark("own_table.names_activities", fields)
    if _holds_ticks(column):
        question = Remark("own_table.ask_ticks", {"column": column.name})
        return Found(column, "activity", "ticks", by_words, questions=(question,))
    return Found(column, "activity", "", by_words, evidence=(evidence,))


def find_paces(columns: list[Column]) -> list[Found]:
    """Return the columns of paces and speeds: they are never durations."""
    found = []
    for column in columns:
        stated = column.share(read_pace) >= MOST and column.share(lambda c: "/" in c) >= MOST
        worded = column.says("pace") and not column.says("time")
        if stated or (worded and (column.is_numeric or column.share(_is_clock_like) >= MOST)):
            found.append(Found(column, "pace", unit=_pace_unit(column), by_words=worded))
    return found


def _is_clock_like(cell: str) -> bool:
    return read_clock(cell) is not None or read_pace(cell) is not None


def _pace_unit(column: Column) -> str:
    """Return the unit that a pace is for, from its header or its cells; "" for none."""
    header = column.header.casefold()
    if re.search(r"/\s*km|km/h|kmh|per km|kph", header):
        return "km"
    if re.search(r"/\s*mi|mph|per mile", header):
        return "mi"
    units = set()
    for cell in column.filled:
        pace = read_pace(cell)
        if pace is not None and pace.unit:
            units.add(pace.unit)
    return units.pop() if len(units) == 1 else ""


def find_distance(columns: list[Column]) -> Found | None:
    """Return the column of distances that its header or the units in its cells name."""
    numeric = [c for c in columns if c.is_numeric and _are_distances(c)]
    own = [c for c in numeric if not c.says("pain", "other", "date")]
    of_runs = [c for c in own if c.says("run") or not c.says("other activity")]
    named = [c for c in of_runs if c.says("distance") and not c.says("pace", "weight")]
    with_unit = [c for c in of_runs if _cell_unit(c)]
    called_run = [c for c in own if c.says("run") and not c.says("duration") and not _only_ticks(c)]
    called_run = [c for c in called_run if not may_be_minutes(c)]
    for group, by_words in ((named, True), (with_unit, False), (called_run, True)):
        if group:
            best = max(group, key=_distance_rank)
            questions = _ask_which_distance(best, group)
            return Found(best, "distance", distance_unit(best), by_words, questions=questions)
    return None


def _ask_which_distance(best: Column, group: list[Column]) -> tuple[Remark, ...]:
    """Ask where several columns hold distances that are not the same in another unit."""
    others = [c for c in group if c is not best and c.says("run") == best.says("run")]
    others = [c for c in others if not _are_the_same(best, c)]
    if not others:
        return ()
    names = tuple(column.name for column in (best, *others))
    fields = {"columns": ", ".join(names), "names": names}
    return (Remark("own_table.ask_which_distance", fields),)


def _are_the_same(first: Column, second: Column) -> bool:
    """Tell whether two columns are the same distances, in one unit or in two."""
    pairs = zip(numbers_of(first), numbers_of(second), strict=True)
    ratios = [a / b for a, b in pairs if a > 0 and b > 0]
    held = len([number for number in numbers_of(second) if number > 0])
    agreeing = [ratio for ratio in ratios if any(map(partial(_is_near, ratio), _RATIOS))]
    return len(agreeing) >= MOST * held


def _is_near(value: float, other: float) -> bool:
    return abs(value / other - 1) < 0.03


def may_be_minutes(column: Column) -> bool:
    """Tell whether a column called only "Run" may hold minutes: large whole numbers, no unit."""
    positive = [number for number in column.numbers if number > 0]
    if not positive or column.has_decimals or distance_unit(column):
        return False
    return LONG_FOR_A_DISTANCE <= statistics.median(positive) <= 300


def _only_ticks(column: Column) -> bool:
    return set(column.numbers) <= {0.0, 1.0}


def _distance_rank(column: Column) -> tuple[bool, bool, float, bool]:
    return (column.says("run"), bool(distance_unit(column)), column.fill, column.has_decimals)


def _are_distances(column: Column) -> bool:
    positive = [number for number in column.numbers if number > 0]
    return bool(positive) and min(column.numbers) >= 0 and statistics.median(positive) < 100_000


def distance_unit(column: Column) -> str:
    """Return the unit in the header or in the cells, or ""."""
    if column.unit in ("km", "mi", "m", "yd"):
        return column.unit
    return _cell_unit(column)


def _cell_unit(column: Column) -> str:
    stated = [q.unit for q in column.quantities if q is not None and q.unit]
    units = {header_unit(unit) for unit in stated}
    enough = len(stated) >= 0.5 * max(1, len(column.numbers))
    return units.pop() if enough and units <= {"km", "mi", "m"} and len(units) == 1 else ""


def tell_distance_unit(
    distance: Found, lengths: list[float] | None, paces: list[Found]
) -> tuple[str, Remark | None]:
    """Return the unit of distances that state none, and the evidence; ("", None) if nothing tells.

    A pace with its unit tells, where the durations or the pace itself agree with the distances;
    so does a speed at which nobody runs a mile, and numbers that can only be metres.
    """
    numbers = numbers_of(distance.column)
    positive = [number for number in numbers if number > 0]
    if positive and statistics.median(positive) > LONGEST:
        return "m", Remark("own_table.only_metres", {"example": max(positive)})
    if lengths is None:
        return "", None
    fit = fit_together(numbers, lengths)
    for pace in paces:
        if pace.unit and _paces_agree(pace.column, numbers, lengths):
            fields = {"column": pace.column.name, "unit": pace.unit}
            return pace.unit, Remark("own_table.pace_tells", fields)
    if fit.is_good and fit.pace < NO_MILE_SO_FAST:
        return "km", Remark("own_table.too_fast_for_miles", {"pace": fit.pace})
    return "", None


def _paces_agree(pace: Column, distances: list[float], lengths: list[float]) -> bool:
    agreeing = 0
    compared = 0
    for cell, distance, minutes in zip(pace.cells, distances, lengths, strict=True):
        stated = _pace_value(cell)
        if stated is None or not distance > 0 or not minutes > 0:
            continue
        compared += 1
        agreeing += abs(minutes / distance / stated - 1) < 0.05
    return compared >= ENOUGH and agreeing >= MOST * compared


def _pace_value(cell: str) -> float | None:
    pace = read_pace(cell)
    if pace is not None:
        return pace.value or None
    clock = read_clock(cell)
    if clock is not None:
        return clock.minutes_if_minutes_first or None
    quantity = read_quantity(cell)
    return quantity.value or None if quantity is not None else None
