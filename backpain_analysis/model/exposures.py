"""Running frequency, running distance, weight change: what happened before each day.

`lag k > 0` is k days before the outcome. Every exposure of day t uses days before t only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..diary import Diary
from ..tables import DAILY
from .weight import weight_track

MIN_LOG_DAYS = 28
MISSING_DAYS_ALLOWED = 2 / 14
KNOWN_DAYS_OF_A_WEEK = 4
DAYS_AFTER_AN_INJECTION = 27  # an event of one day lasts four weeks with its own day
DAYS_WITH_A_SEASON = 300
DAYS_WITH_A_LONGER_TREND = 450
YEAR = 365.25
WEEKDAY = "weekday"  # how the columns begin that tell the weekdays apart
LAG_SHAPE = "lag shape"  # how the columns of a design begin that spread the total over the lags


@dataclass(frozen=True)
class Exposure:
    """One thing that may go with pain, and the unit of its estimate.

    Attributes
    ----------
    name : str
        Its code: "frequency", "distance", "weight_change".
    column : str
        The daily column that it comes from.
    per : float
        How many of the column's units a week (or kg) make one unit of the estimate.
    windowed : bool
        Whether it is a mean over the window of days before; weight change is not.
    label, unit, measure : str
        English words that `results.json` and error messages hold. What readers see comes from
        `language`, by `name`.

    Examples
    --------
    >>> bpa.DISTANCE.name, bpa.DISTANCE.column
    ('distance', 'distance_km')
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


FREQUENCY = Exposure(
    name="frequency",
    label="running frequency",
    column="runs",
    unit="+1 run a week",
    measure="runs a week",
    per=1.0,
)
DISTANCE = Exposure(
    name="distance",
    label="running distance",
    column="distance_km",
    unit="+10 km a week",
    measure="km a week",
    per=10.0,
)
WEIGHT_CHANGE = Exposure(
    name="weight_change",
    label="weight change",
    column="weight_kg",
    unit="+1 kg in four weeks",
    measure="kg in four weeks",
    per=1.0,
    windowed=False,
)
EXPOSURES = {
    FREQUENCY.name: FREQUENCY,
    DISTANCE.name: DISTANCE,
    WEIGHT_CHANGE.name: WEIGHT_CHANGE,
}


def lag_table(series: pd.Series, lags: Iterable[int]) -> pd.DataFrame:
    """Put the values of earlier days beside each day: one column per lag, NaN beyond the ends.

    Lag k > 0 is k days before the row's day, a lead is negative; ValueError where a day is missing.
    """
    index = unbroken(series.index)
    values = series.to_numpy(dtype=float)
    return _one_matrix({lag: _earlier(values, lag) for lag in lags}, index)


def _earlier(values: np.ndarray, lag: int) -> np.ndarray:
    """Return the values of `lag` places before, NaN beyond the ends."""
    moved = np.full(len(values), np.nan)
    if lag > 0:
        moved[lag:] = values[:-lag]
    elif lag < 0:
        moved[:lag] = values[-lag:]
    else:
        moved[:] = values
    return moved


def _one_matrix(columns: Mapping[Any, np.ndarray], index: pd.Index) -> pd.DataFrame:
    """Return a frame of these columns, laid out at once: pandas takes longer one by one."""
    values = np.empty((len(index), len(columns)))
    for place, column in enumerate(columns.values()):
        values[:, place] = column
    return pd.DataFrame(values, index, list(columns))


def unbroken(index: pd.Index) -> pd.DatetimeIndex:
    """Return the days; ValueError where one is missing, stands twice or out of order."""
    days = pd.DatetimeIndex(index)
    steps = np.diff(days.to_numpy())
    is_odd = steps != np.timedelta64(1, "D")
    if is_odd.any():
        place = int(is_odd.argmax())
        day, following = days[place : place + 2]
        raise ValueError(
            f"after {day:%Y-%m-%d} comes {following:%Y-%m-%d}: lags need one row "
            "per calendar day, in order; reindex first"
        )
    return days


