"""Simple Health Export: one CSV file a type, as Apple Health names it; stamps in UTC."""

from ...codes import Remark
from ..severity import is_symptom, symptom_cells, symptom_name
from ..source import Records, Rows, Source

_WORKOUTS = "startdate, enddate, type, activitytype, duration, durationunit, totaldistance"
WORKOUTS = Source(
    "Simple Health Export",
    header=_WORKOUTS,
    without="workoutactivitytype, totaldistanceunit",
    zone="UTC",
    activity="activitytype",
    distance="totaldistance [m]",
    duration="duration [durationunit]",
    absorbs="device",
)


def _symptoms(records: Records, names: list[str]) -> Rows:
    from_end = {name: names.index(name) - len(names) for name in ("startdate", "value")}
    kind_at = names.index("type")
    for line, fields in records:
        kind = fields[kind_at].strip()
        # the device's own text may hold commas: what stands behind it is counted from the end
        start = fields[from_end["startdate"]].strip()
        value = fields[from_end["value"]].strip()
        if is_symptom(kind, value):
            yield line, symptom_cells(start, symptom_name(kind), value)
        else:
            yield line, Remark("account.no_symptom", {"kind": kind})


SYMPTOMS = Source(
    "Simple Health Export",
    header="startdate, enddate, type, value, sourcename",
    without="unit, duration, workoutactivitytype",
    columns="startdate, region, pain, variable, value",
    zone="UTC",
    region="region",
    pain="pain",
    variable="variable",
    value="value",
    rows=_symptoms,
)
