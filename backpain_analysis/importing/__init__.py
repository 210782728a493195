"""Files in, tidy tables out."""

from .exports import Exports, read_exports, read_one
from .ledger import KEPT, MERGED, SET_ASIDE, STATUSES, Ledger
from .readings import what_it_would_hold
from .source import Decision, Question

__all__ = [
    "KEPT",
    "MERGED",
    "SET_ASIDE",
    "STATUSES",
    "Decision",
    "Exports",
    "Ledger",
    "Question",
    "read_exports",
    "read_one",
    "what_it_would_hold",
]
