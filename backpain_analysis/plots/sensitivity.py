"""The same question asked in other ways, beside the planned analysis."""

import textwrap
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..errors import FitError
from ..language import Phrases, upper_first
from ..model.exposures import EXPOSURES
from .exposure_words import exposure_unit
from .intervals import draw_interval
from .look import BLUE, ORANGE, SKY, NumberFormatter
from .picture import ENGLISH, NOTEBOOK, describe, in_house_style, one_panel

NOT_TRUSTED = "not to be trusted"  # what the note of a conventional method says
NO_ANSWER = "no answer: "
LETTERS_A_LINE = 36  # of a name beside the axis


class Way(NamedTuple):
    """What is drawn of one row of `sensitivity`."""

    name: str
    lower: float
    estimate: float
    upper: float
    is_trusted: bool


def _read(table: pd.DataFrame) -> list[Way]:
    """Return the rows that have an estimate in the unit of the first."""
    same_unit = table["unit"] == table["unit"].iloc[0]
    rows = table[same_unit & table["estimate"].notna()]
    if rows.empty:
        raise FitError(table["note"].iloc[0].removeprefix(NO_ANSWER))
    return [
        Way(row.Index, row.lower, row.estimate, row.upper, NOT_TRUSTED not in row.note)
        for row in rows.itertuples()
    ]


def _unit(table: pd.DataFrame, words: Phrases) -> str:
    """Return what the estimates are points per."""
    unit = table["unit"].iloc[0]
    for exposure in EXPOSURES.values():
        if unit.endswith(exposure.unit):
            return exposure_unit(words, exposure.name)
    return str(unit)


def _name(way: Way, words: Phrases) -> str:
    name = words(f"figure.ways.{way.name}")
    if not way.is_trusted:
        name = words("figure.sensitivity.usual", way=name)
    return textwrap.fill(name, LETTERS_A_LINE)


def _row_height(names: Iterable[str]) -> float:
    """Return how many inches a row takes."""
    is_wrapped = any("\n" in name for name in names)
    return 0.46 if is_wrapped else 0.34


@in_house_style
def sensitivity(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    label: str = "",
    width: float = NOTEBOOK,
    words: Phrases = ENGLISH,
) -> Axes:
    """Draw the same question asked in other ways.

    Parameters
    ----------
    table : DataFrame
        As of `sensitivity`, the planned analysis first. Rows in another unit than the first, or
        without an estimate, are left out.
    ax : Axes, optional
    label : str
        What the question is about, for the title.
    width : float
        Inches, of a new figure.
    words : Phrases

    Returns
    -------
    Axes

    Raises
    ------
    FitError
        No row has an estimate.
    """
    ways = _read(table)
    names = [_name(way, words) for way in ways]
    ax = one_panel(ax, width, 1.2 + _row_height(names) * len(ways))
    planned = ways[0]
    # the planned interval in the colour of an interval: grey would mean "too small to matter"
    ax.axvspan(planned.lower, planned.upper, color=SKY, alpha=0.25, linewidth=0)
    ax.axvline(0, color="black", linewidth=1)
    for y, way in enumerate(ways):
        _draw_way(ax, y, way)

    ax.set_yticks(range(len(ways)), names)
    ax.set_ylim(len(ways) - 0.4, -0.6)
    ax.grid(visible=False)
    ax.xaxis.set_major_formatter(NumberFormatter(words))
    ax.set_title(_title(label, words))
    ax.set_xlabel(words("figure.sensitivity.xlabel", unit=_unit(table, words)))
    describe(ax.figure, "sensitivity", words, _facts(ways, words))
    return ax


def _draw_way(ax: Axes, y: int, way: Way) -> None:
    marker = "o" if y else "D"
    look: Any = {"marker": marker, "linestyle": "-", "colour": BLUE}
    if not way.is_trusted:
        look = {"marker": "X", "linestyle": "--", "colour": ORANGE}
    draw_interval(ax, y, lower=way.lower, estimate=way.estimate, upper=way.upper, **look)


def _title(label: str, words: Phrases) -> str:
    if label:
        return words("figure.sensitivity.title", label=upper_first(label))
    return words("figure.sensitivity.title_plain")


def _facts(ways: list[Way], words: Phrases) -> dict[str, object]:
    trusted = np.array([way.estimate for way in ways if way.is_trusted])
    distrusted = len(ways) - len(trusted)
    return {
        "ways": len(ways),
        "usual": distrusted,
        "low": trusted.min(),
        "high": trusted.max(),
        "dashed": words("figure.sensitivity.dashed") if distrusted else "",
    }
