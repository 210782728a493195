"""Google Fit: `Daily activity metrics.csv`; one row a day, so one session on a day with running.

The day's distance counts every movement, walks too: the run's own distance is not recorded.
"""

from .opening import Field, Source

GOOGLE_FIT = Source(
    "Google Fit",
    header=("date", "move minutes count|step count", "calories"),
    without=("start time",),
    when=("date",),
    always="run",
    duration=Field(("running duration", "jogging duration"), zero_missing=True),
    weight=Field(("average weight",), zero_missing=True),
    others=("step count",),
)
