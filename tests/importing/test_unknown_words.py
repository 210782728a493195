"""Words for activities that nobody here knows: asked about once, or listed."""

from pathlib import Path

import pytest

import backpain_analysis as bpa
from backpain_analysis.importing import Exports
from backpain_analysis.language import Phrases, question_words, setting_words
from backpain_analysis.setup import first_step, step_words, write_answer

STRAVA_HEADER = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename"
)


def strava(*sessions: tuple[str, int, str], month: str = "Jan") -> str:
    """Return a Strava file of sessions, each a word, seconds and kilometres."""
    rows = [STRAVA_HEADER]
    for day, (word, seconds, km) in enumerate(sessions, 1):
        rows.append(f'{day},"{month} {day}, 2026, 7:00:00 AM",x,{word},{seconds},{km},a')
    return "\n".join(rows) + "\n"


FIT = ("Canicross", 2400, "7.1")
TWO_FILES = {
    "a/activities.csv": strava(FIT, FIT, FIT, ("Kitesurf", 2400, "17.5"), ("Padel", 3600, "")),
    "b/activities.csv": strava(*[("Joelette", 3000, "6.5")] * 4, month="Feb"),
}


def read_words(folder: Path, files: dict[str, str], settings: str = "") -> Exports:
    for name, text in files.items():
        path = folder / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    return bpa.read_exports(None, bpa.read_settings(folder))


def test_unknown_words_that_may_be_runs_are_asked_about_once_for_all_files(tmp_path):
    exports = read_words(tmp_path, TWO_FILES)
    (question,) = exports.questions
    asked = question_words(Phrases(), question)
    assert "“Joelette”".casefold() in asked.casefold()
    assert "(4 sessions, 6.5 km in the middle, 7.7 minutes a kilometre; b/activities.csv)" in asked
    assert "canicross" in asked
    assert "padel" not in asked
    assert "kitesurf" not in asked  # too fast
    assert setting_words(Phrases(), question).splitlines() == [
        "[words]", '"joelette" = "run"  # or "other"', '"canicross" = "run"  # or "other"',
    ]  # fmt: skip


def test_the_answer_about_words_is_obeyed_whichever_it_is(tmp_path):
    (question,) = read_words(tmp_path / "a", TWO_FILES).questions
    as_runs = read_words(tmp_path / "b", TWO_FILES, question.lines)
    assert not as_runs.questions
    assert (as_runs.runs["activity"] == "run").sum() == 7
    no_runs = question.lines.replace('"run"', '"other"')
    as_others = read_words(tmp_path / "c", TWO_FILES, no_runs)
    assert not as_others.questions
    assert (as_others.runs["activity"] == "other").sum() == 7


@pytest.mark.parametrize(
    ("session", "n"),
    [
        (FIT, 2),
        (("Canicross", 2400, ""), 9),
        (("Steprullning", 3600, "4.0"), 9),
        (("Walk", 2400, "5"), 9),
    ],
)
def test_words_that_cannot_be_runs_are_only_listed(tmp_path, session, n):
    assert not read_words(tmp_path, {"activities.csv": strava(*[session] * n)}).questions


@pytest.mark.parametrize(("place", "runs"), [(0, 7), (-1, 0)])
def test_the_dialogue_writes_the_answer_about_words(tmp_path, place, runs):
    exports = read_words(tmp_path, TWO_FILES)
    step = first_step(exports, bpa.read_settings(tmp_path))
    assert step is not None
    likeliest, _ = step_words(Phrases(), step).choices[0]
    assert likeliest == '"joelette": run; "canicross": run'
    write_answer(tmp_path, step.question, step.choices[place].values)
    answered = bpa.read_exports(None, bpa.read_settings(tmp_path))
    assert not answered.questions
    assert (answered.runs["activity"] == "run").sum() == runs
