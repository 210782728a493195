"""`python -m backpain_analysis.cli` is `backpain`."""

from . import app

app()
