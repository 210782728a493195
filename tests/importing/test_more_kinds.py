"""More kinds of things that people write, each once: read right, asked about, or named."""

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing.marks import Quantity, read_distance_in_words, read_sum
from backpain_analysis.language import Phrases
from backpain_analysis.settings import FileSettings, PainSettings, Settings

PHRASES = Phrases()
PAIN = [4, 0, 7, 3, 6, 2, 8, 1]


def read(folder, header, rows, told=None, **settings):
    """Read one table of a row a day, from 1 March on."""
    lines = [f"2026-03-{day:02d},{row}" for day, row in enumerate(rows, 1)]
    (folder / "a.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    files = {"a.csv": told} if told else {}
    exports = bpa.read_exports(folder, Settings(timezone="UTC", files=files, **settings))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


def asked(exports):
    return [PHRASES.remark(question.remark) for question in exports.questions]


def said(exports):
    return [PHRASES.remark(unused.remark) for unused in exports.unused]


# ---- pain that is not of the back -------------------------------------------------------------


@pytest.mark.parametrize(
    "column", ["knee pain", "Headache", "Knieschmerzen", "douleur genou", "dolor de rodilla"]
)
def test_the_pain_of_another_part_of_the_body_is_asked_about(tmp_path, column):
    rows = [f"{pain},{day % 3 * 2}" for day, pain in enumerate(PAIN)]
    exports = read(tmp_path, f"date,{column},km", rows)
    assert exports.pain.empty
    (question,) = asked(exports)
    assert f'"{column}" rates pain somewhere else than in the back' in question
    answered = FileSettings(date=("date",), distance=("km",), pain=(column,))
    exports = read(tmp_path, f"date,{column},km", rows, answered)
    assert exports.pain["pain"].tolist() == PAIN


@pytest.mark.parametrize("column", ["back pain", "lower back pain", "pain", "hip and back pain"])
def test_the_pain_of_the_back_is_not_asked_about(tmp_path, column):
    exports = read(tmp_path, f"date,{column},km", [f"{pain},5" for pain in PAIN])
    assert not exports.questions
    assert exports.pain["pain"].tolist() == PAIN


def test_a_column_of_the_back_is_not_passed_over_for_a_headache(tmp_path):
    rows = [f"{10 - pain},{pain},5" for pain in PAIN]
    exports = read(tmp_path, "date,headache,back,km", rows)
    assert 'pain = "back"  # or "headache"' in exports.questions[0].setting


def test_the_only_region_that_is_rated_is_asked_about_unless_it_is_the_back(tmp_path):
    knee = [f"{pain},left knee" for pain in PAIN]
    exports = read(tmp_path, "date,pain,region", knee)
    assert asked(exports) == [
        "the only pain rated is “left knee”, not the back. Is it the one that your question is "
        "about?"
    ]
    assert bpa.build_diary(exports, Settings()).days["pain"].isna().all()
    mine = PainSettings(region="left knee")
    exports = read(tmp_path, "date,pain,region", knee, pain=mine)
    assert bpa.build_diary(exports, Settings(pain=mine)).days["pain"].tolist() == PAIN
    back = read(tmp_path, "date,pain,region", [f"{pain},low back" for pain in PAIN])
    assert not back.questions


# ---- distances --------------------------------------------------------------------------------


def test_each_cell_may_state_its_own_unit(tmp_path):
    told = FileSettings(date=("date",), distance=("run",), pain=("pain",))
    rows = [f"{pain},{'3.1 mi' if pain % 2 else '5 km'}" for pain in PAIN]
    proposed = read(tmp_path, "date,pain,run", rows).questions[0]
    assert "distance_unit" not in proposed.lines  # every cell states it
    exports = read(tmp_path, "date,pain,run", rows, told)
    miles = [3.1 * 1.609344 if pain % 2 else 5 for pain in PAIN]
    assert exports.runs["distance_km"].tolist() == pytest.approx(miles)


def test_where_one_cell_lacks_its_unit_it_is_asked_for(tmp_path):
    rows = [f"{pain},{'3.1 mi' if pain % 2 else '5 km'}" for pain in PAIN]
    rows.append("3,6")
    assert "distance_unit" in read(tmp_path, "date,pain,run", rows).questions[0].lines


def test_distances_that_can_only_be_metres(tmp_path):
    exports = read(tmp_path, "date,pain,distance", [f"{pain},{5000 + pain}" for pain in PAIN])
    assert not exports.questions
    assert exports.runs["distance_km"].iloc[0] == pytest.approx(5.004)


def test_long_and_short_distances_without_a_unit_are_asked_about(tmp_path):
    rows = [f"{pain},{1500 if pain > 2 else 5}" for pain in PAIN]
    exports = read(tmp_path, "date,pain,distance", rows)
    assert [question.key for question in exports.questions] == ["distance_unit"]


def test_a_distance_below_0_beside_a_rating_is_named(tmp_path):
    exports = read(tmp_path, "date,pain,km", ["4,5", "3,-5", "6,4"])
    assert exports.runs["distance_km"].tolist() == [5, 4]
    assert said(exports) == ["kept, with a remark: 1 ('-5' is below zero; lines 3)"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3+2", Quantity(5.0)),
        ("3 km + 2,5 km", Quantity(5.5, "km")),
        ("1+1+1", Quantity(3.0)),
        ("6+", None),
        ("5", None),
        ("3 mi + 2 km", None),
    ],
)
def test_sums(cell, expected):
    assert read_sum(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("5k easy", Quantity(5.0, "km")),
        ("Lauf 5,5 km", Quantity(5.5, "km")),
        ("3 miles with Ann", Quantity(3.0, "mi")),
        ("5 km @ 5:30/km", Quantity(5.0, "km")),
        ("6 x 1 km", None),
        ("5 km out, 3 km back", None),
        ("2-3 km", None),
        ("12 km/h", None),
        ("30 min", None),
    ],
)
def test_a_distance_in_the_words_of_an_activity(cell, expected):
    assert read_distance_in_words(cell) == expected


