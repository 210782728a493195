"""The one room of words: numbers and codes in, sentences out, in each language there is."""

from .phrases import LANGUAGES, Phrases, read_catalogue, upper_first
from .safe import html_text, plain_text

__all__ = [
    "LANGUAGES",
    "Phrases",
    "html_text",
    "plain_text",
    "read_catalogue",
    "upper_first",
]
