"""The plan's family of answers: Holm, the monthly-safe interval, verdicts in plain words."""

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import wording
from .calibration_table import error_ratio
from .checks import ReverseTest, reverse_test
from .errors import DataError, FitError
from .exposures import EXPOSURES, Exposure
from .lagged import LaggedFit, fit_lagged, monthly_safe_half_width, usable_days
from .plan import Plan
from .planning import behind_gate, plan_in_force
from .settings import Settings

NOT_ENOUGH = "not enough data yet"
NOTHING_MEANINGFUL = "no meaningful association"
MEANINGFUL = "meaningful association"
SIZE_UNCERTAIN = "association, size uncertain"
CANNOT_TELL = "cannot tell yet"

LONGEST_WAIT_MONTHS = 24
Z_80 = 0.8416  # the normal quantile of 80 % power


@dataclass(frozen=True)
class Contrast:
    """The person's own low and high exposure, in `unit` (km a week, runs a week, kg)."""

    low: float
    high: float
    unit: str

    @property
    def difference(self) -> float:
        """High less low."""
        return self.high - self.low


@dataclass(frozen=True)
class Answer:
    """One exposure's answer.

    `fit` is None where the gate is not met; then `missing` says what is lacking.
    Numbers per unit are NRS points per `exposure.unit`; numbers over the contrast are NRS points
    between the person's own low and high. `tau` belongs to the monthly-safe interval.
    """

    exposure: Exposure
    usable_days: int
    fit: LaggedFit | None = None
    holm_pvalue: float = 1.0
    contrast: Contrast | None = None
    sesoi: float = 1.0
    missing: str = ""
    reverse: ReverseTest | None = None
    activities: tuple[str, ...] = ("run",)

    @property
    def verdict(self) -> str:
        """One of the five, as in docs/method.md."""
        if self.fit is None:
            return NOT_ENOUGH
        low, high = self.contrast_int(0.90)
        if -self.sesoi < low and high < self.sesoi:
            return NOTHING_MEANINGFUL
        if self.holm_pvalue >= 0.05:
            return CANNOT_TELL
        low, high = self.contrast_int(0.95)
        return MEANINGFUL if low > self.sesoi or high < -self.sesoi else SIZE_UNCERTAIN

    @property
    def per_contrast(self) -> float:
        """Units of the estimate in the contrast."""
        return self.contrast.difference / self.exposure.per if self.contrast else math.nan

    @property
    def tau(self) -> float:
        """1 / SESOI squared, in the unit of the estimate."""
        return (self.per_contrast / self.sesoi) ** 2

    @property
    def level(self) -> float:
        """Level of the one interval the verdict rests on."""
        return 0.90 if self.verdict == NOTHING_MEANINGFUL else 0.95

    def interval(self, level: float | None = None) -> tuple[float, float]:
        """Return the monthly-safe interval, NRS points per unit; NaN without a fit."""
        if self.fit is None:
            return math.nan, math.nan
        return self.fit.monthly_safe_int(level or self.level, self.tau)

    @property
    def contrast_estimate(self) -> float:
        """NRS points between the low and the high exposure; NaN without a fit."""
        return self.fit.estimate * self.per_contrast if self.fit else math.nan

    def contrast_int(self, level: float | None = None) -> tuple[float, float]:
        """Return the monthly-safe interval over the contrast; NaN without a fit."""
        low, high = self.interval(level)
        return low * self.per_contrast, high * self.per_contrast

    @property
    def smallest_detectable(self) -> float:
        """Smallest association over the contrast that 80 in 100 such diaries would show."""
        if self.fit is None:
            return math.nan
        half = monthly_safe_half_width(self.fit.std_error, 0.05, self.tau)
        return (half + Z_80 * self.fit.std_error) * self.per_contrast

    @property
    def months_needed(self) -> tuple[int, int] | None:
        """More months until such a diary would tell, as a range; None beyond 24.

        From: 80 in 100 such diaries would show that nothing meaningful is there, if nothing is.
        To: 80 in 100 would show an association of the size that matters. The standard error
        shrinks as it does in simulated diaries of this length, rated as often.
        """
        if self.fit is None:
            return None
        days = (self.fit.days[-1] - self.fit.days[0]).days + 1
        ahead = np.arange(1, LONGEST_WAIT_MONTHS + 1)
        shrinks = error_ratio(self.exposure.label, days, self.fit.nobs / days, ahead)
        errors = self.fit.std_error * shrinks
        waits = []
        for alpha in (0.10, 0.05):
            halves = np.array([monthly_safe_half_width(e, alpha, self.tau) for e in errors])
            enough = ahead[(halves + Z_80 * errors) * self.per_contrast <= self.sesoi]
            waits.append(int(enough[0]) if len(enough) else LONGEST_WAIT_MONTHS + 1)
        if waits[0] > LONGEST_WAIT_MONTHS:
            return None
        return waits[0], min(waits[1], LONGEST_WAIT_MONTHS)

    @property
    def sentence(self) -> str:
        """The answer in plain words, with the one interval the verdict rests on."""
        name, label, verdict = self.exposure.name, self.exposure.label, self.verdict
        if self.fit is None:
            text = wording.not_enough(label, self.missing)
        else:
            low, high = self.interval()
            text = wording.found(name, self.fit.estimate, (low, high), self.level) + " "
            if verdict == NOTHING_MEANINGFUL:
                text += wording.nothing_meaningful(label, self.sesoi)
            elif verdict == CANNOT_TELL:
                alone = low > 0 or high < 0
                text += wording.cannot_tell(self.smallest_detectable, self.months_needed, alone)
            else:
                text += wording.associated(name, self.fit.estimate, verdict == MEANINGFUL)
        return wording.of_activity(text, self.activities)

    @property
    def rules_out(self) -> str:
        """What the data rule out over the person's own contrast, harm first."""
        text = wording.rules_out(self.exposure.name, self.contrast_int(), self.sesoi)
        return wording.of_activity(text, self.activities)

    @property
    def caution(self) -> str:
        """What every answer has to add."""
        text = wording.caution(self.reverse.verdict if self.reverse else "")
        return wording.of_activity(text, self.activities)

    def _repr_html_(self) -> str:
        return f"<p><b>{self.sentence}</b></p><p>{self.rules_out}</p><p>{self.caution}</p>"


