"""Kinds of things that people write: read right, asked about, or named."""

import pytest

import backpain_analysis as bpa
from backpain_analysis.language import Phrases
from backpain_analysis.settings import FileSettings, Settings

PHRASES = Phrases()


def read(folder, files=None, **texts):
    for name, text in texts.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
    settings = Settings(timezone="UTC", files=files or {})
    exports = bpa.read_exports(folder, settings)
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def said(exports):
    return [PHRASES.remark(unused.remark) for unused in exports.unused]


def table(header, *rows):
    return "\n".join([header, *rows]) + "\n"


def numbered(header, cells):
    """Write a table of one day a row, from 1 March on."""
    return table(header, *(f"2026-03-{day:02d},{cell}" for day, cell in enumerate(cells, 1)))


def test_the_settings_choose_one_of_several_pains(tmp_path):
    text = numbered("date,Pain left,Pain right", ["1,7", "9,8", "3,6"])
    asked = read(tmp_path, a__csv=text)
    assert [question.key for question in asked.questions] == ["value"]
    chosen = read(tmp_path, {"a.csv": FileSettings(value="Pain right")}, a__csv=text)
    assert chosen.pain["pain"].tolist() == [7, 8, 6]


# ---- everything that is not used is named -----------------------------------------------------


def test_columns_that_are_not_read_are_named(tmp_path):
    text = table("date,pain,coffee,shoes", "2026-03-01,6,2,red", "2026-03-02,3,1,blue")
    assert "not read: coffee, shoes" in said(read(tmp_path, a__csv=text))


def test_each_word_for_an_activity_is_told_and_whether_it_counts(tmp_path):
    words = ["run", "jogging", "padel", "padel", "rest", ""]
    rows = [f"2026-03-{day:02d},{word},{5 * (word != 'rest')}" for day, word in enumerate(words, 1)]
    told = said(read(tmp_path, a__csv=table("date,activity,km", *rows)))
    assert "count as running: run 2, jogging 1" in told  # a session without a word is a run
    assert "do not count as running: padel 2" in told
    assert "no session: rest 1" in told


def test_values_that_were_not_understood_are_counted(tmp_path):
    rows = numbered("date,km,pain", ["5,bad", "6,4", "?,6", "7,very bad", "8,bad", "5,1", "6,0"])
    told = said(read(tmp_path, a__csv=rows))
    assert "pain ratings: 3 not understood (bad, very bad; line 2, 5, 6)" in told
    assert "distances: 1 not understood (?; line 4)" in told


def test_merged_rows_are_one_sentence(tmp_path):
    text = numbered("date,pain", [3, 6, 4])
    told = said(read(tmp_path, a__csv=text, b__csv=text))
    assert told == ["3 rows stand in a.csv too and count once"]


# ---- a person's settings are obeyed -----------------------------------------------------------


def test_each_answer_stands_by_itself_whatever_is_in_the_settings(tmp_path):
    first = table("date,distance,duration_min", "03/04/2026,5,30", "05/06/2026,6,36")
    second = table("date,distance,duration_min", "2026-03-01,3,30", "2026-03-02,4,36")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text(first)
    (tmp_path / "raw" / "b.csv").write_text(second)
    settings = tmp_path / "settings.toml"
    settings.write_text('[files."a.csv"]\ndate_order = "dmy"\n\n[files."b.csv"]\ndecimal = "."\n')
    exports = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert [question.file for question in exports.questions] == ["a.csv", "b.csv"]
    example = ("date: 2026-03-01", "distance: 3", "duration_min: 30")
    assert exports.questions[1].example == example
    answers = "\n\n".join(question.setting for question in exports.questions)
    settings.write_text(settings.read_text() + answers.replace('"km"', '"mi"', 1))
    exports = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert not exports.questions
    miles = exports.runs.set_index("file").loc["a.csv", "distance_km"].tolist()
    assert miles == pytest.approx([5 * 1.609344, 6 * 1.609344])
    assert exports.runs.set_index("file").loc["b.csv", "distance_km"].tolist() == [3, 4]


def test_a_files_own_answer_keeps_what_a_pattern_said(tmp_path):
    files = {
        "*.csv": FileSettings(date_order="dmy", distance_unit="mi"),
        "a.csv": FileSettings(distance_unit="km"),
    }
    text = table("date,distance", "03/04/2026,5", "05/06/2026,6")
    exports = read(tmp_path, files, a__csv=text)
    assert exports.runs["distance_km"].tolist() == [5, 6]
    assert exports.runs["day"].dt.month.tolist() == [4, 6]


