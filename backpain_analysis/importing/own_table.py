"""A table of one's own: which of its columns is what, told by words and by values.

`propose` reads nothing and decides nothing for good. It returns one mapping with its evidence;
where something is unsure, the mapping is to be confirmed, and its lines are ready to paste.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..codes import Remark
from .own_activity import find_activity, find_paces
from .own_columns import MOST, Column, speaks_of_another_day
from .own_dates import DateColumns, date_shape, find_date, keep_dated_rows
from .own_durations import best_length, find_clock, find_duration, find_pair
from .own_header import OwnTable
from .own_mapping import Setting, find_questions, propose_settings, quoted
from .own_ratings import (
    Scale,
    find_notes,
    find_pains,
    find_region,
    find_weight,
    is_of_lifting,
    tell_scale,
)
from .own_runs import ANOTHER_DAY, Found, find_distance, states_unit, tell_distance_unit
from .own_sessions import count_sessions

OFTEN = 0.9  # of the rows; nobody runs on so many days
LONGEST_OF_ALL = (0.5, 100.0)  # between these lies the longest run, in kilometres or miles

_MEASURED = ("distance", "duration", "pain", "weight")  # of a day


@dataclass(frozen=True)
class Proposal:
    """What a table seems to hold.

    Parameters
    ----------
    file : str
        The name that the settings use.
    kinds : tuple of str
        "runs", "pain", "weight": one or several; empty if the table cannot be used.
    date : DateColumns or None
    roles : tuple of Found
        The columns that are used or known, with unit and evidence; "pace" and "notes" are known
        and not needed.
    unused : tuple of str
        The columns that no role fits.
    scale : str
        Of the pain; "" without pain.
    questions : tuple of Remark
        What only the person can tell.
    settings : tuple of Setting
        The proposed mapping.
    sessions : pairs of str and int
        How many rows are a session, by kind: "run", "ride", ..., "unknown". Of a table of more
        than `MOST_ROWS` rows, only the rows looked at are counted.
    certain : bool
        Whether headers and values agree on every role and nothing is asked. Else the mapping is
        to be confirmed.
    """

    file: str
    kinds: tuple[str, ...] = ()
    date: DateColumns | None = None
    roles: tuple[Found, ...] = ()
    unused: tuple[str, ...] = ()
    scale: str = ""
    questions: tuple[Remark, ...] = ()
    settings: tuple[Setting, ...] = ()
    sessions: tuple[tuple[str, int], ...] = ()
    certain: bool = False

    def column(self, role: str) -> str:
        """Return the name of the column that has a role, or ""."""
        if role == "date":
            return self.date.columns[0].name if self.date else ""
        for found in self.roles:
            if found.role == role:
                return found.column.name
        return ""

    def columns(self, role: str) -> list[str]:
        """Return the names of all columns that have a role."""
        return [found.column.name for found in self.roles if found.role == role]

    def unit(self, role: str) -> str:
        """Return the unit of a role, or ""."""
        for found in self.roles:
            if found.role == role:
                return found.unit
        return ""

    def setting_lines(self) -> str:
        """Return the mapping, ready to paste into settings.toml."""
        if not self.settings:
            return ""
        header = f"[files.{quoted(self.file)}]"
        lines = [setting.line() for setting in self.settings]
        return "\n".join([header, *lines])


def propose(header: list[str], rows: list[list[str]], file_name: str) -> Proposal:
    """Propose what the columns of a table with dates are.

    Parameters
    ----------
    header : list of str
        The first row. If it holds a date itself, the table has no header.
    rows : list of list of str
        The rows below it; short ones are filled up.
    file_name : str
        The name that the settings shall use.

    Returns
    -------
    Proposal
        With no kinds if no column holds dates, or nothing beside them is known. It never raises,
        whatever the cells hold.
    """
    table = OwnTable.of(header, rows)
    date = find_date(table.columns)
    if date is None:
        return Proposal(file=file_name, unused=_unused(table.columns, ()))
    if _is_week_grid(table.columns):
        question = Remark("own_table.week_grid", {"column": date.columns[0].name})
        return Proposal(file=file_name, date=date, questions=(question,))
    if _is_by_week(date):
        question = Remark("own_table.by_week", {"column": date.columns[0].name})
        return Proposal(file=file_name, date=date, questions=(question,))
    if _holds_parts(table.columns, date):
        question = Remark("own_table.parts", {"column": date.columns[0].name})
        return Proposal(file=file_name, date=date, questions=(question,))
    columns = _without_date(keep_dated_rows(table.columns, date), date)
    roles = _find_roles(columns)
    kinds = _kinds(roles)
    scale = _scale(roles)
    unread = _ask_unread(columns, roles)
    questions = (*find_questions(date, roles, scale), *unread) if kinds else tuple(unread)
    proposal = Proposal(
        file=file_name,
        kinds=kinds,
        date=date,
        roles=roles,
        unused=_unused(columns, roles),
        scale=scale.scale if scale else "",
        questions=questions,
        sessions=count_sessions(roles),
        certain=bool(kinds) and not questions and _all_by_words(date, roles) and table.is_plain,
    )
    if not kinds:
        return proposal
    settings = propose_settings(file_name, table, date, roles, kinds, scale)
    return replace(proposal, settings=settings)


def _is_week_grid(columns: list[Column]) -> bool:
    """Tell whether each weekday has a column of its own: such a table has no row for a day."""
    return sum(date_shape(column.header) == "weekday" for column in columns) >= 5


def _is_by_week(date: DateColumns) -> bool:
    """Tell whether a row sums up a week: its header says so."""
    return any(column.says("by week") and not column.says("weekday") for column in date.columns)


def _holds_parts(columns: list[Column], date: DateColumns) -> bool:
    """Tell whether a row is a lap: a column counts them, and most days have several."""
    dates = [cell for cell in date.columns[0].cells if cell]
    several = len(dates) >= 2 * len(set(dates))
    return several and any(column.says("part") for column in columns)


def _without_date(columns: list[Column], date: DateColumns) -> list[Column]:
    """Return the columns that hold something beside the date."""
    taken = [column.position for column in date.columns]
    beside = []
    for column in columns:
        if column.position not in taken and any(column.cells):
            beside.append(column)
    return beside


def _find_roles(free: list[Column]) -> tuple[Found, ...]:
    """Give every column at most one role, the surest first."""
    roles = _weekdays(free)
    paces = find_paces(_left(free, roles))
    roles += paces
    roles += _sessions(_left(free, roles), paces)
    roles += find_pains(_left(free, roles))
    for find in (find_weight, find_clock, find_region):
        found = find(_left(free, roles))
        if found is not None:
            roles.append(found)
    roles += _found_by_values(_left(free, roles), roles)
    roles += find_notes(_left(free, roles))
    return tuple(map(_ask_about_day, roles))


def _ask_about_day(found: Found) -> Found:
    """Ask about what was done or felt on another day than that of its row: "pain yesterday"."""
    if found.role not in _MEASURED or not speaks_of_another_day(found.column.header):
        return found
    question = Remark(ANOTHER_DAY, {"column": found.column.name})
    return replace(found, questions=(*found.questions, question))


def _weekdays(columns: list[Column]) -> list[Found]:
    weekdays = []
    for column in columns:
        if column.share(_is_weekday) >= MOST:
            weekdays.append(Found(column, "weekday"))
    return weekdays


def _is_weekday(cell: str) -> bool:
    return date_shape(cell) == "weekday"


def _left(columns: list[Column], roles: Iterable[Found]) -> list[Column]:
    taken = [found.column.position for found in roles]
    left = []
    for column in columns:
        if column.position not in taken:
            left.append(column)
    return left


def _sessions(columns: list[Column], paces: list[Found]) -> list[Found]:
    """Return the columns of sessions: by words where there are some, else by a pair of values."""
    roles = _measures(columns)
    activity = find_activity(_left(columns, roles))
    if activity:
        roles.append(activity)
    with_units = [_with_unit(found, roles, paces) for found in roles]
    return _ask_whether_runs(with_units, columns)


def _measures(columns: list[Column]) -> list[Found]:
    """Return the columns of distances and durations."""
    distance = find_distance(columns)
    if distance is None:
        pair = find_pair(list(filter(_may_be_measure, columns)))
        if pair:
            return list(pair)
    roles = [distance] if distance else []
    duration = find_duration(_left(columns, roles), distance)
    if duration:
        roles.append(duration)
    return roles


def _may_be_measure(column: Column) -> bool:
    return not column.words or column.says("time", "duration", "run")


def _ask_whether_runs(roles: list[Found], columns: list[Column]) -> list[Found]:
    """Ask about distances beside counts of steps: a day's walking looks the same as a run."""
    counts_steps = any(column.says("steps") for column in columns)
    if not counts_steps or len(roles) != 1 or roles[0].column.says("run"):
        return roles
    [distance] = roles
    question = Remark("own_table.ask_whether_runs", {"column": distance.column.name})
    return [replace(distance, questions=(*distance.questions, question))]


