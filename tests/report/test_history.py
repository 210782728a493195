"""What changed since last month, and what moved it."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from approved import same_as_approved

import backpain_analysis as bpa
from backpain_analysis.language import Phrases, verdict_name
from backpain_analysis.plan import Plan, freeze_plan, read_plan
from backpain_analysis.report.analysis import Analysis, analyse
from backpain_analysis.report.changes import Changes, PlanChange, what_changed
from backpain_analysis.report.changes_page import changes_page
from backpain_analysis.report.results import (
    Month,
    estimates_by_month,
    months_so_far,
    results,
    write_json,
)
from backpain_analysis.settings import PainSettings, PlanSettings, Settings

TODAY = dt.date(2026, 9, 30)


def frozen(daily: pd.DataFrame, plan: Plan | None = None) -> Settings:
    plan = plan or bpa.answer(daily, Settings()).plan
    asked = PlanSettings(window_days=plan.window_days)
    return Settings(plan=asked, frozen_plan=dataclasses.replace(plan, frozen_on=TODAY))


def analysed(daily: pd.DataFrame, settings: Settings) -> Analysis:
    """Answer a daily table that stands in no file."""
    no_files: Any = None
    answers = bpa.answer(daily, settings)
    return Analysis(settings, no_files, bpa.Diary(daily), daily, answers, looks=1)


def month_of(month: str, analysis: Analysis) -> Month:
    return Month(Path(month), results(month, "data", analysis))


def report(folder: Path, month: str, analysis: Analysis) -> None:
    (folder / month).mkdir()
    write_json(folder / month / "results.json", results(month, "data", analysis))
    analysis.daily.to_csv(folder / month / "daily.csv")


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    return bpa.simulate_diary("d", n_days=250, seed=2).daily


def told(folder: Path, daily: pd.DataFrame, settings: Settings) -> str:
    analysis = analysed(daily, settings)
    return changes_of(folder, analysis)


def changes_of(folder: Path, analysis: Analysis) -> str:
    """Return changes.md of October."""
    changes = what_changed(months_so_far(folder), month_of("2026-10", analysis), analysis)
    return "\n".join(changes_page(analysis.phrases, changes))


def test_the_first_report_has_nothing_to_compare(tmp_path: Path, daily: pd.DataFrame) -> None:
    assert "first report" in told(tmp_path, daily, frozen(daily))


def test_nothing_moved(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    report(tmp_path, "2026-09", analysed(daily, settings))
    text = told(tmp_path, daily, settings)
    assert "Nothing changed" in text
    assert "Nothing moved: each estimate is as it was." in text
    assert "can move intervals" not in text


def test_a_plan_that_moves_no_estimate_may_move_intervals() -> None:
    changes = Changes("2026-10", last="2026-09", plan=(PlanChange("sesoi", 1.0, 1.5),))
    text = "\n".join(changes_page(Phrases(), changes))
    assert "each estimate is as it was. The changed plan can move intervals" in text


def test_new_days_and_a_rewritten_past_are_told(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    old = daily.iloc[:-30].copy()
    day = old["pain"].last_valid_index()
    old.loc[day, "pain"] = 0.0 if daily.loc[day, "pain"] else 5.0
    report(tmp_path, "2026-09", analysed(old, settings))
    text = told(tmp_path, daily, settings)
    same_as_approved("words/changes_by_days", text.split("\n"))
    assert "30 new days" in text
    was, now = old.loc[day, "pain"], daily.loc[day, "pain"]
    when = f"{day.day} {day:%B %Y}"
    assert f"pain: 1 past value changed ({when}: {was:g}, now {now:g})" in text
    assert "The data moved an answer, by days that have other values now: running frequency" in text
    assert "The data moved an answer, by new days: running frequency" in text
    assert "The plan moved" not in text
    assert "The software moved" not in text


@pytest.mark.slow
def test_a_moved_plan_is_told_apart_from_moved_data(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    report(tmp_path, "2026-09", analysed(daily, settings))
    plan = settings.frozen_plan
    assert plan is not None
    other = frozen(daily, dataclasses.replace(plan, window_days=7))
    text = told(tmp_path, daily, other)
    assert "- The plan changed: the window in days: then 14, now 7." in text
    assert "The plan moved an answer (read the answers as exploratory): running" in text
    assert "The data moved" not in text
    assert "The software moved" not in text
    [month] = months_so_far(tmp_path)
    assert month.plan == plan
    changed = bpa.answer(daily, other).plan.after(month.plan, TODAY, 1)
    assert changed.changes == ((TODAY, 1),)
    assert changed.hash != plan.hash


@pytest.mark.slow
def test_a_verdict_that_the_plan_alone_moved_is_told(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    analysis = analysed(daily, settings)
    report(tmp_path, "2026-09", analysis)
    asked = dataclasses.replace(settings.plan, sesoi=20.0)
    text = told(tmp_path, daily, dataclasses.replace(settings, plan=asked))
    assert "the smallest difference that matters: then 1, now 20" in text
    was = verdict_name(analysis.phrases, analysis.answers["distance"].verdict)
    moved = f"its verdict from *{was}* to *No meaningful association*"
    assert f"running distance {moved}" in text


def test_the_interval_a_verdict_rests_on_has_a_field(daily: pd.DataFrame) -> None:
    plan = PlanSettings(sesoi=20.0)
    analysis = analysed(daily, Settings(plan=plan))
    frequency = analysis.answers["frequency"]
    found = results("2026-10", "data", analysis)["answers"]["frequency"]
    assert found["verdict"] == "no meaningful association"
    assert found["level"] == 0.90
    assert found["verdict_interval"] == list(frequency.interval(0.90))
    assert found["contrast"]["verdict_interval"] == list(frequency.contrast_int(0.90))
    assert found["monthly_safe_interval"] == list(frequency.interval(0.95))


@pytest.mark.slow
def test_what_the_day_rules_moved_is_not_told_as_data(tmp_path: Path, someone: Path) -> None:
    then, now = (
        dataclasses.replace(bpa.read_settings(someone), pain=PainSettings(per_day=rule))
        for rule in ("mean", "worst")
    )
    extra = [f"2025-{m:02d}-{d:02d},9" for m in (5, 6, 7, 8) for d in range(1, 29)]
    (someone / "raw" / "more.csv").write_text("\n".join(["date,pain", *extra]), encoding="utf-8")
    analysis = analyse(then, today=TODAY)
    report(tmp_path, "2026-09", analysis)
    now = dataclasses.replace(now, frozen_plan=analysis.answers.plan)
    text = changes_of(tmp_path, analyse(now, today=TODAY))
    assert "- The plan changed: the day's value: then mean, now worst." in text
    assert "Nothing changed in the days that were there before" in text
    assert "The plan moved an answer" in text
    assert "The data moved" not in text


@pytest.mark.slow
def test_moved_software_is_told(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    report(tmp_path, "2026-09", analysed(daily, settings))
    path = tmp_path / "2026-09" / "results.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["answers"]["distance"]["contrast"]["estimate"] += 0.2
    path.write_text(json.dumps(stored), encoding="utf-8")
    text = told(tmp_path, daily, settings)
    assert "The software moved" in text
    assert "The data moved" not in text


def test_a_damaged_report_is_left_out(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    analysis = analysed(daily, settings)
    report(tmp_path, "2026-08", analysis)
    report(tmp_path, "2026-09", analysis)
    (tmp_path / "2026-09" / "results.json").write_text("{half a rep")
    earlier = months_so_far(tmp_path)
    assert [m.month for m in earlier] == ["2026-08"]
    now = month_of("2026-10", analysis)
    history = estimates_by_month([*earlier, now])
    assert set(history["month"]) == {"2026-08", "2026-10"}
    picture = bpa.plots.history(history)
    assert "2 months" in picture.alt


def test_a_contrast_added_later_is_no_change(daily: pd.DataFrame) -> None:
    plan = frozen(daily).frozen_plan
    assert plan is not None
    fewer = {k: v for k, v in plan.contrasts.items() if k != "distance"}
    assert plan.after(dataclasses.replace(plan, contrasts=fewer), TODAY, 1) == plan
    moved = dataclasses.replace(plan, contrasts=plan.contrasts | {"frequency": (0.0, 9.0)})
    assert moved.after(plan, TODAY, 1).changes == ((TODAY, 1),)


def test_a_plan_comes_back_as_it_was_written(tmp_path: Path, daily: pd.DataFrame) -> None:
    plan = frozen(daily).frozen_plan
    assert plan is not None
    changed = dataclasses.replace(plan, sesoi=0.5, region='l\u00f8w "back"').after(plan, TODAY, 3)
    assert freeze_plan(tmp_path, changed, TODAY) == changed == read_plan(tmp_path)
    path = tmp_path / "plan.toml"
    path.write_text(path.read_text("utf-8").replace('2026-09-30", 3', '2026-09-30", 0'), "utf-8")
    with pytest.raises(bpa.SettingsError, match="by hand"):
        read_plan(tmp_path)
