"""What the notebooks show of the answers: pictures, sentences and numbers in the person's words."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pandas as pd

from .. import plots
from ..answers import Answer
from ..calibration_table import like_mine, nearest
from ..checks import (
    Diagnosis,
    adjusted_one_by_one,
    diagnose,
    diary_check,
    hidden_cause,
    is_comparable,
    lead_placebo,
    reverse_test,
)
from ..codes import Remark
from ..errors import BackpainError, FitError
from ..language import (
    Phrases,
    answer_caution,
    answer_hidden_cause,
    answer_numbers,
    answer_rules_out,
    card_line,
    card_question,
    check_sentence,
    exposure_label,
    exposure_unit,
    pvalue_words,
    simulated_sentence,
    verdict_name,
    way_in_words,
)
from ..model import DISTANCE, WEIGHT_CHANGE, Exposure, exposure_values, lag_curve, other_columns
from ..report import by_month, period_words
from .note import Note, or_why_not, table, why_not
from .session import Record, exposure_named

DAYS_A_WEEK = 7
ADJUSTED = {"planned", "fewer_time_terms", "more_time_terms", "other_variables", "events"}


def show_course(record: Record) -> Note:
    """Say how pain, running and weight went, from the first half of the record to the second."""
    p = record.words
    half = len(record.daily) // 2
    early = record.daily.iloc[:half]
    late = record.daily.iloc[half:]
    told = []
    for column, usual in USUAL.items():
        if early[column].count() and late[column].count():
            before = usual(p, early[column])
            after = usual(p, late[column])
            told.append(p(f"notebook.course.{column}", before=before, after=after))
    if not told:
        return Note(p("notebook.course.nothing"))
    return Note(p("notebook.course.told", told="; ".join(told)))


def _usual_pain(p: Phrases, pain: pd.Series) -> str:
    low, middle, high = pain.quantile([0.25, 0.5, 0.75])
    return p("notebook.course.usual_pain", low=low, middle=middle, high=high)


def _usual_distance(p: Phrases, distance_km: pd.Series) -> str:
    km_a_week = DAYS_A_WEEK * distance_km.mean()
    return p("notebook.course.usual_distance", km=km_a_week)


def _usual_weight(p: Phrases, weight_kg: pd.Series) -> str:
    return p("notebook.course.usual_weight", kg=weight_kg.mean())


USUAL: dict[str, Callable[[Phrases, pd.Series], str]] = {
    "pain": _usual_pain,
    "distance_km": _usual_distance,
    "weight_kg": _usual_weight,
}


def show_months(record: Record, months: int = 24) -> Note:
    """Show pain, running and weight month by month; `months` of them one by one, then years."""
    p = record.words
    rows = by_month(record.daily, months=months).reset_index()
    rows["month"] = [period_words(p, name) for name in rows["month"]]
    return Note(table(p, rows))


def show_plan(record: Record) -> Note:
    """Say when the plan was fixed, and what it fixes."""
    p = record.words
    plan = record.answers.plan
    if plan.frozen_on is None:
        state = p("notebook.plan.draft", hash=plan.hash)
    else:
        state = p("notebook.plan.fixed", hash=plan.hash, day=plan.frozen_on)
    labels = [exposure_label(p, answer.exposure.name) for answer in record.answers]
    asked = p.listed(labels)
    asks = p("notebook.plan.asks", asked=asked, n=plan.sesoi, sesoi=plan.sesoi)
    return Note(state, asks, p("held_plan.contrasts"))


@or_why_not
def show_answer(record: Record, exposure: Exposure | str) -> Any:
    """Draw one planned answer under its line in everyday words."""
    answer = record.answer(exposure)
    if answer is None:
        return not_planned(record, exposure)
    line = card_line(record.words, answer)
    return plots.answers([answer], title=line, words=record.words)


def show_sentence(record: Record, exposure: Exposure | str) -> Note:
    """Say one planned answer: its line, its numbers, what is ruled out, what to bear in mind."""
    answer = record.answer(exposure)
    if answer is None:
        return not_planned(record, exposure)
    p = record.words
    found = f"{card_line(p, answer)} {answer_numbers(p, answer)}"
    ruled_out = answer_rules_out(p, answer)
    hidden = answer_hidden_cause(p, answer)
    caution = answer_caution(p, answer)
    return Note(*filter(None, (found, ruled_out, hidden, caution)))


def show_sentences(record: Record) -> Note:
    """Say all planned answers in words."""
    p = record.words
    sentences = []
    cautions = []
    for answer in record.answers:
        line = f"{card_question(p, answer.exposure.name)} {card_line(p, answer)}"
        sentences.append(f"{line} {answer_numbers(p, answer)} {answer_rules_out(p, answer)}")
        cautions.append(answer_caution(p, answer))
    longest = max(cautions, key=len)  # it holds the others
    return Note(*sentences, longest)


def not_planned(record: Record, exposure: Exposure | str) -> Note:
    """Say that the plan does not ask about an exposure."""
    p = record.words
    name = exposure_named(exposure).name
    label = exposure_label(p, name)
    return Note(p("notebook.not_planned", exposure=label))


@or_why_not
def show_answers(record: Record, **look: float) -> Any:
    """Draw all planned answers."""
    return plots.answers(record.answers, words=record.words, **look)


def show_numbers(record: Record) -> Note:
    """Show the planned regressions' numbers, in points of pain for each unit more."""
    p = record.words
    rows = pd.DataFrame([_numbers(p, answer) for answer in record.answers])
    return Note(table(p, rows, n=len(record.answers)))


