"""What cells mean, decided once per column: a value, with its evidence or a question."""

from .cells import MISSING, each, is_missing
from .dates import Dates, decide_dates
from .numbers import Numbers, decide_numbers
from .scales import Scale, ends_of, ranked, scale_of_pain, words_of
from .units import FACTORS, UNIT_EVIDENCE, Unit, unit_from_bmi, unit_from_stride, unit_name

__all__ = [
    "FACTORS",
    "MISSING",
    "UNIT_EVIDENCE",
    "Dates",
    "Numbers",
    "Scale",
    "Unit",
    "decide_dates",
    "decide_numbers",
    "each",
    "ends_of",
    "is_missing",
    "ranked",
    "scale_of_pain",
    "unit_from_bmi",
    "unit_from_stride",
    "unit_name",
    "words_of",
]
