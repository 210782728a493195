"""How long a test takes: what most tests of a length would find."""

import numpy as np
import pandas as pd
import pytest

from backpain_analysis.trial import WeekAsked, detectable_by_length, lengths


def test_the_difference_lies_between_those_that_were_simulated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By hand: .6 of 1 point and 1.0 of 2 points make .8 of 1.5; 52 weeks find 1 point in .8."""

    def curve(*args: object, differences: list[float], **more: object) -> pd.DataFrame:
        rows = [(20, 0.2), (26, 1.0), (52, 1.0)]
        return pd.DataFrame(
            [(weeks, d, power) for weeks, power in rows for d in differences],
            columns=["weeks", "difference", "power"],
        )

    monkeypatch.setattr(lengths, "power_curve", curve)
    monkeypatch.setattr(lengths, "course_of", lambda diary: None)
    week = WeekAsked((1,), 5.0)
    nothing: object = None
    found = detectable_by_length(nothing, week, week, 1.0, {20: 0.1, 26: 0.6, 52: 0.8})  # type: ignore
    assert list(found["weeks"]) == [20, 26, 52]
    assert list(found["power"]) == [0.1, 0.6, 0.8]
    assert np.isinf(found["detectable"][0])
    assert found["detectable"][1] == pytest.approx(1.5)
    assert found["detectable"][2] == pytest.approx(1.0)
