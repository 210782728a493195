"""The report's analysis, handed to the notebooks that it runs: read and fitted once.

The kernel is a process of its own, so the analysis goes there as a file in a temporary folder
that only this user can read; it is gone when the notebooks have run.
"""

import dataclasses
import os
from pathlib import Path

from .analysis import Analysis

VARIABLE = "BACKPAIN_REPORT"  # of the kernel's environment: the file, while a report is written


def hand_over(analysis: Analysis, folder: Path) -> Path:
    """Write an analysis into a folder and return the file."""
    import joblib

    path = folder / "analysis.joblib"
    joblib.dump(_with_absolute_path(analysis), path)
    return path


def _with_absolute_path(analysis: Analysis) -> Analysis:
    """Name the person's folder so that it is found from wherever the kernel runs."""
    person = analysis.settings.person
    if person is None:
        return analysis
    settings = dataclasses.replace(analysis.settings, person=person.resolve())
    return dataclasses.replace(analysis, settings=settings)


def handed_over(person: Path) -> Analysis | None:
    """Return what the report that runs this notebook has computed for a person.

    None outside a report, and for another person than the report's.
    """
    path = Path(os.environ.get(VARIABLE, ""))
    if path.suffix != ".joblib" or not path.is_file():
        return None
    import joblib

    analysis: Analysis = joblib.load(path)
    whose = analysis.settings.person
    if whose is None or whose.resolve() != person.resolve():
        return None
    return analysis
