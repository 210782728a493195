"""`backpain test`, driven as by its users: in a pipe, in a terminal, by options."""

import dataclasses
import datetime as dt
import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from people_who_plan import TODAY, begun, make_person
from typer.testing import CliRunner, Result

from backpain_analysis.cli import app
from backpain_analysis.language import LANGUAGES, Phrases, stopping_rule_words, urgent_signs
from backpain_analysis.settings import Settings
from backpain_analysis.trial import (
    WEEKS,
    FairTest,
    StoppingRule,
    begin_test,
    latest_test,
    stop_test,
)

RUN = CliRunner()
CONFIRMED = ["--professional-agrees", "--no-urgent-sign", "--will-stop"]


@pytest.fixture
def person(tmp_path: Path) -> Path:
    return make_person(tmp_path / "p")


@pytest.fixture
def _power(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the simulation: every length but the shortest finds the difference."""
    curve = pd.DataFrame({"weeks": WEEKS, "difference": 1.0, "power": [0.6, 0.85, 0.9, 0.9, 1.0]})
    monkeypatch.setattr("backpain_analysis.trial.proposal.power_curve", lambda *_, **__: curve)
    monkeypatch.setattr("backpain_analysis.trial.proposal.course_of", lambda _: None)


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the input be taken for somebody who types."""
    monkeypatch.setattr("backpain_analysis.cli.asking.is_terminal", lambda: True)
    monkeypatch.setattr("backpain_analysis.cli.fair_plan.is_terminal", lambda: True)
    monkeypatch.setattr("backpain_analysis.cli.fair_test.is_terminal", lambda: True)


def run(person: Path, *args: str, typed: str = "") -> Result:
    return RUN.invoke(app, ["test", *args, "--person", str(person)], input=typed)


def drawn_ago(person: Path, days: int, weeks: int = 26) -> FairTest:
    """Begin a test whose first day is so many days ago."""
    start = TODAY - dt.timedelta(days=days)
    return begin_test(Settings(person=person), begun(start=start, weeks=weeks), start)


def says_when_to_stop(output: str, language: str = "en", rule: StoppingRule | None = None) -> bool:
    p = Phrases(language)
    signs = [sign for _, listed in urgent_signs(p) for sign in listed]
    wanted = [stopping_rule_words(p, rule or StoppingRule()), *signs]
    told = " ".join(output.split())
    return all(text in told for text in wanted)


@pytest.mark.usefixtures("_power")
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_terminal_the_plan_is_shown_and_nothing_drawn(
    tmp_path: Path, language: str
) -> None:
    person = make_person(tmp_path / "p", language)
    before = sorted(tmp_path.rglob("*"))
    done = run(person, "plan", typed="y\ny\ny\ny\n")
    assert done.exit_code == 0, done.output
    assert sorted(tmp_path.rglob("*")) == before
    p = Phrases(language)
    assert p("trial.plan.nothing_drawn") in done.output
    assert p("trial.plan.power_line", n=26, points=p("trial.points", n=1.0), percent=85) in (
        done.output
    )
    assert "--professional-agrees, --no-urgent-sign, --will-stop" in done.output
    assert says_when_to_stop(done.output, language)


@pytest.mark.usefixtures("_power")
def test_a_test_that_may_miss_the_difference_says_so(person: Path) -> None:
    assert "may well miss a difference" in run(person, "plan", "--weeks", "20").output
    assert "may well miss" not in run(person, "plan", "--weeks", "26").output


@pytest.mark.usefixtures("_power")
@pytest.mark.parametrize("left_out", CONFIRMED)
def test_a_confirmation_that_is_missing_is_never_assumed(person: Path, left_out: str) -> None:
    given = [option for option in CONFIRMED if option != left_out]
    done = run(person, "plan", *given)
    assert done.exit_code == 2
    assert f"These confirmations are missing: {left_out}." in done.output
    assert latest_test(person) is None


@pytest.mark.usefixtures("_power")
def test_with_all_three_as_options_it_is_drawn(person: Path) -> None:
    done = run(person, "plan", *CONFIRMED, "--weeks", "32", "--stop-pain", "7", "--stop-days", "2")
    assert done.exit_code == 0, done.output
    test = latest_test(person)
    assert test is not None
    assert test.drawn_on == TODAY
    assert test.schedule.weeks == 32
    assert test.stopping == StoppingRule(7, 2)
    assert test.confirmed.everything
    assert test.power == 0.9
    assert test.timezone == "Europe/Berlin"
    assert (person / "fair_test.ics").is_file()
    listed = re.findall(r"^(\d+)\. .*: (more|less)$", done.output, re.MULTILINE)
    assert [kind == "more" for _, kind in listed] == list(test.schedule.order)
    assert says_when_to_stop(done.output, rule=StoppingRule(7, 2))


@pytest.mark.usefixtures("_power")
def test_a_plan_once_begun_is_not_drawn_again(person: Path) -> None:
    run(person, "plan", *CONFIRMED)
    before = (person / "test.toml").read_bytes()
    for options in (CONFIRMED, [*CONFIRMED, "--weeks", "52"], []):
        done = run(person, "plan", *options)
        assert done.exit_code == 2
        assert "A test is running" in done.output
    assert (person / "test.toml").read_bytes() == before


@pytest.mark.usefixtures("_power", "_terminal")
def test_in_a_terminal_each_confirmation_is_asked(person: Path) -> None:
    done = run(person, "plan", typed="n\ny\ny\ny\ny\n")
    assert done.exit_code == 0, done.output
    p = Phrases()
    places = [done.output.index(p(f"trial.confirm.{name}")) for name in vars(begun().confirmed)]
    assert places == sorted(places)
    assert latest_test(person) is not None


@pytest.mark.usefixtures("_power", "_terminal")
@pytest.mark.parametrize(
    "typed",
    ["n\nn\n", "n\ny\nn\n", "n\ny\ny\nn\n", "n\ny\ny\ny\nn\n"],
    ids=["professional", "sign", "stop", "draw"],
)
def test_one_no_draws_nothing(person: Path, typed: str) -> None:
    done = run(person, "plan", typed=typed)
    assert done.exit_code == 0, done.output
    assert "Nothing was drawn" in done.output
    assert latest_test(person) is None


@pytest.mark.usefixtures("_power", "_terminal")
def test_enter_is_no_yes(person: Path) -> None:
    done = run(person, "plan", typed="n\n\n\nmaybe\ny\n\ny\ny\n\n\nn\n")
    assert done.output.count("cannot be understood") == 6
    assert latest_test(person) is None


@pytest.mark.usefixtures("_power", "_terminal")
@pytest.mark.parametrize("typed", ["", "n\n", "n\ny\ny\n", "y\n"])
def test_input_that_ends_draws_nothing(person: Path, typed: str) -> None:
    done = run(person, "plan", typed=typed)
    assert done.exit_code == 0
    assert "Nothing was drawn" in done.output
    assert latest_test(person) is None


@pytest.mark.usefixtures("_power", "_terminal")
def test_start_weeks_high_week_and_rule_can_be_chosen(person: Path) -> None:
    start = TODAY + dt.timedelta(days=10)
    wishes = f"y\n{start}\n40\n18,5\n7\n2\n"
    done = run(person, "plan", typed=f"{wishes}n\ny\ny\ny\ny\n")
    assert done.exit_code == 0, done.output
    test = latest_test(person)
    assert test is not None
    assert test.start == start
    assert test.schedule.weeks == 40
    assert test.schedule.high.km == 18
    assert test.stopping == StoppingRule(7, 2)


@pytest.mark.usefixtures("_power", "_terminal")
def test_what_is_refused_can_be_chosen_otherwise(person: Path) -> None:
    past = TODAY - dt.timedelta(days=3)
    done = run(person, "plan", typed=f"y\n{past}\n\n\n\n\nn\n")
    assert done.exit_code == 2
    assert "is past" in done.output
    assert latest_test(person) is None
    typed = f"y\n{past}\n\n\n\n\ny\n{TODAY}\n\n\n\n\nn\ny\ny\ny\ny\n"
    assert run(person, "plan", typed=typed).exit_code == 0
    test = latest_test(person)
    assert test is not None
    assert test.start == TODAY


@pytest.mark.usefixtures("_power")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--start", "2020-01-06"], "is past"),
        (["--start", "1.5.2027"], "Write it like 2026-01-31"),
        (["--weeks", "12"], "not among those that can work"),
        (["--weeks", "many"], "unable to parse"),
        (["--high-km", "99"], "outside what you have run lately"),
        (["--high-km", "nan"], "outside what you have run lately"),
        (["--high-km", "far"], "Write it like 25"),
        (["--stop-pain", "11"], "pain from 1 to 10"),
        (["--stop-days", "30"], "1 to 7 days in a row"),
    ],
)
def test_options_that_cannot_be(person: Path, options: list[str], words: str) -> None:
    done = run(person, "plan", *CONFIRMED, *options)
    assert done.exit_code == 2
    assert words in " ".join(done.output.replace("\u2502", " ").split())
    assert latest_test(person) is None


