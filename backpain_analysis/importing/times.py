"""When each row of a file was: dates joined and parsed, brought into the person's time zone."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..codes import Remark
from .claimed import Claimed
from .dittos import is_ditto, without_dittos
from .inference import (
    Dates,
    decide_dates,
    each,
    is_date,
    weekdays_fit,
    with_year,
    without_year,
    years_counted_on,
)
from .own_dates import is_serial
from .source import OPEN_ZONE, Decision, Question, found

_LOOKED_AT = 50  # cells, to see whether a column holds dates
_MOST_SERIAL = 0.8  # of the dates that are a spreadsheet's numbers
_FIRST_DAY_OF_SPREADSHEETS = pd.Timestamp("1899-12-30")
_YEARS = 3  # offered where the dates leave it out
_MIDNIGHT = np.datetime64("2000-01-01")
_OFFSET = r"(?P<hours>[+-]\d{2}):?(?P<minutes>\d{2})"
_LARGEST_OFFSET_MIN = 13 * 60  # either side of UTC+1; zones lie between -12:00 and +14:00


@dataclass(frozen=True)
class Times:
    """When each row was.

    Parameters
    ----------
    time : ndarray of datetime64
        Local time; NaT where a row has no usable date.
    has_clock : ndarray of bool
        Whether a time of day is known.
    cells : ndarray of str
        What the dates were read from.
    columns : tuple of str
        And from which columns.
    decisions, questions : tuple
    """

    time: np.ndarray
    has_clock: np.ndarray
    cells: np.ndarray
    columns: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def day(self) -> pd.Series:
        """The day that each time lies on."""
        return _midnight_of(self.time)

    def rated_day(self, day_starts: pd.Timedelta) -> pd.Series:
        """The day that a rating is for: before the day's start it is the day before."""
        earlier = self.time - day_starts.to_timedelta64()
        time = np.where(self.has_clock, earlier, self.time)
        return _midnight_of(time)


def _midnight_of(time: np.ndarray) -> pd.Series:
    day = time.astype("datetime64[D]")
    return pd.Series(day.astype("datetime64[us]"))


@dataclass(frozen=True)
class Zoned:
    """Local time of stamps, and the decision about their zone, if there was one to take."""

    time: np.ndarray
    decision: Decision | None = None
    question: Question | None = None


def fill_as_above(file: Claimed) -> Claimed:
    """Fill the blanks of columns where a blank means: as in the row above."""
    if file.source.by_hand:
        file = _without_dittos(file)
    cells = dict(file.rows.cells)
    for wanted in file.source.as_above:
        for name in found(wanted, file.rows.names):
            cells[name] = _filled_down(cells[name])
    rows = replace(file.rows, cells=cells)
    return replace(file, rows=rows)


def _without_dittos(file: Claimed) -> Claimed:
    """Write in the place of each ditto mark what it repeats, and say how many there were."""
    cells = dict(file.rows.cells)
    decisions = list(file.rows.decisions)
    for name, column in file.rows.cells.items():
        dittos = each(column, is_ditto, bool)
        if dittos.any():
            cells[name] = np.array(without_dittos(column), dtype=object)
            evidence = Remark("import.evidence.dittos", {"n": int(dittos.sum())})
            value = Remark("import.value.as_above")
            decisions.append(Decision("dittos", value, evidence, about=name))
    rows = replace(file.rows, cells=cells, decisions=tuple(decisions))
    return replace(file, rows=rows)


def _filled_down(cells: np.ndarray) -> np.ndarray:
    written = pd.Series(cells).str.strip().replace("", None)
    return written.ffill().fillna("").to_numpy(object)


def read_times(file: Claimed) -> Times:
    """Read when each row was, in the person's local time."""
    columns = date_columns(file)
    decisions: list[Decision] = []
    questions: list[Question] = []

    cells = _joined(file, columns)
    yearless = without_year(cells)
    if yearless.any() and file.told.year:
        evidence = Remark("import.evidence.settings")
        decisions.append(Decision("year", str(file.told.year), evidence))
        cells = with_year(cells, yearless, file.told.year)
    elif _is_most(yearless, cells):
        questions.append(_ask_year(file, cells[yearless]))

    order = file.told.date_order or file.source.date_order
    dates = decide_dates(cells, order, _weekdays(file, columns))
    if file.told.year:
        dates = replace(dates, time=years_counted_on(dates.time, yearless))
    zoned = _local(file, dates)
    if zoned.decision is not None:
        decisions.append(zoned.decision)
    if zoned.question is not None:
        questions.append(zoned.question)
    if dates.question:
        questions.append(_ask_order(file, dates.question))
    else:
        decisions.append(dates.decision)

    times = Times(
        time=zoned.time,
        has_clock=dates.has_clock,
        cells=cells,
        columns=columns,
        decisions=tuple(decisions),
        questions=tuple(questions),
    )
    clock = file.rows.first_of(file.source.clock)
    if clock is None:
        return times
    return _with_clock(times, dates, clock)


