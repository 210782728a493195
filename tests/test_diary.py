"""From tidy tables to one row a calendar day."""

import datetime as dt
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.settings import PainSettings, Settings
from backpain_analysis.tables import DAILY, check_table, empty_table


@dataclass(frozen=True)
class Tables:
    runs: pd.DataFrame
    pain: pd.DataFrame
    weight: pd.DataFrame
    other: pd.DataFrame
    events: pd.DataFrame = field(default_factory=lambda: empty_table("events"))
    questions: tuple = ()


def rows(name, *records):
    if not records:
        return empty_table(name)
    lines = range(2, 2 + len(records))
    frame = pd.DataFrame(records).assign(source="made", file="made.csv", line=lines)
    time = "start" if name == "runs" else "time"
    frame[time] = pd.to_datetime(frame[time] if time in frame else frame["day"])
    frame["day"] = pd.to_datetime(frame["day"])
    return check_table(name, frame)


def run(day, km=5.0, minutes=30.0, activity="run"):
    return {"day": day, "distance_km": km, "duration_min": minutes, "activity": activity}


def pain(day, value, region="", time=None):
    return {"day": day, "pain": value, "region": region, "time": time or day}


def tables(runs=(), pain=(), weight=(), other=()):
    return Tables(
        rows("runs", *runs), rows("pain", *pain), rows("weight", *weight), rows("other", *other)
    )


def test_missing_is_missing_and_zero_is_a_very_good_day():
    diary = bpa.build_diary(tables(pain=[pain("2025-01-01", 0), pain("2025-01-04", 3)]))
    daily = diary.days
    assert daily.index.freqstr == "D"
    assert daily["pain"].tolist()[:1] == [0.0]
    assert daily["pain"].isna().tolist() == [False, True, True, False]
    assert daily[["runs", "distance_km", "weight_kg"]].isna().all(axis=None)


def test_no_run_is_zero_only_where_the_log_covers_the_day():
    diary = bpa.build_diary(
        tables(
            runs=[run("2025-01-03", activity="ride"), run("2025-01-05"), run("2025-01-05", 7.0)],
            pain=[pain("2025-01-01", 2), pain("2025-01-08", 2)],
        )
    )
    daily = diary.days
    runs = daily["runs"]
    assert runs[:"2025-01-02"].isna().all()
    assert runs["2025-01-03"] == 0  # a ride starts the log; it is no run
    assert runs["2025-01-05"] == 2
    assert daily.loc["2025-01-05", "distance_km"] == 12.0
    # the log goes on to the last day in any file: someone may have stopped because it hurt
    assert runs["2025-01-06":"2025-01-08"].eq(0).all()
    assert diary.coverage.start == pd.Timestamp("2025-01-03")


def test_settings_set_the_coverage():
    made = tables(runs=[run("2025-01-05")], pain=[pain("2025-01-01", 2), pain("2025-01-20", 2)])
    settings = Settings(covered_from=dt.date(2025, 1, 2), covered_to=dt.date(2025, 1, 10))
    runs = bpa.build_diary(made, settings).days["runs"]
    assert runs["2025-01-02":"2025-01-04"].eq(0).all()
    assert runs["2025-01-11":].isna().all()


def test_a_session_without_distance_makes_the_days_km_missing_not_the_run():
    diary = bpa.build_diary(
        tables(runs=[run("2025-01-05"), run("2025-01-05", np.nan), run("2025-01-06")])
    )
    daily = diary.days
    assert daily["runs"].tolist() == [2, 1]
    assert daily["distance_km"].isna().tolist() == [True, False]


@pytest.mark.parametrize(("rule", "value"), [("mean", 4.0), ("worst", 7.0), ("last", 1.0)])
def test_several_ratings_a_day_follow_the_settings(rule, value):
    made = tables(
        pain=[
            pain("2025-01-01", 1, time="2025-01-01 21:00"),
            pain("2025-01-01", 7, time="2025-01-01 08:00"),
        ]
    )
    diary = bpa.build_diary(made, Settings(pain=PainSettings(per_day=rule)))
    daily = diary.days
    assert daily["pain"].tolist() == [value]


def test_a_list_of_attacks_is_complete_from_its_first_to_its_last():
    """Attacks on the 3rd and the 5th, days from the 1st to the 7th: only the 4th was without."""
    made = tables(
        pain=[pain("2025-01-03", 6), pain("2025-01-05", 4)],
        weight=[
            {"day": "2025-01-01", "weight_kg": 80.0},
            {"day": "2025-01-07", "weight_kg": 80.0},
        ],
    )
    made = replace(made, pain=made.pain.assign(source="attack list", file="attacks.csv"))
    settings = Settings(pain=PainSettings(unlogged_is_zero=True))
    rated = bpa.build_diary(made, settings).days["pain"]
    assert rated.fillna(-1).tolist() == [-1, -1, 6, 0, 4, -1, -1]


