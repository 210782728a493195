"""Read one opened file by its source's declaration: tidy rows, a fate for every row, questions."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from ..errors import SettingsError
from ..settings import FileSettings, Settings
from . import decisions as decide
from .decisions import Decision, Question
from .languages import activity_name, header_name
from .opening import Field, Opened, Record, Row, Source, header_names, place_of

DATE_HEADING = "a heading, not an entry"


@dataclass
class Reading:
    """What one file gave: tidy tables, the fate of each row, decisions, questions."""

    file: str
    source: str
    rows_read: int = 0
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    fates: pd.DataFrame = field(default_factory=pd.DataFrame)
    decisions: list[Decision] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def mapped_source(told: FileSettings, file: str) -> Source:
    """Build the declaration of a hand-kept table from the person's settings for that file."""
    if not told.date:
        raise SettingsError(
            f"the settings map this file to {told.table!r} but name no date column.",
            file=file,
            todo=f'Add date = "..." under [files.{json.dumps(file)}].',
        )
    name = _canonical
    one = (lambda cell: Field((name(cell),))) if told.value else (lambda cell: None)
    runs, wide = told.table == "runs", told.table in ("pain", "weight", "other") and not told.value
    if wide:
        raise SettingsError(
            "the settings name no value column for this file.",
            file=file,
            todo=f'Add value = "..." under [files.{json.dumps(file)}].',
        )
    return Source(
        "hand-kept",
        header=(),
        when=tuple(map(name, told.date)),
        clock=name(told.time) if told.time else "",
        rated_day=True,
        by_hand=True,
        as_above=tuple(map(name, told.as_above)),
        distance=Field((name(told.distance),), told.distance_unit) if told.distance else None,
        duration=Field((name(told.duration),), told.duration_unit) if told.duration else None,
        activity=name(told.activity) if told.activity else "",
        always="run" if runs and not told.activity else "",
        weight=one(told.value) if told.table == "weight" else None,
        pain=one(told.value) if told.table == "pain" else None,
        value=one(told.value) if told.table == "other" else None,
        region=name(told.region) if told.region else "",
        variable=name(told.variable) if told.variable else "",
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
        The file breaks off in a quote.
    """
    return _Reader(source, opened, header, told, settings).read()


class _Reader:
    """The steps of reading one file; holds what they share."""

    def __init__(
        self, source: Source, opened: Opened, header: Record, told: FileSettings, settings: Settings
    ) -> None:
        self.source, self.opened, self.header = source, opened, header
        self.told, self.settings = told, settings
        self.out = Reading(opened.name, source.name)
        self.out.decisions += [Decision(*fact) for fact in opened.facts]
        named = header_names(list(source.columns) or header[1])
        self.names, self.units = [n for n, _ in named], [u for _, u in named]
        self.aside: list[tuple[int, str]] = []
        self.columns: dict[int, np.ndarray] = {}

    # -- rows and cells ------------------------------------------------------------------------

    def _find(self, name: str, nth: int = 1) -> int | None:
        return place_of(name, self.names, nth)

    def _must(self, name: str) -> int:
        place = self._find(name)
        if place is None:
            raise SettingsError(
                "the settings name a column that this file does not have.",
                file=self.opened.name,
                line=self.header[0],
                column=name,
                todo="Its columns are: " + ", ".join(n for n in self.header[1] if n) + ".",
            )
        return place

    def _wanted(self) -> list[int]:
        """Return the places of all columns that the declaration speaks of."""
        s = self.source
        names = [*s.when, s.clock, s.offset_from, s.activity, s.region, s.variable, s.person]
        names += [s.tags, "weekday"]
        names += ["avg run cadence", "avg stride length", "bmi", "calories", "steps"]
        singles = [self._find(n) for n in names if n]
        fields = [f for f in (s.distance, s.duration, s.weight, s.pain, s.value) if f]
        for f in fields:
            singles += [self._find(n, f.nth) for n in (*f.names,)]
            singles += [self._find(f.unit_from)] if f.unit_from else []
        if s.name == "hand-kept":
            told = [*s.when, s.clock, s.activity, s.region, s.variable, *s.as_above]
            for n in [*told, *(n for f in fields for n in f.names)]:
                if n:
                    self._must(n)
        singles += [i for i, _ in self._other_columns()]
        return sorted({i for i in singles if i is not None})

    def _other_columns(self) -> list[tuple[int, str]]:
        s = self.source
        if s.others != ("*",):
            found = ((self._find(n), n) for n in s.others)
            return [(i, n) for i, n in found if i is not None]
        fields = [n for f in (s.pain, s.weight) if f for n in f.names]
        used = {self._find(n) for n in (*s.when, s.region, "weekday", "note", "notes", *fields)}
        return [(i, n) for i, n in enumerate(self.names) if n and i not in used]

    def _counted(self) -> Iterator[Record]:
        for record in self.opened.records():
            if record[0] > self.header[0]:
                self.out.rows_read += 1
                self.last = record[0]
                yield record

    def _pick(self) -> np.ndarray:
        """Stream the rows, keep the wanted cells only, and return the physical lines."""
        wanted = self._wanted()
        take = itemgetter(*wanted, wanted[0])  # twice the first: always a tuple
        records: Iterator[Row] = self._counted()
        if self.source.rows:
            records = self.source.rows(self._counted(), self.header[1])
        width, by_hand, absorbs = len(self.names), self.source.by_hand, self.source.absorbs
        at = self._find(absorbs) if absorbs else None
        lines: list[int] = []
        picked: list[tuple[str, ...]] = []
        longer = remarks = shorter = absorbed = 0
        for line, fields in records:
            if isinstance(fields, str):
                self.aside.append((line, fields))
                continue
            n = len(fields)
            if n < width:
                fields = fields + [""] * (width - n)
                shorter += 1
            elif n > width:
                extra = [f.strip() for f in fields[width:] if f.strip()]
                if extra and at is not None:
                    end = at + n - width + 1
                    fields = [*fields[:at], ",".join(fields[at:end]), *fields[end:]]
                    absorbed, longer = absorbed + 1, longer - 1
                    remarks -= 1
                elif extra and not (by_hand and not any(map(_is_number, extra))):
                    text = f"{n - width} more fields than the header: the columns may have shifted"
                    self.aside.append((line, text))
                    continue
                longer, remarks = longer + 1, remarks + bool(extra)
            lines.append(line)
            picked.append(take(fields))
        if longer:
            text = f"{longer} rows have more fields than the header, {remarks} of them with text"
            self.out.decisions.append(
                Decision("extra fields", "kept by position, the extra is not read", text)
            )
        if absorbed:
            text = f"{absorbed} rows have more fields than the header"
            self._decided("bare delimiters", f"taken for text of the column {absorbs!r}", text)
        if shorter:
            text = f"{shorter} rows have fewer fields than the header"
            self.out.decisions.append(Decision("short rows", "the rest counts as blank", text))
        if self.out.rows_read and self.opened.cut_off(self.last) and lines:
            self._drop_cut_row(lines, picked, shorter)
        columns = list(zip(*picked, strict=True)) if picked else [()] * (len(wanted) + 1)
        for i, cells in zip(wanted, columns, strict=False):
            self.columns[i] = np.array(cells, dtype=object)
        return np.array(lines, dtype=np.int64)

    def _drop_cut_row(self, lines: list[int], picked: list[tuple[str, ...]], shorter: int) -> None:
        """Set the last row aside where it breaks off in the middle: its last cell may be half."""
        record = [f for line, f in self.opened.records() if line == self.last]
        whole = not record or len(record[0]) >= len(self.header[1])
        if lines[-1] == self.last and not whole:
            lines.pop()
            picked.pop()
            self.aside.append((self.last, "the file breaks off in this row"))

    def _cells(self, name: str, nth: int = 1) -> np.ndarray | None:
        place = self._find(name, nth)
        return None if place is None else self.columns.get(place)

    # -- decisions -----------------------------------------------------------------------------

    def _ask(self, question: str, key: str, value: str, others: str = "") -> None:
        section = f"[files.{json.dumps(self.opened.name, ensure_ascii=False)}]"
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        line += f"  # or {others}" if others else ""
        begun = self.out.questions or self.opened.name in self.settings.files
        setting = line if begun else f"{section}\n{line}"
        self.out.questions.append(Question(self.opened.name, question, setting))

    def _decided(self, what: str, value: str, evidence: str) -> None:
        self.out.decisions.append(Decision(what, value, evidence))

    def _times(self, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return local time, whether it holds a clock, and the cells it was read from."""
        s = self.source
        present = [c for name in s.when if (c := self._cells(name)) is not None]
        for name in s.as_above:
            place = self._must(name)
            filled = pd.Series(self.columns[place]).map(str.strip).replace("", None).ffill()
            self.columns[place] = filled.fillna("").to_numpy(object)
            present = [c for name in s.when if (c := self._cells(name)) is not None]
        if not present:
            return (
                np.full(n, np.datetime64("NaT"), "datetime64[us]"),
                np.zeros(n, bool),
                np.array([]),
            )
        cells, mark = present[0], "-" if s.name == "hand-kept" and len(s.when) == 3 else " "
        for more in present[1:]:
            cells = cells + mark + more
        parsed = decide.decide_dates(
            cells, self.told.date_order or s.date_order, self._cells("weekday")
        )
        if parsed.question:
            self._ask(f"{parsed.question}.", "date_order", "dmy", '"mdy"')
        elif parsed.decision:
            self.out.decisions.append(parsed.decision)
        time, has_clock = parsed.time, parsed.has_clock
        if s.clock:
            time, has_clock = self._with_clock(time)
            return time, has_clock, cells
        return self._local(time, has_clock, parsed.offset_min), has_clock, cells

    def _with_clock(self, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Add the time column to a declared day; what is no time of day is none."""
        cells = self._cells(self.source.clock)
        if cells is None:
            return day, np.zeros(len(day), bool)
        clock = decide.decide_dates("2000-01-01 " + cells.astype(object))
        usable = clock.has_clock & ~np.isnat(clock.time)
        since = clock.time - np.datetime64("2000-01-01")
        return day + np.where(usable, since, np.timedelta64(0, "us")), usable

    def _local(self, time: np.ndarray, has_clock: np.ndarray, offset: np.ndarray) -> np.ndarray:
        """Bring stamps into the person's zone; the clock of a stated offset stays as written."""
        zone = self.settings.zone
        column = self._cells(self.source.offset_from) if self.source.offset_from else None
        if column is not None:
            return self._shifted(time, column)
        stated = ~np.isnan(offset)
        if stated.any() and (offset[stated] != 0).any():
            wrong = int((np.abs(offset[stated] - 60) > 13 * 60).sum())
            text = f"{stated.sum()} stamps state their distance from UTC"
            text += f"; {wrong} of them an impossible one" if wrong else ""
            self._decided("time zone", "local, as written", text)
            return time
        declared = self.told.timezone or ("UTC" if self.source.zone == "UTC" else "")
        if stated.any() or declared:
            why = "stamps end in +0000 or Z" if stated.any() else "declared"
            why += "" if self.settings.timezone else "; no timezone in the settings: this machine's"
            shift = has_clock & (stated if stated.any() and not declared else True)
            self._decided("time zone", f"{declared or 'UTC'} to {zone}", why)
            moved = to_local(time, declared if not stated.any() else "UTC", self.settings)
            return np.where(shift, moved, time)
        return time

    def _shifted(self, time: np.ndarray, offsets: np.ndarray) -> np.ndarray:
        """Add a column of UTC offsets ("UTC+0100") to UTC stamps."""
        text = pd.Series(offsets, dtype=object).str.extract(r"([+-])(\d{2}):?(\d{2})")
        minutes = text[1].astype(float) * 60 + text[2].astype(float)
        minutes = minutes.where(text[0] != "-", -minutes).fillna(0).to_numpy()
        self._decided("time zone", "local", "a column states the distance from UTC")
        return time + (minutes * 60e6).astype("timedelta64[us]")

    def _coalesced(self, f: Field) -> list[tuple[int, np.ndarray]]:
        """Return the columns of a field that the file has, best first."""
        places = [self._find(n, f.nth) for n in f.names]
        return [(i, self.columns[i]) for i in places if i is not None and i in self.columns]

    def _numbers(self, cells: np.ndarray, what: str) -> decide.Numbers:
        whole = [c for n in ("calories", "steps") if (c := self._cells(n)) is not None]
        evidence = np.concatenate(whole) if whole else None
        numbers = decide.decide_numbers(cells, self.told.decimal, evidence)
        if numbers.question:
            self._ask(f"{what}: {numbers.question}.", "decimal", ",", '"."')
        elif numbers.decision:
            d = numbers.decision
            self._decided(f"{d.decision}, {what}", d.value, d.evidence)
        return numbers

    def _stated_unit(self, place: int) -> str:
        """Return the unit that a header states: "Distance (mi)", "weight_kg", "miles"."""
        last = self.names[place].rpartition("_")[2]
        return decide.unit_name(self.units[place]) or decide.unit_name(last)

    def _measure(
        self, f: Field | None, what: str, factors: dict[str, float], key: str, n: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return a field's values in the base unit, and the cells they were read from."""
        value, shown = np.full(n, np.nan), np.full(n, "", dtype=object)
        columns = self._coalesced(f) if f else []
        if what == "weight":  # pounds and kilograms side by side: the finer one first
            columns.sort(key=lambda c: -len(pd.unique(c[1])))
        for place, cells in columns:
            numbers = self._numbers(cells, what)
            units = np.array([decide.unit_name(u) for u in pd.unique(numbers.unit)], dtype=object)
            unit = units[pd.factorize(numbers.unit)[0]] if len(cells) else numbers.unit
            beside = self._cells(f.unit_from) if f.unit_from else None
            stated = self._stated_unit(place)
            if beside is not None:
                unit = np.where(unit == "", [decide.unit_name(u) for u in beside], unit)
            rest = stated or f.unit
            told = getattr(self.told, key)
            known = ~np.isnan(numbers.value)
            evidence = "in the header" if stated else "the app's only unit"
            if rest not in factors and (known & (unit == "")).any():
                rest, evidence = (told, "the settings") if told else self._evidence(what, numbers)
                if not rest:
                    names = ", ".join(json.dumps(u) for u in list(factors)[1:2])
                    self._ask(
                        f"the unit of the {what} is nowhere stated.",
                        key,
                        next(iter(factors)),
                        names,
                    )
                    return value, shown
            elif (known & (unit != "")).any():
                evidence = "in the cells" if beside is None else "in a column"
                rest = rest or pd.unique(unit[known])[0]
            if known.any():
                shown_units = ", ".join(dict.fromkeys(unit[known & (unit != "")])) or rest
                self._decided(f"{what} unit", shown_units, evidence)
            unit = np.where(unit == "", rest, unit)
            scale = np.array([factors.get(u, np.nan) for u in unit], dtype=float)
            here = numbers.value * scale
            if f.zero_missing:
                here[here == 0] = np.nan
            fill = np.isnan(value)
            shown = np.where(fill & ~decide.is_missing(cells), cells, shown)
            value = np.where(fill, here, value)
        return value, shown

    def _evidence(self, what: str, numbers: decide.Numbers) -> tuple[str, str]:
        """Look for the unit in what else the file says; ("", "") when it does not tell."""
        above = " ".join(f for line, fs in self.opened.head() for f in fs if line < self.header[0])
        if what == "weight" and (m := re.search(r"units?\s*[:=]\s*(\w+)", above, re.I)):
            return decide.unit_name(m[1]), "stated above the header"
        if what == "weight" and (bmi := self._cells("bmi")) is not None:
            return decide.unit_from_bmi(numbers.value, decide.decide_numbers(bmi).value)
        cadence, stride = self._cells("avg run cadence"), self._cells("avg stride length")
        if (
            what == "distance"
            and cadence is not None
            and stride is not None
            and self.source.duration
        ):
            cells = self._coalesced(self.source.duration)
            minutes = decide.decide_minutes(cells[0][1], "min").value
            steps = decide.decide_numbers(cadence).value
            return decide.unit_from_stride(
                numbers.value, minutes, steps, decide.decide_numbers(stride).value
            )
        return "", ""

    def _minutes(self, f: Field | None, n: int) -> tuple[np.ndarray, np.ndarray]:
        value, shown = np.full(n, np.nan), np.full(n, "", dtype=object)
        for place, cells in self._coalesced(f) if f else []:
            unit = self._stated_unit(place) or f.unit or self.told.duration_unit
            beside = self._cells(f.unit_from) if f.unit_from else None
            if beside is not None and len(beside):
                unit = unit or decide.unit_name(pd.Series(beside).mode().iloc[0])
            numbers = decide.decide_minutes(cells, unit, self.told.decimal)
            if numbers.question and "unit" in numbers.question:
                self._ask(f"{numbers.question}.", "duration_unit", "min", '"s" or "h"')
                return value, shown
            if numbers.question:
                self._ask(f"duration: {numbers.question}.", "decimal", ",", '"."')
            fill = np.isnan(value)
            shown = np.where(fill & ~decide.is_missing(cells), cells, shown)
            value = np.where(fill, numbers.value, value)
        return value, shown

    def _words(self, name: str, n: int, change: Any = str.strip) -> np.ndarray:
        cells = self._cells(name) if name else None
        if cells is None:
            return np.full(n, "", dtype=object)
        codes, texts = pd.factorize(cells)
        return np.array([change(t) for t in texts], dtype=object)[codes] if n else cells

    # -- tables --------------------------------------------------------------------------------

    def read(self) -> Reading:
        """Read the file: rows, decisions, tables, fates."""
        lines = self._pick()
        n, s = len(lines), self.source
        # what is said of a row when it is kept, and when it is not
        self.note, self.lack = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
        self.table = np.full(n, "", dtype=object)
        time, has_clock, date_cells = self._times(n)
        base = {"time": time, "day": time, "source": s.name, "file": self.opened.name}
        frame = pd.DataFrame({**base, "line": lines}, index=range(n))
        dated = frame["time"].notna().to_numpy()
        usable = dated & self._is_mine(n)
        rated = frame.assign(day=self._rated_day(frame["time"], has_clock))
        frame["day"] = frame["time"].dt.normalize()
        if s.distance or s.duration or (s.activity and not s.value):
            self._runs(frame, usable)
        if s.weight and self._coalesced(s.weight):
            self._weight(frame, s.weight, usable)
        if s.pain and self._coalesced(s.pain):
            self._pain(rated, s.pain, usable)
        if s.value:
            self._value(rated, s.value, usable)
        for place, variable in self._other_columns():
            value = self._numbers(self.columns[place], variable).value
            self._add(
                "other", rated.assign(variable=variable, value=value), usable & ~np.isnan(value)
            )
        if s.tags and n:
            self._tags(rated, usable)
        self.lack[~dated] = [f"no usable date: {c!r}" for c in date_cells[~dated]]
        self.lack[self.lack == ""] = "nothing recorded in this row"
        if self.out.questions:
            self.table[:] = ""
            self.lack[:] = "waits for an answer: " + self.out.questions[0].question
            self.out.tables = {}
        kept = self.table != ""
        fates = pd.DataFrame({"line": lines, "table": self.table})
        fates["reason"] = np.where(kept, self.note, self.lack)
        fates["fate"] = np.where(kept, "kept", "set aside")
        aside = pd.DataFrame(self.aside, columns=["line", "reason"]).assign(
            table="", fate="set aside"
        )
        both = [f for f in (fates, aside) if len(f)] or [fates]
        self.out.fates = pd.concat(both, ignore_index=True).assign(file=self.opened.name)
        return self.out

    def _add(self, name: str, frame: pd.DataFrame, keep: np.ndarray) -> None:
        part = frame[keep]
        if len(part):
            before = [self.out.tables[name]] if name in self.out.tables else []
            self.out.tables[name] = pd.concat([*before, part], ignore_index=True)
            new = keep & ~np.array([t.endswith(name) for t in self.table], dtype=bool)
            self.table[new] = [f"{t}, {name}" if t else name for t in self.table[new]]

    def _is_mine(self, n: int) -> np.ndarray:
        """Say which rows are the person's, where a file holds several people."""
        people = self._words(self.source.person, n)
        names = sorted(set(people) - {""})
        wanted = {w.casefold() for w in self.told.keep}
        if len(names) < 2:
            return np.ones(n, bool)
        if not wanted:
            self._ask(f"whose rows are yours: {', '.join(names)}?", "keep", names[0], names[1])
        mine = np.array([p.casefold() in wanted for p in people], dtype=bool)
        self.lack[~mine] = "another person's"
        return mine

    def _rated_day(self, time: pd.Series, has_clock: np.ndarray) -> pd.Series:
        """Return the day a rating counts for: before the day's start it is the day before."""
        if self.source.rated_day or "day" in self.names:
            return time.dt.normalize()
        starts = self.settings.day_starts
        shift = pd.Timedelta(hours=starts.hour, minutes=starts.minute)
        return time.where(~has_clock, time - shift).dt.normalize()

    def _runs(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        s, n = self.source, len(frame)
        codes = dict(s.codes)
        words = self._words(s.activity, n, lambda w: codes.get(w.strip()) or activity_name(w))
        entered = np.full(n, not (s.distance or s.duration)) | (words != "")
        frame = frame.assign(start=frame["time"], activity=np.where(words == "", s.always, words))
        entered |= s.name == "hand-kept"
        minutes, clocks = self._minutes(s.duration, n)
        distance, cells = self._measure(
            s.distance, "distance", decide.KILOMETRES, "distance_unit", n
        )
        if s.distance and not s.distance.unit:
            distance = self._in_metres(distance, minutes, words)
        zero = (distance == 0) | ((minutes == 0) & np.isnan(distance))
        entered &= ~zero | (words != "")  # a 0 beside no activity's name says that there was none
        self.note[distance == 0] = "distance 0 counts as not recorded"
        distance[distance == 0] = np.nan
        for what, value, shown in (("distance", distance, cells), ("duration", minutes, clocks)):
            lost = np.isnan(value) & (shown != "") & (self.note == "")
            self.note[lost] = [f"{what} missing: {c!r} is not a number" for c in shown[lost]]
            entered |= (value > 0) | lost
        frame = frame.assign(distance_km=distance, duration_min=minutes)
        self._add("runs", frame, usable & entered & self._in_keep_list(words))

    def _in_metres(self, km: np.ndarray, minutes: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Read pool and track sessions in metres where the file's unit gives an absurd speed."""
        raw = self._words(self.source.activity, len(km), str.casefold)
        short = (words == "swim") | np.array(["track" in w for w in raw], dtype=bool)
        with np.errstate(divide="ignore", invalid="ignore"):
            speed = km / minutes * 60
        metres = short & ((speed > 40) | (np.isnan(speed) & (km > 90)))
        if not metres.any():
            return km
        unit = next(d.value for d in reversed(self.out.decisions) if d.decision == "distance unit")
        text = f"{metres.sum()} sessions would be faster than 40 km/h otherwise"
        self._decided("distance unit, pool and track", "m", text)
        return np.where(metres, km / decide.KILOMETRES.get(unit, 1) / 1000, km)

    def _weight(self, frame: pd.DataFrame, f: Field, usable: np.ndarray) -> None:
        value, cells = self._measure(f, "weight", decide.KILOGRAMS, "weight_unit", len(frame))
        self._explain(value, cells, "weight")
        self._add("weight", frame.assign(weight_kg=value), usable & ~np.isnan(value))

    def _pain(self, frame: pd.DataFrame, f: Field, usable: np.ndarray) -> None:
        place, cells = self._coalesced(f)[0]
        value = self._on_nrs(cells, place)
        self._explain(value, cells, "rating")
        region = self._words(self.source.region, len(frame))
        keep = usable & ~np.isnan(value) & self._in_keep_list(region)
        self._add("pain", frame.assign(pain=value, region=region), keep)

    def _value(self, frame: pd.DataFrame, f: Field, usable: np.ndarray) -> None:
        s, n = self.source, len(frame)
        cells = next((c for _, c in self._coalesced(f)), np.full(n, "", dtype=object))
        value = self._ranked(cells) if s.ranks else self._numbers(cells, "value").value
        self._explain(value, cells, "value")
        variable = self._words(s.variable, n) if s.variable else np.full(n, s.always, dtype=object)
        keep = usable & ~np.isnan(value) & self._in_keep_list(variable)
        self._add("other", frame.assign(variable=variable, value=value), keep)

    def _tags(self, frame: pd.DataFrame, usable: np.ndarray) -> None:
        """Add one row with value 1 per tag: "work | friends"."""
        tags = pd.Series(self._words(self.source.tags, len(frame))).str.split("|").explode()
        tags = tags.str.strip()
        tags = tags[tags.ne("") & usable[tags.index]]
        tagged = frame.loc[tags.index].assign(variable=tags.to_numpy(), value=1.0)
        self.out.tables["other"] = pd.concat(
            [self.out.tables.get("other", tagged[:0]), tagged], ignore_index=True
        )
        self.table[tags.index.unique()] = "other"

    def _explain(self, value: np.ndarray, cells: np.ndarray, what: str) -> None:
        lost = np.isnan(value) & (self.lack == "")
        missing = decide.is_missing(cells[lost])
        self.lack[lost] = [
            f"no {what} recorded" if m or f"{c}".strip(" 0.,") == "" else f"{c!r} is not a number"
            for c, m in zip(cells[lost], missing, strict=True)
        ]

    def _ranked(self, cells: np.ndarray, ranks: str = "") -> np.ndarray:
        """Return the rank of words on a scale, 0 the worst; ask for the order of unknown words."""
        codes, texts = pd.factorize(cells)
        words = [t.strip().casefold() for t in texts]
        told = ranks or self.told.scale
        scales = (
            [tuple(w.strip().casefold() for w in told.split("/"))] if told else self.source.ranks
        )
        have = set(words) - decide.MISSING
        best = max(scales, key=lambda scale: len(have.intersection(scale)))
        if not told and have - set(best):
            shown = "/".join(sorted(have))
            self._ask("what is the order of these words, worst first?", "scale", shown)
        elif not told:
            self._decided("word scale", "/".join(best), "the app's own words, worst first")
        place = {w: float(i) for i, w in enumerate(best)}
        return np.array([place.get(w, np.nan) for w in words], dtype=float)[codes]

    def _on_nrs(self, cells: np.ndarray, place: int) -> np.ndarray:
        """Return pain ratings on 0-10: converted where a scale is declared, else asked."""
        scale = self.told.scale
        if "/" in scale:
            value, (low, high) = self._ranked(cells, scale), (0.0, float(scale.count("/")))
        else:
            value = self._numbers(cells, "pain").value
            scale = scale or decide.scale_in(f"{self.names[place]} {self.units[place]}")
            scale, evidence = (scale, "declared") if scale else self._scale(value)
            if not scale:
                likely = "0-100" if (value > 10).any() else self.source.scale or "0-10"
                self._ask(evidence, "scale", likely, '"0-4", "0-10", "0-100", ...')
                return value
            low, high = decide.ends_of(scale, self.opened.name)
            self._decided("pain scale", scale, evidence)
        if (low, high) != (0, 10):
            rule = f"(x - {low:g}) * {10 / (high - low):g}"
            self._decided("pain converted to 0-10", rule, f"declared scale {scale}")
        return (value - low) * (10 / (high - low))

    def _scale(self, value: np.ndarray) -> tuple[str, str]:
        """Return the scale and its evidence, or "" and the question."""
        known = value[~np.isnan(value)]
        if not len(known):
            return "0-10", "no rating in the file"
        few_over = (known > 10).sum() <= max(1, 0.05 * len(known))
        if self.source.scale == "0-10" and few_over:
            return "0-10", "the tidy layout's own scale"
        if self.source.scale not in ("", "0-10"):
            return "", f"{self.source.name} rates on {self.source.scale}: convert it to 0-10?"
        if few_over and (known > 5).any():
            return "0-10", f"the highest rating is {known[known <= 10].max():g}"
        return "", f"the pain ratings reach {known.max():g}: on which scale are they?"

    def _in_keep_list(self, words: np.ndarray) -> np.ndarray:
        if not self.told.keep or self.source.person:
            return np.ones(len(words), bool)
        wanted = {w.casefold() for w in self.told.keep}
        keep = np.array([w.casefold() in wanted for w in words], dtype=bool)
        self.lack[~keep] = [f"{w!r} is not in the settings' keep list" for w in words[~keep]]
        return keep


def _canonical(cell: str) -> str:
    return header_name(cell)[0]


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").lstrip("-").isdigit()


def to_local(time: np.ndarray, zone: str, settings: Settings) -> np.ndarray:
    """Bring stamps of one zone into the person's zone of that day, without zone information.

    Parameters
    ----------
    time : array of datetime64
    zone : str
        The zone the stamps are in.
    settings : Settings
        `timezone`, and `travel`: the zones from given days on.
    """
    stamps = pd.DatetimeIndex(time).tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward")
    local = stamps.tz_convert(settings.zone).tz_localize(None)
    out = local.to_numpy().copy()
    for day, there in sorted(settings.travel.items()):
        since = stamps >= pd.Timestamp(day, tz=there)
        moved = stamps.tz_convert(there).tz_localize(None).to_numpy()
        out = np.where(since, moved, out)
    return out.astype("datetime64[us]")
