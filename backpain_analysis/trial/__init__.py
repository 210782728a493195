"""The fair test: chance decides when to run more, so the answer is about what running does.

    drawing    the rule by which chance orders the blocks, and every order that it allows
    schedule   what the person is asked to run on each day
    fair_test  all that is fixed when the test begins
    analysis   the exact test, the effect of running done, and what stands beside them
    power      how often a test would find a difference, from the person's own pain
    result     what it found: numbers and codes

Specified before the first day, analysed as assigned (Edgington and Onghena 2007).
"""

from .analysis import analyse
from .drawing import Rule, draw_order, draw_orders, every_order
from .fair_test import Confirmed, FairTest, StoppingRule, drawn, is_as_drawn
from .power import (
    PainCourse,
    course_of,
    power_curve,
    power_of,
    refusal,
    smallest_difference,
    weeks_needed,
)
from .result import Effect, TrialResult, TrialVerdict
from .schedule import Schedule, WeekAsked

__all__ = [
    "Confirmed",
    "Effect",
    "FairTest",
    "PainCourse",
    "Rule",
    "Schedule",
    "StoppingRule",
    "TrialResult",
    "TrialVerdict",
    "WeekAsked",
    "analyse",
    "course_of",
    "draw_order",
    "draw_orders",
    "drawn",
    "every_order",
    "is_as_drawn",
    "power_curve",
    "power_of",
    "refusal",
    "smallest_difference",
    "weeks_needed",
]
