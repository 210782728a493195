"""Read one opened file by its source's declaration: tidy rows, a fate for every row, questions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from ..errors import DataError
from ..settings import FileSettings, Settings
from . import decisions as decide
from .decisions import Decision, Question
from .languages import activity_name, header_name
from .opening import Field, Opened, Record, Row, Source, header_names

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
        raise DataError(
            f"the settings map this file to {told.table!r} but name no date column.",
            file=file,
            todo=f'Add date = "..." under [files.{json.dumps(file)}].',
        )
    name = _canonical
    one = (lambda cell: Field((name(cell),))) if told.value else (lambda cell: None)
    runs, wide = told.table == "runs", told.table in ("pain", "weight", "other") and not told.value
    if wide:
        raise DataError(
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
    DataError
        A column that the settings name is not there, or the file breaks off in a quote.
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
        """Return the place of a column; "a|b" takes the first that is there."""
        for one in filter(None, name.split("|")):
            places = [i for i, n in enumerate(self.names) if n == one]
            if len(places) >= nth:
                return places[nth - 1]
        return None

    def _must(self, name: str) -> int:
        place = self._find(name)
        if place is None:
            raise DataError(
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
        names = [*s.when, s.clock, s.offset_from, s.activity, s.region, s.variable, "weekday"]
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
        used = {"", *self.source.when, *self.source.region.split("|"), "weekday", "note", "notes"}
        if self.source.others == ("*",):
            fields = (self.source.pain, self.source.weight)
            used |= {n for f in fields if f for n in f.names}
            return [(i, n) for i, n in enumerate(self.names) if n not in used]
        found = ((self._find(n), n) for n in self.source.others)
        return [(i, n) for i, n in found if i is not None]

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
        longer = remarks = shorter = 0
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
                    fields = (
                        fields[:at]
                        + [",".join(fields[at : at + n - width + 1])]
                        + (fields[at + n - width + 1 :])
                    )
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
        setting = line if self.opened.name in self.settings.files else f"{section}\n{line}"
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
        cells, mark = present[0], "-" if len(s.when) == 3 else " "
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
            wrong = int((np.abs(offset[stated] - 60) > 14 * 60).sum())
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
            self._ask(f"{what}: {numbers.question}.", "decimal", ".", '","')
        elif numbers.decision:
            d = numbers.decision
            self._decided(f"{d.decision}, {what}", d.value, d.evidence)
        return numbers

    def _measure(
        self, f: Field, what: str, factors: dict[str, float], key: str, n: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return a field's values in the base unit, and the cells they were read from."""
        value, shown = np.full(n, np.nan), np.full(n, "", dtype=object)
        for place, cells in self._coalesced(f):
            numbers = self._numbers(cells, what)
            units = np.array([decide.unit_name(u) for u in pd.unique(numbers.unit)], dtype=object)
            unit = units[pd.factorize(numbers.unit)[0]] if len(cells) else numbers.unit
            beside = self._cells(f.unit_from) if f.unit_from else None
            stated = decide.unit_name(self.units[place]) or decide.unit_name(self.names[place])
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
                        f"the unit of the {what} is nowhere stated.", key, list(factors)[0], names
                    )
                    return value, shown
            elif (known & (unit != "")).any():
                evidence = "in the cells" if beside is None else "in a column"
                rest = rest or pd.unique(unit[known])[0]
            if known.any():
                self._decided(f"{what} unit", rest, evidence)
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

    def _minutes(self, f: Field, n: int) -> tuple[np.ndarray, np.ndarray]:
        value, shown = np.full(n, np.nan), np.full(n, "", dtype=object)
        for place, cells in self._coalesced(f):
            unit = decide.unit_name(self.units[place]) or f.unit or self.told.duration_unit
            beside = self._cells(f.unit_from) if f.unit_from else None
            if beside is not None and len(beside):
                unit = unit or decide.unit_name(pd.Series(beside).mode().iloc[0])
            numbers = decide.decide_minutes(cells, unit, self.told.decimal)
            if numbers.question and "unit" in numbers.question:
                self._ask(f"{numbers.question}.", "duration_unit", "min", '"s" or "h"')
                return value, shown
            if numbers.question:
                self._ask(f"duration: {numbers.question}.", "decimal", ".", '","')
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
        lines = self._pick()
        n = len(lines)
        time, has_clock, date_cells = self._times(n)
        base = {"time": time, "day": time, "source": self.source.name, "file": self.opened.name}
        frame = pd.DataFrame({**base, "line": lines}, index=range(n))
        frame["time"] = frame["time"].astype("datetime64[us]")
        dated = frame["time"].notna().to_numpy()
        rated = self._rated_day(frame["time"], has_clock)
        reason, table = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
        s = self.source
        if s.distance or s.duration or s.always or (s.activity and not s.value):
            made = self._runs(frame, n, reason)
            self._add("runs", made, dated & made.pop("keep").to_numpy(), table)
        for name, f in (("weight", s.weight), ("pain", s.pain), ("other", s.value)):
            if f:
                made = self._rating(name, f, frame, rated, n, reason)
                self._add(name, made, dated & made.pop("keep").to_numpy(), table)
        for place, variable in self._other_columns():
            made = frame.assign(day=rated, variable=variable)
            made["value"] = self._numbers(self.columns[place], variable).value if n else 0.0
            self._add("other", made, dated & made["value"].notna().to_numpy(), table)
        kept = table != ""
        undated = [f"no usable date: {c!r}" for c in date_cells[~dated]] if len(date_cells) else []
        reason[~dated] = undated or "no usable date"
        reason = np.where(~kept & (reason == ""), "nothing recorded in this row", reason)
        if self.out.questions:
            kept[:] = False
            reason[:] = "waits for an answer: " + self.out.questions[0].question
            self.out.tables = {}
        fates = pd.DataFrame(
            {"file": self.opened.name, "line": lines, "reason": reason}, index=range(n)
        )
        fates["fate"] = np.where(kept, "kept", "set aside")
        fates["table"] = np.where(kept, table, "")
        aside = pd.DataFrame(self.aside, columns=["line", "reason"])
        aside = aside.assign(file=self.opened.name, fate="set aside", table="")
        both = [f for f in (fates, aside) if len(f)]
        self.out.fates = pd.concat(both, ignore_index=True) if both else fates
        return self.out

    def _add(self, name: str, frame: pd.DataFrame, keep: np.ndarray, table: np.ndarray) -> None:
        part = frame[keep]
        if len(part):
            before = [self.out.tables[name]] if name in self.out.tables else []
            self.out.tables[name] = pd.concat([*before, part], ignore_index=True)
            again = np.array([name in t.split(", ") for t in table[keep]])
            named = np.where(table[keep] == "", name, table[keep] + ", " + name)
            table[keep] = np.where(again, table[keep], named)

    def _rated_day(self, time: pd.Series, has_clock: np.ndarray) -> pd.Series:
        """Return the day a rating counts for: before the day's start it is the day before."""
        if self.source.rated_day or "day" in self.names:
            return time.dt.normalize()
        starts = self.settings.day_starts
        shift = pd.Timedelta(hours=starts.hour, minutes=starts.minute)
        return time.where(~has_clock, time - shift).dt.normalize()

    def _runs(self, frame: pd.DataFrame, n: int, reason: np.ndarray) -> pd.DataFrame:
        s = self.source
        words = self._words(s.activity, n, activity_name)
        made = frame.assign(start=frame["time"], day=frame["time"].dt.normalize())
        made["activity"] = np.where(words == "", s.always, words) if s.always else words
        for name, f in (("distance_km", s.distance), ("duration_min", s.duration)):
            value, cells = np.full(n, np.nan), np.full(n, "", dtype=object)
            if f and name == "distance_km":
                value, cells = self._measure(f, "distance", decide.KILOMETRES, "distance_unit", n)
                zero = value == 0
                value[zero] = np.nan
                _note(reason, zero, np.full(n, "distance 0 counts as not recorded", dtype=object))
            elif f:
                value, cells = self._minutes(f, n)
            lost = np.isnan(value) & (cells != "") & (reason == "")
            text = [f"{name.split('_')[0]} missing: {c!r} is not a number" for c in cells[lost]]
            _note(reason, lost, np.array(text, dtype=object))
            made[name] = value
        entered = pd.Series(words != "", index=made.index) | (not (s.distance or s.duration))
        entered |= made["distance_km"].notna() | made["duration_min"].notna()
        made["keep"] = entered & self._in_keep_list(made["activity"], words, reason)
        return made

    def _rating(
        self, name: str, f: Field, frame: pd.DataFrame, rated: pd.Series, n: int, reason: np.ndarray
    ) -> pd.DataFrame:
        if name == "weight":
            value, cells = self._measure(f, "weight", decide.KILOGRAMS, "weight_unit", n)
            made = frame.assign(day=frame["time"].dt.normalize(), weight_kg=value)
        else:
            found = self._coalesced(f)
            cells = found[0][1] if found else np.full(n, "", dtype=object)
            value = self._rated_values(name, cells, found)
            made = frame.assign(day=rated, **{"pain" if name == "pain" else "value": value})
        made["keep"] = ~np.isnan(value)
        if name == "pain":
            made["region"] = self._words(self.source.region, n)
        if name == "other":
            made["variable"] = self._words(self.source.variable, n)
        missing = decide.is_missing(cells)
        lost = np.isnan(value) & (reason == "")
        text = [f"no {name} recorded" if m else f"{c!r} is not a number"
                for c, m in zip(cells[lost], missing[lost], strict=True)]  # fmt: skip
        _note(reason, lost, np.array(text, dtype=object))
        if name in ("pain", "other"):
            words = made["region" if name == "pain" else "variable"]
            made["keep"] &= self._in_keep_list(words, words.to_numpy(), reason)
        return made

    def _rated_values(
        self, name: str, cells: np.ndarray, found: list[tuple[int, np.ndarray]]
    ) -> np.ndarray:
        """Return the ratings; pain is brought to 0-10 where its scale is declared."""
        if name != "pain":
            return self._numbers(cells, name).value
        scale = self.told.scale
        if "/" in scale:
            words = [w.strip().casefold() for w in scale.split("/")]
            ranks = {w: float(i) for i, w in enumerate(words)}
            codes, texts = pd.factorize(cells)
            value = np.array([ranks.get(t.strip().casefold(), np.nan) for t in texts])[codes]
            low, high = 0.0, float(len(words) - 1)
        else:
            value = self._numbers(cells, "pain").value
            scale = scale or decide.scale_in(self.units[found[0][0]] if found else "")
            scale, evidence = (scale, "declared") if scale else self._scale(value)
            if not scale:
                self._ask(evidence, "scale", self.source.scale or "0-10", '"0-4" or "0-100"')
                return value
            low, high = decide.ends_of(scale, self.opened.name)
            self._decided("pain scale", scale, evidence)
        if (low, high) != (0, 10):
            self._decided(
                "pain converted", f"{scale} to 0-10", f"(x - {low:g}) * {10 / (high - low):g}"
            )
        return (value - low) * (10 / (high - low))

    def _scale(self, value: np.ndarray) -> tuple[str, str]:
        """Return the scale and its evidence, or "" and the question."""
        known = value[~np.isnan(value)]
        top = known.max() if len(known) else 0.0
        over = (known > 10).sum()
        if self.source.scale == "0-10" and over <= max(1, 0.05 * len(known)):
            return "0-10", "the tidy layout's own scale"
        if self.source.scale not in ("", "0-10"):
            return "", f"{self.source.name} rates on {self.source.scale}; convert it to 0-10?"
        if not len(known) or (5 < top and over <= 0.05 * len(known)):
            return "0-10", f"the highest rating is {known[known <= 10].max(initial=0):g}"
        return "", f"the pain ratings reach {top:g}: on which scale are they?"

    def _in_keep_list(self, words: pd.Series, raw: np.ndarray, reason: np.ndarray) -> pd.Series:
        if not self.told.keep:
            return pd.Series(True, index=words.index)
        wanted = {w.casefold() for w in self.told.keep}
        keep = words.str.casefold().isin(wanted)
        out = (~keep).to_numpy()
        text = [f"{w!r} is not in the settings' keep list" for w in words[out]]
        reason[out] = np.array(text, dtype=object)
        return keep


def _note(reason: np.ndarray, where: np.ndarray, text: np.ndarray) -> None:
    reason[where] = text[where] if len(text) == len(where) else text


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
