"""The same question asked in other ways: show all of them, never choose from them."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from .errors import FitError
from .exposures import Exposure, exposure_values, lag_design, lag_table, time_terms
from .lagged import LaggedFit, fit_lagged, usable_days
from .reml import held_gls

SHIFTS, SHORTEST_SHIFT = 199, 28
RARE_LEVEL = 0.05
NEWEY_WEST_LAGS = 14
RECORDED = ("pain", "runs", "distance_km", "duration_min", "weight_kg")
NOT_TRUSTED = "the usual way; not to be trusted here"


@dataclass(frozen=True)
class _Row:
    """One row: NRS points per unit of the exposure, unless `unit` says otherwise."""

    estimate: float = np.nan
    std_error: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    pvalue: float = np.nan
    nobs: int | None = None
    note: str = ""
    unit: str = ""


def sensitivity(daily: pd.DataFrame, exposure: Exposure, window_days: int = 14) -> pd.DataFrame:
    """Ask the exposure's question in the other ways of METHOD section 6.

    Parameters
    ----------
    daily : DataFrame
        As of `build_daily`.
    exposure : {FREQUENCY, DISTANCE, WEIGHT_CHANGE}
    window_days : int
        The plan's window.

    Returns
    -------
    DataFrame
        Index: the way, in plain words; the planned analysis first, the untrustworthy usual ways
        last. Columns estimate, std_error, lower, upper (95 %), pvalue, nobs, unit, note. Where a
        way gives no answer its numbers are NaN and the note says why; without a planned answer
        no way shows one.
    """
    try:
        fit = fit_lagged(daily, exposure, window_days)
    except FitError as error:
        ways: dict[str, Callable[[], _Row]] = {"planned analysis": partial(_no_answer, str(error))}
    else:
        ways = _ways(daily, fit)
    rows = {name: _ask(way) for name, way in ways.items()}
    table = pd.DataFrame(rows.values(), index=pd.Index(rows, name="way"))
    table["unit"] = table["unit"].replace("", f"NRS points per {exposure.unit}")
    columns = ["estimate", "std_error", "lower", "upper", "pvalue", "nobs", "unit", "note"]
    return table[columns].astype({"nobs": "Int64"})


def _ways(daily: pd.DataFrame, fit: LaggedFit) -> dict[str, Callable[[], _Row]]:
    trend = sum(str(c).startswith("trend") for c in fit.design.columns)
    again = partial(_again, daily, fit)
    ways: dict[str, Callable[[], _Row]] = {"planned analysis": partial(_of_fit, fit)}
    if fit.correction is not None:
        note = "running by how it hurts is not allowed for"
        ways["without the running decision"] = partial(again, note, feedback=False)
    if fit.exposure.windowed:
        if fit.design_name != "mean":
            ways["plain mean of the days before"] = partial(again, design="mean")
        same = "is the planned analysis" if fit.design_name == "spline" else ""
        curve = partial(_of_fit, fit, same) if same else partial(again, design="spline")
        ways["lag curve, its total"] = curve
        windows = (w for w in (7, 14, 28) if w != fit.window_days)
        ways |= {f"{w} days before": partial(again, window_days=w) for w in windows}
    if trend:
        ways["one time term fewer"] = partial(again, time_df=trend - 1)
    return ways | {
        "one time term more": partial(again, time_df=trend + 1),
        "other recorded things held equal": partial(_with_others, daily, fit),
        "ARDL(1,1), long-run value": partial(_ardl, daily, fit),
        "AR(1) on consecutive rated days": partial(_consecutive, daily, fit),
        "ordered ratings, beside yesterday's": partial(_ordered, daily, fit),
        "exposure shifted against pain": partial(_permuted, daily, fit),
        "same design by statsmodels SARIMAX": partial(_sarimax, fit),
        "lagged OLS, Newey-West errors": partial(_usual, daily, fit, NEWEY_WEST_LAGS),
        "plain lagged OLS": partial(_usual, daily, fit, 0),
    }


def _ask(way: Callable[[], _Row]) -> _Row:
    """Take a way's row, or say why it has none; nothing that is not finite is shown."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is checked here and in the notes
        try:
            row = way()
        except FitError as error:
            return _Row(note=f"no answer: {error}")
        except ValueError as error:  # LinAlgError and statsmodels' own are among these
            return _Row(note=f"no answer: the fit broke down ({error}).")
    numbers = [row.estimate, row.std_error, row.lower, row.upper]
    shown = not np.isnan(row.estimate)
    if np.isnan(row.pvalue) or (shown and not np.isfinite(numbers).all()):
        return _Row(note="no answer: the fit gave no finite interval.")
    return row


