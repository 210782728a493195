"""Files in, tidy tables out."""

from .exports import Exports, read_exports
from .ledger import KEPT, MERGED, SET_ASIDE, STATUSES, Ledger
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
]