def _ask_order(file: Claimed, why: Remark) -> Question:
    """Ask which part of a date is the day, and which the month."""
    remark = Remark("import.question.date_order", {"why": why})
    return file.ask(remark, "date_order", "dmy", "mdy", "ymd")


def date_columns(file: Claimed) -> tuple[str, ...]:
    """Return the columns that together give date and time.

    Where several names would do, the first that holds dates is taken: `Day` may be the weekday
    beside `Date`.
    """
    columns = []
    for wanted in file.source.stamps:
        names = found(wanted, file.rows.names)
        dated = [name for name in names if _holds_dates(file.rows.cells[name])]
        columns += (dated or names)[:1]
    return tuple(columns)


def _holds_dates(cells: np.ndarray) -> bool:
    written = [cell for cell in cells[:_LOOKED_AT] if cell.strip()]
    dates = [cell for cell in written if is_date(cell)]
    return len(dates) >= len(written) / 2


def _joined(file: Claimed, columns: tuple[str, ...]) -> np.ndarray:
    """Join the cells of the columns that give date and time."""
    separator = " "
    if file.source.needs:
        separator = "-"  # "2024-1-5" of three columns kept by hand
    first, *others = columns
    cells = file.rows.cells[first]
    for name in others:
        cells = cells + separator + file.rows.cells[name]
    if not file.source.by_hand:
        return cells
    return _serials_as_dates(cells)


def _serials_as_dates(cells: np.ndarray) -> np.ndarray:
    """Write a spreadsheet's numbers of days since 1899-12-30 as dates, if most cells are such."""
    serial = each(cells, is_serial, bool)
    written = cells != ""
    if not serial.any() or serial.sum() < _MOST_SERIAL * written.sum():
        return cells
    dates = each(cells, _serial_date)
    return np.where(serial, dates, cells)


def _serial_date(cell: str) -> str:
    if not is_serial(cell):
        return cell
    days = float(cell.replace(",", "."))
    since = pd.to_timedelta(days, unit="D").round("min")
    return (_FIRST_DAY_OF_SPREADSHEETS + since).isoformat(" ")


def _weekdays(file: Claimed, columns: tuple[str, ...]) -> np.ndarray | None:
    """Return the column of weekdays, which tells the order of day and month."""
    beside = file.rows.first_of("weekday")
    if beside is None and "day" not in columns and file.source.by_hand:
        return file.rows.first_of("day")
    return beside


def _is_most(yearless: np.ndarray, cells: np.ndarray) -> bool:
    if not yearless.any():
        return False
    written = each(cells, _is_written, bool)
    return bool(yearless.sum() > written.sum() / 2)


def _is_written(cell: str) -> bool:
    return bool(cell.strip())


def _ask_year(file: Claimed, cells: np.ndarray) -> Question:
    """Ask for the year of the first row, those first in which the weekdays fit."""
    this_year = pd.Timestamp.now().year
    years = list(range(this_year, this_year - _YEARS, -1))
    fitting = [year for year in years if weekdays_fit(cells, year)]
    remark = Remark("import.question.year", {"example": cells[0]})
    return file.ask(remark, "year", *map(str, fitting or years))


def _with_clock(times: Times, dates: Dates, clock: np.ndarray) -> Times:
    """Take the time of day from a column of its own; what is no time of day is none."""
    on_one_day = decide_dates("2000-01-01 " + clock)
    since_midnight = on_one_day.time - _MIDNIGHT
    timed = dates.time.astype("datetime64[D]") + since_midnight
    time = np.where(on_one_day.has_clock, timed, times.time)
    has_clock = times.has_clock | on_one_day.has_clock
    return replace(times, time=time, has_clock=has_clock)


