"""What stands beside every answer: reverse question, gaps, residuals, sensitivity, exploration."""

from .conventional import USUAL_WAYS
from .exploration import Exploration
from .exploratory import joint_model, ways_through
from .hidden_cause import hidden_cause, share_of_pain_needed
from .load_jumps import load_jumps
from .missing import diary_check
from .other_reasons import adjusted_one_by_one, medication, other_ratings, other_reasons
from .placebo import lead_placebo
from .residuals import Diagnosis, diagnose
from .result import Check, lack_of
from .reverse import reverse_test
from .sensitivity import Sensitivity, is_comparable, sensitivity
from .several import holm
from .slower import LATER_LIMIT, SOMETHING_SLOWER, WHOLE_LIMIT, slower_look
from .steady import CHANGED, steady

__all__ = [
    "CHANGED",
    "LATER_LIMIT",
    "SOMETHING_SLOWER",
    "USUAL_WAYS",
    "WHOLE_LIMIT",
    "Check",
    "Diagnosis",
    "Exploration",
    "Sensitivity",
    "adjusted_one_by_one",
    "diagnose",
    "diary_check",
    "hidden_cause",
    "holm",
    "is_comparable",
    "joint_model",
    "lack_of",
    "lead_placebo",
    "load_jumps",
    "medication",
    "other_ratings",
    "other_reasons",
    "reverse_test",
    "sensitivity",
    "share_of_pain_needed",
    "slower_look",
    "steady",
    "ways_through",
]
