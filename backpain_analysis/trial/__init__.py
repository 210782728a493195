"""The fair test: chance decides when to run more, so the answer is about what running does.

    drawing    the rule by which chance orders the blocks, and every order that it allows
    schedule   what the person is asked to run on each day
    fair_test  all that is fixed when the test begins

Specified before the first day, analysed as assigned (Edgington and Onghena 2007).
"""

from .drawing import Rule, draw_order, draw_orders, every_order
from .fair_test import Confirmed, FairTest, StoppingRule, drawn, is_as_drawn
from .schedule import Schedule, WeekAsked

__all__ = [
    "Confirmed",
    "FairTest",
    "Rule",
    "Schedule",
    "StoppingRule",
    "WeekAsked",
    "draw_order",
    "draw_orders",
    "drawn",
    "every_order",
    "is_as_drawn",
]