def test_the_unit_of_the_settings_goes_before_the_apps(tmp_path):
    text = table("dateTime,weight,waist,water", "2026-03-01 07:00,170,0,0")
    exports = read(tmp_path, {"a.csv": FileSettings(weight_unit="lb")}, a__csv=text)
    assert exports.weight["weight_kg"].tolist() == pytest.approx([170 * 0.45359237])
    (told,) = exports.decisions.query("decision == 'unit'")["evidence"]
    assert "although the file says kg" in PHRASES.remark(told)


def test_hours_and_minutes_where_the_settings_say_so(tmp_path):
    header = "Activity Type,Date,Distance,Calories,Time"
    text = table(
        header, "Running,2026-03-01 07:00,11,600,1:02", "Running,2026-03-02 07:00,6,400,0:35"
    )
    files = {"a.csv": FileSettings(distance_unit="km", duration_unit="h")}
    minutes = read(tmp_path, files, a__csv=text).runs["duration_min"].tolist()
    assert minutes == pytest.approx([62, 35])


# ---- sessions ---------------------------------------------------------------------------------


def test_a_duration_of_zero_is_missing(tmp_path):
    text = table("date,activity,km,duration_min", "2026-03-01,run,5,0", "2026-03-02,run,6,36")
    runs = read(tmp_path, a__csv=text).runs
    assert runs["duration_min"].isna().tolist() == [True, False]


def test_all_zero_is_no_session_whatever_it_is_called(tmp_path):
    cells = ["run,5,30", "run,0,0", "run,0,", "run,,", "rest,0,0", ",0,0", "run,0,30"]
    exports = read(tmp_path, a__csv=numbered("date,activity,km,duration_min", cells))
    assert exports.runs["line"].tolist() == [2, 5, 8]


def test_a_day_with_a_minute_of_running_is_no_session(tmp_path):
    header = "Date,Move Minutes count,Calories (kcal),Distance (m),Running duration (ms)"
    rows = ["2026-03-01,60,2000,5000,1500000", "2026-03-02,60,2000,5000,60000"]
    exports = read(tmp_path, a__csv=table(header, *rows))
    assert exports.runs["duration_min"].tolist() == [25]
    assert "no session" in exports.ledger.in_words()["reason"].iloc[1]


STRAVA = "Activity ID,Activity Date,Activity Type,Elapsed Time,Distance,Elapsed Time,Moving Time"


@pytest.mark.parametrize(("elapsed", "minutes"), [(3000, 50.0), (200, None)])
def test_a_run_with_an_impossible_duration_keeps_its_distance(tmp_path, elapsed, minutes):
    good = '{0},"Mar {0}, 2026, 7:00:00 PM",Run,1900,6.0,1900,1800'
    bad = f'4,"Mar 4, 2026, 7:00:00 PM",Run,{elapsed},8.0,{elapsed},150'
    exports = read(tmp_path, a__csv=table(STRAVA, *(good.format(i) for i in (1, 2, 3)), bad))
    assert exports.runs["distance_km"].tolist() == [6, 6, 6, 8]
    last = exports.runs["duration_min"].iloc[-1]
    assert last == minutes if minutes else last != last
    assert "too short for 8 km" in exports.ledger.in_words()["reason"].iloc[-1]


def test_two_sessions_minutes_apart_stay_two(tmp_path):
    header = "Date,Type,Route Name,Distance (km),Duration"
    rows = [
        "2026-03-01 18:01:00,Running,,0.52,1:41",
        "2026-03-01 18:02:00,Running,,0.50,1:45",
        "2026-03-02 08:00:00,Running,,10.2,58:00",
        "2026-03-02 08:02:00,Running,,10.0,49:00",
    ]
    assert len(read(tmp_path, a__csv=table(header, *rows)).runs) == 4


def test_a_word_in_place_of_a_distance_is_no_run(tmp_path):
    cells = ["5", "Rest", "off", "?", "bike", "6.5"]
    exports = read(tmp_path, a__csv=numbered("date,distance_km", cells))
    assert exports.runs["line"].tolist() == [2, 5, 7]
    assert "sessions: 3 not understood (Rest, off, bike; line 3, 4, 6)" in said(exports)


