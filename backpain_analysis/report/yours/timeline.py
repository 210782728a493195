"""The timeline: all panels on one calendar, the events over them, and each day in words.

It reads without a script. The script (`yours.js`) finds the days by their lines, and adds a
slider, a line at the day looked at, and zooming.
"""

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from ...diary import Diary, Event
from ...language import Phrases
from .days import every_day, list_of_days
from .marks import element, isolated
from .panel import panel_element
from .panels import LONG, others_left_out, panels

MOST_TICKS = 5  # that fit a phone
MONTHS_APART = (1, 2, 3, 4, 6)
DAYS_APART = (1, 2, 3, 7, 14)
YEARS_APART = (1, 2, 3, 5, 10, 20)
LAST_PLACE_FOR_A_DATE = 91.0  # percent of the axis
BUTTONS = {"month": 28, "quarter": 91, "year": 365, "all": 0}  # days from the last one back
MOST_EVENTS = 60
FEW_EVENTS = 12  # that have room for a number and a line through all panels


def timeline(p: Phrases, diary: Diary) -> Markup:
    """Return the timeline of a diary."""
    days = pd.DatetimeIndex(diary.days.index)
    shown = panels(p, diary.days)
    if not shown:
        return element("p", p("timeline.nothing"))
    events = events_within(diary)
    lane = [_event(event, number, days) for number, event in enumerate(events, start=1)]
    told = alternative(p, diary)
    plots = [panel_element(panel) for panel in shown]
    stage = element(
        "div", *lane, *plots, axis_of_days(p, days), class_="stage", role="img", aria_label=told
    )
    parts = [
        _controls(p),
        element("p", p("timeline.hint"), class_="readout", hidden=True),
        stage,
        _slider(p, len(days)),
        *_caption(p, diary),
    ]
    if events:
        parts.append(_names_of_events(p, events))
    parts.append(list_of_days(p, days, every_day(p, diary)))
    return element(
        "div",
        *parts,
        id="timeline",
        class_=_classes(days, events),
        data_first=f"{days[0]:%Y-%m-%d}",
        data_days=len(days),
        data_rest=p("timeline.hint"),
    )


def _classes(days: pd.DatetimeIndex, events: list[Event]) -> str:
    names = ["timeline"]
    if events:
        names.append("with-events")
    if len(events) > FEW_EVENTS:
        names.append("many")
    if len(days) > LONG:
        names.append("long")
    return " ".join(names)


def events_within(diary: Diary) -> list[Event]:
    """Return the events of the diary's days, the earliest first; the newest sixty at most."""
    days = diary.days.index
    is_near = [e for e in diary.events if e.end >= days[0] and e.start <= days[-1]]
    return sorted(is_near, key=lambda event: event.start)[-MOST_EVENTS:]


def alternative(p: Phrases, diary: Diary) -> str:
    """Tell what is to be seen."""
    days = diary.days
    pain = days["pain"].dropna()
    told = []
    if len(pain):
        told.append(
            p("timeline.alt_pain", n=len(pain), median=pain.median(), low=pain.min(),
              high=pain.max(), first=days.index[0], last=days.index[-1])
        )  # fmt: skip
    runs = days["runs"].sum()
    if runs:
        told.append(p("timeline.alt_sessions", n=int(runs), km=days["distance_km"].sum()))
    weight = days["weight_kg"].dropna()
    if len(weight):
        told.append(p("timeline.alt_weight", first_kg=weight.iloc[0], last_kg=weight.iloc[-1]))
    told.append(p("timeline.alt_days"))
    return " ".join(told)


def _caption(p: Phrases, diary: Diary) -> Iterator[Markup]:
    """Yield how to read the picture, and what is not drawn."""
    if diary.days["pain"].notna().any():
        yield element("p", p("timeline.caption"), class_="caption")
    left_out = others_left_out(diary.days)
    if left_out:
        names = p.listed(name.replace("_", " ") for name in left_out)
        yield element("p", p("timeline.left_out", names=names), class_="caption")


def _event(event: Event, number: int, days: pd.DatetimeIndex) -> Markup:
    """Return an event's line, and its band where it lasted."""
    first = max((event.start.normalize() - days[0]).days, 0)
    last = min((event.end.normalize() - days[0]).days + 1, len(days))
    left = 100 * first / len(days)
    width = 100 * (last - first) / len(days)
    return element(
        "div",
        element("span", number),
        class_="event" + (" lasting" if last - first > 1 else ""),
        style=f"left:{left:.3f}%;width:{width:.3f}%",
        data_from=first,
        data_to=last,
    )


def _names_of_events(p: Phrases, events: list[Event]) -> Markup:
    """Return what each number on the timeline stands for."""
    lines = []
    for event in events:
        when = p("timeline.event_day", what=isolated(event.name), first=event.start)
        if event.end.normalize() > event.start.normalize():
            when = p("timeline.event", what=isolated(event.name), first=event.start, last=event.end)
        lines.append(element("li", when))
    return element("ol", *lines, class_="events")


def axis_of_days(p: Phrases, days: pd.DatetimeIndex) -> Markup:
    """Return the axis of days under a picture: a mark for each day that is named."""
    marks = []
    for x, text in ticks(p, days):
        left = 100 * x / len(days)
        named = text if left <= LAST_PLACE_FOR_A_DATE else ""  # it would be cut off
        marks.append(element("span", named, style=f"left:{left:.3f}%"))
    return element("div", *marks, class_="axis")


def ticks(p: Phrases, days: pd.DatetimeIndex) -> list[tuple[int, str]]:
    """Return the days to name, by position: as many as fit, and no finer than they must be."""
    for step in DAYS_APART:
        if len(days) / step <= MOST_TICKS:
            found = days[::step]
            return [(n * step, p.date(day, "axis_day")) for n, day in enumerate(found)]
    for step in MONTHS_APART:
        begins = days[(days.day == 1) & ((days.month - 1) % step == 0)]
        if len(begins) <= MOST_TICKS:
            return [((day - days[0]).days, p.date(day, "month")) for day in begins]
    for step in YEARS_APART:
        begins = days[(days.day_of_year == 1) & (days.year % step == 0)]
        if len(begins) <= MOST_TICKS:
            break
    return [((day - days[0]).days, p.date(day, "axis_year")) for day in begins]


def _controls(p: Phrases) -> Markup:
    """Return the buttons; they do nothing without the script, which shows them."""
    buttons = [
        element("button", p(f"timeline.show_{name}"), type="button", data_last=days)
        for name, days in BUTTONS.items()
    ]
    nearer = element("button", "+", type="button", data_zoom="in", aria_label=p("timeline.nearer"))
    farther = element(
        "button", "−", type="button", data_zoom="out", aria_label=p("timeline.farther")
    )
    return element(
        "div",
        *buttons,
        nearer,
        farther,
        class_="controls",
        role="group",
        aria_label=p("timeline.controls"),
        hidden=True,
    )


def _slider(p: Phrases, n: int) -> Markup:
    return element(
        "input",
        type="range",
        min=0,
        max=n - 1,
        step=1,
        value=n - 1,
        aria_label=p("timeline.slider"),
        class_="slider",
        hidden=True,
    )
