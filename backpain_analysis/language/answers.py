"""The words of an answer: its verdict, what the data rule out, what every answer has to add."""

import math
from collections.abc import Mapping
from typing import Any, Protocol

from ..codes import Interval, Remark, Verdict, in_percent
from .phrases import Phrases

NO_DIFFERENCE = 0.05  # below, one place would write 0.0
MATTERS = 0.05
SMALLEST_P_SHOWN = 0.001
TWO_WEEKS = 14
MONTHS_TOLD = 24  # a longer wait is told in years
LONGEST_WAIT_YEARS = 10  # beyond, a wait is not worked out
RESTS_WHEN_IT_HURTS = ("yes", "probably", "shorter", "lays_off")  # findings of the reverse test


class Estimated(Protocol):
    """A regression, as far as a sentence needs it."""

    @property
    def estimate(self) -> float:
        """NRS points per unit."""

    @property
    def window_days(self) -> int:
        """Days before the rating that count."""


class Compared(Protocol):
    """A contrast, as far as a sentence needs it."""

    @property
    def low(self) -> float:
        """In the exposure's measure."""

    @property
    def high(self) -> float:
        """In the exposure's measure."""


class Exposed(Protocol):
    """An exposure, as far as a sentence needs it."""

    @property
    def name(self) -> str:
        """Its code."""


class Found(Protocol):
    """A check, as far as a sentence needs it."""

    @property
    def finding(self) -> str:
        """Its code."""


class Answered(Protocol):
    """An answer, as far as its sentences need it."""

    @property
    def exposure(self) -> Exposed:
        """What was asked about."""

    @property
    def verdict(self) -> Verdict:
        """One of the five."""

    @property
    def fit(self) -> Estimated | None:
        """The regression, where there is one."""

    @property
    def lack(self) -> Remark | None:
        """Why there is none."""

    @property
    def reverse(self) -> Found | None:
        """The reverse test, where there is one."""

    @property
    def hidden(self) -> Any:
        """The check that sizes a hidden cause, where an association is found."""

    @property
    def held_back(self) -> Remark | None:
        """Why "no meaningful association" is held back."""

    @property
    def sesoi(self) -> float:
        """Smallest difference that matters."""

    @property
    def level(self) -> float:
        """Level of the interval."""

    @property
    def smallest_detectable(self) -> float:
        """NRS points over the contrast."""

    @property
    def months_needed(self) -> tuple[float, float] | None:
        """Soonest and latest; infinite beyond ten years."""

    @property
    def contrast(self) -> Compared:
        """The person's own low and high by now."""

    @property
    def moved_from(self) -> Compared | None:
        """The plan's, where it is clearly another."""

    def interval(self, level: float | None = None) -> Interval:
        """NRS points per unit."""

    def contrast_int(self, level: float | None = None) -> Interval:
        """NRS points over the contrast."""


def verdict_name(p: Phrases, verdict: Verdict | str) -> str:
    """Name a verdict, such as "Cannot tell yet"."""
    return p(f"verdict.{Verdict(verdict).name.lower()}")


def exposure_label(p: Phrases, name: str) -> str:
    """Name an exposure: "running distance"."""
    return p(f"exposure.label.{name}")


def exposure_unit(p: Phrases, name: str) -> str:
    """Name one unit of an exposure's estimate: "+10 km a week"."""
    return p(f"exposure.unit.{name}")


def exposure_measure(p: Phrases, name: str) -> str:
    """Name what an exposure is measured in: "km a week"."""
    return p(f"exposure.measure.{name}")


def answer_sentence(p: Phrases, answer: Answered) -> str:
    """Tell the answer, with the one interval on which the verdict rests."""
    name = answer.exposure.name
    label = exposure_label(p, name)
    if answer.fit is None:
        lack = p.remark(answer.lack) if answer.lack else ""
        return p("answer.not_enough", label=label, lack=lack).strip()
    told = [
        estimate_sentence(
            p,
            name,
            answer.fit.estimate,
            answer.interval(),
            answer.level,
            window_days=answer.fit.window_days,
        )
    ]
    if answer.verdict is Verdict.CANNOT_TELL:
        told += _cannot_tell(p, answer)
    elif answer.verdict is Verdict.NOTHING_MEANINGFUL:
        sesoi = p("amount.points", n=answer.sesoi)
        told.append(p("answer.nothing_meaningful", label=label, sesoi=sesoi))
    else:
        side = side_of(answer.fit.estimate)
        key = answer.verdict.name.lower()
        told.append(p(f"answer.{key}_{side}", more=p(f"exposure.more.{name}")))
    if answer.moved_from is not None:
        told.append(_moved(p, answer, answer.moved_from))
    return " ".join(told)


