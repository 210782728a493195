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
        heads = [f"{r['label']}: {r['verdict']}. {r['sentence']}" for r in rows]
        told = [
            (head, f"{r['rules_out']} {r['wait']}") for head, r in zip(heads, rows, strict=True)
        ]
    runs_less = answers.reverse is not None and answers.reverse.verdict == "yes"
    pain, recent = diary(daily["pain"]), daily.iloc[-84:]
    last_run = daily.index[daily["runs"] > 0].max()
    day = "" if pd.isna(last_run) else last_run
    advice = {
        "export": daily.index[-1] - last_run > pd.Timedelta(days=28),
        "rate": pain.empty or pain.iloc[-28:].notna().mean() < FEW,
        "distance": (recent["runs"].gt(0) & recent["distance_km"].isna()).any(),
        "weigh": recent["weight_kg"].count() < 8,
        "wording": not settings.pain.wording,
        "same_time": True,
    }
    return fill(
        "yours.html",
        lang=t.language,
        title=t("yours.title"),
        w=t.catalogue,
        told=told,
        cautions=[t("yours.runs_less")] * runs_less + [t("yours.more_days")],
        lost=lost_weight(daily["weight_kg"]),
        advice=[t(f"advice.{key}", day=day) for key, wanted in advice.items() if wanted],
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
