"""What the report has computed, handed to the notebooks that it runs: read and fitted once.

The kernel is a process of its own, so each thing goes there as a file in a temporary folder that
only this user can read; it is gone when the notebooks have run. The analysis is there before they
begin. What the report computes while they run may be there when it is asked for; where it is not,
the notebook computes the same.
"""

import dataclasses
import os
from pathlib import Path
from typing import Any

from .analysis import Analysis
from .notebooks import VARIABLE

ANALYSIS = "analysis"
SENSITIVITY = "sensitivity"
FAIR_TEST = "fair_test"


def hand_over(analysis: Analysis, folder: Path) -> None:
    """Hand over an analysis, in a folder that the kernel knows."""
    hand_on(analysis, ANALYSIS, _with_absolute_path(analysis), folder)


def hand_on(analysis: Analysis, name: str, thing: Any, folder: Path) -> None:
    """Hand over something that was computed of an analysis; whole, or not at all."""
    import joblib

    person = _with_absolute_path(analysis).settings.person
    part = folder / f"{name}.part"
    joblib.dump((person, thing), part)
    part.replace(_file(folder, name))


def _with_absolute_path(analysis: Analysis) -> Analysis:
    """Name the person's folder so that it is found from wherever the kernel runs."""
    person = analysis.settings.person
    if person is None:
        return analysis
    settings = dataclasses.replace(analysis.settings, person=person.resolve())
    return dataclasses.replace(analysis, settings=settings)


def handed_over(person: Path | None, name: str = ANALYSIS) -> Any:
    """Return what the report that runs this notebook has computed for a person.

    None outside a report, for another person than the report's, and while it is not there.
    """
    folder = os.environ.get(VARIABLE)
    if person is None or not folder:
        return None
    file = _file(Path(folder), name)
    if not file.is_file():
        return None
    import joblib

    whose, thing = joblib.load(file)
    if whose is None or whose.resolve() != person.resolve():
        return None
    return thing


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.joblib"
