"""Read one opened file by its source's declaration: tidy rows, a fate for every row, questions."""

import json

import numpy as np
import pandas as pd

from ..errors import SettingsError
from ..settings import FileSettings
from .dates import decide_dates
from .decisions import FACTORS, decide_numbers, each, is_missing
from .languages import activity_name, header_name, names_pain
from .opening import Field, Source
from .values import Values

_VALUE = {"pain": "pain", "weight": "weight_kg", "other": "value"}


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
    date, above = (tuple(header_name(c)[0] for c in cells) for cells in (told.date, told.as_above))
    keys = ("time", "activity", "region", "variable", "value", "distance", "duration")
    named = {key: header_name(getattr(told, key))[0] for key in keys}

    def column(key: str, table: str, unit: str = "") -> Field | None:
        return Field(named[key], unit) if named[key] and told.table == table else None

    return Source(
        "hand-kept",
        header=(),
        needs=tuple(filter(None, (*date, *above, *named.values()))),
        when=date,
        clock=named["time"],
        rated_day=True,
        by_hand=True,
        as_above=above,
        distance=column("distance", "runs", told.distance_unit),
        duration=column("duration", "runs", told.duration_unit),
        activity=named["activity"],
        always="run" if told.table == "runs" else told.variable or told.table,
        weight=column("value", "weight", told.weight_unit),
        pain=column("value", "pain"),
        value=column("value", "other"),
        region=named["region"],
        variable=named["variable"],
    )


