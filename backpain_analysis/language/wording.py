"""The old names of some words, in English, about running.

Until report and notebook speak through language.
"""

import re

from ..codes import Verdict
from .answers import difference_words, estimate_sentence, interval_words
from .phrases import Phrases

CANNOT_TELL = Verdict.CANNOT_TELL


def points(value: float) -> str:
    """Return "0.4 points lower"."""
    return difference_words(Phrases(), value)


def between(interval: tuple[float, float]) -> str:
    """Return "0.9 lower to 0.1 higher"."""
    return interval_words(Phrases(), interval)


def found(name: str, estimate: float, interval: tuple[float, float], level: float) -> str:
    """Return the estimate and its interval, per unit of the exposure."""
    return estimate_sentence(Phrases(), name, estimate, interval, level)


# in this order: what stands in a phrase before what stands alone
OTHER_ACTIVITY = {
    "running frequency": "frequency of the activity",
    "running distance": "distance of the activity",
    "running helping": "activity helping",
    "running": "the activity",
    "you also run less": "you are also less active",
    "you run less": "you are less active",
    "you run more": "you are more active",
    "you run about": "you are active about",
    "runs": "sessions",
    "run": "session",
}


def of_activity(text: str, activities: tuple[str, ...]) -> str:
    """Return a sentence about running as one about the activities that the settings name."""
    for run, other in OTHER_ACTIVITY.items() if activities != ("run",) else ():
        text = re.sub(rf"\b{run}\b", other, text)
        text = re.sub(rf"\b{run.capitalize()}\b", other.capitalize(), text)
    return text
