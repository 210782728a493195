"""The three cards: a question, a badge, one line, a bar; numbers and statistics unfold."""

import numpy as np
from markupsafe import Markup

from ...answers import Answer, Answers
from ...codes import Verdict, in_percent
from ...language import (
    Phrases,
    answer_hidden_cause,
    answer_numbers,
    answer_rules_out,
    card_badge,
    card_line,
    card_question,
    card_sign,
    is_far_off,
    pvalue_words,
    signed_interval,
    verdict_name,
)
from ...model import WEIGHT_CHANGE
from .bars import interval_bar, named_bar, reach_for
from .far import Fars
from .marks import element


def cards(p: Phrases, answers: Answers, far: Fars) -> Markup:
    """Return a card for each question of the plan, all bars on one scale."""
    reach = _reach(answers)
    held = [_card(p, answer, far, reach, of=len(answers)) for answer in answers]
    return element("div", *held, class_="cards")


def _reach(answers: Answers) -> float:
    """Return how far the bars' axis goes either way, so that intervals and band fit."""
    farthest = 0.0
    sesoi = 1.0
    for answer in answers:
        sesoi = answer.sesoi
        if answer.fit is not None:
            farthest = max(farthest, *np.abs(answer.contrast_int()))
    return reach_for(farthest, sesoi)


def _card(p: Phrases, answer: Answer, far: Fars, reach: float, of: int) -> Markup:
    verdict = answer.verdict
    badge = element(
        "p",
        element("span", card_sign(p, verdict), class_="sign", aria_hidden="true"),
        card_badge(p, verdict),
        class_=f"badge {verdict.name.lower().replace('_', '-')}",
    )
    parts = [
        element("h3", card_question(p, answer.exposure.name)),
        badge,
        element("p", card_line(p, answer), class_="line"),
    ]
    if answer.fit is not None:
        parts.append(_bar(p, answer, reach))
    percent = far[answer.exposure.name].percent
    more = [_far(p, percent), _pointer(p, answer), _more(p, answer, of)]
    parts.append(element("div", *more, class_="more"))
    return element("article", *parts, class_="card")


def _pointer(p: Phrases, answer: Answer) -> Markup:
    """Point to the fair test where more days alone will not tell."""
    is_open = answer.verdict is Verdict.CANNOT_TELL and is_far_off(answer.months_needed)
    if not is_open or answer.exposure is WEIGHT_CHANGE:
        return Markup("")
    return element("p", p("fair.pointer"), class_="note")


def _far(p: Phrases, percent: int | None) -> Markup:
    """Show how far along an answer is; nothing where it is there, or cannot be counted."""
    if percent is None:
        return Markup("")
    text = p("far.percent", percent=percent)
    bar = element("span", element("span", style=f"width:{percent}%"), class_="progress")
    return element("p", bar, text, class_="far")


def _bar(p: Phrases, answer: Answer, reach: float) -> Markup:
    """Draw the interval over the person's contrast, on the band that does not matter."""
    low, high = answer.contrast_int()
    drawn = interval_bar(answer.contrast_estimate, (low, high), reach, answer.sesoi)
    told = p(
        "card.bar",
        interval=signed_interval(p, (low, high), 1),
        sesoi=p("amount.points", n=answer.sesoi),
    )
    return named_bar(p, drawn, told)


def _more(p: Phrases, answer: Answer, of: int) -> Markup:
    """Return what unfolds: the numbers in a sentence, what they rule out, the statistics."""
    parts = [element("summary", p("card.numbers"))]
    parts.append(element("p", answer_numbers(p, answer)))
    if answer.fit is not None:
        parts.append(element("h4", p("card.rules_out")))
        parts.append(element("p", answer_rules_out(p, answer)))
        parts += _hidden_cause(p, answer)
        parts.append(_statistics(p, answer, of))
    return element("details", *parts)


def _hidden_cause(p: Phrases, answer: Answer) -> list[Markup]:
    """Say how strong a hidden cause must be; of an association only."""
    sentence = answer_hidden_cause(p, answer)
    return [element("p", sentence)] if sentence else []


def _statistics(p: Phrases, answer: Answer, of: int) -> Markup:
    """Return the last layer: each term with its meaning in one line."""
    rows = []
    for term, value in _terms(p, answer).items():
        name = p(f"statistics.{term}", n=of, percent=round(in_percent(answer.level)))
        rows.append(element("dt", element("span", name), " ", element("b", value)))
        rows.append(element("dd", p(f"statistics.{term}_means")))
    inside = element("dl", *rows)
    return element("details", element("summary", p("card.statistics")), inside)


def _terms(p: Phrases, answer: Answer) -> dict[str, str]:
    """Return the value of each term, in words."""
    contrast = answer.contrast
    measure = p(f"exposure.measure.{answer.exposure.name}")
    found = {
        "verdict": verdict_name(p, answer.verdict),
        "contrast": p("statistics.from_to", low=contrast.low, high=contrast.high, measure=measure),
        "estimate": p.number(answer.contrast_estimate, 1, sign=True),
        "interval": signed_interval(p, answer.contrast_int(), 1),
        "adjusted": pvalue_words(p, answer.holm_pvalue),
        "usable": p.number(answer.usable_days, 0),
    }
    if answer.verdict is Verdict.CANNOT_TELL:
        found["detectable"] = p("statistics.points", n=round(answer.smallest_detectable, 1))
    return found
