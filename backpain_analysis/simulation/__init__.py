"""Diaries with a known truth, the example person, the calibration."""

from .diaries import SCENARIOS, Diaries, Scenario, SimulatedDiary, simulate_diary, simulate_many
from .example import make_example

__all__ = [
    "SCENARIOS",
    "Diaries",
    "Scenario",
    "SimulatedDiary",
    "make_example",
    "simulate_diary",
    "simulate_many",
]
