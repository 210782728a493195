"""A plan is fixed once its person has confirmed their habits; until then a report is a draft."""

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import backpain_analysis as bpa
from backpain_analysis.cli import app
from backpain_analysis.report import pages
from backpain_analysis.report.pages import notices


def results(folder: Path) -> Any:
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("no_pages")
def test_a_report_that_nobody_confirmed_is_a_draft_and_says_how(
    someone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    made = bpa.write_report(someone, out, "2026-09", notebooks=False)
    found = results(made)
    assert found["plan"]["draft"] == "unconfirmed"
    assert found["plan"]["frozen"] is None
    assert found["answers"]["distance"]["estimate"] is not None
    assert not (someone / "plan.toml").exists()
    page = (made / "yours.html").read_text(encoding="utf-8")
    assert "Draft: is this you? You run " in page
    assert "backpain report --yes" in page


@pytest.mark.usefixtures("no_pages")
def test_drafts_are_looks_and_are_counted_when_the_plan_is_fixed(
    someone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    bpa.write_report(someone, out, "2026-08", notebooks=False)
    draft = bpa.write_report(someone, out, "2026-09", notebooks=False)
    assert results(draft)["answers"]["distance"]["looks"] == 2
    settings = someone / "settings.toml"
    kept = settings.read_text(encoding="utf-8")
    settings.write_text(kept.replace("[pain]", '[pain]\nper_day = "worst"'), encoding="utf-8")
    fixed = results(bpa.write_report(someone, out, "2026-10", notebooks=False, confirmed=True))
    today = dt.date.today().isoformat()
    assert fixed["plan"]["frozen"] == today
    assert fixed["plan"]["draft"] == ""
    assert fixed["plan"]["drafts_seen"] == 2
    assert fixed["plan"]["changes"] == [[today, 2]]  # a rule changed after a look
    plan = bpa.read_settings(someone).frozen_plan
    assert plan is not None
    assert plan.drafts_seen == 2
    again = results(bpa.write_report(someone, out, "2026-10", notebooks=False))
    assert again["plan"] == fixed["plan"]  # once fixed, it needs no more confirmation


@pytest.mark.slow
@pytest.mark.usefixtures("no_pages")
def test_a_draft_whose_days_grew_is_no_change_of_the_plan(someone: Path, tmp_path: Path) -> None:
    diary = someone / "raw" / "pain_diary.csv"
    whole = diary.read_text(encoding="utf-8")
    diary.write_text("".join(whole.splitlines(keepends=True)[:-10]), encoding="utf-8")
    bpa.write_report(someone, tmp_path / "out", "2026-09", notebooks=False)
    diary.write_text(whole, encoding="utf-8")
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False, confirmed=True)
    assert results(made)["plan"]["changes"] == []


@pytest.mark.usefixtures("no_pages")
def test_an_open_question_or_too_few_days_cannot_be_confirmed_away(
    someone: Path, tmp_path: Path
) -> None:
    other = someone / "raw" / "other.csv"
    other.write_text("date,distance\n03/04/2026,5\n05/04/2026,6\n")
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False, confirmed=True)
    assert results(made)["plan"]["draft"] == "questions"
    other.unlink()
    with (someone / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[files."pain_diary.csv"]\nscale = "0-10"\n')
    diary = someone / "raw" / "pain_diary.csv"
    diary.write_text("".join(diary.read_text().splitlines(keepends=True)[:15]))
    made = bpa.write_report(someone, tmp_path / "out", "2026-10", notebooks=False, confirmed=True)
    assert results(made)["plan"]["draft"] == "too_early"
    assert not (someone / "plan.toml").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("no_pages")
def test_the_terminal_says_how_to_confirm_and_what_was_confirmed(
    someone: Path, tmp_path: Path
) -> None:
    command = ["report", "--person", str(someone), "--out", str(tmp_path / "out")]
    command += ["--month", "2026-10", "--no-notebooks"]
    said = {}
    for options in ((), ("--yes",), ("--yes",), ()):
        done = CliRunner().invoke(app, [*command, *options])
        assert done.exit_code == 0, done.output
        said.setdefault(options, []).append(" ".join(done.output.split()))
    draft, fixed = said[()]
    assert "Draft: is this you? You run " in draft
    assert "backpain setup" in draft
    assert "is this you" not in fixed
    confirmed, again = said["--yes",]
    assert "Confirmed by --yes: You run " in confirmed
    assert "Confirmed by" not in again


def test_the_clinician_reads_of_a_draft_without_commands(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backpain_analysis.report import analyse

    folder = made.parent / "draft"
    shutil.copytree(made / "someone", folder, ignore=shutil.ignore_patterns("plan.toml"))
    analysis = analyse(bpa.read_settings(folder), today=dt.date(2026, 10, 5))
    (told,) = notices(analysis, analysis.phrases, for_person=False)
    assert told.startswith("Draft: the person has not yet confirmed")
    assert "backpain" not in told
    assert pages.notices(analysis, analysis.phrases) != [told]
