"""Compare whole results with what was approved: words exactly, numbers within a tolerance.

What a person gets, or what a method finds, is written down once under `tests/approved/`, a line a
thing. Where a test finds other lines, it says which. Look at each difference: where it is meant,
`make approve` writes the files anew.
"""

import math
import os
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pytest

APPROVED = Path(__file__).parent / "approved"
MOST_SHOWN = 20
NEGLIGIBLE = 1e-9  # what rounding leaves of a number that is 0

# 3, -0.25, +1.5, 1,5 and 2.1e-05, with a minus of any kind
NUMBER = re.compile(r"[-+−]?\d+(?:[.,]\d+)?(?:e[-+]?\d+)?")


def same_as_approved(name: str, lines: list[str], *, tolerance: float = 1e-4) -> None:
    """Fail where lines differ from those approved under this name.

    Words and whole numbers must be equal, numbers with decimals equal within the relative
    tolerance. With APPROVE=1 in the environment the lines are written down instead.
    """
    path = APPROVED / f"{name}.txt"
    found = _one_by_one(lines)
    if os.environ.get("APPROVE") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(found) + "\n", encoding="utf-8", newline="\n")
        return
    if not path.is_file():
        pytest.fail(f"There is no {_shown(path)} yet. `make approve` writes it.", pytrace=False)
    approved = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    if found == approved:
        return
    differing = list(_differences(approved, found, tolerance))
    if differing:
        pytest.fail(_message(path, differing), pytrace=False)


def _one_by_one(lines: list[str]) -> list[str]:
    """Return lines without line breaks or spaces at their ends."""
    return [line.rstrip() for line in "\n".join(lines).split("\n")]


def _shown(path: Path) -> str:
    return f"tests/{path.relative_to(APPROVED.parent).as_posix()}"


def _message(path: Path, differing: list[str]) -> str:
    shown = differing[:MOST_SHOWN]
    if len(differing) > MOST_SHOWN:
        shown.append(f"and {len(differing) - MOST_SHOWN} more.")
    shown.append(
        "Look at each. Where a difference is meant, `make approve` renews the file, and "
        "`git diff tests/approved` shows what you approve; where not, the code is at fault."
    )
    heading = f"{_shown(path)} says otherwise:"
    return "\n".join([heading, *shown])


def _differences(approved: list[str], found: list[str], tolerance: float) -> Iterator[str]:
    """Yield each line that differs, with both texts; lines are matched by their words."""
    words_then = [NUMBER.sub("#", line) for line in approved]
    words_now = [NUMBER.sub("#", line) for line in found]
    matched = SequenceMatcher(None, words_then, words_now, autojunk=False)
    for same, first, last, start, end in matched.get_opcodes():
        then = approved[first:last]
        now = found[start:end]
        for place in range(max(len(then), len(now))):
            where = f"line {first + place + 1}"
            if place >= len(now):
                yield f"{where} is missing: {then[place]}"
            elif place >= len(then):
                yield f"after line {last} is new: {now[place]}"
            elif same != "equal" or not _same_numbers(then[place], now[place], tolerance):
                yield f"{where} approved: {then[place]}\n{where}      now: {now[place]}"


def _same_numbers(then: str, now: str, tolerance: float) -> bool:
    """Tell whether the numbers of two lines of the same words are equal."""
    pairs = zip(NUMBER.findall(then), NUMBER.findall(now), strict=True)
    return all(_alike(a, b, tolerance) for a, b in pairs)


def _alike(then: str, now: str, tolerance: float) -> bool:
    if then == now:
        return True
    if _is_whole(then) and _is_whole(now):
        return False
    return math.isclose(
        _value(then), _value(now), rel_tol=tolerance * (1 + 1e-9), abs_tol=NEGLIGIBLE
    )


def _is_whole(number: str) -> bool:
    return not any(mark in number for mark in ".,e")


def _value(number: str) -> float:
    return float(number.replace("−", "-").replace(",", "."))
