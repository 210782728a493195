"""Settings: defaults, errors that say what to do, answers per file."""

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.settings import (
    FileSettings,
    PainSettings,
    PlanSettings,
    Settings,
    Who,
    check_reports_folder,
    find_person,
)
from backpain_analysis.tables import check_table, codebook

ROOT = Path(__file__).parent.parent
FAULTS = ROOT.parent / "shared" / "cases" / "faults"


def write(folder, text):
    (folder / "settings.toml").write_text(text)
    return folder


def test_defaults(tmp_path):
    settings = bpa.read_settings(tmp_path)
    assert settings.raw == (tmp_path / "raw").resolve()
    assert settings.day_starts == dt.time(4)
    assert settings.activities == ("run",)
    assert settings.zone
    assert (settings.plan.window_days, settings.plan.sesoi) == (14, 1.0)


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
        ("[plan]\nsesoi = 'one'", "plan.sesoi: 'one' is not a number from 0.1 to 5"),
        ("[plan]\nsesoi = nan", "plan.sesoi: nan is not a number from 0.1 to 5"),
        ("[plan]\nsesoi = 0.09", "a number from 0.1 to 5"),
        ("[plan]\nsesoi = 5.01", "a number from 0.1 to 5"),
        ("[plan]\nsesoi = 1e-300", "a number from 0.1 to 5"),
        ("[plan]\nsesoi = true", "a number from 0.1 to 5"),
        ("[plan]\nwindow_days = 0", "one of 7, 14, 21, 28, 35, 42 days"),
        ("[plan]\nwindow_days = 8", "one of 7, 14, 21, 28, 35, 42 days"),
        ("[plan]\nwindow_days = 49", "plan.window_days: 49 is not one of 7, 14"),
        ("[plan]\nwindow_days = 1000000000000", "one of 7, 14, 21, 28, 35, 42 days"),
        (f"[plan]\nwindow_days = 0x{'f' * 9000}", "one of 7, 14, 21, 28, 35, 42 days"),
        (f"[plan]\nwindow_days = {'1' * 5000}", "not valid TOML"),
        ("[plan]\nexposures = ['distance', 'distance']", "'distance' stands there twice"),
        ("[plan]\nexposures = []", "Name at least one"),
        ("activities = ['run', 'Run']", "activities: 'Run' stands there twice"),
        ("activities = []", "activities: there is nothing in the list"),
        (f"activities = {[str(n) for n in range(1001)]}", "more than 1,000 entries"),
        ("day_starts = '04:00:00.5'", "day_starts: '04:00:00.5' is not a time like \"04:00\""),
        ("day_starts = 04:00:30", "in whole minutes"),
        ("day_starts = '04:00+01:00'", "from 00:00 to 11:59"),
        ("day_starts = '04:00Z'", "from 00:00 to 11:59"),
        ("day_starts = '12:00'", "from 00:00 to 11:59"),
        ("covered_from = 2026-01-02\ncovered_to = 2026-01-01", "lies after covered_to"),
        ("covered_from = 0001-01-01", "from 1900 to 2100"),
        ("[travel]\n20260131 = 'UTC'", "2026-01-31"),
        (f"[who]\nname = '{'x' * 201}'", "who.name: 'xxxx"),
        (f"[who]\nname = '{'x' * 201}'", "up to 200 characters"),
        (f"[who]\nquestion = '{'x' * 1001}'", "up to 1,000 characters"),
        ("[files.'a.csv']\nskip_lines = -1", "from 0 to 10,000"),
        (f"a = {'[' * 5000}", "not valid TOML"),
        ("travel = 3", "a table of settings"),
        ("person = 'x'", "there is no setting 'person'"),
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


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("EST5EDT", "America/New_York"),
        ("EST", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("CEST", "Europe/Berlin"),
        ("GMT+5", "Write the zone of a place"),
        ("UTC+2", "Write the zone of a place"),
        ("Etc/GMT-3", "Write the zone of a place"),
        ("europe/berlin", "Europe/Berlin"),
        ("right/UTC", "not a time zone"),
        ("../etc/passwd", "not a time zone"),
        ("Europe", "not a time zone"),
        (r"\u0000", "not a time zone"),
    ],
)
def test_offsets_and_unknown_zones_are_refused_with_what_may_be_meant(tmp_path, name, meant):
    for text in (f'timezone = "{name}"', f'[files."a.csv"]\ntimezone = "{name}"'):
        with pytest.raises(bpa.SettingsError, match="timezone") as caught:
            bpa.read_settings(write(tmp_path, text))
        assert meant in str(caught.value)


