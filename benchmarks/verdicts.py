"""Try the verdicts on kinds of lives: what is said, how often, and of which sign.

    python benchmarks/verdicts.py --replicates 200 --days 365 1095 --half seen
    python benchmarks/verdicts.py --names slow+ slow- build

One row per kind of diary, length and exposure, in percent of the diaries: an association is said
(`harm`: higher pain; `help`: lower), "no meaningful association" is said (`nothing`), or held back
by the look beyond two weeks (`held_back`); what the ordinary interval excludes (`above`, `below`);
and, of the reverse question, each finding. `--half` takes the seeds that were looked at while the
method was chosen, or those that were not.
"""

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from backpain_analysis import answer
from backpain_analysis.answers import Answer
from backpain_analysis.codes import Verdict
from backpain_analysis.model import EXPOSURES
from backpain_analysis.settings import Settings
from backpain_analysis.settings.person import PlanSettings
from backpain_analysis.simulation.diaries import LIVES, SCENARIOS, simulate_many

FIRST_SEED = {"seen": 0, "unseen": 1000}
ASSOCIATIONS = (Verdict.MEANINGFUL, Verdict.SIZE_UNCERTAIN)
AT_ONCE = 10


def try_some(name: str, days: int, seed: int, exposures: tuple[str, ...]) -> list[dict]:
    """Simulate some diaries of one kind, and take every answer of each."""
    settings = Settings(plan=PlanSettings(exposures=exposures))
    rng = np.random.default_rng([seed, days, *name.encode()])
    diaries = simulate_many((SCENARIOS | LIVES)[name], days, AT_ONCE, rng)
    rows = []
    for number in range(AT_ONCE):
        answers = answer(diaries.daily(number), settings)
        finding = answers.reverse.finding if answers.reverse else "none"
        for one in answers:
            if one.fit is not None:
                row = {"diary": name, "days": days, "exposure": one.exposure.name}
                rows.append(row | said(one) | {"reverse": finding})
    return rows


def said(one: Answer) -> dict[str, float]:
    """Return what one answer says, each 0 or 100."""
    low, high = one.fit.conf_int()
    is_found = one.verdict in ASSOCIATIONS
    return {
        "harm": 100.0 * (is_found and one.fit.estimate > 0),
        "help": 100.0 * (is_found and one.fit.estimate < 0),
        "nothing": 100.0 * (one.verdict is Verdict.NOTHING_MEANINGFUL),
        "held_back": 100.0 * (one.held_back is not None),
        "above": 100.0 * (low > 0),
        "below": 100.0 * (high < 0),
    }


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of what was said, in percent."""
    by = rows.groupby(["diary", "days", "exposure"], sort=False)
    shares = by.mean(numeric_only=True).assign(diaries=by.size())
    reverse = pd.get_dummies(rows["reverse"], prefix="reverse") * 100.0
    keys = rows[["diary", "days", "exposure"]]
    findings = reverse.join(keys).groupby(list(keys), sort=False).mean()
    return shares.join(findings)


def main() -> None:
    """Run what is asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--days", type=int, nargs="+", default=[180, 365, 730, 1095])
    parser.add_argument("--names", nargs="+", default=list(SCENARIOS | LIVES))
    parser.add_argument("--exposures", nargs="+", default=list(EXPOSURES))
    parser.add_argument("--half", choices=list(FIRST_SEED), default="unseen")
    parser.add_argument("--out", type=Path, help="append the rows to a CSV as they come")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    first = FIRST_SEED[args.half]
    seeds = range(first, first + -(-args.replicates // AT_ONCE))
    exposures = tuple(args.exposures)
    tasks = product(seeds, args.days, args.names)
    work = Parallel(n_jobs=args.jobs, return_as="generator_unordered")
    parts = work(delayed(try_some)(name, days, seed, exposures) for seed, days, name in tasks)
    rows = []
    for part in parts:
        rows += part
        if args.out:
            is_new = not args.out.exists()
            pd.DataFrame(part).to_csv(args.out, mode="a", header=is_new, index=False)
    print(table(pd.DataFrame(rows)).round(1).to_string())


if __name__ == "__main__":
    main()
