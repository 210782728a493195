"""The same sessions and weigh-ins in two files: they settle units and clocks, or are warned of."""

import pandas as pd
import pytest
from made_tables import read_tables

from backpain_analysis.language import Phrases, decision_words
from backpain_analysis.settings import FileSettings

STARTS = pd.to_datetime(
    [
        "2026-01-03 07:10", "2026-01-06 18:20", "2026-01-09 07:42", "2026-02-11 19:03",
        "2026-07-02 06:31", "2026-07-05 20:11", "2026-07-09 07:05", "2026-08-12 18:47",
    ]
)  # fmt: skip
KM = [5.2, 8.1, 10.4, 6.6, 5.9, 12.3, 7.7, 9.2]
ZONE = "Europe/Berlin"


def strava(starts=STARTS):
    utc = starts.tz_localize(ZONE).tz_convert("UTC")
    rows = ["Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance"]
    for i, (at, km) in enumerate(zip(utc, KM, strict=True)):
        rows.append(f'{i},"{at:%b %d, %Y, %I:%M:%S %p}",x,Run,{km * 360:.0f},{km}')
    return "\n".join(rows) + "\n"


def garmin(starts=STARTS, factor=1.0, mark=".", km=KM):
    rows = ["Activity Type,Date,Favorite,Title,Distance,Calories,Time"]
    for at, distance, true in zip(starts, km, KM, strict=True):
        text = f"{distance * factor:.2f}".replace(".", mark)
        seconds = round(true * 360)
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        rows.append(f'Running,{at:%Y-%m-%d %H:%M:%S},false,x,"{text}",300,{clock}')
    return "\n".join(rows) + "\n"


def read(folder, files=None, **texts):
    return read_tables(folder, files, ZONE, **texts)


def told(exports):
    return [decision_words(Phrases(), decision) for decision in exports.decisions.itertuples()]


@pytest.mark.parametrize(("unit", "factor"), [("km", 1.0), ("mi", 1 / 1.609344)])
@pytest.mark.parametrize("mark", [".", ","])
def test_a_second_file_settles_the_unit(tmp_path, unit, factor, mark):
    exports = read(tmp_path, garmin=garmin(factor=factor, mark=mark), strava=strava())
    assert not exports.questions
    assert len(exports.runs) == len(KM)
    assert sorted(exports.runs["distance_km"]) == pytest.approx(sorted(KM), abs=0.02)
    assert f"unit, distance: {unit} (in strava.csv, 8 records agree and 0 contradict)" in told(
        exports
    )


def test_two_sessions_settle_nothing(tmp_path):
    two = "\n".join(strava().splitlines()[:3]) + "\n"
    assert read(tmp_path, garmin=garmin(), strava=two).questions


def test_one_that_contradicts_leaves_the_question(tmp_path):
    odd = [*KM[:-1], 15.0]
    assert read(tmp_path, garmin=garmin(km=odd), strava=strava()).questions


def test_a_constant_whole_hour_is_another_clock(tmp_path):
    late = garmin(STARTS + pd.Timedelta(hours=3))
    told_km = {"garmin.csv": FileSettings(distance_unit="km")}
    exports = read(tmp_path, told_km, garmin=late, strava=strava())
    assert len(exports.runs) == len(KM)
    assert any(text.startswith("time zone: -3 hours") for text in told(exports)), told(exports)


def test_a_file_in_utc_is_moved_by_the_hours_of_its_season(tmp_path):
    utc = STARTS.tz_localize(ZONE).tz_convert("UTC").tz_localize(None)
    exports = read(tmp_path, garmin=garmin(utc), strava=strava())
    told_km = {"garmin.csv": FileSettings(distance_unit="km")}
    exports = read(tmp_path, told_km, garmin=garmin(utc), strava=strava())
    assert len(exports.runs) == len(KM)
    assert sorted(exports.runs["start"]) == list(STARTS)


def test_another_distance_is_warned_of(tmp_path):
    in_miles = garmin(factor=1 / 1.609344)
    told_wrong = {"garmin.csv": FileSettings(distance_unit="km")}
    exports = read(tmp_path, told_wrong, garmin=in_miles, strava=strava())
    assert len(exports.runs) == 2 * len(KM)
    for language in ("en", "de"):
        p = Phrases(language)
        [warning] = [p.remark(u.remark) for u in exports.unused if "disagrees" in u.remark.code]
        assert "8" in warning
        assert "strava.csv" in warning


def test_weigh_ins_settle_the_unit(tmp_path):
    scale = 'Date,"Weight (kg)","Fat mass (kg)",Comments\n'
    scale += "".join(f'"2026-01-{d:02} 07:10:00",{80 + d / 10:.1f},,\n' for d in range(3, 9))
    other = "Date,Weight,BMI\n"
    other += "".join(
        f"2026-01-{d:02} 07:11:00,{(80 + d / 10) / 0.45359237:.1f},\n" for d in range(3, 9)
    )
    exports = read(tmp_path, withings=scale, other=other)
    assert not exports.questions
    assert len(exports.weight) == 6


@pytest.mark.parametrize("hours", [-6, 2])
def test_weigh_ins_move_a_clock_too(tmp_path, hours):
    """A scale of another clock, beside stamps with their offset: the same kilograms tell."""
    kg = [80.4, 80.9, 79.8, 80.1, 81.0, 80.2]
    days = pd.date_range("2026-01-03 12:10", periods=6)
    stated = "Date,Weight (kg)\n"
    other = 'Date,"Weight (kg)","Fat mass (kg)",Comments\n'
    for day, weight in zip(days, kg, strict=True):
        stated += f"{day:%Y-%m-%d %H:%M:%S}+01:00,{weight}\n"
        other += f'"{day + pd.Timedelta(hours=hours):%Y-%m-%d %H:%M:%S}",{weight},,\n'
    exports = read(tmp_path, stated=stated, withings=other)
    assert len(exports.weight) == 6
    assert exports.weight["time"].dt.hour.eq(12).all()
    assert any(text.startswith(f"time zone: {-hours:+d} hours") for text in told(exports))


def test_single_sessions_in_many_files_settle_a_unit_together(tmp_path):
    header, *rows = strava().splitlines()
    files = {f"s{n}": f"{header}\n{row}\n" for n, row in enumerate(rows)}
    exports = read(tmp_path, garmin=garmin(factor=1 / 1.609344), **files)
    assert not exports.questions
    assert len(exports.runs) == len(KM)
