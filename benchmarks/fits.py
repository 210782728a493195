"""The estimator beside statsmodels' state-space fit of the same model on the same design."""

import warnings

import numpy as np
import pandas as pd
from row import Row, seconds

import backpain_analysis as bpa


def design(n_days: int) -> tuple[np.ndarray, pd.Series, pd.DataFrame]:
    """Return t, y and X of the distance answer's own design, on a simulated diary with gaps."""
    daily = bpa.simulate_diary("d", n_days=n_days, seed=1, missing="MNAR").daily
    fit = bpa.fit_lagged(daily, bpa.DISTANCE)
    return (fit.days - fit.days[0]).days.to_numpy(float), fit.outcome, fit.design


def rows() -> list[Row]:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    found, ours = [], {}
    for n_days in (365, 3650, 7300):
        t, y, X = design(n_days)
        every_day = pd.date_range(y.index[0], y.index[-1])
        gaps = y.reindex(every_day)  # an unrated day's design cannot matter, but must be a number
        exog = X.reindex(every_day).fillna(0.0)

        def theirs(gaps: pd.Series = gaps, exog: pd.DataFrame = exog) -> None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = SARIMAX(gaps, exog=exog, order=(1, 0, 0), measurement_error=True)
                model.fit(disp=False)

        def fit(t: np.ndarray = t, y: pd.Series = y, X: pd.DataFrame = X) -> None:
            bpa.fit_reml(t, y.to_numpy(), X, method="reml")

        ours[n_days], other = seconds(fit, theirs, times=7 if n_days < 1000 else 3)
        aim = "at least 10 times faster" if n_days == 365 else ""
        found.append(
            Row(
                f"`fit_reml`, {n_days:,} days, {X.shape[1]} columns",
                ours[n_days],
                "SARIMAX(1,0,0) with measurement error, ML",
                other,
                aim,
                other / ours[n_days] >= 10 if aim else None,
            )
        )
    for n_days in (3650, 7300):
        aim = "at most 13 times" if n_days == 3650 else ""
        met = ours[n_days] <= 13 * ours[365] if aim else None
        name = f"`fit_reml`, {n_days:,} days"
        found.append(Row(name, ours[n_days], "itself at 365 days", ours[365], aim, met))
    return found
