"""The words of a fair test until its end: what is proposed, why not, how it goes, when to stop."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from ..codes import Remark, of_100
from .phrases import Phrases

A_MONDAY = dt.date(2001, 1, 1)
ENOUGH = 0.8  # of the tests should find it
SIGNS = ("now", "urgently", "first")


class AskedWeek(Protocol):
    """A week of the test."""

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Days with a run, Monday 0."""

    @property
    def km_a_run(self) -> float:
        """How far each of them is."""

    @property
    def km(self) -> float:
        """Of the whole week."""


class Rule(Protocol):
    """When the person stops."""

    @property
    def pain(self) -> int:
        """Pain so high, or higher."""

    @property
    def days(self) -> int:
        """On so many days in a row."""


class Usual(Protocol):
    """What the person usually runs."""

    @property
    def weeks(self) -> int:
        """Weeks known."""

    @property
    def low_km(self) -> float:
        """A low week."""

    @property
    def middle_km(self) -> float:
        """A week in the middle."""

    @property
    def high_km(self) -> float:
        """A high week."""

    @property
    def recent_km(self) -> float:
        """The mean of the last eight weeks."""

    @property
    def short_run(self) -> float:
        """A short run."""

    @property
    def usual_run(self) -> float:
        """A usual run."""

    @property
    def long_run(self) -> float:
        """A long run."""

    @property
    def unknown_weeks(self) -> int:
        """Weeks left out."""


def asked_week_words(p: Phrases, week: AskedWeek) -> str:
    """Return "Tue and Sat, 5.5 km each: 11 km"."""
    days = weekday_names(p, week.weekdays)
    key = "trial.week.some" if len(week.weekdays) > 1 else "trial.week.one"
    return p(key, days=days, km_a_run=week.km_a_run, km=week.km)


def weekday_names(p: Phrases, weekdays: Sequence[int]) -> str:
    """Return "Tue, Thu, Sat": Monday is 0."""
    dates = [A_MONDAY + dt.timedelta(days=day) for day in weekdays]
    return p.listed(p.date(date, "weekday") for date in dates)


def stopping_rule_words(p: Phrases, rule: Rule) -> str:
    """Say when the person stops, and that stopping is part of the plan."""
    return p("trial.stop.rule", n=rule.days, pain=rule.pain)


def urgent_signs(p: Phrases) -> list[tuple[str, list[str]]]:
    """Return the urgent signs: a heading, and its signs."""
    signs = []
    for kind in SIGNS:
        listed = p.look_up(f"urgent_{kind}")
        signs.append((p(f"urgent.{kind}"), [p(f"urgent_{kind}.{key}") for key in listed]))
    return signs


def usual_week_words(p: Phrases, usual: Usual) -> Iterator[str]:
    """Say what the person usually runs, one sentence a line."""
    yield p(
        "trial.usual.weeks",
        n=usual.weeks,
        low=usual.low_km,
        middle=usual.middle_km,
        high=usual.high_km,
        recent=usual.recent_km,
    )
    if p.short(usual.short_run) == p.short(usual.long_run):
        yield p("trial.usual.runs_alike", usual=usual.usual_run)
    elif usual.usual_run > 0:
        runs = {"short": usual.short_run, "usual": usual.usual_run, "long": usual.long_run}
        yield p("trial.usual.runs", **runs)
    if usual.unknown_weeks:
        yield p("trial.usual.unknown", n=usual.unknown_weeks)


class Proposed(Protocol):
    """A test that could be begun."""

    @property
    def usual(self) -> Usual | None:
        """What the person runs."""

    @property
    def most_km(self) -> float:
        """What no week may exceed."""

    @property
    def low(self) -> AskedWeek | None:
        """A week with less."""

    @property
    def high(self) -> AskedWeek | None:
        """A week with more."""

    @property
    def start(self) -> dt.date:
        """The first day."""

    @property
    def last_day(self) -> dt.date:
        """The last day."""

    @property
    def weeks(self) -> int:
        """How long it takes."""

    @property
    def blocks(self) -> int:
        """How many blocks."""

    @property
    def stopping(self) -> Rule:
        """When the person stops."""

    @property
    def times_met(self) -> int:
        """How often that rule was met in the record."""

    @property
    def powers(self) -> Mapping[int, float]:
        """The share of such tests that find the difference, by the weeks that they take."""

    @property
    def refusals(self) -> tuple[Remark, ...]:
        """Why there can be no such test."""


class Section(NamedTuple):
    """A heading, and sentences below it; safe text, without markup."""

    heading: str
    lines: list[str]


def plan_sections(p: Phrases, proposed: Proposed, sesoi: float) -> list[Section]:
    """Say all that a person should know of a proposed test, up to when to get help."""
    sections = [Section(p("trial.plan.title"), [p("trial.plan.why")])]
    if proposed.usual is not None:
        lines = list(usual_week_words(p, proposed.usual))
        sections.append(Section(p("trial.plan.usual"), lines))
    if proposed.powers:
        lines = list(proposal_words(p, proposed))
        sections.append(Section(p("trial.plan.proposal"), lines))
        lines = list(_powers_words(p, proposed, sesoi))
        sections.append(Section(p("trial.plan.power"), lines))
    if proposed.refusals:
        lines = [p.remark(remark) for remark in proposed.refusals]
        sections.append(Section(p("trial.plan.refused"), lines))
    return sections + safety_sections(p, proposed.stopping, times_met=proposed.times_met)