def exposure_values(daily: pd.DataFrame, exposure: Exposure, window_days: int = 14) -> pd.Series:
    """Return the habit V_t before each day, in units of the estimate.

    7 x mean of days t-1 .. t-window, divided by `exposure.per`; for weight the mean of days
    t-7 .. t-1 less that of t-35 .. t-29 of the smoothed track (`weight`), whatever the window. NaN
    where too little is known: more than 2 in 14 days of the window without a value, fewer than
    five weigh-ins, or none within 14 days of one of the two weeks.
    """
    unbroken(daily.index)
    recorded = daily[exposure.column]
    if not exposure.windowed:
        track = weight_track(recorded)
        if track is None:
            return pd.Series(np.nan, daily.index, name=exposure.name)
        return track.change.rename(exposure.name)
    a_week = 7 * _mean_of_known(_days_before(recorded, window_days))
    return pd.Series(a_week / exposure.per, daily.index, name=exposure.name)


def _days_before(recorded: pd.Series, window_days: int) -> np.ndarray:
    """Return what was recorded 1 to `window_days` days before each day: (days, window_days)."""
    return lag_table(recorded, range(1, window_days + 1)).to_numpy()


def _mean_of_known(lags: np.ndarray) -> np.ndarray:
    """Return each day's mean of its window; NaN where more than one in seven is unknown."""
    window_days = lags.shape[1]
    known = np.isfinite(lags)
    known_days = known.sum(axis=1)
    needed = window_days - int(window_days * MISSING_DAYS_ALLOWED)
    is_enough = known_days >= needed
    total = np.where(known, lags, 0.0).sum(axis=1)
    mean = np.full(len(lags), np.nan)
    mean[is_enough] = total[is_enough] / known_days[is_enough]
    return mean


def other_columns(daily: pd.DataFrame) -> list[str]:
    """Name what else is recorded than pain, running and weight."""
    planned = set(DAILY["name"])
    return [str(column) for column in daily.columns if column not in planned]


def week_before(daily: pd.DataFrame, name: str) -> pd.Series:
    """Return a recorded variable's mean over the days t-7 .. t-1; NaN with fewer than 4 known."""
    unbroken(daily.index)
    week = daily[name].rolling(7, min_periods=KNOWN_DAYS_OF_A_WEEK)
    return week.mean().shift(1).rename(name)


def event_terms(diary: Diary) -> pd.DataFrame:
    """Return one column per recorded event: 1 while it lasted, 0 otherwise.

    An event of a single day (an injection) counts for the four weeks from it.
    """
    days = diary.days.index
    terms: dict[str, np.ndarray] = {}
    for event in diary.events:
        last = event.end
        if last <= event.start:
            last = event.start + pd.Timedelta(days=DAYS_AFTER_AN_INJECTION)
        during = (days >= event.start) & (days <= last)
        if event.name in terms:
            during |= terms[event.name] > 0
        terms[event.name] = during.astype(float)
    return pd.DataFrame(terms, index=days)


def log_settled(daily: pd.DataFrame, needed: int = MIN_LOG_DAYS) -> np.ndarray:
    """Return, per day, whether the run log had been kept for 28 (or `needed`) days by then."""
    unbroken(daily.index)
    known = daily["runs"].notna().to_numpy()
    if not known.any():
        return known
    first = int(known.argmax())
    return np.arange(len(known)) >= first + needed


def lag_basis(window_days: int = 14, df: int = 3) -> np.ndarray:
    """Return the shapes that a lag curve is built from: (window_days, df).

    A constant, then natural cubic splines over the lags, each centred to sum to zero over them:
    so the coefficient of the constant is the total over all lags (Gasparrini 2011).
    """
    lags = np.arange(1.0, window_days + 1)
    spline = natural_spline(lags, df - 1, low=1.0, high=float(window_days))
    centred = spline - spline.mean(axis=0)
    return np.column_stack([np.ones(window_days), centred])


