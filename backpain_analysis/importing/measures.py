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
from .own_cells import amounts_of, is_sum, units_of
from .own_runs import ENOUGH, FASTEST, LONGEST, SLOWEST
from .source import Decision, Question, measured

_METRES_IN_A_MILE = 1609.344
_NEARLY_NONE = 0.1  # of the distances may be so short that they could be kilometres
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

    Where several columns hold it, a row takes the first that has a number.
    """
    value = np.full(file.n, np.nan)
    plain = np.full(file.n, np.nan)
    shown = np.full(file.n, "", dtype=object)
    decisions: list[Decision] = []
    questions: list[Question] = []
    for name in _columns_of(file, what):
        open_rows = np.isnan(value)
        column = _read_column(file, what, name, open_rows)
        decisions += column.decisions
        questions += column.questions
        if column.asks_unit:
            break
        shown = np.where(open_rows & (column.measure.shown != ""), column.measure.shown, shown)
        value = np.where(open_rows, column.measure.value, value)
        plain = np.where(open_rows, column.measure.plain, plain)
    return Measure(value, plain, shown, tuple(decisions), tuple(questions))


def _columns_of(file: Claimed, what: str) -> list[str]:
    names = file.rows.columns_of(getattr(file.source, what))
    if what == "weight":  # pounds and kilograms side by side: the finer one first
        names.sort(key=lambda name: -len(pd.unique(file.rows.cells[name])))
    return names


@dataclass(frozen=True)
class _MeasureColumn:
    """One column of a measure; `asks_unit` if nothing tells its unit."""

    measure: Measure
    decisions: list[Decision]
    questions: list[Question]
    asks_unit: bool = False


def _read_column(file: Claimed, what: str, name: str, open_rows: np.ndarray) -> _MeasureColumn:
    """Read one column of a measure for the rows that have no value yet."""
    factors = FACTORS[what]
    cells = file.rows.cells[name]
    beside = file.rows.first_of(measured(getattr(file.source, what))[1])
    read = read_marked_numbers if file.source.by_hand else read_numbers
    column = read(file, cells, what)
    number = column.value
    shown = np.where(is_missing(cells), "", cells)
    units = each(column.numbers.unit if beside is None else beside, unit_name)
    decisions = list(column.decisions)
    if file.source.by_hand:
        number, units = _as_written_by_hand(cells, what, number, units)
        decisions += _sums_said(cells, what)
    needs_unit = open_rows & ~np.isnan(number) & (number != 0)  # 0 needs none
    stated = list(dict.fromkeys(units[needs_unit]))
    questions = list(column.questions)

    rest = find_unit(file, what, name, number)
    if file.source.needs and not rest.unit and _most_state_a_unit(units, number):
        rest = _unit_of_most(what, units)
        number = np.where((units == "") & (rest.unit == ""), np.nan, number)
        stated = [unit for unit in stated if unit or rest.unit]
    if rest.unit not in factors and "" in stated:
        remark = rest.why or Remark(f"import.question.{what}_unit")
        first, second, *_ = factors
        questions.append(file.ask(remark, f"{what}_unit", first, second))
        nothing = Measure(number, number, shown)
        return _MeasureColumn(nothing, decisions, questions, asks_unit=True)
    if decision := _unit_decision(what, stated, rest, is_beside=beside is not None):
        decisions.append(decision)

    scale = {**factors, "": factors.get(rest.unit, np.nan)}
    if rest.unit == "h":
        scale["m:s"] = 60.0  # 1:30 of hours
    value = number * each(units, lambda unit: scale.get(unit, np.nan), float)
    value[number == 0] = np.nan if what == "weight" else 0.0
    return _MeasureColumn(Measure(value, number, shown), decisions, questions)


def _most_state_a_unit(units: np.ndarray, number: np.ndarray) -> bool:
    written = units[~np.isnan(number) & (number != 0)]
    return bool(2 * (written != "").sum() > len(written))


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
    lost = np.isnan(number) & ~is_missing(cells)
    unnamed = (units == "") & each(cells, _has_letter, bool)
    if not (lost | unnamed).any():
        return number, units
    written = amounts_of(cells, what)
    number = np.where(lost, written, number)
    units = np.where(lost | unnamed, units_of(cells, what), units)
    return number, units


def _sums_said(cells: np.ndarray, what: str) -> list[Decision]:
    """Say how many cells add up the parts of one day."""
    sums = cells[each(cells, is_sum, bool)]
    if not len(sums):
        return []
    evidence = Remark("import.evidence.sums", {"n": len(sums), "example": sums[0].strip()})
    return [Decision("sums", Remark("import.value.sum"), evidence, about=what)]


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
    units = ", ".join(unit or rest.unit for unit in stated)
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
    if what == "weight" and np.nanmedian(np.append(value[value > 0], 0)) > _LEAST_GRAMS:
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
    told = _unit_by_other_columns(file, what, value)
    if what == "distance" and not told.unit:
        return _metres_by_size(value)
    if what == "duration" and not told.unit:
        return _days_by_size(file, value)
    return told


def _unit_in_header(file: Claimed, column: str) -> str:
    stated = unit_name(file.rows.units.get(column, ""))
    return stated or unit_name(column.rpartition("_")[2])


def _unit_above(file: Claimed) -> str:
    m = re.search(r"units?\s*[:=]\s*(\w+)", file.rows.above, re.IGNORECASE)
    return unit_name(m[1]) if m else ""


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
    metres = decide_numbers(twin, ".").value[positive] / value[positive]
    agree = (np.abs(metres / _METRES_IN_A_MILE - 1) < 0.02).sum()
    return bool(agree > 0.8 * np.isfinite(metres).sum())


def _unit_by_other_columns(file: Claimed, what: str, value: np.ndarray) -> Unit:
    for evidence in UNIT_EVIDENCE.get(what, []):
        columns = [file.rows.first_of(name) for name in evidence.columns]
        numbers = [_numbers_of(name, c) for name, c in zip(evidence.columns, columns, strict=True)]
        told = [number for number in numbers if number is not None]
        unit = evidence.tell(value, *told) if len(told) == len(columns) else Unit()
        if unit.unit:
            return unit
    return Unit()


def _numbers_of(name: str, cells: np.ndarray | None) -> np.ndarray | None:
    """Return a column's numbers; counts of steps are whole, whatever marks their thousands."""
    if cells is None:
        return None
    if name == "steps":
        cells = each(cells, lambda cell: re.sub(r"[.,'’\s]", "", cell))
    return decide_numbers(cells).value
