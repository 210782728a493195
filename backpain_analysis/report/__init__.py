"""The month's report: one analysis, compared with the months before, and written.

    files -> analysis -> month -> folder

`month` makes the report in three steps, `analysis` is what it rests on, `changes` what is new since
the last one, `confirm` whether the plan may be fixed (with the `habits` that its person says are
theirs), and `fair_test` what may be shown of a fair test, and
the rest writes: `results` the answers as data, `clinician` and `recorded` the
clinician's pages in words (set by `pdf`), `yours` the person's own page, `changes_page` changes.md,
`pages` the figures and all pages, `notebooks` those of the notebooks. `folder` moves the report
into place when it is whole.
"""

from .analysis import Analysis, analyse
from .confirm import Proposed, fix_plan, propose_plan
from .fair_test import ReportedTest, end_words, reported_test
from .habits import Habits, habits_words
from .handover import handed_over
from .month import Report, make_report, write_report
from .months import by_month, period_words
from .notebooks import run_notebooks

__all__ = [
    "Analysis",
    "Habits",
    "Proposed",
    "Report",
    "ReportedTest",
    "analyse",
    "by_month",
    "end_words",
    "fix_plan",
    "habits_words",
    "handed_over",
    "make_report",
    "period_words",
    "propose_plan",
    "reported_test",
    "run_notebooks",
    "write_report",
]
