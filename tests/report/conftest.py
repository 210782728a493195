"""A person of their own, and the fingerprint of a folder."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.report import monthly, pages
from backpain_analysis.settings import ROOT

EXAMPLE = ROOT / "data" / "example"


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's report, without notebooks."""
    out = tmp_path_factory.mktemp("reports")
    return bpa.write_report(EXAMPLE, out, "2026-10", notebooks=False)


@pytest.fixture
def someone(tmp_path: Path) -> Path:
    """A person of their own: some of the example's files in another folder."""
    person = tmp_path / "someone"
    shutil.copytree(EXAMPLE, person, ignore=shutil.ignore_patterns("plan.toml"))
    diary = person / "raw" / "pain_diary.csv"
    diary.write_text("".join(diary.read_text().splitlines(keepends=True)[:201]))
    return person


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave figures and pages out, where a test is about something else."""
    monkeypatch.setattr(pages, "write_pages", lambda *args: None)
    monkeypatch.setattr(monthly, "sensitivity", lambda *args: pd.DataFrame())


@pytest.fixture(scope="session")
def hashes() -> Callable[[Path], dict[str, str]]:
    """Give the SHA-256 of every file in a folder."""
    return lambda folder: {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }
