"""The clinician's pages: one content, in words, for the PDF, the page and the plain text."""

import datetime as dt
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from ..answers import Answer, Answers
from ..checks import Check, diary_check
from ..codes import Verdict, in_percent
from ..language import (
    Phrases,
    answer_hidden_cause,
    card_line,
    detectable_sentence,
    estimate_sentence,
    exposure_label,
    exposure_measure,
    fair_details,
    fair_line,
    fair_sentence,
    fair_table,
    percent_rated,
    plain_text,
    side_of,
    upper_first,
    verdict_name,
)
from .analysis import Analysis
from .course import course_lines
from .fair_test import end_words, set_up_words
from .months import by_month, period_words
from .recorded import recorded

MONTHS_SHOWN = 12
MONTHS_BESIDE_A_TEST = 6  # and no lag curve: what chance decided tells more, and two pages must do
MONTH_COLUMNS = ("month", "rated", "median", "worst", "severe", "runs", "km", "weight")
NATURAL_SCALE = "0-10"
FINE_STEP = 1.0  # NRS points between neighbouring ratings
MATTERS = 0.05  # NRS points; less would be written as 0.0
Pairs = list[tuple[str, str]]


def clinician_content(analysis: Analysis, today: dt.date | None = None) -> dict[str, Any]:
    """Put all that the two pages say into words, ready for JSON; the caller adds the figures.

    `today` is the date that the pages bear.
    """
    p = analysis.phrases
    daily = analysis.shown
    answers = analysis.answers
    rows = [answer_row(p, answer) for answer in answers]
    heading = "answers.heading" if len(rows) == 3 else "answers.heading_fewer"
    waits = [row["wait"] for row in rows if row["wait"]]
    fair_test = _fair_test(p, analysis)
    content: dict[str, Any] = {
        "lang": p.language,
        "title": p("words.title", activities=p.activity_names()),
        "kind": p("words.kind"),
        "period": p("words.period", first=daily.index[0], last=daily.index[-1]),
        "dated": p("handed_on.dated", day=today) if today else "",
        "who": _who(p, analysis),
        "fair_test": fair_test,
        "course_heading": p("course.heading"),
        "course": course_lines(p, daily),
        "answers_heading": p(heading),
        "answers_elsewhere": p("handed_on.answers_elsewhere"),
        "answers": rows,
        "months_heading": p("months.heading"),
        "months": _months(p, daily, MONTHS_BESIDE_A_TEST if fair_test else MONTHS_SHOWN),
        "no_lag_curve": "" if fair_test else p("handed_on.no_link"),
        "scroll": p("handed_on.scroll"),
        "reverse_heading": p("reverse.heading"),
        "reverse": _reverse(p, answers.reverse),
        "trust_heading": p("trust.heading"),
        "trust": _trust(p, analysis, waits),
        "recorded_heading": p("other.heading"),
        "recorded": recorded(p, analysis),
        "footer": p("fair.footer") if fair_test else p("footer.text"),
        "print": p("footer.print", hash=answers.plan.hash, version=version("backpain_analysis")),
    }
    return {key: without_controls(value) for key, value in content.items()}


