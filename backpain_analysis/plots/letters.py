"""Signs that no font at hand can draw: named in brackets, where a box would be drawn."""

import re
import textwrap
import unicodedata
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font

FONT = "DejaVuSans.ttf"  # comes with matplotlib, so that it is at hand everywhere
SCRIPT = re.compile(r"[A-Z]+")
MOST_LINES = 2
BLANK = (" ", "\n", "\t", "\r")
PARTS = ("M", "Cf", "Sk")  # accents, vowel signs, joiners, the colours of skin


def in_letters_at_hand(text: str) -> str:
    """Return a text in which signs that cannot be drawn are named: "[runner]", "[hangul]".

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        A pictograph becomes its name, a stretch of letters the name of their script, as Unicode
        has them. The same on every computer, whatever other fonts it has.
    """
    if text.isascii():
        return text
    at_hand = _signs_of_the_font()
    parts: list[str] = []
    for sign in text:
        if sign in BLANK or ord(sign) in at_hand:
            parts.append(sign)
            continue
        name = _named(sign)
        if name and (not parts or parts[-1] != name):
            parts.append(name)
    return "".join(parts)


def in_lines(name: str, letters: int) -> str:
    """Return a name on at most two lines of so many letters; what does not fit is left out."""
    lines = textwrap.wrap(name, letters, max_lines=MOST_LINES, placeholder=" …")
    return "\n".join(lines)


@cache
def _signs_of_the_font() -> frozenset[int]:
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / FONT
    return frozenset(FT2Font(str(path)).get_charmap())


def _named(sign: str) -> str:
    """Return what stands for a sign; nothing for one that is only part of another."""
    kind = unicodedata.category(sign)
    if kind.startswith(PARTS):
        return ""
    name = unicodedata.name(sign, f"U+{ord(sign):04X}")
    script = SCRIPT.match(name)
    if kind.startswith(("L", "N")) and script is not None and not name.startswith("U+"):
        name = script[0]
    return f"[{name.lower()}]"
