"""What people keep by hand: tidy tables, spreadsheet forms, lists of attacks, events."""

import json
from dataclasses import replace

from ...errors import SettingsError
from ...settings import FileSettings
from ..languages import PAIN_WORDS, header_name
from ..source import Source

_DATE = "day|date|datetime|timestamp|start|start_time|when"
_DISTANCE = "distance_km|km|kilometers|kilometres|distance_mi|miles|distance_yd|yards|" \
    "distance_m|distance"  # fmt: skip
_DURATION = "duration_min|minutes|min|duration_s|seconds|duration_h|duration"
_WEIGHT = "weight_kg|kg|kilograms|weight_lb|weight_lbs|lb|lbs|pounds|weight|body weight|body mass"
_PAIN = "pain|back_pain|back pain|nrs|pain_nrs|pain_0_10|pain_level|pain level|pain_score|" \
    "pain score|pain rating|pain_rating"  # fmt: skip
_OTHERS = "stress, sleep, sleep_h, mood, energy, fatigue"
_BESIDE = "id|name|title|note|notes|comment|comments|weekday|week|month|year|pace|speed|avg_hr|" \
    "max_hr|heart_rate|hr|calories|elevation|elevation_gain|rpe|effort|shoes|weather|" \
    "temperature|route|surface|runs|time|activity|type|sport|region|location|side"  # fmt: skip

TIDY = Source(
    "tidy table",
    header=f"{_DATE}, {_DISTANCE}|{_DURATION}|{_WEIGHT}|{_PAIN}",
    clock="time",
    distance=_DISTANCE,
    duration=_DURATION,
    always="run",
    weight=_WEIGHT,
    pain=_PAIN,
    scale="0-10",
    region="region|location",
    others=_OTHERS,
    by_hand=True,
    # a table with further columns may count steps or sleep: its distances are no runs
    only=", ".join((_DATE, _DISTANCE, _DURATION, _WEIGHT, _PAIN, _OTHERS, _BESIDE)),
)
TIDY_RATINGS = replace(
    TIDY,
    header=f"{_DATE}, {_WEIGHT}|{_PAIN}",
    without="reps, sets, set order, exercise, exercise name, food, meal",
    distance="",
    duration="",
    only="",
)
FORM = Source(
    "spreadsheet form",
    header=f"timestamp|zeitstempel|horodateur|marca temporal, ~{PAIN_WORDS}",
    without="pain, nrs",
    pain=f"~{PAIN_WORDS}",
    others="*",
    by_hand=True,
)
ATTACKS = Source(
    "attack list",  # only attacks are listed: other days stay missing
    header="start time|start|date, pain level|pain intensity, triggers|medications",
    pain="pain level|pain intensity",
    region="pain location|location",
)
EVENTS = Source("events", "start, end, event", end="end", event="event")


def mapped_source(told: FileSettings, file: str) -> Source:
    """Build the declaration of a hand-kept table from the person's settings for that file."""
    for key in ("date",) if told.table == "runs" else ("date", "value"):
        if not getattr(told, key):
            text = f"the settings call this file a {told.table!r} table but name no {key} column."
            todo = f'Add {key} = "..." under [files.{json.dumps(file)}].'
            raise SettingsError(text, file=file, todo=todo)
    date, above = (tuple(header_name(c)[0] for c in cells) for cells in (told.date, told.as_above))
    keys = ("time", "activity", "region", "variable", "value", "distance", "duration")
    name = {key: header_name(getattr(told, key))[0] for key in keys}
    runs = told.table == "runs"
    return Source(
        "hand-kept",
        header="",
        needs=tuple(filter(None, (*date, *above, *name.values()))),
        when=date,
        clock=name["time"],
        rated_day=True,
        by_hand=True,
        as_above=above,
        distance=name["distance"] if runs else "",
        duration=name["duration"] if runs else "",
        activity=name["activity"],
        always="run" if runs else told.variable or told.table,
        weight=name["value"] if told.table == "weight" else "",
        pain=name["value"] if told.table == "pain" else "",
        value=name["value"] if told.table == "other" else "",
        region=name["region"],
        variable=name["variable"],
    )
