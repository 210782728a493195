"""JSON documents as tables: declared by `Document`, read as bounded streams, gathered by folder."""

from .document import PROBLEM, Document, Found, without_problems
from .tables import DocumentTables, looks_like_json

__all__ = [
    "PROBLEM",
    "Document",
    "DocumentTables",
    "Found",
    "looks_like_json",
    "without_problems",
]
