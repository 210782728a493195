"""Where the reader of own tables draws its lines: a row of a table on either side of each."""

import datetime as dt

import pytest

from backpain_analysis.importing.own_columns import build_columns, header_unit
from backpain_analysis.importing.own_dates import date_shape, is_serial, is_weekday, month_number
from backpain_analysis.importing.own_ratings import stated_scale
from backpain_analysis.importing.own_runs import fit_together
from backpain_analysis.importing.own_table import propose

FIRST = dt.date(2026, 1, 3)


def dated(*columns):
    """Return rows of a day each, with the cells of these columns beside it."""
    rows = zip(*columns, strict=True)
    return [[str(FIRST + dt.timedelta(days=i)), *map(str, row)] for i, row in enumerate(rows)]


def proposed(names, *columns):
    """Propose for a table of dates and these columns."""
    return propose(["Date", *names.split(",")], dated(*columns), "a.csv")


def asked(proposal):
    return {question.code.removeprefix("own_table.") for question in proposal.questions}


# --- dates


@pytest.mark.parametrize(
    ("cell", "shape"),
    [
        ("31.12.2026", "full"),
        ("32.12.2026", ""),
        ("12/13/2026", "full"),
        ("13/13/2026", ""),
        ("1/0/2026", ""),
        ("1/1/2026", "full"),
        ("1900-01-01", "full"),
        ("1899-01-01", ""),
        ("2100-01-01", "full"),
        ("2101-01-01", ""),
        ("1/1/99", "full"),
        ("1/1/100", ""),
        ("026-01-05", "full"),
        ("31-1-32", "full"),
        ("32-1-31", "full"),
        ("3 Jan 1900", "full"),
        ("3 Jan 1899", ""),
        ("3 Jan 2100", "full"),
        ("3 Jan 2101", ""),
        ("3 Jan 99", "full"),
        ("3 Jan 100", ""),
        ("31 Jan 32", "full"),
        ("32 Jan 33", ""),
        ("3 Jan 2026 7", ""),
        ("31 Jan", "no year"),
        ("32 Jan", ""),
        ("1 Jan", "no year"),
        ("0 Jan", ""),
        ("31/12", "no year"),
        ("32/12", ""),
        ("13/13", ""),
        ("0/12", ""),
        ("Sat 3 Jan", "no year"),
        ("3.1.2026 (Sa)", "full"),
        ("3 apples", ""),
        ("20260103", "full"),
        ("1767225600", "full"),
        ("1767225600000", "full"),
    ],
)
def test_what_a_cell_is_as_a_date(cell, shape):
    assert date_shape(cell) == shape


@pytest.mark.parametrize(
    ("word", "number"), [("ja", 0), ("jan", 1), ("Sept.", 9), ("Decem", 12), ("De", 0)]
)
def test_a_month_has_three_letters_or_more(word, number):
    assert month_number(word) == number


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("Donnerstag", True), ("Donnerstagnachmittag", False), ("", False), ("Mo.", True)],
)
def test_a_part_of_a_day_is_no_weekday(word, is_one):
    assert is_weekday(word) == is_one


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [("32873", False), ("32874", True), ("54789", True), ("54790", False), ("45000 km", False)],
)
def test_the_numbers_of_a_spreadsheets_days_are_of_1990_to_2049(cell, is_one):
    assert is_serial(cell) == is_one


def date_of(header, cells):
    rows = [[str(cell), str(i % 7)] for i, cell in enumerate(cells)]
    return propose([header, "Pain"], rows, "a.csv").column("date")


def with_swaps(first, swaps):
    """Return twenty-one days that rise, but for so many steps."""
    days = list(range(first, first + 21))
    for place in range(2, 2 + 6 * swaps, 6):
        days[place : place + 2] = reversed(days[place : place + 2])
    return days


RISING = list(range(45_000, 45_022, 2))


