"""A person of their own, and the fingerprint of a folder."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import Sensitivity
from backpain_analysis.report import analysis, pages
from backpain_analysis.settings import ROOT

EXAMPLE = ROOT / "data" / "example"


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's report, without notebooks."""
    out = tmp_path_factory.mktemp("reports")
    return bpa.write_report(EXAMPLE, out, "2026-10", notebooks=False)


NO_SOCKET = """
import sys
OUT = {f"socket.{e}" for e in ("connect", "bind", "getaddrinfo", "gethostbyname", "sendto")}
def watch(event, args):
    if event in OUT: raise AssertionError(f"{event} {args}")
sys.addaudithook(watch)
import backpain_analysis as bpa
from backpain_analysis.checks import Sensitivity
bpa.write_report("data/example", sys.argv[1], "2026-10", notebooks=False)
"""


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same report, made by another process that may open no socket."""
    out = tmp_path_factory.mktemp("again")
    run = [sys.executable, "-c", NO_SOCKET, str(out)]
    done = subprocess.run(run, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return out / "example" / "2026-10"


def somebody(folder: Path) -> Path:
    person = folder / "someone"
    shutil.copytree(EXAMPLE, person, ignore=shutil.ignore_patterns("plan.toml"))
    diary = person / "raw" / "pain_diary.csv"
    diary.write_text("".join(diary.read_text().splitlines(keepends=True)[:201]))
    return person


@pytest.fixture
def someone(tmp_path: Path) -> Path:
    """A person of their own: some of the example's files in another folder."""
    return somebody(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a person, and in out/ the report made of them, without its pages."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as without:
        without.setattr(pages, "write_pages", lambda *args: None)
        without.setattr(analysis, "sensitivity", lambda *args: Sensitivity(bpa.DISTANCE, ()))
        bpa.write_report(
            somebody(folder), folder / "out", "2026-10", notebooks=False, confirmed=True
        )
    return folder


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a person, and in out/ the report made of them, with its pages."""
    folder = tmp_path_factory.mktemp("whole")
    bpa.write_report(somebody(folder), folder / "out", "2026-10", notebooks=False, confirmed=True)
    return folder


@pytest.fixture
def one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask in one way only, where a test is about the pages: these show no other."""
    monkeypatch.setattr(analysis, "sensitivity", lambda *args: Sensitivity(bpa.DISTANCE, ()))


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch, one_way: None) -> None:
    """Leave figures and pages out, where a test is about something else."""
    monkeypatch.setattr(pages, "write_pages", lambda *args: None)


@pytest.fixture(scope="session")
def hashes() -> Callable[[Path], dict[str, str]]:
    """Give the SHA-256 of every file in a folder."""
    return lambda folder: {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }
