"""Events on the timeline: a dashed line where each begins, a band while it lasts, its name."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..diary import Event
from ..language import Phrases, plain_text
from .look import DASHED, ORANGE

STEPS = (9.7, 8.6, 7.5, 6.4)  # heights of the names, NRS points, the highest clear of the legend
LONGEST_NAME = 28
SHARE_OF_THE_PANEL = 0.88  # of the width of the figure
INCHES_OF_A_POINT = 1 / 72
WIDTH_OF_A_LETTER = 0.58  # of the size of the letters, about
LOWEST = -0.4


def mark_events(
    ax: Axes,
    events: Iterable[Event],
    days: pd.DatetimeIndex,
    words: Phrases,
    *,
    width: float,
    letters: float,
) -> list[str]:
    """Mark the events of the days shown by their names; return each in words, whole.

    A name is cut where it is long, and left out where it would lie on others; its line stays.
    `width` is that of the figure in inches, `letters` their size in points.
    """
    marked: list[str] = []
    ends = dict.fromkeys(STEPS, float("-inf"))  # where the last name on each step ends
    inches_of_a_day = SHARE_OF_THE_PANEL * width / len(days)
    letter = letters * INCHES_OF_A_POINT * WIDTH_OF_A_LETTER / inches_of_a_day  # in days
    for event in sorted(events, key=lambda event: event.start):
        if event.end < days[0] or event.start > days[-1]:
            continue
        first = _draw_span(ax, event, days)
        name = _cut(plain_text(event.name))
        of_name = (len(name) + 1) * letter
        is_late = first + of_name > date2num(days[-1])
        left = first - of_name if is_late else first
        step = next((step for step in STEPS if ends[step] < left), None)
        if step is not None:
            ends[step] = left + of_name
            _write_name(ax, name, first, step, is_late=is_late)
        top = STEPS[0] if step is None else step
        ax.vlines(first, LOWEST, top, color=ORANGE, linestyle=DASHED, linewidth=1.2)
        marked.append(words("figure.timeline.event", what=event.name, day=event.start))
    return marked


def _draw_span(ax: Axes, event: Event, days: pd.DatetimeIndex) -> float:
    """Shade the days of an event that lasts; return where it begins on the axis."""
    left = date2num(days[0])
    first = max(float(date2num(event.start.normalize())), left)
    last = max(float(date2num(event.end.normalize())), left)
    if last > first:
        ax.axvspan(first, last + 1, color=ORANGE, alpha=0.12, linewidth=0, zorder=0)
    return first


def _cut(name: str) -> str:
    """Return a name that has room beside others."""
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME - 1].rstrip() + "…"


def _write_name(ax: Axes, name: str, first: float, height: float, *, is_late: bool) -> None:
    """Write a name beside its line: on the left of it where the right has no room."""
    ax.annotate(
        name,
        (first, height),
        xytext=(-3 if is_late else 3, 0),
        textcoords="offset points",
        ha="right" if is_late else "left",
        va="top",
        annotation_clip=True,
        bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.8},
    )
