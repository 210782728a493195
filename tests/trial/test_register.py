"""`test.toml`: written once, kept, and never believed without being checked."""

import dataclasses
import datetime as dt
import os
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from people_who_plan import MONDAY, SATURDAY, begun

from backpain_analysis.errors import DataError, SettingsError
from backpain_analysis.held import clear_left_behind
from backpain_analysis.settings import ROOT, Settings
from backpain_analysis.trial import (
    Confirmed,
    FairTest,
    Rule,
    StoppingRule,
    begin_test,
    drawn,
    is_as_drawn,
    latest_test,
    note_look,
    read_tests,
    stop_test,
)
from backpain_analysis.trial.as_toml import text_of

FRIDAY = SATURDAY - dt.timedelta(days=1)
LAST_DAY = dt.date(2027, 5, 30)


def write(folder: Path, test: FairTest) -> Path:
    path = folder / "test.toml"
    path.write_text(text_of(test), encoding="utf-8")
    return path


def begin(folder: Path, test: FairTest | None = None, today: dt.date = SATURDAY) -> FairTest:
    return begin_test(Settings(person=folder), test or begun(), today)


def test_what_is_begun_is_read_back(tmp_path: Path) -> None:
    assert latest_test(tmp_path) is None
    assert read_tests(tmp_path) == ()
    test = begin(tmp_path)
    assert latest_test(tmp_path) == test
    assert read_tests(tmp_path) == (test,)
    assert is_as_drawn(test)
    assert (tmp_path / "test.toml").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["test.toml"]


def test_the_file_lists_every_block(tmp_path: Path) -> None:
    test = begin(tmp_path)
    content = tomllib.loads((tmp_path / "test.toml").read_text(encoding="utf-8"))
    assert len(content["blocks"]) == 13
    assert content["blocks"][0]["first"] == MONDAY
    assert content["blocks"][-1]["last"] == LAST_DAY == test.last_day
    assert content["low"] == {"weekdays": ["Tue", "Sat"], "km_a_run": 5.5}
    assert content["stopping"] == {"pain": 8, "days": 3}
    assert content["confirmed"] == dict.fromkeys(vars(test.confirmed), True)
    assert content["seed"] == test.seed
    assert content["power"] == 0.8
    assert content["hash"] == test.hash


def test_nothing_else_of_the_person_is_written(tmp_path: Path) -> None:
    begin(tmp_path)
    content = tomllib.loads((tmp_path / "test.toml").read_text(encoding="utf-8"))
    assert set(content) == {
        *("hash", "drawn_on", "seed", "region", "activities", "timezone", "sesoi", "power"),
        *("block_days", "blocks", "low", "high", "rule", "stopping", "confirmed", "since"),
    }


@pytest.mark.parametrize("name", ["", "lower back", "Rücken; „links“, 🏃", 'a "b" \\c', "'"])
def test_a_region_of_any_letters(tmp_path: Path, name: str) -> None:
    begin(tmp_path, begun(region=name))
    test = latest_test(tmp_path)
    assert test is not None
    assert test.region == name


def test_the_order_is_drawn_by_chance_and_only_once() -> None:
    """The same content on the same day gives the same order; another day, another one."""
    orders = {begun(day=SATURDAY - dt.timedelta(days=n)).schedule.order for n in range(40)}
    assert len(orders) > 35  # of 570 that there are, some may be drawn twice
    assert begun().schedule.order == begun().schedule.order
    assert begun().schedule.order != begun(stopping=StoppingRule(7, 3)).schedule.order
    assert Rule().allows(np.array(list(orders))).all()


