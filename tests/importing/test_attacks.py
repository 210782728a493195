"""Tables of one's own that were read wrong in silence: each kind is read right, asked, or named."""

import datetime as dt
import itertools

import pytest
from saying import said

import backpain_analysis as bpa
from backpain_analysis.settings import FileSettings, Settings

DAYS = [dt.date(2026, 1, 3) + dt.timedelta(days=n) for n in range(28)]
PAIN = [(5 * n) % 8 for n in range(28)]
KM = [4.5 + n % 7 if n % 3 == 0 else None for n in range(28)]
RUNS = [(day, km) for day, km in zip(DAYS, KM, strict=True) if km]
TOTAL = sum(km for _, km in RUNS)


def table(header, rows):
    return "\n".join([header, *rows]) + "\n"


def of_days(form):
    """A row a day; `form` is filled with the day, the pain, the kilometres."""
    rows = zip(DAYS, PAIN, KM, strict=True)
    return [form.format(d=day, p=pain, k="" if km is None else km) for day, pain, km in rows]


def read(folder, text, **told):
    (folder / "own.csv").write_text(text, encoding="utf-8")
    files = {"own.csv": FileSettings(**told)} if told else {}
    exports = bpa.read_exports(folder, Settings(timezone="Europe/Berlin", files=files))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


# ---- headers that name pain and mean something else ---------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["Pain relief (0-10)", "Pain free hours", "Pain-free?", "Pain meds", "Pain goal",
     "Wellbeing 0-10", "Schmerzfrei (h)", "Schmerzlinderung", "Schmerzmittel"],
)  # fmt: skip
@pytest.mark.parametrize("more", ["", ",Km"])
def test_what_is_no_pain_is_never_read_as_pain(tmp_path, header, more):
    form = "{d},{p},{k}" if more else "{d},{p}"
    exports = read(tmp_path, table(f"Date,{header}{more}", of_days(form)))
    assert exports.pain.empty
    assert not any("pain = " in question.setting for question in exports.questions)
    name = header.casefold().split(" (")[0]
    assert name in said(exports).casefold() or name in set(exports.other["variable"])


@pytest.mark.parametrize(
    "header", ["Back pain (0 worst 10 best)", "Back (10 = good)", "Pain 10 = no pain"]
)
def test_a_rating_whose_best_is_high_is_asked_about_and_turned(tmp_path, header):
    text = table(f"Date,{header}", of_days("{d},{p}"))
    exports = read(tmp_path, text)
    assert exports.pain.empty
    assert "high rating is good" in said(exports)
    assert 'scale = "10-0"' in exports.questions[0].setting
    turned = read(tmp_path, text, table="pain", date=("Date",), value=header, scale="10-0")
    assert turned.pain["pain"].tolist() == [10 - pain for pain in PAIN]


@pytest.mark.parametrize("header", ["Pain (0 = best 10 = worst)", "Pain 0 no pain 10 worst"])
def test_a_header_that_calls_0_the_best_is_as_usual(tmp_path, header):
    assert "high rating" not in said(read(tmp_path, table(f"Date,{header}", of_days("{d},{p}"))))


@pytest.mark.parametrize("header", ["Total weight lifted kg", "Goal weight kg", "Weight change kg"])
def test_what_is_no_body_weight_is_named(tmp_path, header):
    exports = read(tmp_path, table(f"Date,{header},Pain", of_days("{d},{p}9,{p}")))
    assert exports.weight.empty
    assert len(exports.pain) == 28
    assert "not read: " in said(exports)


# ---- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["no pain", "keine", "kein", "Schmerzfrei", "pain free", "rien"])
def test_words_for_no_pain_among_numbers_are_0(tmp_path, word):
    cells = [f"{day},{pain or word}" for day, pain in zip(DAYS, PAIN, strict=True)]
    exports = read(tmp_path, table("date,pain", cells))
    assert exports.pain["pain"].tolist() == PAIN
    assert "word_none" in set(exports.decisions["decision"])


def test_percent_is_a_scale_of_100(tmp_path):
    exports = read(tmp_path, table("date,pain", of_days("{d},{p}%")))
    assert exports.pain["pain"].tolist() == pytest.approx([pain / 10 for pain in PAIN])


@pytest.mark.parametrize("mark", ['""""', "ditto", "dito", "〃"])
def test_ditto_marks_repeat_the_cell_above(tmp_path, mark):
    rows = [f"{day},{pain},lower back" for day, pain in zip(DAYS, PAIN, strict=True)]
    rows[5] = f"{DAYS[5]},{mark},{mark}"
    rows[6] = f"{mark},7,{mark}"
    exports = read(tmp_path, table("date,pain,region", rows))
    assert set(exports.pain["region"]) == {"lower back"}
    assert exports.pain["pain"].iloc[5] == PAIN[4]
    assert (exports.pain["day"] == str(DAYS[5])).sum() == 2
    assert not exports.questions
    assert "dittos" in set(exports.decisions["decision"])