def test_the_region_is_chosen_never_mixed():
    made = tables(pain=[pain("2025-01-01", 1, "Knees"), pain("2025-01-01", 5, "Lower back")])
    settings = Settings(pain=PainSettings(region="lower back"))
    assert bpa.build_diary(made, settings).days["pain"].tolist() == [5.0]
    assert bpa.build_diary(made).days["pain"].isna().all()
    elsewhere = replace(settings, pain=PainSettings(region="neck"))
    assert bpa.build_diary(made, elsewhere).days["pain"].isna().all()
    unnamed = bpa.build_diary(tables(pain=[pain("2025-01-01", 5)]), settings)
    assert unnamed.days["pain"].tolist() == [5.0]
    assert unnamed.region == "lower back"


def test_weight_is_the_median_and_others_get_a_column_each():
    made = tables(
        weight=[{"day": "2025-01-01", "weight_kg": w} for w in (70, 71, 79)],
        other=[{"day": "2025-01-01", "variable": v, "value": 2} for v in ("stress", "runs")],
    )
    diary = bpa.build_diary(made)
    daily = diary.days
    assert daily["weight_kg"].tolist() == [71]
    assert daily["stress"].tolist() == [2]
    assert daily["runs (rated)"].tolist() == [2]


def test_nothing_at_all_is_a_clear_error():
    with pytest.raises(bpa.DataError, match="no file gave a single row"):
        bpa.build_diary(tables())


def test_files_that_all_wait_for_an_answer_are_not_called_missing():
    waiting = replace(tables(), questions=("which unit?",))
    with pytest.raises(bpa.DataError, match="the files wait for your answers"):
        bpa.build_diary(waiting)


def test_strength_sessions_are_counted_beside_the_runs():
    """None outside the log, zero inside it; no column of the daily table."""
    gym = run("2025-01-03", activity="strength training")
    given = tables(runs=[run("2025-01-02"), gym, run("2025-01-05")], pain=[pain("2025-01-01", 3)])
    diary = bpa.build_diary(given)
    assert diary.strength is not None
    assert np.isnan(diary.strength["2025-01-01"])
    assert diary.strength["2025-01-02":].tolist() == [0, 1, 0, 0]
    assert "strength" not in " ".join(diary.days.columns)
    without = tables(runs=[run("2025-01-02")], pain=[pain("2025-01-01", 3)])
    assert bpa.build_diary(without).strength is None


def test_the_columns_stand_as_in_the_codebook():
    """`daily.csv` is written in this order."""
    settings = bpa.read_settings("data/example")
    diary = bpa.build_diary(bpa.read_exports(settings.raw, settings), settings)
    named = DAILY["name"].tolist()
    assert diary.days.columns[: len(named)].tolist() == named


def test_a_diary_says_how_long_it_is():
    made = tables(pain=[pain("2025-01-01", 1), pain("2025-01-04", 5)])
    assert repr(bpa.build_diary(made)) == "Diary(4 days, 2025-01-01 to 2025-01-04, 2 rated)"


def test_the_one_region_that_a_file_names_is_the_diarys_and_two_are_none():
    one = tables(pain=[pain("2025-01-01", 1, "knee"), pain("2025-01-02", 5)])
    assert bpa.build_diary(one).region == "knee"
    assert bpa.build_diary(one).days["pain"].tolist() == [1.0, 5.0]
    two = tables(pain=[pain("2025-01-01", 1, "knee"), pain("2025-01-02", 5, "neck")])
    assert bpa.build_diary(two).region == ""


def test_no_rating_counts_while_it_is_asked_which_region_does():
    made = tables(pain=[pain("2025-01-01", 1, "knee"), pain("2025-01-02", 5)])
    for key, rated in (("region", 0), ("unit", 2)):
        asked = replace(made, questions=(SimpleNamespace(key=key),))
        assert bpa.build_diary(asked).days["pain"].count() == rated


@pytest.mark.parametrize(("value", "is_one"), [(0.0, True), (10.0, True), (10.1, False)])
def test_the_ends_of_a_scale_belong_to_it(value, is_one):
    if is_one:
        assert rows("pain", pain("2025-01-01", value))["pain"].tolist() == [value]
        return
    with pytest.raises(bpa.DataError, match=r"10\.1 lies outside 0 to 10"):
        rows("pain", pain("2025-01-01", value))
