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
        since = np.where(self.has_clock, self.time - day_starts.to_timedelta64(), self.time)
        return _midnight_of(since)


def _midnight_of(time: np.ndarray) -> pd.Series:
    return pd.Series(time.astype("datetime64[D]").astype("datetime64[us]"))


@dataclass(frozen=True)
class Zoned:
    """Local time of stamps, and the decision about their zone, if there was one to take."""

    time: np.ndarray
    decision: Decision | None = None
    question: Question | None = None


def fill_as_above(file: Claimed) -> Claimed:
    """Fill the blanks of columns where a blank means: as in the row above."""
    cells = dict(file.rows.cells)
    decisions = list(file.rows.decisions)
    for name, column in cells.items() if file.source.by_hand else ():
        dittos = each(column, is_ditto, bool)
        if dittos.any():
            cells[name] = np.array(without_dittos(column), dtype=object)
            evidence = Remark("import.evidence.dittos", {"n": int(dittos.sum())})
            value = Remark("import.value.as_above")
            decisions.append(Decision("dittos", value, evidence, about=name))
    for wanted in file.source.as_above:
        for name in found(wanted, file.rows.names):
            column = pd.Series(cells[name]).str.strip().replace("", None).ffill()
            cells[name] = column.fillna("").to_numpy(object)
    rows = replace(file.rows, cells=cells, decisions=tuple(decisions))
    return replace(file, rows=rows)


def read_times(file: Claimed) -> Times:
    """Read when each row was, in the person's local time."""
    columns = date_columns(file)
    cells = _joined(file, columns)
    order = file.told.date_order or file.source.date_order
    weekdays = _weekdays(file, columns)
    yearless = without_year(cells)
    decisions: list[Decision] = []
    questions: list[Question] = []
    if yearless.any() and file.told.year:
        evidence = Remark("import.evidence.settings")
        decisions.append(Decision("year", str(file.told.year), evidence))
        cells = with_year(cells, yearless, file.told.year)
    elif _is_most(yearless, cells):
        questions.append(_ask_year(file, cells[yearless]))
    dates = decide_dates(cells, order, weekdays)
    if file.told.year:
        dates = replace(dates, time=years_counted_on(dates.time, yearless))
    zoned = _local(file, dates)
    decisions += [zoned.decision] if zoned.decision else []
    questions += [zoned.question] if zoned.question else []
    if dates.question:
        remark = Remark("import.question.date_order", {"why": dates.question})
        questions.append(file.ask(remark, "date_order", "dmy", "mdy", "ymd"))
    else:
        decisions.append(dates.decision)
    times = Times(zoned.time, dates.has_clock, cells, columns, tuple(decisions), tuple(questions))
    clock = file.rows.first_of(file.source.clock)
    return times if clock is None else _with_clock(times, dates, clock)


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
    separator = "-" if file.source.needs else " "  # "2024-1-5" of three columns kept by hand
    cells = file.rows.cells[columns[0]]
    for name in columns[1:]:
        cells = cells + separator + file.rows.cells[name]
    return _serials_as_dates(cells) if file.source.by_hand else cells


def _serials_as_dates(cells: np.ndarray) -> np.ndarray:
    """Write a spreadsheet's numbers of days since 1899-12-30 as dates, if most cells are such."""
    serial = each(cells, is_serial, bool)
    if not serial.any() or serial.sum() < _MOST_SERIAL * (cells != "").sum():
        return cells
    return np.where(serial, each(cells, _serial_date), cells)


def _serial_date(cell: str) -> str:
    if not is_serial(cell):
        return cell
    since = pd.to_timedelta(float(cell.replace(",", ".")), unit="D").round("min")
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
    written = each(cells, lambda cell: bool(cell.strip()), bool)
    return bool(yearless.sum() > written.sum() / 2)


def _ask_year(file: Claimed, cells: np.ndarray) -> Question:
    """Ask for the year of the first row, those first in which the weekdays fit."""
    this_year = pd.Timestamp.now().year
    years = list(range(this_year, this_year - _YEARS, -1))
    fitting = [year for year in years if weekdays_fit(cells, year)]
    options = fitting or years
    remark = Remark("import.question.year", {"example": cells[0]})
    return file.ask(remark, "year", *(str(year) for year in options))


def _with_clock(times: Times, dates: Dates, clock: np.ndarray) -> Times:
    """Take the time of day from a column of its own; what is no time of day is none."""
    on_one_day = decide_dates("2000-01-01 " + clock)
    timed = dates.time.astype("datetime64[D]") + (on_one_day.time - _MIDNIGHT)
    time = np.where(on_one_day.has_clock, timed, times.time)
    return replace(times, time=time, has_clock=times.has_clock | on_one_day.has_clock)


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
        return Zoned(time, Decision("time_zone", value, Remark("import.evidence.settings")))
    if_utc = _from_zone(file, dates, "UTC").to_numpy("datetime64[D]")
    known = ~np.isnat(dates.time)
    others = int((if_utc != dates.time.astype("datetime64[D]"))[known].sum())
    if not others:
        return Zoned(dates.time)
    remark = Remark("account.question.zone", {"n": others, "zone": file.settings.zone})
    return Zoned(dates.time, question=file.ask(remark, "timezone", "UTC", file.settings.zone))


def _by_offset_column(file: Claimed, dates: Dates, column: np.ndarray) -> Zoned:
    """Add the distance from UTC that a column states ("UTC+0100") to UTC stamps.

    A stamp without one is brought into the person's zone.
    """
    parts = pd.Series(column, dtype=object).str.extract(r"([+-]\d{2}):?(\d{2})")
    stated = parts[0].notna().to_numpy()
    parts = parts.fillna("+00")
    offset = pd.to_timedelta(parts[0] + ":" + parts[1] + ":00").to_numpy()
    evidence = Remark("import.evidence.offset_column")
    decision = Decision("time_zone", Remark("import.value.local"), evidence)
    local = dates.time + offset
    if not stated.all():
        in_zone = _from_zone(file, dates, "UTC").to_numpy("datetime64[us]")
        local = np.where(stated, local, in_zone)
    return Zoned(local, decision)


def _as_written(offsets: np.ndarray) -> Decision:
    impossible = int((np.abs(offsets - 60) > _LARGEST_OFFSET_MIN).sum())
    key = "offsets_impossible" if impossible else "offsets"
    evidence = Remark(f"import.evidence.{key}", {"n": len(offsets), "wrong": impossible})
    return Decision("time_zone", Remark("import.value.as_written"), evidence)


def _from_zone(file: Claimed, dates: Dates, zone: str) -> pd.DatetimeIndex:
    """Convert stamps of a zone into the person's, and into those of the travels."""
    stamps = pd.DatetimeIndex(dates.time).tz_localize(
        zone, ambiguous=np.zeros(file.n, dtype=bool), nonexistent="shift_forward"
    )
    local = stamps.tz_convert(file.settings.zone).tz_localize(None)
    for day, there in sorted(file.settings.travel.items()):
        since = stamps >= pd.Timestamp(day, tz=there)
        local = local.where(~since, stamps.tz_convert(there).tz_localize(None))
    return local


def _converted(file: Claimed, zone: str, *, is_stated: bool) -> Decision:
    value = Remark("import.value.zone", {"zone": zone, "local": file.settings.zone})
    key = "stamps_utc" if is_stated else "zone_declared"
    if not file.settings.timezone:
        key += "_machine"
    return Decision("time_zone", value, Remark(f"import.evidence.{key}"))
