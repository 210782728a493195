"""Daylio: moods in the person's own words."""

from dataclasses import replace

from .opening import Field, Source

DAYLIO = Source(
    "Daylio",
    header=("full_date", "weekday", "mood", "activities"),
    when=("full_date", "time"),
    value=Field(("mood",)),
    always="mood",
    ranks=(("awful", "bad", "meh", "good", "rad"), ("lausig", "schlecht", "ok", "gut", "super")),
    tags="activities",
)

DAYLIO_2017 = replace(
    DAYLIO,
    header=("year", "date", "weekday", "time", "mood", "activities"),
    when=("date", "year", "time"),
)
