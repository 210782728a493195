"""An answer changes what it answers in settings.toml, and nothing else."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import backpain_analysis as bpa
from backpain_analysis.codes import Remark
from backpain_analysis.errors import SettingsError
from backpain_analysis.importing import Question
from backpain_analysis.setup import write_answer


def write(folder: Path, file: str, **values: Any) -> str:
    """Write an answer about a file, or about all; return the lines that are shown."""
    return write_answer(folder, Question(file, Remark("x")), values).lines


def test_an_answer_that_does_not_fit_leaves_the_settings_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    with pytest.raises(SettingsError):
        write(tmp_path, "runs.csv", date_order="backwards")
    assert not path.exists()
    path.write_text('# mine\ntimezone = "UTC"\n')
    write(tmp_path, "runs.csv", date_order="dmy")
    write(tmp_path, "runs.csv", distance_unit="km")
    assert path.read_text() == (
        '# mine\ntimezone = "UTC"\n\n[files."runs.csv"]\ndate_order = "dmy"\ndistance_unit = "km"\n'
    )
    write(tmp_path, "runs.csv", date_order="mdy")
    text = path.read_text()
    assert bpa.read_settings(tmp_path).for_file("runs.csv").date_order == "mdy"
    assert text.count("date_order") == 1
    with pytest.raises(SettingsError):
        write(tmp_path, "runs.csv", decimal="?")
    assert path.read_text() == text
    assert [p.name for p in tmp_path.iterdir()] == ["settings.toml"]


# settings as people write them; each is to keep all that it holds
HELD = {
    "a comment behind a heading": '[files."a.csv"]  # mine\nscale = "0-5"\n\n[pain]\nregion = "x"',
    "the heading twice": '[files."a.csv"]\nscale = "0-5"\n\n[files."a.csv"]\ndate_order = "dmy"\n',
    "another quoting": "[files.'a.csv']\nscale = '0-5'\n",
    "a pattern": '[files."*.csv"]\nscale = "0-5"\n',
    "a list over lines": '[files."b.csv"]\nkeep = [\n  "a",\n  "[b]",\n]\n[pain]\nregion = "x"\n',
    "a dotted key": 'files."b.csv".scale = "0-5"\ntimezone = "UTC"\n',
    "an inline table": 'files = {"a.csv" = {scale = "0-5"}}\n',
    "a heading in a text": 'timezone = "UTC"\n[who]\nquestion = """\n[files."a.csv"]\n"""\n',
    "windows": 'timezone = "UTC"\r\n\r\n[files."a.csv"]\r\nscale = "0-5"\r\n',
    "nothing": "",
}


@pytest.mark.parametrize("name", HELD)
@pytest.mark.parametrize("file", ["a.csv", "b.csv", 'odd "]\\ name.csv', ""])
def test_everything_else_stays_as_it_is(tmp_path: Path, name: str, file: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(HELD[name].encode())
    before = bpa.read_settings(tmp_path)
    values = {"decimal": ","} if file else {"region": "knee"}
    lines = write(tmp_path, file, **values)
    after = bpa.read_settings(tmp_path)
    told = after.files[file] if file else after.pain
    for key, value in values.items():
        assert getattr(told, key) == value
        assert tomllib.loads(lines)
    for other in before.files.keys() - {file}:
        assert after.files[other] == before.files[other]
    if file in before.files:
        assert after.files[file].scale == before.files[file].scale
        assert after.files[file].date_order == before.files[file].date_order
    assert (after.timezone, after.who) == (before.timezone, before.who)
    if file:
        assert after.pain == before.pain
    if name == "windows":
        assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_way_of_writing_that_cannot_be_added_to_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    text = 'files = {"a.csv" = {decimal = "."}}\n'
    path.write_text(text)
    with pytest.raises(SettingsError, match=r'yourself:\n\[files\."a\.csv"\]\ndecimal = ","'):
        write(tmp_path, "a.csv", decimal=",")
    assert path.read_text() == text


def test_read_only_settings_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('timezone = "UTC"\n')
    path.chmod(0o444)
    with pytest.raises(SettingsError, match="read-only"):
        write(tmp_path, "a.csv", decimal=",")
    assert path.read_text() == 'timezone = "UTC"\n'


def test_a_link_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.toml"
    real.write_text('timezone = "UTC"\n')
    person = tmp_path / "p"
    person.mkdir()
    (person / "settings.toml").symlink_to(real)
    write(person, "a.csv", decimal=",")
    assert (person / "settings.toml").is_symlink()
    assert "decimal" in real.read_text()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '[files."a.csv"]\nscale = "0-5"\n\n\n[pain]\nregion = "x"\n',
            '[files."a.csv"]\nscale = "0-5"\ndecimal = ","\n\n[pain]\nregion = "x"\n',
        ),
        (
            '[pain]\nregion = "x"\n\n[files."a.csv"]\ndecimal = "."\nscale = "0-5"\n\n\n',
            '[pain]\nregion = "x"\n\n[files."a.csv"]\nscale = "0-5"\ndecimal = ","\n',
        ),
        ("", '[files."a.csv"]\ndecimal = ","\n'),
        ("# mine\n\n\n", '# mine\n\n[files."a.csv"]\ndecimal = ","\n'),
    ],
)
def test_an_answer_stands_below_its_heading(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(before)
    write(tmp_path, "a.csv", decimal=",")
    assert path.read_text() == after
