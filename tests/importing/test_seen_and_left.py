"""Rows and cells that people write beside their data: read, asked about or named, never silent."""

import zipfile

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing.marks import read_duration_in_words
from backpain_analysis.language import Phrases, problem_words
from backpain_analysis.settings import FileSettings, Settings


def read(folder, text, name="a.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    exports = bpa.read_exports(folder, Settings(timezone="UTC"))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def said(exports):
    return exports.ledger.in_words()["reason"].tolist()


def days(header, *rows):
    lines = [f"2026-03-{day:02},{row}" for day, row in enumerate(rows, 1)]
    return "\n".join([header, *lines]) + "\n"


@pytest.mark.parametrize(("commented", "kept"), [(1, 3), (2, 2), (3, 4)])
def test_rows_that_were_taken_out_with_a_mark_do_not_count(tmp_path, commented, kept):
    """Where most rows begin with it, it is how they are numbered."""
    lines = days("date,pain", "5", "7", "6", "8").splitlines()
    rows = [lines[0], *(f"#{line}" for line in lines[1 : 1 + commented]), *lines[1 + commented :]]
    exports = read(tmp_path, "\n".join(rows) + "\n")
    assert len(exports.pain) == kept
    assert said(exports).count("it begins with #, as a row that was taken out") == 4 - kept


def test_a_row_of_units_below_the_header_is_read_as_such(tmp_path):
    text = "date,distance,duration,pain\n,mi,h,(0-5)\n2026-03-01,5,1,3\n2026-03-02,6,1.5,5\n"
    exports = read(tmp_path, text)
    assert not exports.questions
    assert exports.runs["distance_km"].tolist() == pytest.approx([8.04672, 9.656064])
    assert exports.runs["duration_min"].tolist() == [60, 90]
    assert exports.pain["pain"].tolist() == [6, 10]
    assert "it names the units of the columns, which are read so" in said(exports)


@pytest.mark.parametrize("date", ["", "-", "(yyyy-mm-dd)", "JJJJ-MM-TT", "y/m/d"])
@pytest.mark.parametrize("beside", ["", ",status,notes"])
def test_units_below_the_header_count_beside_columns_of_other_kinds(tmp_path, date, beside):
    """A column that is not known makes it a table to be understood: it reads the units too."""
    more = ",done,fine" if beside else ""
    text = f"date,distance,duration{beside}\n{date},mi,[min]\n2026-03-01,5,50{more}\n"
    exports = read(tmp_path, text + f"2026-03-02,6,61{more}\n")
    assert not exports.questions
    assert exports.runs["distance_km"].tolist() == pytest.approx([8.04672, 9.656064])
    assert exports.runs["duration_min"].tolist() == [50, 61]


def test_a_unit_in_the_header_comes_before_one_below_it(tmp_path):
    text = "date,distance_km,duration_min\n,mi,min\n2026-03-01,5,30\n"
    assert read(tmp_path, text).runs["distance_km"].tolist() == [5]


@pytest.mark.parametrize("below", ["2026-03-01,km", ",km long", ",", "km,5", "-,-"])
def test_a_row_of_anything_else_is_no_row_of_units(tmp_path, below):
    exports = read(tmp_path, f"date,distance_km\n{below}\n2026-03-02,6\n2026-03-03,7\n")
    assert "it names the units of the columns, which are read so" not in said(exports)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("status", ["done", "planned", "skipped"]),
        ("Completed", ["yes", "no", "missed"]),
        ("Erledigt", ["ja", "nein", "ausgefallen"]),
        ("Statut", ["fait", "prévu", "annulé"]),
    ],
)
def test_what_was_planned_or_skipped_is_no_run(tmp_path, header, words):
    rows = [f"{5 + n},30,{word}" for n, word in enumerate(words)]
    exports = read(tmp_path, days(f"date,distance_km,duration_min,{header}", *rows))
    assert exports.runs["distance_km"].tolist() == [5]
    assert said(exports) == ["", *(f"'{word}': no session was done" for word in words[1:])]


