"""`backpain`: set up, check the files, write a rating down, write the report, test fairly.

app         the command, and how it ends
terminal    what the commands share
setup, report, check, log, calibrate
            a command each
fair_group, fair_plan, fair_test, asking
            `backpain test`, and its questions
"""

# a command is known once its file is imported; in this order they are listed
from . import setup, report, check, log, fair_plan, fair_test, calibrate  # noqa: F401, I001
from .app import app

__all__ = ["app"]
