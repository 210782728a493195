"""Loop Habits: `Checkmarks.csv`, one column per habit; numbers are stored times 1000."""

import re

from ..source import Records, Rows, Source

_MEANING = {"2": "1", "1": "0", "0": "0", "-1": "0", "3": ""}


def _checks(records: Records, names: list[str]) -> Rows:
    for line, fields in records:
        if any("Entry(" in f for f in fields):  # its commas are not quoted
            fields = [fields[0], *re.findall(r"value=(-?\d+)", ",".join(fields))]
        marks = [f.strip() for f in fields[1:]]
        number = [str(float(m) / 1000) if re.fullmatch(r"\d{3,}", m) else m for m in marks]
        yield line, [fields[0], *(_MEANING.get(m, m) for m in number)]


HABITS = Source("Loop Habits", header="date", named="checkmarks", others="*", rows=_checks)
