"""Every remark that the code makes has a phrase, in each language."""

import re
from pathlib import Path

import pytest

from backpain_analysis.checks import Check
from backpain_analysis.language import Phrases, check_sentence, read_catalogue

PACKAGE = Path(__file__).parents[2] / "backpain_analysis"
MADE = re.compile(r'Remark\(\s*"([a-z_0-9]+(?:\.[a-z_0-9]+)+)"')


def remarks() -> set[str]:
    """Return the code of every remark that is written out in the package."""
    codes = set[str]()
    for path in PACKAGE.rglob("*.py"):
        codes.update(MADE.findall(path.read_text(encoding="utf-8")))
    return codes


def test_there_are_remarks_of_every_kind() -> None:
    groups = {code.partition(".")[0] for code in remarks()}
    assert {"fit_lack", "trial_lack", "trial_note"} <= groups


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_remark_has_a_phrase(language: str) -> None:
    phrases = read_catalogue(language)
    without = [code for code in sorted(remarks()) if not has(phrases, code)]
    assert not without


def has(phrases: object, code: str) -> bool:
    """Tell whether a catalogue holds a phrase of this name."""
    for part in code.split("."):
        if not isinstance(phrases, dict) or part not in phrases:
            return False
        phrases = phrases[part]
    return True


def test_what_lets_one_run_is_told_with_its_95_percent_interval():
    found = {"estimate": 0.15, "std_error": 0.05, "df": 1e6, "nobs": 300}
    look = Check("lets_run", subject="ibuprofen", values={"contrast": 1.0}, **found)
    said = check_sentence(Phrases("en"), look)
    assert "15 percentage points more likely (95 % interval +5 to +25" in said


@pytest.mark.parametrize(("estimate", "shown"), [(-0.004, "0.4 "), (-0.006, "1 "), (-0.12, "12 ")])
def test_a_small_reverse_answer_keeps_a_decimal(estimate, shown):
    check = Check("reverse", "yes", estimate=estimate, std_error=0.001, df=1e6, nobs=300)
    assert f"about {shown}percentage points" in check_sentence(Phrases("en"), check)
