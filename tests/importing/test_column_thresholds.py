"""What a column's cells mean: dates, numbers, scales, units and stamps, on both sides of a line."""

import math

import numpy as np
import pytest

from backpain_analysis.errors import SettingsError
from backpain_analysis.importing.inference import (
    decide_dates,
    decide_numbers,
    ends_of,
    is_date,
    scale_of_pain,
    scales_to_choose,
    unit_from_bmi,
    unit_from_stride,
    weekdays_fit,
    with_year,
    without_year,
    years_counted_on,
)
from backpain_analysis.importing.inference.units import unit_from_steps
from backpain_analysis.importing.marks import (
    read_clock,
    read_distance_in_words,
    read_pace,
    read_quantity,
    read_rating,
    read_spoken_duration,
    read_sum,
)
from backpain_analysis.importing.stamps import (
    clock_stamp,
    epoch_seconds,
    is_short,
    iso_seconds,
    seconds_between,
    stamp_with_offset,
    utc_stamp,
)


def cells(*texts):
    return np.array(texts, dtype=object)


def code(remark):
    return None if remark is None else remark.code.rpartition(".")[2]


# ---- dates


def stamps(*texts, order=""):
    return [str(time)[:19] for time in decide_dates(cells(*texts), order).time]


@pytest.mark.parametrize(
    ("cell", "stamp"),
    [
        ("1900-01-01", "1900-01-01T00:00:00"),
        ("1899-12-31", "NaT"),
        ("2100-12-31", "2100-12-31T00:00:00"),
        ("2101-01-01", "NaT"),
        ("31 Dec 1899", "NaT"),
        ("1 Jan 1900", "1900-01-01T00:00:00"),
        ("31 Dec 2100", "2100-12-31T00:00:00"),
        ("1 Jan 2101", "NaT"),
        ("3 Jan 69", "2069-01-03T00:00:00"),
        ("3 Jan 70", "1970-01-03T00:00:00"),
        ("3 Jan 99", "1999-01-03T00:00:00"),
        ("3 Jan 100", "NaT"),
        ("0001-01-01", "NaT"),
        ("19000101", "1900-01-01T00:00:00"),
        ("18991231", "NaT"),
        ("21001231", "2100-12-31T00:00:00"),
        ("21010101", "NaT"),
        ("20260103", "2026-01-03T00:00:00"),
        ("1767398400", "2026-01-03T00:00:00"),
        ("1767398400000", "2026-01-03T00:00:00"),
        ("17673984000", "NaT"),
        ("2026-W01-6", "2026-01-03T00:00:00"),
        ("2026-W54-6", "NaT"),
        ("3 January 2026 at 7:05", "2026-01-03T07:05:00"),
        ("3 Jan 2026 12:05 AM", "2026-01-03T00:05:00"),
        ("3 Jan 2026 12:05 PM", "2026-01-03T12:05:00"),
        ("3 Jan 2026 1:05 PM", "2026-01-03T13:05:00"),
        ("3 Jan 2026 13:05 PM", "NaT"),
        ("3 Jan 2026 0:05 PM", "NaT"),
        ("2026-01-03 07:05:09", "2026-01-03T07:05:09"),
        ("32.1.2026", "NaT"),
        ("31.1.2026", "2026-01-31T00:00:00"),
        ("26-1-31", "2026-01-31T00:00:00"),
    ],
)
def test_a_date_and_its_clock(cell, stamp):
    order = "ymd" if cell.startswith("26-") else "dmy"
    assert stamps(cell, order=order) == [stamp]


@pytest.mark.parametrize(
    ("zone", "minutes", "is_utc"),
    [
        ("", math.nan, False),
        ("Z", 0, True),
        ("+2", 120, False),
        ("-0330", -210, False),
        ("+05:30", 330, False),
    ],
)
def test_the_distance_from_utc_behind_a_clock(zone, minutes, is_utc):
    dates = decide_dates(cells(f"3 Jan 2026 07:05:00{zone}"), "dmy")
    np.testing.assert_array_equal(dates.offset_min, [minutes])
    assert dates.is_utc.tolist() == [is_utc]


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ("2026-01-03 00:00 - 2026-01-04 00:00", True),  # one day
        ("2026-01-03 00:00 - 2026-01-05 00:00", False),  # two are no day
        ("2026-01-03 07:00 - 2026-01-03 08:00", True),
    ],
)
def test_a_span_of_more_than_a_day_is_no_day(cell, is_one):
    assert is_date(cell) == is_one


