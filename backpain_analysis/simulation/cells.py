"""The grid of the calibration: kinds of diaries, and what is tried on each."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ..calibration_table import OF_WEIGHT
from ..checks import USUAL_WAYS
from .diaries import LIVES, SCENARIOS, Scenario

LENGTHS = (180, 365, 730, 1095)
HEADLINE_LENGTHS = (365, 1095, 180, 730)
MISSING = ("MCAR", "MNAR")
USUALLY_RATED = 0.8
RARELY_RATED = 0.4
LOOKS = range(120, 811, 30)
USUAL_CHUNKS = 4  # conventional methods' shares are large: 200 diaries a cell tell them well enough
MANY = 1000  # replicates of the rows that the targets name
FEWER = 400  # of the others, of ratings missing on bad days, and of what is looked at monthly
OTHERS = ("d-decay", "d-lay", "hid", "ramp0", "zeros", "sparse")
HEADLINE = ("b", "b2", "d", "lay", "med", "two", "vn")
SCALE_NOISE = (0.3, 0.6, 0.9)  # kg
WEIGH_INS = (1, 2, 7)  # a week

PRIMARY = "primary"
UNCORRECTED = "uncorrected"
PLAIN_MEAN = "uncorrected, 14-day mean"
OURS = (PRIMARY, UNCORRECTED, PLAIN_MEAN)
FREQUENCY_LABEL = "running frequency"
WEIGHT_LABEL = "weight change"
WHOLE_FAMILY = "family of three, Holm"
FAMILY = (FREQUENCY_LABEL, WEIGHT_LABEL, WHOLE_FAMILY)
USUAL = (PLAIN_MEAN, *USUAL_WAYS)
METHODS = (PRIMARY, UNCORRECTED, *USUAL, *FAMILY)


@dataclass(frozen=True)
class Cell:
    """One kind of diary; its seed is a hash of its name and never changes.

    `scale_noise` and `weigh_ins` are those of a diary of weight; 0 elsewhere.
    """

    scenario: str
    days: int
    missing: str = "MCAR"
    rated: float = USUALLY_RATED
    looks: bool = False
    scale_noise: float = 0.0
    weigh_ins: int = 0

    @property
    def name(self) -> str:
        """Name of the cell, as in the table."""
        name = f"{self.scenario} {self.days} {self.missing}"
        if self.weigh_ins:
            name += f", {self.scale_noise} kg, {self.weigh_ins} a week"
        if self.rated != USUALLY_RATED:
            name += f", {100 * self.rated:.0f} % rated"
        if self.looks:
            name += " looks"
        return name

    @property
    def kind(self) -> Scenario:
        """How its diaries come about."""
        kind = (SCENARIOS | LIVES)[self.scenario]
        if self.weigh_ins:
            return replace(kind, scale_noise=self.scale_noise, weigh_ins=self.weigh_ins)
        return kind

    @property
    def truth(self) -> float:
        """NRS points per +10 km a week; NaN where the 14 days have no one true slope."""
        kind = self.kind
        if kind.flips or kind.shape in ("late", "long"):
            return np.nan
        return kind.total

    def truth_of(self, method: str) -> float:
        """Return what is true of a method's exposure; NaN where it is not stated."""
        if method == WEIGHT_LABEL:
            return self.kind.weight_total
        if method == FREQUENCY_LABEL and self.kind.total != 0:
            return np.nan
        return self.truth

    @property
    def unrated(self) -> float | None:
        """Share of days without a rating; None: the scenario's own."""
        if self.rated == USUALLY_RATED:
            return None
        return round(1 - self.rated, 3)

    @property
    def replicates(self) -> int:
        """How many diaries the full table has of it."""
        is_named = self.scenario not in (*OTHERS, *OF_WEIGHT)
        is_usual = self.missing == MISSING[0] and self.rated == USUALLY_RATED
        if is_named and is_usual and not self.looks:
            return MANY
        return FEWER

    def methods(self, chunk: int) -> tuple[str, ...]:
        """Name what is tried on it: conventional methods only on the first scenarios."""
        if self.weigh_ins:
            return (WEIGHT_LABEL,)
        methods: tuple[str, ...] = (PRIMARY, UNCORRECTED)
        is_usual = self.scenario in SCENARIOS and self.rated == USUALLY_RATED
        if chunk < USUAL_CHUNKS and is_usual:
            methods += USUAL
        return methods + FAMILY

    def rng(self, chunk: int) -> np.random.Generator:
        """Return the generator of one chunk of replicates."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return np.random.default_rng([int.from_bytes(digest[:8]), chunk])


def headline() -> list[Cell]:
    """Return the rows that say most: the planned running models and the lives that try them."""
    return [Cell(scenario, days) for days in HEADLINE_LENGTHS for scenario in HEADLINE]


def grid(days: Iterable[int] | None = None, looks: bool = False) -> list[Cell]:
    """Return the cells of the grid, the headline rows first; with `looks` those looked at monthly.

    The first scenarios from half a year to three years, with ratings missing at random and on bad
    days; other lives; diaries rated on two days in five; and diaries of weight by the scale's
    noise and the weigh-ins a week.
    """
    if looks:
        return [Cell(scenario, LOOKS[-1], looks=True) for scenario in ("a", "b", "bc", "d")]
    lengths = tuple(days or LENGTHS)
    cells = [Cell(s, n) for n in lengths for s in HEADLINE if s in SCENARIOS | LIVES]
    cells += [Cell(s, n) for n in lengths for s in _others()]
    cells += [Cell(s, n, "MNAR") for n in lengths[:2] for s in SCENARIOS]
    if days:
        return cells
    cells += [Cell(s, n, rated=RARELY_RATED) for s in ("b", "d") for n in LENGTHS[1:]]
    for scenario in OF_WEIGHT:
        for length in (LENGTHS[1], LENGTHS[-1]):
            cells += _of_weight(scenario, length)
    return cells


def _others() -> list[str]:
    running = [*SCENARIOS, *(name for name in LIVES if name not in OF_WEIGHT)]
    return [name for name in running if name not in HEADLINE]


def _of_weight(scenario: str, days: int) -> list[Cell]:
    cells = []
    for noise in SCALE_NOISE:
        for weigh_ins in WEIGH_INS:
            cells.append(Cell(scenario, days, scale_noise=noise, weigh_ins=weigh_ins))
    return cells
