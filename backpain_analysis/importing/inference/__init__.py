"""What cells mean, decided once per column: a value, with its evidence or a question."""

from .cells import MISSING, each, is_missing
from .dates import Dates, decide_dates, is_date
from .marks import KINDS, RANGE, Marked, read_marks
from .numbers import Numbers, decide_numbers
from .scales import (
    NO_PAIN,
    Scale,
    ends_of,
    in_order_of_pain,
    ranked,
    scale_of_pain,
    scales_to_choose,
    words_of,
)
from .units import FACTORS, UNIT_EVIDENCE, Unit, unit_from_bmi, unit_from_stride, unit_name
from .years import weekdays_fit, with_year, without_year, years_counted_on

__all__ = [
    "FACTORS",
    "KINDS",
    "MISSING",
    "NO_PAIN",
    "RANGE",
    "UNIT_EVIDENCE",
    "Dates",
    "Marked",
    "Numbers",
    "Scale",
    "Unit",
    "decide_dates",
    "decide_numbers",
    "each",
    "ends_of",
    "in_order_of_pain",
    "is_date",
    "is_missing",
    "ranked",
    "read_marks",
    "scale_of_pain",
    "scales_to_choose",
    "unit_from_bmi",
    "unit_from_stride",
    "unit_name",
    "weekdays_fit",
    "with_year",
    "without_year",
    "words_of",
    "years_counted_on",
]
