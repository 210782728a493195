"""The bar of an interval on the band that does not matter: one drawing for cards and months."""

import numpy as np
from markupsafe import Markup

from ...language import Phrases
from .marks import dots, element, path, picture

WIDEST = 5.0  # NRS points either way; an interval that goes beyond ends at the edge
ROOM = 1.15


def reach_for(farthest: float, sesoi: float) -> float:
    """Return how far a bar's axis goes either way, so that intervals and band fit."""
    least = 2 * sesoi
    return float(np.clip(ROOM * farthest, least, max(WIDEST, least)))


def interval_bar(
    estimate: float, interval: tuple[float, float], reach: float, sesoi: float
) -> Markup:
    """Draw an interval with its estimate, on the band of what is too small to matter."""
    lower, upper = np.clip(interval, -reach, reach)
    middle = np.clip(estimate, -reach, reach)
    return picture(
        -reach,
        reach,
        path(f"M{-sesoi} 0H{sesoi}V100H{-sesoi}z", "band"),
        path("M0 0V100", "zero"),
        path(f"M{lower:.3f} 50H{upper:.3f}", "interval"),
        path(dots(np.array([middle]), np.array([50.0])), "estimate"),
        class_="bar",
    )


def named_bar(p: Phrases, drawn: Markup, told: str) -> Markup:
    """Write below a bar which side is which; `told` is what it says to whoever cannot see it."""
    sides = element(
        "p",
        element("span", p("card.less_pain")),
        element("span", p("card.matters_not")),
        element("span", p("card.more_pain")),
        class_="sides",
        aria_hidden="true",
    )
    return element("div", drawn, sides, class_="interval-bar", role="img", aria_label=told)
