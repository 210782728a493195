"""The notebooks and the month's report of the example beside what their imports alone cost."""

import subprocess
import sys
import tempfile

from row import Row, process, seconds

ONE_CELL = """
import nbclient, nbformat
cell = "import pandas, matplotlib.pyplot, seaborn, statsmodels.api"
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
nbclient.NotebookClient(book).execute()
"""
NINE = """
import pathlib, sys
from backpain_analysis.report.notebooks import notebooks_beside
with notebooks_beside(pathlib.Path("data/example").resolve(), pathlib.Path({!r})) as runs:
    pass
sys.exit(len(runs) != 9 or any(r.error for r in runs))
"""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:

        def report(*options: str) -> None:
            run = [sys.executable, "-m", "backpain_analysis.cli", "report"]
            run += ["--person", "data/example", "--out", folder, *options]
            subprocess.run(run, check=True, capture_output=True)

        whole, nine, cell = seconds(
            report, process(NINE.format(folder)), process(ONE_CELL), times=3
        )
        pages, bare = seconds(
            lambda: report("--no-notebooks"),
            process("import matplotlib.pyplot, seaborn"),
            times=3,
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
    ]  # fmt: skip
