"""Hostile and odd inputs: what is not a file, archives and workbooks that swell, endless XML."""

import gzip
import io
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

import backpain_analysis as bpa
from backpain_analysis.importing import apple_xml, archives, budgets
from backpain_analysis.language import Phrases, problem_words
from backpain_analysis.settings import Settings

ROOT = Path(__file__).parent.parent
FAULTS = ROOT.parent / "shared" / "cases" / "faults"
MOST_MEGABYTES = 400
UTC = Settings(timezone="UTC")
PAIN = "date,pain\n2026-01-01,3\n2026-01-02,0\n"
GOOD = "date,pain\n2020-01-01,3\n2020-01-02,0\n"
HEALTH = '<?xml version="1.0"?>\n<HealthData locale="en">\n'
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = "</sheetData></worksheet>"
needs_unix = pytest.mark.skipif(os.name != "posix", reason="there are no pipes and sockets")


def read(folder):
    """Return the problem of each file of a folder, by name, beside one that is read."""
    (folder / "good.csv").write_text(GOOD)
    exports = bpa.read_exports(folder, UTC)
    assert len(exports.pain[exports.pain["file"] == "good.csv"]) == 2
    p = Phrases()
    return exports.files.set_index("file")["problem"].map(lambda told: problem_words(p, told))


def workbook(sheet="", **parts):
    """Return a workbook's bytes, the XML of its sheet, and of other parts by name, replaced."""
    whole, changed = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "date"
    book.save(whole)
    with (
        zipfile.ZipFile(whole) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name).decode()
            if name.endswith("sheet1.xml") and sheet:
                content = sheet
            content = parts.get(Path(name).stem, lambda text: text)(content)
            new.writestr(name, content)
    return changed.getvalue()


# ---- what is not a file -----------------------------------------------------------------------


@needs_unix
def test_pipes_sockets_and_devices_are_named_and_never_opened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "endless.csv").symlink_to("/dev/zero")
    monkeypatch.chdir(tmp_path)  # a socket's path may have 108 bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.csv")
        problems = read(tmp_path)
    assert problems["pipe.csv"] == "a pipe, not a file; not opened."
    assert problems["endless.csv"] == "a device, not a file; not opened."
    assert problems["socket.csv"] == "a socket, not a file; not opened."


@needs_unix
def test_a_pipe_where_the_events_should_be_is_named(tmp_path):
    (tmp_path / "raw").mkdir()
    os.mkfifo(tmp_path / "events.csv")
    exports = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert problem_words(
        Phrases(), exports.files.set_index("file")["problem"]["events.csv"]
    ).startswith("a pipe")


@needs_unix
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system has no /proc")
def test_a_file_that_claims_no_bytes_is_not_opened(tmp_path):
    (tmp_path / "made.csv").symlink_to("/proc/kmsg")  # waits for the next message
    assert read(tmp_path)["made.csv"] == "the file is empty."


@needs_unix
def test_links_to_nothing_and_to_themselves_are_named(tmp_path):
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "round.csv").symlink_to(tmp_path / "round.csv")
    problems = read(tmp_path)
    assert problems["gone.csv"] == "a link that leads to no file; not read."
    assert problems["round.csv"] == "a link that leads to no file; not read."


@needs_unix
def test_links_to_folders_are_named_and_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text(PAIN)
    raw = tmp_path / "raw"
    (raw / "below").mkdir(parents=True)
    (raw / "there").symlink_to(elsewhere)
    (raw / "below" / "circle").symlink_to(raw)
    problems = read(raw)
    assert problems.index.tolist() == ["below/circle", "good.csv", "there"]
    assert "a link to another folder; not followed" in problems["there"]
    assert "a link to another folder; not followed" in problems["below/circle"]


@needs_unix
def test_a_link_to_a_file_is_read(tmp_path):
    (tmp_path / "b.txt").write_text(PAIN)
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.csv").symlink_to(tmp_path / "b.txt")
    assert read(raw)["a.csv"] == ""


@needs_unix
def test_names_of_any_bytes_are_shown_safely_and_apart(tmp_path):
    names = [b"\xff.csv", b"\xfe.csv", b"\x1b[31mred\x07.csv", b"new\nline.csv", "día.csv".encode()]
    for name in names:
        try:
            Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(PAIN)
        except OSError:
            pytest.skip("the file system wants names in UTF-8")
    exports = bpa.read_exports(tmp_path, UTC)
    shown = exports.files["file"].tolist()
    assert sorted(shown) == [" .csv", " [31mred .csv", "(2)  .csv", "día.csv", "new line.csv"]
    assert (exports.files["rows"] == 2).all()
    exports.ledger.in_words().to_csv(tmp_path / "ledger.csv")  # may be written: no lone surrogates


# ---- archives ---------------------------------------------------------------------------------


def test_members_that_lie_in_the_same_place_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", PAIN * 1000)
        first = archive.getinfo("a.csv")
        for i in range(20):
            again = zipfile.ZipInfo(f"{i}.csv")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
    assert "two members lie in the same place" in read(tmp_path)["a.zip"]


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(budgets, "MOST_MEMBERS", 10)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for i in range(11):
            archive.writestr(f"{i}.csv", PAIN)
    assert "lists more than 10 members; refused" in read(tmp_path)["a.zip"]


