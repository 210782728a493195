"""How far along an answer is: a percentage that grows, and what is still to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ...answers import LONGEST_WAIT_MONTHS, Answer, Answers
from ...codes import Verdict

DAYS_A_MONTH = 30.4
LONGEST_COUNTED = 24  # months; what takes longer is said not to be told by a diary alone
COUNTED = ("lack.rated_days", "lack.session_days", "lack.weigh_ins")


@dataclass(frozen=True)
class Far:
    """How far along an answer is.

    Attributes
    ----------
    percent : int or None
        0 to 99; None where the answer is there, or nothing can be counted.
    months : (float, float) or None
        Soonest and latest, in months more; infinite beyond ten years.
    more : int or None
        Days (or weigh-ins) that a first look still needs.
    is_open : bool
        Whether a further diary may tell more.
    """

    percent: int | None = None
    months: tuple[float, float] | None = None
    more: int | None = None
    is_open: bool = True


Fars: TypeAlias = Mapping[str, Far]  # by the exposure's name


def all_far_along(answers: Answers) -> Fars:
    """Return how far along each answer is."""
    return {answer.exposure.name: far_along(answer) for answer in answers}


def far_along(answer: Answer) -> Far:
    """Return how far along an answer is.

    Behind the gate the share of what a first look needs; after it the months recorded, as a share
    of these and the months that such a diary still needs (the middle of its range).
    """
    lack = answer.lack
    if lack is not None and lack.code in COUNTED:
        done = lack.fields["days"]
        needed = lack.fields["needed"]
        return Far(percent=_percent(done, needed), more=needed - done)
    if answer.fit is None:
        return Far()
    if answer.verdict is not Verdict.CANNOT_TELL:
        return Far(is_open=False)
    months = answer.months_needed
    if months is None or months.soonest > LONGEST_COUNTED:
        return Far()
    days = (answer.fit.days[-1] - answer.fit.days[0]).days + 1
    so_far = days / DAYS_A_MONTH
    soonest, latest = (min(end, LONGEST_WAIT_MONTHS) for end in months)
    to_come = (soonest + latest) / 2
    return Far(percent=_percent(so_far, so_far + to_come), months=months)


def _percent(done: float, needed: float) -> int:
    return min(int(100 * done / needed), 99)
