"""The axis of pain on the person's page: 0 to 10, and under it a strip of the unrated days."""

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...language import Phrases
from ...plots import jittered
from .marks import dots, on_axis, path, rule, spans
from .panel import Tick, middles

BOTTOM = -1.3  # room for the strip
TOP = 10.5
STRIP_TOP = 95.5  # in the units of the picture
STRIP_BOTTOM = 99.0
LINES = range(0, 11, 2)
NUMBERED = (0, 5, 10)


def heights(pain: np.ndarray) -> np.ndarray:
    """Return the y of ratings."""
    return on_axis(pain, BOTTOM, TOP)


def height(pain: float) -> float:
    """Return the y of one rating."""
    return float(heights(np.array(pain)))


def grid(days: int) -> list[Markup]:
    """Draw a level line at every second point."""
    return [path(rule(height(level), 0, days), "grid") for level in LINES]


def ticks(p: Phrases) -> list[Tick]:
    """Return the numbers of the axis."""
    return [Tick(height(level), p.number(level, 0)) for level in NUMBERED]


def ratings(pain: pd.Series) -> Markup:
    """Draw each day's rating as a dot, moved a little where many would lie on one another."""
    y = heights(jittered(pain))
    return path(dots(middles(len(pain)), y), "dots")


def unrated_days(pain: pd.Series) -> Markup:
    """Draw the strip of the days without a rating."""
    is_unrated = pain.isna().to_numpy()
    return path(spans(is_unrated, STRIP_TOP, STRIP_BOTTOM), "unrated")
