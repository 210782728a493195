"""Answer the plan's questions together: gates, contrasts, Holm."""

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd

from ..checks import Check, hidden_cause, holm, lack_of, reverse_test, slower_look, steady
from ..codes import ALPHA, Remark, Verdict
from ..diary import Diary, as_diary
from ..errors import DataError, FitError
from ..model import EXPOSURES, Exposure, LaggedFit, RemlResults, fit_lagged, usable_days
from ..plan import METHOD, Plan
from ..settings import Settings
from .gate import behind_gate, follows_time, pain_hardly_varied, unclear_weight
from .result import WORTH_TELLING, Answer, Answers, Contrast

ASSOCIATIONS = (Verdict.MEANINGFUL, Verdict.SIZE_UNCERTAIN)
LOW_QUANTILE = 0.1
HIGH_QUANTILE = 0.9
FEWEST_TO_DRAW_AGAIN = 90  # usable days, as for an answer
A_MONTH = pd.Timedelta(days=31)  # a plan is frozen so long, at most, after the files' last day


def answer(diary: Diary | pd.DataFrame, settings: Settings | None = None) -> Answers:
    """Answer the plan's questions from the diary, or from a plain daily table.

    Parameters
    ----------
    diary : Diary or DataFrame
        A plain frame is a diary without events, region and open questions.
    settings : Settings, optional
        Its frozen plan, if there is one, gives the contrasts; else they are drawn up from the
        data. Exposures, window and SESOI are the settings'.

    Returns
    -------
    Answers
        Verdicts as in docs/method.md. p-values of the family are Holm-adjusted (Holm 1979)
        anytime-valid ones; an exposure behind its gate counts as p = 1.

    Raises
    ------
    DataError
        A value of the daily table is infinite.

    Examples
    --------
    >>> answers = bpa.answer(diary, settings)
    >>> answers["distance"].verdict
    <Verdict.SIZE_UNCERTAIN: 'association, size uncertain'>
    >>> answers.plan.window_days
    14
    """
    diary = as_diary(diary)
    settings = settings or Settings()
    _refuse_infinite(diary.days)
    planned = _planned_answers(diary, settings)
    reverse = None
    with suppress(FitError):
        reverse = reverse_test(diary)
    items = []
    for a in planned:
        item = _looked_around(diary, a, planned.plan)
        if a.fit is not None:
            item = _with_hidden_cause(replace(item, reverse=reverse))
        items.append(item)
    return Answers(tuple(items), planned.plan, reverse)


def answer_for_verdicts(diary: Diary | pd.DataFrame, settings: Settings | None = None) -> Answers:
    """Answer as `answer` does, with nothing beside the fits that no verdict rests on.

    The verdicts and all numbers of the fits are those of `answer`. What is only told beside them is
    not asked: whether running follows pain, how strong a hidden cause would have to be; and what
    can hold back "no meaningful association" is asked only where the interval allows that. For
    simulations, which count verdicts.
    """
    diary = as_diary(diary)
    planned = _planned_answers(diary, settings or Settings())
    items = []
    for a in planned:
        if a.is_small_in_the_window:
            items.append(_looked_around(diary, a, planned.plan))
        else:
            items.append(a)
    return replace(planned, items=tuple(items))


def _planned_answers(diary: Diary, settings: Settings) -> Answers:
    """Return the plan and, for each of its questions, the fit and the adjusted p-value."""
    usable: dict[str, pd.Series] = {}
    lacks: dict[str, Remark | None] = {}
    for name in settings.plan.exposures:
        exposure = EXPOSURES[name]
        values = usable_days(diary.days, exposure, settings.plan.window_days)[name]
        usable[name] = values
        lacks[name] = _lack_of_data(diary, exposure, values)
    passed = {name: values for name, values in usable.items() if lacks[name] is None}
    today = _contrasts(passed)
    plan = _plan_in_force(diary, settings, today, passed)
    answers: list[Answer] = []
    for name in settings.plan.exposures:
        answered = _answer(
            diary,
            EXPOSURES[name],
            plan,
            today,
            usable=len(usable[name]),
            behind=lacks[name],
            near=_first_fit(answers),
        )
        answers.append(answered)
    return Answers(tuple(_adjusted(answers)), plan, reverse=None)


