"""What a cell, a header or a column is read as: whole catalogues, as approved."""

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest
from approved import same_as_approved
from cells import CLOCKS, COUNTS, DATES, HEADERS, IN_WORDS, NUMBERS, RATINGS, WORDS, listed

from backpain_analysis.importing import marks, own_cells, own_ratings, severity, stamps
from backpain_analysis.importing.activities import classify_activity, names_a_run
from backpain_analysis.importing.dittos import is_ditto
from backpain_analysis.importing.inference import is_missing, without_year
from backpain_analysis.importing.inference.dates import month_number, read_date, weekday_number
from backpain_analysis.importing.inference.marks import read_mark
from backpain_analysis.importing.inference.numbers import read_number
from backpain_analysis.importing.languages import (
    activity_name,
    header_name,
    names_another_reason,
    names_pain,
    names_time_of_day,
)
from backpain_analysis.importing.own_activity import is_yes
from backpain_analysis.importing.own_columns import (
    best_is_high,
    header_roles,
    header_unit,
    is_blank,
    is_rest,
    names_another_part,
    read_duration,
)
from backpain_analysis.importing.own_dates import date_shape, is_serial, is_weekday
from backpain_analysis.importing.own_dates import month_number as month_of
from backpain_analysis.importing.own_sessions import session_kind

Readers = dict[str, Callable[[str], object]]


def of_column(read: Callable[..., np.ndarray], *more: object) -> Callable[[str], object]:
    """Let what reads a column of cells read one."""
    return lambda cell: read(np.array([cell], dtype=object), *more)[0]


NUMBER: Readers = {
    "quantity": marks.read_quantity,
    "sum": marks.read_sum,
    "number": read_number,
    "mark": lambda cell: read_mark(cell) if read_mark(cell).kind else None,
    "amount": of_column(own_cells.amounts_of, "distance"),
    "unit": of_column(own_cells.units_of, "distance"),
}
RATING: Readers = {
    "rating": marks.read_rating,
    "in a diary": of_column(own_cells.ratings_of),
    "no pain": own_ratings.is_no_pain,
    "mark": lambda cell: read_mark(cell) if read_mark(cell).kind else None,
}
CLOCK: Readers = {
    "clock": marks.read_clock,
    "spoken": marks.read_spoken_duration,
    "duration": read_duration,
    "pace": marks.read_pace,
    "number": read_number,
    "minutes": of_column(own_cells.amounts_of, "duration"),
    "unit": of_column(own_cells.units_of, "duration"),
}
IN_REMARK: Readers = {
    "distance": marks.read_distance_in_words,
    "minutes": marks.read_duration_in_words,
    "km": of_column(own_cells.amounts_in_words, "distance"),
}
DATE: Readers = {
    "shape": date_shape,
    "date": read_date,
    "no year": of_column(without_year),
    "serial": is_serial,
    "month": lambda cell: max(month_number(cell), 0) or None,
    "month of a diary": lambda cell: month_of(cell) or None,
    "weekday": lambda cell: (weekday_number(cell) + 1) or None,  # Monday is 1 here
    "weekday of a diary": is_weekday,
}
COUNT: Readers = {
    "seconds": stamps.epoch_seconds,
    "UTC": stamps.utc_stamp,
    "clock": stamps.clock_stamp,
    "length": stamps.iso_seconds,
    "at +2 h": lambda cell: stamps.stamp_with_offset(cell, "7200"),
    "at -3.5 h in ms": lambda cell: stamps.stamp_with_offset(cell, "-12600000"),
}
WORD: Readers = {
    "activity": lambda cell: classify_activity(cell).kind,
    "known": lambda cell: classify_activity(cell).known,
    "session": lambda cell: session_kind("", "", cell),
    "with 5 km": lambda cell: session_kind("5", "", cell),
    "name": activity_name,
    "run": names_a_run,
    "rest": is_rest,
    "yes": is_yes,
    "blank": is_blank,
    "missing": of_column(is_missing),
    "ditto": is_ditto,
    "severity": severity.pain_of,
    "value": severity.symptom_value,
}
HEADER: Readers = {
    "roles": lambda text: ", ".join(sorted(header_roles(text))),
    "unit": header_unit,
    "name": header_name,
    "scale": own_ratings.stated_scale,
    "best is high": best_is_high,
    "another part": names_another_part,
    "pain": names_pain,
    "another reason": names_another_reason,
    "time of day": names_time_of_day,
}
CATALOGUES = {
    "numbers": (NUMBERS, NUMBER),
    "ratings": (RATINGS, RATING),
    "clocks": (CLOCKS, CLOCK),
    "in_words": (IN_WORDS, IN_REMARK),
    "dates": (DATES, DATE),
    "counts": (COUNTS, COUNT),
    "words": (WORDS, WORD),
    "headers": (HEADERS, HEADER),
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_each_cell_is_read_as_approved(name):
    text, readers = CATALOGUES[name]
    lines = []
    for cell in listed(text):
        lines.append(f"{cell}")
        for reader, read in readers.items():
            found = in_words(read(cell))
            if found:
                lines.append(f"    {reader}: {found}")
    same_as_approved(f"cells/{name}", lines)


def in_words(found: object) -> str:
    """Write what a reader finds; "" for nothing."""
    if dataclasses.is_dataclass(found):
        parts = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
        said = {name: in_words(part) for name, part in parts.items()}
        return ", ".join(f"{name} {part}" for name, part in said.items() if part)
    if isinstance(found, tuple):
        return ", ".join(filter(None, map(in_words, found)))
    if found is None or isinstance(found, bool | np.bool_):
        return "yes" if found else ""
    if isinstance(found, float):
        return "" if math.isnan(found) else f"{found:.7g}"
    return str(found)