def answer_numbers(p: Phrases, answer: Answered) -> str:
    """Tell an answer in numbers, for where its verdict stands in words already."""
    if answer.fit is None:
        return p.remark(answer.lack) if answer.lack else ""
    told = [
        estimate_sentence(
            p,
            answer.exposure.name,
            answer.fit.estimate,
            answer.interval(),
            answer.level,
            window_days=answer.fit.window_days,
        )
    ]
    if answer.verdict is Verdict.CANNOT_TELL:
        told += _why_it_cannot_tell(p, answer)
    if answer.moved_from is not None:
        told.append(_moved(p, answer, answer.moved_from))
    return " ".join(told)


def _moved(p: Phrases, answer: Answered, planned: Compared) -> str:
    """Tell that the person's low and high are others by now than when the plan was drawn up."""
    return p(
        "answer.moved",
        low=answer.contrast.low,
        high=answer.contrast.high,
        planned_low=planned.low,
        planned_high=planned.high,
        measure=exposure_measure(p, answer.exposure.name),
    )


def _cannot_tell(p: Phrases, answer: Answered) -> list[str]:
    return [p("answer.cannot_tell"), *_why_it_cannot_tell(p, answer)]


def _why_it_cannot_tell(p: Phrases, answer: Answered) -> list[str]:
    if answer.held_back is not None:
        return [p.remark(answer.held_back)]
    told = []
    low, high = answer.interval()
    if low > 0 or high < 0:  # by itself it excludes zero; among all the questions asked it does not
        told.append(p("answer.of_several"))
    told.append(detectable_sentence(p, answer))
    return told


def detectable_sentence(p: Phrases, answer: Answered) -> str:
    """Tell what the diary can detect, and after how many months more it may tell.

    Where the planned days would tell and only what is slower is open: that.
    """
    if answer.held_back is not None:
        return p.remark(answer.held_back)
    wait = wait_words(p, answer.months_needed)
    return p("answer.detectable", smallest=answer.smallest_detectable, wait=wait)


def is_far_off(wait: tuple[float, float] | None) -> bool:
    """Say whether a diary alone is unlikely to tell."""
    return wait is None or wait[0] > MONTHS_TOLD


def wait_words(p: Phrases, wait: tuple[float, float] | None) -> str:
    """Return how long it may take until a diary tells; beyond two years, in years."""
    soonest, latest = wait or (math.inf, math.inf)
    if soonest > MONTHS_TOLD:
        return p("answer.wait.never", years=_years_passed(soonest))
    if latest > MONTHS_TOLD:
        years = _years_passed(latest)
        return p("answer.wait.open", n=soonest, soonest=soonest, years=years)
    if soonest == latest:
        return p("answer.wait.about", n=latest)
    return p("answer.wait.span", soonest=soonest, latest=latest)


def _years_passed(months: float) -> int:
    """Return how many whole years pass before the month in which it may tell."""
    if math.isinf(months):
        return LONGEST_WAIT_YEARS
    return math.ceil(months / 12) - 1


def estimate_sentence(
    p: Phrases,
    name: str,
    estimate: float,
    interval: tuple[float, float],
    level: float,
    window_days: int = TWO_WEEKS,
) -> str:
    """Tell an estimate and its interval, per unit of the exposure, and for which days it holds."""
    is_usual = window_days == TWO_WEEKS
    window = p("exposure.two_weeks") if is_usual else p("exposure.days", n=window_days)
    return p(
        f"exposure.after.{name}",
        window=window,
        found=difference_with_interval(p, estimate, interval, level),
    )


def difference_with_interval(
    p: Phrases, value: float, interval: tuple[float, float], level: float
) -> str:
    """Return "0.4 points lower (95 % interval: 0.9 lower to 0.1 higher)"."""
    return p(
        "amount.with_interval",
        difference=difference_words(p, value),
        percent=round(in_percent(level)),
        interval=interval_words(p, interval),
    )


def difference_words(p: Phrases, value: float) -> str:
    """Return "0.4 points lower"; "about the same" below 0.05."""
    if math.isnan(value):
        return p("number.none")
    if abs(value) < NO_DIFFERENCE:
        return p("amount.same")
    return p(f"amount.{side_of(value)}", x=abs(value))


def interval_words(p: Phrases, interval: tuple[float, float]) -> str:
    """Return "0.9 lower to 0.1 higher"; "0.03 lower", where one place would hide the side."""
    places = places_shown(interval, 1)
    low, high = (_end(p, value, places) for value in interval)
    return p("amount.range", low=low, high=high)


def _end(p: Phrases, value: float, places: int) -> str:
    size = p.number(abs(value), places)
    if math.isnan(value) or float(f"{value:.{places}f}") == 0:
        return size
    return p(f"amount.end_{side_of(value)}", x=size)


def side_of(value: float) -> str:
    """Return the side of zero on which a difference lies, as the phrases name it."""
    return "lower" if value < 0 else "higher"


def pvalue_words(p: Phrases, pvalue: float) -> str:
    """Write a p-value with three places; "below 0.001" where they would be 0.000."""
    if pvalue < SMALLEST_P_SHOWN:
        return p("notebook.pvalue_below", smallest=SMALLEST_P_SHOWN)
    return p.number(pvalue, 3)


