"""What people keep by hand: tidy tables, spreadsheet forms, lists of attacks, events."""

from dataclasses import replace

from .languages import PAIN_WORDS
from .opening import Field, Source

_DATE = "day|date|datetime|timestamp|start|start_time|when"
_STAMP = "timestamp|zeitstempel|horodateur|marca temporal"
_DISTANCE = "distance_km|km|kilometers|kilometres|distance_mi|miles|distance_yd|yards|" \
    "distance_m|distance"  # fmt: skip
_DURATION = "duration_min|minutes|min|duration_s|seconds|duration_h|duration"
_WEIGHT = "weight_kg|kg|kilograms|weight_lb|weight_lbs|lb|lbs|pounds|weight|body weight|body mass"
_PAIN = "pain|back_pain|back pain|nrs|pain_nrs|pain_0_10|pain_level|pain level|pain_score|" \
    "pain score|pain rating|pain_rating"  # fmt: skip
_OTHERS = ("stress", "sleep", "sleep_h", "mood", "energy", "fatigue")
_BESIDE = "id name title note notes comment comments weekday week month year pace speed avg_hr " \
    "max_hr heart_rate hr calories elevation elevation_gain rpe effort shoes weather temperature " \
    "route surface runs time activity type sport region location side"  # fmt: skip

TIDY = Source(
    "tidy table",
    header=(_DATE, f"{_DISTANCE}|{_DURATION}|{_WEIGHT}|{_PAIN}"),
    clock="time",
    distance=Field(_DISTANCE),
    duration=Field(_DURATION),
    always="run",
    weight=Field(_WEIGHT),
    pain=Field(_PAIN),
    scale="0-10",
    region="region|location",
    others=_OTHERS,
    by_hand=True,
    # a table with further columns may count steps or sleep: its distances are no runs
    only=(*"|".join((_DATE, _DISTANCE, _DURATION, _WEIGHT, _PAIN)).split("|"), *_OTHERS,
          *_BESIDE.split()),
)  # fmt: skip
TIDY_RATINGS = replace(
    TIDY,
    header=(_DATE, f"{_WEIGHT}|{_PAIN}"),
    without=("reps", "sets", "set order", "exercise", "exercise name", "food", "meal"),
    distance=None,
    duration=None,
    only=(),
)
FORM = Source(
    "spreadsheet form",
    header=(_STAMP, f"~{PAIN_WORDS}"),
    without=("pain", "nrs"),
    pain=Field(f"~{PAIN_WORDS}"),
    others=("*",),
    by_hand=True,
)
ATTACKS = Source(
    "attack list",  # only attacks are listed: other days stay missing
    header=("start time|start|date", "pain level|pain intensity", "triggers|medications"),
    pain=Field("pain level|pain intensity"),
    region="pain location|location",
)
EVENTS = Source("events", ("start", "end", "event"), end="end", event="event")