@pytest.mark.parametrize(
    ("clocks", "has_clock"),
    [
        (["00:00:00", "00:00:00"], [False, False]),  # it only fills the format
        (["00:00:00", "07:00:00"], [True, True]),
        (["00:00:00"], [True]),
    ],
)
def test_midnight_in_every_row_is_no_time_of_day(clocks, has_clock):
    texts = [f"2026-01-0{day} {clock}" for day, clock in enumerate(clocks, 1)]
    assert decide_dates(cells(*texts)).has_clock.tolist() == has_clock


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["13/1/2026", "2/3/2026"], "dmy"),
        (["1/13/2026", "2/3/2026"], "mdy"),
        (["13/1/2026", "1/13/2026"], "unclear"),
        (["2.3.2026", "4.3.2026"], "dmy"),
        (["2/2/2026", "3/3/2026"], "dmy"),
        (["Tue 3/2/2026", "Wed 4/2/2026"], "dmy"),
        (["Mon 3/2/2026", "Thu 4/2/2026"], "mdy"),
        (["2/3/2026", "4/3/2026"], "unclear"),
        # six in a row: as days they rise, as months they would leap back and forth
        (["3/1/2026", "7/1/2026", "11/1/2026", "2/2/2026", "5/2/2026", "9/2/2026"], "dmy"),
        (["9/2/2026", "5/2/2026", "2/2/2026", "11/1/2026", "7/1/2026", "3/1/2026"], "dmy"),
        (["3/1/2026", "7/1/2026", "11/1/2026", "2/2/2026", "5/2/2026"], "unclear"),
    ],
)
def test_the_order_of_day_and_month(texts, order):
    decision = decide_dates(cells(*texts)).decision
    assert code(decision.value) == order


@pytest.mark.parametrize(
    ("texts", "are_yearless"),
    [
        (["3.1.", "Sat 03 Jan", "Jan 3", "3/1", "3-1"], True),
        (["3.1.2026", "Sat", "3 apples", "", "Wednesday the 3. of January"], False),
    ],
)
def test_days_that_leave_out_the_year(texts, are_yearless):
    assert without_year(cells(*texts)).tolist() == [are_yearless] * 5


def test_the_year_is_written_behind_a_day():
    both = with_year(
        cells("3.1.", "3/1", "Sat 3 Jan", "4.1.2025"), np.array([1, 1, 1, 0], bool), 26
    )
    assert both.tolist() == ["3.1.26", "3/1/26", "3 Jan 26", "4.1.2025"]


@pytest.mark.parametrize(
    ("months", "years"),
    [
        ([11, 12, 1, 2], [2026, 2026, 2027, 2027]),
        ([2, 1, 12, 11], [2026, 2026, 2025, 2025]),
        ([1, 7, 1], [2026, 2026, 2026]),  # half a year back is back
        ([1, 8], [2026, 2025]),  # seven months on is five back
        ([8, 1], [2026, 2027]),
    ],
)
def test_years_go_on_where_a_month_is_nearer_that_way(months, years):
    time = np.array([f"2026-{month:02}-15T08:30" for month in months], dtype="datetime64[us]")
    counted = years_counted_on(time, np.ones(len(months), dtype=bool))
    expected = [f"{y}-{m:02}-15T08:30" for y, m in zip(years, months, strict=True)]
    assert [str(one)[:16] for one in counted] == expected


@pytest.mark.parametrize(
    ("texts", "year", "fit"),
    [
        (["Sat 3 Jan", "Sun 4 Jan"], 2026, True),
        (["Sat 3 Jan", "Mon 4 Jan"], 2026, False),
        (["Sat 3 Jan", "4 Jan"], 2026, True),
        (["Fri 3 Jan"], 2025, True),
        (["3 Jan"], 2026, False),  # nothing tells
        (["Mon 2 Feb"], 2026, True),
        (["Thu 1 Jan"], 2026, True),
    ],
)
def test_weekdays_tell_the_year(texts, year, fit):
    assert weekdays_fit(cells(*texts), year) == fit


# ---- numbers


