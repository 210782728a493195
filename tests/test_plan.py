"""The plan: old ones stay readable, a change is noted with its day."""

import dataclasses
import datetime as dt
import os

import pytest

import backpain_analysis as bpa
from backpain_analysis.plan import Plan, freeze_plan, read_plan
from backpain_analysis.settings import PlanSettings

# written by version 0.1; some of it lies outside what settings may say today
OF_VERSION_0_1 = r"""# The planned analysis, fixed before the first answer was seen. Do not edit.
frozen_on = 2024-12-31
hash = "3a39bb3564b4"
exposures = ["frequency", "distance", "weight_change"]
window_days = 10
sesoi = 6.0
region = "l\u00f8w \"back\""
activities = ["run", "walk"]
outcome = "pain, 0 to 10"
per_day = "worst"
day_starts = "23:30"
unlogged_is_zero = true
changes = [["2025-03-02", 3], ["2025-09-01", 9]]

[contrasts]
frequency = [1.0, 3.75]
distance = [4.5, 31.25]
weight_change = [-0.4, 0.6]
"""
OLD = Plan(
    contrasts={"frequency": (1.0, 3.75), "distance": (4.5, 31.25), "weight_change": (-0.4, 0.6)},
    window_days=10,
    sesoi=6.0,
    region='l\u00f8w "back"',
    activities=("run", "walk"),
    per_day="worst",
    day_starts="23:30",
    unlogged_is_zero=True,
    frozen_on=dt.date(2024, 12, 31),
    changes=((dt.date(2025, 3, 2), 3), (dt.date(2025, 9, 1), 9)),
)
TODAY = dt.date(2026, 1, 31)


def test_a_plan_of_version_0_1_is_read(tmp_path):
    (tmp_path / "plan.toml").write_text(OF_VERSION_0_1, encoding="utf-8")
    assert read_plan(tmp_path) == OLD
    assert OLD.hash == "3a39bb3564b4"
    assert bpa.read_settings(tmp_path).frozen_plan == OLD


def test_a_plan_is_written_as_version_0_1_did(tmp_path):
    freeze_plan(tmp_path, OLD, TODAY)
    assert (tmp_path / "plan.toml").read_text(encoding="utf-8") == OF_VERSION_0_1
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]
    if os.name == "posix":
        assert (tmp_path / "plan.toml").stat().st_mode & 0o777 == 0o600


def test_the_day_of_freezing_is_kept_and_is_today_at_first(tmp_path):
    assert freeze_plan(tmp_path, OLD, TODAY).frozen_on == dt.date(2024, 12, 31)
    draft = dataclasses.replace(OLD, frozen_on=None)
    assert freeze_plan(tmp_path, draft, TODAY).frozen_on == TODAY
    assert draft.hash == OLD.hash


def test_a_new_contrast_is_no_change_but_another_one_is():
    first = dataclasses.replace(OLD, contrasts={"frequency": (1.0, 3.75)}, changes=())
    more = dataclasses.replace(first, contrasts={**first.contrasts, "distance": (4.0, 30.0)})
    assert more.after(first, TODAY, 2).changes == ()
    assert first.after(more, TODAY, 2).changes == ((TODAY, 2),)
    moved = dataclasses.replace(first, contrasts={"frequency": (1.0, 4.0)})
    assert moved.after(first, TODAY, 2).changes == ((TODAY, 2),)
    wider = dataclasses.replace(first, window_days=14)
    assert wider.after(OLD, TODAY, 12).changes == (*OLD.changes, (TODAY, 12))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "hash = 1\n",
        "a = " + "[" * 5000,
        OF_VERSION_0_1.replace("window_days", "window"),
        OF_VERSION_0_1.replace("[4.5, 31.25]", "[4.5]"),
        OF_VERSION_0_1.replace('"2025-03-02", 3', '"soon", 3'),
        OF_VERSION_0_1.replace("frozen_on = 2024-12-31\n", ""),
        OF_VERSION_0_1.replace("[contrasts]", "[contrasts.of]"),
        "#" * (2**20 + 1),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path, text):
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(bpa.SettingsError, match=r"plan\.toml"):
        read_plan(tmp_path)


def test_a_folder_in_the_place_of_the_plan_is_refused(tmp_path):
    (tmp_path / "plan.toml").mkdir()
    with pytest.raises(bpa.SettingsError, match="not a plan"):
        read_plan(tmp_path)


def test_without_a_plan_there_is_none(tmp_path):
    assert read_plan(tmp_path) is None


HELD = dataclasses.replace(
    OLD,
    covered_from="2024-01-01",
    covered_to="",
    timezone="Europe/Berlin",
    travel={"2024-03-01": "America/New_York"},
    other={},
    words={"Canicross": "run"},
    files={"läufe \U0001f3c3.csv": {"ignore": True, "date": ["day", "hour"], "year": 2024}},
    method=2,
    new_methods=((dt.date(2025, 5, 1), 2),),
)


