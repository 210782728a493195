"""Which rows of a table kept by hand are sessions, and which words name their activities."""

from collections import Counter
from collections.abc import Iterable

from .activities import REST, classify_activity
from .marks import read_quantity
from .own_columns import is_blank, read_duration
from .own_runs import Found


def session_rows(roles: Iterable[Found]) -> list[int]:
    """Return the rows that are a session: with a number, or the name of an activity not rest."""
    by_role = {found.role: found.column.cells for found in roles}
    distances = by_role.get("distance", ())
    durations = by_role.get("duration", ())
    activities = by_role.get("activity", ())
    sessions = []
    for row in range(max(map(len, (distances, durations, activities)))):
        distance = distances[row] if distances else ""
        duration = durations[row] if durations else ""
        activity = activities[row] if activities else ""
        if is_session(distance, duration, activity):
            sessions.append(row)
    return sessions


def is_session(distance: str, duration: str, activity: str) -> bool:
    """Tell whether one row is a session.

    A word of rest never is; a number above 0 is; a 0 says that there was none, whatever the
    activity's name; a name alone is a session if it is known and not rest.

    Parameters
    ----------
    distance, duration, activity : str
        The cells, "" where there is no such column.
    """
    if classify_activity(activity).kind == REST and not is_blank(activity):
        return False
    amounts = [amount for amount in map(_amount, (distance, duration)) if amount is not None]
    if any(amount > 0 for amount in amounts):
        return True
    if amounts:
        return False
    return any(classify_activity(word).is_session for word in (activity, distance, duration))


def _amount(cell: str) -> float | None:
    quantity = read_quantity(cell)
    if quantity is not None:
        return quantity.value
    return read_duration(cell)


def count_activity_words(roles: tuple[Found, ...]) -> tuple[tuple[str, int], ...]:
    """Count the words for activities, those that stand in place of a number too."""
    words = Counter[str]()
    for found in roles:
        for cell in found.column.cells:
            is_word = found.role == "activity" or _amount(cell) is None
            if (
                found.role in ("activity", "distance", "duration")
                and is_word
                and not is_blank(cell)
            ):
                words[cell] += 1
    return tuple(words.most_common())