def numbers(*texts, decimal="", whole=()):
    found = decide_numbers(cells(*texts), decimal, cells(*whole))
    return found.value.tolist(), code(found.question)


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (["26:42"], 26.7),
        (["1:06:06"], 66.1),
        (["1:06:06,5"], 66 + 6.5 / 60),
        (["2h30"], 150),
        (["2h30m"], 150),
        (["2h5m30s"], 125.5),
        (["2 hours 5 min"], 125),
        (["1 h 5 m 30 s"], 65.5),
        (["11 st 7 lb"], 11.5),
        (["11 st"], 11),
        (["108.8 kg"], 108.8),
        (["+3"], 3),
        (["-2.5"], -2.5),
    ],
)
def test_one_number(texts, value):
    assert numbers(*texts)[0] == pytest.approx([value])


@pytest.mark.parametrize(
    ("texts", "value", "asks"),
    [
        (["5,5", "1,234"], 5.5, None),
        (["1,234"], math.nan, "comma"),
        (["0,234"], 0.234, None),
        (["-0,234"], -0.234, None),
        (["1,234.5"], 1234.5, None),
        (["1.234,5"], 1234.5, None),
        (["1,23"], 1.23, None),
        (["1,2345"], 1.2345, None),
        # one that speaks against it needs ten that speak for it
        (["5,5", *[f"{n},25" for n in range(9)], "1,234.5"], 5.5, None),
        (["5,5", *[f"{n},25" for n in range(8)], "1,234.5"], math.nan, "comma"),
    ],
)
def test_the_decimal_mark(texts, value, asks):
    found, question = numbers(*texts)
    assert found[0] == pytest.approx(value, nan_ok=True)
    assert question == asks


@pytest.mark.parametrize(
    ("whole", "value"), [(["12.345"], 1.234), (["12,345"], 1234), (["1234"], math.nan)]
)
def test_thousands_elsewhere_tell_the_decimal_mark(whole, value):
    assert numbers("1,234", whole=whole)[0] == pytest.approx([value], nan_ok=True)


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1.234,5", ",", 1234.5),
        ("1.23,5", ",", math.nan),
        ("1,234,567", ".", 1_234_567),
        ("1.5.5", ".", math.nan),
        ("12 345", ".", 12_345),
    ],
)
def test_a_mark_of_thousands_stands_before_three_digits(cell, decimal, value):
    assert numbers(cell, decimal=decimal)[0] == pytest.approx([value], nan_ok=True)


# ---- marks in cells


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("3+2", 5, ""),
        ("3 km + 2 km", 5, "km"),
        ("3 km + 2", 5, "km"),
        ("3 km + 2 mi", None, None),
        ("3", None, None),
    ],
)
def test_the_parts_of_a_day_are_added_up(cell, value, unit):
    found = read_sum(cell)
    assert (found and found.value, found and found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("5k easy", 5, "km"),
        ("long run, 12.5 miles", 12.5, "mi"),
        ("5 km and 3 km", None, None),
        ("2 x 400, 5 km", None, None),
        ("easy", None, None),
    ],
)
def test_the_one_distance_in_a_remark(cell, value, unit):
    found = read_distance_in_words(cell)
    assert (found and found.value, found and found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("7:15", (7, 15, None, False)),
        ("7:59", (7, 59, None, False)),
        ("7:60", None),
        ("0:35:59", (0, 35, 59, False)),
        ("0:35:60", None),
        ("6:05 pm", (6, 5, None, True)),
        ("7h30", (7, 30, None, False)),
    ],
)
def test_a_clock_has_sixty_minutes_and_seconds(cell, parts):
    clock = read_clock(cell)
    if parts is None:
        assert clock is None
        return
    third = None if math.isnan(clock.third) else clock.third
    assert (clock.first, clock.second, third, clock.twelve_hour) == parts


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [("23:59", True), ("24:00", False), ("23:59:59", True), ("100:00", False)],
)
def test_a_clock_on_the_wall_has_24_hours(cell, is_one):
    assert read_clock(cell).is_time_of_day == is_one


