"""Compare two folders of reports: every number and code must be the same, words may differ.

Usage: python tests/compare_reports.py BEFORE AFTER

Each folder holds, anywhere below it, month folders as `backpain report` writes them. Compared are
`results.json` (without its sentences and the versions of the software), `daily.csv` to the byte,
and file, line, fate and table of `ledger.csv`. Floats may differ in the last digits (1e-9).
"""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

WORDS = {"sentence", "rules_out", "why", "note", "way", "unit"}
NOT_COMPARED = {"software"}
LEDGER = ["file", "line", "fate", "table"]
CLOSE = 1e-9


def leaves(content: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every number and code of a nested content with its place; words are left out."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in WORDS | NOT_COMPARED:
                yield from leaves(value, f"{place}.{key}")
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from leaves(value, f"{place}[{number}]")
    else:
        yield place, content


def alike(a: Any, b: Any) -> bool:
    """Tell whether two leaves are the same, floats to the last digits."""
    if isinstance(a, float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE)
    return a == b


def differences(before: Path, after: Path) -> Iterator[str]:
    """Yield what differs between two month folders."""
    was, now = (
        dict(leaves(json.loads((folder / "results.json").read_text("utf-8"))))
        for folder in (before, after)
    )
    for place in {**was, **now}:
        if not alike(was.get(place), now.get(place)):
            yield f"results.json{place}: {was.get(place)!r}, now {now.get(place)!r}"
    if (before / "daily.csv").read_bytes() != (after / "daily.csv").read_bytes():
        yield "daily.csv"
    old, new = (pd.read_csv(f / "ledger.csv", usecols=LEDGER) for f in (before, after))
    if not old[LEDGER].equals(new[LEDGER]):
        yield "ledger.csv"


def main(before: Path, after: Path) -> int:
    """Print the differences of all months; return how many there are."""
    count = 0
    months = sorted(path.parent.relative_to(before) for path in before.rglob("results.json"))
    for month in months:
        for text in differences(before / month, after / month):
            print(f"{month}: {text}")
            count += 1
    print(f"{len(months)} reports compared, {count} differences")
    return count if months else 1


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1]), Path(sys.argv[2])), 1))
