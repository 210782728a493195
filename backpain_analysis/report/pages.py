"""Figures and pages of one report: the clinician's folder, and the person's own page."""

import base64
import re
import shutil
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from .. import plots as figures
from ..language import Phrases
from ..language.texts import Texts, fill
from ..model.exposures import DISTANCE
from .clinician import answer_row, clinician_content, write_pdf
from .month import Analysis

HANDED_ON = ("timeline", "answers", "lag_curve")
# inches: so that their 9 pt are not shrunk to fit beside the text of a full page
HEIGHTS = {"timeline": 3.8, "answers": 2.2, "lag_curve": 2.8}
LOSS, HALF_A_YEAR = 0.05, 183
FEW = 0.7


def write_pages(
    building: Path, analysis: Analysis, history: pd.DataFrame
) -> Sequence[figures.Picture]:
    """Draw every figure, and write `clinician/`: all that is meant to be handed on."""
    t = analysis.texts
    shown, clinician = building / "figures", building / "clinician"
    attached = clinician / "figures"
    shown.mkdir()
    attached.mkdir(parents=True)
    pictures = _pictures(analysis, history)
    for picture in pictures:
        picture.set_figheight(HEIGHTS.get(picture.name, picture.get_figheight()))
        picture.draw_without_rendering()  # lays it out once for its three files
        picture.set_layout_engine(None)
        picture.save(shown)
    handed = [p for p in pictures if p.name in HANDED_ON]
    for path in (path for p in handed for path in shown.glob(f"{p.name}.*")):
        shutil.copy(path, attached)
    words = {p.name: {"alt": p.alt, "caption": p.caption, "file": f"{p.name}.svg"} for p in handed}
    content = clinician_content(analysis) | {"notices": _notices(analysis, t), "figures": words}
    papers = {"a4": clinician / "clinician.pdf", "us-letter": clinician / "clinician-letter.pdf"}
    write_pdf(content, attached, papers)
    for w in words.values():
        w["data"] = base64.b64encode((attached / w["file"]).read_bytes()).decode()
    for page in ("clinician.html", "clinician.txt"):
        (clinician / page).write_text(fill(page, c=content, **content), encoding="utf-8")
    return pictures


def write_your_page(
    building: Path, analysis: Analysis, pictures: Sequence[figures.Picture] | None
) -> None:
    """Write `yours.html`, with links to every other page, and head these with what must be known.

    The notebooks' pages are English, whatever the language of the others.
    """
    t = analysis.texts
    pages = {"a4": ".pdf", "letter": "-letter.pdf", "html": ".html", "txt": ".txt"}
    links = {f"clinician/clinician{end}": t(f"links.{key}") for key, end in pages.items()}
    notices = _notices(analysis, Texts("en", other=t.other))
    head = "<main>\n" + fill("notices.html", notices=notices)
    given = re.compile(r"<main>\s*(<blockquote>.*</blockquote>\s*)*")  # earlier notices too
    for path in sorted(building.glob("[0-9]*.html")):
        html = path.read_text("utf-8")
        title = re.search("<title>(.*)</title>", html)
        links[path.name] = unescape(title[1]) if title else path.stem
        path.write_text(given.sub(lambda _: head, html, 1), "utf-8")
    links["changes.md"] = t("links.changes")
    seen = [p for p in pictures or () if p.name in ("timeline", "answers", "history")]
    page = your_page(analysis, notices=_notices(analysis, t), links=links, pictures=seen)
    (building / "yours.html").write_text(page, encoding="utf-8")


def your_page(analysis: Analysis, **more: Any) -> str:
    """Return the person's own page: the answers, what to record, what not to conclude, signs."""
    t, daily, answers = analysis.texts, analysis.daily, analysis.answers
    told = [(a.sentence, a.rules_out) for a in answers]
    if t.language != "en":
        rows = [answer_row(t, a) for a in answers]
        heads = [f"{r['label']}: {r['verdict']}. {r['sentence']}" for r in rows]
        told = [
            (head, f"{r['rules_out']} {r['wait']}") for head, r in zip(heads, rows, strict=True)
        ]
    runs_less = answers.reverse is not None and answers.reverse.verdict == "yes"
    since = daily["pain"].first_valid_index() or daily.index[-1]
    last_run, recent = daily.index[daily["runs"] > 0].max(), daily.iloc[-84:]
    advice = {
        "export": daily.index[-1] - last_run > pd.Timedelta(days=28),
        "rate": daily.loc[since:, "pain"].iloc[-28:].notna().mean() < FEW,
        "distance": (recent["runs"].gt(0) & recent["distance_km"].isna()).any(),
        "weigh": recent["weight_kg"].count() < 8,
        "wording": not analysis.settings.pain.wording,
        "same_time": True,
    }
    day = "" if pd.isna(last_run) else last_run
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


def _notices(analysis: Analysis, t: Texts) -> list[str]:
    """Return what heads every page: whose it is, what is missing, how the plan changed."""
    plan, daily, exports = analysis.answers.plan, analysis.daily, analysis.exports
    regions = sorted(set(exports.pain["region"].dropna()) - {""})
    first, last = daily.index[0], daily.index[-1]
    unchosen = len(regions) > 1 and daily["pain"].isna().all()
    changes = [t("words.change", date=on, looks=n) for on, n in plan.changes]
    told = [
        (analysis.example, t("words.example")),
        (exports.questions, t("words.questions")),
        (len(analysis.shown) < len(daily), t("words.part", first=first, last=last)),
        (plan.frozen_on is None and not analysis.example, t("words.draft")),
        (unchosen, t("words.regions", regions=", ".join(regions))),
        (changes, t("words.changed", when=", ".join(changes))),
    ]
    return [text for needed, text in told if needed]


def _pictures(analysis: Analysis, history: pd.DataFrame) -> list[figures.Picture]:
    answers, settings, shown = analysis.answers, analysis.settings, analysis.shown
    events = analysis.exports.events if settings.print_events else None
    words = Phrases(analysis.texts.language, settings.activities)
    look: Any = {"width": figures.PRINT, "words": words}
    pictures = [
        figures.timeline(shown, events=events, **look),
        figures.calendar(shown, **look),
        figures.answers(answers, sesoi=answers.plan.sesoi, **look).figure,
    ]
    for fit in (a.fit for a in answers if a.exposure is DISTANCE and a.fit):
        pictures.append(figures.lag_curve(fit, **look).figure)
    if answers.reverse is not None:
        pictures.append(figures.reverse(answers.reverse, **look).figure)
    if len(set(history["month"])) > 1:
        pictures.append(figures.history(history, sesoi=answers.plan.sesoi, **look))
    return pictures
