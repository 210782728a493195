"""Health Connect's database, table by table: what is one session, one distance, one weigh-in."""

import sqlite3

import pytest

from backpain_analysis.importing.database import Database
from backpain_analysis.importing.health_connect import health_connect_tables, unknown_database

BEGUN = 1_751_349_600_000  # 1 July 2025, 06:00 UTC, in ms
MINUTE = 60_000
RUNNING = 33
# of android.health.connect, ExerciseSessionType, in the order of their numbers from 1 on
NAMES = """badminton baseball basketball biking stationary boot_camp boxing calisthenics cricket
dancing class fencing american australian frisbee golf breathing gymnastics handball intervals
hiking ice_hockey ice_skating martial_arts paddling paragliding pilates racquetball climbing
roller_hockey rowing rugby running treadmill sailing scuba skating skiing snowboarding snowshoeing
soccer softball squash stairs strength stretching surfing open_water pool table_tennis tennis
volleyball walking water_polo weightlifting wheelchair yoga other"""
WORDS = {
    "biking": "biking",
    "stationary": "indoor biking",
    "intervals": "interval training",
    "hiking": "hiking",
    "running": "running",
    "treadmill": "treadmill running",
    "strength": "strength training",
    "open_water": "swimming",
    "pool": "swimming",
    "walking": "walking",
    "yoga": "yoga",
    "other": "other",
}


def database(sessions=(), distances=(), weights=()):
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create table exercise_session_record_table (app_info_id, start_time, end_time,"
        " start_zone_offset, exercise_type, title, recording_method)"
    )
    connection.execute(
        "create table distance_record_table (app_info_id, start_time, end_time, distance)"
    )
    connection.execute("create table weight_record_table (app_info_id, time, zone_offset, weight)")
    for table, rows in (
        ("exercise_session_record_table", sessions),
        ("distance_record_table", distances),
        ("weight_record_table", weights),
    ):
        for row in rows:
            marks = ", ".join("?" * len(row))
            connection.execute(f"insert into {table} values ({marks})", row)
    return Database(connection, "hc.db")


def cells_of(*args, **kwargs):
    """Return the rows of the one table that has some."""
    (table,) = health_connect_tables(database(*args, **kwargs))
    return [cells for _, cells in table.records()][1:]


def session(begins=0.0, minutes=60.0, *, app=1, number=RUNNING, title=None, method=1, offset=0):
    """Return a session by its minutes since 06:00."""
    start = BEGUN + round(begins * MINUTE)
    return app, start, start + round(minutes * MINUTE), offset, number, title, method


def distance(begins, minutes, metres, app=1):
    start = BEGUN + round(begins * MINUTE)
    return app, start, start + round(minutes * MINUTE), metres


def problems(*sessions, distances=()):
    return [cells[-1] for cells in cells_of(sessions, distances)]


def test_each_number_of_an_activity_is_that_of_the_platform():
    names = enumerate(NAMES.split(), 1)
    rows = {number: session(number=number) for number, _ in names}
    told = [cells[1] for cells in cells_of(rows.values())]
    expected = []
    for number, name in enumerate(NAMES.split(), 1):
        expected.append(WORDS.get(name, f"exercise type {number}"))
    assert told == expected
    assert cells_of([session(number=60)])[0][1] == "elliptical"


@pytest.mark.parametrize(
    ("number", "title", "word"),
    [
        (58, "Abendlauf", "run"),
        (33, "Bike", "running"),  # what is a run is no ride for its title
        (34, "Bike", "treadmill running"),
        (58, "Ruhetag", "other"),
        (58, "Tuesday", "other"),
        (8, None, "exercise type 8"),
        (53, "Run", "run"),
    ],
)
def test_a_title_that_names_an_activity_comes_before_the_number(number, title, word):
    assert cells_of([session(number=number, title=title)])[0][1] == word


def test_a_session_is_told_with_its_clock_and_length():
    (cells,) = cells_of([session(minutes=30, offset=7200)], [distance(0, 30, 5000.04)])
    assert cells == ["2025-07-01 08:00:00+02:00", "running", "5000.0", "1800", ""]


@pytest.mark.parametrize(
    ("method", "minutes", "problem"),
    [(2, 9.99, "account.noticed"), (2, 10, ""), (1, 9.99, ""), (3, 9.99, "")],
)
def test_what_the_phone_noticed_by_itself_counts_from_ten_minutes_on(method, minutes, problem):
    assert problems(session(minutes=minutes, method=method)) == [problem]


