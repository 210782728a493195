"""The cells of one file that a source speaks of: rows streamed, shifts and breaks noticed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any

import numpy as np

from ..errors import DataError, SettingsError
from ..settings import FileSettings, Settings
from .decisions import Question, each
from .languages import header_name, names_pain
from .opening import END, Decision, Opened, Record, Row, Source, found, header_names, measured

EVIDENCE = ("weekday", "distance.1", "avg run cadence", "avg stride length", "bmi", "calories",
            "steps")  # fmt: skip
_UNEVEN = {  # what is decided where rows are not as wide as the header, or are none
    "long": ("extra fields", "kept by position, the extra is not read",
             "{long} rows have more fields than the header, {remarks} of them with text"),
    "absorbed": ("bare delimiters", "text of one column",
                 "{absorbed} rows have more fields than the header"),
    "short": ("short rows", "the rest counts as blank",
              "{short} rows have fewer fields than the header"),
    "headings": ("headings", "no data rows",
                 "{headings} lines hold a date, a title or a header"),
}  # fmt: skip
_NUMBER = re.compile(r"\s*-*[.,]*\d[\d.,]*\s*")


class Columns:
    """The wanted columns of one opened file; `names` are those of every column.

    `lines` holds the physical line of each of the `n` rows whose `cells` are held, `aside` (line,
    reason) of rows without an entry, or not to be trusted; `rows_read` counts the data rows as
    they came from the file.
    """

    def __init__(
        self, source: Source, header: Record, opened: Opened, told: FileSettings, settings: Settings
    ) -> None:
        self.opened, self.header, self.file = opened, header, opened.name
        self.told, self.settings = told, settings
        own = header_names(header[1])
        self.names = source.columns.split(", ") if source.columns else [name for name, _ in own]
        self.units = dict(own)
        self.source = source
        chosen = header_name(told.value)[0]  # one of several pains in a table kept by hand
        if source.by_hand and not told.table and chosen and chosen in self.names:
            self.source = replace(source, pain=chosen)
        self.dates = source.when or source.header.split(", ")[:1]
        self.decisions, self.questions = list(opened.decisions), list[Question]()
        self.aside: list[tuple[int, str]] = []
        self.rows_read, self.last, self.uneven = 0, header, Counter[str]()
        self._hold([name for name, _ in own])

    def get(self, name: str) -> np.ndarray | None:
        """Return the cells of a column, or None."""
        return next((self.cells[n] for n in found(name, self.cells)), None)

    def of(self, said: str) -> list[str]:
        """Return the columns of a measure that the file has, best first."""
        return found(measured(said)[0], self.cells)

    def words(self, name: str, change: Callable[[str], Any] = str.strip) -> np.ndarray:
        """Return a column of words, each changed; blanks where there is no such column."""
        cells = self.get(name)
        return np.full(self.n, "", dtype=object) if cells is None else each(cells, change)

    def others(self) -> list[str]:
        """Return the columns of other ratings."""
        s = self.source
        if s.others != "*":
            return [n for name in s.others.split(", ") for n in found(name, self.names)]
        beside = (*self.dates, s.region, "weekday", "note", "notes", s.pain, s.weight)
        used = {n for name in beside for n in found(name, self.names)}
        return [n for n in self.names if n and n not in used]

    def _wanted(self) -> list[str]:
        """Return all columns that the declaration speaks of."""
        s = self.source
        for name in (n for n in s.needs if not found(n, self.names)):
            text = "the settings name a column that this file does not have."
            todo = f"Its columns are: {', '.join(filter(None, self.names))}."
            raise SettingsError(text, file=self.file, line=self.header[0], column=name, todo=todo)
        names = [*self.dates, s.clock, s.offset_from, s.activity, s.region, s.variable, s.person]
        names += [s.tags, s.event, s.end, *s.needs, *EVIDENCE]
        names += filter(names_pain, self.names) if s.by_hand else ()
        for said in (s.distance, s.duration, s.weight, s.pain, s.value):
            names += measured(said)
        wanted = (n for name in names for n in found(name, self.names))
        return list(dict.fromkeys([*wanted, *self.others()]))

    def _counted(self) -> Iterator[Record]:
        for record in self.opened.records():
            if record[0] > self.header[0]:
                self.rows_read += 1
                self.last = record
                yield record

    def _hold(self, header: list[str]) -> None:
        """Stream the rows and hold the wanted cells only."""
        s, wanted, width = self.source, self._wanted(), len(self.names)
        places = [self.names.index(name) for name in wanted]
        take = itemgetter(*places, places[0])  # twice the first: always a tuple
        lines, picked = list[int](), list[tuple[str, ...]]()
        rows: Iterator[Row] = self._counted()
        if s.rows:
            padded = ((line, [*f, *[""] * (len(header) - len(f))]) for line, f in self._counted())
            rows = s.rows(padded, header)
        for line, fields in rows:
            if not isinstance(fields, str) and len(fields) != width:
                fields = self._fitted(fields)
            if not isinstance(fields, str):
                lines.append(line)
                picked.append(take(fields))
            elif fields:
                self.aside.append((line, fields))
            else:
                self.rows_read -= 1
                self.uneven["headings"] += 1
        line, fields = self.last
        text, unclosed, _ = fields[-1].partition(END)
        if unclosed and (more := len(text.splitlines()) - 1) > 0:
            text = "a quotation mark opened in this row is never closed, so"
            todo = "Close the quotation mark, or export the file again."
            text += f" {more} further lines ran into it."
            raise DataError(text, file=self.file, line=line, todo=todo)
        cut = self.opened.text[-1:] not in b"\r\n" and len(fields) < len(header)
        if lines[-1:] == [line] and (unclosed or cut):  # the last cell may be half a number
            self.aside.append((lines.pop(), "the file breaks off in this row"))
            picked.pop()
        cells = zip(*picked, strict=True) if picked else [()] * len(wanted)
        self.cells = {n: np.array(c, dtype=object) for n, c in zip(wanted, cells, strict=False)}
        self.lines, self.n = np.array(lines, dtype=np.int64), len(lines)
        for kind, (decision, value, evidence) in _UNEVEN.items():
            if self.uneven[kind]:
                told = Decision(decision, value, evidence.format_map(self.uneven))
                self.decisions.append(told)

    def _fitted(self, fields: list[str]) -> list[str] | str:
        """Bring a row to the header's width, or say why it cannot be trusted."""
        width, absorbs = len(self.names), found(self.source.absorbs, self.names)
        more, extra = len(fields) - width, [f for f in fields[width:] if f.strip()]
        if more < 0:
            self.uneven["short"] += 1
            return fields + [""] * -more
        if extra and absorbs:
            self.uneven["absorbed"] += 1
            at = self.names.index(absorbs[0])
            return [*fields[:at], ",".join(fields[at : at + more + 1]), *fields[at + more + 1 :]]
        if extra and (not self.source.by_hand or any(map(_NUMBER.fullmatch, extra))):
            return f"{more} more fields than the header: columns may have shifted"
        self.uneven["long"] += 1
        self.uneven["remarks"] += bool(extra)
        return fields
