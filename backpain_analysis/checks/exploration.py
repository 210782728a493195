"""What exploratory checks share: one regression beside the plan, and groups of them.

None of these was planned as a test, and some will stand out by chance: they give ideas.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ..codes import Remark
from ..errors import FitError
from ..language import Phrases, check_sentence, html_text
from ..model import fit_reml, time_terms
from .result import Check, lack_of, no_answer

FEWEST_DAYS = 60
ALPHA = 0.05
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
        estimate; p-values are not adjusted for the other looks.
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
        rows = [_row(look) for look in self.looks]
        table = pd.DataFrame(rows, columns=COLUMNS).set_index(["name", "subject"])
        if any("vif" in look.values for look in self.looks):
            table["vif"] = [look.values.get("vif", np.nan) for look in self.looks]
        return table

    def __str__(self) -> str:
        head = ": ".join(filter(None, (self.name, self.finding)))
        return "\n".join([head, *(str(look) for look in self.looks)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html_text(check_sentence(Phrases(), self))}</p>"


def _row(look: Check) -> dict[str, Any]:
    row = look.summary().to_dict("records")[0]
    row["lack"] = "" if look.lack is None else look.lack.code
    return row


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
    days = pd.DatetimeIndex(outcome.index[known])
    own = columns[known]
    term = columns.columns[0]
    try:
        if len(days) < FEWEST_DAYS:
            raise no_answer("usable_days", days=len(days), needed=FEWEST_DAYS)
        if np.ptp(own[term].to_numpy()) < 1e-9 or not look.values["contrast"] > 0:
            raise no_answer("always_the_same")
        t = (days - days[0]).days.to_numpy(dtype=float)
        result = fit_reml(t, outcome[known].to_numpy(), own.join(time_terms(days)))
    except FitError as error:
        return replace(look, lack=lack_of(error))
    notes = () if result.converged else (Remark("note.not_converged"),)
    found = Check.of(look.name, result, term)
    return replace(
        look,
        estimate=found.estimate,
        std_error=found.std_error,
        df=found.df,
        nobs=found.nobs,
        notes=notes,
    )


def separate(name: str, looks: list[Check]) -> Exploration:
    """Group looks that do not share a regression: which of them stand out?"""
    pvalues = [look.pvalue for look in looks if look.nobs]
    finding = "no_answer"
    if pvalues:
        finding = "stands_out" if min(pvalues) < ALPHA else "nothing_stands_out"
    return Exploration(name, tuple(looks), finding)


def spread(values: pd.Series) -> float:
    """Return the 90th less the 10th percentile."""
    return float(values.quantile(0.9) - values.quantile(0.1))
