"""What a file would hold if a question about it were answered in one way or another."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..codes import Remark
from ..errors import DataError
from ..settings import Settings
from .evidence import compare_records
from .exports import Exports, read_one

_AMOUNT = {"runs": "distance_km", "weight": "weight_kg"}
_MINUTE = 60  # seconds
WORST = 10  # pain


def what_it_would_hold(file: str, exports: Exports, answered: Settings) -> tuple[Remark, ...]:
    """Say what a file would hold with other settings, and whether other files hold the same.

    Parameters
    ----------
    file : str
        Its name, with its folders.
    exports : Exports
        All that is read today.
    answered : Settings
        The settings as they would be.

    Returns
    -------
    tuple of Remark
        Empty where the file could not be read even so.
    """
    try:
        read = read_one(file, answered)
    except DataError:
        return ()
    if read is None:
        return ()
    if read.questions:
        return (Remark("setup.reading.asks_more"),)
    return (*_held(read.tables, answered), *_beside(read.tables, exports))


def _held(tables: Mapping[str, pd.DataFrame], settings: Settings) -> Iterator[Remark]:
    """Say how much there is of each kind, from which day to which."""
    for name, table in tables.items():
        if table.empty:
            continue
        days = {"n": len(table), "first": table["day"].min(), "last": table["day"].max()}
        if name == "runs":
            yield from _sessions(table, settings, days)
        elif name == "pain":
            yield from _ratings(table, days)
        elif name == "weight":
            yield Remark("setup.reading.weight", days | _spread(table["weight_kg"]))
        else:
            yield Remark("setup.reading.other", days)


def _sessions(table: pd.DataFrame, settings: Settings, days: dict[str, Any]) -> Iterator[Remark]:
    """Say how many sessions there are, how long, and how fast."""
    yield Remark("setup.reading.runs", days)
    counts = table[table["activity"].isin(settings.activities)]
    some = table if counts.empty else counts
    km = some["distance_km"].median()
    if np.isnan(km):
        return
    yield Remark("setup.reading.distance", {"km": float(km)})
    pace = (some["duration_min"] / some["distance_km"]).median()
    if np.isfinite(pace):
        yield Remark("setup.reading.pace", {"pace": _clock(float(pace))})


def _ratings(table: pd.DataFrame, days: dict[str, Any]) -> Iterator[Remark]:
    """Say how many ratings there are, and how high; those that cannot be are counted apart."""
    is_possible = table["pain"].between(0, WORST)
    possible = table.loc[is_possible, "pain"]
    if len(possible):
        yield Remark("setup.reading.pain", days | {"n": len(possible)} | _spread(possible))
    if impossible := int((~is_possible).sum()):
        yield Remark("setup.reading.impossible", {"n": impossible})


def _clock(minutes: float) -> str:
    """Write minutes as minutes and seconds."""
    whole, seconds = divmod(round(minutes * _MINUTE), _MINUTE)
    return f"{whole}:{seconds:02d}"


def _spread(values: pd.Series) -> dict[str, float]:
    return {
        "low": float(values.min()),
        "middle": float(values.median()),
        "high": float(values.max()),
    }


def _beside(tables: Mapping[str, pd.DataFrame], exports: Exports) -> Iterator[Remark]:
    """Name a session or a weigh-in that another file holds too, and whether it is the same."""
    for name, amount in _AMOUNT.items():
        if name not in tables:
            continue
        known = getattr(exports, name)
        own, other, is_alike = compare_records(name, tables[name], known)
        for code, which in (("same", is_alike), ("another", ~is_alike)):
            if not which.any():
                continue
            last = other[which].iloc[-1]
            fields = {
                "n": int(which.sum()),
                "file": last["file"],
                "day": last["day"].date(),
                "there": float(last[amount]),
                "here": float(own[which].iloc[-1][amount]),
            }
            yield Remark(f"setup.reading.{code}_{name}", fields)
