"""Bounds that no quick test can reach, and numbers that stand in a format: each held by its value.

They keep a machine from running out of memory or time, or they are another program's code. What
lies on both sides of the others is tried in `test_limits` and beside each reader.
"""

import csv

import pytest

from backpain_analysis.importing import (
    apple_xml,
    archives,
    bounded_xml,
    budgets,
    database,
    health_connect,
    own_header,
    own_reading,
    workbook,
)
from backpain_analysis.importing.apps import dashboards, strava_by_shape
from backpain_analysis.importing.documents import bounded_json, tables
from backpain_analysis.importing.tracks import fit, fit_messages, leaf_text, reading, session

KB = 1024
MB = 1024 * KB
GB = 1024 * MB
BYTES = [
    (budgets, "LARGEST", 256 * MB),
    (budgets, "LARGEST_XML", 8 * GB),
    (budgets, "MOST_IN_ZIP", 512 * MB),
    (budgets, "LARGEST_INNER", 4 * GB),
    (budgets, "LARGEST_LIST", 8 * MB),
    (budgets, "ALWAYS_ALLOWED", 2 * MB),
    (budgets, "ALWAYS_ALLOWED_XML", 16 * MB),
    (database, "LARGEST", 2 * GB),
    (database, "LONGEST_VALUE", MB),
    (apple_xml, "ROOT_WITHIN", MB),
    (archives, "LONGEST_LINE", MB),
    (archives, "TOP", 64 * KB),
    (bounded_xml, "LONGEST_TOKEN", MB),
    (bounded_json, "LONGEST_TOKEN", MB),
    (tables, "MOST_TEXT", 64 * MB),
    (reading, "LARGEST_FIT", 32 * MB),
]
COUNTS = [
    (budgets, "MOST_MEMBERS", 50_000),
    (budgets, "RATIO", 30),
    (budgets, "RATIO_XML", 200),
    (apple_xml, "MOST_KINDS", 1_000),
    (apple_xml, "MOST_RECORDS", 200_000),
    (apple_xml, "LONGEST_VALUE", 500),
    (archives, "MOST_COLUMNS", 5_000),
    (archives, "TRACKS_A_STEP", 20),
    (bounded_xml, "MOST_DEPTH", 200),
    (bounded_xml, "MOST_ELEMENTS", 200_000_000),
    (bounded_xml, "MOST_NAMES", 10_000),
    (bounded_json, "MOST_DEPTH", 64),
    (bounded_json, "MOST_IN_RECORD", 20_000),
    (bounded_json, "MOST_UNREAD", 300),
    (tables, "MOST_RECORDS", 200_000),
    (tables, "LOOKED_AT", 5_000),
    (tables, "LONGEST_CELL", 300),
    (tables, "MOST_KEYS", 1_000),
    (workbook, "LAST_ROW", 1_048_576),
    (workbook, "MOST_SHEETS", 100),
    (workbook, "MOST_PLACES", 100_000_000),
    (workbook, "MOST_COLUMNS", 1_000),
    (workbook, "MOST_CELLS", 10_000_000),
    (workbook, "MOST_ELEMENTS", 30_000_000),
    (workbook, "MOST_TEXTS", 3_000_000),
    (workbook, "MOST_ASIDE", 100_000),
    (workbook, "MOST_IN_ROW", 100_000),
    (database, "LONGEST_READ", 60),
    (health_connect, "MOST_RECORDS", 200_000),
    (own_reading, "MOST_RECORDS", 20_000),
    (own_header, "MOST_ROWS", 2_000),
    (own_header, "FOR_THE_WIDTH", 50),
    (strava_by_shape, "MOST_RECORDS", 20_000),
    (dashboards, "LONGEST_CELL", 20_000),
    (leaf_text, "LONGEST", 10_000),
    (fit_messages, "MOST_MESSAGES", 400_000),
]
OF_FORMATS = [  # numbers of the messages of FIT, and where its count of seconds begins
    (fit_messages, "FILE_ID", 0),
    (fit_messages, "SPORT", 12),
    (fit_messages, "SESSION", 18),
    (fit_messages, "LAP", 19),
    (fit_messages, "RECORD", 20),
    (fit_messages, "ACTIVITY", 34),
    (fit, "EPOCH", 631_065_600),
    (fit, "CLOCK_WAS_SET", 268_435_456),
    (fit, "ACTIVITY_FILE", 4),
    (fit, "END_OF_TIME", 4_294_967_296),
    (fit, "LARGEST_OFFSET_S", 54_000),
    (session, "EARTH_RADIUS_M", 6_371_008.8),
    (session, "CLOCK_WAS_SET", 631_152_000),
]


@pytest.mark.parametrize(
    ("module", "name", "value"),
    BYTES + COUNTS + OF_FORMATS,
    ids=lambda part: getattr(part, "__name__", str(part)).rpartition(".")[2],
)
def test_a_bound_is_what_was_decided(module, name, value):
    assert getattr(module, name) == value


def test_what_may_come_out_of_an_archive_grows_with_it_between_two_bounds():
    assert budgets.allowed(0) == 2 * MB
    assert budgets.allowed(MB) == 30 * MB
    assert budgets.allowed(100 * MB) == 256 * MB
    assert budgets.allowed(100 * MB, most=MB) == MB
    assert budgets.allowed_xml(0) == 16 * MB
    assert budgets.allowed_xml(MB) == 200 * MB
    assert budgets.allowed_xml(GB) == 8 * GB


def test_a_cell_may_be_as_long_as_a_file():
    assert csv.field_size_limit() == 2**30