def signed_interval(p: Phrases, interval: tuple[float, float], places: int) -> str:
    """Return "-0.25 to +0.10", with one place more where an end would be shown as zero."""
    places = places_shown(interval, places)
    low, high = (p.number(value, places, sign=True) for value in interval)
    return p("amount.range", low=low, high=high)


def places_shown(interval: tuple[float, float], places: int) -> int:
    """Return one place more where an end is not zero but would be shown as zero."""
    smallest = 10**places * min(abs(value) for value in interval)
    return places + 1 if 0.05 <= smallest < 0.5 else places


def answer_rules_out(p: Phrases, answer: Answered) -> str:
    """Tell what the data rule out over the person's own contrast, harm first."""
    return ruled_out(p, answer.exposure.name, answer.contrast_int(), answer.sesoi)


def ruled_out(
    p: Phrases, name: str, interval: tuple[float, float], sesoi: float, when: str = ""
) -> str:
    """Tell what an interval over the contrast rules out in both directions, harm first.

    `when` is the person's high in words; by default "after your weeks with more runs".
    """
    low, high = interval
    if math.isnan(low) or math.isnan(high):
        return p("answer.rules_out.nothing")
    when = when or p(f"exposure.much.{name}")
    harm = _one_side(p, "higher", high, sesoi, when)
    benefit = _one_side(p, "lower", -low, sesoi, when)
    return f"{harm} {benefit}"


def _one_side(p: Phrases, side: str, bound: float, sesoi: float, when: str) -> str:
    if bound >= sesoi:
        return p(f"answer.rules_out.allowed_{side}", bound=bound, when=when)
    if bound >= MATTERS:
        return p(f"answer.rules_out.excluded_{side}", bound=bound, when=when)
    return p(f"answer.rules_out.none_{side}", when=when)


def answer_hidden_cause(p: Phrases, answer: Answered) -> str:
    """Tell how strong a hidden cause would have to be; nothing where no association is found."""
    if answer.hidden is None:
        return ""
    return hidden_cause_sentence(p, answer.hidden)


def hidden_cause_sentence(p: Phrases, check: Any) -> str:
    """Tell the strength of a hidden cause, and beside it that of what the model knows."""
    if check.finding == "holds_zero":
        return p("hidden.holds_zero")
    known = []
    for benchmark in ("trend", "season", "weekday"):
        of_pain = check.values.get(f"{benchmark}_of_pain")
        if of_pain is not None:
            of_exposure = check.values[f"{benchmark}_of_exposure"]
            strength = {
                "pain": percent_of(p, of_pain),
                "exposure": percent_of(p, of_exposure),
            }
            known.append(p(f"hidden.{benchmark}", **strength))
    return p(
        "hidden.sized",
        share=percent_of(p, check.estimate),
        label=exposure_label(p, check.subject),
        known=p.listed(known),
    )


def percent_of(p: Phrases, share: float) -> str:
    """Write a share in percent, with one place below ten."""
    percent = in_percent(share)
    return p.number(percent, 0 if percent >= 10 else 1)


def answer_caution(p: Phrases, answer: Answered) -> str:
    """Tell what every answer has to add; a positive reverse test adds its own sentence."""
    more_days = p("answer.more_days")
    if answer.reverse is not None and answer.reverse.finding in RESTS_WHEN_IT_HURTS:
        return f"{p('answer.rests_when_it_hurts')} {more_days}"
    return more_days


class Simulated(Protocol):
    """What simulated diaries showed, as far as the sentence needs it; shares are 0 to 1."""

    @property
    def days(self) -> int:
        """Length of the diaries."""

    @property
    def rated(self) -> float:
        """Share of rated days."""

    @property
    def found_nothing_there(self) -> Interval:
        """Lowest and highest share of false alarms."""

    @property
    def found_with_hidden_cause(self) -> float:
        """Share of false alarms where something hidden moves both; NaN where not known."""

    @property
    def found(self) -> float:
        """Share found in one planned look."""

    @property
    def found_anytime_valid(self) -> float:
        """Share found by the anytime-valid interval."""

    @property
    def covered(self) -> float:
        """Share of intervals that hold the truth."""


def simulated_sentence(p: Phrases, found: Simulated) -> str:
    """Tell what was found in simulated diaries like the person's."""
    low, high = (round(in_percent(share)) for share in found.found_nothing_there)
    false_alarms = p("amount.range", low=low, high=high) if low != high else p.number(low, 0)
    fields: Mapping[str, Any] = {
        "days": found.days,
        "rated": in_percent(found.rated),
        "false_alarms": false_alarms,
        "found": in_percent(found.found),
        "found_monthly": in_percent(found.found_anytime_valid),
        "covered": in_percent(found.covered),
    }
    told = [p("answer.simulated", **fields)]
    if math.isfinite(found.found_with_hidden_cause):
        share = in_percent(found.found_with_hidden_cause)
        told.append(p("answer.simulated_hidden", share=share))
    return " ".join(told)
