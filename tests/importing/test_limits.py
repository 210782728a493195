"""Limits against files without end or in pieces: what lies just within is read, beyond it told."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.errors import DataError
from backpain_analysis.importing import bounded_xml, budgets, database, workbook
from backpain_analysis.importing.bounded_xml import BoundedXml
from backpain_analysis.importing.documents import bounded_json
from backpain_analysis.importing.documents.bounded_json import JsonStream, encoding_of
from backpain_analysis.importing.text import decode, find_delimiter, open_text, split_records
from backpain_analysis.settings import Settings

SAMPLES = Path(__file__).parent / "samples"

# ---- JSON


def reader(text, most=2**22):
    data = text if isinstance(text, bytes) else text.encode()
    return JsonStream(io.BytesIO(data), "a.json", most)


def records(text, path=(), wanted=None, above=None):
    wanted = {"a": {}} if wanted is None else wanted
    found = []
    for own, around in reader(text).records(path, wanted, above or {}):
        found.append((own, around))
    return found


def nested(depth):
    return "[" * depth + "1" + "]" * depth


@pytest.mark.parametrize(
    ("before", "behind", "deepest"),
    [("", "", 64), ('{"a": ', "}", 63), ('{"x": ', "}", 64), ('{"x": {"y": ', "}}", 63)],
    ids=["records", "kept", "passed over", "further in"],
)
def test_lists_within_lists_are_read_to_a_depth_of_64(before, behind, deepest):
    """Of what is passed over, a list of plain values is flat."""
    records(before + nested(deepest) + behind)
    with pytest.raises(DataError, match="64 deep"):
        records(before + nested(deepest + 1) + behind)


@pytest.mark.parametrize(("depth", "is_read"), [(64, True), (65, False)])
def test_keys_are_listed_to_a_depth_of_64(depth, is_read):
    text = '{"k":' * depth + "1" + "}" * depth
    if is_read:
        assert len(list(reader(text).paths())) == depth
        return
    with pytest.raises(DataError, match="64 deep"):
        list(reader(text).paths())


def test_objects_at_the_end_of_a_path_lie_within_the_depth_too():
    """20 objects around a record, in a list each: 40 deep."""
    path = ("p",) * 20
    text = '{"p": [' * 20 + '{"a": 1}' + "]}" * 20
    assert records(text, path) == [({"a": "1"}, {})]
    with pytest.raises(DataError, match="64 deep"):
        records('{"p": [' * 33 + '{"a": 1}' + "]}" * 33, ("p",) * 33)


def test_one_record_may_hold_20_000_values_and_the_next_as_many():
    """A list counts as a value, too."""
    record = json.dumps({"a": [1] * 19_999})
    assert len(records(f"[{record}, {record}]")) == 2
    with pytest.raises(DataError, match="more than 20,000 values"):
        records(json.dumps({"a": [1] * 20_000}))


@pytest.mark.parametrize(("n", "remembered"), [(300, 300), (301, 300)])
def test_the_names_of_300_keys_that_are_not_read_are_remembered(n, remembered):
    document = reader(json.dumps({f"k{number}": number for number in range(n)}))
    list(document.records((), {}, {}))
    assert len(document.unread) == remembered


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1E3", "1000"),
        ("1.5e-3", "0.0015"),
        ("1e39", "1" + "0" * 39),
        ("1e40", "1e40"),
        ("1e-40", "1e-40"),
        ("12.50", "12.50"),
        ("null", ""),
        ("true", "true"),
    ],
)
def test_numbers_come_as_they_are_written_but_for_powers_of_ten(number, text):
    assert records(f'{{"a": {number}}}') == [({"a": text}, {})]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a" 1}', 6),
        ('{"a": }', 7),
        ("[{]", 3),
        ('{"a": 1', 8),
        ('{"a": "b', 7),
        ('{"x": {"y"', 11),
    ],
)
def test_a_damaged_document_names_the_character(text, place):
    with pytest.raises(DataError, match=f"at character {place} "):
        records(text)


DOCUMENT = {
    "a": [1, -2.5, 'x"y\\z\u00e9\U0001f600\n', None, True, {"b": [[], {}, ""]}],
    "passed": {"deep": [{"q": ']}\\"'}, 3, "\u2028"]},
    "b": {"c": "d"},
}


@pytest.mark.parametrize("chunk", [1, 2, 3, 7])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_wherever_a_document_is_cut_into_pieces_it_reads_the_same(monkeypatch, chunk, ascii_only):
    monkeypatch.setattr(bounded_json, "CHUNK", chunk)
    text = json.dumps(DOCUMENT, ensure_ascii=ascii_only)
    ((own, around),) = records(text, (), {"a": {"b": {}}, "b": {"c": {}}})
    assert own["a"] == ["1", "-2.5", DOCUMENT["a"][2], "", "true", {"b": [[], {}, ""]}]
    assert own["b"] == {"c": "d"}
    assert around == {}


def test_a_text_of_more_than_a_megabyte_is_refused():
    records(json.dumps({"a": "x" * 1_000_000}))
    with pytest.raises(DataError, match="longer than 1 MB"):
        records(json.dumps({"a": "x" * 1_300_000}))


@pytest.mark.parametrize(("most", "is_read"), [(10, True), (9, False)])
def test_a_document_may_be_so_large(most, is_read):
    text = '{"a": "b"}'
    if is_read:
        assert list(reader(text, most).records((), {"a": {}}, {})) == [({"a": "b"}, {})]
        return
    with pytest.raises(DataError, match="more than it may"):
        list(reader(text, most).records((), {"a": {}}, {}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_in_any_encoding(encoding):
    data = '{"a": "é"}'.encode(encoding)
    assert records(data) == [({"a": "é"}, {})]


def test_the_encoding_by_the_first_bytes():
    assert encoding_of(b"{\0") == "utf-16-le"
    assert encoding_of(b"\0{") == "utf-16-be"
    assert encoding_of(b"{}") == "utf-8-sig"


# ---- XML


def xml(text, **limits):
    seen = []
    parser = BoundedXml("a.xml", lambda name, _: seen.append(name), lambda _: None, **limits)
    parser.feed(text.encode())
    parser.close()
    return seen


@pytest.mark.parametrize(("depth", "is_read"), [(200, True), (201, False)])
def test_xml_is_nested_200_deep_at_most(depth, is_read):
    parser = BoundedXml("a.xml", lambda *_: None, lambda _: None)
    if is_read:
        parser.feed(b"<a>" * depth)
        return
    with pytest.raises(DataError):
        parser.feed(b"<a>" * depth)


@pytest.mark.parametrize(("n", "is_read"), [(9, True), (10, False)])
def test_xml_holds_so_many_elements_at_most(n, is_read):
    text = "<r>" + "<a/>" * n + "</r>"
    if is_read:
        assert len(xml(text, most_elements=10)) == n + 1
        return
    with pytest.raises(DataError):
        xml(text, most_elements=10)


def test_xml_has_few_names_and_short_tokens(monkeypatch):
    monkeypatch.setattr(bounded_xml, "MOST_NAMES", 50)
    xml("<r>" + "".join(f"<a{n}/>" for n in range(20)) + "</r>")
    with pytest.raises(DataError):
        xml("<r>" + "".join(f"<a{n}/>" for n in range(80)) + "</r>")


# ---- archives


def test_how_much_may_come_out_of_an_archive():
    """Two megabytes always, else thirty times what is packed, and 256 MB at most."""
    megabyte = 2**20
    assert budgets.allowed(0) == 2 * megabyte
    assert budgets.allowed(megabyte) == 30 * megabyte
    assert budgets.allowed(100 * megabyte) == 256 * megabyte
    assert budgets.allowed(100 * megabyte, most=5) == 5
    assert budgets.allowed_xml(0) == 16 * megabyte
    assert budgets.allowed_xml(megabyte) == 200 * megabyte
    assert budgets.allowed_xml(100 * megabyte) == 8192 * megabyte


def member(name="a.csv", *, size=0, packed=0, flags=0, at=0):
    made = zipfile.ZipInfo(name)
    made.file_size = size
    made.compress_size = packed
    made.flag_bits = flags
    made.header_offset = at
    return made


@pytest.mark.parametrize(
    ("told", "left", "problem"),
    [
        ({"size": 30_000_000, "packed": 1_000_000}, 30_000_000, None),
        ({"size": 30_000_001, "packed": 1_000_000}, 40_000_000, "too_large"),
        ({"size": 30_000_000, "packed": 1_000_000}, 29_999_999, "archive_full"),
        ({"size": 2**21}, 2**21, None),
        ({"size": 1, "flags": 1}, 10, "password"),
        ({"size": 1, "flags": 2}, 10, None),  # how well it was packed
    ],
)
def test_which_members_are_unpacked(told, left, problem):
    found = budgets.unfit(member(**told), left, is_xml=False)
    assert (found and found.code.rpartition(".")[2]) == problem


@pytest.mark.parametrize(
    ("size", "packed", "flags", "problem"),
    [
        (2**21 + 2000, 1000, 0, None),
        (2**21 + 2001, 1000, 0, "archive_within"),
        (2**32, 2**32, 0, None),
        (2**32 + 1, 2**32, 0, "archive_within"),
        (1, 1, 1, "password"),
    ],
)
def test_which_archives_within_an_archive_are_unpacked(size, packed, flags, problem):
    found = budgets.unfit_archive(member("a.zip", size=size, packed=packed, flags=flags))
    assert (found and found.code.rpartition(".")[2]) == problem


@pytest.mark.parametrize(("second", "is_refused"), [(135, False), (134, True)])
def test_two_members_in_one_place_are_refused(second, is_refused):
    """The first has a head of 30 bytes, a name of 5 and 100 bytes of data."""
    members = [member(packed=100), member("b.csv", at=second)]
    if not is_refused:
        budgets.check_members(members, "a.zip")
        return
    with pytest.raises(DataError, match="same place"):
        budgets.check_members(members, "a.zip")


def ending(size, *, large=None):
    """Return the end of an archive whose list of members has so many bytes."""
    end = b"PK\x05\x06" + b"\0" * 8 + size.to_bytes(4, "little") + b"\0" * 6
    if large is None:
        return end
    return b"PK\x06\x06" + b"\0" * 36 + large.to_bytes(8, "little") + b"\0" * 20 + end


@pytest.mark.parametrize(
    ("end", "is_refused"),
    [
        (ending(2**23), False),
        (ending(2**23 + 1), True),
        (ending(2**32 - 1, large=2**23), False),
        (ending(2**32 - 1, large=2**23 + 1), True),
        (b"no archive at all", False),
        (ending(2**23 + 1) + b"x" * 65_535, True),  # behind it a comment as long as there is
    ],
)
def test_an_archives_list_of_members_has_eight_megabytes_at_most(end, is_refused):
    stream = io.BytesIO(b"x" * 100 + end)
    if not is_refused:
        budgets.check_list(stream, "a.zip")
        assert stream.tell() == 0
        return
    with pytest.raises(DataError, match="members"):
        budgets.check_list(stream, "a.zip")


# ---- workbooks


def sheet(rows, *, shared=None):
    """Return a workbook of one sheet, whose XML is written by hand."""
    content = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        f'"/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName='
        f'"/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r" Type="{office}'
        '/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" '
        'sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content


def cell(reference, value, more=""):
    return f'<c r="{reference}"{more}><v>{value}</v></c>'


def read(rows):
    (found,) = workbook.read_workbook(sheet(rows), "a.xlsx")
    return found


def test_cells_stand_where_their_references_say():
    rows = f'<row r="2">{cell("A2", 1)}{cell("C2", 3.5)}</row><row r="5">{cell("B5", 2)}</row>'
    assert read(rows).records == [(2, ["1", "", "3.5"]), (5, ["", "2", ""])]


def test_cells_without_references_stand_side_by_side():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert read(rows).records == [(1, ["1", "2"]), (2, ["3", ""])]


@pytest.mark.parametrize(
    ("cells", "n"),
    [
        ("<c r='A1'><f>1+1</f><v>2</v></c>", 0),
        ("<c r='A1'><f>1+1</f></c><c r='B1'><v>1</v></c>", 1),
        ("<c r='A1'><f>1+1</f><v></v></c><c r='B1'><f>2</f></c><c r='C1'><v>1</v></c>", 2),
        ("<c r='A1' t='str'><f>\"\"</f><v></v></c><c r='B1'><v>1</v></c>", 0),
    ],
)
def test_formulas_whose_results_are_not_kept_are_counted(cells, n):
    assert read(f"<row r='1'>{cells}</row>").without_result == n


@pytest.mark.parametrize(("column", "is_read"), [("ALL", True), ("ALM", False)])
def test_a_thousand_columns_are_read(column, is_read):
    """ALL is column 1000: 26 * 26 + 12 * 26 + 12."""
    rows = f'<row r="1">{cell(f"{column}1", 7)}</row>'
    if is_read:
        ((_, cells),) = read(rows).records
        assert (len(cells), cells[-1]) == (1000, "7")
        return
    with pytest.raises(DataError, match="column 1,001"):
        read(rows)


@pytest.mark.parametrize(("row", "is_refused"), [(2**20, False), (2**20 + 1, True)])
def test_a_sheet_has_a_million_rows(row, is_refused, monkeypatch):
    part = workbook._Part("a.xlsx")
    text = f'<worksheet><sheetData><row r="{row}"></row></sheetData></worksheet>'.encode()
    if not is_refused:
        part.look_through(io.BytesIO(text))
        assert part.rows == row
        return
    with pytest.raises(DataError, match="there is no row"):
        part.look_through(io.BytesIO(text))


ROWS = "".join(f'<row r="{n}">{cell(f"A{n}", 1)}{cell(f"B{n}", 2)}</row>' for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("limit", "most", "least"),
    [
        ("MOST_CELLS", 6, 5),
        ("MOST_PLACES", 6, 5),
        ("MOST_IN_ROW", 4, 3),  # two cells with a value each
        ("MOST_ASIDE", 4, 3),  # of the content types: one, and three within
    ],
)
def test_what_a_workbook_may_hold(monkeypatch, limit, most, least):
    monkeypatch.setattr(workbook, limit, most)
    assert len(read(ROWS).records) == 3
    monkeypatch.setattr(workbook, limit, least)
    with pytest.raises(DataError):
        read(ROWS)


# ---- text


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"\xef\xbb\xbfa,b", "utf-8", "a,b"),
        ("a,é".encode("utf-16"), "utf-16-le", "a,é"),
        ("a,é".encode("utf-16-be"), "utf-16-be", "a,é"),
        ("a,é".encode("utf-16-le"), "utf-16-le", "a,é"),
        ("a,é,b,c,d".encode("cp1252"), "cp1252", "a,é,b,c,d"),
        ("a,é".encode(), "utf-8", "a,é"),
        ("a,b,é".encode()[:-1], "utf-8", "a,b,"),  # cut within its last character
        ("a,b,😀".encode()[:-1], "utf-8", "a,b,"),
        (b"a,\xe9bcd", "cp1252", "a,ébcd"),
    ],
)
def test_the_encoding_of_a_table(data, encoding, text):
    decoded = decode(data)
    assert decoded.text.decode() == text
    assert decoded.encoding == encoding


def test_zeros_behind_a_table_are_told_and_not_read():
    opened = open_text(b"a,b\n1,2\n\0\0\0", "a.csv")
    assert [fields for _, fields in opened.records()] == [["a", "b"], ["1", "2"]]
    (told,) = [one for one in opened.decisions if one.decision == "end"]
    assert told.evidence.fields == {"n": 3}
    utf16 = open_text("a,b\n1,2\n".encode("utf-16"), "a.csv")
    assert [fields for _, fields in utf16.records()] == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        (b"a,b\n1,2\n", ","),
        (b"a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        (b"a\tb\n1\t2\n", "\t"),
        (b"a|b\n1|2\n", "|"),
        (b"a\n1\n", ","),
        (b"a;b;c\n1,2;3;4\n", ";"),
        (b"My diary, 2026\na;b;c\n1;2;3\n4;5;6\n", ";"),
    ],
)
def test_the_delimiter_splits_most_rows_alike(text, delimiter):
    assert find_delimiter(text)[0] == delimiter


def test_records_know_the_line_where_they_start():
    text = b'a,b\n\n"x\ny",2\n , \n3,4\n'
    assert list(split_records(text, ",")) == [
        (1, ["a", "b"]),
        (3, ["x\ny", "2"]),
        (6, ["3", "4"]),
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (b'"a,b,c"\n', ["a", "b", "c"]),
        (b'"a,b"\n', ["a,b"]),  # two parts may be one text
        (b'"2,5"\n', ["2,5"]),
    ],
)
def test_a_row_that_was_quoted_as_one_cell(text, fields):
    assert next(iter(split_records(text, ",")))[1] == fields


# ---- folders and archives of files


def told(folder):
    """Return what is said of the files that are not read."""
    exports = bpa.read_exports(folder, Settings(timezone="UTC"))
    problems = {}
    for file in exports.files.itertuples():
        if file.problem:
            problems[file.file] = file.problem
    return problems


@pytest.mark.parametrize(("n", "shown"), [(12, 12), (13, 12)])
def test_twelve_keys_of_a_document_that_nobody_knows_are_shown(tmp_path, n, shown):
    keys = {f"key{number}": 1 for number in range(n)}
    (tmp_path / "a.json").write_text(json.dumps(keys))
    assert len(told(tmp_path)["a.json"].fields["keys"].split(", ")) == shown


@pytest.mark.parametrize(("folders", "rest"), [(6, 0), (7, 2)])
def test_six_folders_of_an_archive_that_are_not_read_are_named(tmp_path, folders, rest):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for folder in range(folders):
            for number in range(2 if folder == 6 else 3):
                archive.writestr(f"f{folder}/{number}.bin", "x")
    problem = told(tmp_path)["a.zip"]
    assert problem.fields["folders"].count(" 3") == 6
    assert problem.fields["rest"] == rest


@pytest.mark.parametrize(("n", "is_table"), [(5000, True), (5001, False)])
def test_a_table_has_five_thousand_columns_at_most(tmp_path, n, is_table):
    (tmp_path / "a.csv").write_text(",".join(["x"] * n) + "\n" + ",".join(["1"] * n) + "\n")
    problem = told(tmp_path)["a.csv"]
    assert ("cells: not a table" in str(problem)) != is_table


def test_files_of_one_kind_in_a_folder_are_one_table_and_known_by_name(tmp_path):
    sample = Path(__file__).parent / "samples" / "fitbit_exercise-0.json"
    for name in ("exercise-0.json", "exercise-100.json"):
        shutil.copy(sample, tmp_path / name)
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    assert exports.files["file"].tolist() == ["exercise-*.json"]
    assert set(exports.ledger.rows["file"]) == {"exercise-0.json", "exercise-100.json"}


# ---- databases


@pytest.mark.parametrize(("seconds", "is_read"), [(60.0, True), (-1.0, False)])
def test_a_database_is_read_for_so_long(tmp_path, monkeypatch, seconds, is_read):
    monkeypatch.setattr(database, "_STEPS", 1)  # looks at the clock from the first step on
    monkeypatch.setattr(database, "LONGEST_READ", seconds)
    shutil.copy(SAMPLES / "health_connect_export.db", tmp_path)
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    assert (len(exports.runs) > 0) == is_read
    refused = [str(problem) for problem in exports.files["problem"] if problem is not None]
    assert is_read or "within" in refused[0]


@pytest.mark.parametrize(("short", "is_read"), [(0, True), (1, False)])
def test_a_database_has_so_many_bytes(tmp_path, monkeypatch, short, is_read):
    sample = SAMPLES / "health_connect_export.db"
    monkeypatch.setattr(database, "LARGEST", sample.stat().st_size - short)
    shutil.copy(sample, tmp_path)
    exports = bpa.read_exports(tmp_path, Settings(timezone="UTC"))
    assert (len(exports.runs) > 0) == is_read