def without_controls(content: Any) -> Any:
    """Take control characters out of every text of a nested content."""
    if isinstance(content, str):
        return plain_text(content)
    if isinstance(content, dict):
        return {key: without_controls(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [without_controls(value) for value in content]
    return content


def _fair_test(p: Phrases, analysis: Analysis) -> dict[str, Any] | None:
    """Return a fair test's result in words; None where there is none, or it may not be seen yet."""
    reported = analysis.fair_test
    if reported is None or reported.result is None:
        return None
    result = reported.result
    sentences = [
        fair_sentence(p, result, "person"),
        *fair_details(p, result, "person"),
        *end_words(p, reported.test, result, "person"),
    ]
    head, *rows = zip(*fair_table(p, result), strict=True)  # a row for each kind of block
    return {
        "heading": p("fair.heading_person"),
        "set_up": set_up_words(p, reported.test),
        "line": fair_line(p, result),
        "sentences": sentences,
        "head": head,
        "rows": rows,
    }


def _who(p: Phrases, analysis: Analysis) -> Pairs:
    """Return what the person typed of themselves, and how the pain was asked."""
    who = analysis.settings.who
    rows = []
    if who.name:
        rows.append((p("who.name"), who.name))
    if who.born:
        rows.append((p("who.born"), p.date(who.born)))
    asked = "; ".join(_pain_question(p, analysis))
    rows.append((p("who.asked"), asked))
    if who.question:
        rows.append((p("who.question"), p("who.quoted", text=who.question)))
    return rows


def _pain_question(p: Phrases, analysis: Analysis) -> list[str]:
    """Return the parts of what is known about the pain question."""
    pain = analysis.settings.pain
    wording = p("who.asked_default")
    if pain.wording:
        wording = p("who.quoted", text=pain.wording)
    per_day = p(f"who.per_day_{pain.per_day}")
    parts = [wording, p("who.scale", per_day=per_day)]
    for scale in _converted_scales(analysis):
        parts.append(p("who.converted", scale=scale))
    step = _step_of(analysis.shown["pain"])
    if step > FINE_STEP:
        parts.append(p("handed_on.steps", step=step))
    if analysis.diary.region:
        parts.append(p("who.region", region=analysis.diary.region))
    recall = pain.recall or p("who.not_given")
    parts.append(p("who.recall", recall=recall))
    usual_time = pain.usual_time or _clock(p, analysis)
    if usual_time:
        parts.append(p("who.usual_time", usual_time=usual_time))
    return parts


def _converted_scales(analysis: Analysis) -> list[str]:
    decisions = analysis.exports.decisions
    scales = decisions.loc[decisions["decision"] == "pain_scale", "value"]
    return sorted(set(scales) - {NATURAL_SCALE})


def _step_of(pain: pd.Series) -> float:
    """Return the smallest difference between two ratings; 0 where all are alike."""
    different = np.unique(pain.dropna())
    return float(np.diff(different).min(initial=np.inf)) if len(different) > 1 else 0.0


def _clock(p: Phrases, analysis: Analysis) -> str:
    """Return when the middle half of the ratings was given; nothing where few carry a time."""
    times = analysis.exports.pain["time"]
    timed = times[times != times.dt.normalize()]
    if timed.empty or len(timed) < len(times) / 2:
        return ""
    day_start = pd.Timestamp.combine(pd.Timestamp("2000-01-01"), analysis.settings.day_starts)
    into_the_day = (timed - day_start) % pd.Timedelta(days=1)
    earliest = day_start + into_the_day.quantile(0.25)
    latest = day_start + into_the_day.quantile(0.75)
    return p("who.clock", low=f"{earliest:%H:%M}", high=f"{latest:%H:%M}")


def answer_row(p: Phrases, a: Answer) -> dict[str, str]:
    """Return an answer in words: exposure, label, verdict, line, sentence, rules_out, wait."""
    name = a.exposure.name
    label = upper_first(exposure_label(p, name))
    row = {
        "exposure": name,
        "label": label,
        "verdict": verdict_name(p, a.verdict),
        "line": f"{verdict_name(p, a.verdict)}.",
        "sentence": "",
        "rules_out": "",
        "wait": "",
    }
    if a.lack:
        row["sentence"] = p.remark(a.lack)
    if a.fit is None:
        return row
    row["line"] = card_line(p, a)
    row["sentence"] = estimate_sentence(
        p,
        name,
        a.fit.estimate,
        a.interval(),
        a.level,
        window_days=a.fit.window_days,
    )
    row["rules_out"] = _rules_out(p, a)
    if a.verdict is Verdict.CANNOT_TELL:
        row["wait"] = f"{label}: {detectable_sentence(p, a)}"
    return row


def _rules_out(p: Phrases, a: Answer) -> str:
    """Say in one sentence how far pain may differ between the person's own low and high."""
    interval = a.contrast_int()
    return p(
        "between.low_and_high",
        low=a.contrast.low,
        high=a.contrast.high,
        measure=exposure_measure(p, a.exposure.name),
        higher=_side(p, "higher", interval.upper, a.sesoi),
        lower=_side(p, "lower", -interval.lower, a.sesoi),
    )


def _side(p: Phrases, side: str, bound: float, sesoi: float) -> str:
    if bound >= sesoi:
        return p(f"between.may_be_{side}", bound=bound)
    if bound >= MATTERS:
        return p(f"between.hardly_{side}", bound=bound)
    return p(f"between.not_{side}")


def _months(p: Phrases, daily: pd.DataFrame, most: int) -> dict[str, Any]:
    head = [p(f"months.{column}") for column in MONTH_COLUMNS]
    table = by_month(daily, most)
    rows = [_month(p, str(name), month) for name, month in table.iterrows()]
    return {"head": head, "rows": rows}


def _month(p: Phrases, name: str, month: pd.Series) -> list[str]:
    rated = p.number(month["rated"], 0)
    if month["days"]:
        share = percent_rated(month["rated"], month["days"])
        rated = f"{rated} ({share} %)"
    return [
        period_words(p, name),
        rated,
        p.short(month["median"]),
        p.short(month["worst"]),
        p.number(month["severe"], 0),
        p.number(month["runs"], 0),
        p.number(month["km"], 0),
        p.number(month["weight_kg"]),
    ]


def _reverse(p: Phrases, reverse: Check | None) -> dict[str, str]:
    """Return the answer to the reverse question, in one word and in a sentence, and why asked."""
    why = p("reverse.why")
    if reverse is None:
        return {"answer": "", "text": p("reverse.absent"), "why": why}
    interval = reverse.conf_int()
    side = side_of(reverse.estimate)
    text = p(
        "reverse.found",
        change=abs(_percent(reverse.estimate)),
        side=p(f"reverse.side_{side}"),
        low=_percent(interval.lower),
        high=_percent(interval.upper),
    )
    answer = p(f"reverse.{reverse.finding}")
    return {"answer": f"{answer}.", "text": text, "why": why}


def _percent(share: float) -> int:
    return round(in_percent(share))


def _trust(p: Phrases, analysis: Analysis, waits: list[str]) -> Pairs:
    """Return how far the answers can be trusted: gaps, the plan, looks, what would change them."""
    looks = p("trust.no_look")
    if analysis.looks:
        looks = p("trust.looks_text", looks=analysis.looks)
    sesoi = p.short(analysis.answers.plan.sesoi)
    what_would_change = [*waits, p("trust.change_text")]
    return [
        (p("trust.rated"), _how_well_rated(p, analysis.shown)),
        (p("trust.plan"), _plan(p, analysis)),
        (p("trust.looks"), looks),
        (p("trust.sesoi"), p("trust.sesoi_text", sesoi=sesoi)),
        *_hidden_causes(p, analysis.answers),
        (p("trust.change"), " ".join(what_would_change)),
    ]


def _hidden_causes(p: Phrases, answers: Answers) -> Pairs:
    """Return a row that sizes a hidden cause, where an association is found."""
    told = []
    for a in answers:
        if a.hidden is not None:
            label = upper_first(exposure_label(p, a.exposure.name))
            told.append(f"{label}: {answer_hidden_cause(p, a)}")
    if not told:
        return []
    return [(p("hidden.heading"), " ".join(told))]


def _how_well_rated(p: Phrases, daily: pd.DataFrame) -> str:
    if daily["pain"].isna().all():
        return p("trust.rated_none")
    check = diary_check(daily)
    rated = check.values["rated"]
    days = check.values["days"]
    longest_gap = check.values["longest_gap"]
    share = percent_rated(rated, days)
    parts = [p("trust.rated_text", rated=rated, total=days, share=share)]
    if longest_gap:
        parts.append(p("trust.gap", gap=longest_gap))
    parts.append(p(f"gaps.{check.finding}"))
    return " ".join(parts)


def _plan(p: Phrases, analysis: Analysis) -> str:
    plan = analysis.answers.plan
    if plan.frozen_on is None and analysis.example:
        return p("trust.plan_example")
    if plan.frozen_on is None:
        return p("trust.plan_draft")
    state = p("trust.plan_unchanged")
    if plan.changes:
        days = ", ".join(p.date(day) for day, _ in plan.changes)
        state = p("trust.plan_changed", date=days)
    if plan.new_methods:
        days = ", ".join(p.date(day) for day, _ in plan.new_methods)
        state = p("held_plan.method_changed", state=state, date=days)
    if plan.drafts_seen:
        n = plan.drafts_seen
        told = p("trust.plan_after_drafts", n=n, date=plan.frozen_on, state=state)
    else:
        told = p("trust.plan_frozen", date=plan.frozen_on, state=state)
    return f"{told} {p('held_plan.contrasts')}"
