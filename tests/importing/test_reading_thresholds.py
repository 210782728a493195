"""Lines drawn in what is told of a file: people, scales, dates, evidence, what is not used."""

import pandas as pd
import pytest
from made_tables import codes_asked, read_tables, row_a_day

from backpain_analysis.importing import evidence
from backpain_analysis.settings import FileSettings

STRAVA = "id,date,name,type,elapsed_time,distance,filename\n"


def unused(exports, code):
    found = [one.remark for one in exports.unused if one.remark.code.endswith(f".{code}")]
    return found[0].fields if found else None


# ---- people


@pytest.mark.parametrize(
    ("names", "is_asked"),
    [
        (["Ann", "Bob"], True),
        (["Ann", "Ann"], False),
        (["Ann", "Bob", ""], False),  # company on a run
        (["A", "B", "C", "D", "E", "F"], True),
        (["A", "B", "C", "D", "E", "F", "G"], False),  # no household
    ],
)
def test_a_table_of_a_household_asks_whose_rows_count(tmp_path, names, is_asked):
    exports = read_tables(
        tmp_path, a=row_a_day("date,person,pain", *(f"{name},7" for name in names))
    )
    assert ("person" in codes_asked(exports)) == is_asked


# ---- ratings


@pytest.mark.parametrize(
    ("cells", "ratings"),
    [
        (["70%", "30%", "5"], [7, 3, 0.5]),  # most are percent
        (["3/10", "7/10", "5"], [3, 7, 5]),
        (["3/5", "1/5", "5"], [6, 2, 10]),
    ],
)
def test_a_scale_in_most_cells_is_that_of_all(tmp_path, cells, ratings):
    exports = read_tables(tmp_path, a=row_a_day("date,pain", *cells))
    assert exports.pain["pain"].tolist() == pytest.approx(ratings)


@pytest.mark.parametrize(
    ("cells", "zeros"),
    [
        (["none", "3", "7"], 1),
        (["none", "3", "0", "7"], 1),  # beside a 0, "none" is no entry
    ],
)
def test_none_among_ratings_is_a_zero_where_there_is_no_other(tmp_path, cells, zeros):
    exports = read_tables(tmp_path, a=row_a_day("date,pain", *cells))
    assert (exports.pain["pain"] == 0).sum() == zeros


@pytest.mark.parametrize(
    ("scale", "ratings"),
    [("0-5", [0, 6, 10]), ("5-0", [10, 4, 0]), ("1-5", [None, 5, 10]), ("0-100", [0, 0.3, 0.5])],
)
def test_a_rating_is_brought_to_0_to_10(tmp_path, scale, ratings):
    files = {"a.csv": FileSettings(scale=scale)}
    exports = read_tables(tmp_path, files, a=row_a_day("date,pain", "0", "3", "5"))
    assert exports.pain["pain"].tolist() == pytest.approx([r for r in ratings if r is not None])


@pytest.mark.parametrize(
    ("value", "ratings"), [("mean", [3, 7.5, 8]), ("Pain pm", [4, 9, 8]), ("Pain am", [2, 6])]
)
def test_two_ratings_of_a_day_are_one_as_the_settings_say(tmp_path, value, ratings):
    files = {"a.csv": FileSettings(value=value)}
    exports = read_tables(tmp_path, files, a=row_a_day("date,Pain am,Pain pm", "2,4", "6,9", ",8"))
    assert exports.pain["pain"].tolist() == ratings


@pytest.mark.parametrize(
    ("numbers", "is_read"), [(["2", "3", "bad", "so"], False), (["2", "3", "4", "so"], True)]
)
def test_another_reason_is_read_where_most_cells_are_numbers(tmp_path, numbers, is_read):
    rows = [f"7,{number}" for number in numbers]
    files = {"a.csv": FileSettings(table="pain", date=("when",), pain=("hurts",))}
    exports = read_tables(tmp_path, files, a=row_a_day("when,hurts,stress", *rows))
    assert ("stress" in exports.other["variable"].tolist()) == is_read