def test_the_drawing_stays_what_it_is() -> None:
    """Tests that were begun are drawn again when they are read: a change here breaks them."""
    test = begun()
    assert test.seed == 151502948842568
    assert "".join("lh"[is_high] for is_high in test.schedule.order) == "lhhllhllhhlhl"


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        (r'week = "low"', 'week = "high"'),
        (r'week = "high"', 'week = "low"'),
        (r"first = 2026-12-14", "first = 2026-12-15"),
        (r"drawn_on = 2026-11-28", "drawn_on = 2026-11-27"),
        (r"seed = \d+", "seed = 1"),
        (r"sesoi = 1\.0", "sesoi = 2.0"),
        (r"sesoi = 1\.0", "sesoi = 1"),
        (r"power = 0\.8", "power = 0.9"),
        (r"km_a_run = 5\.5", "km_a_run = 15.5"),
        (r'"Tue", "Sat"', '"Sat", "Tue"'),
        (r'"Tue", "Sat"', '"Tue"'),
        (r"pain = 8", "pain = 10"),
        (r"will_stop = true", "will_stop = false"),
        (r"looks = \[\]", "looks = [2026-12-24]"),
        (r"looks = \[\]", 'looks = []\nstopped_on = 2026-12-24\nstopped_for = "other"'),
        (r'timezone = "Europe/Berlin"', 'timezone = "Asia/Tokyo"'),
        (r"most_alike = 2", "most_alike = 3"),
        (r"block_days = 14", "block_days = 7"),
        (r"\[rule\]", 'note = "x"\n[rule]'),
        (r"days = 3", "days = 3\nday = 4"),
        (r"power = .*\n", ""),
        (r"\Z", "\n[more]\nday = 4\n"),
        (r"hash = .*\n", ""),
        (r"hash = .*\n", 'hash = "0123456789ab"\n'),
    ],
)
def test_an_edited_file_is_found(tmp_path: Path, pattern: str, by: str) -> None:
    begin(tmp_path)
    path = tmp_path / "test.toml"
    text = path.read_text(encoding="utf-8")
    edited = re.sub(pattern, by, text, count=1)
    assert edited != text
    path.write_text(edited, encoding="utf-8")
    for read in (latest_test, read_tests):
        with pytest.raises(SettingsError, match="Put the file back as it was") as error:
            read(tmp_path)
        assert str(error.value).startswith(str(path))
    assert path.read_text(encoding="utf-8") == edited  # nothing is lost


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    begin(tmp_path)
    path = tmp_path / "test.toml"
    path.write_text(path.read_text(encoding="utf-8") + "lucky = true\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"since\.lucky does not fit"):
        latest_test(tmp_path)


def test_an_order_that_was_chosen_is_found_even_with_a_hash_made_for_it(tmp_path: Path) -> None:
    test = begun()
    first, second, *rest = test.schedule.order
    assert first != second
    chosen = dataclasses.replace(test.schedule, order=(second, first, *rest))
    write(tmp_path, dataclasses.replace(test, schedule=chosen))
    with pytest.raises(SettingsError, match="not the one that the seed draws"):
        latest_test(tmp_path)


def test_a_seed_that_was_chosen_is_found_even_with_the_order_that_it_draws(tmp_path: Path) -> None:
    from backpain_analysis.trial import draw_order

    order = draw_order(Rule(), 13, 4)
    schedule = dataclasses.replace(begun().schedule, order=order)
    write(tmp_path, dataclasses.replace(begun(), schedule=schedule, seed=4))
    with pytest.raises(SettingsError, match="not the one that the seed draws"):
        latest_test(tmp_path)


def test_a_rule_that_allows_nothing_ends_with_an_error_and_not_never(tmp_path: Path) -> None:
    write(tmp_path, dataclasses.replace(begun(), rule=Rule(most_alike=1, most_apart=0)))
    with pytest.raises(SettingsError, match="not the one that the seed draws"):
        latest_test(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hash = [\n",
        b"\xff\xfe",
        b"a" * (2**18 + 1),
        b"[" * 50_000,
        b"drawn_on = 2026-02-30\n",
        b"blocks = 3\n",
    ],
    ids=["empty", "broken", "no UTF-8", "large", "deep", "no day", "no list"],
)
def test_a_file_that_holds_no_test(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "test.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="move it elsewhere"):
        latest_test(tmp_path)
    assert path.read_bytes() == content


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "test.toml").mkdir()
    with pytest.raises(SettingsError, match="no file"):
        latest_test(tmp_path)


@pytest.mark.parametrize("missing", ["professional_agrees", "no_urgent_sign", "will_stop"])
def test_without_all_three_confirmations_nothing_is_drawn(tmp_path: Path, missing: str) -> None:
    confirmed = dataclasses.replace(Confirmed(True, True, True), **{missing: False})
    with pytest.raises(DataError, match="three confirmations"):
        begin(tmp_path, dataclasses.replace(begun(), confirmed=confirmed))
    assert list(tmp_path.iterdir()) == []


def test_a_first_day_that_is_past_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="2026-11-30, is past"):
        begin(tmp_path, today=MONDAY + dt.timedelta(days=1))
    assert list(tmp_path.iterdir()) == []
    assert begin(tmp_path, today=MONDAY).drawn_on == MONDAY


