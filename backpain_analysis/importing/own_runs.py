"""Which column of a table kept by hand is the distance, and what lengths its columns may hold."""

import math
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from ..codes import Remark
from .inference import FACTORS
from .marks import Clock, read_clock, read_pace, read_quantity
from .own_columns import MOST, Column, header_unit, is_rest, read_duration

FASTEST = 2.4  # minutes for a kilometre or a mile
SLOWEST = 22.0
ENOUGH = 3  # rows with both before a pace says anything
MANY = 8  # numbers that only rise are a sum
STEADY = 0.45  # spread of a person's paces, relative to their mean
NO_MILE_SO_FAST = 4.3  # minutes; the record is 3.7
LONGEST_SESSION = 300.0  # minutes
FARTHEST_IN_METRES = 100_000
_DISTANCE_UNITS = frozenset(FACTORS["distance"])
LONGEST = 250.0  # kilometres or miles in one session
WHICH_DISTANCE = "own_table.ask_which_distance"
ANOTHER_DAY = "own_table.ask_another_day"
_RATIOS = (1.0, 1.609344, 1 / 1.609344, 1000.0, 0.001)  # of a distance in two units
LONG_FOR_A_DISTANCE = 15  # a whole number under "Run" from here on may be minutes


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
    if _agree(column, counted, lambda cell: read_duration(cell) is not None):
        return [Length("clock", [_length(cell) for cell in column.cells])]
    if _agree(column, counted, lambda cell: read_clock(cell) is not None):
        return _two_part_lengths(column)
    if not column.is_numeric:
        return []
    numbers = numbers_of(column)
    by_unit = {"min": 1.0, "s": 1 / 60, "h": 60.0}
    if column.unit in by_unit:
        return [_scaled(numbers, column.unit, by_unit[column.unit])]
    return [_scaled(numbers, unit, factor) for unit, factor in by_unit.items()]


def _agree(column: Column, cells: list[str], fits: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(fits, cells)) >= column.needed * len(cells)


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


def rows_with_both(
    distances: Iterable[float], minutes: Iterable[float]
) -> list[tuple[float, float]]:
    """Return distance and minutes of the rows that hold both."""
    pairs = zip(distances, minutes, strict=True)
    return [(distance, length) for distance, length in pairs if distance > 0 and length > 0]


def fit_together(distances: Iterable[float], minutes: Iterable[float]) -> Fit:
    """Tell whether two columns are the distance and the duration of the same sessions."""
    both = rows_with_both(distances, minutes)
    if len(both) < ENOUGH:
        return Fit(rows=len(both), plausible=0.0, pace=math.nan, spread=math.inf)
    paces = [length / distance for distance, length in both]
    plausible = [pace for pace in paces if FASTEST <= pace <= SLOWEST]
    return Fit(
        rows=len(paces),
        plausible=len(plausible) / len(paces),
        pace=statistics.median(paces),
        spread=relative_spread(plausible),
    )


def relative_spread(values: list[float]) -> float:
    """Return the standard deviation as a share of the mean; infinite without values."""
    if not values:
        return math.inf
    return statistics.pstdev(values) / statistics.fmean(values)


def find_distance(columns: list[Column]) -> Found | None:
    """Return the column of distances that its header or the units in its cells name."""
    own = list(filter(_may_be_distance, columns))
    named = list(filter(_is_named_distance, own))
    with_unit = list(filter(_has_unit_in_cells, own))
    called_run = list(filter(_is_only_called_run, own))
    for group, by_words in ((named, True), (with_unit, False), (called_run, True)):
        if group:
            best = max(group, key=_distance_rank)
            rivals = dict.fromkeys((*group, *called_run))
            questions = _ask_which_distance(best, list(rivals))
            return Found(best, "distance", distance_unit(best), by_words, questions=questions)
    return None


def _may_be_distance(column: Column) -> bool:
    return column.is_numeric and _are_distances(column) and not column.says("pain", "other", "date")


def _is_of_runs(column: Column) -> bool:
    return column.says("run") or not column.says("other activity")


def _is_named_distance(column: Column) -> bool:
    return _is_of_runs(column) and column.says("distance") and not column.says("pace", "weight")


def _has_unit_in_cells(column: Column) -> bool:
    return _is_of_runs(column) and (_cell_unit(column) != "" or _each_cell_states_unit(column))


