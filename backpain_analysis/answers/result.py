"""One answer, and the answers of a plan: anytime-valid intervals and verdicts."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ..checks import CHANGED, SOMETHING_SLOWER, Check
from ..codes import ALPHA, Interval, Remark, Verdict, in_percent
from ..language import (
    Phrases,
    answer_caution,
    answer_hidden_cause,
    answer_numbers,
    answer_rules_out,
    card_line,
    card_question,
    html_text,
)
from ..model import Exposure, LaggedFit, anytime_valid_half_width
from ..plan import Plan
from .waiting import OtherLook, Outlook, Wait, months_until

WORTH_TELLING = 0.1  # share by which a contrast moves before it is said
SUMMARY = ["exposure", "estimate", "lower", "upper", "p_holm", "verdict"]
Z_80 = 0.8416  # the normal quantile of 80 % power


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
    high by now. `frozen` is the plan's contrast, where it is another: its `tau` belongs to the
    anytime-valid interval, which is one of the slope, so the contrast may follow the person's
    habits. That nothing meaningful is there must be true over the larger of the two. `slower` is
    the look beyond the two weeks, for the running exposures; `steady` asks whether the
    association is the same all along; `hidden` sizes a hidden cause, where the verdict is an
    association. `open_questions` are those of the plan without an association
    so far, this one included.
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
    open_questions: int = 1
    frozen: Contrast | None = None
    slower: Check | None = None
    steady: Check | None = None
    hidden: Check | None = None

    @property
    def verdict(self) -> Verdict:
        """One of the five, as in docs/method.md."""
        if self.fit is None:
            return Verdict.NOT_ENOUGH
        if self.held_back is not None:
            return Verdict.CANNOT_TELL
        if self.is_small_in_the_window:
            return Verdict.NOTHING_MEANINGFUL
        if self.holm_pvalue >= ALPHA:
            return Verdict.CANNOT_TELL
        low, high = self.contrast_int(0.95)
        if low > self.sesoi or high < -self.sesoi:
            return Verdict.MEANINGFUL
        return Verdict.SIZE_UNCERTAIN

    @property
    def is_small_in_the_window(self) -> bool:
        """Whether no difference that matters fits, over the days that the question is about.

        False without a fit.
        """
        low, high = self.interval(0.90)
        return max(-low, high) * self.largest_per_contrast < self.sesoi

    @property
    def held_back(self) -> Remark | None:
        """Why a verdict is not given although the interval by itself would allow it.

        Any verdict: the model of the decision to run has no answer. "No meaningful association":
        something slower may be there, or the association changed along the diary.
        """
        if self.fit is None:
            return None
        if self.fit.lack_of_correction is not None:
            return Remark("answer.uncorrected", {"why": self.fit.lack_of_correction})
        if not self.is_small_in_the_window:
            return None
        if self.slower is not None and self.slower.finding in SOMETHING_SLOWER:
            days = {key: self.slower.values[key] for key in ("first", "last")}
            return Remark(f"answer.slower.{self.slower.finding}", days)
        if self.steady is not None and self.steady.finding == CHANGED:
            return Remark(f"answer.unsteady.{self.exposure.name}", dict(self.steady.values))
        return None

    @property
    def per_contrast(self) -> float:
        """Units of the estimate in the contrast."""
        return self._units(self.contrast)

    @property
    def largest_per_contrast(self) -> float:
        """Units of the estimate in the larger of today's and the plan's contrast."""
        return max(self.per_contrast, self._units(self._planned))

    @property
    def _planned(self) -> Contrast:
        return self.frozen or self.contrast

    def _units(self, contrast: Contrast) -> float:
        return (contrast.high - contrast.low) / self.exposure.per

    @property
    def moved_from(self) -> Contrast | None:
        """The plan's contrast, where today's is wider or narrower by more than a tenth."""
        if self.frozen is None:
            return None
        ratio = self.per_contrast / self._units(self.frozen)
        if abs(ratio - 1) <= WORTH_TELLING:
            return None
        return self.frozen

    @property
    def tau(self) -> float:
        """1 / SESOI squared, in the unit of the estimate; over the plan's contrast."""
        return (self._units(self._planned) / self.sesoi) ** 2

    @property
    def level(self) -> float:
        """Level of the one interval the verdict rests on."""
        if self.verdict is Verdict.NOTHING_MEANINGFUL:
            return 0.90
        return 0.95

    def interval(self, level: float | None = None) -> Interval:
        """Return the anytime-valid interval, NRS points per unit; NaN without a fit."""
        if self.fit is None:
            return Interval(math.nan, math.nan)
        return Interval(*self.fit.anytime_valid_int(level or self.level, self.tau))

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
        return self._detectable(self.fit.wider_error, self.holm_level) * self.per_contrast

    def _detectable(self, std_error: float, alpha: float) -> float:
        """Return what 80 in 100 diaries with this standard error would show, per unit."""
        half_width = anytime_valid_half_width(std_error, alpha, self.tau)
        return half_width + Z_80 * std_error

    @cached_property
    def months_needed(self) -> Wait | None:
        """More months until such a diary would tell, as a range; None without a fit.

        In 80 of 100 such diaries, one end is when they would show that nothing meaningful is
        there, if nothing is; the other when they would show an association of the size that
        matters, at Holm's level, if there is one (see `waiting`).
        """
        outlook = self.outlook
        if outlook is None:
            return None
        ends = (
            months_until(outlook.chance_of_nothing),
            months_until(outlook.chance_of_association),
        )
        return Wait(*sorted(ends))

    @property
    def outlook(self) -> Outlook | None:
        """What decides how long the question waits; None without a fit."""
        if self.fit is None:
            return None
        longer = () if self.slower is None else OtherLook.beyond(self.slower, self.sesoi)
        steady = None
        if self.steady is not None:
            steady = OtherLook(z=self.steady.estimate / self.steady.std_error)
        return Outlook(
            fit=self.fit,
            tau=self.tau,
            nothing_within=self.sesoi / self.largest_per_contrast,
            matters=self.sesoi / self.per_contrast,
            level=self.holm_level,
            longer=longer,
            steady=steady,
        )

    @property
    def holm_level(self) -> float:
        """Level that Holm's adjustment leaves for this question's own p-value."""
        return ALPHA / self.open_questions

    def __str__(self) -> str:
        head = f"{self.exposure.name}: {self.verdict} ({self.usable_days} usable days)"
        if self.fit is None and self.lack is not None:
            return f"{head}\n  {self.lack.code} {dict(self.lack.fields)}"
        if self.fit is None:
            return head
        unit = self.interval()
        contrast = self.contrast_int()
        return (
            f"{head}\n"
            f"  per {self.exposure.unit}: {self.fit.estimate:+.2f} NRS points, "
            f"anytime-valid {in_percent(self.level):.0f} % interval "
            f"[{unit.lower:.2f}, {unit.upper:.2f}]\n"
            f"  {self.contrast.high:g} against {self.contrast.low:g} {self.contrast.unit}: "
            f"{self.contrast_estimate:+.2f} [{contrast.lower:.2f}, {contrast.upper:.2f}]; "
            f"p (Holm) = {self.holm_pvalue:.3g}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return _html([self])


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
        rows = [_summary_row(a) for a in self.items]
        return pd.DataFrame(rows, columns=SUMMARY).set_index("exposure")

    def __str__(self) -> str:
        return "\n".join(_in_words(answer) for answer in self.items)

    def __repr__(self) -> str:
        return "\n".join(str(answer) for answer in self.items)

    def _repr_html_(self) -> str:
        return _html(self.items)


def _summary_row(a: Answer) -> dict[str, object]:
    interval = a.interval()
    return {
        "exposure": a.exposure.name,
        "estimate": math.nan if a.fit is None else a.fit.estimate,
        "lower": interval.lower,
        "upper": interval.upper,
        "p_holm": a.holm_pvalue,
        "verdict": a.verdict.name.lower(),
    }


def _phrases(a: Answer) -> Phrases:
    return Phrases("en", a.activities)


def _in_words(a: Answer) -> str:
    p = _phrases(a)
    told = (
        card_question(p, a.exposure.name),
        card_line(p, a),
        answer_numbers(p, a),
        answer_rules_out(p, a),
        answer_hidden_cause(p, a),
    )
    return " ".join(filter(None, told))


def _html(answers: tuple[Answer, ...] | list[Answer]) -> str:
    """Show the answers in English; the longest caution, once for all, holds the others."""
    parts = []
    cautions = [""]
    for answer in answers:
        p = _phrases(answer)
        line = f"{card_question(p, answer.exposure.name)} {card_line(p, answer)}"
        parts.append(f"<p><b>{html_text(line)}</b></p>")
        parts.append(_paragraph(answer_numbers(p, answer)))
        parts.append(_paragraph(answer_rules_out(p, answer)))
        if answer.hidden is not None:
            parts.append(_paragraph(answer_hidden_cause(p, answer)))
        cautions.append(answer_caution(p, answer))
    longest = max(cautions, key=len)
    return "".join([*parts, _paragraph(longest)])


def _paragraph(text: str) -> str:
    return f"<p>{html_text(text)}</p>"
