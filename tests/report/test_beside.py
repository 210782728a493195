"""The process that runs the notebooks while the report is drawn."""

import dataclasses
import datetime as dt
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nbformat
import pandas as pd
import psutil
import pytest

import backpain_analysis as bpa
from backpain_analysis.notebook.session import open_record
from backpain_analysis.report import notebooks
from backpain_analysis.report.analysis import Analysis, analyse
from backpain_analysis.report.beside import notebooks_beside
from backpain_analysis.report.fair_test import BeforeTest, before_test
from backpain_analysis.report.handover import FAIR_TEST, SENSITIVITY, VARIABLE, hand_on, hand_over
from backpain_analysis.report.progress import say_nothing

TODAY = dt.date(2026, 11, 1)


@pytest.fixture
def analysis(someone: Path, one_way: None) -> Analysis:
    return analyse(bpa.read_settings(someone), today=TODAY, confirmed=True)


@pytest.fixture
def handed(analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a report has handed its analysis over, and nothing else."""
    hand_over(analysis, tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def test_what_is_computed_meanwhile_is_taken_over(
    analysis: Analysis, someone: Path, handed: Path
) -> None:
    before = before_test(analysis.settings, analysis.diary)
    assert before is not None
    found = dataclasses.replace(before, proposed=dataclasses.replace(before.proposed, weeks=77))
    ways = analysis.sensitivity["distance"]
    hand_on(analysis, SENSITIVITY, ways, handed)
    hand_on(analysis, FAIR_TEST, found, handed)
    record = open_record(someone)
    assert len(record.sensitivity) == len(ways) == 0
    assert record.propose_test().weeks == 77
    assert record.propose_test(weeks=16).weeks == 16  # asked for otherwise: worked out anew


def test_what_is_not_there_yet_is_computed(analysis: Analysis, someone: Path, handed: Path) -> None:
    (handed / f"{FAIR_TEST}.part").write_bytes(b"half of a file")
    before = before_test(analysis.settings, analysis.diary)
    assert before is not None
    record = open_record(someone)
    assert record.propose_test().weeks == before.proposed.weeks


def test_lengths_are_taken_over_for_the_same_weeks_only(analysis: Analysis) -> None:
    worked_out = before_test(analysis.settings, analysis.diary)
    assert worked_out is not None
    proposed = dataclasses.replace(worked_out.proposed, powers={12: 0.5})
    lengths = pd.DataFrame({"weeks": [12], "power": [0.5], "detectable": [1.0]})
    before = BeforeTest(proposed, lengths)
    later = dataclasses.replace(proposed, start=TODAY)
    assert before.lengths_of(later) is lengths
    assert before.lengths_of(dataclasses.replace(proposed, powers={12: 0.4})) is None


def processes() -> Iterator[psutil.Process]:
    """Yield this process' children, and theirs."""
    for process in psutil.Process().children(recursive=True):
        if process.status() != psutil.STATUS_ZOMBIE:
            yield process


def given(folder: Path, code: str) -> Path:
    """Write the one notebook of a folder."""
    folder.mkdir()
    cells = [nbformat.v4.new_markdown_cell("# One")]
    cells.append(nbformat.v4.new_code_cell('person = ""', metadata={"tags": ["parameters"]}))
    cells.append(nbformat.v4.new_code_cell(code))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "1_one.ipynb")
    return folder


@pytest.mark.slow
def test_the_notebooks_of_a_report_show_its_analysis(
    someone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import backpain_analysis as bpa\nprint(bpa.notebook.open_record(person).answers.plan)"
    monkeypatch.setattr(notebooks, "FOLDER", given(tmp_path / "given", code))
    made = bpa.write_report(someone, tmp_path / "out", confirmed=True)
    page = (made / "1_one.html").read_text(encoding="utf-8")
    assert f"frozen_on={dt.date.today()!r}" in page  # the plan was fixed in the report's process
    assert list(processes()) == []


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["at once", "while they run"])
def test_a_report_that_is_stopped_leaves_no_process(
    moment: str, analysis: Analysis, someone: Path, tmp_path: Path
) -> None:
    forever = given(tmp_path / "given", "import time\ntime.sleep(600)")
    left = []
    with suppress(KeyboardInterrupt), notebooks_beside(forever) as beside:
        if moment == "while they run":
            beside.run(analysis, someone, tmp_path)
            time.sleep(8)
            left = list(processes())
            assert len(left) == 2  # the process and its kernel
        raise KeyboardInterrupt
    psutil.wait_procs(left, timeout=5)
    assert list(processes()) == []
    assert not any(process.is_running() for process in left)


@pytest.mark.slow
def test_a_process_that_is_lost_is_named(analysis: Analysis, someone: Path, tmp_path: Path) -> None:
    forever = given(tmp_path / "given", "import time\ntime.sleep(600)")
    with notebooks_beside(forever) as beside:
        beside.run(analysis, someone, tmp_path)
        time.sleep(5)
        beside.process.kill()
        errors = beside.errors(say_nothing)
    assert errors == {"the notebooks": "their process ended with status -9"}
