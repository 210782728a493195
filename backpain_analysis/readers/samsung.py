"""Samsung Health: exercises and weight; UTC stamps beside a column with the offset."""

from .opening import Field, Source

SAMSUNG = Source(
    "Samsung Health",
    header=("start_time", "time_offset", "exercise_type", "duration"),
    when=("start_time",),
    zone="UTC",
    offset_from="time_offset",
    activity="exercise_type",
    codes=(("1001", "walk"), ("1002", "run"), ("11007", "ride"), ("13001", "hike"),
           ("14001", "swim"), ("15002", "ride"), ("15005", "run")),
    distance=Field(("distance",), "m"),
    duration=Field(("duration",), "ms"),
)  # fmt: skip

SAMSUNG_WEIGHT = Source(
    "Samsung Health",
    header=("start_time", "time_offset", "weight"),
    when=("start_time",),
    zone="UTC",
    offset_from="time_offset",
    weight=Field(("weight",), "kg", zero_missing=True),
)
