"""What changed since last month, and what moved it."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.answers import Answers
from backpain_analysis.plan import Plan
from backpain_analysis.report.history import (
    earlier_months,
    estimates_by_month,
    looks,
    plan_changes,
    what_changed,
)
from backpain_analysis.report.results import results, write_json
from backpain_analysis.settings import Settings

TODAY = dt.date(2026, 9, 30)


def frozen(daily: pd.DataFrame, plan: Plan | None = None) -> Settings:
    plan = plan or bpa.answer(daily, Settings()).plan
    return Settings(frozen_plan=dataclasses.replace(plan, frozen_on=TODAY))


def report(folder: Path, month: str, daily: pd.DataFrame, answers: Answers) -> None:
    (folder / month).mkdir()
    found = results(month, "data", daily, answers, looks=1, changes=[], draft="")
    write_json(folder / month / "results.json", found)
    daily.to_csv(folder / month / "daily.csv")


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    return bpa.simulate_diary("d", n_days=250, seed=2).daily


def told(folder: Path, daily: pd.DataFrame, settings: Settings) -> str:
    answers = bpa.answer(daily, settings)
    found = results("2026-10", "data", daily, answers, looks=2, changes=[], draft="")
    earlier = earlier_months(folder, "2026-10")
    return what_changed(earlier, "2026-10", daily, answers, found, settings)


def test_the_first_report_has_nothing_to_compare(tmp_path: Path, daily: pd.DataFrame) -> None:
    assert "first report" in told(tmp_path, daily, frozen(daily))


def test_nothing_moved(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    report(tmp_path, "2026-09", daily, bpa.answer(daily, settings))
    text = told(tmp_path, daily, settings)
    assert "Nothing changed" in text
    assert "Nothing moved" in text


def test_new_days_and_a_rewritten_past_are_told(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    old = daily.iloc[:-30].copy()
    day = old["pain"].last_valid_index()
    old.loc[day, "pain"] = 0.0 if daily.loc[day, "pain"] else 5.0
    report(tmp_path, "2026-09", old, bpa.answer(old, settings))
    text = told(tmp_path, daily, settings)
    assert "30 new days" in text
    assert f"pain: 1 past values changed ({day:%Y-%m-%d})" in text
    assert "The data moved an estimate" in text
    assert "The plan moved" not in text
    assert "The software moved" not in text


def test_a_moved_plan_is_told_apart_from_moved_data(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    report(tmp_path, "2026-09", daily, bpa.answer(daily, settings))
    plan = settings.frozen_plan
    assert plan is not None
    other = frozen(daily, dataclasses.replace(plan, window_days=7))
    text = told(tmp_path, daily, other)
    assert "The plan moved an estimate" in text
    assert "The data moved" not in text
    changes = plan_changes(earlier_months(tmp_path, "2026-10"), other.frozen_plan or plan)
    assert [(c["on"], c["looks"]) for c in changes] == [("2026-09-30", 1)]


def test_moved_software_is_told(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    report(tmp_path, "2026-09", daily, bpa.answer(daily, settings))
    path = tmp_path / "2026-09" / "results.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["answers"]["distance"]["contrast"]["estimate"] += 0.2
    path.write_text(json.dumps(stored), encoding="utf-8")
    text = told(tmp_path, daily, settings)
    assert "The software moved" in text
    assert "The data moved" not in text


def test_a_damaged_report_is_left_out(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    answers = bpa.answer(daily, settings)
    report(tmp_path, "2026-08", daily, answers)
    report(tmp_path, "2026-09", daily, answers)
    (tmp_path / "2026-09" / "results.json").write_text("{half a rep")
    earlier = earlier_months(tmp_path, "2026-10")
    assert [m.month for m in earlier] == ["2026-08"]
    assert looks(earlier, answers) == 2
    found = results("2026-10", "data", daily, answers, looks=2, changes=[], draft="")
    history = estimates_by_month(earlier, "2026-10", found)
    assert set(history["month"]) == {"2026-08", "2026-10"}
    picture = bpa.draw_history(history)
    assert "2 months" in picture.alt


def test_a_contrast_added_later_is_no_change(tmp_path: Path, daily: pd.DataFrame) -> None:
    settings = frozen(daily)
    plan = settings.frozen_plan
    assert plan is not None
    fewer = {k: v for k, v in plan.contrasts.items() if k != "distance"}
    report(tmp_path, "2026-09", daily, bpa.answer(daily, settings))
    stored = json.loads((tmp_path / "2026-09" / "results.json").read_text(encoding="utf-8"))
    stored["plan"] |= {"contrasts": {k: list(v) for k, v in fewer.items()}, "hash": "before"}
    (tmp_path / "2026-09" / "results.json").write_text(json.dumps(stored), encoding="utf-8")
    assert plan_changes(earlier_months(tmp_path, "2026-10"), plan, "2026-10") == []
    moved = dataclasses.replace(plan, contrasts=plan.contrasts | {"frequency": (0.0, 9.0)})
    changes = plan_changes(earlier_months(tmp_path, "2026-10"), moved, "2026-10")
    assert [c["on"] for c in changes] == ["2026-10"]
