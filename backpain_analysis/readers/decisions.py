"""What a file's cells mean, decided once per file with evidence: date order, decimal mark, unit.

Each `decide_*` returns the values with a `Decision`, or with a question where
the file cannot tell. Cells are looked at once per distinct text.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ..errors import SettingsError

MISSING = frozenset({"", "-", "--", "---", "n/a", "na", "nan", "none", "null", "x"})
KILOMETRES = {"km": 1.0, "mi": 1.609344, "m": 0.001, "yd": 0.0009144, "ft": 0.0003048}
MINUTES = {"min": 1.0, "s": 1 / 60, "h": 60.0, "ms": 1 / 60_000}
KILOGRAMS = {"kg": 1.0, "lb": 0.45359237, "st": 6.35029318, "g": 0.001}
_UNIT_WORDS = {
    "kilometers": "km", "kilometres": "km", "kilometer": "km", "miles": "mi", "mile": "mi",
    "meters": "m", "metres": "m", "meter": "m", "yards": "yd", "feet": "ft",
    "minutes": "min", "mins": "min", "minute": "min", "m:s": "min", "seconds": "s", "sec": "s",
    "secs": "s", "second": "s", "hours": "h", "hour": "h", "hr": "h", "hrs": "h", "h:m:s": "",
    "lbs": "lb", "pounds": "lb", "pound": "lb", "kilograms": "kg", "kilogram": "kg", "kgs": "kg",
    "kilo": "kg", "kilos": "kg", "stone": "st", "stones": "st", "milliseconds": "ms",
}  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What was decided for a whole file, and what the decision rests on."""

    decision: str
    value: str
    evidence: str


@dataclass(frozen=True)
class Question:
    """What a file cannot tell: the file is set aside until the person answers.

    `setting` is the exact text to add to settings.toml.
    """

    file: str
    question: str
    setting: str


def unit_name(word: str) -> str:
    """Return the short name of a unit ("pounds" -> "lb"), or "" for an unknown word."""
    word = word.strip().casefold().rstrip(".")
    word = _UNIT_WORDS.get(word, word)
    return word if word in KILOMETRES or word in MINUTES or word in KILOGRAMS else ""


# ---- dates ------------------------------------------------------------------------------------

_FAST = ("%b %d, %Y, %I:%M:%S %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_TIME = re.compile(
    r"(?:^|[T\s,])\s*(?:at|à|um|kl\.?)?\s*(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([ap]\.?\s?m\b\.?)?\s*(Z\b|UTC|GMT|[+-]\d{2}:?\d{2})?\s*$",
    re.I,
)
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan janv ene sty", "feb fev lut", "mar mrz mars marz marca mrt", "apr avr abr kwi",
            "may mai maj mag maggio mayo maio mei", "jun juin giu cze czerwca junho junio",
            "jul juil lug lip lipca julho julio", "aug aou ago sie", "sep set wrz",
            "oct okt out ott paz", "nov lis listopada", "dec dez dic gru",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        ("mon mo lun", "tue di die mar", "wed mi mit mer", "thu do don jeu", "fri fr fre ven",
         "sat sa sam", "sun so son dim")
    )
    for word in words.split()
}  # fmt: skip


Clock = tuple[int, int, int]
Numeric = tuple[int, tuple[int, ...], Clock, str, str]  # place, date numbers, clock, mark, weekday


@dataclass(frozen=True)
class Dates:
    """Parsed stamps: `time` (datetime64, NaT where unusable), and what the cells held besides."""

    time: np.ndarray
    has_clock: np.ndarray
    offset_min: np.ndarray
    decision: Decision | None
    question: str = ""


@lru_cache(maxsize=512)
def _month(word: str) -> int:
    import unicodedata

    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _MONTHS.get(plain) or _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3]) or 0


