"""One panel of a picture of days: its title, the numbers on its axis, what is drawn, its legend."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from .marks import element, picture


@dataclass(frozen=True)
class Legend:
    """One mark of a panel: the class that draws it, and what it means."""

    mark: str
    text: str


@dataclass(frozen=True)
class Tick:
    """A number on a panel's axis: its y, from 0 at the top to 100 at the bottom, and its words."""

    y: float
    text: str


@dataclass(frozen=True)
class Panel:
    """One panel.

    Attributes
    ----------
    name : str
        Its class on the page.
    title : str
    ticks : sequence of Tick
    drawn : Markup
        The SVG.
    legend : sequence of Legend
    """

    name: str
    title: str
    ticks: Sequence[Tick]
    drawn: Markup
    legend: Sequence[Legend] = ()


def panel_element(panel: Panel, alternative: str | None = None) -> Markup:
    """Return a panel's HTML; one that is a picture by itself has its alternative in words."""
    keys = [_key(legend) for legend in panel.legend]
    title = element("p", element("b", panel.title), *keys, class_="panel-title")
    plot = element(
        "div",
        *numbers(panel.ticks),
        panel.drawn,
        class_="plot",
        role="img" if alternative else None,
        aria_label=alternative,
    )
    return element("div", title, plot, class_=f"panel {panel.name}")


def numbers(ticks: Sequence[Tick]) -> list[Markup]:
    """Return the numbers of an axis; they stand beside the picture, which is stretched."""
    written = []
    for tick in ticks:
        place = f"top:{tick.y:.1f}%"
        written.append(element("span", tick.text, class_="number", style=place))
    return written


def _key(legend: Legend) -> Markup:
    mark = element("i", class_=f"key {legend.mark}")
    return element("span", mark, legend.text)


def picture_of_days(days: int, marks: Sequence[Markup]) -> Markup:
    """Return the SVG of so many days."""
    return picture(0, days, *marks, class_="marks")


def middles(days: int) -> np.ndarray:
    """Return the x of the middle of each day."""
    return np.arange(days) + 0.5