def test_rest_in_place_of_a_duration_is_no_run(tmp_path):
    """What says nothing of rest or of another sport, "an hour", is a session of no known length."""
    cells = ["30", "Rest", "an hour", "easy", "bike", "?"]
    exports = read(tmp_path, a__csv=numbered("date,duration_min", cells))
    assert exports.runs["line"].tolist() == [2, 4, 5, 7]


def test_an_unclear_amount_beside_rest_is_no_run(tmp_path):
    rows = ["run,?", "Rest,?", "Rest,", "Rest,5"]
    exports = read(tmp_path, a__csv=numbered("date,activity,distance_km", rows))
    assert exports.runs["line"].tolist() == [2, 5]


def test_kinds_of_runs_are_runs_in_a_table_kept_by_hand(tmp_path):
    cells = ["easy,5", "Tempo,8", "long,20", "padel,3"]
    exports = read(tmp_path, a__csv=numbered("date,type,km", cells))
    assert exports.runs["activity"].tolist() == ["run", "run", "run", "padel"]


# ---- weigh-ins --------------------------------------------------------------------------------


def test_a_spike_that_stands_in_two_exports_is_set_aside(tmp_path):
    header = "Date,Weight (kg),Fat mass (kg)"
    kg = [70.0, 70.2, 77.1, 70.1, 70.3]
    rows = [f"2026-03-{day:02d} 07:00:00,{w}," for day, w in enumerate(kg, 1)]
    exports = read(tmp_path, a__csv=table(header, *rows), b__csv=table(header, *rows[:4]))
    assert exports.weight["weight_kg"].tolist() == [70.0, 70.2, 70.1, 70.3]


def test_weights_that_can_only_be_grams(tmp_path):
    exports = read(tmp_path, a__csv=numbered("date,weight", ["71500.0", "71200.0"]))
    assert exports.weight["weight_kg"].tolist() == [71.5, 71.2]


# ---- ratings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "kept"), [(["3", "4", "6"], 3), (["3,ok", "4,", "6"], 2)])
def test_a_last_row_as_short_as_the_others_is_whole(tmp_path, rows, kept):
    text = numbered("date,pain,note", rows).rstrip("\n")
    assert len(read(tmp_path, a__csv=text).pain) == kept


def asked(exports):
    return [PHRASES.remark(question.remark) for question in exports.questions]


@pytest.mark.parametrize(
    ("ratings", "options"),
    [
        ([0, 1] * 6, ("0-1", "0-10")),
        ([0, 1, 2, 3, 4, 5] * 2, ("0-10", "0-5", "0-100")),
        ([0, 1, 2, 3, 4] * 2, ("0-10", "0-4", "0-100")),
    ],
)
def test_many_low_ratings_are_asked_about(tmp_path, ratings, options):
    text = numbered("date,pain", ratings)
    (question,) = read(tmp_path, a__csv=text).questions
    assert question.key == "scale"
    assert question.options == options
    exports = read(tmp_path, {"a.csv": FileSettings(scale=options[1])}, a__csv=text)
    top = {"0-10": 1, "0-5": 10, "0-4": 10}[options[1]]
    assert exports.pain["pain"].max() == top


@pytest.mark.parametrize("ratings", [[0, 1, 2, 3, 4, 5, 6] * 2, [1, 2, 0]])
def test_ratings_that_tell_or_are_few_are_not_asked_about(tmp_path, ratings):
    assert not read(tmp_path, a__csv=numbered("date,pain", ratings)).questions


def test_the_suites_own_diary_is_on_0_to_10(tmp_path):
    text = numbered("day,time,pain,region", [f",{i % 3},back" for i in range(20)])
    assert read(tmp_path, a__csv=text).pain["pain"].max() == 2


def test_zeros_below_the_scale_of_the_header_are_asked_about(tmp_path):
    text = numbered("date,Pain (1-10)", [0, 3, 7, 0, 9])
    exports = read(tmp_path, a__csv=text)
    assert "2 of the ratings are lower" in asked(exports)[0]
    exports = read(tmp_path, {"a.csv": FileSettings(scale="0-10")}, a__csv=text)
    assert exports.pain["pain"].tolist() == [0, 3, 7, 0, 9]


