"""The plan's family of answers: gates, Holm, anytime-valid intervals, verdicts."""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .calibration_table import error_ratio
from .checks import Check, lack_of, reverse_test
from .codes import Interval, Remark, Verdict
from .diary import Diary, as_diary
from .errors import DataError, FitError
from .language import (
    Phrases,
    answer_caution,
    answer_rules_out,
    answer_sentence,
    html_text,
)
from .model.exposures import EXPOSURES, Exposure
from .model.lagged import LaggedFit, fit_lagged, usable_days
from .model.lagged import monthly_safe_half_width as anytime_valid_half_width
from .plan import Plan
from .settings import Settings

MIN_RATED_DAYS = 90
MIN_RUN_DAYS = 20
MIN_WEIGH_INS = 20
LONGEST_WAIT_MONTHS = 24
ALPHA = 0.05
Z_80 = 0.8416  # the normal quantile of 80 % power
LOW_QUANTILE, HIGH_QUANTILE = 0.1, 0.9


@dataclass(frozen=True)
class Contrast:
    """The person's own low and high exposure, in `unit` (km a week, runs a week, kg)."""

    low: float
    high: float
    unit: str


@dataclass(frozen=True, repr=False)
class Answer:
    """One exposure's answer.

    `fit` is None where there is no answer; then `lack` says why. Numbers per unit are NRS points
    per `exposure.unit`; numbers over the contrast are NRS points between the person's own low and
    high. `tau` belongs to the anytime-valid interval.
    """

    exposure: Exposure
    usable_days: int
    contrast: Contrast
    sesoi: float
    activities: tuple[str, ...]
    fit: LaggedFit | None = None
    lack: Remark | None = None
    reverse: Check | None = None
    holm_pvalue: float = 1.0

    @property
    def verdict(self) -> Verdict:
        """One of the five, as in docs/method.md."""
        if self.fit is None:
            return Verdict.NOT_ENOUGH
        low, high = self.contrast_int(0.90)
        if -self.sesoi < low and high < self.sesoi:
            return Verdict.NOTHING_MEANINGFUL
        if self.holm_pvalue >= ALPHA:
            return Verdict.CANNOT_TELL
        low, high = self.contrast_int(0.95)
        if low > self.sesoi or high < -self.sesoi:
            return Verdict.MEANINGFUL
        return Verdict.SIZE_UNCERTAIN

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
        return 0.90 if self.verdict is Verdict.NOTHING_MEANINGFUL else 0.95

    def interval(self, level: float | None = None) -> Interval:
        """Return the anytime-valid interval, NRS points per unit; NaN without a fit."""
        if self.fit is None:
            return Interval(math.nan, math.nan)
        return Interval(*self.fit.monthly_safe_int(level or self.level, self.tau))

    @property
    def contrast_estimate(self) -> float:
        """NRS points between the low and the high exposure; NaN without a fit."""
        if self.fit is None:
            return math.nan
        return self.fit.estimate * self.per_contrast

    def contrast_int(self, level: float | None = None) -> Interval:
        """Return the anytime-valid interval over the contrast; NaN without a fit."""
        low, high = self.interval(level)
        return Interval(low * self.per_contrast, high * self.per_contrast)

    @property
    def smallest_detectable(self) -> float:
        """Smallest association over the contrast that 80 in 100 such diaries would show."""
        if self.fit is None:
            return math.nan
        return self._detectable(self.fit.std_error, ALPHA)

    def _detectable(self, std_error: float, alpha: float) -> float:
        """Return what 80 in 100 diaries with this standard error would show, over the contrast."""
        half_width = anytime_valid_half_width(std_error, alpha, self.tau)
        return (half_width + Z_80 * std_error) * self.per_contrast

    @property
    def months_needed(self) -> tuple[int, int] | None:
        """More months until such a diary would tell, as a range; None beyond 24.

        From: 80 in 100 such diaries would show that nothing meaningful is there, if nothing is.
        To: 80 in 100 would show an association of the size that matters. The standard error
        shrinks as it does in simulated diaries of this length, rated as often.
        """
        soonest = self._months_until(alpha=0.10)
        latest = self._months_until(alpha=0.05)
        if soonest is None:
            return None
        return soonest, latest or LONGEST_WAIT_MONTHS

    def _months_until(self, alpha: float) -> int | None:
        """Return after how many months more the smallest detectable is the SESOI, or None."""
        if self.fit is None:
            return None
        days = (self.fit.days[-1] - self.fit.days[0]).days + 1
        months = np.arange(1, LONGEST_WAIT_MONTHS + 1)
        shrinks = error_ratio(self.exposure.label, days, self.fit.nobs / days, months)
        for month, ratio in zip(months.tolist(), shrinks.tolist(), strict=True):
            if self._detectable(self.fit.std_error * ratio, alpha) <= self.sesoi:
                return int(month)
        return None

    def __str__(self) -> str:
        head = f"{self.exposure.name}: {self.verdict} ({self.usable_days} usable days)"
        if self.fit is None:
            why = "" if self.lack is None else f"\n  {self.lack.code} {dict(self.lack.fields)}"
            return head + why
        unit = self.interval()
        contrast = self.contrast_int()
        return (
            f"{head}\n"
            f"  per {self.exposure.unit}: {self.fit.estimate:+.2f} NRS points, "
            f"anytime-valid {100 * self.level:.0f} % interval "
            f"[{unit.lower:.2f}, {unit.upper:.2f}]\n"
            f"  {self.contrast.high:g} against {self.contrast.low:g} {self.contrast.unit}: "
            f"{self.contrast_estimate:+.2f} [{contrast.lower:.2f}, {contrast.upper:.2f}]; "
            f"p (Holm) = {self.holm_pvalue:.3g}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return _html([self])

    # until report and notebook speak through language

    @property
    def sentence(self) -> str:
        """The answer in English."""
        return answer_sentence(Phrases("en", self.activities), self)

    @property
    def rules_out(self) -> str:
        """What the data rule out, in English."""
        return answer_rules_out(Phrases("en", self.activities), self)

    @property
    def caution(self) -> str:
        """What every answer has to add, in English."""
        return answer_caution(Phrases("en", self.activities), self)

    @property
    def missing(self) -> str:
        """Why there is no answer, in English."""
        return Phrases("en", self.activities).remark(self.lack) if self.lack else ""


@dataclass(frozen=True, repr=False)
class Answers:
    """The answers of the plan's family, in its order; by number or name: `answers["distance"]`."""

    items: tuple[Answer, ...]
    plan: Plan
    reverse: Check | None

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, which: int | str) -> Answer:
        if isinstance(which, int):
            return self.items[which]
        named = {a.exposure.name: a for a in self.items}
        return named[which]

    def summary(self) -> pd.DataFrame:
        """Return one row per exposure, unrounded.

        Index: the exposure's name. Columns: `estimate`, `lower`, `upper` (anytime-valid, at the
        level the verdict rests on), in NRS points per `exposure.unit`, NaN without an answer;
        `p_holm`, the anytime-valid p-value adjusted for all questions of the plan; `verdict`.
        """
        rows = {a.exposure.name: _summary_row(a) for a in self.items}
        columns = ["estimate", "lower", "upper", "p_holm", "verdict"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("exposure")

    def __str__(self) -> str:
        return "\n".join(
            f"{answer_sentence(_phrases(answer), answer)} "
            f"{answer_rules_out(_phrases(answer), answer)}"
            for answer in self.items
        )

    def __repr__(self) -> str:
        return "\n".join(str(answer) for answer in self.items)

    def _repr_html_(self) -> str:
        return _html(self.items)


def _summary_row(a: Answer) -> list[object]:
    interval = a.interval()
    estimate = math.nan if a.fit is None else a.fit.estimate
    return [estimate, interval.lower, interval.upper, a.holm_pvalue, a.verdict.name.lower()]


def _phrases(a: Answer) -> Phrases:
    return Phrases("en", a.activities)


def _html(answers: tuple[Answer, ...] | list[Answer]) -> str:
    """Show the answers in English; the longest caution, once for all, holds the others."""
    parts = []
    cautions = [""]
    for answer in answers:
        p = _phrases(answer)
        parts.append(f"<p><b>{html_text(answer_sentence(p, answer))}</b></p>")
        parts.append(f"<p>{html_text(answer_rules_out(p, answer))}</p>")
        cautions.append(answer_caution(p, answer))
    caution = max(cautions, key=len)
    return "".join([*parts, f"<p>{html_text(caution)}</p>"])


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
        anytime-valid ones; an exposure behind its gate counts as p = 1.

    Raises
    ------
    DataError
        A value of the daily table is infinite.
    """
    diary = as_diary(diary)
    settings = settings or Settings()
    _refuse_infinite(diary.days)
    reverse = None
    with suppress(FitError):
        reverse = reverse_test(diary)
    usable: dict[str, pd.Series] = {}
    lacks: dict[str, Remark | None] = {}
    for name in settings.plan.exposures:
        exposure = EXPOSURES[name]
        values = usable_days(diary.days, exposure, settings.plan.window_days)[name]
        usable[name] = values
        lacks[name] = behind_gate(diary, exposure, len(values))
    passed = {name: values for name, values in usable.items() if lacks[name] is None}
    plan = _plan_in_force(diary, settings, passed)
    answers = [
        _answer(diary, EXPOSURES[name], plan, len(usable[name]), lacks[name], reverse)
        for name in settings.plan.exposures
    ]
    adjusted = holm([_pvalue(a) for a in answers])
    items = [replace(a, holm_pvalue=p) for a, p in zip(answers, adjusted, strict=True)]
    return Answers(tuple(items), plan, reverse)


def _refuse_infinite(daily: pd.DataFrame) -> None:
    for column, values in daily.select_dtypes("number").items():
        infinite = np.isinf(values)
        if infinite.any():
            day = values.index[infinite][0]
            problem = f"{column} of {day:%Y-%m-%d} is infinite."
            raise DataError(problem, todo="Correct that day's value.")


def _answer(
    diary: Diary,
    exposure: Exposure,
    plan: Plan,
    usable: int,
    behind: Remark | None,
    reverse: Check | None,
) -> Answer:
    """Answer one question; its p-value is not yet adjusted."""
    low, high = plan.contrasts.get(exposure.name, (0.0, 0.0))
    contrast = Contrast(low, high, exposure.measure)
    unanswered = Answer(
        exposure=exposure,
        usable_days=usable,
        contrast=contrast,
        sesoi=plan.sesoi,
        activities=plan.activities,
        lack=_lack(diary, exposure, plan, contrast, behind),
    )
    if unanswered.lack is not None:
        return unanswered
    try:
        fit = fit_lagged(diary.days, exposure, plan.window_days)
    except FitError as error:
        return replace(unanswered, lack=Remark("lack.regression", {"why": lack_of(error)}))
    return replace(unanswered, fit=fit, reverse=reverse)


def _lack(
    diary: Diary, exposure: Exposure, plan: Plan, contrast: Contrast, behind: Remark | None
) -> Remark | None:
    """Return why the question is not asked, or None."""
    if plan.frozen_on is None and diary.questions:
        return Remark("lack.open_question")
    if behind is not None:
        return behind
    if contrast.high <= contrast.low:
        label = Remark(f"exposure.label.{exposure.name}")
        return Remark("lack.hardly_varied", {"exposure": label})
    return None


def _pvalue(a: Answer) -> float:
    """Return the anytime-valid p-value; 1 without an answer."""
    if a.fit is None:
        return 1.0
    return a.fit.monthly_safe_pvalue(a.tau)


def holm(pvalues: list[float]) -> list[float]:
    """Return Holm's step-down adjusted p-values (Holm 1979), in the order given."""
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(pvalues, method="holm")[1]]


