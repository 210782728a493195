"""What simulated diaries showed: the table that ships, read for a diary of the same kind."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from .codes import Interval

SHIPPED = Path(__file__).with_name("calibration.csv")


@cache
def read_calibration() -> pd.DataFrame:
    """Return the measured table that ships with the package, as of `calibration.summarise`."""
    return pd.read_csv(SHIPPED)


def nearest(days: float, rated: float, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows of the length and share of rated days (0 to 1) nearest to a diary's."""
    if table is None:
        table = read_calibration()
    single = table[table["bias"].notna()]
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
    found: float
    found_anytime_valid: float
    covered: float


def like_mine(days: float, rated: float) -> SimulatedDiaries:
    """Return what was found in simulated diaries about as long, and rated about as often."""
    ours = nearest(days, rated).query("method == 'primary'")
    nothing_there = ours.query("truth == 0")["rejected"]
    there = ours.query("scenario == 'd'")[["rejected", "safe", "covered"]].mean()
    lowest = float(nothing_there.min())
    highest = float(nothing_there.max())
    return SimulatedDiaries(
        days=int(ours["days"].iloc[0]),
        rated=float(ours["rated"].iloc[0]),
        found_nothing_there=Interval(lowest, highest),
        found=float(there["rejected"]),
        found_anytime_valid=float(there["safe"]),
        covered=float(there["covered"]),
    )