@pytest.mark.parametrize(
    ("header", "numbers", "date"),
    [
        ("qx", RISING, "qx"),
        ("qx", RISING[::-1], "qx"),
        ("qx", [*RISING[:9], RISING[10], RISING[9]], "qx"),  # one step of ten falls
        ("qx", [*RISING[:7], *RISING[8:6:-1], *RISING[10:8:-1]], ""),  # two fall
        ("qx", [*RISING[::-1][:9], RISING[0], RISING[1]], "qx"),  # one step of ten rises
        ("qx", with_swaps(45_000, 2), "qx"),  # two steps of twenty fall
        ("qx", with_swaps(45_000, 3), ""),
        ("Date", [*RISING[:7], *RISING[8:6:-1], *RISING[10:8:-1]], "Date"),
        ("Date", [*RISING[:10], 45_000 + 330], "Date"),  # a month from each to the next
        ("Date", [*RISING[:10], 45_000 + 331], ""),
        ("Weight", RISING, ""),
    ],
)
def test_days_as_numbers_go_one_way_and_lie_close(header, numbers, date):
    assert date_of(header, numbers) == date


@pytest.mark.parametrize(
    ("header", "cells", "date"),
    [
        ("Datum", [f"{day}.01" for day in range(3, 13)], "Datum"),
        ("qx", [f"{day}/3" for day in range(1, 11)], "qx"),
        ("qx", [f"{day}/10" for day in range(1, 11)], ""),  # ratings out of ten
        ("Date", [f"{day}/10" for day in range(1, 11)], "Date"),  # October
        ("Date", [f"{1 + i % 5}/3" for i in range(10)], "Date"),  # each day twice
        ("Date", [f"{1 + i % 4}/3" for i in range(10)], ""),
    ],
)
def test_days_without_a_year_hardly_repeat(header, cells, date):
    assert date_of(header, cells) == date


@pytest.mark.parametrize(
    ("year", "month", "day", "is_date"),
    [
        (1990, 1, 1, True),
        (1989, 1, 1, False),
        (2100, 12, 31, True),
        (2101, 12, 31, False),
        (2026, 13, 1, False),
        (2026, 0, 1, False),
        (2026, 1, 32, False),
        (2026, 1, 0, False),
        (2026, 1.5, 1, False),
    ],
)
def test_a_date_in_three_columns(year, month, day, is_date):
    rows = [[year, month, day, i % 7] for i in range(6)]
    rows = [list(map(str, row)) for row in rows]
    proposal = propose(["Year", "Month", "Day", "Pain"], rows, "a.csv")
    assert (proposal.column("date") == "Year") == is_date


@pytest.mark.parametrize(("below", "is_run"), [("11.3", False), ("11.39", False), ("11.45", True)])
def test_the_sum_of_the_rows_above_is_no_run(below, is_run):
    """5.2 + 6.1 = 11.3; two numbers that were rounded may be off by 0.1 together."""
    rows = [["2026-01-03", "5.2"], ["2026-01-05", "6.1"], ["", below], ["2026-01-07", "4.0"]]
    lines = propose(["Date", "km"], rows, "a.csv").setting_lines()
    assert ("as_above" in lines) == is_run


def test_what_repeats_one_row_above_is_a_second_run_of_that_day():
    rows = [["2026-01-03", "5.2"], ["", "5.2"], ["2026-01-07", "4.0"]]
    assert "as_above" in propose(["Date", "km"], rows, "a.csv").setting_lines()


# --- ratings


@pytest.mark.parametrize(
    ("ratings", "is_pain"),
    [
        ([0, 1, 2, 3, 4], True),
        ([0, 1, 3, 4], False),  # too few
        ([0, 1, 2, 3, 1], True),
        ([0, 1, 2, 1, 0], False),  # nothing above 2
        ([0, 1, 2, 3, 10], True),
        ([0, 1, 2, 3, 11], False),
        ([-1, 1, 2, 3, 4], False),
        ([3, 4, 5, 3, 4], True),
        ([3, 4, 3, 4, 3], False),  # two values
        ([1, 2, 3, 4, 4.5], True),
        ([1, 2, 3, 4.5, 4.5], False),  # two of five are broken
    ],
)
def test_a_column_without_words_may_hold_ratings(ratings, is_pain):
    assert bool(proposed("qx", ratings).column("pain")) == is_pain


