"""Try the promised waiting times: do 80 in 100 diaries tell by then, and do they count down?

    python benchmarks/waits.py --replicates 200

A diary is answered after so many days, and again after the months that it was promised, by the
plan frozen at the first look. "nothing": no association, told when the verdict is "no meaningful
association". "association": pain truly moves by the SESOI between the person's low and high, told
when Holm's p is below .05. Shares in percent, of all diaries and of those that were told "cannot
tell yet" at first, to whom the promise is made; of these also by how long the promise is. Then the
change of either end from month to month.
"""

import argparse
import datetime as dt
import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from backpain_analysis.answers import Answer, answer
from backpain_analysis.answers.waiting import months_until
from backpain_analysis.codes import Verdict
from backpain_analysis.model import DAYS_A_MONTH, EXPOSURES, usable_days
from backpain_analysis.settings import PlanSettings, Settings
from backpain_analysis.simulation import LIVES, SCENARIOS, simulate_many

HISTORY = 60
AT_ONCE = 10
SESOI_OF_NOTHING = 2.0  # points: with a smaller one, most waits are longer than can be tried
LONGEST = 60  # months simulated after the first look; a longer promise is not tried


class Look(NamedTuple):
    """An answer, and the settings whose plan, of one question, is frozen at it."""

    answer: Answer
    settings: Settings


def first_look(first: pd.DataFrame, exposure: str, sesoi: float) -> Look:
    """Answer one question for the first time."""
    settings = Settings(plan=PlanSettings(exposures=(exposure,), sesoi=sesoi))
    found = answer(first, settings)
    plan = replace(found.plan, frozen_on=dt.date(2024, 1, 1))
    return Look(found[exposure], replace(settings, frozen_plan=plan))


def contrast_of(first: pd.DataFrame, exposure: str) -> float:
    """Return the person's high less their low, in units of the estimate."""
    values = usable_days(first, EXPOSURES[exposure])[exposure]
    low, high = values.quantile([0.1, 0.9])
    return float(high - low)


def ends(found: Answer) -> dict[str, float]:
    """Return the promised months of either end by its name."""
    outlook = found.outlook
    assert outlook is not None
    return {
        "nothing": months_until(outlook.chance_of_nothing),
        "association": months_until(outlook.chance_of_association),
    }


def is_told(found: Answer, end: str) -> bool:
    """Tell whether the diary has told by now."""
    if end == "nothing":
        return found.verdict is Verdict.NOTHING_MEANINGFUL
    return found.holm_pvalue < 0.05


def try_some(kind: str, days: int, exposure: str, chunk: int) -> list[dict]:
    """Keep the promise of ten diaries."""
    scenario = (SCENARIOS | LIVES)[kind]
    label = f"waits {kind} {days} {exposure}"
    rng = np.random.default_rng([chunk, *label.encode()])
    total = days + round(LONGEST * DAYS_A_MONTH)
    diaries = simulate_many(scenario, total, AT_ONCE, rng)
    end = "association" if scenario.total else "nothing"
    rows = []
    for number in range(AT_ONCE):
        daily = diaries.daily(number)
        first = daily.iloc[: HISTORY + days]
        sesoi = SESOI_OF_NOTHING
        if scenario.total:
            sesoi = round(abs(scenario.total) * contrast_of(first, exposure), 2)
        now, settings = first_look(first, exposure, sesoi)
        months = ends(now)[end]
        row = {"diary": kind, "days": days, "exposure": exposure, "end": end, "months": months}
        row["undecided"] = now.verdict is Verdict.CANNOT_TELL
        row["told"] = math.nan
        if months <= LONGEST:
            until = HISTORY + days + round(months * DAYS_A_MONTH)
            later = answer(daily.iloc[:until], settings)[exposure]
            row["told"] = 100.0 * is_told(later, end)
            row["error"] = math.log(later.fit.std_error / now.fit.std_error)
        rows.append(row)
    return rows


def count_down(kind: str, exposure: str, chunk: int, sesoi: float | None = None) -> list[dict]:
    """Follow one diary from month to month; return the changes of either end.

    Without a `sesoi` it is what pain truly moves by between the person's low and high.
    """
    scenario = (SCENARIOS | LIVES)[kind]
    rng = np.random.default_rng([chunk, *f"down {kind}".encode()])
    daily = simulate_many(scenario, 600, 1, rng).daily(0)
    first = daily.iloc[: HISTORY + 180]
    what_matters = sesoi or round(abs(scenario.total) * contrast_of(first, exposure), 2)
    settings = first_look(first, exposure, what_matters).settings
    before: dict[str, float] = {}
    rows = []
    for month in range(10):
        until = HISTORY + 180 + round(month * DAYS_A_MONTH)
        found = answer(daily.iloc[:until], settings)[exposure]
        if found.fit is None:
            continue
        now = ends(found)
        for end, months in now.items():
            was = before.get(end, math.nan)
            row = {"sesoi": sesoi or "the truth", "month": month, "end": end, "was": was}
            row["change"] = months - was
            row["undecided"] = found.verdict is Verdict.CANNOT_TELL
            rows.append(row)
        before = now
    return rows


def _joined(parts: list[list[dict]]) -> pd.DataFrame:
    return pd.DataFrame([row for part in parts for row in part])


def _by_length(promised: pd.DataFrame) -> pd.DataFrame:
    """Return the share kept of the shortest, middle and longest promises of each cell."""
    cell = ["diary", "days", "end"]
    place = promised.groupby(cell)["months"].rank(pct=True)
    third = pd.cut(place, 3, labels=["short", "middle", "long"])
    by = promised.groupby([*cell, third.rename("promise")], sort=False, observed=True)
    return by.agg(n=("told", "size"), kept=("told", "mean"), months=("months", "median"))


def main() -> None:
    """Run what is asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--days", type=int, nargs="+", default=[180, 365])
    parser.add_argument("--names", nargs="+", default=["b", "b2", "d"])
    parser.add_argument("--exposure", default="distance")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--down", type=int, default=30, help="diaries followed from month to month")
    args = parser.parse_args()
    kinds = SCENARIOS | LIVES
    if args.exposure != "distance" and any(kinds[name].total for name in args.names):
        parser.error("associations act by distance: by frequency try kinds in which there is none")
    chunks = range(-(-args.replicates // AT_ONCE))
    tasks = [(n, d, args.exposure, c) for n in args.names for d in args.days for c in chunks]
    work = Parallel(n_jobs=args.jobs)
    rows = _joined(work(delayed(try_some)(*task) for task in tasks))
    rows["tried"] = rows["told"].notna()
    rows["told, undecided"] = rows["told"].where(rows["undecided"])
    by = rows.groupby(["diary", "days", "end"], sort=False)
    table = by.agg(
        {
            "months": "median",
            "tried": "sum",
            "told": "mean",
            "undecided": "mean",
            "told, undecided": "mean",
            "error": ["mean", "std"],
        }
    )
    print(table.round(2).to_string())
    print(_by_length(rows[rows["undecided"] & rows["tried"]]).round(2).to_string())
    tasks = [("d", args.exposure, c, s) for s in (None, 1.0) for c in range(args.down)]
    down = _joined(work(delayed(count_down)(*task) for task in tasks))
    can_count = np.isfinite(down["change"]) & (down["was"] > 1) & down["undecided"]
    print("from month to month, of promises of more than one month, while undecided")
    by = down[can_count].groupby(["sesoi", "end"])
    print(by["change"].describe().round(2).to_string())


if __name__ == "__main__":
    main()
