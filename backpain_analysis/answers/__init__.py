"""The plan's family of answers: gates, Holm, anytime-valid intervals, verdicts."""

from ..checks import holm
from .family import answer
from .gate import behind_gate
from .result import Answer, Answers, Contrast
from .waiting import LONGEST_WAIT_MONTHS, Wait

__all__ = [
    "LONGEST_WAIT_MONTHS",
    "Answer",
    "Answers",
    "Contrast",
    "Wait",
    "answer",
    "behind_gate",
    "holm",
]