def _numbers(p: Phrases, answer: Answer) -> dict[str, Any]:
    """Return an answer's row; its numbers are empty while it has none."""
    name = answer.exposure.name
    row: dict[str, Any] = {
        "exposure": exposure_label(p, name),
        "unit": exposure_unit(p, name),
        "estimate": "",
        "lower": "",
        "upper": "",
        "p_holm": "",
    }
    if answer.fit is not None:
        interval = answer.interval()
        row["estimate"] = p.number(answer.fit.estimate, 2, sign=True)
        row["lower"] = p.number(interval.lower, 2, sign=True)
        row["upper"] = p.number(interval.upper, 2, sign=True)
        row["p_holm"] = pvalue_words(p, answer.holm_pvalue)
    row["usable_days"] = answer.usable_days
    row["verdict"] = verdict_name(p, answer.verdict)
    return row


@or_why_not
def show_timeline(record: Record, **look: float) -> Any:
    """Draw daily pain, with running and weight under it."""
    return plots.timeline(record.diary, events=True, words=record.words, **look)


@or_why_not
def show_pain(record: Record, draw: Callable[..., Any]) -> Any:
    """Draw pain in one way (`plots.calendar`, `plots.rhythm`), or say that none is rated yet."""
    if record.daily["pain"].isna().all():
        raise FitError("no day has a pain rating.", remark=Remark("notebook.no_rating"))
    return draw(record.diary, words=record.words)


@or_why_not
def show_lag_curve(record: Record, exposure: Exposure | str, **look: float) -> Any:
    """Draw the lag curve of a running exposure."""
    if record.answer(exposure) is None:
        return not_planned(record, exposure)
    curve = lag_curve(record.fit(exposure))
    return plots.lag_curve(curve, words=record.words, **look)


@or_why_not
def show_reverse(record: Record, **look: float) -> Any:
    """Draw whether bad days are followed by fewer runs."""
    reverse = record.answers.reverse
    if reverse is None:
        reverse = reverse_test(record.diary)  # raises the reason why there is none
    return plots.reverse(reverse, words=record.words, **look)


@or_why_not
def show_sensitivity(record: Record) -> Any:
    """Draw the question about distance asked by other models."""
    if record.answer(DISTANCE) is None:
        return not_planned(record, DISTANCE)
    return plots.sensitivity(record.sensitivity, words=record.words)