class Reading(Values):
    """One file, read: values to tables, and the fate of every row.

    Attributes
    ----------
    tables : dict of str to DataFrame
        Tidy rows; none while a question is open.
    fates : DataFrame
        The ledger's columns, a row for each of `rows_read` data rows.
    """

    def read(self) -> "Reading":
        """Read the file: its dates, values, tables, fates.

        Raises
        ------
        SettingsError
            What the settings call a scale is none.
        """
        self.tables: dict[str, pd.DataFrame] = {}
        # per row: what is said of it when it is kept, when it is not, and the tables it fed
        self.note, self.lack, self.fed = (np.full(self.n, "", dtype=object) for _ in range(3))
        self._fill_tables()
        if self.questions:
            self.fed[:], self.tables = "", {}
            self.lack[:] = "waits for an answer: " + self.questions[0].question
        kept = self.fed != ""
        fates = pd.DataFrame({"line": self.lines, "table": self.fed})
        fates["reason"] = np.where(kept, self.note, self.lack)
        fates["fate"] = np.where(kept, "kept", "set aside")
        aside = pd.DataFrame(self.aside, columns=["line", "reason"])
        aside = aside.assign(table="", fate="set aside")
        both = [f for f in (fates, aside) if len(f)] or [fates]
        self.fates = pd.concat(both, ignore_index=True).assign(file=self.file)
        return self

    def _fill_tables(self) -> None:
        s = self.source
        time, has_clock, date_cells = self._times()
        frame = pd.DataFrame({"time": time, "line": self.lines}, index=range(self.n))
        frame = frame.assign(source=s.name, file=self.file, day=frame["time"].dt.normalize())
        dated = frame["time"].notna().to_numpy()
        usable = dated & self._is_mine()
        rated = frame
        if not s.rated_day and "day" not in self.names:  # before the day's start: the day before
            starts = self.settings.day_starts
            shift = pd.Timedelta(hours=starts.hour, minutes=starts.minute)
            before = frame["time"].where(~has_clock, frame["time"] - shift)
            rated = frame.assign(day=before.dt.normalize())
        if s.event:
            self._events(frame, usable)
        if self.of(s.distance) or self.of(s.duration) or self.told.table == "runs":
            self._runs(frame, usable)
        if self.of(s.weight):
            value, cells = self._measure("weight")
            self._add("weight", frame.assign(weight_kg=value), usable, cells)
        for place, cells in self.of(s.pain)[:1]:
            self._ask_which_pain(place)
            value, where = self._on_nrs(cells, place), self.words(s.region)
            made = rated.assign(pain=value, region=where)
            self._add("pain", made, usable & self._in_keep_list(where), cells)
        for _, cells in self.of(s.value)[:1]:
            value = self._ranked(cells) if s.ranks else self._numbers(cells, "value").value
            what = self.words(s.variable) if s.variable else np.full(self.n, s.always)
            mine = usable if s.pain else usable & self._in_keep_list(what)
            self._add("other", rated.assign(variable=what, value=value), mine, cells)
        for place, name in self.others():
            value = self._numbers(self.cells[place], name).value
            self._add("other", rated.assign(variable=name, value=value), usable)
        if s.tags:  # a row with value 1 per tag: "work | friends"
            tags = pd.Series(self.words(s.tags), dtype=object).str.split("|").explode()
            tags = tags.str.strip()[lambda tag: tag != ""]
            self._add("other", rated.loc[tags.index].assign(variable=tags, value=1.0), usable)
        self.lack[~dated] = [f"no usable date: {c!r}" for c in date_cells[~dated]]
        self.lack[self.lack == ""] = "nothing recorded in this row"
        if s.scale == "0-4" and {"pain", "other"} <= set(self.tables):
            days = {n: set(self.tables[n]["day"]) for n in ("pain", "other")}
            unlogged = len(days["other"] - days["pain"])
            text = f"days with other entries only: {unlogged}; unlogged_is_zero makes them 0"
            self._decided("pain not logged", "missing", text)

    def _add(
        self, name: str, frame: pd.DataFrame, keep: np.ndarray, cells: np.ndarray | None = None
    ) -> None:
        """Add rows to a table; where the value is missing, `cells` tell why."""
        keep = keep[frame.index]
        if name in _VALUE:
            lost = frame[_VALUE[name]].isna().to_numpy()
            keep = keep & ~lost
            if cells is not None:
                lost = lost & (self.lack == "")
                self.lack[lost] = [
                    f"no {name} recorded" if b or not c.strip(" 0.,") else f"{c!r} is not a number"
                    for c, b in zip(cells[lost], is_missing(cells[lost]), strict=True)
                ]
        part = frame[keep]
        if len(part):
            before = [self.tables[name]] if name in self.tables else []
            self.tables[name] = pd.concat([*before, part], ignore_index=True)
            rows = part.index.unique()
            self.fed[rows] = each(
                self.fed[rows], lambda t: t if t.endswith(name) else f"{t}, {name}".lstrip(", ")
            )

    def _ask_which_pain(self, place: int) -> None:
        """Ask which column it is where a table kept by hand rates several pains."""
        if self.pain_chosen or self.source.needs or not self.source.by_hand:
            return
        pains = [n for i, n in enumerate(self.names) if i == place or names_pain(n)]
        cells = {n: c for n in pains if (c := self.get(n)) is not None}
        rated = [n for n, c in cells.items() if not np.isnan(decide_numbers(c).value).all()]
        if len(rated) > 1:
            question = f"which column is the pain to look at: {', '.join(rated)}?"
            self._ask(question, "value", rated[0], ", ".join(map(json.dumps, rated[1:])))

    def _runs(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        s = self.source
        words = self.words(s.activity, lambda w: s.codes.get(w.strip()) or activity_name(w))
        km, cells = self._measure("distance")
        minutes, clocks = self._measure("duration")
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
        track = self.words(self.source.activity, lambda word: "track" in word.casefold())
        with np.errstate(divide="ignore", invalid="ignore"):
            speed = km / minutes * 60
        short = (words == "swim") | track.astype(bool)
        metres = short & ((speed > 40) | (np.isnan(speed) & (km > 90)))
        if not metres.any():
            return km
        units = (d.value for d in self.decisions if d.decision == "distance unit")
        text = f"{metres.sum()} sessions would be faster than 40 km/h otherwise"
        self._decided("distance unit, pool and track", "m", text)
        return np.where(metres, km / FACTORS["distance"].get(next(units, "km"), 1) / 1000, km)

    def _events(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        """Read events with a first and a last day; a blank end is the same day."""
        start, ((_, cells),) = frame["time"].to_numpy(), self.of(Field(self.source.end))
        text, blank = self.words(self.source.event), is_missing(cells)
        both = np.concatenate([self.words(self.source.dates[0]), cells])
        parsed = decide_dates(both, self.told.date_order).time[self.n :]
        ends = np.where(np.isnat(parsed), start, parsed)
        self.lack[~blank & np.isnat(parsed)] = "no usable end"
        self.lack[ends < start] = "the end lies before the start"
        usable = usable & (blank | ~np.isnat(parsed)) & (text != "") & (ends >= start)
        self._add("events", frame.assign(start=start, end=ends, event=text), usable)

    def _is_mine(self) -> np.ndarray:
        """Say which rows are the person's, where a file holds several people."""
        people = self.words(self.source.person)
        names = sorted(set(people) - {""})
        if len(names) < 2:
            return np.ones(self.n, bool)
        if not self.told.keep:
            self._ask(f"whose rows are yours: {', '.join(names)}?", "keep", names[0], names[1])
        mine = self._listed(people)
        self.lack[~mine] = "another person's"
        return mine

    def _in_keep_list(self, words: np.ndarray) -> np.ndarray:
        if not self.told.keep or self.source.person:
            return np.ones(self.n, bool)
        keep = self._listed(words)
        out = ~keep & ((words != "") | (self.source.value is None))
        self.lack[out] = [f"{w!r} is not in the settings' keep list" for w in words[out]]
        return keep

    def _listed(self, words: np.ndarray) -> np.ndarray:
        wanted = {w.casefold() for w in self.told.keep}
        return each(words, lambda w: w.casefold() in wanted, bool)
