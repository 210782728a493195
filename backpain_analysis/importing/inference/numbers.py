"""Numbers: parsed, the decimal mark decided once per column, with evidence or a question."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ...codes import Remark
from ..source import Decision

MARKS = {".": "dot", ",": "comma"}
_NUMBER = re.compile(
    r"'?(?P<digits>[-+]?(?:\d[\d.,'’ \u00a0\u202f]*)?\d|[-+]?[.,]\d+)"
    r"\s*(?P<unit>[^\W\d_²³¹¼-¾]{1,12}\.?|%)?"
)
_STONES = re.compile(
    r"(?P<stones>\d+)\s*st\.?\s*(?:(?P<pounds>\d+(?:\.\d+)?)\s*(?:lbs?\.?)?)?", re.IGNORECASE
)
_HOURS = re.compile(
    r"(?P<hours>\d+)\s*h[^\W\d]*\.?\s*(?P<minutes>\d+)(?:\s*m[^\W\d]*)?\.?"
    r"\s*(?:(?P<seconds>\d+)\s*s\w*)?\.?",
    re.IGNORECASE,
)
_PRIMES = re.compile(
    r"(?:(?P<hours>\d+)\s*h\s*)?(?P<minutes>\d{1,3})['’′](?P<seconds>\d{2})(?:[\"”″]|''|’’)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,4}):(?P<seconds>\d{2}(?:[.,]\d+)?)")
# two or four digits behind an apostrophe or a blank: no thousands
_BROKEN_GROUP = re.compile(r"['’\s](?!\d{3}(?!\d))")
_MOSTLY = 10  # times as many numbers must speak for a mark as against it
_POUNDS_IN_A_STONE = 14


@dataclass(frozen=True)
class Numbers:
    """The numbers of one column.

    Parameters
    ----------
    value : ndarray of float
        NaN where the cell holds no number.
    unit : ndarray of str
        The unit written in each cell; "" for none.
    decision : Decision or None
        The decimal mark, where a comma stands in the cells.
    question : Remark or None
        What is unclear about it; then the cells with a mark are NaN.
    """

    value: np.ndarray
    unit: np.ndarray
    decision: Decision | None = None
    question: Remark | None = None


@dataclass(frozen=True)
class NumberCell:
    """One cell: its value where no decimal mark is needed to know it, else its digits."""

    value: float = np.nan
    unit: str = ""
    digits: str = ""


@dataclass(frozen=True)
class Mark:
    """A decimal mark with its evidence, or "" and what is unclear."""

    mark: str
    why: Remark


def decide_numbers(
    cells: np.ndarray, decimal: str = "", whole: np.ndarray | Sequence[str] = ()
) -> Numbers:
    """Parse number cells ("108.8 kg"), deciding the decimal mark once for all of them.

    Clocks (`26:42`, `1:06:06`) come as minutes with the unit "m:s" or "min".

    Parameters
    ----------
    cells : ndarray of str
    decimal : {"", ".", ","}
        "" looks for evidence in the cells.
    whole : ndarray of str
        Further cells of the file that can only hold whole numbers: they show how thousands are
        written.
    """
    codes, distinct = pd.factorize(cells)
    plain = _read_fast(distinct)
    if decimal != "," and (~np.isnan(plain) | (distinct == "")).all():
        return Numbers(plain[codes], np.full(len(codes), "", dtype=object))

    read = [read_number(text.strip()) for text in distinct]
    digits = [cell.digits for cell in read]
    decision = None
    question = None
    if not decimal and any("," in text for text in digits):
        found = _decimal_mark(digits, pd.unique(np.asarray(whole, dtype=object)))
        decimal = found.mark
        decision = Decision("decimal_mark", _named(decimal), found.why)
        question = None if decimal else found.why
    if question is None:
        read = [_with_digits_read(cell, decimal) for cell in read]
    value = np.array([cell.value for cell in read], dtype=float)
    value[np.isinf(value)] = np.nan
    unit = np.array([cell.unit for cell in read], dtype=object)
    return Numbers(value[codes], unit[codes], decision, question)


def _read_fast(texts: np.ndarray) -> np.ndarray:
    """Read texts that are plain numbers; NaN for all others."""
    series = pd.Series(texts, dtype=object).replace("", None)
    value = pd.to_numeric(series, errors="coerce")
    return value.where(np.isfinite(value)).to_numpy(float, copy=True)


def read_number(text: str) -> NumberCell:
    """Read one cell: stones, a clock or hours as a value, any other number as digits."""
    if m := _STONES.fullmatch(text):
        pounds = float(m["pounds"] or 0)
        return NumberCell(int(m["stones"]) + pounds / _POUNDS_IN_A_STONE, unit="st")
    if m := _CLOCK.fullmatch(text) or _HOURS.fullmatch(text) or _PRIMES.fullmatch(text):
        return _clock_cell(m)
    m = _NUMBER.fullmatch(text)
    if m and not _BROKEN_GROUP.search(m["digits"]):
        digits = re.sub(r"['’\s]", "", m["digits"])
        return NumberCell(digits=digits, unit=m["unit"] or "")
    return NumberCell()


def _clock_cell(m: re.Match[str]) -> NumberCell:
    hours = float(m["hours"] or 0)
    minutes = float(m["minutes"])
    seconds = float((m["seconds"] or "0").replace(",", "."))
    unit = "min" if m["hours"] else "m:s"
    return NumberCell(hours * 60 + minutes + seconds / 60, unit)


def _with_digits_read(cell: NumberCell, decimal: str) -> NumberCell:
    """Give a cell the value of its digits; a separator of thousands stands before three digits."""
    if not cell.digits:
        return cell
    separator = "." if decimal == "," else ","
    plain = cell.digits.replace(separator, "").replace(",", ".")
    misplaced = re.search(rf"\{separator}(?!\d{{3}}(\D|$))", cell.digits)
    if misplaced or plain.count(".") > 1:
        return cell
    return replace(cell, value=float(plain))


def _decimal_mark(texts: Iterable[str], whole: Iterable[str]) -> Mark:
    """Find the decimal mark of numbers, some of which hold a comma."""
    texts = list(texts)
    comma = _only_decimal(texts, ",", ".")
    dot = _only_decimal(texts, ".", ",")
    by_comma = _mark_by_proof(",", ".", comma, dot, whole)
    found = by_comma or _mark_by_proof(".", ",", dot, comma, whole)
    if found:
        return found
    example = next(text for text in texts if "," in text)
    return Mark("", Remark("import.question.comma", {"example": example}))


def _only_decimal(texts: list[str], mark: str, other: str) -> list[str]:
    """Return the numbers in which a mark can only be the decimal one."""
    last = [t for t in texts if mark in t and t.rfind(mark) > t.rfind(other)]
    tails = [t for t in last if _has_decimal_tail(t, mark)]
    return tails or [t for t in last if other in t]


def _has_decimal_tail(text: str, mark: str) -> bool:
    """Say whether other than three digits follow a mark, or a zero stands before it."""
    digits_after = len(text) - text.rfind(mark) - 1
    return digits_after != 3 or text.lstrip("+-").startswith(f"0{mark}")


def _mark_by_proof(
    mark: str, other: str, proof: list[str], counter: list[str], whole: Iterable[str]
) -> Mark | None:
    """Decide for a mark by numbers that prove it, or by thousands written with the other one."""
    if counter and len(proof) < _MOSTLY * len(counter):
        return None
    if proof:
        return Mark(mark, Remark("import.evidence.only_so_numbers", {"example": proof[0]}))
    thousands = re.compile(rf"\s*\d{{1,3}}(\{other}\d{{3}})+\s*")
    example = next(filter(thousands.fullmatch, whole), "").strip()
    if not example:
        return None
    separator = _named(other)
    fields = {"example": example, "mark": separator}
    return Mark(mark, Remark("import.evidence.thousands", fields))


def _named(mark: str) -> Remark:
    return Remark(f"import.value.{MARKS.get(mark, 'unclear')}")