@pytest.mark.parametrize(
    ("ratings", "codes", "scale"),
    [
        ([*range(10), *range(9), 11], {"ask_typing_error"}, "0-10"),  # one of twenty
        ([*range(10), *range(8), 11], {"ask_hundred"}, "0-100"),  # one of nineteen
        ([0, 1, 0, 1, 1], {"ask_yes_no"}, "0-1"),
        ([0, 1, 0, 1], set(), "0-10"),
        ([0, 1, 2, 3, 4, 5, 0, 1, 2, 3], {"ask_low"}, "0-5"),
        ([0, 1, 2, 3, 4, 5, 0, 1, 2], set(), "0-10"),
        ([0, 1, 2, 3, 4, 6, 0, 1, 2, 3], set(), "0-10"),
        ([0, 1, 2, 3, 4, 10, 0, 1, 2, 3], set(), "0-10"),
    ],
)
def test_what_is_asked_about_the_scale_of_numbers(ratings, codes, scale):
    proposal = proposed("Pain", ratings)
    assert (asked(proposal), proposal.scale) == (codes, scale)


@pytest.mark.parametrize(
    ("header", "highest", "scale"),
    [
        ("Pain (0-5)", 5, "0-5"),
        ("Pain (0-5)", 6, "0-10"),
        ("Pain (0-5)", 10, "0-10"),
        ("Pain (0-5)", 11, "0-100"),
        ("Pain (1-10)", 10, "1-10"),
    ],
)
def test_ratings_above_the_scale_of_the_header_are_asked_about(header, highest, scale):
    proposal = proposed(header, [1, 2, 3, 4, highest])
    assert proposal.scale == scale
    assert asked(proposal) == (set() if scale in header else {"ask_above"})


@pytest.mark.parametrize(
    ("header", "scale"),
    [
        ("Pain (0-10)", "0-10"),
        ("Pain 1 to 10", "1-10"),
        ("Pain (2-10)", ""),
        ("Pain (0-100)", "0-100"),
        ("Pain (0-101)", ""),
        ("Pain (1-1)", ""),
        ("Pain /5", "0-5"),
        ("Pain out of 100", "0-100"),
    ],
)
def test_a_scale_in_a_header(header, scale):
    assert stated_scale(header) == scale


def test_many_words_for_no_pain_are_one_step_of_a_scale():
    words = ["none", "nil", "zero", "schmerzfrei", "kein", "keine", "mild", "moderate", "severe"]
    proposal = proposed("Pain", words + ["mild", "moderate", "severe"] * 3)
    assert asked(proposal) == {"ask_words"}


@pytest.mark.parametrize(("word", "is_scale"), [("yes", True), ("mild", False)])
def test_one_word_alone_is_a_scale_where_its_scale_has_two(word, is_scale):
    assert ("ask_words" in asked(proposed("Pain", [word] * 8))) == is_scale


# --- weight


@pytest.mark.parametrize(
    ("weight", "unit"),
    [
        (4.4, ""),
        (4.5, "kg"),
        (130.0, "kg"),
        (130.1, "lb"),
        (570, "lb"),
        (571, ""),
        (29_999, ""),
        (30_000, "g"),
        (260_000, "g"),
        (260_001, ""),
    ],
)
def test_what_may_be_a_bodys_weight(weight, unit):
    proposal = proposed("Weight", [weight] * 6)
    assert bool(proposal.column("weight")) == bool(unit)
    assert proposal.unit("weight") == unit


@pytest.mark.parametrize(
    ("weights", "is_weight"),
    [
        (["40.0"] * 8 + ["40.1"] * 2, True),
        (["39.9"] * 10, False),
        (["350.0"] * 8 + ["350.1"] * 2, True),
        (["350.1"] * 10, False),
        (["75.0"] * 9 + ["75.1"], False),  # one of ten broken: counted, not weighed
        (["70.6", "79.4"] * 5, True),  # 75 +- 5.9 %
        (["70.4", "79.6"] * 5, False),  # 75 +- 6.1 %
    ],
)
def test_a_column_without_words_may_hold_weights_where_they_are_steady(weights, is_weight):
    assert bool(proposed("qx", weights).column("weight")) == is_weight


# --- remarks