def test_the_example_begins_no_test() -> None:
    with pytest.raises(DataError, match="made-up example"):
        begin(ROOT / "data" / "example")
    assert not (ROOT / "data" / "example" / "test.toml").exists()


def test_what_is_drawn_stays_drawn(tmp_path: Path) -> None:
    first = begin(tmp_path)
    before = (tmp_path / "test.toml").read_bytes()
    again = begun(start=dt.date(2026, 12, 7), stopping=StoppingRule(7, 2))
    for today in (SATURDAY, dt.date(2026, 12, 6)):
        with pytest.raises(DataError, match="what is drawn stays drawn"):
            begin(tmp_path, again, today)
    assert (tmp_path / "test.toml").read_bytes() == before
    assert latest_test(tmp_path) == first


def test_another_test_is_begun_after_it_was_stopped_and_both_are_kept(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / "fair_test.ics").write_text("calendar", encoding="utf-8")
    stopped = stop_test(tmp_path, SATURDAY, "other", SATURDAY)
    second = begin(tmp_path, begun(start=dt.date(2026, 12, 7)))
    assert read_tests(tmp_path) == (stopped, second)
    assert latest_test(tmp_path) == second
    stop_test(tmp_path, SATURDAY, "other", SATURDAY)
    third = begin(tmp_path, begun(start=dt.date(2026, 12, 14)))
    assert [test.start for test in read_tests(tmp_path)] == [
        *(MONDAY, dt.date(2026, 12, 7), dt.date(2026, 12, 14)),
    ]
    assert latest_test(tmp_path) == third
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("fair_test-2026-11-28.ics", "test-2026-11-28-2.toml", "test-2026-11-28.toml"),
        "test.toml",
    ]


def test_another_test_is_begun_after_its_end(tmp_path: Path) -> None:
    first = begin(tmp_path)
    begin_again = dt.date(2027, 6, 7)
    with pytest.raises(DataError, match="running until 2027-05-30"):
        begin(tmp_path, begun(start=begin_again), LAST_DAY)
    second = begin(tmp_path, begun(start=begin_again), LAST_DAY + dt.timedelta(days=1))
    assert read_tests(tmp_path) == (first, second)


def test_an_earlier_file_that_was_edited_is_named(tmp_path: Path) -> None:
    begin(tmp_path)
    stop_test(tmp_path, SATURDAY, "other", SATURDAY)
    begin(tmp_path, begun(start=dt.date(2026, 12, 7)))
    earlier = tmp_path / "test-2026-11-28.toml"
    earlier.write_text("hash = 3\n", encoding="utf-8")
    assert latest_test(tmp_path) is not None
    with pytest.raises(SettingsError, match=re.escape(str(earlier))):
        read_tests(tmp_path)


