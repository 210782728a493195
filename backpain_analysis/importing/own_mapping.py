"""The mapping that a table kept by hand seems to need: settings to paste, and what to ask."""

import datetime as dt
import json
import re
from dataclasses import dataclass

from ..codes import Remark
from .activities import classify_activity
from .own_columns import header_unit
from .own_dates import DateColumns
from .own_header import OwnTable
from .own_ratings import USUAL, Scale
from .own_runs import WHICH_DISTANCE, Found, states_unit
from .own_sessions import count_sessions

MOST_WORDS = 12  # named in a question
_DURATION_UNITS = ("min", "s", "h")
_OTHER_SCALES = {
    "own_table.ask_direction": ("0-10",),
    "own_table.ask_zeros": ("1-10",),
    "own_table.ask_low": ("0-10", "0-4"),
    "own_table.ask_yes_no": ("0-10", "0-3"),
    "own_table.ask_hundred": (),
    "own_table.ask_typing_error": ("0-100",),
    "own_table.ask_above": (),
    "own_table.ask_words": (),
}


@dataclass(frozen=True)
class Setting:
    """One line for the settings: a key, its value, and what it may be instead."""

    key: str
    value: str | int | bool | tuple[str, ...]
    others: tuple[str | tuple[str, ...], ...] = ()

    def line(self) -> str:
        """Return the line as TOML."""
        text = f"{self.key} = {quoted(self.value)}"
        if not self.others:
            return text
        others = ", ".join(map(quoted, self.others))
        return f"{text}  # or {others}"


def quoted(value: str | int | bool | tuple[str, ...]) -> str:
    """Return a value as TOML, which is JSON but for one control character that JSON lets pass."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def propose_settings(
    file: str,
    table: OwnTable,
    date: DateColumns,
    roles: tuple[Found, ...],
    kinds: tuple[str, ...],
    scale: Scale | None,
) -> tuple[Setting, ...]:
    """Return the settings of a file that say what its columns are.

    A table of one kind gets the `table` key and, for pain and weight, `value`; one that holds
    several kinds names the column of each.
    """
    settings = _table_settings(table, kinds)
    settings += _date_settings(file, date, roles)
    if "runs" in kinds:
        settings += _session_settings(roles)
    if "pain" in kinds:
        settings += _pain_settings(roles, scale, alone=len(kinds) == 1)
    if "weight" in kinds:
        settings += _weight_settings(roles, alone=len(kinds) == 1)
    return tuple(settings)


def _table_settings(table: OwnTable, kinds: tuple[str, ...]) -> list[Setting]:
    settings = []
    if len(kinds) == 1:
        settings.append(Setting("table", kinds[0]))
    if table.header_rows > 1:
        settings.append(Setting("skip_lines", table.header_rows - 1))
    if not table.has_header:
        settings.append(Setting("no_header", True))
    return settings


def _date_settings(file: str, date: DateColumns, roles: tuple[Found, ...]) -> list[Setting]:
    names = tuple(column.name for column in date.columns)
    settings = [Setting("date", names if len(names) > 1 else names[0])]
    if date.shape == "no year":
        settings.append(Setting("year", _likely_year(file)))
    if date.runs_down:
        settings.append(Setting("as_above", names if len(names) > 1 else names[0]))
    settings += _named(roles, "time")
    return settings


def _likely_year(file: str) -> int:
    """Return the year in a file's name, else this year: the person reads it before pasting."""
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", file)
    return int(years[0]) if len(years) == 1 else dt.date.today().year


def _named(roles: tuple[Found, ...], *wanted: str) -> list[Setting]:
    settings = []
    for role in wanted:
        for found in roles:
            if found.role == role:
                settings.append(Setting(role, found.column.name))
                break
    return settings


def _session_settings(roles: tuple[Found, ...]) -> list[Setting]:
    settings = _named(roles, "distance", "duration", "activity")
    for remark in _asked(roles, WHICH_DISTANCE):
        names = tuple(remark.fields["names"])
        added_up = names
        settings[0] = Setting("distance", names[0], (*names[1:], added_up))
    for found in roles:
        if found.role == "distance" and not states_unit(found.column):
            settings.append(_distance_setting(found))
        if found.role == "duration" and _needs_unit(found):
            settings.append(_duration_setting(found))
    return settings


