"""Other regressions for the same question, each returning a Check in the unit of the planned one.

The fit given is the planned one: its exposure, window, days and error model are where each
alternative starts.
"""

from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary
from ..errors import FitError
from ..model import (
    LaggedFit,
    event_terms,
    exposure_values,
    fit_lagged,
    fit_reml,
    lag_design,
    lag_table,
    other_columns,
    time_terms,
    week_before,
)
from .result import Check, no_answer

SHIFTS = 199
SHORTEST_SHIFT = 28
RARE_LEVEL = 0.05
FEWEST_PAIRS = 60
FEWEST_EVENT_DAYS = 7
WELL_KNOWN = 2 / 3
HARDLY_STATIONARY = 0.99
NOT_CONVERGED = Remark("note.not_converged")
NO_NOISE = Remark("note.no_noise")


def check_of(name: str, fit: LaggedFit, *notes: Remark, **values: Any) -> Check:
    """Return a planned-style regression as a row of the table."""
    return Check(
        name,
        estimate=float(fit.estimate),
        std_error=float(fit.std_error),
        df=float(fit.df),
        nobs=fit.nobs,
        unit=unit_of(fit),
        values=values,
        notes=_noted(fit.converged, *notes),
        fit=fit,
    )


def unit_of(fit: LaggedFit) -> str:
    """Return the code of NRS points per unit of the fit's exposure."""
    return f"points_per.{fit.exposure.name}"


