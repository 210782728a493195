"""False alarms, coverage and power over simulated diaries with known truth."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ..answers import holm
from ..checks import USUAL_WAYS, Check
from ..checks.alternatives import check_of
from ..errors import FitError
from ..model.exposures import DISTANCE, FREQUENCY, WEIGHT_CHANGE
from ..model.lagged import fit_lagged, monthly_safe_half_width
from .diaries import HISTORY_DAYS, SCENARIOS, simulate_many

LENGTHS, MISSING = (180, 365, 730), ("MCAR", "MNAR")
LOOKS = range(120, 811, 30)
CHUNK = 50
USUAL_CHUNKS = 4  # the usual ways' shares are large: 200 diaries a cell tell them well enough
OURS = ("primary", "uncorrected", "uncorrected, 14-day mean")
FAMILY = ("running frequency", "weight change", "family of three, Holm")
USUAL = (OURS[2], *USUAL_WAYS)
METHODS = (*OURS[:2], *USUAL, *FAMILY)


@dataclass(frozen=True)
class Cell:
    """One kind of diary; its seed is a hash of its name and never changes."""

    scenario: str
    days: int
    missing: str = "MCAR"
    rated: float = 0.8
    looks: bool = False

    @property
    def name(self) -> str:
        """Name of the cell, as in the table."""
        rare = "" if self.rated == 0.8 else f", {100 * self.rated:.0f} % rated"
        return f"{self.scenario} {self.days} {self.missing}{rare}{' looks' if self.looks else ''}"

    @property
    def truth(self) -> float:
        """NRS points per +10 km a week."""
        return SCENARIOS[self.scenario].total

    def methods(self, chunk: int) -> tuple[str, ...]:
        """Name what is tried on it: the family only where nothing is there to find."""
        if self.rated != 0.8:
            return OURS[:1]
        family = FAMILY if self.truth == 0 and self.missing == "MCAR" else ()
        return (*OURS[:2], *(USUAL if chunk < USUAL_CHUNKS else ()), *family)

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
        return [Cell(s, LOOKS[-1], "MCAR", looks=True) for s in ("a", "b", "bc", "d")]
    cells = [Cell(s, n, m) for s in SCENARIOS for n in days or LENGTHS for m in MISSING]
    if not days:
        cells += [Cell(s, 1095, m) for s in ("b", "b2", "d") for m in MISSING]
        cells += [Cell(s, n, "MCAR", 0.4) for s in ("b", "d") for n in (365, 730, 1095)]
    return cells


def run_chunk(cell: Cell, chunk: int, only: Collection[str] = METHODS) -> pd.DataFrame:
    """Simulate and analyse one chunk of a cell: one row per replicate and method."""
    rng, share = cell.rng(chunk), 1 - cell.rated
    diaries = simulate_many(cell.scenario, cell.days, CHUNK, rng, cell.missing, round(share, 3))
    rows: list[dict[str, object]] = []
    for i in range(CHUNK):
        daily = diaries.daily(i)
        if cell.looks:
            rows.append(_looks(daily) | {"replicate": i})
            continue
        methods = [m for m in cell.methods(chunk) if m in only]
        for name, found in _outcomes(daily, methods).items():
            row = {"replicate": i, "method": name}
            row |= {"estimate": found.estimate, "std_error": found.std_error}
            row |= {"rejected": float(found.pvalue < 0.05), "covered": np.nan, "safe": np.nan}
            # the truth is stated for distance; frequency and weight are there where it is zero
            interval = found.conf_int()
            if np.isfinite(interval.lower):
                row["covered"] = float(interval.lower < cell.truth < interval.upper)
            if name == "primary":
                half = monthly_safe_half_width(found.std_error, 0.05, 1.0)
                row["safe"] = float(abs(found.estimate) > half)
            rows.append(row)
    kind = {"cell": cell.name, "scenario": cell.scenario, "days": cell.days}
    kind |= {"missing": cell.missing, "rated": cell.rated, "truth": cell.truth, "chunk": chunk}
    return pd.DataFrame(rows).assign(**kind)


def _outcomes(daily: pd.DataFrame, methods: Collection[str]) -> dict[str, Check]:
    out: dict[str, Check] = {}
    if "primary" in methods or "uncorrected" in methods:
        fit = fit_lagged(daily, DISTANCE, feedback="primary" in methods)
        out["primary"] = check_of("primary", fit)
        out["uncorrected"] = check_of("uncorrected", replace(fit, correction=None))
    if any(name in methods for name in USUAL):
        mean = fit_lagged(daily, DISTANCE, design="mean", feedback=False)
        out[OURS[2]] = check_of(OURS[2], mean)
        out |= {name: way(daily, mean) for name, way in USUAL_WAYS.items() if name in methods}
    if FAMILY[-1] in methods:
        for exposure in (FREQUENCY, WEIGHT_CHANGE):
            try:
                out[exposure.label] = check_of(exposure.label, fit_lagged(daily, exposure))
            except FitError:
                out[exposure.label] = Check(exposure.label, values={"pvalue": 1.0})
        raw = [out[name].pvalue for name in ("primary", *FAMILY[:2])]
        out[FAMILY[-1]] = Check(FAMILY[-1], values={"pvalue": min(holm(raw))})
    return {name: out[name] for name in methods if name in out}


def _looks(daily: pd.DataFrame) -> dict[str, object]:
    """Look every month with the monthly-safe interval; SESOI 1 per unit."""
    seen = {"rejected": False, "by a year": False, "ordinary": False, "nothing": False}
    for days in LOOKS:
        fit = fit_lagged(daily.iloc[: HISTORY_DAYS + days], DISTANCE)
        low, high = fit.monthly_safe_int(0.95)
        half90 = monthly_safe_half_width(fit.std_error, 0.10, 1.0)
        seen["rejected"] |= low > 0 or high < 0
        seen["by a year"] |= days <= 365 and (low > 0 or high < 0)
        seen["ordinary"] |= fit.pvalue < 0.05
        seen["nothing"] |= abs(fit.estimate) + half90 < 1
    return {"method": f"{len(LOOKS)} monthly looks"} | {k: float(v) for k, v in seen.items()}


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

    folder, cells = Path(out), list(cells)
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [(c, k) for k in range(-(-replicates // CHUNK)) for c in cells]

    def one(cell: Cell, chunk: int) -> pd.DataFrame:
        name = "".join(c if c.isalnum() or c == "-" else "_" for c in cell.name)
        path = folder / f"{name}_{chunk:03d}.csv"
        if path.exists():
            return pd.read_csv(path)
        rows = run_chunk(cell, chunk, only)
        part = path.with_suffix(".part")
        rows.to_csv(part, index=False)
        part.replace(path)
        return rows

    parts: list[pd.DataFrame] = []
    work = Parallel(n_jobs=jobs, return_as="generator_unordered")
    for rows in work(delayed(one)(c, k) for c, k in tasks):
        parts.append(rows)
        if progress:
            progress(len(parts), len(tasks))
    return summarise(pd.concat(parts, ignore_index=True))


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per cell and method.

    `replicates`, `bias` and `sd` of the estimate, `mean_se`, `rejected`, `covered` and `safe` as
    shares (rejected is a false alarm where the truth is zero, power elsewhere; safe is the same
    with the monthly-safe interval), and `mc_error`, the Monte-Carlo standard error of `rejected`.
    NaN where a method has no such figure.
    """
    kind = ["cell", "scenario", "days", "missing", "rated", "truth"]
    by = rows.groupby([*kind, "method"], sort=False)
    out = pd.DataFrame({"replicates": by.size()})
    if "estimate" in rows:
        out["bias"] = by["estimate"].mean() - out.index.get_level_values("truth")
        out["sd"], out["mean_se"] = by["estimate"].std(), by["std_error"].mean()
    for column in ("covered", "rejected", "safe", "by a year", "ordinary", "nothing"):
        if column in rows:
            out[column] = by[column].mean()
    share = out["rejected"]
    out["mc_error"] = np.sqrt(share * (1 - share) / out["replicates"])
    rank = {name: i for i, name in enumerate([*SCENARIOS, *METHODS])}
    return out.reset_index().sort_values(
        ["rated", "scenario", "days", "missing", "method"],
        ascending=[False, True, True, True, True],
        key=lambda c: c.map(rank).fillna(99) if c.name in ("scenario", "method") else c,
        ignore_index=True,
    )