@pytest.mark.usefixtures("_power")
def test_nothing_is_begun_for_a_made_up_person(
    person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backpain_analysis.settings.is_example", lambda folder: folder == person)
    done = run(person, "plan", *CONFIRMED)
    assert "nothing can be begun here" in " ".join(done.output.split())
    assert latest_test(person) is None


@pytest.mark.slow
def test_the_example_shows_a_plan_and_begins_none() -> None:
    done = RUN.invoke(app, ["test", "plan", *CONFIRMED])
    assert done.exit_code in (0, 2)
    assert "nothing can be begun here" in done.output


def test_a_person_who_never_ran_is_told_to_see_a_professional(person: Path) -> None:
    (person / "raw" / "runs.csv").unlink()
    done = run(person, "plan", *CONFIRMED)
    assert done.exit_code == 2
    assert "speak to a doctor or physiotherapist first" in " ".join(done.output.split())
    assert "km a week" not in done.output
    assert says_when_to_stop(done.output)
    assert latest_test(person) is None


@pytest.mark.parametrize("command", ["status", "result", "stop"])
def test_without_a_test_the_way_to_one_is_said(person: Path, command: str) -> None:
    done = run(person, command)
    assert done.exit_code == 0
    assert "`backpain test plan` proposes one" in done.output


@pytest.mark.parametrize("command", ["plan", "status", "result", "stop"])
def test_an_edited_file_is_one_paragraph(person: Path, command: str) -> None:
    drawn_ago(person, 40)
    path = person / "test.toml"
    text = path.read_text(encoding="utf-8").replace("km_a_run = 5.5", "km_a_run = 4.5", 1)
    path.write_text(text, encoding="utf-8")
    done = run(person, command)
    assert done.exit_code == 2
    assert "changed by hand" in done.output
    assert str(path) in done.output
    assert path.read_text(encoding="utf-8") == text


def test_status_by_hand(person: Path) -> None:
    drawn_ago(person, 40)
    done = run(person, "status")
    assert done.exit_code == 0, done.output
    assert "40 of 182 days are over; 142 days are left" in done.output
    assert len(re.findall(r"^Block \d, (?:more|less), ", done.output, re.MULTILINE)) == 3
    assert "The difference in pain stays hidden until the end" in done.output
    assert says_when_to_stop(done.output)


def spread_arms(person: Path, test: FairTest, high: float, low: float) -> None:
    """Rate as if pain differed by so much between the arms."""
    path = person / "raw" / "pain.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    days = pd.DatetimeIndex([line.partition(",")[0] for line in lines[1:]])
    block = test.schedule.block_of(days)
    for place, number in enumerate(block):
        if number >= 0:
            pain = high if test.schedule.order[number] else low
            lines[place + 1] = f"{days[place]:%Y-%m-%d},{pain}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("command", ["status", "result", "plan"])
def test_before_the_end_no_word_depends_on_how_pain_differs(person: Path, command: str) -> None:
    test = drawn_ago(person, 100)
    told = []
    for high, low in ((4.0, 4.0), (7.0, 1.0), (1.0, 7.0)):
        spread_arms(person, test, high, low)
        told.append(run(person, command).output)
    assert told[0] == told[1] == told[2]


def test_before_the_end_the_result_is_refused_and_no_look_counted(person: Path) -> None:
    drawn_ago(person, 100)
    before = (person / "test.toml").read_bytes()
    done = run(person, "result")
    assert done.exit_code == 2
    assert "the difference stays hidden" in done.output
    assert "p = " not in done.output
    assert (person / "test.toml").read_bytes() == before
    assert says_when_to_stop(done.output)


def test_an_early_look_is_counted_and_shows_the_sequential_p(person: Path) -> None:
    test = drawn_ago(person, 100)
    spread_arms(person, test, 7.0, 1.0)
    for n in (1, 2):
        done = run(person, "result", "--early")
        assert done.exit_code == 0, done.output
        assert re.search(r"p = [01]\.\d{3}\. This p-value stays right", done.output)
        looked = latest_test(person)
        assert looked is not None
        assert looked.looks == (TODAY,) * n
    assert "number 2 before the end" in done.output
    assert "It was looked at 2 times" in run(person, "status").output


def test_where_there_is_nothing_to_see_no_look_is_counted(person: Path) -> None:
    drawn_ago(person, 3)
    done = run(person, "result", "--early")
    assert "nothing to see yet" in done.output
    test = latest_test(person)
    assert test is not None
    assert test.looks == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_the_end_the_result_is_shown(tmp_path: Path, language: str) -> None:
    person = make_person(tmp_path / "p", language)
    test = drawn_ago(person, 200, weeks=26)
    spread_arms(person, test, 6.0, 3.0)
    done = run(person, "result")
    assert done.exit_code == 0, done.output
    p = Phrases(language)
    assert p("fair.badge.effect") in done.output or p("fair.badge.cannot_tell") in done.output
    assert p("fair.table.high") in done.output
    assert "None" not in done.output
    assert says_when_to_stop(done.output, language)
    early = run(person, "result", "--early")
    assert early.output == done.output
    after = latest_test(person)
    assert after is not None
    assert after.looks == ()


def test_what_changed_midway_is_said_with_the_result(person: Path) -> None:
    test = drawn_ago(person, 200)
    spread_arms(person, test, 6.0, 3.0)
    changed = 'timezone = "Asia/Tokyo"\n[pain]\nregion = "knee"\n'
    (person / "settings.toml").write_text(changed, encoding="utf-8")
    told = " ".join(run(person, "result").output.split())
    assert "your time zone was Europe/Berlin; now it is Asia/Tokyo" in told
    assert "your settings now name knee" in told


def test_the_result_of_a_log_that_ended_before_the_test(tmp_path: Path) -> None:
    person = make_person(tmp_path / "p", last=TODAY - dt.timedelta(days=250))
    drawn_ago(person, 200)
    done = run(person, "result")
    assert done.exit_code == 0
    assert "No effect can be given" in done.output


@pytest.mark.parametrize("reason", ["rule", "urgent_sign", "injury", "other"])
def test_stop_by_option(person: Path, reason: str) -> None:
    drawn_ago(person, 100)
    done = run(person, "stop", "--reason", reason)
    assert done.exit_code == 0, done.output
    test = latest_test(person)
    assert test is not None
    assert (test.stopped_on, test.stopped_for) == (TODAY, reason)
    assert "fail" not in done.output.casefold()
    assert b"STATUS:CANCELLED" in (person / "fair_test.ics").read_bytes()
    assert says_when_to_stop(done.output)
    status = run(person, "status").output
    assert Phrases()(f"trial.reason.{reason}") in status
    assert "fail" not in status.casefold()
    again = run(person, "stop", "--reason", reason)
    assert "came to its end" in again.output
    assert latest_test(person) == test


def test_stop_on_an_earlier_day(person: Path) -> None:
    drawn_ago(person, 100)
    day = TODAY - dt.timedelta(days=5)
    assert run(person, "stop", "--reason", "rule", "--day", str(day)).exit_code == 0
    test = latest_test(person)
    assert test is not None
    assert test.last_day == day


def test_stop_on_a_day_that_cannot_be(person: Path) -> None:
    drawn_ago(person, 100)
    for day in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=101)):
        done = run(person, "stop", "--reason", "rule", "--day", str(day))
        assert done.exit_code == 2
        assert "cannot have been stopped" in done.output
    test = latest_test(person)
    assert test is not None
    assert test.stopped_on is None


