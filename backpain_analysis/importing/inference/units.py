"""Units: their names and factors, and how other columns tell a unit that is nowhere stated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...codes import Remark
from ..languages import by_word

FACTORS = {  # of each unit to kilometres, minutes, kilograms
    "distance": {
        "km": 1.0,
        "mi": 1.609344,
        "m": 0.001,
        "yd": 0.0009144,
        "ft": 0.0003048,
        "cm": 1e-5,
        "mm": 1e-6,
    },
    "duration": {
        "min": 1.0,
        "s": 1 / 60,
        "h": 60.0,
        "ms": 1 / 60_000,
        "m:s": 1.0,
        "m": 1.0,
        "days": 1440.0,
    },
    "weight": {"kg": 1.0, "lb": 0.45359237, "st": 6.35029318, "g": 0.001},
}
METRES_IN_A_MILE = 1609.344
METRES_IN_A_FOOT = 0.3048
_UNITS = {**by_word("units"), "m:s": "m:s"}
_SHORTEST = 1.45  # metres: heights of adults
_TALLEST = 2.1
_NEAR = 0.12  # how far cadence x time x stride may lie from the distance
_MOST = 0.8  # of the runs must agree


@dataclass(frozen=True)
class Unit:
    """A unit and what says so; "" and what is unclear, if anything."""

    unit: str = ""
    why: Remark | None = None


def unit_name(word: str) -> str:
    """Return the short name of a unit ("pounds" -> "lb"), or "" for an unknown word."""
    return _UNITS.get(word.strip().casefold().rstrip("."), "")


def unit_from_bmi(weight: np.ndarray, bmi: np.ndarray) -> Unit:
    """Tell kg from lb by the height that weight and body mass index imply."""
    weights = pd.Series(weight).where(weight > 0)
    squared_height = weights / pd.Series(bmi).where(bmi > 0)
    fits = {}
    for unit in ("kg", "lb"):
        metres = np.sqrt(squared_height.median() * FACTORS["weight"][unit])
        if _SHORTEST <= metres <= _TALLEST:
            fits[unit] = float(metres)
    if len(fits) != 1:
        return Unit()
    ((unit, metres),) = fits.items()
    return Unit(unit, Remark("import.evidence.height", {"metres": metres}))


def unit_from_stride(
    distance: np.ndarray, minutes: np.ndarray, cadence: np.ndarray, stride: np.ndarray
) -> Unit:
    """Tell km from miles by cadence x time x stride length; the stride may be in metres or feet."""
    return _unit_from_length(distance, cadence * minutes * stride, "stride")


def unit_from_steps(distance: np.ndarray, steps: np.ndarray, stride: np.ndarray) -> Unit:
    """Tell km from miles by steps x stride length; the stride may be in metres or feet."""
    return _unit_from_length(distance, steps * stride, "steps")


def _unit_from_length(distance: np.ndarray, length: np.ndarray, evidence: str) -> Unit:
    ratio = length / np.where(distance > 0, distance, np.nan)
    ratio = ratio[np.isfinite(ratio) & (ratio > 100)]
    for unit, metres in (("km", 1000), ("mi", METRES_IN_A_MILE)):
        in_metres = _agreeing(ratio, metres)
        in_feet = _agreeing(ratio, metres / METRES_IN_A_FOOT)
        agree = max(in_metres, in_feet)
        if agree >= 2 and agree >= _MOST * len(ratio):
            fields = {"agree": agree, "n": len(ratio)}
            return Unit(unit, Remark(f"import.evidence.{evidence}", fields))
    return Unit()


def _agreeing(ratio: np.ndarray, expected: float) -> int:
    return int((np.abs(ratio / expected - 1) < _NEAR).sum())


@dataclass(frozen=True)
class UnitEvidence:
    """How a unit that is nowhere stated is told, and the columns beside it that tell."""

    tell: Callable[..., Unit]
    columns: Sequence[str]


UNIT_EVIDENCE = {
    "weight": [UnitEvidence(unit_from_bmi, ["bmi"])],
    "distance": [
        UnitEvidence(unit_from_stride, ["time", "avg run cadence", "avg stride length"]),
        UnitEvidence(unit_from_steps, ["steps", "avg stride length"]),
    ],
}
