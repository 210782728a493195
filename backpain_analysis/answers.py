"""The plan's family of answers: gates, Holm, the monthly-safe interval, verdicts in words."""

import dataclasses
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from .calibration_table import error_ratio
from .checks.reverse import AfterPain, reverse_test
from .diary import Diary, as_diary
from .errors import DataError, FitError
from .language import wording
from .language.wording import (
    CANNOT_TELL,
    MEANINGFUL,
    NOT_ENOUGH,
    NOTHING_MEANINGFUL,
    SIZE_UNCERTAIN,
)
from .model.exposures import EXPOSURES, Exposure
from .model.lagged import LaggedFit, fit_lagged, monthly_safe_half_width, usable_days
from .plan import Plan
from .settings import Settings

MIN_RATED_DAYS, MIN_RUN_DAYS, MIN_WEIGH_INS = 90, 20, 20
LONGEST_WAIT_MONTHS = 24
Z_80 = 0.8416  # the normal quantile of 80 % power


@dataclass(frozen=True)
class Contrast:
    """The person's own low and high exposure, in `unit` (km a week, runs a week, kg)."""

    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Answer:
    """One exposure's answer.

    `fit` is None where the gate is not met; then `missing` says what is lacking.
    Numbers per unit are NRS points per `exposure.unit`; numbers over the contrast are NRS points
    between the person's own low and high. `tau` belongs to the monthly-safe interval.
    """

    exposure: Exposure
    usable_days: int
    contrast: Contrast
    sesoi: float
    activities: tuple[str, ...]
    fit: LaggedFit | None = None
    missing: str = ""
    reverse: AfterPain | None = None
    holm_pvalue: float = 1.0

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
        return (self.contrast.high - self.contrast.low) / self.exposure.per

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

    def _detectable(self, std_error: float, alpha: float) -> float:
        """Return what 80 in 100 diaries with this standard error would show, over the contrast."""
        half = monthly_safe_half_width(std_error, alpha, self.tau)
        return (half + Z_80 * std_error) * self.per_contrast

    @property
    def smallest_detectable(self) -> float:
        """Smallest association over the contrast that 80 in 100 such diaries would show."""
        return self._detectable(self.fit.std_error, 0.05) if self.fit else math.nan

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
        errors = (self.fit.std_error * shrinks).tolist()
        waits = [1 + sum(self._detectable(e, a) > self.sesoi for e in errors) for a in (0.10, 0.05)]
        if waits[0] > LONGEST_WAIT_MONTHS:
            return None
        return waits[0], min(waits[1], LONGEST_WAIT_MONTHS)

    @property
    def sentence(self) -> str:
        """The answer in plain words, with the one interval the verdict rests on."""
        label, (low, high), sesoi = self.exposure.label, self.interval(), self.sesoi
        estimate = self.fit.estimate if self.fit else math.nan
        text = wording.VERDICTS[self.verdict].format(
            label=label,
            Label=label.capitalize(),
            missing=self.missing,
            sesoi=f"{sesoi:g} point{'' if sesoi == 1 else 's'}",
            side="lower" if estimate < 0 else "higher",
            more=wording.EXPOSURES[self.exposure.name][2],
            many=wording.MANY if low > 0 or high < 0 else "",
            smallest=self.smallest_detectable,
            wait=wording.wait(self.months_needed),
        )
        if self.fit:
            shown = wording.found(self.exposure.name, estimate, (low, high), self.level)
            text = f"{shown} {text}"
        return wording.of_activity(text.strip(), self.activities)

    @property
    def rules_out(self) -> str:
        """What the data rule out over the person's own contrast, harm first."""
        text = wording.rules_out(self.exposure.name, self.contrast_int(), self.sesoi)
        return wording.of_activity(text, self.activities)

    @property
    def caution(self) -> str:
        """What every answer has to add; a positive reverse test adds its own sentence."""
        text = "More days narrow the interval; they cannot remove other explanations."
        if self.reverse and self.reverse.verdict == "yes":
            text = (
                "You also run less after bad days, which can look like running helping; the "
                f"analysis allows for that, but not perfectly. {text}"
            )
        return wording.of_activity(text, self.activities)

    def _repr_html_(self) -> str:
        sentence = escape(self.sentence)
        return f"<p><b>{sentence}</b></p><p>{self.rules_out}</p><p>{self.caution}</p>"


@dataclass(frozen=True)
class Answers:
    """The answers of the plan's family, in its order; by number or name: `answers["distance"]`."""

    items: tuple[Answer, ...]
    plan: Plan
    reverse: AfterPain | None

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, which: int | str) -> Answer:
        named = {a.exposure.name: a for a in self.items}
        return self.items[which] if isinstance(which, int) else named[which]

    def summary(self) -> pd.DataFrame:
        """Return one row per exposure, unrounded."""
        columns = ["unit", "estimate", "lower", "upper", "holm_pvalue", "usable_days", "verdict"]
        rows = {}
        for a in self.items:
            found = a.exposure.unit, a.fit.estimate if a.fit else math.nan, *a.interval()
            rows[a.exposure.label] = *found, a.holm_pvalue, a.usable_days, a.verdict
        return pd.DataFrame([*rows.values()], pd.Index(rows, name="exposure"), columns)

    def _repr_html_(self) -> str:
        told = [f"<p><b>{escape(a.sentence)}</b></p><p>{a.rules_out}</p>" for a in self.items]
        caution = max((a.caution for a in self.items), key=len, default="")
        return "".join([*told, f"<p>{caution}</p>"])


