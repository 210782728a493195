"""What simulated diaries showed: the table that ships, read for a diary of the same kind."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from .codes import Interval

OURS = "primary"
HIDDEN = "hid"  # a hidden slow cause of both pain and running, which no diary can tell
OF_WEIGHT = ("wt+", "wt0", "wtb")  # diaries in which only weight is looked at
SHIPPED = Path(__file__).with_name("calibration.csv")


@cache
def read_calibration() -> pd.DataFrame:
    """Return the measured table that ships with the package, as of `calibration.summarise`."""
    return pd.read_csv(SHIPPED)


def nearest(days: float, rated: float, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows of the length and share of rated days (0 to 1) nearest to a diary's."""
    if table is None:
        table = read_calibration()
    of_weight = table["scenario"].isin(OF_WEIGHT)
    single = table[table["bias"].notna() & ~of_weight]
    apart = (single["rated"] - rated).abs()
    share = single["rated"].iloc[int(apart.argmin())]
    alike = single[single["rated"] == share]
    # a length counts only where there is both something to find and nothing
    truths = alike.groupby("days")["truth"].nunique()
    lengths = truths.index[truths == truths.max()]
    times_as_long = np.log(lengths / max(days, 1.0))
    length = lengths[np.abs(times_as_long).argmin()]
    return alike[alike["days"] == length]


@dataclass(frozen=True)
class SimulatedDiaries:
    """What was found in simulated diaries of one length and share of rated days.

    Shares are 0 to 1. `found_nothing_there`: the lowest and highest share of diaries in which
    something was found although running does nothing, over the scenarios of that kind. The
    others are of diaries in which pain is truly 1 point lower with 10 km a week more: found in one
    planned look, found by the anytime-valid interval, 95 % interval holds the truth.
    """

    days: int
    rated: float
    found_nothing_there: Interval
    found_with_hidden_cause: float
    found: float
    found_anytime_valid: float
    covered: float


def like_mine(days: float, rated: float) -> SimulatedDiaries:
    """Return what was found in simulated diaries about as long, and rated about as often."""
    ours = nearest(days, rated).query("method == @OURS")
    nothing_there = ours[ours["truth"] == 0]
    is_hidden = nothing_there["scenario"] == HIDDEN
    false_alarms = nothing_there.loc[~is_hidden, "rejected"]
    with_hidden_cause = nothing_there.loc[is_hidden, "rejected"]
    there = ours.query("scenario == 'd'")[["rejected", "safe", "covered"]].mean()
    lowest = float(false_alarms.min())
    highest = float(false_alarms.max())
    return SimulatedDiaries(
        days=int(ours["days"].iloc[0]),
        rated=float(ours["rated"].iloc[0]),
        found_nothing_there=Interval(lowest, highest),
        found_with_hidden_cause=float(with_hidden_cause.mean()),
        found=float(there["rejected"]),
        found_anytime_valid=float(there["safe"]),
        covered=float(there["covered"]),
    )