def _with_unit(found: Found, roles: list[Found], paces: list[Found]) -> Found:
    """Tell or ask the unit of distances that do not state it."""
    if found.role != "distance" or states_unit(found.column):
        return found
    durations = [other for other in roles if other.role == "duration"]
    lengths = best_length(durations[0].column, found).minutes if durations else None
    unit, evidence = tell_distance_unit(found, lengths, paces)
    if evidence is not None:
        return replace(found, unit=unit, evidence=(*found.evidence, evidence))
    fields = {"column": found.column.name, "example": _without_unit(found.column)}
    question = Remark("own_table.ask_distance_unit", fields)
    return replace(found, questions=(*found.questions, question))


def _without_unit(column: Column) -> str:
    """Return the first number of a column, if possible one without a word that may be its unit."""
    numbers = [cell for cell in column.filled if any(map(str.isdigit, cell))]
    bare = [cell for cell in numbers if not any(map(str.isalpha, cell))]
    return (bare or numbers)[0]


def _found_by_values(columns: list[Column], roles: list[Found]) -> list[Found]:
    """Return a lone column of distances: numbers with decimals under a header without words."""
    has_sessions = any(found.role in ("distance", "duration") for found in roles)
    candidates = list(filter(_is_like_distances, columns))
    if has_sessions or len(candidates) != 1:
        return []
    found = Found(candidates[0], "distance", by_words=False)
    return [_with_unit(found, roles, paces=[])]


