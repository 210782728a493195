"""The plan's family of answers: gates, Holm, anytime-valid intervals, verdicts."""

from .family import answer, holm
from .gate import behind_gate
from .result import Answer, Answers, Contrast

__all__ = ["Answer", "Answers", "Contrast", "answer", "behind_gate", "holm"]