def test_the_activitys_words_give_the_distance_where_no_column_does(tmp_path):
    rows = [f"{pain},{'5k easy' if pain > 2 else 'rest'}" for pain in PAIN]
    exports = read(tmp_path, "date,pain,run", rows)
    assert exports.runs["distance_km"].tolist() == [5.0] * sum(pain > 2 for pain in PAIN)
    assert "distance_in_words" in exports.decisions["decision"].tolist()


def test_runs_that_are_only_counted_are_asked_about(tmp_path):
    rows = [f"{pain},{pain % 3}" for pain in PAIN]
    exports = read(tmp_path, "date,pain,runs", rows)
    assert "Does a number above 0 mean that there was a run" in asked(exports)[0]
    told = FileSettings(date=("date",), activity="runs", pain=("pain",))
    exports = read(tmp_path, "date,pain,runs", rows, told)
    assert len(exports.runs) == sum(pain % 3 > 0 for pain in PAIN)


# ---- ratings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "order"), [(["-", "+", "++", "+++"], "-/+/++/+++"), (["no", "yes"], "no/yes")]
)
def test_the_least_word_is_no_pain_and_comes_first(tmp_path, words, order):
    rows = [f"{words[-1 - day % len(words)]},5" for day in range(12)]
    exports = read(tmp_path, "date,pain,km", rows)
    (question,) = exports.questions
    assert question.options == (order,)
    exports = read(tmp_path, "date,pain,km", rows, FileSettings(scale=order))
    assert len(exports.pain) == 12
    assert exports.pain["pain"].iloc[0] == 10  # the worst word
    assert exports.pain["pain"].min() == 0


def test_one_word_alone_is_put_beside_none_and_asked_about_once(tmp_path):
    rows = [f"{'sore' if day % 2 else ''},5" for day in range(12)]
    (question,) = read(tmp_path, "date,pain,km", rows).questions
    assert question.options == ("none/sore",)
    exports = read(tmp_path, "date,pain,km", rows, FileSettings(scale="none/sore"))
    assert not exports.questions
    assert exports.pain["pain"].tolist() == [10] * 6


