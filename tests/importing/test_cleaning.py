"""Right once, and plausible."""

import itertools

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.settings import Settings

UTC = Settings(timezone="UTC")
STRAVA = "id,date,name,type,elapsed_time,distance,filename\n"
RUNKEEPER = "Date,Type,Route Name,Distance (km),Duration\n"
WITHINGS = "Date,Weight (kg),Fat mass (kg)\n"


def read(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    exports = bpa.read_exports(folder, UTC)
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def test_one_run_from_two_apps_is_one(tmp_path):
    exports = read(
        tmp_path,
        a_strava=STRAVA + "1,2024-05-01 10:00:00,x,Run,1800,5010,f\n",
        b_runkeeper=RUNKEEPER + "2024-05-01 10:00:40,Running,,5.02,30:00\n",
    )
    assert len(exports.runs) == 1
    (merged,) = exports.ledger.in_words().query("fate == 'merged'").itertuples()
    assert merged.file == "b_runkeeper.csv"
    assert merged.reason == "same as a_strava.csv, line 2"


@pytest.mark.parametrize(("clock", "runs"), [("10:04:59", 1), ("10:05:00", 1), ("10:05:01", 2)])
def test_two_records_of_one_run_start_within_five_minutes(tmp_path, clock, runs):
    exports = read(
        tmp_path,
        a_strava=STRAVA + "1,2024-05-01 10:00:00,x,Run,1800,5000,f\n",
        b_runkeeper=RUNKEEPER + f"2024-05-01 {clock},Running,,5.00,30:00\n",
    )
    assert len(exports.runs) == runs


@pytest.mark.parametrize(("km", "runs"), [("5.26", 1), ("5.27", 2)])
def test_two_records_of_one_run_differ_by_a_twentieth_at_most(tmp_path, km, runs):
    """By hand: 5.26 - 5.00 = .26 < .263 = 5.26 / 20, and .27 > .2635."""
    exports = read(
        tmp_path,
        a_strava=STRAVA + "1,2024-05-01 10:00:00,x,Run,1800,5000,f\n",
        b_runkeeper=RUNKEEPER + f"2024-05-01 10:00:40,Running,,{km},30:00\n",
    )
    assert len(exports.runs) == runs


@pytest.mark.parametrize(("clock", "runs"), [("33:19", 1), ("33:24", 2)])
def test_two_records_without_a_distance_last_as_long_within_a_tenth(tmp_path, clock, runs):
    """By hand: 33:19 - 30:00 = 199 s < 199.9 s, a tenth of it; 204 s > 200.4 s."""
    exports = read(
        tmp_path,
        a_strava=STRAVA + "1,2024-05-01 10:00:00,x,Run,1800,,f\n",
        b_runkeeper=RUNKEEPER + f"2024-05-01 10:00:40,Running,,,{clock}\n",
    )
    assert len(exports.runs) == runs


@pytest.mark.parametrize(("kg", "weigh_ins"), [("80.3", 1), ("80.5", 2)])
def test_two_records_of_one_weigh_in_differ_by_300_grams_at_most(tmp_path, kg, weigh_ins):
    exports = read(
        tmp_path,
        a=WITHINGS + "2024-05-01 07:00:00,80.1,\n",
        b=f"Date,Body mass(kg)\n2024-05-01 07:00:30,{kg}\n",
    )
    assert len(exports.weight) == weigh_ins


@pytest.mark.parametrize(
    ("metres", "seconds", "runs"),
    [(250_000, 90_000, 1), (250_100, 90_000, 0), (15_000, 1801, 1), (15_000, 1799, 0)],
)
def test_how_far_and_how_fast_a_run_can_be(tmp_path, metres, seconds, runs):
    """250 km at most; 15 km in just under half an hour are faster than 30 km/h."""
    row = f"1,2024-05-01 07:00:00,x,Run,{seconds},{metres},f\n"
    exports = read(tmp_path, a=STRAVA + row)
    assert exports.runs["duration_min"].notna().sum() == runs


def test_the_better_record_is_kept(tmp_path):
    exports = read(
        tmp_path,
        a_strava=STRAVA + "1,2024-05-01 10:00:00,x,Run,1800,,f\n",
        b_runkeeper=RUNKEEPER + "2024-05-01 10:00:40,Running,,5.02,30:00\n",
    )
    assert exports.runs["distance_km"].tolist() == [5.02]


def test_a_list_of_days_is_merged_into_the_watch(tmp_path):
    days = "date,distance_km\n2024-05-01,5.0\n2024-05-01,5.0\n2024-05-02,3.0\n"
    rows = "1,2024-05-01 07:00:00,x,Run,1800,5010,f\n2,2024-05-01 19:00:00,x,Run,1800,5020,f\n"
    exports = read(tmp_path, a=days, b=STRAVA + rows)
    assert exports.runs["distance_km"].round(6).tolist() == [5.01, 5.02, 3.0]


def test_true_doubles_stay_two(tmp_path):
    rows = "1,2024-05-01 07:00:00,x,Run,1800,5000,f\n2,2024-05-01 19:00:00,x,Run,1800,5000,f\n"
    exports = read(tmp_path, a=STRAVA + rows, b="date,pain\n2024-05-01,3\n2024-05-01,3\n")
    assert len(exports.runs) == 2
    assert len(exports.pain) == 2


def test_different_runs_in_a_row_stay_two(tmp_path):
    rows = "1,2024-05-01 07:00:00,x,Run,200,1000,f\n2,2024-05-01 07:04:00,x,Run,1800,5000,f\n"
    assert len(read(tmp_path, a=STRAVA + rows).runs) == 2


def test_a_run_that_was_edited_between_two_exports_is_one(tmp_path):
    a, b = (STRAVA + f"1,2024-05-01 07:00:00,x,Run,1800,{m},f\n" for m in (5000, 6000))
    assert len(read(tmp_path, a=a, b=b).runs) == 1


def test_repeats_a_few_minutes_apart_stay(tmp_path):
    rows = "".join(f"{i},2024-05-01 07:{5 * i:02d}:00,x,Run,270,1000,f\n" for i in range(4))
    assert len(read(tmp_path, a=STRAVA + rows).runs) == 4


def test_weigh_ins_of_two_sources(tmp_path):
    exports = read(
        tmp_path,
        a=WITHINGS + "2024-05-01 07:00:00,80.10,\n2024-05-01 21:00:00,80.9,\n",
        b="Date,Body mass(kg)\n2024-05-01 07:00:30,80.1\n",
    )
    assert exports.weight["weight_kg"].tolist() == [80.1, 80.9]


@pytest.mark.parametrize("copies", [1, 2, 3])
def test_reading_overlapping_exports_again_changes_nothing(tmp_path, copies):
    lines = [f"{i},2024-05-{i:02d} 10:00:00,x,Run,1800,{5000 + i},f\n" for i in range(1, 20)]
    pain = [f"2024-05-{i:02d},{i % 7}\n" for i in range(1, 20)] + ["2024-05-19,5\n"]
    texts = {}
    for k in range(copies):
        texts[f"s{k}"] = STRAVA + "".join(lines[k:] if k else lines)
        texts[f"p{k}"] = "date,pain\n" + "".join(pain[k:] if k else pain)
    exports = read(tmp_path, **texts)
    assert len(exports.runs) == 19
    assert len(exports.pain) == 20


def test_impossible_values_are_set_aside_with_the_reason(tmp_path):
    rows = (
        "1,2024-05-01 07:00:00,x,Run,90000,300000,f\n"
        "2,2024-05-02 07:00:00,x,Ride,90000,300000,f\n"
        "3,2024-05-03 07:00:00,x,Run,600,10000,f\n"
    )
    exports = read(tmp_path, a=STRAVA + rows, b="date,pain\n2024-05-01,12\n2024-05-02,-1\n")
    assert exports.runs["activity"].tolist() == ["ride", "run"]
    assert exports.runs["duration_min"].isna().tolist() == [False, True]  # its distance stays
    assert len(exports.pain) == 0
    reasons = exports.ledger.in_words().query("fate == 'set aside'")["reason"].tolist()
    assert reasons == [
        "300 km is too far for one session",
        "12 NRS lies outside 0 to 10",
        "−1 NRS lies outside 0 to 10",
    ]


def test_a_day_to_come_is_set_aside(tmp_path):
    exports = read(tmp_path, a="date,pain\n2024-05-01,3\n2092-05-01,4\n")
    assert exports.pain["pain"].tolist() == [3.0]
    assert exports.ledger.in_words()["reason"].tolist() == ["", "its day lies in the future"]


def test_a_run_of_a_clock_that_was_never_set_is_set_aside(tmp_path):
    rows = "1,1970-01-01 00:10:00,x,Run,1800,5000,f\n2,2024-05-02 07:00:00,x,Run,1800,5000,f\n"
    exports = read(tmp_path, a=STRAVA + rows)
    assert exports.runs["day"].dt.year.tolist() == [2024]
    assert "before 1990" in exports.ledger.in_words()["reason"].iloc[0]


def test_seven_kilograms_overnight(tmp_path):
    kg = [80.0, 80.2, 87.3, 80.1, 79.9]
    rows = "".join(f"2024-05-{i:02d} 07:00:00,{w},\n" for i, w in enumerate(kg, 1))
    exports = read(tmp_path, a=WITHINGS + rows)
    assert exports.weight["weight_kg"].tolist() == [80.0, 80.2, 80.1, 79.9]
    # a step that stays is not known to be wrong: kept and flagged
    rows = "".join(f"2024-06-{i:02d} 07:00:00,{w},\n" for i, w in enumerate([80, 87.5, 87.4], 1))
    exports = read(tmp_path, a=WITHINGS + rows)
    assert len(exports.weight) == 3
    assert exports.ledger.in_words()["reason"].str.startswith("flagged").tolist() == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("second", "flagged"), [("84.9", 0), ("85.0", 1), ("75.0", 1), ("75.1", 0)]
)
def test_a_step_of_five_kilograms_is_flagged(tmp_path, second, flagged):
    exports = read(
        tmp_path, a=WITHINGS + f"2024-05-01 07:00:00,80.0,\n2024-05-02 07:00:00,{second},\n"
    )
    assert len(exports.weight) == 2
    assert exports.ledger.in_words()["reason"].str.startswith("flagged").sum() == flagged


