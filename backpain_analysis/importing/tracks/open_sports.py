"""Tracks that name no sport: told by the same session elsewhere or the settings, or asked about."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...codes import Remark
from ...settings import Settings
from ..cleaning import SAME_DURATION, SAME_TIME
from ..languages import activity_name
from ..ledger import SET_ASIDE
from ..source import Question
from ..unused import Unused
from .members import KMH, TOLD
from .sports import Sport, Told

SAME_KM = 0.15  # of sessions that begin together: devices measure so differently
OPTIONS = ("run", "walk", "hike", "ride")


@dataclass(frozen=True)
class Settled:
    """The sessions with their sports, and what became of those that name none."""

    runs: pd.DataFrame
    statuses: pd.DataFrame
    questions: tuple[Question, ...] = ()
    unused: tuple[Unused, ...] = ()


def settle_sports(
    runs: pd.DataFrame,
    statuses: pd.DataFrame,
    settings: Settings,
    listed_as: Mapping[str, str],
) -> Settled:
    """Give sessions that name no sport that of the same session elsewhere, or of the settings.

    What the settings say of a single file comes before all else, even before the file. A session
    that none of these tells, nor its title or speed, is set aside; all such are asked about once.
    """
    if TOLD not in runs:
        return Settled(runs, statuses)
    runs = runs.reset_index(drop=True)
    runs[TOLD] = runs[TOLD].fillna(Told.BY_FILE)
    is_open = runs[TOLD] != Told.BY_FILE
    is_open |= runs["file"].map(lambda file: bool(_set_for_this(file, settings)))
    elsewhere = _same_elsewhere(runs, is_open.to_numpy())
    for row in runs.index[is_open]:
        named = _named(row, runs, elsewhere, settings)
        if named is not None:
            runs.loc[row, "activity"] = named.word
            runs.loc[row, TOLD] = named.told
    is_left = runs[TOLD] == Told.BY_NOTHING
    asked = runs[is_left]
    return Settled(
        runs=runs[~is_left].drop(columns=[TOLD, KMH]).reset_index(drop=True),
        statuses=_set_aside(statuses, asked),
        questions=_question(asked),
        unused=_how_told(runs[is_open & ~is_left], listed_as),
    )


def _named(
    row: int, runs: pd.DataFrame, elsewhere: Mapping[int, str], settings: Settings
) -> Sport | None:
    """Return what tells the sport of an open session better than its title or speed."""
    file = str(runs.loc[row, "file"])
    if own := _set_for_this(file, settings):
        return Sport(own, Told.BY_SETTINGS)
    if row in elsewhere:
        return Sport(elsewhere[row], Told.ELSEWHERE)
    of_pattern = settings.for_file(file).sport
    if runs.loc[row, TOLD] == Told.BY_NOTHING and of_pattern:
        return Sport(activity_name(of_pattern), Told.BY_SETTINGS)
    return None


def _set_for_this(file: str, settings: Settings) -> str:
    """Return the sport that the settings give a file by its name, not by a pattern."""
    for name in (file, file.rpartition("/")[2]):
        if name in settings.files and settings.files[name].sport:
            return activity_name(settings.files[name].sport)
    return ""


def _same_elsewhere(runs: pd.DataFrame, is_open: np.ndarray) -> dict[int, str]:
    """Return the activity of the same session in a file that names it, by row."""
    has_clock = (runs["start"] != runs["day"]).to_numpy()
    known = np.flatnonzero(~is_open & has_clock)
    start = runs["start"].to_numpy()
    order = known[np.argsort(start[known], kind="stable")]
    found: dict[int, str] = {}
    for row in np.flatnonzero(is_open).tolist():
        first = np.searchsorted(start[order], start[row] - SAME_TIME)
        last = np.searchsorted(start[order], start[row] + SAME_TIME, side="right")
        for other in order[first:last].tolist():
            if _alike(runs.loc[row], runs.loc[other]):
                found.setdefault(row, str(runs.loc[other, "activity"]))
    return found


def _alike(one: pd.Series, other: pd.Series) -> bool:
    """Say whether two sessions that begin together are as far, or else as long."""
    km = np.array([one["distance_km"], other["distance_km"]], dtype=float)
    if not np.isnan(km).any():
        return bool(np.ptp(km) <= max(SAME_KM * km.max(), 0.1))
    minutes = np.array([one["duration_min"], other["duration_min"]], dtype=float)
    return bool(np.ptp(minutes) <= max(SAME_DURATION * minutes.max(), 1))


def _set_aside(statuses: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    if asked.empty:
        return statuses
    places = pd.MultiIndex.from_frame(statuses[["file", "line"]])
    rows = places.get_indexer(pd.MultiIndex.from_frame(asked[["file", "line"]]))
    status = statuses["status"].to_numpy(object).copy()
    table = statuses["table"].to_numpy(object).copy()
    reasons = statuses["reasons"].to_numpy(object).copy()
    for row, km, kmh in zip(rows, asked["distance_km"], asked[KMH], strict=True):
        status[row] = SET_ASIDE
        table[row] = ""
        fields = {"km": float(km), "kmh": float(kmh)}
        reasons[row] = (*reasons[row], Remark("tracks.reason.sport_unknown", fields))
    return statuses.assign(status=status, table=table, reasons=reasons)


def _question(asked: pd.DataFrame) -> tuple[Question, ...]:
    """Ask once for all tracks that tell no sport."""
    if asked.empty:
        return ()
    first = asked.iloc[0]
    fields = {
        "n": len(asked),
        "file": str(first["file"]),
        "day": f"{first['day']:%Y-%m-%d}",
        "km": float(first["distance_km"]),
        "kmh": float(first[KMH]),
    }
    remark = Remark("tracks.question.sport", fields)
    endings = dict.fromkeys(file.rpartition(".")[2] for file in asked["file"])
    lines = [f'[files."*.{ending}"]\nsport = "{OPTIONS[0]}"' for ending in endings]
    return (Question("", remark, "sport", OPTIONS, lines="\n".join(lines)),)


def _how_told(found: pd.DataFrame, listed_as: Mapping[str, str]) -> tuple[Unused, ...]:
    """Tell how many tracks that name no sport were taken for which, and by what."""
    unused = []
    listed = found["file"].map(lambda file: listed_as.get(file, file))
    for (file, told), rows in found.groupby([listed, TOLD]):
        counts = rows["activity"].value_counts()
        words = ", ".join(f"{activity} {count}" for activity, count in counts.items())
        fields = {"words": words, "n": len(rows)}
        unused.append(Unused(str(file), Remark(f"tracks.unused.sport_by_{told}", fields)))
    return tuple(unused)
