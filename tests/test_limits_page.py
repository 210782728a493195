"""docs/limits.md says each number as the code has it, and misses none that a message names."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "backpain_analysis"
PAGE = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([^|]*\d[^|]*) \| ([^|]+) \| `([\w/]+\.py): ([^`]+)` \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
UNITS = {"minute": pd.Timedelta(minutes=1)}
ERRORS = {"DataError", "SettingsError", "FitError", "Remark", "_refused", "no_answer"}
# they are no limits that a person meets: a column that never changes but for rounding, how many
# examples a message shows, how a command ends
NO_LIMITS = {
    "UNCHANGING",
    "NO_SPREAD",
    "NO_RESIDUAL",
    "HARDLY_STATIONARY",
    "MOST_SHOWN",
    "EXAMPLES",
    "LINES",
    "STOPPED",
    "REFUSED",
    "DONE_BUT_FAILED",
    "_OWNER_MAY_WRITE",
}


def module_of(file: str) -> Any:
    parts = Path(file).with_suffix("").parts
    return importlib.import_module(
        ".".join(["backpain_analysis", *parts]).removesuffix(".__init__")
    )


def in_code(file: str, expression: str) -> list[float]:
    """Return what a constant of the code is, in the unit of the page."""
    value = eval(expression, {**vars(module_of(file)), **UNITS})  # our own page
    return [float(number) for number in np.ravel(value)]


def on_page(cell: str) -> list[float]:
    return [float(number.replace(",", "")) for number in NUMBER.findall(cell)]


def test_every_row_of_the_page_is_read() -> None:
    rows = [
        line for line in PAGE.splitlines() if line.startswith("| ") and "in the code" not in line
    ]
    assert len(rows) == len(ROWS)
    assert len(ROWS) > 100


@pytest.mark.parametrize(("cell", "what", "file", "expression"), ROWS, ids=lambda text: text[:40])
def test_a_number_of_the_page_is_that_of_the_code(
    cell: str, what: str, file: str, expression: str
) -> None:
    told = on_page(cell)
    found = in_code(file, expression)
    assert told == pytest.approx(found), f"{cell} on the page, {found} in {file}: {expression}"
    assert what.endswith((".", "..."))


def upper_names(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id.isupper():
            yield inner.id


def named_in_messages(tree: ast.Module) -> Iterator[str]:
    """Yield the constants that an error or a remark names, or that decide about an error."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            yield from upper_names(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ERRORS:
                yield from upper_names(node)
        elif isinstance(node, ast.If) and any(isinstance(step, ast.Raise) for step in node.body):
            yield from upper_names(node.test)


def is_number(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(is_number, value))
    return isinstance(value, int | float | range) and not isinstance(value, bool)


def test_no_bound_of_a_message_is_missing() -> None:
    listed = set()
    for _, _, file, expression in ROWS:
        listed |= {(file, name) for name in re.findall(r"\b[A-Z_]{3,}\b", expression)}
    missing = []
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        named = set(named_in_messages(ast.parse(path.read_text(encoding="utf-8")))) - NO_LIMITS
        for name in sorted(named):
            if is_number(getattr(module_of(file), name, None)) and not is_listed(
                file, name, listed
            ):
                missing.append(f"{file}: {name}")
    assert missing == []


def is_listed(file: str, name: str, listed: set[tuple[str, str]]) -> bool:
    """Tell whether the page lists a constant, here or where this module has it from."""
    if (file, name) in listed:
        return True
    imported = re.search(rf"^from \.+([\w.]+) import [^\n]*\b{name}\b", source(file), re.MULTILINE)
    if imported is None:
        return False
    return any(path.endswith(f"{imported[1].split('.')[-1]}.py") for path, n in listed if n == name)


def source(file: str) -> str:
    return (PACKAGE / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("90 days", [90]),
        ("4,096 orders", [4096]),
        ("0.3 kg", [0.3]),
        ("20, 26 or 52", [20, 26, 52]),
    ],
)
def test_how_a_number_is_read_off_the_page(cell: str, numbers: list[float]) -> None:
    assert on_page(cell) == numbers


def test_a_constant_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NameError):
        in_code("answers/gate.py", "MIN_RATED_WEEKS")
