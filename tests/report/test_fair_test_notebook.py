"""Notebook 09: nothing is drawn without a click, nothing is shown before the end."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_tests import AFTER, DURING, HIGH, LOW, made_days, made_result, made_test, reported

import backpain_analysis as bpa
from backpain_analysis.codes import Remark
from backpain_analysis.notebook import fair_test as shown
from backpain_analysis.notebook.session import Record
from backpain_analysis.settings import ROOT, Settings
from backpain_analysis.trial import ProposedTest, StoppingRule, drawn, latest_test, text_of


def record(folder: Path) -> Record:
    made = Record(Settings(person=folder, timezone="UTC"))
    vars(made)["diary"] = bpa.Diary(made_days())
    return made


def proposal(*refusals: Remark) -> ProposedTest:
    return ProposedTest(
        usual=None,
        most_km=30.0,
        low=LOW,
        high=HIGH,
        start=dt.date.today() + dt.timedelta(days=3),
        weeks=20,
        stopping=StoppingRule(),
        rule_met=pd.DatetimeIndex([]),
        refusals=refusals,
        powers={20: 0.8},
    )


def test_the_button_draws_only_when_all_three_are_ticked(tmp_path: Path) -> None:
    me = record(tmp_path)
    box = shown.choose_test(me, proposal())
    *boxes, button, said = box.children[1:]
    assert [b.value for b in boxes] == [False, False, False]
    assert button.disabled
    for tick in boxes[:2]:
        tick.value = True
        assert button.disabled
    boxes[2].value = True
    assert not button.disabled
    boxes[0].value = False
    assert button.disabled
    assert not (tmp_path / "test.toml").exists()
    boxes[0].value = True
    button.click()
    drawn = latest_test(tmp_path)
    assert drawn is not None
    assert drawn.confirmed.everything
    assert len(drawn.schedule.order) == 10
    assert said.value.count("<br>") == 10
    assert (tmp_path / "fair_test.ics").exists()
    button.click()
    assert latest_test(tmp_path) == drawn


def test_a_click_without_the_ticks_draws_nothing(tmp_path: Path) -> None:
    box = shown.choose_test(record(tmp_path), proposal())
    *_, button, said = box.children[1:]
    button.click()
    assert not (tmp_path / "test.toml").exists()
    assert "three confirmations" in said.value


def test_running_the_notebook_draws_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPAIN_REPORT", "1")
    note = repr(shown.choose_test(record(tmp_path), proposal()))
    assert "Nothing is drawn without a click" in note
    assert list(tmp_path.iterdir()) == []


def test_a_refused_test_and_the_example_have_no_button(tmp_path: Path) -> None:
    refused = shown.choose_test(record(tmp_path), proposal(Remark("trial.refused.never_ran")))
    assert "No test can be begun now" in repr(refused)
    example = shown.choose_test(record(ROOT / "data" / "example_test"), proposal())
    assert "made-up example" in repr(example)


def test_nothing_of_the_difference_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words whether pain is alike in high and low blocks or 4 points apart."""
    pages = []
    for high_less in (0.0, 4.0):
        me = record(tmp_path)
        days = made_days(high_less)
        vars(me)["diary"] = bpa.Diary(days)
        monkeypatch.setattr(shown, "reported", lambda me, days=days: reported(days, DURING))
        parts = [
            shown.show_test_so_far(me),
            shown.show_test_result(me),
            shown.show_test_numbers(me),
        ]
        pages.append("".join(part._repr_html_() for part in parts))
    assert pages[0] == pages[1]
    assert "hidden until the end" in pages[0]


def test_the_result_is_a_line_a_sentence_a_picture_and_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = record(tmp_path)
    over = reported(made_days(), AFTER, made_result())
    monkeypatch.setattr(shown, "reported", lambda me: over)
    html = shown.show_test_result(me)._repr_html_()
    assert html.index("lowered the pain") < html.index("95 % interval") < html.index("<img")
    numbers = shown.show_test_numbers(me)._repr_html_()
    assert "<table" in numbers
    assert "It is no advice" in numbers


def test_no_result_where_the_files_hold_no_day_of_the_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = replace(reported(made_days(), AFTER), lack=Remark("trial_lack.not_begun"))
    monkeypatch.setattr(shown, "reported", lambda me: lacking)
    for show in (shown.show_test_result, shown.show_test_numbers):
        assert "no day of the test" in repr(show(record(tmp_path)))


def test_while_a_test_runs_its_promise_stands_in_place_of_the_curve(tmp_path: Path) -> None:
    me = record(tmp_path)
    future = dt.date.today() + dt.timedelta(days=7)
    schedule = replace(made_test().schedule, start=future)
    test = drawn(replace(made_test(), schedule=schedule), dt.date.today())
    (tmp_path / "test.toml").write_text(text_of(test), encoding="utf-8")
    note: Any = shown.show_test_lengths(me, proposal())
    assert "in about 80 of 100" in repr(note)