@pytest.mark.parametrize(
    ("weigh_ins", "kept"),
    [
        (["01", "80.0", "02", "84.9", "03", "80.0"], 3),
        (["01", "80.0", "02", "85.1", "03", "80.0"], 2),
        (["01", "80.0", "02", "87.0", "03", "82.4"], 2),  # back to within 2.5 kg
        (["01", "80.0", "02", "87.0", "03", "82.6"], 3),
        (["01", "80.0", "15", "87.0", "29", "80.0"], 2),
        (["01", "80.0", "16", "87.0", "30", "80.0"], 3),  # no weigh-in for 15 days before
        (["01", "80.0", "15", "87.0", "30", "80.0"], 3),  # no weigh-in for 15 days after
    ],
)
def test_a_spike_is_five_kilograms_off_and_comes_back_within_a_fortnight(tmp_path, weigh_ins, kept):
    pairs = zip(weigh_ins[::2], weigh_ins[1::2], strict=True)
    rows = "".join(f"2024-05-{day} 07:00:00,{kg},\n" for day, kg in pairs)
    assert len(read(tmp_path, a=WITHINGS + rows).weight) == kept


def test_a_row_that_feeds_two_tables_keeps_the_sound_one(tmp_path):
    exports = read(tmp_path, a="date,pain,weight_kg\n2024-05-01,12,80\n2024-05-02,3,500\n")
    assert exports.weight["weight_kg"].tolist() == [80.0]
    assert exports.pain["pain"].tolist() == [3.0]
    assert exports.ledger.in_words()["fate"].tolist() == ["kept", "kept"]
    assert exports.ledger.in_words()["table"].tolist() == ["weight", "pain"]


def test_order_of_files_does_not_matter(tmp_path):
    texts = [
        STRAVA + "1,2024-05-01 10:00:00,x,Run,1800,5010,f\n",
        RUNKEEPER + "2024-05-01 10:00:40,Running,,5.02,30:00\n",
        "date,distance_km\n2024-05-01,5\n",
    ]
    sizes = set()
    for i, order in enumerate(itertools.permutations(texts)):
        folder = tmp_path / str(i)
        folder.mkdir()
        exports = read(folder, **{f"f{k}": text for k, text in enumerate(order)})
        sizes.add((len(exports.runs), str(exports.runs["start"].iloc[0].date())))
        assert isinstance(exports.runs, pd.DataFrame)
    assert sizes == {(1, "2024-05-01")}
