"""Why a fair test cannot be begun: codes with the evidence; `language` has the words."""

import datetime as dt
import math
from collections.abc import Iterator

import pandas as pd

from ..codes import Remark, of_100
from ..diary import Diary
from .fair_test import FairTest, StoppingRule
from .schedule import WeekAsked
from .stopping import days_rule_met
from .usual import UsualWeeks
from .wishes import WEEKS, Wishes

FEWEST_WEEKS = 12  # of the running log
FEWEST_RUN_DAYS = 20
FEWEST_RATED = 90
FEWEST_UNUSUAL = 10  # ratings unlike the commonest one
LONGEST_PAUSE = 28  # days without a run: whoever paused longer begins anew
LONGEST_SILENCE = 14  # days that no file tells of
LATEST_START = 28  # days ahead: the usual weeks would be old by then
LEAST_CONTRAST = 5.0  # km a week
LEAST_SHARE = 0.3  # of the high week's kilometres, that the low one asks less
MOST_DAYS_OF_RULE = 7
PAIN_OF_RULE = range(1, 11)


def reasons_against(
    diary: Diary, usual: UsualWeeks | None, running: FairTest | None, today: dt.date
) -> list[Remark]:
    """Return what in a record speaks against a test, whatever the person wishes."""
    if running is not None and not running.is_over(today):
        return [_refused("running", start=running.schedule.start, end=running.schedule.last_day)]
    if diary.questions:
        return [_refused("open_question", n=len(diary.questions))]
    return [*_of_running(diary, usual, today), *_of_ratings(diary)]


def _of_running(diary: Diary, usual: UsualWeeks | None, today: dt.date) -> Iterator[Remark]:
    """Yield why what is known of the person's running is not enough; the first reason only."""
    runs = diary.days["runs"]
    run_days = runs.index[runs > 0]
    log_ends = runs.last_valid_index()
    if run_days.empty or log_ends is None:
        yield _refused("never_ran")
    elif len(run_days) < FEWEST_RUN_DAYS:
        yield _refused("few_runs", n=len(run_days), needed=FEWEST_RUN_DAYS)
    elif _days_since(log_ends, today) > LONGEST_SILENCE:
        yield _refused("log_ended", day=log_ends.date(), n=_days_since(log_ends, today))
    elif _days_since(run_days[-1], today) > LONGEST_PAUSE:
        yield _refused("paused", day=run_days[-1].date(), n=_days_since(run_days[-1], today))
    elif usual is None or not usual.usual_run > 0:
        yield _refused("no_distance")
    elif usual.weeks < FEWEST_WEEKS:
        yield _refused("few_weeks", n=usual.weeks, needed=FEWEST_WEEKS)
    elif math.isnan(usual.recent_km):
        yield _refused("recent_weeks_unknown")


def _of_ratings(diary: Diary) -> Iterator[Remark]:
    rated = diary.days["pain"].dropna()
    if len(rated) < FEWEST_RATED:
        yield _refused("few_ratings", n=len(rated), needed=FEWEST_RATED)
        return
    counts = rated.value_counts()
    unusual = len(rated) - int(counts.iloc[0])
    if unusual < FEWEST_UNUSUAL:
        yield _refused("pain_hardly_varied", rating=float(counts.index[0]), n=unusual)


def unfit_wishes(wishes: Wishes, limit: float, pain: pd.Series, today: dt.date) -> Iterator[Remark]:
    """Yield what of the person's wishes cannot be."""
    start = wishes.start
    if start is not None and start < today:
        yield _refused("past_start", day=start)
    if start is not None and (start - today).days > LATEST_START:
        yield _refused("late_start", day=start, n=LATEST_START)
    if wishes.weeks is not None and wishes.weeks not in WEEKS:
        listed = ", ".join(str(weeks) for weeks in WEEKS)
        yield _refused("other_weeks", n=wishes.weeks, listed=listed)
    if wishes.high_km is not None and not 0 < wishes.high_km <= limit:
        yield _refused("high_above_limit", km=wishes.high_km, limit=limit)
    rule = wishes.stopping
    if rule.pain not in PAIN_OF_RULE or not 1 <= rule.days <= MOST_DAYS_OF_RULE:
        yield _refused("stopping_rule", most=MOST_DAYS_OF_RULE)
    elif _is_met_now(pain, rule, today):
        yield _refused("rule_met_now", pain=rule.pain, n=rule.days)


def _is_met_now(pain: pd.Series, rule: StoppingRule, today: dt.date) -> bool:
    """Tell whether the rule was met in the last week."""
    met = days_rule_met(pain, rule)
    return len(met) > 0 and _days_since(met[-1], today) <= 7


def no_contrast(
    low: WeekAsked | None, high: WeekAsked | None, usual: UsualWeeks, limit: float
) -> Iterator[Remark]:
    """Yield that the person's own weeks leave too small a difference."""
    if low is None or high is None:
        yield _refused("no_week", limit=limit)
    elif high.km - low.km < max(LEAST_CONTRAST, LEAST_SHARE * high.km):
        yield _refused(
            "small_contrast",
            low=low.km,
            high=high.km,
            own_low=usual.low_km,
            own_high=usual.high_km,
            recent=usual.recent_km,
        )


def low_power(weeks: int, sesoi: float, power: float) -> Remark:
    """Return that even the longest test would hardly find the difference that matters."""
    points = Remark("trial.points", {"n": sesoi})
    return _refused("low_power", weeks=weeks, points=points, percent=of_100(power))


def _days_since(day: pd.Timestamp, today: dt.date) -> int:
    return (today - day.date()).days


def _refused(why: str, **evidence: object) -> Remark:
    return Remark(f"trial.refused.{why}", evidence)
