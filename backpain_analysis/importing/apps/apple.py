"""Apple Health: workouts and body mass as tables (`apple_xml` reads its `export.xml`)."""

from ...codes import Remark
from ..source import Records, Rows, Source

APPLE = Source(
    "Apple Health",
    header="startdate, workoutactivitytype, duration, durationunit, totaldistance",
    distance="totaldistance [totaldistanceunit]",
    duration="duration [durationunit]",
    weight="value [unit]",
    region="region",  # of symptoms, which `apple_xml` puts beside workouts and weigh-ins
    pain="pain",
    variable="symptom",
    value="severity",
    absorbs="device",
)


def _body_mass(records: Records, names: list[str]) -> Rows:
    for line, fields in records:
        # the device's own text may hold commas: the type then stands further right
        mass = any(f.replace(" ", "").casefold().endswith("bodymass") for f in fields)
        kind = dict(zip(names, fields, strict=False)).get("type", "")
        yield line, fields if mass else Remark("import.reason.not_body_mass", {"kind": kind})


APPLE_MASS = Source(
    "Apple Health",
    header="startdate, enddate, type, unit, value",
    weight="value [unit]",
    absorbs="device",
    rows=_body_mass,
)
HEALTH_AUTO_EXPORT = Source(
    "Health Auto Export",
    header="date/time|date, weight/body mass",
    weight="weight/body mass",
    others="sleep analysis [asleep], sleep analysis [total], step count, mindful minutes",
)
HEALTHEXPORT = Source(
    "HealthExport",
    header="date, active energy burned, activity, distance, duration",  # "start - end" in one cell
    distance="distance",
    duration="duration",
)