def test_the_list_of_members_is_not_read_where_it_would_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(budgets, "LARGEST_LIST", 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for i in range(30):
            archive.writestr(f"{i}.csv", PAIN)
    assert "refused" in read(tmp_path)["a.zip"]


def test_what_all_members_together_unpack_to_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_IN_ZIP", 2 * len(PAIN))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in "abc":
            archive.writestr(f"{name}.csv", PAIN)
    problems = read(tmp_path)
    assert problems["a.zip/b.csv"] == ""
    assert "unpacks to more than it may in all" in problems["a.zip/c.csv"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bounds_are_refused(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("a.csv", b"0" * 2**20)
    assert "packed by a method that is not read" in read(tmp_path)["a.zip/a.csv"]


def test_a_locked_member_is_named(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", PAIN)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "locked with a password" in read(tmp_path)["a.zip/a.csv"]


def test_archives_within_archives_are_named(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", PAIN)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.zip", inner.getvalue())
        archive.writestr("c.csv", inner.getvalue())
        archive.writestr("d.csv", PAIN)
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(gzip.compress(PAIN.encode())))
    problems = read(tmp_path)
    assert "an archive within an archive" in problems["a.zip/b.zip"]
    assert "an archive within an archive" in problems["a.zip/c.csv"]
    assert problems["a.zip/d.csv"] == ""
    assert "packed more than once" in problems["e.csv.gz"]


def test_a_workbook_within_an_archive_is_read(tmp_path):
    book = openpyxl.Workbook()
    for row in [["date", "pain"], ["2026-01-01", 3.0], [], ["2026-01-02", None]]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.xlsx", content.getvalue())
    exports = bpa.read_exports(tmp_path, UTC)
    ledger = exports.ledger.in_words().set_index("line")["fate"]
    assert ledger.to_dict() == {2: "kept", 4: "set aside"}
    assert exports.pain["pain"].tolist() == [3.0]


def test_a_gz_packed_as_tables_are_is_read(tmp_path):
    rows = "".join(f"20{10 + n // 336:02}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02},{n % 11}\n"
                   for n in range(336 * 16))  # fmt: skip
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"date,pain\n" + rows.encode()))
    assert read(tmp_path)["a.csv"] == ""


# ---- workbooks --------------------------------------------------------------------------------

FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{}1048576"{}</row>'
BOOKS = {
    "corner": (SHEET + FAR.format("XFD", "><v>1</v></c>") + SHEET_END, "in column 16,384"),
    "corner of places": (SHEET + FAR.format("ALL", "><v>1</v></c>") + SHEET_END, "too large"),
    "no such row": (SHEET + '<row r="9999999999"/>' + SHEET_END, "there is no row 9,999,999,999"),
    "wide row": (SHEET + "<row>" + "<c/>" * 100_001 + "</row>" + SHEET_END, "row holds more"),
    "junk": (SHEET + SHEET_END.replace("<", "<x/>" * 200_001 + "<", 1), "beside its cells"),
    "entities": ('<!DOCTYPE x [<!ENTITY a "a">]>' + SHEET + SHEET_END, "document type"),
}


@pytest.mark.parametrize("kind", BOOKS)
def test_workbooks_without_end_are_refused(tmp_path, kind):
    sheet, words = BOOKS[kind]
    (tmp_path / "a.xlsx").write_bytes(workbook(sheet))
    problem = read(tmp_path)["a.xlsx"]
    assert words in problem
    assert "refused" in problem


def test_styles_without_end_are_refused(tmp_path):
    style = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    many = {"styles": lambda text: text.replace("</cellXfs>", style * 100_001 + "</cellXfs>")}
    (tmp_path / "a.xlsx").write_bytes(workbook(**many))
    assert "refused" in read(tmp_path)["a.xlsx"]


def test_a_workbook_that_swells_is_refused(tmp_path):
    sheet = SHEET + "<row><c><v>1</v></c></row>" * 150_000 + SHEET_END
    (tmp_path / "a.xlsx").write_bytes(workbook(sheet))
    assert "unpacks to more than it may" in read(tmp_path)["a.xlsx"]


def test_cells_that_are_only_formatted_do_no_harm(tmp_path):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{day}</t></is></c>'
        f'<c r="B{n}" t="inlineStr"><is><t>{pain}</t></is></c><c r="XFD{n}" s="0"/></row>'
        for n, (day, pain) in enumerate([("date", "pain"), ("2026-01-01", "3")], 1)
    )
    far = FAR.format("XFD", ' s="0"/>').partition("</row>")[2]
    (tmp_path / "a.xlsx").write_bytes(workbook(SHEET + rows + far + SHEET_END))
    exports = bpa.read_exports(tmp_path, UTC)
    assert exports.pain["pain"].tolist() == [3.0]


# ---- XML and text without end -----------------------------------------------------------------

