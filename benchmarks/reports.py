"""The notebooks and the month's report of the example beside what their imports alone cost."""

import subprocess
import sys
import tempfile
from pathlib import Path

from row import Row, process, seconds, with_bytecode

ONE_CELL = """
import nbclient, nbformat
cell = "import pandas, matplotlib.pyplot, seaborn, statsmodels.api"
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
nbclient.NotebookClient(book).execute()
"""
NOTEBOOKS = len(list(Path("notebooks").glob("[0-9]*.ipynb")))
ALL_NOTEBOOKS = """
import pathlib, sys
from backpain_analysis.report.notebooks import run_notebooks
runs = run_notebooks(pathlib.Path("data/example").resolve(), pathlib.Path({!r}))
sys.exit(len(runs) != {} or any(runs.values()))
"""
# processor time, without what the first picture of a process loads
DRAWING = """
import datetime as dt, pathlib, tempfile, time
from backpain_analysis.report import analysis, month, pages
from backpain_analysis.settings import read_settings
settings = read_settings(pathlib.Path("data/example"))
found = analysis.analyse(settings, today=dt.date.today(), example=True)
now = month.Month(pathlib.Path("2026-11"), month.results("2026-11", "example", found))
history = month.estimates_by_month([now])
taken = []
for _ in range(4):
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        pages._draw_and_save(found, history, pathlib.Path(folder))
        taken.append(time.process_time() - start)
print(sorted(taken[1:])[1])
"""


def drawing_seconds() -> float:
    """Return the processor time of drawing and saving every figure of the example's report."""
    run = [sys.executable, "-c", DRAWING]
    done = subprocess.run(run, check=True, capture_output=True, text=True, env=with_bytecode())
    return float(done.stdout)


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
            subprocess.run(run, check=True, capture_output=True, env=with_bytecode())

        whole, every, cell = seconds(
            report, process(ALL_NOTEBOOKS.format(folder, NOTEBOOKS)), process(ONE_CELL), times=3
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
    drawing = drawing_seconds()
    return [
        Row(f"the {NOTEBOOKS} notebooks of the example and their pages", every,
            "a one-cell notebook that imports pandas, seaborn, statsmodels", cell,
            "at most 2.5 times", every <= 2.5 * cell),
        Row("`backpain report`, the example, all notebooks and pages", whole,
            "the same one-cell notebook", cell,
            "at most 2.4 times", whole <= 2.4 * cell),
        Row("the pages alone, both paper sizes", pages, "`import matplotlib.pyplot, seaborn`", bare,
            "at most 2.5 times", pages <= 2.5 * bare),
        Row("drawing and saving every figure of it, processor time", drawing, "the target", 1.5,
            "at most 1.5 s", drawing <= 1.5),
        Row("`backpain report`, ten years of daily data", ten, "one year of it", one,
            "at most 1.5 times", ten <= 1.5 * one),
    ]  # fmt: skip
