"""Words for activities that nobody here knows: asked about once where they may name runs."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ..codes import Remark
from ..settings import Settings
from .activities import classify_activity
from .languages import activity_name
from .source import Question, quoted

FEWEST = 3  # sessions of one word; of fewer it is only said that they do not count
SHORTEST = 1.5  # km, in the median, of what may be runs
LONGEST = 60.0
FASTEST = 3.0  # minutes a kilometre, in the median
SLOWEST = 9.5
ANSWERS = ("run", "other")
MOST_WORDS = 8  # in one question, the commonest first


def ask_unknown_words(runs: pd.DataFrame, settings: Settings) -> list[Question]:
    """Ask in one question which of the unknown words name runs.

    Only words are asked about whose sessions are as long, and as fast, as runs are.
    """
    if "run" not in map(activity_name, settings.activities):
        return []
    said = []
    for word in _unknown_words(runs["activity"], settings):
        sessions = runs[runs["activity"] == word]
        if len(sessions) >= FEWEST and _may_be_runs(sessions):
            said.append((word, _evidence(word, sessions)))
    if not said:
        return []
    said = said[:MOST_WORDS]
    remark = Remark("import.question.activity_words", {"words": _in_a_row(r for _, r in said)})
    lines = lines_for_words(word for word, _ in said)
    others = tuple((word, ANSWERS) for word, _ in said)
    return [Question("", remark, "words", lines=lines, others=others)]


def lines_for_words(words: Iterable[str]) -> str:
    """Return the lines for settings.toml that say what words stand for."""
    return "\n".join(["[words]", *(f'{quoted(word)} = "run"  # or "other"' for word in words)])


def _unknown_words(activity: pd.Series, settings: Settings) -> list[str]:
    """Return the words that stand for no known activity and are in no setting, commonest first."""
    in_settings = [*settings.words, *settings.words.values(), *settings.activities]
    told = {word.casefold() for word in in_settings}
    unknown = []
    for word in activity.value_counts().index:
        is_known = classify_activity(word).known or activity_name(word) != word
        if not is_known and word not in told:
            unknown.append(word)
    return unknown


def _may_be_runs(sessions: pd.DataFrame) -> bool:
    km = sessions["distance_km"].median()
    if np.isnan(km) or not SHORTEST <= km <= LONGEST:
        return False
    pace = _pace(sessions)
    return bool(np.isnan(pace) or FASTEST <= pace <= SLOWEST)


def _pace(sessions: pd.DataFrame) -> float:
    """Return the median of minutes a kilometre; NaN without durations."""
    return float((sessions["duration_min"] / sessions["distance_km"]).median())


def _evidence(word: str, sessions: pd.DataFrame) -> Remark:
    fields = {
        "word": word,
        "n": len(sessions),
        "km": float(sessions["distance_km"].median()),
        "pace": _pace(sessions),
        "file": sessions["file"].iloc[0],
    }
    timed = "word_timed" if not np.isnan(fields["pace"]) else "word"
    return Remark(f"import.question.{timed}", fields)


def _in_a_row(remarks: Iterable[Remark]) -> Remark:
    """Join remarks to one, as words are listed."""
    first, *others = remarks
    joined = first
    for remark in others:
        joined = Remark("import.question.word_after", {"first": joined, "next": remark})
    return joined
