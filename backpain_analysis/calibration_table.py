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
    """Return the table's rows for the length and the share of rated days nearest to a diary's.

    Parameters
    ----------
    days : float
        From the first to the last rated day.
    rated : float
        Share of those days that are rated, 0 to 1.

    Returns
    -------
    DataFrame
        Diaries of one length and share, with and without something to find.
    """
    table = read_calibration() if table is None else table
    single = table[table["bias"].notna()]
    share = min(single["rated"].unique(), key=lambda r: abs(r - rated))
    single = single[single["rated"] == share]
    # a length counts only where there is both something to find and nothing
    lengths = set.intersection(*(set(rows["days"]) for _, rows in single.groupby("truth")))
    length = min(lengths, key=lambda n: abs(np.log(n / max(days, 1.0))))
    return single[single["days"] == length]


def error_ratio(
    label: str, days: float, rated: float, months: np.ndarray, table: pd.DataFrame | None = None
) -> np.ndarray:
    """Return by what factor the standard error shrinks in so many months more.

    Parameters
    ----------
    label : str
        The exposure's label; what was not simulated by itself goes as distance.
    days, rated
        As for `nearest`.
    months : ndarray

    Returns
    -------
    ndarray
        From diaries in which running does nothing, rated about as often; between their lengths,
        and beyond, along a straight line on logarithmic scales.
    """
    table = read_calibration() if table is None else table
    share = nearest(days, rated, table)["rated"].iloc[0]
    null = table[(table["truth"] == 0) & (table["rated"] == share) & (table["missing"] == "MCAR")]
    null = null[null["method"] == (label if label in set(null["method"]) else "primary")]
    error = null.pivot_table("mean_se", "days", "scenario").dropna(axis=1).mean(axis=1)
    x, y = np.log(error.index.to_numpy(dtype=float)), np.log(error.to_numpy())
    # beyond the simulated lengths the last (or first) stretch goes on
    slopes = np.diff(y) / np.diff(x)

    def log_error(n: np.ndarray) -> np.ndarray:
        at = np.log(n)
        inside = np.interp(at, x, y)
        return (
            inside + slopes[-1] * np.maximum(at - x[-1], 0) + slopes[0] * np.minimum(at - x[0], 0)
        )

    now = np.array([max(days, 1.0)])
    return np.exp(log_error(now + months * DAYS_A_MONTH) - log_error(now))


def like_mine(days: float, rated: float) -> str:
    """Say what was found in simulated diaries about as long, and rated about as often."""
    rows = nearest(days, rated)
    ours = rows[rows["method"] == "primary"]
    nothing = ours[ours["truth"] == 0]["rejected"]
    there = ours[ours["scenario"] == "d"].mean(numeric_only=True)
    ends = sorted({f"{100 * share:.0f}" for share in (nothing.min(), nothing.max())}, key=float)
    one = rows.iloc[0]
    return (
        f"In simulated diaries of {one['days']} days, rated on {100 * one['rated']:.0f} in 100 of "
        f"them, this suite found something in {' to '.join(ends)} of 100 where running did "
        "nothing. Where pain was truly 1 point lower with 10 km a week more, one planned look "
        f"found it in {100 * there['rejected']:.0f} of 100, the stricter interval for monthly "
        f"looks in {100 * there['safe']:.0f}, and the 95 % interval held the truth in "
        f"{100 * there['covered']:.0f}."
    )