def test_a_minus_beside_numbers_is_no_rating(tmp_path):
    exports = read(tmp_path, "date,pain,km", ["4,5", "-,5", "7,5"])
    assert exports.pain["pain"].tolist() == [4, 7]


def test_a_reason_is_said_once_of_a_row_of_two_tables(tmp_path):
    (tmp_path / "a.csv").write_text("date,pain,km\n2026-03-01,3,5\n2099-03-01,4,5\n")
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    reasons = exports.ledger.in_words()["reason"].tolist()
    assert reasons == ["", "its day lies in the future"]


# ---- rows of others, of several days, of no run -----------------------------------------------


def test_rows_of_two_people_are_asked_about(tmp_path):
    rows = [f"{'Ann' if pain % 2 else 'Bob'},{pain},{5}" for pain in PAIN]
    (question,) = read(tmp_path, "date,who,pain,km", rows).questions
    assert question.options == ("Ann", "Bob")
    exports = read(tmp_path, "date,who,pain,km", rows, FileSettings(keep=("Ann",)))
    assert exports.pain["pain"].tolist() == [pain for pain in PAIN if pain % 2]
    assert len(exports.runs) == sum(pain % 2 for pain in PAIN)


def test_company_on_a_run_is_no_other_person(tmp_path):
    rows = [f"{'Ann' if pain > 5 else ''},{pain},5" for pain in PAIN]
    assert not read(tmp_path, "date,who,pain,km", rows).questions


def test_a_row_for_several_days_has_no_day(tmp_path):
    lines = [
        "date,pain,km",
        "2026-03-01 - 2026-03-03,4,5",
        "2026-03-04 23:50 - 2026-03-05 00:20,6,5",
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    assert exports.pain["pain"].tolist() == [6]
    assert exports.ledger.in_words()["reason"].iloc[0].startswith("no usable date: '2026-03-01 - ")


@pytest.mark.parametrize("rest", ["too sore to run", "couldn't run", "cancelled run", "no run"])
def test_words_of_a_run_that_was_not(tmp_path, rest):
    exports = read(
        tmp_path, "date,pain,activity", [f"{pain},{'run' if pain > 2 else rest}" for pain in PAIN]
    )
    assert len(exports.runs) == sum(pain > 2 for pain in PAIN)
    assert f"no session: {rest} 3" in said(exports)


@pytest.mark.parametrize(
    ("header", "falls"),
    [
        ("pain (0=worst 10=none)", True),
        ("back (1 = worst, 10 = best)", True),
        ("pain (0=none 10=worst)", False),
        ("pain 0: no pain, 10: worst", False),
    ],
)
def test_a_scale_that_falls_is_asked_about(tmp_path, header, falls):
    exports = read(tmp_path, f"date,km,{header.replace(',', '')}", [f"5,{pain}" for pain in PAIN])
    told = " ".join(asked(exports))
    assert ("says that a high rating is good" in told) is falls


# ---- what else may go with pain ---------------------------------------------------------------


@pytest.mark.parametrize("km", ["km", "coffee"])  # beside runs, and in a list of ratings
def test_medication_and_other_reasons_in_a_table_kept_by_hand(tmp_path, km):
    rows = [f"{pain},5,{pain % 3},{'yes' if pain > 3 else 'no'},7.5" for pain in PAIN]
    header = f"date,pain,{km},ibuprofen,physio,sleep hours"
    other = read(tmp_path, header, rows).other.pivot(
        index="day", columns="variable", values="value"
    )
    assert other["ibuprofen"].tolist() == [pain % 3 for pain in PAIN]
    assert other["physio"].tolist() == [float(pain > 3) for pain in PAIN]
    assert set(other["sleep hours"]) == {7.5}


def test_reasons_in_words_are_named_as_not_read(tmp_path):
    exports = read(tmp_path, "date,pain,km,sleep quality", [f"{pain},5,fine" for pain in PAIN])
    assert exports.other.empty
    assert "not read: sleep quality" in said(exports)
