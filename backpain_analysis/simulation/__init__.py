"""Diaries with a known truth, the example person, the calibration."""

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

__all__ = [
    "LIVES",
    "SCENARIOS",
    "Diaries",
    "Scenario",
    "SimulatedDiary",
    "make_example",
    "simulate_diary",
    "simulate_many",
]
