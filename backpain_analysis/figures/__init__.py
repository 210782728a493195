"""Every figure: results and an `ax` in (made when None), the `ax` out; one look for all.

`look` is the style and the `Picture` that carries its own words, `course` shows what was
recorded, `associations` what was estimated, `patterns` what else can be seen. Figures of several
panels return the Picture itself.
"""

from .associations import draw_answers as draw_answers
from .associations import draw_history as draw_history
from .associations import draw_lag_curve as draw_lag_curve
from .associations import draw_reverse as draw_reverse
from .associations import draw_sensitivity as draw_sensitivity
from .course import draw_calendar as draw_calendar
from .course import draw_timeline as draw_timeline
from .look import NOTEBOOK as NOTEBOOK
from .look import PRINT as PRINT
from .look import Picture as Picture
from .look import spoken as spoken
from .patterns import draw_around_runs as draw_around_runs
from .patterns import draw_flares as draw_flares
from .patterns import draw_others as draw_others
from .patterns import draw_rhythm as draw_rhythm
from .patterns import draw_together as draw_together
from .trust import draw_false_alarms as draw_false_alarms