def _local(file: Claimed, dates: Dates) -> Zoned:
    """Bring stamps into the person's zone; the clock of a stated offset stays as written."""
    beside = file.rows.first_of(file.source.offset_from)
    if beside is not None:
        return _by_offset_column(file, dates, beside)
    if file.source.zone == OPEN_ZONE:
        return _in_open_zone(file, dates)
    stated = ~np.isnan(dates.offset_min)
    offsets = dates.offset_min[stated]
    are_clocks = bool(offsets.any())  # of several zones; beside them may stand stamps in UTC
    if are_clocks and not dates.is_utc.any():
        return Zoned(dates.time, _as_written(offsets))
    zone = "UTC" if len(offsets) or file.source.zone else file.told.timezone
    if not zone:
        return Zoned(dates.time)
    of_zone = dates.is_utc if are_clocks else stated
    if not len(offsets) or file.source.zone:
        of_zone = of_zone | (dates.has_clock & ~stated)
    local = _from_zone(file, dates, zone)
    time = np.where(of_zone, local.to_numpy("datetime64[us]"), dates.time)
    if are_clocks:
        return Zoned(time, _as_written(offsets))
    return Zoned(time, _converted(file, zone, is_stated=bool(len(offsets))))


def _in_open_zone(file: Claimed, dates: Dates) -> Zoned:
    """Read stamps that may be UTC or local: as the settings say, or as they are written.

    It is asked where some would lie on another day.
    """
    zone = file.told.timezone
    if zone:
        time = _from_zone(file, dates, zone).to_numpy("datetime64[us]")
        value = Remark("import.value.zone", {"zone": zone, "local": file.settings.zone})
        evidence = Remark("import.evidence.settings")
        return Zoned(time, Decision("time_zone", value, evidence))
    day_as_written = dates.time.astype("datetime64[D]")
    day_if_utc = _from_zone(file, dates, "UTC").to_numpy("datetime64[D]")
    is_other = (day_if_utc != day_as_written) & ~np.isnat(dates.time)
    if not is_other.any():
        return Zoned(dates.time)
    here = file.settings.zone
    remark = Remark("account.question.zone", {"n": int(is_other.sum()), "zone": here})
    return Zoned(dates.time, question=file.ask(remark, "timezone", "UTC", here))


def _by_offset_column(file: Claimed, dates: Dates, column: np.ndarray) -> Zoned:
    """Add the distance from UTC that a column states ("UTC+0100") to UTC stamps.

    A stamp without one is brought into the person's zone.
    """
    parts = pd.Series(column, dtype=object).str.extract(_OFFSET)
    is_stated = parts["hours"].notna().to_numpy()
    parts = parts.fillna("+00")
    offset = pd.to_timedelta(parts["hours"] + ":" + parts["minutes"] + ":00").to_numpy()
    local = dates.time + offset
    if not is_stated.all():
        in_zone = _from_zone(file, dates, "UTC").to_numpy("datetime64[us]")
        local = np.where(is_stated, local, in_zone)
    value = Remark("import.value.local")
    evidence = Remark("import.evidence.offset_column")
    return Zoned(local, Decision("time_zone", value, evidence))


def _as_written(offsets: np.ndarray) -> Decision:
    is_impossible = np.abs(offsets - 60) > _LARGEST_OFFSET_MIN
    counts = {"n": len(offsets), "wrong": int(is_impossible.sum())}
    key = "offsets_impossible" if is_impossible.any() else "offsets"
    evidence = Remark(f"import.evidence.{key}", counts)
    return Decision("time_zone", Remark("import.value.as_written"), evidence)


def _from_zone(file: Claimed, dates: Dates, zone: str) -> pd.DatetimeIndex:
    """Convert stamps of a zone into the person's, and into those of the travels."""
    is_summer_time = np.zeros(file.n, dtype=bool)  # of an hour that the clocks show twice
    stamps = pd.DatetimeIndex(dates.time).tz_localize(
        zone, ambiguous=is_summer_time, nonexistent="shift_forward"
    )
    local = stamps.tz_convert(file.settings.zone).tz_localize(None)
    for day, there in sorted(file.settings.travel.items()):
        is_before = stamps < pd.Timestamp(day, tz=there)
        local_there = stamps.tz_convert(there).tz_localize(None)
        local = local.where(is_before, local_there)
    return local


def _converted(file: Claimed, zone: str, *, is_stated: bool) -> Decision:
    value = Remark("import.value.zone", {"zone": zone, "local": file.settings.zone})
    key = "zone_told"
    if is_stated:
        key = "stamps_utc"
    elif file.source.zone:
        key = "zone_declared"
    if not file.settings.timezone:
        key += "_machine"
    return Decision("time_zone", value, Remark(f"import.evidence.{key}"))
