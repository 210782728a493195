"""What simulated diaries showed: the table that ships, read for a diary of the same kind."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

SHIPPED = Path(__file__).with_name("calibration.csv")
DAYS_A_MONTH = 365.25 / 12


@cache
def read_calibration() -> pd.DataFrame:
    """Return the measured table that ships with the package, as of `calibration.summarise`."""
    return pd.read_csv(SHIPPED)


def nearest(days: float, rated: float, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows of the length and share of rated days (0 to 1) nearest to a diary's."""
    table = read_calibration() if table is None else table
    single = table[table["bias"].notna()]
    share = min(single["rated"].unique(), key=lambda r: abs(r - rated))
    single = single[single["rated"] == share]
    # a length counts only where there is both something to find and nothing
    lengths = set.intersection(*(set(rows["days"]) for _, rows in single.groupby("truth")))
    length = min(lengths, key=lambda n: abs(np.log(n / max(days, 1.0))))
    return single[single["days"] == length]


def error_ratio(label: str, days: float, rated: float, months: np.ndarray) -> np.ndarray:
    """Return by what factor the standard error shrinks in so many months more.

    From diaries in which running does nothing, rated about as often; between their lengths, and
    beyond, along a straight line on logarithmic scales. An exposure (by its label) that was not
    simulated by itself goes as distance.
    """
    from scipy.interpolate import make_interp_spline

    table, share = read_calibration(), nearest(days, rated)["rated"].iloc[0]
    null = table[(table["truth"] == 0) & (table["rated"] == share) & (table["missing"] == "MCAR")]
    null = null[null["method"] == (label if label in set(null["method"]) else "primary")]
    error = null.pivot_table("mean_se", "days", "scenario").dropna(axis=1).mean(axis=1)
    line = make_interp_spline(np.log(error.index), np.log(error), k=1)
    now = max(days, 1.0)
    return np.exp(line(np.log(now + months * DAYS_A_MONTH)) - line(np.log(now)))


def like_mine(days: float, rated: float) -> str:
    """Say what was found in simulated diaries about as long, and rated about as often."""
    rows = nearest(days, rated)
    ours = rows[rows["method"] == "primary"]
    nothing = ours[ours["truth"] == 0]["rejected"]
    there = 100 * ours[ours["scenario"] == "d"][["rejected", "safe", "covered"]].mean()
    ends = dict.fromkeys(f"{100 * share:.0f}" for share in (nothing.min(), nothing.max()))
    one = rows.iloc[0]
    return (
        f"In simulated diaries of {one['days']} days, rated on {100 * one['rated']:.0f} in 100 of "
        f"them, this suite found something in {' to '.join(ends)} of 100 where running did "
        "nothing. Where pain was truly 1 point lower with 10 km a week more, one planned look "
        f"found it in {there['rejected']:.0f} of 100, the stricter interval for monthly looks in "
        f"{there['safe']:.0f}, and the 95 % interval held the truth in {there['covered']:.0f}."
    )