def test_a_week_date_is_its_day(tmp_path):
    rows = []
    for day, pain in zip(DAYS, PAIN, strict=True):
        year, week, weekday = day.isocalendar()
        rows.append(f"{year}-W{week:02}-{weekday},{pain}")
    exports = read(tmp_path, table("date,pain", rows))
    assert exports.pain["day"].dt.date.tolist() == DAYS


def test_clocks_that_can_only_be_hours_and_minutes(tmp_path):
    rows = [f"{day},{km},{round(km * 6) // 60}:{round(km * 6) % 60:02}" for day, km in RUNS]
    exports = read(tmp_path, table("date,distance_km,duration", rows))
    assert len(exports.runs) == len(RUNS)
    assert exports.runs["duration_min"].sum() == pytest.approx(6 * TOTAL, abs=len(RUNS))
    as_minutes = read(
        tmp_path, table("date,distance_km,duration", [f"{d},{k},{k * 6:.0f}:10" for d, k in RUNS])
    )
    assert as_minutes.runs["duration_min"].sum() == pytest.approx(6 * TOTAL, abs=len(RUNS))


# ---- rows that are no session of a day ----------------------------------------------------------


def test_a_running_total_is_no_distance(tmp_path):
    sums = itertools.accumulate(km or 0 for km in KM)
    rows = [f"{d},{s:.1f},{p}" for d, s, p in zip(DAYS, sums, PAIN, strict=True)]
    exports = read(tmp_path, table("Date,Km total,Pain", rows))
    assert exports.runs.empty
    assert "not read: km total" in said(exports)


def test_laps_are_no_sessions(tmp_path):
    rows = [f"{day},{lap},1.0,5.{lap}" for day, _ in RUNS for lap in range(1, 5)]
    exports = read(tmp_path, table("Date,Lap,Km,Min", rows))
    assert exports.runs.empty
    assert "a lap of a session" in said(exports)


def test_a_table_by_week_has_no_days(tmp_path):
    rows = [f"{day},{20 + n},{n}" for n, day in enumerate(DAYS[::7])]
    exports = read(tmp_path, table("Week of,Miles,Avg pain", rows))
    assert exports.runs.empty
    assert exports.pain.empty
    assert "sum up a week" in said(exports)


@pytest.mark.parametrize("foot", ["{last},{total:.1f},", "{last},{total:.1f},\nAverage,7.5,3.1"])
def test_a_total_at_the_foot_is_no_run(tmp_path, foot):
    rows = [*of_days("{d},{k},{p}"), foot.format(last=DAYS[-1], total=TOTAL)]
    exports = read(tmp_path, table("Date,Run (km),Pain", rows))
    assert exports.runs["distance_km"].sum() == pytest.approx(TOTAL)
    assert "sum of the rows above" in "".join(exports.ledger.in_words()["reason"])


def test_sums_below_each_week_are_not_proposed_as_runs(tmp_path):
    rows = []
    since = 0.0
    for day, row, km in zip(DAYS, of_days("{d},{k},{p}"), KM, strict=True):
        rows.append(row)
        since += km or 0
        if day.weekday() == 6:
            rows.append(f",{since:.1f},")
            since = 0.0
    exports = read(tmp_path, table("Date,Run (km),Pain", rows))
    assert exports.runs["distance_km"].sum() == pytest.approx(TOTAL)
    assert not exports.questions


def test_a_list_that_stands_twice_in_a_file_is_warned_of(tmp_path):
    rows = [f"{day},{km}" for day, km in RUNS]
    exports = read(tmp_path, table("date,distance_km", [*rows, *rows]))
    assert f"{len(RUNS)} sessions stand twice in this file" in said(exports)


def test_lengths_in_a_column_called_time_are_never_lost_in_silence(tmp_path):
    rows = [f"{day},{50 + n % 9}:10,5:48/km,{n % 8}" for n, (day, _) in enumerate(RUNS)]
    exports = read(tmp_path, table("Date,Time,Pace,Pain", rows))
    assert len(exports.runs) == len(RUNS) or "time" in said(exports)


# ---- headers that may mean pain -----------------------------------------------------------------


@pytest.mark.parametrize("header", ["Back", "Score"])
def test_a_header_that_may_mean_pain_is_offered_and_read_once_confirmed(tmp_path, header):
    text = table(f"Date,{header},Notes", of_days("{d},{p},x"))
    (question,) = read(tmp_path, text).questions
    assert f'value = "{header}"' in question.setting
    told = read(tmp_path, text, table="pain", date=("Date",), value=header)
    assert told.pain["pain"].tolist() == PAIN
