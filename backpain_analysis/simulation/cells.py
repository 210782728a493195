"""The grid of the calibration: kinds of diaries, and what is tried on each."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..checks import USUAL_WAYS
from .diaries import SCENARIOS

LENGTHS = (180, 365, 730)
THREE_YEARS = 1095
MISSING = ("MCAR", "MNAR")
USUALLY_RATED = 0.8
RARELY_RATED = 0.4
LOOKS = range(120, 811, 30)
USUAL_CHUNKS = 4  # conventional methods' shares are large: 200 diaries a cell tell them well enough

PRIMARY = "primary"
UNCORRECTED = "uncorrected"
PLAIN_MEAN = "uncorrected, 14-day mean"
OURS = (PRIMARY, UNCORRECTED, PLAIN_MEAN)
WHOLE_FAMILY = "family of three, Holm"
FAMILY = ("running frequency", "weight change", WHOLE_FAMILY)
USUAL = (PLAIN_MEAN, *USUAL_WAYS)
METHODS = (PRIMARY, UNCORRECTED, *USUAL, *FAMILY)


@dataclass(frozen=True)
class Cell:
    """One kind of diary; its seed is a hash of its name and never changes."""

    scenario: str
    days: int
    missing: str = "MCAR"
    rated: float = USUALLY_RATED
    looks: bool = False

    @property
    def name(self) -> str:
        """Name of the cell, as in the table."""
        name = f"{self.scenario} {self.days} {self.missing}"
        if self.rated != USUALLY_RATED:
            name += f", {100 * self.rated:.0f} % rated"
        if self.looks:
            name += " looks"
        return name

    @property
    def truth(self) -> float:
        """NRS points per +10 km a week."""
        return SCENARIOS[self.scenario].total

    def methods(self, chunk: int) -> tuple[str, ...]:
        """Name what is tried on it: the family only where nothing is there to find."""
        if self.rated != USUALLY_RATED:
            return (PRIMARY,)
        methods: tuple[str, ...] = (PRIMARY, UNCORRECTED)
        if chunk < USUAL_CHUNKS:
            methods += USUAL
        if self.truth == 0 and self.missing == "MCAR":
            methods += FAMILY
        return methods

    def rng(self, chunk: int) -> np.random.Generator:
        """Return the generator of one chunk of replicates."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return np.random.default_rng([int.from_bytes(digest[:8]), chunk])


def grid(days: Iterable[int] | None = None, looks: bool = False) -> list[Cell]:
    """Return the cells of the grid; with `looks` those that are looked at monthly.

    By default half a year to two years, three years where a bias might outgrow the error, and
    diaries rated on two days in five, for how wide their intervals are.
    """
    if looks:
        return [Cell(scenario, LOOKS[-1], looks=True) for scenario in ("a", "b", "bc", "d")]
    lengths = tuple(days or LENGTHS)
    cells = []
    for scenario in SCENARIOS:
        for length in lengths:
            cells += _both_missing(scenario, length)
    if days:
        return cells
    for scenario in ("b", "b2", "d"):
        cells += _both_missing(scenario, THREE_YEARS)
    for scenario in ("b", "d"):
        for length in (365, 730, THREE_YEARS):
            cells.append(Cell(scenario, length, rated=RARELY_RATED))
    return cells


def _both_missing(scenario: str, length: int) -> list[Cell]:
    return [Cell(scenario, length, missing) for missing in MISSING]
