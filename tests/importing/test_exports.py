"""A folder of exports: every file accounted for, odd ones named, archives opened safely."""

import csv
import gzip
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

import backpain_analysis as bpa
from backpain_analysis.language import (
    Phrases,
    decisions_in_words,
    problem_words,
    question_words,
)
from backpain_analysis.settings import FileSettings, PainSettings, Settings

SAMPLES = Path(__file__).parent / "samples"
PHRASES = Phrases()
BERLIN = Settings(timezone="Europe/Berlin")
PAIN = "date,pain\n2026-01-01,3\n2026-01-02,0\n"


def read(folder, **files):
    settings = Settings(timezone="Europe/Berlin", files=files.pop("files", {}))
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return bpa.read_exports(folder, settings)


def problem(exports, file):
    return problem_words(PHRASES, exports.files.set_index("file").at[file, "problem"])


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__csv", ".csv").replace("__jpg", ".jpg"), content)
    return buffer.getvalue()


def test_plain_pain_diary(tmp_path):
    exports = read(tmp_path, pain__csv=PAIN)
    assert exports.pain["pain"].tolist() == [3.0, 0.0]
    assert exports.pain["line"].tolist() == [2, 3]
    assert exports.ledger.totals().loc["pain.csv"].tolist() == [2, 2, 0, 0, 0]


def test_what_was_read_is_printed_by_its_counts(tmp_path):
    exports = read(tmp_path, what__csv="colour,shape\nred,round\n", pain__csv=PAIN)
    assert repr(exports) == (
        "Exports(2 files, 0 activities, 2 ratings, 0 weigh-ins, 0 other values, 0 events, "
        "0 questions)"
    )


def test_unknown_file_is_listed_with_its_header(tmp_path):
    exports = read(tmp_path, what__csv="colour,shape\nred,round\n", pain__csv=PAIN)
    assert "unknown" in problem(exports, "what.csv")
    assert "colour, shape" in problem(exports, "what.csv")
    assert len(exports.pain) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"date,pain\n", "without rows"),
    ],
)
def test_nothing_in_the_file(tmp_path, content, words):
    exports = read(tmp_path, odd__csv=content)
    assert words in problem(exports, "odd.csv")
    assert len(exports.ledger) == 0


def test_missing_folder(tmp_path):
    with pytest.raises(bpa.DataError, match="no such folder"):
        bpa.read_exports(tmp_path / "nowhere", BERLIN)


