"""Account exports and health stores in shapes that no sample has: read, asked or named."""

import codecs
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.importing import Exports
from backpain_analysis.language import Phrases, problem_words, question_words
from backpain_analysis.settings import FileSettings, Settings

SAMPLES = Path(__file__).parent / "samples"
DOCUMENTS = sorted(path.name for path in SAMPLES.glob("*.json"))
STORE = SAMPLES / "health_connect_export.db"


def read(folder: Path, zone: str = "Europe/Berlin", **files: FileSettings) -> Exports:
    exports = bpa.read_exports(folder, Settings(timezone=zone, files=files))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def write(folder: Path, name: str, data: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def rows(exports: Exports) -> list[tuple]:
    """Return what the tables hold, without where it was read."""
    found = []
    for name in ("runs", "weight", "pain"):
        table = getattr(exports, name).drop(columns=["source", "file", "line"])
        found += list(table.astype(object).where(table.notna(), None).itertuples(index=False))
    return found


def problems(exports: Exports) -> str:
    return " | ".join(problem_words(Phrases(), told) for told in exports.files["problem"].dropna())


def as_bom(text: str) -> bytes:
    return codecs.BOM_UTF8 + text.encode()


def as_utf16(text: str) -> bytes:
    return text.encode("utf-16")


def as_crlf(text: str) -> bytes:
    return json.dumps(json.loads(text), indent=2).replace("\n", "\r\n").encode()


def as_list_of_lists(text: str) -> bytes:
    return f"[[{text}], []]".encode()


def with_texts(text: str) -> bytes:
    """Write every number as a text."""

    def changed(value: object) -> object:
        if isinstance(value, dict):
            return {key: changed(below) for key, below in value.items()}
        if isinstance(value, list):
            return [changed(below) for below in value]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if is_number else value

    return json.dumps(changed(json.loads(text))).encode()


def one_a_line(text: str) -> bytes:
    data = json.loads(text)
    records = data if isinstance(data, list) else [data]
    return "\n".join(json.dumps(record) for record in records).encode()


def keys_turned(text: str) -> bytes:
    """Write the keys of every object in the reverse order."""

    def turned(value: object) -> object:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        if isinstance(value, list):
            return [turned(below) for below in value]
        return value

    return json.dumps(turned(json.loads(text))).encode()


@pytest.fixture(scope="module")
def as_written(tmp_path_factory):
    """Read all documents among the samples as they are."""
    folder = tmp_path_factory.mktemp("plain")
    for name in DOCUMENTS:
        shutil.copy(SAMPLES / name, folder)
    return sorted(map(str, rows(read(folder))))


slow = pytest.mark.slow
SHAPES = [
    keys_turned,
    pytest.param(as_bom, marks=slow),
    pytest.param(as_utf16, marks=slow),
    pytest.param(as_crlf, marks=slow),
    pytest.param(as_list_of_lists, marks=slow),
    pytest.param(with_texts, marks=slow),
    pytest.param(one_a_line, marks=slow),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_document_reads_the_same_however_it_is_written(tmp_path, as_written, shape):
    for name in DOCUMENTS:
        text = (SAMPLES / name).read_text(encoding="utf-8")
        (tmp_path / name).write_bytes(shape(text))
    assert len(as_written) >= 14
    assert sorted(map(str, rows(read(tmp_path)))) == as_written


def session(day: int, **changed: object) -> dict[str, object]:
    """Return one session as adidas Running writes it."""
    start = int(pd.Timestamp(2026, 1, day, 6, 10).timestamp() * 1000)
    own = {"start_time": start, "duration": 2_400_000, "distance": 5250, "sport_type_id": "1"}
    return {**own, **changed}


def test_files_of_one_session_are_one_table(tmp_path):
    for day in range(1, 31):
        write(tmp_path, f"deep/down/Sport-sessions/2026-01-{day:02}-x.json", session(day))
    exports = read(tmp_path)
    assert len(exports.runs) == 30
    assert list(exports.files["file"]) == ["deep/down/Sport-sessions/2026-01-*-x.json"]
    assert exports.runs["file"].iloc[0] == "deep/down/Sport-sessions/2026-01-01-x.json"


def test_each_weigh_in_of_numbered_files_keeps_its_place(tmp_path):
    for month in ("01", "02"):
        own = {"logId": 1, "weight": 176.4, "bmi": 24.69, "date": f"{month}/13/26",
               "time": "07:00:00"}  # fmt: skip
        write(tmp_path, f"weight-2026-{month}-01.json", [own])
    exports = read(tmp_path)
    assert exports.weight["file"].tolist() == ["weight-2026-01-01.json", "weight-2026-02-01.json"]
    assert exports.ledger.rows["line"].tolist() == [1, 1]


def test_one_account_in_a_zip_and_unpacked_counts_once(tmp_path):
    path = write(tmp_path, "a/session.json", session(3))
    with zipfile.ZipFile(tmp_path / "account.zip", "w") as archive:
        archive.write(path, "export/session.json")
    assert len(read(tmp_path).runs) == 1


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (0, "before 1990"),
        (4_102_444_800_000, "in the future"),
        ("NaN", "no usable date"),
        (None, "no usable date"),
        ({"a": 1}, "no usable date"),
        (1e300, "no usable date"),
        (True, "no usable date"),
    ],
    ids=str,
)
def test_an_impossible_start_is_named(tmp_path, start, reason):
    write(tmp_path, "session.json", session(3, start_time=start))
    exports = read(tmp_path)
    assert exports.runs.empty
    assert reason in exports.ledger.in_words()["reason"].iloc[0]


