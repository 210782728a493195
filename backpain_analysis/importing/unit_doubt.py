"""An app's units that cannot be: runs at a snail's pace, or of three metres, are asked about."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..codes import Remark
from .claimed import Claimed
from .inference import FACTORS, unit_name
from .source import Question, measured, quoted

SPEED = (2.0, 30.0)  # km/h, of the median run
KM = (0.2, 100.0)
MINUTES = (1.0, 1440.0)
_DISTANCES = ("km", "mi", "m")  # units that may be meant instead
_DURATIONS = ("s", "min", "h")


@dataclass(frozen=True)
class _Units:
    distance: str
    duration: str

    def makes_possible(self, length: float, time: float) -> bool:
        """Say whether the median run is one, of so much in these units."""
        km = length * FACTORS["distance"][self.distance]
        minutes = time * FACTORS["duration"][self.duration]
        return _within(km, KM) and _within(minutes, MINUTES) and _within(km / minutes * 60, SPEED)


def doubted_unit(
    file: Claimed, activity: np.ndarray, km: np.ndarray, minutes: np.ndarray
) -> tuple[Question, ...]:
    """Ask for the unit where the app's own makes most runs impossible.

    What the header or the settings state is not doubted.
    """
    source = file.source
    own = _Units(unit_name(measured(source.distance)[1]), unit_name(measured(source.duration)[1]))
    column = file.rows.columns_of(source.distance)[:1]
    is_stated = any(unit_name(file.rows.units.get(name, "")) for name in column)
    if not own.distance or is_stated or file.told.distance_unit or file.told.duration_unit:
        return ()
    runs = (activity == "run") & (km > 0) & (minutes > 0)
    if not runs.any():
        return ()
    if own.duration not in FACTORS["duration"]:  # clocks, or each row states its own
        own = _Units(own.distance, "min")
    length = float(np.median(km[runs])) / FACTORS["distance"][own.distance]
    time = float(np.median(minutes[runs])) / FACTORS["duration"][own.duration]
    if own.makes_possible(length, time):
        return ()
    others = _instead_of(own, is_told=measured(source.duration)[1] != own.duration)
    possible = [units for units in others if units.makes_possible(length, time)]
    return (_question(file, own, possible, float(np.median(km[runs]))),) if possible else ()


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _instead_of(own: _Units, *, is_told: bool) -> Iterator[_Units]:
    """Yield other units, first those of which only one differs; not of durations that tell it."""
    for distance in _DISTANCES:
        yield _Units(distance, own.duration)
    if is_told:
        return
    for duration in _DURATIONS:
        yield _Units(own.distance, duration)
    for duration in _DURATIONS:
        for distance in _DISTANCES:
            yield _Units(distance, duration)


def _question(file: Claimed, own: _Units, possible: list[_Units], km: float) -> Question:
    likeliest = possible[0]
    fields = {"distance": own.distance, "duration": own.duration, "km": km}
    remark = Remark("account.question.unit", fields)
    if likeliest.duration == own.duration:
        options = [units.distance for units in possible if units.duration == own.duration]
        return file.ask(remark, "distance_unit", *dict.fromkeys(options))
    if likeliest.distance == own.distance:
        options = [units.duration for units in possible if units.distance == own.distance]
        return file.ask(remark, "duration_unit", *dict.fromkeys(options))
    lines = [
        f"[files.{quoted(file.rows.file)}]",
        f"distance_unit = {quoted(likeliest.distance)}",
        f"duration_unit = {quoted(likeliest.duration)}",
    ]
    return Question(file.rows.file, remark, "distance_unit", lines="\n".join(lines))
