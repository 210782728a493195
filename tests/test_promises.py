"""docs/promises.md stays true: every promise of the README is there, with tests that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from mutants import Mutant
from mutants.promises import MUTANTS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
ROW = re.compile(r'^\| "(.+)" \| (.+) \|$', re.MULTILINE)
PROMISES = [(promise.replace('\\"', '"'), held_by) for promise, held_by in ROW.findall(PAGE)]
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
# what promises are made with
SOUNDS_LIKE_ONE = re.compile(
    r"\b(never|nothing|nobody|always|kept|left out|is fixed|every report|only that|"
    r"no network|by itself|shows what became|has a default)\b",
    re.IGNORECASE,
)
NO_PROMISES = (
    "starting to run from nothing",
    "even if running does nothing at all",
    "Simulated diaries in which it truly does nothing",
    "with fresh exports ([or by itself](docs/monthly.md))",
)


def as_one_line(text: str) -> str:
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    """Split the README's prose into sentences; code, tables and pictures are none."""
    prose = re.sub(r"```.*?```|<img.*?>|^[|#>!][^\n]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    found = []
    for paragraph in re.split(r"\n\s*\n|\n(?=\d\. |- )", prose):
        found += re.split(r"(?<=[.:?!])\s+(?=[A-Z*`(\[])", as_one_line(paragraph))
    return found


SOUNDING = [sentence for sentence in sentences(README) if SOUNDS_LIKE_ONE.search(sentence)]


def test_the_readme_makes_promises() -> None:
    assert len(SOUNDING) > 12
    assert len(PROMISES) > 25


@pytest.mark.parametrize("sentence", SOUNDING)
def test_every_promise_of_the_readme_is_listed(sentence: str) -> None:
    told = [promise for promise, _ in PROMISES if promise in sentence]
    told += [words for words in NO_PROMISES if words in sentence]
    told += [promise for promise, _ in PROMISES if sentence in promise]
    assert told


@pytest.mark.parametrize(("promise", "held_by"), PROMISES, ids=lambda text: text[:40])
def test_every_promise_listed_stands_in_the_readme(promise: str, held_by: str) -> None:
    assert promise in as_one_line(README)
    assert "::" in held_by


@pytest.mark.parametrize(("file", "name"), TESTS, ids=lambda text: text)
def test_every_test_named_exists(file: str, name: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {name}\(", source, re.MULTILINE)


PERSONAL = (
    "data/raw/activities.csv",
    "data/raw/deep/er.zip",
    "data/diary/pain.csv",
    "data/settings.toml",
    "data/settings.toml.part",
    "data/plan.toml",
    "data/plan.toml.part",
    "data/events.csv",
    "data/test.toml",
    "data/fair_test.ics",
    "data/by_mistake_beside_raw.xlsx",
    "reports/2026-10/results.json",
    "reports/.2026-10-abc/daily.csv",
    "notebooks/mine/00_start_here.ipynb",
)


def test_files_settings_and_reports_are_kept_out_of_version_control(tmp_path: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git")
    shutil.copy(ROOT / ".gitignore", tmp_path)
    subprocess.run([git, "init", "--quiet"], cwd=tmp_path, check=True)
    ask = [git, "check-ignore", *PERSONAL]
    ignored = subprocess.run(ask, cwd=tmp_path, capture_output=True, text=True)
    assert ignored.stdout.split() == list(PERSONAL)


def test_formats_names_every_app_that_is_read() -> None:
    from backpain_analysis.importing.apps import DOCUMENTS, READERS

    formats = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").casefold()
    names = {reader.name for reader in READERS} | {d.source.name for d in DOCUMENTS}
    missing = []
    for name in names:
        words = re.findall(r"\w+", name.casefold())
        if words[0] not in formats:
            missing.append(name)
    assert not missing


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_fault_against_a_promise_is_listed(mutant: Mutant) -> None:
    assert mutant.name in PAGE
