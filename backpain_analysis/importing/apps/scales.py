"""Scales and weight logs: Withings, Renpho, Eufy, openScale, Libra, MyFitnessPal, and Apple's."""

from ..source import Source

WEIGHT = "weight|body mass"
SCALES = (
    Source("Withings", "date, weight, fat mass", without="bmi", weight=WEIGHT),
    Source(
        "Renpho",
        header="date|time of measurement, weight, bmi, body fat, metabolic age",
        without="family members",
        when=("time of measurement|date", "time"),
        weight=WEIGHT,
    ),
    Source("Eufy", "time, family members, weight", weight=WEIGHT, person="family members"),
    Source("openScale", "datetime, weight, waist, water", weight="weight [kg]"),
    # its unit stands above the header; version 6 writes UTC, with a Z
    Source("Libra", "date, weight, weight trend|trend", weight=WEIGHT),
    Source("weight list (MyFitnessPal)", "date, weight", only="date, weight", weight=WEIGHT),
    Source("HealthExport", "date, body mass", only="date, body mass", weight=WEIGHT),
    Source(
        "Health Auto Export",
        "date/time, weight",
        weight=WEIGHT,
    ),
    Source("QS Access", "start, finish, weight|body mass", weight=WEIGHT),
)