def test_stop_without_a_reason_and_nobody_to_ask(person: Path) -> None:
    drawn_ago(person, 100)
    done = run(person, "stop", typed="1\n")
    assert done.exit_code == 2
    assert "--reason: rule, urgent_sign, injury, other" in done.output
    test = latest_test(person)
    assert test is not None
    assert test.stopped_on is None


@pytest.mark.usefixtures("_terminal")
@pytest.mark.parametrize(("typed", "reason"), [("9\nx\n2\n", "urgent_sign"), ("\n", ""), ("", "")])
def test_stop_asks_why(person: Path, typed: str, reason: str) -> None:
    drawn_ago(person, 100)
    done = run(person, "stop", typed=typed)
    assert done.exit_code == 0, done.output
    test = latest_test(person)
    assert test is not None
    assert test.stopped_for == reason
    if not reason:
        assert "Nothing was changed" in done.output


def test_stopped_after_a_look_shows_the_p_that_allows_for_it(person: Path) -> None:
    test = drawn_ago(person, 150)
    spread_arms(person, test, 6.0, 3.0)
    run(person, "result", "--early")
    stop_test(person, TODAY, "other", TODAY)
    assert Phrases()("fair.sequential") in run(person, "result").output


def read_until(stream: int, words: str, seconds: float = 60.0) -> str:
    """Read what a terminal shows until some words stand there."""
    shown = ""
    ends = time.monotonic() + seconds
    while words not in shown and time.monotonic() < ends:
        ready, _, _ = select.select([stream], [], [], 1.0)
        if ready:
            shown += os.read(stream, 65536).decode(errors="replace")
    assert words in shown, shown
    return shown


@pytest.mark.slow
def test_in_a_real_terminal(person: Path) -> None:
    """The whole dialogue over a pseudo-terminal, with the real simulation."""
    import pty

    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "backpain_analysis.cli", "test", "plan"]
    process = subprocess.Popen(
        [*command, "--person", str(person)], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    answers = ["n", "y", "", "y", "y", "y"]
    shown = ""
    for answer in answers:
        shown += read_until(mine, "> ")
        os.write(mine, f"{answer}\n".encode())
    shown += read_until(mine, "fair_test.ics")
    assert process.wait(60) == 0
    os.close(mine)
    assert "cannot be understood" in shown
    test = latest_test(person)
    assert test is not None
    assert dataclasses.asdict(test.confirmed) == dict.fromkeys(vars(test.confirmed), True)
