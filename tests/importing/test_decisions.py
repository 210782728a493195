"""Each decision has evidence, or is a question."""

import numpy as np
import pytest

from backpain_analysis.importing import inference
from backpain_analysis.importing.languages import activity_name, header_name, names_pain
from backpain_analysis.importing.stamps import epoch_seconds
from backpain_analysis.language import Phrases

PHRASES = Phrases()


def array(*cells):
    return np.array(cells, dtype=object)


def days(found):
    return [str(d) for d in found.time.astype("datetime64[D]")]


@pytest.mark.parametrize(
    ("cells", "expected", "evidence"),
    [
        (["1/2/2024", "13/2/2024", "14/2/2024"], "2024-02-01", "2 dates have a first part over 12"),
        (["1/2/2024", "2/13/2024"], "2024-01-02", "1 date has a second part over 12"),
        (["1.2.2024", "3.4.2024"], "2024-02-01", "dots"),
        (["5/5/2024"], "2024-05-05", "same number"),
        (["Wed 01/05/2024", "Thu 02/05/2024"], "2024-05-01", "weekdays fit"),
        ([f"01/{d:02d}/2024" for d in range(1, 8)] + ["02/01/2024"], "2024-01-01", "order of time"),
        (["2024-02-01"], "2024-02-01", "no date is ambiguous"),
        (["22nd Sep 2020"], "2020-09-22", "no date is ambiguous"),
        (["mar. 9 déc. 2022 à 12:30"], "2022-12-09", "no date is ambiguous"),
        (["2022年"], "NaT", "no date is ambiguous"),
        (["20240201"], "2024-02-01", "no date is ambiguous"),
        (["2/1/2024", "2024-02-13"], "NaT", None),
        (["0001-01-01", "2024-13-13"], "NaT", "no date is ambiguous"),
        (["3/4/2024"], "NaT", None),
        (["13/4/2024", "4/13/2024"], "NaT", None),
        (["24-06-16", "24-06-17", "24-06-18"], "NaT", None),
    ],
)
def test_date_order(cells, expected, evidence):
    found = inference.decide_dates(array(*cells))
    assert days(found)[0] == expected
    if evidence is None:
        assert found.question
    else:
        assert not found.question
        assert evidence in PHRASES.remark(found.decision.evidence)


def test_weekdays_in_a_column_of_their_own_tell():
    found = inference.decide_dates(array("01/05/2024"), weekdays=array("Wednesday"))
    assert days(found) == ["2024-05-01"]


def test_declared_order_and_years_of_two_digits():
    assert days(inference.decide_dates(array("24-06-16"), "ymd")) == ["2024-06-16"]
    assert days(inference.decide_dates(array("06-16-24", "06-17-69"), "mdy")) == [
        "2024-06-16",
        "2069-06-17",
    ]


@pytest.mark.parametrize(
    ("cell", "time", "offset"),
    [
        ("2024-01-05 9:07 PM", "2024-01-05T21:07:00", np.nan),
        ("2024-01-05 12:05 am", "2024-01-05T00:05:00", np.nan),
        ("2024-01-05T09:07:08.123Z", "2024-01-05T09:07:08", 0),
        ("2024/01/05 9:07:08 PM GMT+2", "2024-01-05T21:07:08", 120),
        ("2024-01-05 09:07:08 -0330", "2024-01-05T09:07:08", -210),
        ("1704445628", "2024-01-05T09:07:08", 0),
        ("1704445628000", "2024-01-05T09:07:08", 0),
        ("2024-01-05 13:07 PM", "NaT", np.nan),
        ("2024-01-05 25:00", "NaT", np.nan),
    ],
)
def test_clock_and_offset(cell, time, offset):
    found = inference.decide_dates(array(cell))
    assert str(found.time[0]).removesuffix(".000000") == time
    if time != "NaT":
        assert found.has_clock[0]
        np.testing.assert_equal(found.offset_min[0], offset)


def test_midnight_in_every_row_is_no_clock():
    found = inference.decide_dates(array("2024-01-05 00:00", "2024-01-06 00:00"))
    assert not found.has_clock.any()


@pytest.mark.parametrize(
    ("cells", "whole", "expected"),
    [
        (["4,14", "1,035"], [], [4.14, 1.035]),
        (["4.14", "1,035"], [], [4.14, 1035]),
        (["1,035"], ["1,200"], [1035]),
        (["1,035"], ["1.200"], [1.035]),
        (["1,035.5"], [], [1035.5]),
        (["1.035,5"], [], [1035.5]),
        (["1,035.250"], [], [1035.25]),
        (["0,500"], [], [0.5]),
        (["1 035,5", "1'035,5"], [], [1035.5, 1035.5]),
        (["1,03,5", "2,5"], [], [np.nan, 2.5]),
        (["12 st 7 lb", "80.5 kg", "400mg", "'-19"], [], [12.5, 80.5, 400, -19]),
        (["1:06:06", "26:42", "1h 6m 6s", "2 h 5 min"], [], [66.1, 26.7, 66.1, 125]),
        (["~1", "a", "--", "1 2 3 x y", "5½"], [], [np.nan] * 5),
        (["1h05", "2 h 30"], [], [65, 150]),
    ],
)
def test_numbers(cells, whole, expected):
    found = inference.decide_numbers(array(*cells), whole=array(*whole))
    assert not found.question
    np.testing.assert_allclose(found.value, expected)


def test_an_odd_number_does_not_overrule_twenty():
    cells = [f"{n}.25" for n in range(20)] + ["2,81"]
    found = inference.decide_numbers(array(*cells))
    assert not found.question
    assert found.value[:2].tolist() == [0.25, 1.25]
    assert np.isnan(found.value[-1])
    assert inference.decide_numbers(array("5.25", "2,81")).question