@pytest.mark.parametrize(
    ("cell", "hours_first", "minutes_first"),
    [("35:20", 2120, 35 + 1 / 3), ("1:05:30", 65.5, 65.5), ("0:35:20", 35 + 1 / 3, 35 + 1 / 3)],
)
def test_the_length_of_a_clock(cell, hours_first, minutes_first):
    clock = read_clock(cell)
    assert clock.minutes_if_hours_first == pytest.approx(hours_first)
    assert clock.minutes_if_minutes_first == pytest.approx(minutes_first)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("1h 05m", 65), ("2 h", 120), ("30 s", 0.5), ("1,5 min", 1.5), ("2h5", 125), ("", None)],
)
def test_a_length_with_its_units(cell, minutes):
    assert read_spoken_duration(cell) == (minutes if minutes is None else pytest.approx(minutes))


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("5:30 /km", 5.5, "km"),
        ("8:51 per mile", 8.85, "mi"),
        ("5'30\"", 5.5, ""),
        ("5'59", 5 + 59 / 60, ""),
        ("5'60", None, None),
        ("5:30", None, None),
    ],
)
def test_a_pace(cell, value, unit):
    found = read_pace(cell)
    assert (found and found.unit) == unit
    assert (found and found.value) == (value if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("10/10", 10),
        ("11/10", None),
        ("0/10", 0),
        ("3-4", 3.5),
        ("3-3", None),
        ("0-1", 0.5),
        ("4-3", None),
        ("5?", 5),
        ("~5", 5),
        ("5+", 5),
        ("<2", 2),
    ],
)
def test_a_rating_and_its_marks(cell, value):
    found = read_rating(cell)
    assert (found and found.value) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("11st 7lb", 11.5),
        ("1.234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("12 345", 12_345),
        ("5", 5),
        (".5", None),
        ("9" * 400, None),
    ],
)
def test_a_quantity(cell, value):
    found = read_quantity(cell)
    assert (found and found.value) == value


# ---- scales


def scale(ratings, *, header="", column="back pain", own=""):
    found = scale_of_pain(np.array(ratings, float), column, header, "app", own)
    return found.scale, code(found.why)


@pytest.mark.parametrize(
    ("ratings", "own", "found"),
    [
        ([5.0] * 10, "0-10", ("", "low_ratings")),
        ([5.0] * 9, "0-10", ("0-10", "tidy_scale")),
        ([5.0] * 9 + [5.1], "0-10", ("0-10", "tidy_scale")),
        ([5.0] * 19 + [11], "0-10", ("0-10", "tidy_scale")),  # one slip
        ([5.0] * 18 + [11, 11], "", ("", "scale")),
        ([5.0] * 38 + [11, 11], "", ("0-10", "highest_rating")),  # two of forty
        ([5.0] * 37 + [11, 11], "", ("", "scale")),
        ([10.0], "", ("0-10", "highest_rating")),
        ([11.0], "", ("", "scale")),
        ([5.0], "", ("", "scale")),
        ([5.1], "", ("0-10", "highest_rating")),
        ([3.0], "0-4", ("", "own_scale")),
        ([math.nan], "", ("0-10", "no_rating")),
    ],
)
def test_the_scale_that_ratings_tell(ratings, own, found):
    assert scale(ratings, own=own) == found


@pytest.mark.parametrize(
    ("lowest", "found"), [(1.0, ("1-10", "declared")), (0.9, ("", "below_scale"))]
)
def test_the_scale_of_a_header_and_a_rating_below_it(lowest, found):
    assert scale([lowest, 7], header="back pain (1-10)") == found


@pytest.mark.parametrize(
    ("highest", "first", "all_of_them"),
    [
        (1, "0-1", ["0-1", "0-10"]),
        (1.1, "0-10", ["0-10", "0-4", "0-100"]),
        (4, "0-10", ["0-10", "0-4", "0-100"]),
        (4.1, "0-10", ["0-10", "0-5", "0-100"]),
        (5, "0-10", ["0-10", "0-5", "0-100"]),
        (5.1, "0-10", ["0-10", "1-10", "0-100"]),
        (10, "0-10", ["0-10", "1-10", "0-100"]),
        (10.1, "0-100", ["0-100", "0-10"]),
    ],
)
def test_the_scales_that_are_offered_hold_every_rating(highest, first, all_of_them):
    found = scales_to_choose(np.array([0, highest]), "")
    assert (found[0], found) == (first, all_of_them)
    assert scales_to_choose(np.array([0, 3.0]), "0-3")[0] == "0-3"


def test_the_ends_of_a_scale():
    assert ends_of("10-0", "a.csv") == (10, 0)
    with pytest.raises(SettingsError):
        ends_of("5-5", "a.csv")


# ---- units