@pytest.mark.parametrize("name", ["", "UTC", "GMT", "Europe/Berlin", "America/Port-au-Prince"])
def test_zones_of_places_are_taken(tmp_path, name):
    assert bpa.read_settings(write(tmp_path, f'timezone = "{name}"')).timezone == name


@pytest.mark.parametrize("days", [7, 14, 21, 28, 35, 42])
def test_windows_are_whole_weeks(tmp_path, days):
    settings = bpa.read_settings(write(tmp_path, f"[plan]\nwindow_days = {days}\nsesoi = 5"))
    assert settings.plan.window_days == days
    assert settings.plan.sesoi == 5.0


def test_the_smallest_and_the_longest_that_may_be(tmp_path):
    text = f"day_starts = '11:59'\n[plan]\nsesoi = 0.1\n[who]\nname = '{'x' * 200}'"
    settings = bpa.read_settings(write(tmp_path, text))
    assert settings.day_starts == dt.time(11, 59)
    assert settings.plan.sesoi == 0.1
    assert len(settings.who.name) == 200


def test_control_characters_in_texts_become_a_space(tmp_path):
    text = (
        r'activities = ["run\u0007"]' "\n"
        r'[who]' "\n" r'name = "a\u0000b"' "\n"
        r'[other]' "\n" r'"a\u001b" = "b\u000bc"' "\n"
        r'[files."a\u0001.csv"]' "\n" r'region = "low\nback"'
    )  # fmt: skip
    settings = bpa.read_settings(write(tmp_path, text))
    assert settings.activities == ("run ",)
    assert settings.who.name == "a b"
    assert settings.other == {"a ": "b c"}
    assert settings.for_file("a .csv").region == "low back"


def test_an_error_shows_a_long_value_in_short(tmp_path):
    with pytest.raises(bpa.SettingsError) as caught:
        bpa.read_settings(write(tmp_path, f"timezone = '{'x' * 500_000}'"))
    assert len(str(caught.value)) < 500


def test_settings_that_are_no_file_or_larger_than_they_may_be(tmp_path):
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(bpa.SettingsError, match="no file"):
        bpa.read_settings(tmp_path)
    (tmp_path / "settings.toml").rmdir()
    with pytest.raises(bpa.SettingsError, match="larger than 1 MB"):
        bpa.read_settings(write(tmp_path, "#" * (2**20 + 1)))


@pytest.mark.skipif(not FAULTS.exists(), reason="the shared cases are not here")
def test_the_shared_faults_name_the_key(tmp_path):
    files = sorted(FAULTS.glob("settings_*.toml"))
    for file in files:
        folder = tmp_path / file.stem
        folder.mkdir()
        write(folder, file.read_text())
        if file.stem == "settings_name_nul":
            assert bpa.read_settings(folder).who.name == "a b"
            continue
        with pytest.raises(bpa.SettingsError, match=r"(day_starts|exposures|sesoi|window_days): "):
            bpa.read_settings(folder)
    assert len(files) >= 7


# ---- reports among the exports ----------------------------------------------------------------


@pytest.mark.parametrize("inside", [".", "reports", "deep/er"])
def test_reports_among_the_exports_are_refused(tmp_path, inside):
    (tmp_path / "raw").mkdir()
    settings = bpa.read_settings(tmp_path)
    with pytest.raises(bpa.SettingsError, match="lies in the folder of exports"):
        check_reports_folder(tmp_path / "raw" / inside, settings)


def test_a_report_is_not_written_among_the_exports(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "pain.csv").write_text("date,pain\n2026-01-01,3\n")
    with pytest.raises(bpa.SettingsError, match="lies in the folder of exports"):
        bpa.write_report(tmp_path, tmp_path / "raw" / "reports", notebooks=False)
    assert [p.name for p in (tmp_path / "raw").iterdir()] == ["pain.csv"]


def test_reports_beside_the_exports_are_fine(tmp_path):
    (tmp_path / "raw").mkdir()
    check_reports_folder(tmp_path / "reports", bpa.read_settings(tmp_path))
    check_reports_folder(tmp_path / "raw_reports", bpa.read_settings(tmp_path))


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


TABLES = {"who": Who, "pain": PainSettings, "plan": PlanSettings, "files": FileSettings}


