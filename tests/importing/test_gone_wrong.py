"""Files as something went wrong with them: what a person would never notice is said."""

import datetime as dt
import io
import math
import zipfile

import openpyxl
import pytest
from saying import said

import backpain_analysis as bpa
from backpain_analysis.importing.apps import READERS
from backpain_analysis.settings import Settings

DAYS = [dt.date(2026, 3, 1) + dt.timedelta(days=n) for n in range(12)]
PAIN = [7, 3, 0, 4, 8, 2, 6, 1, 5, 3, 9, 2]


def table(header, *columns):
    rows = (",".join(map(str, row)) for row in zip(DAYS, *columns, strict=True))
    return "\n".join([header, *rows]) + "\n"


def read(folder, **files):
    for name, content in files.items():
        if isinstance(content, str):
            content = content.encode()
        (folder / name.replace("__", ".")).write_bytes(content)
    exports = bpa.read_exports(folder, Settings(timezone="Europe/Berlin"))
    assert (exports.ledger.totals()["unaccounted"] == 0).all()
    return exports


# ---- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["distance_ft", "Distance (ft)", "Run (feet)"])
def test_feet_are_feet_or_asked_about(tmp_path, header):
    exports = read(tmp_path, runs__csv=table(f"date,{header}", [16_404, 32_808] * 6))
    km = exports.runs["distance_km"].round(2).tolist()
    assert km == [5.0, 10.0] * 6 or (not km and exports.questions)


def test_minutes_and_seconds_with_primes_are_no_thousands(tmp_path):
    lengths = ["45'30\"", "45’30", "1h05'30", "45 30"] * 3
    text = table("date,distance_km,duration", [8] * 12, lengths)
    exports = read(tmp_path, runs__csv=text)
    minutes = exports.runs["duration_min"].tolist()
    assert minutes == pytest.approx([45.5, 45.5, 65.5, math.nan] * 3, nan_ok=True)


@pytest.mark.parametrize("header", ["Pain (10-0)", "Back pain 10 to 0", "Pain 10–0"])
def test_a_scale_that_falls_in_the_header_is_asked_about_first(tmp_path, header):
    exports = read(tmp_path, a__csv=table(f"date,{header}", PAIN))
    (question,) = exports.questions
    assert question.key == "scale"
    assert question.options[0] == "10-0"


@pytest.mark.parametrize("header", ["distance_km", "duration_min"])
def test_what_is_below_zero_is_called_so(tmp_path, header):
    exports = read(tmp_path, runs__csv=table(f"date,{header}", [-5, 6, 7] * 4))
    assert len(exports.runs) == 8
    assert "'-5' is below zero" in said(exports)
    assert "nothing recorded" not in said(exports)


# ---- two tables, two people ---------------------------------------------------------------------


@pytest.mark.parametrize("header", ["date,distance_km", "date,back pain"])
def test_another_table_below_is_not_read_as_the_first(tmp_path, header):
    both = table("date,pain", PAIN) + table(header, [5] * 12)
    exports = read(tmp_path, all__csv=both)
    assert exports.pain["pain"].tolist() == PAIN
    assert "another table, whose header stands in line 14" in said(exports)


def test_rows_above_the_header_that_was_known_are_told(tmp_path):
    both = table("date,pain", PAIN) + table("Datum,Gewicht (kg)", [75] * 12)
    exports = read(tmp_path, all__csv=both)
    assert len(exports.weight) == 12
    assert "12 rows above it have a date and are not read" in said(exports)
    title = "Written,2026-03-30\nFrom,2026-03-01\n"
    exports = read(tmp_path, all__csv=title + table("date,pain", PAIN))
    assert "above it" not in said(exports)


def test_the_same_header_again_is_no_other_table(tmp_path):
    twice = table("date,pain", PAIN) + "Date,Pain\n2026-05-01,4\n"
    exports = read(tmp_path, pain__csv=twice)
    assert len(exports.pain) == 13


@pytest.mark.parametrize("word", ["date off, no run", "Datum", "weight"])
def test_words_in_a_row_are_no_header(tmp_path, word):
    text = table("date,pain,note", PAIN, ["fine"] * 12) + f"{word},rest,\n2026-05-01,4,\n"
    assert len(read(tmp_path, pain__csv=text).pain) == 13


@pytest.mark.parametrize("column", ["name", "person", "User"])
def test_two_people_in_one_file_are_asked_about(tmp_path, column):
    exports = read(tmp_path, pain__csv=table(f"date,{column},pain", ["Ann", "Bo"] * 6, PAIN))
    assert exports.pain.empty
    assert "whose rows are yours: Ann, Bo?" in said(exports)


def test_names_of_runs_are_no_people(tmp_path):
    titles = ["Morning run", "Evening run"] * 6
    exports = read(tmp_path, runs__csv=table("date,name,distance_km", titles, PAIN))
    assert len(exports.runs) == 11  # one is 0
    assert not exports.questions


