"""Which columns of a table kept by hand are pain or body weight, and on what scale."""

import math
import re
import statistics
from dataclasses import dataclass

from ..codes import Remark
from .folding import fold
from .marks import Rating, read_rating
from .own_columns import (
    HALF,
    MOST,
    WORDS,
    Column,
    best_is_high,
    is_blank,
    names_another_part,
    read_duration,
)
from .own_runs import Found

MANY_RATINGS = 10  # with none above 5 among so many, the scale is asked
FEWEST_RATINGS = 5  # below a header that says nothing
FEW = 0.05  # of the ratings may lie outside a scale, as typing errors do
USUAL = "0-10"
_SCALE = re.compile(r"(\d{1,3})\s*(?:-|–|—|to|bis|\.\.|/|a|à|til|till|tot|do)\s*(\d{1,3})(?!\d)")
_OUT_OF = re.compile(r"(?:/|out of|von|sur)\s*(5|10|100)\b")
_SCALES = [scale for scales in WORDS["severity"].values() for scale in scales]
_SEVERITY_WORDS = frozenset(fold(word) for scale in _SCALES for word in scale.split("/"))
_NONE_WORDS = frozenset(fold(scale.split("/")[0]) for scale in _SCALES) - {"good", "gut", "fine"}
_NONE_WORDS |= {fold(word) for words in WORDS["no_pain"].values() for word in words}
LIGHTEST = 4.5  # stones
HEAVIEST = 570  # pounds
LIGHTEST_IN_GRAMS = 30_000
HEAVIEST_IN_GRAMS = 260_000


@dataclass(frozen=True)
class Scale:
    """What the ratings of one column mean.

    Parameters
    ----------
    scale : str
        As in the settings: "0-10", "0-100", or words from none to the worst,
        "none/mild/moderate/severe"; "" if none is told.
    evidence : Remark
    question : Remark or None
        What only the person can tell.
    """

    scale: str
    evidence: Remark
    question: Remark | None = None


def rating_of(cell: str) -> Rating | None:
    """Read a rating in numbers; a word for no pain is 0, as in a column of numbers."""
    if fold(cell) in _NONE_WORDS:
        return Rating(value=0.0)
    return read_rating(cell)


def is_no_pain(cell: str) -> bool:
    """Tell whether a cell says in words that there was no pain."""
    return fold(cell).strip(" .!-") in _NONE_WORDS


def find_pains(columns: list[Column]) -> list[Found]:
    """Return the columns of pain, the back first.

    Those with a word for pain; else those whose word only says that something is rated ("Score",
    "Back"); else, if no header says anything, those that hold whole numbers from 0 to 10.
    """
    possible = list(filter(_may_be_pain, columns))
    worded = list(filter(_holds_ratings, possible))
    pains = [column for column in worded if column.says("pain")]
    found = pains or list(filter(_is_called_rating, worded))
    if all(names_another_part(column.header) for column in pains):
        found = pains + [column for column in worded if _is_called_rating(column)]
    if not found:
        found = [column for column in possible if not column.words and _is_like_ratings(column)]
    found.sort(key=_back_first)
    return [_pain(column, is_alone=len(found) == 1) for column in found]


def _pain(column: Column, *, is_alone: bool) -> Found:
    """Give a column the role of pain; a lone one of another part than the back is asked about."""
    questions: tuple[Remark, ...] = ()
    if is_alone and names_another_part(column.header):
        questions = (Remark("own_table.ask_other_part", {"column": column.name}),)
    return Found(column, "pain", by_words=column.says("pain"), questions=questions)


def _is_called_rating(column: Column) -> bool:
    return column.says("rating", "back") and not column.says("activity", "run")


def _back_first(column: Column) -> tuple[bool, int]:
    return (not column.says("back"), column.position)


def _may_be_pain(column: Column) -> bool:
    if column.says("other", "date", "weekday", "weight", "distance", "pace", "clock"):
        return False
    if column.says("notes", "duration", "region") and not column.says("rating"):
        return column.says("pain") and not column.says("duration") and _holds_numbers(column)
    return True


def _holds_numbers(column: Column) -> bool:
    return column.share(rating_of) >= column.needed


def _holds_ratings(column: Column) -> bool:
    """Tell whether nearly all cells are ratings from 0 to 100, or words for how bad it was."""
    if not column.filled:
        return False
    if column.share(read_duration) >= MOST:
        return False
    values = rating_values(column)
    if len(values) >= column.needed * len(column.filled):
        return _mostly_within(values, lowest=0, highest=100)
    return bool(scale_of_words(column)) or _mixes_words(column)


