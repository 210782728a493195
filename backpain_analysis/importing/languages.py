"""What apps write in their languages: header names, activities, pain (`words.toml`)."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
PAIN_WORDS = "|".join(WORDS["pain_words"])
# "pain relief", "pain-free days": these rate no pain
_NO_PAIN_RATED = (
    r"relief|\bfree\b|painfree|schmerzfrei|linderung|goal|target|\bziel|\bmeds?\b|medic|killer"
    r"|schmerzmittel|tablet|pills?\b"
)
PAIN_COLUMN = rf"^(?!.*(?:{_NO_PAIN_RATED}))(?=.*(?:{PAIN_WORDS}))"
_REASONS = re.compile("|".join(WORDS["other_reasons"]))
_TIMES_OF_DAY = set(WORDS["times_of_day"])
_ACTIVITIES = {name: re.compile("|".join(found)) for name, found in WORDS["activities"].items()}


def plain(text: str) -> str:
    """Drop accents: a spreadsheet may have lost them."""
    text = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ø", "o"))
    return "".join(c for c in text if not unicodedata.combining(c))


def by_word(table: str) -> dict[str, str]:
    """Return the name that each word of a table of `words.toml` stands for."""
    return {plain(word): name for name, words in WORDS[table].items() for word in (name, *words)}


_TO_RUN = set(map(plain, WORDS["run_and_walk"]["run"]))
_TO_WALK = set(map(plain, WORDS["run_and_walk"]["walk"]))
_BETWEEN = set(map(plain, WORDS["run_and_walk"]["between"]))
_CANONICAL = by_word("headers")
_UNIT_IN_BRACKETS = re.compile(r"(.*?)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)")
_UNIT_AT_THE_END = re.compile(r"(.*?)(?:\s+|\s*\[)(km|mi|miles|m|kg|lbs?|min|s|h)\]?")


@lru_cache(maxsize=4096)
def header_name(cell: str) -> tuple[str, str]:
    """Return the canonical name of a header cell, without case and markup, and its unit or ""."""
    text = re.sub(r"<[^<>]*>", "", cell).replace("’", "'")
    text = text.strip(" \t\r\n\ufeff\"'#").casefold()
    text = re.sub(r"\s+", " ", text)
    if text.startswith("com.samsung."):
        text = text.rpartition(".")[2]
    known = _CANONICAL.get(plain(text))
    if known is not None:
        return known, ""
    m = _UNIT_IN_BRACKETS.fullmatch(text) or _UNIT_AT_THE_END.fullmatch(text)
    if m is None or not m[1]:
        return text, ""
    return _CANONICAL.get(plain(m[1]), m[1]), m[2].strip()


def names_run_and_walk(text: str) -> bool:
    """Say whether a word in lower case is running with breaks of walking: "run/walk", "jog-walk".

    So running is begun. A walk that only speaks of a run ("walk to the run club"), or on a
    treadmill, is none.
    """
    words = set(re.split(r"[\s/+&-]+", plain(text).strip(" .!"))) - _BETWEEN
    ran = words & _TO_RUN
    walked = words & _TO_WALK
    return bool(ran and walked) and words == ran | walked


@lru_cache(maxsize=4096)
def activity_name(word: str) -> str:
    """Return run, walk, hike, ... or the word itself in lower case; "" if it says: no session."""
    text = re.sub(r"^HKWorkoutActivityType", "", word.strip()).replace("_", " ")
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold().strip()
    if text in WORDS["no_session"]:
        return ""
    if names_run_and_walk(text):
        return "run"
    for name, words in _ACTIVITIES.items():
        if words.search(text):
            return name
    return text


def names_pain(word: str) -> bool:
    """Say whether a symptom's name speaks of pain."""
    return re.search(PAIN_COLUMN, word.casefold()) is not None


def names_another_reason(word: str) -> bool:
    """Say whether a name speaks of what else may go with pain: stress, sleep, medication, ..."""
    return not names_pain(word) and _REASONS.search(plain(word.casefold())) is not None


def names_time_of_day(column: str) -> bool:
    """Say whether a column's name speaks of a time of the day: "pain morning", "Schmerz abends"."""
    words = re.findall(r"[^\W\d_]+", plain(column.casefold()))
    return not _TIMES_OF_DAY.isdisjoint(words)
