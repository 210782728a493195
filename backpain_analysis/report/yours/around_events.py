"""Pain, running and weight in the four weeks before and after each event: described, not judged."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...diary import Diary, Event
from ...language import Phrases
from .marks import bars, dots, element, isolated, on_axis, path, picture, rule
from .timeline import events_within

FOUR_WEEKS = 28
WEEK = 7
PEAK = 0.8  # quantile of the person's own weeks: a week above it is a peak
FEWEST_RATED = 3  # days of a week
SHORTEST = 7  # days that an event lasts to have a column of its own
MOST_SHOWN = 6
NEVER = np.nan


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
    day = pd.Timedelta(days=1)
    first = event.start.normalize()
    last = max(event.end.normalize(), first)
    begins = first - FOUR_WEEKS * day
    ends = last + FOUR_WEEKS * day
    during = None
    if (last - first).days + 1 >= SHORTEST:
        during = _stretch(days.loc[first:last])
    shown = pd.date_range(begins, ends, freq="D")
    return Around(
        event=event,
        before=_stretch(days.loc[begins : first - day]),
        during=during,
        after=_stretch(days.loc[last + day : ends]),
        began_at_a_peak=_began_at_a_peak(days["pain"], first),
        days=days["pain"].reindex(shown),
        start=FOUR_WEEKS,
        end=FOUR_WEEKS + (last - first).days + 1,
    )


def _stretch(days: pd.DataFrame) -> Stretch:
    pain = days["pain"].dropna()
    return Stretch(
        pain=float(pain.mean()) if len(pain) else NEVER,
        rated=len(pain),
        km=WEEK * float(days["distance_km"].mean()) if len(days) else NEVER,
        sessions=WEEK * float(days["runs"].mean()) if len(days) else NEVER,
        weight=float(days["weight_kg"].mean()) if len(days) else NEVER,
    )


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
    n = len(found.days)
    marks = [
        path(bars(np.array([found.start]), np.array([found.end]), np.array([0.0])), "lasted"),
        path(rule(float(_y(0)), 0, n), "grid"),
        path(rule(float(_y(10)), 0, n), "grid"),
        path(dots(np.arange(n) + 0.5, _y(found.days.to_numpy())), "dots"),
    ]
    for stretch, first, last in ((found.before, 0, found.start), (found.after, found.end, n)):
        if stretch.rated:
            marks.append(path(rule(float(_y(stretch.pain)), first, last), "mean"))
    drawn = picture(0, n, *marks, class_="marks")
    numbers = [
        element("span", p.number(level, 0), class_="number", style=f"top:{float(_y(level)):.0f}%")
        for level in (0, 10)
    ]
    alt = p("around.alt", before=found.before.pain, after=found.after.pain)
    return element("div", *numbers, drawn, class_="plot small", role="img", aria_label=alt)


def _y(values: np.ndarray | float) -> np.ndarray:
    return on_axis(np.asarray(values), -0.6, 10.6)


def _table(p: Phrases, found: Around) -> Markup:
    columns = {"before": found.before, "during": found.during, "after": found.after}
    shown = {name: stretch for name, stretch in columns.items() if stretch is not None}
    head = [element("th", p(f"around.{name}"), scope="col") for name in shown]
    rows = []
    for quantity in ("pain", "sessions", "km", "weight"):
        values = [getattr(stretch, quantity) for stretch in shown.values()]
        if np.isfinite(values).any():
            cells = [element("td", p.number(value, 1)) for value in values]
            label = element("th", p(f"around.of_{quantity}"), scope="row")
            rows.append(element("tr", label, *cells))
    rated = [element("td", p.number(stretch.rated, 0)) for stretch in shown.values()]
    rows.append(element("tr", element("th", p("around.of_rated"), scope="row"), *rated))
    corner = element("th", Markup("&nbsp;"), scope="col", aria_label=p("around.what"))
    thead = element("thead", element("tr", corner, *head))
    return element("div", element("table", thead, element("tbody", *rows)), class_="table")
