"""Each Python that can be had, with the versions of the lock file and with the lowest allowed.

    python tests/versions.py [3.12 ...] [--sets lock lowest] [--files tests/test_cli.py ...]

An interpreter is taken from this machine, or fetched where uv is installed. Its environments lie in
a temporary folder; what runs in them is chosen: statistics, readers, figures, notebooks, command.
The exit status is 1 where something that could be tried failed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = {*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]}
LOWEST = [requirement.replace(">=", "==") for requirement in sorted(DECLARED)]
NEWEST = sorted(DECLARED)
LOCKED = ["--require-hashes", "--no-deps", "-r", "requirements.lock"]
SETS = {"lock": LOCKED, "lowest": LOWEST}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# statistics, reading, figures, the notebooks on the example, the command line
CHOSEN = [
    *("tests/test_reml.py", "tests/test_lagged.py", "tests/importing/test_samples.py"),
    *("tests/test_figures.py", "tests/test_figure_images.py", "tests/test_explore.py"),
    *("tests/test_notebooks.py", "tests/test_cli.py"),
]
LEFT_OUT = ["-k", "not small_grid and not takes_no_other_down and not quick"]
LONGEST = 1800  # seconds, for the tests of one file
UNREACHED = re.compile(
    r"name resolution|resolve host|dns error|connection|connect error|timed out|unreachable",
    re.IGNORECASE,
)
NO_WHEEL = re.compile(
    r"from versions: none|no matching distribution|no (usable )?wheels|only-binary"
)
UV = shutil.which("uv")
NO_INDEX = "no package index can be reached"


class Outcome(NamedTuple):
    """How a try ended, "" where all went well; and what was printed."""

    ended: str
    output: str


def run(*command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the root, without a window for figures."""
    quiet = os.environ | {"MPLBACKEND": "agg"} | more
    return subprocess.run(
        command, cwd=ROOT, env=quiet, capture_output=True, text=True, timeout=LONGEST, check=False
    )


def tried(
    folder: Path,
    wanted: list[str],
    python: str = sys.executable,
    files: Sequence[str] = CHOSEN,
) -> Outcome:
    """Make an environment and run the chosen files of tests in it, each in a process of its own."""
    own = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if UV:
        run(UV, "venv", "--quiet", "--python", python, folder)
        install = [UV, "pip", "install", "--quiet", "--python", own]
    else:
        run(python, "-m", "venv", folder)
        install = [own, "-m", "pip", "install", "--quiet", "--no-compile"]
    made = run(*install, "--only-binary", ":all:", *wanted)
    if made.returncode:
        return Outcome(_why_not(made.stderr), made.stderr)
    made = run(*install, "--no-deps", "--no-build-isolation", "--editable", ".")
    if made.returncode:
        return Outcome("not installed", made.stderr)
    once = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    test = [own, "-m", "pytest", "-p", "no:cacheprovider", "--tb=short", *LEFT_OUT]
    said = ""
    for file in files:
        try:
            done = run(*test, file, **once)
        except subprocess.TimeoutExpired:
            return Outcome("took too long", f"{said}{file}: stopped after {LONGEST} s\n")
        said += done.stdout + done.stderr
        if done.returncode:
            return Outcome("failed", said)
    return Outcome("", said)


def _why_not(said: str) -> str:
    if UNREACHED.search(said):
        return NO_INDEX
    if NO_WHEEL.search(said.lower()):
        return "no wheels for this Python"
    return "no such set"


def interpreter(version: str) -> str | None:
    """Return a Python of a version: one of this machine, or one that uv fetches."""
    of_pyenv = Path.home().glob(f".pyenv/versions/{version}.*/bin/python")
    candidates = [sys.executable, shutil.which(f"python{version}"), *map(str, of_pyenv)]
    for candidate in candidates:
        if candidate and _version_of(candidate) == version:
            return candidate
    if UV is None:
        return None
    run(UV, "python", "install", "--quiet", version)
    found = run(UV, "python", "find", version).stdout.strip()
    return found or None


def _version_of(python: str) -> str:
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    return run(python, "-c", ask).stdout.strip()


def main(arguments: list[str]) -> int:
    """Try each version with each set, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", nargs="*", default=PYTHONS)
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--files", nargs="*", default=CHOSEN, help="of tests")
    asked = parser.parse_args(arguments)
    failed = 0
    for version in asked.versions:
        python = interpreter(version)
        if python is None:
            hint = "" if UV else "; with uv installed it would be fetched"
            print(f"{version}  not tried: no such Python on this machine{hint}", flush=True)
            continue
        for name in asked.sets:
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                outcome = tried(Path(folder, "venv"), SETS[name], python, asked.files)
            took = time.monotonic() - began
            print(f"{version}  {name:6}  {outcome.ended or 'passed'}  {took:.0f} s", flush=True)
            if outcome.ended in ("failed", "took too long", "not installed", "no such set"):
                failed += 1
                print(outcome.output[-2000:], flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
