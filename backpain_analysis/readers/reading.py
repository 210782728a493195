"""Read one opened file by its source's declaration: tidy rows, a fate for every row, questions."""

import json

import numpy as np
import pandas as pd

from ..errors import SettingsError
from ..settings import FileSettings, Settings
from . import decisions as decide
from .columns import Columns
from .dates import decide_dates
from .languages import activity_name, header_name
from .opening import Field, Source
from .values import Values


def mapped_source(told: FileSettings, file: str) -> Source:
    """Build the declaration of a hand-kept table from the person's settings for that file.

    Raises
    ------
    SettingsError
        The settings name no date or no value.
    """
    for key in ("date",) if told.table == "runs" else ("date", "value"):
        if not getattr(told, key):
            text = f"the settings call this file a {told.table!r} table but name no {key} column."
            todo = f'Add {key} = "..." under [files.{json.dumps(file)}].'
            raise SettingsError(text, file=file, todo=todo)

    def name(cell: str) -> str:
        return header_name(cell)[0]

    def column(cell: str, table: str, unit: str = "") -> Field | None:
        return Field(name(cell), unit) if cell and told.table == table else None

    used = (*told.date, told.time, told.activity, told.region, told.variable, *told.as_above)
    used += (told.value, told.distance, told.duration)
    return Source(
        "hand-kept",
        header=(),
        needs=tuple(name(c) for c in used if c),
        when=tuple(map(name, told.date)),
        clock=name(told.time),
        rated_day=True,
        by_hand=True,
        as_above=tuple(map(name, told.as_above)),
        distance=column(told.distance, "runs", told.distance_unit),
        duration=column(told.duration, "runs", told.duration_unit),
        activity=name(told.activity),
        always="run" if told.table == "runs" else told.variable or told.table,
        weight=column(told.value, "weight", told.weight_unit),
        pain=column(told.value, "pain"),
        value=column(told.value, "other"),
        region=name(told.region),
        variable=name(told.variable),
    )


