"""Loop Habits: `Checkmarks.csv`, one column per habit; numbers are stored times 1000.

Beside it, each habit has a folder, "002 Run", with a table of that name whose column is "Value".
"""

import re

from ..source import Records, Rows, Source

# done, done often enough (not that day), not done, nothing entered, skipped
_MEANING = {"2": "1", "1": "0", "0": "0", "-1": "", "3": ""}
_WORDS = {"yes_manual": "1", "yes_auto": "0", "no": "0", "unknown": "", "skip": ""}


def _checks(records: Records, names: list[str]) -> Rows:
    for line, (day, *marks) in records:
        if any("Entry(" in mark for mark in marks):  # its commas are not quoted
            marks = re.findall(r"value=(-?\d+)", ",".join(marks))
        yield line, [day, *map(_amount, marks)]


def _amount(mark: str) -> str:
    mark = mark.strip()
    if re.fullmatch(r"\d{3,}", mark):
        return str(float(mark) / 1000)
    known = _MEANING.get(mark)
    return _WORDS.get(mark.casefold(), mark) if known is None else known


HABITS = Source(
    "Loop Habits",
    header="date",
    named="checkmarks",
    others="*",
    pains=True,
    folder_names="value",
    rows=_checks,
)

# beside the checkmarks: the app's own weighting of a habit, and the list of habits
NOT_NEEDED = (
    ("scores.csv", "date", "Loop Habits"),
    ("habits.csv", "position, name", "Loop Habits"),
)
