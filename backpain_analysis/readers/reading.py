"""Read one opened file by its source's declaration: tidy rows, a fate for every row, questions."""

import json

import numpy as np
import pandas as pd

from ..errors import SettingsError
from ..settings import FileSettings, Settings
from . import decisions as decide
from .columns import Columns
from .languages import activity_name, header_name
from .opening import Field, Opened, Record, Source
from .values import Reading, Values


def mapped_source(told: FileSettings, file: str) -> Source:
    """Build the declaration of a hand-kept table from the person's settings for that file."""
    need = {"date": told.date}
    if told.table != "runs":
        need["value"] = (told.value,) if told.value else ()
    for key, given in need.items():
        if not given:
            raise SettingsError(
                f"the settings call this file a {told.table!r} table but name no {key} column.",
                file=file,
                todo=f'Add {key} = "..." under [files.{json.dumps(file)}].',
            )

    def name(cell: str) -> str:
        return header_name(cell)[0]

    def column(cell: str, table: str, unit: str = "") -> Field | None:
        return Field((name(cell),), unit) if cell and told.table == table else None

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


def read_file(
    source: Source, opened: Opened, header: Record, told: FileSettings, settings: Settings
) -> Reading:
    """Read one file.

    Parameters
    ----------
    source : Source
    opened : Opened
    header : (line, fields)
        The header's record.
    told : FileSettings
        What the settings say about this file.
    settings : Settings

    Raises
    ------
    SettingsError
        A column that the settings name is not there.
    DataError
        The file breaks off inside a quotation.
    """
    return _Reader(Columns(source, opened, header), told, settings).read()