def _mostly_within(values: list[float], *, lowest: float, highest: float) -> bool:
    """Tell whether all values but a few slips of the keyboard lie in a range."""
    outside = sum(not lowest <= value <= highest for value in values)
    return outside <= FEW * len(values)


def _mixes_words(column: Column) -> bool:
    """Tell whether numbers and words for how bad it was stand in one column."""
    return (
        column.share(lambda cell: rating_of(cell) or fold(cell) in _SEVERITY_WORDS) >= column.needed
    )


def _is_like_ratings(column: Column) -> bool:
    values = rating_values(column)
    if len(values) < FEWEST_RATINGS or len(values) < MOST * len(column.filled):
        return False
    whole = sum(value % 1 == 0 for value in values)
    in_range = min(values) >= 0 and 3 <= max(values) <= 10
    return in_range and whole >= MOST * len(values) and len(set(values)) >= 3


def rating_values(column: Column) -> list[float]:
    """Return the numbers of a column of ratings, without the rows that hold none."""
    values = []
    for cell in column.filled:
        rating = rating_of(cell)
        if rating is not None and math.isfinite(rating.value):
            values.append(rating.value)
    return values


def stated_scale(header: str) -> str:
    """Return the scale in a header, "1-10" or "0-10" of "/10"; "" for none."""
    if found := _SCALE.search(header):
        lowest, highest = int(found[1]), int(found[2])
        if lowest < highest <= 100 and lowest <= 1:
            return f"{lowest}-{highest}"
    if found := _OUT_OF.search(header.casefold()):
        return f"0-{found[1]}"
    return ""


def tell_scale(column: Column) -> Scale:
    """Tell the scale of ratings from header and values, or ask.

    Nothing above 5 among many ratings, only 0 and 1, zeros under a header "(1-10)", and words
    are asked about; a scale that the header or the cells state ("5/10") is not.
    """
    values = rating_values(column)
    if best_is_high(column.header):
        fields = {"column": column.name, "scale": "10-0"}
        evidence = Remark("own_table.best_is_high", fields)
        return Scale("10-0", evidence, question=Remark("own_table.ask_direction", fields))
    words = scale_of_words(column)
    if words and len(values) < HALF * len(column.filled):
        fields = {"column": column.name, "scale": words}
        evidence = Remark("own_table.rated_in_words", fields)
        return Scale(words, evidence, question=Remark("own_table.ask_words", fields))
    header = stated_scale(column.header)
    if header and values:
        return _scale_of_header(column, header, values)
    tops = {r.top for r in map(rating_of, column.filled) if r is not None and r.top > 0}
    if len(tops) == 1:
        scale = f"0-{tops.pop():.0f}"
        return Scale(
            scale, Remark("own_table.scale_in_cells", {"column": column.name, "scale": scale})
        )
    return _scale_of_values(column, values)


def _scale_of_header(column: Column, header: str, values: list[float]) -> Scale:
    lowest, highest = map(int, header.split("-"))
    fields = {"column": column.name, "scale": header}
    evidence = Remark("own_table.scale_in_header", fields)
    below = sum(value < lowest for value in values)
    above = sum(value > highest for value in values)
    if below:
        question = Remark("own_table.ask_zeros", {**fields, "n": below})
        return Scale(f"0-{highest}", evidence, question)
    if above:
        question = Remark("own_table.ask_above", {**fields, "n": above, "highest": max(values)})
        return Scale("0-100" if max(values) > 10 else USUAL, evidence, question)
    return Scale(header, evidence)


def _scale_of_values(column: Column, values: list[float]) -> Scale:
    highest = max(values, default=math.nan)
    fields = {"column": column.name, "n": len(values), "highest": highest}
    evidence = Remark("own_table.rated_up_to", fields)
    if highest > 10 and _mostly_within(values, lowest=0, highest=10):
        return Scale(USUAL, evidence, question=Remark("own_table.ask_typing_error", fields))
    if highest > 10:
        return Scale("0-100", evidence, question=Remark("own_table.ask_hundred", fields))
    if len(values) >= 5 and set(values) == {0.0, 1.0}:
        return Scale("0-1", evidence, question=Remark("own_table.ask_yes_no", fields))
    if len(values) >= MANY_RATINGS and highest <= 5:
        return Scale("0-5", evidence, question=Remark("own_table.ask_low", fields))
    return Scale(USUAL, evidence)