def keys_of(shape, *above):
    """Yield every key that the settings accept, each as the path to it."""
    for field in dataclasses.fields(shape):
        if not field.metadata.get("written", True):
            continue
        if field.name in TABLES and not above:
            yield from keys_of(TABLES[field.name], field.name)
        else:
            yield (*above, field.name)


def test_every_key_is_in_the_example_and_every_key_of_files_in_the_docs():
    example = (ROOT / "data" / "settings.example.toml").read_text()
    formats = (ROOT / "docs" / "formats.md").read_text()
    tables = re.split(r"(?m)^(?:# )?\[", example)
    for *above, key in keys_of(Settings):
        heading = {"": "", "files": "files."}.get("".join(above), "".join(above) + "]")
        own = [t for t in tables if t.startswith(heading)] if heading else tables
        is_table = f"\n[{key}]" in example
        written = re.search(rf"(?m)^(?:# )?{key} = ", "\n".join(own)) is not None
        assert written or is_table, (above, key)
        if above == ["files"]:
            assert re.search(rf"(?m)^(\| `{key}` \||{key} = )|`{key}`", formats), key


def test_the_codebook_in_the_folder_is_the_tables_own():
    text = (ROOT / "data" / "README.md").read_text()
    assert text.endswith(codebook())


def test_find_person(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / ".gitkeep").touch()
    assert find_person(tmp_path).name == "example"
    (tmp_path / "data" / "raw" / "pain.csv").touch()
    assert find_person(tmp_path).name == "data"


# ---- answers pasted ---------------------------------------------------------------------------

ANSWERS = (
    '[files."a.csv"]\ndecimal = ","',
    '[files."b, [2].csv"]\ndate_order = "dmy"',
    "[pain]\nregion = 'low back'",
    '[files."a.csv"]\ndistance_unit = "mi"',
)
FILLED = 'language = "de"\n\n[plan]\nsesoi = 2.0\n\n[files."a.csv"]  # my watch\nkeep = ["me"]\n'


@pytest.mark.parametrize("before", ["", FILLED])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (0, 0, 3, 1, 2, 1, 3)])
def test_answers_pasted_in_any_order_and_twice_land_where_they_belong(tmp_path, before, order):
    text = before + "\n".join(ANSWERS[place] for place in order)
    settings = bpa.read_settings(write(tmp_path, text))
    told = settings.files["a.csv"]
    assert (told.decimal, told.distance_unit, told.date_order) == (",", "mi", "")
    other = settings.files["b, [2].csv"]
    assert (other.decimal, other.distance_unit, other.date_order) == ("", "", "dmy")
    assert settings.pain.region == "low back"
    assert told.keep == (("me",) if before else ())
    assert settings.plan.sesoi == (2.0 if before else 1.0)


def test_an_answer_that_contradicts_an_earlier_one_is_named(tmp_path):
    text = f'{FILLED}\n[files."a.csv"]\nkeep = ["you"]\n'
    with pytest.raises(bpa.SettingsError) as caught:
        bpa.read_settings(write(tmp_path, text))
    said = str(caught.value)
    assert "files.a.csv.keep stands there twice, as ['me'] and as ['you']" in said
    assert "line 9" in said
    assert "Keep one of them." in said


def test_a_key_that_stands_twice_in_one_table_is_named(tmp_path):
    text = '[files."a.csv"]\ndecimal = ","\ndecimal = "."\n'
    with pytest.raises(bpa.SettingsError, match="keep one of them"):
        bpa.read_settings(write(tmp_path, text))


@pytest.mark.parametrize(
    ("key", "home"),
    [
        ("window_days = 14", r"under \[plan\]"),
        ("language = 'de'", "above all"),
        ("born = 1", "who"),
    ],
)
def test_a_key_that_a_pasted_heading_parts_from_its_table_is_sent_home(tmp_path, key, home):
    text = f'[plan]\nsesoi = 1.0\n[files."a.csv"]\ndecimal = ","\n{key}\n'
    with pytest.raises(bpa.SettingsError, match=f"belongs .*{home}"):
        bpa.read_settings(write(tmp_path, text))