def _no_answer(why: str) -> _Row:
    raise FitError(why)


def _of_fit(fit: LaggedFit, note: str = "") -> _Row:
    note = note if fit.converged else f"{note}; the optimiser did not converge".strip("; ")
    low, high = fit.conf_int()
    return _Row(fit.estimate, fit.std_error, low, high, fit.pvalue, fit.nobs, note)


def _again(daily: pd.DataFrame, fit: LaggedFit, note: str = "", **options: Any) -> _Row:
    options = {"window_days": fit.window_days} | options
    return _of_fit(fit_lagged(daily, fit.exposure, **options), note)


def _normal(
    estimate: float, std_error: float, df: float, nobs: int, note: str = "", unit: str = ""
) -> _Row:
    from scipy.special import stdtr, stdtrit

    half = float(stdtrit(df, 0.975)) * std_error
    p = float(2 * stdtr(df, -abs(estimate / std_error))) if std_error > 0 else np.nan
    return _Row(estimate, std_error, estimate - half, estimate + half, p, nobs, note, unit)


def week_before(daily: pd.DataFrame, name: str) -> pd.Series:
    """Return a recorded variable's mean over the days t-7 .. t-1; NaN with fewer than 4 known."""
    return daily[name].rolling(7, min_periods=4).mean().shift(1)


def other_columns(daily: pd.DataFrame) -> list[str]:
    """Name what else is recorded than pain, running and weight."""
    return [str(c) for c in daily.columns if c not in RECORDED]


def _with_others(daily: pd.DataFrame, fit: LaggedFit) -> _Row:
    names = other_columns(daily)
    if not names:
        raise FitError("nothing else is recorded.")
    weeks = pd.DataFrame({name: week_before(daily, name) for name in names})
    used = weeks.loc[fit.days]
    # a variable kept up on few days would take most of the diary away
    kept = [n for n in names if used[n].notna().mean() >= 2 / 3 and np.ptp(used[n].dropna()) > 0]
    if not kept:
        raise FitError("what else is recorded is too sparse, or never changes.")
    note = f"beside the week before of: {', '.join(kept)}"
    return _again(daily, fit, note, covariates=weeks[kept])


def _ols(y: pd.Series, x: pd.DataFrame, **options: Any) -> Any:
    from statsmodels.regression.linear_model import OLS

    if len(y) < x.shape[1] + 10:
        raise FitError(f"only {len(y)} rated days have what this way needs.")
    return OLS(y, x).fit(use_t=True, **options)


def _value(daily: pd.DataFrame, fit: LaggedFit) -> pd.Series:
    return exposure_values(daily, fit.exposure, fit.window_days).rename("V")


def _yesterday(daily: pd.DataFrame, fit: LaggedFit) -> pd.DataFrame:
    """Return pain and V of the days used and of their yesterday, where that is really rated."""
    value = _value(daily, fit)
    before = {"pain before": lag_table(daily["pain"], [1])[1], "V before": lag_table(value, [1])[1]}
    both = pd.DataFrame({"pain": daily["pain"], "V": value} | before).loc[fit.days].dropna()
    if len(both) < 30:
        raise FitError(f"only {len(both)} rated days have a rated day before them.")
    return both


