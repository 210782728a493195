"""Every figure: a diary or a result in, an `ax` out (made when None), one look for all.

Figures of several panels return a `Picture`, which carries its own caption and alternative text;
of one panel it is `ax.figure`. Every figure takes `width` (inches) and `words` (the language and
the activity that it speaks of).
"""

from .adherence import adherence
from .answers import answers
from .around_runs import around_runs
from .calendar import calendar
from .fair_test import fair_test
from .false_alarms import false_alarms
from .flares import find_flares, flares
from .hidden_cause import hidden_cause
from .history import history
from .jitter import jittered
from .lag_curve import lag_curve
from .letters import in_letters_at_hand
from .others import others
from .picture import NOTEBOOK, PRINT, Picture
from .power import power
from .reverse import reverse
from .rhythm import rhythm
from .sensitivity import sensitivity
from .timeline import timeline
from .together import together

__all__ = [
    "NOTEBOOK",
    "PRINT",
    "Picture",
    "adherence",
    "answers",
    "around_runs",
    "calendar",
    "fair_test",
    "false_alarms",
    "find_flares",
    "flares",
    "hidden_cause",
    "history",
    "in_letters_at_hand",
    "jittered",
    "lag_curve",
    "others",
    "power",
    "reverse",
    "rhythm",
    "sensitivity",
    "timeline",
    "together",
]


def __dir__() -> list[str]:
    return __all__
