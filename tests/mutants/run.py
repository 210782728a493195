"""Break the code on purpose, one fault at a time: the fast tests must notice.

    python tests/mutants/run.py [WORD ...] [--drawn 40 --seed 1]

Each module beside this one holds a list `MUTANTS`; with `--drawn`, so many faults are drawn at
random instead, see `drawn`. A fault is put into a copy of the tree and its
tests are run there: killed where one of them fails, survived where all pass. With words, only the
mutants whose name or file holds one of them. The exit status is 1 where any survived.
"""

import argparse
import compileall
import concurrent.futures
import importlib
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
from mutants.drawn import drawn, narrowed  # noqa: E402

COPIED = ("backpain_analysis", "tests", "data", "docs", "notebooks", "README.md", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".pytest_cache", "baseline", "raw_private")
AT_A_TIME = 2
SOME_TEST_FAILED = 1  # pytest's exit status
LONGEST_SECONDS = 300
# without what the fast tests do not need: pictures, coverage, several processes
PLAIN_PYTEST = ["-o", "addopts=", "-m", "not slow", "-p", "no:cacheprovider"]
PLAIN_PYTEST += ["-p", "no:pytest_mpl", "-p", "no:xdist", "-p", "no:pytest_cov"]


class Outcome(NamedTuple):
    """What became of a mutant: "killed", "survived", or "broken" where it cannot be tried."""

    fate: str
    detail: str = ""


def all_mutants() -> Iterator[Mutant]:
    """Yield the mutants of every list in this folder."""
    for path in sorted(HERE.glob("*.py")):
        if path.stem not in ("__init__", "run", "drawn"):
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


def try_mutant(mutant: Mutant, tree: Path) -> Outcome:
    """Put the fault into the tree, run its tests, and take it out again."""
    path = tree / mutant.file
    sound = path.read_text(encoding="utf-8")
    found = sound.count(mutant.before)
    if found != 1:
        return Outcome("broken", f"its text stands {found} times in {mutant.file}")
    path.write_text(sound.replace(mutant.before, mutant.after), encoding="utf-8")
    try:
        return _run_tests(mutant.tests, tree)
    finally:
        path.write_text(sound, encoding="utf-8")


def _run_tests(tests: tuple[str, ...], tree: Path, seconds: float = LONGEST_SECONDS) -> Outcome:
    # -B: what is compiled is the sound code, with its own date, so a fault is never overlooked
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", *PLAIN_PYTEST]
    environment = {**os.environ, "PYTHONPATH": str(tree), "OPENBLAS_NUM_THREADS": "1"}
    try:
        run = subprocess.run(
            [*command, *tests],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return Outcome("killed", "its tests never ended")
    if run.returncode == 0:
        return Outcome("survived")
    if run.returncode == SOME_TEST_FAILED:
        return Outcome("killed", _failed(run.stdout))
    return Outcome("broken", (run.stdout + run.stderr).strip()[-500:])


def _failed(output: str) -> str:
    """Return the first failed test, as pytest names it."""
    for line in output.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split()[1]
    return ""


def on_sound_code(mutants: list[Mutant], tree: Path) -> Outcome:
    """Run all named tests on the sound code: where one fails there, nothing can be told."""
    tests = dict.fromkeys(test for mutant in mutants for test in mutant.tests)
    return _run_tests(tuple(tests), tree, seconds=LONGEST_SECONDS * len(tests))


def run_all(mutants: list[Mutant], jobs: int = AT_A_TIME) -> dict[Mutant, Outcome]:
    """Try all mutants, each worker in a tree of its own."""
    outcomes: dict[Mutant, Outcome] = {}
    with tempfile.TemporaryDirectory() as name:
        trees = []
        for number in range(jobs):
            trees.append(copy_of_the_tree(Path(name) / str(number)))
        sound = on_sound_code(mutants, trees[0])
        if sound.fate != "survived":
            sys.exit(f"a test fails on the sound code: {sound.detail}")
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            shares = [mutants[number::jobs] for number in range(jobs)]
            for found in pool.map(_run_share, shares, trees):
                outcomes |= found
    return outcomes


def _run_share(mutants: list[Mutant], tree: Path) -> dict[Mutant, Outcome]:
    outcomes = {}
    for mutant in mutants:
        outcome = try_mutant(mutant, tree)
        outcomes[mutant] = outcome
        print(f"{outcome.fate:9}{mutant.name}  {outcome.detail}", flush=True)
    return outcomes


def main(arguments: list[str]) -> int:
    """Try the mutants, and say how many were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--drawn", type=int, default=0, help="faults to draw at random instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of", default="0:", help="which of those drawn, such as 20:40")
    parser.add_argument("--covered", type=Path, help="coverage by test: only those that run a line")
    parser.add_argument("--jobs", type=int, default=AT_A_TIME)
    asked = parser.parse_args(arguments)
    mutants = list(all_mutants())
    if asked.drawn:
        first, _, end = asked.of.partition(":")
        mutants = drawn(asked.drawn, asked.seed)[int(first) : int(end) if end else None]
    if asked.covered:
        mutants = [narrowed(mutant, asked.covered) for mutant in mutants]
    if asked.words:
        mutants = [m for m in mutants if any(w in m.name or w in m.file for w in asked.words)]
    if not mutants:
        print("no such mutant")
        return 2
    outcomes = run_all(mutants, asked.jobs)
    killed = sum(outcome.fate == "killed" for outcome in outcomes.values())
    print(f"{killed} of {len(mutants)} killed")
    for mutant, outcome in outcomes.items():
        if outcome.fate != "killed":
            print(f"{outcome.fate}: {mutant.name} ({mutant.file})")
    return int(killed < len(mutants))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
