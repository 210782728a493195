"""One line of the table of timings, and how a time is taken."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured beside what, in seconds (or megabytes), and the target if there is one."""

    what: str
    ours: float
    beside: str
    theirs: float
    target: str = ""
    met: bool | None = None
    unit: str = "s"

    @property
    def cells(self) -> list[str]:
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        numbers = [_three_digits(x, self.unit) for x in (self.ours, self.theirs)]
        ratio = f"{self.ours / self.theirs:.3g}"
        if self.ours < self.theirs / 10:
            ratio = f"{ratio} ({self.theirs / self.ours:.3g} times faster)"
        return [self.what, numbers[0], self.beside, numbers[1], ratio, self.target, verdict]


def _three_digits(value: float, unit: str) -> str:
    if unit == "s" and value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} {unit}"


def seconds(*jobs: Callable[[], object], times: int = 5) -> list[float]:
    """Return the median time of each job; they take turns, so that both meet the same machine."""
    taken: list[list[float]] = [[] for _ in jobs]
    for _ in range(times + 1):
        for job, found in zip(jobs, taken, strict=True):
            start = time.perf_counter()
            job()
            found.append(time.perf_counter() - start)
    return [statistics.median(found[1:]) for found in taken]  # the first of each warms up


def process(code: str) -> Callable[[], None]:
    """Return a job that runs `code` in a Python of its own, from a cold start."""
    run = [sys.executable, "-c", code]
    return lambda: subprocess.run(run, check=True, capture_output=True, env=with_bytecode())


def with_bytecode() -> dict[str, str]:
    """Return an environment in which Python keeps compiled modules, as it does for everyone.

    Without them both sides spend most of their time compiling, and the ratio tells little.
    """
    own = dict(os.environ)
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own
