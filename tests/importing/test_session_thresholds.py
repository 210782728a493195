"""Lines drawn in reading and cleaning sessions and weigh-ins, each tried on both its sides."""

import pytest
from made_tables import codes_asked, read_tables, row_a_day

from backpain_analysis.settings import FileSettings

STRAVA = "id,date,name,type,elapsed_time,distance,filename\n"
WITHINGS = "Date,Weight (kg),Fat mass (kg)\n"


def reasons(exports):
    """Return the codes of the reasons, row by row."""
    found = []
    for own in exports.ledger.rows["reasons"]:
        found.append([reason.code.rpartition(".")[2] for reason in own])
    return found


# ---- what cannot be


def test_how_far_and_how_fast_each_activity_can_be(tmp_path):
    """Farther is set aside; faster loses its duration."""
    tries = [
        ("Walk", 150_000, 40_000, []),
        ("Walk", 150_100, 40_000, ["too_far"]),
        ("Walk", 15_000, 3600, []),
        ("Walk", 15_000, 3598, ["duration_left_out"]),
        ("Hike", 150_100, 40_000, ["too_far"]),
        ("Hike", 15_000, 3600, []),
        ("Hike", 15_000, 3598, ["duration_left_out"]),
        ("Hike", 150_000, 40_000, []),
        ("Swim", 60_000, 40_000, []),
        ("Swim", 60_100, 40_000, ["too_far"]),
        ("Swim", 9_000, 3600, []),
        ("Swim", 9_000, 3598, ["duration_left_out"]),
        ("Run", 30_000, 3600, []),
        ("Run", 30_000, 3598, ["duration_left_out"]),
        ("Run", 500, 10, []),  # so short that a second more or less counts
        ("Run", 510, 10, ["duration_left_out"]),
        ("Ride", 300_000, 7200, []),
    ]
    rows = []
    for day, (activity, metres, seconds, _) in enumerate(tries, 1):
        rows.append(f"{day},2024-05-{day:02} 07:00:00,x,{activity},{seconds},{metres},f")
    exports = read_tables(tmp_path, a=STRAVA + "\n".join(rows) + "\n")
    assert reasons(exports) == [told for *_, told in tries]


@pytest.mark.parametrize(("day", "flagged"), [("04", True), ("05", False)])
def test_five_kilograms_within_three_days_are_flagged(tmp_path, day, flagged):
    rows = f"2024-05-01 07:00:00,80.0,\n2024-05-{day} 07:00:00,85.0,\n"
    assert (reasons(read_tables(tmp_path, a=WITHINGS + rows))[1] == ["flagged"]) == flagged


@pytest.mark.parametrize(
    ("fast", "n", "left_out"),
    [(2, 4, 2), (3, 5, 0)],  # where most are so, it is the unit
)
def test_durations_are_left_out_where_few_are_impossible(tmp_path, fast, n, left_out):
    rows = []
    for day in range(1, n + 1):
        seconds = 60 if day <= fast else 1800
        rows.append(f"{day},2024-05-{day:02} 07:00:00,x,Run,{seconds},5000,f")
    told = reasons(read_tables(tmp_path, a=STRAVA + "\n".join(rows) + "\n"))
    assert told.count(["duration_left_out"]) == left_out


# ---- one session in two files


@pytest.mark.parametrize(
    ("clock", "metres", "seconds", "runs"),
    [
        ("10:01:00", 5000, 1800, 1),
        ("10:01:00", 5880, 1800, 1),  # a track cuts corners: 15 % of the longer one
        ("10:01:00", 5890, 1800, 2),
        ("10:01:01", 5880, 1800, 2),  # it begins later: only 5 % are allowed
        ("10:01:01", 5260, 1800, 1),
        ("10:01:00", 5880, 1999, 1),
        ("10:01:00", 5880, 2001, 2),  # more than a tenth longer
    ],
)
def test_a_track_and_a_record_that_begin_within_a_minute(tmp_path, clock, metres, seconds, runs):
    minute = "<trkpt lat='{:.7f}' lon='8'><time>2024-05-01T10:{:02}:00Z</time></trkpt>"
    step = 5000 / 30 / 111_195.08
    points = "".join(minute.format(50 + step * n, n) for n in range(31))
    track = f"<gpx><trk><type>run</type><trkseg>{points}</trkseg></trk></gpx>"
    (tmp_path / "a.gpx").write_text(track)
    row = f"1,2024-05-01 {clock},x,Run,{seconds},{metres},f\n"
    assert len(read_tables(tmp_path, b=STRAVA + row).runs) == runs