def test_a_rating_beside_a_run_that_was_skipped_counts(tmp_path):
    exports = read(tmp_path, days("date,distance_km,pain,status", "5,7,done", "6,3,skipped"))
    assert exports.pain["pain"].tolist() == [7, 3]
    assert exports.runs["distance_km"].tolist() == [5]


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("5 km in 30 min", 30),
        ("5k easy, 1 h 5 min", 65),
        ("10 km in 55:30", 55.5),
        ("half marathon in 1:45:30", 105.5),
        ("run 1,5 h", 90),
        ("45' easy", 45),
        ("5 km at 5:30 min/km", None),
        ("6 x 3 min", None),
        ("10 min up, 20 min tempo", None),
        ("5 km at 7:30", None),
        ("easy", None),
    ],
)
def test_the_one_duration_in_a_remark(cell, minutes):
    assert read_duration_in_words(cell) == minutes


def test_a_session_in_one_cell_has_its_distance_and_its_duration(tmp_path):
    text = days("date,activity,pain", "run 5 km in 30 min,7", "run 10k in 55:30,3", "rest,6")
    exports = read(tmp_path, text)
    assert exports.runs["distance_km"].tolist() == [5, 10]
    assert exports.runs["duration_min"].tolist() == [30, 55.5]
    assert exports.runs["activity"].tolist() == ["run", "run"]


@pytest.mark.parametrize(
    ("weights", "n"),
    [
        ([80, 80.5, 80.2, 177.3, 177.5, 176.9], 1),
        ([177, 177.4, 80.2, 80.4], 1),
        ([80, 80.5, 177.3, 177.5, 80.1, 80.3], 2),
        ([80, 80.5, 165, 165], None),  # 2.05 times
        ([80, 80.5, 85.9, 86.2], None),
    ],
)
def test_a_list_that_changes_its_unit_is_named(tmp_path, weights, n):
    exports = read(tmp_path, days("date,weight_kg", *map(str, weights)))
    found = [one.remark for one in exports.unused if one.remark.code.endswith("two_units")]
    assert [remark.fields["n"] for remark in found] == ([] if n is None else [n])


@pytest.mark.parametrize("name", ["a.tgz", "a.tar", "a.7z", "a.rar"])
def test_an_archive_of_another_kind_is_named_as_one(tmp_path, name):
    (tmp_path / name).write_bytes(b"\x1f\x8c\x08 no archive that is opened" * 3)
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    words = problem_words(Phrases(), exports.files["problem"].iloc[0])
    assert words.startswith(f"{name.rpartition('.')[2].upper()} is an archive that is not opened")


def test_an_archive_deeper_than_any_app_packs_is_not_even_unpacked(tmp_path):
    """The innermost one is damaged, which only unpacking it would show."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.gpx", "<gpx/>")
        archive.writestr("deep.zip", b"PK\3\4" + b"deep" * 10)
    data = inner.read_bytes().replace(b"deep" * 10, b"shot" * 10)
    inner.unlink()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inner.zip", data)
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    problems = exports.files.set_index("file")["problem"]
    assert problems["a.zip/inner.zip/deep.zip"].code == "import.problem.archive_within"


@pytest.mark.parametrize(
    ("kilometres", "durations", "minutes"),
    [
        ([5, 6, 7], ["0.0208333", "0.025", "0.0291667"], [30, 36, 42]),
        ([5, 6, 7], ["0.5", "0.6", "0.7"], []),  # hours as well: asked
        ([5, 6, 7], ["0.0208333", "0.025", "0.5"], []),
        ([5, 6], ["0.0208333", "0.025"], []),  # two tell nothing
    ],
)
def test_durations_as_parts_of_a_day_are_read(tmp_path, kilometres, durations, minutes):
    rows = [f"{km},{duration}" for km, duration in zip(kilometres, durations, strict=True)]
    exports = read(tmp_path, days("date,distance_km,duration", *rows))
    assert exports.runs["duration_min"].tolist() == pytest.approx(minutes, abs=0.01)
    assert bool(exports.questions) != bool(minutes)


def test_a_column_of_distances_comes_before_the_activitys_words(tmp_path):
    text = days("date,activity,distance_km,duration_min", "5k easy,5.2,31", "10k run in 1 h,9.8,58")
    exports = read(tmp_path, text)
    assert exports.runs["distance_km"].tolist() == [5.2, 9.8]
    assert exports.runs["duration_min"].tolist() == [31, 58]


@pytest.mark.parametrize(
    "cell", ["5 km in 30:10, then 5 min", "1 h and 2 h", "in 30:10 and in 31:00"]
)
def test_two_durations_in_a_remark_are_none(cell):
    assert read_duration_in_words(cell) is None


def test_titles_and_headings_among_the_rows_are_counted(tmp_path):
    """Fitbit's export: titles of tables, whose rows are days."""
    text = (
        "Body\nDate,Weight,BMI,Fat\n2026-01-03,80.1,24,0\n\nFoods\nDate,Calories In\n2026-01-03,0\n"
    )
    exports = read(tmp_path, text, "fitbit_export.csv")
    told = exports.decisions.query("decision == 'headings'")["evidence"].tolist()
    assert [one.fields["n"] for one in told] == [2]