def safety_sections(p: Phrases, rule: Rule, times_met: int | None = None) -> list[Section]:
    """Say when to stop, and the urgent signs: they stand on every page of a test.

    `times_met` is how often the rule was met before the test; None where that is of no matter.
    """
    stop = [stopping_rule_words(p, rule)]
    if times_met == 0:
        stop.append(p("trial.plan.rule_never_met"))
    elif times_met:
        stop.append(p("trial.plan.rule_met", n=times_met))
    signs = []
    for heading, listed in urgent_signs(p):
        signs.append(heading)
        signs += [f"- {sign}" for sign in listed]
    return [Section(p("trial.plan.stop"), stop), Section(p("trial.plan.signs"), signs)]


def _powers_words(p: Phrases, proposed: Proposed, sesoi: float) -> Iterator[str]:
    yield p("trial.plan.power_what", points=points_words(p, sesoi))
    for weeks, power in proposed.powers.items():
        line = power_words(p, weeks, power, sesoi)
        if weeks == proposed.weeks and not proposed.refusals:
            line = p("trial.plan.chosen", line=line)
        yield line
    if not proposed.refusals and proposed.powers[proposed.weeks] < ENOUGH:
        yield p("trial.plan.may_miss", n=proposed.weeks)


def proposal_words(p: Phrases, proposed: Proposed) -> Iterator[str]:
    """Say what the person would be asked to do, one sentence a line."""
    if proposed.low is None or proposed.high is None or proposed.usual is None:
        return
    yield p("trial.plan.low", week=asked_week_words(p, proposed.low))
    yield p("trial.plan.high", week=asked_week_words(p, proposed.high))
    usual = proposed.usual
    yield p("trial.plan.limit", limit=proposed.most_km, high=usual.high_km, recent=usual.recent_km)
    yield p("trial.plan.blocks", n=proposed.blocks)
    yield p("trial.plan.dates", start=proposed.start, end=proposed.last_day, n=proposed.weeks)
    yield p("trial.plan.as_before")


def power_words(p: Phrases, weeks: int, power: float, sesoi: float) -> str:
    """Return "26 weeks: a difference of 1 point is found in about 60 of 100 such tests."."""
    points = points_words(p, sesoi)
    return p("trial.plan.power_line", n=weeks, points=points, percent=of_100(power))


def points_words(p: Phrases, points: float) -> str:
    """Return "1 point" or "1.5 points"."""
    return p("trial.points", n=points)


class Block(Protocol):
    """A block that has begun."""

    @property
    def number(self) -> int:
        """The first is 1."""

    @property
    def first(self) -> dt.date:
        """Its first day."""

    @property
    def is_high(self) -> bool:
        """Whether it is one with more."""

    @property
    def days(self) -> int:
        """Days that are over."""

    @property
    def known_days(self) -> int:
        """Of these, with known kilometres."""

    @property
    def km_asked(self) -> float:
        """Asked for on the known days."""

    @property
    def km_done(self) -> float:
        """Done on them."""

    @property
    def runs_asked(self) -> int:
        """Days with a run, as asked for."""

    @property
    def runs_done(self) -> int:
        """As done."""

    @property
    def unrated(self) -> int:
        """Days without a rating."""


def kind_of_block(p: Phrases, is_high: bool) -> str:
    """Name the kind of a block: more, or less."""
    return p("trial.plan.more") if is_high else p("trial.plan.less")


def block_so_far_words(p: Phrases, block: Block) -> str:
    """Say what was asked for and done in a block, and what is not rated."""
    key = "trial.status.adherence" if block.known_days else "trial.status.unknown_block"
    return p(
        key,
        number=block.number,
        kind=kind_of_block(p, block.is_high),
        first=block.first,
        done=block.km_done,
        asked=block.km_asked,
        runs=block.runs_done,
        runs_asked=block.runs_asked,
        unrated=block.unrated,
        days=block.days,
    )


class RunningTest(Protocol):
    """A test as it was begun."""

    @property
    def looks(self) -> tuple[dt.date, ...]:
        """Days of looks before the end."""

    @property
    def stopped_on(self) -> dt.date | None:
        """When it was stopped."""

    @property
    def stopped_for(self) -> str:
        """Why."""

    @property
    def start(self) -> dt.date:
        """Its first day."""

    @property
    def last_day(self) -> dt.date:
        """Its last day that counts."""


class Going(Protocol):
    """How a test goes."""

    @property
    def test(self) -> RunningTest:
        """The test."""

    @property
    def today(self) -> dt.date:
        """The day of which this is told."""

    @property
    def days_done(self) -> int:
        """Days that are over."""

    @property
    def days_left(self) -> int:
        """Days that are left."""

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""

    @property
    def week_now(self) -> AskedWeek | None:
        """What is asked for now."""

    @property
    def rule_met_on(self) -> dt.date | None:
        """When the stopping rule was met."""


def progress_words(p: Phrases, progress: Going) -> Iterator[str]:
    """Say how far a test has come, what is asked for now, and whether to stop."""
    yield _state(p, progress)
    if progress.week_now is not None:
        yield p("trial.status.now", week=asked_week_words(p, progress.week_now))
    if progress.rule_met_on is not None:
        key = "trial.status.rule_was_met" if progress.is_over else "trial.status.rule_met"
        yield p(key, day=progress.rule_met_on)
    if not progress.is_over:
        yield p("trial.status.hidden")
    looks = len(progress.test.looks)
    if looks:
        yield p("trial.status.looks", n=looks)


def _state(p: Phrases, progress: Going) -> str:
    test = progress.test
    if test.stopped_on is not None:
        reason = p(f"trial.reason.{test.stopped_for}")
        return p("trial.status.stopped", end=test.last_day, reason=reason)
    if progress.is_over:
        return p("trial.status.over", end=test.last_day)
    if progress.today < test.start:
        return p("trial.status.before", start=test.start)
    return p(
        "trial.status.during",
        done=progress.days_done,
        all=progress.days_done + progress.days_left,
        n=progress.days_left,
        end=test.last_day,
    )
