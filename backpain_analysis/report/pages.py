"""Figures and pages of one report: the clinician's folder, and the person's own page."""

import base64
import datetime as dt
import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from .. import plots
from ..codes import Verdict
from ..language import Phrases, exposure_label, plain_text
from ..model import DISTANCE
from .analysis import Analysis
from .clinician import clinician_content
from .habits import habits_words
from .pdf import write_pdf
from .templates import fill
from .yours import your_page

ASSOCIATED = (Verdict.MEANINGFUL, Verdict.SIZE_UNCERTAIN)
HANDED_ON = ("fair_test", "timeline", "answers", "lag_curve")
# inches: so that their 9 pt are not shrunk to fit beside the text of a full page
HEIGHTS = {"fair_test": 1.9, "timeline": 3.8, "answers": 2.2, "lag_curve": 2.8}
FOR_THE_CLINICIAN = {
    "a4": "clinician/clinician.pdf",
    "letter": "clinician/clinician-letter.pdf",
    "html": "clinician/clinician.html",
    "txt": "clinician/clinician.txt",
}
HEAD = re.compile(r"<main>\s*(<blockquote>.*</blockquote>\s*)*")  # with the notices of before
TITLE = re.compile("<title>(.*)</title>")


def write_pages(
    building: Path, analysis: Analysis, history: pd.DataFrame, today: dt.date
) -> Sequence[plots.Picture]:
    """Draw every figure, and write `clinician/`: all that is meant to be handed on."""
    shown = building / "figures"
    attached = building / "clinician" / "figures"
    shown.mkdir()
    attached.mkdir(parents=True)
    pictures = _draw_and_save(analysis, history, shown)
    handed_on = [picture for picture in pictures if picture.name in HANDED_ON]
    for picture in handed_on:
        for path in shown.glob(f"{picture.name}.*"):
            shutil.copy(path, attached)
    _write_for_the_clinician(building / "clinician", analysis, handed_on, today)
    return pictures


def _draw_and_save(analysis: Analysis, history: pd.DataFrame, folder: Path) -> list[plots.Picture]:
    """Draw every figure, and have Typst set each in a thread while the next one is drawn."""
    pictures = _pictures(analysis, history)
    with ThreadPoolExecutor(max_workers=1) as typesetter:
        being_set = []
        for picture in pictures:
            own_height = picture.get_figheight()
            picture.set_figheight(HEIGHTS.get(picture.name, own_height))
            picture.lay_out()
            picture.save_drawing(folder)
            being_set.append(typesetter.submit(picture.save_as_set, folder))
        for one in being_set:
            one.result()
    return pictures


def _pictures(analysis: Analysis, history: pd.DataFrame) -> list[plots.Picture]:
    answers = analysis.answers
    shown = analysis.shown
    sesoi = answers.plan.sesoi
    events = None
    if analysis.settings.print_events:
        events = analysis.exports.events
    look: Any = {"width": plots.PRINT, "words": analysis.phrases}
    pictures = [
        plots.timeline(shown, events=events, **look),
        plots.calendar(shown, **look),
        plots.answers(answers, sesoi=sesoi, **look).figure,
    ]
    for a in answers:
        if a.exposure is DISTANCE and a.verdict in ASSOCIATED:
            pictures.append(plots.lag_curve(a.fit, **look).figure)
    if answers.reverse is not None:
        pictures.append(plots.reverse(answers.reverse, **look).figure)
    pictures += _of_fair_test(analysis)
    if len(set(history["month"])) > 1:
        pictures.append(plots.history(history, sesoi=sesoi, **look))
    return pictures


def _of_fair_test(analysis: Analysis) -> list[plots.Picture]:
    """Draw the result of a fair test, once there is one."""
    reported = analysis.fair_test
    if reported is None or reported.result is None:
        return []
    result = reported.result
    words = analysis.phrases
    return [plots.fair_test(result, analysis.diary, width=plots.PRINT, words=words)]