# ---- times


@pytest.mark.parametrize(("yearless", "is_asked"), [(3, True), (2, False)])
def test_a_year_is_asked_for_where_most_dates_have_none(tmp_path, yearless, is_asked):
    cells = [f"{day}.1.,7" for day in range(3, 3 + yearless)]
    cells += ["13.1.2024,7", "14.1.2024,8"]
    exports = read_tables(tmp_path, a="date,pain\n" + "\n".join(cells) + "\n")
    assert ("year" in codes_asked(exports)) == is_asked


def test_a_year_is_asked_for_with_the_years_in_which_the_weekdays_fit(tmp_path):
    this_year = pd.Timestamp.now().year
    days_of_last_year = pd.date_range(f"{this_year - 1}-03-03", periods=8)
    cells = [f"{day:%a} {day.day} {day:%b},7" for day in days_of_last_year]
    exports = read_tables(tmp_path, a="date,pain\n" + "\n".join(cells) + "\n")
    (question,) = [one for one in exports.questions if one.key == "year"]
    assert question.options == (str(this_year - 1),)
    plain = read_tables(tmp_path, a="date,pain\n3.3.,7\n4.3.,8\n5.3.,6\n")
    (question,) = [one for one in plain.questions if one.key == "year"]
    assert question.options == tuple(str(this_year - back) for back in range(3))


@pytest.mark.parametrize(("clock", "day"), [("03:59", 1), ("04:00", 2)])
def test_a_rating_before_the_day_starts_is_for_the_day_before(tmp_path, clock, day):
    exports = read_tables(tmp_path, a=f"date,time,pain\n2024-05-02,{clock},7\n2024-05-03,,8\n")
    assert exports.pain["day"].dt.day.tolist() == [day, 3]


@pytest.mark.parametrize(
    ("hours", "is_impossible"),
    [("+14:00", False), ("-12:00", False), ("+14:15", True), ("-12:15", True)],
)
def test_a_zone_lies_between_12_hours_behind_and_14_before_utc(tmp_path, hours, is_impossible):
    exports = read_tables(tmp_path, a=f"date,pain\n2024-05-02T12:00:00{hours},7\n")
    told = exports.decisions.query("decision == 'time_zone'")["evidence"].tolist()
    assert [one.code.endswith("impossible") for one in told] == [is_impossible]


# ---- what two files say of each other


def two_files(tmp_path, n, *, shift=0, odd=0, factor=1.0):
    """Read n sessions from a list with clocks and from one in UTC, which is surer."""
    stamps = pd.date_range("2024-05-01 07:10", periods=n, freq="49h")
    garmin = ["Activity Type,Date,Favorite,Title,Distance,Calories,Time"]
    strava = [STRAVA.strip()]
    for number, stamp in enumerate(stamps):
        km = 5 + number
        there = km * (1.5 if number < odd else factor)
        moved = stamp + pd.Timedelta(hours=shift)
        garmin.append(f'Running,{moved:%Y-%m-%d %H:%M:%S},false,x,"{there:.2f}",300,00:{km * 5}:00')
        strava.append(f"{number},{stamp:%Y-%m-%d %H:%M:%S},x,Run,{km * 300},{km * 1000},f")
    texts = {"garmin": "\n".join(garmin) + "\n", "strava": "\n".join(strava) + "\n"}
    return read_tables(tmp_path, **texts)


@pytest.mark.parametrize(("n", "odd", "settles"), [(3, 0, True), (2, 0, False), (4, 1, False)])
def test_three_sessions_that_agree_and_none_against_settle_a_unit(tmp_path, n, odd, settles):
    assert bool(two_files(tmp_path, n, odd=odd).questions) != settles


@pytest.mark.parametrize(("apart", "agree"), [(1.049, True), (1.06, False)])
def test_distances_in_two_files_agree_within_a_twentieth(tmp_path, apart, agree):
    assert bool(two_files(tmp_path, 4, factor=apart).questions) != agree


