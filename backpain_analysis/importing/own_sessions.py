"""Which rows of a table kept by hand are sessions, and of what kind."""

from collections import Counter
from collections.abc import Iterable

from .activities import REST, classify_activity
from .marks import read_amount
from .own_activity import is_yes
from .own_columns import is_blank, read_duration
from .own_runs import Found


def count_sessions(roles: Iterable[Found]) -> tuple[tuple[str, int], ...]:
    """Count the rows that are sessions, by their kind, as `session_kind` tells it."""
    by_role = {found.role: found for found in roles}
    columns = [by_role.get(role) for role in ("distance", "duration", "activity")]
    cells = [found.column.cells for found in columns if found is not None]
    kinds = Counter[str]()
    for row in range(max(map(len, cells), default=0)):
        distance, duration, activity = (_cell(found, row) for found in columns)
        kinds[session_kind(distance, duration, activity)] += 1
    del kinds[""]
    return tuple(kinds.most_common())


def _cell(found: Found | None, row: int) -> str:
    """Return a cell, "" where there is no such column; a tick is a run, and its absence rest."""
    if found is None:
        return ""
    cell = found.column.cells[row]
    if found.unit == "ticks" and cell:
        return "run" if is_yes(cell) else REST
    return cell


def session_kind(distance: str, duration: str, activity: str) -> str:
    """Return what one row is a session of: "run", "ride", ..., "unknown", or "" for none.

    A word of rest is never a session; a number above 0 is one; a 0 says that there was none,
    whatever the activity's name. A name alone is a session where it is known and not rest, also
    in place of a distance ("bike").

    Parameters
    ----------
    distance, duration, activity : str
        The cells, "" where there is no such column.
    """
    named = classify_activity(activity)
    if named.kind == REST and not is_blank(activity):
        return ""
    amounts = [amount for amount in map(_amount, (distance, duration)) if amount is not None]
    if any(amount > 0 for amount in amounts):
        return _named_kind(activity)
    if amounts:
        return ""
    for word in (activity, distance, duration):
        activity_of_word = classify_activity(word)
        if activity_of_word.is_session:
            return activity_of_word.kind
    return ""


def _named_kind(activity: str) -> str:
    """Return the kind of a row with a number: a run unless its name says otherwise."""
    if is_blank(activity):
        return "run"
    return classify_activity(activity).kind or "unknown"


def _amount(cell: str) -> float | None:
    quantity = read_amount(cell)
    if quantity is not None:
        return quantity.value
    return read_duration(cell)
