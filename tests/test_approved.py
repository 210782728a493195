"""The comparison with what was approved notices each kind of difference, and says what to do."""

import dataclasses
from pathlib import Path

import approved
import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved
from listed import lines_of

LINES = [
    "Your pain was 1.50 points higher (1.2 to 1.8).",
    "On 12 of 1000000 days.",
    "Im Mittel −0,25 Punkte.",
]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Approve LINES in a folder of this test."""
    folder = tmp_path / "approved"
    monkeypatch.setattr(approved, "APPROVED", folder)
    monkeypatch.setenv("APPROVE", "1")
    same_as_approved("sub/pages", LINES)
    monkeypatch.delenv("APPROVE")
    return folder


def changed(number: int, was: str, now: str) -> list[str]:
    assert was in LINES[number]
    lines = list(LINES)
    lines[number] = lines[number].replace(was, now)
    return lines


def test_what_was_approved_is_the_same(own_folder: Path) -> None:
    same_as_approved("sub/pages", LINES)
    same_as_approved("sub/pages", ["\n".join(LINES)])
    assert (own_folder / "sub/pages.txt").read_text("utf-8") == "\n".join(LINES) + "\n"


@pytest.mark.parametrize(
    ("number", "was", "now"),
    [
        (0, "1.50", "1.50014"),
        (0, "1.50", "1.49986"),
        (2, "−0,25", "−0,25002"),
        (2, "−0,25", "-0,25"),
    ],
)
def test_a_number_within_the_tolerance_is_the_same(number: int, was: str, now: str) -> None:
    same_as_approved("sub/pages", changed(number, was, now))


@pytest.mark.parametrize(
    ("number", "was", "now"),
    [
        (0, "higher", "lower"),
        (0, "1.50", "1.50016"),
        (0, "1.50", "1.49984"),
        (0, "1.8", "1.9"),
        (0, "1.8", "nan"),
        (1, "12", "13"),
        (1, "1000000", "1000001"),
        (2, "−0,25", "0,25"),
        (2, "−0,25", "−0,26"),
        (2, ".", "!"),
    ],
)
def test_the_line_that_differs_is_named_with_both_texts(number: int, was: str, now: str) -> None:
    lines = changed(number, was, now)
    with pytest.raises(pytest.fail.Exception) as failure:
        same_as_approved("sub/pages", lines)
    said = str(failure.value)
    assert "tests/approved/sub/pages.txt says otherwise" in said
    assert f"line {number + 1} approved: {LINES[number]}\n" in said
    assert f"line {number + 1}      now: {lines[number]}\n" in said
    assert said.count("approved:") == 1
    assert "`make approve` renews the file" in said


@pytest.mark.parametrize("tolerance", [0.001, 0.01])
def test_a_test_may_choose_its_tolerance(tolerance: float) -> None:
    within = changed(0, "1.50", f"{1.5 + 1.4 * tolerance}")
    beyond = changed(0, "1.50", f"{1.5 + 1.6 * tolerance}")
    same_as_approved("sub/pages", within, tolerance=tolerance)
    with pytest.raises(pytest.fail.Exception, match="line 1 approved"):
        same_as_approved("sub/pages", beyond, tolerance=tolerance)


def test_what_rounding_leaves_of_nothing_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPROVE", "1")
    same_as_approved("zero", ["rest = 3.1e-17"])
    monkeypatch.delenv("APPROVE")
    same_as_approved("zero", ["rest = -2.2e-16"])
    with pytest.raises(pytest.fail.Exception, match="now: rest = 2e-9"):
        same_as_approved("zero", ["rest = 2e-9"])


def test_a_line_more_or_less_is_named() -> None:
    with pytest.raises(pytest.fail.Exception) as more:
        same_as_approved("sub/pages", [LINES[0], "A new line.", *LINES[1:]])
    assert "after line 1 is new: A new line.\n" in str(more.value)
    assert "approved:" not in str(more.value)
    with pytest.raises(pytest.fail.Exception) as fewer:
        same_as_approved("sub/pages", [LINES[0], LINES[2]])
    assert f"line 2 is missing: {LINES[1]}\n" in str(fewer.value)
    assert "approved:" not in str(fewer.value)


def test_many_differences_are_counted() -> None:
    with pytest.raises(pytest.fail.Exception, match="and 13 more"):
        same_as_approved("sub/pages", [*LINES, *(f"new {n}" for n in range(33))])


def test_what_was_never_approved_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"no tests/approved/none\.txt yet"):
        same_as_approved("none", LINES)


@dataclasses.dataclass(frozen=True)
class Found:
    estimate: float
    days: pd.DataFrame
    hidden: str = "left out"

    @property
    def twice(self) -> float:
        return 2 * self.estimate

    @property
    def broken(self) -> float:
        raise ValueError

    def method(self) -> float:
        return self.estimate


def test_a_result_is_listed_field_by_field() -> None:
    days = pd.DataFrame({"pain": [1.0, np.nan]}, pd.date_range("2026-01-01", periods=2))
    found = Found(estimate=1 / 3, days=days)
    assert lines_of(found, "found", without=("hidden",)) == [
        "found.estimate = 0.33333333",
        "found.days: 2 rows, 2026-01-01 to 2026-01-02",
        "found.days.pain = [1, nan]",
        "found.broken = raises ValueError",
        "found.twice = 0.66666667",
    ]
    assert lines_of({"a": [None, True, (1, "b")]}, "x") == [
        "x.a[0] = None",
        "x.a[1] = True",
        "x.a[2][0] = 1",
        "x.a[2][1] = b",
    ]


def test_of_a_long_array_some_values_and_the_sum_are_listed() -> None:
    values = np.arange(101.0)
    values[1] = np.nan
    assert lines_of(values, "x") == [
        "x = 101 values: 0, 13, 29, 50, 71, 87, 100",
        "x: 100 numbers, sum 5049",
    ]
