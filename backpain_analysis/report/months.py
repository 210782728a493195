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
    """
    days = pd.DatetimeIndex(daily.index)
    period = _period_names(days, months, years)
    is_rated = daily["pain"].notna()
    since_first_rating = is_rated.cummax()
    is_severe = daily["pain"] >= SEVERE
    groups = daily.assign(days=since_first_rating, severe=is_severe).groupby(period, sort=False)
    rated = groups["pain"].count()
    table = {
        "days": groups["days"].sum(),
        "rated": rated,
        "median": groups["pain"].median(),
        "worst": groups["pain"].max(),
        "severe": groups["severe"].sum().where(rated > 0),
        "runs": groups["runs"].sum(min_count=1),
        "km": groups["distance_km"].sum(min_count=1),
        "weight_kg": groups["weight_kg"].mean(),
    }
    return pd.DataFrame(table).rename_axis("month")


def _period_names(days: pd.DatetimeIndex, months: int | None, years: int) -> np.ndarray:
    """Name the row of each day: its month, or its year where the month is long ago."""
    month = days.strftime("%Y-%m").to_numpy()
    if months is None:
        return month
    first_month = pd.Period(days[-1], "M") - (months - 1)
    last_before = first_month - 1
    oldest_year = last_before.year - years + 1
    is_early = (days.to_period("M") < first_month).astype(bool)
    year = np.where(days.year >= oldest_year, days.strftime("%Y"), f"before {oldest_year}")
    year = np.where(days.year == first_month.year, f"until {last_before}", year)
    return np.where(is_early, year, month)


def period_words(p: Phrases, name: str) -> str:
    """Write the name of a row of `by_month`: "2026-03", "until 2025-10", "before 2022"."""
    kind, _, last = name.rpartition(" ")
    text = last
    if "-" in last:
        text = p.date(pd.Period(last).start_time, "month")
    return p(f"months.{kind}", month=text) if kind else text