def test_distance_and_duration_of_a_wrong_type_are_missing(tmp_path):
    odd = [[], {"a": 2}, "x", None, True, "1e999"]
    for day, value in enumerate(odd, 3):
        write(tmp_path, f"{day}.json", session(day, distance=value))
    write(tmp_path, "20.json", session(20, distance=[5250]))
    write(tmp_path, "21.json", session(21, distance=-5))
    exports = read(tmp_path)
    assert (
        exports.runs["distance_km"].tolist()[:-1] == [pytest.approx(float("nan"), nan_ok=True)] * 6
    )
    assert exports.runs["distance_km"].iloc[-1] == 5.25
    assert exports.ledger.rows["status"].tolist().count("set aside") == 1


def test_a_unit_that_makes_runs_impossible_is_asked_about(tmp_path):
    metres = {"activityType": "running", "startTimeLocal": 1767420600000, "duration": 2400000,
              "distance": 5250}  # fmt: skip
    write(tmp_path, "a.json", [{"summarizedActivitiesExport": [metres]}])
    exports = read(tmp_path)
    (question,) = exports.questions
    assert "the distance in cm" in question_words(Phrases(), question)
    assert question.options == ("m",)
    answered = read(tmp_path, **{"a.json": FileSettings(distance_unit="m")})
    assert answered.runs["distance_km"].tolist() == [5.25]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"duration": 2400}, 'duration_unit = "s"'),
        ({"distance": 5.25}, 'distance_unit = "km"'),
        ({"distance": 5.25, "duration": 2400}, 'distance_unit = "km"\nduration_unit = "s"'),
    ],
)
def test_other_units_than_the_apps_are_asked_about(tmp_path, changed, expected):
    write(tmp_path, "a.json", session(3, **changed))
    (question,) = read(tmp_path).questions
    assert question.setting.partition("\n")[2] == expected


def test_kilometres_where_the_app_writes_metres_are_asked_about(tmp_path):
    text = (SAMPLES / "simple_health_workouts.csv").read_text()
    (tmp_path / "a.csv").write_text(text.replace("5250.5", "5.2505"))
    (question,) = read(tmp_path).questions
    assert question.options == ("km", "mi")


def test_a_habit_in_its_folder_and_in_the_whole_counts_once_in_any_language(tmp_path):
    own = tmp_path / "001 Rückenschmerzen" / "Checkmarks.csv"
    own.parent.mkdir()
    own.write_text("Date,Value,Notes\n2026-01-03,7000,\n2026-01-04,0,\n", encoding="utf-8")
    whole = "Date,Rückenschmerzen,\n2026-01-03,7000,\n2026-01-04,0,\n"
    (tmp_path / "Checkmarks.csv").write_text(whole, encoding="utf-8")
    assert read(tmp_path).pain["pain"].tolist() == [7.0, 0.0]


def exercise(day: int, clock: str) -> dict[str, object]:
    own = {"logId": day, "activityName": "Run", "startTime": f"01/{day:02}/26 {clock}"}
    return {**own, "duration": 2_400_000, "distance": 5.0 + day, "distanceUnit": "Kilometer"}


def test_the_zone_of_fitbit_is_asked_where_the_day_hangs_on_it(tmp_path):
    write(tmp_path, "exercise-0.json", [exercise(day, "07:10:00") for day in (3, 4)])
    assert not read(tmp_path).questions
    write(tmp_path, "exercise-0.json", [exercise(day, "23:30:00") for day in (3, 4)])
    (question,) = read(tmp_path).questions
    assert question.key == "timezone"
    answered = read(tmp_path, **{"exercise-0.json": FileSettings(timezone="UTC")})
    assert answered.runs["day"].dt.day.tolist() == [4, 5]


