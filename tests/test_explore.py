"""The notebooks' side: the record is read once, widgets respond, settings stay valid."""

import csv
import dataclasses
import re
import shutil
import sys
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from approved import same_as_approved

import backpain_analysis as bpa
from backpain_analysis.checks import Check, Sensitivity
from backpain_analysis.codes import Remark
from backpain_analysis.language import Phrases, answer_sentence
from backpain_analysis.notebook import Note
from backpain_analysis.settings import ROOT

EXAMPLE_TEST = ROOT / "data" / "example_test"
WALKS = "date,distance_km,activity\n2026-03-01,5,walk\n"
RUNS = "date,distance,duration\n03/04/2026,5.1,30\n04/05/2026,6.0,31\n"


def person(folder: Path, **files: str) -> Path:
    (folder / "raw").mkdir(parents=True)
    for name, text in files.items():
        (folder / "raw" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_record_is_read_once_and_again_when_a_file_changes(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", pain="date,pain\n2026-03-01,3\n")
    one = bpa.notebook.open_record(folder)
    assert bpa.notebook.open_record(folder) is one
    assert one.daily["pain"].count() == 1
    (folder / "raw" / "pain.csv").write_text("date,pain\n2026-03-01,3\n2026-03-02,4\n")
    two = bpa.notebook.open_record(folder)
    assert two is not one
    assert two.daily["pain"].count() == 2


def test_nothing_at_all_is_said_in_a_friendly_way(tmp_path: Path) -> None:
    me = bpa.notebook.open_record(person(tmp_path / "p"))
    assert "No file was found" in repr(bpa.notebook.show_files(me))
    assert "No pain rating" in answer_sentence(me.words, me.answers["distance"])
    for shown in (bpa.notebook.show_lag_curve(me, bpa.DISTANCE), bpa.notebook.show_reverse(me)):
        assert isinstance(shown, Note)
        assert "nan" not in repr(shown).casefold()


def test_a_record_says_what_it_holds_and_what_it_lacks(tmp_path: Path) -> None:
    example = bpa.notebook.open_record()
    assert "465 days with a pain rating" in repr(example)
    assert example.lacking == ()
    tables = {"pain": "date,pain,region\n2026-03-01,3,back\n", "walks": WALKS}
    me = bpa.notebook.open_record(person(tmp_path / "p", **tables))
    assert [text.split(" ")[:2] for text in me.lacking] == [["No", "run"], ["No", "weight"]]
    assert "walk" in me.lacking[0]
    (tmp_path / "p" / "settings.toml").write_text('[pain]\nregion = "neck"\n')
    me = bpa.notebook.open_record(tmp_path / "p")
    assert "'neck'; there are: back." in me.lacking[0]
    assert "No day has a pain rating" in repr(bpa.notebook.show_pain(me, bpa.plots.rhythm))
    assert "'neck'" in unescape(me._repr_html_())


def test_no_way_of_asking_shows_an_estimate_while_a_question_is_open(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    shutil.copytree(bpa.find_person() / "raw", folder / "raw")
    (folder / "raw" / "more.csv").write_text(RUNS)
    me = bpa.notebook.open_record(folder)
    assert me.exports.questions
    for shown in (bpa.notebook.show_sensitivity(me), bpa.notebook.show_adjusted(me)):
        assert "A question about your files is open" in repr(shown)


def test_a_way_of_asking_that_has_no_bar_is_told_in_words() -> None:
    points = "points_per.distance"
    planned = Check("planned", estimate=-0.8, std_error=0.1, df=np.inf, unit=points)
    shifts = Remark("note.shifts", {"shifts": 199, "days": 28})
    asked = (
        planned,
        dataclasses.replace(planned, name="ols"),
        dataclasses.replace(planned, name="ordered", unit="log_odds_per.distance"),
        Check("shifted", unit=points, values={"pvalue": 0.005}, notes=(shifts,)),
        Check("events", unit=points, lack=Remark("lack.no_event")),
    )
    record: Any = SimpleNamespace(
        words=Phrases(), answer=lambda _: planned, sensitivity=Sensitivity(bpa.DISTANCE, asked)
    )
    _, ordered, shifted, events = bpa.notebook.show_ways_not_drawn(record).parts
    assert ordered.startswith("ordinal regression on yesterday's pain: \u22120.80 log odds of")
    assert ordered.endswith("(95 % interval \u22121.00 to \u22120.60)")
    assert shifted.startswith("exposure shifted in time, many times: p 0.005; only a p-value")
    assert "no event is recorded" in events
    record.sensitivity = Sensitivity(bpa.DISTANCE, asked[:2])
    assert not bpa.notebook.show_ways_not_drawn(record).parts


def test_notes_are_escaped() -> None:
    assert "<script>" not in Note("<script>")._repr_html_()
    assert Note("a\n<b>")._repr_html_() == "<pre>a\n&lt;b&gt;</pre>"


def test_the_numbers_are_plain_and_none_is_made_up(tmp_path: Path) -> None:
    numbers = bpa.notebook.show_numbers(bpa.notebook.open_record()).parts[0]
    assert numbers["estimate"].tolist() == ["\u22120.44", "\u22120.80", "+0.05"]
    ends = [*numbers["lower"], *numbers["upper"]]
    assert all(re.fullmatch(r"[+\u2212]?\d\.\d\d", end) for end in ends), ends
    adjusted = "p (adjusted for 3 questions)"
    assert numbers[adjusted].tolist() == ["below 0.001", "below 0.001", "1.000"]
    empty = bpa.notebook.show_numbers(bpa.notebook.open_record(person(tmp_path / "p"))).parts[0]
    assert set(empty["estimate"]) == set(empty[adjusted]) == {""}


def test_the_course_is_told_in_a_sentence(tmp_path: Path) -> None:
    told = repr(bpa.notebook.show_course(bpa.notebook.open_record()))
    assert "pain went from 4 (half of the days between 3 and 5) to 5 (" in told
    assert "running went from " in told
    assert "km a week; weight went from " in told
    assert repr(
        bpa.notebook.show_course(bpa.notebook.open_record(person(tmp_path / "p")))
    ).startswith("Nothing")


@pytest.mark.slow
def test_choosing_a_part_moves_the_picture_and_keeps_the_planned_answer() -> None:
    me = bpa.notebook.open_record()
    box = bpa.notebook.choose_part(me)
    period, exposure, window, shown = box.children
    first = shown.value
    assert "Exploration" in first
    assert answer_sentence(me.words, me.answers["distance"]) in first
    period.value = (period.options[4][1], period.options[12][1])
    assert shown.value != first
    assert "In this part" in shown.value
    window.value = 7
    exposure.value = "weight_change"
    assert answer_sentence(me.words, me.answers["weight_change"]) in shown.value
    period.value = (period.options[0][1], period.options[0][1])
    assert "No answer for this part" in shown.value


def test_another_region_can_be_looked_at(tmp_path: Path) -> None:
    pain = "date,pain,region\n2026-04-01,3,back\n2026-04-01,2,knee\n2026-04-02,5,knee\n"
    folder = person(tmp_path / "p", pain=pain)
    (folder / "settings.toml").write_text('[pain]\nregion = "back"\n')
    box = bpa.notebook.choose_part(bpa.notebook.open_record(folder))
    region, shown = box.children[3:]
    assert (region.options, region.value) == (("back", "knee"), "back")
    assert "1 of the 2 days since the first rating are rated, median 3" in shown.value
    region.value = "knee"
    assert "2 of the 2 days since the first rating are rated, median 3.5" in shown.value


def shown(box: Any) -> str:
    """Return what the texts of a box say."""
    return " ".join(widget.value for widget in box.children if hasattr(widget, "value"))


def buttons(box: Any) -> list[Any]:
    return [widget for widget in box.children if hasattr(widget, "click")]


def test_a_question_is_answered_by_a_click(tmp_path: Path) -> None:
    pain = "date,pain,region\n2026-04-01,3,Rücken\n2026-04-01,2,Knie\n"
    folder = person(tmp_path / "p", runs=RUNS, pain=pain)
    box = bpa.notebook.choose_answers(bpa.notebook.open_record(folder))
    for _ in range(6):
        if "No question" in shown(box):
            break
        labels = [button.description for button in buttons(box)]
        assert len(labels) >= 3
        assert all(labels)
        buttons(box)[0].click()
        assert "Written into settings.toml" in shown(box)
    assert not bpa.notebook.open_record(folder).exports.questions
    assert bpa.notebook.open_record(folder).daily["runs"].sum() == 2
    assert bpa.notebook.open_record(folder).settings.pain.region == "Knie"
    for line in ("[pain]", "region = &quot;Knie&quot;"):
        assert line in shown(box)


def test_a_question_can_be_put_off(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", runs=RUNS)
    box = bpa.notebook.choose_answers(bpa.notebook.open_record(folder))
    for _ in range(3):
        buttons(box)[-1].click()
    assert "3 questions are left open" in shown(box)
    assert not (folder / "settings.toml").exists()


def test_an_answer_that_cannot_be_written_is_said_and_asked_again(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", runs=RUNS)
    path = folder / "settings.toml"
    path.write_text('timezone = "UTC"\n')
    path.chmod(0o444)
    box = bpa.notebook.choose_answers(bpa.notebook.open_record(folder))
    buttons(box)[0].click()
    assert "read-only" in shown(box)
    assert "Question 1" in shown(box)
    assert path.read_text() == 'timezone = "UTC"\n'


def test_the_example_has_nothing_to_set_up() -> None:
    box = bpa.notebook.set_up(bpa.notebook.open_record())
    assert "made-up example" in shown(box)
    assert not buttons(box)


def test_the_plan_is_fixed_by_a_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backpain_analysis.notebook.questions.REPORTS", tmp_path / "reports")
    shutil.copytree(bpa.find_person() / "raw", tmp_path / "raw")
    box = bpa.notebook.set_up(bpa.notebook.open_record(tmp_path))
    assert "You run 1.5 to 5.5 times and 7.9 to 29.7 km a week" in shown(box)
    yes, no = buttons(box)
    no.click()
    assert "nothing was fixed" in shown(box)
    assert not (tmp_path / "plan.toml").exists()
    yes.click()
    assert "The plan is fixed" in shown(box)
    plan = bpa.read_settings(tmp_path).frozen_plan
    assert plan is not None
    assert plan.contrasts["frequency"] == (1.5, 5.5)
    assert "nothing to confirm" in shown(bpa.notebook.set_up(bpa.notebook.open_record(tmp_path)))


def test_where_nobody_clicks_a_sentence_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPAIN_REPORT", "1")
    me = bpa.notebook.open_record()
    assert isinstance(bpa.notebook.choose_part(me), Note)
    assert isinstance(bpa.notebook.choose_report(me), Note)
    assert isinstance(bpa.notebook.set_up(me), Note)


def test_the_button_writes_the_report_of_the_person_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from backpain_analysis.notebook import widgets

    asked: list[object] = []

    def on_a_full_disk(person: object, *_: object, **__: object) -> None:
        asked.append(person)
        raise OSError("no space left")

    monkeypatch.setattr(widgets, "nobody_clicks", lambda: False)
    monkeypatch.setattr("backpain_analysis.report.write_report", on_a_full_disk)
    for person in (tmp_path, None):
        settings = SimpleNamespace(person=person)
        record: Any = SimpleNamespace(words=Phrases(), settings=settings)
        button, said = widgets.choose_report(record).children
        button.click()
        assert "no space left" in said.value
        assert not button.disabled
    assert asked == [tmp_path, ""]


def test_diaries_like_mine_are_as_long_and_as_fully_rated(monkeypatch: pytest.MonkeyPatch) -> None:
    from backpain_analysis.notebook import display

    asked = []
    monkeypatch.setattr(display, "nearest", lambda *found: asked.append(found))
    monkeypatch.setattr(bpa.plots, "false_alarms", lambda *_, **__: SimpleNamespace(figure=None))
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    daily["pain"] = np.nan
    daily.loc[daily.index[[2, 3, 11]], "pain"] = 3.0
    bpa.notebook.show_false_alarms(SimpleNamespace(daily=daily, words=None))  # type: ignore[arg-type]
    assert asked == [(10, pytest.approx(0.3))]


def told(record: bpa.notebook.Record) -> str:
    """Return what the notebooks say of a record in words, but for what the importer said."""
    show = bpa.notebook
    notes = [
        record,
        show.show_files(record),
        show.show_set_aside(record),
        show.show_days(record),
        show.show_coverage(record),
        show.show_course(record),
        show.show_months(record),
        show.show_plan(record),
        show.show_sentence(record, "distance"),
        show.show_sentences(record),
        show.show_numbers(record),
        show.show_findings(record, bpa.reverse_test, bpa.ways_through),
        show.show_checks(record, "distance"),
        show.show_diaries_like_mine(record),
        show.show_others(record),
        show.choose_answers(record),
    ]
    return "\n".join(repr(note) for note in notes)


def test_the_notebooks_speak_the_persons_language(tmp_path: Path) -> None:
    shutil.copytree(bpa.find_person() / "raw", tmp_path / "raw")
    (tmp_path / "settings.toml").write_text('language = "de"\n')
    me = bpa.notebook.open_record(tmp_path)
    text = told(me)
    assert "465 Tage mit einer Schmerzangabe" in text
    assert not re.findall(r"\b(?:the|and|with|of|is|after|weeks?|days?)\b", text)
    picture = bpa.notebook.show_answer(me, "distance")
    assert "Schmerz" in picture.caption


def test_the_notebooks_speak_of_the_persons_activity(tmp_path: Path) -> None:
    shutil.copytree(bpa.find_person() / "raw", tmp_path / "raw")
    path = tmp_path / "raw" / "activities.csv"
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    rides = [[*row[:3], "Ride", *row[4:]] for row in rows]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rides])
    (tmp_path / "settings.toml").write_text('activities = ["ride"]\n')
    text = told(bpa.notebook.open_record(tmp_path))
    assert "336 rides" in text
    assert not re.findall(r"\b(?:[Rr]un|[Rr]uns|[Rr]unning)\b", text)


def test_what_a_file_holds_is_shown_as_text(tmp_path: Path) -> None:
    pain = "date,pain,region\n2026-03-01,3,<b>back\x1b[31m\n2026-03-02,3,neck\n"
    me = bpa.notebook.open_record(person(tmp_path / "p", pain=pain))
    for note in (me, bpa.notebook.show_files(me), bpa.notebook.show_set_aside(me)):
        html = note._repr_html_()
        assert "<b>back" not in html
        assert "\x1b" not in html
    assert "<b>back" not in shown(bpa.notebook.choose_answers(me))


def record_of(pain: list[float], **columns: list[float]) -> Any:
    """Return what stands for a record whose days are these."""
    index = pd.date_range("2026-01-05", periods=len(pain), freq="D", name="day")
    daily = pd.DataFrame({"pain": pain, "distance_km": np.nan, "weight_kg": np.nan}, index)
    return SimpleNamespace(words=Phrases(), daily=daily.assign(**columns))


def test_the_course_goes_from_the_first_half_to_the_second() -> None:
    """Three of seven days, then four; a kilometre a day is seven a week."""
    p = Phrases()
    told = repr(bpa.notebook.show_course(record_of([2, 2, 2, 6, 6, 6, 6], distance_km=[1.0] * 7)))
    halves = [p("notebook.course.usual_pain", low=x, middle=x, high=x) for x in (2.0, 6.0)]
    assert p("notebook.course.pain", before=halves[0], after=halves[1]) in told
    assert p("notebook.course.usual_distance", km=7.0) in told
    spread = repr(bpa.notebook.show_course(record_of([1.0, 2, 3, 4, 5] * 2)))
    assert p("notebook.course.usual_pain", low=2.0, middle=3.0, high=4.0) in spread


def test_what_only_one_half_holds_has_no_course() -> None:
    for pain in ([3.0, 3.0, np.nan, np.nan], [np.nan, np.nan, 3.0, 3.0]):
        told = repr(bpa.notebook.show_course(record_of(pain)))
        assert Phrases()("notebook.course.nothing") in told


def test_more_reasons_than_are_shown_are_counted(tmp_path: Path) -> None:
    pain = "date,pain\n2026-03-01,3\n2026-03-02,12\n2026-03-03,\n2026-03-04,-1\n"
    runs = "date,distance_km,activity\n2026-03-01,5,run\n2026-03-02,500,run\n"
    me = bpa.notebook.open_record(person(tmp_path / "p", pain=pain, runs=runs))
    fates = me.exports.ledger.as_listed().in_words(me.words).query("fate != 'kept'")
    reasons = len(fates.value_counts(["file", "fate", "reason"]))
    assert reasons > 1
    all_shown = repr(bpa.notebook.show_set_aside(me, at_most=reasons))
    assert all_shown == repr(bpa.notebook.show_set_aside(me))
    one_less = repr(bpa.notebook.show_set_aside(me, at_most=reasons - 1))
    assert me.words("notebook.files.more_reasons", n=1) in one_less
    assert me.words("notebook.files.more_reasons", n=1) not in all_shown


def test_diaries_like_mine_are_counted_from_the_first_rating_to_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rated on the 2nd, 3rd and 6th of eight days: three of five."""
    from backpain_analysis.notebook import display

    asked: list[Any] = []
    monkeypatch.setattr(display, "like_mine", lambda *found: asked.append(found))
    monkeypatch.setattr(display, "simulated_sentence", lambda words, found: "")
    nan = np.nan
    display.show_diaries_like_mine(record_of([nan, 3, 3, nan, nan, 3, nan, nan]))
    assert asked == [(5, 0.6)]


def test_a_report_is_opened_in_the_jupyterlab_that_shows_the_notebook(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from backpain_analysis.notebook.widgets import address_of

    servers = []
    for pid in (11, 22, 33):
        servers.append({"pid": pid, "root_dir": str(tmp_path), "base_url": f"/{pid}/"})
    running = SimpleNamespace(list_running_servers=lambda: servers)
    monkeypatch.setitem(sys.modules, "jupyter_server", SimpleNamespace(serverapp=running))
    monkeypatch.setitem(sys.modules, "jupyter_server.serverapp", running)
    monkeypatch.setenv("JPY_PARENT_PID", "22")
    assert address_of(tmp_path / "a b" / "yours.html") == "/22/files/a%20b/yours.html"
    assert address_of(tmp_path.parent / "x.html").startswith("file:")


def test_a_file_that_was_not_read_gave_no_row(tmp_path: Path) -> None:
    me = bpa.notebook.open_record(person(tmp_path / "p", pain="date,pain\n2026-03-01,3\n"))
    (tmp_path / "p" / "raw" / "notes.csv").write_bytes(b"")
    me = bpa.notebook.open_record(tmp_path / "p")
    shown = bpa.notebook.show_files(me).parts[0]
    rows = {column: shown[column].tolist() for column in shown if "rows" in str(column).casefold()}
    assert rows, shown.columns
    by_file = dict(zip(shown.iloc[:, 0], next(iter(rows.values())), strict=True))
    assert by_file == {"notes.csv": 0, "pain.csv": 1}


TOLD = {
    "held": lambda me: me.held,
    "lacking": lambda me: " / ".join(me.lacking),
    "course": bpa.notebook.show_course,
    "months": lambda me: bpa.notebook.show_months(me, months=4),
    "plan": bpa.notebook.show_plan,
    "numbers": bpa.notebook.show_numbers,
    "like mine": bpa.notebook.show_diaries_like_mine,
    "files": bpa.notebook.show_files,
    "set aside": lambda me: bpa.notebook.show_set_aside(me, at_most=2),
    "decisions": bpa.notebook.show_decisions,
    "days": lambda me: bpa.notebook.show_days(me, months=3),
    "coverage": bpa.notebook.show_coverage,
}


def test_what_the_notebooks_say_of_the_example_is_as_approved() -> None:
    me = bpa.notebook.open_record()
    lines = []
    for name, tell in TOLD.items():
        lines += [f"{name}:", *str(tell(me)).split("\n"), ""]
    same_as_approved("notebook/example", lines, tolerance=1e-3)


def test_what_the_notebooks_say_of_a_fair_test_is_as_approved() -> None:
    me = bpa.notebook.open_record(EXAMPLE_TEST)
    lines = [me.held, *str(bpa.notebook.show_test_so_far(me)).split("\n")]
    lines += str(bpa.notebook.show_stopping_rule(me)).split("\n")
    same_as_approved("notebook/fair_test", lines, tolerance=1e-3)