@pytest.mark.parametrize(("kilometres", "runs"), [("0.60", 1), ("0.61", 2)])
def test_short_sessions_may_differ_by_100_metres(tmp_path, kilometres, runs):
    header = "Date,Type,Route Name,Distance (km),Duration\n"
    row = f"2024-05-01 10:00:40,Running,,{kilometres},3:00\n"
    a = STRAVA + "1,2024-05-01 10:00:00,x,Run,180,500,f\n"
    assert len(read_tables(tmp_path, a=a, b=header + row).runs) == runs


@pytest.mark.parametrize(("clock", "runs"), [("3:00", 1), ("3:01", 2)])
def test_short_sessions_may_differ_by_a_minute(tmp_path, clock, runs):
    header = "Date,Type,Route Name,Distance (km),Duration\n"
    a = STRAVA + "1,2024-05-01 10:00:00,x,Run,120,,f\n"
    exports = read_tables(tmp_path, a=a, b=header + f"2024-05-01 10:00:40,Running,,,{clock}\n")
    assert len(exports.runs) == runs


@pytest.mark.parametrize(("clock", "runs"), [("10:02:00", 1), ("10:02:01", 2)])
def test_a_session_begins_before_half_of_the_other_is_over(tmp_path, clock, runs):
    """Two repeats of four minutes each may follow one another."""
    header = "Date,Type,Route Name,Distance (km),Duration\n"
    a = STRAVA + "1,2024-05-01 10:00:00,x,Run,240,1000,f\n"
    exports = read_tables(tmp_path, a=a, b=header + f"2024-05-01 {clock},Running,,1.00,4:00\n")
    assert len(exports.runs) == runs


# ---- sums, units and words of a table kept by hand


@pytest.mark.parametrize(
    ("distances", "is_sum"),
    [
        (["5", "6", "7", "18"], True),
        (["5", "6", "7", "18.15"], True),  # three that were rounded: 0.05 each
        (["5", "6", "7", "18.16"], False),
        (["5", "6", "11"], False),  # of two it may be a long run
        (["3", "4", "7", "14"], False),  # twice the longest can be run
        (["3", "4", "6.9", "13.9"], True),
    ],
)
def test_the_last_distance_may_be_the_sum_of_all_above(tmp_path, distances, is_sum):
    exports = read_tables(tmp_path, a=row_a_day("date,distance_km", *distances))
    assert (reasons(exports)[-1] == ["total"]) == is_sum


@pytest.mark.parametrize(
    ("clocks", "are_hours"),
    [
        (["1:05", "1:10", "0:59"], True),
        (["1:05", "1:10", "50:00"], False),
        (["1:05", "1:10"], False),  # of two nothing is told
        (["1:05"] * 9 + ["50:00"], True),
    ],
)
def test_clocks_are_hours_and_minutes_where_nobody_is_so_fast(tmp_path, clocks, are_hours):
    """Eleven kilometres in 65 seconds, or minutes."""
    exports = read_tables(
        tmp_path, a=row_a_day("date,distance_km,duration", *(f"11.0,{clock}" for clock in clocks))
    )
    assert (65 in exports.runs["duration_min"].tolist()) == are_hours


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        (["Zwirbel"] * 3, True),
        (["Zwirbel"] * 2, False),
    ],
)
def test_a_word_of_three_sessions_is_asked_about(tmp_path, words, is_asked):
    exports = read_tables(
        tmp_path, a=row_a_day("date,activity,distance_km", *(f"{w},6" for w in words))
    )
    assert ("activity_words" in codes_asked(exports)) == is_asked


@pytest.mark.parametrize(
    ("kilometres", "minutes", "is_asked"),
    [
        (1.5, 9, True),
        (1.49, 9, False),
        (60, 400, True),
        (60.1, 400, False),
        (10, 30, True),
        (10, 29.9, False),
        (10, 95, True),
        (10, 95.1, False),
        (10, "", True),
        ("", 30, False),
    ],
)
def test_a_word_is_asked_about_where_its_sessions_may_be_runs(
    tmp_path, kilometres, minutes, is_asked
):
    rows = [f"Zwirbel,{kilometres},{minutes}"] * 3
    exports = read_tables(tmp_path, a=row_a_day("date,activity,distance_km,duration_min", *rows))
    assert ("activity_words" in codes_asked(exports)) == is_asked