@pytest.mark.parametrize(
    ("records", "metres"),
    [
        ([distance(0, 30, 3000), distance(30, 30, 4000)], "7000.0"),
        ([distance(0, 66, 8000)], "8000.0"),  # 60 minutes are nine tenths of 66.7
        ([distance(-3, 67, 8000)], ""),
        ([distance(-10, 19.9, 500)], ""),  # its middle lies before the session
        ([distance(-10, 20, 500)], "500.0"),
        ([distance(50, 20, 500)], "500.0"),
        ([distance(50, 20.1, 500)], ""),
        ([distance(0, 60, 9000), distance(0, 30, 4500)], "13500.0"),
        ([distance(0, 60, 9000), distance(0, 31, 4500)], "9000.0"),  # counted twice
        ([distance(0, 54, 9000), distance(0, 40, 4500)], "9000.0"),
        ([distance(0, 53, 9000), distance(0, 40, 4500)], ""),  # neither covers it
        ([distance(0, 60, 9000, app=2)], ""),
        ([distance(0, 60, 0)], ""),
        ([distance(0, 60, -5)], ""),
        ([distance(0, 60, 1e9)], ""),
        ([distance(0, 60, "far")], ""),
    ],
)
def test_the_distances_of_a_session_are_those_of_its_app_within_it(records, metres):
    assert cells_of([session()], records)[0][2] == metres


@pytest.mark.parametrize(("hours", "metres"), [(48, "90000.0"), (48.01, "")])
def test_no_distance_is_looked_for_in_a_session_of_more_than_two_days(hours, metres):
    found = cells_of([session(minutes=hours * 60)], [distance(60, 60, 90_000)])
    assert found[0][2] == metres


def test_a_distance_belongs_to_the_session_around_it_and_no_other():
    sessions = [session(number * 60, 30) for number in range(60)]
    walks = [distance(number * 60, 30, number + 1) for number in range(60)]
    found = cells_of(sessions, walks)
    assert [cells[2] for cells in found] == [f"{number + 1:.1f}" for number in range(60)]


@pytest.mark.parametrize(
    ("other", "is_mirrored"),
    [
        (session(18, 60, app=2), True),  # 42 of 60 minutes are shared
        (session(19, 60, app=2), False),
        (session(0, 60, app=1), False),
        (session(0, 60, app=2, number=4), False),  # a ride
        (session(0, 60, app=2, number=58), True),  # something
        (session(0, 42, app=2), True),
        (session(0, 41, app=2), False),
        (session(60, 60, app=2), False),
    ],
)
def test_two_apps_records_of_one_session_count_once(other, is_mirrored):
    told = problems(session(title="Run"), other)
    assert told == ["", "account.mirrored" if is_mirrored else ""]


@pytest.mark.parametrize(
    ("poorer", "better"),
    [
        (session(number=58, title="x"), session(app=2)),  # a kind that is known
        (session(title="Run"), session(0, 60, app=2)),  # app 2 has a distance
        (session(app=3), session(app=4, title="Run")),
        (session(0, 50, app=3), session(0, 60, app=4)),
    ],
)
def test_the_better_record_of_a_session_stays(poorer, better):
    distances = [distance(0, 60, 8000, app=2)]
    assert problems(poorer, better, distances=distances) == ["account.mirrored", ""]
    assert problems(better, poorer, distances=distances) == ["", "account.mirrored"]


@pytest.mark.parametrize(
    ("app", "seconds", "grams", "is_mirrored"),
    [
        (2, 300, 80_300, True),
        (2, 301, 80_300, False),
        (2, 300, 80_301, False),
        (2, 0, 79_700, True),
        (1, 0, 80_000, False),
    ],
)
def test_two_apps_records_of_one_weigh_in_count_once(app, seconds, grams, is_mirrored):
    rows = [(1, BEGUN, 0, 80_000), (app, BEGUN + 1000 * seconds, 7200, grams)]
    found = cells_of(weights=rows)
    assert [cells[1] for cells in found] == ["80000", str(grams)]
    assert found[0][0] == "2025-07-01 06:00:00+00:00"
    assert [cells[2] for cells in found] == ["", "account.mirrored_weight" if is_mirrored else ""]


def test_a_moment_that_is_none_has_no_length():
    (cells,) = cells_of([(1, "soon", BEGUN, 0, RUNNING, None, 1)])
    assert cells[1] == "running"
    (cells,) = cells_of([(1, BEGUN, BEGUN - 1, 0, RUNNING, None, 1)])
    assert cells[3] == ""


@pytest.mark.parametrize(("n", "named"), [(12, 12), (13, 12)])
def test_a_database_of_another_app_is_named_by_twelve_of_its_tables(n, named):
    remark = unknown_database([f"t{number}" for number in range(n)])
    assert len(remark.fields["tables"].split(", ")) == named
