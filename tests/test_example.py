"""The made-up person in data/example: known truth, and a naive correlation that is wrong."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from approved import same_as_approved
from listed import lines_of, page_lines
from listed_results import answers_lines, checks_lines, checks_of
from listed_words import checks_words
from scipy.stats import pearsonr

import backpain_analysis as bpa
from backpain_analysis.checks import Sensitivity
from backpain_analysis.language import LANGUAGES
from backpain_analysis.report import analysis as of_analysis
from backpain_analysis.report.analysis import analyse
from backpain_analysis.report.clinician import clinician_content
from backpain_analysis.report.pages import notices
from backpain_analysis.report.results import results
from backpain_analysis.report.yours import your_page
from backpain_analysis.simulation import make_tested_example
from backpain_analysis.trial import TrialVerdict
from backpain_analysis.trial import analyse as analyse_test

EXAMPLE = Path(__file__).parent.parent / "data" / "example"
TESTED = EXAMPLE.with_name("example_test")


@pytest.fixture(scope="module")
def analysis():
    return analyse(bpa.read_settings(EXAMPLE), today=dt.date(2026, 10, 7), example=True)


@pytest.fixture(scope="module")
def example(analysis):
    return analysis.daily, analysis.answers


def test_its_exports_are_what_seed_1_gives(tmp_path):
    truth = bpa.make_example(tmp_path, seed=1)
    assert truth == -1.0
    made = sorted(p.name for p in (tmp_path / "raw").iterdir())
    assert made == sorted(p.name for p in (EXAMPLE / "raw").iterdir())
    for name in made:
        assert (tmp_path / "raw" / name).read_bytes() == (EXAMPLE / "raw" / name).read_bytes()


def test_the_fair_test_is_what_its_seed_gives(tmp_path):
    test = make_tested_example(tmp_path)
    assert test.confirmed.everything
    assert test.schedule.high.km <= 30
    made = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert [p.name for p in made] == ["activities.csv", "pain_diary.csv", "weight.csv", "test.toml"]
    for name in made:
        assert (tmp_path / name).read_bytes() == (TESTED / name).read_bytes()


@pytest.mark.slow
def test_the_fair_test_covers_the_truth():
    me = bpa.notebook.open_record(TESTED)
    result = analyse_test(me.diary, me.fair_test)
    assert result.is_complete
    assert result.interval.lower < -1.0 < result.interval.upper
    assert result.verdict is TrialVerdict.EFFECT


def test_answers_and_checks_are_as_approved(analysis):
    answers = answers_lines(analysis.answers, waits=False)
    same_as_approved("results/answers_example", answers)
    checks = checks_of(analysis.diary)
    same_as_approved("results/checks_example", checks_lines(checks))
    *single, ways = checks.values()
    same_as_approved("words/checks_example", checks_words([*single, *ways]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_as_approved(analysis, language, monkeypatch):
    """But for other ways to ask, which take a while: tests/checks/test_sensitivity.py."""
    monkeypatch.setattr(of_analysis, "sensitivity", lambda *args: Sensitivity(bpa.DISTANCE, ()))
    spoken = replace(analysis.settings, language=language)
    shown = replace(analysis, settings=spoken)
    today = dt.date(2026, 10, 7)
    page = your_page(shown, month="2026-10", today=today, notices=notices(shown, shown.phrases))
    same_as_approved(f"pages/yours_{language}", page_lines(page))
    content = clinician_content(shown, today)
    same_as_approved(f"pages/clinician_{language}", lines_of(content, "c"))
    if language == "en":
        content = lines_of(results("2026-10", "example", shown), "results", without=("software",))
        same_as_approved("pages/results", content)


def test_the_primary_covers_the_truth(example):
    low, high = example[1]["distance"].fit.conf_int(0.99)
    assert low < -1.0 < high


def test_the_same_day_correlation_is_significant_although_nothing_acts_on_the_same_day(example):
    both = example[0][["pain", "distance_km"]].dropna()
    same_day = pearsonr(both["pain"], both["distance_km"])
    assert same_day.pvalue < 0.001
    assert example[1].reverse.finding == "yes"


def test_every_run_stands_on_its_local_day(example):
    daily, _ = example
    assert (daily["runs"] <= 1).all()  # a run after 22:00 UTC would double the next day
    assert daily["pain"].notna().sum() == 465
    assert daily["weight_kg"].notna().sum() == 170


def shuffled(raw: Path) -> None:
    for path in raw.iterdir():
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        text = "\n".join([header, *pd.Series(rows).sample(frac=1, random_state=1)])
        path.write_text(text + "\n", encoding="utf-8")


def in_miles(raw: Path) -> None:
    runs = pd.read_csv(raw / "activities.csv")
    start = pd.to_datetime(runs["Activity Date"], format="%b %d, %Y, %I:%M:%S %p", utc=True)
    local = start.dt.tz_convert(bpa.read_settings(EXAMPLE).timezone).dt.tz_localize(None)
    table = {
        "start": local,
        "activity": runs["Activity Type"],
        "distance_mi": runs["Distance.1"] / 1609.344,
    }
    pd.DataFrame(table).to_csv(raw / "runs.csv", index=False)
    (raw / "activities.csv").unlink()


@pytest.mark.parametrize("change", [shuffled, in_miles])
def test_the_order_of_rows_and_the_unit_of_distance_change_no_answer(example, change, tmp_path):
    person = Path(shutil.copytree(EXAMPLE, tmp_path / "person"))
    change(person / "raw")
    settings = bpa.read_settings(person)
    daily = bpa.build_diary(bpa.read_exports(settings.raw, settings), settings)
    for before, after in zip(example[1], bpa.answer(daily, settings), strict=True):
        assert after.verdict == before.verdict
        assert after.fit.estimate == pytest.approx(before.fit.estimate, abs=1e-3)
        assert after.fit.std_error == pytest.approx(before.fit.std_error, abs=1e-3)
