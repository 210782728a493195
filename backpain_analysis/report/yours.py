"""The person's own page: the answers to you, what to record, what not to conclude, urgent signs."""

from html import escape
from typing import Any

import pandas as pd

from ..answers import Answers
from ..figures.course import diary
from ..settings import Settings
from .clinician import answer_row
from .texts import Texts

LOSS, HALF_A_YEAR = 0.05, 183
FEW = 0.7


def your_page(daily: pd.DataFrame, answers: Answers, settings: Settings, t: Texts) -> str:
    """Return the page's body as HTML."""
    parts = [f"<h1>{escape(t('yours.title'))}</h1>"]
    if lost_weight(daily["weight_kg"]):
        parts.append(f"<blockquote><b>{escape(t('yours.weight_loss'))}</b></blockquote>")
    parts.append(_heading(t, "answers"))
    for a in answers:
        said = answer_row(t, a)
        told = (a.sentence, a.rules_out) if t.language == "en" else tuple(said.values())[1:]
        head = f"{said['label']}: {told[0]}" if t.language != "en" else told[0]
        parts.append(f"<p><b>{escape(head)}</b></p><p>{escape(' '.join(told[1:]))}</p>")
    if t.language == "en":
        parts += [f"<p>{escape(c)}</p>" for c in dict.fromkeys(a.caution for a in answers)]
    parts += [_heading(t, "record"), _list(_advice(daily, settings, t))]
    parts += [_heading(t, "conclude"), _list(t.all("conclude"))]
    parts.append(_heading(t, "urgent"))
    for group in ("now", "urgently", "first"):
        parts.append(f"<p><b>{escape(t(f'urgent.{group}'))}</b></p>")
        parts.append(_list(t.all(f"urgent_{group}")))
    return "\n".join(parts)


def lost_weight(weight: pd.Series) -> bool:
    """Tell whether 5 % of weight or more went within the last six months.

    The median of the last four weeks' weigh-ins against the highest four-week median of the
    half year before.
    """
    known = weight.dropna()
    if known.empty:
        return False
    recent = known[known.index > known.index[-1] - pd.Timedelta(days=28)]
    before = known[known.index > known.index[-1] - pd.Timedelta(days=HALF_A_YEAR)]
    months = before.groupby((known.index[-1] - before.index).days // 28).median()
    return bool(recent.median() <= (1 - LOSS) * months.max())


def _heading(t: Texts, key: str) -> str:
    return f"<h2>{escape(t(f'yours.{key}'))}</h2>"


def _list(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _advice(daily: pd.DataFrame, settings: Settings, t: Texts) -> list[str]:
    pain = diary(daily["pain"])
    recent = daily.iloc[-84:]
    lines = []
    if pain.empty or pain.iloc[-28:].notna().mean() < FEW:
        lines.append(t("advice.rate"))
    if (recent["runs"].gt(0) & recent["distance_km"].isna()).any():
        lines.append(t("advice.distance"))
    weighed: Any = recent["weight_kg"].dropna()
    if len(weighed) < 8:
        lines.append(t("advice.weigh"))
    if not settings.pain.wording:
        lines.append(t("advice.wording"))
    return [*lines, t("advice.same_time")]
