"""Lines drawn in reading one app's files, each tried on both its sides."""

import csv
import json
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing.apps import find_tidy, reads_all
from backpain_analysis.importing.apps.fitbit_account import _exercise
from backpain_analysis.importing.apps.garmin_account import _sessions
from backpain_analysis.importing.apps.running_accounts import _polar_exercises
from backpain_analysis.importing.apps.strava_by_shape import strava_columns
from backpain_analysis.importing.documents.document import Found
from backpain_analysis.importing.own_sessions import session_kind
from backpain_analysis.importing.own_table import propose
from backpain_analysis.importing.text import open_text
from backpain_analysis.settings import Settings

SAMPLES = Path(__file__).parent / "samples"


# ---- what a tracker noticed by itself


@pytest.mark.parametrize(
    ("kind", "minutes", "problem"),
    [
        ("auto_detected", 9.99, "account.noticed"),
        ("auto_detected", 10, ""),
        ("tracker", 9.99, ""),
    ],
)
def test_fitbit_notices_runs_from_ten_minutes_on(kind, minutes, problem):
    values = {"logType": kind, "duration": str(minutes * 60_000), "activityTypeId": "90009"}
    (cells,) = _exercise(Found(values, {}))
    assert (cells[1], cells[-1]) == ("Run", problem)


@pytest.mark.parametrize(
    ("kind", "end", "runs"),
    [
        ("AUTO_DETECTED", "06:19:59", 0),
        ("AUTO_DETECTED", "06:20:00", 1),
        ("TRACKER", "06:15:00", 1),
    ],
)
def test_google_health_notices_runs_from_ten_minutes_on(tmp_path, kind, end, runs):
    with (SAMPLES / "google_health_UserExercises.csv").open(newline="") as stream:
        header, row, *_ = csv.reader(stream)
    row[header.index("log_type")] = kind
    row[header.index("tracker_total_distance_mm")] = "1000000"
    row[header.index("exercise_end")] = f"2026-01-03T{end}Z"
    with (tmp_path / "UserExercises_1.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([header, row])
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    assert len(exports.runs) == runs


# ---- Garmin's sessions of several sports


@pytest.mark.parametrize(
    ("part", "is_left_out"),
    [
        ("2026-01-03 05:55:00", True),  # five minutes before
        ("2026-01-03 05:54:59", False),
        ("2026-01-03 06:59:59", True),
        ("2026-01-03 07:00:00", False),  # it begins when the other is over
        ("", False),
    ],
)
def test_a_session_that_only_holds_others_is_left_out(part, is_left_out):
    names = ["garmin start", "duration", "(parent)"]
    rows = [(1, ["2026-01-03 06:00:00", "3600000", "true"]), (2, [part, "600000", ""])]
    (_, whole), _ = _sessions(iter(rows), names)
    assert (whole != rows[0][1]) == is_left_out


# ---- Polar


def test_a_session_of_one_exercise_has_its_own_figures_or_those_of_the_whole():
    whole = {"startTime": "a", "distance": "5000", "duration": "PT30M", "sport": "RUNNING"}
    alone = _polar_exercises(Found({**whole, "exercises": [{}]}, {}))
    assert list(alone) == [["a", "RUNNING", "5000", "1800.000"]]
    none = _polar_exercises(Found(whole, {}))
    assert list(none) == [["a", "RUNNING", "5000", "1800.000"]]
    own = {"startTime": "b", "distance": "1", "duration": "PT1M", "sport": "SWIMMING"}
    two = _polar_exercises(Found({**whole, "exercises": [own, {}]}, {}))
    assert list(two) == [["b", "SWIMMING", "1", "60.000"], ["", "RUNNING", "", ""]]


# ---- tidy tables


@pytest.mark.parametrize(
    ("header", "reads"),
    [
        ("date,distance_km,duration_min", True),
        ("date,distance_km,time", False),  # a duration, or a time of day
        ("date,distance_km,duration_min,time", True),
        ("date,pain,activity", False),  # it may say when there was a session
        ("date,pain,activity,distance_km", True),
        ("date,pain,activity,duration_min", True),
        ("date,pain", True),
    ],
)
def test_a_tidy_table_is_read_where_each_column_is_one_thing(header, reads):
    opened = open_text(f"{header}\n2026-01-03{',1' * header.count(',')}\n".encode(), "a.csv")
    found = find_tidy(opened)
    assert (found is not None and reads_all(*found)) == reads


# ---- Strava by its shape

HEADER = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w6", "w10", "w7"]


def strava(shown, metres, *, elapsed=3100, moving=3000, again=None, n=5, odd=0, word="Koşu"):
    """Find the columns of n rows; in the last ones, another number is shown."""
    rows = []
    for number in range(1, n + 1):
        told = shown if number <= n - odd else "77.7"
        first = [str(9000 + number), f"{number} led 2026, 15:24:{number:02}", f"Name {number}"]
        file = f"activities/{9000 + number}.fit.gz"
        again_s = f"{elapsed}.0" if again is None else str(again)
        cells = [word, "", str(elapsed), told, "171", file, again_s, f"{moving}.0", metres]
        rows.append([*first, *cells])
    return strava_columns(HEADER, rows)


@pytest.mark.parametrize(
    ("shown", "metres", "unit"),
    [
        ("10.0", "10200.0", "km"),  # 2 % of what is measured
        ("10.0", "10205.0", None),
        ("0.02", "32.0", "km"),  # 12 m, as it is rounded
        ("6.21", "10000.0", "mi"),
        ("10000.0", "10000.0", None),  # of metres alone the unit is not known
    ],
)
def test_the_shown_distance_tells_the_unit(shown, metres, unit):
    found = strava(shown, metres)
    assert (found and found.unit) == unit


@pytest.mark.parametrize(("odd", "is_found"), [(1, True), (2, False)])
def test_four_of_five_rows_must_agree(odd, is_found):
    assert (strava("5.0", "5000.0", odd=odd) is not None) == is_found


@pytest.mark.parametrize(
    ("elapsed", "again", "moving", "places"),
    [
        (3100, None, 3000, (9, 10)),
        (120, None, 100, (9, 10)),
        (119, None, 100, (None, None)),  # no session lasts so short
        (3100, "3100.5", 3000, (None, None)),
        (3100, None, 3100, (9, 10)),
        (3100, None, 3101, (9, None)),  # no one moves longer than it lasts
    ],
)
def test_the_elapsed_time_stands_there_twice_and_the_moving_time_behind(
    elapsed, again, moving, places
):
    found = strava("5.0", "5000.0", elapsed=elapsed, again=again, moving=moving)
    assert (found.elapsed, found.moving) == places


# ---- tables of one's own


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("5", "", ""), "run"),
        (("0", "", "run"), ""),
        (("", "0", "run"), ""),
        (("0", "30", ""), "run"),
        (("5", "", "rest"), ""),
        (("", "", "run"), "run"),
        (("", "", "bike"), "ride"),
        (("bike", "", ""), "ride"),
        (("", "0:35:00", ""), "run"),
        (("5", "", "qwert"), "unknown"),
        (("", "", "qwert"), ""),
        (("-5", "", "run"), ""),
    ],
)
def test_what_a_row_is_a_session_of(cells, kind):
    assert session_kind(*cells) == kind


