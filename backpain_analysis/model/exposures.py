"""Running frequency, running distance, weight change: what happened before each day.

`lag k > 0` is k days before the outcome. Every exposure of day t uses days before t only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..diary import Diary
from ..tables import DAILY

MIN_LOG_DAYS = 28
MISSING_DAYS_ALLOWED = 2 / 14


@dataclass(frozen=True)
class Exposure:
    """One thing that may go with pain, and the unit in which its estimate is told.

    `column` is the daily column it comes from; `per` is how many of the
    column's units a week (or kg) make one unit of the estimate.
    """

    name: str
    label: str
    column: str
    unit: str
    measure: str
    per: float
    windowed: bool = True

    def __str__(self) -> str:
        return self.label


FREQUENCY = Exposure("frequency", "running frequency", "runs", "+1 run a week", "runs a week", 1.0)
DISTANCE = Exposure(
    "distance", "running distance", "distance_km", "+10 km a week", "km a week", 10.0
)
WEIGHT_CHANGE = Exposure(
    "weight_change", "weight change", "weight_kg", "+1 kg in four weeks", "kg in four weeks",
    1.0, windowed=False,
)  # fmt: skip
EXPOSURES = {e.name: e for e in (FREQUENCY, DISTANCE, WEIGHT_CHANGE)}


def lag_table(series: pd.Series, lags: Iterable[int]) -> pd.DataFrame:
    """Put the values of earlier days beside each day: one column per lag, NaN beyond the ends.

    Lag k > 0 is k days before the row's day, a lead is negative; ValueError where a day is missing.
    """
    index = unbroken(series.index)
    lags, x = list(lags), series.to_numpy(dtype=float)
    out = np.full((len(x), len(lags)), np.nan)
    for column, k in enumerate(lags):
        if k >= 0:
            out[k:, column] = x[: max(len(x) - k, 0)]
        else:
            out[:k, column] = x[-k:]
    return pd.DataFrame(out, index, lags)


def unbroken(index: pd.Index) -> pd.DatetimeIndex:
    """Return the days; ValueError where one is missing, stands twice or out of order."""
    days = pd.DatetimeIndex(index)
    odd = np.flatnonzero(np.diff(days.to_numpy()) != np.timedelta64(1, "D"))
    if len(odd):
        raise ValueError(
            f"after {days[odd[0]]:%Y-%m-%d} comes {days[odd[0] + 1]:%Y-%m-%d}: lags need one row "
            "per calendar day, in order; reindex first"
        )
    return days


def exposure_values(daily: pd.DataFrame, exposure: Exposure, window_days: int = 14) -> pd.Series:
    """Return the habit V_t before each day, in units of the estimate.

    7 x mean of days t-1 .. t-window, divided by `exposure.per`; for weight the mean of days
    t-7 .. t-1 less that of t-35 .. t-29, whatever the window. NaN where too little is known: more
    than 2 in 14 days of the window without a value, or no weigh-in in one of the two weeks.
    """
    unbroken(daily.index)
    x = daily[exposure.column]
    if not exposure.windowed:
        week = x.rolling(7, min_periods=1).mean()
        return (week.shift(1) - week.shift(29)).rename(exposure.name)
    known = window_days - int(window_days * MISSING_DAYS_ALLOWED)
    mean = x.rolling(window_days, min_periods=known).mean().shift(1)
    return (7 * mean / exposure.per).rename(exposure.name)


def other_columns(daily: pd.DataFrame) -> list[str]:
    """Name what else is recorded than pain, running and weight."""
    return [str(c) for c in daily.columns if c not in set(DAILY["name"])]


def week_before(daily: pd.DataFrame, name: str) -> pd.Series:
    """Return a recorded variable's mean over the days t-7 .. t-1; NaN with fewer than 4 known."""
    unbroken(daily.index)
    return daily[name].rolling(7, min_periods=4).mean().shift(1).rename(name)


def event_terms(diary: Diary) -> pd.DataFrame:
    """Return one column per recorded event: 1 while it lasted, 0 otherwise.

    An event of a single day (an injection) counts for the four weeks from it.
    """
    columns: dict[str, np.ndarray] = {}
    days = diary.days.index
    for event in diary.events:
        lasted = event.end > event.start
        last = event.end if lasted else event.start + pd.Timedelta(days=27)
        during = (days >= event.start) & (days <= last)
        columns[event.name] = columns.get(event.name, 0.0) + during.astype(float)
    return pd.DataFrame(columns, index=days).clip(upper=1.0)