@pytest.mark.parametrize(("hours", "runs"), [(14, 4), (-14, 4), (15, 8), (-15, 8)])
def test_a_clock_is_moved_by_up_to_14_hours(tmp_path, hours, runs):
    header = "start,activity,distance_km,duration_min\n"
    stamps = pd.date_range("2024-05-01 07:10", periods=4, freq="49h")
    rows = [
        f"{at + pd.Timedelta(hours=hours)},run,{5 + n},{25 + 5 * n}" for n, at in enumerate(stamps)
    ]
    strava = [f"{n},{at},x,Run,{(5 + n) * 300},{(5 + n) * 1000},f" for n, at in enumerate(stamps)]
    exports = read_tables(
        tmp_path, a=header + "\n".join(rows) + "\n", b=STRAVA + "\n".join(strava) + "\n"
    )
    assert len(exports.runs) == runs


@pytest.mark.parametrize(
    ("kg", "alike"), [(80.3, True), (80.31, False), (79.7, True), (79.69, False)]
)
def test_weigh_ins_that_begin_together_are_alike_within_300_grams(kg, alike):
    at = pd.to_datetime(["2024-05-01 07:00"])
    own = pd.DataFrame({"time": at, "weight_kg": [80.0]})
    other = pd.DataFrame({"time": at + pd.Timedelta(minutes=5), "weight_kg": [kg]})
    first, _, found = evidence.compare_records("weight", own, other)
    assert len(first) == 1
    assert found.tolist() == [alike]
    late = other.assign(time=at + pd.Timedelta(minutes=5, seconds=1))
    assert len(evidence.compare_records("weight", own, late)[0]) == 0


# ---- what is not used


@pytest.mark.parametrize(("n", "shown"), [(3, "x0, x1, x2"), (4, "x0, x1, x2, ...")])
def test_three_values_that_were_not_understood_are_shown(tmp_path, n, shown):
    cells = ["7", "8", "6", "5", "9", *(f"x{number}" for number in range(n))]
    told = unused(read_tables(tmp_path, a=row_a_day("date,pain", *cells)), "values")
    assert (told["n"], told["examples"]) == (n, shown)


@pytest.mark.parametrize(
    ("n", "lines"), [(5, "12, 13, 14, 15, 16"), (6, "12, 13, 14, 15, 16, ...")]
)
def test_five_lines_of_values_that_were_not_understood_are_shown(tmp_path, n, lines):
    cells = [*["7", "8"] * 5, *["bad"] * n]
    told = unused(read_tables(tmp_path, a=row_a_day("date,pain", *cells)), "values")
    assert told["lines"] == lines


def test_sessions_that_stand_twice_without_a_clock_are_told(tmp_path):
    text = "date,distance_km,duration_min\n2024-05-01,5,30\n2024-05-01,5,30\n2024-05-02,5,30\n"
    exports = read_tables(tmp_path, a=text)
    assert len(exports.runs) == 3
    assert unused(exports, "twice") == {"n": 1, "lines": "3"}


@pytest.mark.parametrize(("n", "are_one_line"), [(5, False), (6, True)])
def test_more_than_five_files_of_a_folder_with_one_problem_are_one_line(tmp_path, n, are_one_line):
    (tmp_path / "x").mkdir()
    for number in range(n):
        (tmp_path / "x" / f"{number}.csv").write_text("foo,bar\n1,2\n")
    exports = read_tables(tmp_path)
    assert len(exports.files) == (1 if are_one_line else n)


# ---- events


@pytest.mark.parametrize(
    ("end", "is_kept"),
    [
        ("2024-05-02", True),
        ("2024-05-03", True),
        ("2024-05-01", False),
        ("", True),
        ("soon", False),
    ],
)
def test_an_event_ends_on_its_first_day_or_later(tmp_path, end, is_kept):
    exports = read_tables(tmp_path, a=f"start,end,event\n2024-05-02,{end},fall\n")
    assert len(exports.events) == is_kept
