"""The old names of some words, in English, about running.

Until the notebooks speak through language.
"""

import re

from .answers import estimate_sentence
from .phrases import Phrases


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
