"""The cells of one file that a source speaks of: rows streamed, shifts and breaks noticed."""

from collections.abc import Callable, Iterator
from operator import itemgetter

import numpy as np
import pandas as pd

from ..errors import SettingsError
from .decisions import Decision
from .opening import Field, Opened, Record, Row, Source, header_names, place_of

EVIDENCE = ("weekday", "avg run cadence", "avg stride length", "bmi", "calories", "steps")


class Columns:
    """The wanted columns of one opened file.

    Attributes
    ----------
    names, units : list of str
        Of every column of the file: canonical name, and the unit its header states.
    lines : array of int
        The physical line of each row whose cells are held.
    aside : list of (line, reason)
        Rows that hold no entry, or cannot be trusted.
    rows_read : int
        Data rows, counted as they came from the file.
    """

    def __init__(self, source: Source, opened: Opened, header: Record) -> None:
        self.source, self.opened, self.header = source, opened, header
        own = header_names(header[1])
        named = [(c, "") for c in source.columns] or own
        if source.columns:  # the units of the columns that keep their names
            named = [(n, dict(own).get(n, "")) for n in source.columns]
        self.names, self.units = [n for n, _ in named], [u for _, u in named]
        self.own_names = [n for n, _ in own]
        self.aside: list[tuple[int, str]] = []
        self.decisions = [Decision(*fact) for fact in opened.facts]
        self.rows_read = self.last = 0
        wanted = self._wanted()
        lines, picked = self._pick(wanted)
        cells = zip(*picked, strict=True) if picked else [()] * (len(wanted) + 1)
        held = zip(wanted, cells, strict=False)
        self._cells = {i: np.array(column, dtype=object) for i, column in held}
        self.lines = np.array(lines, dtype=np.int64)

    def find(self, name: str, nth: int = 1) -> int | None:
        """Return the place of a column, or None."""
        return place_of(name, self.names, nth)

    def get(self, name: str) -> np.ndarray | None:
        """Return the cells of a column, or None."""
        place = self.find(name)
        return None if place is None else self._cells.get(place)

    def of(self, f: Field | None) -> list[tuple[int, np.ndarray]]:
        """Return the columns of a field that the file has, best first."""
        places = [self.find(n, f.nth) for n in f.names] if f else []
        return [(i, self._cells[i]) for i in dict.fromkeys(places) if i is not None]

    def others(self) -> list[tuple[int, str]]:
        """Return place and name of the columns of other ratings."""
        s = self.source
        if s.others != ("*",):
            found = ((self.find(n), n) for n in s.others)
            return [(i, n) for i, n in found if i is not None]
        fields = [n for f in (s.pain, s.weight) if f for n in f.names]
        used = {self.find(n) for n in (*s.when, s.region, "weekday", "note", "notes", *fields)}
        return [(i, n) for i, n in enumerate(self.names) if n and i not in used]

    def at(self, place: int) -> np.ndarray:
        """Return the cells at a place."""
        return self._cells[place]

    def words(self, name: str, change: Callable[[str], str] = str.strip) -> np.ndarray:
        """Return a column of words, each changed once; blanks where there is no such column."""
        cells = self.get(name) if name else None
        if cells is None:
            return np.full(len(self.lines), "", dtype=object)
        codes, texts = pd.factorize(cells)
        return np.array([change(t) for t in texts], dtype=object)[codes] if len(texts) else cells

    def fill_down(self, name: str) -> None:
        """Let a blank mean the same as the row above."""
        place = self.find(name)
        if place is not None:
            filled = pd.Series(self._cells[place]).str.strip().replace("", None).ffill()
            self._cells[place] = filled.fillna("").to_numpy(object)

    def _wanted(self) -> list[int]:
        """Return the places of all columns that the declaration speaks of."""
        s = self.source
        for name in s.needs:
            if self.find(name) is None:
                raise SettingsError(
                    "the settings name a column that this file does not have.",
                    file=self.opened.name,
                    line=self.header[0],
                    column=name,
                    todo="Its columns are: " + ", ".join(n for n in self.names if n) + ".",
                )
        names = [*s.when, s.clock, s.offset_from, s.activity, s.region, s.variable, s.person]
        places = [self.find(n) for n in (*names, s.tags, s.event, s.end, *s.needs, *EVIDENCE) if n]
        for f in (s.distance, s.duration, s.weight, s.pain, s.value):
            if f:
                places += [self.find(n, f.nth) for n in f.names]
                places += [self.find(f.unit_from)] if f.unit_from else []
        places += [i for i, _ in self.others()]
        return sorted({i for i in places if i is not None})

    def _counted(self) -> Iterator[Record]:
        for record in self.opened.records():
            if record[0] > self.header[0]:
                self.rows_read += 1
                self.last = record[0]
                yield record

    def _pick(self, wanted: list[int]) -> tuple[list[int], list[tuple[str, ...]]]:
        """Stream the rows and keep the wanted cells only."""
        take = itemgetter(*wanted, wanted[0])  # twice the first: always a tuple
        rows: Iterator[Row] = self._counted()
        if self.source.rows:
            rows = self.source.rows(self._counted(), self.own_names)
        width, absorbs = len(self.names), self.find(self.source.absorbs)
        lines: list[int] = []
        picked: list[tuple[str, ...]] = []
        many = dict.fromkeys(("longer", "remarks", "absorbed", "shorter"), 0)
        short = False
        for line, fields in rows:
            if isinstance(fields, str):
                self.aside.append((line, fields))
                continue
            n = len(fields)
            short = n < width
            if short:
                fields = fields + [""] * (width - n)
                many["shorter"] += 1
            elif n > width:
                extra = [f for f in fields[width:] if f.strip()]
                if extra and absorbs is not None:
                    end = absorbs + n - width + 1
                    fields = [*fields[:absorbs], ",".join(fields[absorbs:end]), *fields[end:]]
                    many["absorbed"] += 1
                elif extra and not (self.source.by_hand and not any(map(_is_number, extra))):
                    text = f"{n - width} more fields than the header: columns may have shifted"
                    self.aside.append((line, text))
                    continue
                else:
                    many["longer"] += 1
                    many["remarks"] += bool(extra)
            lines.append(line)
            picked.append(take(fields))
        # the last cell of a row that breaks off may be half a number
        if self.rows_read and self.opened.cut_off(self.last) and short and lines[-1] == self.last:
            self.aside.append((lines.pop(), "the file breaks off in this row"))
            picked.pop()
        self._say(many)
        return lines, picked

    def _say(self, many: dict[str, int]) -> None:
        more = "rows have more fields than the header"
        for key, decision, value, text in (
            ("longer", "extra fields", "kept by position, the extra is not read",
             f"{more}, {many['remarks']} of them with text"),
            ("absorbed", "bare delimiters", f"text of the column {self.source.absorbs!r}", more),
            ("shorter", "short rows", "the rest counts as blank",
             "rows have fewer fields than the header"),
        ):  # fmt: skip
            if many[key]:
                self.decisions.append(Decision(decision, value, f"{many[key]} {text}"))


def _is_number(text: str) -> bool:
    return text.strip().replace(",", "").replace(".", "").lstrip("-").isdecimal()
