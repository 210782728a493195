"""What people keep by hand: tidy tables, spreadsheet forms, lists of attacks, events."""

from dataclasses import replace

from ...errors import SettingsError
from ...settings import FileSettings
from ..languages import PAIN_WORDS, header_name
from ..source import Source, either, names_in, quoted

_DATE = either(
    "day",
    "date",
    "datetime",
    "timestamp",
    "start",
    "start_time",
    "when",
)
_DISTANCE = either(
    "distance_km",
    "km",
    "kilometers",
    "kilometres",
    "distance_mi",
    "miles",
    "distance_yd",
    "yards",
    "distance_m",
    "distance",
)
_DURATION = either(
    "duration_min",
    "minutes",
    "min",
    "duration_s",
    "seconds",
    "duration_h",
    "duration",
)
_WEIGHT = either(
    "weight_kg",
    "kg",
    "kilograms",
    "weight_lb",
    "weight_lbs",
    "lb",
    "lbs",
    "pounds",
    "weight",
    "body weight",
    "body mass",
)
_PAIN = either(
    "pain",
    "back_pain",
    "back pain",
    "nrs",
    "pain_nrs",
    "pain_0_10",
    "pain_level",
    "pain level",
    "pain_score",
    "pain score",
    "pain rating",
    "pain_rating",
)
_OTHERS = "stress, sleep, sleep_h, mood, energy, fatigue"
_BESIDE = either(
    "id",
    "name",
    "title",
    "note",
    "notes",
    "comment",
    "comments",
    "weekday",
    "week",
    "month",
    "year",
    "pace",
    "speed",
    "avg_hr",
    "max_hr",
    "heart_rate",
    "hr",
    "calories",
    "elevation",
    "elevation_gain",
    "rpe",
    "effort",
    "shoes",
    "weather",
    "temperature",
    "route",
    "surface",
    "runs",
    "time",
    "activity",
    "type",
    "sport",
    "region",
    "location",
    "side",
)

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
SEVERAL_PAINS = replace(
    TIDY_RATINGS,
    header=f"{_DATE}, ~{PAIN_WORDS}",
    # with distances it is no plain list of ratings: its person says what each column is
    without=", ".join([TIDY_RATINGS.without, *names_in(_DISTANCE), *names_in(_DURATION)]),
    pain=f"~{PAIN_WORDS}",
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
    """Build the declaration of a hand-kept table from the person's settings for that file.

    Raises
    ------
    SettingsError
        They do not name the columns that such a table needs.
    """
    is_runs = told.table == "runs"
    _require(told, file, ["date"] if is_runs else ["date", "value"])
    date = tuple(header_name(column)[0] for column in told.date)
    above = tuple(header_name(column)[0] for column in told.as_above)
    value = header_name(told.value)[0]
    one_each = [told.time, told.activity, told.region, told.variable, told.distance, told.duration]
    named = [header_name(column)[0] for column in one_each]
    time, activity, region, variable, distance, duration = named
    return Source(
        "hand-kept",
        header="",
        needs=tuple(filter(None, [*date, *above, *named, value])),
        when=date,
        clock=time,
        rated_day=True,
        by_hand=True,
        as_above=above,
        distance=distance if is_runs else "",
        duration=duration if is_runs else "",
        activity=activity,
        always="run" if is_runs else told.variable or told.table,
        weight=value if told.table == "weight" else "",
        pain=value if told.table == "pain" else "",
        value=value if told.table == "other" else "",
        region=region,
        variable=variable,
    )


def _require(told: FileSettings, file: str, keys: list[str]) -> None:
    for key in keys:
        if not getattr(told, key):
            raise SettingsError(
                f"the settings call this file a {told.table!r} table but name no {key} column.",
                file=file,
                todo=f'Add {key} = "..." under [files.{quoted(file)}].',
            )