@pytest.mark.parametrize(
    ("cells", "is_remark"),
    [
        (["tired legs today"] * 3 + ["fine"] * 7, True),
        (["tired legs today"] * 2 + ["fine"] * 8, False),
        (["tired legs"] * 10, False),
    ],
)
def test_a_column_of_sentences_holds_remarks(cells, is_remark):
    proposal = proposed("qx,Pain", cells, [0, 3, 6, 2, 7] * 2)
    assert (proposal.columns("notes") == ["qx"]) == is_remark


# --- distances and durations


@pytest.mark.parametrize(
    ("minutes", "is_good"),
    [
        ([24.0] * 3, True),
        ([23.9] * 3, False),  # nobody runs 10 km in it
        ([220.0] * 3, True),
        ([220.1] * 3, False),
        ([60.0] * 2, False),  # two rows tell nothing
        ([60.0] * 4 + [1.0], True),
        ([60.0] * 3 + [1.0], False),
        ([28.0, 72.0] * 2, True),  # 5 +- 44 %
        ([27.0, 73.0] * 2, False),  # 5 +- 46 %
    ],
)
def test_distance_and_duration_go_together(minutes, is_good):
    assert fit_together([10.0] * len(minutes), minutes).is_good == is_good


@pytest.mark.parametrize(
    ("distance", "factor", "unit", "codes"),
    [
        (10, 4.2, "km", set()),  # nobody runs a mile in 4.2 minutes, day by day
        (10, 4.3, "", {"ask_distance_unit"}),
        (251, 6.0, "m", set()),
        (250, 0.5, "", {"ask_distance_unit", "ask_duration_unit"}),
    ],
)
def test_the_unit_of_distances_is_told_by_what_nobody_runs(distance, factor, unit, codes):
    kilometres = [distance - 1, distance, distance + 1] * 3
    minutes = [f"{number * factor:.1f}" for number in kilometres]
    if unit == "m":
        minutes = [f"{number / 1000 * factor:.3f}" for number in kilometres]
    proposal = proposed("Distance,Duration", kilometres, minutes)
    assert proposal.unit("distance") == unit
    assert "ask_distance_unit" in asked(proposal) or not codes


@pytest.mark.parametrize(("farthest", "is_distance"), [(99_999, True), (100_000, False)])
def test_a_hundred_kilometres_in_metres_are_no_usual_run(farthest, is_distance):
    proposal = proposed("Distance", [farthest] * 6)
    assert bool(proposal.column("distance")) == is_distance


@pytest.mark.parametrize(
    ("number", "role"), [(14, "distance"), (15, "duration"), (300, "duration"), (301, "distance")]
)
def test_whole_numbers_under_run_may_be_minutes(number, role):
    proposal = proposed("Run", [number] * 6)
    assert proposal.column(role) == "Run"


@pytest.mark.parametrize(
    ("sums", "is_distance"),
    [
        ([10, 12, 15, 20, 25, 31, 36, 40], False),
        ([10, 12, 15, 20, 25, 31, 40], True),  # seven may rise by chance
        ([10, 12, 15, 20, 25, 31, 36, 39], True),  # too little for eight days
        ([10, 12, 15, 20, 25, 31, 40, 36], True),
        ([10, 12, 12, 15, 20, 25, 31, 36, 40], False),  # a day of rest between
    ],
)
def test_numbers_that_only_rise_are_no_distances_of_a_day(sums, is_distance):
    assert bool(proposed("km", sums).column("distance")) == is_distance


@pytest.mark.parametrize(("factor", "asks"), [(1.02, False), (1.04, True), (1.609, False)])
def test_two_columns_of_one_distance_differ_by_three_in_a_hundred(factor, asks):
    kilometres = [5.0, 6.5, 8.0, 7.2, 10.1]
    others = [f"{number * factor:.3f}" for number in kilometres]
    proposal = proposed("Distance km,Watch distance km", kilometres, others)
    assert ("ask_which_distance" in asked(proposal)) == asks


@pytest.mark.parametrize(("with_unit", "unit"), [(5, "km"), (4, "")])
def test_a_unit_in_half_of_the_cells_is_that_of_all(with_unit, unit):
    cells = [f"{5 + i % 3}.5" + (" km" if i < with_unit else "") for i in range(10)]
    assert proposed("Distance", cells).unit("distance") == unit