def _needs_unit(duration: Found) -> bool:
    """Tell whether durations are plain numbers, or H:MM, and the header states no unit."""
    return duration.unit in _DURATION_UNITS and not header_unit(duration.column.header)


def _distance_setting(found: Found) -> Setting:
    if found.unit:
        return Setting("distance_unit", found.unit)
    return Setting("distance_unit", "km", ("mi",))


def _duration_setting(found: Found) -> Setting:
    others = tuple(unit for unit in _DURATION_UNITS if unit != found.unit)
    is_asked = bool(_asked((found,), "own_table.ask_duration_unit"))
    return Setting("duration_unit", found.unit, others if is_asked else ())


def _asked(roles: tuple[Found, ...], code: str) -> list[Remark]:
    """Return the questions of one kind."""
    questions = []
    for found in roles:
        questions += [remark for remark in found.questions if remark.code == code]
    return questions


def _pain_settings(roles: tuple[Found, ...], scale: Scale | None, *, alone: bool) -> list[Setting]:
    pains = [found.column for found in roles if found.role == "pain"]
    names = tuple(column.name for column in pains)
    key = "value" if alone else "pain"
    if len(names) > 1 and are_times_of_day(roles):
        settings = [Setting("pain", names), Setting("which", "mean", ("worst", "last"))]
    elif len(names) > 1:
        settings = [Setting(key, names[0], names[1:])]
    else:
        settings = [Setting(key, names[0])]
    settings += _named(roles, "region")
    if scale is not None and (scale.question is not None or scale.scale != USUAL):
        others = _OTHER_SCALES.get(scale.question.code, ()) if scale.question else ()
        others = tuple(other for other in others if other != scale.scale)
        settings.append(Setting("scale", scale.scale, others))
    return settings


def _weight_settings(roles: tuple[Found, ...], *, alone: bool) -> list[Setting]:
    settings = []
    for found in roles:
        if found.role != "weight":
            continue
        settings.append(Setting("value" if alone else "weight", found.column.name))
        if found.questions:
            others = ("lb", "st") if found.unit == "kg" else ("kg",)
            settings.append(Setting("weight_unit", found.unit, others))
    return settings


def are_times_of_day(roles: tuple[Found, ...]) -> bool:
    """Tell whether all columns of pain are named for a time of the day."""
    pains = [found.column for found in roles if found.role == "pain"]
    return all(column.says("morning", "evening", "midday") for column in pains)


def find_questions(
    date: DateColumns, roles: tuple[Found, ...], scale: Scale | None
) -> tuple[Remark, ...]:
    """Return what only the person can tell, each thing once."""
    questions = []
    if date.shape == "no year":
        example = date.columns[0].filled[0]
        fields = {"column": date.columns[0].name, "example": example}
        questions.append(Remark("own_table.ask_year", fields))
    questions += _which_pain(roles)
    if scale is not None and scale.question is not None:
        questions.append(scale.question)
    for found in roles:
        questions += found.questions
    questions += _unknown_words(roles)
    return tuple(questions)


def _unknown_words(roles: tuple[Found, ...]) -> list[Remark]:
    """Ask once about the words for activities that are not known, beside a number."""
    if "unknown" not in dict(count_sessions(roles)):
        return []
    [activity] = [found.column for found in roles if found.role == "activity"]
    cells = [cell for cell in activity.filled if classify_activity(cell).kind == ""]
    words = ", ".join(list(dict.fromkeys(cells))[:MOST_WORDS])
    return [Remark("own_table.ask_activity_words", {"column": activity.name, "words": words})]


def _which_pain(roles: tuple[Found, ...]) -> list[Remark]:
    """Ask which pain counts, if there are several: times of the day, or parts of the body."""
    pains = [found.column for found in roles if found.role == "pain"]
    if len(pains) < 2:
        return []
    names = ", ".join(column.name for column in pains)
    by_time = are_times_of_day(roles)
    code = "own_table.ask_time_of_day" if by_time else "own_table.ask_which_pain"
    return [Remark(code, {"columns": names, "first": pains[0].name})]
