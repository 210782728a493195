"""Plain tidy tables: `date,pain`, `date,weight_kg`, `date,distance_km,...`, or all in one."""

from .opening import Field, Source

_DATE = "day|date|datetime|timestamp|start|start_time|when"
_DISTANCE = ("distance_km", "km", "kilometers", "kilometres", "distance_mi", "miles", "distance_m",
             "distance")  # fmt: skip
_DURATION = ("duration_min", "minutes", "duration_s", "seconds", "duration_h", "duration")
_WEIGHT = ("weight_kg", "kg", "kilograms", "weight_lb", "weight_lbs", "lb", "lbs", "pounds",
           "weight", "body weight", "body mass")  # fmt: skip
_PAIN = ("pain", "back_pain", "back pain", "nrs", "pain_nrs", "pain_0_10", "pain_level",
         "pain level", "pain_score", "pain score", "pain rating", "pain_rating")  # fmt: skip

TIDY = Source(
    "tidy table",
    header=(_DATE, "|".join(_DISTANCE + _DURATION + _WEIGHT + _PAIN)),
    when=(_DATE,),
    clock="time",
    distance=Field(_DISTANCE),
    duration=Field(_DURATION),
    activity="activity|type|sport",
    always="run",
    weight=Field(_WEIGHT, zero_missing=True),
    pain=Field(_PAIN),
    scale="0-10",
    region="region|location",
    others=("stress", "sleep", "sleep_h", "mood", "energy", "fatigue"),
    by_hand=True,
)
