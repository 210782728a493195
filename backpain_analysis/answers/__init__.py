"""The plan's family of answers: gates, Holm, anytime-valid intervals, verdicts."""

from ..checks import holm
from .family import answer, answer_for_verdicts
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
    "answer_for_verdicts",
    "behind_gate",
    "holm",
]
