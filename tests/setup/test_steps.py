"""What a person is asked: in words, with what each answer would mean, and what other files say."""

from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.language import Phrases
from backpain_analysis.setup import Step, StepWords, first_step, step_words, steps, write_answer

GARMIN = "Activity Type,Date,Distance,Calories,Time\n"
MILES = (
    GARMIN + "Running,2026-05-10 07:00:00,3.11,300,00:30:00\n"
    "Running,2026-05-12 07:00:00,4.00,400,00:40:00\nRunning,2026-05-14 07:00:00,5.00,500,00:50:00\n"
)
STRAVA = "start,activity,distance_km,duration_min\n2026-05-10T07:00:00,run,5.01,30\n"
STRAVA += "2026-03-01T18:15:00,run,7.5,45\n2026-03-03T06:20:00,run,6.5,40\n"


def person(folder: Path, settings: str = "", **files: str) -> Path:
    (folder / "raw").mkdir(parents=True)
    (folder / "settings.toml").write_text('timezone = "UTC"\n' + settings, encoding="utf-8")
    for name, text in files.items():
        (folder / "raw" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def step_of(folder: Path) -> tuple[Step, StepWords]:
    settings = bpa.read_settings(folder)
    step = first_step(bpa.read_exports(settings.raw, settings), settings)
    assert step is not None
    return step, step_words(Phrases(settings.language, settings.activities), step)


def test_another_files_session_is_named_as_evidence(tmp_path: Path) -> None:
    _, words = step_of(person(tmp_path / "p", garmin=MILES, strava=STRAVA))
    assert words.asked == (
        "Garmin Connect does not say in which unit its distances are. Kilometres or miles?"
    )
    labels = [label for label, _ in words.choices]
    assert labels == ["Kilometres", "Miles", "Leave this file out"]
    kilometres, miles, _ = (means for _, means in words.choices)
    same = "strava.csv holds the same session on 10 May 2026"
    assert f"{same}, with 5.01 km: this fits" in miles
    assert f"{same}, but with 5.01 km, not 3.11: this does not fit" in kilometres
    assert "half of them longer than 6.4 km" in miles
    assert "pace of 6:13 minutes" in miles


def test_what_another_file_settles_is_not_asked(tmp_path: Path) -> None:
    rows = ["2026-05-10T07:00:00,run,5.01,30", "2026-05-12T07:00:00,run,6.44,40"]
    rows.append("2026-05-14T07:00:00,run,8.05,50")
    strava = "start,activity,distance_km,duration_min\n" + "\n".join(rows) + "\n"
    folder = person(tmp_path / "p", garmin=MILES, strava=strava)
    settings = bpa.read_settings(folder)
    assert first_step(bpa.read_exports(settings.raw, settings), settings) is None


def test_two_questions_about_one_file_are_asked_one_after_the_other(tmp_path: Path) -> None:
    text = GARMIN + "".join(
        f'Running,0{day}/06/2026 07:00,"3,{day}00",300,00:30:00\n' for day in (2, 3, 4, 5)
    )
    folder = person(tmp_path / "p", garmin=text)
    asked = []
    for _ in range(5):
        settings = bpa.read_settings(folder)
        step = first_step(bpa.read_exports(settings.raw, settings), settings)
        if step is None:
            break
        asked.append(step.question.key)
        write_answer(folder, step.question, step.choices[0].values)
    assert len(asked) == len(set(asked)) >= 2
    told = bpa.read_settings(folder).for_file("garmin.csv")
    assert {key: getattr(told, key) for key in asked}.keys() == told.given().keys()


def test_a_table_of_ones_own_is_confirmed_at_once(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{day:02d},{day % 4},\n" for day in range(1, 31))
    folder = person(tmp_path / "p", mine="When,Rücken,Coffee\n" + rows)
    step, words = step_of(folder)
    assert words.asked.startswith("This looks like a table of your own.")
    assert words.asked.endswith("What is the highest rating that the scale allows?")
    labels = [label for label, _ in words.choices]
    assert labels[0].startswith("Yes, and: the scale is")
    assert len(labels) >= 3
    write_answer(folder, step.question, step.choices[1].values)
    settings = bpa.read_settings(folder)
    exports = bpa.read_exports(settings.raw, settings)
    assert not exports.questions
    assert len(exports.pain) == 30
    assert f"0-{round(30 / exports.pain['pain'].max())}" in labels[1]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_region_is_asked_with_how_often_each_was_rated(tmp_path: Path, language: str) -> None:
    pain = "date,pain,region\n2026-04-01,3,Rücken\n2026-04-01,2,Knie\n2026-04-02,4,Knie\n"
    folder = person(tmp_path / "p", f'language = "{language}"\n', pain=pain)
    step, words = step_of(folder)
    assert [label for label, _ in words.choices] == ["Knie", "Rücken"]
    expected = {"en": "2 ratings, from 1 April 2026", "de": "2 Angaben, vom 1. April 2026"}
    assert expected[language] in words.choices[0][1]
    assert step.open_answer == ""


def test_a_file_that_is_left_out_is_not_asked_about_again(tmp_path: Path) -> None:
    folder = person(tmp_path / "p", garmin=MILES)
    step, _ = step_of(folder)
    write_answer(folder, step.question, step.choices[-1].values)
    settings = bpa.read_settings(folder)
    exports = bpa.read_exports(settings.raw, settings)
    assert not exports.questions
    assert exports.runs.empty


def test_names_in_files_are_shown_as_text(tmp_path: Path) -> None:
    pain = "date,pain,region\n2026-04-01,3,ba\x1b[31mck\n2026-04-01,2,knee\n"
    _, words = step_of(person(tmp_path / "p", pain=pain))
    assert "\x1b" not in str(words)


def test_a_question_that_is_put_off_makes_room_for_the_next(tmp_path: Path) -> None:
    dates = "date,distance_km\n03/04/2026,5\n05/04/2026,6\n"
    folder = person(tmp_path / "p", a=dates, b=dates)
    settings = bpa.read_settings(folder)
    exports = bpa.read_exports(settings.raw, settings)
    first = first_step(exports, settings)
    assert (first.place, first.count) == (1, 2)
    second = first_step(exports, settings, [first.question])
    assert (second.place, second.count) == (2, 2)
    assert first_step(exports, settings, [first.question, second.question]) is None


@pytest.mark.parametrize(("most", "tells"), [(3, True), (2, False)])
def test_what_an_answer_would_mean_is_not_told_of_a_large_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, tells: bool
) -> None:
    """Three sessions stand in the file, which would be read once more for each choice."""
    monkeypatch.setattr(steps, "MOST_READ", most)
    _, words = step_of(person(tmp_path / "p", garmin=MILES))
    assert any(means for _, means in words.choices) == tells


def test_what_all_choices_mean_alike_tells_nothing(tmp_path: Path) -> None:
    """A rating of 3 or 5 is as many days, whatever the scale."""
    rows = "".join(f"2026-01-{day:02d},{day % 6}\n" for day in range(1, 31))
    step, words = step_of(person(tmp_path / "p", pain="date,pain\n" + rows))
    different = {means for _, means in words.choices if means}
    assert len(different) != 1
    assert step.open_answer == "scale"
