"""Try the fair test on diaries in which running follows its schedule: false alarms, power, width.

    python benchmarks/fair_tests.py --out fair_tests
    python benchmarks/fair_tests.py --out fair_tests --set power --minutes 20

Runs are skipped the more it hurts, as each kind of diary has it. Sets: "null" (running does
nothing), "power" (it does), "drawings" (other block lengths and rules), "missing" (on bad days).
Finished chunks of 100 tests are kept in the folder, and nothing new is begun after so many
minutes. A chunk's seed is made of its name. Tables in percent, 95 % intervals in NRS points per
10 km a week.
"""

import argparse
import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from backpain_analysis.simulation.diaries import LIVES, SCENARIOS
from backpain_analysis.simulation.trials import Plan, simulate_trials
from backpain_analysis.trial import Rule
from backpain_analysis.trial.analysis import randomised
from backpain_analysis.trial.by_block import adherence_of
from backpain_analysis.trial.design import days_done
from backpain_analysis.trial.drawing import other_orders

CHUNK = 100
NULLS = ("a", "b", "c", "bc", "w", "by", "b2", "lay", "med", "fb7", "two", "vn", "fdist", "hid")
NULLS += ("zeros", "sparse")
TRUTHS = ("d", "d-decay", "d-hump", "d-lay")
PAIRS = Rule(in_pairs=True)
PLANS = {
    "12 weeks": Plan(blocks=6),
    "16 weeks": Plan(blocks=8),
    "20 weeks": Plan(blocks=10),
    "26 weeks": Plan(blocks=13),
    "36 weeks": Plan(blocks=18),
    "52 weeks": Plan(blocks=26),
    "20 weeks, 10 days": Plan(blocks=14, block_days=10),
    "26 weeks, 10 days": Plan(blocks=18, block_days=10),
    "26 weeks, 7 days": Plan(blocks=26, block_days=7),
    "27 weeks, 21 days": Plan(blocks=9, block_days=21),
    "51 weeks, 21 days": Plan(blocks=17, block_days=21),
    "20 weeks, pairs": Plan(blocks=10, rule=PAIRS),
    "28 weeks, pairs": Plan(blocks=14, rule=PAIRS),
    "28 weeks": Plan(blocks=14),
    "52 weeks, pairs": Plan(blocks=26, rule=PAIRS),
    "26 weeks, three alike": Plan(blocks=13, rule=Rule(most_alike=3)),
    "26 weeks, balanced": Plan(blocks=13, rule=Rule(most_apart=1)),
}
MAIN = ("26 weeks", "52 weeks")
LENGTHS = ("12 weeks", "16 weeks", "20 weeks", "26 weeks", "36 weeks", "52 weeks")
OTHER_DRAWINGS = [name for name in PLANS if name not in LENGTHS]


@dataclass(frozen=True)
class Cell:
    """One kind of diary, one plan, one way in which ratings go missing."""

    diary: str
    plan: str
    missing: str = "MCAR"

    @property
    def name(self) -> str:
        """Name of the cell; its seed is a hash of it."""
        return f"{self.diary}, {self.plan}, {self.missing}"

    @property
    def truth(self) -> float:
        """NRS points per +10 km a week."""
        return (SCENARIOS | LIVES)[self.diary].total

    def rng(self, chunk: int) -> np.random.Generator:
        """Return the generator of a chunk."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return np.random.default_rng([int.from_bytes(digest[:8]), chunk])


def cells_of(kind: str) -> list[Cell]:
    """Return the cells of a set."""
    if kind == "null":
        return [Cell(diary, plan) for plan in MAIN for diary in NULLS]
    if kind == "power":
        return [Cell(diary, plan) for plan in LENGTHS for diary in TRUTHS]
    if kind == "drawings":
        return [Cell(d, plan) for plan in OTHER_DRAWINGS for d in ("d", "d-decay", "b")]
    return [Cell(diary, plan, "MNAR") for plan in MAIN for diary in ("b", "d")]


def run_chunk(cell: Cell, chunk: int) -> pd.DataFrame:
    """Simulate and analyse 100 tests, as `trial.analyse` does: one row each."""
    plan = PLANS[cell.plan]
    trials = simulate_trials(cell.diary, plan, CHUNK, cell.rng(chunk), cell.missing)
    redrawn = other_orders(plan.rule, trials.tests[0].schedule.order, chunk)
    rows = []
    for number, test in enumerate(trials.tests):
        done = days_done(trials.daily(number), test)
        others = redrawn  # where they are drawn by chance, the same serve all tests of a chunk
        if redrawn.are_all:
            others = other_orders(plan.rule, test.schedule.order, test.seed)
        found = randomised(done, test, others)
        low, high = found.effect.interval
        rows.append(
            {
                "pvalue": found.pvalue,
                "estimate": found.effect.estimate,
                "low": low,
                "high": high,
                "adherence": adherence_of(done, test).share,
            }
        )
    truth = cell.truth
    return pd.DataFrame(rows).assign(
        diary=cell.diary, plan=cell.plan, missing=cell.missing, truth=truth
    )


def kept(folder: Path, cell: Cell, chunk: int, until: float) -> pd.DataFrame | None:
    """Return a chunk from its file, or run it and keep it; None where the time is over."""
    file_name = cell.name.replace(", ", "_").replace(" ", "-")
    path = folder / f"{file_name}_{chunk:02d}.csv"
    if path.exists():
        return pd.read_csv(path)
    if time.time() > until:
        return None
    rows = run_chunk(cell, chunk)
    part = path.with_suffix(".part")
    rows.to_csv(part, index=False)
    part.replace(path)
    return rows


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a cell."""
    rows = rows.assign(
        found=100.0 * (rows["pvalue"] <= 0.05),
        covered=100.0 * ((rows["low"] <= rows["truth"]) & (rows["truth"] <= rows["high"])),
        unbounded=100.0 * np.isinf(rows["high"] - rows["low"]),
        width=rows["high"] - rows["low"],
    )
    by = rows.groupby(["diary", "plan", "missing", "truth"], sort=False)
    table = by.agg(
        tests=("found", "size"),
        found=("found", "mean"),
        covered=("covered", "mean"),
        unbounded=("unbounded", "mean"),
        width=("width", "median"),
        estimate=("estimate", "median"),
        adherence=("adherence", "mean"),
    )
    return table.round({"found": 1, "covered": 1, "unbounded": 1}).round(2).reset_index()


def main() -> None:
    """Run what is asked for and print the table of all that is finished."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("fair_tests"))
    parser.add_argument("--set", nargs="+", default=["null", "power", "drawings", "missing"])
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=np.inf)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    until = time.time() + 60 * args.minutes
    cells = [cell for kind in args.set for cell in cells_of(kind)]
    parts = []
    for chunk in range(-(-args.replicates // CHUNK)):
        for cell in cells:
            rows = kept(args.out, cell, chunk, until)
            if rows is not None:
                parts.append(rows)
    print(summarise(pd.concat(parts, ignore_index=True)).to_string(index=False))


if __name__ == "__main__":
    main()
