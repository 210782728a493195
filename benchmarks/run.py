"""Timings beside other tools, as ratios of the same machine and minute: `make bench`.

Prints one table and writes it to docs/benchmarks.md. `make bench ARGS="fits starts"` runs two parts
only. Ratios, because seconds differ from machine to machine.
"""

import datetime as dt
import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from row import Row

import backpain_analysis  # noqa: F401  before numpy, as in the notebooks: it sets one BLAS thread

PARTS = ("starts", "imports", "apple", "peers", "fits", "reports")
COLUMNS = ["what", "time", "beside", "its time", "ratio", "target", ""]
REMARKS = """\
Ratios tell, seconds do not: they are of one machine. Each other package runs in an environment of
its own, and does only what it is made for, which is less than what is done here: no cleaning, no
second source, no account of every row. The usual ways of asking are quick; what they find where
nothing is there stands in [calibration.md](calibration.md).

How long the calibration takes tells `python benchmarks/calibration_time.py`."""
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def machine() -> str:
    names = ", ".join(f"{n} {version(n)}" for n in ("numpy", "pandas", "scipy", "statsmodels"))
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}, Python {platform.python_version()}, {names}"


def as_markdown(rows: list[Row]) -> str:
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(r.cells for r in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def show(rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*COLUMNS, show_edge=False)
    for r in rows:
        table.add_row(*r.cells)
    Console().print(table)


def main(parts: list[str]) -> int:
    unknown = set(parts) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    rows = []
    for part in parts or PARTS:
        print(f"{part} ...", flush=True)
        rows += importlib.import_module(part).rows()
    show(rows)
    if not parts:
        about = f"Measured {dt.date.today()} on {machine()}, by `make bench`; medians, in turns."
        text = f"# Timings\n\n{REMARKS}\n\n{about}\n\n{as_markdown(rows)}\n"
        PAGE.write_text(text, encoding="utf-8")
        print(f"written to {PAGE.relative_to(Path.cwd())}")
    return int(any(r.met is False for r in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
