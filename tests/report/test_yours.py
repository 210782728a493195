"""The person's own page, and the words of all pages."""

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.diary import Event
from backpain_analysis.language import LANGUAGES, Phrases, read_catalogue
from backpain_analysis.plots import jittered
from backpain_analysis.report.analysis import Analysis
from backpain_analysis.report.notebooks import FOLDER
from backpain_analysis.report.yours import lost_weight, your_page
from backpain_analysis.report.yours.around_events import around
from backpain_analysis.report.yours.far import far_along
from backpain_analysis.report.yours.next_month import costs
from backpain_analysis.report.yours.panels import bad_days
from backpain_analysis.report.yours.so_far import this_week
from backpain_analysis.report.yours.timeline import axis_of_days, ticks, timeline
from backpain_analysis.settings import Settings
from backpain_analysis.settings.person import Who


def weights(first: float, last: float, days: int = 150) -> pd.Series:
    return pd.Series(
        np.linspace(first, last, days), pd.date_range("2026-01-01", periods=days, freq="D")
    )


@pytest.mark.parametrize(
    ("first", "last", "days", "lost"),
    [(80, 74, 150, True), (80, 78, 150, False), (74, 80, 150, False), (80, 70, 900, False)],
)
def test_losing_a_twentieth_in_half_a_year(
    first: float, last: float, days: int, lost: bool
) -> None:
    assert lost_weight(weights(first, last, days)) is lost


def page_of(daily: pd.DataFrame) -> str:
    nothing: Any = None
    answers = bpa.answer(daily)
    return your_page(Analysis(Settings(), nothing, bpa.Diary(daily), daily, answers, looks=1))


def test_runs_that_end_long_before_the_diary_are_asked_for() -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    html = page_of(daily)
    assert "export your runs again" not in html
    daily.loc[daily.index[-40:], "runs"] = 0.0
    html = page_of(daily)
    assert "export your runs again" in html


def test_no_weight_is_no_loss() -> None:
    assert not lost_weight(weights(80, 70) * np.nan)


def test_the_loss_is_printed_whatever_the_answers() -> None:
    daily = bpa.simulate_diary("a", n_days=100, seed=1).daily
    daily["weight_kg"] = np.linspace(90, 80, len(daily))
    html = page_of(daily)
    assert "tell a doctor" in html
    for sign in ("back passage", "both legs", "holding urine", "night"):
        assert sign in html


def test_the_first_notebook_names_the_same_signs() -> None:
    first = (FOLDER / "00_start_here.ipynb").read_text(encoding="utf-8").casefold()
    for group in ("urgent_now", "urgent_urgently"):
        for text in read_catalogue("en")[group].values():
            words = set(re.findall(r"[a-z]{4,}", text.casefold())) - {"past"}
            assert all(word in first for word in words), text


# the living page


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.casefold())
    is_silent = word.endswith("e") and not word.endswith("le") and len(groups) > 1
    return max(len(groups) - is_silent, 1)