def test_a_test_whose_file_was_taken_away_is_not_drawn_anew(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / "fair_test.ics").write_text("calendar", encoding="utf-8")
    (tmp_path / "test.toml").unlink()
    with pytest.raises(DataError, match=r"test whose test\.toml is gone"):
        begin(tmp_path, today=FRIDAY)
    (tmp_path / "fair_test.ics").unlink()
    begin(tmp_path)


def test_of_two_at_the_same_moment_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def slower(part: Path, path: Path) -> None:
        if not path.exists():
            path.write_text("of another process", encoding="utf-8")
        link(part, path)

    monkeypatch.setattr(os, "link", slower)
    with pytest.raises(DataError, match="begun just now"):
        begin(tmp_path)
    assert (tmp_path / "test.toml").read_text(encoding="utf-8") == "of another process"
    assert [path.name for path in tmp_path.iterdir()] == ["test.toml"]


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    assert begin(tmp_path) == latest_test(tmp_path)


def test_a_full_disk_leaves_no_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        begin(tmp_path)
    assert latest_test(tmp_path) is None
    clear_left_behind(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_looks_are_counted_in_the_file(tmp_path: Path) -> None:
    begin(tmp_path)
    note_look(tmp_path, dt.date(2027, 1, 2))
    looked = note_look(tmp_path, dt.date(2027, 1, 2))
    assert looked.looks == (dt.date(2027, 1, 2), dt.date(2027, 1, 2))
    assert latest_test(tmp_path) == looked
    path = tmp_path / "test.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("looks = [2027-01-02, 2027-01-02]", "looks = []"))
    with pytest.raises(SettingsError, match=r"since\.hash"):
        latest_test(tmp_path)


@pytest.mark.parametrize("reason", ["rule", "urgent_sign", "injury", "other"])
def test_stopping_is_noted_with_its_day_and_reason(tmp_path: Path, reason: str) -> None:
    test = begin(tmp_path)
    day = dt.date(2027, 1, 2)
    stopped = stop_test(tmp_path, day, reason, dt.date(2027, 1, 4))
    assert latest_test(tmp_path) == stopped
    assert (stopped.stopped_on, stopped.stopped_for) == (day, reason)
    assert stopped.hash == test.hash  # what was fixed stays
    assert stopped.last_day == day
    assert stopped.is_over(day)
    assert (tmp_path / "test.toml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("day", "reason", "words"),
    [
        (dt.date(2027, 1, 5), "rule", "cannot have been stopped on 2027-01-05"),
        (FRIDAY, "rule", "cannot have been stopped on 2026-11-27"),
        (dt.date(2027, 1, 2), "failure", "no reason 'failure'"),
    ],
)
def test_what_cannot_stop_a_test(tmp_path: Path, day: dt.date, reason: str, words: str) -> None:
    test = begin(tmp_path)
    with pytest.raises(DataError, match=words):
        stop_test(tmp_path, day, reason, dt.date(2027, 1, 4))
    assert latest_test(tmp_path) == test


def test_what_is_over_is_not_stopped_again(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no test has been begun"):
        stop_test(tmp_path, SATURDAY, "rule", SATURDAY)
    begin(tmp_path)
    with pytest.raises(DataError, match="over since 2027-05-30"):
        stop_test(tmp_path, LAST_DAY, "rule", LAST_DAY + dt.timedelta(days=1))
    stop_test(tmp_path, SATURDAY, "rule", SATURDAY)
    with pytest.raises(DataError, match="over since 2026-11-28"):
        stop_test(tmp_path, SATURDAY, "injury", SATURDAY)


def test_drawing_leaves_all_but_order_seed_and_day_as_it_was() -> None:
    test = begun()
    again = drawn(test, FRIDAY)
    put_back = dataclasses.replace(
        again, schedule=test.schedule, seed=test.seed, drawn_on=test.drawn_on
    )
    assert put_back == test
    assert again.seed != test.seed
