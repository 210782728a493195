"""Diaries in which running follows a schedule, and is skipped in pain."""

import numpy as np
import pytest

from backpain_analysis.simulation.trials import Plan, simulate_trials
from backpain_analysis.trial import Rule
from backpain_analysis.trial.by_block import adherence_of
from backpain_analysis.trial.design import days_done


@pytest.fixture(scope="module")
def trials():
    """Return tests of people who run less when it hurts."""
    return simulate_trials("b", Plan(blocks=8, block_days=7), 40, np.random.default_rng(1))


def test_a_diary_ends_with_its_test(trials):
    for number, test in enumerate(trials.tests):
        daily = trials.daily(number)
        assert daily.index[-1].date() == test.schedule.last_day
        before = daily.loc[: str(test.schedule.start)].iloc[:-1]
        assert before["pain"].notna().sum() > 30
    orders = np.array([test.schedule.order for test in trials.tests])
    assert Rule().allows(orders).all()
    assert len(np.unique(orders, axis=0)) > 10


def test_running_follows_the_schedule_and_is_skipped_in_pain(trials):
    shares = []
    pain_when_run = []
    pain_when_skipped = []
    for number, test in enumerate(trials.tests):
        done = days_done(trials.daily(number), test)
        shares.append(adherence_of(done, test))
        is_asked = test.schedule.km_asked() > 0
        ran = done.daily["runs"].to_numpy() > 0
        pain = trials.diaries.latent[-len(ran) :, number]
        pain_when_run.extend(pain[is_asked & ran])
        pain_when_skipped.extend(pain[is_asked & ~ran])
    assert 0.7 < np.mean(shares) < 0.95
    assert np.mean(pain_when_skipped) > np.mean(pain_when_run) + 0.5
