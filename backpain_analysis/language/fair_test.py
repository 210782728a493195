"""The words of a fair test that has ended: the one place where "effect" may be said."""

import datetime as dt
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from ..codes import Interval, Remark, in_percent
from .answers import SMALLEST_P_SHOWN, difference_words, interval_words, side_of
from .phrases import Phrases

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05  # a p-value up to it tells an effect from none
ALIKE = 0.05  # a p-value below says that ratings are missing by schedule
DAYS_A_WEEK = 7
KM = 10  # the effect is told for so many kilometres a week
THOUSAND = 1000


class Measured(Protocol):
    """An effect, as far as a sentence needs it."""

    @property
    def estimate(self) -> float:
        """NRS points."""

    @property
    def interval(self) -> Interval:
        """Its 95 % interval; an end is infinite where it has no bound."""


class Verdicted(Protocol):
    """A verdict's code."""

    @property
    def name(self) -> str:
        """EFFECT, NO_LARGE_EFFECT or CANNOT_TELL."""


class Estimated(Protocol):
    """The usual analysis of the same days, as far as a sentence needs it."""

    @property
    def estimate(self) -> float:
        """NRS points for 10 km a week more."""

    def conf_int(self) -> Interval:
        """Return its 95 % interval."""


class EndedTest(Protocol):
    """A `TrialResult`, as far as its sentences need it."""

    @property
    def first_day(self) -> dt.date:
        """The first day analysed."""

    @property
    def last_day(self) -> dt.date:
        """The last day analysed."""

    @property
    def effect(self) -> Measured:
        """For 10 km a week more that were run."""

    @property
    def over_contrast(self) -> Measured:
        """Of the high week against the low one."""

    @property
    def sesoi(self) -> float:
        """The smallest difference that matters, NRS points over the contrast."""

    @property
    def pvalue(self) -> float:
        """Of the sharp null."""

    @property
    def is_sequential(self) -> bool:
        """Whether it allows for having looked."""

    @property
    def orders(self) -> int:
        """How many orders were drawn again."""

    @property
    def all_orders(self) -> bool:
        """Whether these are all."""

    @property
    def smallest_pvalue(self) -> float:
        """The smallest that there can be."""

    @property
    def blocks(self) -> "pd.DataFrame":
        """One row a block."""

    @property
    def rated_high(self) -> float:
        """Share of the high days rated."""

    @property
    def rated_low(self) -> float:
        """Share of the low days rated."""

    @property
    def missing_pvalue(self) -> float:
        """That ratings are missing alike in both."""

    @property
    def adherence(self) -> float:
        """The contrast run over that asked for."""

    @property
    def observational(self) -> Estimated | None:
        """What the usual analysis makes of the same days."""

    @property
    def agrees(self) -> bool | None:
        """Whether it agrees with the test."""

    @property
    def verdict(self) -> Verdicted:
        """What the test found."""

    @property
    def lack(self) -> Remark | None:
        """Why there is no p-value."""

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was filled in, or left out."""


def fair_line(p: Phrases, result: EndedTest) -> str:
    """Tell a fair test's result in one line of at most twelve words."""
    code = result.verdict.name.lower()
    side = _side(result.effect.estimate)
    if code == "effect":
        return p(f"fair.line.effect_{side}")
    if code == "no_large_effect" and result.pvalue <= LEVEL:
        return p(f"fair.line.small_{side}")
    return p(f"fair.line.{code}")


def _side(estimate: float) -> str:
    """Tell which way an effect goes; "unsized" where the kilometres done are not known."""
    if math.isnan(estimate):
        return "unsized"
    return side_of(estimate)


def fair_badge(p: Phrases, result: EndedTest) -> str:
    """Name the verdict of a fair test in a word or two."""
    return p(f"fair.badge.{result.verdict.name.lower()}")


def fair_sentence(p: Phrases, result: EndedTest, whom: str = "you") -> str:
    """Say the effect with its interval, in one sentence; or why there is none.

    `whom` is "you" for the person, "person" for their clinician.
    """
    if result.lack is not None:
        return p("fair.no_effect", why=result.lack)
    if not math.isfinite(result.effect.estimate):
        return p("fair.no_estimate")
    days = (result.last_day - result.first_day).days + 1
    return p(
        f"fair.effect.{whom}",
        n=round(days / DAYS_A_WEEK),
        difference=difference_words(p, result.effect.estimate),
        km=KM,
        interval=bounded_words(p, result.effect.interval),
    )


