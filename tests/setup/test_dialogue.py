"""`backpain setup`: asks until it is answered, loses nothing, and ends as one would expect."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import backpain_analysis as bpa
from backpain_analysis.cli import app
from backpain_analysis.settings import ROOT

EXAMPLE = ROOT / "data" / "example"
RUNS = "date,distance\n03/04/2026,5\n05/04/2026,6\n"
ALIKE = "Your answer"


def person(folder: Path, settings: str = "", **files: str) -> Path:
    (folder / "raw").mkdir(parents=True)
    if settings:
        (folder / "settings.toml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        (folder / "raw" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def setup(folder: Path, typed: str) -> tuple[int, str]:
    """Type lines into `backpain setup`; return its status and what it printed."""
    out = str(folder.parent / "reports")
    done = CliRunner().invoke(app, ["setup", "--person", str(folder), "--out", out], input=typed)
    return done.exit_code, " ".join(done.output.split())


def test_questions_are_asked_one_after_another_and_the_line_is_shown(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", runs=RUNS)
    status, said = setup(folder, "1\n1\n")
    assert status == 0
    assert "Question 1 of" in said
    written = (folder / "settings.toml").read_text()
    for line in written.split("\n"):
        assert line in said
    assert "No question about your files is open." in said
    settings = bpa.read_settings(folder)
    assert not bpa.read_exports(settings.raw, settings).questions


def test_what_is_none_of_the_answers_is_asked_again(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", runs=RUNS)
    _, said = setup(folder, "7\n-1\nyes\n1\n")
    for typed in ("7", "-1", "yes"):
        assert f"{typed} is none of the answers." in said
    assert (folder / "settings.toml").exists()


def test_an_answer_in_ones_own_words(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{day:02d},{day % 6}\n" for day in range(1, 31))
    folder = person(tmp_path / "p", pain="date,pain\n" + rows)
    status, said = setup(folder, "nonsense\n0-6\n")
    assert status == 0
    assert "Nothing was changed." in said
    assert bpa.read_settings(folder).for_file("pain.csv").scale == "0-6"


@pytest.mark.parametrize(("typed", "words"), [("", "no more input"), ("q\n", "Stopped.")])
def test_stopping_loses_nothing(tmp_path: Path, typed: str, words: str) -> None:
    pain = "date,pain,region\n2026-04-01,3,back\n2026-04-01,2,knee\n"
    folder = person(tmp_path / "p", '# mine\ntimezone = "UTC"\n', runs=RUNS, pain=pain)
    status, said = setup(folder, "1\n" + typed)
    assert status == 0
    assert words in said
    assert "is written down" in said
    written = (folder / "settings.toml").read_text()
    assert written.startswith('# mine\ntimezone = "UTC"\n')
    assert written.count(" = ") == 2


def test_ctrl_c_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = person(tmp_path / "p", runs=RUNS)

    def interrupted(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    status, said = setup(folder, "")
    assert status == 130
    assert "What you have answered is written down" in said
    assert "The last report" not in said  # nor how other commands end, in English


def test_deciding_later_goes_on_to_the_next(tmp_path: Path) -> None:
    pain = "date,pain,region\n2026-04-01,3,back\n2026-04-01,2,knee\n"
    folder = person(tmp_path / "p", runs=RUNS, pain=pain)
    _, said = setup(folder, "\n\n\n\n")
    assert "Question 3 of 3" in said
    assert "3 questions are left open" in said
    assert "Once no question is open" in said
    assert not (folder / "settings.toml").exists()


@pytest.mark.parametrize(
    ("settings", "status", "words"),
    [("timezon = 'UTC'\n", 2, "timezone"), ("[pain\n", 2, "not valid TOML")],
)
def test_settings_that_cannot_be_read(
    tmp_path: Path, settings: str, status: int, words: str
) -> None:
    folder = person(tmp_path / "p", settings, runs=RUNS)
    assert setup(folder, "1\n")[0] == status
    assert words in setup(folder, "1\n")[1]
    assert (folder / "settings.toml").read_text() == settings


def test_without_files_it_says_where_they_go(tmp_path: Path) -> None:
    folder = person(tmp_path / "p")
    status, said = setup(folder, "")
    assert status == 0
    assert f"Put the exports of your apps into {folder / 'raw'}" in said


def test_the_example_needs_none(tmp_path: Path) -> None:
    status, said = setup(EXAMPLE, "")
    assert status == 0
    assert "nothing to set up" in said


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE / "raw", tmp_path / "p" / "raw")
    return tmp_path / "p"


def test_the_plan_is_fixed_when_the_person_says_that_it_is_them(whole: Path) -> None:
    _, said = setup(whole, "n\n")
    assert "You run 1.5 to 5.5 times and 7.9 to 29.7 km a week" in said
    assert "nothing was fixed" in said
    _, said = setup(whole, "perhaps\n\n")
    assert "perhaps is none of the answers" in said
    assert not (whole / "plan.toml").exists()
    _, said = setup(whole, "y\n")
    assert "The plan is fixed" in said
    plan = bpa.read_settings(whole).frozen_plan
    assert plan is not None
    assert plan.contrasts["distance"] == (7.86, 29.73)
    assert plan.drafts_seen == 0
    assert "There is nothing to confirm" in setup(whole, "")[1]


def test_it_speaks_german(whole: Path) -> None:
    (whole / "settings.toml").write_text('language = "de"\n')
    _, said = setup(whole, "ja\n")
    assert "In der Woche sind es bei Ihnen 1,5 bis 5,5 Läufe und 7,9 bis 29,7 km" in said
    assert "Der Plan ist festgelegt" in said


def test_running_in_two_columns_may_be_added_up(tmp_path: Path) -> None:
    rows = "2026-01-02,5,\n2026-01-04,,6\n2026-01-05,3,2\n"
    folder = person(tmp_path / "p", runs=f"date,road km,treadmill km\n{rows}")
    status, said = setup(folder, "3\n")
    assert status == 0
    assert "3 Yes, and: treadmill km + road km then: 3 sessions" in said
    settings = bpa.read_settings(folder)
    exports = bpa.read_exports(settings.raw, settings)
    assert exports.runs["distance_km"].tolist() == [5, 6, 5]
