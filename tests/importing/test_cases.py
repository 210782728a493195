"""The inputs that once went wrong, where they are at hand: each does what its row says."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing import Exports
from backpain_analysis.settings import read_settings

CASES = Path(__file__).parents[3] / "shared" / "cases" / "import"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the made-up cases are not at hand")


def read(case: str, folder: Path, only: str = "") -> Exports:
    """Read a case's files with its settings; `only` one of them, so that none is merged."""
    person = folder / "person"
    shutil.copytree(CASES / case, person)
    (person / "plan.toml").unlink(missing_ok=True)
    settings = read_settings(person)
    (person / "settings.toml").unlink(missing_ok=True)
    raw = person / "raw" if (person / "raw").is_dir() else person
    for path in raw.rglob("*"):
        if only and path.is_file() and path.relative_to(raw).as_posix() != only:
            path.unlink()
    exports = bpa.read_exports(raw, settings)
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def counts(exports: Exports) -> dict[str, int]:
    """Count sessions of running, ratings, weigh-ins and questions."""
    return {
        "runs": int((exports.runs["activity"] == "run").sum()),
        "pain": len(exports.pain),
        "weight": len(exports.weight),
        "asked": len(exports.questions),
    }


READ = [
    ("01_rest_word_is_a_run", "training_log.csv", {"runs": 18}),
    ("01_rest_word_is_a_run", "rest_word.csv", {"runs": 12, "pain": 40}),
    ("02_extra_column_drops_the_runs", "b_one_extra.csv", {"runs": 15, "pain": 30}),
    ("02_extra_column_drops_the_runs", "c_extra_ibuprofen.csv", {"runs": 15, "pain": 30}),
    ("02_extra_column_drops_the_runs", "h_run_00.csv", {"runs": 10, "pain": 30}),
    ("03_run_type_words", "", {"runs": 20, "pain": 40}),
    ("03_run_type_words_mapped", "", {"runs": 40}),
    ("04_none_is_dropped", "num_with_none.csv", {"pain": 30}),
    ("04_none_is_dropped", "words_none_answered.csv", {"asked": 1}),
    ("05_one_to_ten_with_zeros", "", {"asked": 1}),
    ("06_time_column_is_a_duration", "", {"runs": 20, "pain": 40}),
    ("07_scale_0_to_5", "", {"asked": 1}),
    ("07_yes_no_as_0_1", "", {"asked": 1}),
    ("08_daylio_scales", "", {"pain": 40}),
    ("09_apple_lower_back_pain", "", {"runs": 12, "pain": 12, "weight": 12}),
    ("11_loop_habits_words_and_folders", "", {"pain": 40}),
    ("20_strava_es", "", {"runs": 8}),
    ("21_strava_nl", "strava_nl_2019/activities.csv", {"runs": 12}),
    ("21_strava_nl", "strava_nl_2026/activities.csv", {"runs": 8}),
    ("23_garmin_nl", "garmin_nl/Activities.csv", {"runs": 8}),
    ("23_garmin_nl", "garmin_nl_dive_column/Activities.csv", {"runs": 8}),
    ("26_date_beside_weekday", "date_and_weekday/diary.csv", {"pain": 12}),
    ("26_date_beside_weekday", "date_and_weekday_iso/diary.csv", {"pain": 12}),
    ("27_google_health_takeout", "", {"runs": 12, "weight": 12}),
    ("28_garmin_account_export", "", {"runs": 12, "weight": 12}),
    ("29_health_auto_export", "", {"runs": 12, "pain": 12}),
    ("30_morning_evening", "morning_evening/diary.csv", {"asked": 1}),
    ("30_morning_evening", "morning_evening_de/schmerz.csv", {"asked": 1}),
    ("31_track_and_graph", "track_and_graph/export.csv", {"pain": 12}),
    ("31_track_and_graph", "track_and_graph_label/export.csv", {"asked": 1}),
    ("32_dates_without_year", "no_year.csv", {"asked": 1}),
    ("32_dates_without_year", "no_year_words.csv", {"asked": 1}),
    ("34_two_header_rows", "", {"asked": 1}),
    ("36_ranges_and_marks", "ranges.csv", {"pain": 12}),
    ("36_ranges_and_marks", "marks.csv", {"pain": 12}),
    ("37_strava_moving_time_bogus", "", {"runs": 9}),
    ("40_withings_activities", "", {"runs": 40}),
    ("41_intervals_icu", "", {"runs": 40}),
    ("42_adidas_json", "", {"runs": 1}),
    ("43_polar_json", "", {"runs": 1}),
    ("50_garmin_it_unit", "", {"runs": 8}),
    ("51_garmin_bike_cadence_header", "", {"runs": 20}),
    ("h01_spike_in_two_exports", "", {"weight": 30}),
    ("h02_googlefit_two_minutes", "", {"runs": 4}),
    ("h03_garmin_one_decimal_comma", "", {"runs": 21}),
    ("h04_activity_word_unknown", "", {"runs": 11}),
    ("h05_last_rating_without_newline", "", {"pain": 4}),
    ("h06_garmin_time_h_mm", "", {"runs": 12}),
    ("h07_two_intervals_one_minute_apart", "", {"runs": 5}),
    ("h08_weight_in_grams", "", {"weight": 3}),
    ("h11_second_answer_lands_in_the_wrong_file", "", {"runs": 11, "asked": 1}),
    ("h12_openscale_pounds", "", {"weight": 3}),
    ("h13_duration_zero", "", {"runs": 2}),
    ("h14_zero_run", "", {"runs": 2}),
    ("v01_wrong_unit_frozen", "", {"runs": 242}),
]