def _parts(cell: str) -> tuple[tuple[int, ...], int, str, Clock, float, str] | None:
    """Split a cell into its date numbers, month by name, marks, clock, offset, weekday word."""
    if len(cell) > 20 and " - " in cell:  # "start - end" in one cell
        cell = cell.partition(" - ")[0]
    if cell.isdigit() and len(cell) in (10, 13):  # seconds or milliseconds since 1970, UTC
        when = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=int(cell[:10]))
        return (
            (when.year, when.month, when.day),
            0,
            "",
            (when.hour, when.minute, when.second),
            0.0,
            "",
        )
    clock, offset, text = (-1, 0, 0), np.nan, cell
    if ":" in cell or "h" in cell:
        m = _TIME.search(cell)
        if m:
            hour, text = int(m[1]), cell[: m.start()]
            if m[4]:
                if not 1 <= hour <= 12:
                    return None
                hour = hour % 12 + (12 if m[4][0] in "pP" else 0)
            clock = (hour, int(m[2]), int(m[3] or 0))
            if m[5]:
                digits = re.sub(r"\D", "", m[5])
                sign = -1 if m[5][0] == "-" else 1
                offset = sign * (int(digits[:2]) * 60 + int(digits[2:])) if digits else 0.0
    numbers = tuple(int(n) for n in re.findall(r"\d{1,8}", text))
    words = re.findall(r"[^\W\d_]+", text)
    named = [w for w in words if _month(w)] if len(numbers) == 2 else []
    if len(numbers) == 1 and 19000101 <= numbers[0] <= 21001231:
        n = numbers[0]
        numbers = (n // 10000, n // 100 % 100, n % 100)
    if len(numbers) + bool(named) != 3:
        return None
    weekday = next((w for w in words if w not in named), "")
    marks = "." if re.search(r"\d\.\s?\d", text) else ""
    return numbers, _month(named[0]) if named else 0, marks, clock, offset, weekday


def _stamp(year: int, month: int, day: int, clock: Clock) -> dt.datetime | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    if not 1900 <= year <= 2100:
        return None
    try:
        return dt.datetime(year, month, day, *(clock if clock[0] >= 0 else (0, 0, 0)))
    except ValueError:
        return None


def decide_dates(cells: np.ndarray, order: str = "", weekdays: np.ndarray | None = None) -> Dates:
    """Parse date cells, deciding the order of day and month once for all of them.

    Parameters
    ----------
    cells : array of str
    order : {"", "ymd", "dmy", "mdy"}
        The order that the settings or the app declare; "" looks for evidence.
    weekdays : array of str, optional
        Names of the weekdays beside the dates: evidence.
    """
    codes, texts = pd.factorize(cells)
    n = len(texts)
    stamps = np.full(n, np.datetime64("NaT"), dtype="datetime64[us]")
    has_clock, offsets = np.zeros(n, bool), np.full(n, np.nan)
    unread = np.arange(n)
    sample = next((t for t in texts if t), "")
    for form in _FAST:
        if not pd.isna(pd.to_datetime(sample, format=form, errors="coerce")):
            fast = pd.to_datetime(pd.Series(texts, dtype=object), format=form, errors="coerce")
            stamps[:] = fast.to_numpy("datetime64[us]")
            years = fast.dt.year.between(1900, 2100).to_numpy()
            stamps[~years] = np.datetime64("NaT")
            has_clock[:] = "%M" in form
            unread = np.flatnonzero(np.isnat(stamps))
            break
    numeric: list[Numeric] = []
    for i in unread.tolist():
        parts = _parts(texts[i])
        if parts is None:
            continue
        numbers, month, marks, clock, offsets[i], weekday = parts
        has_clock[i] = clock[0] >= 0
        if month:
            year_first = numbers[0] > 31
            day, year = numbers[::-1] if year_first else numbers
            stamp = _stamp(year, month, day, clock)
        elif numbers[0] > 31:
            stamp = _stamp(numbers[0], numbers[1], numbers[2], clock)
        else:
            numeric.append((i, numbers, clock, marks, weekday))
            continue
        if stamp is not None:
            stamps[i] = stamp
    decision = Decision("date order", "year first or month by name", "no date is ambiguous")
    question = ""
    if numeric:
        beside = dict(zip(codes, weekdays, strict=True)) if weekdays is not None else {}
        known = [(*row[:4], row[4] or beside.get(row[0], "")) for row in numeric]
        order, evidence = (order, "declared") if order else _order(known)
        if order:
            at = [order.index(letter) for letter in "ymd"]
            for i, numbers, clock, _, _ in numeric:
                stamp = _stamp(numbers[at[0]], numbers[at[1]], numbers[at[2]], clock)
                if stamp is not None:
                    stamps[i] = stamp
            named = {"dmy": "day/month/year", "mdy": "month/day/year", "ymd": "year/month/day"}
            decision = Decision("date order", named[order], evidence)
        else:
            question = evidence
    has_clock &= ~np.isnat(stamps)
    midnight = stamps == stamps.astype("datetime64[D]")
    if has_clock.any() and midnight[has_clock].all() and has_clock.sum() > 1:
        has_clock[:] = False  # a clock that always shows 00:00 only fills a date's format
    missing = codes < 0
    out = stamps[codes]
    out[missing] = np.datetime64("NaT")
    return Dates(out, has_clock[codes], offsets[codes], None if question else decision, question)


def _order(
    rows: list[tuple[int, tuple[int, ...], tuple[int, int, int], str, str]],
) -> tuple[str, str]:
    """Return the order of numeric dates and its evidence, or "" and what is unclear."""
    first = sum(r[1][0] > 12 for r in rows)
    second = sum(r[1][1] > 12 for r in rows)
    if first and not second:
        return "dmy", f"{first} dates have a first part over 12"
    if second and not first:
        return "mdy", f"{second} dates have a second part over 12"
    example = "/".join(str(n) for n in rows[0][1])
    if first and second:
        return "", (
            f"{first} dates have a first part over 12 and {second} a second part over 12, so day "
            "and month stand in two orders"
        )
    if all(r[3] == "." for r in rows):
        return "dmy", "dates with dots are written day first"
    both = {
        "dmy": [_stamp(r[1][2], r[1][1], r[1][0], r[2]) for r in rows],
        "mdy": [_stamp(r[1][2], r[1][0], r[1][1], r[2]) for r in rows],
    }
    if both["dmy"] == both["mdy"]:
        return "dmy", "day and month are the same number in every date"
    fits = {}
    for order, stamps in both.items():
        told = [(s, _weekday(r[4])) for s, r in zip(stamps, rows, strict=True) if s and r[4]]
        fits[order] = bool(told) and all(s.weekday() == w for s, w in told if w >= 0)
    if fits["dmy"] != fits["mdy"]:
        return ("dmy" if fits["dmy"] else "mdy"), "only so do the weekdays fit"
    run = {}
    for order, stamps in both.items():
        days = np.array([s for s in stamps if s], dtype="datetime64[s]")
        steps = np.diff(days).astype(float)
        run[order] = len(days) >= 5 and bool((steps >= 0).all() or (steps <= 0).all())
    if run["dmy"] != run["mdy"]:
        return ("dmy" if run["dmy"] else "mdy"), "only so do the rows stand in order of time"
    return "", f"{example} may be day/month or month/day, and no date in the file tells"


def _weekday(word: str) -> int:
    word = word.casefold()
    return _WEEKDAYS.get(word[:3], _WEEKDAYS.get(word[:2], -1))


# ---- numbers ----------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"\s*'?([-+]?(?:\d[\d.,'’ \u00a0\u202f]*)?\d|[-+]?[.,]\d+)\s*([^\W\d_]{1,12}\.?|%)?\s*"
)
_STONES = re.compile(r"\s*(\d+)\s*st\.?\s*(?:([\d.]+)\s*lbs?\.?)?\s*", re.I)


