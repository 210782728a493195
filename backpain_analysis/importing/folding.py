"""Fold a word to the form in which it is compared: lower case, no accents, no markup."""

import re
import unicodedata
from functools import lru_cache

# letters that no normal form takes apart
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ð": "d",
    }
)
_NOTHING = re.compile(r"(?!)")
_NO_LETTER_BEFORE = r"(?<![^\W\d_])"
_NO_LETTER_AFTER = r"(?![^\W\d_])"


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a text in lower case and without accents, as a spreadsheet may have left it."""
    lower = text.casefold().translate(_LETTERS)
    parts = unicodedata.normalize("NFKD", lower)
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", plain).strip()


def word_pattern(words: list[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these words in a folded text.

    A word stands alone, between letters of no other word; a `*` at an end stands for more
    letters, so that "lauf*" finds "Laufband".
    """
    if not words:
        return _NOTHING
    longest_first = sorted(words, key=len, reverse=True)
    any_of_them = "|".join(map(_one_word, longest_first))
    return re.compile(f"{_NO_LETTER_BEFORE}(?:{any_of_them}){_NO_LETTER_AFTER}")


def _one_word(word: str) -> str:
    pattern = re.escape(fold(word))
    pattern = pattern.replace(r"\*", r"[^\W_]*")
    return pattern.replace(r"\ ", r"[\s_-]+")