def _write_for_the_clinician(
    folder: Path, analysis: Analysis, handed_on: Sequence[plots.Picture], today: dt.date
) -> None:
    """Write the two pages as PDF for both papers, as one HTML file, and as plain text."""
    drawings = folder / "figures"
    content = clinician_content(analysis, today)
    content["notices"] = notices(analysis, analysis.phrases, for_person=False)
    figures = {picture.name: _figure_content(picture) for picture in handed_on}
    if content["fair_test"]:
        figures.pop("lag_curve", None)
    content["figures"] = figures
    papers = {"a4": folder / "clinician.pdf", "us-letter": folder / "clinician-letter.pdf"}
    write_pdf(content, drawings, papers)
    for figure in figures.values():
        drawing = (drawings / figure["file"]).read_bytes()
        figure["data"] = base64.b64encode(drawing).decode()
    for name in ("clinician.html", "clinician.txt"):
        page = fill(
            name,
            c=content,
            notices=content["notices"],
            lang=content["lang"],
            title=content["title"],
        )
        (folder / name).write_text(page, encoding="utf-8")


def _figure_content(picture: plots.Picture) -> dict[str, str]:
    """Return what the pages say of a figure, and the file that it stands in."""
    return {
        "alt": plain_text(picture.alt),
        "caption": plain_text(picture.caption),
        "file": f"{picture.name}.svg",
    }


def write_your_page(
    building: Path, analysis: Analysis, month: str, today: dt.date, history: pd.DataFrame
) -> None:
    """Write `yours.html` with links to every other page; head these with what must be known."""
    p = analysis.phrases
    told = notices(analysis, p)
    links = {file: p(f"links.{key}") for key, file in FOR_THE_CLINICIAN.items()}
    for path in sorted(building.glob("[0-9]*.html")):
        links[path.name] = _head_with(path, told)
    links["changes.md"] = p("links.changes")
    page = your_page(
        analysis,
        month=month,
        today=today,
        history=history,
        notices=told,
        links=links,
    )
    (building / "yours.html").write_text(page, encoding="utf-8")


def _head_with(path: Path, lines: list[str]) -> str:
    """Head a notebook's page with notices, in place of those of before; return its title."""
    html = path.read_text(encoding="utf-8")
    told = fill("notices.html", notices=lines)
    headed = HEAD.sub(lambda _: f"<main>\n{told}", html, count=1)
    path.write_text(headed, encoding="utf-8")
    title = TITLE.search(html)
    if title is None:
        return path.stem
    return unescape(title[1])


def notices(analysis: Analysis, p: Phrases, *, for_person: bool = True) -> list[str]:
    """Return what heads every page: whose it is, what is missing, how the plan changed."""
    plan = analysis.answers.plan
    daily = analysis.daily
    lines = []
    if analysis.example:
        lines.append(p("words.example"))
    if analysis.exports.questions:
        lines.append(p("words.questions"))
    if len(analysis.shown) < len(daily):
        lines.append(p("words.part", first=daily.index[0], last=daily.index[-1]))
    if analysis.not_fixed == "unconfirmed":
        lines.append(_to_confirm(analysis, p, for_person=for_person))
    elif analysis.not_fixed in ("questions", "too_early"):
        lines.append(p("words.draft"))
    rated_regions = set(analysis.exports.pain["region"].dropna())
    regions = sorted(rated_regions - {""})
    if len(regions) > 1 and daily["pain"].isna().all():
        lines.append(p("words.regions", regions=p.listed(regions)))
    if plan.changes:
        when = [p("words.change", date=day, looks=looks) for day, looks in plan.changes]
        lines.append(p("words.changed", when=p.listed(when)))
    for name, day in plan.redrawn.items():
        lines.append(p("contrasts.redrawn", exposure=exposure_label(p, name), date=day))
    return lines


def _to_confirm(analysis: Analysis, p: Phrases, *, for_person: bool) -> str:
    """Say that the plan waits for its person; to them, how to confirm it."""
    if not for_person:
        return p("words.draft_unconfirmed")
    return p("words.draft_to_confirm", habits=habits_words(p, analysis.habits))
