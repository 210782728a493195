"""The command line: what it prints, and how it ends."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from approved import same_as_approved
from typer.testing import CliRunner

import backpain_analysis as bpa
from backpain_analysis.checks import Sensitivity
from backpain_analysis.cli import app
from backpain_analysis.language import LANGUAGES
from backpain_analysis.settings import ROOT

RUN = CliRunner()
EXAMPLE = ROOT / "data" / "example"


def person(folder: Path, settings: str = "", **files: str) -> Path:
    (folder / "raw").mkdir(parents=True)
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        (folder / "raw" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_check_says_of_the_example_is_as_approved(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "p"
    shutil.copytree(EXAMPLE, folder)
    settings = (EXAMPLE / "settings.toml").read_text(encoding="utf-8")
    told = f'language = "{language}"\n{settings}'
    (folder / "settings.toml").write_text(told, encoding="utf-8")
    done = RUN.invoke(app, ["check", "--person", str(folder)])
    assert done.exit_code == 0, done.output
    lines = done.output.replace(str(folder), "FOLDER").splitlines()
    same_as_approved(f"terminal/check_{language}", lines)


def test_check_accounts_for_every_row(tmp_path: Path) -> None:
    pain = "date,pain\n2026-01-01,3\n2026-01-02,14\n"
    done = RUN.invoke(app, ["check", "--person", str(person(tmp_path / "p", pain=pain))])
    assert done.exit_code == 0, done.output
    assert "pain.csv" in done.output
    assert "set aside" in done.output
    assert "line 3" in done.output


def test_check_shows_the_header_of_an_unknown_file(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", what="foo,bar\n1,2\n")
    done = RUN.invoke(app, ["check", "--person", str(folder)])
    assert done.exit_code == 0, done.output
    assert "foo, bar" in " ".join(done.output.split())


@pytest.mark.parametrize("command", ["check", "report"])
@pytest.mark.parametrize(
    ("settings", "hint"), [("timezon = 'UTC'\n", "timezone"), ("[pain\n", "not valid TOML")]
)
def test_bad_settings_are_one_paragraph(
    tmp_path: Path, command: str, settings: str, hint: str
) -> None:
    folder = person(tmp_path / "p", settings)
    done = RUN.invoke(app, [command, "--person", str(folder)])
    assert done.exit_code == 2
    assert hint in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_missing_folder_is_said(tmp_path: Path, command: str) -> None:
    done = RUN.invoke(app, [command, "--person", str(tmp_path / "nobody")])
    assert done.exit_code == 2
    assert "no such folder" in " ".join(done.output.split())


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    done = RUN.invoke(
        app, ["report", "--person", str(person(tmp_path / "p")), "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 2
    assert "Put the exports" in " ".join(done.output.split())


def test_check_of_an_empty_folder_says_where_the_files_go(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["check", "--person", str(person(tmp_path / "p"))])
    assert done.exit_code == 0
    assert f"Put the exports of your apps into {tmp_path / 'p' / 'raw'}" in done.output


def test_check_shows_questions_first_and_what_was_not_read_last(tmp_path: Path) -> None:
    pain = "date,pain,region\n2026-01-01,3,back\n2026-01-01,2,neck\n"
    folder = person(tmp_path / "p", pain=pain, what="foo,bar\n1,2\n")
    done = RUN.invoke(app, ["check", "--person", str(folder)])
    places = [
        "which of the rated pains is your question about: back, neck?",
        'region = "back"  # or "neck"',
        "Plain table, 2026-01-01 to 2026-01-01: 2 rows, 2 kept, 0 merged, 0 set aside",
        "Pain ratings: back 1, neck 1",
        "what.csv: unknown: no reader knows this header: foo, bar",
        "A question is open: see the top.",
    ]
    found = [done.output.find(text) for text in places]
    assert found == sorted(found)
    assert found[0] > 0


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("log 11", "Rate from 0 (no pain) to 10"),
        ("log much", "Write it like 4 or 4.5"),
        ("log 4 --day 1.2.2026", "Write it like 2026-01-31"),
        ("log 4 --day 2092-01-01", "2092-01-01 lies in the future"),
        ("log 4 --at 9pm", "Write it like 21:30"),
        ("report --month 2026-13", "'2026-13' is not a month. Write it like"),
        ("report --month 2092-01", "lies ahead"),
        ("report --since 1.5.2026", "Write it like 2026-01-31"),
        ("report --since 2026-01-02 --until 2026-01-01", "between --since and --until"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(tmp_path: Path, command: str, words: str) -> None:
    folder = person(tmp_path / "p", pain="date,pain\n2026-01-01,3\n2026-01-02,4\n")
    out = ["--out", str(tmp_path / "out")] if command.startswith("report") else []
    done = RUN.invoke(app, [*command.split(), "--person", str(folder), *out])
    assert done.exit_code == 2, done.output
    assert words in " ".join(done.output.replace("\u2502", " ").split())
    assert not (folder / "diary").exists()


def test_a_rating_with_a_decimal_comma(tmp_path: Path) -> None:
    folder = person(tmp_path / "p")
    done = RUN.invoke(app, ["log", "4,5", "--day", "2026-01-31", "--person", str(folder)])
    assert done.output == f"2026-01-31: 4.5, in {folder / 'diary' / 'pain.csv'}\n"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), 130, "Stopped."),
        (PermissionError(13, "Permission denied", "pain.csv"), 2, "pain.csv: Permission denied."),
        (ZeroDivisionError("by zero"), 3, "report this message"),
    ],
)
def test_what_goes_wrong_is_one_paragraph_and_a_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, words: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("backpain_analysis.importing.read_exports", fail)
    done = RUN.invoke(app, ["check", "--person", str(person(tmp_path / "p"))])
    assert done.exit_code == status
    assert words in done.output
    assert "Traceback" not in done.output


def test_ctrl_c_before_a_command_begins_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("typer.core.TyperGroup.make_context", interrupted)
    done = RUN.invoke(app, ["check"])
    assert done.exit_code == 130
    assert done.output == "Stopped. The last report is as it was.\n"


def test_ctrl_c_amid_an_import_of_a_command_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr("backpain_analysis.importing.read_exports", interrupted)
    done = RUN.invoke(app, ["check", "--person", str(person(tmp_path / "p"))])
    assert done.exit_code == 130
    assert done.output.endswith("Stopped. The last report is as it was.\n")


def test_report_says_whose_it_is_and_gives_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backpain_analysis.report import analysis, pages

    monkeypatch.setattr(pages, "write_pages", lambda *args: None)
    nothing = Sensitivity(bpa.DISTANCE, ())
    monkeypatch.setattr(analysis, "sensitivity", lambda *args: nothing)
    args = ["report", "--person", str(EXAMPLE), "--out", str(tmp_path), "--no-notebooks"]
    done = RUN.invoke(app, [*args, "--month", "2026-10"])
    assert done.exit_code == 0, done.output
    said = re.sub(r"\s+", " ", done.output.replace(str(tmp_path), "OUT").replace(str(ROOT), "ROOT"))
    same_as_approved("terminal/report", said.split(". "))


def test_help_is_quick_and_light() -> None:
    code = "import sys\nfrom backpain_analysis.cli import app\ntry: app(['--help'])\nfinally: "
    code += "assert not {'pandas', 'scipy', 'matplotlib'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "report" in done.stdout


def test_the_terminal_speaks_the_persons_language(tmp_path: Path) -> None:
    pain = "date,pain\n2026-01-01,3\n2026-01-02,14\n"
    folder = person(tmp_path / "p", 'language = "de"\n', pain=pain, what="foo,bar\n1,2\n")
    done = RUN.invoke(app, ["check", "--person", str(folder)])
    assert done.exit_code == 0, done.output
    for text in (
        f"Die Person in {folder}/",
        "2 Zeilen, 1 behalten, 0 zusammengeführt, 1 beiseitegelegt",
        "Schmerzangaben: ohne Region 1",
        "Nicht gelesen",
        "○ nur Schmerz",
    ):
        assert text in done.output


def test_no_file_can_send_the_terminal_a_command(tmp_path: Path) -> None:
    folder = person(tmp_path / "p")
    raw = folder / "raw"
    (raw / "pain\x1b[2J.csv").write_text("date,pain,region\n2026-01-01,3,ba\x1b[31mck\n")
    (raw / "other\x1b]0;x\x07.csv").write_text("fo\x1b[5mo,bar\n1,2\n")
    done = RUN.invoke(app, ["check", "--person", str(folder)])
    assert done.exit_code == 0, done.output
    assert "pain [2J.csv" in done.output
    assert not {"\x1b", "\x07"} & set(done.output)


def test_no_error_can_send_the_terminal_a_command(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", '[files."a\\u001b[2J.csv"]\nscale = "up"\n')
    (folder / "raw" / "a\x1b[2J.csv").write_text("date,pain\n2026-01-01,3\n")
    done = RUN.invoke(app, ["check", "--person", str(folder)])
    assert "\x1b" not in done.output


DAYS = (
    "date,pain,km,weight_kg\n2026-01-01,3,5.1,\n2026-01-03,,6,\n2026-01-05,2,,80\n2026-01-06,,,80\n"
)


def test_days_are_a_strip_of_dots_and_letters_where_dots_cannot_be_written(tmp_path: Path) -> None:
    folder = str(person(tmp_path / "p", days=DAYS))
    dots = RUN.invoke(app, ["check", "--person", folder]).output
    assert "2026-01 ●·+·○-·" in dots
    assert "○ pain only" in dots
    letters = CliRunner(charset="cp1252").invoke(app, ["check", "--person", folder]).output
    assert "2026-01 B.A.PW." in letters
    assert "P pain" in letters


@pytest.mark.parametrize(("months", "shown", "earlier"), [(18, 18, 0), (19, 18, 1)])
def test_eighteen_months_are_shown_two_a_line(
    tmp_path: Path, months: int, shown: int, earlier: int
) -> None:
    days = [f"{2024 + n // 12}-{n % 12 + 1:02}-05,{n % 9}" for n in range(months)]
    folder = str(person(tmp_path / "p", days="date,pain\n" + "\n".join(days) + "\n"))
    lines = RUN.invoke(app, ["check", "--person", folder]).output.splitlines()
    strips = [line for line in lines if line.startswith("20") and "●" not in line[:8]]
    assert sum(line.count("202") for line in strips) == shown
    assert [line.count("202") for line in strips] == [2] * (shown // 2)
    assert len([line for line in lines if "arlier" in line]) == earlier
    if earlier:
        assert "2024-01" not in "".join(strips)


@pytest.mark.parametrize(("lines", "is_shortened"), [(5, False), (6, True)])
def test_five_lines_that_were_set_aside_for_one_reason_are_named(
    tmp_path: Path, lines: int, is_shortened: bool
) -> None:
    wrong = "".join(f"2092-02-{day:02},7\n" for day in range(1, lines + 1))
    folder = person(tmp_path / "p", pain="date,pain\n2026-01-01,7\n2026-01-02,9\n" + wrong)
    output = " ".join(RUN.invoke(app, ["check", "--person", str(folder)]).output.split())
    assert "4, 5, 6, 7" in output
    assert ("..." in output) == is_shortened
    assert "4, 5, 6, 7, 8, 9" not in output


def test_what_every_file_needs_is_told_shortly(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", pain="date,pain\n13/01/2026,7\n14/01/2026,9\n")
    lines = RUN.invoke(app, ["check", "--person", str(folder)]).output.splitlines()
    (short,) = [line for line in lines if "encoding" in line]
    assert "date order" in short
    assert "delimiter" in short
    assert not [line for line in lines if "not_read" in line]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["soon", "soon"], "2 set aside (no usable date: 'soon'); line 3, 4"),
        (["soon", "later"], "2 set aside (no usable date: 'soon', 'later'); line 3, 4"),
        (["a", "b", "c"], "3 set aside (no usable date: 'a', 'b', 'c'); line 3, 4, 5"),
        (["a", "b", "c", "d"], "4 set aside (no usable date: 'a', 'b', 'c', …); line 3, 4, 5, 6"),
    ],
)
def test_rows_without_a_date_are_told_in_one_line(
    tmp_path: Path, cells: list[str], said: str
) -> None:
    rows = "".join(f"{cell},3\n" for cell in cells)
    text = "date,pain\n2026-01-01,7\n" + rows + "2026-01-02,6\n" * len(cells)
    output = RUN.invoke(app, ["check", "--person", str(person(tmp_path / "p", pain=text))]).output
    assert said in " ".join(output.split())
