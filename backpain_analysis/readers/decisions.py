"""What a file's cells mean, decided once per file with evidence: decimal mark, unit, scale.

Dates have their own module (`dates`), in the same manner: values with a
`Decision`, or a question where the file cannot tell.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import SettingsError
from .dates import Dates as Dates
from .dates import Decision as Decision
from .dates import decide_dates as decide_dates

MISSING = frozenset({"", "-", "--", "---", "n/a", "na", "nan", "none", "null", "x"})
KILOMETRES = {"km": 1.0, "mi": 1.609344, "m": 0.001, "yd": 0.0009144, "ft": 0.0003048}
MINUTES = {"min": 1.0, "s": 1 / 60, "h": 60.0, "ms": 1 / 60_000, "m:s": 1.0, "m": 1.0}
KILOGRAMS = {"kg": 1.0, "lb": 0.45359237, "st": 6.35029318, "g": 0.001}
_UNIT_WORDS = {
    "km": "kilometer kilometers kilometre kilometres", "mi": "mile miles",
    "m": "meter meters metre metres", "yd": "yard yards", "ft": "foot feet",
    "min": "minute minutes mins", "s": "second seconds sec secs", "h": "hour hours hr hrs",
    "ms": "milliseconds", "kg": "kilogram kilograms kilo kilos kgs", "lb": "lbs pound pounds",
    "st": "stone stones",
}  # fmt: skip
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in (unit, *words.split())}
_NUMBER = re.compile(
    r"'?([-+]?(?:\d[\d.,'’ \u00a0\u202f]*)?\d|[-+]?[.,]\d+)\s*([^\W\d_]{1,12}\.?|%)?"
)
_STONES = re.compile(r"(\d+)\s*st\.?\s*(?:(\d+(?:\.\d+)?)\s*lbs?\.?)?", re.I)
_HOURS = re.compile(r"(\d+)\s*h\w*\.?\s*(\d+)\s*m\w*\.?\s*(?:(\d+)\s*s\w*)?\.?", re.I)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2})(?:[.,](\d+))?")


@dataclass(frozen=True)
class Question:
    """What a file cannot tell: the file is set aside until the person answers.

    `setting` is the exact text to add to settings.toml.
    """

    file: str
    question: str
    setting: str


@dataclass(frozen=True)
class Numbers:
    """Parsed numbers (NaN where none), the unit in each cell ("" for none), the decision."""

    value: np.ndarray
    unit: np.ndarray
    decision: Decision | None = None
    question: str = ""


def unit_name(word: str) -> str:
    """Return the short name of a unit ("pounds" -> "lb"), or "" for an unknown word."""
    return _UNITS.get(word.strip().casefold().rstrip("."), "")


def is_missing(cells: np.ndarray) -> np.ndarray:
    """Say for each cell whether it is a mark for "not recorded" ("", "--", "n/a", ...)."""
    codes, texts = pd.factorize(cells)
    return np.array([t.strip().casefold() in MISSING for t in texts] or [False])[codes]


def decide_numbers(
    cells: np.ndarray, decimal: str = "", whole: np.ndarray | None = None
) -> Numbers:
    """Parse number cells, deciding the decimal mark once for all of them.

    Parameters
    ----------
    cells : array of str
        Numbers, perhaps with a unit ("108.8 kg"); or clock durations (`26:42`,
        `1:06:06`), which come as minutes with the unit "m:s" or "min".
    decimal : {"", ".", ","}
        What the settings say; "" looks for evidence.
    whole : array of str, optional
        Cells of columns of the same file that can only hold whole numbers: evidence.
    """
    codes, texts = pd.factorize(cells)
    units = np.full(len(texts), "", dtype=object)
    value = pd.to_numeric(pd.Series(texts, dtype=object).replace("", None), errors="coerce")
    value = value.to_numpy(float, copy=True)
    value[~np.isfinite(value)] = np.nan
    if decimal != "," and not (np.isnan(value) & (texts != "")).any():
        return Numbers(value[codes], units[codes])
    value[:] = np.nan
    found = [""] * len(texts)
    for i, text in enumerate(t.strip() for t in texts):
        if m := _STONES.fullmatch(text):
            value[i], units[i] = int(m[1]) + float(m[2] or 0) / 14, "st"
        elif m := _CLOCK.fullmatch(text):
            seconds = float(f"{m[3]}.{m[4] or 0}")
            value[i] = int(m[1] or 0) * 60 + int(m[2]) + seconds / 60
            units[i] = "min" if m[1] else "m:s"
        elif m := _HOURS.fullmatch(text):
            value[i] = int(m[1]) * 60 + int(m[2]) + int(m[3] or 0) / 60
            units[i] = "min"
        elif m := _NUMBER.fullmatch(text):
            found[i], units[i] = re.sub(r"['’\s]", "", m[1]), m[2] or ""
    decision = None
    if not decimal and any("," in f for f in found):
        decimal, evidence = _decimal(found, [] if whole is None else list(set(whole)))
        if not decimal:
            return Numbers(value[codes], units[codes], None, evidence)
        decision = Decision("decimal mark", {".": "dot", ",": "comma"}[decimal], evidence)
    other = "." if decimal == "," else ","
    for i, text in enumerate(found):
        plain = text.replace(other, "").replace(",", ".")
        # a separator between thousands stands before exactly three digits
        if text and plain.count(".") < 2 and not re.search(rf"\{other}(?!\d{{3}}(\D|$))", text):
            value[i] = float(plain)
    value[np.isinf(value)] = np.nan
    return Numbers(value[codes], units[codes], decision)


def _decimal(texts: list[str], whole: list[str]) -> tuple[str, str]:
    """Return the decimal mark and its evidence, or "" and what is unclear."""
    proof: dict[str, list[str]] = {}
    for mark, other in ((",", "."), (".", ",")):
        last = [t for t in texts if mark in t and t.rfind(mark) > t.rfind(other)]
        proof[mark] = [
            t for t in last if len(t) - t.rfind(mark) != 4 or t.lstrip("+-").startswith(f"0{mark}")
        ]
        if not proof[mark] and any(other in t for t in last):
            proof[mark] = [t for t in last if other in t]
    names = {",": "comma", ".": "dot"}
    for mark, other in ((",", "."), (".", ",")):
        if proof[mark] and not proof[other]:
            return mark, f"only so do numbers like {proof[mark][0]} make sense"
        thousands = re.compile(rf"\d{{1,3}}(\{other}\d{{3}})+")
        example = next((t for t in whole if thousands.fullmatch(t.strip())), "")
        if example and not proof[other]:
            return mark, f"whole numbers like {example} write thousands with a {names[other]}"
    example = next(t for t in texts if "," in t)
    return "", f"{example} may be a decimal number or thousands, and no value in the file tells"


# ---- evidence for units and scales ------------------------------------------------------------


def unit_from_bmi(weight: np.ndarray, bmi: np.ndarray) -> tuple[str, str]:
    """Tell kg from lb by the height that weight and body mass index imply; ("", "") if unclear."""
    square = weight / np.where(bmi > 0, bmi, np.nan)
    if not np.isfinite(square).any():
        return "", ""
    height = {u: float(np.sqrt(np.nanmedian(square) * KILOGRAMS[u])) for u in ("kg", "lb")}
    fits = [u for u, metres in height.items() if 1.45 <= metres <= 2.1]
    if len(fits) != 1:
        return "", ""
    return fits[0], f"with it, weight and BMI give a height of {height[fits[0]]:.2f} m"


def unit_from_stride(
    distance: np.ndarray, minutes: np.ndarray, cadence: np.ndarray, stride: np.ndarray
) -> tuple[str, str]:
    """Tell km from miles by cadence x time x stride length; ("", "") if unclear."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = cadence * minutes * stride / np.where(distance > 0, distance, np.nan)
    ratio = ratio[np.isfinite(ratio) & (ratio > 100)]
    for unit, expected in (("km", (1000, 3280.84)), ("mi", (1609.344, 5280))):
        # the stride may be in metres or in feet
        agree = max(int((np.abs(ratio / e - 1) < 0.12).sum()) for e in expected)
        if agree >= 2 and agree >= 0.8 * len(ratio):
            return unit, f"cadence x time x stride length fits in {agree} of {len(ratio)} runs"
    return "", ""


def scale_in(text: str) -> str:
    """Return a scale that a header states ("0-10"), or ""."""
    m = re.search(r"(\d+)\s*(?:-|–|to|bis)\s*(\d+)", text)
    return f"{m[1]}-{m[2]}" if m else ""


def ends_of(scale: str, file: str) -> tuple[float, float]:
    """Return the lowest and highest rating of a scale like "0-10"."""
    m = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)\s*", scale)
    if not m or float(m[1]) >= float(m[2]):
        raise SettingsError(
            f"{scale!r} is not a scale.",
            file=file,
            column="scale",
            todo='Write it like "0-10", "0-100" or "none/mild/moderate/severe".',
        )
    return float(m[1]), float(m[2])
