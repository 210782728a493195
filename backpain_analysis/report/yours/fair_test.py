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
from .bars import interval_bar, named_bar, reach_for
from .marks import dots, element, on_axis, path, picture, rule, spans
from .panels import PAIN_HIGH, PAIN_LOW, STRIP, jittered
from .timeline import axis_of_days

SIGNS = {"EFFECT": "!", "NO_LARGE_EFFECT": "=", "CANNOT_TELL": "?"}
LOOKS = {
    "EFFECT": "meaningful",
    "NO_LARGE_EFFECT": "nothing-meaningful",
    "CANNOT_TELL": "cannot-tell",
}


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
    yield from _picture(p, result, pain)
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


def _picture(p: Phrases, result: TrialResult, pain: pd.Series) -> Iterator[Markup]:
    """Draw each day's rating and each block's mean: a line, broken where less was asked for."""
    shown = pain.reindex(pd.date_range(result.first_day, result.last_day, freq="D"))
    n = len(shown)
    x = np.arange(n) + 0.5
    marks = [path(rule(_y(level), 0, n), "grid") for level in range(0, 11, 2)]
    marks.append(path(dots(x, _ys(jittered(shown))), "dots"))
    marks += [_means(result, is_high=False), _means(result, is_high=True)]
    unrated = shown.isna().to_numpy()
    marks.append(path(spans(unrated, *STRIP), "unrated"))
    drawn = picture(0, n, *marks, class_="marks")
    levels = (0, 5, 10)
    numbers = [
        element("span", p.number(level, 0), class_="number", style=f"top:{_y(level):.0f}%")
        for level in levels
    ]
    keys = {"high": p("figure.fair_test.high"), "low": p("figure.fair_test.low")}
    keys["dots"] = p("timeline.rating")
    if unrated.any():
        keys["unrated"] = p("timeline.unrated")
    legend = [element("span", element("i", class_=f"key {k}"), told) for k, told in keys.items()]
    title = element("p", element("b", p("timeline.pain")), *legend, class_="panel-title")
    alt = p("fair.picture", n=len(result.blocks), first=result.first_day, last=result.last_day)
    plot = element("div", *numbers, drawn, class_="plot", role="img", aria_label=alt)
    panel = element("div", title, plot, class_="panel pain")
    stage = element("div", panel, axis_of_days(p, shown.index), class_="stage")
    yield element("div", stage, class_="timeline")


def _means(result: TrialResult, *, is_high: bool) -> Markup:
    """Draw the means of one kind of block over its days."""
    blocks = result.blocks
    drawn = ""
    for block in blocks[blocks["is_high"] == is_high].itertuples():
        if np.isfinite(block.mean_pain):
            first = (block.first_day - pd.Timestamp(result.first_day)).days
            drawn += rule(_y(block.mean_pain), first, first + block.days)
    return path(drawn, "high" if is_high else "low")


def _y(level: float) -> float:
    return float(_ys(np.array(level)))


def _ys(values: np.ndarray) -> np.ndarray:
    return on_axis(values, PAIN_LOW, PAIN_HIGH)


def _bar(p: Phrases, result: TrialResult) -> Markup:
    """Draw the interval of the difference between the high and the low week."""
    effect = result.over_contrast
    if not np.isfinite(effect.estimate):
        return Markup("")
    ends = [abs(end) for end in (*effect.interval, effect.estimate) if np.isfinite(end)]
    reach = reach_for(max(ends), result.sesoi)
    drawn = interval_bar(effect.estimate, effect.interval, reach, result.sesoi)
    told = p(
        "fair.bar",
        interval=bounded_words(p, effect.interval),
        sesoi=p("amount.points", n=result.sesoi),
    )
    return named_bar(p, drawn, told)


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


def _rows(p: Phrases, blocks: tuple[BlockSoFar, ...]) -> list[tuple[str, ...]]:
    """Return a table of what was asked for and done in each block; the head first."""
    columns = ("block", "asked", "done", "rated")
    rows: list[tuple[str, ...]] = [tuple(p(f"fair.so_far.{name}") for name in columns)]
    for block in blocks:
        kind = kind_of_block(p, block.is_high)
        name = p("fair.so_far.named", number=block.number, day=block.first, kind=kind)
        rated = p("fair.table.rated_of", rated=block.days - block.unrated, days=block.days)
        rows.append((name, *_kilometres(p, block), rated))
    return rows


def _kilometres(p: Phrases, block: BlockSoFar) -> tuple[str, str]:
    """Return what was asked for and done; a dash where nothing is known."""
    if not block.known_days:
        return p("number.none"), p("number.none")
    return p.short(block.km_asked), p.short(block.km_done)


def _table(rows: Sequence[tuple[str, ...]]) -> Markup:
    head, *body = rows
    cells = [element("th", text, scope="col") for text in head]
    lines = []
    for name, *values in body:
        told = [element("td", value) for value in values]
        lines.append(element("tr", element("th", name, scope="row"), *told))
    thead = element("thead", element("tr", *cells))
    return element("div", element("table", thead, element("tbody", *lines)), class_="table")
