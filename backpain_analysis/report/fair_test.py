"""A fair test in a report: how it goes; and what it found, once it is over and not before."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..codes import Remark
from ..diary import Diary
from ..errors import BackpainError, FitError
from ..language import Phrases, fair_sentence
from ..settings import Settings
from ..trial import (
    FairTest,
    Progress,
    ProposedTest,
    TrialResult,
    TrialVerdict,
    analyse,
    latest_test,
    lengths_of,
    progress_of,
    propose_own_test,
    sesoi_of,
)

SAME = 1e-6
NOTHING_YET: Mapping[str, Any] = {"state": "running", "looks": [], "result": None}


@dataclass(frozen=True)
class ReportedTest:
    """A person's latest test, as far as a report may show it.

    Attributes
    ----------
    progress : Progress
        How it goes, which holds no difference between high and low blocks.
    result : TrialResult or None
        None until the test is over: before, it is not even computed.
    lack : Remark or None
        Why there is no result although the test is over.
    """

    progress: Progress
    result: TrialResult | None = None
    lack: Remark | None = None

    @property
    def test(self) -> FairTest:
        """The test as it was begun."""
        return self.progress.test

    @property
    def state(self) -> str:
        """One of "running", "stopped", "ended"."""
        if not self.progress.is_over:
            return "running"
        return "ended" if self.test.stopped_on is None else "stopped"


def reported_test(settings: Settings, diary: Diary, today: dt.date) -> ReportedTest | None:
    """Return the person's latest test; None where they have begun none.

    Raises
    ------
    SettingsError
        `test.toml` was changed by hand.
    """
    test = latest_test(settings.person) if settings.person is not None else None
    if test is None:
        return None
    progress = progress_of(test, diary, today, settings)
    if not progress.is_over:
        return ReportedTest(progress)
    try:
        return ReportedTest(progress, analyse(diary, test))
    except FitError as error:
        return ReportedTest(progress, lack=error.remark)


@dataclass(frozen=True)
class BeforeTest:
    """What a person can be told before a test: what is proposed, and what each length would find.

    `lengths` is as of `trial.lengths_of`; None where there is no week to test.
    """

    proposed: ProposedTest
    lengths: pd.DataFrame | None

    def lengths_of(self, other: ProposedTest) -> pd.DataFrame | None:
        """Return the lengths if another proposal asks for the same weeks; None if it does not."""
        own = self.proposed
        same_weeks = own.low == other.low and own.high == other.high
        if same_weeks and own.powers == other.powers:
            return self.lengths
        return None


def before_test(settings: Settings, diary: Diary) -> BeforeTest | None:
    """Propose a test and work out its lengths; None where none can be proposed at all."""
    try:
        proposed = propose_own_test(diary, settings)
    except BackpainError:  # notebook 09 meets the same and says it
        return None
    try:
        lengths = lengths_of(proposed, diary, sesoi_of(settings))
    except FitError:
        lengths = None
    return BeforeTest(proposed, lengths)


def end_words(p: Phrases, test: FairTest, result: TrialResult, whom: str = "you") -> Iterator[str]:
    """Yield how the test came to its end, and which of its days are not in the files."""
    days = (result.last_day - result.first_day).days + 1
    if test.stopped_on is not None:
        key = "fair.stopped" if whom == "you" else "fair.stopped_person"
        yield p(key, n=days, day=test.stopped_on)
    elif whom == "you":
        schedule = test.schedule
        yield p(
            "fair.ended",
            n=len(schedule.order),
            days=schedule.block_days,
            day=schedule.last_day,
        )
    if result.last_day < test.last_day:
        yield p("fair.cut", day=result.last_day, last=test.last_day)


def set_up_words(p: Phrases, test: FairTest) -> str:
    """Say how the test was set up, for a clinician."""
    schedule = test.schedule
    return p(
        "fair.set_up",
        blocks=len(schedule.order),
        days=schedule.block_days,
        first=schedule.start,
        last=schedule.last_day,
        high=schedule.high.km,
        low=schedule.low.km,
        date=test.drawn_on,
    )


def test_as_data(reported: ReportedTest | None) -> dict[str, Any] | None:
    """Return what `results.json` holds of a test; before its end no number depends on pain."""
    if reported is None:
        return None
    test = reported.test
    schedule = test.schedule
    content: dict[str, Any] = {
        "state": reported.state,
        "drawn_on": test.drawn_on,
        "hash": test.hash,
        "seed": test.seed,
        "start": schedule.start,
        "planned_end": schedule.last_day,
        "block_days": schedule.block_days,
        "order": ["high" if is_high else "low" for is_high in schedule.order],
        "km_a_week": {"low": schedule.low.km, "high": schedule.high.km},
        "sesoi": test.sesoi,
        "power": test.power,
        "days_done": reported.progress.days_done,
        "looks": test.looks,
        "stopped_on": test.stopped_on,
        "stopped_for": test.stopped_for,
        "result": None,
    }
    if reported.result is not None:
        content["result"] = _result_as_data(reported.result)
    return content


def _result_as_data(result: TrialResult) -> dict[str, Any]:
    """Return the numbers of a result; an end without a bound is None."""
    diary_alone = None
    if result.observational is not None:
        fit = result.observational
        diary_alone = {"estimate": fit.estimate, "interval": fit.conf_int()}
    effect = result.effect
    return {
        "first_day": result.first_day,
        "last_day": result.last_day,
        "is_complete": result.is_complete,
        "verdict": result.verdict,
        "sentence": fair_sentence(Phrases(), result),
        "unit": "NRS points per +10 km a week",
        "estimate": effect.estimate,
        "interval": effect.interval,
        "interval_90": effect.narrower,
        "over_contrast": result.over_contrast.estimate,
        "over_contrast_interval": result.over_contrast.interval,
        "is_hull": result.is_hull,
        "pvalue": result.pvalue,
        "is_sequential": result.is_sequential,
        "smallest_pvalue": result.smallest_pvalue,
        "orders": result.orders,
        "all_orders": result.all_orders,
        "adherence": result.adherence,
        "rated_high": result.rated_high,
        "rated_low": result.rated_low,
        "missing_pvalue": result.missing_pvalue,
        "diary_alone": diary_alone,
        "agrees": result.agrees,
        "blocks": result.blocks.to_dict("records"),
    }


def test_news(then: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Iterator[Remark]:
    """Yield what is new of a test since the last report; both as `test_as_data` made them."""
    if now is None:
        return
    is_same = then is not None and then["hash"] == now["hash"]
    before: Mapping[str, Any] = then if then is not None and is_same else NOTHING_YET
    if not is_same:
        yield _new("begun", day=now["start"], last=now["planned_end"])
    if now["state"] != before["state"] and now["state"] == "stopped":
        yield _new("stopped", day=now["stopped_on"])
    if now["state"] != before["state"] and now["state"] == "ended":
        yield _new("ended", day=now["planned_end"])
    if len(now["looks"]) > len(before["looks"]):
        yield Remark("changes_test.looked", {"n": len(now["looks"]) - len(before["looks"])})
    if now["result"] is None:
        return
    if before["result"] is None:
        yield Remark("changes_test.result", {"verdict": Remark(_verdict_code(now["result"]))})
    elif _differs(before["result"]["estimate"], now["result"]["estimate"]):
        yield Remark("changes_test.moved")


def _differs(was: float | None, now: float | None) -> bool:
    if was is None or now is None:
        return was is not now
    return not math.isclose(was, now, rel_tol=SAME, abs_tol=SAME)


def _new(code: str, **days: str) -> Remark:
    """Return a remark about days, which `results.json` holds as text."""
    fields = {name: dt.date.fromisoformat(day) for name, day in days.items()}
    return Remark(f"changes_test.{code}", fields)


def _verdict_code(result: Mapping[str, Any]) -> str:
    name = TrialVerdict(result["verdict"]).name.lower()
    return f"fair.badge.{name}"