def answer(diary: Diary | pd.DataFrame, settings: Settings | None = None) -> Answers:
    """Answer the plan's questions from the diary, or from a plain daily table.

    Parameters
    ----------
    diary : Diary or DataFrame
        A plain frame is a diary without events, region and open questions.
    settings : Settings, optional
        Its frozen plan, if there is one, gives the contrasts; else they are drawn up from the
        data. Exposures, window and SESOI are the settings'.

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
    diary = as_diary(diary)
    daily = diary.days
    for column, values in daily.select_dtypes("number").items():
        if np.isinf(values).any():
            day = values.index[np.isinf(values)][0]
            problem = f"{column} of {day:%Y-%m-%d} is infinite."
            raise DataError(problem, todo="Correct that day's value.")
    settings = settings or Settings()
    reverse = None
    with suppress(FitError):
        reverse = reverse_test(daily)
    asked = [EXPOSURES[name] for name in settings.plan.exposures]
    values = {e: usable_days(daily, e, settings.plan.window_days)[e.name] for e in asked}
    lacking = {e: behind_gate(diary, e, len(values[e])) for e in asked}
    plan = _plan_in_force(diary, settings, {e: v for e, v in values.items() if not lacking[e]})
    answers = []
    for e in asked:
        low, high = plan.contrasts.get(e.name, (0.0, 0.0))
        fit, missing = None, lacking[e]
        if plan.frozen_on is None and diary.questions:
            missing = "A question about your files is open: an estimate is shown once it is "
            missing += "answered."
        elif not missing and high <= low:
            missing = f"Your {e.label} hardly varied, so there is nothing to compare."
        if not missing:
            try:
                fit = fit_lagged(daily, e, plan.window_days)
            except FitError as error:
                missing = f"The regression gave no answer: {error}"
        contrast, beside = Contrast(low, high, e.measure), reverse if fit else None
        fixed = len(values[e]), contrast, plan.sesoi, plan.activities
        answers.append(Answer(e, *fixed, fit=fit, missing=missing, reverse=beside))
    adjusted = holm([a.fit.monthly_safe_pvalue(a.tau) if a.fit else 1.0 for a in answers])
    items = (dataclasses.replace(a, holm_pvalue=p) for a, p in zip(answers, adjusted, strict=True))
    return Answers(tuple(items), plan, reverse)


def holm(pvalues: list[float]) -> list[float]:
    """Return Holm's step-down adjusted p-values (Holm 1979), in the order given."""
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(pvalues, method="holm")[1]]


def behind_gate(diary: Diary, exposure: Exposure, usable: int) -> str:
    """Return what is missing before the exposure's gate, or nothing."""
    daily = diary.days
    column = daily[exposure.column]
    if not daily["pain"].notna().any():
        region = diary.region
        where = f" for the region {region!r}: see [pain] in settings.toml" if region else ""
        return f"No pain rating was found{where}."
    if not column.notna().any():
        return f"{'Running' if exposure.windowed else 'Weight'} is not recorded."
    run_days, weigh_ins = int((daily["runs"] > 0).sum()), int(column.notna().sum())
    if exposure.windowed and run_days < MIN_RUN_DAYS:
        return f"Days with a run so far: {run_days}; {MIN_RUN_DAYS} are needed."
    if not exposure.windowed and weigh_ins < MIN_WEIGH_INS:
        needed = f"{MIN_WEIGH_INS} are needed. One on a fixed day each week is enough."
        return f"Weigh-ins so far: {weigh_ins}; {needed}"
    if usable < MIN_RATED_DAYS:
        needed = f"{MIN_RATED_DAYS} are needed: {MIN_RATED_DAYS - usable} more."
        return f"Usable rated days so far: {usable}; {needed}"
    return ""


def _plan_in_force(diary: Diary, settings: Settings, values: dict[Exposure, pd.Series]) -> Plan:
    """Return the plan of the settings, with the frozen plan's contrasts and dates.

    `values` hold each exposure that has passed its gate: one that has only now passed gets its
    contrast. Settings that differ from the frozen plan show as a changed plan; other activities
    or windows have other contrasts of running.
    """
    ends = {e.name: (v * e.per).quantile([0.1, 0.9]).tolist() for e, v in values.items()}
    plan = Plan(
        {n: (round(lo, 2), round(hi, 2)) for n, (lo, hi) in ends.items() if round(hi - lo, 2) > 0},
        exposures=settings.plan.exposures,
        window_days=settings.plan.window_days,
        sesoi=settings.plan.sesoi,
        region=diary.region or settings.pain.region,
        activities=settings.activities,
        per_day=settings.pain.per_day,
        day_starts=f"{settings.day_starts:%H:%M}",
        unlogged_is_zero=settings.pain.unlogged_is_zero,
    )
    frozen = settings.frozen_plan
    if frozen is None:
        return plan
    same = (frozen.activities, frozen.window_days) == (plan.activities, plan.window_days)
    kept = {n: c for n, c in frozen.contrasts.items() if same or not EXPOSURES[n].windowed}
    return dataclasses.replace(
        plan,
        contrasts=plan.contrasts | kept,
        frozen_on=frozen.frozen_on,
        changes=frozen.changes,
    )
