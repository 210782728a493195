"""The fair test: chance decides when to run more, so the answer is about what running does.

    drawing        the rule by which chance orders the blocks, and every order that it allows
    schedule       what the person is asked to run on each day
    fair_test      all that is fixed when the test begins
    usual, weeks   what the person usually runs, and a low and a high week made of it
    proposal       a test within that, or why there can be none (refusals)
    power, lengths how often a test would find a difference, from the person's own pain
                   (pain_course, simulated_tests)
    register       the person's tests in `test.toml` (as_toml): begun, looked at, stopped
    calendar_file  the same for a calendar
    own_test       proposed to a person, begun and stopped by them
    stopping, progress
                   how a test goes, and whether to stop; nothing of how pain differs
    analysis       the exact test, the effect of running done, and what stands beside them
                   (design, randomisation, by_block)
    early_look     bets against the drawing rule, for a look before the end
    result         what it found: numbers and codes

Specified before the first day, analysed as assigned (Edgington and Onghena 2007).
"""

from .analysis import analyse
from .as_toml import text_of
from .calendar_file import calendar_text, write_calendar
from .drawing import Rule, draw_order, draw_orders, every_order
from .early_look import EarlyLook, look_early
from .fair_test import Confirmed, FairTest, StoppingRule, drawn, is_as_drawn
from .lengths import detectable_by_length, lengths_of
from .own_test import Begun, begin_own_test, propose_own_test, stop_own_test, today_for
from .pain_course import PainCourse, course_of
from .power import power_curve, power_of, smallest_difference, weeks_needed
from .progress import BlockSoFar, Progress, progress_of
from .proposal import ProposedTest, propose_test, sesoi_of, with_power
from .refusals import MOST_DAYS_OF_RULE
from .register import (
    CALENDAR,
    REGISTER,
    STOPPED_FOR,
    begin_test,
    latest_test,
    note_look,
    read_tests,
    stop_test,
)
from .result import Effect, TrialResult, TrialVerdict
from .schedule import Schedule, WeekAsked
from .stopping import days_rule_met, times_met
from .usual import UsualWeeks, usual_weeks
from .wishes import WEEKS, Wishes, wishes_from

__all__ = [
    "CALENDAR",
    "MOST_DAYS_OF_RULE",
    "REGISTER",
    "STOPPED_FOR",
    "WEEKS",
    "Begun",
    "BlockSoFar",
    "Confirmed",
    "EarlyLook",
    "Effect",
    "FairTest",
    "PainCourse",
    "Progress",
    "ProposedTest",
    "Rule",
    "Schedule",
    "StoppingRule",
    "TrialResult",
    "TrialVerdict",
    "UsualWeeks",
    "WeekAsked",
    "Wishes",
    "analyse",
    "begin_own_test",
    "begin_test",
    "calendar_text",
    "course_of",
    "days_rule_met",
    "detectable_by_length",
    "draw_order",
    "draw_orders",
    "drawn",
    "every_order",
    "is_as_drawn",
    "latest_test",
    "lengths_of",
    "look_early",
    "note_look",
    "power_curve",
    "power_of",
    "progress_of",
    "propose_own_test",
    "propose_test",
    "read_tests",
    "sesoi_of",
    "smallest_difference",
    "stop_own_test",
    "stop_test",
    "text_of",
    "times_met",
    "today_for",
    "usual_weeks",
    "weeks_needed",
    "wishes_from",
    "with_power",
    "write_calendar",
]
