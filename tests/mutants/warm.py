"""Runs tests in forks of a process that has imported already what is not under test.

    python tests/mutants/warm.py < orders

An order is a line of JSON, the root of a tree and pytest's arguments; the answer is one, the exit
status (None where the tests never ended) and what was printed.
"""

import importlib
import json
import os
import signal
import sys
import tempfile
import time
from typing import Any

IMPORTED = ("pytest", "hypothesis", "numpy", "pandas", "scipy.stats", "scipy.optimize")
IMPORTED += ("matplotlib.figure", "matplotlib.backends.backend_agg", "typer.testing", "nbformat")
LONGEST_SECONDS = 300  # of the processor
WALL = 10  # times as long may pass on a busy machine


def answer_to(tree: str, arguments: list[str]) -> dict[str, Any]:
    """Run the tests of a tree in a child of this process."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            _become_pytest(tree, arguments, said.fileno())
        status = _waited_for(child)
        said.seek(0)
        return {"status": status, "said": said.read().decode("utf-8", "replace")}


def _become_pytest(tree: str, arguments: list[str], out: int) -> None:
    import resource

    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_SECONDS, LONGEST_SECONDS + 1))
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.chdir(tree)
    os.environ["PYTHONPATH"] = tree
    sys.path.insert(0, tree)
    status = 4
    try:
        status = int(pytest.main(arguments))
    finally:
        sys.stdout.flush()
        os._exit(status)


def _waited_for(child: int) -> int | None:
    """Wait for a child; return its exit status, None where it had to be ended."""
    ends = time.monotonic() + WALL * LONGEST_SECONDS
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def main() -> None:
    """Take orders until there are no more."""
    # what is compiled is the sound code, with its own date, so a fault is never overlooked
    sys.dont_write_bytecode = True
    for name in IMPORTED:
        importlib.import_module(name)
    for line in sys.stdin:
        tree, arguments = json.loads(line)
        sys.__stdout__.write(json.dumps(answer_to(tree, arguments)) + "\n")
        sys.__stdout__.flush()


if __name__ == "__main__":
    main()
