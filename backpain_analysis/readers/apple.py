"""Apple Health: `export.xml`, workouts and body mass as CSV, and the apps that export it."""

from collections.abc import Iterator

from .opening import Field, Record, Row, Source

APPLE_WORKOUTS = Source(
    "Apple Health",
    header=("startdate", "workoutactivitytype", "duration", "durationunit", "totaldistance"),
    when=("startdate",),
    activity="workoutactivitytype",
    distance=Field(("totaldistance",), unit_from="totaldistanceunit"),
    duration=Field(("duration",), unit_from="durationunit"),
    absorbs="device",
)


def _body_mass(records: Iterator[Record], names: list[str]) -> Iterator[Row]:
    at = names.index("type")
    for line, fields in records:
        mass = len(fields) <= at or "bodymass" in fields[at].replace(" ", "").casefold()
        # the device's own text may hold commas: the type then stands further right
        found = mass or any(f.strip().endswith("BodyMass") for f in fields)
        yield line, fields if found else f"{fields[at]!r} is not body mass"


APPLE_MASS = Source(
    "Apple Health",
    header=("type", "unit", "startdate", "enddate", "value"),
    when=("startdate",),
    weight=Field(("value",), unit_from="unit", zero_missing=True),
    absorbs="device",
    rows=_body_mass,
)

APPLE_XML = Source(
    "Apple Health",
    header=(
        "element",
        "type",
        "startdate",
        "duration",
        "durationunit",
        "distance",
        "value",
        "unit",
    ),
    when=("startdate",),
    activity="type",
    distance=Field(("distance",), unit_from="distanceunit"),
    duration=Field(("duration",), unit_from="durationunit"),
    weight=Field(("value",), unit_from="unit", zero_missing=True),
)

QS_ACCESS = Source(
    "QS Access",
    header=("start", "finish", "weight|body mass"),
    when=("start",),
    weight=Field(("weight", "body mass"), zero_missing=True),
)

HEALTH_AUTO_EXPORT = Source(
    "Health Auto Export",
    header=("date/time|date", "weight/body mass"),
    when=("date/time|date",),
    weight=Field(("weight/body mass",), zero_missing=True),
    others=("sleep analysis [asleep]", "sleep analysis [total]", "step count", "mindful minutes"),
)

HEALTH_AUTO_EXPORT_WEIGHT = Source(
    "Health Auto Export",
    header=("date/time", "weight"),
    when=("date/time",),
    weight=Field(("weight",), zero_missing=True),
)

HEALTHEXPORT = Source(
    "HealthExport",
    header=("date", "active energy burned", "activity", "distance", "duration"),
    when=("date",),  # "start - end" in one cell
    activity="activity",
    distance=Field(("distance",)),
    duration=Field(("duration",)),
)

HEALTHEXPORT_MASS = Source(
    "HealthExport",
    header=("date", "body mass"),
    exact=True,
    when=("date",),
    weight=Field(("body mass",), zero_missing=True),
)
