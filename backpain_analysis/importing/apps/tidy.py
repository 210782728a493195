"""What people keep by hand: tidy tables, spreadsheet forms, lists of attacks, events."""

from collections.abc import Callable
from dataclasses import replace

from ...errors import SettingsError
from ...settings import FileSettings
from ..languages import PAIN_COLUMN
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
_REGION = "region|location|body part|body_part|bodypart|site|symptom|side"
_PERSON = either(
    "person",
    "who",
    "user",
    "member",
    "family member",
    "patient",
    "athlete",
    "runner",
    "first name",
    "first_name",
)
_PERSON_OR_NAME = f"{_PERSON}|name"  # a name may be a title of runs, too
_OTHERS = "stress, sleep, sleep_h, mood, energy, fatigue"
_BESIDE = either(
    "id",
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
    *sorted(names_in(_REGION)),
    *sorted(names_in(_PERSON_OR_NAME)),
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
    region=_REGION,
    person=_PERSON_OR_NAME,
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
    header=f"{_DATE}, ~{PAIN_COLUMN}",
    # with distances it is no plain list of ratings: its person says what each column is
    without=", ".join([TIDY_RATINGS.without, *names_in(_DISTANCE), *names_in(_DURATION)]),
    pain=f"~{PAIN_COLUMN}",
)
FORM = Source(
    "spreadsheet form",
    header=f"timestamp|zeitstempel|horodateur|marca temporal, ~{PAIN_COLUMN}",
    without="pain, nrs",
    pain=f"~{PAIN_COLUMN}",
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


def mapped_source(told: FileSettings, file: str, name_of: Callable[[str], str]) -> Source:
    """Build the declaration of a hand-kept table from the person's settings for that file.

    Parameters
    ----------
    told : FileSettings
        With a `table`, the file holds only that; without, the columns named say what it holds.
    file : str
    name_of : callable
        Gives the canonical name of a column as the settings name it.

    Raises
    ------
    SettingsError
        They do not name the columns that such a table needs.
    """
    _require_columns(told, file)
    date = tuple(map(name_of, told.date))
    above = tuple(map(name_of, told.as_above))
    pains = tuple(map(name_of, _pains(told)))
    weight = name_of(_weight(told))
    value = name_of(told.value) if told.table == "other" else ""
    is_runs = told.table == "runs" or (not told.table and _names_sessions(told))
    time, activity, region, variable, duration = map(name_of, _one_each(told))
    distances = tuple(map(name_of, told.distance))
    named = (time, activity, region, variable, *distances, duration, weight, value)
    return Source(
        "hand-kept",
        header="",
        needs=tuple(filter(None, [*date, *above, *named, *pains])),
        when=date,
        clock=time,
        rated_day=True,
        by_hand=True,
        as_above=above,
        distance=either(*distances) if is_runs else "",
        added_up=len(distances) > 1,
        duration=duration if is_runs else "",
        activity=activity,
        always="run" if is_runs else told.variable or told.table,
        weight=weight,
        pain=either(*pains),
        together=told.which if len(pains) > 1 else "",
        value=value,
        region=region,
        variable=variable,
        sessions=is_runs,
        person=_PERSON,
    )


def _names_sessions(told: FileSettings) -> bool:
    return bool(told.distance or told.duration or told.activity)


def _one_each(told: FileSettings) -> list[str]:
    return [told.time, told.activity, told.region, told.variable, told.duration]


def _pains(told: FileSettings) -> tuple[str, ...]:
    """Return the columns of pain."""
    if told.table == "pain" and told.value:
        return (told.value,)
    return told.pain if told.table in ("", "pain") else ()


def _weight(told: FileSettings) -> str:
    """Return the column of body weight."""
    if told.table == "weight":
        return told.value
    return "" if told.table else told.weight


def _require_columns(told: FileSettings, file: str) -> None:
    has_value = told.table not in ("pain", "weight", "other") or told.value
    if told.table == "pain" and told.pain:
        has_value = True
    for key, is_given in (("date", bool(told.date)), ("value", has_value)):
        if not is_given:
            raise SettingsError(
                f"the settings call this file a {told.table!r} table but name no {key} column.",
                file=file,
                todo=f'Add {key} = "..." under [files.{quoted(file)}].',
            )
