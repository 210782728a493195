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
        clock = time if ":" in time else ""
        name = re.sub(rf"\s*\((?:{'|'.join(_WORDS)})\)$", "", detail, flags=re.I)
        symptom = kind.casefold().startswith("symptom")
        if not symptom:
            name = f"{kind}: {detail}" if detail and kind.casefold() != "sleep" else kind
        said = detail.rpartition("(")[2].rstrip(")").casefold()
        if symptom and not amount and said in _WORDS:
            amount = str(_WORDS.index(said))
        if m := re.fullmatch(r"(\d+):(\d\d)", amount):  # hours slept
            amount = f"{int(m[1]) + int(m[2]) / 60:.4f}"
        if symptom and names_pain(name):
            yield line, [date, clock, name, amount, "", ""]
        else:
            yield line, [date, clock, "", "", name.casefold(), amount]


BEARABLE = Source(
    "Bearable",
    header=_HEADER,
    when=("date",),
    clock="time",
    rated_day=True,
    columns=("date", "time", "region", "pain", "variable", "value"),
    region="region",
    pain=Field(("pain",)),
    scale="0-4",
    variable="variable",
    value=Field(("value",)),
    rows=_entries,
)
