"""Words and marks: activities in fifteen languages, rest, ratings as people write them."""
# ruff: noqa: E501

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import backpain_analysis
from backpain_analysis.importing.activities import classify_activity
from backpain_analysis.importing.folding import fold
from backpain_analysis.importing.marks import (
    read_clock,
    read_pace,
    read_quantity,
    read_rating,
    read_spoken_duration,
)
from backpain_analysis.importing.own_sessions import session_kind
from backpain_analysis.language import Phrases

RUNS = {
    "en": "Run, Easy, tempo, Long run, Intervals, Race, jog, Recovery, fartlek, Hills, parkrun, 10k race",
    "de": "Lauf, Laufen, Laufband, locker, langer Lauf, Intervalle, Wettkampf, Dauerlauf, Fahrtspiel",
    "fr": "Course à pied, footing, sortie longue, fractionné, seuil, Récup, tapis de course",
    "es": "Carrera, correr, rodaje, series, cuestas, tirada larga, Entrenamiento en cinta",
    "it": "Corsa, corsa lenta, ripetute, lungo, salite, Corsa su tapis roulant, gara",
    "nl": "Hardlopen, Hardloopsessie, duurloop, loopband, wedstrijd, rustige duurloop",
    "pt": "Corrida, Corrida em esteira, longão, tiros, trote, regenerativo",
    "da": "Løb, løbetur, Løb terræn, intervaller, langtur, Løbebånd",
    "sv": "Löpning, Löpband, långpass, intervaller, distanspass, backe",
    "no": "Løping, løpetur, tredemølle, langtur, terskel, Joggetur",
    "pl": "Bieg, bieganie, wybieganie, interwały, zawody, trucht",
    "hu": "Futás, futópad, kocogás, résztáv, hosszú, verseny",
    "fi": "Juoksu, lenkki, hölkkä, vedot, juoksumatto, pitkä lenkki",
    "cs": "Běh, klus, výklus, intervaly, závod, dlouhý běh",
    "ja": "ラン, ランニング, ジョギング, ジョグ, インターバル, レース, トレイルランニング",
}
RESTS = [
    "Rest", "rest day", "OFF", "-", "none", "Ruhetag", "Pause", "Repos", "Descanso", "Riposo", "Rustdag", "Hviledag",
    "Vila", "Wolne", "Pihenő", "Lepo", "Volno", "休み", "no run (knee)", "kein Lauf", "Rest (sick)", "rest, ill",
    "Rest - travel",
]  # fmt: skip
OTHERS = {
    "walk": "Walk, Spaziergang, Gehen, marche, Caminata, Wandeling, séta, Gång, ウォーキング, long walk, Camminata",
    "hike": "Hike, Wandern, randonnée, senderismo, Vandring, túrázás, vaellus",
    "ride": "Bike, easy ride, Radfahren, vélo, Ciclismo, Fietsrit, Cykling, rower, kerékpár, pyöräily, Kolo",
    "swim": "Swim, Schwimmen, natation, Natación, nuoto, zwemmen, Svømning, Simning, pływanie, úszás, uinti",
    "strength": "Gym, Krafttraining, musculation, pesas, Styrketræning, siłownia, kuntosali, 筋トレ",
    "ski": "Langlauf, cross-country skiing, Längdskidåkning klassisk stil, hiihto",
    "other": "XT, cross train, padel, tennis, aqua jogging, Workout",
}


def listed(texts):
    return [word.strip() for word in texts.split(",")]


@pytest.mark.parametrize("language", RUNS)
def test_words_for_runs(language):
    for word in listed(RUNS[language]):
        assert classify_activity(word).kind == "run", word
        assert classify_activity(fold(word).upper()).kind == "run", f"{word} without accents"


@pytest.mark.parametrize("word", RESTS)
def test_rest_is_never_a_session(word):
    assert classify_activity(word).kind == "rest"
    assert session_kind("", "", word) == ""
    assert session_kind(word, "", "") == ""


@pytest.mark.parametrize("kind", OTHERS)
def test_other_activities_are_no_runs(kind):
    for word in listed(OTHERS[kind]):
        assert classify_activity(word).kind == kind, word


