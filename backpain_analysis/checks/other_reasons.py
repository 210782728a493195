"""Exploratory: stress, sleep, strength sessions, medication, ... : what else goes with pain.

Each with the care that running gets: only days before the rating count, the reverse question is
asked of each (does it follow pain?), and the looks are adjusted for being several (Holm 1979).
"""

import re
from dataclasses import replace

import pandas as pd

from ..diary import Diary, as_diary
from ..errors import FitError
from ..model import (
    FREQUENCY,
    LaggedFit,
    exposure_values,
    fit_lagged,
    lag_table,
    other_columns,
    week_before,
)
from .alternatives import check_of
from .exploration import Exploration, explore, separate, spread
from .result import Check, lack_of

STRENGTH = "strength sessions"  # the column's name, as a file would have it
MEDICATION = re.compile(
    "medic|medik|pain ?killer|schmerzmittel|ibuprofen|paracetamol|acetaminophen|naproxen|diclo",
    re.IGNORECASE,
)
FIRST_LETTERS = 60  # of a name that a person typed


def other_reasons(diary: Diary | pd.DataFrame) -> pd.DataFrame:
    """Return what else is recorded than pain, running and weight, a column each, a row a day.

    Strength sessions are among them, counted as runs are, where the log holds any.
    """
    diary = as_diary(diary)
    others = diary.days[other_columns(diary.days)]
    if diary.strength is None or STRENGTH in others:
        return others
    return others.assign(**{STRENGTH: diary.strength})


def other_ratings(diary: Diary | pd.DataFrame) -> Exploration:
    """Ask whether what else is recorded (stress, sleep, medication, ...) goes with pain.

    Returns
    -------
    Exploration
        Each variable's mean over the week before (t-7 .. t-1), by itself, in its own unit.
        `values["follows"]` of a look is how much the variable differs the day after one point
        more pain, with `values["follows_pvalue"]`; NaN where that has no answer.

    Examples
    --------
    >>> bpa.other_ratings(diary).finding  # the example rates nothing else
    'no_answer'
    """
    pain = as_diary(diary).days["pain"]
    others = other_reasons(diary)
    looks = []
    for name in others:
        looks.append(_with_reverse(_with_pain(others, str(name), pain), others[name], pain))
    return separate("other_ratings", looks)


def _with_pain(others: pd.DataFrame, name: str, pain: pd.Series) -> Check:
    """Regress pain on a variable's week before."""
    week = week_before(others, name)
    contrast = spread(week[pain.notna()])
    look = Check("variable", subject=name, unit="points_per_own", values={"contrast": contrast})
    return explore(look, outcome=pain, columns=week.to_frame())


def _with_reverse(look: Check, variable: pd.Series, pain: pd.Series) -> Check:
    """Add the reverse question: does the variable follow the pain of the day before?"""
    yesterday = lag_table(pain, [1]).set_axis(["pain before"], axis=1)
    asked = Check("follows", values={"contrast": 1.0})
    follows = explore(asked, outcome=variable, columns=yesterday)
    values = {"follows": follows.estimate, "follows_pvalue": follows.pvalue}
    return replace(look, values={**look.values, **values})


def medication(diary: Diary | pd.DataFrame) -> Exploration:
    """Ask whether days with medication are days on which the person runs more.

    Medication that lets one run makes pain and running go together on its own: taken after a bad
    day, it takes pain away and lets one run.

    Returns
    -------
    Exploration
        Of each variable whose name is one of medication: the difference in the chance of a run
        (a fraction) between days with it and without, beside the pain of the day before and the
        running habit.

    Examples
    --------
    >>> bpa.medication(diary).finding  # the example records none
    'no_answer'
    """
    diary = as_diary(diary)
    others = other_reasons(diary)
    looks = []
    for name in others:
        if MEDICATION.search(str(name)):
            looks.append(_lets_run(diary.days, str(name), others[name]))
    return separate("medication", looks)


def _lets_run(days: pd.DataFrame, name: str, taken: pd.Series) -> Check:
    ran = (days["runs"] > 0).astype(float).where(days["runs"].notna())
    columns = pd.DataFrame(
        {
            "taken": (taken > 0).astype(float).where(taken.notna()),
            "pain before": lag_table(days["pain"], [1])[1],
            "habit": exposure_values(days, FREQUENCY),
        }
    )
    look = Check("lets_run", subject=name, unit="chance_with", values={"contrast": 1.0})
    return explore(look, outcome=ran, columns=columns)


def adjusted_one_by_one(diary: Diary | pd.DataFrame, fit: LaggedFit) -> tuple[Check, ...]:
    """Ask the planned question adjusted for each of the other reasons by itself.

    Parameters
    ----------
    diary : Diary or DataFrame
    fit : LaggedFit
        The planned regression.

    Returns
    -------
    tuple of Check
        One a variable, in the unit of the plan; `values["variable"]` names it. Days on which its
        week before is unknown are left out; where too few are left, `lack` says so.
    """
    diary = as_diary(diary)
    others = other_reasons(diary)
    rows = []
    for name in others:
        rows.append(_adjusted_for(diary, fit, others, str(name)))
    return tuple(rows)


def _adjusted_for(diary: Diary, fit: LaggedFit, others: pd.DataFrame, name: str) -> Check:
    shown = name[:FIRST_LETTERS]
    week = week_before(others, name).to_frame()
    try:
        again = fit_lagged(diary.days, fit.exposure, fit.window_days, covariates=week)
    except FitError as error:
        unit = f"points_per.{fit.exposure.name}"
        return Check("adjusted_for", unit=unit, values={"variable": shown}, lack=lack_of(error))
    return check_of("adjusted_for", again, variable=shown)
