"""The person's own page: the answers to you, what to record, what not to conclude, urgent signs."""

from typing import Any

import pandas as pd

from ..answers import Answers
from ..figures.course import diary
from ..settings import Settings
from .clinician import answer_row
from .texts import Texts, fill

LOSS, HALF_A_YEAR = 0.05, 183
FEW = 0.7


def your_page(
    daily: pd.DataFrame, answers: Answers, settings: Settings, t: Texts, **more: Any
) -> str:
    """Return the page as HTML; `more`: `notices`, `links` (file: name), `pictures`."""
    told = [(a.sentence, a.rules_out) for a in answers]
    if t.language != "en":
        rows = [answer_row(t, a) for a in answers]
        told = [
            (f"{r['label']}: {r['verdict']}. {r['sentence']}", f"{r['rules_out']} {r['wait']}")
            for r in rows
        ]
    runs_less = answers.reverse is not None and answers.reverse.verdict == "yes"
    return fill(
        "yours.html",
        lang=t.language,
        title=t("yours.title"),
        w=t.catalogue,
        told=told,
        cautions=[t("yours.runs_less")] * runs_less + [t("yours.more_days")],
        lost=lost_weight(daily["weight_kg"]),
        advice=_advice(daily, settings, t),
        **more,
    )


def lost_weight(weight: pd.Series) -> bool:
    """Tell whether 5 % of weight or more went within the last six months.

    The median of the last four weeks' weigh-ins against the highest four-week median of the
    half year before.
    """
    known = weight.dropna()
    if known.empty:
        return False
    age = (known.index[-1] - known.index).days
    months = known[age < HALF_A_YEAR].groupby(age[age < HALF_A_YEAR] // 28).median()
    return bool(months[0] <= (1 - LOSS) * months.max())


def _advice(daily: pd.DataFrame, settings: Settings, t: Texts) -> list[str]:
    pain = diary(daily["pain"])
    recent = daily.iloc[-84:]
    last_run = daily.index[daily["runs"] > 0].max()
    wanted = {
        "export": daily.index[-1] - last_run > pd.Timedelta(days=28),
        "rate": pain.empty or pain.iloc[-28:].notna().mean() < FEW,
        "distance": (recent["runs"].gt(0) & recent["distance_km"].isna()).any(),
        "weigh": recent["weight_kg"].count() < 8,
        "wording": not settings.pain.wording,
        "same_time": True,
    }
    day = t.date(last_run) if pd.notna(last_run) else ""
    return [t(f"advice.{key}", day=day) for key, want in wanted.items() if want]
