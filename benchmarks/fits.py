"""The estimator beside statsmodels' state-space fit of the same model on the same design."""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from row import Row, seconds

import backpain_analysis as bpa
from backpain_analysis.checks import USUAL_WAYS, slower_look, steady


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
    return found + whole_fits() + answers() + usual_ways()


def whole_fits() -> list[Row]:
    """Return `fit_lagged`, correction and design included, beside SARIMAX and a long diary."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    daily = bpa.simulate_diary("d", n_days=365, seed=1, missing="MNAR").daily
    long = bpa.simulate_diary("d", n_days=3650, seed=1, missing="MNAR").daily
    _, y, X = design(365)
    every_day = pd.date_range(y.index[0], y.index[-1])
    gaps = y.reindex(every_day)
    exog = X.reindex(every_day).fillna(0.0)

    def theirs() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            SARIMAX(gaps, exog=exog, order=(1, 0, 0), measurement_error=True).fit(disp=False)

    def ours() -> None:
        bpa.fit_lagged(daily, bpa.DISTANCE)

    def ours_long() -> None:
        bpa.fit_lagged(long, bpa.DISTANCE)

    mine, other, grown = seconds(ours, theirs, ours_long, times=9)
    name = "`fit_lagged` with its correction"
    sarimax = "SARIMAX(1,0,0) with measurement error, ML"
    return [
        Row(
            f"{name}, 365 days",
            mine,
            sarimax,
            other,
            "at least 15 times faster",
            other >= 15 * mine,
        ),
        Row(
            f"{name}, 3,650 days",
            grown,
            "itself at 365 days",
            mine,
            "at most 9 times",
            grown <= 9 * mine,
        ),
    ]


def answers() -> list[Row]:
    """Return `answer` beside the fits that it makes, each from where it begins in an answer.

    Three questions; of running two longer windows each; and of each whether it is the same all
    along.
    """
    daily = bpa.simulate_diary("d", n_days=365, seed=1, missing="MNAR").daily
    exposures = (bpa.DISTANCE, bpa.FREQUENCY, bpa.WEIGHT_CHANGE)
    planned = bpa.answer(daily)
    tau = {a.exposure.name: a.tau for a in planned}
    first = next(a.exposure for a in planned)

    def fits() -> None:
        near = None
        for exposure in sorted(exposures, key=lambda exposure: exposure is not first):
            fit = bpa.fit_lagged(daily, exposure, near=near)
            near = near or fit.result
            if exposure.windowed:
                slower_look(daily, exposure, sesoi=1.0, tau=tau[exposure.name], near=fit.result)
            steady(fit)

    mine, alone = seconds(lambda: bpa.answer(daily), fits, times=9)
    return [
        Row(
            "`answer`, 365 days",
            mine,
            "the ten regressions it makes, each from where an answer begins it",
            alone,
            "at most 1.3 times",
            mine <= 1.3 * alone,
        )
    ]


def usual_ways() -> list[Row]:
    """Return `fit_lagged` beside what such a diary is usually looked at with."""
    daily = bpa.simulate_diary("d", n_days=365, seed=1, missing="MNAR").daily
    plain = bpa.fit_lagged(daily, bpa.DISTANCE, design="mean", feedback=False)
    found = []
    for name in ("OLS, Newey-West", "AR(1) errors, no noise", "day-to-day differences, one lag"):
        way = USUAL_WAYS[name]

        def theirs(way: Callable = way) -> None:
            way(daily, plain)

        mine, other = seconds(lambda: bpa.fit_lagged(daily, bpa.DISTANCE), theirs, times=9)
        found.append(Row("`fit_lagged` with its correction, 365 days", mine, name, other))
    return found