def _first_fit(answers: list[Answer]) -> RemlResults | None:
    """Return the regression of the first question that has one: the others' search begins there."""
    for answered in answers:
        if answered.fit is not None:
            return answered.fit.result
    return None


def _lack_of_data(diary: Diary, exposure: Exposure, values: pd.Series) -> Remark | None:
    """Return why there is no answer from the usable days, or None."""
    behind = behind_gate(diary, exposure, len(values))
    if behind is not None:
        return behind
    days = pd.DatetimeIndex(values.index)
    flat = pain_hardly_varied(diary.days["pain"].reindex(days))
    if flat is not None:
        return flat
    unclear = unclear_weight(diary, exposure, days)
    if unclear is not None:
        return unclear
    return follows_time(exposure, values)


def _refuse_infinite(daily: pd.DataFrame) -> None:
    for column, values in daily.select_dtypes("number").items():
        infinite = np.isinf(values)
        if infinite.any():
            day = values.index[infinite][0]
            problem = f"{column} of {day:%Y-%m-%d} is infinite."
            raise DataError(problem, todo="Correct that day's value.")


def _answer(
    diary: Diary,
    exposure: Exposure,
    plan: Plan,
    today: Mapping[str, tuple[float, float]],
    usable: int,
    behind: Remark | None,
    near: RemlResults | None,
) -> Answer:
    """Answer one question; its p-value is not yet adjusted."""
    planned = plan.contrasts.get(exposure.name, (0.0, 0.0))
    low, high = today.get(exposure.name, planned)
    contrast = Contrast(low, high, exposure.measure)
    frozen = Contrast(*planned, exposure.measure)
    has_moved = frozen != contrast and frozen.high > frozen.low
    unanswered = Answer(
        exposure=exposure,
        usable_days=usable,
        contrast=contrast,
        sesoi=plan.sesoi,
        activities=plan.activities,
        lack=_lack(diary, exposure, plan, contrast, behind),
        frozen=frozen if has_moved else None,
    )
    if unanswered.lack is not None:
        return unanswered
    try:
        fit = fit_lagged(diary.days, exposure, plan.window_days, near=near)
    except FitError as error:
        return replace(unanswered, lack=Remark("lack.regression", {"why": lack_of(error)}))
    return replace(unanswered, fit=fit)


def _looked_around(diary: Diary, a: Answer, plan: Plan) -> Answer:
    """Return the answer with the looks that can hold its verdict back."""
    if a.fit is None:
        return a
    return replace(a, slower=_slower(diary, a, plan), steady=_steady(a.fit))


def _steady(fit: LaggedFit) -> Check | None:
    """Ask whether the association is the same all along; None where that has no answer."""
    try:
        return steady(fit)
    except FitError:
        return None


def _slower(diary: Diary, a: Answer, plan: Plan) -> Check | None:
    """Look beyond the planned days; weight change is one over four weeks already."""
    if a.fit is None or not a.exposure.windowed:
        return None
    return slower_look(
        diary,
        a.exposure,
        sesoi=a.sesoi,
        tau=a.tau,
        window_days=plan.window_days,
        near=a.fit.result,
    )


def _with_hidden_cause(a: Answer) -> Answer:
    """Size what a hidden cause would have to be, where an association is found."""
    if a.fit is None or a.verdict not in ASSOCIATIONS:
        return a
    return replace(a, hidden=hidden_cause(a.fit, a.interval()))


def _lack(
    diary: Diary, exposure: Exposure, plan: Plan, contrast: Contrast, behind: Remark | None
) -> Remark | None:
    """Return why the question is not asked, or None."""
    if plan.frozen_on is None and diary.questions:
        return Remark("lack.open_question")
    if behind is not None:
        return behind
    if contrast.high <= contrast.low:
        label = Remark(f"exposure.label.{exposure.name}")
        return Remark("lack.hardly_varied", {"exposure": label})
    return None


def _adjusted(answers: list[Answer]) -> list[Answer]:
    """Return the answers with p-values adjusted for all questions of the plan."""
    adjusted = holm([_pvalue(a) for a in answers])
    items = []
    for a, p in zip(answers, adjusted, strict=True):
        answered_elsewhere = sum(q < ALPHA for q in adjusted) - (p < ALPHA)
        still_open = len(adjusted) - answered_elsewhere
        items.append(replace(a, holm_pvalue=p, open_questions=still_open))
    return items


