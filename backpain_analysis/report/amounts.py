"""How the pages write an exposure, a difference in pain and an interval."""

from collections.abc import Sequence

from ..codes import Verdict
from ..language import Phrases


def exposure_label(p: Phrases, name: str) -> str:
    """Name an exposure at the beginning of a sentence: "Running distance"."""
    return p(_of_activity(p, f"answers.{name}"))


def exposure_unit(p: Phrases, name: str) -> str:
    """Say what one unit of the estimate is: "Per 10 km a week more"."""
    return p(_of_activity(p, f"answers.unit_{name}"))


def exposure_measure(p: Phrases, name: str) -> str:
    """Name the unit of the person's own low and high: "km a week"."""
    return p(_of_activity(p, f"answers.measure_{name}"))


def _of_activity(p: Phrases, key: str) -> str:
    other = f"{key}_other"
    return other if p.activities != ("run",) and p.has(other) else key


def verdict_name(p: Phrases, verdict: str) -> str:
    """Name a verdict, as `results.json` holds it, in the language."""
    return p(f"verdicts.{Verdict(verdict).name.lower()}")


def points(p: Phrases, value: float, places: int = 1) -> str:
    """Write a difference in pain: "0.4 points lower"."""
    return p(f"answers.{_side(value, places)}", x=p.number(abs(value), places))


def end(p: Phrases, value: float, places: int = 1) -> str:
    """Write one end of an interval: "0.9 lower"."""
    return p(f"answers.end_{_side(value, places)}", x=p.number(abs(value), places))


def _side(value: float, places: int) -> str:
    if abs(value) < 0.5 * 0.1**places:
        return "same"
    return "lower" if value < 0 else "higher"


def between(p: Phrases, interval: Sequence[float]) -> str:
    """Write an interval: "0.9 lower to 0.1 higher"."""
    low, high = interval
    places = 1
    if min(abs(low), abs(high)) < 0.05:  # one digit would hide the side
        places = 2
    return p("changes.between", low=end(p, low, places), high=end(p, high, places))
