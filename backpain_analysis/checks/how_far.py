"""Do runs get shorter after bad days? The reverse question about distance."""

import numpy as np
import pandas as pd

from ..model import DISTANCE, exposure_values, lag_table, log_settled
from .after_pain import Measure, change_after_pain
from .result import Check, no_answer

FEWEST_RUNS = 30
LENGTH = Measure(unit="log_length", too_small=0.05, alpha=0.025)


def how_far(daily: pd.DataFrame) -> Check:
    """Regress the logarithm of a run's distance on the pain of the day before.

    On days with a run and a known distance, beside the habit of the fortnight before, time and
    weekday; as `change_after_pain`.

    Returns
    -------
    Check
        `estimate`: change of the logarithm of the distance per NRS point the day before; 0.05
        either way are too little to matter.

    Raises
    ------
    FitError
        Too few runs with a distance, or pain or distance never changes.
    """
    km = daily["distance_km"].where(daily["runs"] > 0)
    columns = {
        "outcome": np.log(km.where(km > 0)),
        "pain": lag_table(daily["pain"], [1])[1],
        "habit": exposure_values(daily, DISTANCE),
    }
    usable = pd.DataFrame(columns)[log_settled(daily)].dropna()
    if len(usable) < FEWEST_RUNS:
        raise no_answer("reverse_days", days=len(usable), needed=FEWEST_RUNS)
    return change_after_pain("how_far", usable, LENGTH)
