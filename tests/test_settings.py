"""Settings: defaults, errors that say what to do, answers per file."""

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.settings import find_person
from backpain_analysis.tables import check_table, codebook

ROOT = Path(__file__).parent.parent


def write(folder, text):
    (folder / "settings.toml").write_text(text)
    return folder


def test_defaults(tmp_path):
    settings = bpa.read_settings(tmp_path)
    assert settings.raw == (tmp_path / "raw").resolve()
    assert settings.day_starts == dt.time(4)
    assert settings.activities == ("run",)
    assert settings.zone


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("timezome = 'UTC'", "timezone"),
        ("[pain]\nregoin = 'x'", "pain.region"),
        ("timezone = 'Mars/Base'", "not a time zone"),
        ("[travel]\n2026-01-01 = 'Mars/Base'", "not a time zone"),
        ("[travel]\nsummer = 'UTC'", "2026-01-31"),
        ("timezone = 3", "not a time zone"),
        ("language = 'xx'", "one of de, en"),
        ("raw = 3", "raw"),
        ("a = ", "not valid TOML"),
        ("day_starts = '4 am'", "04:00"),
        ("[plan]\nsesoi = 'one'", "a number above 0"),
        ("[plan]\nsesoi = nan", "a number above 0"),
        ("[plan]\nwindow_days = 0", "7 or more"),
        ("[plan]\nsesoi = 0", "a number above 0"),
        ("[files.pain.csv]\nscale = '0-10'", "quotes"),
        ("[files.'a.csv']\nscael = '0-10'", "scale"),
        ("[files.'a.csv']\ntable = 'sleep'", "'runs'"),
    ],
)
def test_errors_say_what_to_do(tmp_path, text, words):
    with pytest.raises(bpa.SettingsError, match=r"settings\.toml") as caught:
        bpa.read_settings(write(tmp_path, text))
    assert words in str(caught.value)
    assert "\n\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("language = 'en'\n[pain]\nregoin = 'x'", "line 3: there is no setting 'pain.regoin'"),
        ("\n[pains]\nregion = 'x'", "line 2: there is no setting 'pains'. Did you mean 'pain'?"),
        ("\ntimezone = 'Europe/Berln'", "line 2: timezone: 'Europe/Berln' is not a time zone"),
        ("timezone = 'Europe/Berln'", "Did you mean 'Europe/Berlin'?"),
        ("[files.'a.csv']\nscale = 3\n[files.'b.csv']\nscale = '0-4'", "toml: files.a.csv.scale"),
        ("covered_from = 2026-13-01", "line 1"),
        ("activities = [1]", "line 1: activities: 1 is not text in quotes"),
    ],
)
def test_errors_name_the_line_where_there_is_but_one(tmp_path, text, words):
    with pytest.raises(bpa.SettingsError) as caught:
        bpa.read_settings(write(tmp_path, text))
    assert words in str(caught.value)


def test_a_table_that_breaks_its_contract_is_a_fault_of_the_software():
    row = {"time": "2026-01-01", "day": "2026-01-01", "source": "x", "file": "a.csv", "line": 2}
    for wrong, words in (
        ({"pain": 11.0, "region": ""}, "lies outside 0 to 10 0-10 NRS"),
        ({"pain": "much", "region": ""}, "not as it should be"),
        ({"pain": 1.0}, "region"),
    ):
        with pytest.raises(bpa.DataError, match=words) as caught:
            check_table("pain", pd.DataFrame([row | wrong]))
        assert "report it" in str(caught.value)


def test_missing_folder(tmp_path):
    with pytest.raises(bpa.SettingsError, match="no such folder"):
        bpa.read_settings(tmp_path / "nowhere")


def test_answers_for_a_file_by_name_path_and_pattern(tmp_path):
    settings = bpa.read_settings(
        write(tmp_path, '[files."a.csv"]\nscale="0-4"\n[files."*.csv"]\nscale="0-100"')
    )
    assert settings.for_file("a.csv").scale == "0-4"
    assert settings.for_file("old/export.zip/a.csv").scale == "0-4"
    assert settings.for_file("old/b.csv").scale == "0-100"
    assert settings.for_file("b.tsv").scale == ""


def test_the_example_settings_are_valid(tmp_path):
    text = (ROOT / "data" / "settings.example.toml").read_text()
    settings = bpa.read_settings(write(tmp_path, text))
    assert settings.pain.region == "low back"
    # what is commented out is valid too
    named = re.sub(r"^# (?=[\w\[\"])(.* = .*|\[.*)$", r"\1", text, flags=re.M)
    assert bpa.read_settings(write(tmp_path, named)).files["Activities.csv"].distance_unit == "km"


def test_the_codebook_in_the_folder_is_the_tables_own():
    text = (ROOT / "data" / "README.md").read_text()
    assert text.endswith(codebook())


def test_find_person(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / ".gitkeep").touch()
    assert find_person(tmp_path).name == "example"
    (tmp_path / "data" / "raw" / "pain.csv").touch()
    assert find_person(tmp_path).name == "data"
