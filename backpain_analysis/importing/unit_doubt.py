"""An app's unit that cannot be: runs at the pace of a snail, or of a car, are asked about."""

import numpy as np

from ..codes import Remark
from .claimed import Claimed
from .inference import FACTORS, unit_name
from .source import Question, measured

SLOWEST = 2.0  # km/h, of a median run
FASTEST = 30.0


def doubted_unit(
    file: Claimed, activity: np.ndarray, km: np.ndarray, minutes: np.ndarray
) -> tuple[Question, ...]:
    """Ask for the unit of the distance where the app's own makes most runs impossible.

    What the header or the settings state is not doubted.
    """
    column = file.rows.columns_of(file.source.distance)[:1]
    unit = unit_name(measured(file.source.distance)[1])
    is_stated = any(unit_name(file.rows.units.get(name, "")) for name in column)
    if not unit or is_stated or file.told.distance_unit:
        return ()
    runs = (activity == "run") & (km > 0) & (minutes > 0)
    if not runs.any():
        return ()
    speed = float(np.median(km[runs] / minutes[runs] * 60))
    if SLOWEST <= speed <= FASTEST:
        return ()
    factors = FACTORS["distance"]
    likely = [u for u in factors if SLOWEST <= speed * factors[u] / factors[unit] <= FASTEST]
    if not likely:
        return ()
    remark = Remark("account.question.unit", {"unit": unit, "kmh": speed})
    return (file.ask(remark, "distance_unit", *likely),)