def test_a_number_that_cannot_tell_is_asked_about():
    question = inference.decide_numbers(array("1,035", "7")).question
    assert question.fields["example"] == "1,035"
    assert inference.decide_numbers(array("1,035"), ",").value[0] == 1.035
    assert inference.decide_numbers(array("1,035"), ".").value[0] == 1035


def test_units_by_consistency():
    bmi = np.array([24.7, 24.6])
    assert inference.unit_from_bmi(np.array([80.0, 79.8]), bmi).unit == "kg"
    assert inference.unit_from_bmi(np.array([176.4, 175.9]), bmi).unit == "lb"
    assert inference.unit_from_bmi(np.array([80.0, 79.8]), np.array([np.nan, 0.0])).unit == ""
    assert inference.unit_from_bmi(np.array([176.4, 0, 0]), np.array([24.7] * 3)).unit == "lb"
    assert inference.unit_from_bmi(np.array([80.0]), np.array([5.0])).unit == ""
    minutes, cadence = np.array([30.0, 45, 60]), np.array([160.0, 165, 170])
    metres = cadence * minutes * 1.1
    for unit, factor in (("km", 1000), ("mi", 1609.344)):
        for stride in (1.1, 1.1 / 0.3048):
            told = inference.unit_from_stride(metres / factor, minutes, cadence, np.full(3, stride))
            assert told.unit == unit
    assert inference.unit_from_stride(metres, minutes, cadence, np.full(3, 1.1)).unit == ""


@pytest.mark.parametrize(
    ("agree", "n", "off", "unit"),
    [
        (7, 10, 1.0, ""),
        (8, 10, 1.0, "km"),  # four in five agree
        (10, 10, 1.11, "km"),
        (10, 10, 1.13, ""),  # more than 12 % off
        (1, 1, 1.0, ""),  # one run alone tells nothing
        (2, 2, 1.0, "km"),
    ],
)
def test_the_stride_tells_a_unit_where_four_runs_in_five_agree(agree, n, off, unit):
    """By hand: 160 steps a minute, 30 minutes, 1 m a step are 4.8 km."""
    distance = np.full(n, 4.8)
    distance[agree:] = 40.0
    told = inference.unit_from_stride(
        distance=distance,
        minutes=np.full(n, 30.0),
        cadence=np.full(n, 160.0),
        stride=np.full(n, off),
    )
    assert told.unit == unit


@pytest.mark.parametrize(
    ("canonical", "words"),
    [
        ("run", "Run Running running trail_running treadmill_running Laufen Laufband Trailrunning "
                "Lauf Løb Løbebånd Løpetur Löpning Löpband Bieganie Bieg Corrida Carrera Futás "
                "HKWorkoutActivityTypeRunning VirtualRun TrailRun Jogging"),
        ("walk", "Walk Walking Gehen Spaziergang Gang Gåtur Promenad Spacer Caminhada Caminata "
                 "Séta HKWorkoutActivityTypeWalking"),
        ("ride", "Ride Cycling Radfahren Cykling Cykel Kolarstwo Ciclismo Kerékpározás "
                 "VirtualRide"),
        ("swim", "Swim Swimming lap_swimming Schwimmen Svømning Simning Pływanie Natação Natación "
                 "Úszás"),
        ("hike", "Hike Hiking Wandern Vandring Senderismo Randonnée Túra"),
        ("ski", "NordicSki Langlauf Skilanglauf Langrend"),
        ("skate", "InlineSkate Eislaufen"),
    ],
)  # fmt: skip
def test_activity_words(canonical, words):
    assert {w: activity_name(w) for w in words.split()} == dict.fromkeys(words.split(), canonical)


@pytest.mark.parametrize(
    "words",
    ["Parkrun", "Course à pied", "Trail Run", "Virtual Run", "Track Running", "Treadmill Running",
     "Indoor Running", "Street Running", "Outdoor Run", "Course sur piste", "Virtueller Lauf",
     "Correr en cinta", "Carrera de trail", "Corrida na esteira", "Bieg na bieżni", "Terepfutás",
     "Ultra Run", "Obstacle Run", "Laufen auf der Bahn"],
)  # fmt: skip
def test_runs_of_several_words(words):
    assert activity_name(words) == "run"


@pytest.mark.parametrize(
    "word", ["Strength Training", "Yoga", "Workout", "Krafttraining", "Tennis"]
)
def test_other_words_stay(word):
    assert activity_name(word) == word.casefold()


@pytest.mark.parametrize("word", ["Rest", "none", "--", "Day Off"])
def test_words_for_no_session(word):
    assert activity_name(word) == ""


def test_header_names():
    assert header_name("Distance (mi)") == ("distance", "mi")
    assert header_name("Weight/Body Mass (lb) ") == ("weight/body mass", "lb")
    assert header_name('<span class="x" title="y">Jump Count</span>') == ("jump count", "")
    assert header_name("Basta tempo") == ("basta tempo", "")
    assert header_name("Medellopkadens")[0] == header_name("Ø Schrittfrequenz (Laufen)")[0]
    assert header_name("Weight [kg]") == header_name("weight kg") == ("weight", "kg")
    assert names_pain("Lower Back Pain")
    assert not names_pain("Painting")


@pytest.mark.parametrize("unit", [1, 1e3, 1e6, 1e9])
def test_a_count_since_1970_is_of_seconds_or_a_thousandth_or_less(unit):
    second = 1_767_420_600
    assert epoch_seconds(f"{second * unit:.0f}") == pytest.approx(second)