def _is_only_called_run(column: Column) -> bool:
    if not column.says("run") or column.says("duration"):
        return False
    return not _only_ticks(column) and not may_be_minutes(column)


def _ask_which_distance(best: Column, group: list[Column]) -> tuple[Remark, ...]:
    """Ask where several columns hold distances that are not the same in another unit.

    "Treadmill" may be all running or a part of it: a column beside it that has distances where it
    has none is asked about, too.
    """
    others = []
    for column in group:
        is_rival = column.says("run") == best.says("run") or _fills_gaps(best, column)
        if column is not best and is_rival and not _are_the_same(best, column):
            others.append(column)
    if not others:
        return ()
    names = tuple(column.name for column in (best, *others))
    fields = {"columns": ", ".join(names), "names": names}
    return (Remark(WHICH_DISTANCE, fields),)


def _fills_gaps(first: Column, second: Column) -> bool:
    """Tell whether the second column has distances in rows where the first has none."""
    for one, other in zip(numbers_of(first), numbers_of(second), strict=True):
        if other > 0 and not one > 0:
            return True
    return False


def _are_the_same(first: Column, second: Column) -> bool:
    """Tell whether two columns are the same distances, in one unit or in two."""
    agreeing = 0
    for one, other in rows_with_both(numbers_of(first), numbers_of(second)):
        agreeing += any(abs(one / other / ratio - 1) < 0.03 for ratio in _RATIOS)
    return agreeing >= MOST * len(second.positive)


def may_be_minutes(column: Column) -> bool:
    """Tell whether a column called only "Run" may hold minutes: large whole numbers, no unit."""
    if not column.positive or column.has_decimals or distance_unit(column):
        return False
    return LONG_FOR_A_DISTANCE <= statistics.median(column.positive) <= LONGEST_SESSION


def _only_ticks(column: Column) -> bool:
    """Tell whether numbers under "Run" are marks, or count the runs of a day."""
    return set(column.numbers) <= {0.0, 1.0, 2.0, 3.0}


def _distance_rank(column: Column) -> tuple[bool, bool, float, bool]:
    return (column.says("run"), bool(distance_unit(column)), column.fill, column.has_decimals)


def _are_distances(column: Column) -> bool:
    if not column.positive or min(column.numbers) < 0 or _is_running_total(column):
        return False
    return statistics.median(column.positive) < FARTHEST_IN_METRES


def _is_running_total(column: Column) -> bool:
    """Tell whether numbers only ever rise: the sum so far, not the distance of a day."""
    numbers = [number for number, _ in groupby(column.positive)]
    if len(numbers) < MANY or max(numbers) < numbers[0] * len(numbers) / 2:
        return False
    return all(later > earlier for earlier, later in pairwise(numbers))


def distance_unit(column: Column) -> str:
    """Return the unit in the header or in the cells, or ""."""
    if column.unit in _DISTANCE_UNITS:
        return column.unit
    return _cell_unit(column)


def states_unit(column: Column) -> bool:
    """Tell whether the header states the unit of distances, or every cell does for itself."""
    return bool(distance_unit(column)) or _each_cell_states_unit(column)


def _each_cell_states_unit(column: Column) -> bool:
    units = _units_in_cells(column)
    return len(units) == len(column.positive) > 0 and set(units) <= _DISTANCE_UNITS


def _cell_unit(column: Column) -> str:
    """Return the one unit that half of the cells or more state, or ""."""
    units = _units_in_cells(column)
    enough = len(units) >= 0.5 * max(1, len(column.numbers))
    one = set(units) if enough else set()
    return one.pop() if len(one) == 1 and one <= _DISTANCE_UNITS else ""


def _units_in_cells(column: Column) -> list[str]:
    """Return the unit of every distance that states one."""
    stated = [q.unit for q in column.quantities if q is not None and q.unit and q.value > 0]
    return [header_unit(unit) for unit in stated]


def tell_distance_unit(
    distance: Found, lengths: list[float] | None, paces: list[Found]
) -> tuple[str, Remark | None]:
    """Return the unit of distances that state none, and the evidence; ("", None) if nothing tells.

    A pace with its unit tells, where the durations or the pace itself agree with the distances;
    so does a speed at which nobody runs a mile, and numbers that can only be metres.
    """
    numbers = numbers_of(distance.column)
    if statistics.median(distance.column.positive) > LONGEST:
        example = max(distance.column.positive)
        return "m", Remark("own_table.only_metres", {"example": example})
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
