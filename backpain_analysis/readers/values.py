"""What the cells of one file amount to: local times, kilometres, minutes, kilograms, NRS points.

Each step takes the evidence there is, writes its decision down, or asks.
"""

import json
import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..settings import FileSettings, Settings
from . import decisions as decide
from .columns import Columns
from .decisions import Decision, Question
from .opening import Field


@dataclass
class Reading:
    """What one file gave: tidy tables, the fate of each row, decisions, questions."""

    file: str
    source: str
    rows_read: int
    decisions: list[Decision]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    fates: pd.DataFrame = field(default_factory=pd.DataFrame)
    questions: list[Question] = field(default_factory=list)


class Values:
    """The values of one file, read with what the settings say about it."""

    def __init__(self, columns: Columns, told: FileSettings, settings: Settings) -> None:
        self.columns, self.source = columns, columns.source
        self.told, self.settings = told, settings
        self.file, self.n = columns.opened.name, len(columns.lines)
        self.out = Reading(self.file, self.source.name, columns.rows_read, columns.decisions)
        # per row: what is said of it when it is kept, when it is not, and the tables it fed
        self.note, self.lack, self.table = (np.full(self.n, "", dtype=object) for _ in range(3))

    # -- questions and decisions ---------------------------------------------------------------

    def _ask(self, question: str, key: str, value: str, others: str = "") -> None:
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        line += f"  # or {others}" if others else ""
        if not self.out.questions and self.file not in self.settings.files:
            line = f"[files.{json.dumps(self.file, ensure_ascii=False)}]\n{line}"
        self.out.questions.append(Question(self.file, question, line))

    def _decided(self, what: str, value: str, evidence: str) -> None:
        self.out.decisions.append(Decision(what, value, evidence))

    # -- dates ---------------------------------------------------------------------------------

    def _times(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return local time, whether it holds a clock, and the cells it was read from."""
        s, columns = self.source, self.columns
        for name in s.as_above:
            columns.fill_down(name)
        present = [c for name in s.when if (c := columns.get(name)) is not None]
        cells = present[0]
        for more in present[1:]:
            cells = cells + ("-" if s.needs else " ") + more
        order = self.told.date_order or s.date_order
        parsed = decide.decide_dates(cells, order, columns.get("weekday"))
        if parsed.question:
            self._ask(f"{parsed.question}.", "date_order", "dmy", '"mdy" or "ymd"')
        elif parsed.decision:
            self.out.decisions.append(parsed.decision)
        clocks = columns.get(s.clock) if s.clock else None
        local = self._local(parsed)
        if clocks is None:
            return local, parsed.has_clock, cells
        # a clock beside a declared day; what is no time of day is none
        clock = decide.decide_dates("2000-01-01 " + clocks)
        usable = clock.has_clock & ~np.isnat(clock.time)
        day = parsed.time.astype("datetime64[D]")
        local = np.where(usable, day + (clock.time - np.datetime64("2000-01-01")), local)
        return local, usable | parsed.has_clock, cells

    def _local(self, parsed: decide.Dates) -> np.ndarray:
        """Bring stamps into the person's zone; the clock of a stated offset stays as written."""
        column = self.columns.get(self.source.offset_from) if self.source.offset_from else None
        if column is not None:  # "UTC+0100" beside UTC stamps
            text = pd.Series(column, dtype=object).str.extract(r"([+-])(\d{2}):?(\d{2})")
            minutes = text[1].astype(float) * 60 + text[2].astype(float)
            minutes = minutes.where(text[0] != "-", -minutes).fillna(0).to_numpy()
            self._decided("time zone", "local", "a column states the distance from UTC")
            return parsed.time + (minutes * 60e6).astype("timedelta64[us]")
        offset = parsed.offset_min
        stated = ~np.isnan(offset)
        if (offset[stated] != 0).any():
            wrong = int((np.abs(offset[stated] - 60) > 13 * 60).sum())
            text = f"{stated.sum()} stamps state their distance from UTC"
            text += f"; {wrong} of them an impossible one" if wrong else ""
            self._decided("time zone", "local, as written", text)
            return parsed.time
        declared = "UTC" if stated.any() or self.source.zone == "UTC" else self.told.timezone
        if not declared:
            return parsed.time
        why = "stamps end in +0000 or Z" if stated.any() else "declared"
        why += "" if self.settings.timezone else "; no timezone in the settings: this machine's"
        self._decided("time zone", f"{declared} to {self.settings.zone}", why)
        moved = to_local(parsed.time, declared, self.settings)
        return np.where(parsed.has_clock | stated, moved, parsed.time)

    # -- values --------------------------------------------------------------------------------

    def _numbers(self, cells: np.ndarray, what: str) -> decide.Numbers:
        whole = [c for n in ("calories", "steps") if (c := self.columns.get(n)) is not None]
        evidence = np.concatenate(whole) if whole else None
        numbers = decide.decide_numbers(cells, self.told.decimal, evidence)
        if numbers.question:
            self._ask(f"{what}: {numbers.question}.", "decimal", ",", '"."')
        elif numbers.decision:
            self._decided(
                f"decimal mark, {what}", numbers.decision.value, numbers.decision.evidence
            )
        return numbers

    def _measure(
        self, f: Field | None, what: str, factors: dict[str, float]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return a field's values in the base unit, and the cells they were read from."""
        value, shown = np.full(self.n, np.nan), np.full(self.n, "", dtype=object)
        columns = self.columns.of(f)
        if what == "weight":  # pounds and kilograms side by side: the finer one first
            columns.sort(key=lambda c: -len(pd.unique(c[1])))
        for place, cells in columns:
            assert f is not None
            numbers = self._numbers(cells, what)
            beside = self.columns.get(f.unit_from) if f.unit_from else None
            words = numbers.unit if beside is None else beside
            codes, texts = pd.factorize(words)
            own = np.array([t if t == "m:s" else decide.unit_name(t) for t in texts] or [""])
            unit = own.astype(object)[codes]
            fill = np.isnan(value)
            known = fill & ~np.isnan(numbers.value) & (numbers.value != 0)  # a 0 needs no unit
            rest, evidence = self._unit(place, f, what, factors, numbers)
            if rest not in factors and (known & (unit == "")).any():
                choices = list(factors)
                self._ask(
                    f"the unit of the {what} is nowhere stated.",
                    *(f"{what}_unit", choices[0], json.dumps(choices[1])),
                )
                break
            if (known & np.isin(unit, ("m:s", "min"))).any():
                self._decided(f"{what} unit", "min", "clocks or minutes in the cells")
            elif (known & (unit != "")).any():
                rest_too = {rest} & set(factors) if (known & (unit == "")).any() else set()
                stated = ", ".join(dict.fromkeys([*unit[known & (unit != "")], *rest_too]))
                self._decided(
                    f"{what} unit", stated, "in a column" if f.unit_from else "in the cells"
                )
            elif known.any() and (unit[known] == "").any():
                self._decided(f"{what} unit", rest, evidence)
            scale = {**factors, "": factors.get(rest, np.nan)}
            scale["m:s"] = 60.0 if rest == "h" else scale.get("m:s", np.nan)  # 1:30 of hours
            here = numbers.value * np.array([scale.get(u, np.nan) for u in unit], dtype=float)
            here[numbers.value == 0] = 0.0
            here[(here == 0) & f.zero_missing] = np.nan
            shown = np.where(fill & ~decide.is_missing(cells), cells, shown)
            value = np.where(fill, here, value)
        return value, shown

    def _unit(
        self, place: int, f: Field, what: str, factors: dict[str, float], numbers: decide.Numbers
    ) -> tuple[str, str]:
        """Return the unit of plain numbers and what says so: header, app, settings, the file."""
        columns = self.columns
        last = columns.names[place].rpartition("_")[2]
        stated = decide.unit_name(columns.units[place]) or decide.unit_name(last)
        if stated in factors:
            return stated, "in the header"
        if f.unit:
            return f.unit, "the settings" if self.source.needs else "the app's only unit"
        if told := getattr(self.told, f"{what}_unit"):
            return told, "the settings"
        above = (f for line, fs in columns.opened.head() for f in fs if line < columns.header[0])
        if m := re.search(r"units?\s*[:=]\s*(\w+)", " ".join(above), re.I):
            return decide.unit_name(m[1]), "stated above the header"
        get = columns.get
        if what == "weight" and (bmi := get("bmi")) is not None:
            return decide.unit_from_bmi(numbers.value, decide.decide_numbers(bmi).value)
        names = ("time", "avg run cadence", "avg stride length")
        told_by = [c for n in names if (c := get(n)) is not None]
        if what == "distance" and len(told_by) == 3:
            minutes, steps, metres = (decide.decide_numbers(c).value for c in told_by)
            return decide.unit_from_stride(numbers.value, minutes, steps, metres)
        return "", ""

    def _ranked(self, cells: np.ndarray, ranks: str = "") -> np.ndarray:
        """Return the rank of words on a scale, 0 the worst; ask for the order of unknown words."""
        codes, texts = pd.factorize(cells)
        words = [t.strip().casefold() for t in texts]
        told = ranks or self.told.scale
        own = tuple(w.strip().casefold() for w in told.split("/"))
        have = set(words) - decide.MISSING
        scales = [own] if told else self.source.ranks
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
        scale, columns = self.told.scale, self.columns
        if "/" in scale:
            value, (low, high) = self._ranked(cells, scale), (0.0, float(scale.count("/")))
        else:
            value = self._numbers(cells, "pain").value
            words = cells[np.isnan(value) & ~decide.is_missing(cells)]
            if len(words) > 0.5 * len(cells):
                shown = "/".join(dict.fromkeys(w.strip().casefold() for w in words))
                self._ask("what is the order of these words, least pain first?", "scale", shown)
                return value
            scale = scale or decide.scale_in(f"{columns.names[place]} {columns.units[place]}")
            scale, evidence = (scale, "declared") if scale else self._scale(value, place)
            if not scale:
                likely = "0-100" if (value > 10).any() else self.source.scale or "0-10"
                self._ask(evidence, "scale", likely, '"0-4", "0-10", "0-100", ...')
                return value
            low, high = decide.ends_of(scale, self.file)
            self._decided("pain scale", scale, evidence)
        if (low, high) != (0, 10):
            rule = f"(x - {low:g}) * {10 / (high - low):g}"
            self._decided("pain converted to 0-10", rule, f"declared scale {scale}")
        return (value - low) * (10 / (high - low))

    def _scale(self, value: np.ndarray, place: int) -> tuple[str, str]:
        """Return the scale and its evidence, or "" and the question."""
        known, declared = value[~np.isnan(value)], self.source.scale
        if not len(known):
            return "0-10", "no rating in the file"
        few_over = (known > 10).sum() <= max(1, 0.05 * len(known))
        own_name = re.search(r"(pain|nrs|10)$", self.columns.names[place])  # not "pain level"
        if declared == "0-10" and few_over and own_name:
            return "0-10", "the tidy layout's own scale"
        if declared not in ("", "0-10"):
            return "", f"{self.source.name} rates on {declared}: convert it to 0-10?"
        if few_over and (known > 5).any():
            return "0-10", f"the highest rating is {known[known <= 10].max():g}"
        return "", f"the pain ratings reach {known.max():g}: on which scale are they?"


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
    stamps = pd.DatetimeIndex(time).tz_localize(
        zone, ambiguous=np.zeros(len(time), bool), nonexistent="shift_forward"
    )
    out = stamps.tz_convert(settings.zone).tz_localize(None).to_numpy()
    for day, there in sorted(settings.travel.items()):
        since = stamps >= pd.Timestamp(day, tz=there)
        out = np.where(since, stamps.tz_convert(there).tz_localize(None).to_numpy(), out)
    return out.astype("datetime64[us]")