def log_settled(daily: pd.DataFrame) -> np.ndarray:
    """Return, per day, whether the run log had been kept for 28 days by then."""
    unbroken(daily.index)
    known = daily["runs"].notna().to_numpy()
    first = int(known.argmax()) if known.any() else len(known)
    return np.arange(len(known)) >= first + MIN_LOG_DAYS


def lag_basis(window_days: int = 14, df: int = 3) -> np.ndarray:
    """Return the shapes that a lag curve is built from: (window_days, df).

    A constant, then natural cubic splines over the lags, each centred to sum to zero over them:
    so the coefficient of the constant is the total over all lags (Gasparrini 2011).
    """
    lags = np.arange(1.0, window_days + 1)
    spline = natural_spline(lags, df - 1, 1.0, float(window_days))
    return np.column_stack([np.ones(window_days), spline - spline.mean(axis=0)])


def lag_design(
    daily: pd.DataFrame, exposure: Exposure, window_days: int = 14, design: str = "spline"
) -> pd.DataFrame:
    """Return the exposure's columns of the regression; the first one carries the total.

    "spline": `lag_basis` over the lags 1 .. window_days, unknown days of a usable window taken as
    its mean. "mean", and weight change: V_t alone. One row a day; NaN where V_t is NaN.
    """
    total = exposure_values(daily, exposure, window_days)
    if design == "mean" or not exposure.windowed:
        return total.to_frame()
    lags = lag_table(daily[exposure.column], range(1, window_days + 1)).to_numpy()
    mean = total.to_numpy()[:, None] * (exposure.per / 7)
    filled = np.where(np.isnan(lags), mean, lags)
    shapes = filled @ lag_basis(window_days)[:, 1:] * (7 / window_days / exposure.per)
    names = [exposure.name, *(f"lag shape {i + 1}" for i in range(shapes.shape[1]))]
    return pd.DataFrame(np.column_stack([total, shapes]), daily.index, names)


def natural_spline(x: np.ndarray, df: int, low: float, high: float) -> np.ndarray:
    """Return a natural cubic spline basis without its constant: (n, df).

    The df + 1 knots run from `low` to `high`, equally spaced; one column is a straight line.
    Truncated-power form (Hastie, Tibshirani and Friedman 2009, eq. 5.4), x scaled to 0 .. 1.
    """
    u = (np.asarray(x, dtype=float) - low) / (high - low)
    knots = np.linspace(0.0, 1.0, df + 1)
    cubes = np.clip(u[:, None] - knots, 0.0, None) ** 3
    d = (cubes[:, :-1] - cubes[:, -1:]) / (1.0 - knots[:-1])
    return np.column_stack([u, d[:, :-1] - d[:, -1:]])[:, :df]


def time_terms(days: pd.DatetimeIndex, time_df: int | None = None) -> pd.DataFrame:
    """Return the intercept, the trend and the season over the days used in a fit.

    With n the span from the first day to the last: a spline on equally spaced calendar knots, of
    `time_df` columns (by default 2 for n < 300, 1 for 300 to 450, else round(n / 365) + 1), and
    from n >= 300 one annual sine and cosine. Fewer and a shared season fools the fit; many more
    and reverse causation biases it (Nickell 1981).
    """
    t = (days - days[0]).days.to_numpy(dtype=float)
    n = int(t[-1]) + 1
    if time_df is None:
        time_df = 2 if n < 300 else 1 if n <= 450 else round(n / 365) + 1
    names, columns = ["intercept"], [np.ones((len(t), 1))]
    if time_df and n > 1:
        trend = np.column_stack([columns[0], natural_spline(t, time_df, 0.0, float(n - 1))])
        # the same span on orthogonal columns: twenty years of knots would lose digits otherwise
        columns.append(np.linalg.qr(trend)[0][:, 1:] * np.sqrt(len(t)))
        names += [f"trend {i + 1}" for i in range(time_df)]
    if n >= 300:
        angle = 2 * np.pi * t / 365.25
        columns += [np.sin(angle), np.cos(angle)]
        names += ["season sine", "season cosine"]
    return pd.DataFrame(np.column_stack(columns), days, names)


def weekday_terms(days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return columns that tell the weekdays apart: six, fewer where a weekday is never rated."""
    weekday = days.day_of_week.to_numpy()
    present = np.unique(weekday)[1:]
    columns = (weekday[:, None] == present).astype(float)
    return pd.DataFrame(columns, days, [f"weekday {i}" for i in present])
