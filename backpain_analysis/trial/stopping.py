"""When the person's own rule says to stop: seen from their ratings alone, not from the arms."""

import numpy as np
import pandas as pd

from .fair_test import StoppingRule


def days_rule_met(pain: pd.Series, rule: StoppingRule) -> pd.DatetimeIndex:
    """Return the days on which the rule is met, in order.

    Parameters
    ----------
    pain : Series
        One row a day, unbroken, 0 to 10; NaN where nothing was rated.
    rule : StoppingRule

    Returns
    -------
    DatetimeIndex
        Each day that ends `rule.days` days or more in a row of pain at `rule.pain` or more. A day
        without a rating ends the row: nothing is known of it.
    """
    is_bad = (pain >= rule.pain).to_numpy()
    in_a_row = np.zeros(len(is_bad), dtype=int)
    so_far = 0
    for place, bad in enumerate(is_bad):
        so_far += 1
        if not bad:
            so_far = 0
        in_a_row[place] = so_far
    return pd.DatetimeIndex(pain.index[in_a_row >= rule.days])


def times_met(met: pd.DatetimeIndex) -> int:
    """Count how often a row of bad days became long enough to stop; `met` as of `days_rule_met`."""
    is_new = np.diff(met.to_numpy()) > np.timedelta64(1, "D")
    return int(is_new.sum()) + bool(len(met))