def with_other_variables(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Adjust for the week before of all else that is recorded on most days."""
    weeks = pd.DataFrame(index=daily.index)
    for name in other_columns(daily):
        week = week_before(daily, name)
        used = week.loc[fit.days]
        is_well_known = used.notna().mean() >= WELL_KNOWN
        if is_well_known and np.ptp(used.dropna()) > 0:
            weeks[name] = week
    if weeks.empty:
        raise no_answer("no_other_variable")
    return _adjusted("other_variables", daily, fit, weeks, "note.variables")


def with_events(diary: Diary, fit: LaggedFit) -> Check:
    """Adjust for events with at least a week of rated days during them, and without them."""
    events = event_terms(diary)
    during = events.loc[fit.days].sum()
    enough = (during >= FEWEST_EVENT_DAYS) & (during <= fit.nobs - FEWEST_EVENT_DAYS)
    if not enough.any():
        raise no_answer("no_event")
    return _adjusted("events", diary.days, fit, events.loc[:, enough], "note.events")


def _adjusted(
    name: str, daily: pd.DataFrame, fit: LaggedFit, covariates: pd.DataFrame, note: str
) -> Check:
    """Fit again with covariates, and name them in a note."""
    again = fit_lagged(daily, fit.exposure, fit.window_days, covariates=covariates)
    return check_of(name, again, Remark(note, {"names": ", ".join(covariates)}))


def ols(y: pd.Series, x: pd.DataFrame, newey_west: int = 0) -> Any:
    """Fit OLS; Newey-West errors of so many lags: no prewhitening, no small-sample factor."""
    from statsmodels.regression.linear_model import OLS

    model = OLS(y, x)
    if not newey_west:
        return model.fit(use_t=True)
    lags = {"maxlags": newey_west, "use_correction": False}
    return model.fit(use_t=True, cov_type="HAC", cov_kwds=lags)


def with_yesterday(daily: pd.DataFrame, fit: LaggedFit) -> pd.DataFrame:
    """Return pain and V of the days used and of their yesterday, where that is really rated.

    Columns `pain`, `V`, `pain before`, `V before`.
    """
    pain = daily["pain"]
    habit = exposure_values(daily, fit.exposure, fit.window_days)
    columns = {
        "pain": pain,
        "V": habit,
        "pain before": lag_table(pain, [1])[1],
        "V before": lag_table(habit, [1])[1],
    }
    rows = pd.DataFrame(columns).loc[fit.days].dropna()
    if len(rows) < FEWEST_PAIRS:
        raise no_answer("pairs_of_days", days=len(rows), needed=FEWEST_PAIRS)
    return rows


def long_run(
    params: pd.Series, covariance: pd.DataFrame, lagged: list[str], terms: list[str]
) -> tuple[float, float]:
    """Return an ARDL model's long-run value and its delta-method error.

    The sum of the exposure's terms / (1 - sum of the lagged outcomes) (De Boef and Keele 2008).
    """
    stays = 1 - params[lagged].sum()
    value = params[terms].sum() / stays
    gradient = pd.Series(0.0, params.index)
    gradient[terms] = 1 / stays
    gradient[lagged] = value / stays
    variance = gradient @ covariance @ gradient
    return float(value), float(np.sqrt(variance))


def ardl(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Put pain and V of the day before among the predictors; the estimate is the long-run value."""
    rows = with_yesterday(daily, fit)
    terms = time_terms(pd.DatetimeIndex(rows.index))
    pain = rows.pop("pain")
    result = ols(pain, rows.join(terms))
    if result.params["pain before"] > HARDLY_STATIONARY:
        raise no_answer("no_long_run")
    value, error = long_run(
        result.params, result.cov_params(), lagged=["pain before"], terms=["V", "V before"]
    )
    return Check(
        "ardl",
        estimate=value,
        std_error=error,
        df=float(result.df_resid),
        nobs=len(rows),
        unit=unit_of(fit),
        notes=(Remark("note.yesterday"), NO_NOISE),
    )


def consecutive(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Search rho (Hildreth and Lu 1960) on the rated days whose yesterday is rated too."""
    from scipy.optimize import minimize_scalar

    rows = with_yesterday(daily, fit)
    days = pd.DatetimeIndex(rows.index)
    yesterday = days - pd.Timedelta(days=1)
    terms = time_terms(days.union(yesterday))
    now = terms.loc[days].assign(V=rows["V"])
    then = terms.loc[yesterday].set_index(days).assign(V=rows["V before"])

    def fit_at(rho: float) -> Any:
        return ols(rows["pain"] - rho * rows["pain before"], now - rho * then)

    search = minimize_scalar(
        lambda rho: fit_at(rho).ssr,
        bounds=(-HARDLY_STATIONARY, HARDLY_STATIONARY),
        options={"xatol": 1e-9},
    )
    notes = _noted(search.success, NO_NOISE)
    return Check.of("consecutive", fit_at(search.x), "V", unit=unit_of(fit), notes=notes)


def _noted(converged: bool, *notes: Remark) -> tuple[Remark, ...]:
    """Return the notes, and one more where a search ended before its aim."""
    if converged:
        return notes
    return (*notes, NOT_CONVERGED)


def ordered(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Ordinal logistic regression of the rating on V and yesterday's pain."""
    from scipy.special import expit
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    class Logit(OrderedModel):
        cdf = staticmethod(expit)  # without what scipy.stats checks each time it is called

    rows = with_yesterday(daily, fit)
    levels = merge_rare(rows["pain"].round())
    if not levels.any():
        raise no_answer("ratings_alike")
    terms = time_terms(pd.DatetimeIndex(rows.index)).drop(columns="intercept")
    x = rows[["V", "pain before"]].join(terms)
    scale = x.std()
    scaled = (x / scale).to_numpy()
    model = Logit(levels.to_numpy(), scaled, distr="logit")
    result = model.fit(method="bfgs", maxiter=500, disp=False)
    how_many = Remark("note.levels", {"n": int(levels.max()) + 1})
    converged = result.mle_retvals["converged"]
    return Check(
        "ordered",
        estimate=float(result.params[0] / scale["V"]),
        std_error=float(result.bse[0] / scale["V"]),
        df=np.inf,
        nobs=len(x),
        unit=f"log_odds_per.{fit.exposure.name}",
        notes=_noted(converged, how_many, Remark("note.not_a_total")),
    )


def merge_rare(points: pd.Series) -> pd.Series:
    """Number the levels from 0, those under 5 % merged into the rarer of their neighbours."""
    level = _numbered(points)
    while True:
        counts = level.value_counts().sort_index()
        rare = int(counts.idxmin())
        if counts[rare] >= RARE_LEVEL * len(points):
            return level
        neighbours = counts[counts.index.isin([rare - 1, rare + 1])]
        level = _numbered(level.replace(rare, int(neighbours.idxmin())))


def _numbered(points: pd.Series) -> pd.Series:
    return points.rank(method="dense").astype(int) - 1


def shifted(daily: pd.DataFrame, fit: LaggedFit) -> Check:
    """Rotate the exposure against pain: a p-value only.

    rho and the noise ratio stay as estimated, so no shift is searched.
    """
    days = _every_day(fit)
    if len(days) < 4 * SHORTEST_SHIFT:
        raise no_answer("too_few_to_shift", days=len(days))
    design = lag_design(daily, fit.exposure, fit.window_days, fit.design_name)
    values = design.loc[days].to_numpy()
    others = fit.design.iloc[:, values.shape[1] :].to_numpy()
    place = days.get_indexer(fit.days)

    def t_value(shift: int) -> float:
        moved = np.roll(values, shift, axis=0)[place]
        x = np.hstack([moved, others])
        known = np.isfinite(x).all(axis=1)
        estimate, error = fit.refit_held(x, known)
        return abs(estimate / error)

    seen = t_value(0)
    found = []
    for shift in _shifts(len(days)):
        with suppress(FitError):  # too little of the exposure is known after this shift
            found.append(t_value(shift))
    as_large = np.sum(np.array(found) >= seen)
    pvalue = float((1 + as_large) / (1 + len(found)))
    note = Remark("note.shifts", {"shifts": len(found), "days": SHORTEST_SHIFT})
    return Check(
        "shifted",
        nobs=fit.nobs,
        unit=unit_of(fit),
        values={"pvalue": pvalue},
        notes=(note,),
    )


def _shifts(days: int) -> np.ndarray:
    """Return by how many days the exposure is rotated: at least four weeks either way."""
    evenly = np.linspace(SHORTEST_SHIFT, days - SHORTEST_SHIFT, SHIFTS)
    return np.unique(evenly.round().astype(int))


def _every_day(fit: LaggedFit) -> pd.DatetimeIndex:
    """Return the calendar days from the first to the last that the fit uses."""
    return pd.date_range(fit.days[0], fit.days[-1], freq="D")


def sarimax(fit: LaggedFit) -> Check:
    """Fit the same design and error model by statsmodels, by maximum likelihood."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    ours = fit_reml(fit.day_numbers, fit.outcome.to_numpy(), fit.design, method="ml")
    # the same model in columns whose coefficients have unit variance and are uncorrelated
    basis = np.linalg.cholesky(ours.cov_params())
    days = _every_day(fit)
    # a day without a rating has no say, so its design may be anything finite
    x = (fit.design @ basis).reindex(days).fillna(0.0).to_numpy()
    y = fit.outcome.reindex(days).to_numpy()
    form: dict[str, Any] = {"order": (1, 0, 0), "measurement_error": True}
    start = [
        *np.linalg.solve(basis, ours.params),
        ours.rho,
        np.exp(ours.log_r) * ours.scale,
        ours.scale,
    ]
    result = SARIMAX(y, exog=x, **form).fit(start, disp=False, maxiter=200, cov_type="none")
    # so the curvature by the first and by the error model is all that its own error needs
    rest = y - x[:, 1:] @ result.params[1:-3]
    alone = SARIMAX(rest, exog=x[:, :1], **form)
    first_and_error_model = result.params[[0, -3, -2, -1]]
    error = alone.filter(first_and_error_model, cov_type="approx").bse[0]
    notes = [Remark("note.sarimax")]
    if fit.correction:
        notes.append(Remark("note.compare_without_decision"))
    return Check(
        "sarimax",
        estimate=float(result.params[0] * basis[0, 0]),
        std_error=float(error * basis[0, 0]),
        df=np.inf,
        nobs=fit.nobs,
        unit=unit_of(fit),
        notes=_noted(result.mle_retvals["converged"], *notes),
    )


def without_decision(fit: LaggedFit) -> Check:
    """Take the planned regression without its correction for the decision to run."""
    return check_of("without_decision", fit.uncorrected, Remark("note.not_corrected"))
