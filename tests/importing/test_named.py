"""What is not used is named: kinds of records, folders of archives, rows kept with a remark."""

import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import backpain_analysis as bpa
from backpain_analysis.cli import app
from backpain_analysis.importing import Exports
from backpain_analysis.language import Phrases, problem_words

SAMPLES = Path(__file__).parent / "samples"
APPLE = """<?xml version="1.0"?>
<HealthData locale="en_GB">
 <Record type="HKQuantityTypeIdentifierStepCount" startDate="2026-01-01 07:00:00 +0000" value="9"/>
 <Record type="HKQuantityTypeIdentifierStepCount" startDate="2026-01-01 08:00:00 +0000" value="9"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" startDate="2026-01-01 02:00:00 +0000"/>
 <Record type="HKQuantityTypeIdentifierBodyMass" unit="kg" value="81"
  startDate="2026-01-01 06:00:00 +0000"/>
 <ActivitySummary dateComponents="2026-01-01"/>
</HealthData>
"""


def said(exports: Exports, language: str = "en") -> str:
    p = Phrases(language)
    return "\n".join(p.remark(unused.remark) for unused in exports.unused)


def problems(exports: Exports, language: str) -> dict[str, str]:
    p = Phrases(language)
    files = exports.files
    words = [problem_words(p, problem) for problem in files["problem"]]
    return dict(zip(files["file"], words, strict=True))


def test_kinds_of_apple_records_that_are_not_read_are_counted(tmp_path):
    (tmp_path / "export.xml").write_text(APPLE, encoding="utf-8")
    exports = bpa.read_exports(tmp_path)
    assert len(exports.weight) == 1
    told = "records not read: 4 (StepCount 2, SleepAnalysis 1, ActivitySummary 1)"
    assert told in said(exports)
    assert "nicht gelesene Einträge: 4" in said(exports, "de")


def test_of_many_kinds_the_commonest_are_named(tmp_path):
    kinds = "".join(f'<Record type="HKQuantityTypeIdentifierK{k}"/>\n' * k for k in range(1, 12))
    xml = APPLE.replace(" <ActivitySummary", f"{kinds} <ActivitySummary")
    (tmp_path / "export.xml").write_text(xml, encoding="utf-8")
    assert "K11 11, K10 10" in said(bpa.read_exports(tmp_path))
    assert "6 more kinds)" in said(bpa.read_exports(tmp_path))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "members that are not tables, not read: 9"), ("de", "keine Tabellen sind")],
)
def test_folders_of_an_archive_that_are_not_read_are_named_in_every_language(
    tmp_path, language, words
):
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        for folder in range(1, 8):
            archive.writestr(f"Takeout/{folder}/a.html", "x")
        archive.writestr("Takeout/Fit/All Sessions/1.html", "x")
        archive.writestr("Takeout/Fit/All Sessions/2.html", "x")
        archive.writestr("weight.csv", "date,weight_kg\n2026-01-01,80\n")
    exports = bpa.read_exports(tmp_path)
    told = problems(exports, language)["takeout.zip"]
    assert words in told
    assert "Takeout/Fit/All Sessions 2, Takeout/1 1" in told
    assert len(exports.weight) == 1


def test_rows_kept_with_a_remark_are_named(tmp_path):
    text = "date,weight_kg\n2026-01-01,80\n2026-01-02,86\n2026-01-03,86.1\n2026-01-04,86.3\n"
    (tmp_path / "w.csv").write_text(text, encoding="utf-8")
    exports = bpa.read_exports(tmp_path)
    assert len(exports.weight) == 4
    assert "kept, with a remark: 1 (flagged: 5 kg or more" in said(exports)
    assert "lines 3)" in said(exports)


def test_four_apps_of_one_person_fit_a_screen(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("strava_2025.csv", "withings_en.csv", "bearable.csv", "garmin_weight.csv"):
        shutil.copy(SAMPLES / name, raw / name)
    (tmp_path / "settings.toml").write_text('timezone = "Europe/Berlin"\n', encoding="utf-8")
    shown = CliRunner().invoke(app, ["check", "--person", str(tmp_path)])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) <= 50
