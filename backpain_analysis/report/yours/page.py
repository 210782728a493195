"""The person's own page, put together: one file that fetches nothing."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from ...answers import Answers
from ...language import RESTS_WHEN_IT_HURTS, Phrases, plain_text
from ..analysis import Analysis
from ..templates import fill
from .around_events import before_and_after
from .cards import cards
from .fair_test import fair_test_section
from .far import all_far_along
from .history import history_section
from .next_month import next_month
from .safety import lost_weight
from .so_far import so_far
from .timeline import timeline

SIGNS = ("now", "urgently", "first")
HEADINGS = ("answers", "timeline", "conclude", "urgent", "pages")
LONGEST_NAME = 60
ELLIPSIS = "…"


def your_page(
    analysis: Analysis,
    *,
    month: str = "",
    today: dt.date | None = None,
    history: pd.DataFrame | None = None,
    notices: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    analysis : Analysis
    month : str
        "2026-11"; stands in the title.
    today : date, optional
        Stands in the title.
    history : DataFrame, optional
        Each month's estimates, as of `estimates_by_month`.
    notices : sequence of str
        What heads the page.
    links : mapping of str to str
        Other pages by file, with their titles.
    """
    p = analysis.phrases
    answers = analysis.answers
    shown = dataclasses.replace(analysis.diary, days=analysis.shown)
    far = all_far_along(answers)
    loss = ""
    if lost_weight(analysis.daily["weight_kg"]):
        loss = p("yours.weight_loss")
    return fill(
        "yours/yours.html",
        lang=p.language,
        title=_title(p, analysis, month),
        dated=p("yours.dated", day=today) if today else "",
        headings={key: p(f"yours.{key}") for key in HEADINGS},
        urgent_line=p("yours.urgent_line"),
        loss=loss,
        fair_test=fair_test_section(p, analysis.fair_test, analysis.daily),
        fair_test_first=_is_over(analysis),
        cards=cards(p, answers, far),
        cautions=_cautions(p, answers),
        so_far=so_far(p, analysis.daily),
        timeline=timeline(p, shown),
        events_note=_events_note(p, analysis),
        around=before_and_after(p, shown),
        next_month=next_month(p, analysis, far),
        history=history_section(p, history, answers.plan.sesoi),
        conclude=_not_to_conclude(p, analysis),
        signs=[(p(f"urgent.{key}"), _phrases_of(p, f"urgent_{key}")) for key in SIGNS],
        notices=notices,
        links=links or {},
    )


def _title(p: Phrases, analysis: Analysis, month: str) -> str:
    """Return the title: whose page it is, and of which month."""
    title = p("yours.title")
    name = plain_text(analysis.settings.who.name).strip()
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1] + ELLIPSIS
    if name:
        title = p("yours.title_of", name=name)
    if month:
        first = pd.Period(month).start_time
        title = p("yours.in_month", title=title, month=p.date(first, "long_month"))
    return title


def _is_over(analysis: Analysis) -> bool:
    """Tell whether a fair test has ended: its result then stands first."""
    return analysis.fair_test is not None and analysis.fair_test.progress.is_over


def _events_note(p: Phrases, analysis: Analysis) -> str:
    """Ask, once, whether the events may stand on the clinician's pages."""
    if analysis.diary.events and analysis.settings.print_events is None:
        return p("handed_on.events_not_printed")
    return ""


def _cautions(p: Phrases, answers: Answers) -> list[str]:
    """Return what has to be added to every answer."""
    cautions = [p("answer.more_days")]
    if answers.reverse is not None and answers.reverse.finding in RESTS_WHEN_IT_HURTS:
        cautions.insert(0, p("answer.rests_when_it_hurts"))
    return cautions


def _not_to_conclude(p: Phrases, analysis: Analysis) -> list[str]:
    """Return what not to conclude; a fair test may say what the three answers may not."""
    lines = {key: p(f"conclude.{key}") for key in p.look_up("conclude")}
    if analysis.fair_test is not None and analysis.fair_test.result is not None:
        lines["association"] = p("fair.conclude")
    return list(lines.values())


def _phrases_of(p: Phrases, table: str) -> list[str]:
    return [p(f"{table}.{key}") for key in p.look_up(table)]
