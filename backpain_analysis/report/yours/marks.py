"""Marks of a page, written by hand: elements with safe text, and the paths of our SVG.

Every picture of the person's page has one unit a day on its x axis and runs from 0 (top) to 100
on its y axis; the browser stretches it to the room there is. Lines keep their width all the same
(`vector-effect`), dots are lines without length and with round ends, and words stand beside the
picture in HTML, so that nothing is ever stretched or too small to read.
"""

import numpy as np
from markupsafe import Markup

from ...language import html_text

BOTTOM = 100.0
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
VOID = {"input", "path", "rect", "line"}


def element(name: str, *inside: object, **attributes: object) -> Markup:
    """Return an element; text inside it and in its attributes is made safe.

    `class_` stands for class, `_` for a hyphen; an attribute that is True has no value, and one
    that is None or False is left out.
    """
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{opening}/>")
    held = "".join(safe(part) for part in inside)
    return Markup(f"<{opening}>{held}</{name}>")


def safe(part: object) -> str:
    """Return HTML as it is, and any other text made safe."""
    if isinstance(part, Markup):
        return part
    return html_text(part)


def isolated(name: str) -> str:
    """Return a name from a file so that its direction of writing does not reach beyond it."""
    return f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if name == "viewbox":
        name = "viewBox"
    if name == "preserveaspectratio":
        name = "preserveAspectRatio"
    if value is True:
        return f" {name}"
    return f' {name}="{html_text(value)}"'


def picture(first: float, last: float, *marks: Markup, class_: str) -> Markup:
    """Return an SVG of the days from `first` to `last`, stretched to the room it gets."""
    return element(
        "svg",
        *marks,
        class_=class_,
        viewbox=f"{_short(first)} 0 {_short(last - first)} 100",
        preserveaspectratio="none",
        aria_hidden="true",
        focusable="false",
    )


def path(drawn: str, class_: str) -> Markup:
    """Return a path, or nothing where there is nothing to draw."""
    if not drawn:
        return Markup("")
    return element("path", class_=class_, d=drawn)


def on_axis(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return the y of values on an axis from `low` (bottom) to `high` (top)."""
    share = (np.asarray(values, dtype=float) - low) / (high - low)
    return BOTTOM * (1 - share)


def dots(x: np.ndarray, y: np.ndarray) -> str:
    """Draw a dot at each place; none where y is NaN."""
    is_known = np.isfinite(y)
    places = zip(x[is_known], y[is_known], strict=True)
    return "".join(f"M{_short(a)} {_short(b)}h0" for a, b in places)


def line(x: np.ndarray, y: np.ndarray) -> str:
    """Draw a line through the places, broken where y is NaN."""
    drawn = []
    goes_on = False
    for a, b in zip(x.tolist(), y.tolist(), strict=True):
        is_known = np.isfinite(b)
        if is_known:
            command = "L" if goes_on else "M"
            drawn.append(f"{command}{_short(a)} {_short(b)}")
        goes_on = bool(is_known)
    return "".join(drawn)


def bars(left: np.ndarray, right: np.ndarray, top: np.ndarray) -> str:
    """Draw a bar from the bottom to each `top`; none where it is NaN or the bottom."""
    drawn = []
    for a, b, y in zip(left.tolist(), right.tolist(), top.tolist(), strict=True):
        if np.isfinite(y) and y < BOTTOM:
            drawn.append(f"M{_short(a)} 100V{_short(y)}H{_short(b)}V100z")
    return "".join(drawn)


def spans(is_in: np.ndarray, top: float, bottom: float) -> str:
    """Draw a bar from `top` to `bottom` over each stretch of days that are in."""
    edges = np.diff(np.concatenate([[0], is_in.astype(int), [0]]))
    starts = np.flatnonzero(edges == 1)
    ends = np.flatnonzero(edges == -1)
    stretches = zip(starts.tolist(), ends.tolist(), strict=True)
    return "".join(f"M{a} {_short(top)}H{b}V{_short(bottom)}H{a}z" for a, b in stretches)


def rule(y: float, first: float, last: float) -> str:
    """Draw a level line over all days."""
    return f"M{_short(first)} {_short(y)}H{_short(last)}"


def _short(value: float) -> str:
    """Write a coordinate with two places at most: a page holds thousands of them."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
