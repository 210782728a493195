"""Plain tidy tables: `date,pain`, `date,weight_kg`, `date,distance_km,...`, or all in one."""

from dataclasses import replace

from .opening import Field, Source

_DATE = "day|date|datetime|timestamp|start|start_time|when"
_DISTANCE = ("distance_km", "km", "kilometers", "kilometres", "distance_mi", "miles", "distance_m",
             "distance")  # fmt: skip
_DURATION = ("duration_min", "minutes", "duration_s", "seconds", "duration_h", "duration")
_WEIGHT = ("weight_kg", "kg", "kilograms", "weight_lb", "weight_lbs", "lb", "lbs", "pounds",
           "weight", "body weight", "body mass")  # fmt: skip
_PAIN = ("pain", "back_pain", "back pain", "nrs", "pain_nrs", "pain_0_10", "pain_level",
         "pain level", "pain_score", "pain score", "pain rating", "pain_rating")  # fmt: skip
_OTHERS = ("stress", "sleep", "sleep_h", "mood", "energy", "fatigue")
_BESIDE = "id name title note notes comment comments weekday week month year pace speed avg_hr " \
    "max_hr heart_rate hr calories elevation elevation_gain rpe effort shoes weather temperature " \
    "route surface runs"  # fmt: skip

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
    others=_OTHERS,
    by_hand=True,
    # a table with further columns may count steps or sleep: its distances are no runs
    only=(*_DATE.split("|"), *_DISTANCE, *_DURATION, *_WEIGHT, *_PAIN, *_OTHERS, *_BESIDE.split(),
          "time", "activity", "type", "sport", "region", "location", "side"),
)  # fmt: skip

TIDY_RATINGS = replace(
    TIDY,
    header=(_DATE, "|".join(_WEIGHT + _PAIN)),
    without=("reps", "sets", "set order", "exercise", "exercise name", "food", "meal"),
    distance=None,
    duration=None,
    activity="",
    only=(),
)
