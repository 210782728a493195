"""The one room of words: numbers and codes in, sentences out, in each language there is."""

from .importing import (
    decision_name,
    decision_words,
    decisions_in_words,
    ledger_in_words,
    problem_words,
    question_words,
    reason_words,
    setting_words,
)
from .phrases import LANGUAGES, Phrases, read_catalogue, upper_first
from .safe import html_text, plain_text

__all__ = [
    "LANGUAGES",
    "Phrases",
    "decision_name",
    "decision_words",
    "decisions_in_words",
    "html_text",
    "ledger_in_words",
    "plain_text",
    "problem_words",
    "question_words",
    "read_catalogue",
    "reason_words",
    "setting_words",
    "upper_first",
]
