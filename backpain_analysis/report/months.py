"""Pain, running and weight by month: the table of the clinician's first page."""

import numpy as np
import pandas as pd

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
    month = days.strftime("%Y-%m").to_numpy()
    if months is not None:
        first = pd.Period(days[-1], "M") - (months - 1)
        early = (days.to_period("M") < first).astype(bool)
        oldest = (first - 1).year - years + 1
        year = np.where(days.year >= oldest, days.strftime("%Y"), f"before {oldest}")
        year = np.where(days.year == first.year, f"until {first - 1}", year)
        month = np.where(early, year, month)
    rated, severe = daily["pain"].notna(), daily["pain"] >= SEVERE
    groups = daily.assign(days=rated.cummax(), severe=severe).groupby(month, sort=False)
    count = groups["pain"].count()
    return pd.DataFrame(
        {
            "days": groups["days"].sum(),
            "rated": count,
            "median": groups["pain"].median(),
            "worst": groups["pain"].max(),
            "severe": groups["severe"].sum().where(count > 0),
            "runs": groups["runs"].sum(min_count=1),
            "km": groups["distance_km"].sum(min_count=1),
            "weight_kg": groups["weight_kg"].mean(),
        }
    ).rename_axis("month")
