"""The same question asked in other ways: show all of them, never choose from them."""

import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ..diary import Diary, as_diary
from ..errors import FitError
from ..model.exposures import (
    Exposure,
    event_terms,
    exposure_values,
    lag_design,
    lag_table,
    log_settled,
    other_columns,
    time_terms,
    week_before,
)
from ..model.lagged import LaggedFit, fit_lagged
from ..model.reml import fit_held, fit_reml
from .reverse import Estimate

SHIFTS, SHORTEST_SHIFT = 199, 28
RARE_LEVEL = 0.05
NEWEY_WEST_LAGS = 14
COLUMNS = ["estimate", "std_error", "lower", "upper", "pvalue", "nobs", "unit", "note"]
NOT_CONVERGED = "; the optimiser did not converge"
Row = dict[str, Any]


def sensitivity(
    diary: Diary | pd.DataFrame,
    exposure: Exposure,
    window_days: int = 14,
    fit: LaggedFit | None = None,
) -> pd.DataFrame:
    """Ask the exposure's question in the other ways.

    Parameters
    ----------
    diary, exposure, window_days
        As of `fit_lagged`; events are known of a Diary only.
    fit : LaggedFit, optional
        The planned regression, where it is at hand.

    Returns
    -------
    DataFrame
        Index: the way, in plain words; the planned analysis first, the untrustworthy usual ways
        last. Columns estimate, std_error, lower, upper (95 %), pvalue, nobs, unit, note. Where a
        way gives no answer its numbers are NaN and the note says why; without a planned answer
        no other way is asked.
    """
    try:
        fit = fit or fit_lagged(diary, exposure, window_days)
        rows = {name: _ask(way) for name, way in _ways(as_diary(diary), fit).items()}
    except FitError as error:
        rows = {"planned analysis": {"note": f"no answer: {error}"}}
    unit = {"unit": f"NRS points per {exposure.unit}"}
    table = pd.DataFrame([unit | row for row in rows.values()], columns=COLUMNS)
    table.index = pd.Index(rows, name="way")
    kinds = dict.fromkeys(COLUMNS[:5], "float64") | {"nobs": "Int64", "unit": "str", "note": "str"}
    return table.astype(kinds)


def _ways(diary: Diary, fit: LaggedFit) -> dict[str, Callable[[], Row]]:
    daily = diary.days
    trend = sum(str(c).startswith("trend") for c in fit.design.columns)
    again = partial(_again, daily, fit)
    ways: dict[str, Callable[[], Row]] = {"planned analysis": partial(row_of, fit)}
    if fit.correction is not None:
        note = "running by how it hurts is not allowed for"
        plain = replace(fit, correction=None)
        ways["without the running decision"] = partial(row_of, plain, note)
    if fit.exposure.windowed:
        ways["plain mean of the days before"] = partial(again, design="mean")
        ways["lag curve, its total"] = partial(row_of, fit, "is the planned analysis")
        windows = (w for w in (7, 14, 28) if w != fit.window_days)
        ways |= {f"window of {w} days": partial(again, window_days=w) for w in windows}
    if trend:
        ways["one time term fewer"] = partial(again, time_df=trend - 1)
    return ways | {
        "one time term more": partial(again, time_df=trend + 1),
        "other recorded things held equal": partial(_with_others, daily, fit),
        "events and treatments held equal": partial(_with_events, diary, fit),
        "ARDL(1,1), long-run value": partial(ardl, daily, fit),
        "AR(1) on consecutive rated days": partial(_consecutive, daily, fit),
        "ordered ratings, beside yesterday's": partial(_ordered, daily, fit),
        "exposure shifted against pain": partial(_shifted, daily, fit),
        "same design by statsmodels SARIMAX": partial(_sarimax, fit),
        "lagged OLS, Newey-West errors": partial(plain_ols, daily, fit, NEWEY_WEST_LAGS),
        "plain lagged OLS": partial(plain_ols, daily, fit),
    }


