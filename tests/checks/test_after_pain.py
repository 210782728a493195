"""The regression that the reverse question and the gaps of the diary share, by hand."""

import numpy as np
import pandas as pd
import pytest

from backpain_analysis.checks.after_pain import chance_after_pain
from backpain_analysis.model import time_terms, weekday_terms


def usable(seed, pain_factor=1.0):
    """150 days on which the outcome has nothing to do with pain."""
    rng = np.random.default_rng(seed)
    days = pd.date_range("2025-01-06", periods=150, freq="D", name="day")
    outcome = (rng.uniform(size=150) < 0.3).astype(float)
    pain = pain_factor * rng.integers(0, 11, 150)
    return pd.DataFrame({"outcome": outcome, "pain": pain}, days)


def test_the_standard_error_is_hc3_by_its_formula():
    """MacKinnon and White 1985: each squared residual over the square of 1 - leverage."""
    rows = usable(seed=0)
    days = pd.DatetimeIndex(rows.index)
    x = pd.concat([rows[["pain"]], weekday_terms(days), time_terms(days)], axis=1).to_numpy()
    bread = np.linalg.inv(x.T @ x)
    params = bread @ x.T @ rows["outcome"].to_numpy()
    residuals = rows["outcome"].to_numpy() - x @ params
    leverage = np.diag(x @ bread @ x.T)
    meat = x.T @ np.diag((residuals / (1 - leverage)) ** 2) @ x
    found = chance_after_pain("any", rows)
    assert found.estimate == pytest.approx(params[0])
    assert found.std_error == pytest.approx(np.sqrt((bread @ meat @ bread)[0, 0]))
    assert found.df == 150 - x.shape[1]


@pytest.mark.parametrize(("farthest", "finding"), [(0.0299, "no"), (0.0301, "unclear")])
def test_no_is_an_interval_of_90_percent_within_three_points(farthest, finding):
    """The unit of pain is chosen so that the interval ends just there."""
    end = max(map(abs, chance_after_pain("any", usable(seed=4)).conf_int(0.90)))
    found = chance_after_pain("any", usable(seed=4, pain_factor=end / farthest))
    assert max(map(abs, found.conf_int())) == pytest.approx(farthest)
    assert found.finding == finding


def test_a_chance_that_changes_is_told_below_five_percent_only():
    """Their p-values are .065 and .036."""
    assert chance_after_pain("any", usable(seed=15)).finding == "unclear"
    assert chance_after_pain("any", usable(seed=42)).finding == "falls"
