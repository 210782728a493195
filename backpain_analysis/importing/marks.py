"""What people write where a plain number is expected: ranges, marks, remarks, clocks, paces.

Every reader takes one cell and returns what stands in it, or None. None of them raises.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .folding import fold

_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_PLAIN = re.compile(_NUMBER)
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|—|−|to|bis|a|à|til|till|tot|do|až|〜|~)\s*({_NUMBER})")
_OUT_OF = re.compile(rf"({_NUMBER})\s*(?:/|von|of|out of|sur|de|su|van|av|af|z|na)\s*(5|10|100)")
_ABOUT = re.compile(
    rf"(?:~|≈|±|c\.|ca\.?|circa|about|approx\.?|around|etwa|env\.?|около|约|約)\s*({_NUMBER})"
    rf"|({_NUMBER})\s*(?:\?+|ish|-ish|~|くらい)"
)
_BOUND = re.compile(
    rf"(?:<|>|≤|≥|<=|>=|under|over|max\.?|min\.?)\s*({_NUMBER})|({_NUMBER})\s*(?:\+|-)"
)
_NOTED = re.compile(rf"({_NUMBER})\s*(?:[(\[,;:–—-]\s*|\s+|(?=[!*]))\D")
_QUANTITY = re.compile(
    r"([-+]?(?:\d{1,3}(?:['’ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)*)\s*([^\W\d_]+\.?)?"
)
_SUM = re.compile(r"\d+(?:[.,]\d+)?(?:\s*[^\W\d_]+)?(?:\s*\+\s*\d+(?:[.,]\d+)?(?:\s*[^\W\d_]+)?)+")
_TIMES = re.compile(r"\d\s*[x×*]\s*\d")  # "6 x 400 m"
_AMOUNT_IN_WORDS = re.compile(
    r"(?<![\d.,/:-])(\d+(?:[.,]\d+)?)\s*-?(kilomet\w*|kms?|k|miles?|mi|mls|meilen)(?![^\W\d_]|/)"
)
_LENGTH_IN_WORDS = re.compile(
    r"""
    (?<![\d.,/:-])(\d+(?:[.,]\d+)?)
    \s*-?
    (?:(h|hrs?|hours?|std\.?|stunden?)|min\w*\.?|')
    (?![^\W\d_]|/)
    """,
    re.VERBOSE,
)
_CLOCK_IN_WORDS = re.compile(r"\bin\s+(\d{1,3}:\d{2}(?::\d{2})?)(?![\d:/])")
_STONES = re.compile(r"(\d{1,2})\s*st(?:one)?\.?\s*(\d{1,2}(?:\.\d+)?)\s*(?:lbs?|pounds?)?\.?")
_CLOCK = re.compile(
    r"(\d{1,3})(?:[:h]|\s?uhr\s?|\.(?=\d\d[.:]\d\d))(\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r"\s*([ap])?\.?\s?(m)?\.?\s*(?:uhr|h)?",
)
_SPOKEN = re.compile(
    r"(?:(\d+)\s*(?:h|hr|hrs|hour|hours|std\.?|stunden?|heures?|horas?|ore|uur|t|timer?|godz\.?|时|時間)\.?\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes?|minuten|minuti|minutos|分|')\.?\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:s|sec|secs|seconds?|sek\.?|秒|\"|'')\.?)?"
)
_PACE = re.compile(
    r"(\d{1,2})[:'′](\d{2})[\"″]?\s*(?:min)?\s*(?:/|per|je|pro|par|por|al|p(?!m))\s*"
    r"(km|k|mi|mile|miles|m)\.?"
)
_APOSTROPHES = re.compile(r"(\d{1,2})['′](\d{2})(?:[\"″]|'')?")


@dataclass(frozen=True)
class Rating:
    """One rating.

    Parameters
    ----------
    value : float
        The number; of a range its middle.
    top : float
        The highest rating where it was written ("5/10"), else NaN.
    """

    value: float
    top: float = math.nan


@dataclass(frozen=True)
class Quantity:
    """A number with the unit beside it as it was written, folded, or ""."""

    value: float
    unit: str = ""


@dataclass(frozen=True)
class Clock:
    """Two or three parts with colons: a time of day, a duration or a pace.

    `third` is NaN where there are two parts; `twelve_hour` says whether AM or PM stood behind.
    """

    first: int
    second: int
    third: float = math.nan
    twelve_hour: bool = False

    @property
    def has_three(self) -> bool:
        """Whether hours, minutes and seconds are written."""
        return not math.isnan(self.third)

    @property
    def minutes_if_hours_first(self) -> float:
        """The length in minutes when the first part is hours."""
        seconds = self.third if self.has_three else 0.0
        return self.first * 60 + self.second + seconds / 60

    @property
    def minutes_if_minutes_first(self) -> float:
        """The length in minutes when two parts are minutes and seconds."""
        if self.has_three:
            return self.minutes_if_hours_first
        return self.first + self.second / 60

    @property
    def is_time_of_day(self) -> bool:
        """Whether a clock on the wall could show it."""
        seconds = self.third if self.has_three else 0.0
        return self.first < 24 and self.second < 60 and seconds < 60


def tidy_cell(cell: str) -> str:
    """Return a cell with plain digits and blanks, folded."""
    halves = cell.replace("½", ".5").replace("¼", ".25").replace("¾", ".75")
    text = fold(unicodedata.normalize("NFKC", halves)).strip(' "*')
    if text.startswith("'"):  # a spreadsheet's mark for text; behind a number it means minutes
        text = text.strip("'")
    return text.strip(' "*')


@lru_cache(maxsize=8192)
def read_rating(cell: str) -> Rating | None:
    """Read a rating with its marks: "3-4" is 3.5, "~5" 5, "7 (bad)" 7, "5/10" 5."""
    text = tidy_cell(cell)
    if _PLAIN.fullmatch(text):
        return Rating(value=_number(text))
    if found := _OUT_OF.fullmatch(text):
        return _rated_out_of(value=_number(found[1]), top=_number(found[2]))
    if found := _RANGE.fullmatch(text):
        return _middle(lower=_number(found[1]), upper=_number(found[2]))
    if found := _ABOUT.fullmatch(text) or _BOUND.fullmatch(text):
        return Rating(value=_number(found[1] or found[2]))
    if found := _NOTED.match(text):
        return Rating(value=_number(found[1]))
    return None


def _rated_out_of(value: float, top: float) -> Rating | None:
    if not 0 <= value <= top:
        return None
    return Rating(value=value, top=top)


def _middle(lower: float, upper: float) -> Rating | None:
    """Return the middle of a range; one that falls, or starts below 0, is none."""
    if not 0 <= lower < upper:
        return None
    return Rating(value=(lower + upper) / 2)


def _number(text: str) -> float:
    """Return a number of at most one decimal mark; infinite ones become NaN."""
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else math.nan


@lru_cache(maxsize=8192)
def read_quantity(cell: str) -> Quantity | None:
    """Read a number and the unit behind it: "5,5 km", "12 345", "165.2 lbs", "11st 9lb"."""
    text = tidy_cell(cell)
    if stones := _STONES.fullmatch(text):
        return Quantity(value=float(stones[1]) + float(stones[2]) / 14, unit="st")
    found = _QUANTITY.fullmatch(text)
    if not found:
        return None
    digits = re.sub(r"['’\s]", "", found[1])
    last = max(digits.rfind("."), digits.rfind(","))
    whole = re.sub(r"[.,]", "", digits[:last]) if last >= 0 else digits
    places = digits[last + 1 :] if last >= 0 else "0"
    value = float(f"{whole or '0'}.{places}")
    if not math.isfinite(value):
        return None
    return Quantity(value=value, unit=(found[2] or "").rstrip("."))


def read_amount(cell: str) -> Quantity | None:
    """Read a number with its unit, or several that are added up."""
    return read_quantity(cell) or read_sum(cell)


@lru_cache(maxsize=8192)
def read_sum(cell: str) -> Quantity | None:
    """Read the parts of one day added up: "3+2" and "3 km + 2 km" are 5."""
    text = tidy_cell(cell)
    if not _SUM.fullmatch(text):
        return None
    parts = [read_quantity(part.strip()) for part in text.split("+")]
    known = [part for part in parts if part is not None]
    units = {part.unit for part in known if part.unit}
    if len(known) < len(parts) or len(units) > 1:
        return None
    return Quantity(value=sum(part.value for part in known), unit="".join(units))


@lru_cache(maxsize=8192)
def read_distance_in_words(cell: str) -> Quantity | None:
    """Read the one distance in a remark: "5k easy", "long run, 12.5 km"; none of "6 x 400 m"."""
    text = tidy_cell(cell)
    found = _AMOUNT_IN_WORDS.findall(text)
    if len(found) != 1 or _TIMES.search(text):
        return None
    [(number, unit)] = found
    return Quantity(value=_number(number), unit="km" if unit.startswith("k") else "mi")


@lru_cache(maxsize=8192)
def read_duration_in_words(cell: str) -> float | None:
    """Return the minutes that a remark states once: "5 km in 30 min", "10k in 55:10"."""
    text = tidy_cell(cell)
    if _TIMES.search(text):
        return None
    clocks = _CLOCK_IN_WORDS.findall(text)
    lengths = _LENGTH_IN_WORDS.findall(text)
    if not lengths:
        return _minutes_of_one_clock(clocks)
    hours = [_number(number) for number, is_hours in lengths if is_hours]
    minutes = [_number(number) for number, is_hours in lengths if not is_hours]
    if clocks or len(hours) > 1 or len(minutes) > 1:
        return None
    return 60 * sum(hours) + sum(minutes)


def _minutes_of_one_clock(clocks: list[str]) -> float | None:
    if len(clocks) != 1:
        return None
    clock = read_clock(clocks[0])
    if clock is None:
        return None
    return clock.minutes_if_minutes_first


@lru_cache(maxsize=8192)
def read_clock(cell: str) -> Clock | None:
    """Read "7:15", "0:35:20", "7h30", "6:05 pm"."""
    found = _CLOCK.fullmatch(tidy_cell(cell))
    if not found or int(found[2]) > 59:
        return None
    third = math.nan if found[3] is None else float(found[3])
    if third > 59:
        return None
    half_day = found[4] is not None and found[5] is not None
    return Clock(first=int(found[1]), second=int(found[2]), third=third, twelve_hour=half_day)


@lru_cache(maxsize=8192)
def read_spoken_duration(cell: str) -> float | None:
    """Return the minutes of a length written with its units: "1h 05m", "35 min", "45'"."""
    text = tidy_cell(cell)
    found = _SPOKEN.fullmatch(text) if text else None
    if not found:
        return _hours_then_minutes(text)
    hours = float(found[1] or 0)
    minutes = float((found[2] or "0").replace(",", "."))
    seconds = float((found[3] or "0").replace(",", "."))
    length = hours * 60 + minutes + seconds / 60
    return length if math.isfinite(length) else None


def _hours_then_minutes(text: str) -> float | None:
    found = re.fullmatch(r"(\d{1,2})\s*h\s*(\d{1,2})", text)
    if not found:
        return None
    return float(found[1]) * 60 + float(found[2])


@lru_cache(maxsize=8192)
def read_pace(cell: str) -> Quantity | None:
    """Read a pace: minutes for one "km" or "mi", or of no stated unit ("5'30")."""
    text = tidy_cell(cell)
    found = _PACE.fullmatch(text)
    if found:
        unit = "km" if found[3].startswith("k") else "mi"
        return Quantity(value=int(found[1]) + int(found[2]) / 60, unit=unit)
    found = _APOSTROPHES.fullmatch(text)
    if found and int(found[2]) < 60:
        return Quantity(value=int(found[1]) + int(found[2]) / 60)
    return None