def reading_grade(text: str) -> float:
    """Return the grade of Kincaid et al. (1975); a syllable is a group of vowels."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(len(re.findall(r"[.?!:](?=\s|$)", text)), 1)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / sentences + 11.8 * per_word - 15.59


FIRST_LAYER = ("question", "badge", "line", "same", "lack")


def first_layer(language: str, activity: str = "run") -> list[str]:
    """Return every phrase of the cards, filled."""
    p = Phrases(language, [activity])
    said = []
    for table in FIRST_LAYER:
        for code in p.look_up(f"card.{table}"):
            for exposure in ("frequency", "distance", "weight_change"):
                said.append(p(f"card.{table}.{code}", n=34, more=p(f"exposure.more.{exposure}")))
    return said


def test_the_reading_grade_of_a_known_sentence() -> None:
    assert reading_grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_the_first_layer_is_read_with_eight_years_of_school() -> None:
    lines = [text if text[-1] in ".?" else f"{text}." for text in first_layer("en")]
    assert reading_grade(" ".join(lines)) <= 8
    hardest = max(lines, key=reading_grade)
    assert len(hardest.split()) < 3 or reading_grade(hardest) <= 11, hardest


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("activity", ["run", "swim", "rowing"])
def test_a_card_has_a_line_of_at_most_twelve_words(language: str, activity: str) -> None:
    for line in first_layer(language, activity):
        assert len(line.split()) <= 12, line


STATISTICAL = ("holm", "pvalue", "p-value", "variance", "percentile", "interval", "looks")


@pytest.mark.parametrize("term", STATISTICAL)
def test_no_term_of_statistics_stands_in_the_first_layer(term: str) -> None:
    assert not [text for text in first_layer("en") if term in text.casefold()]


def days_of(pain: list[float], first: str = "2026-01-01", **columns: list[float]) -> pd.DataFrame:
    """Return a daily table; a column that is not given is not recorded."""
    index = pd.date_range(first, periods=len(pain), freq="D", name="day")
    days = pd.DataFrame({"pain": pain}, index, dtype=float)
    for name in ("runs", "distance_km", "duration_min", "weight_kg"):
        days[name] = columns.get(name, np.nan)
    return days


def test_a_quarter_of_unrated_days_widens_by_a_seventh() -> None:
    days = days_of([3.0, 4.0, 5.0, np.nan] * 21)
    (cost,) = costs(days)
    assert (cost.code, cost.wider) == ("unrated", 15)  # 1 / sqrt(0.75) = 1.155
    assert cost.fields == {"n": 21, "of": 84}


def test_the_dearest_stands_first() -> None:
    pain = [0.0, 2.5, 5.0, 2.5, 7.5, 5.0, np.nan] * 12
    weighed = ([80.0] + [np.nan] * 13) * 6
    found = costs(days_of(pain, weight_kg=weighed))
    assert [cost.code for cost in found] == ["weigh", "unrated", "coarse"]
    assert found[0].wider == 100  # a weigh-in in two weeks against two a week: sqrt(4) = 2


def test_a_diary_without_gaps_costs_nothing() -> None:
    assert costs(days_of([3.0, 4.0, 5.0, 2.0] * 21, weight_kg=[80.0] * 84)) == []


def test_before_during_and_after_an_event() -> None:
    pain = [2.0] * 50 + [8.0] * 7 + [5.0] * 10 + [3.0] * 40
    days = days_of(pain, distance_km=[1.0] * 107, runs=[1.0] * 107)
    event = Event("treatment", days.index[57], days.index[66])
    found = around(bpa.Diary(days, events=(event,)), event)
    assert found.before.pain == pytest.approx((21 * 2 + 7 * 8) / 28)
    assert found.during is not None
    assert found.during.pain == 5
    assert found.after.pain == 3
    assert found.after.km == 7
    assert np.isnan(found.after.weight)
    assert found.began_at_a_peak


def test_an_event_in_a_usual_week_did_not_begin_at_a_peak() -> None:
    days = days_of([2.0, 4.0, 3.0] * 30)
    event = Event("holiday", days.index[50], days.index[50])
    found = around(bpa.Diary(days, events=(event,)), event)
    assert not found.began_at_a_peak
    assert found.during is None


def test_a_bad_day_is_seven_or_the_own_worst_tenth() -> None:
    severe = pd.Series([3.0] * 90 + [7.0] * 10)
    mild = pd.Series([1.0] * 80 + [2.0] * 20)
    alike = pd.Series([3.0] * 100)
    assert bad_days(severe) is not None
    assert bad_days(severe).least == 7
    assert bad_days(mild).least == 2
    assert bad_days(alike) is None


def test_coarse_ratings_are_moved_apart_but_never_into_the_next() -> None:
    pain = pd.Series([0.0, 2.5, 5.0, np.nan] * 25)
    moved = jittered(pain)
    far = np.abs(moved - pain.to_numpy())
    assert np.nanmax(far) <= 0.3
    assert len(np.unique(moved[np.isfinite(moved)])) == 75
    assert np.array_equal(moved, jittered(pain), equal_nan=True)


def test_this_week_beside_the_four_before() -> None:
    km = [1.0] * 28 + [3.0] * 7
    found = this_week(days_of([1.0] * 35, distance_km=km, runs=[1.0] * 35))
    assert found is not None
    assert (found.amount, found.usual, found.is_most) == (21, 7, True)
    assert this_week(days_of([1.0] * 34, distance_km=km[1:], runs=[1.0] * 34)) is None


@pytest.mark.parametrize("n", [1, 5, 21, 100, 610, 3653])
def test_a_phone_has_room_for_the_named_days(n: int) -> None:
    named = ticks(Phrases("en"), pd.date_range("2016-11-03", periods=n, freq="D"))
    assert len(named) <= 5
    assert named or n < 40
    assert len({text for _, text in named}) == len(named)


def test_no_date_is_cut_off_at_the_right_edge() -> None:
    """The last month of 610 days begins at 95 % of the axis: it keeps its line, not its name."""
    days = pd.date_range("2025-02-03", periods=610, freq="D")
    assert ticks(Phrases("en"), days)[-1][0] / len(days) > 0.91
    drawn = str(axis_of_days(Phrases("en"), days))
    places = [float(left) for left in re.findall(r'left:([\d.]+)%">[^<]', drawn)]
    assert places
    assert max(places) <= 91
    assert re.search(r'left:9[1-9][\d.]*%"></span>', drawn)


def test_half_of_the_rated_days_is_half_of_the_way() -> None:
    daily = bpa.simulate_diary("a", n_days=59, seed=1).daily
    answer = bpa.answer(daily)["distance"]
    assert answer.lack is not None
    far = far_along(answer)
    done = answer.lack.fields["days"]
    needed = answer.lack.fields["needed"]
    assert far.percent == 100 * done // needed
    assert far.more == needed - done


@pytest.mark.parametrize(
    ("language", "once"), [("en", "The same for all 3 questions: "), ("de", "Für alle 3 Fragen ")]
)
def test_what_is_the_same_for_every_question_is_said_once(language: str, once: str) -> None:
    """No pain is rated: each question would say the same; with some ratings they differ."""
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    daily["weight_kg"] = np.nan
    painless = daily.assign(pain=np.nan)
    nothing: Any = None
    settings = Settings(language=language)
    for days, times in ((painless, 1), (daily, 0)):
        answers = bpa.answer(days)
        made = Analysis(settings, nothing, bpa.Diary(days), days, answers, looks=1)
        assert your_page(made).count(once) == times


def test_a_record_without_runs_is_told_what_is_missing_first() -> None:
    daily = bpa.simulate_diary("a", n_days=120, seed=1).daily
    nothing: Any = None
    for days, told in ((daily.assign(runs=np.nan, distance_km=np.nan), True), (daily, False)):
        answers = bpa.answer(days)
        made = Analysis(Settings(), nothing, bpa.Diary(days), days, answers, looks=1)
        page = your_page(made)
        assert ("No run is recorded, and without your runs" in page) == told
        assert "of the last 84 days are not rated" in page


def test_the_page_is_one_small_file_that_asks_for_nothing() -> None:
    daily = bpa.simulate_diary("a", n_days=610, seed=1).daily
    nothing: Any = None
    few = bpa.answer(daily.iloc[:60])
    html = your_page(Analysis(Settings(), nothing, bpa.Diary(daily), daily, few, looks=1))
    assert len(html.encode()) < 500_000
    assert not re.search(r"""(src|href)=["']?(?!#)(https?:|//)|url\(|@import""", html)
    assert "default-src 'none'" in html


