"""Pain, running and weight by month: the table of the clinician's first page."""

import numpy as np
import pandas as pd

from ..language import Phrases

SEVERE = 7


def by_month(daily: pd.DataFrame, months: int | None = None, years: int = 3) -> pd.DataFrame:
    """Sum up the daily table by month.

    Parameters
    ----------
    daily : DataFrame
        The daily table.
    months, years : int, optional
        Only that many last months one by one, that many years before them as a row each, and
        one row for all before: so that a long diary still fits a page. By default all months.

    Returns
    -------
    DataFrame
        Index `month` of text ("2026-03", "until 2025-10", "2024", "before 2022"); columns `days`
        (from the first rating on), `rated`, `median`, `worst`, `severe` (days at 7 or more),
        `runs`, `km`, `weight_kg` (mean). NaN where nothing is recorded.

    Examples
    --------
    >>> bpa.by_month(diary.days, months=2)["rated"].tail(2).tolist()
    [27, 4]
    """
    days = pd.DatetimeIndex(daily.index)
    pain = daily["pain"]
    is_rated = pain.notna()
    is_severe = (pain >= SEVERE).astype(float)
    counted = daily.assign(
        days=is_rated.cummax(),  # since the first rating
        severe=is_severe.where(is_rated),
    )
    groups = counted.groupby(_period_names(days, months, years), sort=False)
    sums = groups[["severe", "runs", "distance_km"]].sum(min_count=1)
    table = {
        "days": groups["days"].sum(),
        "rated": groups["pain"].count(),
        "median": groups["pain"].median(),
        "worst": groups["pain"].max(),
        "severe": sums["severe"],
        "runs": sums["runs"],
        "km": sums["distance_km"],
        "weight_kg": groups["weight_kg"].mean(),
    }
    return pd.DataFrame(table).rename_axis("month")


def _period_names(days: pd.DatetimeIndex, months: int | None, years: int) -> np.ndarray:
    """Name the row of each day: its month, or its year where the month is long ago."""
    month = days.strftime("%Y-%m").to_numpy()
    if months is None:
        return month
    last_month = pd.Period(days[-1], "M")
    first_month = last_month - (months - 1)
    month_before = first_month - 1
    oldest_year = month_before.year - years + 1
    names = pd.Series(days.strftime("%Y"))
    names[days.year < oldest_year] = f"before {oldest_year}"
    names[days.year == first_month.year] = f"until {month_before}"
    is_recent = days >= first_month.start_time
    return names.where(~is_recent, month).to_numpy()


def period_words(p: Phrases, name: str) -> str:
    """Write the name of a row of `by_month`: "2026-03", "until 2025-10", "before 2022"."""
    kind, _, period = name.rpartition(" ")
    if "-" in period:
        first_day = pd.Period(period).start_time
        period = p.date(first_day, "month")
    if not kind:
        return period
    return p(f"months.{kind}", month=period)
