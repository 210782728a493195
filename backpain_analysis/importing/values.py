"""What one file's cells amount to: local times, kilometres, minutes, kilograms, NRS points."""

import json
import re
from itertools import takewhile

import numpy as np
import pandas as pd

from . import decisions as decide
from .columns import Columns
from .dates import Dates, decide_dates
from .decisions import each, is_missing, unit_name
from .source import Decision, found, measured


class Values(Columns):
    """The values of one file's columns: each step tells its evidence, or asks."""

    def _ask(self, question: str, key: str, value: str, others: str = "") -> None:
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        line += f"  # or {others}" if others else ""
        if not self.questions and self.file not in self.settings.files:
            line = f"[files.{json.dumps(self.file, ensure_ascii=False)}]\n{line}"
        self.questions.append(decide.Question(self.file, question, line))

    def _decided(self, what: str, value: str, evidence: str) -> None:
        self.decisions.append(Decision(what, value, evidence))

    def _times(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return local time, whether it holds a clock, and the cells it was read from."""
        s = self.source
        for name in (n for above in s.as_above for n in found(above, self.names)):
            above = pd.Series(self.column(name)).str.strip().replace("", None).ffill()
            self.cells[name] = above.fillna("").to_numpy(object)
        cells, *more = (c for name in self.dates if (c := self.get(name)) is not None)
        for part in more:
            cells = cells + ("-" if s.needs else " ") + part
        dates = decide_dates(cells, self.told.date_order or s.date_order, self.get("weekday"))
        if dates.question:
            self._ask(f"{dates.question}.", "date_order", "dmy", '"mdy" or "ymd"')
        else:
            self.decisions.append(dates.decision)
        time, has_clock = self._local(dates), dates.has_clock
        if (clocks := self.get(s.clock)) is not None:  # what is no time of day is none
            clock = decide_dates("2000-01-01 " + clocks)
            timed = dates.time.astype("datetime64[D]") + (clock.time - np.datetime64("2000-01-01"))
            time = np.where(clock.has_clock, timed, time)
            has_clock = has_clock | clock.has_clock
        return time, has_clock, cells

    def _local(self, dates: Dates) -> np.ndarray:
        """Bring stamps into the person's zone; the clock of a stated offset stays as written."""
        if (column := self.get(self.source.offset_from)) is not None:  # "UTC+0100" beside UTC
            self._decided("time zone", "local", "a column states the distance from UTC")
            text = pd.Series(column, dtype=object).str.extract(r"([+-]\d{2}):?(\d{2})")
            text = text.fillna("+00")
            return dates.time + pd.to_timedelta(text[0] + ":" + text[1] + ":00").to_numpy()
        stated = ~np.isnan(dates.offset_min)
        offset = dates.offset_min[stated]
        if offset.any():
            wrong = (np.abs(offset - 60) > 13 * 60).sum()
            text = f"{len(offset)} stamps state their distance from UTC"
            text += f"; {wrong} of them an impossible one" if wrong else ""
            self._decided("time zone", "local, as written", text)
            return dates.time
        zone = "UTC" if len(offset) or self.source.zone else self.told.timezone
        if not zone:
            return dates.time
        why = "stamps end in +0000 or Z" if len(offset) else "declared"
        why += "" if self.settings.timezone else "; no timezone in the settings: this machine's"
        self._decided("time zone", f"{zone} to {self.settings.zone}", why)
        stamps = pd.DatetimeIndex(dates.time).tz_localize(
            zone, ambiguous=np.zeros(self.n, bool), nonexistent="shift_forward"
        )
        local = stamps.tz_convert(self.settings.zone).tz_localize(None)
        for day, there in sorted(self.settings.travel.items()):
            since = stamps >= pd.Timestamp(day, tz=there)
            local = local.where(~since, stamps.tz_convert(there).tz_localize(None))
        return np.where(dates.has_clock | stated, local.to_numpy("datetime64[us]"), dates.time)

    def _numbers(self, cells: np.ndarray, what: str) -> decide.Numbers:
        whole = [c for n in ("calories", "steps") if (c := self.get(n)) is not None]
        numbers = decide.decide_numbers(cells, self.told.decimal, np.concatenate([[], *whole]))
        if numbers.question:
            self._ask(f"{what}: {numbers.question}.", "decimal", ",", '"."')
        elif mark := numbers.decision:
            self._decided(f"decimal mark, {what}", mark.value, mark.evidence)
        return numbers

    def _measure(self, what: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return a field in its base unit, its plain numbers, and the cells they were read from."""
        said, factors = getattr(self.source, what), decide.FACTORS[what]
        beside = self.get(measured(said)[1])
        value, plain = np.full((2, self.n), np.nan)
        shown = np.full(self.n, "", dtype=object)
        columns = self.of(said)
        if what == "weight":  # pounds and kilograms side by side: the finer one first
            columns.sort(key=lambda name: -len(pd.unique(self.column(name))))
        for name in columns:
            cells = self.column(name)
            number, unit, *_ = self._numbers(cells, what)
            unit = each(unit if beside is None else beside, unit_name)
            fill = np.isnan(value)
            stated = dict.fromkeys(unit[fill & ~np.isnan(number) & (number != 0)])  # 0 needs none
            rest, evidence = self._unit(name, what, number)
            if rest not in factors and "" in stated:
                question = f"the unit of the {what} {evidence or 'is nowhere stated'}."
                first, second, *_ = factors
                self._ask(question, f"{what}_unit", first, json.dumps(second))
                break
            if stated.keys() & {"m:s", "min"}:
                self._decided(f"{what} unit", "min", "clocks or minutes in the cells")
            elif stated:
                where = "in the cells" if beside is None else "in a column"
                units = ", ".join(u or rest for u in stated)
                self._decided(f"{what} unit", units, where if any(stated) else evidence)
            scale = {**factors, "": factors.get(rest, np.nan)}
            if rest == "h":
                scale["m:s"] = 60.0  # 1:30 of hours
            here = number * each(unit, scale.get, float)
            here[number == 0] = np.nan if what == "weight" else 0.0
            shown = np.where(fill & ~is_missing(cells), cells, shown)
            value, plain = np.where(fill, here, value), np.where(fill, number, plain)
        return value, plain, shown

    def _unit(self, column: str, what: str, value: np.ndarray) -> tuple[str, str]:
        """Return the unit of plain numbers and what says so: header, app, settings, the file."""
        own = unit_name(self.units.get(column, ""))
        own = own or unit_name(column.rpartition("_")[2])
        app = unit_name(measured(getattr(self.source, what))[1])
        records = takewhile(lambda record: record[0] < self.header[0], self.opened.head())
        above = " ".join(cell for _, cells in records for cell in cells)
        m = re.search(r"units?\s*[:=]\s*(\w+)", above, re.I)
        unclear = ""
        if own == "m" and what == "distance" and 0 < (value > 0).sum() < 2 * (value < 100).sum():
            own, unclear = "", "is called m, but most values are below 100"
        if app == "km" and (twin := self.get("distance.1")) is not None:
            metres = decide.decide_numbers(twin, ".").value[value > 0] / value[value > 0]
            if (np.abs(metres / 1609.344 - 1) < 0.02).sum() > 0.8 * np.isfinite(metres).sum():
                return "mi", "so says the second distance, in metres"
        told = {
            "in the header": own if own in decide.FACTORS[what] else "",
            "the app's only unit": app,
            "the settings": getattr(self.told, f"{what}_unit"),
            "stated above the header": unit_name(m[1]) if m else "",
        }
        for evidence, unit in told.items():
            if unit:
                return unit, evidence
        tell, names = decide.UNIT_EVIDENCE.get(what, (None, ()))
        beside = [decide.decide_numbers(c).value for n in names if (c := self.get(n)) is not None]
        if unclear or tell is None or len(beside) < len(names):
            return "", unclear
        return tell(value, *beside)

    def _ranked(self, cells: np.ndarray, first: str = "worst") -> np.ndarray:
        """Return the rank of words on a scale; ask for the order of unknown words."""
        words = each(cells, lambda text: text.strip().casefold())
        have = dict.fromkeys(word for word in words if word not in decide.MISSING)
        order = [word.strip().casefold() for word in self.told.scale.split("/")]
        if order == [""] or (len(order) == 1 and not self.source.ranks):
            ranks = (ranked.split("/") for ranked in self.source.ranks)
            order = max(ranks, key=lambda ranked: len(have.keys() & ranked), default=[])
            if have.keys() - order:
                question = f"what is the order of these words, {first} first?"
                self._ask(question, "scale", "/".join(have))
            else:
                self._decided("word scale", "/".join(order), "the app's own words, worst first")
        rank = {word: float(i) for i, word in enumerate(order)}
        return each(words, lambda word: rank.get(word, np.nan), float)

    def _on_nrs(self, column: str) -> np.ndarray:
        """Return pain ratings on 0-10: converted where a scale is declared, else asked."""
        cells, scale = self.column(column), self.told.scale
        out_of = pd.Series(cells, dtype=object).str.extract(r"^\s*([\d.,]+)\s*/\s*(\d+)\s*$")
        if len(ends := set(out_of[1].dropna())) == 1:  # "3/10"
            scale = scale or f"0-{ends.pop()}"
            cells = np.where(out_of[0].notna(), out_of[0], cells)
        value = self._numbers(cells, "pain").value
        if "/" in scale or (np.isnan(value) & ~is_missing(cells)).sum() > 0.5 * self.n:
            value, low, high = self._ranked(cells, "least pain"), 0.0, float(scale.count("/") or 10)
        else:
            scale, evidence = (scale, "declared") if scale else self._scale(value, column)
            if not scale:
                likely = "0-100" if (value > 10).any() else self.source.scale or "0-10"
                others = (f'"{s}"' for s in ("0-4", "0-10", "0-100") if s != likely)
                self._ask(evidence, "scale", likely, f"{', '.join(others)}, ...")
                return value
            low, high = decide.ends_of(scale, self.file)
            self._decided("pain scale", scale, evidence)
        if (low, high) != (0, 10):
            rule = f"(x - {low:g}) * {10 / (high - low):g}"
            self._decided("pain converted to 0-10", rule, f"declared scale {scale}")
        return (value - low) * (10 / (high - low))

    def _scale(self, value: np.ndarray, column: str) -> tuple[str, str]:
        """Return the scale and its evidence, or "" and the question."""
        known, declared = value[~np.isnan(value)], self.source.scale
        header = f"{column} {self.units.get(column, '')}"
        if m := re.search(r"(\d+)\s*(?:-|–|to|bis)\s*(\d+)", header):
            return f"{m[1]}-{m[2]}", "declared"
        if not len(known):
            return "0-10", "no rating in the file"
        few_over = (known > 10).sum() <= max(1, 0.05 * len(known)) and known.min() <= 10
        own_name = re.search(r"(pain|nrs|10)$", column)  # not "pain level"
        if declared == "0-10" and few_over and own_name:
            return "0-10", "the tidy layout's own scale"
        if declared not in ("", "0-10"):
            return "", f"{self.source.name} rates on {declared}: convert it to 0-10?"
        if few_over and (known > 5).any():
            return "0-10", f"the highest rating is {known[known <= 10].max():g}"
        return "", f"the pain ratings reach {known.max():g}: on which scale are they?"
