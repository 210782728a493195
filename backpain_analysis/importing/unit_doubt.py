"""An app's units that cannot be: runs at a snail's pace, or of three metres, are asked about."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..codes import Remark
from .claimed import Claimed
from .inference import FACTORS, unit_name
from .source import Question, measured, quoted

SLOWEST = 2.0  # km/h, of the median run
FASTEST = 30.0
SHORTEST = 0.2  # km
FARTHEST = 100.0
LONGEST = 1440.0  # minutes
_DISTANCES = ("km", "mi", "m")  # units that may be meant instead
_DURATIONS = ("s", "min", "h")


@dataclass(frozen=True)
class _Run:
    """The median run, as its numbers stand in the file."""

    distance: float
    duration: float


@dataclass(frozen=True)
class _Units:
    distance: str
    duration: str

    def make_possible(self, run: _Run) -> bool:
        """Say whether a run of such numbers, in these units, is one."""
        km = run.distance * FACTORS["distance"][self.distance]
        minutes = run.duration * FACTORS["duration"][self.duration]
        if not SHORTEST <= km <= FARTHEST:
            return False
        if minutes > LONGEST:
            return False
        return SLOWEST <= km / minutes * 60 <= FASTEST


def doubted_unit(
    file: Claimed, activity: np.ndarray, km: np.ndarray, minutes: np.ndarray
) -> tuple[Question, ...]:
    """Ask for the unit where the app's own makes most runs impossible.

    What the header or the settings state is not doubted.
    """
    unit = unit_name(measured(file.source.distance)[1])
    runs = (activity == "run") & (km > 0) & (minutes > 0)
    if not unit or _is_stated(file) or not runs.any():
        return ()
    stated = unit_name(measured(file.source.duration)[1])
    # without a unit of the app's own there are clocks, or each row states its unit
    duration = stated if stated in FACTORS["duration"] else "min"
    own = _Units(unit, duration)
    median_km = float(np.median(km[runs]))
    median_minutes = float(np.median(minutes[runs]))
    run = _Run(
        distance=median_km / FACTORS["distance"][own.distance],
        duration=median_minutes / FACTORS["duration"][own.duration],
    )
    if own.make_possible(run):
        return ()
    others = _instead_of(own, also_durations=duration == stated)
    possible = [units for units in others if units.make_possible(run)]
    if not possible:
        return ()
    fields = {"distance": own.distance, "duration": own.duration, "km": median_km}
    remark = Remark("account.question.unit", fields)
    return (_question(file, remark, own, possible),)


def _is_stated(file: Claimed) -> bool:
    if file.told.distance_unit or file.told.duration_unit:
        return True
    column = file.rows.columns_of(file.source.distance)[:1]
    return any(unit_name(file.rows.units.get(name, "")) for name in column)


def _instead_of(own: _Units, *, also_durations: bool) -> Iterator[_Units]:
    """Yield other units, first those of which only one differs."""
    for distance in _DISTANCES:
        yield _Units(distance, own.duration)
    if not also_durations:
        return
    for duration in _DURATIONS:
        yield _Units(own.distance, duration)
    for duration in _DURATIONS:
        for distance in _DISTANCES:
            yield _Units(distance, duration)


def _question(file: Claimed, remark: Remark, own: _Units, possible: list[_Units]) -> Question:
    """Ask for the one unit that differs; where both do, offer both as ready lines."""
    distances = []
    durations = []
    for units in possible:
        if units.duration == own.duration:
            distances.append(units.distance)
        elif units.distance == own.distance:
            durations.append(units.duration)
    if distances:
        return file.ask(remark, "distance_unit", *distances)
    if durations:
        return file.ask(remark, "duration_unit", *durations)
    likeliest = possible[0]
    lines = [
        f"[files.{quoted(file.rows.file)}]",
        f"distance_unit = {quoted(likeliest.distance)}",
        f"duration_unit = {quoted(likeliest.duration)}",
    ]
    return Question(file.rows.file, remark, "distance_unit", lines="\n".join(lines))
