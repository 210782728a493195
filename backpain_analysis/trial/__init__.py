"""The fair test: chance decides when to run more, so the answer is about what running does.

    drawing    the rule by which chance orders the blocks, and every order that it allows
    schedule   what the person is asked to run on each day
    fair_test  all that is fixed when the test begins
    analysis   the exact test, the effect of running done, and what stands beside them
    result     what it found: numbers and codes

Specified before the first day, analysed as assigned (Edgington and Onghena 2007).
"""

from .analysis import analyse
from .drawing import Rule, draw_order, draw_orders, every_order
from .fair_test import Confirmed, FairTest, StoppingRule, drawn, is_as_drawn
from .result import Effect, TrialResult, TrialVerdict
from .schedule import Schedule, WeekAsked

__all__ = [
    "Confirmed",
    "Effect",
    "FairTest",
    "Rule",
    "Schedule",
    "StoppingRule",
    "TrialResult",
    "TrialVerdict",
    "WeekAsked",
    "analyse",
    "draw_order",
    "draw_orders",
    "drawn",
    "every_order",
    "is_as_drawn",
]