def long_run(
    params: pd.Series, covariance: pd.DataFrame, lagged: Sequence[str], terms: Sequence[str]
) -> tuple[float, float]:
    """Return the long-run value of an ARDL model, and its delta-method standard error.

    Parameters
    ----------
    params, covariance
        Of the regression with lagged outcomes.
    lagged : sequence of str
        Names of the outcome's own lags.
    terms : sequence of str
        Names of the exposure's terms: their sum / (1 - sum of the lagged).

    Notes
    -----
    De Boef and Keele 2008.
    """
    stays = 1 - params[list(lagged)].sum()
    value = params[list(terms)].sum() / stays
    slope = pd.Series(0.0, params.index)
    slope[list(terms)] = 1 / stays
    slope[list(lagged)] = value / stays
    return float(value), float(np.sqrt(slope @ covariance @ slope))


def _ardl(daily: pd.DataFrame, fit: LaggedFit) -> _Row:
    rows = _yesterday(daily, fit)
    design = pd.concat(
        [rows.drop(columns="pain"), time_terms(pd.DatetimeIndex(rows.index))], axis=1
    )
    result = _ols(rows["pain"], design)
    if result.params["pain before"] > 0.99:
        raise FitError("pain hardly returns to its level: the long-run value is not defined.")
    value = long_run(result.params, result.cov_params(), ["pain before"], ["V", "V before"])
    note = "pain of the day before in the model; report noise is not allowed for"
    return _normal(*value, result.df_resid, len(rows), note)


def _consecutive(daily: pd.DataFrame, fit: LaggedFit) -> _Row:
    """Cochrane and Orcutt 1949, on the rated days whose yesterday is rated too."""
    rows = _yesterday(daily, fit)
    days = pd.DatetimeIndex(rows.index)
    both = time_terms(days.append(days - pd.Timedelta(days=1)).unique().sort_values())
    now = pd.concat([rows["V"], both.loc[days]], axis=1)
    then = both.loc[days - pd.Timedelta(days=1)].set_index(days)
    then = pd.concat([rows["V before"].rename("V"), then], axis=1)
    rho = 0.0
    for _ in range(100):
        result = _ols(rows["pain"] - rho * rows["pain before"], now - rho * then)
        e = rows["pain"] - now @ result.params
        e_before = rows["pain before"] - then @ result.params
        old, rho = rho, min(float((e @ e_before) / (e_before @ e_before)), 0.99)
        if abs(rho - old) < 1e-8:
            break
    note = "report noise is not allowed for" + ("" if abs(rho - old) < 1e-8 else "; not converged")
    return _normal(result.params["V"], result.bse["V"], result.df_resid - 1, len(rows), note)


def _ordered(daily: pd.DataFrame, fit: LaggedFit) -> _Row:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    rows = _yesterday(daily, fit)
    levels = merge_rare(rows["pain"].round())
    terms = time_terms(pd.DatetimeIndex(rows.index)).drop(columns="intercept")
    x = pd.concat([rows[["V", "pain before"]], terms], axis=1)
    if levels.max() < 1:
        raise FitError("nearly all ratings are alike.")
    if len(x) < 10 * x.shape[1]:
        raise FitError(f"only {len(x)} rated days have a rated day before them.")
    size = x.std()
    result = OrderedModel(levels.to_numpy(), (x / size).to_numpy(), distr="logit").fit(
        method="bfgs", maxiter=500, disp=False
    )
    note = f"{levels.max() + 1} levels; pain of the day before in the model: not a total"
    if not result.mle_retvals["converged"]:
        note += "; the optimiser did not converge"
    value, error = result.params[0] / size["V"], result.bse[0] / size["V"]
    unit = f"log odds of a higher rating per {fit.exposure.unit}"
    return _normal(float(value), float(error), np.inf, len(x), note, unit)


