"""Each day in words: what a hover shows, what a screen reader speaks, what stands in the list."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup

from ...diary import Diary, Event
from ...language import Phrases
from ...model import other_columns
from .marks import element, isolated


def every_day(p: Phrases, diary: Diary) -> list[str]:
    """Return the words of each day: "Tue, 3 March 2026: pain 4; 1 run, 5.2 km; 80.1 kg."."""
    days = diary.days
    on_day = _events_by_day(diary)
    others = other_columns(days)
    words = []
    for position, row in enumerate(days.to_dict("records")):
        told = list(_told(p, row, others))
        told += _events(p, on_day.get(position, ()))
        date = p.date(days.index[position], "long")
        words.append(p("day.told", day=date, told="; ".join(told)))
    return words


def _told(p: Phrases, row: dict[str, float], others: Sequence[str]) -> Iterator[str]:
    pain = row["pain"]
    if np.isnan(pain):
        yield p("day.not_rated")
    else:
        yield p("day.pain", pain=pain)
    yield _sessions(p, row)
    if not np.isnan(row["weight_kg"]):
        yield p("day.weight", kg=row["weight_kg"])
    for name in others:
        if not np.isnan(row[name]):
            yield p("day.other", what=isolated(name.replace("_", " ")), value=row[name])


def _sessions(p: Phrases, row: dict[str, float]) -> str:
    """Tell the runs of a day; none recorded is not none."""
    runs = row["runs"]
    if np.isnan(runs):
        return p("day.no_log")
    if not runs:
        return p("day.no_session")
    told = [p("day.sessions", n=int(runs))]
    if row["distance_km"] > 0:
        told.append(p("day.km", km=row["distance_km"]))
    if row["duration_min"] > 0:
        told.append(p("day.minutes", minutes=row["duration_min"]))
    return ", ".join(told)


def _events(p: Phrases, events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        yield p("day.event", what=isolated(event.name))


def _events_by_day(diary: Diary) -> dict[int, list[Event]]:
    """Return the events of each day, by its position."""
    days = diary.days.index
    found: dict[int, list[Event]] = {}
    for event in diary.events:
        has_begun = days >= event.start.normalize()
        has_ended = days > event.end
        for position in np.flatnonzero(has_begun & ~has_ended).tolist():
            found.setdefault(position, []).append(event)
    return found


def list_of_days(p: Phrases, days: pd.DatetimeIndex, words: Sequence[str]) -> Markup:
    """Return each day as a line, the newest month first, each month folded."""
    months = days.strftime("%Y-%m")
    held: dict[str, list[Markup]] = {}
    for position, month in enumerate(months):
        line = element("li", words[position], value=position)
        held.setdefault(month, []).append(line)
    folded = []
    for month in reversed(held):
        heading = p.date(pd.Period(month).start_time, "month")
        lines = element("ol", *held[month])
        folded.append(element("details", element("summary", heading), lines))
    summary = element("summary", p("timeline.list", n=len(days)))
    return element("details", summary, *folded, class_="days")
