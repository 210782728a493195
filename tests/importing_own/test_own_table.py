"""What a table of one's own holds: told by words and values, or asked, never silently wrong."""

import csv
import io
import tomllib
from pathlib import Path

import pytest
from approved import same_as_approved
from hypothesis import given, settings
from hypothesis import strategies as st

from backpain_analysis.importing.own_table import propose
from backpain_analysis.settings import FileSettings

from .tables import make_tables
from .telling import told

CASES = Path(__file__).parents[3] / "shared" / "cases" / "import"
TABLES = {table.name: table for table in make_tables()}
ROLES = ("date", "distance", "duration", "pain", "weight", "activity")
NONSENSE = ["qx", "zv", "kf", "jj", "wq", "vv", "xk", "zz", "qq", "jx", "wz"]


def codes(proposal):
    return {question.code.removeprefix("own_table.") for question in proposal.questions}


def roles_of(proposal):
    """Return the columns of every role; of several pains any order."""
    found = {role: sorted(proposal.columns(role)) for role in ROLES}
    return {**found, "date": [proposal.column("date")]}


def propose_text(text, name="mine.csv", delimiter=","):
    header, *rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return propose(header, rows, name)


def propose_case(path):
    """Propose for one of the shared cases, or skip."""
    file = CASES / path
    if not file.exists():
        pytest.skip("the shared cases are not beside this repository")
    text = file.read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    return propose_text(text, file.name, delimiter)


def daily(header, cells, n=30, sep=","):
    """Write a table of n days from a function of the day's number."""
    lines = [header]
    for i in range(n):
        date = f"2026-{i // 28 + 1:02}-{i % 28 + 1:02}"
        lines.append(sep.join([date, *map(str, cells(i))]))
    return "\n".join(lines)


# --- tables as people keep them


@pytest.mark.parametrize("name", TABLES)
def test_roles_of_tables_as_people_keep_them(name):
    table = TABLES[name]
    proposal = propose(table.header, table.rows, f"{name}.csv")
    truth = dict(table.truth)
    assert set(proposal.kinds) == truth.pop("kinds")
    assert proposal.unit("distance") == truth.pop("unit", "")
    if "weight_unit" in truth:
        assert proposal.unit("weight") == truth.pop("weight_unit")
    if "scale" in truth:
        assert proposal.scale == truth.pop("scale")
    for role, column in truth.items():
        assert proposal.column(role) == column, role
    for role in ROLES:
        assert role in truth or not proposal.column(role), role
    assert codes(proposal) == table.asks
    assert not (proposal.certain and table.asks)


def test_proposals_for_tables_as_people_keep_them_are_as_approved():
    lines = []
    for table in TABLES.values():
        lines += told(propose(table.header, table.rows, f"{table.name}.csv"))
    same_as_approved("own_tables/as_people_keep_them", lines)


@pytest.mark.parametrize("name", TABLES)
def test_what_the_headers_do_not_say_is_never_certain(name):
    """With headers that say nothing, every proposal waits for a confirmation."""
    table = TABLES[name]
    header = NONSENSE[: len(table.header)]
    proposal = propose(header, table.rows, f"{name}.csv")
    assert not proposal.certain


@pytest.mark.parametrize("name", TABLES)
def test_lines_to_paste_are_settings_of_that_file(name):
    table = TABLES[name]
    lines = propose(table.header, table.rows, f'{name} "x".csv').setting_lines()
    [(file, told)] = tomllib.loads(lines)["files"].items()
    assert file == f'{name} "x".csv'
    assert told.keys() <= FileSettings.__dataclass_fields__.keys()


# --- the order of columns and their names


BY_VALUES = ["plain", "us", "german", "spanish", "dutch", "danish", "nonsense", "nonsense_minutes"]