def test_many_names_are_no_people(tmp_path):
    texts = [f"after {n} hours" for n in range(12)]
    assert len(read(tmp_path, pain__csv=table("date,name,pain", texts, PAIN)).pain) == 12


@pytest.mark.parametrize("column", ["side", "symptom", "body part", "region"])
def test_pains_of_two_places_are_asked_about(tmp_path, column):
    exports = read(tmp_path, pain__csv=table(f"date,{column},pain", ["left", "right"] * 6, PAIN))
    assert [question.key for question in exports.questions] == ["region"]


def test_days_that_two_files_hold_with_other_ratings_are_told(tmp_path):
    changed = [*PAIN[:4], 9, *PAIN[5:]]
    exports = read(tmp_path, a__csv=table("date,pain", PAIN), b__csv=table("date,pain", changed))
    assert "on 1 day b.csv has another rating, such as 8 here and 9 there on 5 March" in said(
        exports
    )


def test_days_that_two_files_hold_with_other_distances_are_told(tmp_path):
    km = [5, 6, 7] * 4
    rounded = [5, 6.2, 7.6] * 4  # 5 % apart is one run, more is another
    by_clock = "date,time,distance_km\n" + "".join(
        f"{day},18:00,{k}\n" for day, k in zip(DAYS, km, strict=True)
    )
    exports = read(tmp_path, a__csv=by_clock, b__csv=table("date,distance_km", rounded))
    told = [u.remark for u in exports.unused if u.remark.code.startswith("odd_file")]
    assert [remark.fields["n"] for remark in told] == [len(exports.runs) - 12]
    assert "has another distance, such as" in said(exports)


def test_ratings_with_a_clock_in_two_files_are_several_of_a_day(tmp_path):
    morning = table("date,time,pain", ["08:00"] * 12, PAIN)
    evening = table("date,time,pain", ["20:00"] * 12, PAIN[::-1])
    assert "another rating" not in said(read(tmp_path, a__csv=morning, b__csv=evening))


# ---- files that are not whole -------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_zero_bytes_behind_a_text_are_told(tmp_path, encoding):
    text = table("date,Rückenschmerz", PAIN).encode(encoding)
    exports = read(tmp_path, pain__csv=text + b"\0" * 4096)
    assert exports.pain["pain"].tolist() == PAIN
    assert "4096 zero bytes stand behind the text" in said(exports)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_the_zeros_of_utf_16_are_no_damage(tmp_path, encoding):
    exports = read(tmp_path, pain__csv=table("date,pain", PAIN).encode(encoding))
    assert exports.pain["pain"].tolist() == PAIN
    assert "zero byte" not in said(exports)


def workbook(*formulas):
    book = openpyxl.Workbook()
    book.active.append(["date", "pain"])
    for day, formula in zip(DAYS, formulas, strict=False):
        book.active.append([day, formula])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_formulas_without_a_result_are_told(tmp_path):
    exports = read(tmp_path, pain__xlsx=workbook(4, "=2+1", "=4", 2))
    assert exports.pain["pain"].tolist() == [4, 2]
    assert "the results of 2 formulas are not kept in the workbook" in said(exports)


def test_formulas_with_a_result_or_a_blank_text_are_as_always(tmp_path):
    content = io.BytesIO(workbook(4, "=2+1", "=4", 2))
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b"<f>2+1</f><v></v>", b"<f>2+1</f><v>3</v>")
                text = text.replace(b"<f>2+1</f><v />", b"<f>2+1</f><v>3</v>")
                at = text.index(b"<f>4</f>")
                start = text.rindex(b"<c ", 0, at)
                text = text[:start] + b'<c t="str" ' + text[start + 3 :]
            new.writestr(name, text)
    exports = read(tmp_path, pain__xlsx=changed.getvalue())
    assert exports.pain["pain"].tolist() == [4, 3, 2]
    assert "formula" not in said(exports)


def test_a_file_that_lies_in_icloud_only_is_named(tmp_path):
    (tmp_path / ".runs.csv.icloud").write_bytes(b"bplist00")
    exports = read(tmp_path, pain__csv=table("date,pain", PAIN))
    assert "runs.csv" in exports.files["file"].tolist()
    assert "lies in iCloud and not on this computer" in said(exports)


def test_the_longest_name_there_is_stops_nothing(tmp_path):
    (tmp_path / f"{'a' * 251}.csv").write_text(table("date,pain", PAIN))
    assert len(read(tmp_path).pain) == 12


def test_a_table_under_any_header_that_is_known_stops_nothing(tmp_path):
    """As somebody might write it: the names alone, in columns of a table."""
    for number, source in enumerate(READERS):
        names = [name.split("|")[0].strip("~") for name in source.header.split(", ")]
        cells = ["2026-03-01 08:00"] + ["5"] * (len(names) - 1)
        text = f"{','.join(names)}\n{','.join(cells)}\n"
        (tmp_path / f"{number}.csv").write_text(text, encoding="utf-8")
    assert len(read(tmp_path).files) == len(READERS)