@dataclass(frozen=True)
class Numbers:
    """Parsed numbers (NaN where none), the unit in each cell ("" for none), the decision."""

    value: np.ndarray
    unit: np.ndarray
    decision: Decision | None = None
    question: str = ""


def is_missing(cells: np.ndarray) -> np.ndarray:
    """Say for each cell whether it is a mark for "not recorded" ("", "--", "n/a", ...)."""
    codes, texts = pd.factorize(cells)
    known = np.array([t.strip().casefold() in MISSING for t in texts], dtype=bool)
    return known[codes] if len(texts) else np.zeros(len(cells), bool)


def decide_numbers(
    cells: np.ndarray, decimal: str = "", whole: np.ndarray | None = None
) -> Numbers:
    """Parse number cells, deciding the decimal mark once for all of them.

    Parameters
    ----------
    cells : array of str
    decimal : {"", ".", ","}
        What the settings say; "" looks for evidence.
    whole : array of str, optional
        Cells of columns of the same file that can only hold whole numbers: evidence.
    """
    codes, texts = pd.factorize(cells)
    none = np.full(len(texts), "", dtype=object)
    fast = pd.to_numeric(pd.Series(texts, dtype=object).replace("", None), errors="coerce")
    if decimal != "," and (fast.notna() | (texts == "")).all():
        value = fast.to_numpy(float).copy()
        value[~np.isfinite(value)] = np.nan
        return Numbers(value[codes], none[codes])
    found, units, value = [""] * len(texts), none, np.full(len(texts), np.nan)
    for i, text in enumerate(texts):
        if m := _STONES.fullmatch(text):
            value[i], units[i] = int(m[1]) + float(m[2] or 0) / 14, "st"
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
        else:
            units[i] = "" if found[i] else units[i]
    return Numbers(value[codes], units[codes], decision)