@or_why_not
def show_ways_not_drawn(record: Record) -> Any:
    """Say what the other models found that the picture cannot hold, or why they have no answer."""
    if record.answer(DISTANCE) is None:
        return not_planned(record, DISTANCE)
    p = record.words
    planned, *others = record.sensitivity
    told = [way_in_words(p, check) for check in others if not is_comparable(check, planned)]
    if not told:
        return Note()
    return Note(p("way.not_drawn"), *told)


@or_why_not
def show_adjusted(record: Record) -> Any:
    """Draw the answer about distance, adjusted for season and all else that was recorded."""
    if record.answer(DISTANCE) is None:
        return not_planned(record, DISTANCE)
    adjusted = [check for check in record.sensitivity if check.name in ADJUSTED]
    one_by_one = adjusted_one_by_one(record.diary, record.fit(DISTANCE))
    return plots.sensitivity([*adjusted, *one_by_one], words=record.words)


@or_why_not
def show_together(record: Record) -> Any:
    """Draw whether running and weight change go together: one dot a week."""
    p = record.words
    km_a_week = DISTANCE.per * exposure_values(record.daily, DISTANCE)
    weight_change = exposure_values(record.daily, WEIGHT_CHANGE)
    names = (p("notebook.together.distance"), p("notebook.together.weight_change"))
    return plots.together(km_a_week, weight_change, names=names, words=p)


@or_why_not
def show_others(record: Record) -> Any:
    """Draw what else was rated, beside pain."""
    if not other_columns(record.daily):
        return Note(record.words("notebook.nothing_else_rated"))
    return plots.others(record.diary, words=record.words)


@or_why_not
def show_hidden_cause(record: Record, exposure: Exposure | str) -> Any:
    """Draw how strong something hidden would have to be to bring the answer's interval to zero."""
    answer = record.answer(exposure)
    if answer is None:
        return not_planned(record, exposure)
    check = hidden_cause(record.fit(exposure), answer.interval(0.95))
    return plots.hidden_cause(check, words=record.words)


def show_false_alarms(record: Record) -> Any:
    """Draw how often each method finds something in simulated diaries that hold nothing."""
    days, rated = _length_and_rate(record)
    table_of_diaries = nearest(days, rated)
    return plots.false_alarms(table_of_diaries, words=record.words).figure


def show_diaries_like_mine(record: Record) -> Note:
    """Say what was found in simulated diaries about as long as the record."""
    days, rated = _length_and_rate(record)
    simulated = like_mine(days, rated)
    return Note(simulated_sentence(record.words, simulated))


def _length_and_rate(record: Record) -> tuple[int, float]:
    """Return the days from the first rating to the last, and the share of them that is rated."""
    rated = record.daily["pain"].notna()
    first = rated.idxmax()
    last = rated[::-1].idxmax()
    days = (last - first).days + 1
    return days, float(rated.sum() / days)


def show_findings(record: Record, *checks: Callable[[Any], Any]) -> Note:
    """Say in words what checks of the diary find: `load_jumps`, `joint_model`, `reverse_test`."""
    sentences: list[str] = []
    for check in checks:
        sentences.extend(_findings(record, check))
    return Note(*sentences)


def _findings(record: Record, check: Callable[[Any], Any]) -> Iterator[str]:
    """Yield what one check finds, or why it finds nothing; some checks find several things."""
    try:
        found = check(record.diary)
    except BackpainError as error:
        yield why_not(record.words, error)
        return
    if not isinstance(found, tuple):
        found = (found,)
    for one in found:
        if isinstance(one, Diagnosis):
            one = one.check
        yield check_sentence(record.words, one)


def show_checks(record: Record, exposure: Exposure | str) -> Note:
    """Say what the diary's gaps, the week after, and the residuals tell."""
    answer = record.answer(exposure)
    if answer is None or answer.fit is None:
        return show_findings(record, diary_check)
    fit = answer.fit
    placebo = partial(lead_placebo, exposure=fit.exposure)
    found: list[Callable[[Any], Any]] = [diary_check, placebo, lambda diary: diagnose(fit)]
    if answer.slower is not None:
        found.append(lambda diary: answer.slower)
    return show_findings(record, *found)
