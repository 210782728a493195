"""Try the estimator on other kinds of lives: false alarms by side, coverage, width.

    python benchmarks/lives.py --replicates 100 --days 365 1095
    python benchmarks/lives.py --weight --replicates 100

One row per kind of diary, length and exposure, in percent: an association is found by the ordinary
interval (harm: above zero; help: below), it covers the truth (where that is stated for the
exposure), and it is found by the anytime-valid interval; then the mean estimate, and how wide the
interval is beside that of the corrected (for weight: the plain) regression alone.
"""

import argparse
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from backpain_analysis.errors import FitError
from backpain_analysis.model import DISTANCE, EXPOSURES, WEIGHT_CHANGE, LaggedFit, fit_lagged
from backpain_analysis.model.reml import t_interval
from backpain_analysis.simulation.diaries import LIVES, SCENARIOS, Scenario, simulate_many

LIFE_NAMES = ("b", "b2", "d", "d-hump", "lay", "med", "fb7", "two", "vn", "fdist")
RUNNING = ("distance", "frequency")
WEIGHT_NAMES = ("wt+", "wt0", "wtb")
SCALE_NOISE = (0.3, 0.6, 0.9)
WEIGH_INS = (1, 2, 7)
AT_ONCE = 10
TAU = 1.0


def scenario_of(name: str, noise: float = 0.3, weigh_ins: int = 2) -> Scenario:
    """Return a scenario by name, weighed as often and as noisily as said."""
    return replace((SCENARIOS | LIVES)[name], scale_noise=noise, weigh_ins=weigh_ins)


def truth_of(scenario: Scenario, exposure: str) -> float:
    """Return what is true of an exposure; NaN where it is not stated."""
    if exposure == WEIGHT_CHANGE.name:
        return scenario.weight_total
    if exposure == DISTANCE.name or scenario.total == 0:
        return scenario.total
    return np.nan


def try_some(name: str, kind: tuple, days: int, seed: int, exposures: tuple) -> list[dict]:
    """Simulate some diaries of one kind, and fit every exposure in each."""
    scenario = scenario_of(name, *kind)
    label = " ".join(str(part) for part in (name, *kind))
    rng = np.random.default_rng([seed, days, *label.encode()])
    diaries = simulate_many(scenario, days, AT_ONCE, rng)
    rows = []
    for number, exposure in product(range(AT_ONCE), exposures):
        try:
            fit = fit_lagged(diaries.daily(number), EXPOSURES[exposure])
        except FitError:
            continue
        row = {"diary": label, "days": days, "exposure": exposure}
        rows.append(row | found_in(fit, truth_of(scenario, exposure)))
    return rows


def found_in(fit: LaggedFit, truth: float) -> dict[str, float]:
    """Return what one fit says, beside the truth."""
    low, high = fit.conf_int()
    safe_low, safe_high = fit.anytime_valid_int(0.95, TAU)
    error = float(np.sqrt(fit.shape_covariance[0, 0]))
    alone_low, alone_high = t_interval(fit.estimate, error, fit.df, 0.95)
    covers = np.nan if np.isnan(truth) else 100.0 * (low < truth < high)
    return {
        "harm": 100.0 * (low > 0),
        "help": 100.0 * (high < 0),
        "covers": covers,
        "safe": 100.0 * (safe_low > 0 or safe_high < 0),
        "estimate": fit.estimate,
        "width": (high - low) / (alone_high - alone_low),
    }


def main() -> None:
    """Run what is asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--days", type=int, nargs="+", default=[365, 1095])
    parser.add_argument("--names", nargs="+")
    parser.add_argument("--weight", action="store_true", help="weight change, by noise and rate")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    names = args.names or (WEIGHT_NAMES if args.weight else LIFE_NAMES)
    exposures = (WEIGHT_CHANGE.name,) if args.weight else RUNNING
    kinds = list(product(SCALE_NOISE, WEIGH_INS)) if args.weight else [()]
    tasks = product(names, kinds, args.days, range(-(-args.replicates // AT_ONCE)))
    work = Parallel(n_jobs=args.jobs)
    parts = work(delayed(try_some)(*task, exposures) for task in tasks)
    rows = pd.DataFrame([row for part in parts for row in part])
    by = rows.groupby(["diary", "days", "exposure"], sort=False)
    table = by.mean().assign(diaries=by.size())
    shares = dict.fromkeys(("harm", "help", "covers", "safe"), 0)
    print(table.round({**shares, "estimate": 2, "width": 2}).to_string())


if __name__ == "__main__":
    main()
