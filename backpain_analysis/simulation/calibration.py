"""False alarms, coverage and power over simulated diaries with known truth."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..answers import holm
from ..checks import USUAL_WAYS, Check
from ..codes import Interval
from ..errors import FitError
from ..model import (
    DISTANCE,
    FREQUENCY,
    WEIGHT_CHANGE,
    LaggedFit,
    fit_lagged,
)
from .cells import (
    LOOKS,
    METHODS,
    PLAIN_MEAN,
    PRIMARY,
    UNCORRECTED,
    USUAL,
    WHOLE_FAMILY,
    Cell,
)
from .diaries import HISTORY_DAYS, SCENARIOS, simulate_many

CHUNK = 50
NO_FILE_NAME = re.compile("[^a-zA-Z0-9-]")
SESOI = 1.0  # NRS points per unit; tau is 1 / SESOI^2
TAU = 1 / SESOI**2
A_YEAR = 365
KIND = ["cell", "scenario", "days", "missing", "rated", "truth"]
SHARES = ["covered", "rejected", "safe", "by a year", "ordinary", "nothing"]


class Outcome(NamedTuple):
    """What one method found in one diary; NaN where it has no such figure."""

    estimate: float = np.nan
    std_error: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    pvalue: float = 1.0
    safe: float = np.nan

    @classmethod
    def of(cls, found: LaggedFit | Check) -> "Outcome":
        """Take an estimate and its ordinary interval."""
        interval = found.conf_int()
        return cls(
            estimate=found.estimate,
            std_error=found.std_error,
            lower=interval.lower,
            upper=interval.upper,
            pvalue=found.pvalue,
        )

    @classmethod
    def of_fit(cls, fit: LaggedFit) -> "Outcome":
        """Take these of a fit, and whether its anytime-valid interval leaves out zero."""
        safe = _leaves_out_zero(fit.anytime_valid_int(0.95, TAU))
        return cls.of(fit)._replace(safe=float(safe))


def _leaves_out_zero(interval: Interval) -> bool:
    return interval.lower > 0 or interval.upper < 0


def run_chunk(cell: Cell, chunk: int, only: Collection[str] = METHODS) -> pd.DataFrame:
    """Simulate and analyse one chunk of a cell: one row per replicate and method."""
    rng = cell.rng(chunk)
    unrated = round(1 - cell.rated, 3)
    diaries = simulate_many(cell.scenario, cell.days, CHUNK, rng, cell.missing, unrated)
    methods = [method for method in cell.methods(chunk) if method in only]
    rows: list[dict[str, object]] = []
    for replicate in range(CHUNK):
        daily = diaries.daily(replicate)
        if cell.looks:
            rows.append({**_looks(daily), "replicate": replicate})
            continue
        for method, found in _outcomes(daily, methods).items():
            row = _row(method, found, cell.truth)
            rows.append({"replicate": replicate, **row})
    return pd.DataFrame(rows).assign(
        cell=cell.name,
        scenario=cell.scenario,
        days=cell.days,
        missing=cell.missing,
        rated=cell.rated,
        truth=cell.truth,
        chunk=chunk,
    )


def _row(method: str, found: Outcome, truth: float) -> dict[str, object]:
    """Return what the chunk keeps of an outcome."""
    covered = np.nan
    # the truth is stated for distance; frequency and weight are there where it is zero
    if np.isfinite(found.lower):
        covered = float(found.lower < truth < found.upper)
    return {
        "method": method,
        "estimate": found.estimate,
        "std_error": found.std_error,
        "rejected": float(found.pvalue < 0.05),
        "covered": covered,
        "safe": found.safe if method == PRIMARY else np.nan,
    }


def _outcomes(daily: pd.DataFrame, methods: Collection[str]) -> dict[str, Outcome]:
    """Return what each method finds; fits are shared between the methods that rest on them."""
    found: dict[str, Outcome] = {}
    if PRIMARY in methods or UNCORRECTED in methods:
        fit = fit_lagged(daily, DISTANCE, feedback=PRIMARY in methods)
        found[PRIMARY] = Outcome.of_fit(fit)
        found[UNCORRECTED] = Outcome.of_fit(replace(fit, correction=None))
    if set(methods) & set(USUAL):
        found |= _usual_outcomes(daily, methods)
    if WHOLE_FAMILY in methods:
        found |= _family_outcomes(daily, found[PRIMARY])
    return {name: found[name] for name in methods if name in found}


def _usual_outcomes(daily: pd.DataFrame, methods: Collection[str]) -> dict[str, Outcome]:
    """Return what the plain mean finds, and conventional methods beside it."""
    mean = fit_lagged(daily, DISTANCE, design="mean", feedback=False)
    found = {PLAIN_MEAN: Outcome.of_fit(mean)}
    for name, way in USUAL_WAYS.items():
        if name in methods:
            found[name] = Outcome.of(way(daily, mean))
    return found


def _family_outcomes(daily: pd.DataFrame, distance: Outcome) -> dict[str, Outcome]:
    """Return the other two exposures, and whether Holm's adjustment leaves any of the three."""
    found: dict[str, Outcome] = {}
    for exposure in (FREQUENCY, WEIGHT_CHANGE):
        try:
            found[exposure.label] = Outcome.of_fit(fit_lagged(daily, exposure))
        except FitError:
            found[exposure.label] = Outcome(pvalue=1.0)
    pvalues = [distance.pvalue, *(outcome.pvalue for outcome in found.values())]
    found[WHOLE_FAMILY] = Outcome(pvalue=min(holm(pvalues)))
    return found


