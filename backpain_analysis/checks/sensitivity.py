"""Sensitivity analysis: the same question by other models. Show all of them, never choose."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary, as_diary
from ..errors import FitError
from ..model import Exposure, LaggedFit, fit_lagged
from . import alternatives, conventional
from .alternatives import check_of, unit_of
from .result import Check, lack_of, no_answer

WINDOWS = (7, 14, 28)
COLUMNS = {
    "estimate": "float64",
    "std_error": "float64",
    "lower": "float64",
    "upper": "float64",
    "pvalue": "float64",
    "nobs": "Int64",
    "unit": "str",
    "note": "str",
}


@dataclass(frozen=True)
class Sensitivity:
    """One exposure's question by every model, the planned one first, conventional ones last.

    `rows` are checks; their names are codes ("planned", "window"), with values where a name
    needs them (`days`). A row without an answer has a `lack`.
    """

    exposure: Exposure
    rows: tuple[Check, ...]

    def __iter__(self) -> Iterator[Check]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def summary(self) -> pd.DataFrame:
        """Return one row a model, index "model": the code ("window_7").

        Columns estimate, std_error, lower, upper (95 %), pvalue (float, NaN without an answer),
        nobs (nullable integer), unit and note (codes).
        """
        rows = [_row(check) for check in self.rows]
        table = pd.DataFrame(rows, columns=["model", *COLUMNS]).set_index("model")
        return table.astype(COLUMNS)


def is_comparable(check: Check, planned: Check) -> bool:
    """Tell whether a row has an estimate in the planned analysis's unit, to be drawn beside it."""
    return check.unit == planned.unit and bool(np.isfinite(check.estimate))


def code(check: Check) -> str:
    """Return a code that tells the models of one table apart."""
    if "days" not in check.values:
        return check.name
    return f"{check.name}_{check.values['days']}"


def _row(check: Check) -> dict[str, Any]:
    interval = check.conf_int(0.95)
    nobs: Any = check.nobs
    remarks = check.notes
    if check.lack is not None:
        nobs = pd.NA
        remarks = (check.lack,)
    return {
        "model": code(check),
        "estimate": check.estimate,
        "std_error": check.std_error,
        "lower": interval.lower,
        "upper": interval.upper,
        "pvalue": check.pvalue,
        "nobs": nobs,
        "unit": check.unit,
        "note": " ".join(remark.code for remark in remarks),
    }


def sensitivity(
    diary: Diary | pd.DataFrame,
    exposure: Exposure,
    window_days: int = 14,
    fit: LaggedFit | None = None,
) -> Sensitivity:
    """Ask the exposure's question by other models.

    Parameters
    ----------
    diary, exposure, window_days
        As of `fit_lagged`; events are known of a Diary only.
    fit : LaggedFit, optional
        The planned regression, where it is at hand.

    Returns
    -------
    Sensitivity
        One check a model. Where a model gives no answer its numbers are NaN and `lack` says why;
        without a planned answer no other model is asked.

    Examples
    --------
    >>> asked = bpa.sensitivity(diary, bpa.DISTANCE)
    >>> asked.summary().index[0]
    'planned'
    """
    diary = as_diary(diary)
    try:
        fit = fit or fit_lagged(diary, exposure, window_days)
    except FitError as error:
        unit = f"points_per.{exposure.name}"
        no_answer_at_all = Check("planned", unit=unit, lack=lack_of(error))
        return Sensitivity(exposure, (no_answer_at_all,))
    rows = [_ask(model) for model in _models(diary, fit)]
    return Sensitivity(exposure, tuple(rows))


class _Model(NamedTuple):
    """One model, and the row that stands where it has no answer."""

    empty: Check
    answer: Callable[[], Check]


def _models(diary: Diary, fit: LaggedFit) -> Iterator[_Model]:
    """Yield the models in their order."""
    daily = diary.days
    unit = unit_of(fit)

    def model(name: str, answer: Callable[..., Check], *given: Any, **values: Any) -> _Model:
        empty = Check(name, unit=unit, values=values)
        return _Model(empty, partial(answer, *given))

    def refit(name: str, **options: Any) -> _Model:
        return model(name, partial(_refit, name, daily, fit, **options))

    yield model("planned", check_of, "planned", fit)
    if fit.correction is not None:
        yield model("without_decision", alternatives.without_decision, fit)
    if fit.exposure.windowed:
        yield refit("mean_design", design="mean")
        yield model("total", check_of, "total", fit, Remark("note.is_planned"))
        for days in WINDOWS:
            if days != fit.window_days:
                yield model("window", _other_window, daily, fit, days, days=days)
    trend = int(fit.design.columns.astype(str).str.startswith("trend").sum())
    if trend:
        yield refit("fewer_time_terms", time_df=trend - 1)
    yield refit("more_time_terms", time_df=trend + 1)
    yield model("other_variables", alternatives.with_other_variables, daily, fit)
    yield model("events", alternatives.with_events, diary, fit)
    yield model("ardl", alternatives.ardl, daily, fit)
    yield model("consecutive", alternatives.consecutive, daily, fit)
    yield model("ordered", alternatives.ordered, daily, fit)
    yield model("shifted", alternatives.shifted, daily, fit)
    yield model("sarimax", alternatives.sarimax, fit)
    yield model("newey_west", conventional.newey_west, daily, fit)
    yield model("ols", conventional.plain_ols, daily, fit)


def _refit(name: str, daily: pd.DataFrame, fit: LaggedFit, **options: Any) -> Check:
    return check_of(name, fit_lagged(daily, fit.exposure, fit.window_days, **options))


def _other_window(daily: pd.DataFrame, fit: LaggedFit, days: int) -> Check:
    return check_of("window", fit_lagged(daily, fit.exposure, days), days=days)


def _ask(model: _Model) -> Check:
    """Take a model's row, or say why it has none; nothing that is not finite is shown."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is checked here and in the notes
        try:
            found = model.answer()
            _require_finite(found)
        except FitError as error:
            return replace(model.empty, lack=lack_of(error))
        except ValueError as error:  # LinAlgError and statsmodels' own are among these
            broke_down = Remark("lack.broke_down", {"message": str(error)})
            return replace(model.empty, lack=broke_down)
    return found


def _require_finite(found: Check) -> None:
    numbers = [found.pvalue]
    if "pvalue" not in found.values:  # a p-value alone has no estimate beside it
        numbers += [found.estimate, found.std_error, *found.conf_int()]
    if not np.isfinite(numbers).all():
        raise no_answer("not_finite")
