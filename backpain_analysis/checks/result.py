"""The one shape of a check's result: codes and numbers, for which `language` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd

from ..codes import Interval, Remark, in_percent
from ..errors import FitError
from ..language import Phrases, check_sentence, html_text
from ..model import t_interval, t_pvalue


@dataclass(frozen=True, repr=False)
class Check:
    """What one check found: one coefficient with its t reference, and codes.

    Parameters
    ----------
    name : str
        Code of the check ("reverse") or of one model in a table ("ardl").
    finding : str
        Code of what it comes to ("yes", "unclear"); empty where there is only a number.
    estimate, std_error, df : float
        In `unit`; NaN where there is no answer. An infinite `df` means a normal reference.
    nobs : int
        Days used.
    unit : str
        Code of the unit, such as "points_per.distance": NRS points per unit of that exposure.
    level : float
        Level of the interval on which the finding rests.
    subject : str
        What the check is about, where it is asked of several things: a column, a measure.
    values : mapping
        Further numbers by name. A `pvalue` among them stands where the method gives one without
        a standard error.
    lack : Remark or None
        Why there is no answer.
    notes : tuple of Remark
        What to know when reading the number.
    fit : object or None
        The regression behind it, where its interval and p-value are not those of estimate and
        standard error alone (`LaggedFit`).
    """

    name: str
    finding: str = ""
    estimate: float = np.nan
    std_error: float = np.nan
    df: float = np.nan
    nobs: int = 0
    unit: str = ""
    level: float = 0.95
    subject: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    lack: Remark | None = None
    notes: tuple[Remark, ...] = ()
    fit: Any = field(default=None, compare=False)

    @classmethod
    def of(cls, name: str, result: Any, term: str, **more: Any) -> Self:
        """Take one coefficient of a fit that has the names of statsmodels' results."""
        return cls(
            name=name,
            estimate=float(result.params[term]),
            std_error=float(result.bse[term]),
            df=float(result.df_resid),
            nobs=int(result.nobs),
            **more,
        )

    @property
    def pvalue(self) -> float:
        """Two-sided p-value; NaN where there is no answer."""
        if "pvalue" in self.values:
            return float(self.values["pvalue"])
        if self.fit is not None:
            return float(self.fit.pvalue)
        if not self.std_error > 0:
            return np.nan
        return float(t_pvalue(self.estimate, self.std_error, self.df))

    def conf_int(self, level: float | None = None) -> Interval:
        """Return the interval of `estimate`; by default at the check's own level."""
        level = level or self.level
        if self.fit is not None:
            return Interval(*self.fit.conf_int(level))
        low, high = t_interval(self.estimate, self.std_error, self.df, level)
        return Interval(float(low), float(high))

    def summary(self) -> pd.DataFrame:
        """Return one row: numbers unrounded, codes as they are."""
        return pd.DataFrame([self.row()])

    def row(self) -> dict[str, Any]:
        """Return the row of `summary`, by name."""
        interval = self.conf_int()
        row = {
            "name": self.name,
            "subject": self.subject,
            "finding": self.finding,
            "estimate": self.estimate,
            "std_error": self.std_error,
            "lower": interval.lower,
            "upper": interval.upper,
            "pvalue": self.pvalue,
            "nobs": self.nobs,
            "unit": self.unit,
        }
        return row | dict(self.values)

    def __str__(self) -> str:
        head = " ".join(filter(None, (self.name, self.subject)))
        head = ": ".join(filter(None, (head, self.finding)))
        if self.lack is not None:
            return f"{head} (no answer: {self.lack.code})"
        low, high = self.conf_int()
        return (
            f"{head}\n  {self.estimate:.3g} {self.unit}, "
            f"{in_percent(self.level):.0f} % interval [{low:.3g}, {high:.3g}], "
            f"p = {self.pvalue:.3g}, n = {self.nobs}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{html_text(check_sentence(Phrases(), self))}</p>"


def no_answer(code: str, **fields: Any) -> FitError:
    """Return the error of a check without an answer: a code, and its English words."""
    remark = Remark(f"lack.{code}", fields)
    return FitError(Phrases().remark(remark), remark=remark)


def lack_of(error: FitError) -> Remark:
    """Return why a fit has no answer; its English message where it carries no code."""
    if error.remark is not None:
        return error.remark
    return Remark("lack.message", {"message": str(error)})