def asked(proposal):
    return {question.code.removeprefix("own_table.") for question in proposal.questions}


def dated(*columns):
    rows = zip(*columns, strict=True)
    return [[f"2026-01-{day:02}", *map(str, row)] for day, row in enumerate(rows, 1)]


@pytest.mark.parametrize(
    ("days", "is_grid"),
    [("Mon,Tue,Wed,Thu,Fri", True), ("Mon,Tue,Wed,Thu", False)],
)
def test_five_columns_of_weekdays_are_a_grid(days, is_grid):
    header = ["Date", *days.split(",")]
    rows = [[f"2026-01-{day:02}"] + ["5.5"] * (len(header) - 1) for day in (5, 12, 19)]
    assert ("week_grid" in asked(propose(header, rows, "a.csv"))) == is_grid


@pytest.mark.parametrize(("each_day", "are_parts"), [(2, True), (1, False)])
def test_rows_of_laps_are_asked_about(each_day, are_parts):
    rows = []
    for day in range(1, 7):
        for lap in range(1, each_day + 1):
            rows.append([f"2026-01-{day:02}", str(lap), "1.0", "5:30"])
    proposal = propose(["Date", "Lap", "Distance (km)", "Time"], rows, "a.csv")
    assert ("parts" in asked(proposal)) == are_parts


@pytest.mark.parametrize(
    ("filled", "longest", "is_distance"),
    [
        (8, "0.5", True),
        (8, "0.49", False),
        (8, "100.0", True),
        (8, "100.1", False),
        (9, "9.5", False),  # nobody runs on nine days of ten
    ],
)
def test_a_column_without_words_may_hold_the_runs(filled, longest, is_distance):
    low = f"{float(longest) / 2 + 0.01:.2f}"
    cells = [longest, *[low] * (filled - 1), *[""] * (10 - filled)]
    proposal = propose(["Date", "qx"], dated(cells), "a.csv")
    assert (proposal.column("distance") == "qx") == is_distance


def test_json_of_any_app_keeps_its_text():
    found = Found({"a": [{"b": ""}, {"b": "x"}], "c": {"d": "y"}}, {"e": "z"})
    assert found.text("a.b") == "x"
    assert found.text("q", "c.d") == "y"
    assert found.text("e") == "z"
    assert found.text("c") == ""
    assert found.several("a") == [{"b": ""}, {"b": "x"}]
    assert json.dumps(found.several("c")) == '[{"d": "y"}]'
