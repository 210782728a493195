"""The notebooks' side: open a person's record, show what is in it, choose what to look at.

    the record      open_record, Record, Note
    the files       show_files, show_days, show_set_aside, show_decisions, show_coverage
    the diary       show_timeline, show_pain, show_course, show_months, show_others
    the answers     show_answers, show_answer, show_sentences, show_sentence, show_numbers,
                    show_plan, show_lag_curve, show_together, choose_part
    trust           show_reverse, show_findings, show_checks, show_sensitivity,
                    show_ways_not_drawn, show_adjusted, show_hidden_cause, show_false_alarms,
                    show_diaries_like_mine
    the fair test   show_test_plan, show_test_lengths, show_test_so_far, show_test_result,
                    show_test_numbers, show_stopping_rule
    to click        set_up, choose_answers, choose_report, choose_test

All of them take the record first, and speak the person's language.
"""

from .display import show_adjusted as show_adjusted
from .display import show_answer as show_answer
from .display import show_answers as show_answers
from .display import show_checks as show_checks
from .display import show_course as show_course
from .display import show_diaries_like_mine as show_diaries_like_mine
from .display import show_false_alarms as show_false_alarms
from .display import show_findings as show_findings
from .display import show_hidden_cause as show_hidden_cause
from .display import show_lag_curve as show_lag_curve
from .display import show_months as show_months
from .display import show_numbers as show_numbers
from .display import show_others as show_others
from .display import show_pain as show_pain
from .display import show_plan as show_plan
from .display import show_reverse as show_reverse
from .display import show_sensitivity as show_sensitivity
from .display import show_sentence as show_sentence
from .display import show_sentences as show_sentences
from .display import show_timeline as show_timeline
from .display import show_together as show_together
from .display import show_ways_not_drawn as show_ways_not_drawn
from .fair_test import choose_test as choose_test
from .fair_test import show_stopping_rule as show_stopping_rule
from .fair_test import show_test_lengths as show_test_lengths
from .fair_test import show_test_numbers as show_test_numbers
from .fair_test import show_test_plan as show_test_plan
from .fair_test import show_test_result as show_test_result
from .fair_test import show_test_so_far as show_test_so_far
from .files import show_coverage as show_coverage
from .files import show_days as show_days
from .files import show_decisions as show_decisions
from .files import show_files as show_files
from .files import show_set_aside as show_set_aside
from .note import Note as Note
from .questions import choose_answers as choose_answers
from .questions import set_up as set_up
from .session import Record as Record
from .session import open_record as open_record
from .widgets import choose_part as choose_part
from .widgets import choose_report as choose_report