PAGE = """# Calibration: diaries with a known truth

Measured with `{command}` on {date}: {count} simulated diaries a row, {usual} for the usual ways
(a share of 5 % in {count} is uncertain by {worst:.1f} percentage points, one Monte-Carlo standard
error). A row's seed is a hash of its name.

What the names mean (numbers: `simulation/diaries.py`): **a** running and pain have nothing to do
with each other; **b** runs get rarer when it hurts (**by**: the day after; **b2**: noisy
ratings of a more lasting pain); **c** a shared season; **bc** both; **w** a weekend rhythm; **d**
as b, with pain truly 1 point lower per 10 km a week more, evenly over 14 days (**d-decay**: soon
after; **d-hump**: about five days later). Then the days of the diary, and how a fifth of the
ratings went missing: at random (MCAR), or rather on bad days (MNAR).

*primary* is what the verdicts rest on; *uncorrected* leaves out the correction for running by how
it hurts; then come the usual ways, and the plan's whole family of three.
"""
TABLES = (
    ("False alarms, %", "rejected", lambda t: t["truth"] == 0),
    ("Coverage of the 95 % interval, %", "covered", lambda t: t["covered"].notna()),
    ("Power, %", "rejected", lambda t: t["truth"] != 0),
    (
        "Found with the monthly-safe interval at the diary's end, %",
        "safe",
        lambda t: t["truth"] != 0,
    ),
)
LOOKED = {
    "rejected": "any look finds something",
    "by a year": "... by day 365",
    "ordinary": "... with the ordinary interval",
    "nothing": 'any look says "no meaningful association"',
}


