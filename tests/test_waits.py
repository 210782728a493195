"""A waiting time is kept in about 80 of 100 simulated diaries."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from waits import try_some


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["b", "d"])
def test_a_promise_is_kept_in_about_80_of_100(kind):
    """Of 150 diaries those that could not tell; room for 0.84 errors instead of 1.28 keeps 60."""
    promised = []
    for chunk in range(15):
        promised += [row for row in try_some(kind, 180, "distance", chunk) if row["undecided"]]
    share = np.nanmean([row["told"] for row in promised])
    assert 71 <= share <= 89