@given(name=st.sampled_from(sorted(TABLES)), random=st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_order_of_columns_does_not_matter(name, random):
    table = TABLES[name]
    order = list(range(len(table.header)))
    random.shuffle(order)
    header = [table.header[i] for i in order]
    rows = [[row[i] for i in order] for row in table.rows]
    turned = propose(header, rows, "a.csv")
    assert roles_of(turned) == roles_of(propose(table.header, table.rows, "a.csv"))


@given(name=st.sampled_from(BY_VALUES), names=st.permutations(NONSENSE))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_without_words_the_values_tell(name, names):
    """Date, distance, duration and a rating from 0 to 10 are found under nonsense headers."""
    table = TABLES[name]
    truth = table.truth
    header = list(names[: len(table.header)])
    proposal = propose(header, table.rows, "a.csv")
    for role in ("date", "distance", "duration", "pain"):
        place = table.header.index(truth[role])
        assert proposal.column(role) == header[place], role


ODD = ["", "-", "2026-01-03", "3.1.", "1/3", "5.5", "7:30", "0:35:20", "5:30 /km", "easy", "Rest"]
ODD += ["none", "mild", "5/10", "3-4", "45678", "80 kg", "1e400", "٣", "½", "nan", "7 (bad)"]
ODD += ["9" * 400, "\x00", "＋", "0", "-5", "2026", "Sat", "12:00 PM", "1h 5m"]
CELL = st.one_of(st.text(max_size=12), st.sampled_from(ODD))


@given(st.lists(st.lists(CELL, max_size=6), max_size=12), st.lists(CELL, max_size=6))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_table_of_texts_raises(rows, header):
    proposal = propose(header, rows, "any.csv")
    tomllib.loads(proposal.setting_lines())


# --- one rule each


def test_weekday_beside_the_date_is_no_date():
    text = "Date,Day,Pain\n03/01/2026,Saturday,0\n06/01/2026,Tuesday,3\n09/01/2026,Friday,6"
    assert propose_text(text).column("date") == "Date"


def test_word_of_rest_is_no_session():
    text = daily("Date,Miles", lambda i: [["3.1", "Rest", "off", "XT", "bike", "-"][i % 6]])
    proposal = propose_text(text)
    assert dict(proposal.sessions)["run"] == 5


def test_a_zero_is_no_session():
    text = "date,activity,distance_km,duration_min\n2026-03-01,run,5,30\n2026-03-02,run,0,0"
    text += "\n2026-03-03,run,0,\n2026-03-04,rest,,"
    assert propose_text(text).sessions == (("run", 1),)


def test_one_date_for_several_rows_is_confirmed():
    date = ["3.1.2026", "", "4.1.2026", ""]
    rows = [[d, "5.2", "28:10"] for d in date]
    proposal = propose(["Date", "km", "Time"], rows, "a.csv")
    assert 'as_above = "Date"' in proposal.setting_lines()
    assert not proposal.certain


def test_a_weekly_total_is_no_second_session():
    rows = [["2026-01-03", "5.2", ""], ["2026-01-05", "6.1", ""], ["", "11.3", "Total"]]
    assert "as_above" not in propose(["Date", "km", "Notes"], rows, "a.csv").setting_lines()


def test_pace_is_no_duration():
    rows = [[f"2026-01-{i + 1:02}", f"{5 + i % 4}.3", f"5:{30 + i % 9}"] for i in range(20)]
    proposal = propose(["Date", "km", "Time"], rows, "a.csv")
    assert not proposal.column("duration")


@pytest.mark.parametrize("hour", [6, 12, 17, 18])
def test_the_time_of_day_beside_a_distance_is_no_duration(hour):
    """17:40 beside three miles would be a good pace, too."""
    times = [f"{hour + i % 3}:{(i * 17) % 60:02}" for i in range(24)]
    rows = [[f"2026-01-{i + 1:02}", t, f"{2 + (i * 7 % 5) * 0.7:.1f}"] for i, t in enumerate(times)]
    proposal = propose(["Date", "Time", "Miles"], rows, "a.csv")
    assert proposal.column("time") == "Time" or codes(proposal) == {"ask_clock"}


def test_the_same_clock_every_day_is_asked_about():
    rows = [[f"2026-01-{i + 1:02}", "20:00", "3.1"] for i in range(24)]
    assert codes(propose(["Date", "Time", "Miles"], rows, "a.csv")) == {"ask_clock"}


def test_unknown_columns_are_named_and_drop_nothing():
    text = daily("date,coffee,distance_km,zzz,pain", lambda i: [2, "5.5", "ab", i % 10])
    proposal = propose_text(text)
    assert proposal.kinds == ("runs", "pain")
    assert proposal.unused == ("coffee", "zzz")
    assert proposal.certain


def test_none_among_pain_words_is_an_answer():
    text = daily("date,pain", lambda i: [["none", "mild", "severe"][i % 3]])
    proposal = propose_text(text)
    assert proposal.scale == "none/mild/moderate/severe"
    assert codes(proposal) == {"ask_words"}


def test_table_without_header():
    rows = [[f"2026-01-{i + 1:02}", f"{5 + i % 4}.3", f"0:{30 + i % 9}:10"] for i in range(20)]
    proposal = propose(rows[0], rows[1:], "a.csv")
    assert proposal.column("date") == "column 1"
    assert "no_header = true" in proposal.setting_lines()


def test_week_grid_is_asked_about_not_guessed():
    header = ["Week of", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    rows = [[f"2026-01-{d:02}", "5.2", "", "6.1", "", "4.0", "", "12.3"] for d in (5, 12, 19, 26)]
    proposal = propose(header, rows, "a.csv")
    assert proposal.kinds == ()
    assert codes(proposal) == {"week_grid"}


def test_run_may_be_minutes():
    text = daily("Date,Run,Pain", lambda i: [["35", "", "50"][i % 3], i % 10])
    proposal = propose_text(text)
    assert codes(proposal) == {"ask_amount"}


def test_ticks_under_run_are_asked_about():
    text = daily("Date,Gelaufen,Pain", lambda i: ["x" if i % 3 == 0 else "", i % 10])
    proposal = propose_text(text)
    assert codes(proposal) == {"ask_ticks"}
    assert proposal.sessions == (("run", 10),)


def test_two_columns_of_runs_are_asked_about():
    text = daily("date,am_run_km,pm_run_km", lambda i: ["5.5", "3.1" if i % 3 == 0 else ""])
    proposal = propose_text(text)
    assert codes(proposal) == {"ask_which_distance"}
    assert 'distance = "am_run_km"  # or "pm_run_km"' in proposal.setting_lines()


def test_kilometres_and_miles_of_the_same_runs_are_one():
    text = daily("date,km,miles", lambda i: [5 + i % 3, round((5 + i % 3) / 1.609, 2)])
    assert propose_text(text).certain


def test_distances_beside_steps_are_asked_about():
    text = daily("Date,Steps,Distance (km)", lambda i: [6000 + 31 * i, 4 + i / 10])
    assert codes(propose_text(text)) == {"ask_whether_runs"}


def test_unknown_words_for_activities_are_asked_about_once():
    text = daily("Date,Type,km", lambda i: ["ETLI"[i % 4], 5.5])
    proposal = propose_text(text)
    assert codes(proposal) == {"ask_activity_words"}
    assert proposal.questions[0].fields["words"] == "E, T, L, I"


def test_stones_and_pounds():
    text = daily("Date,Weight", lambda i: [f"11st {i % 14}lb"])
    proposal = propose_text(text)
    assert (proposal.kinds, proposal.unit("weight")) == (("weight",), "st")


# --- the shared cases


@pytest.mark.parametrize(
    ("path", "runs"),
    [
        ("01_rest_word_is_a_run/rest_word.csv", 12),
        ("01_rest_word_is_a_run/training_log.csv", 18),
        ("02_extra_column_drops_the_runs/b_one_extra.csv", 15),
        ("02_extra_column_drops_the_runs/c_extra_ibuprofen.csv", 15),
        ("02_extra_column_drops_the_runs/h_run_00.csv", 10),
        ("03_run_type_words/log.csv", 20),
        ("03_run_type_words_mapped/log.csv", 40),
        ("06_time_column_is_a_duration/time_is_duration.csv", 20),
    ],
)
def test_shared_cases_of_runs(path, runs):
    proposal = propose_case(path)
    assert "runs" in proposal.kinds
    assert dict(proposal.sessions)["run"] == runs
    assert proposal.certain


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("04_none_is_dropped/words_none_answered.csv", {"ask_words"}),
        ("05_one_to_ten_with_zeros/one_to_ten_zero.csv", {"ask_zeros"}),
        ("07_scale_0_to_5/diary.csv", {"ask_low"}),
        ("07_yes_no_as_0_1/diary.csv", {"ask_yes_no"}),
        ("30_morning_evening/morning_evening/diary.csv", {"ask_time_of_day"}),
        ("30_morning_evening/morning_evening_de/schmerz.csv", {"ask_time_of_day"}),
        ("32_dates_without_year/no_year.csv", {"ask_year"}),
        ("32_dates_without_year/no_year_words.csv", {"ask_year"}),
        ("34_two_header_rows/two_headers.csv", {"ask_time_of_day"}),
        ("04_none_is_dropped/num_with_none.csv", set()),
        ("26_date_beside_weekday/date_and_weekday/diary.csv", set()),
        ("26_date_beside_weekday/date_and_weekday_iso/diary.csv", set()),
        ("36_ranges_and_marks/marks.csv", set()),
        ("36_ranges_and_marks/ranges.csv", set()),
    ],
)
def test_shared_cases_of_pain(path, asked):
    proposal = propose_case(path)
    assert "pain" in proposal.kinds
    assert codes(proposal) == asked
    assert proposal.certain == (not asked)


HEADER_WORDS = sorted(CASES.glob("38_header_words/*.csv")) or ["38_header_words/missing.csv"]


@pytest.mark.parametrize("path", HEADER_WORDS, ids=lambda path: Path(path).stem)
def test_shared_cases_of_header_words(path):
    proposal = propose_case(path)
    assert proposal.kinds == ("pain",)
    assert not codes(proposal)


def test_a_question_about_a_unit_shows_a_number_that_has_none():
    proposal = propose_text(
        daily("Date,Run,Pain", lambda i: (5 + i % 6 if i % 3 else f"{3 + i % 4} km", i % 7))
    )
    asked = [q for q in proposal.questions if q.code == "own_table.ask_distance_unit"]
    assert [question.fields["example"] for question in asked] == ["6"]