@pytest.mark.parametrize(
    ("metres", "unit"),
    [
        (1.44, ""),
        (1.46, "kg"),
        (2.09, "kg"),
        (2.11, ""),
        (2.15, ""),
        (2.16, "lb"),  # times the root of 0.4536: 1.455 m
        (3.11, "lb"),  # 2.095 m
        (3.13, ""),
    ],
)
def test_height_tells_kilograms_from_pounds(metres, unit):
    """A body mass index is kilograms by squared metres."""
    weight = np.array([70.0, 71.0, 72.0])
    assert unit_from_bmi(weight, weight / metres**2).unit == unit


@pytest.mark.parametrize(
    ("factor", "unit"),
    [
        (1000, "km"),
        (1119, "km"),
        (1121, ""),
        (881, "km"),
        (879, ""),
        (1609, "mi"),
        (1000 / 0.3048, "km"),  # strides in feet
        (1609.344 / 0.3048, "mi"),
        (99, ""),
    ],
)
def test_strides_tell_kilometres_from_miles_within_an_eighth(factor, unit):
    distance = np.array([5.0, 8.0, 10.0])
    steps = np.array([5000.0, 8000, 10_000])
    stride = distance * factor / steps
    assert unit_from_steps(distance, steps, stride).unit == unit
    assert unit_from_stride(distance, steps / 160, np.full(3, 160.0), stride).unit == unit


@pytest.mark.parametrize(
    ("agreeing", "n", "unit"), [(2, 2, "km"), (1, 1, ""), (4, 5, "km"), (3, 4, "")]
)
def test_nearly_all_strides_must_agree(agreeing, n, unit):
    distance = np.full(n, 5.0)
    stride = np.array([1.0] * agreeing + [1.3] * (n - agreeing))
    assert unit_from_steps(distance, np.full(n, 5000.0), stride).unit == unit


# ---- stamps of accounts


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("99999999999", 99_999_999_999),
        ("100000000000", 100_000_000),
        ("99999999999999", 99_999_999_999.999),
        ("100000000000000", 100_000_000),
        ("99999999999999900", 99_999_999_999.9),
        ("100000000000000000", 100_000_000),
        ("-1000", -1000),
        ("soon", math.nan),
    ],
)
def test_a_count_since_1970_is_of_seconds_ms_us_or_ns(cell, seconds):
    assert epoch_seconds(cell) == pytest.approx(seconds, nan_ok=True)


@pytest.mark.parametrize(
    ("offset", "written"),
    [
        ("7200", "2026-01-03 02:00:00+02:00"),
        ("-12600", "2026-01-02 20:30:00-03:30"),
        ("54000", "2026-01-03 15:00:00+15:00"),
        ("7200000", "2026-01-03 02:00:00+02:00"),  # milliseconds
        ("54000000", "2026-01-03 15:00:00+15:00"),
        ("54060000", "2026-01-03 00:00:00Z"),  # no zone lies there
        ("0", "2026-01-03 00:00:00+00:00"),
        ("", "2026-01-03 00:00:00Z"),
    ],
)
def test_a_count_with_its_distance_from_utc(offset, written):
    assert stamp_with_offset("1767398400", offset) == written


def test_a_moment_as_it_is_stored():
    assert utc_stamp("2026-01-03 07:00") == "2026-01-03 07:00Z"
    assert utc_stamp("1767398400000") == "2026-01-03 00:00:00Z"
    assert utc_stamp("soon") == "soon"
    assert clock_stamp("1767398400000") == "2026-01-03 00:00:00"
    assert clock_stamp("soon") == "soon"
    assert seconds_between("2026-01-03 07:00", "2026-01-03 07:30") == "1800.000"
    assert seconds_between("2026-01-03 07:00", "soon") == ""


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("PT40M3.5S", "2403.500"),
        ("PT1H", "3600.000"),
        ("P1DT1H1M1S", "90061.000"),
        ("PT", "PT"),
        ("40", "40"),
    ],
)
def test_a_length_as_iso_8601_writes_it(cell, seconds):
    assert iso_seconds(cell) == seconds


@pytest.mark.parametrize(
    ("seconds", "short"), [("0", False), ("1", True), ("599.9", True), ("600", False), ("", False)]
)
def test_what_was_noticed_for_less_than_ten_minutes_is_short(seconds, short):
    assert is_short(seconds, 10.0) == short
