"""Figures and pages of one report: the clinician's folder, and the person's own page."""

import shutil
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from .. import figures
from ..exposures import DISTANCE
from ..lagged import lag_curve
from ..settings import Settings
from .clinician import clinician_content, write_pdf, written
from .monthly import Analysis
from .texts import Texts, page
from .yours import your_page

HANDED_ON = ("timeline", "answers", "lag_curve")


def write_pages(building: Path, analysis: Analysis, history: pd.DataFrame) -> None:
    """Draw every figure, and write `clinician/`: all that is meant to be handed on."""
    settings = analysis.settings
    t = _texts(settings)
    shown, clinician = building / "figures", building / "clinician"
    attached = clinician / "figures"
    for folder in (shown, attached):
        folder.mkdir(parents=True)
    with figures.spoken(t.catalogue.get("figures", {})):
        pictures = _pictures(analysis, history, t)
        for picture in pictures:
            picture.draw_without_rendering()  # lays it out once for its three files
            picture.set_layout_engine(None)
            picture.save(shown)
    for picture in pictures:
        if picture.name in HANDED_ON:
            for path in shown.glob(f"{picture.name}.*"):
                shutil.copy(path, attached)
    content = clinician_content(
        analysis.shown,
        analysis.answers,
        settings,
        t,
        looks=analysis.looks,
        notices=_notices(analysis, t),
        example=analysis.example,
    )
    content["figures"] = {
        p.name: {"file": f"{p.name}.svg", "alt": p.alt, "caption": p.caption}
        for p in pictures
        if p.name in HANDED_ON
    }
    papers = {"a4": clinician / "clinician.pdf", "us-letter": clinician / "clinician-letter.pdf"}
    write_pdf(content, attached, papers)
    text = written("txt", content, attached)
    (clinician / "clinician.txt").write_text(text, encoding="utf-8")
    html = page(content["title"], written("html", content, attached), language=t.language)
    (clinician / "clinician.html").write_text(html, encoding="utf-8")


def write_your_page(building: Path, analysis: Analysis) -> None:
    """Write `yours.html`, with links to every other page, and head these with what must be known.

    The notebooks' pages are English, whatever the language of the others.
    """
    t = _texts(analysis.settings)
    own = your_page(analysis.daily, analysis.answers, analysis.settings, t)
    own = _quoted(_notices(analysis, t)) + own + _links(building, t)
    (building / "yours.html").write_text(page(t("yours.title"), own, language=t.language), "utf-8")
    english = Texts("en", other=t.other)
    notices = _quoted(_notices(analysis, english))
    for path in building.glob("[0-9]*.html") if notices else ():
        html = path.read_text("utf-8")
        path.write_text(html.replace("<main>", f"<main>\n{notices}", 1), "utf-8")


def _quoted(notices: Iterable[str]) -> str:
    """Return notices as HTML."""
    return "".join(f"<blockquote>{escape(n)}</blockquote>\n" for n in notices)


def _texts(settings: Settings) -> Texts:
    return Texts(settings.language, other=settings.activities != ("run",))


def _notices(analysis: Analysis, t: Texts) -> list[str]:
    """Return what heads every page: whose it is, what is missing, how the plan changed."""
    plan, daily = analysis.answers.plan, analysis.daily
    notices = [t("words.example")] if analysis.example else []
    if analysis.exports.questions:
        notices.append(t("words.questions"))
    if plan.frozen_on is None and not analysis.example:
        notices.append(t("words.draft"))
    regions = sorted(set(analysis.exports.pain["region"].dropna()) - {""})
    if len(regions) > 1 and not daily["pain"].notna().any():
        notices.append(t("words.regions", regions=", ".join(regions)))
    if plan.changes:
        when = [t("words.change", date=t.date(on), looks=n) for on, n in plan.changes]
        notices.append(t("words.changed", when=", ".join(when)))
    return notices


def _pictures(analysis: Analysis, history: pd.DataFrame, t: Texts) -> list[figures.Picture]:
    answers, settings, shown = analysis.answers, analysis.settings, analysis.shown
    usual = settings.activities == ("run",)
    activity = t("words.running") if usual else ", ".join(settings.activities).capitalize()
    events = analysis.exports.events if settings.print_events else None
    look: dict[str, Any] = {"width": figures.PRINT}
    sesoi = answers.plan.sesoi
    pictures: list[Any] = [
        figures.draw_timeline(shown, activity=activity, events=events, **look),
        figures.draw_calendar(shown, **look),
        figures.draw_answers(answers, sesoi=sesoi, **look).figure,
    ]
    for fit in (a.fit for a in answers if a.exposure is DISTANCE and a.fit):
        pictures.append(figures.draw_lag_curve(lag_curve(fit), **look).figure)
    if answers.reverse is not None:
        pictures.append(figures.draw_reverse(answers.reverse, **look).figure)
    if len(history):
        pictures.append(figures.draw_history(history, sesoi=sesoi, **look))
    return pictures


def _links(building: Path, t: Texts) -> str:
    targets: Sequence[str] = [
        "clinician/clinician.pdf",
        "clinician/clinician.html",
        *sorted(p.name for p in building.glob("[0-9]*.html")),
        "changes.md",
    ]
    items = "".join(f'<li><a href="{x}">{escape(x)}</a></li>' for x in targets)
    return f"<h2>{escape(t('yours.pages'))}</h2><ul>{items}</ul>"
