"""Fold a word to the form in which it is compared: lower case, no accents, no markup."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d"})


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a text in lower case and without accents, as a spreadsheet may have left it."""
    lower = text.casefold().translate(_LETTERS)
    parts = unicodedata.normalize("NFKD", lower)
    letters = (letter for letter in parts if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", "".join(letters)).strip()


def word_pattern(words: list[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these words in a folded text.

    A word stands alone, between letters of no other word; a `*` at an end stands for more
    letters, so that "lauf*" finds "Laufband".
    """
    if not words:
        return re.compile(r"(?!)")
    longest_first = sorted(words, key=len, reverse=True)
    alternatives = "|".join(map(_one_word, longest_first))
    return re.compile(rf"(?<![^\W\d_])(?:{alternatives})(?![^\W\d_])")


def _one_word(word: str) -> str:
    escaped = re.escape(fold(word))
    return escaped.replace(r"\*", r"[^\W_]*").replace(r"\ ", r"[\s_-]+")