XML = {
    "deep": ("<a>" * 50_000, "nested deeper"),
    "attribute": (f'<Record value="{"9" * 1_500_000}"/>', "longer than 1 MB"),
    "long value": (f'<Workout duration="{"9" * 600}"/>', "more than 500 characters"),
    "comment": (f"<!-- {'<a ' * 500_000} -->", "longer than 1 MB"),
    "attributes": ("<a " + " ".join(f'b{n}=""' for n in range(150_000)) + "/>", "longer than 1 MB"),
    "names": ("".join(f"<a{n}/>" for n in range(12_000)), "names of elements"),
    "elements": ("<a/>" * 600_000, "unpacks to more than it may"),
    "text": ("<a>" + "t" * 2_500_000 + "</a>", "unpacks to more than it may"),
    "workouts": ("<Workout/>" * 101, "more than 100 workouts"),
}
SWELLING = {"deep": "<a>", "elements": "<a/>", "text": "t", "workouts": "<Workout/>"}


@pytest.mark.parametrize("kind", XML)
def test_apple_health_without_end_is_refused(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(budgets, "ALWAYS_ALLOWED_XML", 2**21)
    monkeypatch.setattr(apple_xml, "MOST_RECORDS", 100)
    content, words = XML[kind]
    text = f"{HEALTH}{content}</HealthData>"
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(text.encode()))
    assert words in read(tmp_path)["a.xml"]


def test_a_distance_in_an_element_of_its_own_may_come_late(tmp_path):
    """It belongs to its workout even where megabytes of other elements stand between."""
    late = '<WorkoutStatistics type="HKQuantityTypeIdentifierDistance" sum="5.1" unit="km"/>'
    inner = '<WorkoutStatistics type="HKQuantityTypeIdentifierDistance" sum="9" unit="km"/>'
    text = (
        f'{HEALTH}<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30"\n'
        ' durationUnit="min" startDate="2026-01-01 08:00:00 +0000">\n'
        f"<x>{inner}</x>{'<MetadataEntry/>' * 10_000}{late}</Workout></HealthData>"
    )
    (tmp_path / "a.xml").write_text(text)
    exports = bpa.read_exports(tmp_path, UTC)
    assert exports.runs["distance_km"].tolist() == [5.1]
    assert exports.runs["line"].tolist() == [3]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("x" * 2**20 + "xx", "a line is longer than 1 MB"),
        ("date,pain" + ",x" * 5_000 + "\n", "more than 5,000 cells"),
    ],
)
def test_text_that_is_no_table_is_refused(tmp_path, content, words):
    (tmp_path / "a.csv").write_text(content)
    assert words in read(tmp_path)["a.csv"]


def test_long_lines_with_ends_between_are_a_table(tmp_path):
    (tmp_path / "a.csv").write_text(f"date,pain,note\n2026-01-01,3,{'x' * 900_000}\r" * 3)
    assert "longer" not in read(tmp_path)["a.csv"]


# ---- memory -----------------------------------------------------------------------------------

MEASURE = """
import sys
import backpain_analysis as bpa
from backpain_analysis.settings import Settings
files = bpa.read_exports(sys.argv[1], Settings(timezone="UTC")).files
peak = next(l for l in open("/proc/self/status") if l.startswith("VmHWM"))
print(len(files), files["problem"].notna().sum(), int(peak.split()[1]) // 1024)
"""


def measured(folder):
    """Return how many files were found, how many not read, and the most memory, in MB.

    `ru_maxrss` of a child counts what its parent had before, so the child looks itself.
    """
    if not Path("/proc/self/status").exists():
        pytest.skip("the system does not tell a process's own peak")
    command = [sys.executable, "-c", MEASURE, str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return [int(number) for number in run.stdout.split()]


@pytest.mark.slow
def test_hostile_files_small_on_disk_take_little_memory(tmp_path):
    for kind, piece in SWELLING.items():
        text = HEALTH + "<b>" + piece * (20_000_000 // len(piece))
        (tmp_path / f"{kind}.xml.gz").write_bytes(gzip.compress(text.encode(), 1))
    for kind, (sheet, _) in BOOKS.items():
        (tmp_path / f"{kind}.xlsx").write_bytes(workbook(sheet))
    bomb = "date,pain\n" + "1,2\n" * 1_000_000
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(bomb.encode()))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(20):
            archive.writestr(f"{n}.csv", bomb)
    _, unread, megabytes = measured(tmp_path)
    assert unread == len(SWELLING) + len(BOOKS) + 2
    assert megabytes <= MOST_MEGABYTES


@pytest.mark.slow
def test_a_packed_table_that_may_just_be_read_takes_little_memory(tmp_path):
    rows = (budgets.ALWAYS_ALLOWED - 10) // 4
    text = "date,pain\n" + "1,2\n" * rows
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    _, _, megabytes = measured(tmp_path)
    assert megabytes <= MOST_MEGABYTES


@pytest.mark.skipif(not FAULTS.exists(), reason="the shared cases are not here")
def test_the_shared_faults_take_little_memory():
    found, unread, megabytes = measured(FAULTS)
    assert found >= 4
    assert unread >= 2
    assert megabytes <= MOST_MEGABYTES
