"""All that is fixed when a fair test begins."""

import dataclasses
import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from .drawing import Rule, draw_order
from .schedule import Schedule

_SEED_BYTES = 6  # any reader of TOML or JSON holds such a number exactly
_LATER = ("looks", "stopped_on", "stopped_for")  # what happens after the drawing
_DRAWN = ("seed", "drawn_on")


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
    activities : tuple of str
        What counts as a run, as in the settings.
    timezone : str
        Where the days of the test begin and end; "" in a test that was never registered.
    drawn_on : date
    seed : int
        Of the drawing: from the hash of what is fixed and the day.
    power : float
        In how many of 100 such tests a true difference of `sesoi` would be found, as simulated
        beforehand.
    looks : tuple of date
        Days on which the difference was shown before the planned end.
    stopped_on : date or None
        The last day that counts.
    stopped_for : str
        Code of the reason; "" where it was not stopped.
    """

    schedule: Schedule
    rule: Rule
    stopping: StoppingRule
    confirmed: Confirmed
    sesoi: float = 1.0
    region: str = ""
    activities: tuple[str, ...] = ("run",)
    timezone: str = ""
    drawn_on: dt.date | None = None
    seed: int = 0
    power: float = float("nan")
    looks: tuple[dt.date, ...] = ()
    stopped_on: dt.date | None = None
    stopped_for: str = ""

    @property
    def hash(self) -> str:
        """Short SHA-256 of what was fixed; looks and stopping come later and are left out."""
        return _short_hash(self, without=_LATER)

    @property
    def hash_before_drawing(self) -> str:
        """Short SHA-256 of what is fixed before the drawing: the seed is made of it."""
        number_of_blocks = len(self.schedule.order)
        undrawn = dataclasses.replace(self.schedule, order=(False,) * number_of_blocks)
        return _short_hash(dataclasses.replace(self, schedule=undrawn), without=_LATER + _DRAWN)

    @property
    def start(self) -> dt.date:
        """The first day."""
        return self.schedule.start

    @property
    def last_day(self) -> dt.date:
        """The last day that counts: the planned one, or the day on which it was stopped."""
        if self.stopped_on is None:
            return self.schedule.last_day
        return min(self.stopped_on, self.schedule.last_day)

    def is_over(self, today: dt.date) -> bool:
        """Tell whether no day of it is left: only then may the difference be seen freely."""
        return self.stopped_on is not None or today > self.schedule.last_day


def _short_hash(test: FairTest, without: tuple[str, ...]) -> str:
    content = dataclasses.asdict(test)
    for name in without:
        del content[name]
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def seed_of(hash_before_drawing: str, day: dt.date) -> int:
    """Return the seed of a drawing: from the hash of what is fixed before it, and the day."""
    digest = hashlib.sha256(f"{hash_before_drawing} {day}".encode()).digest()
    return int.from_bytes(digest[:_SEED_BYTES])


def drawn(test: FairTest, day: dt.date) -> FairTest:
    """Return a test whose order chance has drawn on this day, whatever its order was before."""
    seed = seed_of(test.hash_before_drawing, day)
    order = draw_order(test.rule, len(test.schedule.order), seed)
    schedule = dataclasses.replace(test.schedule, order=order)
    return dataclasses.replace(test, schedule=schedule, drawn_on=day, seed=seed)


def is_as_drawn(test: FairTest) -> bool:
    """Tell whether the order is the one that its seed draws, and the seed that of its content."""
    if test.drawn_on is None:
        return False
    if test.seed != seed_of(test.hash_before_drawing, test.drawn_on):
        return False
    return drawn(test, test.drawn_on).schedule.order == test.schedule.order
