"""Figures and pages of one report: the clinician's folder, and the person's own page."""

import base64
import re
import shutil
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pandas as pd

from .. import figures
from ..exposures import DISTANCE
from ..lagged import lag_curve
from .clinician import clinician_content, write_pdf
from .monthly import Analysis
from .texts import Texts, fill
from .yours import your_page

HANDED_ON = ("timeline", "answers", "lag_curve")
# inches: so that their 9 pt are not shrunk to fit beside the text of a full page
HEIGHTS = {"timeline": 3.8, "answers": 2.2, "lag_curve": 2.8}


def write_pages(
    building: Path, analysis: Analysis, history: pd.DataFrame
) -> Sequence[figures.Picture]:
    """Draw every figure, and write `clinician/`: all that is meant to be handed on."""
    t = analysis.texts
    shown, clinician = building / "figures", building / "clinician"
    attached = clinician / "figures"
    shown.mkdir()
    attached.mkdir(parents=True)
    with figures.spoken(t.language, t.other):
        pictures = _pictures(analysis, history, t)
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
    t, a = analysis.texts, analysis
    pages = {"a4": ".pdf", "letter": "-letter.pdf", "html": ".html", "txt": ".txt"}
    links = {f"clinician/clinician{end}": t(f"links.{key}") for key, end in pages.items()}
    head = "<main>\n" + fill("notices.html", notices=_notices(a, Texts("en", other=t.other)))
    given = re.compile(r"<main>\s*(<blockquote>.*</blockquote>\s*)*")  # earlier notices too
    for path in sorted(building.glob("[0-9]*.html")):
        html = path.read_text("utf-8")
        title = re.search("<title>(.*)</title>", html)
        links[path.name] = unescape(title[1]) if title else path.stem
        path.write_text(given.sub(lambda _: head, html, 1), "utf-8")
    links["changes.md"] = t("links.changes")
    seen = [p for p in pictures or () if p.name in ("timeline", "answers", "history")]
    more = {"notices": _notices(a, t), "links": links, "pictures": seen}
    own = your_page(a.daily, a.answers, a.settings, t, **more)
    (building / "yours.html").write_text(own, encoding="utf-8")


def _notices(analysis: Analysis, t: Texts) -> list[str]:
    """Return what heads every page: whose it is, what is missing, how the plan changed."""
    plan, daily = analysis.answers.plan, analysis.daily
    notices = [t("words.example")] if analysis.example else []
    if analysis.exports.questions:
        notices.append(t("words.questions"))
    if len(analysis.shown) < len(daily):
        notices.append(t("words.part", first=daily.index[0], last=daily.index[-1]))
    if plan.frozen_on is None and not analysis.example:
        notices.append(t("words.draft"))
    regions = sorted(set(analysis.exports.pain["region"].dropna()) - {""})
    if len(regions) > 1 and not daily["pain"].notna().any():
        notices.append(t("words.regions", regions=", ".join(regions)))
    if plan.changes:
        when = [t("words.change", date=on, looks=n) for on, n in plan.changes]
        notices.append(t("words.changed", when=", ".join(when)))
    return notices


def _pictures(analysis: Analysis, history: pd.DataFrame, t: Texts) -> list[figures.Picture]:
    answers, settings, shown = analysis.answers, analysis.settings, analysis.shown
    activity = t.activities(settings.activities) if t.other else t("words.running")
    events = analysis.exports.events if settings.print_events else None
    width, sesoi = figures.PRINT, answers.plan.sesoi
    activity = activity[:1].upper() + activity[1:]
    pictures = [
        figures.draw_timeline(shown, activity=activity, events=events, width=width),
        figures.draw_calendar(shown, width=width),
        figures.draw_answers(answers, sesoi=sesoi, width=width).figure,
    ]
    for fit in (a.fit for a in answers if a.exposure is DISTANCE and a.fit):
        pictures.append(figures.draw_lag_curve(lag_curve(fit), width=width).figure)
    if answers.reverse is not None:
        pictures.append(figures.draw_reverse(answers.reverse, width=width).figure)
    if len(set(history["month"])) > 1:
        pictures.append(figures.draw_history(history, sesoi=sesoi, width=width))
    return pictures
