"""One name in the folder that leads to nothing readable: it is named, and the others are read."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing import archives
from backpain_analysis.language import Phrases, problem_words

ODD = "odd.csv"


def folder(path: Path) -> None:
    path.mkdir()


def full_folder(path: Path) -> None:
    path.mkdir()
    (path / "weight.csv").write_text("date,weight_kg\n2026-01-01,70\n")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's address is short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere.csv"))


def looping(path: Path) -> None:
    path.symlink_to(path)


def empty(path: Path) -> None:
    path.touch()


ODD_KINDS = [
    (folder, ""),
    (full_folder, ""),
    (pipe, "pipe"),
    (unix_socket, "socket"),
    (device, "device"),
    (dangling, "leads to no file"),
    (looping, "leads to no file"),
    (empty, "empty"),
]


@pytest.fixture
def person(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "pain.csv").write_text("date,pain\n2026-01-01,3\n")
    return tmp_path


def what_is_said(person: Path) -> str:
    exports = bpa.read_exports(None, bpa.read_settings(person))
    assert len(exports.pain) == 1
    problems = exports.files.set_index("file")["problem"]
    return problem_words(Phrases(), problems[ODD]) if ODD in problems else ""


@pytest.mark.parametrize(("make", "words"), ODD_KINDS, ids=lambda k: getattr(k, "__name__", ""))
def test_an_odd_name_stops_nothing(person: Path, make: Callable[[Path], None], words: str) -> None:
    make(person / "raw" / ODD)
    assert words in what_is_said(person)


def test_an_odd_name_in_the_diary_or_the_events_stops_nothing(person: Path) -> None:
    (person / "events.csv").mkdir()
    dangling(person / "diary")
    exports = bpa.read_exports(None, bpa.read_settings(person))
    assert len(exports.pain) == 1
    assert "diary" in exports.files["file"].tolist()


@pytest.mark.parametrize("call", ["stat", "open"])
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "cannot be read (Permission denied)"),
        (FileNotFoundError(2, "No such file or directory"), "cannot be read (No such file"),
        (OSError(5, "Input/output error"), "cannot be read (Input/output error)"),
    ],
    ids=["locked", "went", "bad disk"],
)
def test_a_file_that_cannot_be_read_is_named(
    person: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: OSError, words: str
) -> None:
    (person / "raw" / ODD).write_text("date,weight_kg\n2026-01-01,70\n")
    sound = getattr(Path, call)

    def refuses(path: Path, *args: object, **options: object) -> object:
        if path.name == ODD:
            raise error
        return sound(path, *args, **options)

    settings = bpa.read_settings(person)
    monkeypatch.setattr(Path, call, refuses)
    exports = bpa.read_exports(None, settings)
    assert len(exports.pain) == 1
    said = problem_words(Phrases(), exports.files.set_index("file")["problem"][ODD])
    assert words in said


def test_a_stream_that_breaks_off_while_its_rows_are_read_is_named(
    person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apple Health's XML is read row by row, after it was opened."""
    text = '<?xml version="1.0"?>\n<HealthData locale="de_DE">\n</HealthData>\n'
    (person / "raw" / ODD).write_text(text)

    def breaks(*args: object) -> Iterator[tuple[int, list[str]]]:
        yield 1, ["type", "startDate"]
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(archives, "health_records", breaks)
    assert "cannot be read (Input/output error)" in what_is_said(person)


def test_an_unreadable_name_is_no_reason_to_take_the_example(
    person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = person / "home"
    (home / "data" / "raw").mkdir(parents=True)
    for name in ("a_locked.csv", "b.csv"):
        (home / "data" / "raw" / name).write_text("x")
    sound = Path.is_file

    def refuses(path: Path) -> bool:
        if path.name == "a_locked.csv":
            raise PermissionError(13, "Permission denied")
        return sound(path)

    monkeypatch.setattr(Path, "is_file", refuses)
    assert bpa.find_person(home) == home / "data"
