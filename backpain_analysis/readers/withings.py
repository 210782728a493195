"""Withings: `weight.csv`; the unit stands in the header."""

from .opening import Field, Source

WITHINGS = Source(
    "Withings",
    header=("date", "weight", "fat mass"),
    without=("bmi",),
    when=("date",),
    weight=Field(("weight",), zero_missing=True),
)
