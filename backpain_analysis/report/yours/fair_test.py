"""The fair test on the person's page: how it goes, and the result only when it is over."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...language import (
    Phrases,
    bounded_words,
    fair_badge,
    fair_details,
    fair_line,
    fair_sentence,
    fair_table,
    kind_of_block,
    progress_words,
    stopping_rule_words,
)
from ...trial import BlockSoFar, TrialResult
from ..fair_test import ReportedTest, end_words
from . import pain_axis
from .bars import interval_bar, named_bar, reach_for
from .marks import element, path, rule
from .panel import Legend, Panel, panel_element, picture_of_days
from .timeline import axis_of_days

SIGNS = {"EFFECT": "!", "NO_LARGE_EFFECT": "=", "CANNOT_TELL": "?"}
LOOKS = {
    "EFFECT": "meaningful",
    "NO_LARGE_EFFECT": "nothing-meaningful",
    "CANNOT_TELL": "cannot-tell",
}
Row = tuple[str, ...]


def fair_test_section(p: Phrases, reported: ReportedTest | None, days: pd.DataFrame) -> Markup:
    """Return the section about a fair test; nothing where none was begun.

    `days` are the diary's; they are looked at only when the test is over.
    """
    if reported is None:
        return Markup("")
    heading = element("h2", p("fair.heading"))
    if not reported.progress.is_over:
        parts = list(_under_way(p, reported))
    elif reported.result is None:
        parts = [element("p", p("fair.no_effect", why=reported.lack or ""))]
    else:
        parts = list(_ended(p, reported, reported.result, days["pain"]))
    urgent = element("a", p("yours.urgent_line"), href="#urgent")
    return element(
        "section", heading, *parts, element("p", urgent), class_="fair-test", id="fair-test"
    )


def _ended(
    p: Phrases, reported: ReportedTest, result: TrialResult, pain: pd.Series
) -> Iterator[Markup]:
    """Yield one line, one sentence, one picture, one table; the rest unfolds."""
    code = result.verdict.name
    sign = element("span", SIGNS[code], class_="sign", aria_hidden="true")
    yield element("p", sign, fair_badge(p, result), class_=f"badge {LOOKS[code]}")
    yield element("p", fair_line(p, result), class_="line")
    yield element("p", fair_sentence(p, result))
    yield _picture(p, result, pain)
    yield _bar(p, result)
    yield _table(fair_table(p, result))
    for text in end_words(p, reported.test, result):
        yield element("p", text)
    for remark in reported.progress.changed_settings:
        yield element("p", p.remark(remark), class_="note")
    yield element("p", p("fair.yours_alone"), class_="note")
    summary = element("summary", p("card.numbers"))
    told = [element("p", text) for text in fair_details(p, result)]
    yield element("details", summary, *told)


def _picture(p: Phrases, result: TrialResult, pain: pd.Series) -> Markup:
    """Draw each day's rating and each block's mean: a line, broken where less was asked for."""
    shown = pain.reindex(pd.date_range(result.first_day, result.last_day, freq="D"))
    marks = [
        *pain_axis.grid(len(shown)),
        pain_axis.ratings(shown),
        _means(result, is_high=False),
        _means(result, is_high=True),
        pain_axis.unrated_days(shown),
    ]
    legend = [
        Legend("high", p("figure.fair_test.high")),
        Legend("low", p("figure.fair_test.low")),
        Legend("dots", p("timeline.rating")),
    ]
    if shown.isna().any():
        legend.append(Legend("unrated", p("timeline.unrated")))
    panel = Panel(
        name="pain",
        title=p("timeline.pain"),
        ticks=pain_axis.ticks(p),
        drawn=picture_of_days(len(shown), marks),
        legend=legend,
    )
    blocks = len(result.blocks)
    told = p("fair.picture", n=blocks, first=result.first_day, last=result.last_day)
    drawn = panel_element(panel, alternative=told)
    stage = element("div", drawn, axis_of_days(p, shown.index), class_="stage")
    return element("div", stage, class_="timeline")


def _means(result: TrialResult, *, is_high: bool) -> Markup:
    """Draw the means of one kind of block over its days."""
    blocks = result.blocks
    start = pd.Timestamp(result.first_day)
    drawn = ""
    for block in blocks[blocks["is_high"] == is_high].itertuples():
        if np.isfinite(block.mean_pain):
            first = (block.first_day - start).days
            y = pain_axis.height(block.mean_pain)
            drawn += rule(y, first, first + block.days)
    return path(drawn, "high" if is_high else "low")


def _bar(p: Phrases, result: TrialResult) -> Markup:
    """Draw the interval of the difference between the high and the low week."""
    effect = result.over_contrast
    if not np.isfinite(effect.estimate):
        return Markup("")
    drawn = [abs(number) for number in (*effect.interval, effect.estimate) if np.isfinite(number)]
    reach = reach_for(max(drawn), result.sesoi)
    bar = interval_bar(effect.estimate, effect.interval, reach, result.sesoi)
    told = p(
        "fair.bar",
        interval=bounded_words(p, effect.interval),
        sesoi=p("amount.points", n=result.sesoi),
    )
    return named_bar(p, bar, told)


def _under_way(p: Phrases, reported: ReportedTest) -> Iterator[Markup]:
    """Yield how a test goes that is not over: no number here depends on how pain differs."""
    progress = reported.progress
    state, *told = progress_words(p, progress)
    yield element("p", state, class_="line")
    for text in told:
        yield element("p", text)
    yield element("p", stopping_rule_words(p, reported.test.stopping))
    if progress.blocks:
        yield _table(_rows(p, progress.blocks))
    for remark in progress.remarks:
        yield element("p", p.remark(remark), class_="note")


def _rows(p: Phrases, blocks: tuple[BlockSoFar, ...]) -> list[Row]:
    """Return a table of what was asked for and done in each block; the head first."""
    head = tuple(p(f"fair.so_far.{name}") for name in ("block", "asked", "done", "rated"))
    return [head, *(_row(p, block) for block in blocks)]


def _row(p: Phrases, block: BlockSoFar) -> Row:
    """Return one block's row; a dash for kilometres where nothing is known."""
    kind = kind_of_block(p, block.is_high)
    name = p("fair.so_far.named", number=block.number, day=block.first, kind=kind)
    asked = p("number.none")
    done = p("number.none")
    if block.known_days:
        asked = p.short(block.km_asked)
        done = p.short(block.km_done)
    rated = p("fair.table.rated_of", rated=block.days - block.unrated, days=block.days)
    return name, asked, done, rated


def _table(rows: Sequence[Row]) -> Markup:
    head, *body = rows
    columns = [element("th", text, scope="col") for text in head]
    thead = element("thead", element("tr", *columns))
    tbody = element("tbody", *map(_line, body))
    return element("div", element("table", thead, tbody), class_="table")


def _line(row: Row) -> Markup:
    name, *values = row
    cells = [element("td", value) for value in values]
    return element("tr", element("th", name, scope="row"), *cells)
