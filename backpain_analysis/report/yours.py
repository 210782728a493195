"""The person's own page: the answers, what to record, what not to conclude, urgent signs."""

from typing import Any

import pandas as pd

from ..answers import Answer, Answers
from ..language import (
    RESTS_WHEN_IT_HURTS,
    Phrases,
    answer_hidden_cause,
    answer_rules_out,
    answer_sentence,
)
from .analysis import Analysis
from .templates import fill

FEW_RATED = 0.7  # of the days
LOSS = 0.05  # of the weight
HALF_A_YEAR = 183
FOUR_WEEKS = 28
TWELVE_WEEKS = 84
FEW_WEIGH_INS = 8
SIGNS = ("now", "urgently", "first")
HEADINGS = ("answers", "record", "conclude", "urgent", "pages")


def your_page(analysis: Analysis, **more: Any) -> str:
    """Return the page; `more` holds notices, links and pictures for its template."""
    p = analysis.phrases
    answers = analysis.answers
    loss = ""
    if lost_weight(analysis.daily["weight_kg"]):
        loss = p("yours.weight_loss")
    return fill(
        "yours.html",
        lang=p.language,
        title=p("yours.title"),
        headings={key: p(f"yours.{key}") for key in HEADINGS},
        told=[_told(p, a) for a in answers],
        cautions=_cautions(p, answers),
        loss=loss,
        advice=list(_advice(p, analysis)),
        conclude=_phrases_of(p, "conclude"),
        signs=[(p(f"urgent.{key}"), _phrases_of(p, f"urgent_{key}")) for key in SIGNS],
        **more,
    )


def _told(p: Phrases, a: Answer) -> tuple[str, str]:
    """Return an answer; beside it what is ruled out, and how strong a hidden cause must be."""
    beside = f"{answer_rules_out(p, a)} {answer_hidden_cause(p, a)}"
    return answer_sentence(p, a), beside.strip()


def _cautions(p: Phrases, answers: Answers) -> list[str]:
    """Return what has to be added to every answer."""
    cautions = [p("answer.more_days")]
    if answers.reverse is not None and answers.reverse.finding in RESTS_WHEN_IT_HURTS:
        cautions.insert(0, p("answer.rests_when_it_hurts"))
    return cautions


def _phrases_of(p: Phrases, table: str) -> list[str]:
    return [p(f"{table}.{key}") for key in p.look_up(table)]


def _advice(p: Phrases, analysis: Analysis) -> Any:
    """Yield what to record better next month."""
    daily = analysis.daily
    last_day = daily.index[-1]
    last_session = daily.index[daily["runs"] > 0].max()
    recent = daily.iloc[-TWELVE_WEEKS:]
    if last_day - last_session > pd.Timedelta(days=FOUR_WEEKS):
        yield p("advice.export", day=last_session)
    if _share_rated(daily["pain"]) < FEW_RATED:
        yield p("advice.rate")
    if (recent["runs"].gt(0) & recent["distance_km"].isna()).any():
        yield p("advice.distance")
    if recent["weight_kg"].count() < FEW_WEIGH_INS:
        yield p("advice.weigh")
    if not analysis.settings.pain.wording:
        yield p("advice.wording")
    yield p("advice.same_time")


def _share_rated(pain: pd.Series) -> float:
    """Return the share of the last four weeks' days that are rated, from the first rating on."""
    first = pain.first_valid_index() or pain.index[-1]
    return float(pain.loc[first:].iloc[-FOUR_WEEKS:].notna().mean())


def lost_weight(weight: pd.Series) -> bool:
    """Tell whether 5 % of weight or more went within the last six months.

    The median of the last four weeks' weigh-ins against the highest four-week median of the
    half year before.
    """
    known = weight.dropna()
    if known.empty:
        return False
    age = (known.index[-1] - known.index).days
    is_recent = age < HALF_A_YEAR
    months_ago = age[is_recent] // FOUR_WEEKS
    medians = known[is_recent].groupby(months_ago).median()
    return bool(medians[0] <= (1 - LOSS) * medians.max())
