"""Four newcomers: from their exports to answers, with no more than the README says."""

from pathlib import Path

import newcomers
import numpy as np
import pytest
from typer.testing import CliRunner

import backpain_analysis as bpa
from backpain_analysis.checks import Sensitivity
from backpain_analysis.cli import app
from backpain_analysis.report import analysis, pages

pytestmark = pytest.mark.slow
ZONES = {"es": "Europe/Madrid", "us": "America/New_York"}


@pytest.fixture(scope="module", params=newcomers.NEWCOMERS)
def person(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of them, who has named their time zone and nothing else."""
    folder = tmp_path_factory.mktemp(request.param)
    newcomers.NEWCOMERS[request.param](folder / "raw", newcomers.life())
    zone = ZONES.get(request.param, "Europe/Berlin")
    (folder / "settings.toml").write_text(f'timezone = "{zone}"\n', encoding="utf-8")
    return folder


def test_what_happened_is_read_and_nothing_is_asked(person: Path) -> None:
    lived = newcomers.life()
    settings = bpa.read_settings(person)
    exports = bpa.read_exports(None, settings)
    assert exports.questions == ()
    assert set(exports.ledger.in_words()["fate"]) <= {"kept", "merged"}
    days = bpa.build_diary(exports, settings).days
    km = days["distance_km"][days["runs"] > 0]
    assert km.index.equals(lived.runs.index)
    np.testing.assert_allclose(km, lived.runs["km"], atol=0.02)
    assert days["pain"].dropna().equals(lived.pain.astype(float).rename("pain"))
    if "weight_kg" in days and days["weight_kg"].notna().any():
        np.testing.assert_allclose(days["weight_kg"].dropna(), lived.weight, atol=0.06)


def test_setup_then_a_report_gives_answers(
    person: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "write_pages", lambda *args: None)
    monkeypatch.setattr(analysis, "sensitivity", lambda *args: Sensitivity(bpa.DISTANCE, ()))
    folders = ["--person", str(person), "--out", str(tmp_path / "reports")]
    done = CliRunner().invoke(app, ["setup", *folders], input="y\n")
    assert done.exit_code == 0, done.output
    assert (person / "plan.toml").exists()
    done = CliRunner().invoke(app, ["report", "--no-notebooks", *folders])
    assert done.exit_code == 0, done.output
    assert "Draft" not in done.output
    assert "kilometres" in done.output
    (made,) = (tmp_path / "reports").glob("[0-9]*/yours.html")
    assert made.stat().st_size > 10_000