def scale_of_words(column: Column) -> str:
    """Return the words of a column in the order of a known scale, none first; "" for no scale."""
    spelt = {
        fold(cell): cell for cell in column.filled if rating_of(cell) is None or cell.isalpha()
    }
    if not spelt:
        return ""
    for scale in _SCALES:
        words = scale.split("/")
        own = _with_first_word(spelt, words[0])
        folded = [fold(word) for word in words]
        if own.keys() <= set(folded) and _is_scale(own, folded):
            return "/".join(own.get(f, word) for f, word in zip(folded, words, strict=True))
    return ""


def _with_first_word(spelt: dict[str, str], first: str) -> dict[str, str]:
    """Take a person's word for no pain for the first word of a scale: "kein" for "keine"."""
    if not is_no_pain(first):
        return spelt
    own = {}
    for folded, word in spelt.items():
        own[fold(first) if is_no_pain(folded) else folded] = word
    return own


def _is_scale(spelt: dict[str, str], words: list[str]) -> bool:
    """Tell whether enough of a scale's words are there: one word alone is no scale."""
    return len(spelt) >= 2 or len(words) == 2


def find_weight(columns: list[Column]) -> Found | None:
    """Return the column of body weight, named by its header or told by its steady values."""
    if is_of_lifting(columns):
        return None
    named = list(filter(_is_named_weight, columns))
    if named:
        best = max(named, key=lambda column: (bool(weight_unit(column)), column.fill))
        return _weight(best, by_words=True)
    steady = list(filter(_is_steady, columns))
    return _weight(steady[0], by_words=False) if len(steady) == 1 else None


def is_of_lifting(columns: list[Column]) -> bool:
    """Tell whether a table lists lifts: its weights are no one's body weight."""
    headers = " ".join(fold(column.header) for column in columns)
    return re.search(r"\b(reps?|sets?|exercise)\b", headers) is not None


def _is_named_weight(column: Column) -> bool:
    if not column.says("weight") or column.says("other", "activity", "run", "distance"):
        return False
    return _are_weights(column)


def _are_weights(column: Column) -> bool:
    if len(column.positive) < column.needed * max(1, len(column.filled)):
        return False
    middle = statistics.median(column.positive)
    in_grams = LIGHTEST_IN_GRAMS <= middle <= HEAVIEST_IN_GRAMS
    return in_grams or LIGHTEST <= middle <= HEAVIEST


def _is_steady(column: Column) -> bool:
    """Tell whether a column without words holds what changes as little as a body's weight."""
    if column.words or not column.has_decimals:
        return False
    if not _are_weights(column) or not 40 <= statistics.median(column.numbers) <= 350:
        return False
    return statistics.pstdev(column.numbers) < 0.06 * statistics.fmean(column.numbers)


def weight_unit(column: Column) -> str:
    """Return the unit of weights in the header or the cells, grams by their size, or ""."""
    if column.unit in ("kg", "lb", "st"):
        return column.unit
    stated = {q.unit for q in column.quantities if q is not None and q.unit}
    known = {WEIGHT_UNITS.get(unit, "") for unit in stated}
    if len(known) == 1 and known != {""}:
        return known.pop()
    if column.positive and statistics.median(column.positive) >= LIGHTEST_IN_GRAMS:
        return "g"
    return ""


WEIGHT_UNITS = {fold(w): unit for unit in ("kg", "lb", "st") for w in WORDS["unit"][unit]}


def _weight(column: Column, *, by_words: bool) -> Found:
    unit = weight_unit(column)
    if unit:
        return Found(column, "weight", unit, by_words)
    middle = statistics.median(column.positive)
    guess = "kg" if middle <= 130 else "lb"
    fields = {"column": column.name, "example": middle, "unit": guess}
    question = Remark("own_table.ask_weight_unit", fields)
    return Found(column, "weight", guess, by_words, questions=(question,))


def find_notes(columns: list[Column]) -> list[Found]:
    """Return the columns of remarks: named so, or long texts."""
    notes = []
    for column in columns:
        if column.says("notes") and not column.is_numeric:
            notes.append(Found(column, "notes"))
        elif not column.words and column.share(_is_sentence) >= 0.3:
            notes.append(Found(column, "notes", by_words=False))
    return notes


def _is_sentence(cell: str) -> bool:
    return not is_blank(cell) and cell.count(" ") >= 2 and any(map(str.isalpha, cell))


def find_region(columns: list[Column]) -> Found | None:
    """Return the column that says where it hurt."""
    for column in columns:
        if column.says("region") and not column.is_numeric and column.filled:
            return Found(column, "region")
    return None
