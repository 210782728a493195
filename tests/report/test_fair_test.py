"""The fair test in a report: hidden while it lasts, first when it is over, plain in every case."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from approved import same_as_approved
from listed import lines_of, page_lines
from made_tests import (
    AFTER,
    DURING,
    LAST,
    START,
    analysis_with,
    made_days,
    made_result,
    made_test,
    odd_results,
    reported,
)

import backpain_analysis as bpa
from backpain_analysis.cli.report import tell_fair_test
from backpain_analysis.language import (
    Phrases,
    fair_details,
    fair_line,
    fair_sentence,
    fair_table,
    read_catalogue,
)
from backpain_analysis.report import end_words, fair_test, reported_test
from backpain_analysis.report.clinician import clinician_content
from backpain_analysis.report.fair_test import test_as_data as as_data
from backpain_analysis.report.fair_test import test_news as news_of
from backpain_analysis.report.results import results
from backpain_analysis.report.yours import your_page
from backpain_analysis.settings import PainSettings, Settings
from backpain_analysis.trial import progress_of, text_of

LANGUAGES = ["en", "de"]
EARLY = START - dt.timedelta(days=2)
NOT_WORDS = re.compile(r"\b(nan|NaN|inf|None)\b|[{}]")


def said(p: Phrases, result: Any) -> list[str]:
    """Return every sentence about a result, for the person and for a clinician."""
    lines = [fair_line(p, result)]
    for whom in ("you", "person"):
        lines.append(fair_sentence(p, result, whom))
        lines += fair_details(p, result, whom)
        lines += end_words(p, made_test(), result, whom)
    lines += [cell for row in fair_table(p, result) for cell in row]
    return lines


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", odd_results())
def test_every_result_is_said_in_words(name: str, language: str) -> None:
    lines = said(Phrases(language), odd_results()[name])
    assert not [line for line in lines if NOT_WORDS.search(line) or not line.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_every_result_is_as_approved(language: str) -> None:
    lines = []
    for name, result in odd_results().items():
        lines += [f"# {name}", *said(Phrases(language), result)]
    same_as_approved(f"words/fair_test_{language}", lines)


PAGES = {"over": (AFTER, made_result()), "during": (DURING, None), "before": (EARLY, None)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_a_test_are_as_approved(name: str, language: str) -> None:
    today, result = PAGES[name]
    days = made_days(1.0, until=today)
    analysis = analysis_with(days, reported(days, today, result), language=language)
    page = page_lines(your_page(analysis, month="2026-08", today=today))
    told = lines_of(clinician_content(analysis, today)["fair_test"], "clinician")
    as_approved = [*told, *lines_of(as_data(analysis.fair_test), "data"), *page]
    same_as_approved(f"pages/fair_test_{name}_{language}", as_approved)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("activities", [("run",), ("walk",), ("swim",), ("row", "ski")])
def test_the_line_has_at_most_twelve_words(language: str, activities: tuple[str, ...]) -> None:
    p = Phrases(language, activities)
    for result in odd_results().values():
        assert len(fair_line(p, result).split()) <= 12


def test_the_line_says_which_way_and_that_little_is_little() -> None:
    p = Phrases()
    lines = {name: fair_line(p, result) for name, result in odd_results().items()}
    assert lines["usual"] == "Being asked for more running lowered the pain."
    assert lines["harm"] == "Being asked for more running raised the pain."
    assert lines["small"] == "More running lowered the pain, but by too little to matter."
    assert lines["none"] == "More running had no effect on pain that matters."
    assert lines["open"] == "This test cannot tell whether running changes the pain."
    assert lines["distances unknown"] == "Being asked for more running changed the pain."


def test_an_end_without_a_bound_is_said() -> None:
    p = Phrases()
    odd = odd_results()
    assert "without a bound on either side" in fair_sentence(p, odd["no bound"])
    assert "0.1 points lower or less, without a bound below" in fair_sentence(
        p, odd["no lower bound"]
    )
    assert "0.1 points higher or more, without a bound above" in fair_sentence(
        p, odd["no upper bound"]
    )


def test_the_numbers_by_hand() -> None:
    """-0.9 per 10 km a week, over 16 km: -1.44; p = .012 is 12 of 1,000."""
    told = " ".join(said(Phrases(), made_result()))
    assert "over these 20 weeks" in told
    assert "pain 0.9 points lower for every 10 km a week more" in told
    assert "pain 1.4 points lower (95 % interval: 2.6 lower to 0.3 lower)" in told
    assert "in 12 of 1,000 tests" in told
    assert "Rated: 86 % of the days with more running, 85 % of those with less." in told


@pytest.mark.parametrize(("pvalue", "said_as"), [(0.0007, "fewer than 1"), (0.001, "in 1 of")])
def test_a_rare_chance_is_said_alike_in_words_and_as_a_number(pvalue: float, said_as: str) -> None:
    told = " ".join(fair_details(Phrases(), made_result(pvalue=pvalue), "person"))
    assert said_as in told
    assert ("p below 0.001" in told) == (pvalue < 0.001)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_before_the_end_depends_on_how_pain_differs(language: str) -> None:
    """Two diaries, in one of which pain is 4 points lower in the high blocks: the same words."""
    shown = []
    for high_less in (0.0, 4.0):
        days = made_days(high_less)
        test = reported(days, DURING)
        page = your_page(analysis_with(days, test, language=language))
        section = re.search(r'<section class="fair-test".*?</section>', page, re.S)
        assert section is not None
        shown.append((section[0], json.dumps(as_data(test), default=str)))
    assert shown[0] == shown[1]


def test_before_the_end_nothing_is_even_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looks(*given: Any) -> None:
        raise AssertionError("a look")

    monkeypatch.setattr(fair_test, "analyse", looks)
    monkeypatch.setattr(fair_test, "latest_test", lambda person: made_test())
    settings = Settings(person=tmp_path)
    days = bpa.Diary(made_days())
    for today in (START, DURING, LAST):
        found = reported_test(settings, days, today)
        assert found is not None
        assert found.result is None
        assert found.state == "running"
        assert clinician_content(analysis_with(days.days, found))["fair_test"] is None
    with pytest.raises(AssertionError, match="a look"):
        reported_test(settings, days, AFTER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_effect_is_said_of_the_fair_test_alone(language: str) -> None:
    word = {"en": r"\beffect", "de": r"Wirkung"}[language]
    days = made_days(1.0)
    analysis = analysis_with(days, reported(days, AFTER, made_result()), language=language)
    page = your_page(analysis)
    page = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.S)
    outside = re.sub(r'<section class="fair-test".*?</section>', "", page, flags=re.S)
    assert re.search(word, page)
    assert not re.search(word, outside)
    content = clinician_content(analysis)
    assert re.search(word, str(content.pop("fair_test")))
    assert not re.search(word, str(content))


def texts(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= texts(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = str(value)
    return found


@pytest.mark.parametrize(
    ("language", "word"), [("en", r"\beffects?\b"), ("de", r"Wirkung|bewirk|wirkt\b")]
)
def test_no_phrase_of_another_page_says_effect(language: str, word: str) -> None:
    allowed = ("fair.", "figure.fair_test.", "trial_lack.", "figure.false_alarms.ardl")
    for key, text in texts(read_catalogue(language)).items():
        if not key.startswith(allowed):
            assert not re.search(word, text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_about_a_test_urges_advises_or_blames(language: str) -> None:
    urging = {
        "en": r"\b(failed|fail|gave up|should run|must run|make up for|keep going|please finish)\b",
        "de": r"gescheitert|versagt|aufgegeben|sollten Sie laufen|müssen Sie laufen|durchhalten",
    }[language]
    for key, text in texts(read_catalogue(language)).items():
        if key.startswith(("fair.", "trial.", "notebook.test.", "changes_test.", "figure.")):
            assert not re.search(urging, text), key


def test_the_result_stands_first_and_a_running_test_does_not() -> None:
    days = made_days()
    over = your_page(analysis_with(days, reported(days, AFTER, made_result())))
    running = your_page(analysis_with(days, reported(days, DURING)))
    for page in (over, running):
        assert 'href="#urgent"' in page.split('id="fair-test"')[1].split("</section>")[0]
    assert over.index('id="fair-test"') < over.index('class="cards"')
    assert running.index('id="fair-test"') > running.index('class="cards"')
    assert "Stop if your pain is 8 or more on 3 days in a row" in running
    assert "hidden" in running


def test_settings_that_were_others_when_it_was_drawn_are_said_when_it_is_over() -> None:
    days = made_days()
    over = reported(days, AFTER, made_result())
    assert "your settings now name" not in your_page(analysis_with(days, over))
    changed = Settings(pain=PainSettings(region="knee"))
    progress = progress_of(over.test, bpa.Diary(days), AFTER, changed)
    page = your_page(analysis_with(days, replace(over, progress=progress)))
    assert "your settings now name knee" in page


def test_the_terminal_says_the_result_or_how_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    p = Phrases()
    days = made_days()
    tell_fair_test(p, analysis_with(days, reported(days, AFTER, made_result())))
    over = capsys.readouterr().out
    assert over.startswith(
        "- Your fair test: Being asked for more running lowered the pain. In you,"
    )
    tell_fair_test(p, analysis_with(days, reported(days, DURING)))
    running = capsys.readouterr().out
    assert running.startswith("- Your fair test: ")
    assert "pain" not in running
    tell_fair_test(p, analysis_with(days, None))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", odd_results())
def test_every_result_has_a_page(name: str) -> None:
    days = made_days()
    page = your_page(analysis_with(days, reported(days, AFTER, odd_results()[name])))
    assert not re.search(r"\bnan\b|NaN|\binf\b", page)


def test_a_log_that_ends_midway_and_a_stop_are_said() -> None:
    p = Phrases()
    short = made_result(last_day=DURING, is_complete=False)
    assert "The files end on 20 May 2026" in " ".join(end_words(p, made_test(), short))
    stopped = made_test(stopped_on=DURING, stopped_for="injury")
    told = " ".join(end_words(p, stopped, short))
    assert "You stopped it on 20 May 2026. Stopping is part of a fair test: the 80 days" in told
    assert "files end" not in told


def test_a_region_from_a_file_is_a_text_on_the_page() -> None:
    days = made_days()
    test = made_test(region="<img src=x>")
    progress = fair_test.progress_of(test, bpa.Diary(days), DURING, Settings())
    page = your_page(analysis_with(days, fair_test.ReportedTest(progress)))
    assert "&lt;img src=x&gt;" in page
    assert "<img src=x>" not in page


def test_results_hold_the_test_and_no_number_that_is_none() -> None:
    days = made_days()
    result = odd_results()["no lower bound"]
    analysis = analysis_with(days, reported(days, AFTER, result))
    content = results("2026-08", "someone", analysis)["fair_test"]
    assert content["state"] == "ended"
    assert content["planned_end"] == "2026-07-19"
    assert content["order"][:2] == ["high", "low"]
    assert content["result"]["interval"] == [None, -0.1]
    assert content["result"]["verdict"] == "effect found"
    assert len(content["result"]["blocks"]) == 10


def told(then: Any, now: Any) -> list[str]:
    plain = [json.loads(json.dumps(as_data(test), default=str)) for test in (then, now)]
    return [remark.code.partition(".")[2] for remark in news_of(*plain)]


def test_what_is_new_of_a_test_is_told_once() -> None:
    days = made_days()
    running = reported(days, DURING)
    ended = reported(days, AFTER, made_result())
    stopped = reported(days, AFTER, made_result(), stopped_on=DURING, stopped_for="other")
    looked = reported(days, DURING, looks=(DURING,))
    moved = replace(ended, result=made_result(estimate=-0.8))
    assert told(None, None) == []
    assert told(None, running) == ["begun"]
    assert told(running, running) == []
    assert told(running, looked) == ["looked"]
    assert told(running, stopped) == ["stopped", "result"]
    assert told(running, ended) == ["ended", "result"]
    assert told(ended, ended) == []
    assert told(ended, moved) == ["moved"]
    assert told(None, ended) == ["begun", "ended", "result"]


def test_a_report_of_a_test_edited_by_hand_is_refused(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(text_of(made_test()).replace("pain = 8", "pain = 9"))
    with pytest.raises(bpa.SettingsError, match=r"test\.toml"):
        reported_test(Settings(person=tmp_path), bpa.Diary(made_days()), AFTER)
