"""A test as the text of `test.toml`, and back."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from .drawing import Rule
from .fair_test import Confirmed, FairTest, StoppingRule
from .schedule import Schedule, WeekAsked

# what may go wrong while a test is made of what a file holds
NO_TEST = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LOW, HIGH = "low", "high"
MOST_BLOCKS = 100
SINCE = "since"


def text_of(test: FairTest) -> str:
    """Return the text of `test.toml`."""
    return "\n".join(_lines(test)) + "\n"


def _lines(test: FairTest) -> Iterator[str]:
    schedule = test.schedule
    yield f"# A fair test, drawn by chance on {test.drawn_on}. Do not edit: it would be found, and"
    yield "# the test could not be analysed any more. To end it: backpain test stop"
    yield f"hash = {_quoted(test.hash)}"
    yield f"drawn_on = {test.drawn_on}"
    yield f"seed = {test.seed}"
    yield f"region = {_quoted(test.region)}"
    yield f"activities = [{', '.join(_quoted(name) for name in test.activities)}]"
    yield f"timezone = {_quoted(test.timezone)}"
    yield f"sesoi = {float(test.sesoi)!r}  # points between the two weeks: what matters"
    yield f"power = {float(test.power)!r}  # the share of such tests that would find it"
    yield f"block_days = {schedule.block_days}"
    yield "blocks = ["
    for block in schedule.blocks:
        week = HIGH if block.is_high else LOW
        yield f"  {{first = {block.first}, last = {block.last}, week = {_quoted(week)}}},"
    yield "]"
    yield from _week_lines(LOW, schedule.low)
    yield from _week_lines(HIGH, schedule.high)
    yield from ("", "[rule]  # each order that it allows was equally likely")
    for name, value in vars(test.rule).items():
        yield f"{name} = {str(value).lower()}"
    yield from ("", "[stopping]  # pain so high on so many days in a row: stop")
    yield f"pain = {test.stopping.pain}"
    yield f"days = {test.stopping.days}"
    yield from ("", "[confirmed]")
    for name, is_confirmed in vars(test.confirmed).items():
        yield f"{name} = {str(is_confirmed).lower()}"
    yield from ("", f"[{SINCE}]")
    yield f"looks = [{', '.join(str(day) for day in test.looks)}]"
    if test.stopped_on is not None:
        yield f"stopped_on = {test.stopped_on}"
        yield f"stopped_for = {_quoted(test.stopped_for)}"
    yield f"hash = {_quoted(_hash_since(test))}"


def _week_lines(name: str, week: WeekAsked) -> Iterator[str]:
    days = ", ".join(_quoted(WEEKDAYS[day]) for day in week.weekdays)
    yield ""
    yield f"[{name}]"
    yield f"weekdays = [{days}]"
    yield f"km_a_run = {float(week.km_a_run)!r}"


def _quoted(text: str) -> str:
    """Write a text as TOML; what comes from the settings holds no control characters."""
    return json.dumps(text, ensure_ascii=False)


def _hash_since(test: FairTest) -> str:
    """Short SHA-256 of what happened after the drawing."""
    text = f"{test.hash} {test.looks} {test.stopped_on} {test.stopped_for}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def test_from(content: Mapping[str, Any]) -> FairTest:
    """Build a test from what TOML holds of it.

    Whether it holds more than that, or something else, is seen when it is written again.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError, OverflowError
        Whatever the first misfit raises.
    """
    blocks = content["blocks"]
    if not 1 <= len(blocks) <= MOST_BLOCKS:
        raise ValueError(f"{len(blocks)} blocks")
    since = content[SINCE]
    schedule = Schedule(
        start=_day(blocks[0]["first"]),
        block_days=_whole(content["block_days"], 1, 100),
        order=tuple(block["week"] == HIGH for block in blocks),
        low=_week(content[LOW]),
        high=_week(content[HIGH]),
    )
    return FairTest(
        schedule=schedule,
        rule=_rule(content["rule"]),
        stopping=StoppingRule(
            pain=_whole(content["stopping"]["pain"], 0, 10),
            days=_whole(content["stopping"]["days"], 1, 100),
        ),
        confirmed=Confirmed(**content["confirmed"]),
        sesoi=float(content["sesoi"]),
        region=_text(content["region"]),
        activities=tuple(_text(name) for name in content["activities"]),
        timezone=_text(content["timezone"]),
        drawn_on=_day(content["drawn_on"]),
        seed=_whole(content["seed"], 0, 2**63 - 1),
        power=float(content["power"]),
        looks=tuple(_day(day) for day in since["looks"]),
        stopped_on=_day(since["stopped_on"]) if "stopped_on" in since else None,
        stopped_for=_text(since.get("stopped_for", "")),
    )


def _rule(content: Mapping[str, Any]) -> Rule:
    for value in content.values():
        if not isinstance(value, bool):
            _whole(value, 0, MOST_BLOCKS)
    return Rule(**content)


def _week(content: Mapping[str, Any]) -> WeekAsked:
    days = tuple(WEEKDAYS.index(name) for name in content["weekdays"])
    km = float(content["km_a_run"])
    if not 0 < km <= 1000:
        raise ValueError(f"{km} km a run")
    return WeekAsked(days, km)


def _day(day: Any) -> dt.date:
    if type(day) is not dt.date:
        raise TypeError(f"{day!r} is no day")
    return day


def _whole(number: Any, least: int, most: int) -> int:
    if type(number) is not int or not least <= number <= most:
        raise ValueError(f"{number!r} is no whole number from {least} to {most}")
    return number


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is no text")
    return text