SPLIT = "date,road km,treadmill km\n2026-03-01,5,\n2026-03-02,,6\n2026-03-03,3,2\n"


@pytest.mark.parametrize(
    "header",
    ["road km,treadmill km", "treadmill km,trail km", "km,treadmill", "Laufband km,Draußen km"],
)
def test_running_in_two_columns_is_asked_about(tmp_path, header):
    """A column that names a kind of running is not all of it: the other is not left out unasked."""
    text = SPLIT.replace("road km,treadmill km", header)
    (question,) = read(tmp_path, text).questions
    answers = dict(question.others)["distance"]
    columns = header.split(",")
    assert set(answers[:2]) == set(columns)
    assert set(answers[2]) == set(columns)


@pytest.mark.parametrize("sport", ["walk", "bike", "swim"])
def test_another_sport_beside_the_runs_is_not(tmp_path, sport):
    exports = read(tmp_path, SPLIT.replace("road", "run").replace("treadmill", sport))
    assert not exports.questions
    assert exports.runs["distance_km"].tolist() == [5, 3]


def test_columns_of_running_add_up_once_that_is_said(tmp_path):
    (tmp_path / "a.csv").write_text(SPLIT.replace("treadmill km", "treadmill mi"), encoding="utf-8")
    columns = ("road km", "treadmill mi")
    told = FileSettings(table="runs", date=("date",), distance=columns)
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC", files={"a.csv": told}))
    assert not exports.questions
    km = exports.runs["distance_km"].tolist()
    assert km == pytest.approx([5, 6 * 1.609344, 3 + 2 * 1.609344])


def test_one_column_of_distances_is_planned_by_its_name():
    """As in plans that were frozen before several could be named: those have not changed."""
    assert FileSettings(distance=("km",)).as_planned() == {"distance": "km"}
    assert FileSettings(distance=("a", "b")).as_planned() == {"distance": ("a", "b")}


@pytest.mark.parametrize(
    "word", ["none", "nothing", "Ohne", "gar nicht", "pas de douleur", "sin dolor", "geen", "niks"]
)
def test_a_word_for_no_pain_is_a_rating_of_zero(tmp_path, word):
    exports = read(tmp_path, days("date,pain", "9", word, "6", "7", f"{word}."))
    assert exports.pain["pain"].tolist() == [9, 0, 6, 7, 0]


@pytest.mark.parametrize("word", ["fine", "null", "?"])
def test_a_word_that_may_mean_anything_is_no_rating(tmp_path, word):
    exports = read(tmp_path, days("date,pain", "9", word, "6", "7"))
    assert exports.pain["pain"].tolist() == [9, 6, 7]
    assert said(exports)[1] != ""


@pytest.mark.parametrize("cell", ["12st 7lb", "12 st 7", "12st7"])
def test_pounds_after_stones_need_no_unit(tmp_path, cell):
    exports = read(tmp_path, days("date,weight", cell, "12st"))
    assert exports.weight["weight_kg"].tolist() == pytest.approx([79.3787, 76.2035], abs=1e-3)


@pytest.mark.parametrize(
    "word", ["run/walk", "Walk-Run", "jog & walk", "Gehen/Laufen", "walk run intervals", "løb/gang"]
)
@pytest.mark.parametrize("more", ["", "how"])
def test_running_with_breaks_of_walking_is_running(tmp_path, word, more):
    """So it is begun; in a plain table and in one to be understood."""
    rows = [f"{what},5,30" + (",fine" if more else "") for what in ("Run", word, "Walk")]
    header = "date,activity,distance_km,duration_min" + (f",{more}" if more else "")
    exports = read(tmp_path, days(header, *rows))
    assert exports.runs["activity"].tolist() == ["run", "run", "walk"]