def _looks(daily: pd.DataFrame) -> dict[str, object]:
    """Look every month with the anytime-valid interval."""
    found = False
    by_a_year = False
    ordinary = False
    nothing = False
    for days in LOOKS:
        so_far = daily.iloc[: HISTORY_DAYS + days]
        fit = fit_lagged(so_far, DISTANCE)
        if _leaves_out_zero(fit.anytime_valid_int(0.95, TAU)):
            found = True
            by_a_year |= days <= A_YEAR
        narrower = fit.anytime_valid_int(0.90, TAU)
        ordinary |= fit.pvalue < 0.05
        nothing |= narrower.lower > -SESOI and narrower.upper < SESOI
    return {
        "method": f"{len(LOOKS)} monthly looks",
        "rejected": float(found),
        "by a year": float(by_a_year),
        "ordinary": float(ordinary),
        "nothing": float(nothing),
    }


def calibrate(
    cells: Iterable[Cell],
    out: str | Path,
    replicates: int = 1000,
    jobs: int = -1,
    only: Collection[str] = METHODS,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Run the cells over all cores; finished chunks on disk are not run again.

    `out` is a folder for one CSV per finished chunk, all of one choice of `only` (names of
    `METHODS`); `replicates` a cell are rounded up to whole chunks of 50; `jobs` are joblib's
    workers (-1: all cores); `progress` is told (done, all) after each chunk. As of `summarise`.
    """
    from joblib import Parallel, delayed

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    chunks = -(-replicates // CHUNK)  # rounded up
    tasks = _tasks(list(cells), chunks)
    work = Parallel(n_jobs=jobs, return_as="generator_unordered")
    parts: list[pd.DataFrame] = []
    for rows in work(delayed(_run_once)(folder, cell, chunk, only) for cell, chunk in tasks):
        parts.append(rows)
        if progress:
            progress(len(parts), len(tasks))
    return summarise(pd.concat(parts, ignore_index=True))


def _tasks(cells: list[Cell], chunks: int) -> list[tuple[Cell, int]]:
    """Return the first chunk of every cell, then the second, ..."""
    return [(cell, chunk) for chunk in range(chunks) for cell in cells]


def _run_once(folder: Path, cell: Cell, chunk: int, only: Collection[str]) -> pd.DataFrame:
    """Run a chunk and keep its rows in a file, or read them where they have been kept."""
    name = NO_FILE_NAME.sub("_", cell.name)
    path = folder / f"{name}_{chunk:03d}.csv"
    if path.exists():
        return pd.read_csv(path)
    rows = run_chunk(cell, chunk, only)
    part = path.with_suffix(".part")
    rows.to_csv(part, index=False)
    part.replace(path)
    return rows


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell and method.

    `replicates`, `bias` and `sd` of the estimate, `mean_se`, `rejected`, `covered` and `safe` as
    shares (rejected is a false alarm where the truth is zero, power elsewhere; safe is the same
    with the monthly-safe interval), and `mc_error`, the Monte-Carlo standard error of `rejected`.
    NaN where a method has no such figure.
    """
    by = rows.groupby([*KIND, "method"], sort=False)
    table = by.size().to_frame("replicates")
    if "estimate" in rows:
        truth = table.index.get_level_values("truth")
        table["bias"] = by["estimate"].mean() - truth
        table["sd"] = by["estimate"].std()
        table["mean_se"] = by["std_error"].mean()
    for column in SHARES:
        if column in rows:
            table[column] = by[column].mean()
    share = table["rejected"]
    table["mc_error"] = np.sqrt(share * (1 - share) / table["replicates"])
    return _in_order(table.reset_index())


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Sort scenarios and methods as they are listed, the rarely rated diaries last."""
    listed = [*SCENARIOS, *METHODS]
    rank = {name: place for place, name in enumerate(listed)}

    def key(column: pd.Series) -> pd.Series:
        if column.name not in ("scenario", "method"):
            return column
        return column.map(rank).fillna(len(listed))

    return table.sort_values(
        ["rated", "scenario", "days", "missing", "method"],
        ascending=[False, True, True, True, True],
        key=key,
        ignore_index=True,
    )