def test_none_among_words_is_no_pain(tmp_path):
    text = numbered("date,pain", ["moderate", "none", "severe", "mild", "none"])
    (question,) = read(tmp_path, a__csv=text).questions
    assert question.options == ("none/mild/moderate/severe",)
    exports = read(tmp_path, {"a.csv": FileSettings(scale=question.options[0])}, a__csv=text)
    assert exports.pain["pain"].round(1).tolist() == [6.7, 0, 10, 3.3, 0]
    without = {"a.csv": FileSettings(scale="mild/moderate/severe")}
    (question,) = read(tmp_path, without, a__csv=text).questions
    assert question.options == ("none/mild/moderate/severe",)


@pytest.mark.parametrize(("first", "none"), [("6", 0.0), ("0", None)])
def test_none_among_numbers_is_0_where_no_other_is(tmp_path, first, none):
    text = numbered("date,pain", [first, "none", "4", "7", "none", "3"])
    pain = read(tmp_path, a__csv=text).pain
    assert len(pain) == (4 if none is None else 6)


def test_ranges_and_marks(tmp_path):
    cells = ["3-4", "~5", "7 (bad)", "8!", "6+", "2", "ca. 1", "<2", "3,5", "max. 4", "5?", "4 - 5"]
    text = numbered("date,pain", [f'"{cell}"' for cell in cells])
    exports = read(tmp_path, a__csv=text)
    assert exports.pain["pain"].tolist() == [3.5, 5, 7, 8, 6, 2, 1, 2, 3.5, 4, 5, 4.5]
    assert marks_said(exports) == {
        "ranges": (2, "3-4"),
        "marks": (5, "~5"),
        "bounds": (3, "6+"),
    }


def marks_said(exports):
    """How many values were written with which kind of mark, and the first of them."""
    said = {}
    for row in exports.decisions.itertuples():
        if row.decision in ("ranges", "marks", "bounds", "sums"):
            said[row.decision] = (row.evidence.fields["n"], row.evidence.fields["example"])
    return said


def test_marks_of_distances_are_read_and_said_too(tmp_path):
    cells = ["~5", "5-6", "8+", "<4", "7.5 (hilly)", "5+2", "6"]
    exports = read(tmp_path, a__csv=numbered("date,distance_km", cells))
    assert exports.runs["distance_km"].tolist() == [5, 5.5, 8, 4, 7.5, 7, 6]
    assert marks_said(exports) == {
        "ranges": (1, "5-6"),
        "marks": (2, "~5"),
        "bounds": (2, "8+"),
        "sums": (1, "5+2"),
    }


def test_marks_beside_clocks_and_units(tmp_path):
    rows = ["2026-05-01,~5 km,~35:20", "2026-05-02,5-6 km,1:00:30!", "2026-05-03,8+ km,48:00"]
    exports = read(tmp_path, a__csv=table("date,distance,duration", *rows))
    assert exports.runs["distance_km"].tolist() == [5, 5.5, 8]
    assert exports.runs["duration_min"].round(2).tolist() == [35.33, 60.5, 48]


# ---- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["{:02d}/05/2026", "2026-05-{:02d}"])
@pytest.mark.parametrize("header", ["Date,Day,Pain", "Datum,Tag,Schmerz"])
def test_a_day_beside_a_date_is_the_weekday(tmp_path, header, date):
    # 1 May 2026 is a Friday
    days = [(1, "Friday"), (3, "Sun"), (5, "Tue"), (6, "Wednesday")]
    rows = [f"{date.format(day)},{name},{day}" for day, name in days]
    exports = read(tmp_path, a__csv=table(header, *rows))
    assert not exports.questions
    assert exports.pain["day"].dt.strftime("%m-%d").tolist() == ["05-01", "05-03", "05-05", "05-06"]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["30.12.", "31.12.", "1.1.", "13.1."], ["12-30", "12-31", "01-01", "01-13"]),
        (["Tue 30 Dec", "Thu 1 Jan", "Fri 2 Jan"], ["12-30", "01-01", "01-02"]),
        (["Dec 30", "Jan 2"], ["12-30", "01-02"]),
    ],
)
def test_a_year_that_is_left_out_is_asked_for_once(tmp_path, cells, days):
    text = table("date,pain", *(f"{cell},{i + 5}" for i, cell in enumerate(cells)))
    (question,) = read(tmp_path, a__csv=text).questions
    assert question.key == "year"
    exports = read(tmp_path, {"a.csv": FileSettings(year=2025)}, a__csv=text)
    assert not exports.questions
    assert exports.pain["day"].dt.strftime("%m-%d").tolist() == days
    assert exports.pain["day"].dt.year.tolist() == [2025 + (day < "06") for day in days]


