"""False alarms, coverage and power over simulated diaries with known truth."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .answers import holm
from .checks import Estimate
from .errors import FitError
from .exposures import DISTANCE, EXPOSURES, exposure_values, lag_table, log_settled, time_terms
from .lagged import LaggedFit, fit_lagged, monthly_safe_half_width
from .robustness import newey_west
from .synthetic import SCENARIOS, simulate_many

LENGTHS, MISSING = (180, 365, 730), ("MCAR", "MNAR")
LOOKS = range(120, 811, 30)
CHUNK = 50


@dataclass(frozen=True)
class Cell:
    """One kind of diary; its seed is a hash of its name and never changes."""

    scenario: str
    days: int
    missing: str = "MCAR"
    looks: bool = False

    @property
    def name(self) -> str:
        """Name of the cell, as in the table."""
        return f"{self.scenario} {self.days} {self.missing}{' looks' if self.looks else ''}"

    def rng(self, chunk: int) -> np.random.Generator:
        """Return the generator of one chunk of replicates."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return np.random.default_rng([int.from_bytes(digest[:8]), chunk])


def grid(days: Iterable[int] | None = None, looks: bool = False) -> list[Cell]:
    """Return the cells of the grid; with `looks` those that are looked at monthly.

    By default half a year to two years, and three years where a bias might outgrow the error.
    """
    if looks:
        return [Cell(s, LOOKS[-1], "MCAR", looks=True) for s in ("a", "b", "bc", "d")]
    cells = [Cell(s, n, m) for s in SCENARIOS for n in days or LENGTHS for m in MISSING]
    if not days:
        cells += [Cell(s, 1095, m) for s in ("a", "b", "b2", "d") for m in MISSING]
    return cells


Outcome = tuple[float, float, float, float, float]  # estimate, std_error, p, lower, upper


def _of_fit(fit: LaggedFit) -> Outcome:
    return fit.estimate, fit.std_error, fit.pvalue, *fit.conf_int()


def primary(daily: pd.DataFrame) -> Outcome:
    """Our estimator."""
    return _of_fit(fit_lagged(daily, DISTANCE))


def uncorrected(daily: pd.DataFrame) -> Outcome:
    """Our estimator without the correction for running by how it hurts."""
    return _of_fit(fit_lagged(daily, DISTANCE, feedback=False))


def uncorrected_mean(daily: pd.DataFrame) -> Outcome:
    """The same on the plain 14-day mean."""
    return _of_fit(fit_lagged(daily, DISTANCE, design="mean", feedback=False))


def same_day(daily: pd.DataFrame) -> Outcome:
    """The usual way: Pearson's correlation of pain with the same day's distance."""
    from scipy.stats import pearsonr

    both = daily[["pain", "distance_km"]].dropna()
    result = pearsonr(both["pain"], both["distance_km"])
    return float(result.statistic), np.nan, float(result.pvalue), np.nan, np.nan


