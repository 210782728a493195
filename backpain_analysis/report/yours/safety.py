"""A loss of weight that a doctor should hear of, whatever the answers."""

import pandas as pd

LOSS = 0.05  # of the weight
HALF_A_YEAR = 183
FOUR_WEEKS = 28


def lost_weight(weight: pd.Series) -> bool:
    """Tell whether 5 % of weight or more went within the last six months.

    The median of the last four weeks' weigh-ins against the highest four-week median of the
    half year before.
    """
    known = weight.dropna()
    if known.empty:
        return False
    age = (known.index[-1] - known.index).days
    is_recent = age < HALF_A_YEAR
    months_ago = age[is_recent] // FOUR_WEEKS
    medians = known[is_recent].groupby(months_ago).median()
    return bool(medians[0] <= (1 - LOSS) * medians.max())