def test_a_folder_without_rights(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(bpa.DataError, match="cannot be read"):
        bpa.read_exports(tmp_path, BERLIN)


def test_a_subfolder_without_rights_is_named(tmp_path, monkeypatch):
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    (tmp_path / "closed").mkdir()
    monkeypatch.setattr("os.scandir", refuse)
    exports = read(tmp_path, pain__csv=PAIN)
    assert "cannot be read" in problem(exports, "closed")
    assert len(exports.pain) == 2


def test_empty_folder(tmp_path):
    exports = bpa.read_exports(tmp_path, BERLIN)
    assert len(exports.files) == 0
    assert len(exports.runs) == 0


def test_raw_files_stay_as_they_are(tmp_path):
    (tmp_path / "pain.csv").write_text(PAIN)
    before = (tmp_path / "pain.csv").stat().st_mtime_ns
    bpa.read_exports(tmp_path, BERLIN)
    assert (tmp_path / "pain.csv").read_text() == PAIN
    assert (tmp_path / "pain.csv").stat().st_mtime_ns == before


def test_ignored_file(tmp_path):
    exports = read(tmp_path, pain__csv=PAIN, files={"*.csv": FileSettings(ignore=True)})
    assert "ignored" in problem(exports, "pain.csv")
    assert len(exports.pain) == 0


def test_settings_for_a_file_that_is_not_there(tmp_path):
    files = {"pian.csv": FileSettings(scale="0-4"), "p*.csv": FileSettings()}
    files["pain [1].csv"] = FileSettings()
    exports = read(tmp_path, pain__csv=PAIN, files=files, **{"pain [1]__csv": PAIN})
    assert "no such file" in problem(exports, "pian.csv")
    assert len(exports.files) == 3


def test_many_unknown_files_of_one_kind_are_one_line(tmp_path):
    days = {f"Takeout/2024-01-{d:02d}__csv": "Start time,End time\n1,2\n" for d in range(1, 20)}
    exports = read(tmp_path, t__zip=zipped(**days, **{"__MACOSX/._a__csv": "x"}))
    assert exports.files["file"].tolist() == ["t.zip/Takeout/* (19 files)"]
    assert "Start time, End time" in problem(exports, exports.files["file"].iloc[0])


def test_empty_workbook(tmp_path):
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    assert "empty" in problem(read(tmp_path, a__xlsx=buffer.getvalue()), "a.xlsx")


def test_two_claims_set_one_file_aside(tmp_path):
    exports = read(tmp_path, Checkmarks__csv="Date,Weight\n2024-01-01,2\n", pain__csv=PAIN)
    said = problem(exports, "Checkmarks.csv")
    assert "two readers claim this file" in said
    assert "Loop Habits" in said
    assert '[files."Checkmarks.csv"]' in said
    assert len(exports.pain) == 2


def test_a_loop_run_is_not_a_habit(tmp_path):
    exports = read(tmp_path, loop_runs__csv="date,km\n2024-01-01,5.2\n")
    assert exports.runs["distance_km"].tolist() == [5.2]


def test_a_single_rating_beyond_ten_is_asked_about(tmp_path):
    exports = read(tmp_path, a__csv="date,pain\n2024-01-01,40\n")
    assert "scale" in exports.questions[0].setting


def test_a_file_without_unit_is_asked_about_and_the_others_go_on(tmp_path):
    exports = read(tmp_path, w__csv="Date,Weight\n2024-01-01,80.5\n", pain__csv=PAIN)
    (question,) = exports.questions
    assert question.file == "w.csv"
    assert "unit" in question_words(PHRASES, question)
    assert len(exports.weight) == 0
    assert len(exports.pain) == 2
    assert exports.ledger.totals().loc["w.csv", "set aside"] == 1
    (tmp_path / "settings.toml").write_text(question.setting)
    answered = bpa.read_settings(tmp_path)
    assert bpa.read_exports(tmp_path, answered).weight["weight_kg"].tolist() == [80.5]


@pytest.mark.parametrize(
    ("header", "rows", "key"),
    [
        ("date,pain", ["03/04/2024,4", "05/06/2024,3"], "date_order"),
        ("date,weight_kg", ['2024-01-01,"80,500"'], "decimal"),
        ("date,duration,km", ["2024-01-01,30,5"], "duration_unit"),
        ("date,distance,minutes", ["2024-01-01,5,30"], "distance_unit"),
        ("date,pain level", ["2024-01-01,3", "2024-01-02,4"], "scale"),
        ("date,pain", ["2024-01-01,40", "2024-01-02,55"], "scale"),
        ("date,pain", ["2024-01-01,mild", "2024-01-02,severe"], "scale"),
        ("Start Time,Pain Level,Triggers", ["2024-01-01 10:00,3,x"], "scale"),
        ("date,back pain,neck pain", ["2024-01-01,6,1", "2024-01-02,7,2"], "value"),
        ("Timestamp,Pain in the back?,Knee pain?", ["2024-01-01 10:00,6,1"], "value"),
    ],
)
def test_what_the_file_cannot_tell_is_asked(tmp_path, header, rows, key):
    exports = read(tmp_path, x__csv="\n".join([header, *rows]) + "\n")
    assert key in exports.questions[0].setting
    assert set(exports.ledger.in_words()["fate"]) == {"set aside"}
    (tmp_path / "settings.toml").write_text("\n".join(q.setting for q in exports.questions))
    again = bpa.read_exports(tmp_path, bpa.read_settings(tmp_path))
    assert not again.questions
    assert set(again.ledger.in_words()["fate"]) == {"kept"}


@pytest.mark.parametrize("column", ["back pain", "Neck pain (0-10)"])
def test_one_of_several_columns_of_pain_is_chosen(tmp_path, column):
    text = "date,back pain,Neck pain (0-10),pain medication\n2024-01-01,6,1,aspirin\n"
    assert "neck pain" in question_words(PHRASES, read(tmp_path, x__csv=text).questions[0])
    exports = read(tmp_path, x__csv=text, files={"x.csv": FileSettings(value=column)})
    assert exports.pain["pain"].tolist() == [6.0 if column == "back pain" else 1.0]


def test_which_of_several_pains_is_asked_until_it_is_named(tmp_path):
    rows = "date,pain,region\n2024-01-01,6,Lower back\n2024-01-01,2,knees\n2024-01-02,3,\n"
    (question,) = read(tmp_path, x__csv=rows).questions
    assert "Lower back, knees" in question_words(PHRASES, question)
    (tmp_path / "settings.toml").write_text(question.setting)
    settings = bpa.read_settings(tmp_path)
    assert settings.pain.region == "Lower back"
    exports = bpa.read_exports(tmp_path, settings)
    assert not exports.questions
    assert bpa.build_diary(exports, settings).days["pain"].dropna().tolist() == [6.0]


@pytest.mark.parametrize(
    ("header", "cell"),
    [("distance_yd", "1000"), ("Distance (yd)", "1000"), ("distance", "1000 yards")],
)
def test_a_pool_in_yards(tmp_path, header, cell):
    text = f"date,{header},duration_min,activity\n2024-01-01,{cell},20,swim\n"
    assert read(tmp_path, a__csv=text).runs["distance_km"].tolist() == pytest.approx([0.9144])


def test_an_error_says_once_where_to_ask(tmp_path):
    with pytest.raises(bpa.DataError) as caught:
        bpa.read_exports(tmp_path / "nowhere", BERLIN)
    assert "Make it and put the exports there." in str(caught.value)
    assert "open an issue" in caught.value.__notes__[0]


def test_a_number_beyond_all_numbers_is_none(tmp_path):
    exports = read(tmp_path, Checkmarks__csv=f"Date,Water,Stretching\n2024-01-01,{'9' * 400},2\n")
    assert exports.other[["variable", "value"]].to_numpy().tolist() == [["stretching", 1.0]]


def test_no_running_on_a_day_is_no_session(tmp_path):
    text = (SAMPLES / "google_fit.csv").read_text().rstrip("\n")
    cells = ["2022-03-03", *[""] * 26]
    cells[23] = "0"  # milliseconds of running
    exports = read(tmp_path, a__csv=f"{text}\n{','.join(cells)}\n")
    assert len(exports.runs) == 1


@pytest.mark.parametrize(
    ("order", "value"), [("Date,Type,Value", "WEIGHT,80"), ("Date,Value,Type", "80,Weight")]
)
def test_measurements_are_found_by_their_names(tmp_path, order, value):
    told = {"m.csv": FileSettings(weight_unit="kg")}
    exports = read(tmp_path, m__csv=f"{order}\n2024-01-01 07:00:00,{value}\n", files=told)
    assert exports.weight["weight_kg"].tolist() == [80.0]


def test_column_that_the_settings_misname(tmp_path):
    told = FileSettings(table="pain", date=("date",), value="paine")
    with pytest.raises(bpa.DataError, match="paine"):
        read(tmp_path, pain__csv=PAIN, files={"pain.csv": told})


@pytest.mark.parametrize(
    "text",
    [
        "date,steps,distance\n2024-01-01,9000,6.1\n",
        "Date,Duration,Deep,REM\n2024-01-01,480,90,100\n",
        "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance\n"
        "2024-01-01 10:00:00,Legs,1h 5m,Squat,1,100,5,0\n",
    ],
)
def test_steps_sleep_and_lifted_weights_are_no_runs_and_no_weigh_ins(tmp_path, text):
    exports = read(tmp_path, a__csv=text)
    assert "unknown" in problem(exports, "a.csv")


def test_hand_kept_table_without_date_or_value(tmp_path):
    for told in (
        FileSettings(table="pain", value="pain"),
        FileSettings(table="pain", date=("date",)),
    ):
        with pytest.raises(bpa.DataError, match=r"\[files"):
            read(tmp_path, pain__csv=PAIN, files={"pain.csv": told})


def test_words_above_and_blanks_as_above(tmp_path):
    text = "blank = as above,,,\nyear,month,day,km\n2024,1,5,5.0\n,,6,?\n,2,1,~7\n"
    told = FileSettings(
        table="runs", skip_lines=1, date=("year", "month", "day"),
        as_above=("year", "month", "day"), distance=("km",),
    )  # fmt: skip
    exports = read(tmp_path, log__csv=text, files={"log.csv": told})
    assert exports.runs["day"].dt.strftime("%Y-%m-%d").tolist() == [
        "2024-01-05",
        "2024-01-06",
        "2024-02-01",
    ]
    assert exports.runs["distance_km"].isna().tolist() == [False, True, False]
    assert exports.ledger.in_words()["reason"].tolist() == [
        "", "distance missing: '?' is not a number", "",
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["timestamp,pain", "date,back_pain", "Datum,Schmerz"])
def test_low_ratings_in_the_tidy_layout_need_no_question(tmp_path, header):
    exports = read(tmp_path, a__csv=f"{header}\n2026-01-01,1\n2026-01-02,2\n")
    assert exports.pain["pain"].tolist() == [1.0, 2.0]
    assert not exports.questions


def test_a_type_of_weigh_in_is_no_session(tmp_path):
    exports = read(tmp_path, a__csv="date,weight_kg,type\n2026-01-01,80,morning\n")
    assert len(exports.runs) == 0
    assert len(exports.weight) == 1


def test_other_ratings_under_the_name_the_settings_give(tmp_path):
    (tmp_path / "a.csv").write_text("date,pain,stress\n2026-01-01,3,4\n")
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC", other={"Stress": "tension"}))
    assert exports.other["variable"].tolist() == ["tension"]


def test_a_person_whose_folder_is_the_raw_folder(tmp_path):
    (tmp_path / "diary").mkdir()
    (tmp_path / "diary" / "pain.csv").write_text(PAIN)
    (tmp_path / "events.csv").write_text("start,end,event\n2026-01-10,,injection\n")
    (tmp_path / "settings.toml").write_text('raw = "."')
    exports = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert len(exports.pain) == 2
    assert len(exports.events) == 1


def test_the_same_name_in_two_places(tmp_path):
    for i, folder in enumerate((tmp_path, tmp_path / "raw")):
        folder.mkdir(exist_ok=True)
        (folder / "events.csv").write_text(f"start,end,event\n2026-01-1{i},,injection\n")
    exports = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert sorted(exports.events["file"]) == ["../events.csv", "events.csv"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("pain.csv", PAIN)
        archive.writestr("pain.csv", PAIN)
    exports = bpa.read_exports(tmp_path, BERLIN)
    assert "one name" in problem(exports, "a.zip")
    assert len(exports.pain) == 2


def test_calendar(tmp_path):
    assert len(read(tmp_path).calendar()) == 0
    rows = "2026-01-01,3,5.1,\n2026-01-03,,6,\n2026-02-02,,,80\n2026-02-03,2,,80\n"
    exports = read(tmp_path, a__csv="date,pain,km,weight_kg\n" + rows)
    calendar = exports.calendar()
    assert calendar["days"].tolist() == ["B.A" + "." * 28, ".WP" + "." * 25]
    assert calendar[["pain", "activity", "weigh-in"]].to_numpy().tolist() == [[1, 2, 0], [1, 0, 2]]


@pytest.mark.parametrize("zero", [False, True])
def test_what_was_not_logged_is_missing_unless_the_settings_call_it_zero(tmp_path, zero):
    pain = PainSettings(unlogged_is_zero=zero)
    files = {"b.csv": FileSettings(scale="0-4")}
    settings = Settings(timezone="UTC", pain=pain, files=files)
    (tmp_path / "b.csv").write_bytes((SAMPLES / "bearable.csv").read_bytes())
    (tmp_path / "steps.csv").write_text("date,pain,mood\n2020-09-25,,3\n")
    exports = bpa.read_exports(tmp_path, settings)
    told = (
        decisions_in_words(PHRASES, exports.decisions)
        .set_index("decision")
        .loc["pain not logged", "evidence"]
    )
    assert told.startswith("days with other entries only: 1;")  # asked once, with their number
    daily = bpa.build_diary(exports, settings).days["pain"]
    expected = [5.0, 0.0 if zero else None, None, None]  # days 22 to 25
    assert daily.astype(object).where(daily.notna(), None).tolist() == expected


@pytest.mark.parametrize("zero", [False, True])
def test_a_list_of_attacks_says_nothing_of_other_days_unless_the_settings_do(tmp_path, zero):
    settings = Settings(timezone="UTC", pain=PainSettings(unlogged_is_zero=zero))
    (tmp_path / "a.csv").write_bytes((SAMPLES / "attacks.csv").read_bytes())
    daily = bpa.build_diary(bpa.read_exports(tmp_path, settings), settings).days["pain"]
    assert daily.notna().sum() == (8 if zero else 2)


def test_events_of_the_person(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "events.csv").write_text("start,end,event\n2026-01-10,2026-02-20,physiotherapy\n")
    exports = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert exports.events["event"].tolist() == ["physiotherapy"]
    assert exports.events["end"].dt.day.tolist() == [20]


# ---- the right day ----------------------------------------------------------------------------


def test_utc_evening_run_lands_on_the_local_day(tmp_path):
    text = "id,date,name,type,elapsed_time,distance,filename\n"
    text += "1,2024-07-01 23:30:00,x,Run,1800,5000,a\n"
    (tmp_path / "a.csv").write_text(text)
    for zone, day in (("Europe/Berlin", "2024-07-02"), ("America/New_York", "2024-07-01")):
        exports = bpa.read_exports(tmp_path, Settings(timezone=zone))
        assert str(exports.runs["day"].iloc[0].date()) == day


def test_whose_word_the_zone_is_is_said(tmp_path):
    run = "2024-07-01 23:30:00,x,Run,1800,5000,a\n"
    of_app = f"id,date,name,type,elapsed_time,distance,filename\n1,{run}"
    own = "date,distance_km,activity\n2026-05-01 23:30,5,run\n"
    told = {"own.csv": FileSettings(timezone="America/New_York")}
    exports = read(tmp_path, strava__csv=of_app, own__csv=own, files=told)
    decided = decisions_in_words(PHRASES, exports.decisions).query("decision == 'time zone'")
    evidence = decided.set_index("file")["evidence"]
    assert evidence["strava.csv"] == "this app writes UTC"
    assert evidence["own.csv"] == "the zone that the settings name for this file"


def test_travel_changes_the_zone(tmp_path):
    rows = [
        f"{i},2024-07-{d} 23:30:00,x,Run,1800,{5000 + i},a"
        for i, d in enumerate(("01", "10", "20"))
    ]
    text = "id,date,name,type,elapsed_time,distance,filename\n" + "\n".join(rows)
    (tmp_path / "a.csv").write_text(text)
    travel = {"2024-07-05": "America/New_York", "2024-07-15": "Europe/Berlin"}
    exports = bpa.read_exports(tmp_path, Settings(timezone="Europe/Berlin", travel=travel))
    assert exports.runs["day"].dt.day.tolist() == [2, 10, 21]


def test_rating_after_midnight_belongs_to_the_day_before_but_a_declared_day_stays(tmp_path):
    exports = read(tmp_path, a__csv="date,time,pain\n2026-01-02,00:30,4\n2026-01-02,21:00,5\n")
    assert exports.pain["day"].dt.day.tolist() == [1, 2]
    (tmp_path / "a.csv").write_text("day,time,pain\n2026-01-02,00:30,4\n")
    assert bpa.read_exports(tmp_path, BERLIN).pain["day"].dt.day.tolist() == [2]


# ---- the right cells --------------------------------------------------------------------------


def test_an_extra_field_never_shifts_a_column(tmp_path):
    exports = read(
        tmp_path, a__csv="date,pain\n2026-01-01,4,a remark\n2026-01-02,4,5\n2026-01-03,3\n"
    )
    assert exports.pain["pain"].tolist() == [4.0, 3.0]
    assert "may have shifted" in exports.ledger.in_words().set_index("line").at[3, "reason"]


def test_short_rows_of_an_odd_shape_count_as_blank(tmp_path):
    text = "date,weekday,time of day,category,notes,extra,more,rating/amount,detail\n"
    exports = read(tmp_path, b__csv=text + "1st Sep 2020,Tue,am,Mood,,,,7\n2nd Sep 2020\n")
    assert exports.other["value"].tolist() == [7.0]
    assert exports.ledger.in_words()["fate"].tolist() == ["kept", "set aside"]


def test_a_single_word_is_an_order_of_moods_but_no_scale_of_pain(tmp_path):
    moods = "full_date,date,weekday,time,mood,activities,note\n2026-01-01,Jan 1,Thu,9:00,sad,,\n"
    files = {"m.csv": FileSettings(scale="sad"), "p.csv": FileSettings(scale="mild")}
    exports = read(tmp_path, m__csv=moods, p__csv="date,pain\n2026-01-01,mild\n", files=files)
    assert exports.other["value"].tolist() == [0.0]
    assert [question.file for question in exports.questions] == ["p.csv"]


def test_a_row_that_breaks_off_is_set_aside(tmp_path):
    text = "Date,Type,Route Name,Distance (km),Duration,Notes\n"
    text += "2024-01-01 10:00:00,Running,,5.02,30:00,\n"
    exports = read(tmp_path, r__csv=text + "2024-01-02 10:00:00,Running,,5.0")
    assert len(exports.runs) == 1
    assert "breaks off" in exports.ledger.in_words()["reason"].iloc[-1]


def test_a_quote_that_is_never_closed_is_named(tmp_path):
    exports = read(
        tmp_path, a__csv='date,pain,note\n2026-01-01,4,"oh\n2026-01-02,5,\n', pain__csv=PAIN
    )
    assert "never closed" in problem(exports, "a.csv")
    assert "line 2" in problem(exports, "a.csv")
    assert len(exports.pain) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_encodings(tmp_path, encoding):
    text = "date,pain,region\n" + "".join(f"2026-01-{d:02d},7,Rücken\n" for d in range(1, 29))
    exports = read(tmp_path, a__csv=text.encode(encoding))
    assert set(exports.pain["region"]) == {"Rücken"}


def test_a_lone_return_in_a_row_is_survived(tmp_path):
    exports = read(tmp_path, a__csv='"\rate,""Weight (kg)"",x"\n"2024-01-01,80,"\n', pain__csv=PAIN)
    assert len(exports.pain) == 2


def test_commas_in_every_row_but_the_header_are_no_delimiters(tmp_path):
    rows = "".join(f"Mo, {d:02d}.04.2024;5,{d}\n" for d in range(1, 29))
    exports = read(tmp_path, a__csv=f"Datum;km\n{rows}")
    assert exports.runs["distance_km"].iloc[1] == 5.2


def test_double_encoded_rows(tmp_path):
    exports = read(tmp_path, a__csv='"Datum;Gewicht (kg);Notiz"\n"1.4.2024;""80,5"";"\n')
    assert exports.weight["weight_kg"].tolist() == [80.5]
    (tmp_path / "a.csv").unlink()
    exports = read(tmp_path, a__csv='"date,pain,region"\n"2026-01-01,4,""low, back"""\n')
    assert exports.pain["region"].tolist() == ["low, back"]


@pytest.mark.parametrize(
    "text",
    ["date,pain,,\n2026-01-05,3,,\n,,,\n2026-01-06,4,,x\n", ",date,pain\n0,5/1/26,3\n1,6/1/26,4\n"],
)
def test_columns_without_a_name_are_passed_over(tmp_path, text):
    files = {"a.csv": FileSettings(date_order="dmy")}
    assert read(tmp_path, a__csv=text, files=files).pain["pain"].tolist() == [3.0, 4.0]


def test_two_columns_of_one_name_are_asked_about(tmp_path):
    text = "date,pain,pain\n2026-01-05,3,7\n"
    exports = read(tmp_path, a__csv=text)
    assert "pain, pain.1" in question_words(PHRASES, exports.questions[0])
    files = {"a.csv": FileSettings(value="pain.1")}
    assert read(tmp_path, a__csv=text, files=files).pain["pain"].tolist() == [7.0]


def test_ratings_out_of_ten(tmp_path):
    exports = read(
        tmp_path, a__csv="date,pain\n2026-01-05,3/10\n2026-01-06, 4.5 / 10\n2026-01-07,2\n"
    )
    assert exports.pain["pain"].tolist() == [3.0, 4.5, 2.0]


def test_strava_in_miles_beside_its_metres(tmp_path):
    text = (SAMPLES / "strava_2025.csv").read_text()
    header = text.splitlines()[0]
    names = next(csv.reader([header]))
    cells = dict.fromkeys(range(len(names)), "")
    first, second = (i for i, n in enumerate(names) if n == "Distance")
    for name, cell in (("Activity ID", "1"), ("Activity Date", "Jul 14, 2024, 10:36:55 PM")):
        cells[names.index(name)] = cell
    cells[names.index("Activity Type")] = "Run"
    cells |= {first: "3.11", second: "5005.0"}
    row = ",".join(f'"{cell}"' for cell in cells.values())
    exports = read(tmp_path, activities__csv=f"{header}\n{row}\n")
    assert exports.runs["distance_km"].tolist() == pytest.approx([3.11 * 1.609344])


@pytest.mark.parametrize("cells", ["3.1 6.2", "5.000 10.000"])
def test_metres_that_are_none_are_asked_about(tmp_path, cells):
    rows = "".join(f"2026-01-0{i},{cell}\n" for i, cell in enumerate(cells.split(), 1))
    exports = read(tmp_path, a__csv=f"date,distance (m)\n{rows}")
    assert "called m" in question_words(PHRASES, exports.questions[0])
    files = {"a.csv": FileSettings(distance_unit="km")}
    again = read(tmp_path, a__csv=f"date,distance (m)\n{rows}", files=files)
    assert again.runs["distance_km"].tolist() == [float(cell) for cell in cells.split()]


def test_ends_of_events_are_written_as_their_starts(tmp_path):
    exports = read(tmp_path, e__csv="start,end,event\n13/01/2026,01/02/2026,physiotherapy\n")
    assert exports.events["end"].dt.month.tolist() == [2]


def test_dates_above_weigh_ins_are_no_data_rows(tmp_path):
    exports = read(tmp_path, Weight__csv=(SAMPLES / "garmin_weight.csv").read_bytes())
    assert exports.ledger.totals().loc["Weight.csv"].tolist() == [4, 3, 0, 1, 0]
    assert "headings" in set(exports.decisions["decision"])


# ---- archives ---------------------------------------------------------------------------------


def test_strava_zip(tmp_path):
    text = (SAMPLES / "strava_2025.csv").read_bytes()
    exports = read(tmp_path, export_1__zip=zipped(activities__csv=text, photo__jpg=b"x"))
    assert len(exports.runs) == 4
    assert exports.runs["file"].iloc[0] == "export_1.zip/activities.csv"
    assert "not tables, not read: 1" in problem(exports, "export_1.zip")


def test_gz_and_workbook_by_their_bytes(tmp_path):
    book = openpyxl.Workbook()
    for row in (["date", "pain"], ["2026-01-05", 4], ["2026-01-06", 2.5]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    exports = read(tmp_path, a__csv__gz=gzip.compress(PAIN.encode()), b__csv=buffer.getvalue())
    assert exports.pain["pain"].tolist() == [3.0, 0.0, 4.0, 2.5]
    assert exports.pain["line"].tolist() == [2, 3, 2, 3]


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv"]
)
def test_paths_that_lead_out_of_an_archive_are_refused(tmp_path, name):
    exports = read(tmp_path, a__zip=zipped(**{name: PAIN}), pain__csv=PAIN)
    assert "refused" in problem(exports, "a.zip")
    assert len(exports.pain) == 2


def test_bombs_are_refused(tmp_path):
    exports = read(tmp_path, a__zip=zipped(pain__csv=b"0" * 2**27, diary__csv=PAIN))
    assert "refused" in problem(exports, "a.zip/pain.csv")
    assert len(exports.pain) == 2


def test_a_gz_bomb_is_refused(tmp_path):
    exports = read(tmp_path, b__csv__gz=gzip.compress(b"0" * 2**27))
    assert "refused" in problem(exports, "b.csv.gz")


@pytest.mark.parametrize("cut", [10, 30, -10])
def test_damaged_archives(tmp_path, cut):
    whole = zipped(pain__csv=PAIN * 50)
    exports = read(tmp_path, a__zip=whole[:cut], b__csv__gz=gzip.compress(PAIN.encode())[:cut])
    assert "damaged" in problem(exports, "a.zip")
    assert "damaged" in problem(exports, "b.csv.gz")


def test_a_damaged_member_is_named_and_the_others_go_on(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", "date,pain\n2026-01-05,7\n")
        archive.writestr("b.csv", PAIN)
        archive.writestr("c.csv", gzip.compress(PAIN.encode())[:20])
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(whole.replace(b"2026-01-05", b"2026-01-06"))
    exports = bpa.read_exports(tmp_path, BERLIN)
    assert "cannot be unpacked" in problem(exports, "a.zip/a.csv")
    assert "damaged" in problem(exports, "a.zip/c.csv")
    assert exports.pain["pain"].tolist() == [3.0, 0.0]


def test_no_folder_at_all():
    with pytest.raises(bpa.DataError, match="no folder"):
        bpa.read_exports()


def test_a_region_in_capitals_is_the_same_region(tmp_path):
    rows = "date,pain,region\n2026-01-01,4,Low back\n2026-01-02,5,low back\n2026-01-03,5,\n"
    exports = read(tmp_path, pain__csv=rows)
    assert exports.pain["region"].fillna("").tolist() == ["Low back", "Low back", ""]
    assert not exports.questions


def test_only_the_regions_to_keep(tmp_path):
    told = FileSettings(scale="0-4", keep=("Knee pain",))
    text = (SAMPLES / "bearable.csv").read_bytes()
    exports = read(tmp_path, b__csv=text, files={"b.csv": told})
    assert len(exports.pain) == 0
    assert len(exports.other) == 4  # mood and sleep are no regions
    assert exports.ledger.in_words()["reason"].str.contains("keep list").sum() == 2


HEALTH = (SAMPLES / "apple_export.xml").read_text()


def test_apple_health(tmp_path):
    # a phone in Spanish calls it otherwise
    archive = zipped(**{"apple_health_export/exportar.xml": HEALTH, "a/cda.xml": "<Clinical/>"})
    exports = read(tmp_path, export__zip=archive)
    assert exports.runs["distance_km"].round(3).tolist() == [5.1, 4.828]
    assert exports.runs["duration_min"].tolist() == [30.5, 31]
    assert exports.runs["activity"].tolist() == ["run", "run"]
    assert exports.runs["line"].tolist() == [8, 9]
    assert exports.weight["weight_kg"].round(2).tolist() == [79.83]
    assert exports.ledger.totals()["read"].tolist() == [3]


def test_apple_health_alone_packed(tmp_path):
    exports = read(tmp_path, export__xml__gz=gzip.compress(HEALTH.encode()))
    assert exports.runs["file"].unique().tolist() == ["export.xml"]


def test_apple_health_that_breaks_off(tmp_path):
    exports = read(tmp_path, export__xml=HEALTH[:-60], pain__csv=PAIN)
    assert "broken off" in problem(exports, "export.xml")
    assert len(exports.pain) == 2
