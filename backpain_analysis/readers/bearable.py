"""Bearable: one row per entry of any kind; symptoms on the app's scale of 0 to 4."""

import re
from collections.abc import Iterator

from .languages import names_pain
from .opening import Field, Record, Row, Source

_HEADER = ("date", "time of day", "category", "rating/amount", "detail")
_WORDS = ("none", "mild", "moderate", "severe", "unbearable")


def _entries(records: Iterator[Record], names: list[str]) -> Iterator[Row]:
    at = [names.index(name) for name in _HEADER]
    for line, fields in records:
        fields = [f.strip() for f in fields] + [""] * (len(names) - len(fields))
        date, time, kind, amount, detail = (fields[i] for i in at)
        clock, category = time if ":" in time else "", kind.casefold()
        if category.startswith("symptom"):
            said = detail.rpartition("(")[2].rstrip(")").casefold()
            name = re.sub(rf"\s*\((?:{'|'.join(_WORDS)})\)$", "", detail, flags=re.I)
            if not amount and said in _WORDS:
                amount = str(_WORDS.index(said))
            pain = names_pain(name)
        else:
            name = f"{kind}: {detail}" if detail and category != "sleep" else kind
            pain = False
        if m := re.fullmatch(r"(\d+):(\d\d)", amount):  # hours slept
            amount = f"{int(m[1]) + int(m[2]) / 60:.4f}"
        entry = [name, amount, "", ""] if pain else ["", "", name.casefold(), amount]
        yield line, [date, clock, *entry]


BEARABLE = Source(
    "Bearable",
    header=_HEADER,
    clock="time",
    rated_day=True,
    columns=("date", "time", "region", "pain", "variable", "value"),
    region="region",
    pain=Field("pain"),
    scale="0-4",
    variable="variable",
    value=Field("value"),
    rows=_entries,
)
