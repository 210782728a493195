"""False alarms, coverage and power over simulated diaries with known truth."""

import re
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..answers import Answer, Answers, answer_for_verdicts, holm
from ..checks import USUAL_WAYS, Check
from ..codes import Interval, Verdict
from ..model import DISTANCE, LaggedFit, fit_lagged
from ..settings import PlanSettings, Settings
from .cells import (
    FREQUENCY_LABEL,
    LOOKS,
    METHODS,
    PLAIN_MEAN,
    PRIMARY,
    UNCORRECTED,
    USUAL,
    WEIGHT_LABEL,
    WHOLE_FAMILY,
    Cell,
)
from .diaries import HISTORY_DAYS, LIVES, SCENARIOS, simulate_many

CHUNK = 50
NO_FILE_NAME = re.compile("[^a-zA-Z0-9-]")
SESOI = 1.0  # NRS points per unit; tau is 1 / SESOI^2
TAU = 1 / SESOI**2
A_YEAR = 365
ASSOCIATIONS = (Verdict.MEANINGFUL, Verdict.SIZE_UNCERTAIN)
KIND = ["cell", "scenario", "days", "missing", "rated", "truth"]
SHARES = ["covered", "rejected", "above", "safe", "harm", "help", "nothing"]
SHARES += ["by a year", "ordinary"]
ANSWERED = {PRIMARY: "distance", FREQUENCY_LABEL: "frequency", WEIGHT_LABEL: "weight_change"}


class Outcome(NamedTuple):
    """What one method found in one diary; NaN where it has no such figure.

    `safe`: whether the anytime-valid interval excludes zero. `harm`, `help`, `nothing`: whether
    that is the verdict, an association of more or of less pain, or no meaningful one.
    """

    estimate: float = np.nan
    std_error: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    pvalue: float = 1.0
    safe: float = np.nan
    harm: float = np.nan
    help: float = np.nan
    nothing: float = np.nan

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

    @classmethod
    def of_answer(cls, found: Answer) -> "Outcome":
        """Take an answer's fit and its verdict; a question behind its gate finds nothing."""
        if found.fit is None:
            return cls(safe=0.0, harm=0.0, help=0.0, nothing=0.0)
        is_association = found.verdict in ASSOCIATIONS
        return cls.of_fit(found.fit)._replace(
            harm=float(is_association and found.fit.estimate > 0),
            help=float(is_association and found.fit.estimate < 0),
            nothing=float(found.verdict is Verdict.NOTHING_MEANINGFUL),
        )


def _leaves_out_zero(interval: Interval) -> bool:
    return interval.lower > 0 or interval.upper < 0


def run_chunk(cell: Cell, chunk: int, only: Collection[str] = METHODS) -> pd.DataFrame:
    """Simulate and analyse one chunk of a cell: one row per replicate and method."""
    rng = cell.rng(chunk)
    diaries = simulate_many(cell.kind, cell.days, CHUNK, rng, cell.missing, cell.unrated)
    methods = [method for method in cell.methods(chunk) if method in only]
    rows: list[dict[str, object]] = []
    for replicate in range(CHUNK):
        daily = diaries.daily(replicate)
        if cell.looks:
            looked = {**_looks(daily), "truth": cell.truth}
            rows.append({**looked, "replicate": replicate})
            continue
        for method, found in _outcomes(daily, methods).items():
            row = _row(method, found, cell.truth_of(method))
            rows.append({"replicate": replicate, **row})
    return pd.DataFrame(rows).assign(
        cell=cell.name,
        scenario=cell.scenario,
        days=cell.days,
        missing=cell.missing,
        rated=cell.rated,
        chunk=chunk,
    )


def _row(method: str, found: Outcome, truth: float) -> dict[str, object]:
    """Return what the chunk keeps of an outcome."""
    covered = np.nan
    if np.isfinite(found.lower) and np.isfinite(truth):
        covered = float(found.lower < truth < found.upper)
    return {
        "method": method,
        "truth": truth,
        "estimate": found.estimate,
        "std_error": found.std_error,
        "rejected": float(found.pvalue < 0.05),
        "above": float(found.pvalue < 0.05 and found.estimate > 0),
        "covered": covered,
        "safe": found.safe,
        "harm": found.harm,
        "help": found.help,
        "nothing": found.nothing,
    }


def _outcomes(daily: pd.DataFrame, methods: Collection[str]) -> dict[str, Outcome]:
    """Return what each method finds; fits are shared between the methods that rest on them."""
    found: dict[str, Outcome] = {}
    asked = _asked(methods)
    if asked:
        answers = answer_for_verdicts(daily, Settings(plan=PlanSettings(exposures=asked)))
        found |= _answered(answers)
    if set(methods) & set(USUAL):
        found |= _usual_outcomes(daily, methods)
    return {name: found[name] for name in methods if name in found}


