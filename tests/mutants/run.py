"""Break the code on purpose, one fault at a time: the fast tests must notice.

    python tests/mutants/run.py [WORD ...] [--drawn 40 --seed 1 [--of model checks]]

Each module beside this one holds a list `MUTANTS`; with `--drawn`, so many faults are drawn at
random instead, from the whole package or the rooms named, see `drawn`. A fault is put into a copy
of the tree and its tests are run there: killed where one of them fails, survived where all pass.
With words, only the mutants whose name or file holds one of them. The exit status is 1 where any
survived.
"""

import argparse
import compileall
import concurrent.futures
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from mutants import Mutant  # noqa: E402
from mutants.drawn import TESTS, Coverage, drawn, narrowed  # noqa: E402

FOLDERS = ("backpain_analysis", "tests", "benchmarks", "data", "docs", "notebooks")
COPIED = ("backpain_analysis", "tests", "data", "docs", "notebooks", "README.md", "pyproject.toml")
COPIED += ("requirements.lock",)
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".pytest_cache", "raw_private")
AT_A_TIME = 2
SOME_TEST_FAILED = 1  # pytest's exit status
NO_TEST_LEFT = 5
# with the stored pictures; without what the fast tests do not need: coverage, several processes
PLAIN_PYTEST = ["-o", "addopts=", "--mpl", "-m", "not slow", "-p", "no:cacheprovider"]
PLAIN_PYTEST += ["-p", "no:xdist", "-p", "no:pytest_cov"]


class Outcome(NamedTuple):
    """What became of a mutant: "killed", "survived", or "broken" where it cannot be tried."""

    fate: str
    detail: str = ""


def all_mutants() -> Iterator[Mutant]:
    """Yield the mutants of every list in this folder."""
    for path in sorted(HERE.glob("*.py")):
        if path.stem not in ("__init__", "run", "drawn", "warm"):
            yield from importlib.import_module(f"mutants.{path.stem}").MUTANTS


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what the tests need; return the copy's root."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, folder / name)
    compileall.compile_dir(folder / "backpain_analysis", quiet=1)
    return folder


class Worker:
    """A tree of its own, and a process that runs tests in it."""

    def __init__(self, folder: Path) -> None:
        self.tree = copy_of_the_tree(folder)
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "warm.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        self.passes: dict[str, bool] = {}  # on the sound code

    def try_mutant(self, mutant: Mutant) -> Outcome:
        """Try a fault by its tests, and where they notice nothing by the others."""
        outcome = self._noticed(mutant, mutant.tests)
        if outcome.fate == "survived" and mutant.others:
            outcome = self._noticed(mutant, mutant.others)
        return outcome

    def _noticed(self, mutant: Mutant, tests: tuple[str, ...]) -> Outcome:
        """Say whether a test fails with the fault that passes without it."""
        outcome = self._try_by(mutant, tests)
        while "::" in outcome.detail and not self._passes(outcome.detail):
            tests = (*tests, f"--deselect={outcome.detail}")
            outcome = self._try_by(mutant, tests)
        return outcome

    def _passes(self, test: str) -> bool:
        if test not in self.passes:
            self.passes[test] = self.run_tests((test,)).fate == "survived"
        return self.passes[test]

    def _try_by(self, mutant: Mutant, tests: tuple[str, ...]) -> Outcome:
        """Put the fault into the tree, run tests, and take it out again."""
        path = self.tree / mutant.file
        sound = path.read_text(encoding="utf-8")
        found = sound.count(mutant.before)
        if found != 1:
            return Outcome("broken", f"its text stands {found} times in {mutant.file}")
        path.write_text(sound.replace(mutant.before, mutant.after), encoding="utf-8")
        try:
            return self.run_tests(tests)
        finally:
            path.write_text(sound, encoding="utf-8")

    def run_tests(self, tests: tuple[str, ...]) -> Outcome:
        """Run tests until the first one fails."""
        order = json.dumps([str(self.tree), ["-x", "-q", *PLAIN_PYTEST, *tests]])
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if answer["status"] is None:
            return Outcome("killed", "its tests never ended")
        if answer["status"] in (0, NO_TEST_LEFT):
            return Outcome("survived")
        if answer["status"] == SOME_TEST_FAILED:
            return Outcome("killed", _failed(answer["said"]))
        return Outcome("broken", answer["said"].strip()[-500:])

    def end(self) -> None:
        """Take no more orders."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def _failed(output: str) -> str:
    """Return the first failed test, as pytest names it."""
    for line in output.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.partition(" ")[2].partition(" - ")[0]
    return ""


def on_sound_code(mutants: list[Mutant], worker: Worker) -> Outcome:
    """Run all named tests on the sound code: where one fails there, nothing can be told."""
    tests = dict.fromkeys(test for mutant in mutants for test in mutant.tests)
    return worker.run_tests(tuple(tests))


def run_all(
    mutants: list[Mutant], jobs: int = AT_A_TIME, *, is_sound: bool = False
) -> dict[Mutant, Outcome]:
    """Try all mutants, each worker in a tree of its own."""
    outcomes: dict[Mutant, Outcome] = {}
    with tempfile.TemporaryDirectory() as name:
        workers = [Worker(Path(name) / str(number)) for number in range(jobs)]
        sound = Outcome("survived") if is_sound else on_sound_code(mutants, workers[0])
        if sound.fate != "survived":
            sys.exit(f"a test fails on the sound code: {sound.detail}")
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            shares = [mutants[number::jobs] for number in range(jobs)]
            for found in pool.map(_run_share, shares, workers):
                outcomes |= found
        for worker in workers:
            worker.end()
    return outcomes


def _run_share(mutants: list[Mutant], worker: Worker) -> dict[Mutant, Outcome]:
    outcomes = {}
    for mutant in mutants:
        outcome = worker.try_mutant(mutant)
        outcomes[mutant] = outcome
        print(f"{outcome.fate:9}{mutant.name}  {outcome.detail}", flush=True)
    return outcomes


def main(arguments: list[str]) -> int:
    """Try the mutants, and say how many were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--drawn", type=int, default=0, help="faults to draw at random instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of", nargs="+", default=(), metavar="ROOM", choices=list(TESTS))
    parser.add_argument("--part", default="0:", help="which of those drawn, such as 20:40")
    parser.add_argument("--covered", type=Path, help="coverage by test: those that run a line")
    parser.add_argument("--jobs", type=int, default=AT_A_TIME, help="trees tried side by side")
    asked = parser.parse_args(arguments)
    mutants = list(all_mutants())
    if asked.drawn:
        first, _, end = asked.part.partition(":")
        mutants = drawn(asked.drawn, asked.seed, asked.of)
        mutants = mutants[int(first) : int(end) if end else None]
    if asked.covered:
        coverage = Coverage(asked.covered)
        mutants = [narrowed(mutant, coverage) for mutant in mutants]
    if asked.words:
        mutants = [m for m in mutants if any(w in m.name or w in m.file for w in asked.words)]
    if not mutants:
        print("no such mutant")
        return 2
    outcomes = run_all(mutants, asked.jobs, is_sound=bool(asked.covered))
    killed = sum(outcome.fate == "killed" for outcome in outcomes.values())
    print(f"{killed} of {len(mutants)} killed")
    for mutant, outcome in outcomes.items():
        if outcome.fate != "killed":
            print(f"{outcome.fate}: {mutant.name} ({mutant.file})")
    return int(killed < len(mutants))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