def test_another_file_settles_the_zone_of_fitbit(tmp_path):
    write(tmp_path, "exercise-0.json", [exercise(day, "23:30:00") for day in (3, 4, 5)])
    write(tmp_path, "exercise-100.json", [exercise(6, "23:30:00")])
    table = ["exercise_start,exercise_end,utc_offset,activity_name,tracker_total_distance_mm"]
    for day in (3, 4, 5, 6):
        start = f"2026-01-{day:02}T23:30:00Z"
        end = f"2026-01-{day + 1:02}T00:10:00Z"
        table.append(f"{start},{end},+01:00,Run,{(5 + day) * 1_000_000}")
    (tmp_path / "UserExercises_2026.csv").write_text("\n".join(table) + "\n")
    exports = read(tmp_path)
    assert not exports.questions
    assert exports.runs["day"].dt.day.tolist() == [4, 5, 6, 7]
    assert exports.ledger.rows["file"].nunique() == 3


def test_a_dash_that_the_tracker_noticed_is_no_session(tmp_path):
    dash = {**exercise(3, "07:10:00"), "logType": "auto_detected", "activeDuration": 240_000}
    longer = {**exercise(4, "07:10:00"), "logType": "auto_detected"}
    typed = {**exercise(5, "07:10:00"), "logType": "manual", "activeDuration": 240_000}
    write(tmp_path, "exercise-0.json", [dash, longer, {**typed, "distance": 1}])
    exports = read(tmp_path)
    assert exports.runs["day"].dt.day.tolist() == [4, 5]
    assert exports.ledger.in_words()["reason"].str.contains("noticed").sum() == 1


def test_a_weight_without_an_index_is_asked_about(tmp_path):
    own = {"logId": 1, "weight": 176.4, "date": "01/13/26", "time": "07:00:00"}
    write(tmp_path, "weight-1.json", [own])
    (question,) = read(tmp_path).questions
    assert question.key == "weight_unit"


def test_a_multisport_session_without_its_parts_is_kept(tmp_path):
    whole = {"activityType": "multi_sport", "startTimeLocal": 1767420600000, "duration": 9e6,
             "distance": 3.1e6, "parent": True}  # fmt: skip
    write(tmp_path, "a.json", [{"summarizedActivitiesExport": [whole]}])
    assert len(read(tmp_path).runs) == 1


def test_weight_and_symptoms_of_health_auto_export(tmp_path):
    points = [{"date": "2026-01-03 07:00:00 +0100", "qty": 176.4}]
    pulse = [{"date": "2026-01-03 07:00:00 +0100", "Avg": 60}] * 50
    metrics = [
        {"name": "heart_rate", "units": "bpm", "data": pulse},
        {"data": points, "units": "lb", "name": "weight_body_mass"},
    ]
    symptoms = [{"name": "Lower Back Pain", "severity": "Moderate",
                 "start": "2026-01-03 21:00:00 +0100"}]  # fmt: skip
    write(tmp_path, "a.json", {"data": {"metrics": metrics, "symptoms": symptoms}})
    exports = read(tmp_path)
    assert exports.weight["weight_kg"].round(2).tolist() == [80.01]
    assert exports.pain["pain"].round(2).tolist() == [6.67]


def test_several_files_that_each_hold_several_tables(tmp_path):
    for day in (3, 4):
        stamp = f"2026-01-{day:02} 07:00:00 +0100"
        weight = {"name": "weight_body_mass", "units": "kg", "data": [{"date": stamp, "qty": 80}]}
        run = {"name": "Run", "start": stamp, "duration": 2400}
        write(tmp_path, f"{day}.json", {"data": {"metrics": [weight], "workouts": [run]}})
    exports = read(tmp_path)
    assert exports.weight["file"].tolist() == ["3.json/data", "4.json/data"]
    assert exports.runs["file"].tolist() == ["3.json/workouts", "4.json/workouts"]


def test_json_that_nobody_knows_is_named_with_what_to_ask_for(tmp_path):
    write(tmp_path, "a.json", {"settings": {"theme": "dark"}})
    told = problems(read(tmp_path))
    assert "settings, settings.theme" in told
    assert "as CSV" in told


