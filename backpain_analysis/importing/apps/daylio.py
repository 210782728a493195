"""Daylio: moods in the person's own words."""

from dataclasses import replace

from ..source import Source

DAYLIO = Source(
    "Daylio",
    header="full_date, weekday, mood, activities",
    when=("full_date", "time"),
    value="mood",
    always="mood",
    ranks=("awful/bad/meh/good/rad", "lausig/schlecht/ok/gut/super"),
    tags="activities",
    scales="scales",
    headless=(r"\d{4}-\d\d-\d\d,[^,]+,[^,\d]+,\d{1,2}:\d\d",
              "full_date, date, weekday, time, mood, activities, note"),
)  # fmt: skip
DAYLIO_2017 = replace(
    DAYLIO,
    header="year, date, weekday, time, mood, activities",
    when=("date", "year", "time"),
    headless=("", ""),
)