@pytest.mark.parametrize("word", ["Yürüyüş", "sat too long at my desk", "バランス", "xyz"])
def test_unknown_words_are_unknown(word):
    assert not classify_activity(word).known


@given(st.text(max_size=40))
def test_any_text_has_a_kind(text):
    assert isinstance(classify_activity(text).kind, str)


@pytest.mark.parametrize(
    ("distance", "duration", "activity", "kind"),
    [
        ("5", "30", "run", "run"),
        ("0", "0", "run", ""),
        ("0", "", "run", ""),
        ("5.2", "", "", "run"),
        ("5.2", "", "easy", "run"),
        ("20", "", "bike", "ride"),
        ("5.2", "", "qwertz", "unknown"),
        ("", "", "long run", "run"),
        ("bike", "", "", "ride"),
        ("Rest", "", "", ""),
        ("", "0:35:20", "", "run"),
        ("5", "", "Rest", ""),
        ("", "", "", ""),
    ],
)
def test_what_a_row_is_a_session_of(distance, duration, activity, kind):
    assert session_kind(distance, duration, activity) == kind


@pytest.mark.parametrize(
    ("cell", "value", "top"),
    [
        ("5", 5, math.nan),
        ("5,5", 5.5, math.nan),
        ("3-4", 3.5, math.nan),
        ("6 – 7", 6.5, math.nan),
        ("3 bis 4", 3.5, math.nan),
        ("~5", 5, math.nan),
        ("ca. 5", 5, math.nan),
        ("5?", 5, math.nan),
        ("6+", 6, math.nan),
        ("<2", 2, math.nan),
        ("7 (bad)", 7, math.nan),
        ("7 bad", 7, math.nan),
        ("5/10", 5, 10),
        ("3½", 3.5, math.nan),
        ("\uff17", 7, math.nan),
    ],
)
def test_ratings_as_people_write_them(cell, value, top):
    rating = read_rating(cell)
    assert (rating.value, rating.top) == pytest.approx((value, top), nan_ok=True)


@pytest.mark.parametrize("cell", ["", "-", "bad", "4-3", "12/10", "2026-01-03", "7:30", "~"])
def test_what_is_no_rating(cell):
    assert read_rating(cell) is None


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("1h 05m", 65), ("35 min", 35), ("1h05", 65), ("35m20s", 35 + 1 / 3), ("1 Std. 5 Min.", 65)],
)
def test_durations_with_units(cell, minutes):
    assert read_spoken_duration(cell) == pytest.approx(minutes)


def test_clocks_and_paces():
    assert read_clock("0:35:20").minutes_if_hours_first == pytest.approx(35 + 1 / 3)
    assert read_clock("35:20").minutes_if_minutes_first == pytest.approx(35 + 1 / 3)
    assert read_clock("6:05 p.m.").twelve_hour
    assert read_clock("7:99") is None
    assert (read_pace("5:30 /km").value, read_pace("8:51 min/mi").unit) == (5.5, "mi")
    assert read_pace("5:30") is None


def test_quantities():
    assert (read_quantity("5,5 km").value, read_quantity("5,5 km").unit) == (5.5, "km")
    assert read_quantity("1.234,5").value == 1234.5
    assert read_quantity("5 easy km") is None


@given(st.text(max_size=30))
def test_no_text_raises_in_a_reader_of_marks(text):
    for read in (read_rating, read_clock, read_pace, read_quantity, read_spoken_duration):
        found = read(text)
        value = getattr(found, "value", 0.0)
        assert found is None or not math.isinf(value)


def test_every_remark_has_its_phrase_in_every_language():
    folder = Path(backpain_analysis.__file__).parent / "importing"
    codes = set()
    for file in folder.glob("own_*.py"):
        codes |= set(re.findall(r"\"(own_table\.\w+)\"", file.read_text(encoding="utf-8")))
    assert len(codes) >= 20
    for language in ("en", "de"):
        phrases = Phrases(language)
        assert not [code for code in codes if not phrases.has(code)], language