@dataclass(frozen=True)
class Answers:
    """The answers of the plan's family, in its order; also by name: `answers["distance"]`."""

    items: tuple[Answer, ...]
    plan: Plan
    reverse: ReverseTest | None

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, key: int | str) -> Answer:
        if isinstance(key, int):
            return self.items[key]
        return {a.exposure.name: a for a in self.items}[key]

    def summary(self) -> pd.DataFrame:
        """Return one row per exposure, unrounded."""
        rows = {
            a.exposure.label: {
                "unit": a.exposure.unit,
                "estimate": a.fit.estimate if a.fit else math.nan,
                **dict(zip(("lower", "upper"), a.interval(), strict=True)),
                "holm_pvalue": a.holm_pvalue,
                "usable_days": a.usable_days,
                "verdict": a.verdict,
            }
            for a in self.items
        }
        return pd.DataFrame(list(rows.values()), pd.Index(rows, name="exposure"))

    def _repr_html_(self) -> str:
        answers = (f"<p><b>{a.sentence}</b></p><p>{a.rules_out}</p>" for a in self.items)
        return "".join(answers) + "".join({f"<p>{a.caution}</p>": None for a in self.items})


def answer(daily: pd.DataFrame, settings: Settings | None = None) -> Answers:
    """Answer the plan's questions from the daily table.

    Parameters
    ----------
    daily : DataFrame
        As of `build_daily`.
    settings : Settings, optional
        Its frozen plan, if there is one, gives exposures, windows, SESOI and contrasts; else
        they are drawn up from the settings and the data (`draft_plan`).

    Returns
    -------
    Answers
        Verdicts as in docs/method.md. p-values of the family are Holm-adjusted (Holm 1979)
        monthly-safe ones; an exposure behind its gate counts as p = 1.

    Raises
    ------
    DataError
        A value of the daily table is infinite.
    """
    for column, values in daily.select_dtypes("number").items():
        if np.isinf(values).any():
            day = values.index[np.isinf(values)][0]
            todo = "Correct that day's value."
            raise DataError(f"{column} of {day:%Y-%m-%d} is infinite.", todo=todo)
    settings = settings or Settings()
    plan = plan_in_force(daily, settings)
    try:
        reverse = reverse_test(daily)
    except FitError:
        reverse = None
    drafts = [_fit_one(daily, EXPOSURES[name], plan, reverse) for name in plan.exposures]
    raw = [a.fit.monthly_safe_pvalue(a.tau) if a.fit else 1.0 for a in drafts]
    items = (dataclasses.replace(a, holm_pvalue=p) for a, p in zip(drafts, holm(raw), strict=True))
    return Answers(tuple(items), plan, reverse)


def holm(pvalues: list[float]) -> list[float]:
    """Return Holm's step-down adjusted p-values (Holm 1979), in the order given."""
    order = np.argsort(pvalues, kind="stable")
    steps = len(pvalues) - np.arange(len(pvalues))
    adjusted = np.minimum(1.0, np.maximum.accumulate(np.asarray(pvalues)[order] * steps))
    out = np.empty(len(pvalues))
    out[order] = adjusted
    return out.tolist()


def _fit_one(
    daily: pd.DataFrame, exposure: Exposure, plan: Plan, reverse: ReverseTest | None
) -> Answer:
    window = plan.window_days if exposure.windowed else 14
    usable = len(usable_days(daily, exposure, window))
    low, high = plan.contrasts.get(exposure.name, (0.0, 0.0))
    contrast = Contrast(low, high, exposure.measure)
    missing = behind_gate(daily, exposure, usable)
    if plan.frozen_on is None and daily.attrs.get("open_questions"):
        missing = "A question about your files is open: an estimate is shown once it is answered."
    if not missing and contrast.difference <= 0:
        missing = f"Your {exposure.label} hardly varied, so there is nothing to compare."
    fit = None
    if not missing:
        try:
            fit = fit_lagged(daily, exposure, window)
        except FitError as error:
            missing = f"The regression gave no answer: {error}"
    return Answer(
        exposure,
        usable,
        fit,
        contrast=contrast,
        sesoi=plan.sesoi,
        missing=missing,
        reverse=reverse if fit else None,
        activities=plan.activities,
    )
