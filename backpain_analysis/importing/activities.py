"""Which activity a word names, in the languages of `activity_words.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .folding import fold, word_pattern
from .languages import names_run_and_walk

WORDS = tomllib.loads(Path(__file__).with_name("activity_words.toml").read_text(encoding="utf-8"))
REST = "rest"
LONGEST_NAME = 4  # words; "sat too long at my desk" is no long run
_WHOLE_CELL = (REST, "negations")


def _words_of(kind: str) -> list[str]:
    words = []
    for of_language in WORDS[kind].values():
        words.extend(of_language)
    return words


_REST_WORDS = frozenset(map(fold, _words_of(REST)))
_REST_MARKS = frozenset(WORDS[REST]["any"])
_NEGATION = word_pattern(_words_of("negations"))
_STANDS_FOR = {"run_type": "run", "workout": "other"}
_JOINED = re.compile(r"\s*[+&,;]\s*| (?:and|und|et|y|e|en|och|og|i|es|ja|a) ")  # "run + gym"
_PATTERNS = {kind: word_pattern(_words_of(kind)) for kind in WORDS if kind not in _WHOLE_CELL}


@dataclass(frozen=True)
class Activity:
    """What a word says was done.

    Parameters
    ----------
    kind : str
        "run", "walk", "hike", "ride", "swim", "row", "ski", "skate", "strength", "mobility",
        "other", or "rest"; "" for a word that is not known, and for a blank.
    known : bool
        Whether the word is known. An unknown word is to be listed and asked about once.
    """

    kind: str
    known: bool

    @property
    def is_session(self) -> bool:
        """Whether something was done, as far as the word tells."""
        return self.kind not in ("", REST)


@lru_cache(maxsize=8192)
def classify_activity(word: str) -> Activity:
    """Return the kind of activity that a word or a short remark names.

    Case, accents, underscores and the prefix of Apple Health do not matter. What only sounds like
    a run is tried before running, and a runner's names for a run ("easy", "tempo") come last, so
    that an easy ride is a ride.

    Parameters
    ----------
    word : str
        A cell, such as "Easy", "Hardloopsessie", "Rest (knee)".

    Returns
    -------
    Activity
    """
    text = _spaced(word)
    if not text:
        return Activity(kind="", known=word.strip() == "")
    if _says_rest(text):
        return Activity(kind=REST, known=True)
    kinds = [_kind_of(part) for part in _JOINED.split(text)]
    if "run" in kinds or names_run_and_walk(text):
        return Activity(kind="run", known=True)
    if kind := _kind_of(text):
        return Activity(kind=kind, known=True)
    if _begins_with_rest(text):
        return Activity(kind=REST, known=True)
    return Activity(kind="", known=False)


def _kind_of(text: str) -> str:
    """Return the first kind that has a word in the text, or ""."""
    is_remark = text.count(" ") >= LONGEST_NAME
    for kind, pattern in _PATTERNS.items():
        if kind == "run_type" and is_remark:
            continue
        if pattern.search(text):
            return _STANDS_FOR.get(kind, kind)
    return ""


def names_a_run(word: str) -> bool:
    """Tell whether a text holds a word for running itself, not only a type of run."""
    text = _spaced(word)
    return _PATTERNS["run"].search(text) is not None and not _says_rest(text)


def _spaced(word: str) -> str:
    """Return a word folded, "HKWorkoutActivityTypeTrailRun" as "trail run"."""
    bare = re.sub(r"^HKWorkoutActivityType", "", word.strip()).replace("_", " ")
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare))


def _says_rest(text: str) -> bool:
    without_remark = re.sub(r"\s*[(\[].*$", "", text).strip(" .!?*")
    if text in _REST_WORDS or without_remark in _REST_WORDS:
        return True
    negation = _NEGATION.match(text)
    return negation is not None and negation.end() < len(text)


def _begins_with_rest(text: str) -> bool:
    first_part = re.split(r"[,;/(\-–]|: | und | and | et | y ", text)[0].strip()
    first_word = text.split(" ")[0].strip(" ,;:.-")
    words = [part for part in (first_part, first_word) if part not in _REST_MARKS]
    return not _REST_WORDS.isdisjoint(words)
