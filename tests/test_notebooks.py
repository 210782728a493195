"""The notebooks: thin, in plain words, and each runs to its end for whoever the person is."""

import json
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.report import notebooks
from backpain_analysis.report.notebooks import FOLDER, run_notebooks
from backpain_analysis.settings import ROOT

NOTEBOOKS = sorted(FOLDER.glob("[0-9]*.ipynb"))
OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//|@import|url\(\s*["']?https?:""")


NOT_WORDS = re.compile(r"bpa\.|\bnan\b|\bNaT\b|<NA>|<Axes|Traceback|Warning")


def text_of(html: str) -> str:
    """Return what is to be read on a page."""
    return unescape(re.sub(r"<style>.*?</style>|data:image[^\"]*|<[^>]+>", " ", html, flags=re.S))


def run(person: Path, out: Path) -> dict[str, str]:
    """Run every notebook for a person; return each page's text."""
    out.mkdir(exist_ok=True)
    assert run_notebooks(person, out) == {p.stem: "" for p in NOTEBOOKS}
    for path in out.glob("*.ipynb"):
        book = json.loads(path.read_text(encoding="utf-8"))
        outputs = [o for c in book["cells"] for o in c.get("outputs", [])]
        warned = [o for o in outputs if o.get("name") == "stderr"]
        assert not warned, (path.name, warned)
        assert str(ROOT) not in path.read_text(encoding="utf-8")
    return {p.stem: p.read_text(encoding="utf-8") for p in out.glob("*.html")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return run(ROOT / "data" / "example", tmp_path_factory.mktemp("pages"))


@pytest.mark.slow
def test_pages_refer_to_nothing_outside(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert not OUTSIDE.search(html), name


@pytest.mark.slow
def test_pages_show_pictures_that_are_described(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        images = re.findall(r"<img [^>]*>", html)
        assert images, name
        for image in images:
            alt = re.search(r'alt="([^"]*)"', image)
            assert alt is not None, name
            assert len(alt[1]) > 40


@pytest.mark.slow
def test_pages_show_words_not_code(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert not NOT_WORDS.search(text_of(html)), name


@pytest.mark.slow
def test_urgent_signs_stand_on_the_first_page(pages: dict[str, str]) -> None:
    text = pages["00_start_here"]
    for sign in (
        "emergency department",
        "back passage",
        "both legs",
        "fever",
        "past cancer|had cancer",
    ):
        assert re.search(sign, text), sign


@pytest.mark.slow
def test_links_lead_somewhere(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        for target in re.findall(r'href="(\w+)\.html', html):
            assert target in {*pages, "yours"}, (name, target)


def test_each_notebook_ends_with_a_link_to_the_next() -> None:
    names = [p.name for p in NOTEBOOKS]
    for path, following in zip(NOTEBOOKS, [*names[1:], names[0]], strict=True):
        last = json.loads(path.read_text(encoding="utf-8"))["cells"][-1]
        assert f"]({following})" in "".join(last["source"]), path.name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebooks_are_short(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    assert len(cells) <= 25
    assert sum(len(c.splitlines()) for c in code) <= 80
    assert cells[0]["source"][0].startswith("# ")
    prose = " ".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    assert "does not show" in prose
    assert re.search(r"Next step|Back to the start", prose)
    assert not re.search(
        r"\b(cause[sd]?|triggers?|prove[sd]?|safe)\b", prose.replace("monthly-safe", "")
    )


def cells_of(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["cells"])


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


GERMAN = sorted((FOLDER / "de").glob("[0-9]*.ipynb"))
ENGLISH_WORDS = re.compile(r"\b(the|and|with|your|you|is|are|which|after|week|pain|weight)\b")


def test_every_notebook_is_there_in_german() -> None:
    assert [path.name for path in GERMAN] == [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("path", GERMAN, ids=lambda p: p.name)
def test_a_german_notebook_is_the_english_one_in_german(path: Path) -> None:
    """The same cells in the same order, the same code, the same links; other prose."""
    english = cells_of(FOLDER / path.name)
    german = cells_of(path)
    assert [(c["id"], c["cell_type"], c["metadata"]) for c in german] == [
        (c["id"], c["cell_type"], c["metadata"]) for c in english
    ]
    for own, theirs in zip(german, english, strict=True):
        if own["cell_type"] == "code":
            assert source(own) == source(theirs)
            continue
        links = re.compile(r"\]\(([\w./]+)\)")
        assert links.findall(source(own)) == links.findall(source(theirs))
        assert re.findall(r"(?m)^#+ ", source(own)) == re.findall(r"(?m)^#+ ", source(theirs))
        bare = re.sub(r"`[^`]*`|\([\w./]+\)|\*Run > Run All Cells\*", "", source(own))
        assert not ENGLISH_WORDS.search(bare), source(own)
        assert not re.search(r"Wirkung|bewirk|beweis|verursach|\bdu\b|\bdein", bare)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_what_only_opens_the_record_is_folded_away(path: Path) -> None:
    for cell in cells_of(path):
        opens = "parameters" in cell["metadata"].get("tags", []) or "open_record" in source(cell)
        folded = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
        assert folded == (cell["cell_type"] == "code" and opens)


@pytest.mark.parametrize("path", NOTEBOOKS[2:7], ids=lambda p: p.name)
def test_the_tables_are_handed_over_and_the_lines_run(path: Path) -> None:
    (own,) = (c for c in cells_of(path) if "own" in c["metadata"].get("tags", []))
    code = source(own)
    assert "days = me.diary.days\n" in code
    assert "sns." in code
    space: dict[str, Any] = {"me": bpa.notebook.open_record(EXAMPLE)}
    plt.figure()  # as in a notebook, where each cell begins a new one
    exec(code, space)
    plt.close("all")
    assert isinstance(space["days"], pd.DataFrame)


EXAMPLE = ROOT / "data" / "example"
RUN = "date,distance_km\n2026-03-01,5\n"
NECK = 'timezone = "Europe/Berlin"\n[pain]\nregion = "neck"\n'
WORDS = "date,pain\n2026-03-01,bad\n2026-03-02,3\n2026-03-03,a bit better\n"
TRAVEL = (
    "start,distance_km\n2026-03-01T07:30:00+01:00,5\n2026-03-03T07:30:00-05:00,6\n"
    "2026-03-06T23:30:00-05:00,7\n"
)
EVENINGS = "start,pain\n2026-03-01T21:00:00+01:00,4\n2026-03-06T23:45:00-05:00,5\n"


def example(*without: str) -> dict[str, str]:
    """Return the example's files, without some of them."""
    paths = (EXAMPLE / "raw").glob("*.csv")
    return {p.stem: p.read_text(encoding="utf-8") for p in paths if p.stem not in without}


def rated_lower_back() -> dict[str, str]:
    """Return the example's files, each rating with its region."""
    files = example()
    head, *rows = files["pain_diary"].splitlines()
    named = [f"{head},region", *(f"{row},lower back" for row in rows)]
    return files | {"pain_diary": "\n".join(named)}


def simulated(days: int) -> dict[str, str]:
    """Return the files of a made-up person of this many days."""
    diary = bpa.simulate_diary("d", n_days=days, seed=3).daily.iloc[-days:]
    diary.index = pd.date_range("2016-03-01", periods=days, name="date")
    diary["weight_kg"] = 80 + np.sin(np.arange(days) / 90).round(1)
    runs = diary.loc[diary["runs"] > 0, ["distance_km", "duration_min"]]
    tables = {"pain": diary["pain"].dropna(), "runs": runs, "weight": diary["weight_kg"][::5]}
    return {name: table.to_csv() for name, table in tables.items()}


# who: their files, their settings, and what every notebook says of what is there or missing
# no rating of three weeks is above 5: the scale is asked unless the settings say it
LOW = 'timezone = "UTC"\n[files."pain.csv"]\nscale = "0-10"\n'
PERSONS: dict[str, tuple[Callable[[], dict[str, str]], str, str]] = {
    "no weight": (lambda: example("weight"), "", "No weight was found. Two or three weigh-ins"),
    "no pain": (lambda: example("pain_diary"), "", "No pain rating was found. Write one number"),
    "only pain": (lambda: example("weight", "activities"), "", "No run was found. Put the export"),
    "another region": (rated_lower_back, NECK, "Nothing is rated for the region 'neck'"),
    "three weeks": (lambda: simulated(21), LOW, r"\b(1\d|2[01]) days with a pain"),
    "ten years": (lambda: simulated(3652), "", r"[23]\d\d\d days with a pain rating"),
    "one run": (lambda: {"runs": RUN}, "", "No pain rating was found. Write one number"),
    "words as pain": (lambda: {"pain": WORDS, "runs": RUN}, "", "A question about your files"),
    "two zones": (lambda: {"runs": TRAVEL, "pain": EVENINGS}, "", "2 days with a pain .* 3 runs"),
    "nothing": (dict, "", "No file was found. Put the exports"),
}


@pytest.mark.slow
def test_the_pages_of_a_german_person_are_german(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "raw", tmp_path / "p" / "raw")
    (tmp_path / "p" / "settings.toml").write_text('language = "de"\n')
    pages = run(tmp_path / "p", tmp_path / "out")
    for name, html in pages.items():
        assert '<html lang="de">' in html, name
        text = re.sub(r"\bRun > Run All Cells\b", "", text_of(html))
        assert not re.search(r"\b(the|and|with|your|you|which|after)\b", text), name
    assert "Laufe ich weniger, weil es wehtut?" in pages["07_can_we_trust_it"]


@pytest.mark.slow
@pytest.mark.parametrize("who", PERSONS)
def test_odd_persons_reach_the_end_and_are_told_what_is_missing(who: str, tmp_path: Path) -> None:
    files, settings, told = PERSONS[who]
    (tmp_path / "p" / "raw").mkdir(parents=True)
    (tmp_path / "p" / "settings.toml").write_text(settings or 'timezone = "UTC"\n')
    for name, text in files().items():
        (tmp_path / "p" / "raw" / f"{name}.csv").write_text(text, encoding="utf-8")
    pages = run(tmp_path / "p", tmp_path / "out")
    for name, html in pages.items():
        assert re.search(told, unescape(html)), (name, told)
        assert not NOT_WORDS.search(text_of(html)), name
    few = who not in ("no weight", "ten years")
    page = pages["04_running_distance"].casefold()
    assert ("running distance: not enough data yet" in page) == few


def notebook(folder: Path, name: str, code: str) -> None:
    cells = [nbformat.v4.new_markdown_cell(f"# {name}")]
    cells.append(nbformat.v4.new_code_cell('person = ""', metadata={"tags": ["parameters"]}))
    cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")


@pytest.mark.slow
def test_a_notebook_that_fails_takes_no_other_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    given.mkdir()
    out.mkdir()
    notebook(given, "1_leaves_something", "left = 1")
    notebook(given, "2_fails", "raise ValueError('the file is odd')")
    notebook(given, "3_dies", "import os; os._exit(1)")
    notebook(given, "4_is_stuck", "while True: pass")
    notebook(given, "5_goes_on", "print('here', 'left' in dir(), person != '')")
    monkeypatch.setattr(notebooks, "FOLDER", given)
    monkeypatch.setattr(notebooks, "TIME_LIMIT", 4)
    errors = run_notebooks(tmp_path, out)
    assert not errors["1_leaves_something"]
    assert "the file is odd" in errors["2_fails"]
    assert errors["3_dies"]
    assert errors["4_is_stuck"]
    assert not errors["5_goes_on"]
    page = (out / "2_fails.html").read_text(encoding="utf-8")
    assert "ValueError: the file is odd" in page
    assert "Traceback" not in page
    assert "here False True" in (out / "5_goes_on.html").read_text(encoding="utf-8")
