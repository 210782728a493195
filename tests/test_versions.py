"""The oldest versions that pyproject.toml allows, and the newest there are: both do the work."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = {*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]}
WANTED = {
    "oldest": [requirement.replace(">=", "==") for requirement in sorted(DECLARED)],
    "newest": sorted(DECLARED),
}
# statistics, reading, figures, the notebooks on the example, the command line
CHOSEN = [
    *("tests/test_reml.py", "tests/test_lagged.py", "tests/importing/test_samples.py"),
    *("tests/test_figures.py", "tests/test_explore.py"),
    *("tests/test_notebooks.py", "tests/test_cli.py"),
    *("-k", "not small_grid and not takes_no_other_down and not quick"),
]
UNREACHED = re.compile(
    r"name resolution|resolve host|dns error|connection|connect error|timed out|unreachable"
    r"|from versions: none",
    re.IGNORECASE,
)
UV = shutil.which("uv")


def run(*command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    quiet = os.environ | {"MPLBACKEND": "agg"} | more
    return subprocess.run(
        command, cwd=ROOT, env=quiet, capture_output=True, text=True, timeout=900, check=False
    )


def tried(folder: Path, wanted: list[str]) -> tuple[str, str]:
    """Make an environment and run the chosen tests in it; return how that ended, and the output."""
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if UV:
        run(UV, "venv", "--quiet", "--python", sys.executable, folder)
        install = [UV, "pip", "install", "--quiet", "--python", python]
    else:
        run(sys.executable, "-m", "venv", folder)
        install = [python, "-m", "pip", "install", "--quiet", "--no-compile"]
    made = run(*install, *wanted)
    if made.returncode:
        unreached = UNREACHED.search(made.stderr)
        return "no package index can be reached" if unreached else "no such set", made.stderr
    made = run(*install, "--no-deps", "--no-build-isolation", "--editable", ".")
    if made.returncode:
        return "not installed", made.stderr
    once = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    done = run(python, "-m", "pytest", "-p", "no:cacheprovider", "--tb=short", *CHOSEN, **once)
    return "" if done.returncode == 0 else "failed", done.stdout + done.stderr


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Try both side by side: each has a processor for itself on two."""
    with ThreadPoolExecutor() as both:
        folders = [tmp_path_factory.mktemp(name) / "venv" for name in WANTED]
        return dict(zip(WANTED, both.map(tried, folders, WANTED.values()), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("which", WANTED)
def test_the_chosen_tests_pass(which: str, ends: dict[str, tuple[str, str]]) -> None:
    """Warnings that our own code earns are errors there as here (pyproject.toml)."""
    ended, output = ends[which]
    if ended.startswith("no package index"):
        pytest.skip(ended)
    assert not ended, output[-4000:]
    assert re.search(r"\b\d{2,} passed", output), output[-4000:]
