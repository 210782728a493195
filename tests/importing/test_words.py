"""Every code of the importer has its words, in every language."""

import re
from pathlib import Path

import pandas as pd
import pytest

import backpain_analysis as bpa
from backpain_analysis.codes import Remark
from backpain_analysis.importing import Decision, Question
from backpain_analysis.language import (
    LANGUAGES,
    Phrases,
    decision_words,
    ledger_in_words,
    question_words,
    setting_words,
)

IMPORTING = Path(bpa.__file__).parent / "importing"
CODE = re.compile(r"\"(import\.\w+\.\w+)\"")
DECISION = re.compile(r"Decision\(\s*\"(\w+)\"")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_phrase(language):
    p = Phrases(language)
    for path in IMPORTING.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        keys = CODE.findall(text) + [f"import.decision.{name}" for name in DECISION.findall(text)]
        assert [key for key in keys if not p.has(key)] == [], path.name


def test_a_decision_in_words():
    evidence = Remark("import.evidence.first_part", {"n": 2})
    decision = Decision("date_order", Remark("import.value.dmy"), evidence)
    told = decision_words(Phrases(), decision)
    assert told == "date order: day/month/year (2 dates have a first part over 12)"
    about = Decision("unit", "km", Remark("import.evidence.settings"), about="distance")
    assert decision_words(Phrases("de"), about) == "Einheit, Distanz: km (die Einstellungen)"


def test_a_question_in_words():
    remark = Remark("import.question.distance_unit")
    question = Question("a.csv", remark, "distance_unit", ("km", "mi"), ("date: 1 May", "km: 5"))
    told = question_words(Phrases(), question)
    assert told.startswith("a.csv: the unit of the distance is nowhere stated.")
    assert told.endswith("date: 1 May; km: 5.")
    assert question.setting == '[files."a.csv"]\ndistance_unit = "km"'
    assert setting_words(Phrases(), question) == question.setting + '  # or "mi"'


def test_reasons_in_words():
    same = Remark("import.reason.same_as", {"file": "b.csv", "line": 1200})
    rows = pd.DataFrame(
        [("a.csv", 2, "kept", (), "pain"), ("a.csv", 3, "merged", (same,), "")],
        columns=["file", "line", "status", "reasons", "table"],
    )
    told = ledger_in_words(Phrases(), rows)
    assert list(told) == ["file", "line", "fate", "reason", "table"]
    assert told["reason"].tolist() == ["", "same as b.csv, line 1200"]
