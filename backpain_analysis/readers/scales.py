"""Scales and weight logs: Withings, Renpho, Eufy, openScale, Libra, MyFitnessPal, and Apple's."""

from typing import Any

from .opening import Field, Source


def _weigh_ins(name: str, header: tuple[str, ...], unit: str = "", **odd: Any) -> Source:
    """Declare a list whose first column is the time, and one of whose others is the weight."""
    weight = Field("weight|body mass", unit)
    return Source(name, header, **{"when": header[:1], "weight": weight, **odd})


RENPHO = Source(
    "Renpho",
    header=("date|time of measurement", "weight", "bmi", "body fat", "metabolic age"),
    without=("family members",),
    when=("time of measurement|date", "time"),
    weight=Field("weight"),
)
WITHINGS = _weigh_ins("Withings", ("date", "weight", "fat mass"), without=("bmi",))
EUFY = _weigh_ins("Eufy", ("time", "family members", "weight"), person="family members")
OPENSCALE = _weigh_ins("openScale", ("datetime", "weight", "waist", "water"), "kg")
# its unit stands above the header; version 6 writes UTC, with a Z
LIBRA = _weigh_ins("Libra", ("date", "weight", "weight trend|trend"))
MYFITNESSPAL = _weigh_ins("weight list (MyFitnessPal)", ("date", "weight"), only=("date", "weight"))
HEALTHEXPORT = _weigh_ins("HealthExport", ("date", "body mass"), only=("date", "body mass"))
HEALTH_AUTO_EXPORT = _weigh_ins("Health Auto Export", ("date/time", "weight"))
QS_ACCESS = _weigh_ins("QS Access", ("start", "finish", "weight|body mass"))
SCALES = (
    *(WITHINGS, RENPHO, EUFY, OPENSCALE, LIBRA, MYFITNESSPAL),
    *(HEALTHEXPORT, HEALTH_AUTO_EXPORT, QS_ACCESS),
)