@pytest.mark.parametrize(
    ("paces", "unit"),
    [
        (["5:00 /km"] * 5, "km"),
        (["4:50 /km"] * 5, "km"),  # 3.4 % off
        (["4:44 /km"] * 5, ""),  # 5.6 % off
        (["5:00 /km"] * 4 + ["9:00 /km"], "km"),
        (["5:00 /km"] * 3 + ["9:00 /km"] * 2, ""),
    ],
)
def test_a_pace_that_agrees_tells_the_unit(paces, unit):
    kilometres = [5, 6.5, 8, 7.2, 10.1]
    minutes = [f"0:{int(5 * n):02}:{round(60 * (5 * n % 1)):02}" for n in kilometres]
    proposal = proposed("Distance,Duration,Pace", kilometres, minutes, paces)
    assert proposal.unit("distance") == unit


@pytest.mark.parametrize(
    ("number", "unit"),
    [
        (6.6, "h"),  # 396 minutes
        (6.7, "min"),
        (400, "min"),
        (479, "min"),
        (480, "s"),  # 8 minutes
    ],
)
def test_the_likeliest_unit_of_durations_is_proposed_and_asked(number, unit):
    proposal = proposed("Duration,Activity", [number] * 6, ["Run"] * 6)
    assert proposal.unit("duration") == unit
    assert "ask_duration_unit" in asked(proposal)


@pytest.mark.parametrize(
    ("clocks", "is_duration"),
    [
        (["4:59:10", "0:35:20"], True),
        (["5:00:10", "0:35:20"], False),  # may be early in the morning
        (["25:10:00", "26:10:00"], True),  # no clock on a wall shows it
        (["0:35:20", "0:40:00"], True),
        (["0:35:20", "0:40:00", "0:45:00"], False),  # one of three to the second
    ],
)
def test_clocks_without_distances_are_lengths_where_no_wall_shows_them(clocks, is_duration):
    proposal = proposed("Time,Activity", clocks * 4, ["Run"] * len(clocks) * 4)
    assert (proposal.column("duration") == "Time") == is_duration


# --- columns


@pytest.mark.parametrize(("n", "looked_at"), [(400, 400), (401, 201), (800, 400), (801, 267)])
def test_at_most_400_cells_of_a_column_are_looked_at(n, looked_at):
    (column,) = build_columns(["a"], ["a"], [["1"]] * n)
    assert len(column.filled) == looked_at


@pytest.mark.parametrize(("broken", "has_decimals"), [(2, True), (1, False)])
def test_a_fifth_of_the_numbers_broken_tells_of_decimals(broken, has_decimals):
    cells = ["5.5"] * broken + ["5"] * (10 - broken)
    (column,) = build_columns(["a"], ["a"], [[cell] for cell in cells])
    assert column.has_decimals == has_decimals


@pytest.mark.parametrize(
    ("cells", "is_numeric"),
    [
        (["5"] * 3 + ["rest"] * 17, True),
        (["5"] * 2 + ["rest"] * 18, False),
        (["5"] * 8 + ["abc"] * 2, True),
        (["5"] * 7 + ["abc"] * 3, False),
        (["rest"] * 10, False),
    ],
)
def test_numbers_among_words_for_rest_make_a_column_of_numbers(cells, is_numeric):
    (column,) = build_columns(["qx"], ["qx"], [[cell] for cell in cells])
    assert column.is_numeric == is_numeric


@pytest.mark.parametrize(
    ("header", "unit"),
    [("Run (km)", "km"), ("km run", "km"), ("m today", ""), ("distance_mi", "mi"), ("m", "m")],
)
def test_the_unit_in_a_header(header, unit):
    assert header_unit(header) == unit


@pytest.mark.parametrize(("lengths", "is_pair"), [(8, True), (7, False)])
def test_a_pair_of_columns_without_words_stands_in_most_rows_together(lengths, is_pair):
    km = [5.1, 8.2, 6.3, 10.4, 5.5, 12.6, 7.7, 9.8, 6.9, 11.2]
    minutes = [f"{round(5.5 * length)}" for length in km[:lengths]] + [""] * (10 - lengths)
    assert (proposed("aa,bb", km, minutes).column("duration") == "bb") is is_pair
