"""Fair tests made by hand: a diary, the test, and results of every odd kind."""

import datetime as dt
import tempfile
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

import backpain_analysis as bpa
from backpain_analysis.codes import Interval, Remark
from backpain_analysis.report import Analysis, ReportedTest
from backpain_analysis.settings import Settings
from backpain_analysis.trial import (
    Confirmed,
    Effect,
    FairTest,
    Rule,
    Schedule,
    StoppingRule,
    TrialResult,
    WeekAsked,
    progress_of,
)

START = dt.date(2026, 3, 2)  # a Monday
ORDER = (True, False, False, True, False, True, True, False, True, False)
LOW = WeekAsked((1, 5), 6.0)
HIGH = WeekAsked((1, 3, 5, 6), 7.0)
LAST = dt.date(2026, 7, 19)
AFTER = dt.date(2026, 8, 3)
DURING = dt.date(2026, 5, 20)
INFINITE = float("inf")
NAN = float("nan")


def made_test(**changes: Any) -> FairTest:
    schedule = Schedule(START, 14, ORDER, LOW, HIGH)
    everything = Confirmed(professional_agrees=True, no_urgent_sign=True, will_stop=True)
    test = FairTest(schedule, Rule(), StoppingRule(), everything, power=0.8, seed=1)
    return replace(test, drawn_on=dt.date(2026, 2, 27), **changes)


def made_days(high_less: float = 0.0, until: dt.date = AFTER) -> pd.DataFrame:
    """Return a diary in which pain is so much lower in the high blocks; a tenth is unrated."""
    days = pd.date_range("2026-01-01", until, freq="D", name="day")
    schedule = made_test().schedule
    asked = pd.Series(schedule.km_asked(), schedule.days).reindex(days, fill_value=3.0)
    place = schedule.block_of(days)
    is_high = np.array([block >= 0 and ORDER[block] for block in place])
    n = np.arange(len(days))
    pain = np.round(5 + np.sin(n) + np.sin(n / 5)) - high_less * is_high
    frame = pd.DataFrame(
        {"pain": pain, "runs": (asked > 0) * 1.0, "distance_km": asked, "duration_min": 6 * asked},
        days,
    )
    frame["weight_kg"] = np.nan
    frame.loc[days[::10], "pain"] = np.nan
    return frame


def made_result(
    estimate: float = -0.9,
    lower: float = -1.6,
    upper: float = -0.2,
    pvalue: float = 0.012,
    **changes: Any,
) -> TrialResult:
    rows = []
    for number, is_high in enumerate(ORDER):
        km = HIGH.km if is_high else LOW.km
        rows.append(
            {
                "number": number + 1,
                "first_day": pd.Timestamp(START) + pd.Timedelta(days=14 * number),
                "is_high": is_high,
                "km_asked": km,
                "km_run": 0.9 * km,
                "days": 14,
                "rated": 12,
                "mean_pain": 4.0 if is_high else 5.0,
            }
        )
    interval = Interval(lower, upper)
    result = TrialResult(
        first_day=START,
        last_day=LAST,
        is_complete=True,
        stopped_early=False,
        effect=Effect(estimate, interval, interval),
        contrast=1.6,
        sesoi=1.0,
        pvalue=pvalue,
        is_sequential=False,
        orders=9999,
        all_orders=False,
        smallest_pvalue=0.0004,
        is_hull=False,
        blocks=pd.DataFrame(rows),
        rated_high=0.86,
        rated_low=0.85,
        missing_pvalue=0.7,
        adherence=0.9,
    )
    return replace(result, **changes)


def stopped_after_three_days() -> TrialResult:
    """Return what little three days of one block tell: no rating, no estimate, no interval."""
    one = made_result().blocks.iloc[:1].assign(days=3, rated=0, mean_pain=NAN, km_run=NAN)
    return made_result(
        NAN,
        NAN,
        NAN,
        NAN,
        blocks=one,
        last_day=START + dt.timedelta(days=2),
        is_complete=False,
        stopped_early=True,
        lack=remark("trial_lack.rated_days", n=0, needed=10),
        rated_low=NAN,
        missing_pvalue=NAN,
        adherence=NAN,
    )


def remark(code: str, **fields: object) -> Remark:
    return Remark(code, fields)


def odd_results() -> dict[str, TrialResult]:
    blocks = made_result().blocks
    unrated = blocks.assign(mean_pain=blocks["mean_pain"].where(blocks["number"] != 3))
    unknown = blocks.assign(km_run=NAN)
    return {
        "usual": made_result(),
        "harm": made_result(1.1, 0.2, 2.0),
        "small": made_result(-0.2, -0.3, -0.1),
        "none": made_result(0.0, -0.4, 0.4, 0.9),
        "open": made_result(0.1, -2.0, 2.2, 0.8),
        "no bound": made_result(0.4, -INFINITE, INFINITE, 0.6),
        "no lower bound": made_result(-0.8, -INFINITE, -0.1, 0.04),
        "no upper bound": made_result(0.8, 0.1, INFINITE, 0.04),
        "distances unknown": made_result(NAN, NAN, NAN, 0.01, blocks=unknown, adherence=NAN),
        "a block without a rating": made_result(blocks=unrated),
        "against the schedule": made_result(adherence=-0.3),
        "missing by schedule": made_result(missing_pvalue=0.01),
        "looked": made_result(is_sequential=True),
        "few orders": made_result(orders=12, all_orders=True, smallest_pvalue=0.17, pvalue=0.5),
        "three days": stopped_after_three_days(),
    }


def reported(
    days: pd.DataFrame, today: dt.date, result: TrialResult | None = None, **changes: Any
) -> ReportedTest:
    progress = progress_of(made_test(**changes), bpa.Diary(days), today)
    return ReportedTest(progress, result)


def analysis_with(days: pd.DataFrame, test: ReportedTest | None, **settings: Any) -> Analysis:
    """Return an analysis with too few days for other answers: what is quick to compute."""
    chosen = Settings(**settings)
    answers = bpa.answer(days.iloc[:60])
    diary = bpa.Diary(days)
    return Analysis(chosen, no_exports(), diary, days, answers, looks=1, fair_test=test)


@cache
def no_exports() -> Any:
    with tempfile.TemporaryDirectory() as empty:
        return bpa.read_exports(empty, Settings(timezone="UTC"))
