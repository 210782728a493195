"""`fair_test.ics`: what a calendar makes of it, by another program's reading and by hand."""

import dataclasses
import datetime as dt
from pathlib import Path

import icalendar
import pytest
from people_who_plan import MONDAY, SATURDAY, begun

from backpain_analysis.language import LANGUAGES, Phrases
from backpain_analysis.trial import FairTest, calendar_text, write_calendar
from backpain_analysis.trial.calendar_file import escape, fold

GOLDEN = Path(__file__).parent / "golden"
STOPPED_ON = dt.date(2026, 12, 20)


def events(text: str) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(text.encode())
    assert not calendar.errors
    found = list(calendar.walk("VEVENT"))
    assert not [event.errors for event in found if event.errors]
    return found


def stopped() -> FairTest:
    return dataclasses.replace(begun(), stopped_on=STOPPED_ON, stopped_for="rule")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_entry_a_block_and_one_a_run(language: str) -> None:
    test = begun()
    found = events(calendar_text(test, Phrases(language)))
    blocks = [event for event in found if "-block-" in event["UID"]]
    runs = [event for event in found if "-run-" in event["UID"]]
    assert len(found) == len(blocks) + len(runs)
    assert [event.start for event in blocks] == [block.first for block in test.schedule.blocks]
    # the end of an all-day entry is the day after its last
    ends = [block.last + dt.timedelta(days=1) for block in test.schedule.blocks]
    assert [event.end for event in blocks] == ends
    km = test.schedule.km_asked()
    asked = [day.date() for day, far in zip(test.schedule.days, km, strict=True) if far]
    assert [event.start for event in runs] == asked
    assert {event.duration for event in runs} == {dt.timedelta(days=1)}
    assert all(type(event.start) is dt.date for event in found)  # all day, without a time
    more = Phrases(language)("trial.plan.more")
    is_high = [str(event["SUMMARY"]).endswith(more) for event in blocks]
    assert tuple(is_high) == test.schedule.order


def test_no_alarm_and_no_busy_time() -> None:
    calendar = icalendar.Calendar.from_ical(calendar_text(begun(), Phrases()).encode())
    assert not list(calendar.walk("VALARM"))
    assert {event["TRANSP"] for event in calendar.walk("VEVENT")} == {"TRANSPARENT"}


def test_identifiers_are_stable_and_each_its_own() -> None:
    names = [str(event["UID"]) for event in events(calendar_text(begun(), Phrases("en")))]
    assert len(set(names)) == len(names)
    again = [str(event["UID"]) for event in events(calendar_text(stopped(), Phrases("de")))]
    assert again == names
    other = begun(start=MONDAY + dt.timedelta(days=7))
    others = {str(event["UID"]) for event in events(calendar_text(other, Phrases()))}
    assert not others & set(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_folded_and_end_as_the_standard_asks(language: str) -> None:
    content = calendar_text(stopped(), Phrases(language)).encode()
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut
    assert any(len(line) > 70 for line in content.split(b"\r\n"))


def test_the_stopping_rule_stands_in_every_entry() -> None:
    for event in events(calendar_text(begun(), Phrases())):
        assert "Stop if your pain is 8 or more on 3 days in a row" in event["DESCRIPTION"]


def test_what_was_stopped_is_cancelled_from_the_next_day_on() -> None:
    before = {str(e["UID"]): e for e in events(calendar_text(begun(), Phrases()))}
    after = events(calendar_text(stopped(), Phrases()))
    cancelled = [event for event in after if event.get("STATUS") == "CANCELLED"]
    assert min(event.start for event in cancelled) == STOPPED_ON + dt.timedelta(days=2)  # Tuesday
    for event in after:
        is_past = event.end <= STOPPED_ON + dt.timedelta(days=1)
        assert (event in cancelled) == (event.start > STOPPED_ON)
        same = before[str(event["UID"])]
        if is_past and event.end == same.end:
            assert event.to_ical() == same.to_ical()
        else:
            assert event["SEQUENCE"] == 1
            assert event["DTSTAMP"].dt.date() == STOPPED_ON
    (under_way,) = [e for e in after if e.start <= STOPPED_ON < before[str(e["UID"])].end
                    and "-block-" in e["UID"]]  # fmt: skip
    assert under_way.end == STOPPED_ON + dt.timedelta(days=1)


def test_a_test_stopped_before_it_began_is_cancelled_as_a_whole() -> None:
    test = dataclasses.replace(begun(), stopped_on=SATURDAY, stopped_for="other")
    statuses = {event.get("STATUS") for event in events(calendar_text(test, Phrases()))}
    assert statuses == {"CANCELLED"}


@pytest.mark.parametrize("activities", [("run",), ("swim",), ("Rückenyoga",)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_activity_in_any_language_can_be_read(
    activities: tuple[str, ...], language: str
) -> None:
    p = Phrases(language, activities)
    titles = {str(e["SUMMARY"]) for e in events(calendar_text(begun(), p)) if "-run-" in e["UID"]}
    km = "5,5 km" if language == "de" else "5.5 km"
    assert titles == {p("trial.calendar.run", km=5.5)}
    assert titles.pop().endswith(km)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a, b; c", "a\\, b\\; c"),
        ("back\\slash", "back\\\\slash"),
        ("two\nlines\r\n", "two lines  "),
        ("BEGIN:VALARM\x00\x1b[2J", "BEGIN:VALARM  [2J"),
        ("Rücken 🏃‍♀️: größer", "Rücken 🏃‍♀️: größer"),
    ],
)
def test_text_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize("text", ["x" * 200, "ü" * 200, "🏃" * 100, "a, b; \\ " * 30, "", "x" * 75])
def test_what_is_folded_is_read_as_it_was(text: str) -> None:
    line = f"SUMMARY:{escape(text)}"
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    event = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261128T000000Z\r\n{folded}\r\nEND:VEVENT\r\n"
    assert str(icalendar.Event.from_ical(event)["SUMMARY"]) == text


def test_a_line_of_75_octets_is_not_folded_and_one_of_76_is() -> None:
    assert fold("x" * 75) == "x" * 75
    assert fold("x" * 76) == f"{'x' * 75}\r\n x"
    assert fold("x" * 74 + "ü") == f"{'x' * 74}\r\n ü"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_file_as_checked_by_hand(language: str) -> None:
    """Two blocks, stopped in the second: compared with RFC 5545 line by line."""
    schedule = dataclasses.replace(begun().schedule, order=(True, False))
    test = dataclasses.replace(
        begun(), schedule=schedule, stopped_on=dt.date(2026, 12, 17), stopped_for="injury"
    )
    golden = GOLDEN / f"fair_test_{language}.ics"
    assert calendar_text(test, Phrases(language)).encode() == golden.read_bytes()


def test_it_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    path = write_calendar(tmp_path, begun(), Phrases())
    assert path == tmp_path / "fair_test.ics"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == calendar_text(begun(), Phrases()).encode()
    write_calendar(tmp_path, stopped(), Phrases())
    assert [found.name for found in tmp_path.iterdir()] == ["fair_test.ics"]
