"""Cold starts: importing the package, and the command's help."""

import tempfile
from pathlib import Path

from row import Row, process, seconds

BARE_TYPER = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def one(name: str = "x"): "Say one."
@app.command()
def two(name: str = "x"): "Say two."
app()
"""


def rows() -> list[Row]:
    ours, theirs = seconds(process("import backpain_analysis"), process("import pandas"))
    found = [
        Row("`import backpain_analysis`", ours, "`import pandas`", theirs,
            "at most 1.2 times", ours <= 1.2 * theirs)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE_TYPER, encoding="utf-8")
        run = (
            "import runpy, sys; sys.argv[1:] = ['--help']; runpy.run_{}({!r}, run_name='__main__')"
        )
        ours, theirs = seconds(
            process(run.format("module", "backpain_analysis.cli")),
            process(run.format("path", str(bare))),
        )
    found.append(
        Row("`backpain --help`", ours, "a bare Typer program's `--help`", theirs,
            "at most 2 times", ours <= 2 * theirs)
    )  # fmt: skip
    return found
