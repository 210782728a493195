"""What results speak: a verdict, a remark. `language` has the words for them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Verdict(StrEnum):
    """The five verdicts of docs/method.md; the values stand in `results.json`.

    Examples
    --------
    >>> [verdict.value for verdict in bpa.Verdict][0]
    'not enough data yet'
    """

    NOT_ENOUGH = "not enough data yet"
    NOTHING_MEANINGFUL = "no meaningful association"
    MEANINGFUL = "meaningful association"
    SIZE_UNCERTAIN = "association, size uncertain"
    CANNOT_TELL = "cannot tell yet"


class Interval(NamedTuple):
    """The two ends of an interval, in the unit of its estimate; NaN where there is none."""

    lower: float
    upper: float


@dataclass(frozen=True)
class Remark:
    """A code with the values that belong to it, such as why there is no answer.

    Parameters
    ----------
    code : str
        A key of the catalogue: "lack.rated_days".
    fields : mapping
        What fills the phrase's fields: numbers, days, names from the person's files, or further
        remarks.
    """

    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def in_percent(share: float) -> float:
    """Return a share, 0 to 1, in percent, unrounded."""
    return 100 * share


ALPHA = 0.05  # what is less probable by chance stands out: beside an ordinary 95 % interval
MOST_SURE = 99  # of 100: no simulation shows that all would
ROUNDING = 1e-9  # 0.29 of 100 is 28.999...


def of_100(share: float) -> int:
    """Return how many of 100 simulated tests that is.

    Rounded down, so that no sentence and no figure reaches a bound that the share itself misses.
    """
    whole = math.floor(in_percent(share) + ROUNDING)
    return min(whole, MOST_SURE)
