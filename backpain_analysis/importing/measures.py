"""What one file's cells amount to: kilometres, minutes, kilograms."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import Remark
from .claimed import Claimed, read_marked_numbers, read_numbers
from .inference import (
    FACTORS,
    UNIT_EVIDENCE,
    Unit,
    decide_numbers,
    each,
    is_missing,
    unit_name,
)
from .own_cells import amounts_of, count_something_else, is_sum, units_of
from .own_runs import ENOUGH, FASTEST, LONGEST, SLOWEST
from .source import Decision, Question, measured

_METRES_IN_A_MILE = 1609.344
_NEARLY_NONE = 0.1  # of the distances may be so short that they could be kilometres
_NEARLY_THE_SAME = 0.02  # of a mile, by which a distance in metres may differ
_MOST = 0.8  # of the distances
_LEAST_GRAMS = 10_000  # no one weighs so much in kg or lb, and every adult more in g


@dataclass(frozen=True)
class Measure:
    """Distance, duration or weight of each row.

    Parameters
    ----------
    value : ndarray of float
        In kilometres, minutes or kilograms; NaN where none is recorded.
    plain : ndarray of float
        The numbers as they stand in the file.
    shown : ndarray of str
        The cells that they were read from; "" where none is recorded.
    decisions, questions : tuple
    """

    value: np.ndarray
    plain: np.ndarray
    shown: np.ndarray
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()


def read_measure(file: Claimed, what: str) -> Measure:
    """Read a measure ("distance", "duration", "weight") in its base unit.

    Where several columns hold it, a row takes the first that has a number; the parts of a session
    are added up.
    """
    value = np.full(file.n, np.nan)
    plain = np.full(file.n, np.nan)
    shown = np.full(file.n, "", dtype=object)
    decisions: list[Decision] = []
    questions: list[Question] = []
    for name in _columns_of(file, what):
        adds = what == "distance" and file.source.added_up
        open_rows = np.full(file.n, True) if adds else np.isnan(value)
        column = _read_column(file, what, name, open_rows)
        decisions += column.decisions
        questions += column.questions
        if column.asks_unit:
            break
        found = column.measure
        is_shown = open_rows & (found.shown != "")
        shown = np.where(is_shown, found.shown, shown)
        if adds:
            value = _added(value, found.value)
            plain = _added(plain, found.plain)
        else:
            value = np.where(open_rows, found.value, value)
            plain = np.where(open_rows, found.plain, plain)
    return Measure(
        value=value,
        plain=plain,
        shown=shown,
        decisions=tuple(decisions),
        questions=tuple(questions),
    )


def _added(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Add up what is known; NaN where neither is."""
    total = np.nan_to_num(first) + np.nan_to_num(second)
    return np.where(np.isnan(first) & np.isnan(second), np.nan, total)


def _columns_of(file: Claimed, what: str) -> list[str]:
    names = file.rows.columns_of(getattr(file.source, what))
    if what == "weight":  # pounds and kilograms side by side: the finer one first
        names.sort(key=lambda name: -len(pd.unique(file.rows.cells[name])))
    return names


@dataclass(frozen=True)
class _Column:
    """One column of a measure: the numbers as they stand, and the unit that each cell states."""

    number: np.ndarray
    unit: np.ndarray
    shown: np.ndarray
    decisions: list[Decision]
    questions: list[Question]
    is_unit_beside: bool

    def states_of(self, rows: np.ndarray) -> list[str]:
        """Return the units stated in these rows, each once; "" where a row states none."""
        needs_unit = rows & ~np.isnan(self.number) & (self.number != 0)  # 0 needs none
        return list(dict.fromkeys(self.unit[needs_unit]))


@dataclass(frozen=True)
class _MeasureColumn:
    """One column of a measure; `asks_unit` if nothing tells its unit."""

    measure: Measure
    decisions: list[Decision]
    questions: list[Question]
    asks_unit: bool = False


def _read_column(file: Claimed, what: str, name: str, open_rows: np.ndarray) -> _MeasureColumn:
    """Read one column of a measure for the rows that have no value yet."""
    column = _column_as_it_stands(file, what, name)
    decisions = column.decisions
    questions = column.questions
    number = column.number
    stated = column.states_of(open_rows)

    rest = find_unit(file, what, name, number)
    if file.source.needs and not rest.unit and _most_state_a_unit(column.unit, number):
        rest = _unit_of_most(what, column.unit)
        if not rest.unit:  # a clock states its unit, and a plain number beside it has none
            number = np.where(column.unit == "", np.nan, number)
            stated = [unit for unit in stated if unit]
    if rest.unit not in FACTORS[what] and "" in stated:
        questions.append(_ask_unit(file, what, rest.why))
        nothing = Measure(number, number, column.shown)
        return _MeasureColumn(nothing, decisions, questions, asks_unit=True)
    decision = _unit_decision(what, stated, rest, is_beside=column.is_unit_beside)
    if decision is not None:
        decisions.append(decision)

    value = number * _factors(what, column.unit, rest.unit)
    value[number == 0] = np.nan if what == "weight" else 0.0
    return _MeasureColumn(Measure(value, number, column.shown), decisions, questions)


