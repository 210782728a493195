"""What one file's ratings amount to: points of pain on 0-10, ranks of words."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..codes import Remark
from .claimed import Claimed, read_marked_numbers
from .inference import (
    NO_PAIN,
    each,
    ends_of,
    in_order_of_pain,
    is_missing,
    ranked,
    scale_of_pain,
    scales_to_choose,
    words_of,
)
from .own_cells import count_something_else, ratings_of
from .own_columns import best_is_high
from .own_ratings import is_no_pain
from .source import Decision, Question

_OUT_OF = re.compile(r"^\s*([\d.,]+)\s*/\s*(\d+)\s*$")  # "3/10"
_NRS = (0.0, 10.0)
_DIARY = {"day", "time", "pain", "region"}  # the columns that `backpain log` writes


@dataclass(frozen=True)
class Ratings:
    """Ratings of each row, NaN where there is none, with the cells they were read from."""

    value: np.ndarray
    cells: np.ndarray
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()


def read_words(file: Claimed, cells: np.ndarray, *, worst_first: bool) -> Ratings:
    """Return the rank of words on a scale; ask for the order of unknown words."""
    words, have = words_of(cells)
    if not worst_first and (words == NO_PAIN).any():
        have = [NO_PAIN, *have]
    told = [word.strip().casefold() for word in file.told.scale.split("/")]
    is_an_order = len(told) > 1 or (told != [""] and file.source.ranks)
    if is_an_order:
        questions = _ask_for_none(file, have, told)
        return Ratings(ranked(words, told), cells, questions=questions)
    order = _known_order(file, have)
    value = ranked(words, order)
    if set(have) <= set(order):
        decision = Decision("word_scale", "/".join(order), Remark("import.evidence.apps_words"))
        return Ratings(value, cells, decisions=(decision,))
    if worst_first:
        return Ratings(value, cells, questions=(_ask_order(file, "words_worst_first", have),))
    proposed = _least_first(have)
    return Ratings(value, cells, questions=(_ask_order(file, "words_least_first", proposed),))


def _ask_for_none(file: Claimed, have: list[str], order: list[str]) -> tuple[Question, ...]:
    """Ask where the scale of the settings leaves out the word for no pain that the cells hold."""
    if NO_PAIN not in have or NO_PAIN in order:
        return ()
    remark = Remark("import.question.none_in_scale", {"scale": file.told.scale})
    proposed = "/".join([NO_PAIN, *order])
    return (file.ask(remark, "scale", proposed),)


def _known_order(file: Claimed, have: list[str]) -> list[str]:
    """Return the order of the app's own words that holds most of these; empty without one."""
    best: list[str] = []
    most = 0
    for line in file.source.ranks:
        order = line.split("/")
        in_common = len(set(have) & set(order))
        if in_common > most or not best:
            best = order
            most = in_common
    return best


def _least_first(have: list[str]) -> list[str]:
    """Propose an order of words for pain; one word alone is no order, so none stands before it."""
    if len(have) == 1:
        return [NO_PAIN, *have]
    no_pain = [word for word in have if is_no_pain(word)]
    pain = [word for word in in_order_of_pain(have) if not is_no_pain(word)]
    return no_pain + pain


def _ask_order(file: Claimed, code: str, words: list[str]) -> Question:
    remark = Remark(f"import.question.{code}", {"words": ", ".join(words)})
    return file.ask(remark, "scale", "/".join(words))


@dataclass(frozen=True)
class _OnScale:
    """Ratings as they are written, and the two ends of their scale; NaN where it is asked for."""

    value: np.ndarray
    low: float = np.nan
    high: float = np.nan
    scale: str = ""
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()


def read_pain(file: Claimed, column: str) -> Ratings:
    """Return pain ratings on 0-10: converted where a scale is declared, else asked about."""
    cells = file.rows.cells[column]
    scale, rated = _out_of(file.told.scale, cells)
    numbers = _read_ratings(file, rated)
    not_numbers = np.isnan(numbers.value) & ~is_missing(rated)
    is_in_words = not_numbers.sum() > 0.5 * file.n
    if not (numbers.value > 0).any():  # "no" can be read as 0, "yes" as nothing
        is_in_words = not_numbers.any()
    if "/" in scale or is_in_words:
        found = _on_words(file, rated, scale)
        decisions = found.decisions
        questions = found.questions
    else:
        found = _on_numbers(file, column, numbers.value, scale)
        decisions = (*numbers.decisions, *found.decisions)
        questions = (*numbers.questions, *found.questions)
    if np.isnan(found.low):
        return Ratings(found.value, cells, decisions, questions)
    factor = 10 / (found.high - found.low)
    if (found.low, found.high) != _NRS:
        rule = f"(x - {found.low:g}) * {factor:g}"
        evidence = Remark("import.evidence.declared_scale", {"scale": found.scale})
        decisions = (*decisions, Decision("pain_converted", rule, evidence))
    value = (found.value - found.low) * factor
    value[value == 0] = 0.0  # without the sign that it has on a falling scale
    return Ratings(value, cells, decisions, questions)


