"""The cells of one file that a source speaks of: rows streamed, shifts and breaks noticed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any

import numpy as np

from ..errors import SettingsError
from ..settings import FileSettings, Settings
from .decisions import Question, each
from .languages import header_name, names_pain
from .opening import Decision, Field, Opened, Record, Row, Source, header_names, places_of

EVIDENCE = ("weekday", "distance.1", "avg run cadence", "avg stride length", "bmi", "calories",
            "steps")  # fmt: skip
_NUMBER = re.compile(r"\s*-*[.,]*\d[\d.,]*\s*")


class Columns:
    """The wanted columns of one opened file: `names` and `units` are those of every column.

    `lines` holds the physical line of each of the `n` rows whose cells are held, `aside` (line,
    reason) of rows without an entry, or not to be trusted; `rows_read` counts the data rows as
    they came from the file.
    """

    def __init__(
        self, source: Source, header: Record, opened: Opened, told: FileSettings, settings: Settings
    ) -> None:
        self.opened, self.header, self.file = opened, header, opened.name
        self.told, self.settings = told, settings
        own = header_names(header[1])
        named = [(n, dict(own).get(n, "")) for n in source.columns] or own
        self.names, self.units = [n for n, _ in named], [u for _, u in named]
        # which of a table's columns of pain the person chose
        chosen = header_name(told.value)[0] if source.by_hand and not told.table else ""
        self.pain_chosen = chosen != "" and chosen in self.names
        self.source = replace(source, pain=Field(chosen)) if self.pain_chosen else source
        self.aside: list[tuple[int, str]] = []
        self.decisions, self.questions = list(opened.decisions), list[Question]()
        self.rows_read = self.last = 0
        rows: Iterator[Row] = self._counted()
        if source.rows:
            rows = source.rows(self._counted(), [n for n, _ in own])
        self._hold(self._wanted(), rows)

    def get(self, name: str) -> np.ndarray | None:
        """Return the cells of a column, or None."""
        return next((self.cells[i] for i in places_of(name, self.names)), None)

    def of(self, f: Field | None) -> list[tuple[int, np.ndarray]]:
        """Return place and cells of the columns of a field that the file has, best first."""
        return [(i, self.cells[i]) for i in places_of(f.names if f else "", self.names)]

    def others(self) -> list[tuple[int, str]]:
        """Return place and name of the columns of other ratings."""
        s = self.source
        if s.others != ("*",):
            return [(i, n) for n in s.others for i in places_of(n, self.names)]
        fields = [f.names for f in (s.pain, s.weight) if f]
        beside = (*s.dates, s.region, "weekday", "note", "notes", *fields)
        used = {i for n in beside for i in places_of(n, self.names)}
        return [(i, n) for i, n in enumerate(self.names) if n and i not in used]

    def words(self, name: str, change: Callable[[str], Any] = str.strip) -> np.ndarray:
        """Return a column of words, each changed; blanks where there is no such column."""
        cells = self.get(name)
        return np.full(self.n, "", dtype=object) if cells is None else each(cells, change)

    def _wanted(self) -> list[int]:
        """Return the places of all columns that the declaration speaks of."""
        s = self.source
        for name in (n for n in s.needs if not places_of(n, self.names)):
            text = "the settings name a column that this file does not have."
            todo = f"Its columns are: {', '.join(filter(None, self.names))}."
            line = self.header[0]
            raise SettingsError(text, file=self.file, line=line, column=name, todo=todo)
        names = [*s.dates, s.clock, s.offset_from, s.activity, s.region, s.variable, s.person]
        names += [s.tags, s.event, s.end, *s.needs, *EVIDENCE]
        names += filter(names_pain, self.names) if s.by_hand else ()
        for f in filter(None, (s.distance, s.duration, s.weight, s.pain, s.value)):
            names += [f.names, f.unit_from]
        return sorted({i for n in names for i in places_of(n, self.names)} | {*dict(self.others())})

    def _counted(self) -> Iterator[Record]:
        for record in self.opened.records():
            if record[0] > self.header[0]:
                self.rows_read += 1
                self.last = record[0]
                yield record

    def _hold(self, wanted: list[int], rows: Iterator[Row]) -> None:
        """Stream the rows and hold the wanted cells only."""
        take = itemgetter(*wanted, wanted[0])  # twice the first: always a tuple
        width, absorbs = len(self.names), places_of(self.source.absorbs, self.names)
        lines: list[int] = []
        picked: list[tuple[str, ...]] = []
        odd, more = Counter[str](), 0
        for line, fields in rows:
            more = 0 if isinstance(fields, str) else len(fields) - width
            if more and not isinstance(fields, str):
                extra = [f for f in fields[width:] if f.strip()]
                if more < 0:
                    fields = fields + [""] * -more
                    odd["short"] += 1
                elif extra and absorbs:
                    first, end = absorbs[0], absorbs[0] + more + 1
                    fields = [*fields[:first], ",".join(fields[first:end]), *fields[end:]]
                    odd["absorbed"] += 1
                elif extra and (not self.source.by_hand or any(map(_NUMBER.fullmatch, extra))):
                    fields = f"{more} more fields than the header: columns may have shifted"
                else:
                    odd["long"] += 1
                    odd["remarks"] += bool(extra)
            if fields == "":
                self.rows_read -= 1
                odd["headings"] += 1
            elif isinstance(fields, str):
                self.aside.append((line, fields))
            else:
                lines.append(line)
                picked.append(take(fields))
        # the last cell of a row that breaks off may be half a number
        broken = bool(self.rows_read) and self.opened.cut_off(self.last)
        if broken and more < 0 and lines[-1] == self.last:
            self.aside.append((lines.pop(), "the file breaks off in this row"))
            picked.pop()
        cells = zip(*picked, strict=True) if picked else [()] * len(wanted)
        self.cells = {i: np.array(c, dtype=object) for i, c in zip(wanted, cells, strict=False)}
        self.lines, self.n = np.array(lines, dtype=np.int64), len(lines)
        over, under = (f"rows have {how} fields than the header" for how in ("more", "fewer"))
        remarks = f"{over}, {odd['remarks']} of them with text"
        for kind, decision, value, evidence in (
            ("long", "extra fields", "kept by position, the extra is not read", remarks),
            ("absorbed", "bare delimiters", f"text of the column {self.source.absorbs!r}", over),
            ("short", "short rows", "the rest counts as blank", under),
            ("headings", "headings", "no data rows", "lines hold a date, a title or a header"),
        ):
            if odd[kind]:
                self.decisions.append(Decision(decision, value, f"{odd[kind]} {evidence}"))
