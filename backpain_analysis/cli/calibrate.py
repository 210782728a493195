"""`backpain calibrate`: false alarms, coverage and power on simulated diaries."""

import datetime as dt
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..language import Phrases
from .app import app


@app.command()
def calibrate(
    out: Annotated[Path, typer.Option(help="Folder for the table and the finished parts.")],
    replicates: Annotated[int, typer.Option(help="Simulated diaries per cell.")] = 1000,
    days: Annotated[list[int] | None, typer.Option(help="Only diaries of this length.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this method of the table.")] = None,
    jobs: Annotated[int, typer.Option(help="Parallel jobs; -1 uses all cores.")] = -1,
    minutes: Annotated[float, typer.Option(help="Begin nothing new after so long.")] = 55.0,
    only_headline: Annotated[
        bool, typer.Option("--headline", help="Only the rows that say most.")
    ] = False,
) -> None:
    """Measure false alarms, coverage and power on simulated diaries; resumes where it stopped."""
    from rich.progress import Progress

    from .. import plots
    from ..calibration_table import nearest
    from ..simulation import METHODS, calibrate, grid, headline, page

    p = Phrases()
    cells = headline() if only_headline else grid(days)
    if not days and not only_headline:
        cells += grid(looks=True)
    with Progress() as bar:
        task = bar.add_task(p("terminal.calibrate.working"), total=None)
        table = calibrate(
            cells,
            out / "chunks",
            replicates,
            jobs,
            only or METHODS,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            minutes=minutes,
        )
    table.to_csv(out / "calibration.csv", index=False, float_format="%.5g")
    text = page(table, shlex.join(["backpain", *sys.argv[1:]]), str(dt.date.today()))
    (out / "calibration.md").write_text(text, encoding="utf-8")
    drawn = plots.false_alarms(nearest(365, 0.8, table), width=plots.PRINT)
    drawn.figure.savefig(out / "false_alarms.png", dpi=150)
    typer.echo(p("terminal.calibrate.done", folder=out))
