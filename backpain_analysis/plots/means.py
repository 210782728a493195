"""Means of groups of days with their ordinary intervals, as the figures draw them."""

from collections.abc import Sequence

import pandas as pd

NORMAL_95 = 1.96


def means_with_intervals(
    values: pd.Series, by: pd.Index | pd.Series | Sequence[pd.Series]
) -> pd.DataFrame:
    """Return one row a group: its `mean`, and `half` the width of the 95 % interval.

    Ratings are taken as independent: a description, no answer. A group without a value is left
    out; `half` is NaN where there is one value alone.
    """
    groups = values.groupby(by)
    means = pd.DataFrame({"mean": groups.mean(), "half": NORMAL_95 * groups.sem()})
    return means.dropna(subset="mean")