def _column_as_it_stands(file: Claimed, what: str, name: str) -> _Column:
    cells = file.rows.cells[name]
    beside = file.rows.first_of(measured(getattr(file.source, what))[1])
    read = read_marked_numbers if file.source.by_hand else read_numbers
    column = read(file, cells, what)
    number = column.value
    unit = each(column.numbers.unit if beside is None else beside, unit_name)
    decisions = list(column.decisions)
    if file.source.by_hand:
        number, unit = _as_written_by_hand(cells, what, number, unit)
        decisions += _sums_said(cells, what)
    if file.source.by_hand or what == "weight":
        number = np.where(count_something_else(cells, what), np.nan, number)
    return _Column(
        number=number,
        unit=unit,
        shown=np.where(is_missing(cells), "", cells),
        decisions=decisions,
        questions=list(column.questions),
        is_unit_beside=beside is not None,
    )


def _ask_unit(file: Claimed, what: str, why: Remark | None) -> Question:
    remark = why or Remark(f"import.question.{what}_unit")
    first, second, *_ = FACTORS[what]
    return file.ask(remark, f"{what}_unit", first, second)


def _factors(what: str, units: np.ndarray, unit_of_rest: str) -> np.ndarray:
    """Return for each cell what its number is multiplied by, to be in the base unit."""
    factors = dict(FACTORS[what])
    factors[""] = factors.get(unit_of_rest, np.nan)
    if unit_of_rest == "h":
        factors["m:s"] = 60.0  # 1:30 of hours
    return each(units, lambda unit: factors.get(unit, np.nan), float)


def _most_state_a_unit(units: np.ndarray, number: np.ndarray) -> bool:
    of_numbers = units[~np.isnan(number) & (number != 0)]
    stated = (of_numbers != "").sum()
    return bool(2 * stated > len(of_numbers))


def _unit_of_most(what: str, units: np.ndarray) -> Unit:
    """Return the one unit that most cells state; beside clocks, a plain number has none."""
    stated = set(units) - {""}
    if what == "duration" or len(stated) != 1:
        return Unit()
    return Unit(stated.pop(), Remark("import.evidence.unit_in_cells"))


