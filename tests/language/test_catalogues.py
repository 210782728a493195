"""Every phrase of every catalogue, for every activity and the numbers that go wrong."""

import ast
import datetime as dt
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backpain_analysis.codes import Remark
from backpain_analysis.importing.languages import WORDS
from backpain_analysis.language import (
    LANGUAGES,
    Phrases,
    percent_rated,
    read_catalogue,
    source_name,
)

ACTIVITIES = [("run",), ("walk",), ("hike",), ("swim",), ("ride",), ("rowing",), ("run", "walk")]
NUMBERS = [0, 1, 2, 0.04, -0.04, float("nan")]
DATES = {"day", "week", "first", "last", "date", "start", "end"}
PLURAL = {"one", "other"}


def phrases(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the key of every phrase and its text; a plural yields its key twice."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and set(value) == PLURAL:
            yield from ((key, text) for text in value.values())
        elif isinstance(value, dict):
            yield from phrases(value, f"{key}.")
        else:
            yield key, str(value)


def fields(text: str) -> dict[str, str]:
    """Return the fields of a phrase and their forms."""
    return {name: form or "" for _, name, form, _ in string.Formatter().parse(text) if name}


def keys(table: dict[str, Any], prefix: str = "") -> set[str]:
    found = set()
    for name, value in table.items():
        if isinstance(value, dict):
            found |= keys(value, f"{prefix}{name}.")
        else:
            found.add(f"{prefix}{name}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key(language: str) -> None:
    english = read_catalogue("en")
    own = read_catalogue(language)
    assert keys(own) == keys(english)
    assert own["activities"].keys() == WORDS["activities"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_the_same_fields(language: str) -> None:
    """What the activity is called may be needed in one language and not in another."""
    forms = Phrases(language).forms.keys()

    def asked(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, text in phrases(read_catalogue(name)):
            found.setdefault(key, set()).update(set(fields(text)) - forms)
        return found

    assert asked(language) == asked("en")


def plausible(name: str, form: str, number: float) -> object:
    """Return something to fill a field with: what its form is for, or else the number."""
    if name in DATES or form in ("day", "month"):
        return dt.date(2026, 3, 4)
    if form == "capital":
        return "running distance"
    if name in ("each", "why", "exposure"):
        return Remark("exposure.unit.distance")
    return number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("activities", ACTIVITIES, ids=" ".join)
def test_every_phrase_can_be_said(language: str, activities: tuple[str, ...]) -> None:
    p = Phrases(language, activities)
    texts: dict[str, str] = {}
    for key, text in phrases(read_catalogue(language)):
        texts[key] = texts.get(key, "") + text  # a plural: singular and plural together
    for key, text in texts.items():
        wanted = {name: form for name, form in fields(text).items() if name not in p.forms}
        for number in NUMBERS:
            given = {name: plausible(name, form, number) for name, form in wanted.items()}
            said = p(key, **{"n": number, **given})
            assert not re.search(r"[{}]|\bnan\b|\bNone\b|\bRemark\b|\S {2,}\S", said), (key, said)
            assert said.strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_activity_has_the_same_forms(language: str) -> None:
    activity = read_catalogue(language)["activity"]
    assert {tuple(forms) for forms in activity.values()} == {tuple(activity["run"])}


def test_numbers_in_full_and_with_two_digits_that_count() -> None:
    english = Phrases("en")
    german = Phrases("de")
    assert english.exact(0.25) == "0.25"
    assert english.exact(1.0) == "1"
    assert german.exact(1234.5) == "1.234,5"
    assert english.rough(3456) == "3,500"
    assert english.rough(-0.0123) == "\N{MINUS SIGN}0.012"
    assert german.rough(float("nan")) == german("number.none")


def test_the_region_that_is_rated_has_a_form_of_its_own() -> None:
    key = "conclude.association"
    assert "harms your back." in Phrases()(key)
    assert "harms your left knee." in Phrases(region="left knee")(key)
    assert "Ihrem Rücken nützt" in Phrases("de")(key)
    assert "der Region „linkes Knie“ nützt" in Phrases("de", region="linkes Knie")(key)
    assert "{" not in Phrases(region="{x}")(key).replace("{x}", "")


PACKAGE = Path(__file__).parents[2] / "backpain_analysis"
# tables that are looked up as a whole: the forms of each activity, and lists of a page
WHOLE_TABLES = ("activity", "activities", "scales", "conclude")
WHOLE_TABLES += ("urgent_now", "urgent_urgently", "urgent_first")
# what the code adds to a key that it names
ENDINGS = re.compile("_(and_to|machine)$")
# headings of columns, and names of sources, with a space
SPACED = re.compile(r"(notebook\.(columns|fate)|import\.source)\.[\w -]+( \(\w+\))?")


def texts_of(tree: ast.AST) -> Iterator[str]:
    """Yield every text that the code holds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def patterns_of(tree: ast.AST) -> Iterator[str]:
    """Yield a pattern for every f-string that begins as a key does: `exposure\\.unit\\.(.+)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            pattern = "".join("(.+)" if part is None else re.escape(str(part)) for part in parts)
            if re.match(r"[a-z_]+\\\.", pattern):
                yield pattern


def test_every_phrase_is_used() -> None:
    """By its whole key, or by an f-string of which the rest is a word of the code or the data."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")]
    texts = {text for tree in trees for text in texts_of(tree)}
    composed = [re.compile(pattern) for tree in trees for pattern in patterns_of(tree)]
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.csv"), *PACKAGE.rglob("*s.toml")]
    words = {
        word.lower()
        for path in sources
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }

    def is_used(key: str) -> bool:
        if key.partition(".")[0] in WHOLE_TABLES or SPACED.fullmatch(key):
            return True
        stem = ENDINGS.sub("", key)
        if stem in texts:
            return True
        fitting = [found for pattern in composed if (found := pattern.fullmatch(stem))]
        return any(set(found.groups()) <= words for found in fitting)

    catalogue = dict(phrases(read_catalogue("en")))
    assert [key for key in catalogue if not is_used(key)] == []


@pytest.mark.parametrize("word", ["swim", "swimming", "Swimming", "Schwimmen"])
def test_an_activity_named_by_a_word_has_its_own_forms(word: str) -> None:
    german = Phrases("de", (word,))
    assert german("exposure.label.distance") == "Schwimmstrecke"
    assert german.activity_names() == "Schwimmen"
    assert Phrases("en", (word,)).activity_names() == "swimming"


def test_an_activity_that_no_catalogue_knows_is_spoken_of_as_the_activity() -> None:
    assert Phrases("en", ("unicycling",)).activity_names() == "unicycling"
    assert Phrases("en", ("unicycling",))("exposure.measure.frequency") == "sessions a week"


def test_a_source_is_named_in_words_and_an_app_by_its_own_name() -> None:
    german = Phrases("de")
    assert source_name(german, "tidy table") == "Einfache Tabelle"
    assert source_name(german, "Strava") == "Strava"
    assert source_name(german, "") == ""


@pytest.mark.parametrize(
    ("rated", "days", "percent"),
    [(0, 0, 0), (0, 9, 0), (1, 400, 1), (1, 2, 50), (2908, 2910, 99), (7, 7, 100)],
)
def test_all_and_none_of_the_days_are_said_only_of_all_and_none(
    rated: int, days: int, percent: int
) -> None:
    assert percent_rated(rated, days) == percent
