"""Read one opened file by its source's declaration: tidy rows, a fate for every row, questions."""

import json
from typing import Any

import numpy as np
import pandas as pd

from .decisions import decide_dates, decide_numbers, each, is_missing
from .languages import activity_name, header_name, names_pain
from .source import found
from .values import Values

_VALUE = {"pain": "pain", "weight": "weight_kg", "other": "value"}


class Reading(Values):
    """One file, read: `tables` of tidy rows (none while a question is open), all rows' `fates`."""

    def read(self) -> "Reading":
        """Fill the tables and tell each row's fate."""
        s, self.tables = self.source, dict[str, pd.DataFrame]()
        # per row: what is said of it when it is kept, when it is not, and the tables it fed
        self.note, self.lack, self.fed = np.full((3, self.n), "", dtype=object)
        self.time, has_clock, dates = self._times()
        self.day = pd.Series(self.time).dt.normalize()
        self.rated = self.day
        if not s.rated_day and "day" not in self.names:  # before the day's start: the day before
            since = pd.Timedelta(str(self.settings.day_starts))
            self.rated = pd.Series(np.where(has_clock, self.time - since, self.time)).dt.normalize()
        undated, people = np.isnat(self.time), self.words(s.person)
        self.usable = ~undated
        names = sorted(set(people) - {""})
        if len(names) > 1:
            if not self.told.keep:
                question = f"whose rows are yours: {', '.join(names)}?"
                self._ask(question, "keep", names[0], names[1])
            self.usable &= self._in_keep_list(people, "another person's")
        self._fill_tables()
        self.lack[undated] = [f"no usable date: {cell!r}" for cell in dates[undated]]
        self.lack[self.lack == ""] = "nothing recorded in this row"
        if s.scale == "0-4" and {"pain", "other"} <= set(self.tables):
            rated, other = (set(self.tables[name]["day"]) for name in ("pain", "other"))
            text = (
                f"days with other entries only: {len(other - rated)}; unlogged_is_zero makes them 0"
            )
            self._decided("pain not logged", "missing", text)
        if self.questions:
            self.fed[:], self.tables = "", {}
            self.lack[:] = "waits for an answer: " + self.questions[0].question
        kept = self.fed != ""
        reason = np.where(kept, self.note, self.lack)
        fates = pd.DataFrame({"line": self.lines, "reason": reason, "table": self.fed})
        if self.aside:
            aside = pd.DataFrame(self.aside, columns=["line", "reason"]).assign(table="")
            fates = pd.concat([fates, aside], ignore_index=True) if self.n else aside
        fate = np.where(fates["table"] == "", "set aside", "kept")
        self.fates = fates.assign(fate=fate, file=self.file)
        return self

    def _fill_tables(self) -> None:
        s = self.source
        if s.event:
            self._events()
        if self.of(s.distance) or self.of(s.duration) or self.told.table == "runs":
            self._runs()
        if self.of(s.weight):
            kg, _, cells = self._measure("weight")
            self._add("weight", self.usable, cells, weight_kg=kg)
        for column in self.of(s.pain)[:1]:
            self._ask_which_pain(column)
            region, value = self.words(s.region), self._on_nrs(column)
            mine = self._in_keep_list(region)
            self._add("pain", mine, self.column(column), pain=value, region=region)
        for column in self.of(s.value)[:1]:
            cells, what = self.column(column), self.words(s.variable)
            what = what if s.variable else np.full(self.n, s.always)
            mine = self._in_keep_list(what) if not s.pain else self.usable
            value = self._ranked(cells) if s.ranks else self._numbers(cells, "value").value
            self._add("other", mine, cells, variable=what, value=value)
        for column in self._others():
            value = self._numbers(self.column(column), column).value
            self._add("other", self.usable, variable=column, value=value)
        tags = self.words(s.tags, lambda cell: {tag.strip() for tag in cell.split("|")} - {""})
        for tag in sorted(set().union(*tags)):  # "work | friends"
            rows = np.array([tag in row for row in tags])
            self._add("other", rows, variable=tag, value=np.ones(self.n))

    def _others(self) -> list[str]:
        """Return the columns of other ratings."""
        s = self.source
        if s.others != "*":
            return [n for name in s.others.split(", ") for n in found(name, self.names)]
        beside = (*self.dates, s.region, "weekday", "note", "notes", s.pain, s.weight)
        used = {n for name in beside for n in found(name, self.names)}
        return [n for n in self.names if n and n not in used]

    def _add(
        self, table: str, rows: np.ndarray, cells: np.ndarray | None = None, **values: Any
    ) -> None:
        """Add rows to a table; where the value is missing, `cells` tell why."""
        rows = self.usable & rows
        if table in _VALUE:
            lost = np.isnan(values[_VALUE[table]])
            rows = rows & ~lost
            if cells is not None:
                lost = lost & (self.lack == "")
                self.lack[lost] = [
                    f"no {table} recorded" if b or not c.strip(" 0.,") else f"{c!r} is not a number"
                    for c, b in zip(cells[lost], is_missing(cells[lost]), strict=True)
                ]
        if rows.any():
            day = self.rated if table in ("pain", "other") else self.day
            frame = pd.DataFrame({"time": self.time, "day": day, "line": self.lines, **values})
            frame = frame[rows].assign(source=self.source.name, file=self.file)
            before = [self.tables[table]] if table in self.tables else []
            self.tables[table] = pd.concat([*before, frame], ignore_index=True)
            self.fed[rows] = each(
                self.fed[rows], lambda t: t if t.endswith(table) else f"{t}, {table}".lstrip(", ")
            )

    def _ask_which_pain(self, column: str) -> None:
        """Ask which column it is where a table kept by hand rates several pains."""
        s = self.source
        if s.needs or not s.by_hand or header_name(self.told.value)[0] in self.names:
            return
        pains = {n: self.column(n) for n in self.names if n == column or names_pain(n)}
        rated = [n for n, c in pains.items() if not np.isnan(decide_numbers(c).value).all()]
        if len(rated) > 1:
            question = f"which column is the pain to look at: {', '.join(rated)}?"
            self._ask(question, "value", rated[0], ", ".join(map(json.dumps, rated[1:])))

    def _runs(self) -> None:
        s = self.source
        words = self.words(s.activity, lambda w: s.codes.get(w.strip()) or activity_name(w))
        km, plain, cells = self._measure("distance")
        minutes, _, clocks = self._measure("duration")
        track = self.words(s.activity, lambda w: "track" in w.casefold()).astype(bool)
        with np.errstate(divide="ignore", invalid="ignore"):
            speed = km / minutes * 60  # in the file's unit absurd, if it holds metres
        metres = ((words == "swim") | track) & ((speed > 40) | (np.isnan(speed) & (km > 90)))
        if metres.any():
            text = f"{metres.sum()} sessions would be faster than 40 km/h otherwise"
            self._decided("distance unit, pool and track", "m", text)
            km[metres] = plain[metres] / 1000
        # a 0 beside no activity's name says that there was none
        none = (words == "") & ((km == 0) | ((minutes == 0) & np.isnan(km)))
        entered = (words != "") | bool(s.needs) | (km > 0) | (minutes > 0)
        self.note[km == 0] = "distance 0 counts as not recorded"
        km[km == 0] = np.nan
        for what, value, shown in (("distance", km, cells), ("duration", minutes, clocks)):
            lost = np.isnan(value) & (shown != "") & (self.note == "")
            self.note[lost] = [f"{what} missing: {c!r} is not a number" for c in shown[lost]]
            entered |= lost
        rows = entered & ~none & self._in_keep_list(words)
        values = {"start": self.time, "distance_km": km, "duration_min": minutes}
        self._add("runs", rows, **values, activity=np.where(words == "", s.always, words))

    def _events(self) -> None:
        """Read events with a first and a last day; a blank end is the same day."""
        start, (column,) = self.time, self.of(self.source.end)
        cells, text = self.column(column), self.words(self.source.event)
        both = np.concatenate([self.words(self.dates[0]), cells])  # written in one order
        parsed = decide_dates(both, self.told.date_order).time[self.n :]
        ends = np.where(np.isnat(parsed), start, parsed)
        unread = np.isnat(parsed) & ~is_missing(cells)
        self.lack[unread] = "no usable end"
        self.lack[ends < start] = "the end lies before the start"
        rows = ~unread & (text != "") & (ends >= start)
        self._add("events", rows, start=start, end=ends, event=text)

    def _in_keep_list(self, words: np.ndarray, why: str = "") -> np.ndarray:
        wanted = {w.casefold() for w in self.told.keep}
        keep = each(words, lambda w: not wanted or w.casefold() in wanted, bool)
        out = ~keep & ((words != "") | (not self.source.value))
        self.lack[out] = [why or f"{w!r} is not in the settings' keep list" for w in words[out]]
        return keep