def fair_details(p: Phrases, result: EndedTest, whom: str = "you") -> Iterator[str]:
    """Yield what stands behind a result: its size, chance, gaps, what was run, the diary's view.

    For a clinician (`whom` "person"), whose table has the rest, only what they may need to know.
    """
    if math.isfinite(result.over_contrast.estimate):
        yield p(
            "fair.over_contrast",
            difference=difference_words(p, result.over_contrast.estimate),
            interval=bounded_words(p, result.over_contrast.interval),
            sesoi=p("amount.points", n=result.sesoi),
        )
    if math.isfinite(result.pvalue):
        yield _chance(p, result, whom)
    yield from _missing(p, result, whom)
    yield from _adherence(p, result, whom)
    yield from _observational(p, result)
    for remark in result.remarks:
        yield p.remark(remark)


def bounded_words(p: Phrases, interval: tuple[float, float]) -> str:
    """Return "0.9 lower to 0.1 higher", or which end has no bound."""
    lower, upper = interval
    if math.isfinite(lower) and math.isfinite(upper):
        return interval_words(p, interval)
    if math.isfinite(upper):
        return p("fair.no_lower_bound", end=difference_words(p, upper))
    if math.isfinite(lower):
        return p("fair.no_upper_bound", end=difference_words(p, lower))
    return p("fair.no_bound")


def _chance(p: Phrases, result: EndedTest, whom: str) -> str:
    """Say how often chance alone would show as much, and from how many orders that is known."""
    parts = [p("fair.chance", n=round(THOUSAND * result.pvalue))]
    if result.pvalue < SMALLEST_P_SHOWN:
        parts = [p("fair.chance_rare")]
    if result.is_sequential:
        parts.append(p("fair.sequential"))
    elif whom == "person":
        parts.append(_pvalue(p, result.pvalue))
    elif result.all_orders:
        parts.append(p("fair.all_orders", n=result.orders))
    else:
        parts.append(p("fair.some_orders", orders=result.orders))
    if result.smallest_pvalue > LEVEL:
        parts.append(p("fair.too_few_orders"))
    return " ".join(parts)


def _pvalue(p: Phrases, pvalue: float) -> str:
    if pvalue < SMALLEST_P_SHOWN:
        return p("fair.pvalue_below", smallest=SMALLEST_P_SHOWN)
    return p("fair.pvalue", pvalue=pvalue)


def _missing(p: Phrases, result: EndedTest, whom: str) -> Iterator[str]:
    if not (math.isfinite(result.rated_high) and math.isfinite(result.rated_low)):
        return
    code = "alike"
    if result.missing_pvalue <= ALIKE:
        code = "by_schedule"
    elif whom == "person":
        return  # the table has the numbers
    high = round(in_percent(result.rated_high))
    low = round(in_percent(result.rated_low))
    yield p(f"fair.missing_{code}", high=high, low=low)


def _adherence(p: Phrases, result: EndedTest, whom: str) -> Iterator[str]:
    if math.isnan(result.adherence):
        return
    percent = round(in_percent(result.adherence))
    if percent <= 0:
        yield p("fair.adherence_none")
    elif whom == "you":
        yield p("fair.adherence", percent=percent)


def _observational(p: Phrases, result: EndedTest) -> Iterator[str]:
    """Yield what a diary alone would say of these days, where it says anything."""
    fit = result.observational
    is_bounded = all(math.isfinite(end) for end in result.effect.interval)
    if fit is None or result.agrees is None or not is_bounded:
        return
    agreement = "agrees" if result.agrees else "differs"
    yield p(
        f"fair.diary_{agreement}",
        difference=difference_words(p, fit.estimate),
        interval=interval_words(p, fit.conf_int()),
        km=KM,
    )


def fair_table(p: Phrases, result: EndedTest) -> list[tuple[str, str, str]]:
    """Return the table of a result: what, in blocks with more, in blocks with less; head first."""
    blocks = result.blocks
    high = _kind(p, blocks[blocks["is_high"]])
    low = _kind(p, blocks[~blocks["is_high"]])
    rows = [(p("fair.table.what"), p("fair.table.high"), p("fair.table.low"))]
    for name in high:
        rows.append((p(f"fair.table.{name}"), high[name], low[name]))
    return rows


def _kind(p: Phrases, blocks: "pd.DataFrame") -> dict[str, str]:
    """Return the cells of one kind of block; a dash where nothing is known."""
    days = blocks["days"].sum()
    rated = blocks["rated"].sum()
    return {
        "blocks": p.number(len(blocks), 0),
        "km_asked": p.short(blocks["km_asked"].mean()),
        "km_run": p.short(blocks["km_run"].mean()),
        "rated": p("fair.table.rated_of", rated=int(rated), days=int(days)),
        "mean_pain": p.number(blocks["mean_pain"].mean()),
    }