DIGITS = "9" * 80


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("[plan]\nsesoi = 0.1", True),
        ("[plan]\nsesoi = 0.09", False),
        ("[plan]\nsesoi = 5.01", False),
        ("[plan]\nsesoi = nan", False),
        ("[plan]\nwindow_days = 43", False),
        ("[plan]\nwindow_days = 42", True),
        ("[files.'a.csv']\nskip_lines = 10_000", True),
        ("[files.'a.csv']\nskip_lines = 10_001", False),
        ("[files.'a.csv']\nskip_lines = 0", True),
        ("[files.'a.csv']\nskip_lines = -1", False),
        ("[files.'a.csv']\nyear = 1990", True),
        ("[files.'a.csv']\nyear = 1989", False),
        ("[files.'a.csv']\nyear = '2100'", True),
        ("[files.'a.csv']\nyear = 2101", False),
        ("covered_from = 1900-01-01", True),
        ("covered_from = 1899-12-31", False),
        ("covered_to = 2100-12-31", True),
        ("covered_to = 2101-01-01", False),
        ("covered_from = 2026-01-02\ncovered_to = 2026-01-02", True),
        ("covered_from = 2026-01-02\ncovered_to = 2026-01-01", False),
        ("day_starts = 00:00:00", True),
        ("day_starts = '12:00'", False),
        ("day_starts = '04:00:01'", False),
        ("day_starts = '04:00:00.5'", False),
        ("day_starts = '04:00+01:00'", False),
        ("[travel]\n'2026-01-31' = 'Asia/Tokyo'", True),
        ("[travel]\n'20260131' = 'Asia/Tokyo'", False),
        (f"[who]\nname = '{'x' * 201}'", False),
        (f"[files.'{'x' * 1000}']\nscale = '0-5'", True),
        (f"[files.'{'x' * 1001}']\nscale = '0-5'", False),
        (f"activities = [{', '.join(repr(str(n)) for n in range(1000))}]", True),
        (f"activities = [{', '.join(repr(str(n)) for n in range(1001))}]", False),
        ("activities = ['run', 'Run']", False),
        ("activities = 'run'", True),
        ("activities = []", False),
    ],
)
def test_each_limit_of_a_setting_is_taken_and_nothing_beyond(tmp_path, text, is_taken):
    folder = write(tmp_path, text)
    if is_taken:
        bpa.read_settings(folder)
        return
    with pytest.raises(bpa.SettingsError):
        bpa.read_settings(folder)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (f"'{'x' * 78}'", f"'{'x' * 78}' is not"),  # with its quotes 80 characters
        (f"'{'x' * 79}'", f"'{'x' * 79}... is not"),
        (DIGITS, f"{DIGITS} is not"),
        (f"1{DIGITS}", "a number of more digits than that is not"),
    ],
)
def test_eighty_characters_of_a_wrong_value_are_shown(tmp_path, value, shown):
    with pytest.raises(bpa.SettingsError) as caught:
        bpa.read_settings(write(tmp_path, f"language = {value}"))
    assert shown in str(caught.value)


def test_a_megabyte_of_settings_is_read(tmp_path):
    assert bpa.read_settings(write(tmp_path, "#" * 2**20)) is not None


def test_the_line_of_an_answer_that_contradicts_an_earlier_one(tmp_path):
    text = "[pain]\nregion = 'back'\n\n[who]\nname = 'x'\n\n[pain]\nregion = 'knee'\n"
    with pytest.raises(bpa.SettingsError, match="line 7"):
        bpa.read_settings(write(tmp_path, text))


def test_a_hidden_file_among_the_exports_is_none(tmp_path):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / ".DS_Store").write_text("x")
    assert find_person(tmp_path).name == "example"
    (tmp_path / "data" / "diary").mkdir()
    (tmp_path / "data" / "diary" / "pain.csv").write_text("date,pain\n")
    assert find_person(tmp_path).name == "data"


def test_the_settings_of_one_file_come_before_those_of_its_name_and_of_patterns(tmp_path):
    text = "[files.'*.csv']\nscale = '0-5'\nregion = 'a'\ndecimal = ','\n"
    text += "[files.'b.csv']\nscale = '0-6'\nregion = 'b'\n"
    text += "[files.'x/b.csv']\nscale = '0-7'\n"
    settings = bpa.read_settings(write(tmp_path, text))
    told = settings.for_file("x/b.csv")
    assert (told.scale, told.region, told.decimal) == ("0-7", "b", ",")
    told = settings.for_file("y/b.csv")
    assert (told.scale, told.region, told.decimal) == ("0-6", "b", ",")
    told = settings.for_file("y/c.csv")
    assert (told.scale, told.region, told.decimal) == ("0-5", "a", ",")
    assert settings.for_file("c.txt").scale == ""
