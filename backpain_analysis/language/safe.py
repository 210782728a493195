"""The one place that makes text from files and settings safe to show.

A name or an event may hold anything. Control characters, which break XML, a PDF and a terminal,
become a space; then each place escapes what it would take for a command of its own.
"""

import html
import unicodedata

CONTROLS = {"Cc", "Cs", "Zl", "Zp"}  # controls, lone surrogates, line and paragraph separators
NO_CHARACTERS = {"\ufffe", "\uffff"}  # XML forbids them


def plain_text(text: object) -> str:
    """Return a text for a terminal, a figure, Typst or a table, on one line.

    Figures also need `parse_math=False` where they draw it (see `plots.picture`).
    """
    shown = str(text)
    if shown.isprintable():
        return shown
    return "".join(_plain(character) for character in shown)


def _plain(character: str) -> str:
    if unicodedata.category(character) in CONTROLS or character in NO_CHARACTERS:
        return " "
    return character


def html_text(text: object) -> str:
    """Return a text for HTML, SVG or an attribute of theirs."""
    return html.escape(plain_text(text))
