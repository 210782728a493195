"""A run killed at any moment: the next one, of another month, finds nothing hurt.

A killed run ends at its nth look at a file within a phase, or after so much of the time that the
phase took. Small folder, no notebooks: `make kills`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import backpain_analysis as bpa
from backpain_analysis.checks import Sensitivity
from backpain_analysis.report import analysis, pages
from backpain_analysis.settings import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a killed run is a fork"),
]
Hashes = Callable[[Path], dict[str, str]]
Order = Callable[..., dict[str, Any]]
PHASES = ("reading", "answering", "drawing", "writing", "moving")
BY_TIME = ("answering",)  # it looks at no file, and may be over before its time
KILLS = 12


@pytest.fixture(scope="module")
def order() -> Iterator[Order]:
    """Have a run made, and killed if a phase is named."""
    run = [sys.executable, str(Path(__file__).with_name("killed_runs.py"))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as runner:
        assert runner.stdin is not None
        assert runner.stdout is not None

        def give(home: Path, **more: Any) -> dict[str, Any]:
            (home / "temporary").mkdir()
            told = {name: str(home / name) for name in ("out", "temporary")}
            line = json.dumps({"person": str(home / "someone"), **told, **more})
            runner.stdin.write(f"{line}\n")
            runner.stdin.flush()
            answer: dict[str, Any] = json.loads(runner.stdout.readline())
            return answer

        yield give
        runner.stdin.close()


@pytest.fixture(scope="module")
def before(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person with the reports of two months: each kill begins with a copy of them."""
    home = tmp_path_factory.mktemp("before")
    shutil.copytree(whole, home, dirs_exist_ok=True)
    shutil.copytree(home / "out" / "2026-10", home / "out" / "2026-09")
    return home


@pytest.fixture(scope="module")
def whole_run(
    before: Path, order: Order, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """The report of a run that nobody kills; what it looks at, and how long it takes, by phase."""
    home = tmp_path_factory.mktemp("whole_run")
    shutil.copytree(before, home, dirs_exist_ok=True)
    answer = order(home)
    assert answer["status"] == 0
    found: dict[str, Any] = answer["whole"]
    assert all(found["looks"][phase] >= KILLS for phase in PHASES if phase not in BY_TIME)
    return home / "out" / "2026-10", found


@pytest.fixture(scope="module")
def counted(whole_run: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    return whole_run[1]


@pytest.fixture(scope="module")
def renewed(whole_run: tuple[Path, dict[str, Any]], hashes: Hashes) -> dict[str, str]:
    return but_manifest(hashes(whole_run[0]))


def but_manifest(found: dict[str, str]) -> dict[str, str]:
    """Leave out what tells when a report was made."""
    return {name: print_ for name, print_ in found.items() if name != "manifest.json"}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_hurts_nothing(
    before: Path, counted: dict[str, Any], renewed: dict[str, str], order: Order, hashes: Hashes,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: str, number: int,
) -> None:  # fmt: skip
    home = tmp_path / "home"
    shutil.copytree(before, home)
    person = home / "someone"
    out = home / "out"
    of_person = hashes(person)
    answer = order(home, phase=phase, share=number / (KILLS - 1), whole=counted)
    assert answer["killed"] or phase in BY_TIME, answer

    monkeypatch.setattr(tempfile, "tempdir", str(home / "temporary"))
    monkeypatch.setattr(pages, "write_pages", lambda *args: None)
    monkeypatch.setattr(analysis, "sensitivity", lambda *args: Sensitivity(bpa.DISTANCE, ()))
    made = bpa.write_report(person, out, "2026-11", notebooks=False)

    assert {p.name for p in out.iterdir()} == {"2026-09", "2026-10", "2026-11", ".lock"}
    last = {name: but_manifest(hashes(before / "out" / name)) for name in ("2026-09", "2026-10")}
    assert but_manifest(hashes(out / "2026-09")) == last["2026-09"]
    whole = [last["2026-10"]]
    if phase == "moving":  # the new one, once it stands there
        whole.append(renewed)
    assert but_manifest(hashes(out / "2026-10")) in whole
    assert hashes(person) == of_person
    assert list((home / "temporary").iterdir()) == []
    answers = json.loads((made / "results.json").read_text(encoding="utf-8"))["answers"]
    assert answers["distance"]["looks"] == 3