def _is_like_distances(column: Column) -> bool:
    if column.words or not column.is_numeric or not column.has_decimals:
        return False
    on_some_days = column.fill < OFTEN
    lowest, highest = LONGEST_OF_ALL
    return on_some_days and lowest <= max(column.numbers) <= highest


def _kinds(roles: tuple[Found, ...]) -> tuple[str, ...]:
    have = {found.role for found in roles}
    kinds = []
    if count_sessions(roles) and have & {"distance", "duration", "activity"}:
        kinds.append("runs")
    if "pain" in have:
        kinds.append("pain")
    if "weight" in have:
        kinds.append("weight")
    return tuple(kinds)


def _scale(roles: tuple[Found, ...]) -> Scale | None:
    for found in roles:
        if found.role == "pain":
            return tell_scale(found.column)
    return None


def _all_by_words(date: DateColumns, roles: tuple[Found, ...]) -> bool:
    """Tell whether every header says what its column holds, and every row has its own date."""
    if date.shape not in ("full", "parts") or date.runs_down:
        return False
    used = [found for found in roles if found.role not in ("notes", "weekday", "pace")]
    named_date = any(column.says("date", "year") for column in date.columns)
    return named_date and all(found.by_words for found in used)


def _ask_unread(columns: list[Column], roles: tuple[Found, ...]) -> list[Remark]:
    """Ask about columns whose header names what is needed, and whose cells cannot be read so."""
    have = {found.role for found in roles}
    lacking = [role for role in ("distance", "duration", "pain", "weight") if role not in have]
    if is_of_lifting(columns) and "weight" in lacking:
        lacking.remove("weight")
    if have.isdisjoint(("time", "duration")):
        lacking.append("time")
    questions = []
    for column in _left(columns, roles):
        if column.filled and _names_only(column, lacking):
            fields = {"column": column.name, "example": column.filled[0]}
            questions.append(Remark("own_table.ask_unread", fields))
    return questions


def _names_only(column: Column, roles: list[str]) -> bool:
    """Tell whether a header names one of these roles, and nothing besides."""
    named = column.words.intersection(roles)
    beside = column.words - {"run", "back", "rating", "morning", "evening", "midday"}
    return bool(named) and named == beside


def _unused(columns: list[Column], roles: tuple[Found, ...]) -> tuple[str, ...]:
    left = _left([column for column in columns if column.filled], roles)
    return tuple(column.name for column in left)