def _out_of(scale: str, cells: np.ndarray) -> tuple[str, np.ndarray]:
    """Take the scale from cells like "3/10", if they name just one and none is declared."""
    parts = pd.Series(cells, dtype=object).str.extract(_OUT_OF)
    ends = set(parts[1].dropna())
    if _are_percent(cells):
        return scale or "0-100", cells
    if len(ends) != 1:
        return scale, cells
    rated = np.where(parts[0].notna(), parts[0], cells)
    return scale or f"0-{ends.pop()}", rated


def _are_percent(cells: np.ndarray) -> bool:
    """Say whether most ratings are written as percent."""
    percent = each(cells, lambda cell: cell.rstrip().endswith("%"), bool)
    return bool(percent.any() and percent.sum() > (~is_missing(cells)).sum() / 2)


def _read_ratings(file: Claimed, cells: np.ndarray) -> Ratings:
    """Read ratings as numbers: of a range its middle, without marks, "none" as 0 if none is."""
    read = read_marked_numbers(file, cells, "pain")
    value = read.value
    decisions = list(read.decisions)
    if file.source.needs:
        lost = np.isnan(value) & ~is_missing(cells)
        value = np.where(lost, ratings_of(cells), value)
        if n := int((lost & ~np.isnan(value)).sum()):
            example = cells[lost & ~np.isnan(value)][0].strip()
            evidence = Remark("import.evidence.marks", {"n": n, "example": example})
            decisions.append(Decision("marks", Remark("import.value.number_alone"), evidence))
    writes_zeros = (value == 0).any()  # then "none" says that there is no entry
    says_no_pain = each(cells, is_no_pain, bool) & np.isnan(value) & ~is_missing(cells)
    if says_no_pain.any():
        value = np.where(says_no_pain, 0.0, value)
        example = cells[says_no_pain][0].strip()
        evidence = Remark(
            "import.evidence.no_pain", {"n": int(says_no_pain.sum()), "word": example}
        )
        decisions.append(Decision("word_none", "0", evidence))
    no_pain = each(cells, lambda cell: cell.strip().casefold() == NO_PAIN, bool)
    if no_pain.any() and (value > 0).any() and not writes_zeros:
        value = np.where(no_pain, 0.0, value)
        evidence = Remark("import.evidence.no_other_zero", {"n": int(no_pain.sum())})
        decisions.append(Decision("word_none", "0", evidence))
    if file.source.by_hand:
        value = np.where(count_something_else(cells, "pain"), np.nan, value)
    return Ratings(value, cells, tuple(decisions), read.questions)


def _on_words(file: Claimed, cells: np.ndarray, scale: str) -> _OnScale:
    words = read_words(file, cells, worst_first=False)
    highest = float(scale.count("/") or 10)
    return _OnScale(words.value, 0.0, highest, scale, words.decisions, words.questions)


def _on_numbers(file: Claimed, column: str, value: np.ndarray, scale: str) -> _OnScale:
    evidence = Remark("import.evidence.declared")
    if not scale:
        header = f"{column} {file.rows.units.get(column, '')}"
        if set(file.rows.names) == _DIARY:  # as `backpain log` writes it
            header = "0-10"
        found = scale_of_pain(value, column, header, file.source.name, file.source.scale)
        if best_is_high(header):
            remark = Remark("import.question.direction", {"column": header.strip()})
            return _OnScale(value, questions=(file.ask(remark, "scale", "10-0", "0-10"),))
        if not found.scale:
            options = scales_to_choose(value, file.source.scale)
            return _OnScale(value, questions=(file.ask(found.why, "scale", *options),))
        scale = found.scale
        evidence = found.why
    low, high = ends_of(scale, file.rows.file)
    return _OnScale(value, low, high, scale, (Decision("pain_scale", scale, evidence),))