def _decimal(texts: list[str], whole: list[str]) -> tuple[str, str]:
    """Return the decimal mark and its evidence, or "" and what is unclear."""
    last_comma = [t for t in texts if "," in t and t.rfind(",") > t.rfind(".")]
    short = [t for t in last_comma if len(t) - t.rfind(",") != 4 or t.lstrip("+-").startswith("0,")]
    last_dot = [t for t in texts if "." in t and t.rfind(".") > t.rfind(",")]
    dotted = [t for t in last_dot if len(t) - t.rfind(".") != 4 or t.lstrip("+-").startswith("0.")]
    if short and not dotted:
        return ",", f"{len(short)} values have other than three digits after a comma"
    if dotted and not short:
        return ".", f"{len(dotted)} values have other than three digits after a dot"
    if any("," in t for t in last_dot):
        return ".", "a comma stands before a dot in one number"
    if any("." in t for t in last_comma):
        return ",", "a dot stands before a comma in one number"
    thousands = [t for t in whole if re.fullmatch(r"\d{1,3}(,\d{3})+", t.strip())]
    if thousands:
        return ".", f"whole-number columns write thousands with a comma ({thousands[0]})"
    if any(re.fullmatch(r"\d{1,3}(\.\d{3})+", t.strip()) for t in whole):
        return ",", "whole-number columns write thousands with a dot"
    return (
        "",
        f"{last_comma[0]} may be a decimal number or thousands, and no value in the file tells",
    )


# ---- durations --------------------------------------------------------------------------------


def decide_minutes(cells: np.ndarray, unit: str, decimal: str = "", hm: bool = False) -> Numbers:
    """Parse durations into minutes: `26:42`, `1:06:06`, or numbers in `unit`.

    Parameters
    ----------
    cells : array of str
    unit : {"", "min", "s", "h", "ms"}
        The unit of plain numbers; a unit in the cell goes before it.
    hm : bool
        Two parts are hours and minutes, not minutes and seconds.
    """
    codes, texts = pd.factorize(cells)
    clocked = np.array([":" in t for t in texts], dtype=bool)
    plain = decide_numbers(np.where(clocked, "", texts) if len(texts) else texts, decimal)
    factors = [MINUTES.get(unit_name(u) if u else unit, np.nan) for u in plain.unit]
    value = plain.value * np.array(factors, dtype=float)
    for i in np.flatnonzero(clocked):
        m = re.fullmatch(r"\s*(?:(\d+):)?(\d{1,4}):(\d{2}(?:[.,]\d+)?)\s*", texts[i])
        if m and hm and not m[1]:
            value[i] = int(m[2]) * 60 + float(m[3].replace(",", "."))
        elif m:
            value[i] = int(m[1] or 0) * 60 + int(m[2]) + float(m[3].replace(",", ".")) / 60
    lost = bool((np.isnan(value) & ~np.isnan(plain.value)).any())
    question = plain.question or ("the unit of the duration is nowhere stated" if lost else "")
    return Numbers(value[codes], plain.unit[codes], plain.decision, question)


# ---- evidence for units and scales ------------------------------------------------------------


def unit_from_bmi(weight: np.ndarray, bmi: np.ndarray) -> tuple[str, str]:
    """Tell kg from lb by the height that weight and body mass index imply; ("", "") if unclear."""
    ratio = weight / np.where(bmi > 0, bmi, np.nan)
    height = np.sqrt(np.nanmedian(ratio)) if np.isfinite(ratio).any() else np.nan
    for unit, factor in (("kg", 1.0), ("lb", KILOGRAMS["lb"])):
        if (
            1.45 <= height * np.sqrt(factor) <= 2.1
            and not 1.45 <= height * np.sqrt(KILOGRAMS["lb"] / factor) <= 2.1
        ):
            return (
                unit,
                f"with it, weight and BMI give a height of {height * np.sqrt(factor):.2f} m",
            )
    return "", ""


def unit_from_stride(
    distance: np.ndarray, minutes: np.ndarray, cadence: np.ndarray, stride: np.ndarray
) -> tuple[str, str]:
    """Tell km from miles by cadence x time x stride length; ("", "") if unclear."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = cadence * minutes * stride / np.where(distance > 0, distance, np.nan)
    ratio = ratio[np.isfinite(ratio) & (ratio > 100)]
    metres = {"km": (1000, 3280.84), "mi": (1609.344, 5280)}  # stride in metres, in feet
    for unit, expected in metres.items():
        agree = max((np.abs(ratio / e - 1) < 0.12).sum() for e in expected)
        if agree >= 3 and agree >= 0.8 * len(ratio):
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