def lag_design(
    daily: pd.DataFrame, exposure: Exposure, window_days: int = 14, design: str = "spline"
) -> pd.DataFrame:
    """Return the exposure's columns of the regression; the first one carries the total.

    "spline": `lag_basis` over the lags 1 .. window_days, unknown days of a usable window taken as
    its mean. "mean", and weight change: V_t alone. One row a day; NaN where V_t is NaN.
    """
    if design == "mean" or not exposure.windowed:
        return exposure_values(daily, exposure, window_days).to_frame()
    lags = _days_before(daily[exposure.column], window_days)
    daily_mean = _mean_of_known(lags)
    filled = np.where(np.isnan(lags), daily_mean[:, None], lags)
    unit_of_a_day = 7 / window_days / exposure.per
    shapes = filled @ lag_basis(window_days)[:, 1:] * unit_of_a_day
    columns = {exposure.name: 7 * daily_mean / exposure.per}
    for number, values in enumerate(shapes.T, start=1):
        columns[f"{LAG_SHAPE} {number}"] = values
    return _one_matrix(columns, daily.index)


def natural_spline(x: np.ndarray, df: int, low: float, high: float) -> np.ndarray:
    """Return a natural cubic spline basis without its constant: (n, df).

    The df + 1 knots run from `low` to `high`, equally spaced; one column is a straight line.
    Truncated-power form (Hastie, Tibshirani and Friedman 2009, eq. 5.4), x scaled to 0 .. 1.
    """
    scaled = (np.asarray(x, dtype=float) - low) / (high - low)
    knots = np.linspace(0.0, 1.0, df + 1)
    cubes = np.clip(scaled[:, None] - knots, 0.0, None) ** 3
    last_cube = cubes[:, -1:]
    d = (cubes[:, :-1] - last_cube) / (1.0 - knots[:-1])
    bends = d[:, :-1] - d[:, -1:]
    return np.column_stack([scaled, bends])[:, :df]


def time_terms(days: pd.DatetimeIndex, time_df: int | None = None) -> pd.DataFrame:
    """Return the intercept, the trend and the season over the days used in a fit.

    With n the span from the first day to the last: a spline on equally spaced calendar knots, of
    `time_df` columns (by default 2 for n < 300, 1 for 300 to 450, else round(n / 365) + 1), and
    from n >= 300 one annual sine and cosine. Fewer and a shared season fools the fit; many more
    and reverse causation biases it (Nickell 1981).
    """
    t = day_numbers(days)
    span = int(t[-1]) + 1
    df = trend_df(span) if time_df is None else time_df
    terms = {"intercept": np.ones(len(t))}
    if df > 0 and span > 1:
        for number, values in enumerate(_trend(t, df).T, start=1):
            terms[f"trend {number}"] = values
    if span >= DAYS_WITH_A_SEASON:
        angle = 2 * np.pi * t / YEAR
        terms["season sine"] = np.sin(angle)
        terms["season cosine"] = np.cos(angle)
    return _one_matrix(terms, days)


def day_numbers(days: pd.DatetimeIndex) -> np.ndarray:
    """Return each day's number, counted from the first, which is 0."""
    numbers = days.to_numpy().astype("datetime64[D]").astype(float)
    return np.asarray(numbers - numbers[0])


def trend_df(span: int) -> int:
    """Return how many columns the trend has over so many days, if nobody chooses."""
    if span < DAYS_WITH_A_SEASON:
        return 2
    if span <= DAYS_WITH_A_LONGER_TREND:
        return 1
    return round(span / 365) + 1


def _trend(t: np.ndarray, df: int) -> np.ndarray:
    """Return the trend's spline on orthogonal columns: twenty years of knots would lose digits."""
    n = len(t)
    spline = natural_spline(t, df, low=0.0, high=t[-1])
    basis, _ = np.linalg.qr(np.column_stack([np.ones(n), spline]))
    return basis[:, 1:] * np.sqrt(n)


def weekday_terms(days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return columns that tell the weekdays apart: six, fewer where a weekday is never rated."""
    weekday = days.day_of_week.to_numpy()
    terms: dict[str, np.ndarray] = {}
    for number in np.unique(weekday)[1:]:
        terms[f"{WEEKDAY} {number}"] = weekday == number
    return _one_matrix(terms, days)