DAMAGED = {
    "deep": "[" * 5000 + "]" * 5000,
    "deep_objects": '{"data": {"workouts": ' + '{"a":' * 100_000,
    "long_text": '[{"logId": "' + "x" * 3_000_000 + '"}]',
    "cut": '[{"summarizedActivitiesExport": [{"activityType": "running", "startTi',
    "no_comma": '[{"start_time": 1 "sport_type_id": "1"}]',
    "word": '[{"start_time": undefined, "sport_type_id": "1"}]',
    "nothing": "[]",
    "only_open": "{",
    "half_escape": '{"start_time": "\\ud800", "sport_type_id": "\\u12"}',
    "binary": '{"start_time": "\x00\x01", "sport_type_id": 1}',
    "many_keys": json.dumps({f"key {n}": n for n in range(50_000)}),
    "huge_number": '{"start_time": 1e999999999999, "sport_type_id": ' + "9" * 100_000 + "}",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_document_is_named_and_the_others_are_read(tmp_path, name):
    (tmp_path / "damaged.json").write_text(DAMAGED[name], encoding="utf-8")
    write(tmp_path, "session.json", session(3))
    exports = read(tmp_path)
    assert len(exports.runs) == 1
    told = exports.files.set_index("file")["problem"]
    assert told.notna().sum() == 1 or not exports.ledger.rows["status"].eq("kept").all()


def store(folder: Path, name: str = "health_connect_export.db") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(STORE, path)
    return path


def test_a_database_cut_anywhere_is_named(tmp_path):
    whole = STORE.read_bytes()
    path = store(tmp_path)
    for size in (100, 1000, 3000, 8000):
        path.write_bytes(whole[:size])
        exports = read(tmp_path)
        assert len(exports.files) >= 1
        assert len(exports.runs) <= 5


def test_a_database_in_use_is_named(tmp_path):
    path = store(tmp_path)
    Path(f"{path}-wal").write_bytes(b"x")
    assert "in use" in problems(read(tmp_path))


def test_nothing_is_written_beside_a_database(tmp_path):
    path = store(tmp_path)
    before = path.stat().st_mtime_ns
    read(tmp_path)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_mtime_ns == before


def changed_store(folder: Path, *statements: str) -> Exports:
    connection = sqlite3.connect(store(folder))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return read(folder)


def test_a_release_that_lacks_columns_is_read_or_named(tmp_path):
    sessions = "exercise_session_record_table"
    fewer = changed_store(tmp_path / "a", f"alter table {sessions} drop column title")
    assert len(fewer.runs) == 5
    other = f"alter table {sessions} rename column start_time to started"
    assert "lacks start_time" in problems(changed_store(tmp_path / "b", other))


def test_a_view_in_place_of_a_table_is_not_run(tmp_path):
    endless = (
        "create view weight_record_table as with recursive n(time, weight) as "
        "(select 1, 2 union all select time + 1, 2 from n) select * from n"
    )
    exports = changed_store(tmp_path, "drop table weight_record_table", endless)
    assert len(exports.runs) == 5
    assert exports.weight.empty


def test_another_apps_database_is_named(tmp_path):
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("create table steps(day, count)")
    connection.commit()
    connection.close()
    assert "with the tables steps" in problems(read(tmp_path))


def test_values_of_a_wrong_type_in_a_database_are_named(tmp_path):
    exports = changed_store(
        tmp_path,
        "update exercise_session_record_table set start_time = 'soon' where row_id = 4",
        "update exercise_session_record_table set start_time = 0 where row_id = 5",
        "update distance_record_table set distance = 'far'",
        "update weight_record_table set weight = x'00ff' where row_id = 1",
    )
    assert len(exports.runs) == 3
    assert exports.runs["distance_km"].isna().all()
    assert len(exports.weight) == 2


def test_a_session_by_another_numbering_counts_by_its_title_or_is_asked_about(tmp_path):
    numbers = "update exercise_session_record_table set exercise_type = 39, title = 'Abendlauf'"
    assert (changed_store(tmp_path / "a", numbers).runs["activity"] == "run").all()
    numbers = "update exercise_session_record_table set exercise_type = 56, title = null"
    runs = changed_store(tmp_path / "b", numbers).runs
    assert set(runs["activity"]) == {"exercise type 56"}


def test_a_database_that_counts_seconds_reads_the_same(tmp_path):
    table = "exercise_session_record_table"
    seconds = f"update {table} set start_time = start_time / 1000, end_time = end_time / 1000"
    runs = changed_store(tmp_path, seconds).runs
    assert runs["duration_min"].tolist() == [40, 20, 30, 60, 30]


def test_a_table_without_rows_is_passed_over(tmp_path):
    exports = changed_store(tmp_path, "delete from weight_record_table")
    assert list(exports.files["file"]) == ["health_connect_export.db/exercises"]


def test_distances_that_overlap_are_not_added_up(tmp_path):
    start = int(pd.Timestamp(2026, 7, 3, 22, 30).timestamp() * 1000)
    again = (
        "insert into distance_record_table(app_info_id, start_time, end_time, distance) "
        f"values (2, {start}, {start + 1_800_000}, 4900)"
    )
    runs = changed_store(tmp_path, again).runs
    late = runs[runs["day"] == "2026-07-04"]
    assert late["distance_km"].between(4.8, 5.1).all()


def test_a_stamp_in_utc_beside_clocks_is_brought_home(tmp_path):
    no_offset = "update exercise_session_record_table set start_zone_offset = null where row_id = 4"
    runs = changed_store(tmp_path, no_offset).runs
    assert "2026-01-05 18:00:00" in runs["start"].astype(str).tolist()
