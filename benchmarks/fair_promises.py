"""Try the promised power of fair tests: is a difference found as often as was said beforehand?

    python benchmarks/fair_promises.py --tests 400

Twelve odd persons. Each keeps a diary of ten months, from which the power of a test is promised,
for ten such diaries; then many do the test, which is analysed in full. Power in percent; `spread`
is the standard deviation of the promise from diary to diary.
"""

import argparse
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from backpain_analysis.simulation.diaries import LIVES, SCENARIOS, Scenario, simulate_many
from backpain_analysis.simulation.trials import Plan, simulate_trials
from backpain_analysis.trial import Rule, Schedule, WeekAsked, course_of, power_of
from backpain_analysis.trial.analysis import randomised
from backpain_analysis.trial.by_block import adherence_of
from backpain_analysis.trial.design import days_done
from backpain_analysis.trial.drawing import other_orders

RECORD_DAYS = 300
RECORDS = 10
D = SCENARIOS["d"]
TWO_RUNS = WeekAsked(weekdays=(0, 3), km_a_run=5.5)
FOUR_RUNS = WeekAsked(weekdays=(0, 2, 3, 5), km_a_run=5.5)


@dataclass(frozen=True)
class Person:
    """How someone's pain and running go, and the test that they plan."""

    name: str
    life: Scenario
    plan: Plan


PERSONS = [
    Person("as most", D, Plan(blocks=13)),
    Person("as most, shorter", D, Plan(blocks=10)),
    Person("short memory", replace(D, rho=0.3), Plan(blocks=10)),
    Person("lasting pain", replace(D, rho=0.9, sd=1.3), Plan(blocks=20)),
    Person("noisy ratings", replace(D, rho=0.85, sd=1.2, noise_sd=1.0), Plan(blocks=16)),
    Person("three days in ten", replace(D, unrated=0.7), Plan(blocks=16)),
    Person("mild swings", replace(D, total=-0.5, mu=5.4, sd=0.8), Plan(blocks=13)),
    Person("skips when it hurts", replace(D, f0=0.9, f1=0.5), Plan(blocks=14)),
    Person("harm, soon after", replace(D, total=1.0, mu=3.2, shape="decay"), Plan(blocks=13)),
    Person("two speeds", replace(LIVES["two"], total=-1.0, mu=6.23), Plan(blocks=18)),
    Person("small contrast", D, Plan(blocks=20, low=TWO_RUNS, high=FOUR_RUNS)),
    Person("pairs of blocks", D, Plan(blocks=14, rule=Rule(in_pairs=True))),
]


def schedule_of(plan: Plan) -> Schedule:
    """Return a schedule of the plan's length; its order does not matter."""
    start = pd.Timestamp("2025-01-06").date()
    return Schedule(start, plan.block_days, (False,) * plan.blocks, plan.low, plan.high)


def promised(person: Person, adherence: float, rng: np.random.Generator) -> list[float]:
    """Return the power promised from each of some diaries."""
    records = simulate_many(person.life, RECORD_DAYS, RECORDS, rng)
    plan = person.plan
    contrast = (plan.high.km - plan.low.km) / 10
    difference = -person.life.total * contrast
    powers = []
    for number in range(RECORDS):
        course = course_of(records.daily(number), adherence=adherence)
        powers.append(power_of(course, schedule_of(plan), plan.rule, difference))
    return powers


def kept(person: Person, tests: int, rng: np.random.Generator) -> tuple[float, float]:
    """Return the share of tests that find it, and the adherence."""
    trials = simulate_trials(person.life, person.plan, tests, rng)
    found = []
    adherence = []
    for number, test in enumerate(trials.tests):
        done = days_done(trials.daily(number), test)
        others = other_orders(test.rule, test.schedule.order, test.seed)
        found.append(randomised(done, test, others).pvalue <= 0.05)
        adherence.append(adherence_of(done, test).share)
    return float(np.mean(found)), float(np.mean(adherence))


def main() -> None:
    """Keep the promises, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tests", type=int, default=400)
    parser.add_argument("--names", nargs="+", default=[person.name for person in PERSONS])
    args = parser.parse_args()
    print(f"{'person':22} weeks adherence promised spread  found  less")
    for person in PERSONS:
        if person.name not in args.names:
            continue
        rng = np.random.default_rng([7, *person.name.encode()])
        found, adherence = kept(person, args.tests, rng)
        powers = 100 * np.array(promised(person, adherence, rng))
        weeks = person.plan.days / 7
        row = f"{person.name:22} {weeks:5.0f} {adherence:9.2f} {powers.mean():8.1f}"
        row += f" {powers.std():6.1f} {100 * found:6.1f} {100 * found - powers.mean():5.1f}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
