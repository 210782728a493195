"""Every figure: results and an `ax` in (made when None), the `ax` out; one look for all.

`look` is the style, and the `Picture` that carries its own words; `course` shows what was
recorded, `associations` what was estimated, `patterns` what else can be seen; what they say stands
in `texts/`. Figures of several panels return the Picture itself.
"""

from .associations import (
    draw_answers,
    draw_false_alarms,
    draw_history,
    draw_lag_curve,
    draw_reverse,
    draw_sensitivity,
)
from .course import draw_calendar, draw_timeline
from .look import NOTEBOOK, PRINT, Picture, spoken
from .patterns import draw_around_runs, draw_flares, draw_others, draw_rhythm, draw_together