@pytest.mark.parametrize(
    ("case", "only", "expected"),
    READ,
    ids=lambda value: getattr(value, "__name__", str(value))[:40],
)
def test_a_case_is_read_or_asked_about(tmp_path, case, only, expected):
    nothing = {"runs": 0, "pain": 0, "weight": 0, "asked": 0}
    assert counts(read(case, tmp_path, only)) == {**nothing, **expected}


def header_files() -> list[str]:
    folder = CASES / "38_header_words"
    return sorted(path.name for path in folder.glob("*.csv")) if folder.is_dir() else []


@pytest.mark.parametrize("name", header_files())
def test_words_of_headers_are_known_or_offered(tmp_path, name):
    exports = read("38_header_words", tmp_path, name)
    offered = [question for question in exports.questions if question.lines]
    assert len(exports.pain) == 30 or len(offered) == 1


def right_minutes(exports: Exports) -> bool:
    return exports.runs["duration_min"].dropna().between(35, 36).all()


def right_days(exports: Exports) -> bool:
    """Every day of the pain is the one written beside it: none moved to the day before."""
    return str(exports.pain["day"].min().date()) == "2026-01-03"


def all_in_kilometres(exports: Exports) -> bool:
    return exports.runs["distance_km"].between(5, 9).all()


def no_impossible_duration(exports: Exports) -> bool:
    return exports.runs["duration_min"].iloc[4] > 40 and exports.runs["distance_km"].notna().all()


def in_pounds(exports: Exports) -> bool:
    return exports.weight["weight_kg"].between(74, 76).all()


def hours_obeyed(exports: Exports) -> bool:
    return exports.runs["duration_min"].min() >= 60


def grams_are_kilograms(exports: Exports) -> bool:
    return exports.weight["weight_kg"].between(92, 93).all()


def zero_is_missing(exports: Exports) -> bool:
    return exports.runs["duration_min"].isna().sum() == 1


def middles(exports: Exports) -> bool:
    return exports.pain["pain"].iloc[0] == 3.5


def merged_and_set_aside(exports: Exports) -> bool:
    fates = exports.ledger.rows["status"].value_counts()
    return fates["set aside"] == 1


def merged_by_the_unit(exports: Exports) -> bool:
    return len(exports.runs) == 274


VALUES: list[tuple[str, str, Callable[[Exports], bool]]] = [
    ("06_time_column_is_a_duration", "", right_minutes),
    ("06_time_column_is_a_duration", "", right_days),
    ("51_garmin_bike_cadence_header", "", all_in_kilometres),
    ("37_strava_moving_time_bogus", "", no_impossible_duration),
    ("h12_openscale_pounds", "", in_pounds),
    ("h06_garmin_time_h_mm", "", hours_obeyed),
    ("h08_weight_in_grams", "", grams_are_kilograms),
    ("h13_duration_zero", "", zero_is_missing),
    ("36_ranges_and_marks", "ranges.csv", middles),
    ("h01_spike_in_two_exports", "", merged_and_set_aside),
    ("v01_wrong_unit_frozen", "", merged_by_the_unit),
]


@pytest.mark.parametrize(
    ("case", "only", "is_right"),
    VALUES,
    ids=lambda value: getattr(value, "__name__", str(value))[:40],
)
def test_the_values_of_a_case_are_right(tmp_path, case, only, is_right):
    assert is_right(read(case, tmp_path, only))
