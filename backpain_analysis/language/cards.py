"""The first layer of an answer: a question, a badge, one line of at most twelve words."""

from ..codes import Verdict
from .answers import Answered, is_far_off, side_of
from .phrases import Phrases

LACKS_SAID_SHORTLY = (
    "rated_days",
    "session_days",
    "weigh_ins",
    "weight_unclear",
    "no_pain",
    "no_pain_in_region",
    "no_activity",
    "no_weight",
    "hardly_varied",
    "pain_hardly_varied",
    "open_question",
)
MORE_NEEDED = ("rated_days", "session_days", "weigh_ins")
SIDED = (Verdict.MEANINGFUL, Verdict.SIZE_UNCERTAIN)


def card_question(p: Phrases, name: str) -> str:
    """Ask the question about an exposure in everyday words."""
    return p(f"card.question.{name}")


def card_badge(p: Phrases, verdict: Verdict) -> str:
    """Name a verdict in a word or two."""
    return p(f"card.badge.{verdict.name.lower()}")


def card_sign(p: Phrases, verdict: Verdict) -> str:
    """Return the sign of a verdict, which is told apart without colour."""
    return p(f"card.sign.{verdict.name.lower()}")


def card_line(p: Phrases, answer: Answered) -> str:
    """Tell an answer in one line of at most twelve words."""
    name = answer.exposure.name
    verdict = answer.verdict
    if answer.fit is None:
        return _lack_line(p, answer)
    if verdict in SIDED:
        side = side_of(answer.fit.estimate)
        return p(f"card.line.{verdict.name.lower()}_{side}", more=p(f"exposure.more.{name}"))
    if verdict is Verdict.NOTHING_MEANINGFUL:
        return p(f"card.same.{name}")
    if is_far_off(answer.months_needed):
        return p("card.line.cannot_tell_alone")
    return p("card.line.cannot_tell")


def _lack_line(p: Phrases, answer: Answered) -> str:
    """Say shortly why there is no answer, counting down where something can be counted."""
    lack = answer.lack
    if lack is None:
        return p("card.lack.other")
    _, _, code = lack.code.partition("lack.")
    if code in MORE_NEEDED:
        more = lack.fields["needed"] - lack.fields["days"]
        return p(f"card.lack.{code}", n=more)
    if code in LACKS_SAID_SHORTLY:
        return p(f"card.lack.{code}")
    return p("card.lack.other")