def test_what_files_are_read_by_comes_back_from_the_plan(tmp_path):
    freeze_plan(tmp_path, HELD, TODAY)
    held = read_plan(tmp_path)
    assert held.hash == HELD.hash
    assert held.fixed == HELD.fixed
    assert held.new_methods == HELD.new_methods
    assert held.files["läufe \U0001f3c3.csv"]["ignore"] is True


def test_an_old_plan_gains_what_it_did_not_hold_without_a_change():
    gained = dataclasses.replace(HELD, new_methods=())
    assert gained.changed_since(OLD) == []
    after = gained.after(OLD, TODAY, 5)
    assert after.changes == OLD.changes
    assert after.new_methods == ()
    assert after.method == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("covered_from", ""),
        ("covered_to", "2025-12-31"),
        ("timezone", "Europe/London"),
        ("travel", {}),
        ("other", {"energy level": "energy"}),
        ("words", {}),
        ("files", {}),
        ("files", {**HELD.files, "strava.csv": {"ignore": True}}),
        ("files", {"läufe \U0001f3c3.csv": {"ignore": False}}),
    ],
)
def test_another_way_to_read_files_is_a_change_after_a_look(name, value):
    changed = dataclasses.replace(HELD, **{name: value})
    assert changed.changed_since(HELD) == [name]
    assert changed.asks_as(HELD)
    assert changed.after(HELD, TODAY, 5).changes == (*HELD.changes, (TODAY, 5))


def test_what_is_said_of_a_new_file_is_no_change():
    more = dataclasses.replace(HELD, files={**HELD.files, "may.csv": {"date_order": "dmy"}})
    assert more.after(HELD, TODAY, 5, new_files=["may.csv"]).changes == HELD.changes
    assert more.after(HELD, TODAY, 5).changes == (*HELD.changes, (TODAY, 5))
    # nor does a name that was there before become new
    assert HELD.after(more, TODAY, 5, new_files=["may.csv"]).changes != HELD.changes


def test_a_new_method_is_told_by_itself():
    newer = dataclasses.replace(HELD, method=3)
    after = newer.after(HELD, TODAY, 5)
    assert after.changes == HELD.changes
    assert after.new_methods == (*HELD.new_methods, (TODAY, 3))
    assert after.hash != HELD.hash


def test_other_questions_are_not_the_same_as_other_files():
    assert not dataclasses.replace(HELD, sesoi=2.0).asks_as(HELD)


def test_a_contrast_is_redrawn_where_only_reading_changed():
    corrected = dataclasses.replace(
        HELD, contrasts={**HELD.contrasts, "distance": (7.2, 50.3)}, files={}
    )
    assert corrected.after(HELD, TODAY, 5).redrawn == {"distance": TODAY}


def test_a_plan_of_which_nothing_is_said_is_that_of_the_settings_defaults():
    plan = Plan(contrasts={})
    defaults = PlanSettings()
    assert (plan.window_days, plan.sesoi) == (defaults.window_days, defaults.sesoi) == (14, 1.0)


def test_a_plan_may_be_as_large_as_is_said(tmp_path):
    freeze_plan(tmp_path, OLD, TODAY)
    path = tmp_path / "plan.toml"
    padded = f"# {path.read_text(encoding='utf-8')[2:]}#".ljust(2**20 - 20, "x")
    padded += "x" * (2**20 - len(padded.encode()))
    path.write_text(padded, encoding="utf-8")
    assert path.stat().st_size == 2**20
    assert read_plan(tmp_path) == OLD
    path.write_text(f"{padded}x", encoding="utf-8")
    with pytest.raises(bpa.SettingsError, match="not a plan"):
        read_plan(tmp_path)


def test_a_plan_says_whether_drafts_had_shown_answers(tmp_path):
    for seen, said in ((0, "before the first answer was seen"), (1, "after drafts had shown")):
        freeze_plan(tmp_path, dataclasses.replace(OLD, drafts_seen=seen), TODAY)
        text = (tmp_path / "plan.toml").read_text(encoding="utf-8")
        assert said in text.splitlines()[0]
        assert ("drafts_seen = 1\n" in text) == bool(seen)
        assert read_plan(tmp_path).drafts_seen == seen


def test_the_method_of_then_is_no_new_one():
    assert HELD.after(HELD, TODAY, 5).new_methods == HELD.new_methods
    older = dataclasses.replace(HELD, method=None)
    assert HELD.after(older, TODAY, 5).new_methods == older.new_methods
    assert HELD.contrasts_moved(HELD) == []
