"""The running decision: a fit laid out on every calendar day, with who ran when beside it.

A person's own habit is among what a decision rests on: whether they ran yesterday, and how many of
the last 7 and 14 days. Without it, a lay-off after a flare looks like an answer to today's pain.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .exposures import MISSING_DAYS_ALLOWED, Exposure, lag_basis, time_terms, weekday_terms

HABITS = (1, 7, 14)  # days before the decision whose mean is a term
SAYS_NOTHING_NEW = 1e-6  # share of a column that the other terms leave over
Array = np.ndarray


@dataclass(frozen=True)
class Decisions:
    """Pain and running on every calendar day of a fit; n days, k terms, s shapes.

    Attributes
    ----------
    rated : array of bool, (n,)
        Days with a rating and its design.
    decided : array of bool, (n,)
        Days with a running decision and a known habit, and the exposure known that day and the
        day before.
    pain : array, (n,)
        NRS points; NaN where nothing is rated.
    design : array, (n, k)
        The pain equation: the exposure's shapes first, then the other terms; zero on other days.
    ran : array, (n,)
        How much was run, in units of the mean of a run day; 0 without a run. Of frequency it is 1
        on a day with a run; of distance it tells short runs from long ones.
    terms : array, (n, d)
        The decision's time terms, weekday terms where the pain equation has them, and the
        person's running habit, centred.
    shapes : array, (n, s)
        The exposure's shapes on every day; zero where they are not known.
    lag_weights : array, (lags, s)
        What one run k days ago adds to each shape.
    """

    rated: Array
    decided: Array
    pain: Array
    design: Array
    ran: Array
    terms: Array
    shapes: Array
    lag_weights: Array


def lay_out(
    daily: pd.DataFrame,
    exposure: Exposure,
    shapes: pd.DataFrame,
    design: pd.DataFrame,
    window_days: int = 14,
    time_df: int | None = None,
) -> Decisions:
    """Lay a regression out on every calendar day from its first to its last rated one.

    Parameters
    ----------
    daily : DataFrame
        One row per calendar day.
    exposure : Exposure
        A running exposure.
    shapes : DataFrame
        The exposure's columns on every day of `daily`, as of `lag_design`.
    design : DataFrame
        The regression's design, index the rated days used.
    window_days : int
    time_df : int, optional
        Columns of the decision's trend, as in `time_terms`.

    Returns
    -------
    Decisions
    """
    first = daily.index.get_loc(design.index[0])
    last = daily.index.get_loc(design.index[-1])
    span = slice(first, last + 1)
    on = daily.iloc[span]
    days = pd.DatetimeIndex(on.index)
    runs = on["runs"].to_numpy(dtype=float)
    values = shapes.to_numpy()[span]
    rated = days.isin(design.index)
    is_spline = shapes.shape[1] > 1
    habit = running_habit(daily["runs"])[span]
    decided = _decided(values, runs) & np.isfinite(habit).all(axis=1)
    terms = _terms(days, time_df, is_spline)
    return Decisions(
        rated=rated,
        decided=decided,
        pain=on["pain"].to_numpy(),
        design=_on_every_day(design.to_numpy(), rated),
        ran=_amounts(exposure, on),
        terms=_with_habit(terms, habit, decided),
        shapes=np.nan_to_num(values),
        lag_weights=_lag_weights(exposure, on, window_days, is_spline),
    )


def running_habit(runs: pd.Series) -> Array:
    """Return the share of days with a run among the last 1, 7 and 14: (days, 3).

    NaN where more than one in seven of these days is unknown.
    """
    values = runs.to_numpy(dtype=float)
    known = np.isfinite(values)
    ran = known & (values > 0)
    habit = np.full((len(values), len(HABITS)), np.nan)
    for place, days in enumerate(HABITS):
        known_days = _count_before(known, days)
        is_enough = known_days >= days - int(days * MISSING_DAYS_ALLOWED)
        run_days = _count_before(ran, days)
        habit[is_enough, place] = run_days[is_enough] / known_days[is_enough]
    return habit


def _count_before(days: Array, window: int) -> Array:
    """Return, per day, how many of the days in the window before it are marked."""
    marked_so_far = np.append(0, np.cumsum(days))
    today = np.arange(len(days))
    first = np.maximum(today - window, 0)
    return np.asarray(marked_so_far[today] - marked_so_far[first])


def _with_habit(terms: Array, habit: Array, decided: Array) -> Array:
    """Return the terms and, centred, the columns of the habit that say something new."""
    if decided.sum() <= terms.shape[1]:
        return terms
    centred = np.zeros_like(habit)
    centred[decided] = habit[decided] - habit[decided].mean(axis=0)
    kept = [terms]
    left_over = _left_over(centred[decided], by=terms[decided])
    for place in range(len(HABITS)):
        column = left_over[:, place]
        length = np.linalg.norm(column)
        root_mean_square = length / np.sqrt(len(column))
        if root_mean_square > SAYS_NOTHING_NEW:
            kept.append(centred[:, place])
            direction = column / length
            left_over = left_over - np.outer(direction, direction @ left_over)
    return np.column_stack(kept)


def _left_over(columns: Array, by: Array) -> Array:
    """Return what the least squares of columns on others leave of them."""
    coefficients, *_ = np.linalg.lstsq(by, columns, rcond=None)
    return np.asarray(columns - by @ coefficients)


def _decided(shapes: Array, runs: Array) -> Array:
    """Return the days with running known, and the exposure of that day and the day before."""
    shapes_known = np.isfinite(shapes).all(axis=1)
    known = shapes_known & ~np.isnan(runs)
    known_before = np.append(False, known[:-1])
    return known & known_before


def _on_every_day(design: Array, rated: Array) -> Array:
    every_day = np.zeros((len(rated), design.shape[1]))
    every_day[rated] = design
    return every_day


def _terms(days: pd.DatetimeIndex, time_df: int | None, is_spline: bool) -> Array:
    """Return the decision's terms: those of the pain equation, beside the exposure."""
    terms = time_terms(days, time_df).to_numpy()
    if not is_spline:
        return terms
    return np.column_stack([terms, weekday_terms(days).to_numpy()])


def _amounts(exposure: Exposure, on: pd.DataFrame) -> Array:
    """Return what was decided each day: whether to run, and of distance also how far.

    Where pain shortens runs but does not stop them, a yes or no would not show it.
    """
    ran = on["runs"].to_numpy(dtype=float) > 0
    amount = on[exposure.column].to_numpy(dtype=float)
    if exposure.column == "runs" or not np.isfinite(amount[ran]).any():
        return ran.astype(float)
    of_a_run_day = amount / np.nanmean(amount[ran])
    known = np.where(np.isfinite(of_a_run_day), of_a_run_day, 1.0)
    return np.where(ran, known, 0.0)


def _lag_weights(exposure: Exposure, on: pd.DataFrame, window_days: int, is_spline: bool) -> Array:
    """Return what a run adds to each shape in the days after: its sessions or km, on average."""
    lags = lag_basis(window_days) if is_spline else np.ones((window_days, 1))
    ran = on["runs"].to_numpy(dtype=float) > 0
    mean_of_a_run_day = on[exposure.column][ran].mean()
    unit_of_a_day = 7 / window_days / exposure.per
    return lags * (unit_of_a_day * mean_of_a_run_day)