def behind_gate(diary: Diary, exposure: Exposure, usable: int) -> Remark | None:
    """Return what is missing before the exposure's gate, or None."""
    daily = diary.days
    if not daily["pain"].notna().any():
        if diary.region:
            return Remark("lack.no_pain_in_region", {"region": diary.region})
        return Remark("lack.no_pain")
    recorded = int(daily[exposure.column].notna().sum())
    if not recorded:
        return Remark("lack.no_activity" if exposure.windowed else "lack.no_weight")
    run_days = int((daily["runs"] > 0).sum())
    if exposure.windowed and run_days < MIN_RUN_DAYS:
        return Remark("lack.session_days", {"days": run_days, "needed": MIN_RUN_DAYS})
    if not exposure.windowed and recorded < MIN_WEIGH_INS:
        return Remark("lack.weigh_ins", {"days": recorded, "needed": MIN_WEIGH_INS})
    if usable < MIN_RATED_DAYS:
        more = MIN_RATED_DAYS - usable
        return Remark("lack.rated_days", {"days": usable, "needed": MIN_RATED_DAYS, "more": more})
    return None


def _plan_in_force(diary: Diary, settings: Settings, values: Mapping[str, pd.Series]) -> Plan:
    """Return the plan of the settings, with the frozen plan's contrasts and dates.

    `values` hold each exposure that has passed its gate: one that has only now passed gets its
    contrast. Settings that differ from the frozen plan show as a changed plan; other activities
    or windows have other contrasts of running.
    """
    plan = Plan(
        _contrasts(values),
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
    same_activities = frozen.activities == plan.activities
    same_exposures = same_activities and frozen.window_days == plan.window_days
    kept = {
        name: contrast
        for name, contrast in frozen.contrasts.items()
        if same_exposures or not EXPOSURES[name].windowed
    }
    return replace(
        plan,
        contrasts=plan.contrasts | kept,
        frozen_on=frozen.frozen_on,
        changes=frozen.changes,
    )


def _contrasts(values: Mapping[str, pd.Series]) -> dict[str, tuple[float, float]]:
    """Return each exposure's 10th and 90th percentile in its measure, where they differ."""
    contrasts = {}
    for name, series in values.items():
        measured = series * EXPOSURES[name].per
        low, high = measured.quantile([LOW_QUANTILE, HIGH_QUANTILE]).tolist()
        if round(high - low, 2) > 0:
            contrasts[name] = (round(low, 2), round(high, 2))
    return contrasts
