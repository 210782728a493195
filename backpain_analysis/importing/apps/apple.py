"""Apple Health: `export.xml`, workouts and body mass as CSV, and the apps that export it."""

import zipfile
import zlib
from collections.abc import Callable
from typing import IO

from ...codes import Remark
from ...errors import DataError
from ..source import Records, Rows, Source

APPLE = Source(
    "Apple Health",
    header="startdate, workoutactivitytype, duration, durationunit, totaldistance",
    distance="totaldistance [totaldistanceunit]",
    duration="duration [durationunit]",
    weight="value [unit]",
    absorbs="device",
)
# the columns of export.xml: attributes of its elements Workout and Record
_XML = ("workoutActivityType", "startDate", "duration", "durationUnit", "totalDistance",
        "totalDistanceUnit", "value", "unit")  # fmt: skip


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


def health_records(start: Callable[[], IO[bytes]], name: str) -> Records:
    """Yield the workouts and weigh-ins of Apple Health's `export.xml`, in bounded memory."""
    from lxml import etree

    yield 0, list(_XML)
    line = 0
    parser = etree.XMLPullParser(events=("end",), tag=("Record", "Workout"), resolve_entities=False)
    try:
        with start() as stream:
            # without its document type, which some releases wrote badly; so no entities either
            top, root, rest = stream.read(2**20).partition(b"<HealthData")
            chunk, skipped = root + rest, top.count(b"\n")
            while chunk:
                parser.feed(chunk)
                for _, element in parser.read_events():
                    kind = element.get("type", "")
                    if element.tag == "Workout" or kind == "HKQuantityTypeIdentifierBodyMass":
                        line = max(line + 1, (element.sourceline or 0) + skipped)
                        fields = [str(element.get(key, "")) for key in _XML]
                        for child in element.iterchildren("WorkoutStatistics"):  # since iOS 16
                            if "Distance" in child.get("type", "") and not fields[4]:
                                fields[4:6] = child.get("sum", ""), child.get("unit", "")
                        yield line, fields
                    parent = element.getparent()
                    element.clear(keep_tail=False)
                    while parent is not None and parent[0] is not element:
                        del parent[0]
                chunk = stream.read(2**16)
            parser.close()
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        text = f"damaged or broken off ({error})."
        raise DataError(text, file=name, line=line, todo="Export it again.") from error
