"""What a file's cells mean, decided once per file with evidence: decimal mark, unit, scale."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..errors import SettingsError
from .dates import decide_dates as decide_dates
from .languages import by_word
from .source import Decision

MISSING = frozenset({"", "-", "--", "---", "n/a", "na", "nan", "none", "null", "x"})
FACTORS = {  # of each unit to kilometres, minutes, kilograms
    "distance": {"km": 1.0, "mi": 1.609344, "m": 0.001, "yd": 0.0009144, "ft": 0.0003048},
    "duration": {"min": 1.0, "s": 1 / 60, "h": 60.0, "ms": 1 / 60_000, "m:s": 1.0, "m": 1.0},
    "weight": {"kg": 1.0, "lb": 0.45359237, "st": 6.35029318, "g": 0.001},
}
_MARKS = {".": "dot", ",": "comma"}
_UNITS = {**by_word("units"), "m:s": "m:s"}
_NUMBER = re.compile(
    r"'?([-+]?(?:\d[\d.,'’ \u00a0\u202f]*)?\d|[-+]?[.,]\d+)\s*([^\W\d_²³¹¼-¾]{1,12}\.?|%)?"
)
_STONES = re.compile(r"(\d+)\s*st\.?\s*(?:(\d+(?:\.\d+)?)\s*lbs?\.?)?", re.I)
_HOURS = re.compile(r"(\d+)\s*h\w*\.?\s*(\d+)(?:\s*m\w*)?\.?\s*(?:(\d+)\s*s\w*)?\.?", re.I)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:[.,]\d+)?)")


@dataclass(frozen=True)
class Question:
    """What a file cannot tell, and the text to add to settings.toml; until then it is set aside."""

    file: str
    question: str
    setting: str


class Numbers(NamedTuple):
    """Parsed numbers (NaN where none), the unit in each cell ("" for none), the decision."""

    value: np.ndarray
    unit: np.ndarray
    decision: Decision | None = None
    question: str = ""


def each(cells: np.ndarray, change: Callable[[str], Any], kind: type = object) -> np.ndarray:
    """Return the cells, each distinct one changed once."""
    codes, texts = pd.factorize(cells)
    return np.array([change(t) for t in texts] or [change("")], dtype=kind)[codes]


def unit_name(word: str) -> str:
    """Return the short name of a unit ("pounds" -> "lb"), or "" for an unknown word."""
    return _UNITS.get(word.strip().casefold().rstrip("."), "")


def is_missing(cells: np.ndarray) -> np.ndarray:
    """Say for each cell whether it is a mark for "not recorded" ("", "--", "n/a", ...)."""
    return each(cells, lambda text: text.strip().casefold() in MISSING, bool)


def decide_numbers(
    cells: np.ndarray, decimal: str = "", whole: np.ndarray | None = None
) -> Numbers:
    """Parse number cells ("108.8 kg"), deciding the decimal mark once for all of them.

    Clocks (`26:42`, `1:06:06`) come as minutes with the unit "m:s" or "min". Without a declared
    mark there is evidence, such as `whole`: cells that can only hold whole numbers.
    """
    codes, texts = pd.factorize(cells)
    units, marked = np.full((2, len(texts)), "", dtype=object)
    value = pd.to_numeric(pd.Series(texts, dtype=object).replace("", None), errors="coerce")
    value = value.where(np.isfinite(value)).to_numpy(float, copy=True)
    if decimal != "," and (~np.isnan(value) | (texts == "")).all():
        return Numbers(value[codes], units[codes])
    value[:] = np.nan
    for i, text in enumerate(t.strip() for t in texts):
        if m := _STONES.fullmatch(text):
            value[i], units[i] = int(m[1]) + float(m[2] or 0) / 14, "st"
        elif m := _CLOCK.fullmatch(text) or _HOURS.fullmatch(text):
            hours, minutes, seconds = (float((x or "0").replace(",", ".")) for x in m.groups())
            value[i], units[i] = hours * 60 + minutes + seconds / 60, "min" if m[1] else "m:s"
        elif m := _NUMBER.fullmatch(text):
            marked[i], units[i] = re.sub(r"['’\s]", "", m[1]), m[2] or ""
    decision, question = None, ""
    if not decimal and any("," in text for text in marked):
        decimal, evidence = _decimal(marked, [] if whole is None else pd.unique(whole))
        decision = Decision("decimal mark", _MARKS.get(decimal, ""), evidence)
        question = "" if decimal else evidence
    other = "." if decimal == "," else ","
    for i, text in enumerate(marked if not question else ()):
        plain = text.replace(other, "").replace(",", ".")
        # a separator between thousands stands before exactly three digits
        if text and plain.count(".") < 2 and not re.search(rf"\{other}(?!\d{{3}}(\D|$))", text):
            value[i] = float(plain)
    value[np.isinf(value)] = np.nan
    return Numbers(value[codes], units[codes], decision, question)


def _decimal(texts: Iterable[str], whole: Iterable[str]) -> tuple[str, str]:
    """Return the decimal mark and its evidence, or "" and what is unclear."""
    proof: dict[str, list[str]] = {}
    for mark, other in (",.", ".,"):  # a mark before other than three digits, or behind the other
        last = [t for t in texts if mark in t and t.rfind(mark) > t.rfind(other)]
        tails = [t for t in last if len(t) - t.rfind(mark) != 4 or t.lstrip("+-")[:2] == f"0{mark}"]
        proof[mark] = tails or [t for t in last if other in t]
    for mark, other in (",.", ".,"):
        if proof[mark] and not proof[other]:
            return mark, f"only so do numbers like {proof[mark][0]} make sense"
        thousands = re.compile(rf"\s*\d{{1,3}}(\{other}\d{{3}})+\s*")
        example = next(filter(thousands.fullmatch, whole), "").strip()
        if example and not proof[other]:
            return mark, f"whole numbers like {example} write thousands with a {_MARKS[other]}"
    example = next(t for t in texts if "," in t)
    return "", f"{example} may be a decimal number or thousands, and no value in the file tells"


def unit_from_bmi(weight: np.ndarray, bmi: np.ndarray) -> tuple[str, str]:
    """Tell kg from lb by the height that weight and body mass index imply; ("", "") if unclear."""
    square = pd.Series(weight).where(weight > 0) / pd.Series(bmi).where(bmi > 0)
    height = {unit: np.sqrt(square.median() * FACTORS["weight"][unit]) for unit in ("kg", "lb")}
    fits = [unit for unit, metres in height.items() if 1.45 <= metres <= 2.1]
    if len(fits) != 1:
        return "", ""
    return fits[0], f"with it, weight and BMI give a height of {height[fits[0]]:.2f} m"


def unit_from_stride(
    distance: np.ndarray, minutes: np.ndarray, cadence: np.ndarray, stride: np.ndarray
) -> tuple[str, str]:
    """Tell km from miles by cadence x time x stride length; ("", "") if unclear."""
    ratio = cadence * minutes * stride / np.where(distance > 0, distance, np.nan)
    ratio = ratio[np.isfinite(ratio) & (ratio > 100)]
    for unit, expected in (("km", (1000, 3280.84)), ("mi", (1609.344, 5280))):
        # the stride may be in metres or in feet
        agree = max(int((np.abs(ratio / e - 1) < 0.12).sum()) for e in expected)
        if agree >= 2 and agree >= 0.8 * len(ratio):
            return unit, f"cadence x time x stride length fits in {agree} of {len(ratio)} runs"
    return "", ""


# how a unit that is nowhere stated is told, and the columns beside it that tell
UNIT_EVIDENCE: dict[str, tuple[Callable[..., tuple[str, str]], tuple[str, ...]]] = {
    "weight": (unit_from_bmi, ("bmi",)),
    "distance": (unit_from_stride, ("time", "avg run cadence", "avg stride length")),
}


def ends_of(scale: str, file: str) -> tuple[float, float]:
    """Return the lowest and highest rating of a scale like "0-10"."""
    m = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)\s*", scale)
    if m and float(m[1]) < float(m[2]):
        return float(m[1]), float(m[2])
    todo = 'Write it like "0-10", "0-100" or "none/mild/moderate/severe".'
    raise SettingsError(f"{scale!r} is not a scale.", file=file, column="scale", todo=todo)