def _as_written_by_hand(
    cells: np.ndarray, what: str, number: np.ndarray, units: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Read what is no plain number but an amount: "5k", "35'", "1h 5m"."""
    is_lost = np.isnan(number) & ~is_missing(cells)
    is_unnamed = (units == "") & each(cells, _has_letter, bool)
    is_amount = is_lost | is_unnamed
    if not is_amount.any():
        return number, units
    number = np.where(is_lost, amounts_of(cells, what), number)
    units = np.where(is_amount, units_of(cells, what), units)
    return number, units


def _sums_said(cells: np.ndarray, what: str) -> list[Decision]:
    """Say how many cells add up the parts of one day."""
    sums = cells[each(cells, is_sum, bool)]
    if not len(sums):
        return []
    value = Remark("import.value.sum")
    evidence = Remark("import.evidence.sums", {"n": len(sums), "example": sums[0].strip()})
    return [Decision("sums", value, evidence, about=what)]


def _has_letter(cell: str) -> bool:
    return any(c.isalpha() for c in cell)


def _unit_decision(what: str, stated: list[str], rest: Unit, *, is_beside: bool) -> Decision | None:
    """Say in which unit a column was read; None where no value needed one."""
    if not stated:
        return None
    if "m:s" in stated and rest.unit == "h":
        return Decision("unit", "h:min", rest.why or "", about=what)
    if {"m:s", "min"} & set(stated):
        return Decision("unit", "min", Remark("import.evidence.clocks"), about=what)
    units = ", ".join(dict.fromkeys(unit or rest.unit for unit in stated))
    if any(stated):
        where = "unit_beside" if is_beside else "unit_in_cells"
        return Decision("unit", units, Remark(f"import.evidence.{where}"), about=what)
    return Decision("unit", units, rest.why or "", about=what)


def find_unit(file: Claimed, what: str, column: str, value: np.ndarray) -> Unit:
    """Find the unit of plain numbers and what says so: the settings, else the file.

    What the file says against the settings is told beside.
    """
    found = _unit_in_file(file, what, column, value)
    told = getattr(file.told, f"{what}_unit")
    if not told:
        return found
    if found.unit in ("", told):
        return Unit(told, file.source.evidence.get(what, Remark("import.evidence.settings")))
    return Unit(told, Remark("import.evidence.settings_against", {"unit": found.unit}))


def _unit_in_file(file: Claimed, what: str, column: str, value: np.ndarray) -> Unit:
    """Find the unit of plain numbers in the file.

    In this order: weights that can only be grams; two distances that tell miles; the header; the
    app, that writes only one; a line above the header; other columns.
    """
    if what == "weight" and _are_grams(value):
        example = float(value[value > 0][0])
        return Unit("g", Remark("import.evidence.grams", {"example": example}))
    app = unit_name(measured(getattr(file.source, what))[1])
    if app == "km" and _is_miles_by_twin(file, value):
        return Unit("mi", Remark("import.evidence.second_distance"))
    named = _unit_in_header(file, column)
    unclear = None
    if named == "m" and what == "distance" and _too_short_for_metres(value):
        named = ""
        unclear = Remark("import.question.called_m")
    if named in FACTORS[what]:
        return Unit(named, Remark("import.evidence.unit_in_header"))
    if app:
        return Unit(app, Remark("import.evidence.apps_unit"))
    if above := _unit_above(file):
        return Unit(above, Remark("import.evidence.unit_above"))
    if unclear:
        return Unit(why=unclear)
    if what == "duration":
        return _days_by_size(file, value)
    told = _unit_by_other_columns(file, what, value)
    if what == "distance" and not told.unit:
        return _metres_by_size(value)
    return told


def _are_grams(weight: np.ndarray) -> bool:
    """Say whether most weights can be nothing but grams; none at all cannot."""
    positive = weight[weight > 0]
    return bool(np.median(np.append(positive, 0)) > _LEAST_GRAMS)


def _unit_in_header(file: Claimed, column: str) -> str:
    stated = unit_name(file.rows.units.get(column, ""))
    return stated or unit_name(column.rpartition("_")[2])


def _unit_above(file: Claimed) -> str:
    stated = re.search(r"units?\s*[:=]\s*(\w+)", file.rows.above, re.IGNORECASE)
    if stated is None:
        return ""
    return unit_name(stated[1])


def _too_short_for_metres(value: np.ndarray) -> bool:
    """Say whether most distances lie below 100."""
    positive = (value > 0).sum()
    short = (value < 100).sum()
    return bool(0 < positive < 2 * short)


def _metres_by_size(value: np.ndarray) -> Unit:
    """Take distances for metres where nearly all are too long for anything else."""
    positive = value[value > 0]
    if not len(positive) or np.quantile(positive, _NEARLY_NONE) <= LONGEST:
        return Unit()
    return Unit("m", Remark("own_table.only_metres", {"example": float(positive.max())}))


def _days_by_size(file: Claimed, value: np.ndarray) -> Unit:
    """Take durations for parts of a day, as spreadsheets keep them, where nothing else can be."""
    km = read_measure(file, "distance").value
    both = (km > 0) & (value > 0)
    if both.sum() < ENOUGH:
        return Unit()
    days_a_km = value[both] / km[both]
    minutes = days_a_km * FACTORS["duration"]["days"]
    are_possible = (minutes >= FASTEST) & (minutes <= SLOWEST)
    too_fast_as_hours = days_a_km * FACTORS["duration"]["h"] < FASTEST
    if not (are_possible & too_fast_as_hours).all():
        return Unit()
    return Unit("days", Remark("odd_file.evidence.parts_of_a_day", {"n": int(both.sum())}))


def _is_miles_by_twin(file: Claimed, value: np.ndarray) -> bool:
    """Say whether a second distance, in metres, shows that the first is in miles."""
    twin = file.rows.first_of("distance.1")
    if twin is None:
        return False
    positive = value > 0
    metres = decide_numbers(twin, ".").value
    metres_a_unit = metres[positive] / value[positive]
    is_mile = np.abs(metres_a_unit / _METRES_IN_A_MILE - 1) < _NEARLY_THE_SAME
    compared = np.isfinite(metres_a_unit).sum()
    return bool(is_mile.sum() > _MOST * compared)


def _unit_by_other_columns(file: Claimed, what: str, value: np.ndarray) -> Unit:
    for evidence in UNIT_EVIDENCE.get(what, []):
        numbers = []
        for name in evidence.columns:
            cells = file.rows.first_of(name)
            if cells is not None:
                numbers.append(_numbers_of(name, cells))
        if len(numbers) < len(evidence.columns):
            continue
        unit = evidence.tell(value, *numbers)
        if unit.unit:
            return unit
    return Unit()


def _numbers_of(name: str, cells: np.ndarray) -> np.ndarray:
    """Return a column's numbers; counts of steps are whole, whatever marks their thousands."""
    if name == "steps":
        cells = each(cells, lambda cell: re.sub(r"[.,'’\s]", "", cell))
    return decide_numbers(cells).value
