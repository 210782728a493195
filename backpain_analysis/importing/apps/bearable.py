"""Bearable: one row per entry of any kind; symptoms on the app's scale of 0 to 4."""

import re

from ..languages import names_pain
from ..source import Records, Rows, Source

_WORDS = ("none", "mild", "moderate", "severe", "unbearable")


def _entries(records: Records, names: list[str]) -> Rows:
    for line, fields in records:
        cell = dict(zip(names, map(str.strip, fields), strict=False))
        date, time, kind, amount, name = (cell[n] for n in BEARABLE.header.split(", "))
        symptom = kind.casefold().startswith("symptom")
        m = re.fullmatch(rf"(.*?)\s*\(({'|'.join(_WORDS)})\)", name, re.I)
        if symptom and m:
            name, amount = m[1], amount or str(_WORDS.index(m[2].casefold()))
        elif not symptom:
            name = f"{kind}: {name}" if name and kind.casefold() != "sleep" else kind
        if m := re.fullmatch(r"(\d+):(\d\d)", amount):  # hours slept
            amount = f"{int(m[1]) + int(m[2]) / 60:.4f}"
        is_pain = symptom and names_pain(name)
        entry = [name, amount, "", ""] if is_pain else ["", "", name.casefold(), amount]
        yield line, [date, time if ":" in time else "", *entry]


BEARABLE = Source(
    "Bearable",
    header="date, time of day, category, rating/amount, detail",
    clock="time",
    rated_day=True,
    columns="date, time, region, pain, variable, value",
    region="region",
    pain="pain",
    scale="0-4",
    variable="variable",
    value="value",
    rows=_entries,
)
