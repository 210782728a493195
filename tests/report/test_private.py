"""Nothing private goes out: planted secrets are looked for in every file of a report."""

import base64
import csv
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import pandas as pd
import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

import backpain_analysis as bpa
from backpain_analysis.report import pages
from backpain_analysis.report.folder import built_beside
from backpain_analysis.settings import ROOT

PLANTED = {
    "Activity Name": "Zebra lap with Ines",
    "Activity Description": "Yak note 48.20817 16.37382",
    "Activity Private Note": "Quokka therapist, me@quokka.example",
    "Activity Gear": "Okapi shoes",
    "Media": "media/gnu.jpg",
    "Filename": "activities/Vicuna_48.2082_16.3738.gpx",
    "Weather Condition": "Tapir rain",
}
SECRETS = (
    "Zebra lap",
    "with Ines",
    "Yak note",
    "48.208",
    "16.373",
    "Quokka therapist",
    "me@quokka",
)
SECRETS += ("Okapi shoes", "gnu.jpg", "Vicuna_48", "Tapir rain")
DIARY_NOTE = "Narwhal note, call 0660 1234567"
E_MAIL = re.compile(rb"[\w.]+@[\w-]+\.[a-z]{2,}")
PNG_CHUNKS = {b"IHDR", b"pHYs", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"PLTE", b"tRNS"}


@pytest.fixture
def private(someone: Path) -> Path:
    """A person whose exports hold what must not go out."""
    path = someone / "raw" / "activities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    for name, value in PLANTED.items():
        if name in head:
            for row in rows:
                row[head.index(name)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    path = someone / "raw" / "pain_diary.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{lines[0]},Note", *(f'{line},"{DIARY_NOTE}"' for line in lines[1:])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return someone


def contents(path: Path) -> Iterator[bytes]:
    """Give a file's bytes, and what is packed inside them."""
    data = path.read_bytes()
    yield data
    for packed in re.findall(rb"base64,([A-Za-z0-9+/=]{40,})", data):
        yield base64.b64decode(packed)
    if path.suffix == ".ipynb":
        for packed in re.findall(rb'"image/png": "([^"]+)"', data):
            yield base64.b64decode(packed.replace(b"\\n", b""))
    if path.suffix == ".pdf":
        pdf = PdfReader(path)
        for number in range(1, len(pdf.xref[0]) if pdf.xref.get(0) else 400):
            found = pdf.get_object(number)
            yield str(found).encode()
            if isinstance(found, StreamObject):
                yield found.get_data()
        yield "\n".join(page.extract_text() for page in pdf.pages).encode()


def chunks(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        yield png[at + 4 : at + 8]
        at += 12 + int.from_bytes(png[at : at + 4], "big")


def assert_private(folder: Path, person: Path) -> None:
    paths = [str(person), str(person.parent), str(ROOT), str(Path.home()), sys.prefix, "/tmp/"]
    hidden = [
        w.encode()
        for w in (*SECRETS, "Narwhal note", "0660 1234567", *(p for p in paths if len(p) > 1))
    ]
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert len(files) > 20
    for path in files:
        for data in contents(path):
            found = [w for w in hidden if w in data]
            assert not found, (path.name, found)
            if data[:4] == b"\x89PNG":
                assert set(chunks(data)) <= PNG_CHUNKS, path.name
            elif path.suffix not in (".pdf", ".png"):
                assert not E_MAIL.search(data), (path.name, E_MAIL.search(data))
        if path.suffix == ".pdf":
            told = PdfReader(path).metadata or {}
            assert set(told) <= {"/Title", "/Creator"}, (path.name, told)
            assert "ypst" in told.get("/Creator", "typst")
    for path in (folder, *folder.rglob("*")):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


def test_nothing_private_is_in_the_pages(private: Path, tmp_path: Path) -> None:
    made = bpa.write_report(private, tmp_path / "out", "2026-10", notebooks=False)
    assert_private(made, private)


def test_a_report_is_closed_to_others(tmp_path: Path) -> None:
    with built_beside(tmp_path, "2026-10") as building:
        (building / "figures").mkdir()
        (building / "figures" / "a.svg").write_text("a")
        (building / "results.json").write_text("{}")
    for path in (tmp_path / "2026-10", *(tmp_path / "2026-10").rglob("*")):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path


@pytest.mark.parametrize("asked", [True, False])
def test_events_are_printed_only_where_the_settings_say(
    monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    drawn = SimpleNamespace(figure=None)
    for name in ("calendar", "answers"):
        monkeypatch.setattr(pages.plots, name, lambda *args, **options: drawn)
    printed = []

    def timeline(days: object, events: object, **options: object) -> None:
        printed.append(events)

    monkeypatch.setattr(pages.plots, "timeline", timeline)
    answers = SimpleNamespace(plan=SimpleNamespace(sesoi=1), reverse=None)
    answers = MagicMock(__iter__=lambda found: iter(()), **vars(answers))
    analysis = MagicMock(
        answers=answers,
        fair_test=None,
        settings=SimpleNamespace(print_events=asked),
        exports=SimpleNamespace(events="moved house"),
    )
    pages._pictures(analysis, pd.DataFrame({"month": []}))
    assert printed == ["moved house" if asked else None]


@pytest.mark.slow
def test_nothing_private_is_in_the_whole_report_and_it_needs_no_network(
    private: Path, tmp_path: Path
) -> None:
    alone = ["unshare", "--net", "--map-root-user"]
    try:
        subprocess.run([*alone, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system does not let a process be cut off from the network")
    run = [sys.executable, "-m", "backpain_analysis.cli", "report", "--month", "2026-10"]
    run += ["--person", str(private), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [*alone, *run], capture_output=True, text=True, cwd=ROOT, env={**os.environ, "LANG": "C"}
    )
    assert done.returncode == 0, done.stderr
    made = tmp_path / "out" / "2026-10"
    assert (made / "07_can_we_trust_it.html").exists()
    assert_private(made, private)
