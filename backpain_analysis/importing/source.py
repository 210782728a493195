"""What a source declares, what an opened file gives, and what is said of it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from ..codes import Remark
from .languages import header_name

OPEN_ZONE = "UTC or local"  # asked for where it matters to which day a row belongs
HEAD = 30  # records looked at to find the delimiter and the header

Record = tuple[int, list[str]]  # physical line where it starts, fields
Records = Iterator[Record]
Row = tuple[int, list[str] | Remark | None]  # fields, or why it holds no entry; None: a heading
Rows = Iterator[Row]


@dataclass(frozen=True)
class Decision:
    """What was decided for a whole file, and what the decision rests on.

    Parameters
    ----------
    decision : str
        A code, such as "date_order".
    value : str or Remark
        What was decided: a unit, an encoding, a scale; a remark where it takes words.
    evidence : Remark or str
        What it rests on. A string is shown as it is.
    about : str
        The column or the measure that was decided about, where there may be several.
    """

    decision: str
    value: str | Remark
    evidence: Remark | str
    about: str = ""


@dataclass(frozen=True)
class Question:
    """What a file cannot tell. Until the settings answer it, the file is set aside.

    Parameters
    ----------
    file : str
        The file asked about; "" where the question is about all files together.
    remark : Remark
        The question.
    key : str
        The setting that answers it.
    options : tuple of str
        Possible answers, the likeliest first.
    example : tuple of str
        A row of the file, "column: cell" each.
    lines : str
        The whole answer, where one key is not enough: a mapping of columns to confirm.
    others : tuple of pairs of str and tuple of str
        The keys of `lines` that may have another value, each with its values, the likeliest first.

    Examples
    --------
    >>> from backpain_analysis.codes import Remark
    >>> asked = Remark("import.question.distance_unit")
    >>> print(bpa.Question("runs.csv", asked, "distance_unit", ("km", "mi")).setting)
    [files."runs.csv"]
    distance_unit = "km"
    """

    file: str
    remark: Remark
    key: str = ""
    options: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    lines: str = ""
    others: tuple[tuple[str, tuple[str | tuple[str, ...], ...]], ...] = ()

    @property
    def table(self) -> str:
        """The table of settings.toml where the answer belongs."""
        return f"[files.{quoted(self.file)}]" if self.file else "[pain]"

    @property
    def setting(self) -> str:
        """The text to add to settings.toml; it stands by itself, whatever is there already."""
        return self.lines or f"{self.table}\n{self.key} = {quoted(self.options[0])}"


def quoted(text: str) -> str:
    """Write a text as TOML does."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class Source:
    """One app's export, declared: columns by their canonical names (`languages.header_name`).

    "a, b" lists columns, "a|b" means the first that is there, "~a" is a pattern. A measure may
    be followed by its unit, as the app always writes it, or by the column that holds it: "a [km]".
    Else it is looked for in the header, in the cells, in the settings, in the evidence of other
    columns, or asked for.
    """

    name: str
    header: str  # the columns that must be there to claim a file
    without: str = ""  # columns that must not be there
    only: str = ""  # the columns that there may be at all
    named: str = ""  # a pattern in the file's name
    headless: tuple[str, str] = ("", "")  # if the header was lost: a row's pattern, the header
    when: tuple[str, ...] = ()  # cells that joined give date and time; by default header's first
    clock: str = ""  # a time beside a declared day
    date_order: str = ""  # "dmy", "mdy" or "ymd"
    rated_day: bool = False  # the date is the rated day, whatever the time
    zone: str = ""  # "UTC": that of stamps without an offset; or OPEN_ZONE
    offset_from: str = ""  # how far local time is from UTC stamps
    distance: str = ""
    added_up: bool = False  # several columns of distances are parts of one session
    duration: str = ""
    activity: str = (
        "workoutactivitytype|activity type|activity|type|sport|workouttype|exercise_type"
    )
    codes: Mapping[str, str] = field(default_factory=dict)  # the app's numbers for activities
    least_minutes: float = 0.0  # a shorter sum of a day is no session
    always: str = ""  # activity or variable of every row
    weight: str = ""
    pain: str = ""
    scale: str = ""  # of pain: "0-4"
    region: str = ""
    value: str = ""  # of the table `other`
    variable: str = ""
    ranks: tuple[str, ...] = ()  # known words for values, worst first: "bad/good"
    tags: str = ""  # words that each become a row with value 1
    scales: str = ""  # a column of several ratings, "Back pain: 4 | Stress: 2"
    pains: bool = False  # each column whose name speaks of pain rates that pain
    folder_names: str = ""  # a column that has the name of the file's folder
    others: str = ""  # columns that become rows of `other`; "*": all that are left
    event: str = ""
    end: str = ""  # the last day of an event
    person: str = ""  # who it was, where a file may hold several people
    needs: tuple[str, ...] = ()  # columns that the settings name
    sessions: bool = False  # a mapped table whose rows may be sessions
    evidence: Mapping[str, Remark] = field(default_factory=dict)  # of proposed units, by measure
    together: str = ""  # how several columns of one pain become one: "mean", "worst", "last"
    as_above: tuple[str, ...] = ()  # where a blank means: as in the row above
    by_hand: bool = False  # remarks may stand beside a row
    absorbs: str = ""  # text that may hold bare delimiters
    columns: str = ""  # the header of what `rows` makes
    rows: Callable[[Records, list[str]], Rows] | None = None  # mends an odd shape

    def claims(self, names: list[str], file: str) -> bool:
        """Say whether a file whose header has these canonical names is this source's."""
        if not all(found(column, names) for column in _listed(self.header)):
            return False
        have = {re.sub(r"\.\d$", "", name) for name in names} - {""}
        if self.only and not have <= names_in(self.only):
            return False
        if not have.isdisjoint(_listed(self.without)):
            return False
        return re.search(self.named, file.casefold()) is not None

    @property
    def stamps(self) -> tuple[str, ...]:
        """The columns that joined give date and time."""
        return self.when or _listed(self.header)[:1]

    def names(self) -> set[str]:
        """Return every column that the declaration speaks of."""
        texts = [text for text in vars(self).values() if isinstance(text, str)]
        said = set().union(*map(names_in, [*texts, *self.stamps]))
        return said | set(self.others.split(", "))


@lru_cache(maxsize=1024)
def _listed(text: str) -> tuple[str, ...]:
    """Return the columns of "a, b"."""
    return tuple(text.split(", "))


@lru_cache(maxsize=1024)
def _alternatives(text: str) -> tuple[str, ...]:
    """Return the columns of "a|b"."""
    return tuple(filter(None, text.split("|")))


def either(*names: str) -> str:
    """Write several names of one column as a declaration does: "a|b", best first."""
    return "|".join(names)


@lru_cache(maxsize=1024)
def names_in(text: str) -> frozenset[str]:
    """Return the columns that a declaration's text names."""
    return frozenset(re.split(r", |\|| \[|\]", text))


def found(wanted: str, names: Iterable[str]) -> list[str]:
    """Return which columns there are of "a|b", in this order; "~" starts a pattern."""
    if wanted.startswith("~"):
        return [name for name in names if re.search(wanted[1:], name)][:1]
    return [name for name in _alternatives(wanted) if name in names]


def measured(said: str) -> tuple[str, str]:
    """Split a measure into its columns and its unit (or the column that holds it), or ""."""
    names, _, unit = said.removesuffix("]").partition(" [")
    return names, unit


def header_names(fields: list[str]) -> list[tuple[str, str]]:
    """Return (canonical name, unit or "") of each header cell; a second `a` is `a.1`."""
    seen = Counter[str]()
    named = []
    for name, unit in map(header_name, fields):
        again = f".{seen[name]}" if name and seen[name] else ""
        named.append((name + again, unit))
        seen[name] += 1
    return named


@dataclass(frozen=True)
class Member:
    """One session of one file among the many that make up a table.

    Parameters
    ----------
    file, line : str, int
        Where the session stands; a line of its own table is only a number.
    remarks : tuple of Remark
        What is said of it.
    told : str
        What its sport rests on, where the file does not name it: "title", "speed", "nothing".
    kmh : float
        Its mean speed.
    start : datetime or None
        In UTC.
    offset : timedelta or None
        How far the device's clock was from UTC.
    """

    file: str
    line: int
    remarks: tuple[Remark, ...] = ()
    told: str = ""
    kmh: float = float("nan")
    start: datetime | None = None
    offset: timedelta | None = None


@dataclass
class Opened:
    """One table, ready to be read: `records()` streams those that are not blank."""

    name: str
    records: Callable[[], Records]
    decisions: list[Decision]
    cut: bool = False  # no line end stands behind the last row
    members: Mapping[int, Member] = field(default_factory=dict)  # by line, of a table of files
    left_out: Counter[str] = field(default_factory=Counter)  # kinds of records that are not read

    def head(self) -> Records:
        """Return the first records, one by one: in a stream the second may be far down."""
        return islice(self.records(), HEAD)
