"""The plan's family of answers: gates, Holm, anytime-valid intervals, verdicts."""

from ..checks import holm
from .family import answer
from .gate import behind_gate
from .result import Answer, Answers, Contrast

__all__ = ["Answer", "Answers", "Contrast", "answer", "behind_gate", "holm"]
