"""All that is fixed when a fair test begins."""

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from .drawing import Rule
from .schedule import Schedule

_SEED_BYTES = 8


@dataclass(frozen=True)
class StoppingRule:
    """When the person stops, set by them: pain of `pain` or more on `days` days in a row.

    An urgent sign or an injury always stops the test; that is not a choice.
    """

    pain: int = 8
    days: int = 3


@dataclass(frozen=True)
class Confirmed:
    """What the person has confirmed before the schedule was drawn."""

    professional_agrees: bool = False
    no_urgent_sign: bool = False
    will_stop: bool = False

    @property
    def everything(self) -> bool:
        """Whether all three are confirmed."""
        return self.professional_agrees and self.no_urgent_sign and self.will_stop


@dataclass(frozen=True)
class FairTest:
    """A test as it was begun; what happened since is told beside it.

    Attributes
    ----------
    schedule : Schedule
    rule : Rule
        By which its order was drawn, and is re-drawn.
    stopping : StoppingRule
    confirmed : Confirmed
    sesoi : float
        The smallest difference that matters to the person, NRS points over the test's own contrast
        (high less low).
    region : str
        The body region that is rated, as in the plan.
    drawn_on : date
    seed : int
        Of the drawing: from the hash of what is fixed and the day.
    power : float
        In how many of 100 such tests a true difference of `sesoi` would be found, as simulated
        beforehand.
    looks : tuple of date
        Days on which the difference was shown before the planned end.
    stopped_on : date or None
    stopped_for : str
        Code of the reason; "" where it was not stopped.
    """

    schedule: Schedule
    rule: Rule
    stopping: StoppingRule
    confirmed: Confirmed
    sesoi: float = 1.0
    region: str = ""
    drawn_on: dt.date | None = None
    seed: int = 0
    power: float = float("nan")
    looks: tuple[dt.date, ...] = ()
    stopped_on: dt.date | None = None
    stopped_for: str = ""

    @property
    def hash(self) -> str:
        """Short SHA-256 of what was fixed; looks and stopping come later and are left out."""
        content = dataclasses.asdict(self)
        for later in ("looks", "stopped_on", "stopped_for"):
            del content[later]
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def seed_of(hash_of_plan: str, day: dt.date) -> int:
    """Return the seed of a drawing: the hash of all that is fixed but the order, and the day."""
    digest = hashlib.sha256(f"{hash_of_plan} {day}".encode()).digest()
    return int.from_bytes(digest[:_SEED_BYTES])
