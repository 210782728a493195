"""Whole reports of people with a fair test: one that runs, one that is over, in two languages."""

import datetime as dt
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from made_tests import made_test
from pypdf import PdfReader

import backpain_analysis as bpa
from backpain_analysis.report import notebooks
from backpain_analysis.settings import ROOT
from backpain_analysis.trial import Schedule, drawn, text_of

pytestmark = pytest.mark.slow
TESTED = ROOT / "data" / "example_test"
OF_RESULTS = {
    "en": r"lowered the pain|raised the pain|95 % interval: .* for every",
    "de": r"wurde der Schmerz geringer|wurde der Schmerz stärker",
}


@pytest.fixture(autouse=True)
def only_notebook_09(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only = tmp_path / "only"
    (only / "de").mkdir(parents=True)
    for path in notebooks.FOLDER.rglob("09*.ipynb"):
        if path.parent in (notebooks.FOLDER, notebooks.FOLDER / "de"):
            shutil.copy(path, only / path.relative_to(notebooks.FOLDER))
    monkeypatch.setattr(notebooks, "FOLDER", only)


def someone(folder: Path, language: str) -> Path:
    person = folder / "someone"
    shutil.copytree(TESTED, person)
    settings = person / "settings.toml"
    settings.write_text(f'language = "{language}"\n{settings.read_text()}', encoding="utf-8")
    return person


def begin_thirty_days_ago(person: Path) -> None:
    schedule = made_test().schedule
    start = dt.date.today() - dt.timedelta(days=30)
    running = Schedule(start, 14, schedule.order, schedule.low, schedule.high)
    test = drawn(replace(made_test(), schedule=running), start - dt.timedelta(days=2))
    (person / "test.toml").write_text(text_of(test), encoding="utf-8")


def words_of(report: Path) -> dict[str, str]:
    """Return what can be read of every page, by its name."""
    names = ("yours.html", "changes.md", "results.json", "09_a_fair_test.html")
    found = {name: (report / name).read_text(encoding="utf-8") for name in names}
    for name in ("clinician.html", "clinician.txt"):
        found[name] = (report / "clinician" / name).read_text(encoding="utf-8")
    pdf = PdfReader(report / "clinician" / "clinician.pdf")
    found["clinician.pdf"] = " ".join(page.extract_text() for page in pdf.pages)
    plain = r"<(style|script).*?</\1>|data:image[^\"]*|<[^>]+>"
    return {name: re.sub(plain, " ", text, flags=re.S) for name, text in found.items()}


def alternative_texts(pdf: PdfReader) -> list[str]:
    """Return what stands for each picture of the pages."""
    tags = [pdf.get_object(number) for number in range(1, int(pdf.trailer["/Size"]))]
    return [str(tag["/Alt"]) for tag in tags if isinstance(tag, dict) and "/Alt" in tag]


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_holds_the_difference_while_a_test_runs(language: str, tmp_path: Path) -> None:
    person = someone(tmp_path, language)
    begin_thirty_days_ago(person)
    report = bpa.write_report(person, tmp_path / "out")
    word = {"en": r"\beffect", "de": r"Wirkung"}[language]
    for name, text in words_of(report).items():
        assert not re.search(OF_RESULTS[language], text), name
        if name != "09_a_fair_test.html":
            assert not re.search(word, text), name
    held = json.loads((report / "results.json").read_text())["fair_test"]
    assert held["state"] == "running"
    assert held["result"] is None
    assert not list(report.rglob("fair_test.svg"))
    assert json.loads((report / "manifest.json").read_text())["inputs"]["test.toml"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_result_stands_on_every_page_and_the_pages_stay_two(
    language: str, tmp_path: Path
) -> None:
    report = bpa.write_report(someone(tmp_path, language), tmp_path / "out")
    pages = words_of(report)
    for name in set(pages) - {"changes.md", "results.json"}:
        assert re.search(OF_RESULTS[language], pages[name].replace("\n", " ")), name
    for paper in ("clinician.pdf", "clinician-letter.pdf"):
        pdf = PdfReader(report / "clinician" / paper)
        assert len(pdf.pages) == 2
        told = "figures/answers.pdf" in pdf.pages[1].extract_text()
        is_drawn = len(alternative_texts(pdf)) == 3  # the test, the answers, the timeline
        assert is_drawn != told, paper
    held = json.loads((report / "results.json").read_text())["fair_test"]
    assert held["result"]["verdict"] == "effect found"
    text = pages["clinician.txt"]
    heading = {"en": ("Fair test", "The course"), "de": ("Fairer Test", "Der Verlauf")}[language]
    assert text.index(heading[0]) < text.index(heading[1])
    again = bpa.write_report(tmp_path / "someone", tmp_path / "out")
    assert "fair_test" not in (again / "changes.md").read_text()


def test_what_is_new_of_a_test_stands_in_changes(tmp_path: Path) -> None:
    person = someone(tmp_path, "en")
    test = (person / "test.toml").read_text()
    (person / "test.toml").unlink()
    last = f"{dt.date.today().replace(day=1) - dt.timedelta(days=1):%Y-%m}"
    bpa.write_report(person, tmp_path / "out", last, notebooks=False)
    (person / "test.toml").write_text(test)
    report = bpa.write_report(person, tmp_path / "out", notebooks=False)
    changes = (report / "changes.md").read_text()
    assert "A fair test was drawn: it runs from 5 May 2025 to 8 February 2026." in changes
    assert "came to its planned end on 8 February 2026" in changes
    assert "Its result is new: An effect." in changes
