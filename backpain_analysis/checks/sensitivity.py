"""Sensitivity analysis: the same question by other models. Show all of them, never choose."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ..codes import Remark
from ..diary import Diary, as_diary
from ..errors import FitError
from ..model import Exposure, LaggedFit, fit_lagged
from . import alternatives, conventional
from .alternatives import check_of
from .result import Check, lack_of, no_answer

WINDOWS = (7, 14, 28)
COLUMNS = ["estimate", "std_error", "lower", "upper", "pvalue", "nobs", "unit", "note"]
Model = Callable[[], Check]


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
        table = pd.DataFrame([_row(check) for check in self.rows], columns=COLUMNS)
        table.index = pd.Index([code(check) for check in self.rows], name="model", dtype="object")
        numbers = dict.fromkeys(COLUMNS[:5], "float64")
        return table.astype(numbers | {"nobs": "Int64", "unit": "str", "note": "str"})


def code(check: Check) -> str:
    """Return a code that tells the models of one table apart."""
    if "days" not in check.values:
        return check.name
    return f"{check.name}_{check.values['days']}"


def _row(check: Check) -> dict[str, Any]:
    remarks = check.notes if check.lack is None else (check.lack,)
    interval = check.conf_int(0.95)
    return {
        "estimate": check.estimate,
        "std_error": check.std_error,
        "lower": interval.lower,
        "upper": interval.upper,
        "pvalue": check.pvalue,
        "nobs": check.nobs if check.lack is None else pd.NA,
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
    """
    diary = as_diary(diary)
    try:
        fit = fit or fit_lagged(diary, exposure, window_days)
    except FitError as error:
        unit = f"points_per.{exposure.name}"
        return Sensitivity(exposure, (Check("planned", unit=unit, lack=lack_of(error)),))
    rows = [_ask(empty, model) for empty, model in _models(diary, fit)]
    return Sensitivity(exposure, tuple(rows))


def _models(diary: Diary, fit: LaggedFit) -> Iterator[tuple[Check, Model]]:
    """Yield each model with the row that stands where it has no answer."""
    daily = diary.days
    unit = f"points_per.{fit.exposure.name}"

    def row(name: str, model: Model, **values: Any) -> tuple[Check, Model]:
        return Check(name, unit=unit, values=values), model

    def refit(name: str, **options: Any) -> tuple[Check, Model]:
        return row(name, partial(_refit, name, daily, fit, **options))

    yield row("planned", partial(check_of, "planned", fit))
    if fit.correction is not None:
        yield row("without_decision", partial(alternatives.without_decision, fit))
    if fit.exposure.windowed:
        yield refit("mean_design", design="mean")
        is_planned = Remark("note.is_planned")
        yield row("total", partial(check_of, "total", fit, is_planned))
        for days in WINDOWS:
            if days != fit.window_days:
                yield row("window", partial(_other_window, daily, fit, days), days=days)
    trend = sum(str(column).startswith("trend") for column in fit.design.columns)
    if trend:
        yield refit("fewer_time_terms", time_df=trend - 1)
    yield refit("more_time_terms", time_df=trend + 1)
    yield row("other_variables", partial(alternatives.with_other_variables, daily, fit))
    yield row("events", partial(alternatives.with_events, diary, fit))
    yield row("ardl", partial(alternatives.ardl, daily, fit))
    yield row("consecutive", partial(alternatives.consecutive, daily, fit))
    yield row("ordered", partial(alternatives.ordered, daily, fit))
    yield row("shifted", partial(alternatives.shifted, daily, fit))
    yield row("sarimax", partial(alternatives.sarimax, fit))
    yield row("newey_west", partial(conventional.newey_west, daily, fit))
    yield row("ols", partial(conventional.plain_ols, daily, fit))


def _refit(name: str, daily: pd.DataFrame, fit: LaggedFit, **options: Any) -> Check:
    return check_of(name, fit_lagged(daily, fit.exposure, fit.window_days, **options))


def _other_window(daily: pd.DataFrame, fit: LaggedFit, days: int) -> Check:
    return check_of("window", fit_lagged(daily, fit.exposure, days), days=days)


def _ask(empty: Check, model: Model) -> Check:
    """Take a model's row, or say why it has none; nothing that is not finite is shown."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is checked here and in the notes
        try:
            found = model()
            _require_finite(found)
        except FitError as error:
            return replace(empty, lack=lack_of(error))
        except ValueError as error:  # LinAlgError and statsmodels' own are among these
            return replace(empty, lack=Remark("lack.broke_down", {"message": str(error)}))
    return found


def _require_finite(found: Check) -> None:
    numbers = [found.pvalue]
    if "pvalue" not in found.values:  # a p-value alone has no estimate beside it
        numbers += [found.estimate, found.std_error, *found.conf_int()]
    if not np.isfinite(numbers).all():
        raise no_answer("not_finite")