def _ask(way: Callable[[], Row]) -> Row:
    """Take a way's row, or say why it has none; nothing that is not finite is shown."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is checked here and in the notes
        try:
            row = way()
            if not np.isfinite([v for v in row.values() if isinstance(v, float)]).all():
                raise FitError("the fit gave no finite interval.")
        except FitError as error:
            return {"note": f"no answer: {error}"}
        except ValueError as error:  # LinAlgError and statsmodels' own are among these
            return {"note": f"no answer: the fit broke down ({error})."}
    return row


def row_of(found: Estimate | LaggedFit, note: str = "") -> Row:
    """Return what the table tells of an estimate."""
    numbers = found.estimate, found.std_error, *found.conf_int(), found.pvalue
    if isinstance(found, LaggedFit) and not found.converged:
        note = f"{note}{NOT_CONVERGED}".lstrip("; ")
    named = dict(zip(COLUMNS, map(float, numbers), strict=False))
    return named | {"nobs": found.nobs, "note": note}


def _again(daily: pd.DataFrame, fit: LaggedFit, note: str = "", **options: Any) -> Row:
    options = {"window_days": fit.window_days} | options
    return row_of(fit_lagged(daily, fit.exposure, **options), note)


def _with_events(diary: Diary, fit: LaggedFit) -> Row:
    events = event_terms(diary)
    used = events.loc[fit.days]
    # a week of rated days on either side, or the event cannot be told from chance
    kept = [n for n in used if 7 <= used[n].sum() <= len(used) - 7]
    if not kept:
        raise FitError("no event is recorded that lasted a week of rated days.")
    return _again(diary.days, fit, f"beside: {', '.join(kept)}", covariates=events[kept])


def _with_others(daily: pd.DataFrame, fit: LaggedFit) -> Row:
    weeks = pd.DataFrame({n: week_before(daily, n) for n in other_columns(daily)}, daily.index)
    used = weeks.loc[fit.days]
    # a variable kept up on few days would take most of the diary away
    kept = [n for n in used if used[n].notna().mean() >= 2 / 3 and np.ptp(used[n].dropna()) > 0]
    if not kept:
        raise FitError("nothing else is recorded on enough days, or it never changes.")
    note = f"beside the week before of: {', '.join(kept)}"
    return _again(daily, fit, note, covariates=weeks[kept])


def ols(y: pd.Series, x: pd.DataFrame, newey_west: int = 0) -> Any:
    """Fit OLS; Newey-West errors of so many lags: no prewhitening, no small-sample factor."""
    from statsmodels.regression.linear_model import OLS

    hac = {"cov_type": "HAC", "cov_kwds": {"maxlags": newey_west, "use_correction": False}}
    return OLS(y, x).fit(use_t=True, **(hac if newey_west else {}))


def plain_ols(daily: pd.DataFrame, fit: LaggedFit, newey_west: int = 0) -> Row:
    """Regress pain on the plain mean by OLS: with robust errors and time terms, or with neither."""
    mean = fit_lagged(daily, fit.exposure, fit.window_days, design="mean", feedback=False)
    x = mean.design if newey_west else mean.design[[fit.exposure.name, "intercept"]]
    found = Estimate.of(ols(mean.outcome, x, newey_west), fit.exposure.name)
    return row_of(found, "the usual way; not to be trusted here")


def _with_yesterday(daily: pd.DataFrame, fit: LaggedFit) -> pd.DataFrame:
    """Return pain and V of the days used and of their yesterday, where that is really rated."""
    both = {"pain": daily["pain"], "V": exposure_values(daily, fit.exposure, fit.window_days)}
    both |= {f"{name} before": lag_table(both[name], [1])[1] for name in ("pain", "V")}
    rows = pd.DataFrame(both).loc[fit.days].dropna()
    if len(rows) < 60:
        raise FitError(f"rated days with a rated day before them: {len(rows)}; 60 are needed.")
    return rows


def long_run(
    params: pd.Series, covariance: pd.DataFrame, lagged: list[str], terms: list[str]
) -> tuple[float, float]:
    """Return an ARDL model's long-run value and its delta-method error.

    The sum of the exposure's terms / (1 - sum of the lagged outcomes) (De Boef and Keele 2008).
    """
    stays = 1 - params[lagged].sum()
    value = params[terms].sum() / stays
    slope = pd.Series(0.0, params.index)
    slope[terms], slope[lagged] = 1 / stays, value / stays
    return float(value), float(np.sqrt(slope @ covariance @ slope))


def ardl(daily: pd.DataFrame, fit: LaggedFit) -> Row:
    """Put pain and V of the day before among the predictors; the row holds the long-run value."""
    rows = _with_yesterday(daily, fit)
    design = rows.drop(columns="pain").join(time_terms(pd.DatetimeIndex(rows.index)))
    result = ols(rows["pain"], design)
    if result.params["pain before"] > 0.99:
        raise FitError("pain hardly returns to its level: the long-run value is not defined.")
    value = long_run(result.params, result.cov_params(), ["pain before"], ["V", "V before"])
    note = "pain of the day before in the model; report noise is not allowed for"
    return row_of(Estimate(*value, result.df_resid, len(rows)), note)


def _consecutive(daily: pd.DataFrame, fit: LaggedFit) -> Row:
    """Search rho (Hildreth and Lu 1960) on the rated days whose yesterday is rated too."""
    from scipy.optimize import minimize_scalar

    rows = _with_yesterday(daily, fit)
    days = pd.DatetimeIndex(rows.index)
    yesterday = days - pd.Timedelta(days=1)
    terms = time_terms(days.union(yesterday))
    now = terms.loc[days].assign(V=rows["V"])
    then = terms.loc[yesterday].set_index(days).assign(V=rows["V before"])

    def at(rho: float) -> Any:
        return ols(rows["pain"] - rho * rows["pain before"], now - rho * then)

    search = minimize_scalar(lambda rho: at(rho).ssr, bounds=(-0.99, 0.99), options={"xatol": 1e-9})
    note = "report noise is not allowed for" + ("" if search.success else NOT_CONVERGED)
    return row_of(Estimate.of(at(search.x), "V"), note)


def _ordered(daily: pd.DataFrame, fit: LaggedFit) -> Row:
    from scipy.special import expit
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    class Logit(OrderedModel):
        cdf = staticmethod(expit)  # without what scipy.stats checks each time it is called

    rows = _with_yesterday(daily, fit)
    levels = merge_rare(rows["pain"].round())
    if levels.max() < 1:
        raise FitError("nearly all ratings are alike.")
    terms = time_terms(pd.DatetimeIndex(rows.index)).drop(columns="intercept")
    x = rows[["V", "pain before"]].join(terms)
    size = x.std()
    model = Logit(levels.to_numpy(), (x / size).to_numpy(), distr="logit")
    result = model.fit(method="bfgs", maxiter=500, disp=False)
    note = f"{levels.max() + 1} levels; pain of the day before in the model: not a total"
    note += "" if result.mle_retvals["converged"] else NOT_CONVERGED
    value, error = result.params[0] / size["V"], result.bse[0] / size["V"]
    unit = f"log odds of a higher rating per {fit.exposure.unit}"
    return row_of(Estimate(value, error, np.inf, len(x)), note) | {"unit": unit}


def merge_rare(points: pd.Series) -> pd.Series:
    """Number the levels from 0, those under 5 % merged into the rarer of their neighbours."""
    level = points.rank(method="dense").astype(int) - 1
    while (counts := level.value_counts().sort_index()).min() < RARE_LEVEL * len(points):
        rare = int(counts.idxmin())
        into = min((k for k in (rare - 1, rare + 1) if k in counts), key=lambda k: counts[k])
        level = level.replace(rare, into).rank(method="dense").astype(int) - 1
    return level


def _shifted(daily: pd.DataFrame, fit: LaggedFit) -> Row:
    """Rotate the exposure against pain; rho and the noise held, so no shift is searched."""
    days = pd.date_range(fit.days[0], fit.days[-1], freq="D")
    if len(days) < 4 * SHORTEST_SHIFT:
        raise FitError(f"{len(days)} days are too few to shift.")
    values = lag_design(daily, fit.exposure, fit.window_days, fit.design_name).loc[days].to_numpy()
    others, pain = fit.design.iloc[:, values.shape[1] :].to_numpy(), fit.outcome.to_numpy()
    place, result = (fit.days - days[0]).days.to_numpy(), fit.result

    def t_value(shift: int) -> float:
        x = np.hstack([np.roll(values, shift, axis=0)[place], others])
        known = np.isfinite(x).all(axis=1)
        at = place[known], pain[known], x[known]
        estimate, error = fit_held(*at, result.rho, result.log_r)
        return abs(float(estimate[0] / error[0]))

    shifts = np.linspace(SHORTEST_SHIFT, len(days) - SHORTEST_SHIFT, SHIFTS).round().astype(int)
    seen, shifted = t_value(0), []
    for shift in np.unique(shifts):
        with suppress(FitError):  # too little of the exposure is known after this shift
            shifted.append(t_value(shift))
    p = float((1 + np.sum(np.array(shifted) >= seen)) / (1 + len(shifted)))
    note = f"only a p-value: {len(shifted)} shifts of at least {SHORTEST_SHIFT} days"
    return {"pvalue": p, "nobs": fit.nobs, "note": f"{note}, error model held"}


def _sarimax(fit: LaggedFit) -> Row:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    t = (fit.days - fit.days[0]).days.to_numpy(dtype=float)
    ours = fit_reml(t, fit.outcome.to_numpy(), fit.design, method="ml")
    # the same model in columns whose coefficients have unit variance and hang together in nothing
    basis = np.linalg.cholesky(ours.cov_params())
    days = pd.date_range(fit.days[0], fit.days[-1], freq="D")
    # a day without a rating has no say, so its design may be anything finite
    x = (fit.design @ basis).reindex(days).fillna(0.0).to_numpy()
    y = fit.outcome.reindex(days).to_numpy()
    form: dict[str, Any] = {"order": (1, 0, 0), "measurement_error": True}
    start = [*np.linalg.solve(basis, ours.params), ours.rho]
    start += [np.exp(ours.log_r) * ours.scale, ours.scale]
    result = SARIMAX(y, exog=x, **form).fit(start, disp=False, maxiter=200, cov_type="none")
    # so the curvature by the first and by the error model is all that its own error needs
    rest = y - x[:, 1:] @ result.params[1:-3]
    alone = SARIMAX(rest, exog=x[:, :1], **form)
    at = result.params[[0, -3, -2, -1]]
    size, error = basis[0, 0], alone.filter(at, cov_type="approx").bse[0]
    note = "maximum likelihood, begun at ours, not restricted: its error tends to be smaller"
    note += "; compare the row without the running decision" if fit.correction else ""
    note += "" if result.mle_retvals["converged"] else NOT_CONVERGED
    return row_of(Estimate(result.params[0] * size, error * size, np.inf, fit.nobs), note)


def _same_day(daily: pd.DataFrame, fit: LaggedFit) -> Row:
    from scipy.stats import pearsonr

    found = pearsonr(*daily[["pain", fit.exposure.column]].dropna().to_numpy().T)
    return row_of(Estimate(found.statistic)) | {"pvalue": float(found.pvalue)}


def _any_lag(daily: pd.DataFrame, fit: LaggedFit) -> Row:
    """Regress on 14 lags; "significant" when any of them is."""
    rows = lag_table(daily[fit.exposure.column], range(1, 15))[log_settled(daily)]
    rows = rows.assign(pain=daily["pain"]).dropna()
    found = ols(rows.pop("pain"), rows.join(time_terms(pd.DatetimeIndex(rows.index))))
    return row_of(Estimate(found.params[:14].sum())) | {"pvalue": found.pvalues[:14].min()}


def _ar1_errors(_: pd.DataFrame, fit: LaggedFit) -> Row:
    t = (fit.days - fit.days[0]).days.to_numpy(dtype=float)
    found = fit_reml(t, fit.outcome.to_numpy(), fit.design, noise=False)
    return row_of(Estimate.of(found, fit.exposure.name))


# how such a diary is usually looked at; `fit` is of the plain mean, nothing corrected
USUAL_WAYS: dict[str, Callable[[pd.DataFrame, LaggedFit], Row]] = {
    "same-day correlation": _same_day,
    "OLS, any of 14 lags": _any_lag,
    "OLS, Newey-West": partial(plain_ols, newey_west=NEWEY_WEST_LAGS),
    "AR(1) errors, no noise": _ar1_errors,
    "ARDL(1,1), long run": ardl,
}
