"""manifest.json: the fingerprint of every file, whatever its size, and of one that went."""

import hashlib
import json
import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.codes import Remark
from backpain_analysis.importing.archives import open_files
from backpain_analysis.report import manifest

HUGE = 2 * 2**30

MEASURE = """
import resource, sys
import backpain_analysis as bpa
from backpain_analysis.report.manifest import _fingerprints
settings = bpa.read_settings(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
bpa.read_exports(None, settings)
_fingerprints(settings)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def prints_of(person: Path) -> dict[str, str | None]:
    (person / "raw").mkdir(exist_ok=True)
    return manifest._fingerprints(bpa.read_settings(person))


def test_every_file_has_its_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "diary").mkdir()
    (tmp_path / "raw" / "a.csv").write_bytes(b"date,pain\n")
    (tmp_path / "diary" / "pain.csv").write_bytes(b"x" * 3_000_000)
    (tmp_path / "raw" / ".hidden").write_bytes(b"x")
    assert prints_of(tmp_path) == {
        "a.csv": hashlib.sha256(b"date,pain\n").hexdigest(),
        "diary/pain.csv": hashlib.sha256(b"x" * 3_000_000).hexdigest(),
    }


def test_files_that_lie_elsewhere_have_theirs(tmp_path: Path) -> None:
    for folder in ("raw", "elsewhere"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.csv").write_bytes(b"date,pain\n")
    settings = bpa.read_settings(tmp_path)
    of_elsewhere = replace(settings, raw=tmp_path / "elsewhere")
    assert list(manifest._fingerprints(of_elsewhere)) == ["elsewhere.csv"]
    assert list(manifest._fingerprints(replace(settings, raw=None))) == ["raw.csv"]


def test_names_that_no_text_can_hold_are_written(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with (tmp_path / "raw" / os.fsdecode(b"caf\xe9.csv")).open("w"):
        pass
    assert json.dumps(prints_of(tmp_path), ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("when", ["is_file", "open"])
def test_a_file_that_cannot_be_read_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("a")
    (tmp_path / "raw" / "locked.csv").write_text("a")
    sound = getattr(Path, when)

    def refuses(path: Path, *args: object, **options: object) -> object:
        if path.name == "locked.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return sound(path, *args, **options)

    settings = bpa.read_settings(tmp_path)
    monkeypatch.setattr(Path, when, refuses)
    prints = manifest._fingerprints(settings)
    assert prints["a.csv"]
    assert prints.get("locked.csv") is None


SPARSE = pytest.mark.skipif(sys.platform != "linux", reason="sparse files, memory in KiB")
HUGE_FILES = pytest.mark.parametrize(
    ("name", "top"), [("video.mp4", b"\0\0\0\x18ftypmp42"), ("blank.bin", b""), ("table.csv", b"")]
)


def with_a_huge_file(person: Path, name: str, top: bytes) -> None:
    (person / "raw").mkdir()
    (person / "raw" / "pain.csv").write_text("date,pain\n2026-01-01,3\n")
    with (person / "raw" / name).open("wb") as video:
        video.write(top)
        video.truncate(HUGE)


@SPARSE
@HUGE_FILES
def test_two_gigabytes_are_not_taken_into_memory(tmp_path: Path, name: str, top: bytes) -> None:
    with_a_huge_file(tmp_path, name, top)
    problems: dict[str, Remark | str] = {}
    tracemalloc.start()
    try:
        tables = list(open_files([tmp_path / "raw"], tmp_path / "raw", problems.__setitem__))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [table.name for table in tables] == ["pain.csv"]
    assert list(problems) == [name]
    assert peak < 5_000_000


def test_a_file_of_blanks_without_an_ending_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "blank.bin").write_bytes(bytes(2**21))
    problems: dict[str, Remark | str] = {}
    tracemalloc.start()
    try:
        assert list(open_files([tmp_path], tmp_path, problems.__setitem__)) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert list(problems) == ["blank.bin"]
    assert peak < 2**20


@pytest.mark.slow
@SPARSE
@HUGE_FILES
def test_two_gigabytes_cost_no_memory(tmp_path: Path, name: str, top: bytes) -> None:
    with_a_huge_file(tmp_path, name, top)
    run = [sys.executable, "-c", MEASURE, str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 120_000  # KiB, of which pandas takes most
