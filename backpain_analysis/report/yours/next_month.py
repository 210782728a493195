"""What next month? What costs most certainty now, and how far along each answer is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...answers import Answer
from ...checks import diary_check
from ...codes import Verdict, in_percent
from ...errors import FitError
from ...language import Phrases, card_question, wait_words
from ...model import WEIGHT_CHANGE
from ..analysis import Analysis
from .far import Far, Fars
from .marks import element

FOUR_WEEKS = 28
TWELVE_WEEKS = 84
WEEK = 7
WEIGH_INS_A_WEEK = 2
COARSE_STEP = 1.5  # NRS points between neighbouring ratings
FEWEST_RATINGS = 20
WORTH_TELLING = 2  # per cent


@dataclass(frozen=True)
class Cost:
    """Something that costs certainty, and how much: intervals that are wider by so many per cent.

    `code` is a key of the phrases `next`, `fields` fills it.
    """

    code: str
    wider: int
    fields: dict[str, Any] = field(default_factory=dict)


def costs(days: pd.DataFrame) -> list[Cost]:
    """Return what costs certainty in the last twelve weeks, the dearest first.

    All are the widening that the loss of so many days, or so much noise, brings to an interval
    whose days tell about equally much: 1 / sqrt(share that is left). It orders the list, and is
    no forecast.
    """
    found = [cost for cost in _costs(days) if cost.wider >= WORTH_TELLING]
    return sorted(found, key=lambda cost: -cost.wider)


def _costs(days: pd.DataFrame) -> Iterator[Cost]:
    pain = days["pain"]
    first = pain.first_valid_index()
    recent = days.iloc[-TWELVE_WEEKS:]
    if first is not None:
        yield _unrated(recent.loc[first:])
        yield from _coarse(pain.dropna())
    if days["runs"].gt(0).any():
        yield _without_distance(days, recent)
    if days["weight_kg"].notna().any():
        yield _weigh_ins(recent)


def _unrated(recent: pd.DataFrame) -> Cost:
    unrated = int(recent["pain"].isna().sum())
    wider = _widening(unrated, len(recent))
    return Cost("unrated", wider, {"n": unrated, "of": len(recent)})


def _coarse(rated: pd.Series) -> Iterator[Cost]:
    """Yield what ratings in wide steps cost: their rounding error beside the pain that varies."""
    different = np.unique(rated)
    if len(rated) < FEWEST_RATINGS or len(different) < 2:
        return
    step = float(np.diff(different).min())
    if step < COARSE_STEP:
        return
    rounding = step**2 / 12
    felt = max(float(rated.var()) - rounding, rounding)
    wider = round(in_percent(np.sqrt(1 + rounding / felt) - 1))
    yield Cost("coarse", wider, {"step": step})


def _without_distance(days: pd.DataFrame, recent: pd.DataFrame) -> Cost:
    column = "distance_km" if days["distance_km"].gt(0).any() else "runs"
    unknown = int(recent[column].isna().sum())
    wider = _widening(unknown, len(recent))
    return Cost("log", wider, {"n": unknown, "of": len(recent)})


def _weigh_ins(recent: pd.DataFrame) -> Cost:
    weeks = len(recent) / WEEK
    rate = recent["weight_kg"].count() / weeks
    share = max(min(rate / WEIGH_INS_A_WEEK, 1.0), 1 / (WEIGH_INS_A_WEEK * weeks))
    wider = round(in_percent(1 / np.sqrt(share) - 1))
    return Cost("weigh", wider, {"rate": rate})


def _widening(lost: int, of: int) -> int:
    """Return by how many per cent an interval is wider for the days that are lost."""
    kept = max(of - lost, 1)
    return round(in_percent(np.sqrt(of / kept) - 1))


def next_month(p: Phrases, analysis: Analysis, far: Fars) -> Markup:
    """Return the section: what costs certainty, what else to see to, how far each answer is."""
    dear = [_cost(p, analysis, cost) for cost in costs(analysis.daily)]
    other = [element("li", text) for text in advice(p, analysis)]
    parts = [element("h2", p("next.heading"))]
    parts += _what_costs(p, analysis.daily, dear)
    parts.append(element("ul", *other))
    parts.append(element("h3", p("far.heading")))
    parts.append(_how_far_each(p, analysis, far))
    return element("section", *parts)


def _what_costs(p: Phrases, days: pd.DataFrame, dear: list[Markup]) -> Iterator[Markup]:
    """Yield what is missing altogether, or what costs certainty."""
    if days["pain"].isna().all():
        yield element("p", p("next.no_pain"))
        return
    has_sessions = bool(days["runs"].gt(0).any())
    if not has_sessions:
        yield element("p", p("next.no_sessions"))
    if dear:
        yield element("p", p("next.dear"))
        yield element("ol", *dear)
    elif has_sessions:
        yield element("p", p("next.nothing"))


def _how_far_each(p: Phrases, analysis: Analysis, far: Fars) -> Markup:
    """Say for each answer how far along it is; once, where it is the same for all."""
    is_tested = analysis.fair_test is not None
    told = {}
    for answer in analysis.answers:
        question = card_question(p, answer.exposure.name)
        told[question] = _how_far(p, answer, far[answer.exposure.name], is_tested)
    if len(told) > 1 and len(set(told.values())) == 1:
        once = p("far.all", same=next(iter(told.values())), n=len(told))
        return element("p", once)
    lines = []
    for question, text in told.items():
        lines.append(element("li", element("b", question), " ", text))
    return element("ul", *lines)


def _cost(p: Phrases, analysis: Analysis, cost: Cost) -> Markup:
    told = [p(f"next.{cost.code}", wider=cost.wider, **cost.fields)]
    if cost.code == "unrated":
        told.append(_which_are_left_out(p, analysis.daily))
    return element("li", " ".join(filter(None, told)))


def _which_are_left_out(p: Phrases, days: pd.DataFrame) -> str:
    """Tell whether the unrated days follow bad ones, where that can be told."""
    try:
        finding = diary_check(days).finding
    except FitError:
        return ""
    if finding == "complete":
        return ""
    return p(f"gaps.{finding}")


def advice(p: Phrases, analysis: Analysis) -> Iterator[str]:
    """Yield what else to see to."""
    days = analysis.daily
    last_session = days.index[days["runs"] > 0].max()
    recent = days.iloc[-TWELVE_WEEKS:]
    if days.index[-1] - last_session > pd.Timedelta(days=FOUR_WEEKS):
        yield p("advice.export", day=last_session)
    if (recent["runs"].gt(0) & recent["distance_km"].isna()).any():
        yield p("advice.distance")
    if not analysis.settings.pain.wording:
        yield p("advice.wording")
    yield p("advice.same_time")


def _how_far(p: Phrases, answer: Answer, far: Far, is_tested: bool) -> str:
    """Say how far along an answer is, counting down; where days alone will not do, what could."""
    if answer.fit is not None and answer.verdict is not Verdict.CANNOT_TELL:
        return p("far.there")
    if far.more is not None and answer.lack is not None:
        _, _, code = answer.lack.code.partition("lack.")
        return p(f"far.{code}", n=far.more, percent=far.percent)
    if far.months is not None:
        return p("far.months", percent=far.percent, wait=wait_words(p, far.months))
    if answer.fit is not None:
        could_be_tested = answer.exposure is not WEIGHT_CHANGE and not is_tested
        return p("far.never_but_tested") if could_be_tested else p("far.never")
    return p("far.blocked", why=answer.lack or "")