def _pvalue(a: Answer) -> float:
    """Return the anytime-valid p-value; 1 without an answer."""
    if a.fit is None:
        return 1.0
    return a.fit.anytime_valid_pvalue(a.tau)


def _plan_in_force(
    diary: Diary,
    settings: Settings,
    today: dict[str, tuple[float, float]],
    values: Mapping[str, pd.Series],
) -> Plan:
    """Return the plan of the settings, with the frozen plan's contrasts and dates.

    `today` holds the contrast of each exposure that has passed its gate, drawn from `values`: one
    that has only now passed gets it. Settings that differ from the frozen plan show as a changed
    plan; other activities or windows have other contrasts of running.
    """
    plan = Plan(
        today,
        exposures=settings.plan.exposures,
        window_days=settings.plan.window_days,
        sesoi=settings.plan.sesoi,
        region=diary.region or settings.pain.region,
        activities=settings.activities,
        per_day=settings.pain.per_day,
        day_starts=f"{settings.day_starts:%H:%M}",
        unlogged_is_zero=settings.pain.unlogged_is_zero,
        covered_from=_day_or_none(settings.covered_from),
        covered_to=_day_or_none(settings.covered_to),
        timezone=settings.zone,
        travel=settings.travel,
        other=settings.other,
        words=settings.words,
        files={name: told.as_planned() for name, told in settings.files.items()},
        method=METHOD,
        drawn_to={name: values[name].index[-1].date() for name in today},
    )
    frozen = settings.frozen_plan
    if frozen is None:
        return plan
    same_activities = frozen.activities == plan.activities
    same_exposures = same_activities and frozen.window_days == plan.window_days
    kept = {
        name: contrast
        for name, contrast in frozen.contrasts.items()
        if same_exposures or not EXPOSURES[name].windowed
    }
    if plan.asks_as(frozen):
        kept |= _drawn_again(kept, frozen, values)
    return replace(
        plan,
        contrasts=plan.contrasts | kept,
        frozen_on=frozen.frozen_on,
        changes=frozen.changes,
        drawn_to=_drawn_days(plan, frozen, kept),
        redrawn=frozen.redrawn,
        drafts_seen=frozen.drafts_seen,
        new_methods=frozen.new_methods,
    )


def _day_or_none(day: dt.date | None) -> str:
    return "" if day is None else str(day)


def _drawn_again(
    contrasts: Mapping[str, tuple[float, float]], frozen: Plan, values: Mapping[str, pd.Series]
) -> dict[str, tuple[float, float]]:
    """Return the contrasts that the days they were drawn from no longer give.

    A unit was corrected, or a second copy of each session went: then the yardstick was never the
    person's.
    """
    again = {}
    for name, (low, high) in contrasts.items():
        if name not in values:
            continue
        last = pd.Timestamp(frozen.drawn_to.get(name) or frozen.frozen_on)
        then = values[name].loc[:last]
        is_cut = values[name].index[-1] < last - A_MONTH  # files are missing, not corrected
        if is_cut or len(then) < FEWEST_TO_DRAW_AGAIN:
            continue
        for now_low, now_high in _contrasts({name: then}).values():
            moved = max(abs(now_low - low), abs(now_high - high))
            if moved > WORTH_TELLING * (high - low):
                again[name] = (now_low, now_high)
    return again


def _drawn_days(plan: Plan, frozen: Plan, kept: Iterable[str]) -> dict[str, dt.date]:
    """Return the last day that each contrast was drawn from, as far as the plan knows it."""
    new = {name: day for name, day in plan.drawn_to.items() if name not in kept}
    return frozen.drawn_to | new


def _contrasts(values: Mapping[str, pd.Series]) -> dict[str, tuple[float, float]]:
    """Return each exposure's 10th and 90th percentile in its measure, where they differ."""
    contrasts = {}
    for name, series in values.items():
        measured = series * EXPOSURES[name].per
        low, high = measured.quantile([LOW_QUANTILE, HIGH_QUANTILE]).tolist()
        if round(high - low, 2) > 0:
            contrasts[name] = (round(low, 2), round(high, 2))
    return contrasts
