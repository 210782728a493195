"""How bad a symptom is, in Apple Health's words and numbers: not present to severe."""

import re

from .folding import fold
from .languages import names_pain

HIGHEST = 3  # severe
_RANKS = {"not present": 0, "mild": 1, "moderate": 2, "severe": 3}
_NUMBERS = {"1": 0, "2": 1, "3": 2, "4": 3}  # of HKCategoryValueSeverity; 0 is unspecified
_PREFIX = re.compile(r"^HKCategoryValue(Severity|Presence)?")
_TYPE = re.compile(r"^HKCategoryTypeIdentifier")
# whose value is a severity (HKCategoryTypeIdentifier)
SYMPTOMS = {
    "AbdominalCramps", "Acne", "BladderIncontinence", "Bloating", "BreastPain",
    "ChestTightnessOrPain", "Chills", "Constipation", "Coughing", "Diarrhea", "Dizziness",
    "DrySkin", "Fainting", "Fatigue", "Fever", "GeneralizedBodyAche", "HairLoss", "Headache",
    "Heartburn", "HotFlashes", "LossOfSmell", "LossOfTaste", "LowerBackPain", "MemoryLapse",
    "Nausea", "NightSweats", "PelvicPain", "RapidPoundingOrFlutteringHeartbeat", "RunnyNose",
    "ShortnessOfBreath", "SinusCongestion", "SkippedHeartbeat", "SoreThroat",
    "VaginalDryness", "Vomiting", "Wheezing",
}  # fmt: skip


def severity_rank(cell: str) -> int | None:
    """Return 0 (not present) to 3 (severe), or None for another word and "unspecified"."""
    word = fold(_spaced(_word(cell)))
    if word in _RANKS:
        return _RANKS[word]
    return _NUMBERS.get(word)


def pain_of(cell: str) -> str:
    """Return a severity as a rating with its scale, "2/3"; another word as it is."""
    rank = severity_rank(cell)
    if rank is None:
        return _word(cell)
    return f"{rank}/{HIGHEST}"


def symptom_value(cell: str) -> str:
    """Return a severity as a number, 0 to 3, "present" as 1; another word as it is."""
    rank = severity_rank(cell)
    if rank is not None:
        return str(rank)
    word = _word(cell)
    if fold(word) == "present":
        return "1"
    return word


def symptom_cells(start: str, symptom: str, severity: str) -> list[str]:
    """Return start, region, pain, variable and value: what speaks of pain is a rating."""
    if names_pain(symptom):
        return [start, symptom, pain_of(severity), "", ""]
    return [start, "", "", symptom.casefold(), symptom_value(severity)]


def _word(cell: str) -> str:
    return _PREFIX.sub("", cell.strip())


def symptom_name(identifier: str) -> str:
    """Return "Lower Back Pain" for "HKCategoryTypeIdentifierLowerBackPain"."""
    return _spaced(_TYPE.sub("", identifier.strip()))


def is_symptom(identifier: str, value: str) -> bool:
    """Say whether a record of Apple Health rates a symptom.

    Its value is written in words, in releases of other apps as a number.
    """
    if not _TYPE.match(identifier):
        return False
    if re.match(r"HKCategoryValue(Severity|Presence)", value):
        return True
    name = _TYPE.sub("", identifier)
    return name in SYMPTOMS


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
