"""Every figure: a diary or a result in, an `ax` out (made when None), one look for all.

Figures of several panels return a `Picture`, which carries its own caption and alternative text;
of one panel it is `ax.figure`. Every figure takes `width` (inches) and `words` (the language and
the activity that it speaks of).
"""

from .answers import answers
from .around_runs import around_runs
from .calendar import calendar
from .false_alarms import false_alarms
from .flares import find_flares, flares
from .hidden_cause import hidden_cause
from .history import history
from .lag_curve import lag_curve
from .others import others
from .picture import NOTEBOOK, PRINT, Picture
from .reverse import reverse
from .rhythm import rhythm
from .sensitivity import sensitivity
from .timeline import timeline
from .together import together

# the names of version 0.1
draw_answers = answers
draw_around_runs = around_runs
draw_calendar = calendar
draw_false_alarms = false_alarms
draw_flares = flares
draw_history = history
draw_lag_curve = lag_curve
draw_others = others
draw_reverse = reverse
draw_rhythm = rhythm
draw_sensitivity = sensitivity
draw_timeline = timeline
draw_together = together

__all__ = [
    "NOTEBOOK",
    "PRINT",
    "Picture",
    "answers",
    "around_runs",
    "calendar",
    "draw_answers",
    "draw_around_runs",
    "draw_calendar",
    "draw_false_alarms",
    "draw_flares",
    "draw_history",
    "draw_lag_curve",
    "draw_others",
    "draw_reverse",
    "draw_rhythm",
    "draw_sensitivity",
    "draw_timeline",
    "draw_together",
    "false_alarms",
    "find_flares",
    "flares",
    "hidden_cause",
    "history",
    "lag_curve",
    "others",
    "reverse",
    "rhythm",
    "sensitivity",
    "timeline",
    "together",
]