class _Reader(Values):
    """The steps of reading one file: values to tables, and the fate of every row."""

    def read(self) -> Reading:
        """Read the file: dates, values, tables, fates."""
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
            made = rated.assign(pain=self._on_nrs(cells, place), region=columns.words(s.region))
            self._add(
                "pain", made, usable & self._in_keep_list(made["region"]), made["pain"], cells
            )
        for _, cells in columns.of(s.value)[:1]:
            value = self._ranked(cells) if s.ranks else self._numbers(cells, "value").value
            variable = columns.words(s.variable) if s.variable else np.full(self.n, s.always)
            made = rated.assign(variable=variable, value=value)
            mine = usable if s.pain else usable & self._in_keep_list(variable)
            self._add("other", made, mine, value, cells)
        for place, name in columns.others():
            value = self._numbers(columns.at(place), name).value
            self._add("other", rated.assign(variable=name, value=value), usable, value)
        if s.tags:
            self._tags(rated, usable)
        self.lack[~dated] = [f"no usable date: {c!r}" for c in date_cells[~dated]]
        self.lack[self.lack == ""] = "nothing recorded in this row"
        self._say_unlogged()
        if self.out.questions:
            self.table[:], self.out.tables = "", {}
            self.lack[:] = "waits for an answer: " + self.out.questions[0].question
        kept = self.table != ""
        fates = pd.DataFrame({"line": columns.lines, "table": self.table})
        fates["reason"] = np.where(kept, self.note, self.lack)
        fates["fate"] = np.where(kept, "kept", "set aside")
        aside = pd.DataFrame(columns.aside, columns=["line", "reason"])
        aside = aside.assign(table="", fate="set aside")
        both = [f for f in (fates, aside) if len(f)] or [fates]
        self.out.fates = pd.concat(both, ignore_index=True).assign(file=self.file)
        return self.out

    def _add(
        self,
        name: str,
        frame: pd.DataFrame,
        keep: np.ndarray,
        value: np.ndarray | pd.Series | None = None,
        cells: np.ndarray | None = None,
    ) -> None:
        """Add rows to a table; where `value` is missing, `cells` tell why."""
        if value is not None:
            lost = np.isnan(np.asarray(value))
            keep = keep & ~lost
            if cells is not None:
                lost &= self.lack == ""
                blank = decide.is_missing(cells[lost])
                self.lack[lost] = [
                    f"no {name} recorded" if b or not c.strip(" 0.,") else f"{c!r} is not a number"
                    for c, b in zip(cells[lost], blank, strict=True)
                ]
        part = frame[keep]
        if len(part):
            before = [self.out.tables[name]] if name in self.out.tables else []
            self.out.tables[name] = pd.concat([*before, part], ignore_index=True)
            new = keep & ~np.array([t.endswith(name) for t in self.table], dtype=bool)
            self.table[new] = [f"{t}, {name}" if t else name for t in self.table[new]]

    def _runs(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        s, columns = self.source, self.columns
        codes = dict(s.codes)
        words = columns.words(s.activity, lambda w: codes.get(w.strip()) or activity_name(w))
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
            entered |= lost & (self.note != "")
        frame = frame.assign(start=frame["time"], distance_km=km, duration_min=minutes)
        frame["activity"] = np.where(words == "", s.always, words)
        self._add("runs", frame, usable & entered & ~none & self._in_keep_list(words))

    def _in_metres(self, km: np.ndarray, minutes: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Read pool and track sessions in metres where the file's unit gives an absurd speed."""
        raw = self.columns.words(self.source.activity, str.casefold)
        short = (words == "swim") | np.array(["track" in w for w in raw], dtype=bool)
        with np.errstate(divide="ignore", invalid="ignore"):
            speed = km / minutes * 60
        metres = short & ((speed > 40) | (np.isnan(speed) & (km > 90)))
        if not metres.any():
            return km
        units = (d.value for d in self.out.decisions if d.decision == "distance unit")
        text = f"{metres.sum()} sessions would be faster than 40 km/h otherwise"
        self._decided("distance unit, pool and track", "m", text)
        return np.where(metres, km / decide.KILOMETRES.get(next(units, "km"), 1) / 1000, km)

    def _tags(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        """Add one row with value 1 per tag: "work | friends"."""
        tags = (
            pd.Series(self.columns.words(self.source.tags), dtype=object).str.split("|").explode()
        )
        tags = tags.str.strip()
        tags = tags[tags.ne("") & usable[tags.index]]
        tagged = frame.loc[tags.index].assign(variable=tags.to_numpy(), value=1.0)
        before = self.out.tables.get("other", tagged[:0])
        self.out.tables["other"] = pd.concat([before, tagged], ignore_index=True)
        self.table[tags.index.unique()] = "other"

    def _events(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        """Read events with a first and a last day; a blank end is the same day."""
        s, columns = self.source, self.columns
        cells = columns.get(s.end)
        ends = frame["time"].to_numpy()
        if cells is not None:
            order = self.told.date_order
            parsed = decide.decide_dates(cells, order).time
            blank = decide.is_missing(cells)
            usable = usable & (blank | ~np.isnat(parsed))
            ends = np.where(np.isnat(parsed), ends, parsed)
            self.lack[~blank & np.isnat(parsed)] = "no usable end"
            self.lack[ends < frame["time"].to_numpy()] = "the end lies before the start"
        text = columns.words(s.event)
        named = frame.assign(start=frame["time"], end=ends, event=text)
        self._add("events", named, usable & (text != "") & (ends >= frame["time"].to_numpy()))

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
        wanted = {w.casefold() for w in self.told.keep}
        mine = np.array([p.casefold() in wanted for p in people], dtype=bool)
        self.lack[~mine] = "another person's"
        return mine

    def _say_unlogged(self) -> None:
        """Say on how many days a symptom was not logged although other things were."""
        if self.source.scale == "0-4" and {"pain", "other"} <= set(self.out.tables):
            days = {n: set(self.out.tables[n]["day"]) for n in ("pain", "other")}
            unlogged = len(days["other"] - days["pain"])
            text = f"{unlogged} days have other entries only; unlogged_is_zero makes them 0"
            self._decided("pain not logged", "missing", text)

    def _in_keep_list(self, words: np.ndarray | pd.Series) -> np.ndarray:
        if not self.told.keep or self.source.person:
            return np.ones(self.n, bool)
        wanted = {w.casefold() for w in self.told.keep}
        keep = np.array([w.casefold() in wanted for w in words], dtype=bool)
        words = np.asarray(words, dtype=object)
        out = ~keep & ((words != "") | (self.source.value is None))
        self.lack[out] = [f"{w!r} is not in the settings' keep list" for w in words[out]]
        return keep
