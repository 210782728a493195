"""A person's own test from a notebook: proposed, begun, followed, stopped."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from people_who_plan import TODAY, make_person

from backpain_analysis import notebook
from backpain_analysis.errors import DataError
from backpain_analysis.settings import ROOT, read_settings
from backpain_analysis.trial import WEEKS, StoppingRule, today_for

CONFIRMED = {"professional_agrees": True, "no_urgent_sign": True, "will_stop": True}


@pytest.fixture
def me(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> notebook.Record:
    curve = pd.DataFrame({"weeks": WEEKS, "difference": 1.0, "power": [0.6, 0.85, 0.9, 0.9, 1.0]})
    monkeypatch.setattr("backpain_analysis.trial.proposal.power_curve", lambda *_, **__: curve)
    monkeypatch.setattr("backpain_analysis.trial.proposal.course_of", lambda _: None)
    return notebook.open_record(make_person(tmp_path / "p"))


def test_from_a_proposal_to_the_end(me: notebook.Record) -> None:
    assert me.fair_test is None
    assert me.test_progress is None
    start = TODAY + dt.timedelta(days=3)
    proposed = me.propose_test(start=str(start), weeks=32, stop_pain=7)
    assert (proposed.start, proposed.weeks, proposed.power) == (start, 32, 0.9)
    assert proposed.stopping == StoppingRule(7, 3)
    assert me.fair_test is None  # a proposal draws nothing
    begun = me.begin_test(proposed, **CONFIRMED)
    assert begun.register.is_file()
    assert begun.calendar.is_file()
    assert me.fair_test == begun.test
    progress = me.test_progress
    assert progress is not None
    assert (progress.days_done, progress.days_left) == (0, 32 * 7)
    stopped = me.stop_test("other")
    assert stopped.test.stopped_on == TODAY
    assert me.fair_test == stopped.test
    assert b"STATUS:CANCELLED" in begun.calendar.read_bytes()


@pytest.mark.parametrize("left_out", CONFIRMED)
def test_no_confirmation_is_assumed(me: notebook.Record, left_out: str) -> None:
    given = {name: True for name in CONFIRMED if name != left_out}
    with pytest.raises(DataError, match="three confirmations"):
        me.begin_test(me.propose_test(), **given)
    assert me.fair_test is None


def test_a_refused_proposal_cannot_be_begun(me: notebook.Record) -> None:
    proposed = me.propose_test(weeks=12)
    with pytest.raises(DataError, match="cannot be begun"):
        me.begin_test(proposed, **CONFIRMED)
    assert me.fair_test is None


def test_a_start_that_is_no_date(me: notebook.Record) -> None:
    with pytest.raises(DataError, match="Write it like 2026-01-31"):
        me.propose_test(start="next Monday")


def test_the_day_of_the_example_is_that_of_its_files() -> None:
    example = read_settings(ROOT / "data" / "example")
    record = notebook.open_record(ROOT / "data" / "example")
    after = record.diary.days.index[-1].date() + dt.timedelta(days=1)
    assert today_for(example, record.diary) == after