def test_names_from_files_are_texts_on_the_page() -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    daily["<img src=x>"] = 1.0
    day = daily.index[30]
    event = Event("</script><b onload='x'>$5 \x07", day, day)
    nothing: Any = None
    diary = bpa.Diary(daily, events=(event,))
    made = Analysis(Settings(), nothing, diary, daily, bpa.answer(daily), looks=1)
    html = your_page(made)
    assert "<img" not in html
    assert "<b onload" not in html
    assert html.count("</script>") == 1
    assert "\x07" not in html


@pytest.mark.parametrize(("more_days", "lasts"), [(0, False), (1, True)])
def test_an_event_of_one_day_does_not_last(more_days: int, lasts: bool) -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    event = Event("x", daily.index[30], daily.index[30 + more_days])
    html = timeline(Phrases(), bpa.Diary(daily, events=(event,)))
    assert ('class="event lasting"' in html) == lasts
    assert f'data-from="30" data-to="{31 + more_days}"' in html


@pytest.mark.parametrize(("count", "many"), [(11, False), (12, False), (13, True)])
def test_more_than_twelve_events_are_many(count: int, many: bool) -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    events = tuple(Event("x", day, day) for day in daily.index[:count])
    html = timeline(Phrases(), bpa.Diary(daily, events=events))
    assert (' many"' in html or " many " in html.partition(">")[0]) == many


def test_the_title_names_person_and_month_and_a_long_name_is_cut() -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    settings = Settings(who=Who(name="N" * 200))
    nothing: Any = None
    answers = bpa.answer(daily)
    made = Analysis(settings, nothing, bpa.Diary(daily), daily, answers, looks=1)
    html = your_page(made, month="2026-11", today=dt.date(2026, 11, 28))
    (title,) = re.findall("<title>(.*)</title>", html)
    assert "N" * 59 in title
    assert "N" * 60 not in title
    assert "November 2026" in title
    assert "28 November 2026" in html


def test_someone_who_weighs_in_but_rates_no_pain_gets_a_page() -> None:
    daily = bpa.simulate_diary("a", n_days=60, seed=1).daily
    daily["pain"] = np.nan
    daily["weight_kg"] = np.linspace(80, 78, len(daily))
    html = page_of(daily)
    assert "Rate your pain each day" in html
    assert "No pain is rated yet" in html