def merge_rare(points: pd.Series) -> pd.Series:
    """Number the levels from 0, those under 5 % merged into the rarer of their neighbours."""
    groups = [[v] for v in sorted(points.unique())]
    counts = [int((points == g[0]).sum()) for g in groups]
    while len(groups) > 1 and min(counts) < RARE_LEVEL * len(points):
        i = int(np.argmin(counts))
        j = min((k for k in (i - 1, i + 1) if 0 <= k < len(groups)), key=lambda k: counts[k])
        groups[j], counts[j] = groups[j] + groups[i], counts[j] + counts[i]
        del groups[i], counts[i]
    return points.map({v: n for n, group in enumerate(groups) for v in group}).astype(int)


def _permuted(daily: pd.DataFrame, fit: LaggedFit) -> _Row:
    """Rotate the exposure against pain; rho and the noise held, so no shift is searched."""
    days = pd.date_range(fit.days[0], fit.days[-1], freq="D")
    own = list(fit.design.columns[: fit.n_shapes])
    values = lag_design(daily, fit.exposure, fit.window_days, fit.design_name).loc[days].to_numpy()
    place = (fit.days - days[0]).days.to_numpy()
    others = fit.design.drop(columns=own).to_numpy()
    shifts = np.unique(np.linspace(SHORTEST_SHIFT, len(days) - SHORTEST_SHIFT, SHIFTS).round())
    if len(days) < 4 * SHORTEST_SHIFT:
        raise FitError(f"{len(days)} days are too few to shift.")

    def t_value(shift: int) -> float:
        moved = np.roll(values, shift, axis=0)[place]
        known = np.isfinite(moved).all(axis=1)
        x = np.column_stack([moved, others])[known]
        y = fit.outcome.to_numpy()[known]
        estimate, error = held_gls(place[known], y, x, fit.result.rho, fit.result.log_r)
        return abs(float(estimate[0] / error[0]))

    seen, shifted = t_value(0), []
    for shift in shifts.astype(int):
        try:
            shifted.append(t_value(shift))
        except FitError:
            continue
    if len(shifted) < 19:
        raise FitError("too few shifts leave enough days.")
    p = (1 + sum(t >= seen for t in shifted)) / (1 + len(shifted))
    note = f"only a p-value: {len(shifted)} shifts of at least {SHORTEST_SHIFT} days"
    return _Row(pvalue=p, nobs=fit.nobs, note=f"{note}; error model held")


def _sarimax(fit: LaggedFit) -> _Row:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    days = pd.date_range(fit.days[0], fit.days[-1], freq="D")
    size = fit.design.abs().max()
    # a day without a rating has no say, so its design may be anything finite
    x = (fit.design / size).reindex(days).fillna(0.0).to_numpy()
    y = fit.outcome.reindex(days).to_numpy()
    model = SARIMAX(y, exog=x, order=(1, 0, 0), measurement_error=True)
    r = fit.result
    start = [*(r.params * size), r.rho, np.exp(r.log_r) * r.scale, r.scale]
    result = model.fit(start_params=start, disp=False, maxiter=200)
    note = "maximum likelihood, not restricted: its standard error tends to be smaller"
    if fit.correction is not None:
        note += "; compare with the row without the running decision"
    if not result.mle_retvals["converged"]:
        note += "; the optimiser did not converge"
    value, error = result.params[0] / size.iloc[0], result.bse[0] / size.iloc[0]
    return _normal(float(value), float(error), np.inf, fit.nobs, note)


def newey_west(y: pd.Series, x: pd.DataFrame, lags: int) -> Any:
    """Fit OLS with Newey-West errors: no prewhitening, no small-sample factor."""
    return _ols(y, x, cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})


def _usual(daily: pd.DataFrame, fit: LaggedFit, lags: int) -> _Row:
    used = usable_days(daily, fit.exposure, fit.window_days, "mean")
    pain = daily.loc[used.index, "pain"]
    if lags:
        days = pd.DatetimeIndex(used.index)
        result = newey_west(pain, pd.concat([used, time_terms(days)], axis=1), lags)
    else:
        result = _ols(pain, used.assign(intercept=1.0))
    name = fit.exposure.name
    return _normal(result.params[name], result.bse[name], result.df_resid, len(pain), NOT_TRUSTED)
