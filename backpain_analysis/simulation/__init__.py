"""Diaries with a known truth, the example persons, the calibration."""

from .calibration import calibrate
from .calibration_page import page
from .cells import METHODS, grid, headline
from .diaries import (
    LIVES,
    SCENARIOS,
    Diaries,
    Scenario,
    SimulatedDiary,
    simulate_diary,
    simulate_many,
)
from .example import make_example
from .tested import make_tested_example

__all__ = [
    "LIVES",
    "METHODS",
    "SCENARIOS",
    "Diaries",
    "Scenario",
    "SimulatedDiary",
    "calibrate",
    "grid",
    "headline",
    "make_example",
    "make_tested_example",
    "page",
    "simulate_diary",
    "simulate_many",
]
