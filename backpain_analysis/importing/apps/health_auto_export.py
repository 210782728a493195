"""Health Auto Export: workouts and symptoms as CSV, in the phone's language."""

from ..languages import names_pain
from ..severity import pain_of, symptom_name, symptom_value
from ..source import Records, Rows, Source

# Before March 2026 "Workout Type", since then "Type". The first four headers stay English; the
# words for activities follow the phone.
WORKOUTS = Source(
    "Health Auto Export",
    header="start, end, workout type|type, duration",
    activity="workout type|type",
    distance="~^(dist|afstand|strecke|距離|距离|거리|расстояние|odległość|mesafe)",
    duration="duration [min]",
)


def _symptoms(records: Records, names: list[str]) -> Rows:
    at = [names.index(name) for name in ("start", "name", "severity")]
    for line, fields in records:
        start, name, severity = (fields[i].strip() for i in at)
        symptom = symptom_name(name)
        if names_pain(symptom):
            yield line, [start, symptom, pain_of(severity), "", ""]
        else:
            yield line, [start, "", "", symptom.casefold(), symptom_value(severity)]


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
