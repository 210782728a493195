"""Zepp and Mi Fit: `SPORT_*.csv` (stamps in UTC, numbers for sports) and `BODY_*.csv`."""

from .opening import Field, Source

ZEPP = Source(
    "Zepp",
    header=("type", "starttime", "sporttime", "distance", "avgpace"),
    when=("starttime",),
    zone="UTC",
    activity="type",
    codes=(("1", "run"), ("6", "walk"), ("7", "run"), ("8", "run"), ("9", "ride"), ("10", "ride"),
           ("14", "swim"), ("15", "swim")),
    distance=Field(("distance",), "m"),
    duration=Field(("sporttime",), "s"),
)  # fmt: skip

ZEPP_BODY = Source(
    "Zepp",
    header=("timestamp", "weight", "height", "bmi"),
    when=("timestamp",),
    zone="UTC",
    weight=Field(("weight",), "kg", zero_missing=True),
)
