"""Scales and weight logs: Withings, Renpho, Eufy, openScale, Libra, MyFitnessPal, and Apple's."""

from .opening import Field, Source

WEIGHT = Field("weight|body mass")
RENPHO = Source(
    "Renpho",
    header=("date|time of measurement", "weight", "bmi", "body fat", "metabolic age"),
    without=("family members",),
    when=("time of measurement|date", "time"),
    weight=WEIGHT,
)
WITHINGS = Source("Withings", ("date", "weight", "fat mass"), without=("bmi",), weight=WEIGHT)
EUFY = Source("Eufy", ("time", "family members", "weight"), weight=WEIGHT, person="family members")
OPENSCALE = Source(
    "openScale", ("datetime", "weight", "waist", "water"), weight=Field("weight", "kg")
)
# its unit stands above the header; version 6 writes UTC, with a Z
LIBRA = Source("Libra", ("date", "weight", "weight trend|trend"), weight=WEIGHT)
MYFITNESSPAL = Source(
    "weight list (MyFitnessPal)", ("date", "weight"), only=("date", "weight"), weight=WEIGHT
)
HEALTHEXPORT_MASS = Source(
    "HealthExport", ("date", "body mass"), only=("date", "body mass"), weight=WEIGHT
)
HEALTH_AUTO_EXPORT_WEIGHT = Source("Health Auto Export", ("date/time", "weight"), weight=WEIGHT)
QS_ACCESS = Source("QS Access", ("start", "finish", "weight|body mass"), weight=WEIGHT)
SCALES = (
    *(WITHINGS, RENPHO, EUFY, OPENSCALE, LIBRA, MYFITNESSPAL),
    *(HEALTHEXPORT_MASS, HEALTH_AUTO_EXPORT_WEIGHT, QS_ACCESS),
)
