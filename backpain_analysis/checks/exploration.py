"""What exploratory checks share: one regression beside the plan, and groups of them.

None of these was planned as a test, and some will stand out by chance: they give ideas.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ..codes import ALPHA, Remark
from ..errors import FitError
from ..language import Phrases, check_sentence, html_text
from ..model import UNCHANGING, RemlResults, day_numbers, fit_reml, time_terms
from .result import Check, lack_of, no_answer
from .several import holm

FEWEST_DAYS = 60
COLUMNS = [
    "name", "subject", "unit", "estimate", "std_error", "lower", "upper", "pvalue", "nobs",
    "contrast", "lack",
]  # fmt: skip


@dataclass(frozen=True, repr=False)
class Exploration:
    """Several exploratory regressions on one question.

    Parameters
    ----------
    name : str
        Code of the question: "load_jumps", "joint_model", "other_ratings", "path".
    looks : tuple of Check
        One coefficient each. `values["contrast"]` is the person's own size of it, in units of the
        estimate; `values["holm_pvalue"]`, where looks stand side by side, is adjusted for all of
        them that have an answer (Holm 1979).
    finding : str
        Code of what they come to together; "no_answer" where none has an estimate.
    subject : str
        The variable of a path.
    values : mapping
        Numbers that belong to all of them (`vif`, `spread`).
    """

    name: str
    looks: tuple[Check, ...]
    finding: str = ""
    subject: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lack(self) -> Remark | None:
        """Why there is no answer at all; None where there is one."""
        if any(look.nobs for look in self.looks):
            return None
        for look in self.looks:
            if look.lack is not None:
                return look.lack
        return Remark("lack.nothing_recorded")

    def summary(self) -> pd.DataFrame:
        """Return one row per look, unrounded; index: its name and its subject."""
        table = pd.DataFrame([_row(look) for look in self.looks])
        columns = COLUMNS
        if "vif" in table:
            columns = [*COLUMNS, "vif"]
        return table.reindex(columns=columns).set_index(["name", "subject"])

    def __str__(self) -> str:
        head = ": ".join(filter(None, (self.name, self.finding)))
        return "\n".join([head, *(str(look) for look in self.looks)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html_text(check_sentence(Phrases(), self))}</p>"


def _row(look: Check) -> dict[str, Any]:
    lack = "" if look.lack is None else look.lack.code
    return look.row() | {"lack": lack}


def explore(
    look: Check, outcome: pd.Series, columns: pd.DataFrame, lack: Remark | None = None
) -> Check:
    """Regress an outcome on columns and time terms with the planned error model.

    The first column's coefficient counts. `look` has the codes; it gets its numbers, or why there
    are none: `lack`, where that is known beforehand.
    """
    if lack is not None:
        return replace(look, lack=lack)
    known = outcome.notna() & columns.notna().all(axis=1)
    own = columns[known]
    try:
        _check_days(own, look.values["contrast"])
        result = _regress(outcome[known], own)
    except FitError as error:
        return replace(look, lack=lack_of(error))
    term = columns.columns[0]
    found = Check.of(look.name, result, term)
    notes = () if result.converged else (Remark("note.not_converged"),)
    return replace(
        look,
        estimate=found.estimate,
        std_error=found.std_error,
        df=found.df,
        nobs=found.nobs,
        notes=notes,
    )


def _check_days(columns: pd.DataFrame, contrast: float) -> None:
    """Raise a FitError where too few days are usable, or the first column never changes."""
    if len(columns) < FEWEST_DAYS:
        raise no_answer("usable_days", days=len(columns), needed=FEWEST_DAYS)
    asked = columns.iloc[:, 0]
    if np.ptp(asked.to_numpy()) < UNCHANGING or not contrast > 0:
        raise no_answer("always_the_same")


def _regress(outcome: pd.Series, columns: pd.DataFrame) -> RemlResults:
    days = pd.DatetimeIndex(columns.index)
    design = columns.join(time_terms(days))
    return fit_reml(day_numbers(days), outcome.to_numpy(), design)


def separate(name: str, looks: list[Check]) -> Exploration:
    """Group looks that do not share a regression: which of them stand out among so many?"""
    adjusted = _adjusted(looks)
    return Exploration(name, tuple(adjusted), _what_stands_out(adjusted))


def _adjusted(looks: list[Check]) -> list[Check]:
    """Return the looks with their p-values adjusted for each other."""
    answered = [look for look in looks if look.nobs]
    if not answered:
        return looks
    pvalues = iter(holm([look.pvalue for look in answered]))
    adjusted = []
    for look in looks:
        if look.nobs:
            look = replace(look, values={**look.values, "holm_pvalue": next(pvalues)})
        adjusted.append(look)
    return adjusted


def _what_stands_out(looks: list[Check]) -> str:
    answered = [look for look in looks if look.nobs]
    if not answered:
        return "no_answer"
    if min(look.values["holm_pvalue"] for look in answered) < ALPHA:
        return "stands_out"
    return "nothing_stands_out"


def spread(values: pd.Series) -> float:
    """Return the 90th less the 10th percentile."""
    known = values.dropna().to_numpy()
    if not len(known):
        return np.nan
    low, high = np.quantile(known, [0.1, 0.9])
    return float(high - low)
