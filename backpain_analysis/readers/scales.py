"""Scales and weight logs: Renpho, Eufy, openScale, Libra, MyFitnessPal."""

from .opening import Field, Source

RENPHO = Source(
    "Renpho",
    header=("date|time of measurement", "weight", "bmi", "body fat", "metabolic age"),
    without=("family members",),
    when=("time of measurement|date", "time"),
    weight=Field(("weight",), zero_missing=True),
)

EUFY = Source(
    "Eufy",
    header=("time", "family members", "weight"),
    when=("time",),
    weight=Field(("weight",), zero_missing=True),
    person="family members",
)

OPENSCALE = Source(
    "openScale",
    header=("datetime", "weight", "waist", "water"),
    when=("datetime",),
    weight=Field(("weight",), "kg", zero_missing=True),
)

LIBRA = Source(
    "Libra",
    header=("date", "weight", "weight trend|trend"),
    when=("date",),  # its unit stands above the header; version 6 writes UTC, with a Z
    weight=Field(("weight",), zero_missing=True),
)

MYFITNESSPAL = Source(
    "weight list (MyFitnessPal)",
    header=("date", "weight"),
    exact=True,
    when=("date",),
    weight=Field(("weight",), zero_missing=True),
)