def test_the_year_may_be_written_with_or_without_quotes(tmp_path):
    for written in ("2025", '"2025"'):
        (tmp_path / "settings.toml").write_text(f'[files."a.csv"]\nyear = {written}\n')
        assert bpa.read_settings(tmp_path).files["a.csv"].year == 2025


# ---- several ratings a day --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("date,pain morning,pain evening", ("pain morning", "pain evening")),
        ("Datum,Schmerz morgens,Schmerz abends", ("schmerz morgens", "schmerz abends")),
        ("date,AM pain,PM pain", ("am pain", "pm pain")),
    ],
)
def test_morning_and_evening_are_asked_about_once(tmp_path, header, columns):
    text = numbered(header, ["2,6", "1,8", "4,", "7,9"])
    (question,) = read(tmp_path, a__csv=text).questions
    assert question.options == (*columns, "mean")
    for answer, ratings in (
        (columns[0], [2, 1, 4, 7]),
        (columns[1], [6, 8, 9]),
        ("mean", [4, 4.5, 4, 8]),
    ):
        exports = read(tmp_path, {"a.csv": FileSettings(value=answer)}, a__csv=text)
        assert not exports.questions
        assert exports.pain["pain"].tolist() == ratings


# ---- Strava in any language, units by steps, words for runs -------------------------------------

STRAVA_IT = """\
ID attività,Data dell'attività,Nome,Tipo di attività,Note,Tempo trascorso,Distanza,File,\
Tempo trascorso,Tempo in movimento,Distanza
900,"3 gen 2026, 07:25:34",x,Corsa,,2000,"5,25",activities/1.fit.gz,2000.0,1900.0,5250.0
901,"6 gen 2026, 07:25:34",x,Corsa,,2060,"5,75",activities/2.fit.gz,2060.0,1960.0,5750.0
902,"9 gen 2026, 23:25:34",x,Nuoto,,2120,"1.000",activities/3.fit.gz,2120.0,2020.0,1000.0
903,"12 gen 2026, 07:25:34",x,Sgambata,,2180,"6,75",activities/4.fit.gz,2180.0,2080.0,6750.0
904,"15 gen 2026, 07:25:34",x,Corsa,,2240,"7,25",activities/5.fit.gz,2240.0,2140.0,7250.0
"""


def test_strava_in_any_language_is_read_by_its_shape(tmp_path):
    exports = read(tmp_path, activities__csv=STRAVA_IT)
    assert exports.files["source"].tolist() == ["Strava"]
    assert exports.runs["distance_km"].tolist() == [5.25, 5.75, 1, 6.75, 7.25]  # a swim in metres
    assert exports.runs["activity"].tolist() == ["run", "run", "swim", "sgambata", "run"]
    assert exports.runs["duration_min"].iloc[0] == pytest.approx(1900 / 60)
    assert "do not count as running: Nuoto 1, Sgambata 1" in said(exports)


@pytest.mark.parametrize(("unit", "metres"), [("km", 1000), ("mi", 1609.344)])
def test_steps_and_stride_tell_the_unit(tmp_path, unit, metres):
    header = "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg Stride Length,Steps"
    rows = []
    for day in range(1, 9):
        shown = 5 + day / 10
        steps = f"{round(shown * metres / 1.1):,}"
        start = f"2026-01-{day:02d} 07:10:00"
        rows.append(f'Running,{start},false,x,{shown:.2f},300,00:27:30,1.10,"{steps}"')
    exports = read(tmp_path, a__csv=table(header, *rows))
    assert not exports.questions
    assert exports.runs["distance_km"].iloc[0] == pytest.approx(5.1 * metres / 1000, abs=0.01)


@pytest.mark.parametrize("word", ["Löpband", "Lopband", "Běh", "Futás", "Juoksu", "ランニング"])
def test_runs_in_further_languages(tmp_path, word):
    header = "Activity Type,Date,Favorite,Title,Distance,Calories,Time"
    text = table(header, f"{word},2026-01-03 07:10:00,false,x,5.25,300,00:27:30")
    exports = read(tmp_path, {"a.csv": FileSettings(distance_unit="km")}, a__csv=text)
    assert exports.runs["activity"].tolist() == ["run"]