@pytest.mark.parametrize(("n", "named"), [(8, 8), (9, 8)])
def test_eight_words_are_asked_about_at_once(tmp_path, n, named):
    rows = [f"Zwirbel{'abcdefghij'[number]},6,30" for number in range(n) for _ in range(3)]
    exports = read_tables(tmp_path, a=row_a_day("date,activity,distance_km,duration_min", *rows))
    (question,) = [q for q in exports.questions if q.key == "words"]
    assert question.lines.count('"run"') == named


@pytest.mark.parametrize(("stating", "is_asked"), [(3, False), (2, True)])
def test_a_unit_in_most_cells_is_that_of_all(tmp_path, stating, is_asked):
    """In a table that the settings map; a half is not most."""
    cells = ["5.5 km"] * stating + ["6.5"] * 2
    files = {"a.csv": FileSettings(table="runs", date=("when",), distance=("far",))}
    exports = read_tables(
        tmp_path, files, a=row_a_day("when,far,note", *(f"{cell},x" for cell in cells))
    )
    assert ("distance_unit" in codes_asked(exports)) == is_asked


@pytest.mark.parametrize(("weight", "unit"), [(10_001, "g"), (10_000, "kg")])
def test_weights_above_ten_thousand_are_grams(tmp_path, weight, unit):
    exports = read_tables(tmp_path, a=row_a_day("date,weight_kg", *[str(weight)] * 3))
    assert (len(exports.weight) == 0) or exports.weight["weight_kg"].iloc[0] == 10.001
    told = exports.decisions.query("decision == 'unit'")["value"].tolist()
    assert told == [unit]


@pytest.mark.parametrize(
    ("distances", "is_asked"),
    [(["99", "99", "5000"], True), (["99", "5000", "5000"], False), (["99", "5000"], False)],
)
def test_a_column_called_m_with_short_distances_is_asked_about(tmp_path, distances, is_asked):
    files = {"a.csv": FileSettings(table="runs", date=("when",), distance=("m",))}
    exports = read_tables(
        tmp_path, files, a=row_a_day("when,m,note", *(f"{cell},x" for cell in distances))
    )
    assert ("called_m" in codes_asked(exports)) == is_asked


# ---- the app's own unit in doubt


@pytest.mark.parametrize(
    ("metres", "seconds", "key"),
    [
        (5000, 1800, None),
        (5, 1800, "distance_unit"),  # 5 km are meant
        (5000, 30, "duration_unit"),
        (5, 30, "distance_unit"),
        (2000, 3600, None),  # 2 km/h
        (30_000, 3600, None),
    ],
)
def test_the_apps_unit_is_doubted_where_nobody_runs_so(tmp_path, metres, seconds, key):
    rows = []
    for day in range(1, 4):
        rows.append(f"{day},2024-05-{day:02} 07:00:00,x,Run,{seconds},{metres},f")
    exports = read_tables(tmp_path, a=STRAVA + "\n".join(rows) + "\n")
    assert [question.key for question in exports.questions] == ([key] if key else [])


# ---- rows


@pytest.mark.parametrize(("rows_above", "is_named"), [(3, True), (2, False)])
def test_rows_of_another_table_above_the_header_are_named(tmp_path, rows_above, is_named):
    above = "".join(f"2024-04-{day:02},7,x\n" for day in range(1, rows_above + 1))
    exports = read_tables(
        tmp_path, a="Weights,,\n" + above + row_a_day("date,pain,note", "3,x", "4,y")
    )
    assert exports.pain["pain"].tolist() == [3, 4]
    assert bool((exports.decisions["decision"] == "header").any()) == is_named


def test_a_second_table_below_is_named_from_its_header_on(tmp_path):
    text = row_a_day("date,pain", "3", "4") + "date,weight_kg\n2024-05-01,80\n2024-05-02,81\n"
    exports = read_tables(tmp_path, a=text)
    assert exports.pain["pain"].tolist() == [3, 4]
    assert reasons(exports)[2:] == [["other_table"]] * 3


@pytest.mark.parametrize(
    ("row", "decision", "is_kept"),
    [
        ("3,x,", "extra_fields", True),  # a comma too many
        ("3,x,7", None, False),
        ("3", "short_rows", True),
    ],
)
def test_a_row_that_is_longer_or_shorter_than_the_header(tmp_path, row, decision, is_kept):
    exports = read_tables(tmp_path, a=row_a_day("date,pain,note", "2,x", row, "2,x"))
    assert (3 in exports.pain["pain"].tolist()) == is_kept
    assert decision is None or decision in exports.decisions["decision"].tolist()