@pytest.mark.parametrize("word", ["Walk (treadmill)", "walk to run club", "treadmill walk"])
def test_a_walk_that_speaks_of_a_run_is_a_walk(tmp_path, word):
    exports = read(tmp_path, days("date,activity,distance_km", "Run,5", f"{word},3"))
    assert exports.runs["activity"].tolist() == ["run", "walk"]


@pytest.mark.parametrize(
    "header",
    [
        "pain yesterday",
        "km,pain next day",
        "km yesterday,pain",
        "average pain last 7 days",
        "Schmerz gestern",
        "km,Schmerz am Vortag",
        "douleur hier",
    ],
)
def test_what_is_of_another_day_than_its_row_is_asked_about(tmp_path, header):
    """The day is what everything rests on: a rating of yesterday is not one of today."""
    row = ",".join("7" for _ in header.split(","))
    exports = read(tmp_path, days(f"date,{header}", row, row, row))
    assert exports.pain.empty
    (question,) = exports.questions
    in_words = problem_words(Phrases("en"), question.remark)
    assert "speaks of another day than that of its row" in in_words


@pytest.mark.parametrize(
    "header", ["pain today", "day,pain", "pain last night", "pain (last 24 h)"]
)
def test_what_is_of_its_own_day_is_not(tmp_path, header):
    column = header.rpartition(",")[2]
    exports = read(tmp_path, days(f"date,{column}", "7", "8", "3"))
    assert exports.pain["pain"].tolist() == [7, 8, 3]


@pytest.mark.parametrize("last", [4, 5])
def test_an_apps_own_words_are_not_asked_about_be_it_all_of_them(tmp_path, last):
    header = "full_date,date,weekday,time,mood,activities,note_title,note"
    moods = ["rad", "good", "meh", "bad", "awful"][:last]
    rows = [f"2026-01-{n:02},1,Mon,21:30,{mood},reading,," for n, mood in enumerate(moods, 1)]
    exports = read(tmp_path, "\n".join([header, *rows]) + "\n")
    assert not exports.questions
    rated = exports.other[exports.other["variable"] == "mood"]
    assert rated["value"].tolist() == [4, 3, 2, 1, 0][:last]


@pytest.mark.parametrize(
    ("header", "usual", "other"),
    [
        ("km", "5", "4 laps"),
        ("km", "5", "300 kcal"),
        ("km", "5", "3 Runden"),
        ("duration_min,km", "30,5", "140 bpm,5"),
        ("weight_kg", "80.5", "20 %"),
        ("weight_kg", "80.5", "80 bpm"),
        ("pain", "7", "5 min"),
        ("pain", "7", "2 Tabletten"),
    ],
)
def test_a_number_of_something_else_does_not_count(tmp_path, header, usual, other):
    exports = read(tmp_path, days(f"date,{header}", usual, usual, other, usual))
    table = exports.pain if header == "pain" else exports.runs
    table = exports.weight if header == "weight_kg" else table
    column = {"pain": "pain", "weight_kg": "weight_kg", "km": "distance_km"}.get(header)
    values = table[column or "duration_min"].dropna()
    assert len(values) == 3
    shown = other.partition(",")[0]
    assert any(shown in str(one.remark.fields.get("examples")) for one in exports.unused)


@pytest.mark.parametrize("remark", ["5 easy", "5 hilly", "5 km", "5 k"])
def test_a_remark_after_a_number_leaves_it(tmp_path, remark):
    exports = read(tmp_path, days("date,km", "5", "6", remark))
    assert exports.runs["distance_km"].tolist() == [5, 6, 5]


@pytest.mark.parametrize(("question", "asks"), [("back pain yesterday", 1), ("back pain today", 0)])
def test_a_form_that_asks_about_yesterday_is_asked_about(tmp_path, question, asks):
    rows = [f"2026-03-{day:02} 08:00,{7 + day % 3}" for day in range(1, 6)]
    text = "\n".join([f"Timestamp,How bad was your {question}?", *rows]) + "\n"
    exports = read(tmp_path, text)
    assert len(exports.questions) == asks
    for asked in exports.questions:
        told = FileSettings(value=asked.options[0])
        answered = bpa.read_exports(tmp_path, Settings(timezone="UTC", files={"a.csv": told}))
        assert not answered.questions
        assert len(answered.pain) == 5
