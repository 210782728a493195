"""Strava in a language without words of ours: its shape tells the columns, unit and decimals."""

import csv
from pathlib import Path

import pytest

from backpain_analysis.importing.apps.strava_by_shape import strava_columns

SAMPLES = Path(__file__).parents[1] / "importing" / "samples"
HEADER = ["自己ID", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w6", "w10", "w7"]


def row(number, word, shown, metres, elapsed=3100, moving=3000):
    stamp = f"{number} led 2026, 15:24:{number:02}"
    file = f"activities/{9000 + number}.fit.gz"
    first = [
        str(9000 + number),
        stamp,
        f"Name {number}",
        word,
        "",
        str(elapsed),
        shown,
        "171",
        file,
    ]
    return [*first, f"{elapsed}.0", f"{moving}.0", metres]


def rows(*shown):
    return [row(i + 1, "Koşu", text, metres) for i, (text, metres) in enumerate(shown)]


def test_columns_of_an_unknown_language():
    found = strava_columns(
        HEADER, rows(("9,44", "9441.2"), ("5,02", "5019.0"), ("12,3", "12301.0"))
    )
    assert (found.activity_id, found.date, found.activity, found.file) == (0, 1, 3, 8)
    assert (found.elapsed, found.moving, found.shown_distance, found.metres) == (9, 10, 6, 11)
    assert (found.unit, found.decimal, found.in_metres) == ("km", ",", ())


@pytest.mark.parametrize(
    ("shown", "unit", "decimal"),
    [
        ([("9.44", "9441.2"), ("5.02", "5019.0")], "km", "."),
        ([("5,87", "9441.2"), ("3,12", "5019.0")], "mi", ","),
        ([("1.009,44", "1009441.0"), ("5,02", "5019.0")], "km", ","),
    ],
)
def test_metres_tell_unit_and_decimal_mark(shown, unit, decimal):
    found = strava_columns(HEADER, rows(*shown))
    assert (found.unit, found.decimal) == (unit, decimal)


def test_pool_swims_are_in_metres_already():
    table = rows(("9,44", "9441.2"), ("5,02", "5019.0"), ("1.500", "1500.0"), ("750", "750.0"))
    found = strava_columns(HEADER, table)
    assert (found.unit, found.decimal, found.in_metres) == ("km", ",", (2, 3))


@pytest.mark.parametrize(
    "change",
    [
        lambda r: [*r[:8], "", *r[9:]],  # no file names
        lambda r: [*r[:11], "77"],  # no metres
        lambda r: ["abc", *r[1:]],  # no number for the activity
        lambda r: r[:4],
        lambda r: [],
    ],
)
def test_other_shapes_are_refused(change):
    table = [change(r) for r in rows(("9,44", "9441.2"), ("5,02", "5019.0"))]
    assert strava_columns(HEADER, table) is None


@pytest.mark.parametrize("name", ["strava_es", "strava_nl", "strava_nl_2020"])
def test_shape_and_words_agree(name):
    """In languages that have words of ours, the shape finds the same columns."""
    with (SAMPLES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *table = csv.reader(stream)
    found = strava_columns(header, table)
    assert found.activity_id == 0
    assert found.date == 1
    assert found.activity == 3
    assert header[found.shown_distance] == header[found.metres]
    assert found.unit == "km"
