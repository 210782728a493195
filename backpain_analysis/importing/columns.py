"""The rows of one file, brought to the header's width, and its columns by their names."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter
from typing import Any

import numpy as np

from ..errors import DataError, SettingsError
from ..settings import FileSettings, Settings
from .decisions import Question, each
from .languages import header_name
from .source import END, Decision, Opened, Record, Records, Source, found, header_names, measured

# columns that tell something of others
EVIDENCE = ("weekday", "distance.1", "avg run cadence", "avg stride length", "bmi", "calories",
            "steps")  # fmt: skip
_NUMBER = re.compile(r"\s*-*[.,]*\d[\d.,]*\s*")


class Columns:
    """One opened file's `names` of columns, and its `n` `rows` with the `lines` where they start.

    `aside` holds (line, reason) of rows without an entry, or not to be trusted; `rows_read`
    counts the data rows as they came from the file.
    """

    def __init__(
        self, source: Source, header: Record, opened: Opened, told: FileSettings, settings: Settings
    ) -> None:
        self.opened, self.header, self.file = opened, header, opened.name
        self.told, self.settings = told, settings
        own = header_names(header[1])
        self.names = source.columns.split(", ") if source.columns else [name for name, _ in own]
        self.units = dict(own)
        for name in (n for n in source.needs if not found(n, self.names)):
            text = "the settings name a column that this file does not have."
            todo = f"Its columns are: {', '.join(filter(None, self.names))}."
            raise SettingsError(text, file=self.file, line=header[0], column=name, todo=todo)
        self.source = source
        chosen = header_name(told.value)[0]  # one of several pains in a table kept by hand
        if source.by_hand and not told.table and chosen and chosen in self.names:
            self.source = replace(source, pain=chosen)
        self.dates = source.when or source.header.split(", ")[:1]
        self.decisions, self.questions = list(opened.decisions), list[Question]()
        self.cells: dict[str, np.ndarray] = {}
        self._hold([name for name, _ in own])

    def column(self, name: str) -> np.ndarray:
        """Return the cells of a column."""
        if name not in self.cells:
            at = self.held.index(name)
            self.cells[name] = np.array([row[at] for row in self.rows], dtype=object)
        return self.cells[name]

    def get(self, wanted: str) -> np.ndarray | None:
        """Return the cells of "a|b", or None."""
        return next(map(self.column, found(wanted, self.names)), None)

    def of(self, said: str) -> list[str]:
        """Return the columns of a measure that the file has, best first."""
        return found(measured(said)[0], self.names)

    def words(self, wanted: str, change: Callable[[str], Any] = str.strip) -> np.ndarray:
        """Return a column of words, each changed; blanks where there is no such column."""
        cells = self.get(wanted)
        return np.full(self.n, "", dtype=object) if cells is None else each(cells, change)

    def _counted(self, least: int) -> Records:
        for line, fields in self.opened.records():
            if line > self.header[0]:
                self.rows_read += 1
                self.last = line, fields
                lacking = least - len(fields)
                yield line, fields + [""] * lacking if lacking > 0 else fields

    def _hold(self, header: list[str]) -> None:
        s, mend, width = self.source, self.source.rows, len(self.names)
        texts = (text for text in vars(s).values() if isinstance(text, str))
        said = {*EVIDENCE, *self.dates, *s.others.split(", ")}
        said.update(name for text in texts for name in re.split(r", |\|| \[|\]", text))
        all_may_count = s.by_hand or s.others == "*"
        places = [i for i, n in enumerate(self.names) if all_may_count or n in said]
        take = itemgetter(*places, *places[:1])  # twice the first: always a tuple
        self.held = [self.names[i] for i in places]
        self.rows_read, self.last, self.remarks = 0, self.header, 0
        self.uneven = Counter[tuple[str, str, str]]()  # decision, value, evidence
        self.rows, lines = list[tuple[str, ...]](), list[int]()
        self.aside: list[tuple[int, str]] = []
        counted = self._counted(len(header) if mend else 0)
        for line, fields in mend(counted, header) if mend else counted:
            if len(fields) != width or isinstance(fields, str):
                fields = self._fitted(fields)
            if not isinstance(fields, str):
                lines.append(line)
                self.rows.append(take(fields))
            elif fields:
                self.aside.append((line, fields))
            else:
                self.rows_read -= 1
        line, fields = self.last
        text, unclosed, _ = fields[-1].partition(END)
        if unclosed and (more := len(text.splitlines()) - 1) > 0:
            text = "a quotation mark opened in this row is never closed, so"
            todo = "Close the quotation mark, or export the file again."
            text += f" {more} further lines ran into it."
            raise DataError(text, file=self.file, line=line, todo=todo)
        cut = self.opened.cut and len(fields) < len(header)
        if lines[-1:] == [line] and (unclosed or cut):  # the last cell may be half a number
            self.aside.append((lines.pop(), "the file breaks off in this row"))
            self.rows.pop()
        self.lines, self.n = np.array(lines, dtype=np.int64), len(lines)
        for (decision, value, evidence), count in self.uneven.items():
            text = f"{count} {evidence}".format(self.remarks)
            self.decisions.append(Decision(decision, value, text))

    def _fitted(self, fields: list[str] | str) -> list[str] | str:
        """Bring a row to the header's width, or say why it cannot be trusted."""
        if isinstance(fields, str):
            if not fields:
                told = "lines hold a date, a title or a header"
                self.uneven["headings", "no data rows", told] += 1
            return fields
        width, absorbs = len(self.names), found(self.source.absorbs, self.names)
        more, extra = len(fields) - width, [f for f in fields[width:] if f.strip()]
        told = f"rows have {'more' if more > 0 else 'fewer'} fields than the header"
        if more < 0:
            self.uneven["short rows", "the rest counts as blank", told] += 1
            return fields + [""] * -more
        if extra and absorbs:
            self.uneven["bare delimiters", f"text of the column {absorbs[0]!r}", told] += 1
            at = self.names.index(absorbs[0])
            return [*fields[:at], ",".join(fields[at : at + more + 1]), *fields[at + more + 1 :]]
        if extra and (not self.source.by_hand or any(map(_NUMBER.fullmatch, extra))):
            return f"{more} more fields than the header: columns may have shifted"
        told += ", {} of them with text"
        self.uneven["extra fields", "kept by position, the extra is not read", told] += 1
        self.remarks += bool(extra)
        return fields
