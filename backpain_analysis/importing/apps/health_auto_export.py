"""Health Auto Export: workouts and symptoms as CSV, in the phone's language, or as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..documents import Document, Found, without_problems
from ..severity import symptom_cells, symptom_name
from ..source import Records, Rows, Source

# how the header of the distance begins, in the phone's languages
_DISTANCE = (
    "dist", "afstand", "strecke", "sträcka", "matka", "etäisyys", "dyst", "odległość", "vzdálen",
    "távolság", "mesafe", "расстояние", "дистанция", "відстань", "απόσταση", "距離", "距离", "거리",
    "khoảng cách", "jarak", "ระยะทาง", "המרחק", "מרחק", "المسافة",
)  # fmt: skip

# Before March 2026 "Workout Type", since then "Type". The first four headers stay English; the
# words for activities follow the phone.
WORKOUTS = Source(
    "Health Auto Export",
    header="start, end, workout type|type, duration",
    activity="workout type|type",
    distance="~^(" + "|".join(_DISTANCE) + ")",
    duration="duration [min]",
)


def _symptoms(records: Records, names: list[str]) -> Rows:
    at = [names.index(name) for name in ("start", "name", "severity")]
    for line, fields in records:
        start, name, severity = (fields[i].strip() for i in at)
        yield line, symptom_cells(start, symptom_name(name), severity)


SYMPTOMS = Source(
    "Health Auto Export",
    header="start, end, name, severity",
    columns="start, region, pain, variable, value",
    region="region",
    pain="pain",
    variable="variable",
    value="value",
    rows=_symptoms,
)


def _workout(found: Found) -> Iterator[list[str]]:
    yield [
        found.text("start", "startDate"),
        found.text("name", "workoutActivityType"),
        found.text("distance.qty", "totalDistance.qty", "distance"),
        found.text("distance.units", "totalDistance.units"),
        found.text("duration.qty", "duration"),
        found.text("duration.units") or "s",
    ]


JSON_WORKOUTS = Source(
    "Health Auto Export",
    header="hae start, activity, distance, distance unit, duration, duration unit",
    distance="distance [distance unit]",
    duration="duration [duration unit]",
    rows=without_problems,
)
WORKOUT_DOCUMENT = Document(
    source=JSON_WORKOUTS,
    needs="data.workouts",
    at="data.workouts",
    keys="start, startDate, name, workoutActivityType, distance.qty, distance.units, "
    "totalDistance.qty, totalDistance.units, duration.qty, duration.units",
    cells=_workout,
    family="Health Auto Export",
)


def _is_not_weight(around: Mapping[str, Any]) -> bool:
    name = around.get("name", "")
    return bool(name) and name not in _WEIGHT


def _weigh_in(found: Found) -> Iterator[list[str]]:
    if found.around.get("name") in _WEIGHT:
        yield [
            found.text("date", "startDate"),
            found.text("qty", "avg", "Avg"),
            found.text("units"),
        ]


_WEIGHT = ("weight_body_mass", "body_mass", "weight")
JSON_WEIGHT = Source(
    "Health Auto Export",
    header="hae date, weight, weight unit",
    weight="weight [weight unit]",
    rows=without_problems,
)
WEIGHT_DOCUMENT = Document(
    source=JSON_WEIGHT,
    needs="data.metrics",
    at="data.metrics.data",
    keys="date, startDate, qty, avg, Avg, units",
    above="name, units",
    cells=_weigh_in,
    skips=_is_not_weight,
    family="Health Auto Export",
)


def _symptom(found: Found) -> Iterator[list[str]]:
    start = found.text("start", "date")
    symptom = symptom_name(found.text("name"))
    severity = found.text("severity", "value")
    yield symptom_cells(start, symptom, severity)


JSON_SYMPTOMS = Source(
    "Health Auto Export",
    header="hae start, region, pain, variable, value",
    region="region",
    pain="pain",
    variable="variable",
    value="value",
    rows=without_problems,
)
SYMPTOM_DOCUMENT = Document(
    source=JSON_SYMPTOMS,
    needs="data.symptoms",
    at="data.symptoms",
    keys="start, date, name, severity, value",
    cells=_symptom,
    family="Health Auto Export",
)