def page(table: pd.DataFrame, command: str, date: str) -> str:
    """Return the table as a page of Markdown: one row a cell, one column a method."""
    looked = table["method"].str.endswith("looks")
    once = table[~looked & (table["rated"] == 0.8)]
    ours, usual = (_count(once[once["method"].isin(names)]) for names in (OURS[:1], USUAL))
    worst = 100 * (0.05 * 0.95 / once["replicates"].max()) ** 0.5
    parts = [PAGE.format(command=command, date=date, count=ours, usual=usual, worst=worst)]
    for title, column, chosen in TABLES:
        rows = once[chosen(once) & once[column].notna()]
        wide = rows.pivot_table(index="cell", columns="method", values=column, sort=False)
        parts += [f"## {title}\n", _markdown(100 * wide[[m for m in METHODS if m in wide]])]
    if looked.any():
        looks = 100 * table[looked].set_index("cell")[list(LOOKED)].rename(columns=LOOKED)
        about = f"days {LOOKS[0]} to {LOOKS[-1]}, {_count(table[looked])} diaries a row, %"
        parts += [f"## {len(LOOKS)} monthly looks, {about}\n"]
        parts += [_markdown(looks)]
    sparse = table[(table["rated"] != 0.8) & ~looked].set_index("cell")
    if len(sparse):
        shares = 100 * sparse[["rejected", "covered", "safe"]]
        parts += ["## Rated on two days in five: the primary, %\n", _markdown(shares)]
    return "\n".join(parts)


def _count(rows: pd.DataFrame) -> str:
    return " to ".join(f"{n:,}" for n in sorted({*rows["replicates"].agg(["min", "max"])}))


def _markdown(wide: pd.DataFrame) -> str:
    lines = ["| diary | " + " | ".join(wide.columns) + " |", "|---|" + "---|" * wide.shape[1]]
    for cell, row in wide.iterrows():
        shown = ("" if np.isnan(v) else f"{v:.1f}" for v in row)
        lines.append(f"| {cell} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"
