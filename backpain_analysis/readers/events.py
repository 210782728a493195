"""Events and treatments: `events.csv` with `start,end,event`, hand-kept."""

from .opening import Source

EVENTS = Source(
    "events",
    header=("start", "end", "event"),
    when=("start",),
    end="end",
    event="event",
)
