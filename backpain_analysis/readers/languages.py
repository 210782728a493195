"""What apps write in their languages: header names, activities, pain (`words.toml`)."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
PAIN_WORDS = "|".join(WORDS["pain_words"])
_ACTIVITIES = {name: re.compile("|".join(found)) for name, found in WORDS["activities"].items()}


def plain(text: str) -> str:
    """Drop accents: a spreadsheet may have lost them."""
    text = text.replace("ł", "l").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def by_word(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the name that each word of a table of `words.toml` stands for."""
    return {plain(word): name for name, words in table.items() for word in (name, *words)}


_CANONICAL = by_word(WORDS["headers"])


@lru_cache(maxsize=4096)
def header_name(cell: str) -> tuple[str, str]:
    """Return the canonical name of a header cell and the unit it states, or "".

    Markup is dropped ("<span ...>Type</span>"), case and outer blanks too.
    """
    text = re.sub(r"<[^<>]*>", "", cell).replace("’", "'").strip(" \t\r\n\ufeff\"'#").casefold()
    text = re.sub(r"\s+", " ", text)
    text = text.rpartition(".")[2] if text.startswith("com.samsung.") else text
    if plain(text) in _CANONICAL:
        return _CANONICAL[plain(text)], ""
    m = re.fullmatch(r"(.*?)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)", text)
    m = m or re.fullmatch(r"(.*?)(?:\s+|\s*\[)(km|mi|miles|m|kg|lbs?|min|s|h)\]?", text)
    name, unit = (m[1], m[2].strip()) if m and m[1] else (text, "")
    return _CANONICAL.get(plain(name), name), unit


@lru_cache(maxsize=4096)
def activity_name(word: str) -> str:
    """Return run, walk, hike, swim, ride, row, ski, skate, or the word itself, lower-cased.

    A word that says there was none gives "".
    """
    text = re.sub(r"^HKWorkoutActivityType", "", word.strip()).replace("_", " ")
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold().strip()
    if text in WORDS["no_session"]:
        return ""
    return next((name for name, found in _ACTIVITIES.items() if found.search(text)), text)


def names_pain(word: str) -> bool:
    """Say whether a symptom's name speaks of pain."""
    return re.search(PAIN_WORDS, word.casefold()) is not None
