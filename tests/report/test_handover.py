"""A report reads and fits once: its notebooks take the analysis that it has made."""

import datetime as dt
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.notebook import session
from backpain_analysis.report.analysis import Analysis, analyse
from backpain_analysis.report.handover import VARIABLE, hand_over, handed_over

TODAY = dt.date(2026, 11, 1)


@pytest.fixture
def analysis(someone: Path) -> Analysis:
    return analyse(bpa.read_settings(someone), today=TODAY, confirmed=True)


def test_a_notebook_neither_reads_nor_fits_again(
    analysis: Analysis, someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("the report has done this already")

    hand_over(analysis, tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    for name in ("read_exports", "build_diary", "answer"):
        monkeypatch.setattr(session, name, refuse)
    record = bpa.notebook.open_record(someone)
    assert record.daily.equals(analysis.daily)
    estimates = record.answers.summary()["estimate"]
    assert estimates.equals(analysis.answers.summary()["estimate"])
    assert record.answers.plan.frozen_on == TODAY
    assert record.answer(bpa.DISTANCE) is record.answers["distance"]
    assert len(record.exports.ledger) == len(analysis.exports.ledger)


def test_a_relative_folder_is_found_from_elsewhere(
    someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(someone.parent)
    analysis = analyse(bpa.read_settings(someone.name), today=TODAY)
    hand_over(analysis, tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.chdir("/")
    handed = handed_over(someone)
    assert handed is not None
    assert handed.settings.person == someone.resolve()


def test_nothing_is_handed_over_elsewhere(
    analysis: Analysis, someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in ("", "1", str(tmp_path / "gone"), str(tmp_path)):
        monkeypatch.setenv(VARIABLE, value)
        assert handed_over(someone) is None
    hand_over(analysis, tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert handed_over(tmp_path / "another") is None
    assert handed_over(someone) is not None


def test_a_file_in_the_current_folder_is_not_taken_for_a_handover(
    analysis: Analysis, someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(analysis, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert handed_over(someone) is None
    monkeypatch.setenv(VARIABLE, "")
    assert handed_over(someone) is None
