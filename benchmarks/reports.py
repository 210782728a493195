"""The month's report of the example beside what its imports alone cost."""

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


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:

        def report(*options: str) -> None:
            run = [sys.executable, "-m", "backpain_analysis.cli", "report"]
            run += ["--person", "data/example", "--out", folder, *options]
            subprocess.run(run, check=True, capture_output=True)

        whole, cell = seconds(report, process(ONE_CELL), times=3)
        pages, bare = seconds(
            lambda: report("--no-notebooks"),
            process("import matplotlib.pyplot, seaborn"),
            times=3,
        )
    return [
        Row("`backpain report`, the example, all notebooks and pages", whole,
            "a one-cell notebook that imports pandas, seaborn, statsmodels", cell,
            "at most 3.5 times", whole <= 3.5 * cell),
        Row("the pages alone, both paper sizes", pages, "`import matplotlib.pyplot, seaborn`", bare,
            "at most 4 times", pages <= 4 * bare),
    ]  # fmt: skip
