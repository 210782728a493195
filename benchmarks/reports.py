"""The notebooks and the month's report of the example beside what their imports alone cost."""

import subprocess
import sys
import tempfile
from pathlib import Path

from row import Row, process, seconds

ONE_CELL = """
import nbclient, nbformat
cell = "import pandas, matplotlib.pyplot, seaborn, statsmodels.api"
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
nbclient.NotebookClient(book).execute()
"""
NINE = """
import pathlib, sys
from backpain_analysis.report.notebooks import run_notebooks
runs = run_notebooks(pathlib.Path("data/example").resolve(), pathlib.Path({!r}))
sys.exit(len(runs) != 9 or any(runs.values()))
"""


def write_person(folder: Path, days: int) -> Path:
    """Write a made-up person with a rating on most days."""
    import backpain_analysis as bpa

    daily = bpa.simulate_diary("d", n_days=days, seed=1).daily.rename_axis("date")
    daily["weight_kg"] = [80 + day % 21 / 10 for day in range(len(daily))]
    (folder / "raw").mkdir(parents=True)
    daily["pain"].dropna().to_csv(folder / "raw" / "pain.csv")
    daily.loc[daily["runs"] > 0, "distance_km"].to_csv(folder / "raw" / "runs.csv")
    daily["weight_kg"].iloc[::3].to_csv(folder / "raw" / "weight.csv")
    return folder


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:

        def report(*options: str, person: str | Path = "data/example") -> None:
            run = [sys.executable, "-m", "backpain_analysis.cli", "report"]
            run += ["--person", str(person), "--out", f"{folder}/{Path(person).name} out", *options]
            subprocess.run(run, check=True, capture_output=True)

        whole, nine, cell = seconds(
            report, process(NINE.format(folder)), process(ONE_CELL), times=3
        )
        pages, bare = seconds(
            lambda: report("--no-notebooks"),
            process("import matplotlib.pyplot, seaborn"),
            times=3,
        )
        years = {n: write_person(Path(folder) / f"{n} years", 365 * n) for n in (1, 10)}
        ten, one = seconds(
            lambda: report(person=years[10]), lambda: report(person=years[1]), times=1
        )
    return [
        Row("the nine notebooks of the example and their pages", nine,
            "a one-cell notebook that imports pandas, seaborn, statsmodels", cell,
            "at most 2.5 times", nine <= 2.5 * cell),
        Row("`backpain report`, the example, all notebooks and pages", whole,
            "the same one-cell notebook", cell,
            "at most 3.5 times", whole <= 3.5 * cell),
        Row("the pages alone, both paper sizes", pages, "`import matplotlib.pyplot, seaborn`", bare,
            "at most 4 times", pages <= 4 * bare),
        Row("`backpain report`, ten years of daily data", ten, "one year of it", one,
            "at most 1.5 times", ten <= 1.5 * one),
    ]  # fmt: skip
