"""The notebooks: thin, in plain words, and each runs to its end for whoever the person is."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from backpain_analysis.report import notebooks
from backpain_analysis.report.notebooks import FOLDER, notebooks_beside
from backpain_analysis.settings import ROOT

NOTEBOOKS = sorted(FOLDER.glob("[0-9]*.ipynb"))
OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//|@import|url\(\s*["']?https?:""")


def run(person: Path, out: Path) -> dict[str, str]:
    """Run every notebook for a person; return each page's text."""
    out.mkdir(exist_ok=True)
    with notebooks_beside(person, out) as runs:
        pass
    assert [r.name for r in runs] == [p.stem for p in NOTEBOOKS]
    assert [r.error for r in runs if r.error] == []
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


def test_pages_refer_to_nothing_outside(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert not OUTSIDE.search(html), name


def test_pages_show_pictures_that_are_described(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        images = re.findall(r"<img [^>]*>", html)
        assert images, name
        for image in images:
            alt = re.search(r'alt="([^"]*)"', image)
            assert alt is not None, name
            assert len(alt[1]) > 40


def test_pages_show_words_not_code(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        text = re.sub(r"<style>.*?</style>|data:image[^\"]*|<[^>]+>", " ", html, flags=re.S)
        assert "bpa." not in text, name
        assert not re.search(r"\bnan\b|\bNaT\b|<Axes|Traceback", text), name


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


def test_links_lead_somewhere(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        for target in re.findall(r'href="(\w+)\.html', html):
            assert target in pages, (name, target)


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


@pytest.mark.slow
@pytest.mark.parametrize(
    "files",
    [
        {"pain": "date,pain\n" + "".join(f"2026-03-{d:02d},{d % 7}\n" for d in range(1, 22))},
        {"runs": "date,distance_km\n2026-03-01,5\n"},
        {"pain": "date,pain\n2026-03-01,bad\n2026-03-02,3\n"},
        {"weight": "date,weight_kg\n2026-03-01,80\n2026-03-08,79\n"},
    ],
    ids=["three weeks of pain", "one run", "text as pain", "weight only"],
)
def test_odd_persons_reach_the_end(files: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "p" / "raw").mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / "p" / "raw" / f"{name}.csv").write_text(text)
    pages = run(tmp_path / "p", tmp_path / "out")
    assert "not enough data yet" in pages["00_start_here"].casefold()


def notebook(folder: Path, name: str, code: str) -> None:
    cells = [nbformat.v4.new_markdown_cell(f"# {name}")]
    cells.append(nbformat.v4.new_code_cell('person = ""', metadata={"tags": ["parameters"]}))
    cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")


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
    with notebooks_beside(tmp_path, out) as runs:
        pass
    errors = {r.name: r.error for r in runs}
    assert not errors["1_leaves_something"]
    assert "the file is odd" in errors["2_fails"]
    assert errors["3_dies"]
    assert errors["4_is_stuck"]
    assert not errors["5_goes_on"]
    page = (out / "2_fails.html").read_text(encoding="utf-8")
    assert "ValueError: the file is odd" in page
    assert "Traceback" not in page
    assert "here False True" in (out / "5_goes_on.html").read_text(encoding="utf-8")