def _asked(methods: Collection[str]) -> tuple[Any, ...]:
    """Return the questions that must be answered for these methods, in the plan's order."""
    if WHOLE_FAMILY in methods:
        return PlanSettings().exposures
    asked = {ANSWERED[method] for method in methods if method in ANSWERED}
    if UNCORRECTED in methods:
        asked.add("distance")
    return tuple(name for name in PlanSettings().exposures if name in asked)


def _answered(answers: Answers) -> dict[str, Outcome]:
    """Return each answer's outcome, the uncorrected one, and that of Holm's family."""
    found: dict[str, Outcome] = {}
    labels = {name: label for label, name in ANSWERED.items()}
    for a in answers:
        found[labels[a.exposure.name]] = Outcome.of_answer(a)
        if a.exposure is DISTANCE and a.fit is not None:
            found[UNCORRECTED] = Outcome.of_fit(a.fit.uncorrected)._replace(safe=np.nan)
    found[WHOLE_FAMILY] = _family(answers)
    return found


def _family(answers: Answers) -> Outcome:
    """Return whether Holm's adjustment leaves any of the questions; and of the verdicts, any."""
    pvalues = [1.0 if a.fit is None else a.fit.pvalue for a in answers]
    each = [Outcome.of_answer(a) for a in answers]
    return Outcome(
        pvalue=min(holm(pvalues)),
        harm=max(outcome.harm for outcome in each),
        help=max(outcome.help for outcome in each),
    )


def _usual_outcomes(daily: pd.DataFrame, methods: Collection[str]) -> dict[str, Outcome]:
    """Return what the plain mean finds, and conventional methods beside it."""
    mean = fit_lagged(daily, DISTANCE, design="mean", feedback=False)
    found = {PLAIN_MEAN: Outcome.of_fit(mean)._replace(safe=np.nan)}
    for name, way in USUAL_WAYS.items():
        if name in methods:
            found[name] = Outcome.of(way(daily, mean))
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
    minutes: float = np.inf,
) -> pd.DataFrame:
    """Run the cells over all cores; finished chunks on disk are not run again.

    `out` is a folder for one CSV per finished chunk, all of one choice of `only` (names of
    `METHODS`); `replicates` a cell, at most, are rounded up to whole chunks of 50; `jobs` are
    joblib's workers (-1: all cores); `progress` is told (done, all) after each chunk. After so
    many `minutes` no chunk is begun any more, and the table is of those that are finished. As of
    `summarise`.
    """
    from joblib import Parallel, delayed

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    tasks = _tasks(list(cells), replicates)
    until = time.time() + 60 * minutes
    work = Parallel(n_jobs=jobs, return_as="generator_unordered")
    run = delayed(_run_once)
    parts: list[pd.DataFrame] = []
    results = work(run(folder, cell, chunk, only, until) for cell, chunk in tasks)
    for done, rows in enumerate(results, start=1):
        if rows is not None:
            parts.append(rows)
        if progress:
            progress(done, len(tasks))
    return summarise(pd.concat(parts, ignore_index=True))


def _tasks(cells: list[Cell], replicates: int) -> list[tuple[Cell, int]]:
    """Return the first chunk of every cell, then the second, ..."""
    chunks = -(-replicates // CHUNK)  # rounded up
    tasks = []
    for chunk in range(chunks):
        for cell in cells:
            if chunk * CHUNK < cell.replicates:
                tasks.append((cell, chunk))
    return tasks


def _run_once(
    folder: Path, cell: Cell, chunk: int, only: Collection[str], until: float
) -> pd.DataFrame | None:
    """Run a chunk and keep its rows in a file, or read them where they have been kept.

    None where the time is over.
    """
    name = NO_FILE_NAME.sub("_", cell.name)
    path = folder / f"{name}_{chunk:03d}.csv"
    if path.exists():
        return pd.read_csv(path)
    if time.time() > until:
        return None
    rows = run_chunk(cell, chunk, only)
    part = path.with_suffix(".part")
    rows.to_csv(part, index=False)
    part.replace(path)
    return rows


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell and method.

    `replicates`, `bias` and `sd` of the estimate, `mean_se`, and as shares: `rejected` (a false
    alarm where the truth is zero, power elsewhere), `above` (rejected, the estimate above zero),
    `covered`, `safe` (rejected by the monthly-safe interval), and of the verdicts `harm`, `help`
    (an association of more, of less pain) and `nothing` ("no meaningful association"); `mc_error`
    is the Monte-Carlo standard error of `rejected`. NaN where a method has no such figure.
    """
    by = rows.groupby([*KIND, "method"], sort=False, dropna=False)
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
    listed = [*SCENARIOS, *LIVES, *METHODS]
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