class Reading(Values):
    """One file, read: values to tables, and the fate of every row.

    Attributes
    ----------
    tables : dict of str to DataFrame
        Tidy rows; none while a question is open.
    fates : DataFrame
        The ledger's columns, a row for each of `rows_read` data rows.

    Raises
    ------
    SettingsError
        A scale that the settings name is none.
    """

    def __init__(self, columns: Columns, told: FileSettings, settings: Settings) -> None:
        super().__init__(columns, told, settings)
        self.rows_read = columns.rows_read
        self.tables: dict[str, pd.DataFrame] = {}
        # per row: what is said of it when it is kept, when it is not, and the tables it fed
        self.note, self.lack, self.fed = (np.full(self.n, "", dtype=object) for _ in range(3))
        self._wanted_words = {w.casefold() for w in told.keep}
        self._read()
        if self.questions:
            self.fed[:], self.tables = "", {}
            self.lack[:] = "waits for an answer: " + self.questions[0].question
        kept = self.fed != ""
        fates = pd.DataFrame({"line": columns.lines, "table": self.fed})
        fates["reason"] = np.where(kept, self.note, self.lack)
        fates["fate"] = np.where(kept, "kept", "set aside")
        aside = pd.DataFrame(columns.aside, columns=["line", "reason"])
        aside = aside.assign(table="", fate="set aside")
        both = [f for f in (fates, aside) if len(f)] or [fates]
        self.fates = pd.concat(both, ignore_index=True).assign(file=self.file)

    def _read(self) -> None:
        s, columns = self.source, self.columns
        time, has_clock, date_cells = self._times()
        frame = pd.DataFrame({"time": time, "line": columns.lines}, index=range(self.n))
        frame = frame.assign(source=s.name, file=self.file, day=frame["time"].dt.normalize())
        dated = frame["time"].notna().to_numpy()
        usable = dated & self._is_mine()
        rated = frame.assign(day=self._rated_day(frame["time"], has_clock))
        if s.event:
            self._events(frame, usable)
        if columns.of(s.distance) or columns.of(s.duration) or self.told.table == "runs":
            self._runs(frame, usable)
        if columns.of(s.weight):
            value, cells = self._measure(s.weight, "weight", decide.KILOGRAMS)
            self._add("weight", frame.assign(weight_kg=value), usable, value, cells)
        for place, cells in columns.of(s.pain)[:1]:
            value, where = self._on_nrs(cells, place), columns.words(s.region)
            made = rated.assign(pain=value, region=where)
            self._add("pain", made, usable & self._in_keep_list(where), value, cells)
        for _, cells in columns.of(s.value)[:1]:
            value = self._ranked(cells) if s.ranks else self._numbers(cells, "value").value
            what = columns.words(s.variable) if s.variable else np.full(self.n, s.always)
            mine = usable if s.pain else usable & self._in_keep_list(what)
            self._add("other", rated.assign(variable=what, value=value), mine, value, cells)
        for place, name in columns.others():
            value = self._numbers(columns.at(place), name).value
            self._add("other", rated.assign(variable=name, value=value), usable, value)
        if s.tags:  # a row with value 1 per tag: "work | friends"
            tags = pd.Series(columns.words(s.tags), dtype=object).str.split("|").explode()
            tags = tags.str.strip()[lambda tag: tag != ""]
            self._add("other", rated.loc[tags.index].assign(variable=tags, value=1.0), usable)
        self.lack[~dated] = [f"no usable date: {c!r}" for c in date_cells[~dated]]
        self.lack[self.lack == ""] = "nothing recorded in this row"
        if s.scale == "0-4" and {"pain", "other"} <= set(self.tables):
            days = {n: set(self.tables[n]["day"]) for n in ("pain", "other")}
            unlogged = len(days["other"] - days["pain"])
            text = f"{unlogged} days have other entries only; unlogged_is_zero makes them 0"
            self._decided("pain not logged", "missing", text)

    def _add(
        self,
        name: str,
        frame: pd.DataFrame,
        keep: np.ndarray,
        value: np.ndarray | None = None,
        cells: np.ndarray | None = None,
    ) -> None:
        """Add rows to a table; where `value` is missing, `cells` tell why."""
        if value is not None:
            lost = np.isnan(value)
            keep = keep & ~lost
            if cells is not None:
                lost &= self.lack == ""
                blank = decide.is_missing(cells[lost])
                self.lack[lost] = [
                    f"no {name} recorded" if b or not c.strip(" 0.,") else f"{c!r} is not a number"
                    for c, b in zip(cells[lost], blank, strict=True)
                ]
        part = frame[keep[frame.index]]
        if len(part):
            before = [self.tables[name]] if name in self.tables else []
            self.tables[name] = pd.concat([*before, part], ignore_index=True)
            rows = part.index.unique()
            fed = [t if t.endswith(name) else f"{t}, {name}" for t in self.fed[rows]]
            self.fed[rows] = [t.removeprefix(", ") for t in fed]

    def _runs(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        s, columns = self.source, self.columns
        words = columns.words(s.activity, lambda w: s.codes.get(w.strip()) or activity_name(w))
        km, cells = self._measure(s.distance, "distance", decide.KILOMETRES)
        minutes, clocks = self._measure(s.duration, "duration", decide.MINUTES)
        km = self._in_metres(km, minutes, words)
        # a 0 beside no activity's name says that there was none
        none = (words == "") & ((km == 0) | ((minutes == 0) & np.isnan(km)))
        entered = (words != "") | bool(s.needs) | (km > 0) | (minutes > 0)
        self.note[km == 0] = "distance 0 counts as not recorded"
        km[km == 0] = np.nan
        for what, value, shown in (("distance", km, cells), ("duration", minutes, clocks)):
            lost = np.isnan(value) & (shown != "") & (self.note == "")
            self.note[lost] = [f"{what} missing: {c!r} is not a number" for c in shown[lost]]
            entered |= lost
        frame = frame.assign(start=frame["time"], distance_km=km, duration_min=minutes)
        frame["activity"] = np.where(words == "", s.always, words)
        self._add("runs", frame, usable & entered & ~none & self._in_keep_list(words))

    def _in_metres(self, km: np.ndarray, minutes: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Read pool and track sessions in metres where the file's unit gives an absurd speed."""
        track = self.columns.words(self.source.activity, lambda word: "track" in word.casefold())
        with np.errstate(divide="ignore", invalid="ignore"):
            speed = km / minutes * 60
        short = (words == "swim") | track.astype(bool)
        metres = short & ((speed > 40) | (np.isnan(speed) & (km > 90)))
        if not metres.any():
            return km
        units = (d.value for d in self.decisions if d.decision == "distance unit")
        text = f"{metres.sum()} sessions would be faster than 40 km/h otherwise"
        self._decided("distance unit, pool and track", "m", text)
        return np.where(metres, km / decide.KILOMETRES.get(next(units, "km"), 1) / 1000, km)

    def _events(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        """Read events with a first and a last day; a blank end is the same day."""
        s, columns = self.source, self.columns
        start, cells, text = frame["time"].to_numpy(), columns.get(s.end), columns.words(s.event)
        assert cells is not None
        parsed, blank = (
            decide_dates(cells, self.told.date_order).time,
            decide.is_missing(cells),
        )
        ends = np.where(np.isnat(parsed), start, parsed)
        self.lack[~blank & np.isnat(parsed)] = "no usable end"
        self.lack[ends < start] = "the end lies before the start"
        usable = usable & (blank | ~np.isnat(parsed)) & (text != "") & (ends >= start)
        self._add("events", frame.assign(start=start, end=ends, event=text), usable)

    def _rated_day(self, time: pd.Series, has_clock: np.ndarray) -> pd.Series:
        """Return the day a rating counts for: before the day's start it is the day before."""
        if self.source.rated_day or "day" in self.columns.names:
            return time.dt.normalize()
        starts = self.settings.day_starts
        shift = pd.Timedelta(hours=starts.hour, minutes=starts.minute)
        return time.where(~has_clock, time - shift).dt.normalize()

    def _is_mine(self) -> np.ndarray:
        """Say which rows are the person's, where a file holds several people."""
        people = self.columns.words(self.source.person)
        names = sorted(set(people) - {""})
        if len(names) < 2:
            return np.ones(self.n, bool)
        if not self.told.keep:
            self._ask(f"whose rows are yours: {', '.join(names)}?", "keep", names[0], names[1])
        mine = np.array([p.casefold() in self._wanted_words for p in people], dtype=bool)
        self.lack[~mine] = "another person's"
        return mine

    def _in_keep_list(self, words: np.ndarray) -> np.ndarray:
        if not self.told.keep or self.source.person:
            return np.ones(self.n, bool)
        keep = np.array([w.casefold() in self._wanted_words for w in words], dtype=bool)
        out = ~keep & ((words != "") | (self.source.value is None))
        self.lack[out] = [f"{w!r} is not in the settings' keep list" for w in words[out]]
        return keep
