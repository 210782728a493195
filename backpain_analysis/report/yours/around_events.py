"""Pain, running and weight in the four weeks before and after each event: described, not judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...diary import Diary, Event
from ...language import Phrases
from .marks import bars, dots, element, isolated, on_axis, path, rule
from .panel import Tick, middles, numbers, picture_of_days
from .timeline import events_within

FOUR_WEEKS = 28
WEEK = 7
PEAK = 0.8  # quantile of the person's own weeks: a week above it is a peak
FEWEST_RATED = 3  # days of a week
SHORTEST = 7  # days that an event lasts to have a column of its own
MOST_SHOWN = 6
DAY = pd.Timedelta(days=1)
LEAST_PAIN = 0
WORST_PAIN = 10
BOTTOM = -0.6  # of the axis: room for the dots
TOP = 10.6


@dataclass(frozen=True)
class Stretch:
    """Some days: mean pain, rated days, kilometres and sessions a week, mean weight; NaN: none."""

    pain: float
    rated: int
    km: float
    sessions: float
    weight: float


@dataclass(frozen=True)
class Around:
    """An event, the four weeks before it, the time it lasted, the four weeks after.

    Attributes
    ----------
    event : Event
    before, after : Stretch
    during : Stretch or None
        None where it lasted less than a week.
    began_at_a_peak : bool
        Whether the week before it was one of the person's worst fifth.
    days : Series
        Pain from four weeks before to four weeks after.
    start, end : int
        Where the event begins and ends in `days`.
    """

    event: Event
    before: Stretch
    during: Stretch | None
    after: Stretch
    began_at_a_peak: bool
    days: pd.Series
    start: int
    end: int


def around(diary: Diary, event: Event) -> Around:
    """Return what was recorded around an event."""
    days = diary.days
    first = event.start.normalize()
    last = max(event.end.normalize(), first)
    begins = first - FOUR_WEEKS * DAY
    ends = last + FOUR_WEEKS * DAY
    lasted = (last - first).days + 1
    during = None
    if lasted >= SHORTEST:
        during = _stretch(days.loc[first:last])
    shown = pd.date_range(begins, ends, freq="D")
    return Around(
        event=event,
        before=_stretch(days.loc[begins : first - DAY]),
        during=during,
        after=_stretch(days.loc[last + DAY : ends]),
        began_at_a_peak=_began_at_a_peak(days["pain"], first),
        days=days["pain"].reindex(shown),
        start=FOUR_WEEKS,
        end=FOUR_WEEKS + lasted,
    )


def _stretch(days: pd.DataFrame) -> Stretch:
    pain = days["pain"]
    return Stretch(
        pain=_mean(pain),
        rated=int(pain.count()),
        km=WEEK * _mean(days["distance_km"]),
        sessions=WEEK * _mean(days["runs"]),
        weight=_mean(days["weight_kg"]),
    )


def _mean(values: pd.Series) -> float:
    """Return the mean of what is recorded; NaN where nothing is."""
    return float(values.mean())


def _began_at_a_peak(pain: pd.Series, first: pd.Timestamp) -> bool:
    """Tell whether the week up to the first day is among the person's worst fifth."""
    weekly = pain.rolling(WEEK, min_periods=FEWEST_RATED).mean()
    up_to = weekly.loc[:first]
    if up_to.empty or np.isnan(up_to.iloc[-1]):
        return False
    return bool(up_to.iloc[-1] > weekly.quantile(PEAK))


def before_and_after(p: Phrases, diary: Diary) -> Markup:
    """Return a table and a small picture for each event, the newest first."""
    events = list(reversed(events_within(diary)))
    if not events:
        return Markup("")
    told = [_told(p, around(diary, event)) for event in events]
    parts = [
        element("h2", p("around.heading")),
        element("p", p("around.described")),
        *told[:MOST_SHOWN],
    ]
    if len(told) > MOST_SHOWN:
        more = element("summary", p("around.more", n=len(told) - MOST_SHOWN))
        parts.append(element("details", more, *told[MOST_SHOWN:]))
    return element("section", *parts, class_="around")


def _told(p: Phrases, found: Around) -> Markup:
    when = p("around.event", what=isolated(found.event.name), first=found.event.start)
    parts = [element("h3", when), _picture(p, found), _table(p, found)]
    if found.began_at_a_peak:
        parts.append(element("p", p("around.peak"), class_="note"))
    return element("article", *parts)


def _picture(p: Phrases, found: Around) -> Markup:
    """Draw pain around the event: dots, the mean before and after, the event itself."""
    days = len(found.days)
    pain = found.days.to_numpy()
    marks = [
        path(_lasted(found), "lasted"),
        path(rule(_height(LEAST_PAIN), 0, days), "grid"),
        path(rule(_height(WORST_PAIN), 0, days), "grid"),
        path(dots(middles(days), _heights(pain)), "dots"),
        _mean_line(found.before, 0, found.start),
        _mean_line(found.after, found.end, days),
    ]
    ticks = [
        Tick(_height(LEAST_PAIN), p.number(LEAST_PAIN, 0)),
        Tick(_height(WORST_PAIN), p.number(WORST_PAIN, 0)),
    ]
    told = p("around.alt", before=found.before.pain, after=found.after.pain)
    return element(
        "div",
        *numbers(ticks),
        picture_of_days(days, marks),
        class_="plot small",
        role="img",
        aria_label=told,
    )


def _lasted(found: Around) -> str:
    """Draw the event as a bar over its days, as high as the picture."""
    return bars(np.array([found.start]), np.array([found.end]), np.array([0.0]))


def _mean_line(stretch: Stretch, first: int, last: int) -> Markup:
    if not stretch.rated:
        return Markup("")
    return path(rule(_height(stretch.pain), first, last), "mean")


def _heights(pain: np.ndarray) -> np.ndarray:
    return on_axis(pain, BOTTOM, TOP)


def _height(pain: float) -> float:
    return float(_heights(np.array(pain)))


def _table(p: Phrases, found: Around) -> Markup:
    columns = {"before": found.before, "during": found.during, "after": found.after}
    shown = {name: stretch for name, stretch in columns.items() if stretch is not None}
    corner = element("th", Markup("&nbsp;"), scope="col", aria_label=p("around.what"))
    head = [element("th", p(f"around.{name}"), scope="col") for name in shown]
    rows = []
    for quantity in ("pain", "sessions", "km", "weight"):
        values = [getattr(stretch, quantity) for stretch in shown.values()]
        if np.isfinite(values).any():
            rows.append(_row(p, quantity, values, places=1))
    rated = [stretch.rated for stretch in shown.values()]
    rows.append(_row(p, "rated", rated, places=0))
    thead = element("thead", element("tr", corner, *head))
    tbody = element("tbody", *rows)
    return element("div", element("table", thead, tbody), class_="table")


def _row(p: Phrases, quantity: str, values: Sequence[float], *, places: int) -> Markup:
    label = element("th", p(f"around.of_{quantity}"), scope="row")
    cells = [element("td", p.number(value, places)) for value in values]
    return element("tr", label, *cells)
