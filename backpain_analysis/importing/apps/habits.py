"""Loop Habits: `Checkmarks.csv`, one column per habit; numbers are stored times 1000."""

import re

from ..source import Records, Rows, Source

_MEANING = {"2": "1", "1": "0", "0": "0", "-1": "0", "3": ""}


def _checks(records: Records, names: list[str]) -> Rows:
    for line, (day, *marks) in records:
        if any("Entry(" in mark for mark in marks):  # its commas are not quoted
            marks = re.findall(r"value=(-?\d+)", ",".join(marks))
        yield line, [day, *map(_amount, marks)]


def _amount(mark: str) -> str:
    mark = mark.strip()
    if re.fullmatch(r"\d{3,}", mark):
        return str(float(mark) / 1000)
    return _MEANING.get(mark, mark)


HABITS = Source("Loop Habits", header="date", named="checkmarks", others="*", rows=_checks)