def _rated(daily: pd.DataFrame, columns: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    use = daily["pain"].notna() & columns.notna().all(axis=1) & log_settled(daily)
    days = pd.DatetimeIndex(daily.index[use])
    return daily.loc[use, "pain"], pd.concat([columns[use], time_terms(days)], axis=1)


def ols_any_lag(daily: pd.DataFrame) -> Outcome:
    """The usual way: OLS on 14 lags of distance, "significant" when any lag is."""
    from scipy.special import stdtr

    rated, design = _rated(daily, lag_table(daily["distance_km"], range(1, 15)))
    y, x = rated.to_numpy(), design.to_numpy()
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    e = y - x @ beta
    df = len(y) - x.shape[1]
    se = np.sqrt(np.diag(inverse) * (e @ e) / df)
    p = 2 * stdtr(df, -np.abs(beta / se)[:14])
    return float(beta[:14].sum()), np.nan, float(p.min()), np.nan, np.nan


def robust_errors(daily: pd.DataFrame) -> Outcome:
    """The usual way: OLS on the 14-day mean with Newey-West (14 lags) standard errors."""
    y, x = _rated(daily, exposure_values(daily, DISTANCE).to_frame())
    found = Estimate.of(newey_west(y, x, 14), DISTANCE.name)
    return found.estimate, found.std_error, found.pvalue, *found.conf_int()


METHODS: dict[str, Callable[[pd.DataFrame], Outcome]] = {
    "primary": primary,
    "uncorrected": uncorrected,
    "uncorrected, 14-day mean": uncorrected_mean,
    "same-day correlation": same_day,
    "OLS, any of 14 lags": ols_any_lag,
    "OLS, Newey-West": robust_errors,
}


def family(daily: pd.DataFrame) -> Outcome:
    """The family of three with Holm: its smallest adjusted p."""
    raw = []
    for exposure in EXPOSURES.values():
        try:
            raw.append(fit_lagged(daily, exposure).pvalue)
        except FitError:
            raw.append(1.0)
    return np.nan, np.nan, min(holm(raw)), np.nan, np.nan


def run_chunk(cell: Cell, chunk: int, with_family: bool = False) -> pd.DataFrame:
    """Simulate and analyse one chunk of a cell: one row per replicate and method."""
    diaries = simulate_many(cell.scenario, cell.days, CHUNK, cell.rng(chunk), cell.missing)
    truth = diaries.scenario.total
    rows = []
    for i in range(CHUNK):
        daily = diaries.daily(i)
        if cell.looks:
            rows.append(_looks(daily, truth) | {"replicate": i})
            continue
        methods = METHODS | ({"family of three, Holm": family} if with_family else {})
        for name, method in methods.items():
            estimate, std_error, p, low, high = method(daily)
            rows.append(
                {
                    "replicate": i,
                    "method": name,
                    "estimate": estimate,
                    "std_error": std_error,
                    "rejected": float(p < 0.05),
                    "covered": float(low < truth < high) if np.isfinite(low) else np.nan,
                }
            )
    return pd.DataFrame(rows).assign(cell=cell.name, chunk=chunk, truth=truth)


def _looks(daily: pd.DataFrame, truth: float) -> dict[str, float | str]:
    """Look every month with the monthly-safe interval; SESOI 1 per unit."""
    any_found, any_ordinary, any_nothing = 0.0, 0.0, 0.0
    for days in LOOKS:
        fit = fit_lagged(daily.iloc[: 60 + days], DISTANCE)
        low, high = fit.monthly_safe_int(0.95)
        half90 = monthly_safe_half_width(fit.std_error, 0.10, 1.0)
        any_found = max(any_found, float(low > 0 or high < 0))
        any_ordinary = max(any_ordinary, float(fit.pvalue < 0.05))
        any_nothing = max(any_nothing, float(abs(fit.estimate) + half90 < 1))
    return {
        "method": "24 monthly looks",
        "rejected": any_found,
        "ordinary": any_ordinary,
        "nothing": any_nothing,
    }


def calibrate(
    cells: Iterable[Cell],
    out: str | Path,
    replicates: int = 1000,
    jobs: int = -1,
    with_family: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Run the cells over all cores; finished chunks on disk are not run again.

    Parameters
    ----------
    cells : iterable of Cell
    out : path
        Folder for one CSV per finished chunk: an interrupted run goes on from there.
    replicates : int
        Diaries a cell, rounded up to whole chunks of 50.
    jobs : int
        Workers (joblib; -1 is all cores).
    progress : callable, optional
        Told (done, all) after each chunk.

    Returns
    -------
    DataFrame
        As of `summarise`.
    """
    from joblib import Parallel, delayed

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [(c, k) for c in cells for k in range(-(-replicates // CHUNK))]

    def one(cell: Cell, chunk: int) -> pd.DataFrame:
        path = folder / f"{cell.name.replace(' ', '_')}_{chunk:03d}.csv"
        if path.exists():
            return pd.read_csv(path)
        rows = run_chunk(cell, chunk, with_family)
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

    Returns
    -------
    DataFrame
        `replicates`, `bias` and `sd` of the estimate, `mean_se`, `rejected` and `covered` as
        shares (rejected is a false alarm where the truth is zero, power elsewhere), and
        `mc_error`, the Monte-Carlo standard error of `rejected`.
    """
    by = rows.groupby(["cell", "method"], sort=False)
    out = pd.DataFrame({"truth": by["truth"].first(), "replicates": by.size()})
    if "estimate" in rows:
        out["bias"] = by["estimate"].mean() - out["truth"]
        out["sd"], out["mean_se"] = by["estimate"].std(), by["std_error"].mean()
        out["covered"] = by["covered"].mean()
    for column in ("rejected", "ordinary", "nothing"):
        if column in rows:
            out[column] = by[column].mean()
    share = out["rejected"]
    out["mc_error"] = np.sqrt(share * (1 - share) / out["replicates"])
    out = out.reset_index()
    parts = out["cell"].str.split(expand=True)
    out.insert(1, "scenario", parts[0])
    out.insert(2, "days", parts[1].astype(int))
    out.insert(3, "missing", parts[2])
    rank = {name: i for i, name in enumerate([*SCENARIOS, *METHODS])}
    return out.sort_values(
        ["scenario", "days", "missing", "method"],
        key=lambda c: c.map(rank).fillna(99) if c.name in ("scenario", "method") else c,
        ignore_index=True,
    )


SHIPPED = Path(__file__).with_name("calibration.csv")


def read_calibration() -> pd.DataFrame:
    """Return the measured table that ships with the package, as of `summarise`."""
    return pd.read_csv(SHIPPED)


PAGE = """# Calibration: diaries with a known truth

Measured with `{command}` on {date}: {count} simulated diaries a row (a share near 5 % is
uncertain by {worst:.1f} percentage points, one Monte-Carlo standard error). A row's seed is a
hash of its name.

What the names mean (the numbers stand in `synthetic.py`): **a** running and pain have nothing to
do with each other; **b** runs get rarer when it hurts (**by**: the day after; **b2**: noisy
ratings of a more lasting pain); **c** a shared season; **bc** both; **w** a weekend rhythm; **d**
as b, with pain truly 1 point lower per 10 km a week more, evenly over 14 days (**d-decay**: soon
after; **d-hump**: about five days later). Then the days of the diary, and how a fifth of the
ratings went missing: at random (MCAR), or rather on bad days (MNAR).

*primary* is what the verdicts rest on; *uncorrected* leaves out the correction for running by how
it hurts; the last three are the usual ways.
"""


def page(table: pd.DataFrame, command: str, date: str) -> str:
    """Return the table as a page of Markdown: one row a cell, one column a method."""
    low, high = int(table["replicates"].min()), int(table["replicates"].max())
    count = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    worst = 100 * float(np.sqrt(0.05 * 0.95 / low))
    lines = [PAGE.format(command=command, date=date, count=count, worst=worst)]
    for title, column, chosen in (
        ("False alarms, %", "rejected", table["truth"] == 0),
        ("Coverage of the 95 % interval, %", "covered", table["covered"].notna()),
        ("Power, %", "rejected", table["truth"] != 0),
    ):
        rows = table[chosen]
        wide = rows.pivot_table(index="cell", columns="method", values=column, sort=False)
        wide = wide[[m for m in METHODS if m in wide]].mul(100)
        lines += [f"## {title}", "", "| diary | " + " | ".join(wide.columns) + " |"]
        lines += ["|---|" + "---|" * wide.shape[1]]
        lines += [
            f"| {c} | " + " | ".join(f"{v:.1f}" for v in r) + " |" for c, r in wide.iterrows()
        ]
        lines.append("")
    return "\n".join(lines)
