"""The table of docs/fair_test.md: of 100 fair tests, how many find a difference.

    python benchmarks/fair_power.py

Three made-up courses of pain, a low week of 10 km and a high week of 20, and the numbers that
`backpain test plan` would say of them. Takes a quarter of a minute.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from backpain_analysis.codes import of_100
from backpain_analysis.trial import PainCourse, WeekAsked, power_curve

WEEKS = (20, 26, 32, 40, 52)
DIFFERENCES = (1.0, 2.0, 3.0)
LOW = WeekAsked(weekdays=(0, 3), km_a_run=5.0)
HIGH = WeekAsked(weekdays=(0, 2, 4, 6), km_a_run=5.0)
RATED = 0.85  # of the days
RUN = 0.8  # of the difference asked for
SKIPPING = 0.25  # logit per point of pain


class Course(NamedTuple):
    """How a made-up person's pain goes by itself."""

    name: str
    sd: float  # of a day's rating, NRS points
    rho: float  # how much of it lasts from day to day
    noise: float  # of the report, beside the innovations of what lasts (r of method.md)


COURSES = (
    Course("calm (varies by 0.8 points)", sd=0.8, rho=0.8, noise=2.0),
    Course("usual (by 1.2 points)", sd=1.2, rho=0.8, noise=1.0),
    Course("slow waves (by 1.4 points)", sd=1.4, rho=0.9, noise=1.0),
)


def pain_course(course: Course) -> PainCourse:
    """Return it as a test is planned by it."""
    of_lasting = 1 / (1 - course.rho**2)
    return PainCourse(
        rho=course.rho,
        log_r=float(np.log(course.noise)),
        scale=course.sd**2 / (of_lasting + course.noise),
        rated=RATED,
        adherence=RUN,
        skipping=SKIPPING,
    )


def table() -> Iterator[str]:
    """Yield the lines of the table, as they stand in docs/fair_test.md."""
    lengths = " | ".join(f"{weeks} weeks" for weeks in WEEKS)
    yield f"| pain's own course | difference | {lengths} |"
    yield "|---" * (2 + len(WEEKS)) + "|"
    for course in COURSES:
        name = course.name
        curve = power_curve(pain_course(course), LOW, HIGH, weeks=WEEKS, differences=DIFFERENCES)
        for difference, powers in curve.groupby("difference")["power"]:
            found = " | ".join(str(of_100(power)) for power in powers)
            points = "point" if difference == 1 else "points"
            yield f"| {name} | {difference:.0f} {points} | {found} |"
            name = ""  # said once


if __name__ == "__main__":
    for line in table():
        print(line)
